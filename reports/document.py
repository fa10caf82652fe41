"""From a report's content to what people see: tables, charts, sentences. Doors show one `Document`; none computes.

A document is masked for the board and for every file; only who checks the report sees the numbers behind the masks, and
only on screen.
"""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from cases.models import OutflowReason, PlacementForm
from reports import comments, gate
from reports.declared import declared_tables
from reports.disclosure import AWAY, past_key
from reports.editions import seal_of
from reports.figures import FORMS, OUTSIDE, TOTAL, UNKNOWN_REASON
from reports.masking import Name, mask_table, veil
from reports.models import Comment, Report
from reports.numbers import KINDS, Numbers
from reports.periods import MONTHS, Period
from reports.tables import (
    UNKNOWN,
    Accepted,
    Cell,
    Chart,
    Check,
    Column,
    Definition,
    Document,
    Row,
    Sentence,
    Table,
    dutch,
    number_cell,
)
from reports.telling import chart_titles, findings, sentences_of
from reports.told import told
from reports.veiled import RVU, counts_behind, rvu_is_told

SIGNS = (
    ("<5", "1 tot en met 4 mensen."),
    ("×", "Weggelaten, anders is een <5 uit te rekenen."),
    ("0", "Niemand."),
    (UNKNOWN, "Niet bekend."),
)
FORM_LABELS = {"LEEG": "zonder werk", AWAY: "verlof of RVU"} | dict(PlacementForm.choices)


def document_of(
    report: Report, *, masked: bool = True, own: str = "", only: Collection[str] | None = None,
    numbers: Numbers | None = None,
) -> Document:  # fmt: skip
    """The report for its readers; `own` is the CBS code whose findings the sentences tell, "" for the region.

    For a page that shows no others: of the tables that the report keeps with their layout those of `only`, and in them
    the row of `own`. `numbers` are the report's, for who has them already.
    """
    numbers = numbers or Numbers(report.shown if masked else report.content, masked=masked)
    said = {each.table: each for each in report.comments.exclude(text="")} if report.pk else {}
    core = [_masked(numbers, table) for table in (_t1(numbers), _t3(numbers), _t4(numbers))]
    core = [replace(table, finding=finding) for table, finding in zip(core, findings(numbers), strict=True)]
    tables = _in_order([*core, *declared_tables(numbers, only, own)])
    tables = [_commented(table, said.get(table.code)) for table in tables]
    return Document(
        title="Kwartaalrapport Wsw" if numbers.period.length == 3 else "Rapport Wsw",
        period_label=numbers.period.label,
        period_code=numbers.period.code,
        state=report.state,
        state_label=report.get_state_display(),
        edition=report.edition,
        known_on=f"{timezone.localtime(report.known_on):%d-%m-%Y %H:%M}",
        fingerprint=report.fingerprint,
        fictitious=settings.FICTITIOUS,
        checked_by=report.checked_by.name if report.checked_by else "",
        checked_on=_day(report.checked_at),
        released_by=report.released_by.name if report.released_by else "",
        released_on=_day(report.released_at),
        sentences=(*sentences_of(numbers, own), *_told(numbers, tables, own)),
        tables=tuple(tables),
        charts=_charts(numbers, core[2], own),
        definitions=tuple(_definition(each) for each in report.shown["definitions"]),
        signs=SIGNS,
        accepted=_accepted(report),
        seal=seal_of(report),
    )


def _accepted(report: Report) -> tuple[Accepted, ...]:
    """The findings that were let through, for every reader: without how many people, for that is masked in T15."""
    if not report.pk:
        return ()
    known = {each["name"]: each for each in report.shown["definitions"] if each.get("table") == gate.TABLE}
    return tuple(
        Accepted(gate.label_of(known, each.finding), each.reason, each.accepted_by.name, _day(each.accepted_at))
        for each in report.accepted_findings.select_related("accepted_by")
    )


FIRST = ("T1", "T2", "T3", "T3S", "T4", "T5")  # the others follow as the report has them


def _in_order(tables: list[Table]) -> list[Table]:
    codes = [table.code for table in tables]
    return sorted(
        tables, key=lambda each: FIRST.index(each.code) if each.code in FIRST else 99 + codes.index(each.code)
    )


def _told(numbers: Numbers, tables: list[Table], own: str) -> list[Sentence]:
    """What the other tables say about this municipality, or about the region."""
    names = {code: name for code, name in numbers.places if code not in KINDS}
    place, name = (own, names[own]) if own in names else (TOTAL, "de regio")
    return told({table.code: table for table in tables}, place, name, numbers.period)


def _commented(table: Table, said: Comment | None) -> Table:
    """The table with the controller's words, and whether they were written about these figures."""
    if said is None:
        return table
    return replace(table, comment=said.text, comment_warning=comments.warning(said))


