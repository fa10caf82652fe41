"""What the database itself refuses, broken by hand-typed SQL: forms and imports can forget a rule, this floor cannot.

Each constraint is broken once and names itself; its model says the same in a Dutch sentence. The rules over several
rows (R36, R37, R38, R46) have their name from a trigger.
"""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import Appointment, DestructionList, WswEmployee
from municipalities.models import MembershipReview, RoleRequest, SecondFactorReset
from tests import fixtures, people
from tests.cases.breaches import BREACHES, HOME, HOURS, INDICATION, PLACEMENT, SPELL
from tests.people import day, make_employee, make_employment, make_person, make_placement

pytestmark = pytest.mark.django_db


def run(sql, **values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def broken_by(sql, **values):
    """The name of the constraint that refuses `sql`."""
    with pytest.raises(IntegrityError) as refusal:
        run(sql, **values)
    return refusal.value.__cause__.diag.constraint_name


@pytest.fixture
def truus(known):
    return WswEmployee.objects.get(pk=known["truus"])


@pytest.fixture(scope="module")
def known(for_all_tests):
    """The ids SQL by hand needs. Truus has a home since 1990, an employment of 36 hours since 2008, a placement."""
    truus, wim = fixtures.lay_truus(), fixtures.lay_wim()
    anouk = fixtures.lay_anouk(truus)
    job = truus.employments.get()
    spell = people.make_sick(truus, since=day("01-03"), recovered_on=day("10-03"))
    people.make_leave(job, since=day("01-05"), until=day("31-05"))
    spell.percentages.create(starts_on=day("01-03"), percentage=100)
    spell.steps.create(kind="melding", done_on=day("03-03"))
    spell.steps.create(kind="voortgang", done_on=day("05-03"))
    destruction = DestructionList.objects.create(municipality=people.municipality("Almelo"), due_on=day("01-01"))
    destruction.items.create(employee=truus, dossier="1", ended_on=day("01-01-2010"), due_on=day("01-01-2020"))
    MembershipReview.objects.create(membership=anouk.memberships.get(), asked_on=day("01-01"))
    people.make_handover(truus, people.municipality("Almelo"), people.municipality("Wierden"), anouk)
    people.make_contact(truus, anouk, held_on=day("01-03"), once="00000000-0000-4000-8000-000000000001")
    running = people.make_plan(
        wim, version=1, state="lopend", employee_signed_on=day("01-01"), employee_signed_as="zelf",
        coach_signed_on=day("01-01"), coach_signed_by=anouk,
    )  # fmt: skip
    second = people.make_plan(running.employee, version=2)
    second.state = "ter_bespreking"
    second.save()
    plan = people.make_plan(truus)
    people.make_document(truus, anouk)
    Appointment.objects.create(employee=truus, planned_on=day("01-12"))
    hans = people.make_user("Hans Voorbeeld")
    people.make_stand_in(truus, hans, instead_of=anouk)
    indication = truus.indications.get()
    indication.advices.create(kind="werktijd", text="Korter werken")
    people.make_request(truus, on=day("01-01"))
    truus.dismissal_advices.create(asked_on=day("01-01"))
    contract = people.make_contract()
    people.make_supported(truus)
    people.make_loonwaarde(truus)
    contract.hirer.sites.create(name="Hal", number="000012345678")
    with people.signing(hans):
        SecondFactorReset.objects.create(user=anouk, asked_by=hans)
        RoleRequest.objects.create(user=anouk, role="jobcoach", starts_on=day("01-02"), reason="x", asked_by=hans)
    return {
        "plan": plan.pk,
        "second": second.pk,
        "hans": hans.pk,
        "indication": indication.pk,
        "contract": contract.pk,
        "hirer": contract.hirer_id,
        "list": destruction.pk,
        "wierden": people.municipality("Wierden").pk,
        "role": anouk.memberships.get().pk,
        "truus": truus.pk,
        "wim": wim.pk,
        "third": people.make_person("Kees Fictief", personnel_number="00103").pk,
        "job": job.pk,
        "employer": job.employer_id,
        "anouk": anouk.pk,
        "almelo": people.municipality("Almelo").pk,
        "spell": spell.pk,
        "board": apps.get_model("municipalities", "Board").objects.get().pk,
    }


@pytest.mark.parametrize("name", BREACHES)
def test_each_constraint_refuses_and_names_itself(name, known):
    assert broken_by(BREACHES[name][0], **known) == name


def _constraints():
    models = [*apps.get_app_config("municipalities").get_models(), *apps.get_app_config("cases").get_models()]
    return {constraint.name: constraint for model in models for constraint in model._meta.constraints}


@pytest.mark.parametrize("name", BREACHES)
def test_each_constraint_has_its_sentence(name):
    assert _constraints()[name].violation_error_message == BREACHES[name][1]


def test_no_constraint_was_forgotten_here():
    unreachable = {
        "bsn_is_never_stored_readable",  # a trigger empties the column first: see below
        "one_link_per_entry", "one_ledger_line_per_kind_and_table",  # only functions of the owner write these rows
        "calendar_link_revoked_after_it_is_made",  # the rules of the table set both days
        "jobs_are_missed_one_time_at_a_time",  # two that look at once do not meet: test_watch.py
        "merged_into_one", "merge_carried_out_by_a_second_person",  # only `carry_out_merge` says so: test_merges.py
        "destruction_agreed_by_a_second_person",  # one signs with one's own name: test_destruction_signatures.py
    }  # fmt: skip
    assert _constraints().keys() - unreachable == BREACHES.keys()


# Both sides of the border


@pytest.mark.parametrize(
    ("valid_until", "accepted"),
    [
        pytest.param("2026-01-01", False, id="0-years"),
        pytest.param("2026-12-30", False, id="a-day-short-of-1"),
        pytest.param("2026-12-31", True, id="1-year"),
        pytest.param("2027-01-01", True, id="1-year-and-a-day"),
        pytest.param("2075-12-31", True, id="50-years"),
        pytest.param("2076-12-31", False, id="51-years"),
        pytest.param("2077-01-01", False, id="51-years-and-a-day"),
    ],
)
def test_r19_an_indication_is_valid_for_1_to_50_years(valid_until, accepted, known):
    sql = INDICATION("'2026-01-01'", "'2026-01-01'", f"'{valid_until}'", "NULL")
    if accepted:
        run(sql, **known)
    else:
        assert broken_by(sql, **known) == "indication_valid_1_to_50_years"


@pytest.mark.parametrize(
    ("noun", "fields", "sentence"),
    [
        pytest.param(
            "indication",
            {"decided_on": day("01-01"), "starts_on": day("01-01"), "valid_until": day("01-06"), "category": "matig"},
            "minstens 1 en hoogstens 50 jaar geldig",
            id="r19",
        ),
        pytest.param("residence", {"starts_on": day("15-06")}, "staat al een andere woonplaats", id="r48e"),
        pytest.param("sickspell", {"starts_on": day("09-03")}, "staat al verzuim", id="sick-twice"),
        pytest.param(
            "caseload", {"coach_id": "anouk", "starts_on": day("15-06")}, "al een andere jobcoach", id="coach"
        ),
    ],
)
def test_a_form_says_it_in_words_before_the_database_does(noun, fields, sentence, known):
    fields = {name: known.get(value, value) for name, value in fields.items()}
    row = apps.get_model("cases", noun)(employee_id=known["truus"], **fields)
    with pytest.raises(ValidationError, match=sentence):
        row.full_clean()


def test_r48e_the_day_after_is_free(known):
    run("UPDATE cases_residence SET ends_on = '2026-06-14' WHERE employee_id = %(truus)s", **known)
    run(HOME + "(%(truus)s, %(almelo)s, 'brp', '2026-06-15', NULL)", **known)


def test_somebody_recovers_and_falls_ill_on_the_same_day(known):
    run(SPELL + "(%(truus)s, '2026-03-10', NULL)", **known)


@pytest.mark.parametrize("hours", ["'NaN'", "-0.01", "40.01"])
def test_hours_are_a_number_between_0_and_40(hours, known):
    assert broken_by(HOURS + f"(%(job)s, {hours}, '2001-01-01', '2001-01-31')", **known) == "contract_hours_0_to_40"


@pytest.mark.parametrize("hours", ["0", "40"])
def test_0_and_40_hours_are_hours(hours, known):
    run(HOURS + f"(%(job)s, {hours}, '2001-01-01', '2001-01-31')", **known)


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [("wswemployee", "personnel_number", "text"), ("wswemployee", "key", "uuid"), ("placement", "key", "uuid")],
)
def test_no_two_share_a_number(table, column, kind, known):
    sql = f"UPDATE cases_{table} SET {column} = (SELECT min({column}::text)::{kind} FROM cases_{table})"
    assert f"cases_{table}_{column}" in broken_by(sql, **known)


