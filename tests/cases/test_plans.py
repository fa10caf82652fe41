"""The support plan: both sign (R82), advice is answered (R83), 1 to 5 goals (R84), a year (R85), one runs (R86)."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from cases import plan_terms, workdays
from cases.actions import plans as acts
from cases.models import AdaptationKind, Appointment, Goal, SupportPlan, WswEmployee
from cases.plan_versions import differences
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from tests import people
from tests.asking import TESTS
from tests.papers import pdf_text
from tests.people import day

pytestmark = pytest.mark.django_db
SIGNED = {"employee_signed_on": day("01-02"), "employee_signed_as": "zelf", "coach_signed_on": day("01-02")}


def refused(change: Callable[[], Any]) -> str:
    """The rule that the database names."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        change()
    return str(refusal.value.__cause__.diag.constraint_name)


def signed(plan: SupportPlan, by: User, on: date = date(2026, 2, 1), now: date = date(2026, 3, 1)) -> SupportPlan:
    acts.move(plan=plan, to="ter_bespreking")
    return acts.sign(plan=plan, on=on, by=by, signed_as="zelf", employer_on=None, today=now)


@pytest.fixture
def draft(truus: WswEmployee) -> SupportPlan:
    return people.make_plan(truus)


# R82


@pytest.mark.parametrize("without", ["employee_signed_on", "coach_signed_on"])
def test_r82_without_both_signatures_no_plan_runs(draft: SupportPlan, anouk: User, without: str) -> None:
    acts.move(plan=draft, to="ter_bespreking")
    one = {"coach_signed_by": anouk} | SIGNED | {without: None}
    one |= {"employee_signed_as": ""} if without.startswith("employee") else {"coach_signed_by": None}
    for state in ("vastgesteld", "lopend"):
        assert refused(lambda state=state: SupportPlan.objects.update(state=state, **one)) in {
            "plan_runs_with_both_signatures", "plan_step_not_possible"
        }  # fmt: skip
    assert refused(lambda: SupportPlan.objects.update(state="vastgesteld", **one)) == "plan_runs_with_both_signatures"


def test_r82_signed_by_both_it_runs(draft: SupportPlan, anouk: User) -> None:
    assert signed(draft, anouk).state == "lopend"
    assert (draft.employee_signed_on, draft.coach_signed_on) == (day("01-02"), day("01-02"))


def test_r82_before_its_first_day_it_is_fixed_and_does_not_run_yet(truus: WswEmployee, anouk: User) -> None:
    plan = signed(people.make_plan(truus, starts_on=day("01-04")), anouk)
    assert plan.state == "vastgesteld"
    acts.run(plan=plan, today=day("01-04"))
    assert plan.state == "lopend"


def test_r82_one_signs_with_the_own_name(draft: SupportPlan, anouk: User) -> None:
    another = people.make_user("Kees Voorbeeld")
    acts.move(plan=draft, to="ter_bespreking")
    tell_database(str(anouk.key))
    assert refused(lambda: SupportPlan.objects.update(coach_signed_by=another, **SIGNED)) == "signs_with_the_own_name"
    tell_database(TESTS)


@pytest.mark.parametrize(
    "changed",
    [{"abilities": "Anders"}, {"advice_text": "Anders"}, {"ends_on": day("31-12-2028")},
     {"coach_signed_on": day("02-02")}],
    ids=lambda each: next(iter(each)),
)  # fmt: skip
def test_what_is_signed_does_not_change(draft: SupportPlan, anouk: User, changed: dict[str, Any]) -> None:
    signed(draft, anouk)
    assert refused(lambda: SupportPlan.objects.update(**changed)) == "signed_plan_does_not_change"


def test_goals_of_what_is_signed_do_not_change_but_for_how_far_they_got(draft: SupportPlan, anouk: User) -> None:
    signed(draft, anouk)
    goal = draft.goals.get()
    goal.actions.get().delete()
    for change in (
        lambda: Goal.objects.update(what="Anders"), lambda: Goal.objects.update(due_on=day("01-06")),
        goal.delete,
    ):  # fmt: skip
        assert refused(change) == "signed_plan_does_not_change"
    assert Goal.objects.update(reached=50, reached_text="Halverwege") == 1


