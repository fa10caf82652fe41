"""A dossier that is destroyed is gone everywhere, and every figure about the past stays as it was (R89, Q43, M13)."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from cases import bsn
from cases.models import (
    AbilityScore,
    AowAge,
    Assessment,
    DestructionItem,
    Employment,
    Handover,
    Parameter,
    PayrollDifference,
    PersonMerge,
    PlanDecision,
    PrivacyRequest,
    Proposal,
    RetentionHold,
    TwoPeople,
    WaitingSpell,
    WswEmployee,
)
from municipalities import chain
from municipalities.asker import asked_by
from municipalities.models import today
from municipalities.recorded import Recorded
from municipalities.traces import Act, note
from reports import content, figures
from reports.models import Report
from reports.periods import Period, month_end
from reports.stands import stands
from tests import asking, people, situations, turns
from tests.cases.destroying import LONG_AGO, destroy
from tests.people import day

CANARY = "kanarie"
NUMBER = people.bsn_number(7)
BORN, SINCE, CHANGE, MOVED = (day(text) for text in ("17-05-1961", "12-09-2001", "16-02-2010", "20-02-2010"))
DAYS = [f"{each:%Y-%m-%d}" for each in (BORN, SINCE, CHANGE, MOVED)]


# Canaries: a text of this person in every field that can hold one, in every model that refers to people


def about_people() -> Iterator[tuple[type[models.Model], list[models.ForeignKey]]]:
    """Every model whose foreign keys lead to a person, nearest first, with the keys that do."""
    found: dict[type[models.Model], list[models.ForeignKey]] = {WswEmployee: []}
    more = True
    while more:
        more = False
        for model in apps.get_models():
            leads = [
                each for each in model._meta.concrete_fields
                if isinstance(each, models.ForeignKey) and each.related_model in found and each.db_constraint
                and each.related_model is not model
            ]  # fmt: skip
            if leads and model not in found:
                found[model], more = leads, True
    yield from found.items()


def fill(
    model: type[models.Model], leads: list[models.ForeignKey], made: dict[Any, Any], *, wholly: bool = False
) -> models.Model:
    """A row with the canary in every text that is free; `wholly` also fills what may stay empty."""
    instance, given = model(), dict[Any, list[int]]()
    for field in model._meta.concrete_fields:
        if field in leads:
            setattr(instance, field.name, made[field.related_model])
        elif field.editable and not (field.primary_key or field.has_default()) and (wholly or not _optional(field)):
            setattr(instance, field.name, _value(field, given))
    for field in _texts(model):
        setattr(instance, field.name, _canary(field))
    return instance


def _optional(field: models.Field) -> bool:
    return field.null or field.blank


def _texts(model: type[models.Model]) -> list[models.Field]:
    return [
        each for each in model._meta.concrete_fields
        if isinstance(each, models.CharField | models.TextField) and not each.choices and each.editable
        and (each.max_length or 99) >= len(CANARY) + 4
        and each.name != "verdict_note"  # comes with a controller's verdict; its row goes with `because`
    ]  # fmt: skip


def _canary(field: models.Field) -> str:
    return f"{CANARY} {field.name}"[: field.max_length]


def _value(field: models.Field, given: dict[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):  # not the same one twice: a handover goes from one to another
        found = field.related_model._default_manager.exclude(pk__in=given.setdefault(field.related_model, [])).first()
        given[field.related_model].append(found.pk if found else 0)
        return found
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return LONG_AGO
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DecimalField | models.IntegerField):
        return 4
    if isinstance(field, ArrayField):
        return []
    return ""


# A person with a past


def career() -> WswEmployee:
    """Worked from 2001 until twelve years ago, with everything that changes: hours, work, home, category, leave."""
    since, until = SINCE, LONG_AGO
    person = people.make_person(
        f"{CANARY}voor {CANARY}achter", born=BORN, bsn=NUMBER, prefix=f"{CANARY}tussen"[:20],
        personnel_number=f"{CANARY}nummer", category=None, sex="v",
    )  # fmt: skip
    people.make_indication(person, "matig", since=day("01-01-2000"), until=day("31-12-2008"), number=f"{CANARY}2")
    people.make_indication(person, "ernstig", since=day("12-06-2008"), until=until)
    change = CHANGE
    job = people.make_employment(
        person, since=since, until=until, reason="EIG", number=f"{CANARY}1", executor="Stichting Bedacht",
        hours=[(36, since, change - timedelta(days=1)), (28, change, until)],
    )  # fmt: skip
    work = {"location": f"{CANARY} plek", "function": f"{CANARY} werk"}
    people.make_placement(
        job, "BSB", 36, since=since, until=change - timedelta(days=1), end_reason=f"{CANARY} einde", **work
    )
    people.make_placement(job, "GRD", 20, since=change, until=until - timedelta(days=45), hirer="Bedacht BV", **work)
    people.make_leave(job, since=until - timedelta(days=44), until=until)
    people.move(person, "Wierden", on=MOVED)
    people.move(person, "Enschede", on=until + timedelta(days=400))
    people.make_sick(person, since=day("03-03-2009"), recovered_on=day("05-05-2009"))
    kees = people.make_user("Kees Voorbeeld")
    people.coach(person, kees, since=since, until=until)
    people.make_contact(person, kees, held_on=change, text=f"{CANARY} bezoek")
    people.make_document(person, kees, title=f"{CANARY} verslag", dated_on=change)
    situations.make_signal(person)
    situations.make_pin(person)
    asked = situations.make_request(
        person, received_on=until, requester=f"{CANARY} vraagt", text=f"{CANARY} wat", extended_on=until,
        extension_reason=f"{CANARY} later", decision="deels", decision_reason=f"{CANARY} besluit",
        decided_by=people.make_user("Iris Voorbeeld"), answered_on=today(),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_answered_on(%s, %s)", [asked.pk, until])
    return person


def rewrite(person: WswEmployee) -> None:
    """Everything about the person is corrected once, so that every history has a row of before."""
    for model, leads in about_people():
        if model in (PlanDecision, PersonMerge, Assessment, AbilityScore):  # nobody changes what was decided
            continue
        rows = model._default_manager.filter(pk=person.pk) if model is WswEmployee else _rows_of(model, leads, person)
        texts = {each.name: f"{CANARY} later"[: each.max_length] for each in _texts(model)}
        if model is PrivacyRequest:
            del texts["decision_reason"]  # what was decided stays
        for row in rows:
            unique = {name for name in texts if model._meta.get_field(name).unique or name == "number"}
            changed = {name: f"{value[:20]} {row.pk}" if name in unique else value for name, value in texts.items()}
            if changed:
                model._default_manager.filter(pk=row.pk).update(**changed)


def _rows_of(model: type[models.Model], leads: list[models.ForeignKey], person: WswEmployee) -> Any:
    found = models.Q()
    for lead in leads:
        path = lead.name
        target = lead.related_model
        while target is not WswEmployee:
            step = next(iter(dict(about_people())[target]))
            path, target = f"{path}__{step.name}", step.related_model
        found |= models.Q(**{path: person})
    return model._default_manager.filter(found)


def with_canaries(person: WswEmployee) -> None:
    """A row in every model that refers to people and has none about this person yet; a new model is taken along."""
    made: dict[Any, Any] = {WswEmployee: person}
    for model, leads in about_people():
        if model is WswEmployee:
            continue
        row = _rows_of(model, leads, person).first()
        if row is None:
            row = _saved(model, leads, made)
        made[model] = row


def _saved(model: type[models.Model], leads: list[models.ForeignKey], made: dict[Any, Any]) -> models.Model:
    """A text may need its day beside it: a reason to extend comes with the day of it."""
    row = fill(model, leads, made)
    if model is DestructionItem:  # the draft makes it
        return row
    if isinstance(row, Handover | RetentionHold):
        with people.signing(row.proposed_by if isinstance(row, Handover) else row.placed_by):
            row.save()
        return row
    if isinstance(row, PlanDecision):
        with people.signing(row.decided_by):
            row.save()
        return row
    if isinstance(row, Assessment):  # with the list of its day; a correction of another has its reason
        texts = {"remark": f"{CANARY} opmerking", "own_words": f"{CANARY} mening"}
        wrong = people.make_assessment(row.plan, people.make_user("Ans Voorbeeld"), on=LONG_AGO, **texts)
        because = f"{CANARY} reden"
        return people.make_assessment(
            row.plan, wrong.assessed_by, on=LONG_AGO, corrects=wrong, because=because, note=f"{CANARY} erbij", **texts
        )
    if isinstance(row, PayrollDifference):  # of whole months, and a word only with a verdict
        month, by = LONG_AGO.replace(day=1), people.make_user("Loes Voorbeeld")
        said = {"verdict": "uitgezocht", "note": _canary(model._meta.get_field("note")), "decided_by": by}
        with people.signing(by):
            return people.make_payroll_difference(
                row.employee, first_month=month, last_month=month, decided_on=LONG_AGO,
                closed_on=LONG_AGO, closed_because="register", **said,
            )  # fmt: skip
    if isinstance(row, WaitingSpell):  # an end and why, an advice and when it was asked
        return people.make_waiting(
            row.employee, starts_on=LONG_AGO - timedelta(days=90), ends_on=LONG_AGO, ended_by="in_dienst",
            advice_asked_on=LONG_AGO - timedelta(days=80), advised_on=LONG_AGO - timedelta(days=70),
        )  # fmt: skip
    if isinstance(row, Proposal):  # what came of it has its day and its reason
        said = {"function": _canary(model._meta.get_field("function")), "proposed_on": LONG_AGO}
        made = people.make_proposal(row.employee, row.proposed_by, "Bakkerij Bedacht", **said)
        Proposal.objects.filter(pk=made.pk).update(state="afgewezen", settled_on=LONG_AGO, reason="inlener_ander")
        return made
    if isinstance(row, TwoPeople):  # with somebody else, who stays
        other = people.make_person("Lijkt Erop", lives_in=None, category=None)
        return people.make_two_people(row.employee, other, row.said_by)
    if isinstance(row, PersonMerge):  # proposed, and refused by another
        other = people.make_person("Zelfde Misschien", lives_in=None, category=None)
        said = {name: _canary(model._meta.get_field(name)) for name in ("grounds", "because", "numbers")}
        refused = people.make_merge(row.employee, other, row.proposed_by, **said)
        people.refuse_merge(refused, people.make_user("Tweede Voorbeeld"), f"{CANARY} nee")
        return refused
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row = fill(model, leads, made, wholly=True)
        row.save()
    return row


# Everything, searched


def everything() -> dict[str, str]:
    """Every table of the database with all its rows as text, as the owner sees it."""
    dumped = {}
    with asking.as_owner() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, E'\\n') FROM {table} t")
            dumped[table] = cursor.fetchone()[0] or ""
    return dumped


def holding(*needles: str) -> dict[str, list[str]]:
    """By table the rows in which one of these is found, whatever its case."""
    found = {}
    for table, text in everything().items():
        lines = [line[:200] for line in text.splitlines() if any(needle.lower() in line.lower() for needle in needles)]
        if lines:
            found[table] = lines
    return found


def planted() -> set[str]:
    """Every table with a text about a person, and its history: there the canaries sit beforehand."""
    with_text = [model for model, _ in about_people() if _texts(model) and model is not DestructionItem]
    tables = {model._meta.db_table for model in with_text}
    rewritten = {model for model in with_text if issubclass(model, Recorded) and model is not Assessment}
    return tables | {f"{model._meta.db_table}_history" for model in with_text if model in rewritten}


def needles(person: WswEmployee) -> list[str]:
    """All that tells who it was: the canaries, the BSN in each form, and the days of birth and work."""
    kept = WswEmployee.objects.get(pk=person.pk)
    as_bytes = [text.encode().hex() for text in (CANARY, NUMBER)]
    return [CANARY, NUMBER, bsn.lookup_hash(NUMBER), bytes(kept.bsn_encrypted).hex(), *as_bytes, *DAYS]


@transaction.atomic
def counted(asked: list[tuple[Period, datetime | None]]) -> dict[str, Any]:
    """Every figure, and every stand of these periods as known at these moments."""
    told: dict[str, Any] = {}
    for period, moment in asked:
        told[f"{period} {moment} figures"] = [each.as_dict() for each in figures.compute(period, moment)]
        told[f"{period} {moment} stands"] = sorted(
            stands([period.eve, *period.month_ends], known_on=moment),
            key=lambda stand: (stand.month_end, stand.employee_id, stand.scheme),
        )
    return told


# Indications asked for again, contacts, how complete a dossier is: these rows go with the person, with their history.
# The released report stays. What rests on stands comes out the same: a stand has no name.
RESTS_ON_WHAT_GOES = {"T8", "T10", "T15"}


def moved(report: Report) -> set[str]:
    """The tables that come out otherwise, counted anew from the registration as it was known when it was made."""
    period = Period.parse(report.period)
    with asked_by("figures"):
        content.lay_stands(period, report.known_on)
        made = json.loads(json.dumps(content.content_of(period, report.known_on)))
    now, kept = ({json.dumps(figure, sort_keys=True) for figure in each["figures"]} for each in (made, report.content))
    return {json.loads(figure)["table"] for figure in now ^ kept}


def test_nothing_of_the_person_is_left_and_no_figure_moves(committed: None) -> None:
    """Q43 and M13: 0 canaries in the whole database, and a released report that counts to the same fingerprint."""
    person = career()
    with_canaries(person)
    rewrite(person)
    person.holds.update(starts_on=LONG_AGO, ends_on=LONG_AGO)
    report = situations.make_released(situations.make_report(Period(LONG_AGO.year, 1, 3)), files=True)
    with transaction.atomic():
        note(Act.DOSSIER_OPENED, subjects=[person.key])
    head, looked_for = chain.current_head(), needles(person)
    assert set(holding(CANARY)) == planted()
    assert report.stands.filter(employee=person).exists()
    codes = ["2001Q4", "2008Q2", "2009", "2010Q1", f"{LONG_AGO.year}Q1", f"{LONG_AGO.year}Q2", f"{LONG_AGO.year}"]
    asked = [(Period.parse(code), moment) for code in codes for moment in (None, timezone.now())]
    before = counted(asked)
    assert any(stand.employee_id == person.pk for stand in before["2009 None stands"])
    destroy()
    assert holding(*looked_for) == {}
    assert set(holding(str(person.key))) == {"municipalities_auditentry"}  # and there it is nobody's any more
    assert not WswEmployee.objects.filter(key=person.key).exists()
    assert chain.verify([head]).faults == []
    assert counted(asked) == before
    assert moved(report) <= RESTS_ON_WHAT_GOES
    assert content.fingerprint(Report.objects.get(pk=report.pk).content) == report.fingerprint


# Dice: people whose work turns around month ends, AOW and death, and whose rows were corrected once and again

IMPORTED = date(2003, 1, 6)


def know_the_law_since(on: date) -> None:
    """As if the portal had been there then: it knew the numbers of the law before the first moment of knowing."""
    for model in (Parameter, AowAge):
        numbers = list(model.objects.all())
        model.objects.all().delete()
        people.recorded_on(datetime(on.year, on.month, on.day, tzinfo=UTC))
        model.objects.bulk_create(numbers)


class Fate:
    """One person (*fictief*), registered while they worked and corrected later; it and its term are over."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.moments: list[datetime] = []

    def day(self, first: date, last: date) -> date:
        """Mostly around a month's end."""
        if self.dice.randrange(4):
            year = self.dice.randint(first.year, last.year)
            at = month_end(year, self.dice.randint(1, 12)) + timedelta(days=self.dice.choice([-2, -1, 0, 1, 2, 14]))
            return min(max(at, first), last)
        return first + timedelta(days=self.dice.randint(0, (last - first).days))

    def at(self, on: date) -> None:
        """From here on rows are recorded on this day, later than all before."""
        moment = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        if self.moments and moment <= self.moments[-1]:
            moment = self.moments[-1] + timedelta(hours=1)
        people.recorded_on(moment)
        self.moments.append(moment)

    def live(self) -> WswEmployee:
        """In service since before 1998 or after, then with another employer, and out."""
        dice, since = self.dice, self.day(date(1996, 6, 1), date(2001, 12, 31))
        until = self.day(date(2007, 1, 1), date(2015, 12, 1))
        self.at(IMPORTED)
        person = self._born(since, until)
        turn = self.day(IMPORTED + timedelta(days=90), until - timedelta(days=200))
        first = people.make_employment(
            person,
            since=since,
            kind=dice.choice(["wsw_oud", "nwsw", "begeleid_werken"]),
            hours=dice.choice([36, 32, "21.5"]),
        )
        people.make_placement(first, dice.choice(["BSB", "GRD", "IND"]), 18, since=since)
        self.at(turn)
        self._end(first, turn, dice.choice(["OVG", "EIG", ""]))
        again = turn + timedelta(days=dice.choice([1, 1, 1, 2, 20]))
        self.at(again)
        second = people.make_employment(person, since=again, hours=36, employer="Gemeente Wierden", number="b")
        people.make_placement(second, "WOL", 20, since=again)
        self._turns(person, second, again, until)
        self.at(until)
        self._end(second, until, dice.choice(["PEN", "ZIE", "AOW", ""]))
        self._hindsight(person, second, until)
        return person

    def _born(self, since: date, until: date) -> WswEmployee:
        """Reaches AOW (65 years, mostly) far away, or in the months around the end."""
        dice = self.dice
        aow = until + timedelta(days=dice.choice([-40, -1, 0, 1, 2, 25, 300, 9000]))
        person = people.make_person(
            f"Mens{dice.random()} Fictief", born=aow - timedelta(days=65 * 365 + 16), category=None,
            lives_in=dice.choice(["Almelo", "Wierden", "Enschede", None]),
            in_service_1997=dice.choice([None, True, False]),
        )  # fmt: skip
        for nth in range(dice.randint(0, 3)):
            first = self.day(since, until)
            decided = first - timedelta(days=dice.choice([0, 20, nth + 1]))
            if not person.indications.filter(starts_on=first, decided_on=decided).exists():
                category = dice.choice(["matig", "ernstig"])
                people.make_indication(
                    person, category, since=first, until=first + timedelta(days=400), decided_on=decided
                )
        return person

    def _turns(self, person: WswEmployee, job: Employment, since: date, until: date) -> None:
        dice, change = self.dice, self.day(since + timedelta(days=3), until - timedelta(days=3))
        if dice.randrange(2) and person.residences.exists():
            people.move(person, dice.choice(["Almelo", "Tubbergen", None]), on=self.day(since, until))
        self.at(change)
        job.placements.update(ends_on=change - timedelta(days=1))
        job.hours.update(ends_on=change - timedelta(days=1))
        job.hours.create(hours=24, starts_on=change)
        if dice.randrange(2):
            people.make_leave(job, dice.choice(["rvu", "onbetaald"]), since=self.day(change, until))

    def _end(self, employment: Employment, on: date, reason: str) -> None:
        for rows in (employment.placements, employment.leaves, employment.hours):
            rows.filter(starts_on__gt=on).delete()
            rows.filter(Q(ends_on=None) | Q(ends_on__gt=on)).update(ends_on=on)
        Employment.objects.filter(pk=employment.pk).update(ends_on=on, outflow_reason=reason)

    def _hindsight(self, person: WswEmployee, last: Employment, until: date) -> None:
        """What was known wrongly, and when it was put right."""
        dice = self.dice
        for _ in range(dice.randint(0, 4)):
            self.at(self.day(until, date(2016, 10, 31)))
            turn = dice.randrange(5)
            if turn == 0:
                died_on = until + timedelta(days=dice.choice([-3, -1, 0, 1, 400]))
                WswEmployee.objects.filter(pk=person.pk).update(died_on=died_on)
            elif turn == 1:
                moved = timedelta(days=dice.choice([-31, -3, 1, 40]))
                WswEmployee.objects.filter(pk=person.pk).update(birth_date=F("birth_date") + moved, first_name="Beter")
            elif turn == 2:
                last.hours.update(hours=dice.choice([24, 30]))
                last.placements.update(form=dice.choice(["GRD", "BSB"]))
            elif turn == 3:
                self._end(last, min(last.hours.latest("starts_on").starts_on + timedelta(days=9), until), "EIG")
            else:
                last.placements.all().delete()


