"""The half-yearly Wsw-statistiek as a file of one municipality, checked before it leaves; what comes back beside ours.

The official list of fields and codes could not be read, so the layout is our own and its first column says so; the
fields are those that domain.md 2.5 names in words. Who is in it, in which group and where follows from the same
statement as table WS of a report over the half-year, asked as known when that report was made: so the sums are the
report's by construction, and are compared all the same. The nature of a limitation is in no file from a screen: no role
reads it.

What comes back is laid beside our own stands, person by person. Nothing of it is kept and nothing written over (R78).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cases import bsn
from cases.aow import aow_sql
from cases.models import (
    AowAge,
    ContractHours,
    Employment,
    Indication,
    Leave,
    Placement,
    Residence,
    SupportedContract,
    WswEmployee,
)
from cases.models.employment import wsw_sql
from cases.register import sheet_text
from municipalities.asker import asked_by
from municipalities.models import Membership, Municipality, Organisation
from reports.behind import PROCESS, _Looking, frozen
from reports.finance_file import number
from reports.models import FrozenStand, Report
from reports.periods import Period
from reports.subjects import statistics
from reports.tables import dutch

OURS = "eigen_indeling_portaal_1"
GROUPS = {"ws_old": "1", "ws_new": "2", "ws_bw": "3", "ws_rvu": "4"}
COLUMNS = (
    OURS, "personeelsnummer", "bsn", "geboortedatum", "geslacht", "woongemeente", "groep", "werkgever",
    "dienstverband", "soort", "eerste_dag", "laatste_dag", "reden_uitstroom", "uren_per_week", "categorie",
    "indicatie_besluit", "indicatie_ingang", "indicatie_geldig_tot", "advies_begeleid_werken", "werkvorm",
    "onbetaald_verlof_vanaf", "rvu_vanaf", "begeleid_werken_vanaf", "gerealiseerde_arbeidsjaren",
)  # fmt: skip
RETURNED = ("personeelsnummer", "gerealiseerde_arbeidsjaren")
MOST_BYTES = 2_000_000
MONTHS = 12
OFF = Decimal("0.0001")  # what comes back is rounded to four decimals


@dataclass(frozen=True)
class Line:
    """One person: the cells of the file, and what they are checked by."""

    person: WswEmployee
    cells: dict[str, str]
    kind: str
    was: bool
    still: bool
    starts_on: date
    ends_on: date | None
    last_day: date
    aow_on: date | None
    hours: Decimal | None
    realised: Decimal


@dataclass(frozen=True)
class Fault:
    """What has to be put right before the file leaves; of one person, or of the whole."""

    person: WswEmployee | None
    says: str


@dataclass(frozen=True)
class Difference:
    """What somebody else says of one person beside what we say; `person` is None for whom this file does not have."""

    number: str
    person: WswEmployee | None
    ours: str
    theirs: str
    says: str


def applies(report: Report) -> bool:
    return Period.parse(report.period).length == 6


# Who is in it

_FACTS = """
SELECT placed.employee_id, placed.kind, placed.was, placed.still, served.last_day, e.number, e.kind,
    e.starts_on, e.ends_on, e.outflow_reason, g.name, h.hours, i.category, i.decided_on, i.starts_on, i.valid_until,
    i.bw_advice, f.form, r.cbs_code, unpaid.starts_on, rvu.starts_on, bw.starts_on, aow.aow_on
FROM {placed} JOIN ({served}) served ON served.employee_id = placed.employee_id
JOIN {employee} p ON p.id = served.employee_id
CROSS JOIN LATERAL (SELECT p.birth_date AS birth) born CROSS JOIN LATERAL ({aow}) aow
JOIN LATERAL (SELECT * FROM {employment} x WHERE x.employee_id = p.id AND {wsw_x}
    AND x.starts_on <= served.last_day ORDER BY x.ends_on DESC NULLS FIRST, x.starts_on DESC, x.id LIMIT 1) e ON true
JOIN {organisation} g ON g.id = e.employer_id
LEFT JOIN LATERAL (SELECT hours FROM {hours} x WHERE x.employment_id = e.id AND x.starts_on <= served.last_day
    ORDER BY x.starts_on DESC LIMIT 1) h ON true
