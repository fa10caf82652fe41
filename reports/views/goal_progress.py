"""How far the goals of support plans came, per quarter: by municipality and by form of work.

Everything on it was worked out and masked before (`reports/goal_progress.py`). Who may read plans opens a quarter onto
the plans of their own people that were evaluated in it, as the register says now.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.models import Evaluation
from cases.models.contact import dossiers_of
from municipalities.access import Permission, requires
from municipalities.models import Membership, Municipality
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from reports import charts
from reports.figures import OUTSIDE, TOTAL
from reports.goal_progress import ALL_FORMS, QUARTERS
from reports.models import GoalProgress
from reports.periods import Period
from reports.tables import Cell, Chart, Column, Row, Table, number_cell
from reports.views.ladder import LABELS

MEASURES = {"verder": ("moved", "verder gekomen"), "bereikt": ("reached", "helemaal bereikt")}
SHOWN = 50
Found = dict[tuple[str, str, str], GoalProgress]  # by quarter, place and form


@require_safe
@requires(Permission.REPORT_VIEW)
def goal_progress(request: PortalRequest) -> HttpResponse:
    """`?wat=bereikt` shows the other share; `?kwartaal=2026Q3` opens a quarter, for who may read plans."""
    membership, what = request.membership, request.GET.get("wat", "verder")
    if what not in MEASURES:
        raise Http404
    told = GoalProgress.objects.visible_to(membership).exclude(people=0)
    newest = sorted(set(told.values_list("period", flat=True)))[-QUARTERS:]
    rows = GoalProgress.objects.visible_to(membership).filter(period__in=newest)
    found: Found = {(row.period, row.place, row.form): row for row in rows}
    context: dict[str, Any] = {
        "what": what,
        "label": MEASURES[what][1],
        "measures": [(code, label) for code, (_, label) in MEASURES.items()],
        "own": membership.municipality,
        "quarters": [Period.parse(code) for code in newest],
        "may_open": membership.may(Permission.PLAN_VIEW),
    }
    if found:
        context |= _tables(found, newest, what, membership)
    return render(request, "reports/goal_progress.html", context | _opened(request))


def _tables(found: Found, quarters: list[str], what: str, membership: Membership) -> dict[str, Any]:
    """By municipality for who sees all of them, by form, how many people that was, and the drawing."""
    own = membership.municipality.cbs_code if membership.municipality else ""
    alone = membership.role == "consulent"
    whose = own if alone else TOTAL
    measure, label = MEASURES[what]
    names = dict(Municipality.objects.filter(takes_part=True).order_by("name").values_list("cbs_code", "name"))
    places = {own: names.get(own, own)} if alone else {**names, OUTSIDE: "elders", TOTAL: "samen"}
    forms = {form: LABELS[form] for form in ALL_FORMS} | {TOTAL: "samen"}
    by_form = _table("D2", f"doelen {label}, in procenten, per werkvorm", found, quarters, measure, forms, place=whose)
    by_place = _table("D1", f"doelen {label}, in procenten, per gemeente", found, quarters, measure, places)
    how_many = _table("D3", "mensen met een plan dat is geëvalueerd", found, quarters, "people", places)
    drawn = by_form if alone else by_place
    chart = Chart(
        drawn.code, "line", f"Deel van de doelen: {label}", "Per kwartaal, in procenten van de besproken doelen.",
        replace(drawn, code=f"G{drawn.code}"),
    )  # fmt: skip
    picture = {
        "kind": "line",
        "title": chart.title,
        "description": chart.description,
        "svg": charts.draw(chart, own=own),
    }
    return {
        "tables": ([] if alone else [by_place]) + [by_form, how_many],
        "chart": picture if len(quarters) > 1 and _has_numbers(drawn) else None,
        "own_code": own,
    }


def _has_numbers(table: Table) -> bool:
    return any(cell.number is not None for row in table.rows for cell in row.cells)


def _table(
    code: str, title: str, found: Found, quarters: list[str], measure: str, labels: dict[str, str], place: str = ""
) -> Table:  # fmt: skip
    """Over quarters: the forms of `place`, or else the places; one that never had anybody is left out."""
    unit, decimals = ("personen", 0) if measure == "people" else ("%", 1)
    columns = tuple(Column(each, Period.parse(each).label, "", unit, decimals) for each in quarters)
    rows = []
    for name, label in labels.items():
        group = (place, name) if place else (name, TOTAL)
        kept = [found.get((quarter, *group)) for quarter in quarters]
        if any(kept) or name == TOTAL:
            cells = tuple(_cell(row, measure, decimals) for row in kept)
            rows.append(Row(name, label, cells, "total" if name == TOTAL else "municipality"))
    return Table(code, title, "", columns, tuple(rows), head="Werkvorm" if place else "Gemeente")


def _cell(row: GoalProgress | None, measure: str, decimals: int) -> Cell:
    if row is None:
        return number_cell(None)
    mask, number = getattr(row, f"{measure}_mask"), getattr(row, measure)
    return Cell(None, mask, mask) if mask else number_cell(None if number is None else Decimal(number), decimals)


def _opened(request: PortalRequest) -> dict[str, Any]:
    """The plans of one's own people that were evaluated in the quarter that was asked for."""
    code = request.GET.get("kwartaal")
    if not code:
        return {}
    if not request.membership.may(Permission.PLAN_VIEW):
        raise Http404
    try:
        period = Period.parse(code)
    except ValueError:
        raise Http404 from None
    held = Evaluation.objects.filter(
        employee__in=dossiers_of(request.membership), held_on__range=(period.starts_on, period.ends_on)
    ).select_related("employee", "plan")
    rows = list(held.order_by("employee__sort_name", "-held_on")[: SHOWN + 1])
    if rows:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.employee.key for each in rows])
    return {"opened": period, "held": rows[:SHOWN], "more": len(rows) > SHOWN}