def test_no_two_people_share_a_bsn(truus):
    with pytest.raises(IntegrityError, match="al vergeven"), transaction.atomic():
        make_person("Riet Fictief", bsn=people.bsn_number(0))


def test_who_has_an_employment_cannot_be_deleted(known):
    assert "employee_id" in broken_by(
        "DELETE FROM cases_wswemployee WHERE id = %(truus)s; SET CONSTRAINTS ALL IMMEDIATE", **known
    )


# R36, R37, R38: placements and their employment


def test_r36_forty_hours_do_not_fit_in_thirty_six(known):
    assert broken_by(PLACEMENT(4, "'2026-01-01'", "NULL"), **known) == "placement_hours_fit"


def test_r36_twenty_four_hours_leave_room_for_twelve(known):
    run("UPDATE cases_placement SET hours = 24 WHERE employment_id = %(job)s", **known)
    run(PLACEMENT(12, "'2026-01-01'", "NULL"), **known)
    assert broken_by(PLACEMENT("0.01", "'2026-01-01'", "NULL"), **known) == "placement_hours_fit"


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param("UPDATE cases_contracthours SET hours = 35.99 WHERE employment_id = %(job)s", id="fewer"),
        pytest.param("UPDATE cases_contracthours SET ends_on = '2026-06-30' WHERE employment_id = %(job)s", id="ended"),
        pytest.param(
            "UPDATE cases_contracthours SET starts_on = '2008-03-02' WHERE employment_id = %(job)s", id="later"
        ),
        pytest.param("DELETE FROM cases_contracthours WHERE employment_id = %(job)s", id="gone"),
    ],
)
def test_r36_the_contract_cannot_be_taken_from_under_the_placement(sql, known):
    assert broken_by(sql, **known) == "placement_hours_fit"