LEFT JOIN LATERAL (SELECT * FROM {indication} x WHERE x.employee_id = p.id AND x.starts_on <= served.last_day
    ORDER BY x.starts_on DESC, x.decided_on DESC LIMIT 1) i ON true
LEFT JOIN LATERAL (SELECT form FROM {placement} x WHERE x.employment_id = e.id AND x.starts_on <= served.last_day
    AND (x.ends_on IS NULL OR x.ends_on >= served.last_day) ORDER BY x.hours DESC, x.id LIMIT 1) f ON true
LEFT JOIN LATERAL (SELECT c.cbs_code FROM {residence} x JOIN {municipality} c ON c.id = x.municipality_id
    WHERE x.employee_id = p.id AND x.starts_on <= served.last_day ORDER BY x.starts_on DESC LIMIT 1) r ON true
LEFT JOIN LATERAL (SELECT min(starts_on) AS starts_on FROM {leave} x WHERE x.employment_id = e.id
    AND x.kind = 'onbetaald' AND x.starts_on <= %(last)s AND (x.ends_on IS NULL OR x.ends_on >= %(first)s) AND {ours}
    ) unpaid ON true
LEFT JOIN LATERAL (SELECT min(starts_on) AS starts_on FROM {leave} x WHERE x.employment_id = e.id
    AND x.kind = 'rvu' AND x.starts_on <= %(last)s AND (x.ends_on IS NULL OR x.ends_on >= %(first)s) AND {ours}
    ) rvu ON true
LEFT JOIN LATERAL (SELECT min(starts_on) AS starts_on FROM {supported} x WHERE x.employee_id = p.id
    AND x.starts_on <= served.last_day AND (x.ends_on IS NULL OR x.ends_on >= %(first)s) AND {ours}) bw ON true
WHERE coalesce(placed.place, 'buiten') = %(place)s
"""
# What lies wholly outside the days that this municipality sees of somebody is another's (R70), though the group follows
# from it.
_OURS = """EXISTS (SELECT 1 FROM cases_door d
        WHERE d.employee_id = p.id AND d.holder = 'gemeente:' || (SELECT c.id FROM {municipality} c
            WHERE c.cbs_code = %(place)s)
        AND d.sees_from <= coalesce(x.ends_on, 'infinity') AND d.sees_until >= x.starts_on)"""


@dataclass(frozen=True)
class Delivery:
    """The people of a municipality; and how many, by group, are another's now, so that their dossier is not shown."""

    lines: list[Line]
    unseen: Counter[str]


def delivery(report: Report, membership: Membership) -> Delivery:
    """Everybody of this municipality in the half-year, as known when the report was made."""
    place = membership.municipality.cbs_code if membership.municipality else ""
    people = {each.pk: each for each in WswEmployee.objects.visible_to(membership)}
    with asked_by(PROCESS):
        found, realised = _facts(report, place), _realised(report)
    made = [_line(people[row[0]], row, realised.get(row[0], Decimal(0))) for row in found if row[0] in people]
    unseen = [row for row in found if row[0] not in people]
    return Delivery(
        sorted(made, key=lambda line: (line.person.personnel_number, line.person.pk)),
        Counter(row[1] for row in unseen) + Counter("ws_still" for row in unseen if row[3]),
    )


def _facts(report: Report, place: str) -> list[tuple[Any, ...]]:
    period = Period.parse(report.period)
    names = {each["code"]: each["name"] for each in report.shown["municipalities"]}
    counting = _Looking(period, report.known_on, frozen(report), {}, names)
    served = statistics._served(counting)
    tables = {
        "employee": WswEmployee, "employment": Employment, "organisation": Organisation, "hours": ContractHours,
        "indication": Indication, "placement": Placement, "residence": Residence, "municipality": Municipality,
        "leave": Leave, "supported": SupportedContract,
    }  # fmt: skip
    sql = _FACTS.format(
        placed=statistics._placed(counting, f"({served})"), served=served, aow=aow_sql(counting.table(AowAge)),
        wsw_x=wsw_sql("x.kind"), ours=_OURS.format(municipality=counting.table(Municipality)),
        **{name: counting.table(model) for name, model in tables.items()},
    )  # fmt: skip
    return counting.ask(sql, place=place)