@pytest.mark.parametrize(
    ("before", "after"), [("concept", "lopend"), ("concept", "vastgesteld"), ("ter_bespreking", "lopend")]
)
def test_no_state_is_skipped(draft: SupportPlan, before: str, after: str) -> None:
    if before != "concept":
        acts.move(plan=draft, to=before)
    assert refused(lambda: acts.move(plan=draft, to=after)) == "plan_step_not_possible"


# R83


def test_r83_with_advice_of_uwv_a_plan_without_an_answer_is_not_fixed(draft: SupportPlan, anouk: User) -> None:
    draft.employee.indications.update(bw_advice=False)
    assert refused(lambda: signed(draft, anouk)) == "plan_answers_the_advice"
    draft.refresh_from_db()
    acts.write(plan=draft, advice_text="UWV adviseert een vaste werkplek. Die is er.")
    assert signed(draft, anouk).state == "lopend"


def test_r83_advice_about_adaptations_is_answered_too(draft: SupportPlan, anouk: User) -> None:
    draft.employee.indications.get().advices.create(kind=AdaptationKind.values[0], text="Een vaste plek.")
    assert refused(lambda: signed(draft, anouk)) == "plan_answers_the_advice"


def test_r83_without_advice_it_needs_none(draft: SupportPlan, anouk: User) -> None:
    assert draft.employee.indications.get().bw_advice is None
    assert signed(draft, anouk).state == "lopend"


# R84


def test_r84_a_goal_after_the_end_of_the_plan_is_refused(draft: SupportPlan) -> None:
    late = {"what": "Te laat", "result": "x", "due_on": day("01-01-2027")}
    assert refused(lambda: acts.set_goal(plan=draft, **late)) == "goal_due_within_the_plan"
    assert acts.set_goal(plan=draft, **(late | {"due_on": day("31-12-2026")})).number == 2


def test_r84_a_plan_that_ends_before_its_goal_is_not_discussed(draft: SupportPlan) -> None:
    acts.write(plan=draft, ends_on=day("30-12-2026"))
    assert refused(lambda: acts.move(plan=draft, to="ter_bespreking")) == "goal_due_within_the_plan"


def test_r84_no_goals_and_six_goals_are_refused(truus: WswEmployee) -> None:
    plan = people.make_plan(truus, goals=0)
    assert refused(lambda: acts.move(plan=plan, to="ter_bespreking")) == "plan_has_1_to_5_goals"
    for number in range(1, 6):
        acts.set_goal(plan=plan, what=f"Doel {number}", result="x", due_on=plan.ends_on)
    sixth = {"plan": plan, "what": "Zes", "result": "x", "due_on": plan.ends_on}
    assert refused(lambda: acts.set_goal(**sixth)) == "at_most_five_goals"
    acts.move(plan=plan, to="ter_bespreking")


def test_a_goal_that_is_dropped_makes_room(truus: WswEmployee) -> None:
    plan = people.make_plan(truus, goals=3)
    acts.drop_goal(goal=plan.goals.get(number=1))
    assert [(goal.number, goal.what) for goal in plan.goals.all()] == [(1, "Doel 2"), (2, "Doel 3")]


# R85


@pytest.mark.parametrize(
    ("last", "due"),
    [("15-03-2026", "15-03-2027"), ("29-02-2028", "28-02-2029"), ("28-02-2027", "28-02-2028"),
     ("01-03-2027", "01-03-2028")],
)  # fmt: skip
def test_r85_an_evaluation_is_due_the_same_day_next_year(last: str, due: str) -> None:
    assert plan_terms.evaluation_due(day(last)) == day(due)
    assert not plan_terms.is_overdue(day(last), day(due))
    assert plan_terms.is_overdue(day(last), date.fromordinal(day(due).toordinal() + 1))


def test_r85_an_evaluation_plans_the_next_on_a_working_day(truus: WswEmployee, anouk: User) -> None:
    """A year after 27 December 2025 is a Sunday after Christmas: Thursday 24 December 2026."""
    plan = people.make_plan(truus, starts_on=day("01-06-2025"), ends_on=day("31-05-2027"))
    signed(plan, anouk, on=day("01-06-2025"))
    held = acts.evaluate(plan=plan, on=day("27-12-2025"), own_words="Fijn.", next_step="", reached={})
    assert (held.own_words, plan.state) == ("Fijn.", "geevalueerd")
    [planned] = Appointment.objects.filter(kept_by=None)
    assert (planned.planned_on, planned.because) == (day("24-12-2026"), "evaluatie")
    assert workdays.is_workday(planned.planned_on)


