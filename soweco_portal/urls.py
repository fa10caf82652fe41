"""Every address of the portal, and the one place where rooms are tied together."""

from django.urls import include, path

from cases.views.ability_lists import (
    ability,
    ability_drop,
    ability_list,
    ability_list_drop,
    ability_list_edit,
    ability_list_new,
    ability_lists,
    ability_new,
)
from cases.views.agenda import calendar_feed, calendar_link, calendar_link_make, calendar_link_revoke
from cases.views.assessments import assessment, assessment_correct, assessment_new, assessments
from cases.views.brp import brp_look_up
from cases.views.caseloads import (
    caseload_hand_over,
    caseload_list,
    caseload_stand_in,
    caseload_undo,
    person_coach,
)
from cases.views.contacts import contact, contact_mend, contact_record, visits_today
from cases.views.contract_hours import hours_change, hours_correct
from cases.views.contracts import (
    contract,
    contract_edit,
    contract_end,
    contract_index,
    contract_new,
    contract_people,
    contract_release,
    contract_terms,
)
from cases.views.corrections import correction_judge, correction_list
from cases.views.destruction import (
    destruction_agree,
    destruction_certificate,
    destruction_exempt,
    destruction_give_back,
    destruction_list,
    destruction_lists,
    destruction_propose,
)
from cases.views.documents import document, document_drop, documents, documents_find, letter_new
from cases.views.dossier import employee, employee_bsn
from cases.views.doubles import double_apart, double_list, double_take_back
from cases.views.employees import employee_edit, employee_list
from cases.views.employments import employment_end
from cases.views.expiring import expiring
from cases.views.handovers import (
    handover,
    handover_accept,
    handover_decline,
    handover_list,
    handover_withdraw,
    person_move,
    person_move_undo,
)
from cases.views.hirers import (
    contact_edit,
    contact_new,
    hirer,
    hirer_edit,
    hirer_list,
    hirer_merge,
    hirer_new,
    hirer_take_apart,
    site_edit,
    site_new,
)
from cases.views.history import employee_history
from cases.views.indications import (
    dismissal_advice,
    indication_copy,
    indication_new,
    indication_page,
    indication_withdraw,
    reindication_new,
    reindication_step,
)
from cases.views.job_security import job_security
from cases.views.leaves import leave_correct, leave_end, leave_new
from cases.views.log import log, log_find, log_person, log_user
from cases.views.merges import (
    double_merge,
    merge,
    merge_apart,
    merge_carry_out,
    merge_list,
    merge_refuse,
    merge_withdraw,
)
from cases.views.payroll import payroll_difference, payroll_import, payroll_list
from cases.views.placements import placement_correct, placement_end, placement_new
from cases.views.plans import (
    action_done,
    goal,
    goal_drop,
    goal_new,
    plan,
    plan_approval,
    plan_close,
    plan_compare,
    plan_decide,
    plan_edit,
    plan_evaluate,
    plan_new,
    plan_paper,
    plan_sign,
    plan_step,
    plans,
)
from cases.views.proposals import proposal, proposal_close, proposal_list, proposal_new, proposal_reopen
from cases.views.purpose import employee_purpose
from cases.views.representatives import representative, representative_new
from cases.views.requests import (
    privacy_request,
    request_answered,
    request_decide,
    request_extend,
    request_letter,
    request_list,
    request_new,
)
from cases.views.retention import employee_death, employee_keep, employee_let_go, retention_terms
from cases.views.saved_views import view_drop, view_list, view_move, view_start
from cases.views.search import employee_pin, search
from cases.views.seen import request_seen, requests_to_see
from cases.views.service import employment_correct, employment_new
from cases.views.sickness import (
    absence_page,
    sick_correct,
    sick_list,
    sick_new,
    sick_partly,
    sick_recovered,
    sick_step,
)
from cases.views.signals import digest_switch, signal_list, signal_put_off, signal_take_back
from cases.views.supported import adaptation_edit, adaptation_new, loonwaarde_new, supported_end, supported_new
from cases.views.todos import todo, todo_done, todo_list
from cases.views.transfers import transfer, transfer_list, transfer_new, transfer_undo
from cases.views.trials import proposal_keep, proposal_place, proposal_stop, proposal_trial
from cases.views.vacancies import vacancy, vacancy_edit, vacancy_list, vacancy_new, vacancy_withdraw, work_nearby
from cases.views.waiting import waiting, waiting_new
from municipalities.access import ROLES, rights
from municipalities.desk.acting import act_as, act_stop, acting_list
from municipalities.desk.memberships import membership_end, membership_new, membership_review
from municipalities.desk.roles import role_grant
from municipalities.desk.second_factors import factor_allow, factor_ask
from municipalities.desk.users import user, user_close, user_invite, user_list, user_new, user_reopen
from reports import touched
from reports.beforehand import weigh, weigh_together
from reports.stands import stand_of
from reports.views.calendar import calendar, meeting_edit, meeting_new, task_done, task_undo
from reports.views.cell import report_cell
from reports.views.changes import report_changes, report_restate
from reports.views.dashboard import dashboard
from reports.views.finance import (
    finance,
    finance_edit,
    finance_import,
    finance_new,
    key_release,
    money_change_judge,
    money_change_list,
)
from reports.views.goal_progress import goal_progress
from reports.views.ladder import ladder_between
from reports.views.reports import (
    finding_accept,
    production_progress,
    report,
    report_check,
    report_comment,
    report_delivery,
    report_file,
    report_list,
    report_release,
    report_request,
    report_withdraw,
)
from reports.views.schemes import per_scheme
from reports.views.statistics import statistics, statistics_csv
from reports.views.towns import people_by_town
from soweco_portal import errors, views
from soweco_portal.register import register, register_csv

