"""How each constraint of the database is broken by hand-typed SQL, and the sentence of its model.

`test_rules_database.py` tries them all, and knows when one was forgotten here.
"""

ENDS_BEFORE_IT_BEGINS = "De laatste dag ligt voor de eerste."
HOURS = "INSERT INTO cases_contracthours (employment_id, hours, starts_on, ends_on) VALUES "
HOME = "INSERT INTO cases_residence (employee_id, municipality_id, source, starts_on, ends_on) VALUES "
LEAVE = "INSERT INTO cases_leave (employment_id, kind, starts_on, ends_on) VALUES "
SPELL = "INSERT INTO cases_sickspell (employee_id, starts_on, recovered_on) VALUES "
ADVICE = "INSERT INTO cases_adaptationadvice (indication_id, kind, text) VALUES "
ASKED = (
    "INSERT INTO cases_reindication (employee_id, municipality_id, kind, asked_on, received_on, outcome, decided_on,"
    " final_on) VALUES (%(wim)s, %(almelo)s, 'gewoon', '2026-02-01', {}, {}, {}, {})"
).format
NOTICE = "INSERT INTO cases_dismissaladvice (employee_id, asked_on, received_on) VALUES "
STAND_IN = "INSERT INTO cases_standin (employee_id, coach_id, instead_of_id, starts_on, ends_on) VALUES "
CHANGE = (
    "INSERT INTO cases_coachchange (key, from_coach_id, to_coach_id, starts_on, ends_on, made_by_id, made_on)"
    " VALUES (gen_random_uuid(), %(anouk)s, {}, '2026-02-01', {}, %(anouk)s, now())"
).format
STANDS_BY = (
    "INSERT INTO cases_representative (key, employee_id, kind, name, phone, email, starts_on, ends_on)"
    " VALUES (gen_random_uuid(), %(truus)s, 'mentor', {}, {}, '', '2026-02-01', {})"
).format
WAITS = (
    "INSERT INTO cases_waitingspell (key, employee_id, scheme, starts_on, ends_on, ended_by, advice_asked_on,"
    " advised_on) VALUES (gen_random_uuid(), %(truus)s, {}, '2012-02-01', {}, {}, {}, {})"
).format
TODO = (
    "INSERT INTO cases_todo (key, employee_id, what, owner, due_on, noted_by_id, noted_on, done_on)"
    " VALUES (gen_random_uuid(), %(truus)s, {}, {}, '2026-02-01', %(anouk)s, '2026-02-01', {})"
).format
SIGNS = "SELECT set_config('portal.asker', (SELECT key::text FROM municipalities_user WHERE id = {}), true); ".format
TWO = (
    SIGNS("%(anouk)s") + "; INSERT INTO cases_twopeople (key, employee_id, other_id, said_by_id, said_on)"
    " VALUES (gen_random_uuid(), {}, {}, %(anouk)s, '2026-02-01')"
).format
MERGE = (
    SIGNS("%(anouk)s") + "; INSERT INTO cases_personmerge (key, kind, employee_id, gone_id, undoes_id, numbers,"
    " name_of, birth_date_of, bsn_of, number_of, grounds, reason, because, state, proposed_by_id, proposed_on,"
    " refusal, moved, dropped, in_force) VALUES (gen_random_uuid(), {}, {}, {}, NULL, '', 'blijft', 'blijft', 'blijft',"
    " 'blijft', '', '', '', 'voorgesteld', %(anouk)s, '2026-02-01', '', '{{}}', '{{}}', false)"
).format
ONE_OPEN = "Er ligt al een voorstel over deze dossiers."
PAID = (
    "INSERT INTO cases_payrolldifference (key, employee_id, municipality_id, kind, first_month, last_month,"
    " payroll_hours, register_hours, verdict, note, decided_by_id, decided_on, closed_on, closed_because)"
    " VALUES (gen_random_uuid(), %(wim)s, %(almelo)s, 'uren', {}, {}, {}, 36, {}, NULL, {})"
).format
MONTH = ("'2026-10-01'", "'2026-10-01'")
VACANCY = (
    "INSERT INTO cases_vacancy (key, hirer_id, function, form, hours, wanted, offers, starts_on, ends_on, noted_on,"
    " withdrawn_on) VALUES (gen_random_uuid(), %(hirer)s, {}, {}, {}, {}, {}, '2026-02-01', {}, '2026-02-01', {})"
).format
PROPOSAL = (
    "INSERT INTO cases_proposal (key, employee_id, hirer_id, form, function, hours, proposed_on, proposed_by_id, state,"
    " settled_on, reason) VALUES (gen_random_uuid(), %(truus)s, %(hirer)s, {}, {}, {}, '2026-02-01', %(anouk)s, {})"
).format
RUNS = "'voorgesteld', NULL, ''"
NONE = "ARRAY[]::varchar[]"
STEP = "INSERT INTO cases_poortwachterstep (spell_id, kind, done_on) VALUES "
MEMBER = "INSERT INTO municipalities_membership (user_id, role, municipality_id, starts_on, ends_on) VALUES "
CASELOAD = "INSERT INTO cases_caseload (employee_id, coach_id, starts_on, ends_on) VALUES "
PLACEMENT = (
    "INSERT INTO cases_placement (key, employment_id, form, hours, location, function, end_reason, starts_on, ends_on)"
    " VALUES (gen_random_uuid(), %(job)s, 'BSB', {}, '', '', '', {}, {})"
).format
INDICATION = (
    "INSERT INTO cases_indication (employee_id, decided_on, starts_on, valid_until, category, withdrawn_on)"
    " VALUES (%(truus)s, {}, {}, {}, 'matig', {})"
).format
FILE_READ = (
    'INSERT INTO cases_payrollupload (key, municipality_id, month, sha256, lines, "unknown", uploaded_by_id,'
    " uploaded_at) VALUES (gen_random_uuid(), %(almelo)s, {}, 'x', 1, ARRAY[]::varchar[], %(anouk)s, now())"
).format
HANDOVER = (
    SIGNS("%(anouk)s")
    + "INSERT INTO cases_handover (key, employee_id, from_municipality_id, to_municipality_id, starts_on, state,"
    " proposed_by_id, proposed_on, reason) VALUES (gen_random_uuid(), {}, %(almelo)s, {}, '2026-12-01', 'voorgesteld',"
    " %(anouk)s, now(), '')"
).format
REQUEST = (
    "INSERT INTO cases_privacyrequest (key, employee_id, kind, received_on, requester, requested_by, identified_by,"
    " text, extension_reason, decision, decision_reason, {0}) VALUES (gen_random_uuid(), %(truus)s, 'inzage',"
    " '2026-02-01', 'T. Fictief', 'zelf', 'balie', '', {1})"
).format
HOLD = (
    SIGNS("%(anouk)s")
    + "INSERT INTO cases_retentionhold (key, employee_id, placed_by_id, reason, starts_on, ends_on) VALUES "
)
CORRECTION = (
    "INSERT INTO cases_correction"
    " (key, employee_id, reports, because, starts_on, ends_on, closed_years, verdict, verdict_note)"
    " VALUES (gen_random_uuid(), %(truus)s, '3e kwartaal 2026', {}, '2026-08-31', {}, '', '', {})"
).format
CONTACT = (
    "INSERT INTO cases_contact (key, employee_id, author_id, kind, held_on, minutes, text, readers, once, typed_at,"
    " topics, present, follow_up) VALUES (gen_random_uuid(), %(truus)s, %(anouk)s, 'telefoon', {}, {}, '', 'dossier',"
    " {}, {}, ARRAY[]::varchar[], ARRAY[]::varchar[], '')"
).format
PLAN = (
    "INSERT INTO cases_supportplan (key, employee_id, version, state, starts_on, ends_on, abilities, wishes, domains,"
    " domains_text, advice_text, employee_signed_as) VALUES (gen_random_uuid(), %(truus)s, {}, 'concept',"
    " '2026-01-01', {}, '', '', '{{}}', '', '', '')"
).format
GOAL = (
    "INSERT INTO cases_goal (key, origin, plan_id, number, what, result, due_on, step, reached_text, reached)"
    " VALUES (gen_random_uuid(), gen_random_uuid(), %(plan)s, {}, 'x', 'x', '2026-02-01', '', '', {})"
).format
FIRST_LIST = "(SELECT id FROM cases_abilitylist WHERE follows_id IS NULL)"
LIST = (
    "INSERT INTO cases_abilitylist (key, follows_id, starts_on, steps, why)"
    f" VALUES (gen_random_uuid(), {FIRST_LIST}, '2030-01-01', '{{}}', '{{}}'); "
).format
ABILITY = (
    "INSERT INTO cases_ability (key, ability_list_id, number, name, meaning, carries, because)"
    " VALUES (gen_random_uuid(), (SELECT max(id) FROM cases_abilitylist), {}, {}, 'x', '{{}}', 'x'); "
).format
ASSESSED = (
    "INSERT INTO cases_assessment (key, plan_id, ability_list_id, assessed_on, assessed_by_id, remark, own_words,"
    f" because, corrects_id) VALUES (gen_random_uuid(), %(plan)s, {FIRST_LIST}, '2026-02-01', %(anouk)s, '', '',"
    " {}, {}); "
).format
LAST = "(SELECT min(id) FROM cases_assessment)"
SCORED = (
    "INSERT INTO cases_abilityscore (assessment_id, ability_id, step, said, own_said, note)"
    f" VALUES ({LAST}, (SELECT min(id) FROM cases_ability), 2, '', '', ''); "
)
APPROVAL = "INSERT INTO cases_planapproval (key, municipality_id, starts_on, ends_on) VALUES "
NOTED = "'2026-03-02'"
SIGNAL = (
    "INSERT INTO cases_signal (key, employee_id, rule, due_on, roles, made_on, put_off_because, {0})"
    " VALUES (gen_random_uuid(), %(truus)s, 'S1', '2026-01-01', '{{consulent}}', '2026-01-01', '', {1})"
).format
PIN = "INSERT INTO cases_pin (membership_id, employee_id, pinned_on) VALUES (%(role)s, %(truus)s, '2026-01-01')"
VIEW = (
    "INSERT INTO cases_savedview (key, membership_id, name, query, position, is_start)"
    " VALUES (gen_random_uuid(), %(role)s, {}, 'form=IND', 0, true)"
).format
TERM = (
    "INSERT INTO cases_retentionterm (kind, label, process, result, years, days, begins, starts_on, ends_on, source)"
    " VALUES ({}, '2019-01-01', {}, 'fictief')"
).format
REVIEW = "INSERT INTO municipalities_membershipreview (key, membership_id, asked_on, confirmed_on) VALUES "
RESET = (
    SIGNS("{1}") + "INSERT INTO municipalities_secondfactorreset (key, user_id, asked_by_id, asked_on)"
    " VALUES (gen_random_uuid(), {0}, {1}, '2026-01-02')"
).format
ROLE = (
    SIGNS("{1}")
    + "INSERT INTO municipalities_rolerequest (key, user_id, role, starts_on, reason, asked_by_id, asked_on,"
    " ends_on) VALUES (gen_random_uuid(), {0}, 'jobcoach', '2026-02-01', 'x', {1}, now(), {2})"
).format
SITE = "INSERT INTO cases_hirersite (key, hirer_id, name, number, street, postcode, city) VALUES "
CONTRACT = (
    "INSERT INTO cases_contract (key, number, kind, hirer_id, lender_id, function, starts_on, ends_on, notice_months,"
    " foreman, vat, travel, equipment) VALUES (gen_random_uuid(), 'X1', 'IND', %(hirer)s, %(employer)s, '',"
    " '2026-02-01', '2026-01-31', 1, false, true, '', '')"
)
TERMS = (
    SIGNS("%(anouk)s")
    + "INSERT INTO cases_terms (key, contract_id, starts_on, ends_on, fee, unit, hours_rule, proposed_by_id,"
    " released_by_id, released_on) VALUES (gen_random_uuid(), %(contract)s, {}, {}, {}, 'uur', 'gewerkt', %(anouk)s,"
    " {})"
).format
SUPPORTED = (
    "INSERT INTO cases_supportedcontract (key, employee_id, hirer_id, starts_on, ends_on, hours, fulltime_hours, cao,"
    " subsidy_unit, return_guarantee) VALUES (gen_random_uuid(), %(truus)s, %(hirer)s, {}, {}, 38, '', 'loon', false)"
).format
LOONWAARDE = (
    "INSERT INTO cases_loonwaarde (key, employee_id, measured_on, percentage, method, measured_by, valid_until)"
    " VALUES (gen_random_uuid(), %(truus)s, {}, {}, '', 'x', {})"
).format
ADAPTATION = (
    "INSERT INTO cases_adaptation (key, employee_id, kind, what, agreed_on, delivered_on, cost, payer)"
    " VALUES (gen_random_uuid(), %(truus)s, 'werktijd', 'x', '2026-02-01', {}, {}, '')"
).format
PARAMETER = "INSERT INTO cases_parameter (name, value, unit, starts_on, ends_on, source) VALUES "

