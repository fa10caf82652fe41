"""One small register with a row in every file, to spoil a cell of or to write in another form. All are *fictief*."""

import copy
import csv
from datetime import date
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from django.apps import apps
from django.db import connection

from cases.register import load as taking_in
from cases.register.format import FILES
from cases.register.write import write
from municipalities.asker import asked_by
from municipalities.recorded import Recorded
from tests.people import bsn_number

Register = dict[str, list[dict[str, str]]]
Refused = taking_in.Refused
COLUMNS = {file.name: file.column_names for file in FILES}

_TRUUS, _RIET = {"personeelsnummer": "00101"}, {"personeelsnummer": "00102"}
_REGISTER: Register = {
    "organisaties": [
        {"naam": "GR Fictief", "soort": "gr", "van": "1990-01-01", "tot": "2020-12-31"},
        {"naam": "Gemeente Almelo", "soort": "gemeente", "gemeente": "GM0141"},
        {"naam": "Bakkerij Fictief", "soort": "bw_werkgever"},
    ],
    "personen": [
        _TRUUS
        | {
            "bsn": bsn_number(0), "voornaam": "Truus", "tussenvoegsel": "ter", "achternaam": "Braake-Verzinsel",
            "geboortedatum": "1975-05-17", "geslacht": "v", "in_dienst_1997": "nee",
        },
        _RIET
        | {
            "bsn": bsn_number(1), "voornaam": 'Riet "de Rots"', "achternaam": "Fictief, geboren Verzonnen",
            "geboortedatum": "1965-02-28", "overlijdensdatum": "2026-08-20",
        },
    ],
    "inleners": [{"naam": "Garage Fictief", "kvk": "01234567", "plaats": "Almelo", "sbi": "4520", "in_regio": "ja"}],
    "gebruikers": [
        {"email": "anouk@voorbeeld.example", "naam": "Anouk Voorbeeld", "rol": "jobcoach", "van": "2020-01-01"},
        {"email": "bram@voorbeeld.example", "naam": "Bram Voorbeeld", "rol": "consulent", "gemeente": "GM0141",
         "van": "2020-01-01", "tot": "2026-12-31"},
    ],
    "woonplaatsen": [
        _TRUUS | {"gemeente": "GM0141", "van": "1990-01-01", "tot": "2026-06-14", "bron": "brp"},
        _TRUUS | {"gemeente": "GM0189", "van": "2026-06-15", "bron": "brp"},
        _RIET | {"gemeente": "GM1700", "van": "1990-01-01", "tot": "2025-12-31"},
        _RIET | {"gemeente": "buitenland", "van": "2026-01-01"},
    ],
    "indicaties": [
        _TRUUS | {"besluitdatum": "2005-03-01", "ingang": "2005-04-01", "geldig_tot": "2026-05-31",
                  "categorie": "ernstig", "bw_advies": "ja"},
        _RIET | {"besluitdatum": "2005-03-01", "ingang": "2005-04-01", "geldig_tot": "2045-04-01",
                 "categorie": "matig", "ingetrokken_per": "2026-05-12"},
    ],
    "dienstverbanden": [
        _TRUUS | {"nummer": "1", "soort": "nwsw", "werkgever": "GR Fictief", "uitvoerder": "GR Fictief", "cao": "sw",
                  "van": "2008-03-01", "tot": "2020-12-31", "uitstroomreden": "OVG"},
        _TRUUS | {"nummer": "2", "soort": "nwsw", "werkgever": "Gemeente Almelo", "cao": "sw", "van": "2021-01-01"},
        _RIET | {"nummer": "01", "soort": "begeleid_werken", "werkgever": "Bakkerij Fictief", "cao": "overig",
                 "van": "2010-01-01"},
    ],
    "uren": [
        _TRUUS | {"dienstverband": "1", "uren": "36", "van": "2008-03-01", "tot": "2020-12-31"},
        _TRUUS | {"dienstverband": "2", "uren": "36", "van": "2021-01-01", "tot": "2026-06-09"},
        _TRUUS | {"dienstverband": "2", "uren": "31.5", "van": "2026-06-10"},
        _RIET | {"dienstverband": "01", "uren": "40", "van": "2010-01-01"},
    ],
    "verlof": [_TRUUS | {"dienstverband": "2", "soort": "onbetaald", "van": "2025-04-01", "tot": "2025-06-30"}],
    "plaatsingen": [
        _TRUUS | {"dienstverband": "2", "vorm": "BSB", "uren": "36", "locatie": "Hal 3", "functie": "inpakken",
                  "van": "2021-01-01", "tot": "2026-05-14", "reden_einde": "andere werkplek"},
        _TRUUS | {"dienstverband": "2", "vorm": "IND", "uren": "20", "inlener": "Garage Fictief", "van": "2026-05-15",
                  "jobcoach": "anouk@voorbeeld.example"},
        _TRUUS | {"dienstverband": "2", "vorm": "BSB", "uren": "11.5", "van": "2026-05-15"},
    ],
    "verzuim": [
        _TRUUS | {"eerste_dag": "2026-03-02", "hersteld_op": "2026-03-23", "vangnet": "nee"},
        _TRUUS | {"eerste_dag": "2026-09-01"},
    ],
    "verzuimpercentages": [
        _TRUUS | {"eerste_dag": "2026-03-02", "van": "2026-03-02", "percentage": "100"},
        _TRUUS | {"eerste_dag": "2026-03-02", "van": "2026-03-16", "percentage": "50"},
    ],
    "caseload": [_TRUUS | {"jobcoach": "anouk@voorbeeld.example", "van": "2022-01-01"}],
    "wachtlijst": [
        _RIET | {"regeling": "wsw", "van": "2006-05-01", "tot": "2009-12-31", "reden_einde": "in_dienst"},
        _TRUUS | {"regeling": "beschut", "van": "2026-05-01", "advies_gevraagd": "2026-05-04",
                  "advies_gekregen": "2026-06-01"},
    ],
}  # fmt: skip