def _realised(report: Report) -> dict[int, Decimal]:
    """Arbeidsjaren of each in the half-year: a twelfth of each stand, wherever they lived."""
    days = Period.parse(report.period).month_ends
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    stands = FrozenStand.objects.filter(report=report, scheme="wsw", month_end__in=days)
    for person, se in stands.values_list("employee_id", "se"):
        found[person] += se
    return {person: se / MONTHS for person, se in found.items()}


def _line(person: WswEmployee, row: tuple[Any, ...], realised: Decimal) -> Line:
    _, kind, was, still, last_day, number_, sort, starts, ends, reason, employer, hours, *rest = row
    category, decided, begins, until, advice, form, home, unpaid, rvu, bw, aow_on = rest
    cells = {
        OURS: "", "personeelsnummer": person.personnel_number, "bsn": _bsn(person),
        "geboortedatum": _day(person.birth_date), "geslacht": person.sex, "woongemeente": home or "",
        "groep": GROUPS[kind], "werkgever": employer, "dienstverband": number_, "soort": sort,
        "eerste_dag": _day(starts), "laatste_dag": _day(ends), "reden_uitstroom": reason,
        "uren_per_week": _number(hours), "categorie": category or "", "indicatie_besluit": _day(decided),
        "indicatie_ingang": _day(begins), "indicatie_geldig_tot": _day(until),
        "advies_begeleid_werken": {True: "ja", False: "nee"}.get(advice, ""), "werkvorm": form or "",
        "onbetaald_verlof_vanaf": _day(unpaid), "rvu_vanaf": _day(rvu), "begeleid_werken_vanaf": _day(bw),
        "gerealiseerde_arbeidsjaren": f"{realised:.4f}",
    }  # fmt: skip
    return Line(person, cells, kind, was, still, starts, ends, last_day, aow_on, hours, realised)


def _bsn(person: WswEmployee) -> str:
    return bsn.decrypt(person.bsn_encrypted) if person.bsn_encrypted else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:.2f}"


# What is checked before it leaves


def faults(of: Delivery, report: Report, place: str) -> list[Fault]:
    """What differs from the report; then what has to be put right (domain.md 2.5), person by person."""
    period, found = Period.parse(report.period), of.lines
    seen = Counter(line.cells["bsn"] for line in found if line.cells["bsn"])
    of_people = [Fault(line.person, says) for line in found for says in _of_one(line, period, seen)]
    return [Fault(None, says) for says in _of_sums(of, report, place)] + of_people


def _of_one(line: Line, period: Period, seen: Counter[str]) -> Iterator[str]:
    number_ = line.cells["bsn"]
    if not number_:
        yield "Er is geen burgerservicenummer."
    elif not bsn.is_valid(number_):
        yield "Het burgerservicenummer klopt niet (elfproef)."
    elif seen[number_] > 1:
        yield "Dit burgerservicenummer staat er vaker in."
    if line.ends_on and line.ends_on < line.starts_on:
        yield "De laatste dag ligt voor de eerste."
    if line.hours is None:
        yield "Er zijn geen uren per week."
    elif not 0 <= line.hours <= 40:
        yield "De uren per week liggen niet tussen 0 en 40."
    if line.kind in ("ws_new", "ws_bw") and not line.cells["categorie"]:
        yield "Er is geen categorie."
    if not line.cells["woongemeente"]:
        yield "Er is geen woongemeente op de laatste dag."
    if line.aow_on and line.last_day >= line.aow_on and (line.ends_on is None or line.ends_on >= line.aow_on):
        yield "Het dienstverband loopt door na de AOW-datum."
    ended = line.ends_on is not None and period.starts_on <= line.ends_on <= period.ends_on
    if ended and not line.cells["reden_uitstroom"]:
        yield "De reden van uitstroom ontbreekt."
    if line.was and not line.still and not ended and not line.person.died_on and line.last_day == period.ends_on:
        yield "Was er bij het begin en telt aan het eind niet, zonder laatste dag."


