"""The register as CSV files (register-format): one open file per kind of row, and a row written is a row forgotten.

So 100,000 people take no more memory than a hundred. UTF-8, RFC 4180: comma, CRLF, quotes only where needed.
"""

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

COLUMNS = {
    "organisaties": "naam soort gemeente van tot",
    "personen": (
        "personeelsnummer bsn voornaam tussenvoegsel achternaam geboortedatum geslacht overlijdensdatum in_dienst_1997"
    ),
    "woonplaatsen": "personeelsnummer gemeente van tot bron",
    "indicaties": "personeelsnummer besluitdatum ingang geldig_tot categorie bw_advies ingetrokken_per",
    "dienstverbanden": "personeelsnummer nummer soort werkgever uitvoerder cao van tot uitstroomreden",
    "uren": "personeelsnummer dienstverband uren van tot",
    "verlof": "personeelsnummer dienstverband soort van tot",
    "inleners": "naam kvk plaats sbi in_regio",
    "plaatsingen": "personeelsnummer dienstverband vorm uren inlener locatie functie van tot reden_einde jobcoach",
    "verzuim": "personeelsnummer eerste_dag hersteld_op vangnet",
    "verzuimpercentages": "personeelsnummer eerste_dag van percentage",
    "gebruikers": "email naam rol gemeente van tot",
    "caseload": "personeelsnummer jobcoach van tot",
}


def yes_no(value: bool) -> str:
    return "ja" if value else "nee"


class Writer:
    """`with Writer(folder) as rows: rows.add("uren", "000001", ...)`; values in the order of the columns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.counts = dict.fromkeys(COLUMNS, 0)
        self._open = ExitStack()
        self._add: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, columns in COLUMNS.items():
            file = self._open.enter_context((self.folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            self._add[name] = csv.writer(file).writerow
            self._add[name](columns.split())
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def add(self, name: str, *values: object) -> None:
        self._add[name](values)
        self.counts[name] += 1
