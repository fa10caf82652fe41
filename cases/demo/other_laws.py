"""Who works under another law than the Wsw, and who waits: a few beside the register, so that no page is empty."""

from datetime import date, timedelta
from random import Random

from cases.demo import names
from cases.models import (
    Cao,
    Caseload,
    ContractHours,
    Employment,
    EmploymentKind,
    Hirer,
    Placement,
    Residence,
    Scheme,
    WaitingEnd,
    WaitingSpell,
    WswEmployee,
)
from municipalities.models import Municipality

PEOPLE_FOR_ONE = 30  # of the Wsw, for one of another law
HOURS = (16, 20, 24, 28, 31)


def add(day: date, seed: int) -> None:
    """After the register was read in, in the same transaction: new people, and some who work under two laws."""
    rng = Random(seed)
    running = Employment.objects.running_on(day).select_related("employer", "employee").order_by("pk")
    examples = [each for each in running if each.kind == EmploymentKind.NWSW and each.employer.municipality_id]
    for nth, example in enumerate(examples[::PEOPLE_FOR_ONE]):
        home = Residence.objects.running_on(day).filter(employee=example.employee).first()
        if home and home.municipality:
            _somebody(rng, nth, home.municipality, example, day)
    for example in examples[7 :: 4 * PEOPLE_FOR_ONE]:
        _employ(rng, example.employee, EmploymentKind.LOONKOSTENSUBSIDIE, example, day - timedelta(days=200), hours=4)
    for example in examples[3 :: 2 * PEOPLE_FOR_ONE]:
        _waited_for_the_wsw(rng, example)


def _somebody(rng: Random, nth: int, home: Municipality, example: Employment, day: date) -> None:
    """By turns in beschut werk, with loonkostensubsidie, and still on the list."""
    called = names.invent(rng, sex := rng.choice("mv"))
    person = WswEmployee.objects.create(
        personnel_number=f"PW{nth + 1:04}", first_name=called.first, prefix=called.prefix, last_name=called.last,
        birth_date=day - timedelta(days=rng.randint(20 * 365, 50 * 365)), sex=sex,
    )  # fmt: skip
    Residence.objects.create(employee=person, municipality=home, starts_on=person.birth_date)
    since = day - timedelta(days=rng.randint(90, 1500))
    if nth % 3 == 1:
        _employ(rng, person, EmploymentKind.LOONKOSTENSUBSIDIE, example, since)
        return
    _waits(person, nth, since)
    if nth % 3 == 0:
        _employ(rng, person, EmploymentKind.BESCHUT_WERK, example, since)


def _waits(person: WswEmployee, nth: int, since: date) -> None:
    """Until the day before the work; who has none yet waits still, one of them for an advice that is late."""
    if nth % 3 == 0:
        first = since - timedelta(days=120)
        WaitingSpell.objects.create(
            employee=person, scheme=Scheme.BESCHUT, starts_on=first, ends_on=since - timedelta(days=1),
            ended_by=WaitingEnd.IN_DIENST, advice_asked_on=first, advised_on=first + timedelta(days=45),
        )  # fmt: skip
        return
    got = since + timedelta(days=50) if nth % 2 else None
    WaitingSpell.objects.create(
        employee=person, scheme=Scheme.BESCHUT, starts_on=since, advice_asked_on=since, advised_on=got
    )


def _waited_for_the_wsw(rng: Random, example: Employment) -> None:
    first, last = example.starts_on - timedelta(days=rng.randint(90, 700)), example.starts_on - timedelta(days=1)
    if last <= date(2014, 12, 31):
        WaitingSpell.objects.create(
            employee=example.employee, scheme=Scheme.WSW, starts_on=first, ends_on=last, ended_by=WaitingEnd.IN_DIENST
        )


def _employ(
    rng: Random, person: WswEmployee, kind: str, example: Employment, since: date, hours: int | None = None
) -> None:
    """With the employer, and by the coach, of `example`; at a hirer, but for beschut werk."""
    week = hours or rng.choice(HOURS)
    job = Employment.objects.create(
        employee=person, number=str(person.employments.count() + 1), kind=kind, employer=example.employer,
        cao=Cao.AAN_DE_SLAG, starts_on=since,
    )  # fmt: skip
    ContractHours.objects.create(employment=job, hours=week, starts_on=since)
    inside = kind == EmploymentKind.BESCHUT_WERK
    hirer = None if inside else Hirer.objects.exclude(city="").order_by("name")[rng.randrange(20) :][:1].first()
    Placement.objects.create(
        employment=job, form="BSB" if inside or hirer is None else "IND", hours=week, hirer=hirer, starts_on=since,
        location="Werkplaats" if inside or hirer is None else "", function="medewerker",
    )  # fmt: skip
    coach = Caseload.objects.filter(employee=example.employee).order_by("-starts_on").first()
    if coach and not Caseload.objects.filter(employee=person).exists():
        Caseload.objects.create(employee=person, coach=coach.coach, starts_on=max(since, coach.starts_on))
