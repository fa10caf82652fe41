"""Reads a made-up register back, knowing the register format and nothing of the generator that wrote it."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from cases.demo import Summary, generate

SEED = 2026
UNTIL = date(2026, 11, 22)
DAY = timedelta(days=1)
COUNTED = date(2019, 1, 1)
STAYS = {"BEW", "OVG"}  # ends an employment, not the service
FILES = {
    "organisaties": "naam,soort,gemeente,van,tot",
    "personen": "personeelsnummer,bsn,voornaam,tussenvoegsel,achternaam,geboortedatum,geslacht,overlijdensdatum,"
    "in_dienst_1997",
    "woonplaatsen": "personeelsnummer,gemeente,van,tot,bron",
    "indicaties": "personeelsnummer,besluitdatum,ingang,geldig_tot,categorie,bw_advies,ingetrokken_per",
    "dienstverbanden": "personeelsnummer,nummer,soort,werkgever,uitvoerder,cao,van,tot,uitstroomreden",
    "uren": "personeelsnummer,dienstverband,uren,van,tot",
    "verlof": "personeelsnummer,dienstverband,soort,van,tot",
    "inleners": "naam,kvk,plaats,sbi,in_regio",
    "plaatsingen": "personeelsnummer,dienstverband,vorm,uren,inlener,locatie,functie,van,tot,reden_einde,jobcoach",
    "verzuim": "personeelsnummer,eerste_dag,hersteld_op,vangnet",
    "verzuimpercentages": "personeelsnummer,eerste_dag,van,percentage",
    "gebruikers": "email,naam,rol,gemeente,van,tot",
    "caseload": "personeelsnummer,jobcoach,van,tot",
}
Row = dict[str, str]


def day(text: str) -> date:
    """A date of the files; an empty last day is the last there is."""
    return date.fromisoformat(text) if text else date.max


def runs(row: Row, on: date) -> bool:
    return day(row["van"]) <= on <= day(row["tot"])


def overlapping(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    ordered = sorted(rows, key=lambda row: row["van"])
    return [(one, other) for one, other in pairwise(ordered) if day(one["tot"]) >= day(other["van"])]


def gaps(rows: Iterable[Row]) -> list[tuple[Row, Row]]:
    ordered = sorted(rows, key=lambda row: row["van"])
    return [(one, other) for one, other in pairwise(ordered) if day(one["tot"]) + DAY != day(other["van"])]


@dataclass(frozen=True)
class Register:
    summary: Summary
    until: date
    files: dict[str, list[Row]]

    def by(self, name: str, *columns: str) -> dict[tuple[str, ...], list[Row]]:
        grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in self.files[name]:
            grouped[tuple(row[column] for column in columns)].append(row)
        return grouped

    def people(self) -> dict[str, Row]:
        return {row["personeelsnummer"]: row for row in self.files["personen"]}

    def employments(self) -> dict[str, list[Row]]:
        return {number: rows for (number,), rows in self.by("dienstverbanden", "personeelsnummer").items()}

    def in_service(self, on: date) -> dict[str, Row]:
        found = (row for row in self.files["dienstverbanden"] if runs(row, on))
        return {row["personeelsnummer"]: row for row in found}

    def residents(self, on: date) -> Counter[str]:
        serving = self.in_service(on)
        return Counter(
            row["gemeente"]
            for row in self.files["woonplaatsen"]
            if runs(row, on) and row["personeelsnummer"] in serving
        )


def read(folder: Path, summary: Summary, until: date) -> Register:
    files = {}
    for name in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            files[name] = list(csv.DictReader(file))
    return Register(summary, until, files)


def build(folder: Path, *, people: int, until: date = UNTIL, seed: int = SEED, municipalities: int = 6) -> Register:
    return read(folder, generate(folder, people=people, seed=seed, until=until, municipalities=municipalities), until)