TRANSFER = (
    SIGNS("%(anouk)s")
    + "INSERT INTO cases_transfer (key, municipality_id, starts_on, employer_id, people, done_by_id, done_on,"
    " undone_on) VALUES (gen_random_uuid(), %(almelo)s, '2027-01-01', {}, 1, %(anouk)s, '2026-11-01', {})"
).format
BREACHES = {
    "plan_ends_after_it_begins": (PLAN(3, "'2025-12-31'"), ENDS_BEFORE_IT_BEGINS),
    "plan_version_once": (PLAN(1, "'2026-12-31'"), "Deze versie van het plan is er al."),
    "one_plan_being_written": (PLAN(2, "'2026-12-31'"), "Er is al een concept van dit plan."),
    "one_active_plan": (
        "UPDATE cases_supportplan SET state = 'vastgesteld', employee_signed_on = '2026-01-02', employee_signed_as ="
        " 'zelf', coach_signed_on = '2026-01-02', coach_signed_by_id = %(anouk)s WHERE id = %(second)s",
        "Er loopt al een plan. Een nieuwe versie sluit het af.",
    ),
    "plan_runs_with_both_signatures": (
        "UPDATE cases_supportplan SET state = 'vastgesteld' WHERE id = %(second)s",
        "Een plan geldt pas als de medewerker en de jobcoach hebben getekend.",
    ),
    "employee_signed_on_and_as_come_as_a_pair": (
        "UPDATE cases_supportplan SET employee_signed_on = '2026-01-02' WHERE id = %(second)s",
        "Bij een handtekening horen een dag en wie er tekende.",
    ),
    "coach_signed_on_and_by_come_as_a_pair": (
        "UPDATE cases_supportplan SET coach_signed_on = '2026-01-02' WHERE id = %(second)s",
        "Bij een handtekening horen een dag en een naam.",
    ),
    "goal_number_once": (GOAL(1, "NULL"), "Dit nummer heeft al een doel."),
    "at_most_five_goals": (GOAL(6, "NULL"), "Een plan heeft hoogstens vijf doelen."),
    "reached_by_quarters": (GOAL(2, 30), "Kies hoever het doel is bereikt."),
    "document_valid_until_after_its_day": (
        "UPDATE cases_document SET valid_until = dated_on - 1",
        "Het document is geldig tot een dag na zijn eigen datum.",
    ),
    "document_does_not_replace_itself": (
        "UPDATE cases_document SET replaces_id = id",
        "Een document vervangt een ander document.",
    ),
    "contact_sent_once": (
        CONTACT(NOTED, 30, "'00000000-0000-4000-8000-000000000001'", "NULL"),
        "Dit contact is al bewaard.",
    ),
    "contact_lasts_1_to_600_minutes": (
        CONTACT(NOTED, 601, "gen_random_uuid()", "NULL"),
        "Een contact duurt 1 tot 600 minuten.",
    ),
    "contact_typed_before_it_was_received": (
        CONTACT(NOTED, 30, "gen_random_uuid()", "now() + interval '1 hour'"),
        "Wat is getypt, kan niet eerder zijn ontvangen.",
    ),
    "representative_ends_after_it_begins": (STANDS_BY("'x'", "'0'", "'2026-01-31'"), ENDS_BEFORE_IT_BEGINS),
    "representative_has_a_name": (STANDS_BY("''", "'0'", "NULL"), "Vul de naam in."),
    "representative_can_be_reached": (
        STANDS_BY("'x'", "''", "NULL"),
        "Vul een telefoonnummer of een e-mailadres in.",
    ),
    "waiting_ends_after_it_begins": (
        WAITS("'beschut'", "'2012-01-31'", "'verhuisd'", "NULL", "NULL"),
        ENDS_BEFORE_IT_BEGINS,
    ),
    "waiting_once_at_a_time": (
        "; ".join(2 * [WAITS("'beschut'", "NULL", "''", "NULL", "NULL")]),
        "Op deze dagen staat deze medewerker al op deze lijst.",
    ),
    "waiting_end_has_a_reason": (
        WAITS("'beschut'", "'2013-01-31'", "''", "NULL", "NULL"),
        "Een laatste dag en de reden ervan horen bij elkaar.",
    ),
    "waiting_for_the_wsw_is_over": (
        WAITS("'wsw'", "'2015-01-01'", "'in_dienst'", "NULL", "NULL"),
        "De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk 31-12-2014.",
    ),
    "waiting_advice_is_of_beschut_werk": (
        WAITS("'wsw'", "'2014-01-01'", "'in_dienst'", "'2012-03-01'", "NULL"),
        "Dit advies van UWV hoort bij beschut werk.",
    ),
    "waiting_advice_follows_the_question": (
        WAITS("'beschut'", "NULL", "''", "NULL", "'2012-03-01'"),
        "Het advies komt na de vraag. Vul ook in wanneer het is gevraagd.",
    ),
    "one_list_follows_another": (LIST("{a,b}", "x") + LIST("{a,b}", "x"), "Er is al een lijst die na deze komt."),
    "ability_list_has_2_to_9_steps": (LIST("{a}", "x"), "Een schaal heeft 2 tot 9 stappen."),
    "ability_list_has_a_reason": (LIST("{a,b}", ""), "Schrijf waarom deze lijst er komt."),
    "ability_number_once": (
        LIST("{a,b}", "x") + ABILITY(1, "'a'") + ABILITY(1, "'b'"),
        "Dit nummer heeft al een werkvaardigheid.",
    ),
    "ability_name_once": (
        LIST("{a,b}", "x") + ABILITY(1, "'a'") + ABILITY(2, "'a'"),
        "Deze werkvaardigheid staat al op de lijst.",
    ),
    "ability_has_words": (
        LIST("{a,b}", "x") + ABILITY(1, "''"),
        "Schrijf hoe de werkvaardigheid heet en wat ermee is bedoeld.",
    ),
    "correction_of_an_assessment_has_a_reason": (
        ASSESSED("''", "NULL") + ASSESSED("''", LAST),
        "Schrijf waarom u deze beoordeling verbetert.",
    ),
    "assessment_corrected_once": (
        ASSESSED("''", "NULL") + ASSESSED("'x'", LAST) + ASSESSED("'x'", LAST),
        "Deze beoordeling is intussen verbeterd. Lees eerst wat er nu staat.",
    ),
    "ability_assessed_once": (ASSESSED("''", "NULL") + SCORED + SCORED, "Deze werkvaardigheid is al beoordeeld."),
    "plan_approval_ends_after_it_begins": (
        APPROVAL + "(gen_random_uuid(), %(almelo)s, '2026-02-01', '2026-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "plan_approval_once_at_a_time": (
        APPROVAL + "(gen_random_uuid(), %(almelo)s, '2026-02-01', '2026-03-01'),"
        " (gen_random_uuid(), %(almelo)s, '2026-03-01', NULL)",
        "Voor deze gemeente staat dit in die periode al aan.",
    ),
    "plan_decision_has_a_reason": (
        SIGNS("%(anouk)s")
        + "INSERT INTO cases_plandecision (key, plan_id, approved, reason, decided_by_id, decided_on)"
        " VALUES (gen_random_uuid(), %(plan)s, true, '', %(anouk)s, now())",
        "Schrijf waarom u dit besluit.",
    ),
    "one_calendar_link_per_membership": (
        "INSERT INTO municipalities_calendarlink (key, membership_id, token_digest, made_on)"
        " VALUES (gen_random_uuid(), %(role)s, 'a', now()), (gen_random_uuid(), %(role)s, 'b', now())",
        "Er is al een koppeling met uw agenda.",
    ),
    "todo_says_what": (TODO("''", "'jobcoach'", "NULL"), "Schrijf op wat er moet gebeuren."),
    "todo_is_for_a_role": (TODO("'x'", "'controller'", "NULL"), "Kies voor wie de taak is."),
    "todo_is_done_after_it_is_noted": (
        TODO("'x'", "'jobcoach'", "'2026-01-31'"),
        "Een taak is niet gedaan voordat iemand hem noteerde.",
    ),
    "two_people_said_once": (
        TWO("%(truus)s", "%(wim)s") + "; " + TWO("%(truus)s", "%(wim)s"),
        "Van deze twee is al gezegd dat het twee mensen zijn.",
    ),
    "one_open_merge_of_who_stays": (
        MERGE("'samen'", "%(truus)s", "%(wim)s") + "; " + MERGE("'samen'", "%(truus)s", "%(third)s"),
        ONE_OPEN,
    ),
    "one_open_merge_of_who_goes": (
        MERGE("'samen'", "%(truus)s", "%(wim)s") + "; " + MERGE("'samen'", "%(third)s", "%(wim)s"),
        ONE_OPEN,
    ),
    "merge_is_of_two": (MERGE("'samen'", "%(truus)s", "%(truus)s"), "Kies twee dossiers."),
    "merge_undoes_a_merge": (
        MERGE("'uiteen'", "%(truus)s", "%(wim)s"),
        "Uit elkaar gehaald wordt wat is samengevoegd.",
    ),
    "merge_decided_on_and_by_come_as_a_pair": (
        MERGE("'samen'", "%(truus)s", "%(wim)s") + "; UPDATE cases_personmerge SET state = 'ingetrokken'",
        "Bij een besluit horen een dag en een naam.",
    ),
    "two_people_in_one_order": (TWO("%(wim)s", "%(truus)s"), "Een paar bestaat uit twee dossiers, het oudste eerst."),
    "one_open_payroll_difference": (
        PAID(*MONTH, 20, "'', '', NULL, NULL", "''") + "; " + PAID(*MONTH, 21, "'', '', NULL, NULL", "''"),
        "Over deze medewerker staat al een verschil open.",
    ),
    "payroll_difference_in_whole_months": (
        PAID("'2026-10-02'", "'2026-11-01'", 20, "'', '', NULL, NULL", "''"),
        "Een verschil gaat over hele maanden.",
    ),
    "payroll_difference_is_one": (
        PAID(*MONTH, 36, "'', '', NULL, NULL", "''"),
        "Loon en register verschillen hier niet.",
    ),
    "payroll_verdict_with_name_and_day": (
        PAID(*MONTH, 20, "'register_verbeteren', '', NULL, NULL", "''"),
        "Bij een uitkomst horen een naam en een dag.",
    ),
    "payroll_verdict_with_a_note": (
        PAID(*MONTH, 20, "'uitgezocht', '', %(anouk)s, '2026-11-01'", "''"),
        "Schrijf op wat u hebt gevonden.",
    ),
    "payroll_closed_by_a_fact": (
        PAID(*MONTH, 20, "'', '', NULL, NULL", "'loon'"),
        "Alleen een feit sluit een verschil.",
    ),
    "payroll_file_once": (
        SIGNS("%(anouk)s") + FILE_READ("'2026-10-01'") + "; " + FILE_READ("'2026-11-01'"),
        "Dit bestand is al ingelezen.",
    ),
    "payroll_file_is_of_a_month": (
        SIGNS("%(anouk)s") + FILE_READ("'2026-10-02'"),
        "Een loonbestand gaat over een hele maand.",
    ),
    "vacancy_ends_after_it_begins": (
        VACANCY("'x'", "'IND'", 9, 1, NONE, "'2026-01-31'", "NULL"),
        ENDS_BEFORE_IT_BEGINS,
    ),
    "vacancy_hours_0_to_40": (
        VACANCY("'x'", "'IND'", 41, 1, NONE, "NULL", "NULL"),
        "Uren per week liggen tussen 0 en 40.",
    ),
    "vacancy_says_which_work": (
        VACANCY("''", "'IND'", 9, 1, NONE, "NULL", "NULL"),
        "Schrijf op welk werk het is.",
    ),
    "vacancy_for_1_to_50_people": (
        VACANCY("'x'", "'IND'", 9, 0, NONE, "NULL", "NULL"),
        "Een plek is voor 1 tot 50 mensen.",
    ),
    "vacancy_is_at_a_hirer": (
        VACANCY("'x'", "'BSB'", 9, 1, NONE, "NULL", "NULL"),
        "Kies een werkvorm bij een inlener.",
    ),
    "vacancy_offers_what_there_is": (
        VACANCY("'x'", "'IND'", 9, 1, "ARRAY['lief']::varchar[]", "NULL", "NULL"),
        "Kies aanpassingen uit de lijst.",
    ),
    "vacancy_withdrawn_after_it_was_noted": (
        VACANCY("'x'", "'IND'", 9, 1, NONE, "NULL", "'2026-01-31'"),
        "Een plek is niet ingetrokken voordat iemand haar noteerde.",
    ),
    "proposal_hours_0_to_40": (PROPOSAL("'IND'", "'x'", 41, RUNS), "Uren per week liggen tussen 0 en 40."),
    "proposal_says_which_work": (PROPOSAL("'IND'", "''", 9, RUNS), "Schrijf op voor welk werk het is."),
    "proposal_is_for_a_hirer": (PROPOSAL("'BSB'", "'x'", 9, RUNS), "Kies een werkvorm bij een inlener."),
    "proposal_settled_after_it_was_made": (
        PROPOSAL("'IND'", "'x'", 9, "'afgewezen', '2026-01-31', 'wij_past_niet'"),
        "Deze dag ligt voor de dag van het voorstel.",
    ),
    "proposal_step_with_its_day": (
        PROPOSAL("'IND'", "'x'", 9, "'afgewezen', '2026-02-01', ''"),
        "Bij deze stap horen een dag en, als het niets werd, een reden.",
    ),
    "one_running_proposal_for_this_work": (
        PROPOSAL("'IND'", "'x'", 9, RUNS) + "; " + PROPOSAL("'IND'", "'x'", 8, RUNS),
        "Voor dit werk is deze medewerker al voorgesteld.",
    ),
    "incident_has_a_follow_up": (
        CONTACT(NOTED, 30, "gen_random_uuid()", "NULL").replace("telefoon", "incident"),
        "Schrijf wat het vervolg is op dit incident.",
    ),
    "contact_topics_are_of_the_list": (
        CONTACT(NOTED, 30, "gen_random_uuid()", "NULL").replace("ARRAY[]", "ARRAY['diagnose']", 1),
        "Kies onderwerpen uit de lijst.",
    ),
    "contact_present_are_of_the_list": (
        CONTACT(NOTED, 30, "gen_random_uuid()", "NULL").replace("ARRAY[]::varchar[], ''", "ARRAY['arts'], ''"),
        "Kies uit de lijst wie erbij waren.",
    ),
    "one_open_appointment_a_day": (
        "INSERT INTO cases_appointment (key, employee_id, planned_on, kind, because)"
        " VALUES (gen_random_uuid(), %(truus)s, '2026-12-01', 'telefoon', 'afgesproken')",
        "Op deze dag staat al een afspraak.",
    ),
    "transfer_changes_something": (
        TRANSFER("NULL", "NULL"),
        "Kies een andere werkgever of een andere uitvoerder.",
    ),
    "transfer_undone_by_and_on_come_as_a_pair": (
        TRANSFER("%(employer)s", "'2026-11-02'"),
        "Bij ongedaan maken horen een dag en een naam.",
    ),
    "vestigingsnummer_has_twelve_digits": (
        SITE + "(gen_random_uuid(), %(hirer)s, 'x', '123', '', '', '')",
        "Een vestigingsnummer heeft twaalf cijfers.",
    ),
    "vestigingsnummer_once": (
        SITE + "(gen_random_uuid(), %(hirer)s, 'x', '000012345678', '', '', '')",
        "Er is al een vestiging met dit nummer.",
    ),
    "site_has_a_dutch_postcode": (
        SITE + "(gen_random_uuid(), %(hirer)s, 'x', '', '', '7607ab', '')",
        "Schrijf de postcode als 7607 AB.",
    ),
    "contact_can_be_reached": (
        "INSERT INTO cases_hirercontact (key, hirer_id, name, function, phone, email)"
        " VALUES (gen_random_uuid(), %(hirer)s, 'x', '', '', '')",
        "Vul een telefoonnummer of een e-mailadres in.",
    ),
    "contract_ends_after_it_begins": (CONTRACT, ENDS_BEFORE_IT_BEGINS),
    "terms_end_after_they_begin": (TERMS("'2025-02-01'", "'2025-01-31'", "9", "NULL, NULL"), ENDS_BEFORE_IT_BEGINS),
    "terms_once_at_a_time": (
        TERMS("'2026-02-01'", "NULL", "9", "NULL, NULL"),
        "Op deze dagen gelden al andere voorwaarden.",
    ),
    "fee_is_not_negative": (
        TERMS("'2025-02-01'", "'2025-02-01'", "-1", "NULL, NULL"),
        "Een vergoeding is niet negatief.",
    ),
    "terms_released_by_and_on_come_as_a_pair": (
        TERMS("'2025-02-01'", "'2025-02-01'", "9", "NULL, '2026-01-01'"),
        "Bij vrijgeven horen een dag en een naam.",
    ),
    "terms_released_by_a_second_person": (
        TERMS("'2025-02-01'", "'2025-02-01'", "9", "%(anouk)s, '2026-01-01'"),
        "Wie voorstelt, geeft niet ook vrij. Vraag een tweede persoon.",
    ),
    "supported_contract_ends_after_it_begins": (SUPPORTED("'2025-02-01', '2025-01-31'", "24"), ENDS_BEFORE_IT_BEGINS),
    "supported_contract_hours_0_to_40": (
        SUPPORTED("'2025-02-01', '2025-02-01'", "41"),
        "Uren per week liggen tussen 0 en 40.",
    ),
    "one_supported_contract_at_a_time": (
        SUPPORTED("'2026-02-01', NULL", "24"),
        "Op deze dagen loopt al een begeleid-werkencontract.",
    ),
    "loonwaarde_0_to_100": (
        LOONWAARDE("'2026-03-01'", "101", "NULL"),
        "Een loonwaarde ligt tussen 0 en 100 procent.",
    ),
    "loonwaarde_is_valid_once_measured": (
        LOONWAARDE("'2026-03-01'", "50", "'2026-02-28'"),
        "De geldigheid eindigt voor de dag van de meting.",
    ),
    "loonwaarde_measured_once_a_day": (
        LOONWAARDE("'2026-02-01'", "50", "NULL"),
        "Op deze dag is al een loonwaarde vastgelegd.",
    ),
    "adaptation_cost_is_not_negative": (ADAPTATION("NULL", "-1"), "Kosten zijn niet negatief."),
    "adaptation_ends_after_it_is_agreed": (
        ADAPTATION("'2026-01-31'", "NULL"),
        "Leveren en gebruiken komt na de dag van de afspraak.",
    ),
    "municipality_has_a_cbs_code": (
        "INSERT INTO municipalities_municipality (cbs_code, name, slug, takes_part)"
        " VALUES ('GM12', 'Fictief', 'fictief', false)",
        "Een CBS-code is GM met vier cijfers, zoals GM0141.",
    ),
    "organisation_ends_after_it_begins": (
        "INSERT INTO municipalities_organisation (name, kind, starts_on, ends_on)"
        " VALUES ('Stichting Fictief', 'stichting', '2026-02-01', '2026-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "board_ends_after_it_begins": (
        "INSERT INTO municipalities_board (name, starts_on, ends_on)"
        " VALUES ('Bestuur Fictief', '2026-02-01', '2026-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "one_seat_per_municipality": (
        "INSERT INTO municipalities_boardseat (board_id, municipality_id) VALUES (%(board)s, %(almelo)s)",
        "Deze gemeente heeft al een zetel in dit bestuur.",
    ),
    "membership_ends_after_it_begins": (
        MEMBER + "(%(anouk)s, 'consulent', %(almelo)s, '2026-02-01', '2026-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "membership_once_at_a_time": (
        MEMBER + "(%(anouk)s, 'jobcoach', NULL, '2026-01-01', NULL)",
        "Deze gebruiker heeft deze rol al in die periode.",
    ),
    "municipal_roles_have_a_municipality": (
        MEMBER + "(%(anouk)s, 'controller', NULL, '2026-01-01', NULL)",
        "Bij deze rol hoort een gemeente.",
    ),
    "one_open_review_per_membership": (
        REVIEW + "(gen_random_uuid(), %(role)s, '2026-01-02', NULL)",
        "Voor deze rol staat al een vraag open.",
    ),
    "confirmed_on_and_by_come_as_a_pair": (
        REVIEW + "(gen_random_uuid(), %(role)s, '2026-01-02', '2026-01-03')",
        "Bij een bevestiging horen een dag en een naam.",
    ),
    "one_open_second_factor_reset_per_user": (
        RESET("%(anouk)s", "%(hans)s"),
        "Voor deze gebruiker staat al een vraag open.",
    ),
    "allowed_on_and_by_come_as_a_pair": (
        "UPDATE municipalities_secondfactorreset SET allowed_on = '2026-01-03'",
        "Bij toestaan horen een dag en een naam.",
    ),
    "second_factor_reset_takes_two_others": (
        RESET("%(hans)s", "%(hans)s"),
        "Wie vraagt, staat niet ook toe. Vraag een tweede persoon.",
    ),
    "role_request_ends_after_it_begins": (ROLE("%(anouk)s", "%(hans)s", "'2026-01-31'"), ENDS_BEFORE_IT_BEGINS),
    "one_open_request_per_role": (
        ROLE("%(anouk)s", "%(hans)s", "NULL"),
        "Deze rol is al gevraagd. Een tweede persoon bevestigt haar.",
    ),
    "role_confirmed_on_and_by_come_as_a_pair": (
        "UPDATE municipalities_rolerequest SET confirmed_on = '2026-02-01'",
        "Bij een bevestiging horen een dag en een naam.",
    ),
    "role_takes_two_others": (
        ROLE("%(hans)s", "%(hans)s", "NULL"),
        "Wie een rol vraagt, bevestigt haar niet. Vraag een tweede persoon.",
    ),
    "acting_lasts_half_an_hour": (
        "INSERT INTO municipalities_acting (key, administrator_id, membership_id, reason, starts_at, ends_at)"
        " VALUES (gen_random_uuid(), %(anouk)s, %(role)s, 'vraag', now(), now() + interval '30 minutes 1 second')",
        "Meekijken duurt hoogstens een half uur.",
    ),
    "bsn_and_its_hash_come_as_a_pair": (
        "UPDATE cases_wswemployee SET bsn_encrypted = NULL WHERE id = %(truus)s",
        "Het versleutelde nummer en de opzoeksleutel horen bij elkaar.",
    ),
    "employee_dies_after_birth": (
        "UPDATE cases_wswemployee SET died_on = birth_date - 1 WHERE id = %(truus)s",
        "De overlijdensdatum ligt voor de geboortedatum.",
    ),
    "nameless_is_wholly_nameless": (
        "UPDATE cases_wswemployee SET last_name = '' WHERE id = %(truus)s",
        "Vul een achternaam in.",
    ),
    "residence_ends_after_it_begins": (
        HOME + "(%(truus)s, %(almelo)s, 'brp', '1980-02-01', '1980-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "one_residence_at_a_time": (  # R48e
        HOME + "(%(truus)s, %(almelo)s, 'brp', '1980-01-01', '1990-01-01')",
        "Op deze dagen staat al een andere woonplaats. Laat de ene eindigen voordat de andere begint.",
    ),
    "employment_ends_after_it_begins": (
        "UPDATE cases_employment SET ends_on = starts_on - 1 WHERE id = %(job)s",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "employment_number_once": (
        "INSERT INTO cases_employment (employee_id, number, kind, employer_id, cao, starts_on, ends_on, outflow_reason)"
        " VALUES (%(truus)s, '1', 'nwsw', %(employer)s, 'sw', '2001-01-01', '2001-12-31', '')",
        "Deze medewerker heeft al een dienstverband met dit nummer.",
    ),
    "outflow_reason_only_at_an_end": (
        "UPDATE cases_employment SET outflow_reason = 'EIG' WHERE id = %(job)s",
        "Een reden van uitstroom hoort bij een laatste dag.",
    ),
    "hours_end_after_they_begin": (HOURS + "(%(job)s, 36, '2001-02-01', '2001-01-31')", ENDS_BEFORE_IT_BEGINS),
    "contract_hours_0_to_40": (
        HOURS + "(%(job)s, 40.01, '2001-01-01', '2001-01-31')",
        "Uren per week liggen tussen 0 en 40.",
    ),
    "hours_once_at_a_time": (
        HOURS + "(%(job)s, 12, '2001-01-01', '2008-03-01')",
        "Op deze dagen staan al andere uren. Laat de ene regel eindigen voordat de andere begint.",
    ),
    "leave_ends_after_it_begins": (LEAVE + "(%(job)s, 'rvu', '2026-02-01', '2026-01-31')", ENDS_BEFORE_IT_BEGINS),
    "leave_once_at_a_time": (LEAVE + "(%(job)s, 'rvu', '2026-05-31', NULL)", "Op deze dagen staat al ander verlof."),
    "one_indication_per_decision": (
        INDICATION("'2000-01-01'", "'2000-01-01'", "'2010-01-01'", "NULL"),
        "Deze indicatie staat er al.",
    ),
    "indication_valid_1_to_50_years": (  # R19
        INDICATION("'2026-01-01'", "'2026-01-01'", "'2026-12-30'", "NULL"),
        "Een indicatie is minstens 1 en hoogstens 50 jaar geldig.",
    ),
    "indication_withdrawn_after_it_begins": (
        INDICATION("'2026-01-01'", "'2026-01-01'", "'2026-12-31'", "'2025-12-31'"),
        "De intrekking ligt voor de ingangsdatum.",
    ),
    "hirer_is_not_merged_into_itself": (
        "UPDATE cases_hirer SET merged_into_id = id WHERE id = %(hirer)s",
        "Kies een andere inlener.",
    ),
    "kvk_has_eight_digits": (
        "INSERT INTO cases_hirer (name, kvk, city, sbi) VALUES ('Garage Fictief', '1234567', '', '')",
        "Een KvK-nummer heeft acht cijfers.",
    ),
    "correction_ends_after_it_begins": (CORRECTION("'vergissing'", "'2026-08-30'", "''"), ENDS_BEFORE_IT_BEGINS),
    "correction_has_a_reason": (
        CORRECTION("''", "'2026-09-30'", "''"),
        "Kies een reden. Schrijf bij “anders” welke.",
    ),
    "correction_decided_by_name_with_a_note": (
        CORRECTION("'vergissing'", "'2026-09-30'", "'klopt'"),
        "Bij een oordeel horen een naam en een toelichting.",
    ),
    "placement_ends_after_it_begins": (PLACEMENT(1, "'2008-05-02'", "'2008-05-01'"), ENDS_BEFORE_IT_BEGINS),
    "placement_hours_0_to_40": (PLACEMENT(-1, "'2026-01-01'", "NULL"), "Uren per week liggen tussen 0 en 40."),
    "caseload_ends_after_it_begins": (
        CASELOAD + "(%(truus)s, %(anouk)s, '2010-02-01', '2010-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "one_coach_at_a_time": (
        CASELOAD + "(%(truus)s, %(anouk)s, '2010-01-01', '2020-01-01')",
        "Op deze dagen staat al een andere jobcoach.",
    ),
    "one_open_handover_per_person": (
        HANDOVER("%(truus)s", "%(wierden)s"),
        "Er loopt al een overdracht van deze medewerker.",
    ),
    "handover_goes_elsewhere": (
        HANDOVER("%(wim)s", "%(almelo)s"),
        "Kies een andere gemeente dan de eigen.",
    ),
    "handover_decided_on_and_by_come_as_a_pair": (
        "UPDATE cases_handover SET state = 'afgewezen', decided_on = now()",
        "Bij een besluit horen een dag en een naam.",
    ),
    "handover_accepted_by_a_second_person": (
        SIGNS("%(anouk)s")
        + "UPDATE cases_handover SET state = 'aangenomen', decided_on = now(), decided_by_id = proposed_by_id",
        "Wie voorstelt, neemt niet ook aan. Vraag een tweede persoon.",
    ),
    "request_extended_with_a_reason": (
        REQUEST("extended_on", "'', '', '', '2026-02-02'"),
        "Bij verlengen hoort een reden, en een dag na de ontvangst.",
    ),
    "request_decision_has_a_day_and_a_name": (
        REQUEST("decided_on", "'', 'toegewezen', '', '2026-02-02'"),
        "Bij een besluit horen een dag en een naam, na de ontvangst.",
    ),
    "request_seen_by_a_second_person": (
        SIGNS("%(hans)s")
        + REQUEST("registered_by_id, seen_by_id, seen_on", "'', '', '', %(hans)s, %(hans)s, '2026-02-02'"),
        "Wie een verzoek registreert, kijkt het niet na. Vraag een tweede persoon.",
    ),
    "request_refused_with_a_reason": (
        SIGNS("%(anouk)s") + REQUEST("decided_on, decided_by_id", "'', 'afgewezen', '', '2026-02-02', %(anouk)s"),
        "Schrijf op waarom het verzoek niet of niet helemaal is toegewezen.",
    ),
    "request_answered_after_its_decision": (
        REQUEST("answered_on", "'', '', '', '2026-02-02'"),
        "Het antwoord gaat pas weg na het besluit.",
    ),
    "request_concerns_days_in_order": (
        REQUEST("concerns_from, concerns_until", "'', '', '', '2026-02-02', '2026-02-01'"),
        "De laatste dag ligt voor de eerste.",
    ),
    "hold_ends_after_it_begins": (
        HOLD + "(gen_random_uuid(), %(truus)s, %(anouk)s, 'klacht', '2026-02-01', '2026-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "hold_has_a_reason": (
        HOLD + "(gen_random_uuid(), %(truus)s, %(anouk)s, '', '2026-02-01', NULL)",
        "Schrijf waarom dit dossier bewaard blijft.",
    ),
    "one_open_signal": (
        SIGNAL("closed_on", "NULL") + "; " + SIGNAL("closed_on", "NULL"),
        "Dit signaal staat er al.",
    ),
    "signal_put_off_with_day_reason_and_name": (
        SIGNAL("put_off_until", "'2026-02-01'"),
        "Bij wegleggen horen een dag, een reden en een naam.",
    ),
    "signal_closes_after_it_is_made": (
        SIGNAL("closed_on", "'2025-12-31'"),
        "Een signaal sluit niet voordat het er was.",
    ),
    "pinned_once": (PIN + "; " + PIN, "Dit dossier is al vastgezet."),
    "one_view_of_a_name": (
        VIEW("'Leeg'") + "; " + VIEW("'Leeg'").replace("true", "false"),
        "U heeft al een weergave met deze naam.",
    ),
    "one_view_to_start_with": (VIEW("'Een'") + "; " + VIEW("'Twee'"), "U begint al met een andere weergave."),
    "view_has_a_name": (VIEW("''"), "Geef de weergave een naam."),
    "retention_term_ends_after_it_begins": (
        TERM("'verzonnen', 'Verzonnen', '', 'vernietigen', 5, NULL, ''", "'2018-12-31'"),
        ENDS_BEFORE_IT_BEGINS,
    ),
    "one_retention_term_at_a_time": (
        TERM("'personnel_file', 'Verzonnen', '', 'vernietigen', 5, NULL, ''", "NULL"),
        "Op deze dagen geldt al een andere termijn.",
    ),
    "what_is_destroyed_has_one_term": (
        TERM("'verzonnen', 'Verzonnen', '', 'vernietigen', 5, 28, ''", "NULL"),
        "Wat vernietigd wordt, heeft een termijn in jaren of in dagen.",
    ),
    "one_open_destruction_list": (
        "INSERT INTO cases_destructionlist (key, municipality_id, state, due_on, made_at, fingerprint,"
        " returned_because, attempts)"
        " VALUES (gen_random_uuid(), %(almelo)s, 'concept', '2026-01-01', now(), '', '', 0)",
        "Van deze gemeente loopt al een vernietigingslijst.",
    ),
    "destruction_state_and_signatures_agree": (
        "UPDATE cases_destructionlist SET state = 'voorgesteld'",
        "De status van de lijst en haar handtekeningen horen bij elkaar.",
    ),
    "one_line_per_dossier_and_kind": (
        "INSERT INTO cases_destructionitem (key, list_id, employee_id, dossier, ended_on, due_on, rows,"
        " exempted_because) VALUES (gen_random_uuid(), %(list)s, %(truus)s, '1', '2010-01-01', '2020-01-01', '{}', '')",
        "Dit staat al op de lijst.",
    ),
    "records_are_named_one_by_one": (
        "UPDATE cases_destructionitem SET kind = 'contact'",
        "Een regel noemt de onderdelen die weggaan; een heel dossier gaat als geheel.",
    ),
    "exempted_because_and_by_come_as_a_pair": (
        "UPDATE cases_destructionitem SET exempted_because = 'klacht'",
        "Bij uitzonderen horen een reden en een naam.",
    ),
    "recovered_after_falling_ill": (
        SPELL + "(%(truus)s, '2026-08-01', '2026-08-01')",
        "De eerste werkdag ligt niet na de eerste ziektedag.",
    ),
    "one_sick_spell_at_a_time": (SPELL + "(%(truus)s, '2026-03-09', NULL)", "Op deze dagen staat al verzuim."),
    "one_sick_percentage_from_a_day": (
        "INSERT INTO cases_sickpercentage (spell_id, starts_on, percentage) VALUES (%(spell)s, '2026-03-01', 50)",
        "Vanaf deze dag staat al een percentage.",
    ),
    "withdrawal_ground_only_when_withdrawn": (
        "UPDATE cases_indication SET withdrawal_ground = 'eigen_verzoek' WHERE employee_id = %(truus)s",
        "Een grond van intrekking hoort bij een dag.",
    ),
    "one_advice_of_a_kind": (
        ADVICE + "(%(indication)s, 'werktijd', 'x')",
        "Bij dit besluit staat al een advies van deze soort.",
    ),
    "one_open_reindication_per_person": (
        "INSERT INTO cases_reindication (employee_id, municipality_id, kind, asked_on)"
        " VALUES (%(truus)s, %(almelo)s, 'gewoon', '2026-02-01')",
        "Er loopt al een aanvraag voor deze medewerker.",
    ),
    "reindication_received_after_it_was_asked": (
        ASKED("'2026-01-31'", "''", "NULL", "NULL"),
        "UWV ontving de aanvraag niet voordat zij was gedaan.",
    ),
    "outcome_and_its_day_come_as_a_pair": (
        ASKED("NULL", "'indicatie'", "NULL", "NULL"),
        "Bij een uitkomst hoort een dag, niet voor die van de aanvraag.",
    ),
    "only_a_refusal_becomes_final": (
        ASKED("NULL", "'indicatie'", "'2026-02-02'", "'2026-02-03'"),
        "Alleen een besluit ‘niet langer doelgroep’ wordt onherroepelijk, daarna.",
    ),
    "one_open_dismissal_advice_per_person": (
        NOTICE + "(%(truus)s, '2026-02-01', NULL)",
        "Er is al advies gevraagd dat nog niet binnen is.",
    ),
    "dismissal_advice_received_after_it_was_asked": (
        NOTICE + "(%(wim)s, '2026-02-01', '2026-01-31')",
        "Het advies kwam niet voordat het was gevraagd.",
    ),
    "coach_change_ends_after_it_begins": (CHANGE("%(hans)s", "'2026-01-31'"), ENDS_BEFORE_IT_BEGINS),
    "coach_change_goes_to_another": (CHANGE("%(anouk)s", "NULL"), "Kies een andere jobcoach."),
    "stand_in_ends_after_it_begins": (
        STAND_IN + "(%(truus)s, %(hans)s, %(anouk)s, '2027-02-01', '2027-01-31')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "stand_in_lasts_half_a_year_at_most": (
        STAND_IN + "(%(truus)s, %(hans)s, %(anouk)s, '2027-01-01', '2027-07-04')",
        "Waarnemen duurt hoogstens een half jaar. Draag anders over.",
    ),
    "stand_in_is_another": (
        STAND_IN + "(%(truus)s, %(anouk)s, %(anouk)s, '2027-01-01', '2027-01-04')",
        "Kies een andere jobcoach.",
    ),
    "one_stand_in_at_a_time": (
        STAND_IN + "(%(truus)s, %(anouk)s, %(hans)s, '2020-01-07', '2020-01-08')",
        "Op deze dagen is er al een waarnemer.",
    ),
    "one_poortwachter_step_of_a_kind": (
        STEP + "(%(spell)s, 'melding', '2026-03-04')",
        "Deze stap staat er al. Wijzig de dag waarop hij is gedaan.",
    ),
    "one_progress_talk_a_day": (
        STEP + "(%(spell)s, 'voortgang', '2026-03-05')",
        "Op deze dag staat al een voortgangsgesprek.",
    ),
    "sick_percentage_0_to_100": (
        "INSERT INTO cases_sickpercentage (spell_id, starts_on, percentage) VALUES (%(spell)s, '2026-03-02', 101)",
        "Een percentage ligt tussen 0 en 100.",
    ),
    "parameter_ends_after_it_begins": (
        PARAMETER + "('verzonnen', 1, 'fte', '2026-02-01', '2026-01-31', 'fictief')",
        ENDS_BEFORE_IT_BEGINS,
    ),
    "parameter_once_at_a_time": (
        PARAMETER + "('factor_ernstig', 2, 'factor', '2030-01-01', NULL, 'fictief')",
        "Op deze dagen geldt al een andere waarde.",
    ),
}
