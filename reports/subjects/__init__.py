"""The tables of the board's report beside T1, T3 and T4: which there are, what they count, and how they are laid out.

`laid_out` gives what a report keeps of them: values, layout, checks and masks. The order here is the order in print.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from reports.figures import TOTAL, Figure, Value
from reports.subjects import (
    absence,
    approved,
    coaching,
    contribution,
    detachment,
    finance,
    indications,
    movement,
    national,
    plans,
    poortwachter,
    quality,
    realisation,
    restated,
    statistics,
    steps,
)
from reports.subjects.declare import Counting, Layout, Subject, Sum, place_rows
from reports.suppress import Printed, protect_amounts, protect_counts

SUBJECTS: tuple[Subject, ...] = (
    realisation.SUBJECT,
    movement.MOVEMENT,
    movement.FORMER,
    movement.YEAR_AGO,
    steps.SUBJECT,
    absence.SUBJECT,
    poortwachter.SUBJECT,
    indications.SUBJECT,
    plans.SUBJECT,
    coaching.SUBJECT,
    detachment.SUBJECT,
    finance.SUBJECT,
    contribution.SUBJECT,
    quality.SUBJECT,
    restated.SUBJECT,
    approved.SUBJECT,
    national.SUBJECT,
    statistics.SUBJECT,
)
FIRST = ("T1", "T2", "T3", "T3S", "T4")  # the order of the first tables; the others follow as above

Cells = dict[tuple[str, str], Decimal]  # by row and figure


def laid_out(counting: Counting, printed: Printed, threshold: int) -> dict[str, Any]:
    """`figures`, `definitions`, `tables`, `checks` and `masks` of every subject that applies.

    `printed` are the counts of T1, T3 and T4, which sums may name, and how those tables show them.
    """
    core = dict(printed.counts)
    made: dict[str, Any] = {"figures": [], "definitions": [], "tables": [], "checks": [], "masks": {}}
    for subject in SUBJECTS:
        if not subject.applies(counting):
            continue
        values = list(subject.count(counting))
        made["figures"] += [value.as_dict() for value in values]
        made["definitions"] += [definition(figure) for figure in subject.figures if figure.printed]
        made["tables"] += [_layout(subject, layout, counting) for layout in subject.layouts]
        cells = {(value.municipality, value.figure.name): value.value for value in values}
        checks = [_check(subject, layout, cells, core, counting) for layout in subject.layouts]
        made["checks"] += checks
        rows = [[row[0] for row in rows_of(layout, counting)] for layout in subject.layouts]
        counts = protect_counts(subject, cells, printed, rows, threshold, adds_up=all(check["ok"] for check in checks))
        made["masks"] |= counts | protect_amounts(subject, cells, counts, rows[0], threshold)
    return made


def definition(figure: Figure) -> dict[str, Any]:
    """As a report keeps it."""
    return {
        "name": figure.name, "table": figure.table, "label": figure.label, "definition": figure.definition,
        "unit": figure.unit, "decimals": figure.decimals, "counts_people": figure.counts_people,
        "article": figure.article, "formula": figure.formula, "excludes": figure.excludes, "version": figure.version,
        "group": figure.group,
    }  # fmt: skip


def rows_of(layout: Layout, counting: Counting) -> list[tuple[str, str, str]]:
    return layout.rows(counting) if layout.rows else place_rows(counting)


def _layout(subject: Subject, layout: Layout, counting: Counting) -> dict[str, Any]:
    columns = [
        {
            "key": figure.name, "label": figure.label, "group": figure.group, "unit": figure.unit,
            "decimals": figure.decimals, "behind": list(figure.behind), "absent": figure.absent,
            "letter": figure.letter, "counts_people": figure.counts_people, "ours": figure.ours,
        }
        for figure in subject.figures
        if figure.printed and (not layout.only or figure.name in layout.only)
    ]  # fmt: skip
    rows = [
        {"code": code, "label": label, "kind": kind} | ({"behind": layout.behind(code)} if layout.behind else {})
        for code, label, kind in rows_of(layout, counting)
    ]
    return {
        "code": layout.code, "title": layout.title(counting), "head": layout.head, "columns": columns, "rows": rows,
        "note": layout.note(counting) if layout.note else "",
    }  # fmt: skip


def _check(
    subject: Subject, layout: Layout, cells: Cells, core: dict[tuple[str, str], int], counting: Counting
) -> dict[str, Any]:
    """Do the rows make the total, and do the sums in each row come out? In words that tell no number."""
    codes = [code for code, _, _ in rows_of(layout, counting)]
    adding = [figure for figure in subject.figures if figure.adds_up or figure.counts_people]
    ok, said = True, []
    if TOTAL in codes:
        ok = all(_rows_add_up(figure, cells, codes) for figure in adding)
        what = "Alle rijen samen" if len(codes) > 2 else "De rij"
        said.append(f"{what} = totaal.")
    for each in subject.sums:
        ok = ok and all(_holds(each, row, cells, core, Decimal(0)) for row in codes)
    for each in subject.amounts:
        # Every term is rounded once, by itself: together they may differ by half a hundredth each.
        off = Decimal("0.005") * (len(each.left) + len(each.right))
        ok = ok and all(_holds(each, row, cells, core, off) for row in codes)
    if subject.sums and layout is subject.layouts[0]:
        said.append("In elke rij sluiten de kolommen die samen een geheel zijn.")
    if subject.amounts and not layout.proof:
        said.append("Begin + oorzaken = eind in elke rij; elk getal is een keer afgerond, op honderdsten.")
    return {"table": layout.code, "ok": ok, "text": " ".join([*said, *([layout.proof] if layout.proof else [])])}


def _rows_add_up(figure: Figure, cells: Cells, codes: Iterable[str]) -> bool:
    parts = [cells[code, figure.name] for code in codes if code != TOTAL and (code, figure.name) in cells]
    total = cells.get((TOTAL, figure.name))
    if total is None:
        return not parts
    exact = figure.counts_people or figure.unit in {"€", "contacten", "dagen"} or figure.decimals == 4
    off = Decimal(0) if exact else Decimal(1).scaleb(-figure.decimals) / 2 * (len(parts) + 1)
    return abs(sum(parts, Decimal(0)) - total) <= off


def _holds(each: Sum, row: str, cells: Cells, core: dict[tuple[str, str], int], off: Decimal) -> bool:
    def number(name: str) -> Decimal:
        return cells.get((row, name), Decimal(core.get((row, name), 0)))

    if not any((row, name) in cells for name in (*each.left, *each.right)):
        return True
    left, right = (sum((number(name) for name in names), Decimal(0)) for names in (each.left, each.right))
    return abs(left - right) <= off


def values_of(counting: Counting) -> list[Value]:
    """Every value, for who prints figures without a report."""
    return [value for subject in SUBJECTS if subject.applies(counting) for value in subject.count(counting)]
