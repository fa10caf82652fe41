"""The register, told: the organisations and companies once, then person after person, each with all their rows.

A municipality gets people until as many are in service on 1-1-2019 as it should have; who left before that day comes on
top.
"""

from collections.abc import Iterator

from cases.demo import careers, contracts, days, homes, indications, sickness, work
from cases.demo import people as who
from cases.demo.coaching import Team
from cases.demo.contracts import Employment, Hours, Leave
from cases.demo.homes import Home
from cases.demo.people import Person
from cases.demo.setting import Setting
from cases.demo.tally import Tally
from cases.demo.work import Placement
from cases.demo.writer import Writer, yes_no

GR_SINCE = "1969-01-01"
FOUNDATION_SINCE = "2021-01-01"
NV_UNTIL = "2020-12-31"
OUTFLOW_A_YEAR = 0.06  # roughly; only to spread the test BSNs over everybody


def organisations(rows: Writer, setting: Setting) -> None:
    """Employers, executors, and the companies as hirers (register-format)."""
    rows.add("organisaties", contracts.GR, "gr", "", GR_SINCE, "")
    rows.add("organisaties", contracts.NV, "nv", "", "", NV_UNTIL)
    rows.add("organisaties", contracts.FOUNDATION, "stichting", "", FOUNDATION_SINCE, "")
    for guide in contracts.GUIDES:
        rows.add("organisaties", guide, "begeleidingsorganisatie", "", "", "")
    for place in setting.map.places:
        rows.add("organisaties", contracts.city(place.label), "gemeente", place.code, "", "")
        for firm in setting.firms_of(place).bw:
            rows.add("organisaties", firm.name, "bw_werkgever", "", "", "")
        for firm in setting.firms_of(place):
            rows.add("inleners", firm.name, firm.kvk, firm.town, firm.sbi, yes_no(firm.in_region))


def people(rows: Writer, setting: Setting, team: Team, tally: Tally) -> None:
    """Everybody, municipality after municipality."""
    years = (days.COUNTED - setting.history) / days.YEAR
    expected = sum(place.people for place in setting.map.places) * (1 + OUTFLOW_A_YEAR * years)
    bsns = who.bsns(setting, expected=int(expected))
    for person in _everybody(setting):
        lived = homes.homes(setting, person)
        tally.add(person, lived)
        _person(rows, person, next(bsns))
        _homes(rows, person, lived)
        _indications(rows, setting, person)
        _working_life(rows, setting, team, person, lived)


def _everybody(setting: Setting) -> Iterator[Person]:
    number = 0
    for place in setting.map.places:
        missing = place.people
        while missing:
            number += 1
            person = who.draw(setting, place, number)
            careers.serve(setting, person)
            missing -= person.serves_on(days.COUNTED)
            yield person


def _working_life(rows: Writer, setting: Setting, team: Team, person: Person, lived: list[Home]) -> None:
    stints = work.stints(setting, person)
    crew = work.in_a_crew(stints, days.TRANSFER)
    made = contracts.employments(setting, person, lived, in_a_crew=crew)
    hours = contracts.contract_hours(setting, person, made)
    leaves = contracts.leaves(setting, person, made)
    rvu = next((leave.first for leave in leaves if leave.kind == "rvu"), 0)
    caseload = team.caseload(person)
    _employments(rows, person, made)
    _hours_and_leave(rows, person, hours, leaves)
    _placements(rows, person, work.placements(stints, made, hours, rvu), caseload)
    _sickness(rows, setting, person, leaves)
    for coach, first, last in caseload:
        rows.add("caseload", person.number, coach, days.iso(first), days.iso(last))


def _person(rows: Writer, person: Person, bsn: str) -> None:
    name = person.name
    died = days.iso(person.last) if person.reason == "OVL" else ""
    service = yes_no(person.in_service_1997)
    born = days.iso(person.birth)
    rows.add("personen", person.number, bsn, name.first, name.prefix, name.last, born, person.sex, died, service)


def _homes(rows: Writer, person: Person, lived: list[Home]) -> None:
    for home in lived:
        rows.add("woonplaatsen", person.number, home.code, days.iso(home.first), days.iso(home.last), home.source)


def _indications(rows: Writer, setting: Setting, person: Person) -> None:
    for one in indications.indications(setting, person):
        decided, first, last, withdrawn = (days.iso(day) for day in (one.decided, one.first, one.last, one.withdrawn))
        advice = yes_no(one.bw_advice)
        rows.add("indicaties", person.number, decided, first, last, one.category, advice, withdrawn)


def _employments(rows: Writer, person: Person, made: list[Employment]) -> None:
    for one in made:
        first, last = days.iso(one.first), days.iso(one.last)
        parties = one.kind, one.employer, one.executor, one.cao
        rows.add("dienstverbanden", person.number, one.number, *parties, first, last, one.reason)


def _hours_and_leave(rows: Writer, person: Person, hours: list[Hours], leaves: list[Leave]) -> None:
    for one in hours:
        rows.add("uren", person.number, one.employment, f"{one.hours:g}", days.iso(one.first), days.iso(one.last))
    for leave in leaves:
        first, last = days.iso(leave.first), days.iso(leave.last)
        rows.add("verlof", person.number, leave.employment, leave.kind, first, last)


def _placements(rows: Writer, person: Person, made: Iterator[Placement], caseload: list[tuple[str, int, int]]) -> None:
    for one in made:
        job = one.job
        where = job.hirer, job.location, job.function
        period = days.iso(one.first), days.iso(one.last)
        coach = next((email for email, first, last in caseload if first <= one.last and one.first <= last), "")
        rows.add(
            "plaatsingen", person.number, one.employment, job.form, f"{one.hours:g}", *where, *period, one.reason, coach
        )


def _sickness(rows: Writer, setting: Setting, person: Person, leaves: list[Leave]) -> None:
    for spell in sickness.spells(setting, person, [(leave.first, leave.last) for leave in leaves]):
        first = days.iso(spell.first)
        rows.add("verzuim", person.number, first, days.iso(spell.back), yes_no(spell.vangnet))
        for day, percentage in spell.percentages:
            rows.add("verzuimpercentages", person.number, first, days.iso(day), percentage)
