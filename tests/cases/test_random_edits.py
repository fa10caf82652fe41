"""Q31: thousands of random edits of somebody's work, held against a model of our own: what it refuses the portal
refuses, and what stands is the same, each day without work and each stand. Also by several at once."""

import copy
import random
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cases import dossier
from cases.actions import contract_hours, placements
from cases.models import ContractHours, Employment, Leave, Placement, PlacementForm, WswEmployee
from cases.occupation import idle_periods, stretches
from cases.rules_together import rules_together
from cases.work_lock import hold_work
from reports.stands import stands
from tests import people
from tests.cases.work_model import DAYS, LAST, MONTH_ENDS, STAND, Span, Work

NIGHT = timedelta(days=1)
Change = tuple[Callable[[Work], None], Callable[[], Any]]


class Editor:
    """Throws edits at one person: each as a change of the model, and as the act in the portal."""

    def __init__(self, person: WswEmployee, seed: int) -> None:
        self.dice, self.person = random.Random(seed), person
        self.job = person.employments.get()

    def change(self, model: Work) -> Change:
        often = [self.place, self.place, self.move, self.end, self.end, self.correct]
        acts = [*often, self.hours, self.other_hours, self.leave, self.job_ends]
        return self.dice.choice(acts)(model)

    def day(self) -> date:
        return self.dice.choice(DAYS)

    def _hours(self) -> Decimal:
        return Decimal(self.dice.choice(["4", "8", "12", "18", "18.5", "24", "36"]))

    def _last(self, first: date) -> date | None:
        """Now and then before the first: that is refused."""
        return self.dice.choice([None, first + timedelta(days=self.dice.randint(-3, 200))])

    def _some(self, rows: dict[int, Span]) -> int | None:
        return self.dice.choice(sorted(rows)) if rows else None

    def place(self, model: Work) -> Change:
        first = self.day()
        span = Span(first, self._last(first), self._hours(), self.dice.choice(PlacementForm.values))
        return self._added(span, [])

    def _added(self, span: Span, replaced: list[int]) -> Change:
        """A new placement; what it replaces ends the day before, or earlier when it did."""
        eve = span.first - NIGHT

        def model(work: Work) -> None:
            for pk in replaced:
                work.placements[pk].last = min(work.placements[pk].last or eve, eve)
            work.placements["new"] = span

        def act() -> Any:
            return placements.place(
                replaces=list(Placement.objects.filter(pk__in=replaced)), employment=self.job, form=span.kind,
                hours=span.hours, starts_on=span.first, ends_on=span.last,
            ).pk  # fmt: skip

        return model, act

    def move(self, model: Work) -> Change:
        """Everything that runs ends, and something else begins."""
        first = self.day()
        running = [pk for pk, span in model.placements.items() if span.holds(first)]
        span = Span(first, self._last(first), self._hours(), self.dice.choice(PlacementForm.values))
        return self._added(span, running)

    def end(self, model: Work) -> Change:
        """A last day, also an earlier one than there was, also one before the first."""
        pk, last = self._some(model.placements), self.day()
        if pk is None:
            return self.place(model)
        return (
            lambda work: setattr(work.placements[pk], "last", last),
            lambda: placements.end(placement=Placement.objects.get(pk=pk), on=last, reason="proef"),
        )

    def correct(self, model: Work) -> Change:
        pk, hours, first = self._some(model.placements), self._hours(), self.day()
        if pk is None:
            return self.place(model)

        def put_right(work: Work) -> None:
            work.placements[pk] = replace(work.placements[pk], hours=hours, first=first)

        return put_right, lambda: placements.correct(
            placement=Placement.objects.get(pk=pk), hours=hours, starts_on=first
        )

    def hours(self, model: Work) -> Change:
        """Other hours from a day on: the row that holds ends, another begins with its last day."""
        first, hours = self.day(), self._hours()
        pk = next((pk for pk, span in model.hours.items() if span.first < first and span.holds(first)), None)

        def model_(work: Work) -> None:
            last = None
            if pk is not None:
                last, work.hours[pk].last = work.hours[pk].last, first - NIGHT
            work.hours["new"] = Span(first, last, hours)

        def act() -> Any:
            hold_work([self.person.pk])
            last = None
            if pk is not None:
                row = ContractHours.objects.get(pk=pk)
                last, row.ends_on = row.ends_on, first - NIGHT
            with rules_together():
                if pk is not None:
                    row.save()
                made = ContractHours.objects.create(employment=self.job, hours=hours, starts_on=first, ends_on=last)
            return made.pk

        return model_, act

    def other_hours(self, model: Work) -> Change:
        """As the page does it: until the next that was agreed, and perhaps a placement goes along."""
        first, hours = self.day(), self._hours()
        running = {pk: span for pk, span in model.placements.items() if span.holds(first)}
        along = self.dice.choice([None, self._some(running)])

        def model_(work: Work) -> None:
            replaced = next((span for span in work.hours.values() if span.holds(first)), None)
            later = [span.first - NIGHT for span in work.hours.values() if span.first > first]
            last = replaced.last if replaced else min(later, default=work.job.last)
            if replaced:
                replaced.last = first - NIGHT
            work.hours["new"] = Span(first, last, hours)
            if along is not None:
                _went_along(work, along, first, hours)

        def act() -> None:
            taken = Placement.objects.get(pk=along) if along is not None else None
            contract_hours.change(employment=self.job, hours=hours, starts_on=first, along=taken)

        return model_, act

    def leave(self, model: Work) -> Change:
        first = self.day()
        span = Span(first, self._last(first), kind=self.dice.choice(["onbetaald", "rvu"]))

        def act() -> Any:
            hold_work([self.person.pk])
            return Leave.objects.create(
                employment=self.job, kind=span.kind, starts_on=span.first, ends_on=span.last
            ).pk  # fmt: skip

        return lambda work: work.leaves.update({"new": span}), act

    def job_ends(self, model: Work) -> Change:
        """Seldom for good: an employment that has ended leaves little to edit."""
        last = self.dice.choice([None, None, self.day(), LAST])

        def act() -> None:
            hold_work([self.person.pk])
            job = Employment.objects.get(pk=self.job.pk)
            job.ends_on = last
            job.save()

        return lambda work: setattr(work.job, "last", last), act


