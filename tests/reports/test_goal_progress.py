"""How far goals came per quarter and group (features.md row 36): what counts, once, hidden where few, and who sees it.

Expected values are worked out by hand from what each story lays.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases.actions import plans as acts
from cases.models import SupportPlan, WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from reports import goal_progress
from reports.goal_progress import groups_of, make_due
from reports.models import GoalProgress
from reports.periods import Period
from tests import people, situations
from tests.cases.destroying import asking_as
from tests.opened import text

pytestmark = pytest.mark.django_db
LAST = Period.quarter_of(today()).back(1)
LATER = LAST.ends_on + timedelta(days=15)  # of which day it is time
ALMELO, WIERDEN = "GM0141", "GM0189"


def plan_of(person: WswEmployee, goals: int = 1, **fields: Any) -> SupportPlan:
    people.recorded_on(datetime(2020, 1, 1).astimezone())  # long before anything was said of it
    return people.make_plan(person, goals, state="lopend", **(signed() | fields))


def signed() -> dict[str, Any]:
    on = people.day("01-02")
    return {
        "employee_signed_on": on, "employee_signed_as": "zelf", "coach_signed_on": on,
        "coach_signed_by": people.make_user(f"Tekent {SupportPlan.objects.count()}"),
    }  # fmt: skip


def evaluated(plan: SupportPlan, *reached: int | None, period: Period = LAST, days: int = 10) -> None:
    """On the so manieth day of the quarter, and noted the day after."""
    held = period.starts_on + timedelta(days=days)
    people.recorded_on(datetime.combine(held + timedelta(days=1), datetime.min.time()).astimezone())
    fresh = SupportPlan.objects.get(pk=plan.pk)
    said = dict(zip(fresh.goals.values_list("pk", flat=True), ((each, "") for each in reached), strict=True))
    acts.evaluate(plan=fresh, on=held, own_words="Goed.", next_step="Verder.", reached=said)


def neighbours(reached: Iterable[tuple[int, ...]], place: str = "Almelo") -> list[WswEmployee]:
    """So many people of `place` who work beschut binnen, each with a plan and what was said of its goals."""
    rows = list(reached)
    found = situations.make_neighbours(len(rows), place, name=f"Buur {place}")
    for person, said in zip(found, rows, strict=True):
        evaluated(plan_of(person, len(said)), *said)
    return found


def kept(place: str, form: str = "totaal") -> tuple[Any, ...]:
    row = GoalProgress.objects.get(period=LAST.code, place=place, form=form)
    return (
        row.people_mask or row.people, row.moved_mask or row.moved, row.reached_mask or row.reached,
    )  # fmt: skip


# What counts


def test_shares_are_of_goals_and_people_are_counted_once() -> None:
    """Six people, twelve goals: five came further (100, 50, 25, 75 and 25), and one of those wholly."""
    neighbours([(100, 0), (50, 0), (25, 0), (75, 0), (25, 0), (0, 0)])
    group = groups_of(LAST)[ALMELO, "BSB"]
    assert (group.goals, group.moved_goals, group.reached_goals) == (12, 5, 1)
    assert group.counts == {"people": 6, "moved": 5, "still": 1, "reached": 1, "short": 5}


@pytest.mark.parametrize(
    ("before", "now", "moved", "reached"),
    [
        (50, 50, 0, 0),
        (50, 75, 1, 0),
        (50, 25, 0, 0),
        (None, 25, 1, 0),
        (None, 0, 0, 0),
        (75, 100, 1, 1),
        (100, 100, 1, 1),
    ],
)
def test_a_goal_moved_when_more_is_said_than_before(
    truus: WswEmployee, before: int | None, now: int, moved: int, reached: int
) -> None:
    plan = plan_of(truus)
    evaluated(plan, before, period=LAST.back(1))
    evaluated(plan, now)
    group = groups_of(LAST)["totaal", "totaal"]
    assert (group.goals, group.moved_goals, group.reached_goals) == (1, moved, reached)


def test_the_last_word_of_the_quarter_counts_beside_the_last_before_it(truus: WswEmployee) -> None:
    plan = plan_of(truus)
    evaluated(plan, 50, period=LAST.back(1))
    evaluated(plan, 75, days=10)
    evaluated(plan, 50, days=40)
    assert groups_of(LAST)["totaal", "totaal"].moved_goals == 0
    evaluated(plan, 100, period=LAST.back(-1))
    assert groups_of(LAST)["totaal", "totaal"].reached_goals == 0  # what was said later is of a later quarter


def test_a_goal_goes_on_through_the_versions_of_a_plan(truus: WswEmployee) -> None:
    first = plan_of(truus)
    evaluated(first, 75, period=LAST.back(1))
    SupportPlan.objects.filter(pk=first.pk).update(state="bijgesteld")
    second = people.make_plan(truus, version=2, goals=0, state="lopend", **signed())
    goal = first.goals.get()
    second.goals.create(number=1, what=goal.what, result=goal.result, due_on=goal.due_on, origin=goal.origin)
    evaluated(second, 50)
    assert groups_of(LAST)["totaal", "totaal"].moved_goals == 0


def test_a_goal_that_was_looked_at_in_two_versions_counts_once(truus: WswEmployee) -> None:
    """From 0 to 50 in the first, and 50 again in the second, in one quarter: one goal, and it moved."""
    first = plan_of(truus)
    evaluated(first, 50, days=10)
    SupportPlan.objects.filter(pk=first.pk).update(state="bijgesteld")
    second = people.make_plan(truus, version=2, goals=0, state="lopend", **signed())
    goal = first.goals.get()
    second.goals.create(number=1, what=goal.what, result=goal.result, due_on=goal.due_on, origin=goal.origin)
    evaluated(second, 50, days=50)
    group = groups_of(LAST)["totaal", "totaal"]
    assert (group.goals, group.moved_goals, group.reached_goals) == (1, 1, 0)


def test_what_was_not_said_of_a_goal_does_not_count(truus: WswEmployee) -> None:
    evaluated(plan_of(truus, 2), None, 25)
    group = groups_of(LAST)["totaal", "totaal"]
    assert (group.goals, group.counts["people"]) == (1, 1)


# Once


def test_a_quarter_is_worked_out_two_weeks_after_it_and_once(truus: WswEmployee) -> None:
    plan = plan_of(truus)
    evaluated(plan, 25)
    assert LAST not in goal_progress.due(LATER - timedelta(days=1))
    make_due(LATER)
    before = list(GoalProgress.objects.values_list())
    assert {row.period for row in GoalProgress.objects.all()} == {LAST.back(n).code for n in range(8)}
    evaluated(plan, 100, days=50)
    assert make_due(LATER) == make_due(LATER + timedelta(days=1)) == 0
    assert list(GoalProgress.objects.values_list()) == before


# Hidden


def test_a_group_of_few_is_hidden_and_cannot_be_worked_out() -> None:
    neighbours([(100,)] * 6 + [(0,)] * 6)
    neighbours([(25,)] * 3, "Wierden")
    neighbours([(25,)] * 5 + [(0,)] * 5, "Tubbergen")
    make_due(LATER)
    assert kept(WIERDEN) == ("<5", "×", "×")
    shown = [row.people for row in GoalProgress.objects.filter(period=LAST.code, form="totaal").exclude(place="totaal")]
    assert shown.count(None) >= 2 or kept("totaal")[0] == "×"  # the total minus the others would be the three


def test_a_share_of_many_by_few_is_hidden_too() -> None:
    """Eight people of whom two did not come further: 75 per cent of eight would tell the two."""
    neighbours([(25,)] * 6 + [(0,)] * 2)
    make_due(LATER)
    people_shown, moved, reached = kept(ALMELO)
    assert moved == "×"
    assert reached == Decimal("0.0")
    assert people_shown == 8


def test_what_is_hidden_is_not_kept() -> None:
    neighbours([(25,)] * 3)
    make_due(LATER)
    for row in GoalProgress.objects.exclude(people_mask=""):
        assert row.people is None
    with pytest.raises(DatabaseError, match="goal_progress_hides_people"), transaction.atomic():
        GoalProgress.objects.create(period="2020Q1", place=ALMELO, form="BSB", people=3, people_mask="<5")


# Who sees it


@pytest.fixture
def made(bram: User, carla: User, daan: User, ellen: User, anouk: User) -> list[WswEmployee]:
    found = neighbours([(100,)] * 5 + [(0,)] * 5)
    neighbours([(100,)] * 5 + [(0,)] * 15, "Wierden")
    make_due(LATER)
    people.recorded_on(datetime.now().astimezone())
    return found


def page(client: Client, who: User, query: str = "") -> str:
    client.force_login(who)
    answer = client.get(reverse("goal_progress") + query)
    assert answer.status_code == 200
    return text(answer)


def test_the_board_sees_all_and_opens_nobody(client: Client, made: list[WswEmployee], daan: User) -> None:
    told = page(client, daan)
    for words in ("Almelo", "50,0", "Wierden", "25,0", "samen", "33,3"):
        assert words in told
    assert "Welke plannen" not in told
    assert client.get(reverse("goal_progress") + f"?kwartaal={LAST.code}").status_code == 404


def test_a_consulent_sees_the_own_municipality_and_opens_a_quarter(
    client: Client, made: list[WswEmployee], bram: User
) -> None:
    told = page(client, bram)
    assert "50,0" in told
    assert "Wierden" not in told
    assert "33,3" not in told
    opened = page(client, bram, f"?kwartaal={LAST.code}")
    assert made[0].list_name in opened
    assert "Wierden" not in opened
    lines = AuditEntry.objects.filter(act="people_listed").latest("id")
    assert set(lines.subjects) == {person.key for person in made}


def test_a_controller_sees_all_and_no_plan(client: Client, made: list[WswEmployee], ellen: User) -> None:
    told = page(client, ellen, "?wat=bereikt")
    assert "Wierden" in told
    assert made[0].last_name not in told
    assert client.get(reverse("goal_progress") + f"?kwartaal={LAST.code}").status_code == 404
    assert client.get(reverse("goal_progress") + "?wat=alles").status_code == 404
    assert client.get(reverse("goal_progress") + "?kwartaal=morgen").status_code == 404


def test_the_page_asks_the_same_of_one_quarter_and_of_eight(
    client: Client, made: list[WswEmployee], daan: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(daan)
    client.get(reverse("goal_progress"))
    with django_assert_max_num_queries(14):
        client.get(reverse("goal_progress"))


@pytest.mark.parametrize(
    ("who", "places"),
    [("bram", {ALMELO}), ("carla", {WIERDEN}), ("ellen", {ALMELO, WIERDEN, "totaal"}), ("anouk", set())],
)
def test_the_second_wall_says_the_same(
    made: list[WswEmployee], request: pytest.FixtureRequest, who: str, places: set[str]
) -> None:
    with asking_as(request.getfixturevalue(who)):
        assert set(GoalProgress.objects.values_list("place", flat=True)) == places


def test_nobody_writes_a_row_or_changes_one(made: list[WswEmployee], ellen: User) -> None:
    with asking_as(ellen):
        assert GoalProgress.objects.update(people=7) == 0
        assert GoalProgress.objects.all().delete()[0] == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            GoalProgress.objects.create(period="2020Q1", place=ALMELO, form="BSB", people=9)


def test_with_nothing_counted_it_says_so(client: Client, daan: User) -> None:
    assert "Er is nog geen kwartaal geteld" in page(client, daan)
