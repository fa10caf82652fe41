"""Dossiers without a database: the rows a story is about, and nothing else. Days are written as in `tests.people`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cases.dossier import Asked, Away, Coached, Contract, Decision, Dossier, Home, Job, Sick, StoodIn, Work
from tests.people import day

NORMS = {
    "norm_hours_cao_sw": Decimal(36), "norm_hours_cao_aan_de_slag": Decimal(37),
    "norm_hours_begeleid_werken": Decimal(36), "fte_cap": Decimal(1),
}  # fmt: skip
KINDS = (Home, Decision, Job, Contract, Away, Work, Sick, Coached, StoodIn, Asked)
EMPTY = dict.fromkeys(
    ("homes", "decisions", "jobs", "contracts", "away", "work", "sick", "coached", "stand_ins", "requests"), ()
)


def make_dossier(*rows: Any, aow_on: date | None = None, died_on: date | None = None) -> Dossier:
    """The rows in whatever order; each goes to its part."""
    parts: dict[str, Any] = {name: [] for name in EMPTY}
    names = dict(zip(KINDS, EMPTY, strict=True))
    for row in sorted(rows, key=lambda row: row.starts_on):
        parts[names[type(row)]].append(row)
    tuples = {name: tuple(found) for name, found in parts.items()}
    return Dossier(**tuples, settings=NORMS, aow_on=aow_on, died_on=died_on)


def days(first: str, last: str | None) -> tuple[date, date | None]:
    return day(first), day(last) if last else None


def home(first: str, last: str | None = None, name: str | None = "Almelo", code: str = "GM0141") -> Home:
    return Home(*days(first, last), "brp", code if name else None, name, True if name else None)


def decision(first: str, last: str, category: str = "matig", withdrawn: str | None = None) -> Decision:
    return Decision(*days(first, last), category, day(first), None, day(withdrawn) if withdrawn else None)


def job(first: str, last: str | None = None, nth: int = 1, **fields: Any) -> Job:
    told = {
        "kind": "nwsw",
        "cao": "sw",
        "outflow_reason": "",
        "employer": "Gemeente Almelo",
        "employer_place": "Almelo",
    }
    return Job(*days(first, last), nth, executor=None, **(told | fields))


def hours(number: float, first: str, last: str | None = None, nth: int = 1) -> Contract:
    return Contract(*days(first, last), nth, Decimal(str(number)))


def away(kind: str, first: str, last: str | None = None, nth: int = 1) -> Away:
    return Away(*days(first, last), nth, kind)


def work(
    form: str, number: float, first: str, last: str | None = None, hirer: str | None = None, **fields: Any
) -> Work:
    told = {"job": 1, "key": f"{form}-{first}", "location": "", "function": "", "end_reason": ""} | fields
    return Work(*days(first, last), form=form, hours=Decimal(str(number)), hirer=hirer, **told)


def sick(first: str, last: str | None = None, percentage: int = 100, steps: tuple[str, ...] = (), on: str = "") -> Sick:
    """`steps` are those taken, all on the day `on` (or the first sick day)."""
    taken = tuple((kind, day(on or first)) for kind in steps)
    return Sick(*days(first, last), ((day(first), percentage),), steps=taken)


def coached(first: str, last: str | None = None, by: str = "Anouk Voorbeeld") -> Coached:
    return Coached(*days(first, last), by)


def stood_in(first: str, last: str, by: str = "Kees Voorbeeld") -> StoodIn:
    return StoodIn(*days(first, last), by, "Anouk Voorbeeld")


def asked(first: str, received: str | None = None, outcome: str = "", last: str | None = None) -> Asked:
    """A request to UWV for another decision."""
    return Asked(*days(first, last), day(received) if received else None, outcome)


@dataclass(frozen=True)
class FakeStand:
    """A stand as it would be computed; 36 hours matig in Almelo unless the story says otherwise."""

    municipality: str = "GM0141"
    hours: Decimal = Decimal(36)
    fte: Decimal = Decimal(1)
    category: str = "matig"
    factor: Decimal = Decimal(1)
    se: Decimal = Decimal(1)
    rvu_se: Decimal = Decimal(0)
    leave: str = ""
    kind: str = "nwsw"
