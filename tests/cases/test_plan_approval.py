"""A second person approves a plan, where a municipality wants it (features.md row 33).

Anouk writes and signs for Truus of Almelo; Bram is consulent of Almelo. Gerda turns it on and off, by date.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases import tasks
from cases.actions import plans as acts
from cases.history import changes
from cases.models import Appointment, PlanApproval, PlanDecision, SupportPlan, Todo, WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.opened import opened, send, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def on(truus: WswEmployee) -> PlanApproval:
    """In Almelo a second person approves, since yesterday."""
    return PlanApproval.objects.create(municipality=people.municipality("Almelo"), starts_on=today() - DAY)


@pytest.fixture
def draft(truus: WswEmployee) -> SupportPlan:
    return people.make_plan(truus, goals=2, starts_on=today() - DAY, ends_on=today() + 300 * DAY)


def state(plan: SupportPlan) -> str:
    return SupportPlan.objects.get(pk=plan.pk).state


def sign(client: Client, plan: SupportPlan, by: User) -> SupportPlan:
    """As Anouk does it on the page: ready to discuss, and both signed."""
    client.force_login(by)
    url = [plan.employee.key, plan.key]
    assert client.post(reverse("plan_step", args=[*url, "bespreken"])).status_code == 302
    people.meanwhile()
    sent = opened(client, reverse("plan_sign", args=url))
    assert send(client, reverse("plan_sign", args=url), sent | {"signed_as": "zelf", "both": "on"}).status_code == 302
    return SupportPlan.objects.get(pk=plan.pk)


def decide(client: Client, plan: SupportPlan, by: User, decision: str, reason: str = "Doelen zijn helder.") -> int:
    client.force_login(by)
    url = reverse("plan_decide", args=[plan.employee.key, plan.key])
    sent = opened(client, url)
    return send(client, url, sent | {"decision": decision, "reason": reason}).status_code


def test_where_it_is_off_nothing_changes(client: Client, draft: SupportPlan, anouk: User, bram: User) -> None:
    PlanApproval.objects.create(municipality=people.municipality("Wierden"), starts_on=today() - DAY)
    assert sign(client, draft, anouk).state == "lopend"
    assert not Todo.objects.exists()
    assert Appointment.objects.filter(because="evaluatie").exists()


def test_signed_by_both_it_waits_and_holds_when_bram_approves(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    assert sign(client, draft, anouk).state == "ter_goedkeuring"
    assert not Appointment.objects.filter(because="evaluatie").exists()
    client.force_login(bram)
    assert "Keur het begeleidingsplan goed, of stuur het terug" in text(client.get("/"))
    plan_page = reverse("plan", args=[draft.employee.key, draft.key])
    assert "Goedkeuren of terugsturen" in text(client.get(plan_page))
    assert "Er wacht een plan op goedkeuring." in text(client.get(reverse("employee", args=[draft.employee.key])))
    assert decide(client, draft, bram, "ja") == 302
    assert state(draft) == "lopend"
    assert Appointment.objects.filter(because="evaluatie").count() == 1
    made = PlanDecision.objects.get()
    assert (made.approved, made.reason, made.decided_by, made.decided_on) == (
        True,
        "Doelen zijn helder.",
        bram,
        today(),
    )
    assert Todo.objects.get().done_on == today()
    told = text(client.get(plan_page))
    assert "Bram Voorbeeld: goedgekeurd" in told
    assert "Goedkeuren of terugsturen" not in told


def test_sent_back_it_is_written_again_and_anouk_reads_why(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    sign(client, draft, anouk)
    assert decide(client, draft, bram, "nee", "Het tweede doel is te vaag.") == 302
    found = SupportPlan.objects.get(pk=draft.pk)
    assert (found.state, found.employee_signed_on, found.coach_signed_by) == ("concept", None, None)
    client.force_login(anouk)
    assert "Het begeleidingsplan kwam terug. Lees waarom bij het plan" in text(client.get("/"))
    told = text(client.get(reverse("plan", args=[draft.employee.key, draft.key])))
    assert "Dit plan kwam terug van Bram Voorbeeld" in told
    assert "“Het tweede doel is te vaag.”" in told
    people.meanwhile()
    assert sign(client, found, anouk).state == "ter_goedkeuring"
    assert decide(client, draft, bram, "ja") == 302
    assert state(draft) == "lopend"
    assert [row.approved for row in PlanDecision.objects.all()] == [True, False]


def test_a_plan_of_who_is_gone_waits_for_nobody(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    """The night gives it up, also when the last day was registered by an import, or was still to come then."""
    sign(client, draft, anouk)
    tasks.plan_appointments()
    assert state(draft) == "ter_goedkeuring"
    assert Todo.objects.open().count() == 1
    people.meanwhile()
    WswEmployee.objects.filter(pk=draft.employee_id).update(died_on=today())
    tasks.plan_appointments()
    assert state(draft) == "vervallen"
    assert not Todo.objects.open().exists()
    client.force_login(bram)
    assert "Keur het begeleidingsplan goed" not in text(client.get("/"))


def test_a_plan_of_who_leaves_waits_until_the_last_day(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User
) -> None:
    sign(client, draft, anouk)
    job = draft.employee.employments.get()
    for last, expected in ((today(), "ter_goedkeuring"), (today() - DAY, "vervallen")):
        people.meanwhile()
        job.placements.update(ends_on=last)
        job.hours.update(ends_on=last)
        type(job).objects.filter(pk=job.pk).update(ends_on=last, outflow_reason="EIG")
        tasks.plan_appointments()
        assert state(draft) == expected


def test_the_version_before_runs_until_the_new_one_is_approved(
    client: Client, truus: WswEmployee, on: PlanApproval, anouk: User, bram: User
) -> None:
    former = people.make_plan(
        truus, state="lopend", employee_signed_on=today(), employee_signed_as="zelf", coach_signed_on=today(),
        coach_signed_by=anouk, starts_on=today() - 100 * DAY, ends_on=today() + 100 * DAY,
    )  # fmt: skip
    later = people.make_plan(truus, version=2, starts_on=today(), ends_on=today() + 300 * DAY)
    sign(client, later, anouk)
    assert state(former) == "lopend"
    assert decide(client, later, bram, "ja") == 302
    former.refresh_from_db()
    assert (former.state, former.ends_on) == ("bijgesteld", today() - DAY)


def test_anouk_takes_it_back_while_it_waits(client: Client, draft: SupportPlan, on: PlanApproval, anouk: User) -> None:
    sign(client, draft, anouk)
    assert client.post(reverse("plan_step", args=[draft.employee.key, draft.key, "terug"])).status_code == 302
    found = SupportPlan.objects.get(pk=draft.pk)
    assert (found.state, found.coach_signed_on) == ("concept", None)
    assert Todo.objects.get().done_on == today()  # Bram is asked for nothing any more


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"decision": "", "reason": "x"}, "Kies wat u besluit."),
        ({"decision": "ja", "reason": ""}, "Schrijf waarom u dit besluit."),
    ],
)
def test_what_is_missing_is_said_in_words(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User, sent: dict[str, str], sentence: str
) -> None:
    sign(client, draft, anouk)
    client.force_login(bram)
    url = reverse("plan_decide", args=[draft.employee.key, draft.key])
    answer = send(client, url, opened(client, url) | sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_who_opened_it_before_it_was_taken_back_decides_nothing(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    sign(client, draft, anouk)
    client.force_login(bram)
    url = reverse("plan_decide", args=[draft.employee.key, draft.key])
    sent = opened(client, url) | {"decision": "ja", "reason": "Goed."}
    acts.move(plan=SupportPlan.objects.get(pk=draft.pk), to="concept")
    people.meanwhile()
    assert client.post(url, sent).status_code == 404
    assert not PlanDecision.objects.exists()


def test_others_may_not_or_may_not_know(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User, carla: User, ellen: User, daan: User
) -> None:
    sign(client, draft, anouk)
    url = reverse("plan_decide", args=[draft.employee.key, draft.key])
    for who, code in ((anouk, 403), (ellen, 403), (carla, 404), (daan, 404), (bram, 200)):
        client.force_login(who)
        assert client.get(url).status_code == code, who
    assert AuditEntry.objects.filter(act="dossier_form_opened", asker=str(bram.key)).exists()


def test_the_history_tells_it(client: Client, draft: SupportPlan, on: PlanApproval, anouk: User, bram: User) -> None:
    sign(client, draft, anouk)
    decide(client, draft, bram, "ja")
    told = " ".join(change.sentence for change in changes(draft.employee))
    assert "Bram Voorbeeld wijzigde op" in told
    assert "naar vastgesteld" in told


# The database


def waiting(draft: SupportPlan, anouk: User) -> SupportPlan:
    acts.move(plan=draft, to="ter_bespreking")
    with people.signing(anouk):
        acts.sign(plan=draft, on=today(), by=anouk, signed_as="zelf", employer_on=None, today=today())
    people.meanwhile()
    return SupportPlan.objects.get(pk=draft.pk)


def refusal(by: User, sql: str, *values: Any) -> str:
    """The rule or the words by which the database refuses; "" when it did it, "no rows" when it found none."""
    with asking_as(by):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                done = cursor.rowcount
                transaction.set_rollback(True)
                return "" if done else "no rows"
        except DatabaseError as error:
            return getattr(error.__cause__.diag, "constraint_name", None) or str(error)  # type: ignore[union-attr]


DECIDE = (
    "INSERT INTO cases_plandecision (key, plan_id, approved, reason, decided_by_id, decided_on)"
    " VALUES (gen_random_uuid(), %s, %s, 'x', %s, current_date)"
)
STEP = "UPDATE cases_supportplan SET state = %s WHERE id = %s"


def test_the_database_holds_no_plan_that_waits_for_a_word(
    draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    acts.move(plan=draft, to="ter_bespreking")
    both = (
        "UPDATE cases_supportplan SET state = 'vastgesteld', employee_signed_on = current_date, employee_signed_as ="
        " 'zelf', coach_signed_on = current_date, coach_signed_by_id = %s WHERE id = %s"
    )
    assert refusal(anouk, both, anouk.pk, draft.pk) == "plan_waits_for_approval"
    found = waiting(SupportPlan.objects.get(pk=people_back(draft)), anouk)
    assert refusal(anouk, STEP, "vastgesteld", found.pk) == "plan_waits_for_approval"
    assert refusal(bram, STEP, "vastgesteld", found.pk) == "plan_waits_for_approval"
    assert refusal(bram, STEP, "concept", found.pk) == "plan_step_not_possible"
    assert refusal(anouk, "UPDATE cases_supportplan SET coach_signed_on = '2020-01-01' WHERE id = %s", found.pk) == (
        "signed_plan_does_not_change"
    )


def people_back(draft: SupportPlan) -> int:
    acts.move(plan=SupportPlan.objects.get(pk=draft.pk), to="concept")
    people.meanwhile()
    return draft.pk


def test_the_database_wants_another_person_in_the_own_name(
    draft: SupportPlan, on: PlanApproval, anouk: User, bram: User, carla: User, ellen: User
) -> None:
    found = waiting(draft, anouk)
    assert refusal(bram, DECIDE, found.pk, True, bram.pk) == ""
    assert "eigen naam" in refusal(bram, DECIDE, found.pk, True, ellen.pk)
    assert "row-level security" in refusal(anouk, DECIDE, found.pk, True, anouk.pk) or (
        refusal(anouk, DECIDE, found.pk, True, anouk.pk) == "plan_decided_by_another"
    )
    assert refusal(carla, DECIDE, found.pk, True, carla.pk) != ""
    assert refusal(ellen, DECIDE, found.pk, True, ellen.pk) != ""


def test_who_has_two_roles_does_not_approve_what_they_wrote(
    client: Client, draft: SupportPlan, on: PlanApproval, anouk: User
) -> None:
    """Anouk is consulent of Almelo too, and asks as that."""
    found = waiting(draft, anouk)
    anouk.memberships.update(ends_on=today() - DAY)
    people.make_membership(anouk, "consulent", "Almelo")
    assert refusal(anouk, DECIDE, found.pk, True, anouk.pk) == "plan_decided_by_another"
    client.force_login(anouk)
    url = reverse("plan_decide", args=[draft.employee.key, draft.key])
    answer = send(client, url, opened(client, url) | {"decision": "ja", "reason": "Goed."})
    assert answer.status_code == 422
    assert "Wie een plan schreef of tekende, keurt het niet goed. Vraag een ander." in answer.content.decode()


def test_a_consulent_writes_nothing_else_of_a_plan(
    draft: SupportPlan, on: PlanApproval, anouk: User, bram: User
) -> None:
    assert (
        refusal(bram, "UPDATE cases_supportplan SET wishes = 'x' WHERE id = %s", draft.pk) == "plan_step_not_possible"
    )
    assert refusal(bram, STEP, "ter_bespreking", draft.pk) == "plan_step_not_possible"
    assert refusal(bram, STEP, "vervallen", draft.pk) == "plan_step_not_possible"
    assert refusal(bram, "DELETE FROM cases_supportplan WHERE id = %s", draft.pk) == "no rows"
    running = waiting(draft, anouk)
    with people.signing(bram):
        acts.decide(plan=running, approved=True, reason="Goed.", by=bram, today=today())
    people.meanwhile()
    for step in ("geevalueerd", "afgesloten", "bijgesteld"):
        assert refusal(bram, STEP, step, draft.pk) == "plan_step_not_possible"


def test_a_decision_is_taken_once_and_stays(draft: SupportPlan, on: PlanApproval, anouk: User, bram: User) -> None:
    found = waiting(draft, anouk)
    with people.signing(bram):
        acts.decide(plan=found, approved=True, reason="Goed.", by=bram, today=today())
    people.meanwhile()
    assert refusal(bram, DECIDE, found.pk, False, bram.pk) == "plan_is_not_to_be_decided"
    assert refusal(bram, "UPDATE cases_plandecision SET approved = false") == "no rows"
    assert refusal(bram, "DELETE FROM cases_plandecision") == "no rows"


# The setting


def test_gerda_turns_it_on_and_off_by_date(client: Client, gerda: User) -> None:
    client.force_login(gerda)
    url, almelo = reverse("plan_approval"), people.municipality("Almelo")
    said = {"municipality": almelo.pk, "switch": "aan", "on": today().isoformat()}
    assert send(client, url, opened(client, url) | said).status_code == 302
    answer = send(client, url, opened(client, url) | said)
    assert (answer.status_code, "Dat is op die dag al zo." in answer.content.decode()) == (422, True)
    off = said | {"switch": "uit", "on": (today() + 30 * DAY).isoformat()}
    assert send(client, url, opened(client, url) | off).status_code == 302
    row = PlanApproval.objects.get()
    assert (row.starts_on, row.ends_on) == (today(), today() + 29 * DAY)
    past = said | {"on": (today() - DAY).isoformat()}
    assert "Deze dag is voorbij" in send(client, url, opened(client, url) | past).content.decode()
    assert AuditEntry.objects.filter(act="settings_changed", asker=str(gerda.key)).count() == 2
    assert "Almelo" in text(client.get(url))


@pytest.mark.parametrize(
    ("first", "last", "waits"), [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)]
)
def test_it_goes_by_date(
    client: Client, draft: SupportPlan, anouk: User, first: int, last: int | None, waits: bool
) -> None:
    PlanApproval.objects.create(
        municipality=people.municipality("Almelo"), starts_on=today() + first * DAY,
        ends_on=None if last is None else today() + last * DAY,
    )  # fmt: skip
    assert sign(client, draft, anouk).state == ("ter_goedkeuring" if waits else "lopend")


def test_only_the_administrator_writes_the_setting(on: PlanApproval, bram: User, anouk: User, gerda: User) -> None:
    change = "UPDATE cases_planapproval SET ends_on = current_date"
    assert "niet aan u" in refusal(bram, change)
    assert "niet aan u" in refusal(anouk, change)
    assert refusal(gerda, change) == ""