def _of_sums(of: Delivery, report: Report, place: str) -> Iterator[str]:
    cells = {
        each["figure"]: int(each["value"])
        for each in report.content["figures"]
        if each["table"] == "WS" and each["municipality"] == place
    }
    here = Counter(line.kind for line in of.lines) + Counter("ws_still" for line in of.lines if line.still)
    names = {name: label for name, (label, _) in statistics.GROUPS.items()} | {"ws_still": "in dienst aan het eind"}
    for name, label in names.items():
        if of.unseen[name] and here[name] + of.unseen[name] == cells.get(name, 0):
            yield (
                f"Groep “{label}”: {here[name]} in het bestand en {cells[name]} in tabel WS van het rapport. "
                f"Het verschil is van mensen ({of.unseen[name]}) van wie het dossier nu bij een andere gemeente is."
            )
        elif here[name] != cells.get(name, 0):
            yield f"Groep “{label}”: {here[name]} in het bestand en {cells.get(name, 0)} in tabel WS van het rapport."


def groups(found: list[Line]) -> list[tuple[str, int]]:
    counted = Counter(line.kind for line in found)
    return [(label, counted[name]) for name, (label, _) in statistics.GROUPS.items()]


def table(found: list[Line]) -> list[list[str]]:
    """The rows of the file, the header first; the first column says whose layout it is and numbers the lines."""
    numbered = [line.cells | {OURS: str(nth)} for nth, line in enumerate(found, start=1)]
    return [list(COLUMNS), *([cells[name] for name in COLUMNS] for cells in numbered)]


def file_name(report: Report, place: str) -> str:
    return f"wsw-statistiek-{report.period}-{place}-{timezone.localdate(report.known_on):%Y%m%d}.csv"


# What comes back


def returned(content: bytes) -> dict[str, Decimal]:
    """By personnel number what somebody else says was realised. Unreadable says where and why not."""
    found = sheet_text.rows(content)
    header = [cell.strip().lower() for cell in found[0]] if found else []
    if not set(RETURNED) <= set(header):
        raise sheet_text.Unreadable(f"De kolommen moeten er zijn: {', '.join(RETURNED)}.", 1, "")
    said: dict[str, Decimal] = {}
    for nth, line in enumerate(found[1:], start=2):
        if any(cell.strip() for cell in line):
            if len(line) != len(header):
                raise sheet_text.Unreadable(f"Deze rij heeft {len(line)} cellen en geen {len(header)}.", nth, "")
            name, amount = (line[header.index(each)].strip() for each in RETURNED)
            if name in said:
                raise sheet_text.Unreadable(f"Personeelsnummer {name} staat er twee keer in.", nth, RETURNED[0])
            said[name] = _amount(amount, nth)
    return said


def _amount(text: str, nth: int) -> Decimal:
    try:
        return number(text)
    except ValueError as wrong:
        raise sheet_text.Unreadable(f"{wrong}.", nth, RETURNED[1]) from None


def differences(found: Iterable[Line], said: dict[str, Decimal]) -> list[Difference]:
    """Who is said something else of than we say, or is in one of the two only; the largest difference first."""
    ours = {line.person.personnel_number: line for line in found}
    made: list[tuple[Decimal, Difference]] = []
    for name in sorted(ours.keys() | said.keys()):
        line, theirs = ours.get(name), said.get(name)
        mine = round(line.realised, 4) if line else None
        step = (theirs or Decimal(0)) - (mine or Decimal(0))
        if line and theirs is not None and abs(step) <= OFF:
            continue
        says = "niet in het bestand dat terugkwam" if theirs is None else "" if line else "niet in ons bestand"
        told = [dutch(each, 4) if each is not None else "–" for each in (mine, theirs)]
        made.append((abs(step), Difference(name, line.person if line else None, told[0], told[1], says)))
    return [each for _, each in sorted(made, key=lambda pair: (-pair[0], pair[1].number))]