# A correction tells which released reports it touches; what was released, only reports know.
TOUCHED = {"touched": touched.released}
# What a change would do to stands and reports, likewise.
WEIGHED = {"weigh": weigh}
WEIGHED_TOGETHER = {"weigh": weigh_together}

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("soweco_portal.account_urls")),
    path("rol/", views.switch_membership, name="switch_membership"),
    path("rol/kiezen/", views.choose_membership, name="choose_membership"),
    path("medewerkers/", employee_list, name="employee_list"),
    path("medewerkers/weergaven/", view_list, name="view_list"),
    path("medewerkers/weergaven/<uuid:key>/weghalen/", view_drop, name="view_drop"),
    path("medewerkers/weergaven/<uuid:key>/begin/", view_start, name="view_start"),
    path("medewerkers/weergaven/<uuid:key>/<slug:step>/", view_move, name="view_move"),
    # The dossier explains an SE, and only reports/stands computes one: it is handed over here, where all rooms meet.
    path("medewerkers/<uuid:key>/", employee, {"stand_of": stand_of}, name="employee"),
    path("medewerkers/<uuid:key>/doel/", employee_purpose, name="employee_purpose"),
    path("medewerkers/<uuid:key>/geschiedenis/", employee_history, name="employee_history"),
    path("medewerkers/<uuid:key>/vastzetten/", employee_pin, name="employee_pin"),
    path("medewerkers/<uuid:key>/bsn/", employee_bsn, name="employee_bsn"),
    path("medewerkers/<uuid:key>/gegevens/", employee_edit, WEIGHED, name="employee_edit"),
    path("medewerkers/<uuid:key>/brp/", brp_look_up, name="brp_look_up"),
    path("medewerkers/<uuid:key>/verhuizen/", person_move, WEIGHED, name="person_move"),
    path("medewerkers/<uuid:key>/verhuizen/terugdraaien/", person_move_undo, WEIGHED, name="person_move_undo"),
    path("medewerkers/<uuid:key>/plaatsingen/nieuw/", placement_new, WEIGHED, name="placement_new"),
    path(
        "medewerkers/<uuid:key>/plaatsingen/<uuid:placement>/beeindigen/", placement_end, WEIGHED, name="placement_end"
    ),
    path(
        "medewerkers/<uuid:key>/plaatsingen/<uuid:placement>/verbeteren/",
        placement_correct,
        WEIGHED,
        name="placement_correct",
    ),
    path("medewerkers/<uuid:key>/voorstellen/nieuw/", proposal_new, name="proposal_new"),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/", proposal, name="proposal"),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/proef/", proposal_trial, WEIGHED, name="proposal_trial"),
    path(
        "medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/plaatsen/", proposal_place, WEIGHED, name="proposal_place"
    ),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/vast/", proposal_keep, WEIGHED, name="proposal_keep"),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/stoppen/", proposal_stop, WEIGHED, name="proposal_stop"),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/afsluiten/", proposal_close, name="proposal_close"),
    path("medewerkers/<uuid:key>/voorstellen/<uuid:proposal>/heropenen/", proposal_reopen, name="proposal_reopen"),
    path("medewerkers/<uuid:key>/dienstverband/einde/", employment_end, WEIGHED, name="employment_end"),
    path("medewerkers/<uuid:key>/dienstverband/nieuw/", employment_new, WEIGHED, name="employment_new"),
    path(
        "medewerkers/<uuid:key>/dienstverband/<uuid:employment>/verbeteren/",
        employment_correct,
        WEIGHED,
        name="employment_correct",
    ),
    path("medewerkers/<uuid:key>/uren/wijzigen/", hours_change, WEIGHED, name="hours_change"),
    path("medewerkers/<uuid:key>/uren/<uuid:hours>/verbeteren/", hours_correct, WEIGHED, name="hours_correct"),
    path("medewerkers/<uuid:key>/verlof/nieuw/", leave_new, WEIGHED, name="leave_new"),
    path("medewerkers/<uuid:key>/verlof/<uuid:leave>/einde/", leave_end, WEIGHED, name="leave_end"),
    path("medewerkers/<uuid:key>/verlof/<uuid:leave>/verbeteren/", leave_correct, WEIGHED, name="leave_correct"),
    path("medewerkers/<uuid:key>/indicatie/", indication_page, name="indication"),
    path("medewerkers/<uuid:key>/indicatie/besluit/", indication_new, WEIGHED, name="indication_new"),
    path("medewerkers/<uuid:key>/indicatie/intrekken/", indication_withdraw, name="indication_withdraw"),
    path("medewerkers/<uuid:key>/indicatie/kopie/", indication_copy, name="indication_copy"),
    path("medewerkers/<uuid:key>/indicatie/aanvragen/", reindication_new, name="reindication_new"),
    path("medewerkers/<uuid:key>/indicatie/aanvraag/<str:step>/", reindication_step, name="reindication_step"),
    path("medewerkers/<uuid:key>/indicatie/opzegging/", dismissal_advice, name="dismissal_advice"),
    path("medewerkers/<uuid:key>/verzuim/", absence_page, name="absence"),
    path("medewerkers/<uuid:key>/verzuim/ziek/", sick_new, name="sick_new"),
    path("medewerkers/<uuid:key>/verzuim/percentage/", sick_partly, name="sick_partly"),
    path("medewerkers/<uuid:key>/verzuim/hersteld/", sick_recovered, name="sick_recovered"),
    path("medewerkers/<uuid:key>/verzuim/<uuid:spell>/corrigeren/", sick_correct, name="sick_correct"),
    path("medewerkers/<uuid:key>/verzuim/stap/<str:kind>/", sick_step, name="sick_step"),
    path("medewerkers/<uuid:key>/jobcoach/", person_coach, name="person_coach"),
    path("caseload/", caseload_list, name="caseload_list"),
    path("caseload/overdragen/", caseload_hand_over, name="caseload_hand_over"),
    path("caseload/waarneming/", caseload_stand_in, name="caseload_stand_in"),
    path("caseload/<uuid:key>/ongedaan/", caseload_undo, name="caseload_undo"),
    path("verzuim/", sick_list, name="sick_list"),
    path("loon/", payroll_list, name="payroll_list"),
    path("loon/inlezen/", payroll_import, name="payroll_import"),
    path("loon/<uuid:key>/", payroll_difference, name="payroll_difference"),
    path("medewerkers/<uuid:key>/contact/", contact_record, name="contact_record"),
    path("medewerkers/<uuid:key>/contact/<uuid:contact>/", contact, name="contact"),
    path("medewerkers/<uuid:key>/contact/<uuid:contact>/wijzigen/", contact_mend, name="contact_mend"),
    path("medewerkers/<uuid:key>/wachtlijst/nieuw/", waiting_new, name="waiting_new"),
    path("medewerkers/<uuid:key>/wachtlijst/<uuid:waiting>/", waiting, name="waiting"),
    path("medewerkers/<uuid:key>/vertegenwoordigers/nieuw/", representative_new, name="representative_new"),
    path("medewerkers/<uuid:key>/vertegenwoordigers/<uuid:representative>/", representative, name="representative"),
    path("medewerkers/<uuid:key>/taken/", todo_list, name="todo_list"),
    path("medewerkers/<uuid:key>/taken/<uuid:todo>/", todo, name="todo"),
    path("medewerkers/<uuid:key>/taken/<uuid:todo>/gedaan/", todo_done, name="todo_done"),
    path("medewerkers/<uuid:key>/werkvaardigheden/", assessments, name="assessments"),
    path("medewerkers/<uuid:key>/werkvaardigheden/nieuw/", assessment_new, name="assessment_new"),
    path("medewerkers/<uuid:key>/werkvaardigheden/<uuid:assessment>/", assessment, name="assessment"),
    path(
        "medewerkers/<uuid:key>/werkvaardigheden/<uuid:assessment>/verbeteren/",
        assessment_correct,
        name="assessment_correct",
    ),
    path("medewerkers/<uuid:key>/plan/", plans, name="plans"),
    path("medewerkers/<uuid:key>/plan/nieuw/", plan_new, name="plan_new"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/", plan, name="plan"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/wijzigen/", plan_edit, name="plan_edit"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/doel/", goal_new, name="goal_new"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/tekenen/", plan_sign, name="plan_sign"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/goedkeuren/", plan_decide, name="plan_decide"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/evalueren/", plan_evaluate, name="plan_evaluate"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/afsluiten/", plan_close, name="plan_close"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/vergelijken/", plan_compare, name="plan_compare"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/papier/", plan_paper, name="plan_paper"),
    path("medewerkers/<uuid:key>/plan/<uuid:plan>/stap/<slug:step>/", plan_step, name="plan_step"),
    path("medewerkers/<uuid:key>/doel/<uuid:goal>/", goal, name="goal"),
    path("medewerkers/<uuid:key>/doel/<uuid:goal>/weg/", goal_drop, name="goal_drop"),
    path("medewerkers/<uuid:key>/actie/<uuid:action>/gedaan/", action_done, name="action_done"),
    path("medewerkers/<uuid:key>/documenten/", documents, name="documents"),
    path("medewerkers/<uuid:key>/documenten/zoeken/", documents_find, name="documents_find"),
    path("medewerkers/<uuid:key>/documenten/<uuid:document>/", document, name="document"),
    path("medewerkers/<uuid:key>/documenten/<uuid:document>/weg/", document_drop, name="document_drop"),
    path("medewerkers/<uuid:key>/brief/", letter_new, name="letter_new"),
    path("vandaag/", visits_today, name="visits_today"),
    path("agenda/", calendar_link, name="calendar_link"),
    path("agenda/maken/", calendar_link_make, name="calendar_link_make"),
    path("agenda/intrekken/", calendar_link_revoke, name="calendar_link_revoke"),
    path("agenda/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("vandaag.js", views.keeper, name="keeper"),
    path("medewerkers/<uuid:key>/begeleid-werken/nieuw/", supported_new, name="supported_new"),
    path("medewerkers/<uuid:key>/begeleid-werken/<uuid:contract>/einde/", supported_end, name="supported_end"),
    path("medewerkers/<uuid:key>/loonwaarde/nieuw/", loonwaarde_new, name="loonwaarde_new"),
    path("medewerkers/<uuid:key>/werkplek/nieuw/", adaptation_new, name="adaptation_new"),
    path("medewerkers/<uuid:key>/werkplek/<uuid:adaptation>/", adaptation_edit, name="adaptation_edit"),
    path("medewerkers/<uuid:key>/overlijden/", employee_death, WEIGHED, name="employee_death"),
    path("medewerkers/<uuid:key>/bewaren/", employee_keep, name="employee_keep"),
    path("medewerkers/<uuid:key>/bewaren/<uuid:hold>/opheffen/", employee_let_go, name="employee_let_go"),
    path("mogelijk-dubbel/", double_list, name="double_list"),
    path("mogelijk-dubbel/<uuid:key>/terugnemen/", double_take_back, name="double_take_back"),
    path("mogelijk-dubbel/<uuid:key>/<uuid:other>/twee-mensen/", double_apart, name="double_apart"),
    path("mogelijk-dubbel/<uuid:key>/<uuid:other>/samenvoegen/", double_merge, WEIGHED_TOGETHER, name="double_merge"),
    path("samenvoegingen/", merge_list, name="merge_list"),
    path("samenvoegingen/<uuid:key>/", merge, WEIGHED_TOGETHER, name="merge"),
    path("samenvoegingen/<uuid:key>/uitvoeren/", merge_carry_out, WEIGHED_TOGETHER, name="merge_carry_out"),
    path("samenvoegingen/<uuid:key>/afwijzen/", merge_refuse, WEIGHED_TOGETHER, name="merge_refuse"),
    path("samenvoegingen/<uuid:key>/intrekken/", merge_withdraw, name="merge_withdraw"),
    path("samenvoegingen/<uuid:key>/uit-elkaar/", merge_apart, WEIGHED_TOGETHER, name="merge_apart"),
    path("loopt-af/", expiring, name="expiring"),
    path("signalen/mail/", digest_switch, name="digest_switch"),
    path("zoeken/", search, name="search"),
    path("inleners/", hirer_list, name="hirer_list"),
    path("inleners/nieuw/", hirer_new, name="hirer_new"),
    path("inleners/<uuid:key>/", hirer, name="hirer"),
    path("inleners/<uuid:key>/wijzigen/", hirer_edit, name="hirer_edit"),
    path("inleners/<uuid:key>/samenvoegen/<uuid:other>/", hirer_merge, name="hirer_merge"),
    path("inleners/<uuid:key>/losmaken/", hirer_take_apart, name="hirer_take_apart"),
    path("inleners/<uuid:key>/vestigingen/nieuw/", site_new, name="site_new"),
    path("inleners/<uuid:key>/vestigingen/<uuid:site>/", site_edit, name="site_edit"),
    path("inleners/<uuid:key>/contactpersonen/nieuw/", contact_new, name="contact_new"),
    path("inleners/<uuid:key>/contactpersonen/<uuid:contact>/", contact_edit, name="contact_edit"),
    path("inleners/<uuid:key>/plekken/nieuw/", vacancy_new, name="vacancy_new"),
    path("plekken/op-afstand/", work_nearby, name="work_nearby"),
    path("voorstellen/", proposal_list, name="proposal_list"),
    path("plekken/", vacancy_list, name="vacancy_list"),
    path("plekken/<uuid:key>/", vacancy, name="vacancy"),
    path("plekken/<uuid:key>/wijzigen/", vacancy_edit, name="vacancy_edit"),
    path("plekken/<uuid:key>/intrekken/", vacancy_withdraw, name="vacancy_withdraw"),
    path("inleners/<uuid:key>/contracten/nieuw/", contract_new, name="contract_new"),
    path("contracten/<uuid:key>/", contract, name="contract"),
    path("contracten/<uuid:key>/wijzigen/", contract_edit, name="contract_edit"),
    path("contracten/<uuid:key>/voorwaarden/", contract_terms, name="contract_terms"),
    path("contracten/<uuid:key>/indexeren/", contract_index, name="contract_index"),
    path("contracten/<uuid:key>/vrijgeven/<uuid:terms>/", contract_release, name="contract_release"),
    path("contracten/<uuid:key>/einde/", contract_end, WEIGHED_TOGETHER, name="contract_end"),
    path("contracten/<uuid:key>/mensen/", contract_people, WEIGHED_TOGETHER, name="contract_people"),
    path("overgangen/", transfer_list, name="transfer_list"),
    path("overgangen/nieuw/", transfer_new, TOUCHED | WEIGHED_TOGETHER, name="transfer_new"),
    path("overgangen/<uuid:key>/", transfer, name="transfer"),
    path("overgangen/<uuid:key>/ongedaan/", transfer_undo, TOUCHED | WEIGHED_TOGETHER, name="transfer_undo"),
    path("signalen/", signal_list, name="signal_list"),
    path("signalen/<uuid:key>/wegleggen/", signal_put_off, name="signal_put_off"),
    path("signalen/<uuid:key>/terughalen/", signal_take_back, name="signal_take_back"),
    path("baanzekerheid/", job_security, name="job_security"),
    path("bewaartermijnen/", retention_terms, name="retention_terms"),
    path("vernietiging/", destruction_lists, name="destruction_lists"),
    path("vernietiging/<uuid:key>/", destruction_list, name="destruction_list"),
    path("vernietiging/<uuid:key>/uitzonderen/<uuid:item>/", destruction_exempt, name="destruction_exempt"),
    path("vernietiging/<uuid:key>/voorstellen/", destruction_propose, name="destruction_propose"),
    path("vernietiging/<uuid:key>/akkoord/", destruction_agree, name="destruction_agree"),
    path("vernietiging/<uuid:key>/teruggeven/", destruction_give_back, name="destruction_give_back"),
    path("vernietiging/<uuid:key>/verklaring/", destruction_certificate, name="destruction_certificate"),
    path("overdrachten/", handover_list, name="handover_list"),
    path("overdrachten/<uuid:key>/", handover, WEIGHED, name="handover"),
    path("overdrachten/<uuid:key>/aannemen/", handover_accept, WEIGHED, name="handover_accept"),
    path("overdrachten/<uuid:key>/afwijzen/", handover_decline, WEIGHED, name="handover_decline"),
    path("overdrachten/<uuid:key>/intrekken/", handover_withdraw, name="handover_withdraw"),
    path("rapportages/", report_list, name="report_list"),
    path("rapportages/maken/", report_request, name="report_request"),
    path("rapportages/werkladder/", ladder_between, name="ladder_between"),
    path("rapportages/per-regeling/", per_scheme, name="per_scheme"),
    path("rapportages/plaatsen/", people_by_town, name="people_by_town"),
    path("rapportages/doelen/", goal_progress, name="goal_progress"),
    path("rapportages/productie/<uuid:key>/", production_progress, name="production"),
    path("rapportages/<uuid:key>/", report, name="report"),
    path("rapportages/<uuid:key>/controleren/", report_check, name="report_check"),
    path("rapportages/<uuid:key>/vrijgeven/", report_release, name="report_release"),
    path("rapportages/<uuid:key>/bezorging/", report_delivery, name="report_delivery"),
    path("rapportages/<uuid:key>/statistiek/", statistics, name="statistics"),
    path("rapportages/<uuid:key>/statistiek/bestand/", statistics_csv, name="statistics_file"),
    path("rapportages/<uuid:key>/intrekken/", report_withdraw, name="report_withdraw"),
    path("rapportages/<uuid:key>/toelichting/<slug:table>/", report_comment, name="report_comment"),
    path("rapportages/<uuid:key>/accepteren/<slug:finding>/", finding_accept, name="finding_accept"),
    path("rapportages/<uuid:key>/verschillen/", report_changes, name="report_changes"),
    path("rapportages/<uuid:key>/narekenen/", report_restate, name="report_restate"),
    path("rapportages/<uuid:key>/achter/", report_cell, name="report_cell"),
    path("rapportages/<uuid:key>/<str:format>/", report_file, name="report_file"),
    path("kalender/", calendar, name="calendar"),
    path("kalender/vergadering/nieuw/", meeting_new, name="meeting_new"),
    path("kalender/vergadering/<uuid:key>/", meeting_edit, name="meeting_edit"),
    path("correcties/", correction_list, name="correction_list"),
    path("correcties/<uuid:key>/", correction_judge, name="correction_judge"),
    path("kalender/gedaan/<uuid:key>/terughalen/", task_undo, name="task_undo"),
    path("kalender/<slug:rule>/<str:about>/gedaan/", task_done, name="task_done"),
    path("financien/", finance, name="finance"),
    path("financien/inlezen/", finance_import, name="finance_import"),
    path("financien/wijzigingen/", money_change_list, name="money_change_list"),
    path("financien/wijzigingen/<int:act>/", money_change_judge, name="money_change_judge"),
    path("financien/sleutel/<uuid:key>/vrijgeven/", key_release, name="key_release"),
    path("financien/<slug:kind>/nieuw/", finance_new, name="finance_new"),
    path("financien/<slug:kind>/<uuid:key>/", finance_edit, name="finance_edit"),
    path("dashboard/", dashboard, name="dashboard"),
    path("logboek/", log, name="log"),
    path("logboek/zoeken/", log_find, name="log_find"),
    path("logboek/persoon/<uuid:key>/", log_person, name="log_person"),
    path("logboek/gebruiker/<uuid:key>/", log_user, name="log_user"),
    path("beheer/", user_list, name="user_list"),
    path("beheer/accounts/nieuw/", user_new, name="user_new"),
    path("beheer/accounts/<uuid:key>/", user, name="user"),
    path("beheer/accounts/<uuid:key>/sluiten/", user_close, name="user_close"),
    path("beheer/accounts/<uuid:key>/openen/", user_reopen, name="user_reopen"),
    path("beheer/accounts/<uuid:key>/uitnodigen/", user_invite, name="user_invite"),
    path("beheer/accounts/<uuid:key>/rollen/nieuw/", membership_new, name="membership_new"),
    path("beheer/accounts/<uuid:key>/rollen/<uuid:membership>/beeindigen/", membership_end, name="membership_end"),
    path("beheer/accounts/<uuid:key>/meekijken/", act_as, name="act_as"),
    path("beheer/accounts/<uuid:key>/tweede-stap/", factor_ask, name="factor_ask"),
    path("beheer/tweede-stap/<uuid:key>/toestaan/", factor_allow, name="factor_allow"),
    path("beheer/rollen/", membership_review, name="membership_review"),
    path("beheer/rollen/<uuid:key>/bevestigen/", role_grant, name="role_grant"),
    path("beheer/plannen/", plan_approval, name="plan_approval"),
    path("beheer/werkvaardigheden/", ability_lists, name="ability_lists"),
    path("beheer/werkvaardigheden/nieuw/", ability_list_new, name="ability_list_new"),
    path("beheer/werkvaardigheden/<uuid:key>/", ability_list, name="ability_list"),
    path("beheer/werkvaardigheden/<uuid:key>/wijzigen/", ability_list_edit, name="ability_list_edit"),
    path("beheer/werkvaardigheden/<uuid:key>/weg/", ability_list_drop, name="ability_list_drop"),
    path("beheer/werkvaardigheden/<uuid:key>/vaardigheid/", ability_new, name="ability_new"),
    path("beheer/werkvaardigheid/<uuid:key>/", ability, name="ability"),
    path("beheer/werkvaardigheid/<uuid:key>/weg/", ability_drop, name="ability_drop"),
    path("beheer/meekijken/", acting_list, name="acting_list"),
    path("meekijken/stoppen/", act_stop, name="act_stop"),
    path("toegankelijkheid/", views.page("toegankelijkheid"), name="accessibility"),
    path("privacy/", views.page("privacy"), name="privacy"),
    path("hulp/", views.page("hulp", roles=ROLES.values(), rights=rights()), name="help"),
    path("privacy/register/", register, name="processing_register"),
    path("privacy/register/csv/", register_csv, name="processing_register_csv"),
    path("privacy/verzoeken/", request_list, name="privacy_requests"),
    path("privacy/verzoeken/nieuw/", request_new, name="privacy_request_new"),
    path("privacy/verzoeken/nakijken/", requests_to_see, name="requests_to_see"),
    path("privacy/verzoeken/<uuid:key>/nagekeken/", request_seen, name="request_seen"),
    path("privacy/verzoeken/<uuid:key>/", privacy_request, TOUCHED, name="privacy_request"),
    path("privacy/verzoeken/<uuid:key>/verlengen/", request_extend, TOUCHED, name="privacy_request_extend"),
    path("privacy/verzoeken/<uuid:key>/besluiten/", request_decide, TOUCHED, name="privacy_request_decide"),
    path("privacy/verzoeken/<uuid:key>/beantwoord/", request_answered, TOUCHED, name="privacy_request_answered"),
    path("privacy/verzoeken/<uuid:key>/brief/<str:what>/", request_letter, TOUCHED, name="privacy_request_letter"),
    path("gezondheid/", views.health, name="health"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
