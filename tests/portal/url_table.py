"""Who may open what: the whole portal in one table (`test_urls.py` holds it against what the resolver knows).

A line is an address and what is asked of it; a column is somebody (`tests/situations.py`). 200 opens, 302 goes on
(nobody and the inactive Ina: to the login page), 403 may not, 404 may not know of it, 405 is not asked this way, 422 is
a form that needs mending.
"""

import re

PEOPLE = "bram carla ellen anouk kees daan gerda hans olga ina nobody".split()
# bram:   consulent of Almelo, where Truus lives     carla: consulent of Wierden         ellen: controller of Almelo
# anouk:  jobcoach with Truus in her caseload        kees:  jobcoach without             daan:  board member
# gerda:  administrator                              hans:  privacy officer              olga:  her role ended yesterday
# ina:    account not active                         nobody: not logged in
TABLE = """
                               bram carla ellen anouk kees daan gerda hans olga ina nobody
home                      GET   200  200   200   200   200  302  200   200  403  302  302
home                      POST  405  405   405   405   405  405  405   405  403  302  302
account_login             GET   302  302   302   302   302  302  302   302  302  200  200
account_login             POST  302  302   302   302   302  302  302   302  302  422  422
account_logout            GET   405  405   405   405   405  405  405   405  405  405  405
account_logout            POST  302  302   302   302   302  302  302   302  302  302  302
mfa_authenticate          GET   302  302   302   302   302  302  302   302  302  302  302
mfa_authenticate          POST  302  302   302   302   302  302  302   302  302  302  302
openid_connect_login      GET   404  404   404   404   404  404  404   404  404  404  404
openid_connect_login      POST  405  405   405   405   405  405  405   405  405  405  405
openid_connect_callback   GET   404  404   404   404   404  404  404   404  404  404  404
openid_connect_callback   POST  405  405   405   405   405  405  405   405  405  405  405
account_reset_password    GET   200  200   200   200   200  200  200   200  200  200  200
account_reset_password    POST  422  422   422   422   422  422  422   422  422  422  422
password_mail_sent        GET   200  200   200   200   200  200  200   200  200  200  200
password_mail_sent        POST  405  405   405   405   405  405  405   405  405  405  405
password_choose           GET   200  200   200   200   200  200  200   200  200  200  200
password_choose           POST  200  200   200   200   200  200  200   200  200  200  200
account                   GET   200  200   200   200   200  200  200   200  403  302  302
account                   POST  405  405   405   405   405  405  405   405  403  302  302
session_end               GET   405  405   405   405   405  405  405   405  403  302  302
session_end               POST  404  404   404   404   404  404  404   404  403  302  302
account_change_password   GET   404  404   404   404   404  404  404   404  403  302  302
account_change_password   POST  404  404   404   404   404  404  404   404  403  302  302
account_reauthenticate    GET   200  200   200   200   200  200  200   200  403  302  302
account_reauthenticate    POST  200  200   200   200   200  200  200   200  403  302  302
mfa_reauthenticate        GET   200  200   200   200   200  200  200   200  403  302  302
mfa_reauthenticate        POST  200  200   200   200   200  200  200   200  403  302  302
mfa_reauthenticate_webauthn  GET   200  200   200   200   200  200  200   200  403  302  302
mfa_reauthenticate_webauthn  POST  200  200   200   200   200  200  200   200  403  302  302
mfa_index                 GET   200  200   200   200   200  200  200   200  403  302  302
mfa_index                 POST  405  405   405   405   405  405  405   405  403  302  302
mfa_activate_totp         GET   200  200   200   200   200  200  200   200  403  302  302
mfa_activate_totp         POST  422  422   422   422   422  422  422   422  403  302  302
mfa_add_webauthn          GET   200  200   200   200   200  200  200   200  403  302  302
mfa_add_webauthn          POST  422  422   422   422   422  422  422   422  403  302  302
factor_remove             GET   405  405   405   405   405  405  405   405  403  302  302
factor_remove             POST  404  404   404   404   404  404  404   404  403  302  302
mfa_view_recovery_codes   GET   404  404   404   404   404  404  404   404  403  302  302
mfa_view_recovery_codes   POST  405  405   405   405   405  405  405   405  403  302  302
mfa_generate_recovery_codes  GET   200  200   200   200   200  200  200   200  403  302  302
mfa_generate_recovery_codes  POST  422  422   422   422   422  422  422   422  403  302  302
switch_membership         GET   405  405   405   405   405  405  405   405  403  302  302
switch_membership own     POST  302  302   302   302   302  302  302   302  403  302  302
switch_membership another POST  404  404   404   404   404  404  404   404  403  302  302
choose_membership         GET   302  302   302   302   302  302  302   302  403  302  302
choose_membership         POST  405  405   405   405   405  405  405   405  403  302  302
employee_list             GET   200  200   200   200   200  404  404   404  403  302  302
employee_list             POST  405  405   405   405   405  405  405   405  403  302  302
employee                  GET   200  404   200   200   404  404  404   404  403  302  302
employee                  POST  405  405   405   405   405  405  405   405  403  302  302
employee_purpose          GET   302  404   302   302   404  404  404   404  403  302  302
employee_purpose          POST  302  404   302   302   404  404  404   404  403  302  302
employee_history          GET   200  404   200   200   404  404  404   404  403  302  302
employee_history          POST  405  405   405   405   405  405  405   405  403  302  302
employee_bsn              GET   405  405  405   405   405  405  405   405  403  302  302
employee_bsn              POST  200  404  200   403   403  404  404   404  403  302  302
employee_edit             GET   200  404   403   403   403  404  404   404  403  302  302
employee_edit             POST  422  404   403   403   403  404  404   404  403  302  302
person_move               GET   200  404   403   403   403  404  404   404  403  302  302
person_move               POST  422  404   403   403   403  404  404   404  403  302  302
person_move_undo          GET   403  404   403   403   403  404  404   404  403  302  302
person_move_undo          POST  403  404   403   403   403  404  404   404  403  302  302
placement_new             GET   200  404   403   200   404  404  404   404  403  302  302
placement_new             POST  422  404   403   422   404  404  404   404  403  302  302
placement_end             GET   200  404   403   200   404  404  404   404  403  302  302
placement_end             POST  422  404   403   422   404  404  404   404  403  302  302
placement_correct         GET   200  404   403   200   404  404  404   404  403  302  302
placement_correct         POST  422  404   403   422   404  404  404   404  403  302  302
employment_end            GET   200  404   403   403   403  404  404   404  403  302  302
employment_end            POST  422  404   403   403   403  404  404   404  403  302  302
employment_new            GET   200  404   403   403   403  404  404   404  403  302  302
employment_new            POST  422  404   403   403   403  404  404   404  403  302  302
employment_correct        GET   200  404   403   403   403  404  404   404  403  302  302
employment_correct        POST  422  404   403   403   403  404  404   404  403  302  302
hours_change              GET   200  404   403   403   403  404  404   404  403  302  302
hours_change              POST  422  404   403   403   403  404  404   404  403  302  302
hours_correct             GET   200  404   403   403   403  404  404   404  403  302  302
hours_correct             POST  422  404   403   403   403  404  404   404  403  302  302
leave_new                 GET   200  404   403   403   403  404  404   404  403  302  302
leave_new                 POST  422  404   403   403   403  404  404   404  403  302  302
leave_end                 GET   200  404   403   403   403  404  404   404  403  302  302
leave_end                 POST  422  404   403   403   403  404  404   404  403  302  302
leave_correct             GET   200  404   403   403   403  404  404   404  403  302  302
leave_correct             POST  422  404   403   403   403  404  404   404  403  302  302
absence                   GET   200  404   200   200   404  404  404   404  403  302  302
absence                   POST  405  405   405   405   405  405  405   405  403  302  302
sick_new                  GET   200  404   403   200   404  404  404   404  403  302  302
sick_new                  POST  422  404   403   422   404  404  404   404  403  302  302
sick_partly               GET   200  404   403   200   404  404  404   404  403  302  302
sick_partly               POST  422  404   403   422   404  404  404   404  403  302  302
sick_recovered            GET   200  404   403   200   404  404  404   404  403  302  302
sick_recovered            POST  422  404   403   422   404  404  404   404  403  302  302
sick_correct              GET   200  404   403   200   404  404  404   404  403  302  302
sick_correct              POST  422  404   403   422   404  404  404   404  403  302  302
sick_step                 GET   200  404   403   200   404  404  404   404  403  302  302
sick_step                 POST  422  404   403   422   404  404  404   404  403  302  302
sick_step iets            GET   404  404   403   404   404  404  404   404  403  302  302
sick_list                 GET   200  200   403   200   200  404  404   404  403  302  302
sick_list                 POST  405  405   405   405   405  405  405   405  403  302  302
person_coach              GET   200  404   403   403   403  404  404   404  403  302  302
person_coach              POST  422  404   403   403   403  404  404   404  403  302  302
caseload_list             GET   200  200   403   200   200  404  404   404  403  302  302
caseload_list             POST  405  405   405   405   405  405  405   405  403  302  302
caseload_hand_over        GET   200  200   403   403   403  404  404   404  403  302  302
caseload_hand_over        POST  422  422   403   403   403  404  404   404  403  302  302
caseload_stand_in         GET   200  200   403   200   200  404  404   404  403  302  302
caseload_stand_in         POST  422  422   403   422   422  404  404   404  403  302  302
caseload_undo             GET   405  405   405   405   405  405  405   405  403  302  302
caseload_undo             POST  302  404   403   404   404  404  404   404  403  302  302
indication                GET   200  404   200   200   404  404  404   404  403  302  302
indication                POST  405  405   405   405   405  405  405   405  403  302  302
indication_new            GET   200  404   403   403   403  404  404   404  403  302  302
indication_new            POST  422  404   403   403   403  404  404   404  403  302  302
indication_withdraw       GET   200  404   403   403   403  404  404   404  403  302  302
indication_withdraw       POST  422  404   403   403   403  404  404   404  403  302  302
indication_copy           GET   200  404   403   403   403  404  404   404  403  302  302
indication_copy           POST  422  404   403   403   403  404  404   404  403  302  302
reindication_new          GET   200  404   403   403   403  404  404   404  403  302  302
reindication_new          POST  422  404   403   403   403  404  404   404  403  302  302
dismissal_advice          GET   200  404   403   403   403  404  404   404  403  302  302
dismissal_advice          POST  422  404   403   403   403  404  404   404  403  302  302
reindication_step         GET   200  404   403   403   403  404  404   404  403  302  302
reindication_step         POST  422  404   403   403   403  404  404   404  403  302  302
reindication_step iets    GET   404  404   403   403   403  404  404   404  403  302  302
reindication_step onherroepelijk GET   404  404   403   403   403  404  404   404  403  302  302
contact_record            GET   200  404   403   200   404  404  404   404  403  302  302
contact_record            POST  422  404   403   422   404  404  404   404  403  302  302
contact                   GET   200  404   403   200   404  404  404   404  403  302  302
contact                   POST  422  404   403   422   404  404  404   404  403  302  302
contact_mend              GET   302  404   403   200   404  404  404   404  403  302  302
contact_mend              POST  302  404   403   422   404  404  404   404  403  302  302
waiting_new               GET   200  404   403   403   403  404  404   404  403  302  302
waiting_new               POST  422  404   403   403   403  404  404   404  403  302  302
waiting                   GET   200  404   403   403   403  404  404   404  403  302  302
waiting                   POST  422  404   403   403   403  404  404   404  403  302  302
representative_new        GET   200  404   403   200   404  404  404   404  403  302  302
representative_new        POST  422  404   403   422   404  404  404   404  403  302  302
representative            GET   200  404   403   200   404  404  404   404  403  302  302
representative            POST  422  404   403   422   404  404  404   404  403  302  302
calendar_link             GET   403  403   403   200   200  404  404   404  403  302  302
calendar_link             POST  405  405   405   405   405  405  405   405  403  302  302
calendar_link_make        GET   405  405   405   405   405  405  405   405  403  302  302
calendar_link_make        POST  403  403   403   200   200  404  404   404  403  302  302
calendar_link_revoke      GET   405  405   405   405   405  405  405   405  403  302  302
calendar_link_revoke      POST  403  403   403   302   302  404  404   404  403  302  302
calendar_feed             GET   404  404   404   404   404  404  404   404  404  404  404
calendar_feed             POST  405  405   405   405   405  405  405   405  405  405  405
todo_list                 GET   200  404   403   200   404  404  404   404  403  302  302
todo_list                 POST  422  404   403   422   404  404  404   404  403  302  302
todo                      GET   200  404   403   200   404  404  404   404  403  302  302
todo                      POST  422  404   403   422   404  404  404   404  403  302  302
todo_done                 GET   405  405   405   405   405  405  405   405  403  302  302
todo_done                 POST  302  404   403   302   404  404  404   404  403  302  302
plans                     GET   200  404   403   200   404  404  404   404  403  302  302
plans                     POST  405  405   405   405   405  405  405   405  403  302  302
plan                      GET   200  404   403   200   404  404  404   404  403  302  302
plan running              GET   200  404   403   200   404  404  404   404  403  302  302
plan                      POST  405  405   405   405   405  405  405   405  403  302  302
plan_new                  GET   403  403   403   200   404  404  404   404  403  302  302
plan_new                  POST  403  403   403   422   404  404  404   404  403  302  302
proposal_list             GET   200  200  403   200   200  404  404   404  403  302  302
proposal_list             POST  405  405  405   405   405  405  405   405  403  302  302
proposal_new              GET   200  404  403   200   404  404  404   404  403  302  302
proposal_new              POST  422  404  403   422   404  404  404   404  403  302  302
proposal                  GET   200  404  403   200   404  404  404   404  403  302  302
proposal                  POST  405  405  405   405   405  405  405   405  403  302  302
proposal_trial            GET   200  404  403   200   404  404  404   404  403  302  302
proposal_trial            POST  422  404  403   422   404  404  404   404  403  302  302
proposal_place            GET   200  404  403   200   404  404  404   404  403  302  302
proposal_place            POST  422  404  403   422   404  404  404   404  403  302  302
proposal_close            GET   200  404  403   200   404  404  404   404  403  302  302
proposal_close            POST  422  404  403   422   404  404  404   404  403  302  302
proposal_keep             GET   404  404  403   404   404  404  404   404  403  302  302
proposal_keep             POST  404  404  403   404   404  404  404   404  403  302  302
proposal_stop             GET   404  404  403   404   404  404  404   404  403  302  302
proposal_stop             POST  404  404  403   404   404  404  404   404  403  302  302
proposal_reopen           GET   405  405  405   405   405  405  405   405  403  302  302
proposal_reopen           POST  302  404  403   302   404  404  404   404  403  302  302
assessments               GET   200  404   403   200   404  404  404   404  403  302  302
assessments               POST  405  405   405   405   405  405  405   405  403  302  302
assessment                GET   200  404   403   200   404  404  404   404  403  302  302
assessment                POST  405  405   405   405   405  405  405   405  403  302  302
assessment_new            GET   200  404   403   200   404  404  404   404  403  302  302
assessment_new            POST  422  404   403   422   404  404  404   404  403  302  302
assessment_correct        GET   200  404   403   200   404  404  404   404  403  302  302
assessment_correct        POST  422  404   403   422   404  404  404   404  403  302  302
ability_lists             GET   403  403   403   403   403  403  200   200  403  302  302
ability_lists             POST  405  405   405   405   405  405  405   405  403  302  302
ability_list              GET   403  403   403   403   403  403  200   200  403  302  302
ability_list              POST  403  403   403   403   403  403  422   422  403  302  302
ability_list_new          GET   403  403   403   403   403  403  200   403  403  302  302
ability_list_new          POST  403  403   403   403   403  403  422   403  403  302  302
ability_list_edit         GET   403  403   403   403   403  403  200   403  403  302  302
ability_list_edit         POST  403  403   403   403   403  403  422   403  403  302  302
ability_list_drop         GET   405  405   405   405   405  405  405   405  403  302  302
ability_list_drop         POST  403  403   403   403   403  403  302   403  403  302  302
ability_new               GET   403  403   403   403   403  403  200   403  403  302  302
ability_new               POST  403  403   403   403   403  403  422   403  403  302  302
ability                   GET   403  403   403   403   403  403  200   403  403  302  302
ability                   POST  403  403   403   403   403  403  422   403  403  302  302
ability_drop              GET   405  405   405   405   405  405  405   405  403  302  302
ability_drop              POST  403  403   403   403   403  403  302   403  403  302  302
plan_decide               GET   404  404   403   403   403  404  404   404  403  302  302
plan_decide               POST  404  404   403   403   403  404  404   404  403  302  302
plan_approval             GET   403  403   403   403   403  403  200   403  403  302  302
plan_approval             POST  403  403   403   403   403  403  422   403  403  302  302
plan_edit                 GET   403  403   403   200   404  404  404   404  403  302  302
plan_edit running         GET   403  403   403   404   404  404  404   404  403  302  302
plan_edit                 POST  403  403   403   422   404  404  404   404  403  302  302
goal_new                  GET   403  403   403   200   404  404  404   404  403  302  302
goal_new                  POST  403  403   403   422   404  404  404   404  403  302  302
goal                      GET   403  403   403   200   404  404  404   404  403  302  302
goal                      POST  403  403   403   422   404  404  404   404  403  302  302
goal_drop                 GET   405  405   405   405   405  405  405   405  403  302  302
goal_drop                 POST  403  403   403   302   404  404  404   404  403  302  302
action_done               GET   405  405   405   405   405  405  405   405  403  302  302
action_done               POST  403  403   403   302   404  404  404   404  403  302  302
plan_step bespreken       GET   405  405   405   405   405  405  405   405  403  302  302
plan_step bespreken       POST  403  403   403   302   404  404  404   404  403  302  302
plan_step anders          POST  403  403   403   404   404  404  404   404  403  302  302
plan_sign                 GET   403  403   403   200   404  404  404   404  403  302  302
plan_sign                 POST  403  403   403   422   404  404  404   404  403  302  302
plan_evaluate running     GET   403  403   403   200   404  404  404   404  403  302  302
plan_evaluate             GET   403  403   403   404   404  404  404   404  403  302  302
plan_evaluate running     POST  403  403   403   422   404  404  404   404  403  302  302
plan_close running        GET   403  403   403   200   404  404  404   404  403  302  302
plan_close running        POST  403  403   403   422   404  404  404   404  403  302  302
plan_compare              GET   200  404   403   200   404  404  404   404  403  302  302
plan_compare running      GET   404  404   403   404   404  404  404   404  403  302  302
plan_compare              POST  405  405   405   405   405  405  405   405  403  302  302
plan_paper                GET   200  404   403   200   404  404  404   404  403  302  302
plan_paper                POST  405  405   405   405   405  405  405   405  403  302  302
payroll_list              GET   200  200   403   403   403  404  404   404  403  302  302
payroll_list              POST  405  405   405   405   405  405  405   405  403  302  302
payroll_import            GET   200  200   403   403   403  404  404   404  403  302  302
payroll_import            POST  422  422   403   403   403  404  404   404  403  302  302
payroll_difference        GET   200  404   403   403   403  404  404   404  403  302  302
payroll_difference        POST  422  404   403   403   403  404  404   404  403  302  302
documents                 GET   200  404   403   200   404  404  404   404  403  302  302
documents                 POST  422  404   403   422   404  404  404   404  403  302  302
documents_find            GET   405  405  405   405   405  405  405   405  403  302  302
documents_find            POST  200  404   403   200   404  404  404   404  403  302  302
document                  GET   200  404   403   200   404  404  404   404  403  302  302
document                  POST  405  405   405   405   405  405  405   405  403  302  302
document_drop             GET   405  405   405   405   405  405  405   405  403  302  302
document_drop             POST  404  404   403   302   404  404  404   404  403  302  302
letter_new                GET   200  404   403   200   404  404  404   404  403  302  302
letter_new                POST  422  404   403   422   404  404  404   404  403  302  302
visits_today              GET   200  200   403   200   200  404  404   404  403  302  302
visits_today              POST  405  405   405   405   405  405  405   405  403  302  302
keeper                    GET   200  200   200   200   200  200  200   200  200  200  200
keeper                    POST  405  405   405   405   405  405  405   405  405  405  405
supported_new             GET   200  404  403   200   404  404  404   404  403  302  302
supported_new             POST  422  404  403   422   404  404  404   404  403  302  302
supported_end             GET   200  404  403   200   404  404  404   404  403  302  302
supported_end             POST  422  404  403   422   404  404  404   404  403  302  302
loonwaarde_new            GET   200  404  403   200   404  404  404   404  403  302  302
loonwaarde_new            POST  422  404  403   422   404  404  404   404  403  302  302
adaptation_new            GET   200  404  403   200   404  404  404   404  403  302  302
adaptation_new            POST  422  404  403   422   404  404  404   404  403  302  302
adaptation_edit           GET   200  404  403   200   404  404  404   404  403  302  302
adaptation_edit           POST  422  404  403   422   404  404  404   404  403  302  302
employee_death            GET   200  404   403   403   403  404  404   404  403  302  302
employee_death            POST  422  404   403   403   403  404  404   404  403  302  302
employee_keep             GET   200  404   403   403   403  404  404   404  403  302  302
employee_keep             POST  422  404   403   403   403  404  404   404  403  302  302
employee_let_go           GET   405  405   405   405   405  405  405   405  403  302  302
employee_let_go           POST  302  404   403   403   403  404  404   404  403  302  302
hirer_list                GET   200  200  200   200   200  404  404   404  403  302  302
hirer_list                POST  405  405  405   405   405  405  405   405  403  302  302
hirer                     GET   200  200  200   200   200  404  404   404  403  302  302
hirer                     POST  405  405  405   405   405  405  405   405  403  302  302
hirer_new                 GET   200  200  403   200   200  404  404   404  403  302  302
hirer_new                 POST  422  422  403   422   422  404  404   404  403  302  302
hirer_edit                GET   200  200  403   200   200  404  404   404  403  302  302
hirer_edit                POST  422  422  403   422   422  404  404   404  403  302  302
hirer_merge               GET   200  200  403   200   200  404  404   404  403  302  302
hirer_merge               POST  422  422  403   422   422  404  404   404  403  302  302
hirer_take_apart          GET   405  405  405   405   405  405  405   405  403  302  302
hirer_take_apart          POST  302  302  403   302   302  404  404   404  403  302  302
site_new                  GET   200  200  403   200   200  404  404   404  403  302  302
site_new                  POST  422  422  403   422   422  404  404   404  403  302  302
site_edit                 GET   200  200  403   200   200  404  404   404  403  302  302
site_edit                 POST  422  422  403   422   422  404  404   404  403  302  302
contact_new               GET   200  200  403   200   200  404  404   404  403  302  302
contact_new               POST  422  422  403   422   422  404  404   404  403  302  302
contact_edit              GET   200  200  403   200   200  404  404   404  403  302  302
contact_edit              POST  422  422  403   422   422  404  404   404  403  302  302
work_nearby               GET   200  200  200   200   200  404  404   404  403  302  302
work_nearby               POST  405  405  405   405   405  405  405   405  403  302  302
vacancy_list              GET   200  200  200   200   200  404  404   404  403  302  302
vacancy_list              POST  405  405  405   405   405  405  405   405  403  302  302
vacancy_new               GET   200  200  403   200   200  404  404   404  403  302  302
vacancy_new               POST  422  422  403   422   422  404  404   404  403  302  302
vacancy                   GET   200  200  403   200   200  404  404   404  403  302  302
vacancy                   POST  405  405  405   405   405  405  405   405  403  302  302
vacancy_edit              GET   200  200  403   200   200  404  404   404  403  302  302
vacancy_edit              POST  422  422  403   422   422  404  404   404  403  302  302
vacancy_withdraw          GET   405  405  405   405   405  405  405   405  403  302  302
vacancy_withdraw          POST  302  302  403   302   302  404  404   404  403  302  302
contract_new              GET   200  200  403   200   200  404  404   404  403  302  302
contract_new              POST  422  422  403   422   422  404  404   404  403  302  302
contract                  GET   200  200  200   200   200  404  404   404  403  302  302
contract                  POST  405  405  405   405   405  405  405   405  403  302  302
contract_edit             GET   200  200  403   200   200  404  404   404  403  302  302
contract_edit             POST  422  422  403   422   422  404  404   404  403  302  302
contract_terms            GET   200  200  403   200   200  404  404   404  403  302  302
contract_terms            POST  422  422  403   422   422  404  404   404  403  302  302
contract_index            GET   200  200  403   200   200  404  404   404  403  302  302
contract_index            POST  422  422  403   422   422  404  404   404  403  302  302
contract_release          GET   405  405  405   405   405  405  405   405  403  302  302
contract_release          POST  302  302  302   403   403  404  404   404  403  302  302
contract_end              GET   200  200  403   200   200  404  404   404  403  302  302
contract_end              POST  422  422  403   422   422  404  404   404  403  302  302
contract_people           GET   200  200  403   200   200  404  404   404  403  302  302
contract_people           POST  422  422  403   422   422  404  404   404  403  302  302
transfer_list             GET   200  200  200   403   403  404  404   404  403  302  302
transfer_list             POST  405  405  405   405   405  405  405   405  403  302  302
transfer_new              GET   200  200  403   403   403  404  404   404  403  302  302
transfer_new              POST  422  422  403   403   403  404  404   404  403  302  302
transfer                  GET   200  404  200   403   403  404  404   404  403  302  302
transfer                  POST  405  405  405   405   405  405  405   405  403  302  302
transfer_undo             GET   200  404  403   403   403  404  404   404  403  302  302
transfer_undo             POST  302  404  403   403   403  404  404   404  403  302  302
signal_list               GET   200  200   200   200   200  404  404   404  403  302  302
signal_list               POST  405  405   405   405   405  405  405   405  403  302  302
signal_put_off            GET   200  404   200   200   404  404  404   404  403  302  302
signal_put_off            POST  422  404   422   422   404  404  404   404  403  302  302
signal_take_back          GET   405  405   405   405   405  405  405   405  403  302  302
signal_take_back          POST  302  404   302   302   404  404  404   404  403  302  302
digest_switch             GET   405  405   405   405   405  405  405   405  403  302  302
digest_switch             POST  302  302   302   302   302  404  404   404  403  302  302
expiring                  GET   200  200   200   200   200  404  404   404  403  302  302
expiring                  POST  405  405   405   405   405  405  405   405  403  302  302
search                    GET   200  200   200   200   200  404  404   404  403  302  302
search                    POST  200  200   200   200   200  404  404   404  403  302  302
employee_pin              GET   405  405   405   405   405  405  405   405  403  302  302
employee_pin              POST  302  404   302   302   404  404  404   404  403  302  302
job_security              GET   200  200   200   403   403  404  404   404  403  302  302
job_security              POST  405  405   405   405   405  405  405   405  403  302  302
view_list                 GET   200  200   200   200   200  404  404   404  403  302  302
view_list                 POST  422  422   422   422   422  404  404   404  403  302  302
view_drop                 GET   405  405   405   405   405  405  405   405  403  302  302
view_drop                 POST  302  404   404   404   404  404  404   404  403  302  302
view_move omhoog          GET   405  405   405   405   405  405  405   405  403  302  302
view_move omhoog          POST  302  404   404   404   404  404  404   404  403  302  302
view_move opzij           POST  404  404   404   404   404  404  404   404  403  302  302
view_start                GET   405  405   405   405   405  405  405   405  403  302  302
view_start                POST  302  404   404   404   404  404  404   404  403  302  302
retention_terms           GET   200  200   200   200   200  200  200   200  403  302  302
retention_terms           POST  405  405   405   405   405  405  405   405  403  302  302
destruction_lists         GET   404  404   200   404   404  404  404   200  403  302  302
destruction_lists         POST  405  405   405   405   405  405  405   405  403  302  302
destruction_list          GET   404  404   200   404   404  404  404   200  403  302  302
destruction_list done     GET   404  404   200   404   404  404  404   200  403  302  302
destruction_list          POST  405  405   405   405   405  405  405   405  403  302  302
destruction_exempt        GET   404  404   403   404   404  404  404   200  403  302  302
destruction_exempt        POST  404  404   403   404   404  404  404   422  403  302  302
destruction_propose       GET   405  405   405   405   405  405  405   405  403  302  302
destruction_propose       POST  404  404   403   404   404  404  404   302  403  302  302
destruction_agree         GET   405  405   405   405   405  405  405   405  403  302  302
destruction_agree         POST  404  404   422   404   404  404  404   403  403  302  302
destruction_give_back     GET   405  405   405   405   405  405  405   405  403  302  302
destruction_give_back     POST  404  404   422   404   404  404  404   403  403  302  302
destruction_certificate   GET   404  404   404   404   404  404  404   404  403  302  302
destruction_certificate done GET 404 404   200   404   404  404  404   200  403  302  302
destruction_certificate   POST  405  405   405   405   405  405  405   405  403  302  302
brp_look_up               GET   404  404   403   403   403  404  404   404  403  302  302
brp_look_up               POST  404  404   403   403   403  404  404   404  403  302  302
double_list               GET   200  200   403   403   403  404  404   404  403  302  302
double_list               POST  405  405   405   405   405  405  405   405  403  302  302
double_apart              GET   405  405   405   405   405  405  405   405  403  302  302
double_apart              POST  302  404   403   403   403  404  404   404  403  302  302
double_take_back          GET   405  405   405   405   405  405  405   405  403  302  302
double_take_back          POST  302  404   403   403   403  404  404   404  403  302  302
double_merge              GET   200  404   403   403   403  404  404   404  403  302  302
double_merge              POST  422  404   403   403   403  404  404   404  403  302  302
merge_list                GET   200  200   200   403   403  404  404   404  403  302  302
merge_list                POST  405  405   405   405   405  405  405   405  403  302  302
merge                     GET   200  404   200   403   403  404  404   404  403  302  302
merge                     POST  405  405   405   405   405  405  405   405  403  302  302
merge_carry_out           GET   405  405   405   405   405  405  405   405  403  302  302
merge_carry_out           POST  302  404   302   403   403  404  404   404  403  302  302
merge_refuse              GET   405  405   405   405   405  405  405   405  403  302  302
merge_refuse              POST  422  404   422   403   403  404  404   404  403  302  302
merge_withdraw            GET   405  405   405   405   405  405  405   405  403  302  302
merge_withdraw            POST  302  404   403   403   403  404  404   404  403  302  302
merge_apart               GET   404  404   403   403   403  404  404   404  403  302  302
merge_apart               POST  404  404   403   403   403  404  404   404  403  302  302
handover_list             GET   200  200   403   403   403  404  404   404  403  302  302
handover_list             POST  405  405   405   405   405  405  405   405  403  302  302
handover                  GET   200  200   403   403   403  404  404   404  403  302  302
handover                  POST  405  405   405   405   405  405  405   405  403  302  302
handover_accept           GET   405  405   405   405   405  405  405   405  403  302  302
handover_accept           POST  302  302   403   403   403  404  404   404  403  302  302
handover_decline          GET   405  405   405   405   405  405  405   405  403  302  302
handover_decline          POST  422  422   403   403   403  404  404   404  403  302  302
handover_withdraw         GET   405  405   405   405   405  405  405   405  403  302  302
handover_withdraw         POST  302  302   403   403   403  404  404   404  403  302  302
finance                   GET   403  403   200   403   403  403  403   403  403  302  302
finance                   POST  405  405   405   405   405  405  405   405  403  302  302
finance_new               GET   403  403   200   403   403  403  403   403  403  302  302
finance_new               POST  403  403   422   403   403  403  403   403  403  302  302
finance_edit              GET   403  403   404   403   403  403  403   403  403  302  302
finance_edit              POST  403  403   404   403   403  403  403   403  403  302  302
money_change_list         GET   403  403  200   403   403  403  403   403  403  302  302
money_change_list         POST  405  405  405   405   405  405  405   405  403  302  302
money_change_judge        GET   403  403  404   403   403  403  403   403  403  302  302
money_change_judge        POST  403  403  404   403   403  403  403   403  403  302  302
finance_import            GET   403  403   200   403   403  403  403   403  403  302  302
finance_import            POST  403  403   422   403   403  403  403   403  403  302  302
key_release               GET   405  405   405   405   405  405  405   405  403  302  302
key_release               POST  403  403   404   403   403  403  403   403  403  302  302
report_list               GET   200  200   200   403   403  200  403   403  403  302  302
report_list               POST  405  405   405   405   405  405  405   405  403  302  302
report_request            GET   405  405   405   405   405  405  405   405  403  302  302
report_request            POST  403  403   422   403   403  403  403   403  403  302  302
report_request quarter    POST  403  403   302   403   403  403  403   403  403  302  302
production                GET   403  403   200   403   403  403  403   403  403  302  302
production                POST  405  405   405   405   405  405  405   405  403  302  302
report draft              GET   404  404   200   403   403  404  403   403  403  302  302
report released           GET   200  200   200   403   403  200  403   403  403  302  302
report released           POST  405  405   405   405   405  405  405   405  403  302  302
report_check              GET   405  405   405   405   405  405  405   405  403  302  302
report_check              POST  403  403   302   403   403  403  403   403  403  302  302
report_release            GET   405  405   405   405   405  405  405   405  403  302  302
report_release            POST  403  403   302   403   403  403  403   403  403  302  302
ladder_between            GET   200  200   200   403   403  404  404   404  403  302  302
ladder_between            POST  405  405   405   405   405  405  405   405  403  302  302
people_by_town            GET   200  200   200   403   403  200  403   403  403  302  302
people_by_town            POST  405  405   405   405   405  405  405   405  403  302  302
per_scheme                GET   200  200   200   403   403  200  403   403  403  302  302
per_scheme                POST  405  405   405   405   405  405  405   405  403  302  302
goal_progress             GET   200  200   200   403   403  200  403   403  403  302  302
goal_progress             POST  405  405   405   405   405  405  405   405  403  302  302
report_comment            GET   403  403   200   403   403  403  403   403  403  302  302
report_comment            POST  403  403   422   403   403  403  403   403  403  302  302
report_withdraw           GET   403  403   200   403   403  403  403   403  403  302  302
report_withdraw           POST  403  403   422   403   403  403  403   403  403  302  302
statistics                GET   403  403  404   403   403  403  403   403  403  302  302
statistics                POST  403  403  404   403   403  403  403   403  403  302  302
statistics_file           GET   405  405  405   405   405  405  405   405  403  302  302
statistics_file           POST  403  403  404   403   403  403  403   403  403  302  302
report_delivery           GET   403  403   200   403   403  403  403   403  403  302  302
report_delivery           POST  405  405   405   405   405  405  405   405  403  302  302
finding_accept            GET   403  403   404   403   403  403  403   403  403  302  302
finding_accept            POST  403  403   404   403   403  403  403   403  403  302  302
report_cell draft         GET   404  404   200   404   404  404  404   404  403  302  302
report_cell released      GET   200  200   200   404   404  404  404   404  403  302  302
report_cell released      POST  405  405   405   405   405  405  405   405  403  302  302
correction_list           GET   200  200   200   200   200  404  404   404  403  302  302
correction_list           POST  405  405   405   405   405  405  405   405  403  302  302
correction_judge          GET   403  403   404   403   403  403  403   403  403  302  302
correction_judge          POST  403  403   404   403   403  403  403   403  403  302  302
report_changes draft      GET   404  404   200   403   403  404  403   403  403  302  302
report_changes released   GET   200  200   200   403   403  200  403   403  403  302  302
report_changes released   POST  405  405   405   405   405  405  405   405  403  302  302
report_restate released   GET   405  405   405   405   405  405  405   405  403  302  302
report_restate released   POST  403  403   302   403   403  403  403   403  403  302  302
report_file draft         GET   404  404   200   403   403  404  403   403  403  302  302
report_file pdf           GET   200  200   200   403   403  200  403   403  403  302  302
report_file xlsx          GET   200  200   200   403   403  200  403   403  403  302  302
report_file ods           GET   200  200   200   403   403  200  403   403  403  302  302
report_file csv           GET   200  200   200   403   403  200  403   403  403  302  302
report_file json          GET   200  200   200   403   403  200  403   403  403  302  302
report_file exe           GET   404  404   404   403   403  404  403   403  403  302  302
report_file pdf           POST  405  405   405   405   405  405  405   405  403  302  302
calendar                  GET   403  403   200   403   403  200  403   403  403  302  302
calendar                  POST  405  405   405   405   405  405  405   405  403  302  302
meeting_new               GET   403  403   200   403   403  403  403   403  403  302  302
meeting_new               POST  403  403   422   403   403  403  403   403  403  302  302
meeting_edit              GET   403  403   404   403   403  403  403   403  403  302  302
meeting_edit              POST  403  403   404   403   403  403  403   403  403  302  302
task_done                 GET   403  403   200   403   403  403  403   403  403  302  302
task_done                 POST  403  403   422   403   403  403  403   403  403  302  302
task_undo                 GET   405  405   405   405   405  405  405   405  403  302  302
task_undo                 POST  403  403   404   403   403  403  403   403  403  302  302
dashboard                 GET   200  200   200   404   404  200  404   404  403  302  302
dashboard                 POST  405  405   405   405   405  405  405   405  403  302  302
log                       GET   403  403   403   403   403  403  403   200  403  302  302
log                       POST  405  405   405   405   405  405  405   405  403  302  302
log_find                  GET   405  405   405   405   405  405  405   405  403  302  302
log_find                  POST  403  403   403   403   403  403  403   422  403  302  302
log_person                GET   403  403   403   403   403  403  403   200  403  302  302
log_person                POST  405  405   405   405   405  405  405   405  403  302  302
log_user                  GET   403  403   403   403   403  403  403   200  403  302  302
log_user                  POST  405  405   405   405   405  405  405   405  403  302  302
user_list                 GET   403  403   403   403   403  403  200   403  403  302  302
user_list                 POST  405  405   405   405   405  405  405   405  403  302  302
user_new                  GET   403  403   403   403   403  403  200   403  403  302  302
user_new                  POST  403  403   403   403   403  403  422   403  403  302  302
user                      GET   403  403   403   403   403  403  200   403  403  302  302
user                      POST  405  405   405   405   405  405  405   405  403  302  302
user_close                GET   405  405   405   405   405  405  405   405  403  302  302
user_close                POST  403  403   403   403   403  403  302   403  403  302  302
user_reopen               GET   405  405   405   405   405  405  405   405  403  302  302
user_reopen               POST  403  403   403   403   403  403  302   403  403  302  302
user_invite               GET   405  405   405   405   405  405  405   405  403  302  302
user_invite               POST  403  403   403   403   403  403  302   403  403  302  302
membership_new            GET   403  403   403   403   403  403  200   403  403  302  302
membership_new            POST  403  403   403   403   403  403  422   403  403  302  302
membership_end            GET   403  403   403   403   403  403  200   403  403  302  302
membership_end            POST  403  403   403   403   403  403  422   403  403  302  302
act_as                    GET   403  403   403   403   403  403  200   403  403  302  302
act_as                    POST  403  403   403   403   403  403  422   403  403  302  302
act_stop                  GET   405  405   405   405   405  405  405   405  403  302  302
act_stop                  POST  403  403   403   403   403  403  302   403  403  302  302
factor_ask                GET   405  405   405   405   405  405  405   405  403  302  302
factor_ask                POST  403  403   403   403   403  403  302   403  403  302  302
factor_allow              GET   405  405   405   405   405  405  405   405  403  302  302
factor_allow              POST  403  403   403   403   403  403  404   404  403  302  302
role_grant                GET   405  405   405   405   405  405  405   405  403  302  302
role_grant                POST  403  403   403   403   403  403  404   404  403  302  302
membership_review         GET   403  403   200   403   403  403  200   200  403  302  302
membership_review         POST  403  403   302   403   403  403  302   302  403  302  302
acting_list               GET   403  403   403   403   403  403  200   200  403  302  302
acting_list               POST  405  405   405   405   405  405  405   405  403  302  302
accessibility             GET   200  200   200   200   200  200  200   200  200  200  200
accessibility             POST  405  405   405   405   405  405  405   405  405  405  405
privacy                   GET   200  200   200   200   200  200  200   200  200  200  200
privacy                   POST  405  405   405   405   405  405  405   405  405  405  405
processing_register       GET   200  200  200   200   200  200  200   200  403  302  302
processing_register       POST  405  405  405   405   405  405  405   405  403  302  302
processing_register_csv   GET   200  200  200   200   200  200  200   200  403  302  302
processing_register_csv   POST  405  405  405   405   405  405  405   405  403  302  302
privacy_requests          GET   403  403  403   403   403  403  403   200  403  302  302
privacy_requests          POST  405  405  405   405   405  405  405   405  403  302  302
privacy_request_new       GET   403  403  403   403   403  403  403   200  403  302  302
privacy_request_new       POST  403  403  403   403   403  403  403   422  403  302  302
requests_to_see           GET   403  403  403   403   403  403  200   200  403  302  302
requests_to_see           POST  405  405  405   405   405  405  405   405  403  302  302
request_seen              GET   405  405  405   405   405  405  405   405  403  302  302
request_seen              POST  403  403  403   403   403  403  302   302  403  302  302
privacy_request           GET   403  403  403   403   403  403  403   200  403  302  302
privacy_request           POST  405  405  405   405   405  405  405   405  403  302  302
privacy_request_extend    GET   405  405  405   405   405  405  405   405  403  302  302
privacy_request_extend    POST  403  403  403   403   403  403  403   422  403  302  302
privacy_request_decide    GET   405  405  405   405   405  405  405   405  403  302  302
privacy_request_decide    POST  403  403  403   403   403  403  403   422  403  302  302
privacy_request_answered  GET   405  405  405   405   405  405  405   405  403  302  302
privacy_request_answered  POST  403  403  403   403   403  403  403   422  403  302  302
privacy_request_letter alles GET   405  405  405   405   405  405  405   405  403  302  302
privacy_request_letter alles POST  403  403  403   403   403  403  403   200  403  302  302
privacy_request_letter bestand POST  403  403  403   403   403  403  403   200  403  302  302
privacy_request_letter besluit POST  403  403  403   403   403  403  403   302  403  302  302
privacy_request_letter uitstel POST  403  403  403   403   403  403  403   302  403  302  302
privacy_request_letter iets POST  403  403  403   403   403  403  403   404  403  302  302
help                      GET   200  200   200   200   200  200  200   200  200  200  200
help                      POST  405  405   405   405   405  405  405   405  405  405  405
health                    GET   200  200   200   200   200  200  200   200  200  200  200
health                    POST  405  405   405   405   405  405  405   405  405  405  405
security_txt              GET   404  404   404   404   404  404  404   404  404  404  404
security_txt              POST  405  405   405   405   405  405  405   405  405  405  405
robots_txt                GET   200  200   200   200   200  200  200   200  200  200  200
robots_txt                POST  405  405   405   405   405  405  405   405  405  405  405
"""
LINE = re.compile(r"(\w+) (?:(\w+) +| +)(GET|POST) +([\d ]+)")
LINES = [match.groups(default="") for line in TABLE.splitlines() if (match := LINE.match(line))]
IDS = [" ".join(part for part in line[:3] if part) for line in LINES]