def _definition(kept: dict[str, Any]) -> Definition:
    more = {name: kept[name] for name in ("formula", "excludes", "version", "table") if name in kept}
    label = f"{kept['group']}: {kept['label']}" if kept.get("group") else kept["label"]
    return Definition(kept["name"], label, kept["definition"], kept["unit"], kept["article"], **more)


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d-%m-%Y}" if moment else ""


def _t1(numbers: Numbers) -> Table:
    period, year_ago = numbers.period, numbers.period.back(numbers.year)
    last = f"{period.ends_on:%Y-%m}"
    columns = (
        Column("headcount", "mensen", f"Stand {period.ends_on:%d-%m-%Y}", "personen"),
        Column(f"fte_month_end:{last}", "fte", f"Stand {period.ends_on:%d-%m-%Y}", "fte", 2),
        *(
            Column(f"se_month_end:{day:%Y-%m}", MONTHS[day.month - 1], "SE op de laatste dag van", "SE", 2)
            for day in period.month_ends
        ),
        Column("se_quarter_mean", period.label.removesuffix(f" {period.year}"), "SE gemiddeld", "SE", 2),
        Column("se_ytd_mean", "sinds 1 jan.", "SE gemiddeld", "SE", 2),
        Column("se_before", year_ago.label.replace("kwartaal", "kw."), "SE een jaar eerder", "SE", 2),
        Column("se_change", "verschil", "SE een jaar eerder", "SE", 2),
        Column(RVU, "RVU", "Niet in de SE", "SE", 2),
    )
    check = next(each for each in numbers.content["checks"] if each["table"] == "T1")
    rows = numbers.rows(columns, lambda place, column: number_cell(_t1_value(numbers, place, column), column.decimals))
    checks = (Check(check["ok"], _rows_in_words(numbers, check)),)
    return Table("T1", "mensen, fte en SE naar woongemeente", "", columns, rows, checks)


def _rows_in_words(numbers: Numbers, check: dict[str, Any]) -> str:
    """The rows and their total, unless a reader may not see that."""
    hidden = numbers.count_cell(TOTAL, "end").mask
    total = "het totaal" if hidden else f"{dutch(Decimal(check['total']), 2)} SE = totaal"
    return (
        f"{check['rows']} rijen samen = {total}. "
        "Elke rij is een keer afgerond, op honderdsten; daardoor kan de som van de rijen een honderdste verschillen."
    )


def _t1_value(numbers: Numbers, place: str, column: Column) -> Decimal | None:
    if column.key == "se_before":
        return numbers.past(place, "se_quarter_mean", numbers.year)
    if column.key == "se_change":
        now, before = numbers.of(place, "se_quarter_mean"), numbers.past(place, "se_quarter_mean", numbers.year)
        return now - before if now is not None and before is not None else None
    return numbers.of(place, *column.key.split(":"))


REASON_LABELS = {"AOW": "AOW", "OVL": "overleden", "ZIE": "2 jaar ziek", "PEN": "pensioen", UNKNOWN_REASON: "onbekend"}


def _t3(numbers: Numbers) -> Table:
    period = numbers.period
    labels = dict(OutflowReason.choices) | REASON_LABELS
    columns = (
        Column("begin", f"mensen op {period.eve:%d-%m-%Y}", "", "personen"),
        Column("in", "terug in dienst", "", "personen"),
        Column("move_in", "erbij", "Verhuisd tussen gemeenten", "personen"),
        Column("move_out", "eraf", "Verhuisd tussen gemeenten", "personen"),
        *(Column(f"out:{reason}", labels[reason], "Weg, omdat", "personen") for reason in numbers.reasons),
        Column("out", "samen weg", "Weg, omdat" if numbers.reasons else "", "personen"),
        Column("end", f"mensen op {period.ends_on:%d-%m-%Y}", "", "personen"),
    )
    rows = numbers.rows(columns, lambda place, column: number_cell(_t3_value(numbers, place, column)))
    check = next(each for each in numbers.content["checks"] if each["table"] == "T3")
    title = f"wie kwam en wie ging, {period.starts_on:%d-%m-%Y} t/m {period.ends_on:%d-%m-%Y}"
    return Table("T3", title, "", columns, rows, (Check(check["ok"], _flow_in_words(numbers)),))


def _flow_in_words(numbers: Numbers) -> str:
    """The sum of the total row, unless a reader may not see one of its terms."""
    begin, back, came, went, out, end = (
        numbers.count_cell(TOTAL, key) for key in ("begin", "in", "move_in", "move_out", "out", "end")
    )
    rest = "Elke rij sluit; verhuisd erbij = verhuisd eraf."
    if any(cell.mask for cell in (begin, back, came, went, out, end)):
        return rest
    return f"{begin.text} + {back.text} + {came.text} − {went.text} − {out.text} = {end.text}. {rest}"


