"""Behind a figure: the people it counted, for who may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import PlacementForm
from municipalities.access import Permission, requires
from municipalities.models import Membership
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import behind, entered, norms
from reports.document import FORM_LABELS, document_of
from reports.made_of import Source, is_worked, parts_of, sources
from reports.models import FrozenStand, Report
from reports.norms import NORMS
from reports.periods import Period
from reports.stands import Stand, round_once
from reports.tables import Cell, Column, Document, Row, Table, dutch, with_unit
from reports.withdrawals import refuse_hidden

COLUMNS: list[dict[str, Any]] = [
    {"label": "Naam"}, {"label": "Woongemeente"}, {"label": "Uren", "numeric": True}, {"label": "Categorie"},
    {"label": "fte", "numeric": True}, {"label": "SE", "numeric": True}, {"label": "SE nu bekend", "numeric": True},
    {"label": "Werkvorm"},
]  # fmt: skip
AMOUNTS: list[dict[str, Any]] = [
    {"label": "Naam"}, {"label": "SE toen", "numeric": True}, {"label": "SE nu", "numeric": True},
]  # fmt: skip
ENTERED: list[dict[str, Any]] = [
    {"label": "Ingevoerd"}, {"label": "Bedrag toen", "numeric": True}, {"label": "Bedrag nu", "numeric": True},
]  # fmt: skip
GIVEN: list[dict[str, Any]] = [
    {"label": "Naam"}, {"label": "Gaf toen", "numeric": True}, {"label": "Geeft nu", "numeric": True},
]  # fmt: skip
ONE = {"personen": "persoon", "gevallen": "geval", "contacten": "contact", "contracten": "contract", "dagen": "dag",
       "jobcoaches": "jobcoach"}  # fmt: skip
COUNTED: list[dict[str, Any]] = [
    {"label": "Naam"}, {"label": "Telde toen", "numeric": True}, {"label": "Telt nu", "numeric": True},
]  # fmt: skip


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def report_cell(request: PortalRequest, key: str) -> HttpResponse:
    """A cell, or with `?deel=` a number that stands in no table and that the cell is worked out from."""
    reports = Report.objects.visible_to(request.membership).select_related("checked_by", "released_by")
    report = get_object_or_404(reports, key=key)
    refuse_hidden(report, request.membership)
    document = document_of(report, masked=not request.membership.may(Permission.REPORT_DRAFT_VIEW))
    table, row, at = _cell(document.tables, request)
    found = sources(document.tables, table, row, at)
    asked = _number(table, row, table.columns[at], found, request) or _printed(table, row, table.columns[at], document)
    try:
        rows, people = asked.rows(report, request.membership)
    except KeyError:  # worked out from other figures
        rows, people = None, []
    if people:
        note(Act.FIGURE_OPENED, membership=request.membership, subjects=[person.key for person in people])
    context = {
        "figure": {
            "label": asked.label, "value": asked.value, "unit": _counted_in(asked), "place": row.label,
            "definition": asked.definition, "period_label": document.period_label,
            "known_on": timezone.localtime(report.known_on),
        },
        "report_url": reverse("report", args=[report.key]),
        "caption": _caption(rows or [], asked.columns),
        "columns": asked.columns,
        "rows": rows,
        "sources": [_source(each, request) for each in found] if asked.value else [],
    }  # fmt: skip
    return render(request, "reports/report_cell.html", context)


@dataclass(frozen=True)
class _Asked:
    """What is opened: how it is called, what it says (nothing for what stands in no table), and what fills its page."""

    table: str
    row: str
    key: str
    label: str
    value: str
    unit: str
    decimals: int
    definition: str
    columns: list[dict[str, Any]]
    fill: Callable[["_Asked", Report, Membership], tuple[list[Any], list[Any]]]

    def rows(self, report: Report, membership: Membership) -> tuple[list[Any], list[Any]]:
        """The rows, and whom they are about. KeyError when it is worked out from other figures."""
        return self.fill(self, report, membership)


def _counted_in(asked: _Asked) -> str:
    """The unit beside the number: 1 persoon, 2 personen."""
    return ONE.get(asked.unit, asked.unit) if asked.value == "1" else asked.unit


def _printed(table: Table, row: Row, column: Column, document: Document) -> _Asked:
    definitions = {each.name: each.definition for each in document.definitions}
    columns, fill = _kind(table.code, row.code, column)
    return _Asked(
        table.code, row.code, column.key, _label(table, column), row.cells[table.columns.index(column)].text,
        column.unit, column.decimals, definitions.get(column.key.partition(":")[0], ""), columns, fill,
    )  # fmt: skip


def _number(table: Table, row: Row, column: Column, found: list[Source], request: PortalRequest) -> _Asked | None:
    """The number that is asked for by name. Http404 when the cell is not worked out from it."""
    name = request.GET.get("deel")
    if name is None:
        return None
    number = next((each.number for each in found if each.number and each.number.name == name), None)
    if number is None:
        raise Http404
    part = next(each for each in parts_of(table, row.code, column.key) if each.name == name)
    columns = AMOUNTS if number.unit == "SE" else GIVEN if number.decimals else COUNTED
    return _Asked(
        table.code, row.code if part.row is None else part.row, name, f"{table.code}, {number.label}", "",
        number.unit, number.decimals, number.definition, columns, _of_rows,
    )  # fmt: skip


def _source(source: Source, request: PortalRequest) -> dict[str, str]:
    """One of the numbers a cell is worked out from; a link when it opens for this reader."""
    number, cell = source.number, source.cell
    opens = source.table.opens and (cell is None or bool(cell.number))
    opens &= behind.may_open(source.table.code, request.membership, source.column.key)
    asked = {"tabel": source.table.code, "rij": source.row.code, "kolom": source.at}
    asked |= {"deel": number.name} if number else {}
    return {
        "label": number.label if number else _label(source.table, source.column),
        "place": source.row.label,
        "text": _text(cell, source.column.unit) if cell else "staat in geen tabel",
        "url": f"?{urlencode(asked)}" if opens else "",
    }


def _text(cell: Cell, unit: str) -> str:
    return f"€ {cell.text}" if unit == "€" and cell.number is not None else with_unit(cell, unit)


def _kind(table: str, row: str, column: Column) -> tuple[list[dict[str, Any]], Any]:
    """The columns of the page behind a cell of this table, and what fills them."""
    if is_worked(table, row, column.key):
        return GIVEN, _of_others
    if table in behind.OF_MONEY or (table, column.key) in NORMS:
        return ENTERED, _of_entries
    if table in behind.ON_STANDS and column.key not in behind.MEANS:
        return COLUMNS, _of_stands
    return (AMOUNTS if _is_se(table, column.key) else GIVEN if column.decimals else COUNTED), _of_rows


def _is_se(table: str, key: str) -> bool:
    return key in behind.MEANS or (table in behind.OF_AMOUNTS and key != "t16_people")


def _of_others(asked: _Asked, report: Report, membership: Membership) -> tuple[list[Any], list[Any]]:
    raise KeyError(asked.key)


def _of_entries(asked: _Asked, report: Report, membership: Membership) -> tuple[list[Any], list[Any]]:
    """What was entered for a cell: nobody is behind it."""
    period = Period.parse(report.period)
    if (asked.table, asked.key) in NORMS:
        found = norms.behind(period, report.known_on, asked.table, asked.key, asked.row)
    elif asked.key in entered.KINDS:
        found = entered.Entries(period, report.known_on, None).behind(asked.key, asked.row)
    else:
        raise KeyError(asked.key)
    rows = [
        [
            {"text": what},
            {"text": then, "numeric": True, "label": "toen"},
            {"text": now, "numeric": True, "label": "nu"},
        ]
        for what, then, now in found
    ]
    return rows, []


def _of_stands(asked: _Asked, report: Report, membership: Membership) -> tuple[list[Any], list[Any]]:
    """The stands a cell counted, with what the same day says now."""
    stands = list(behind.people_behind(report, asked.row, asked.key, membership))
    now = behind.stands_now(stands)
    names = {place["code"]: place["name"] for place in report.shown["municipalities"]}
    rows = [_row(stand, now.get(stand.employee_id), names, _then(report, stand.month_end)) for stand in stands]
    return rows, [stand.employee for stand in stands]


def _of_rows(asked: _Asked, report: Report, membership: Membership) -> tuple[list[Any], list[Any]]:
    """Who it counted, and how many times."""
    found = behind.counted_behind(report, asked.table, asked.row, asked.key, membership)
    then = _then(report, Period.parse(report.period).ends_on)
    return [_counted(each, then, asked.decimals) for each in found], [each.employee for each in found]


def _then(report: Report, day: date) -> str:
    """The dossier as it was on that day and as known when the report was made."""
    known_on = timezone.localdate(report.known_on)
    return f"?peildatum={day:%d-%m-%Y}&bekend_op={known_on:%d-%m-%Y}"


def _counted(each: behind.Counted, then: str, decimals: int) -> list[dict[str, Any]]:
    return [
        {"text": each.employee.list_name, "url": reverse("employee", args=[each.employee.key]) + then},
        {
            "text": dutch(each.then, decimals),
            "numeric": True,
            "label": "telde toen",
            "number": each.then,
            "decimals": decimals,
        },
        {"text": dutch(each.now, decimals), "numeric": True, "label": "telt nu"},
    ]


def _cell(tables: tuple[Table, ...], request: PortalRequest) -> tuple[Table, Row, int]:
    """The cell the address names. Http404 when there is none, when it is hidden, or when it is not for this role."""
    asked = request.GET
    table = next((table for table in tables if table.code == asked.get("tabel") and table.opens), None)
    row = next((row for row in table.rows if row.code == asked.get("rij")), None) if table else None
    at = int(asked["kolom"]) if asked.get("kolom", "").isdecimal() and len(asked["kolom"]) < 4 else -1
    if table is None or row is None or not 0 <= at < len(table.columns) or row.cells[at].mask:
        raise Http404
    if not behind.may_open(table.code, request.membership, table.columns[at].key):
        raise Http404
    return table, row, at


def _label(table: Table, column: Column) -> str:
    """Which figure it is, with the head above it: T12 has “hele jaar” twice."""
    return ", ".join(part for part in (table.code, column.group, column.label) if part)


def _caption(rows: list[Any], columns: list[dict[str, Any]]) -> str:
    if columns is ENTERED:
        return "Wat is ingevoerd, toen en nu"
    who = "1 mens" if len(rows) == 1 else f"{len(rows)} mensen"
    said = f"{who} van wie u het dossier mag zien, zoals zij er toen in stonden"
    return said if columns is COLUMNS or not rows else f"{said}; samen toen {_together(rows)}"


def _together(rows: list[Any]) -> str:
    """What they give together, rounded once: beside the cell."""
    numbers = [row[1]["number"] for row in rows]
    return dutch(round_once(sum(numbers, Decimal(0)), rows[0][1]["decimals"]), rows[0][1]["decimals"])


def _row(stand: FrozenStand, now: Stand | None, names: dict[str, str], then: str) -> list[dict[str, Any]]:
    form = FORM_LABELS.get(stand.form) or dict(PlacementForm.choices).get(stand.form, "verlof of RVU")
    return [
        {"text": stand.employee.list_name, "url": reverse("employee", args=[stand.employee.key]) + then},
        {"text": names.get(stand.municipality, stand.municipality)},
        {"text": dutch(stand.hours, 2), "numeric": True, "label": "uren"},
        {"text": stand.category or "–"},
        {"text": dutch(stand.fte, 2), "numeric": True, "label": "fte"},
        {"text": dutch(stand.se, 2), "numeric": True, "label": "SE"},
        {"text": dutch(now.se, 2) if now else "telt niet", "numeric": True, "label": "SE nu bekend"},
        {"text": form},
    ]
