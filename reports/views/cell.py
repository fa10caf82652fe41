"""Behind a figure: the people it counted, for who may see them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.models import PlacementForm
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import behind, entered
from reports.document import FORM_LABELS, document_of
from reports.models import FrozenStand, Report
from reports.periods import Period
from reports.stands import Stand, round_once
from reports.tables import Cell, Column, Row, Table, dutch
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
COUNTED: list[dict[str, Any]] = [
    {"label": "Naam"}, {"label": "Telde toen", "numeric": True}, {"label": "Telt nu", "numeric": True},
]  # fmt: skip


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def report_cell(request: PortalRequest, key: str) -> HttpResponse:
    reports = Report.objects.visible_to(request.membership).select_related("checked_by", "released_by")
    report = get_object_or_404(reports, key=key)
    refuse_hidden(report, request.membership)
    document = document_of(report, masked=not request.membership.may(Permission.REPORT_DRAFT_VIEW))
    table, row, column, cell = _cell(document.tables, request)
    columns, asks = _kind(table.code, column)
    try:
        rows, people = asks(report, table.code, row.code, column.key, request)
    except KeyError:  # worked out from other figures
        rows, people = None, []
    if people:
        note(Act.FIGURE_OPENED, membership=request.membership, subjects=[person.key for person in people])
    definitions = {each.name: each.definition for each in document.definitions}
    context = {
        "figure": {
            "label": _label(table, column), "value": cell.text, "unit": column.unit, "place": row.label,
            "definition": definitions.get(column.key.partition(":")[0], ""), "period_label": document.period_label,
            "known_on": timezone.localtime(report.known_on),
        },
        "report_url": reverse("report", args=[report.key]),
        "caption": _caption(rows or [], columns) if columns is not ENTERED else "Wat is ingevoerd, toen en nu",
        "columns": columns,
        "rows": rows,
    }  # fmt: skip
    return render(request, "reports/report_cell.html", context)


def _kind(table: str, column: Column) -> tuple[list[dict[str, Any]], Any]:
    """The columns of the page behind a cell of this table, and what fills them."""
    if table in behind.OF_MONEY:
        return ENTERED, _of_entries
    if table in behind.ON_STANDS and column.key not in behind.MEANS:
        return COLUMNS, _of_stands
    return (AMOUNTS if _is_se(table, column.key) else GIVEN if column.decimals else COUNTED), _of_rows


def _is_se(table: str, key: str) -> bool:
    return key in behind.MEANS or (table in behind.OF_AMOUNTS and key != "t16_people")


def _of_entries(report: Report, table: str, row: str, key: str, request: PortalRequest) -> tuple[list[Any], list[Any]]:
    """The amounts a cell of money adds up: nobody is behind them."""
    if not behind.may_open(table, request.membership, key):
        raise Http404
    if key not in entered.KINDS:
        raise KeyError(key)
    found = entered.Entries(Period.parse(report.period), report.known_on, None).behind(key, row)
    rows = [
        [
            {"text": what},
            {"text": then, "numeric": True, "label": "toen"},
            {"text": now, "numeric": True, "label": "nu"},
        ]
        for what, then, now in found
    ]
    return rows, []


def _of_stands(report: Report, table: str, row: str, key: str, request: PortalRequest) -> tuple[list[Any], list[Any]]:
    """The stands a cell counted, with what the same day says now."""
    stands = list(behind.people_behind(report, row, key, request.membership))
    now = behind.stands_now(stands)
    names = {place["code"]: place["name"] for place in report.shown["municipalities"]}
    rows = [_row(stand, now.get(stand.employee_id), names, _then(report, stand.month_end)) for stand in stands]
    return rows, [stand.employee for stand in stands]


def _of_rows(report: Report, table: str, row: str, key: str, request: PortalRequest) -> tuple[list[Any], list[Any]]:
    """Who a cell counted, and how many times; a table that is not for this role is not there."""
    if not behind.may_open(table, request.membership, key):
        raise Http404
    found = behind.counted_behind(report, table, row, key, request.membership)
    then = _then(report, Period.parse(report.period).ends_on)
    figure = next(each for each in document_of(report).tables if each.code == table)
    decimals = next(column.decimals for column in figure.columns if column.key == key)
    return [_counted(each, then, decimals) for each in found], [each.employee for each in found]


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


def _cell(tables: tuple[Table, ...], request: PortalRequest) -> tuple[Table, Row, Column, Cell]:
    """The cell the address names. Http404 when there is none, or when it is hidden."""
    asked = request.GET
    table = next((table for table in tables if table.code == asked.get("tabel") and table.opens), None)
    row = next((row for row in table.rows if row.code == asked.get("rij")), None) if table else None
    at = int(asked["kolom"]) if asked.get("kolom", "").isdecimal() and len(asked["kolom"]) < 4 else -1
    if table is None or row is None or not 0 <= at < len(table.columns) or row.cells[at].mask:
        raise Http404
    return table, row, table.columns[at], row.cells[at]


def _label(table: Table, column: Column) -> str:
    """Which figure it is, with the head above it: T12 has “hele jaar” twice."""
    return ", ".join(part for part in (table.code, column.group, column.label) if part)


def _caption(rows: list[Any], columns: list[dict[str, Any]]) -> str:
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