def _went_along(work: Work, pk: int, first: date, hours: Decimal) -> None:
    """The placement has what the others of that day leave: from its own first day, or as another."""
    span = work.placements[pk]
    others = sum((each.hours for key, each in work.placements.items() if key != pk and each.holds(first)), Decimal(0))
    left = max(hours - others, Decimal(0))
    if span.first == first:
        work.placements[pk] = replace(span, hours=left)
    else:
        work.placements["new"] = replace(span, first=first, hours=left)
        span.last = first - NIGHT


def registered(person: WswEmployee) -> Work:
    """What is in the database, for the model to judge."""
    job = person.employments.get()
    of = {"employment": job}
    return Work(
        Span(job.starts_on, job.ends_on),
        {row.pk: Span(row.starts_on, row.ends_on, row.hours) for row in ContractHours.objects.filter(**of)},
        {row.pk: Span(row.starts_on, row.ends_on, kind=row.kind) for row in Leave.objects.filter(**of)},
        {row.pk: Span(row.starts_on, row.ends_on, row.hours, row.form) for row in Placement.objects.filter(**of)},
    )


def begin(nth: int = 0) -> WswEmployee:
    return people.make_employee(f"Truus Fictief-{nth}", kind="nwsw", since=date(2010, 1, 1), hours=36)