def test_r36_a_placement_of_more_hours_for_one_day_only_is_found(known):
    run("UPDATE cases_placement SET hours = 30 WHERE employment_id = %(job)s", **known)
    assert broken_by(PLACEMENT(7, "'2026-05-14'", "'2026-05-14'"), **known) == "placement_hours_fit"


def test_r37_two_whole_placements_may_not_share_one_day(known):
    run("UPDATE cases_placement SET ends_on = '2026-05-14' WHERE employment_id = %(job)s", **known)
    assert broken_by(PLACEMENT(36, "'2026-05-14'", "NULL"), **known) == "placement_hours_fit"
    run(PLACEMENT(36, "'2026-05-15'", "NULL"), **known)


def test_r37_a_gap_is_allowed(known):
    run("UPDATE cases_placement SET ends_on = '2026-05-14' WHERE employment_id = %(job)s", **known)
    run(PLACEMENT(36, "'2026-05-18'", "NULL"), **known)


def test_r37_an_ended_placement_cannot_be_reopened_over_the_next(known):
    run("UPDATE cases_placement SET ends_on = '2026-05-14' WHERE employment_id = %(job)s", **known)
    run(PLACEMENT(36, "'2026-05-15'", "NULL"), **known)
    reopen = "UPDATE cases_placement SET ends_on = '2026-05-15' WHERE ends_on = '2026-05-14'"
    assert broken_by(reopen, **known) == "placement_hours_fit"


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(PLACEMENT(0, "'2008-02-29'", "NULL"), id="begins-too-early"),
        pytest.param(
            "UPDATE cases_placement SET starts_on = '2008-02-29' WHERE employment_id = %(job)s", id="moved-too-early"
        ),
        pytest.param(
            "UPDATE cases_employment SET starts_on = '2008-03-02' WHERE id = %(job)s", id="employment-begins-later"
        ),
        pytest.param(
            "UPDATE cases_employment SET ends_on = '2026-06-30' WHERE id = %(job)s", id="employment-ends-under-it"
        ),
    ],
)
def test_r38_a_placement_lies_within_its_employment(sql, known):
    assert broken_by(sql, **known) == "placement_inside_employment"