@pytest.mark.parametrize("seed", turns.some(range(4), 2))
def test_dice_no_stand_and_no_figure_moves(db: None, seed: int) -> None:
    """Fate throws people; at every moment of knowing every period that had begun then counts as it did (M13)."""
    dice = random.Random(seed)
    know_the_law_since(IMPORTED - timedelta(days=1))
    fates = [Fate(dice) for _ in range(6)]
    threw = {fate.live().pk for fate in fates}
    asked: list[tuple[Period, datetime | None]] = [
        (Period.parse(f"{dice.randint(2003, 2016)}Q{dice.randint(1, 4)}"), None) for _ in range(12)
    ]
    for moment in dice.sample([moment for fate in fates for moment in fate.moments], 16):
        back = Period.quarter_of(moment.date()).back(dice.choice([0, 0, 1, 5]))
        asked += [(back, moment), (Period(moment.year - dice.choice([0, 1]), 1, 12), moment + timedelta(minutes=1))]
    before = counted(asked)
    destroy()
    after = counted(asked)
    assert WswEmployee.objects.filter(pk__in=threw, last_name="").count() == len(threw)
    assert {key: (before[key], after[key]) for key in before if before[key] != after[key]} == {}
    counts = {stand.employee_id for key, told in after.items() if "stands" in key for stand in told}
    assert len(counts & threw) > 3