def _t3_value(numbers: Numbers, place: str, column: Column) -> Decimal | None:
    if column.key == "out":
        return numbers.out(place)
    return numbers.of(place, *column.key.split(":"))


def _t4(numbers: Numbers) -> Table:
    steps = (AWAY, *FORMS)
    columns = (
        *(Column(_head_key(form), FORM_LABELS[form], "mensen", "personen") for form in steps),
        Column("total", "samen", "mensen", "personen"),
        *(Column(f"hours_share:{form}", FORM_LABELS[form], "deel van de uren", "%", 2) for form in FORMS),
    )
    rows = numbers.rows(columns, lambda place, column: number_cell(_t4_value(numbers, place, column), column.decimals))
    note = "Wie op meer plekken werkt, telt bij de werkvorm met de meeste uren. De uren tellen elke plek mee."
    return Table(
        "T4", f"mensen en uren naar werkvorm op {numbers.period.ends_on:%d-%m-%Y}", "", columns, rows, note=note
    )


def _head_key(form: str) -> str:
    return form if form == AWAY else f"heads:{form}"


def _t4_value(numbers: Numbers, place: str, column: Column) -> Decimal | None:
    if column.key == "total":
        return numbers.of(place, "headcount")
    if column.key == AWAY:
        away = numbers.of(place, *AWAY.split(":"))
        if away is not None:
            return away
        on_ladder = sum((numbers.of(place, "heads", form) or Decimal(0) for form in FORMS), Decimal(0))
        return (numbers.of(place, "headcount") or Decimal(0)) - on_ladder
    return numbers.of(place, *column.key.split(":"))


def _masked(numbers: Numbers, table: Table) -> Table:
    """The table as its readers may see it."""
    if not numbers.masked:
        return table

    def behind(row: Row, column: Column) -> tuple[Name, ...]:
        return tuple((row.code, key) for key in counts_behind(column.key, year_ago))

    year_ago = past_key(numbers.content, numbers.code(numbers.year))
    return _without_small_rvu(mask_table(table, numbers.masks, behind))


def _without_small_rvu(table: Table) -> Table:
    at = next((at for at, column in enumerate(table.columns) if column.key == RVU), None)
    if at is None:
        return table

    def shown(row: Row) -> Cell:
        cell = row.cells[at]
        return cell if rvu_is_told(cell.number, of_region=row.kind == "total") else veil(cell, "×")

    rows = (replace(row, cells=(*row.cells[:at], shown(row), *row.cells[at + 1 :])) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _charts(numbers: Numbers, ladder: Table, own: str) -> tuple[Chart, ...]:
    heads = _columns_of(ladder, "personen")
    drawn = (
        ("ladder", "Werkladder: waar mensen werken, als deel van alle mensen", heads),
        ("dots", "Deel van de mensen dat gedetacheerd is of begeleid werkt", _employer_table(numbers)),
        ("line", "Mensen in dienst aan het eind van elk kwartaal", _headcount_table(numbers)),
    )
    return tuple(
        Chart(f"G{nth}", kind, title, description, table)
        for nth, ((kind, description, table), title) in enumerate(
            zip(drawn, chart_titles(numbers, own), strict=True), start=1
        )
    )


def _columns_of(table: Table, unit: str) -> Table:
    """The table with only its columns in `unit`; the steps at an employer share a group for the drawing."""
    kept = [at for at, column in enumerate(table.columns) if column.unit == unit]
    group = {"heads:GRD", "heads:IND", "heads:BW"}
    columns = tuple(
        replace(c, group="bij een werkgever" if c.key in group else "") for c in (table.columns[at] for at in kept)
    )
    rows = tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows)
    return replace(table, columns=columns, rows=rows)


def _employer_table(numbers: Numbers) -> Table:
    columns = (
        Column("then", _short(numbers.period.back(numbers.year)), "", "%", 1),
        Column("now", _short(numbers.period), "", "%", 1),
    )

    def cell(place: str, column: Column) -> Cell:
        return numbers.past_cell(place, "at_employer_share", numbers.year if column.key == "then" else 0)

    places = [place for place in numbers.places if place[0] != OUTSIDE]
    return Table("G2", "Deel dat bij een werkgever werkt", "", columns, numbers.rows(columns, cell, places))


def _headcount_table(numbers: Numbers) -> Table:
    columns = tuple(
        Column(str(back), _short(numbers.period.back(back)), "", "personen") for back in reversed(range(numbers.depth))
    )

    def cell(place: str, column: Column) -> Cell:
        return numbers.past_cell(place, "headcount", int(column.key))

    places = [place for place in numbers.places if place[0] not in KINDS]
    return Table("G3", "Mensen in dienst", "", columns, numbers.rows(columns, cell, places))


def _short(period: Period) -> str:
    return period.label.replace("kwartaal", "kw.")