def edit(person: WswEmployee, seed: int, times: int) -> tuple[int, int]:
    """So many edits one after the other; how many were done and how many refused, by both."""
    editor, model, done = Editor(person, seed), registered(person), 0
    for nth in range(times):
        change, act = editor.change(model)
        wanted = copy.deepcopy(model)
        change(wanted)
        refused = wanted.wrong()
        refusal = attempt(act)
        assert bool(refusal) == bool(refused), f"edit {nth}: the portal {refusal or 'does it'}, the model {refused}"
        if refusal:
            continue
        for rows, table in ((wanted.placements, Placement), (wanted.hours, ContractHours), (wanted.leaves, Leave)):
            if "new" in rows:
                rows[table.objects.filter(employment=editor.job).latest("pk").pk] = rows.pop("new")
        model, done = wanted, done + 1
        if nth % 25 == 0:
            same(person, model)
        _clear(model, editor)
    same(person, model)
    return done, times - done


def attempt(act: Callable[[], Any]) -> str:
    """Why the portal refuses the act, or nothing."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return str(error)
    return ""


def _clear(model: Work, editor: Editor) -> None:
    """Keeps room for edits: of more than eight of a kind the first goes."""
    for rows, table in ((model.placements, Placement), (model.leaves, Leave)):
        while len(rows) > 8:
            pk = min(rows)
            table.objects.filter(pk=pk).delete()
            del rows[pk]


def same(person: WswEmployee, model: Work) -> None:
    """What stands, each day without work and each stand, as the portal and as the model has it."""
    assert registered(person) == model
    assert gaps(person) == model.gaps()
    assert stood(person) == {day: exactly(stand) for day in MONTH_ENDS if (stand := model.stand(day))}


def gaps(person: WswEmployee) -> dict[date, Decimal]:
    found = dossier.read(person.pk, born=person.birth_date, died_on=None, day=LAST)
    periods = idle_periods(stretches(found), LAST)
    idle = {day: sum((each.hours for each in periods if each.runs_on(day)), Decimal(0)) for day in DAYS}
    return {day: hours for day, hours in idle.items() if hours}


def stood(person: WswEmployee) -> dict[date, dict[str, Any]]:
    found = stands(MONTH_ENDS, employees=[person.pk])
    return {each.month_end: exactly({name: getattr(each, name) for name in STAND}) for each in found}


def exactly(stand: dict[str, Any]) -> dict[str, Any]:
    """Hours divided by 36 go on for ever: nine decimals of them."""
    return {name: round(value, 9) if isinstance(value, Decimal) else value for name, value in stand.items()}


def test_q31_random_edits_are_what_the_model_says(db: None) -> None:
    done, refused = edit(begin(), 1, 250)
    assert done > 60
    assert refused > 60


@pytest.mark.drill
@pytest.mark.parametrize("seed", range(5))
def test_q31_five_times_eight_hundred_edits(db: None, seed: int) -> None:
    done, refused = edit(begin(seed), 100 + seed, 800)
    assert done > 200
    assert refused > 200


# At once


def at_once(editors: int, edits: int) -> None:
    """Several on the same two people, each by what is registered at that moment. Then the model judges what stands."""
    them = [begin(nth) for nth in range(2)]
    outcomes: list[str] = []

    def work(seed: int) -> None:
        try:
            dice = random.Random(seed)
            editor = [Editor(person, seed + nth) for nth, person in enumerate(them)]
            for _ in range(edits):
                nth = dice.randrange(2)
                try:
                    with transaction.atomic():
                        _, act = editor[nth].change(registered(them[nth]))
                        act()
                    outcomes.append("done")
                except (IntegrityError, Placement.DoesNotExist):
                    outcomes.append("refused")
                except DatabaseError as error:
                    outcomes.append(str(getattr(error.__cause__, "pgcode", error)))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(editors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=900)
    assert set(outcomes) == {"done", "refused"}
    assert len(outcomes) == editors * edits
    for person in them:
        model = registered(person)
        assert model.wrong() == ""
        same(person, model)


def test_q31_by_some_at_once(committed: None) -> None:
    at_once(4, 25)


@pytest.mark.drill
def test_q31_by_many_at_once(committed: None) -> None:
    at_once(10, 100)