def test_r38_a_placement_may_last_exactly_as_long_as_the_employment(known):
    run("UPDATE cases_placement SET ends_on = '2026-06-30' WHERE employment_id = %(job)s", **known)
    run("UPDATE cases_employment SET ends_on = '2026-06-30' WHERE id = %(job)s", **known)
    assert broken_by("UPDATE cases_placement SET ends_on = '2026-07-01' WHERE employment_id = %(job)s", **known) == (
        "placement_inside_employment"
    )


def test_several_rows_in_one_statement_are_judged_together(known):
    """Shortening one and starting the other in a single statement never breaks the rule in between."""
    run(
        "WITH ended AS (UPDATE cases_placement SET ends_on = '2026-05-14' WHERE employment_id = %(job)s RETURNING id) "
        + PLACEMENT(36, "'2026-05-15'", "NULL"),
        **known,
    )


def test_in_an_import_the_rules_wait_for_the_end(known):
    swap = PLACEMENT(36, "'2026-05-15'", "NULL")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(swap, known)
        cursor.execute("UPDATE cases_placement SET ends_on = '2026-05-14' WHERE starts_on < '2026-05-15'")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# R46: the closed group


def _newcomer(**employment):
    return make_employment(make_person("Kees Fictief"), **employment)


@pytest.mark.parametrize("kind", ["nwsw", "wsw_oud", "begeleid_werken"])
def test_r46_nobody_new_enters_the_group(kind):
    with pytest.raises(IntegrityError, match="closed_group"), transaction.atomic():
        _newcomer(kind=kind, since=day("01-01-2015"))


def test_r46_who_left_before_the_last_day_of_2014_does_not_come_back():
    kees = make_employee("Kees Fictief", until=day("30-12-2014"), reason="EIG")
    with pytest.raises(IntegrityError, match="closed_group"), transaction.atomic():
        make_employment(kees, since=day("01-02-2015"))


@pytest.mark.parametrize("since", ["31-12-2014", "01-03-2008"])
def test_r46_who_was_in_service_on_the_last_day_of_2014_is_in(since):
    _newcomer(since=day(since))


def test_r46_who_returns_from_begeleid_werken_is_still_in():
    kees = make_employee("Kees Fictief", kind="begeleid_werken", until=day("31-05-2021"), reason="EBT")
    make_employment(kees, since=day("01-06-2021"))


def test_r46_beschut_werk_is_another_law():
    nina = make_employee("Nina Fictief", kind="beschut_werk", cao="aan_de_slag", since=day("01-02-2022"))
    with pytest.raises(IntegrityError, match="closed_group"), transaction.atomic():
        make_employment(nina, since=day("01-03-2023"))


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(
            "UPDATE cases_employment SET ends_on = '2014-12-30' WHERE number = '1' AND employee_id = %(kees)s",
            id="ends",
        ),
        pytest.param(
            "UPDATE cases_employment SET kind = 'beschut_werk' WHERE number = '1' AND employee_id = %(kees)s", id="kind"
        ),
        pytest.param("DELETE FROM cases_employment WHERE number = '1' AND employee_id = %(kees)s", id="gone"),
    ],
)
def test_r46_the_ground_cannot_be_taken_away_afterwards(sql):
    kees, other = make_person("Kees Fictief"), make_person("Piet Fictief")
    make_employment(kees, until=day("31-12-2020"), reason="OVG", hours=None)
    make_employment(kees, since=day("01-01-2021"), hours=None)
    assert broken_by(sql, kees=kees.pk, other=other.pk) == "closed_group"


def test_a_placement_made_by_hand_is_the_same_as_one_made_in_a_form(known):
    """The whole row with its defaults can be written without the portal, so a hand-typed repair is possible."""
    run("DELETE FROM cases_placement WHERE employment_id = %(job)s", **known)
    run(PLACEMENT(36, "'2026-01-01'", "NULL"), **known)
    with pytest.raises(IntegrityError, match="placement_hours_fit"), transaction.atomic():
        make_placement(WswEmployee.objects.get(pk=known["truus"]), "IND", 1)