def sample() -> Register:
    """The register of Truus, who has everything, and Riet, who has the other things. A copy, to be spoiled."""
    return copy.deepcopy(_REGISTER)


def as_folder(register: Register, folder: Path) -> Path:
    """CSV files, with every column of the format."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in register.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, COLUMNS[name], restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def typed(column: str, cell: str) -> Any:
    """As somebody types it in a spreadsheet: days are days, hours are numbers, a number that is a name stays text."""
    if len(cell) == 10 and cell[4] == cell[7] == "-" and cell[:4].isdigit():
        return date.fromisoformat(cell)
    if column in {"uren", "percentage"} and cell:
        return float(cell)
    return cell


def as_xlsx(register: Register, path: Path) -> Path:
    """A workbook with typed cells, a sheet per file."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in register.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, COLUMNS[name])
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(COLUMNS[name]):
                    cell = typed(column, row.get(column, ""))
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, cell, day)
                    elif isinstance(cell, float):
                        sheet.write_number(number, place, cell)
                    elif cell:
                        sheet.write_string(number, place, cell)
    return path


def as_ods(register: Register, path: Path) -> Path:
    """The same as OpenDocument."""
    tables = "".join(_ods_table(name, rows) for name, rows in register.items())
    with ZipFile(path, "w") as book:
        book.writestr("mimetype", ODS)
        book.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        book.writestr("content.xml", ODS_CONTENT.format(tables=tables))
    return path


def _ods_table(name: str, rows: list[dict[str, str]]) -> str:
    lines = [COLUMNS[name], *([typed(column, row.get(column, "")) for column in COLUMNS[name]] for row in rows)]
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines)
    return f'<table:table table:name="{name}">{body}</table:table>'


def _ods_cell(cell: Any) -> str:
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'


ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
ODS_CONTENT = (
    f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:table="{_ODF}:table:1.0"'
    f' xmlns:text="{_ODF}:text:1.0"><office:body><office:spreadsheet>{{tables}}</office:spreadsheet></office:body>'
    "</office:document-content>"
)


MODELS = [model for app in ("municipalities", "cases") for model in apps.get_app_config(app).get_models()]
TABLES = [model._meta.db_table for model in MODELS]
HISTORIES = [f"{model._meta.db_table}_history" for model in MODELS if issubclass(model, Recorded)]


def state():
    """How many rows stand in every table and its history: what a half-saved import would change."""
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in TABLES + HISTORIES)
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


def files(folder):
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}


def exported(tmp_path, name="uit"):
    write(tmp_path / name)
    return files(tmp_path / name)


def load(path: Path, *, dry_run: bool = False) -> taking_in.Taken:
    """Take in a register as the command does: by the process that reads one in."""
    with asked_by("import_register"):
        return taking_in.load(path, dry_run=dry_run)