# R86


def test_r86_a_second_active_plan_is_refused(draft: SupportPlan, anouk: User) -> None:
    signed(draft, anouk)
    second = people.make_plan(draft.employee, version=2)
    acts.move(plan=second, to="ter_bespreking")
    one = {"coach_signed_by": anouk} | SIGNED
    assert (
        refused(lambda: SupportPlan.objects.filter(pk=second.pk).update(state="vastgesteld", **one))
        == "one_active_plan"
    )


def test_r86_a_new_version_closes_the_old_one_the_day_before(draft: SupportPlan, anouk: User) -> None:
    signed(draft, anouk)
    second = acts.begin(employee=draft.employee, starts_on=day("01-07"), ends_on=day("30-06-2027"))
    signed(second, anouk, on=day("20-06"), now=day("01-07"))
    draft.refresh_from_db()
    assert (draft.state, draft.ends_on) == ("bijgesteld", day("30-06"))
    assert (second.version, second.state) == (2, "lopend")


def test_a_new_version_takes_along_what_was_not_reached(truus: WswEmployee, anouk: User) -> None:
    first = people.make_plan(truus, goals=2)
    signed(first, anouk)
    first.goals.filter(number=1).update(reached=100)
    second = acts.begin(employee=truus, starts_on=day("01-07"), ends_on=day("31-10"))
    [goal] = second.goals.all()
    assert (goal.what, goal.number, goal.due_on) == ("Doel 2", 1, day("31-10"))
    assert goal.origin == first.goals.get(number=2).origin
    assert [action.what for action in goal.actions.all()] == ["Actie 2"]


def test_two_versions_side_by_side_in_sentences(truus: WswEmployee, anouk: User) -> None:
    first = people.make_plan(truus, goals=3, wishes="Vaker buiten werken.", domains=["vervoer"])
    signed(first, anouk)
    first.goals.filter(number=1).update(reached=100)
    second = acts.begin(
        employee=truus, starts_on=day("01-07"), ends_on=day("30-06-2027"), abilities="Werkt precies.", domains=["leren"]
    )  # fmt: skip
    two, _three = second.goals.all()
    acts.set_goal(plan=second, goal=two, due_on=day("01-04-2027"), step="GRD")
    two.actions.get().delete()
    two.actions.create(what="Cursus heftruck", owner="inlener", due_on=day("01-03-2027"))
    acts.set_goal(plan=second, what="Ik fiets naar mijn werk", result="Elke dag.", due_on=day("01-10"))
    assert differences(first, second) == [
        "Dit plan loopt van 01-07-2026 t/m 30-06-2027.",
        "Over de wensen staat er niets meer.",
        "Er is bijgekomen dat leren het werk in de weg zit.",
        "Vervoer zit het werk niet meer in de weg.",
        "Doel “Ik fiets naar mijn werk” is nieuw.",
        "Doel “Doel 1” is bereikt en staat er niet meer in.",
        "Doel “Doel 2” is klaar op 01-04-2027. Dat was 31-12-2026.",
        "Doel “Doel 2” gaat nu over groepsdetachering. Dat was geen werkvorm.",
        "Bij doel “Doel 2” doet de inlener erbij: Cursus heftruck.",
        "Bij doel “Doel 2” vervalt: Actie 2.",
    ]


# The walls


def test_a_consulent_reads_a_plan_and_writes_none(draft: SupportPlan, bram: User, ellen: User, carla: User) -> None:
    for user, reads in ((bram, 1), (ellen, 0), (carla, 0)):
        tell_database(str(user.key))
        for model in (SupportPlan, Goal):
            assert model.objects.count() == reads
        if user == bram:  # whose word some plans wait for (decision 0051): that step, and no other
            assert refused(lambda: SupportPlan.objects.update(state="vervallen")) == "plan_step_not_possible"
            assert refused(lambda: SupportPlan.objects.update(wishes="Anders.")) == "plan_step_not_possible"
        else:
            assert SupportPlan.objects.update(state="vervallen") == 0
        tell_database(TESTS)
        assert SupportPlan.objects.visible_to(Membership.objects.get(user=user)).count() == reads


# The pages


