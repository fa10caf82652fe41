"""Which counts of a report stay hidden from its readers (R72): all its tables taken together, as a reader would.

`masking.hide` knows the sums; here stands which counts a report prints and how they add up. Decided once, when the
report is made, and kept in its content: every door hides the same cells.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from cases.models import Parameter
from municipalities.recorded import known
from reports.figures import AT_AN_EMPLOYER, FORMS, TOTAL
from reports.masking import Grid, Line, Name, column_lines, hide, row_lines
from reports.periods import Period

AWAY = "heads:NIN"  # on leave or RVU without work: not on the ladder
DEFAULT_THRESHOLD = 5


def masks_of(content: dict[str, Any], threshold: int = DEFAULT_THRESHOLD) -> dict[str, str]:
    """The hidden counts of a report as `place|key` with their mask."""
    return {"|".join(name): mask for name, mask in hide(grid_of(content), threshold=threshold).items()}


def masks_in(content: dict[str, Any]) -> dict[Name, str]:
    """The masks as the report keeps them, by name."""
    return {
        (place, key): mask for (place, _, key), mask in ((n.partition("|"), m) for n, m in content["masks"].items())
    }


def threshold(day: date, known_on: datetime | None) -> int:
    """From how many people on a count may be shown on `day`, as known at `known_on` or now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT value FROM {known(Parameter._meta.db_table, known_on)} p WHERE name = 'small_cell_threshold'"
            " AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on >= %(day)s) ORDER BY starts_on, id",
            {"day": day, "known_on": known_on},
        )
        found = cursor.fetchone()
    return int(found[0]) if found else DEFAULT_THRESHOLD


def counts_of(content: dict[str, Any]) -> dict[Name, int]:
    """Every count of people the report prints or lets a reader work out, by place and key."""
    counts: dict[Name, int] = {}
    for figure in content["figures"]:
        key = key_of(figure)
        if key:
            counts[figure["municipality"], key] = int(figure["value"])
    for place in {name[0] for name in counts}:
        counts[place, "out"] = sum(n for (where, key), n in counts.items() if where == place and key.startswith("out:"))
        on_ladder = sum(counts[place, f"heads:{form}"] for form in FORMS)
        counts[place, AWAY] = counts[place, "end"] - on_ladder
        counts[place, "at_employer"] = sum(counts[place, f"heads:{form}"] for form in AT_AN_EMPLOYER)
    for point in content["trend"]:
        if point["period"] != content["period"]:
            counts[point["municipality"], past_key(content, point["period"])] = int(point["headcount"])
            counts[point["municipality"], f"at_employer@{point['period']}"] = int(point["at_employer"])
    return counts


def key_of(figure: dict[str, Any]) -> str:
    """The name of a count within its place; "" for what counts no people. The headcount is the end of the movement."""
    if figure["table"] == "T3":
        reason = figure["dims"].get("reason")
        return f"out:{reason}" if reason else str(figure["figure"])
    return f"heads:{figure['dims']['form']}" if figure["figure"] == "heads" else ""


def past_key(content: dict[str, Any], period: str) -> str:
    """The headcount at the end of an earlier period; that of the period before is where the movement begins."""
    before = _before(content["period"])
    return "begin" if period == before else "end" if period == content["period"] else f"end@{period}"


@lru_cache(64)
def _before(period: str) -> str:
    """Asked of every cell of an earlier period."""
    return Period.parse(period).back(1).code


def grid_of(content: dict[str, Any]) -> Grid:
    counts = counts_of(content)
    rows = [place["code"] for place in content["municipalities"]]
    parts = [row for row in rows if row != TOTAL]
    columns = list(dict.fromkeys(key for _, key in counts))
    reasons = [key for key in columns if key.startswith("out:")]
    heads = [f"heads:{form}" for form in FORMS]
    lines = [
        *column_lines(parts, columns, total=TOTAL),
        *row_lines(rows, left=("begin", "in", "move_in"), right=("move_out", "out", "end")),
        *row_lines(rows, left=(*heads, AWAY), right=("end",)),
        *row_lines(rows, left=[f"heads:{form}" for form in AT_AN_EMPLOYER], right=("at_employer",)),
        *(row_lines(rows, left=reasons, right=("out",)) if reasons else ()),
        Line(((TOTAL, "move_in"),), ((TOTAL, "move_out"),)),
    ]
    ordered = {name: counts[name] for name in sorted(counts, key=_order(rows, columns))}
    return Grid(ordered, tuple(lines), totals=frozenset(_totals(counts)))


def _order(rows: list[str], columns: list[str]) -> Any:
    return lambda name: (rows.index(name[0]), columns.index(name[1]))


def _totals(counts: Iterable[Name]) -> Iterable[Name]:
    return (name for name in counts if name[0] == TOTAL or name[1] in {"begin", "end", "out"})
