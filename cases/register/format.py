"""The register as files: which file has which columns, and what may stand in a cell.

One declaration, read by the import, the export and the checks. The columns carry the names the files have (Dutch); the
reasons are what the sender of a file reads. Days are inclusive on both ends; an empty last day means still.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from cases import bsn
from cases.models import (
    Cao,
    Category,
    EmploymentKind,
    LeaveKind,
    OutflowReason,
    PlacementForm,
    ResidenceSource,
    Scheme,
    Sex,
    WaitingEnd,
)
from cases.models.waiting import LAST_WSW_DAY, WITH_A_LIST
from municipalities.access import ROLES
from municipalities.models import OrganisationKind

Parse = Callable[[str], Any]
ABROAD = "buitenland"
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)


@dataclass(frozen=True)
class Column:
    name: str
    parse: Parse
    sql: str = "text"
    required: bool = False


@dataclass(frozen=True)
class RowRule:
    """Something between two cells of one row. `breaks` says whether it is broken, `column` where the reader looks."""

    column: str
    breaks: Callable[[dict[str, Any]], bool]
    reason: str


@dataclass(frozen=True)
class File:
    """One file. No two rows have the same `key`."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[RowRule, ...] = ()

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def _text(longest: int) -> Parse:
    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise ValueError(f"Dit is langer dan {longest} tekens.")
        if _NOT_PRINTABLE.search(cell):
            raise ValueError("Hier staat een teken dat niet te drukken is.")
        return cell

    return parse


@lru_cache(maxsize=100_000)
def _day(cell: str) -> date:
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError
        day = date.fromisoformat(cell)
    except ValueError:
        raise ValueError("Dit is geen datum. Schrijf JJJJ-MM-DD, zoals 2026-09-30.") from None
    if not EARLIEST <= day <= LATEST:
        raise ValueError("Deze datum ligt voor 1900 of na 2200.")
    return day


@lru_cache(maxsize=10_000)
def _hours(cell: str) -> Decimal:
    try:
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell):
            raise InvalidOperation
        hours = Decimal(cell)
    except InvalidOperation:
        raise ValueError("Dit is geen aantal uren. Schrijf een getal met een punt, zoals 31.5.") from None
    if hours > 40:
        raise ValueError("Uren per week liggen tussen 0 en 40.")
    if hours != hours.quantize(Decimal("0.01")):
        raise ValueError("Uren hebben hoogstens twee cijfers achter de punt.")
    return hours


def _percentage(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > 100:
        raise ValueError("Dit is geen heel percentage tussen 0 en 100.")
    return int(cell)


def _choice(codes: list[str]) -> Parse:
    def parse(cell: str) -> str:
        if cell not in codes:
            raise ValueError(f"Dit is geen bekende code. Kies uit: {', '.join(codes)}.")
        return cell

    return parse


def _yes_no(cell: str) -> bool:
    if cell not in {"ja", "nee"}:
        raise ValueError("Schrijf ja of nee.")
    return cell == "ja"


def _bsn(cell: str) -> str:
    if not bsn.is_valid(cell):
        raise ValueError(bsn.NOT_VALID)
    return cell


def _municipality(cell: str) -> str:
    if not re.fullmatch(r"GM[0-9]{4}", cell):
        raise ValueError("Dit is geen CBS-code van een gemeente, zoals GM0141.")
    return cell


def _home(cell: str) -> str:
    return cell if cell == ABROAD else _municipality(cell)


def _email(cell: str) -> str:
    address = _text(254)(cell.lower())
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address):
        raise ValueError("Dit is geen e-mailadres.")
    return address


def _kvk(cell: str) -> str:
    if not re.fullmatch(r"[0-9]{8}", cell):
        raise ValueError("Een KvK-nummer heeft acht cijfers.")
    return cell


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _validity(row: dict[str, Any]) -> bool:
    """R19: 1 to 50 years, both days inclusive."""
    first, last = row["ingang"], row["geldig_tot"]
    return not (_years_later(first, 1).toordinal() - 1 <= last.toordinal() <= _years_later(first, 50).toordinal())


