"""Behind a figure: the people it counted, for who may see them."""

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
from reports.behind import people_behind
from reports.document import FORM_LABELS, document_of
from reports.models import FrozenStand, Report
from reports.tables import Cell, Column, Row, Table, dutch
from reports.withdrawals import refuse_hidden

COLUMNS = [
    {"label": "Naam"}, {"label": "Woongemeente"}, {"label": "Uren", "numeric": True}, {"label": "Categorie"},
    {"label": "fte", "numeric": True}, {"label": "SE", "numeric": True}, {"label": "Werkvorm"},
]  # fmt: skip


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def report_cell(request: PortalRequest, key: str) -> HttpResponse:
    reports = Report.objects.visible_to(request.membership).select_related("checked_by", "released_by")
    report = get_object_or_404(reports, key=key)
    refuse_hidden(report, request.membership)
    document = document_of(report, masked=not request.membership.may(Permission.REPORT_DRAFT_VIEW))
    table, row, column, cell = _cell(document.tables, request)
    try:
        stands = list(people_behind(report, row.code, column.key, request.membership))
    except KeyError:  # worked out from other figures
        stands = None
    if stands:
        note(Act.FIGURE_OPENED, membership=request.membership, subjects=[stand.employee.key for stand in stands])
    definitions = {each.name: each.definition for each in document.definitions}
    names = {place["code"]: place["name"] for place in report.content["municipalities"]}
    context = {
        "figure": {
            "label": f"{table.code}, {column.label}", "value": cell.text, "unit": column.unit, "place": row.label,
            "definition": definitions.get(column.key.partition(":")[0], ""), "period_label": document.period_label,
            "known_on": timezone.localtime(report.known_on),
        },
        "report_url": reverse("report", args=[report.key]),
        "caption": _caption(len(stands or [])),
        "columns": COLUMNS,
        "rows": None if stands is None else [_row(stand, names) for stand in stands],
    }  # fmt: skip
    return render(request, "reports/report_cell.html", context)


def _cell(tables: tuple[Table, ...], request: PortalRequest) -> tuple[Table, Row, Column, Cell]:
    """The cell the address names. Http404 when there is none, or when it is hidden."""
    asked = request.GET
    table = next((table for table in tables if table.code == asked.get("tabel") and table.opens), None)
    row = next((row for row in table.rows if row.code == asked.get("rij")), None) if table else None
    at = int(asked["kolom"]) if asked.get("kolom", "").isdecimal() and len(asked["kolom"]) < 4 else -1
    if table is None or row is None or not 0 <= at < len(table.columns) or row.cells[at].mask:
        raise Http404
    return table, row, table.columns[at], row.cells[at]


def _caption(shown: int) -> str:
    who = "1 mens" if shown == 1 else f"{shown} mensen"
    return f"{who} van wie u het dossier mag zien, zoals zij er toen in stonden"


def _row(stand: FrozenStand, names: dict[str, str]) -> list[dict[str, Any]]:
    form = FORM_LABELS.get(stand.form) or dict(PlacementForm.choices).get(stand.form, "verlof of RVU")
    return [
        {"text": stand.employee.list_name, "url": reverse("employee", args=[stand.employee.key])},
        {"text": names.get(stand.municipality, stand.municipality)},
        {"text": dutch(stand.hours, 2), "numeric": True, "label": "uren"},
        {"text": stand.category or "–"},
        {"text": dutch(stand.fte, 2), "numeric": True, "label": "fte"},
        {"text": dutch(stand.se, 2), "numeric": True, "label": "SE"},
        {"text": form},
    ]
