"""The register out again, as the same files: to take along, or a copy to check. Importing it gives the same figures."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from cases import bsn
from cases.register.format import FILES, File

_YES_NO = "CASE {0} WHEN true THEN 'ja' WHEN false THEN 'nee' END".format
# What is left of a destroyed dossier has no surname and goes nowhere.
_OF_PERSON = "JOIN cases_wswemployee p ON p.id = t.employee_id AND p.last_name <> ''"
_OF_EMPLOYMENT = (
    "JOIN cases_employment e ON e.id = t.employment_id"
    " JOIN cases_wswemployee p ON p.id = e.employee_id AND p.last_name <> ''"
)

# Who was merged into another is an empty dossier, and that other goes out.
_WENT = "EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.in_force AND m.gone_id = t.id)"

# The columns in the order of the file's declaration, the rows in an order that does not change.
QUERIES = {
    "organisaties": """SELECT t.name, t.kind, m.cbs_code, t.starts_on, t.ends_on FROM municipalities_organisation t
        LEFT JOIN municipalities_municipality m ON m.id = t.municipality_id ORDER BY t.name""",
    "personen": f"""SELECT t.personnel_number, t.bsn_encrypted, t.first_name, t.prefix, t.last_name, t.birth_date,
        t.sex, t.died_on, {_YES_NO("t.in_service_1997")} FROM cases_wswemployee t
        WHERE t.last_name <> '' AND NOT {_WENT} ORDER BY t.personnel_number""",
    "inleners": f"SELECT t.name, t.kvk, t.city, t.sbi, {_YES_NO('t.in_region')} FROM cases_hirer t ORDER BY t.name",
    # The files have no place for a user's organisation; their memberships of organisations go out as one, without it.
    "gebruikers": """SELECT u.email, u.name, t.role, m.cbs_code, t.starts_on, t.ends_on FROM (
            SELECT user_id, role, municipality_id, starts_on, ends_on FROM municipalities_membership
            WHERE organisation_id IS NULL
            UNION ALL
            SELECT o.user_id, o.role, o.municipality_id, min(o.starts_on),
                nullif(max(coalesce(o.ends_on, 'infinity')), 'infinity')
            FROM municipalities_membership o
            WHERE o.organisation_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM municipalities_membership own WHERE own.user_id = o.user_id AND own.role = o.role
                AND own.municipality_id IS NOT DISTINCT FROM o.municipality_id AND own.organisation_id IS NULL)
            GROUP BY o.user_id, o.role, o.municipality_id) t
        JOIN municipalities_user u ON u.id = t.user_id
        LEFT JOIN municipalities_municipality m ON m.id = t.municipality_id
        ORDER BY u.email, t.role, m.cbs_code, t.starts_on""",
    "woonplaatsen": f"""SELECT p.personnel_number, coalesce(m.cbs_code, 'buitenland'), t.starts_on, t.ends_on, t.source
        FROM cases_residence t {_OF_PERSON} LEFT JOIN municipalities_municipality m ON m.id = t.municipality_id
        ORDER BY 1, t.starts_on""",
    "indicaties": f"""SELECT p.personnel_number, t.decided_on, t.starts_on, t.valid_until, t.category,
        {_YES_NO("t.bw_advice")}, t.withdrawn_on FROM cases_indication t {_OF_PERSON}
        ORDER BY 1, t.starts_on, t.decided_on""",
    "dienstverbanden": f"""SELECT p.personnel_number, t.number, t.kind, o.name, x.name, t.cao, t.starts_on, t.ends_on,
        t.outflow_reason FROM cases_employment t {_OF_PERSON} JOIN municipalities_organisation o ON o.id = t.employer_id
        LEFT JOIN municipalities_organisation x ON x.id = t.executor_id ORDER BY 1, t.starts_on, t.number""",
    "uren": f"""SELECT p.personnel_number, e.number, t.hours, t.starts_on, t.ends_on FROM cases_contracthours t
        {_OF_EMPLOYMENT} ORDER BY 1, 2, t.starts_on""",
    "verlof": f"""SELECT p.personnel_number, e.number, t.kind, t.starts_on, t.ends_on FROM cases_leave t
        {_OF_EMPLOYMENT} ORDER BY 1, 2, t.starts_on""",
    "plaatsingen": f"""SELECT p.personnel_number, e.number, t.form, t.hours, h.name, t.location, t.function,
        t.starts_on, t.ends_on, t.end_reason, c.email FROM cases_placement t {_OF_EMPLOYMENT}
        LEFT JOIN cases_hirer h ON h.id = t.hirer_id LEFT JOIN municipalities_user c ON c.id = t.coach_id
        ORDER BY 1, 2, t.starts_on, t.form, h.name, t.location, t.function, t.ends_on, t.hours""",
    "verzuim": f"""SELECT p.personnel_number, t.starts_on, t.recovered_on, {_YES_NO("t.vangnet")} FROM cases_sickspell t
        {_OF_PERSON} ORDER BY 1, t.starts_on""",
    "verzuimpercentages": """SELECT p.personnel_number, z.starts_on, t.starts_on, t.percentage
        FROM cases_sickpercentage t JOIN cases_sickspell z ON z.id = t.spell_id
        JOIN cases_wswemployee p ON p.id = z.employee_id ORDER BY 1, 2, 3""",
    "caseload": f"""SELECT p.personnel_number, c.email, t.starts_on, t.ends_on FROM cases_caseload t {_OF_PERSON}
        JOIN municipalities_user c ON c.id = t.coach_id ORDER BY 1, t.starts_on""",
    "wachtlijst": f"""SELECT p.personnel_number, t.scheme, t.starts_on, t.ends_on, t.ended_by, t.advice_asked_on,
        t.advised_on FROM cases_waitingspell t {_OF_PERSON} ORDER BY 1, t.starts_on, t.scheme""",
}


def write(folder: Path) -> dict[str, int]:
    """The whole register as CSV files in `folder`, made when it is not there; gives the number of rows per file."""
    folder.mkdir(parents=True, exist_ok=True)
    return {file.name: _write_file(file, folder / f"{file.name}.csv") for file in FILES}


def _write_file(file: File, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(file.column_names)
        for row in _rows(file):
            writer.writerow(row)
            count += 1
    return count


def _rows(file: File) -> Iterator[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[file.name])
        while batch := cursor.fetchmany(5_000):
            for row in batch:
                yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    return bsn.decrypt(value) if isinstance(value, memoryview) else value