@pytest.fixture
def coach(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def test_who_has_no_plan_yet_has_a_page_to_begin_one(coach: Client, truus: WswEmployee) -> None:
    response = coach.get(reverse("plans", args=[truus.key]))
    assert response.status_code == 200
    assert reverse("plan_new", args=[truus.key]) in response.content.decode()


def test_anouk_writes_discusses_signs_evaluates_and_closes_a_plan(coach: Client, truus: WswEmployee) -> None:
    head = {"starts_on": "2026-01-05", "ends_on": "2026-12-31", "abilities": "Werkt precies.", "domains": ["vervoer"]}
    made = coach.post(reverse("plan_new", args=[truus.key]), head)
    plan = SupportPlan.objects.get()
    assert made["Location"] == reverse("plan", args=[truus.key, plan.key])
    step = reverse("plan_step", args=[truus.key, plan.key, "bespreken"])
    assert "Een plan heeft één tot vijf doelen." in coach.post(step, follow=True).content.decode()
    goal_form = {"what": "Zelfstandig", "result": "Zonder hulp", "due_on": "2026-12-01", "step": ""}
    too_late = coach.post(reverse("goal_new", args=[truus.key, plan.key]), goal_form | {"due_on": "2027-01-01"})
    assert (too_late.status_code, "Het plan eindigt op 31-12-2026." in too_late.content.decode()) == (422, True)
    coach.post(reverse("goal_new", args=[truus.key, plan.key]), goal_form)
    goal = plan.goals.get()
    action = {"action": "Lijst maken", "owner": "medewerker", "action_due": "2026-06-01", "hours": "1,5"}
    assert coach.post(reverse("goal", args=[truus.key, goal.key]), action).status_code == 302
    coach.post(step)
    sign = {"on": today().isoformat(), "signed_as": "zelf", "both": "on"}
    assert coach.post(reverse("plan_sign", args=[truus.key, plan.key]), sign | {"both": ""}).status_code == 422
    coach.post(reverse("plan_sign", args=[truus.key, plan.key]), sign)
    plan.refresh_from_db()
    assert plan.state == "lopend"
    coach.post(reverse("action_done", args=[truus.key, goal.actions.get().key]))
    told = {"held_on": today().isoformat(), "reached_1": "75", "text_1": "Bijna", "own_words": "Leuk", "next_step": ""}
    assert coach.post(reverse("plan_evaluate", args=[truus.key, plan.key]), told).status_code == 302
    page = coach.get(reverse("plan", args=[truus.key, plan.key])).content.decode()
    for said in ("geëvalueerd", "bijna gelukt", "“Leuk”", f"Gedaan op {today():%d-%m-%Y}", "de medewerker zelf"):
        assert said in page.replace("De medewerker zelf", "de medewerker zelf")
    assert coach.post(reverse("plan_close", args=[truus.key, plan.key]), {"on": today().isoformat()}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.ends_on) == ("afgesloten", today())


def test_r83_the_page_says_what_is_missing(coach: Client, draft: SupportPlan) -> None:
    draft.employee.indications.update(bw_advice=True)
    acts.move(plan=draft, to="ter_bespreking")
    sign = {"on": "2026-02-01", "signed_as": "zelf", "both": "on"}
    response = coach.post(reverse("plan_sign", args=[draft.employee.key, draft.key]), sign)
    assert response.status_code == 422
    assert "UWV gaf advies. Schrijf wat u daarmee doet." in response.content.decode()


@pytest.mark.parametrize(("query", "size"), [("", 10.5), ("?groot=1", 15.75)])
def test_the_plan_on_paper_reads_aloud(coach: Client, draft: SupportPlan, query: str, size: float) -> None:
    response = coach.get(reverse("plan_paper", args=[draft.employee.key, draft.key]) + query)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    pdf = PdfReader(io.BytesIO(response.content))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in response.content or "pdfuaid" in str(pdf.xmp_metadata.get_element("", "", ""))
    text = pdf_text(response.content)
    for said in ("Mijn plan", "Doel 1: Doel 1", "Uw jobcoach: Actie 1, voor 31 december 2026.", "Handtekening"):
        assert said in text
    assert size in {round(each, 2) for each in sizes(pdf)}


def sizes(pdf: PdfReader) -> list[float]:
    found: list[float] = []
    for page in pdf.pages:
        page.extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(size * abs(tm[3])))
    return found
