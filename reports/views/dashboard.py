"""The board's page: a released report on one screen, own municipality beside the five. No names, ever."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from municipalities import kept
from municipalities.access import Permission, requires
from municipalities.models import Municipality
from municipalities.requests import PortalRequest
from reports import charts
from reports.charts.spark import NOT_KNOWN, NOT_SHOWN
from reports.deliveries import note_opening
from reports.document import document_of
from reports.figures import TOTAL
from reports.models import Report, ReportState
from reports.numbers import DECIMALS, Numbers
from reports.periods import Period
from reports.tables import Cell, Table, dutch, with_unit
from reports.told import RULES
from reports.views.reports import WITH_PEOPLE, drawn, files_of

MOST_SENTENCES = 5  # one screen; the report has them all


@require_safe
@requires(Permission.DASHBOARD_VIEW)
def dashboard(request: PortalRequest) -> HttpResponse:
    of_state = Report.objects.filter(state__in=[ReportState.VRIJGEGEVEN, ReportState.INGETROKKEN])
    shown = list(of_state.order_by("-period", "-edition").values_list("period", "state", "key"))
    quarters = [code for code, state, _ in shown if state == ReportState.VRIJGEGEVEN and Period.parse(code).length == 3]
    gone = _withdrawn(shown, quarters)
    if not quarters:
        return render(request, "reports/dashboard.html", {"heading": "Dashboard", "files": [], "gone": gone})
    asked = request.GET.get("periode", quarters[0])
    if asked not in quarters:
        raise Http404
    report = Report.objects.released().select_related(*WITH_PEOPLE).get(period=asked)
    told = {"gone": gone, "older": note_opening(request, report), "edition": report.edition}

    def page() -> HttpResponse:
        return render(request, "reports/dashboard.html", _context(request, report, quarters) | told)

    return kept.answer(request, page, made_of=(report.key, report.fingerprint, quarters, told))


def _withdrawn(shown: list[tuple[str, str, Any]], quarters: list[str]) -> dict[str, str] | None:
    """The newest quarter that was withdrawn and has no edition that holds, when nothing newer was released."""
    for code, state, key in shown:
        if state == ReportState.INGETROKKEN and Period.parse(code).length == 3 and code not in quarters:
            newer = not quarters or code > quarters[0]
            return {"label": Period.parse(code).label, "url": reverse("report", args=[key])} if newer else None
    return None


def _context(request: PortalRequest, report: Report, quarters: list[str]) -> dict[str, Any]:
    own = request.membership.municipality
    code = own.cbs_code if own else TOTAL
    numbers = Numbers(report.shown)
    document = document_of(report, own=code if own else "", only=SHOWN, numbers=numbers)
    at = quarters.index(report.period)
    earlier = Period.parse(quarters[at + 1]) if at + 1 < len(quarters) else None
    return {
        "heading": _heading(own, report),
        "period_label": document.period_label,
        "released": f"Vrijgegeven op {document.released_on} door {document.checked_by} en {document.released_by}. "
        f"Getallen tot en met {Period.parse(report.period).ends_on:%d-%m-%Y}.",
        "files": files_of(report),
        "periods": [{"code": c, "label": Period.parse(c).label, "current": c == report.period} for c in quarters],
        "earlier": {"code": earlier.code, "label": earlier.label} if earlier else None,
        "next_note": _next_note(quarters) if at == 0 else "",
        "sentences": document.sentences[:MOST_SENTENCES],
        "report_url": reverse("report", args=[report.key]),
        "tens_title": f"De getallen van {own}" if own else "De getallen van de regio",
        "tens": [*_tens(numbers, code), *_more(document.tables, code)],
        "charts": drawn(document, code),
        "definitions": [
            each for each in document.definitions if each.name in {"headcount", "se_month_end", "se_quarter_mean"}
        ],
        "signs": document.signs,
    }


def _heading(own: Municipality | None, report: Report) -> str:
    others = sum(1 for place in report.shown["municipalities"] if place["code"].startswith("GM")) - 1
    words = {5: "vijf"}.get(others, str(others))
    return f"{own} en de {words} andere gemeenten" if own else "De gemeenten samen"


def _next_note(quarters: list[str]) -> str:
    nearest = Period.parse(quarters[0]).back(-1)
    return f"Het {nearest.label} is nog niet vrijgegeven." if nearest.ends_on < timezone.localdate() else ""


def _tens(numbers: Numbers, place: str) -> list[dict[str, Any]]:
    """Each figure now, its line over nine quarters, what changed, and the six together."""
    return [
        _trend(numbers, place, "Medewerkers", "headcount", ""),
        _trend(numbers, place, "SE, gemiddeld dit kwartaal", "se_quarter_mean", ""),
        _trend(numbers, place, "Werkt bij een werkgever", "at_employer_share", "%"),
        _count(numbers, place, "Zonder werk", "heads:LEEG", "op de laatste dag van het kwartaal"),
        _count(numbers, place, "Weg dit kwartaal", "out", "pensioen, overlijden, twee jaar ziek of anders"),
    ]


# Of the other tables: label, table, column, unit, and what stands under it.
MORE = (
    ("SE naast de begroting", "T2", "se_off", "SE", "verwacht dit jaar min begroot"),
    ("Ziekteverzuim", "T6", "sick_share", "%", "deel van de fte-dagen, dit kwartaal"),
    ("Indicatie bijna voorbij", "T8", "ind_16_weeks", "mensen", "loopt af binnen zestien weken"),
    ("Met een plan", "T9", "plan_share", "%", "van de mensen heeft een plan dat loopt"),
    ("Bijdrage", "T13", "due_expected", "euro", "verwacht voor het hele jaar"),
)


# What the page is made of: these, and what the sentences tell.
SHOWN = {*(table for _, table, *_ in MORE), *(table for table, _ in RULES)}


def _more(tables: tuple[Table, ...], place: str) -> list[dict[str, Any]]:
    """Figures of the other tables, as they stand there; none where a report has no such table."""
    found = []
    for label, code, key, unit, text in MORE:
        table = next((each for each in tables if each.code == code), None)
        if table is None:
            continue
        at = next(nth for nth, column in enumerate(table.columns) if column.key == key)
        cells = {row.code: row.cells[at] for row in table.rows}
        here, whole = cells[place], cells[TOTAL]
        decimals = 0 if unit == "euro" else table.columns[at].decimals
        found.append(
            {
                "label": label, "value": _short(here, decimals), "unit": "" if here.mask else unit, "spark_svg": "",
                "changes": [{"value": "", "text": "Het precieze getal blijft weg." if here.mask else text}],
                "six": _short(whole, decimals) if place != TOTAL else "",
            }
        )  # fmt: skip
    return found


def _short(cell: Cell, decimals: int) -> str:
    return cell.text if cell.number is None else dutch(cell.number, decimals)


def _trend(numbers: Numbers, place: str, label: str, what: str, unit: str) -> dict[str, Any]:
    line = [numbers.past_cell(place, what, back) for back in reversed(range(numbers.depth))]
    now, whole = line[-1], numbers.past_cell(TOTAL, what)
    known = [cell for cell in line if cell.number is not None]
    spoken = f"{label}, {len(line)} kwartalen: van {known[0].text} naar {known[-1].text}" if known else label
    changes = ((1, "sinds vorig kwartaal"), (numbers.year, "in een jaar"))
    return {
        "label": label,
        "value": now.text,
        "unit": "" if now.mask else unit,
        "spark_svg": charts.sparkline(line, label=spoken),
        "changes": [_change(now, line[-1 - back], text, unit, DECIMALS[what]) for back, text in changes],
        "six": with_unit(whole, unit) if place != TOTAL else "",
    }


def _change(now: Cell, before: Cell, text: str, unit: str, decimals: int) -> dict[str, str]:
    if now.number is None or before.number is None:
        why = NOT_SHOWN if now.mask or before.mask else NOT_KNOWN
        return {"value": "", "text": f"verschil {text} {why}"}
    step = now.number - before.number
    sign = "+" if step > 0 else ""
    return {"value": f"{sign}{dutch(step, decimals)}{' punt' if unit else ''}", "text": text}


def _count(numbers: Numbers, place: str, label: str, key: str, text: str) -> dict[str, Any]:
    now = numbers.count_cell(place, key)
    return {
        "label": label,
        "value": now.text,
        "unit": "" if now.mask else "mens" if now.number == 1 else "mensen",
        "spark_svg": "",
        "changes": [{"value": "", "text": "Het precieze getal blijft weg." if now.mask else text}],
        "six": numbers.count_cell(TOTAL, key).text if place != TOTAL else "",
    }