def _before(last: str, first: str) -> Callable[[dict[str, Any]], bool]:
    return lambda row: row[last] is not None and row[first] is not None and row[last] < row[first]


ENDS_AFTER_IT_BEGINS = RowRule("tot", _before("tot", "van"), "De laatste dag ligt voor de eerste.")

WHO = Column("personeelsnummer", _text(30), required=True)
FIRST = Column("van", _day, "date", required=True)
LAST = Column("tot", _day, "date")
EMPLOYMENT = Column("dienstverband", _text(20), required=True)

FILES: tuple[File, ...] = (
    File(
        "organisaties",
        (
            Column("naam", _text(120), required=True),
            Column("soort", _choice(OrganisationKind.values), required=True),
            Column("gemeente", _municipality),
            Column("van", _day, "date"),
            LAST,
        ),
        key=("naam",),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "personen",
        (
            WHO,
            Column("bsn", _bsn),
            Column("voornaam", _text(80), required=True),
            Column("tussenvoegsel", _text(20)),
            Column("achternaam", _text(120), required=True),
            Column("geboortedatum", _day, "date", required=True),
            Column("geslacht", _choice(Sex.values)),
            Column("overlijdensdatum", _day, "date"),
            Column("in_dienst_1997", _yes_no, "boolean"),
        ),
        key=("personeelsnummer",),
        rules=(
            RowRule(
                "overlijdensdatum",
                _before("overlijdensdatum", "geboortedatum"),
                "De overlijdensdatum ligt voor de geboortedatum.",
            ),
        ),
    ),
    File(
        "inleners",
        (
            Column("naam", _text(160), required=True),
            Column("kvk", _kvk),
            Column("plaats", _text(80)),
            Column("sbi", _text(10)),
            Column("in_regio", _yes_no, "boolean"),
        ),
        key=("naam",),
    ),
    File(
        "gebruikers",
        (
            Column("email", _email, required=True),
            Column("naam", _text(120), required=True),
            Column("rol", _choice(list(ROLES)), required=True),
            Column("gemeente", _municipality),
            FIRST,
            LAST,
        ),
        key=("email", "rol", "gemeente", "van"),
        rules=(
            ENDS_AFTER_IT_BEGINS,
            RowRule(
                "gemeente",
                lambda row: row["rol"] in {"consulent", "controller", "board_member"} and not row["gemeente"],
                "Bij deze rol hoort een gemeente.",
            ),
        ),
    ),
    File(
        "woonplaatsen",
        (
            WHO,
            Column("gemeente", _home, required=True),
            FIRST,
            LAST,
            Column("bron", _choice(ResidenceSource.values)),
        ),
        key=("personeelsnummer", "van"),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "indicaties",
        (
            WHO,
            Column("besluitdatum", _day, "date", required=True),
            Column("ingang", _day, "date", required=True),
            Column("geldig_tot", _day, "date", required=True),
            Column("categorie", _choice(Category.values), required=True),
            Column("bw_advies", _yes_no, "boolean"),
            Column("ingetrokken_per", _day, "date"),
        ),
        key=("personeelsnummer", "besluitdatum", "ingang"),
        rules=(
            RowRule("geldig_tot", _validity, "Een indicatie is minstens 1 en hoogstens 50 jaar geldig."),
            RowRule(
                "ingetrokken_per", _before("ingetrokken_per", "ingang"), "De intrekking ligt voor de ingangsdatum."
            ),
        ),
    ),
    File(
        "dienstverbanden",
        (
            WHO,
            Column("nummer", _text(20), required=True),
            Column("soort", _choice(EmploymentKind.values), required=True),
            Column("werkgever", _text(120), required=True),
            Column("uitvoerder", _text(120)),
            Column("cao", _choice(Cao.values)),
            FIRST,
            LAST,
            Column("uitstroomreden", _choice(OutflowReason.values)),
        ),
        key=("personeelsnummer", "nummer"),
        rules=(
            ENDS_AFTER_IT_BEGINS,
            RowRule(
                "uitstroomreden",
                lambda row: bool(row["uitstroomreden"]) and row["tot"] is None,
                "Een reden van uitstroom hoort bij een laatste dag.",
            ),
        ),
    ),
    File(
        "uren",
        (WHO, EMPLOYMENT, Column("uren", _hours, "numeric(4,2)", required=True), FIRST, LAST),
        key=("personeelsnummer", "dienstverband", "van"),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "verlof",
        (WHO, EMPLOYMENT, Column("soort", _choice(LeaveKind.values), required=True), FIRST, LAST),
        key=("personeelsnummer", "dienstverband", "van"),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "plaatsingen",
        (
            WHO,
            EMPLOYMENT,
            Column("vorm", _choice(PlacementForm.values), required=True),
            Column("uren", _hours, "numeric(4,2)", required=True),
            Column("inlener", _text(160)),
            Column("locatie", _text(120)),
            Column("functie", _text(120)),
            FIRST,
            LAST,
            Column("reden_einde", _text(120)),
            Column("jobcoach", _email),
        ),
        key=("personeelsnummer", "dienstverband", "van", "vorm", "inlener", "locatie", "functie", "tot", "uren"),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "verzuim",
        (
            WHO,
            Column("eerste_dag", _day, "date", required=True),
            Column("hersteld_op", _day, "date"),
            Column("vangnet", _yes_no, "boolean"),
        ),
        key=("personeelsnummer", "eerste_dag"),
        rules=(
            RowRule(
                "hersteld_op",
                lambda row: row["hersteld_op"] is not None and row["hersteld_op"] <= row["eerste_dag"],
                "De eerste werkdag ligt niet na de eerste ziektedag.",
            ),
        ),
    ),
    File(
        "verzuimpercentages",
        (
            WHO,
            Column("eerste_dag", _day, "date", required=True),
            FIRST,
            Column("percentage", _percentage, "smallint", required=True),
        ),
        key=("personeelsnummer", "eerste_dag", "van"),
        rules=(RowRule("van", _before("van", "eerste_dag"), "Deze dag ligt voor de eerste ziektedag."),),
    ),
    File(
        "caseload",
        (WHO, Column("jobcoach", _email, required=True), FIRST, LAST),
        key=("personeelsnummer", "van"),
        rules=(ENDS_AFTER_IT_BEGINS,),
    ),
    File(
        "wachtlijst",
        (
            WHO,
            Column("regeling", _choice([scheme.value for scheme in WITH_A_LIST]), required=True),
            FIRST,
            LAST,
            Column("reden_einde", _choice(WaitingEnd.values)),
            Column("advies_gevraagd", _day, "date"),
            Column("advies_gekregen", _day, "date"),
        ),
        key=("personeelsnummer", "regeling", "van"),
        rules=(
            ENDS_AFTER_IT_BEGINS,
            RowRule(
                "reden_einde",
                lambda row: bool(row["reden_einde"]) != (row["tot"] is not None),
                "Een laatste dag en de reden ervan horen bij elkaar.",
            ),
            RowRule(
                "tot",
                lambda row: row["regeling"] == Scheme.WSW and (row["tot"] is None or row["tot"] > LAST_WSW_DAY),
                "De wachtlijst van de Wsw is gesloten. De laatste dag is uiterlijk 31-12-2014.",
            ),
            RowRule(
                "advies_gevraagd",
                lambda row: row["regeling"] == Scheme.WSW and bool(row["advies_gevraagd"] or row["advies_gekregen"]),
                "Dit advies van UWV hoort bij beschut werk.",
            ),
            RowRule(
                "advies_gekregen",
                lambda row: (
                    row["advies_gekregen"] is not None
                    and (row["advies_gevraagd"] is None or row["advies_gekregen"] < row["advies_gevraagd"])
                ),
                "Het advies komt na de vraag. Vul ook in wanneer het is gevraagd.",
            ),
        ),
    ),
)
