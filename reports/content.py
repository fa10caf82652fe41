"""What a report says, as canonical data: values, definitions, trend and checks. All doors show this and nothing else.

Canonical: keys sorted, values as decimal strings, no moment and no name of a maker in it. So the same period and the
same data give the same fingerprint, whoever asks and whenever.
"""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from reports.canonical import pieces
from reports.disclosure import grid_of, masks_in, masks_of, threshold
from reports.figures import (
    AT_AN_EMPLOYER,
    FIGURES,
    NOBODY,
    OUTSIDE,
    TOTAL,
    Summary,
    Value,
    figures_of,
    mean,
    round_once,
    share,
    stand_table,
    summarise,
    summarise_table,
    taking_part,
)
from reports.periods import Period
from reports.stands import arguments, pieces_sql
from reports.subjects import definition, laid_out
from reports.subjects.declare import Asked, Counting
from reports.subjects.movement import earlier_days
from reports.suppress import Printed

TREND_PERIODS = 9


def lay_stands(period: Period, known_on: datetime | None) -> None:
    """What `content_of` counts, as tables of this transaction: `stand`, of the days a report over `period` rests on,
    and `pieces`, of these and every other day that its tables ask for."""
    others = [*_trend_days(period), *period.rest_of_year, *earlier_days(Asked(period, known_on))]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.pieces")
        cursor.execute("SET LOCAL enable_nestloop = off")  # everybody at once: never one by one
        cursor.execute(
            f"CREATE TEMP TABLE pieces ON COMMIT DROP AS {pieces_sql(known_on)}",
            arguments([*period.days_counted, *others], known_on),
        )
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("ANALYZE pg_temp.pieces")
    stand_table(period.days_counted, period, known_on, pieces="pieces")


def content_of(period: Period, known_on: datetime | None) -> dict[str, Any]:
    """The content of a report over `period` as known then, from what `lay_stands` made."""
    source, names = "stand", _names(known_on)
    summary, beside = summarise_table(source), summarise("SELECT * FROM pieces")
    values = figures_of(source, summary, period, list(names))
    content: dict[str, Any] = {
        "period": period.code,
        "municipalities": [{"code": code, "name": name} for code, name in names.items()],
        "figures": [value.as_dict() for value in values],
        "definitions": [definition(figure) for figure in FIGURES],
        "trend": _trend(period, beside, list(names)),
        "checks": [*_check_parts(summary, period, list(names)), *_check_flow(values)],
        "stands": _digests(source),
    }  # fmt: skip
    smallest = threshold(period.ends_on, known_on)
    content["masks"] = masks_of(content, smallest)
    printed = Printed.of(grid_of(content), masks_in(content))
    counting = Counting(period, known_on, source, summary, names, extra=beside, pieces="pieces")
    more = laid_out(counting, printed, smallest)
    for part in ("figures", "definitions", "checks"):
        content[part] += more[part]
    return content | {"tables": more["tables"], "masks": content["masks"] | more["masks"]}


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256, 64 hex digits, over the canonical form."""
    whole = hashlib.sha256()
    for piece in pieces(content):
        whole.update(piece)
    return whole.hexdigest()


def _names(known_on: datetime | None) -> dict[str, str]:
    """The rows of the tables by place, in order, with their names."""
    names = taking_part(known_on)
    return names | {OUTSIDE: "buiten de zes" if len(names) == 6 else "buiten de regio", TOTAL: "Totaal"}


def _trend_periods(period: Period) -> list[Period]:
    return [period.back(nth) for nth in reversed(range(TREND_PERIODS))]


def _trend_days(period: Period) -> list[date]:
    return [day for each in _trend_periods(period) for day in each.month_ends]


def _trend(period: Period, summary: Summary, rows: list[str]) -> list[dict[str, str]]:
    """Nine periods up to this one: people, SE and the share at an employer, per municipality."""
    points = []
    for each in _trend_periods(period):
        for place in rows:
            last = summary.get((each.ends_on, place), NOBODY)
            at_employer = sum(last.forms[form] for form in AT_AN_EMPLOYER)
            part = share(at_employer, last.heads)  # of all people: only counts a reader sees anyway
            points.append(
                {
                    "period": each.code,
                    "municipality": place,
                    "headcount": str(last.heads),
                    "se_quarter_mean": f"{round_once(mean(summary, each.month_ends, place)):.2f}",
                    "at_employer": str(at_employer),
                    "at_employer_share": "" if part is None else f"{round_once(part, 1):.1f}",
                }
            )
    return points


def _check_parts(summary: Summary, period: Period, rows: list[str]) -> list[dict[str, Any]]:
    """Is the region the sum of its parts? Unrounded, so that no rounding can hide or feign a difference."""
    parts = [place for place in rows if place != TOTAL]
    se = {place: mean(summary, period.month_ends, place) for place in rows}
    heads = {place: summary.get((period.ends_on, place), NOBODY).heads for place in rows}
    ok = round_once(sum(se[place] for place in parts) - se[TOTAL], 9) == 0
    ok = ok and sum(heads[place] for place in parts) == heads[TOTAL]
    return [{"table": "T1", "ok": ok, "rows": len(parts), "total": f"{round_once(se[TOTAL]):.2f}"}]


def _check_flow(values: list[Value]) -> list[dict[str, Any]]:
    """R47: begin + in + move_in − move_out − out = end in every row, and moves within the region cancel out."""
    rows: dict[str, dict[str, Decimal]] = {}
    for value in (value for value in values if value.figure.table == "T3"):
        row = rows.setdefault(value.municipality, {})
        row[value.figure.name] = row.get(value.figure.name, Decimal(0)) + value.value
    ok = all(
        row["begin"] + row["in"] + row["move_in"] - row["move_out"] - row.get("out", 0) == row["end"]
        for row in rows.values()
    )
    heads = {value.municipality: value.value for value in values if value.figure.name == "headcount"}
    ok = ok and all(row["end"] == heads[place] for place, row in rows.items())
    return [{"table": "T3", "ok": ok and rows[TOTAL]["move_in"] == rows[TOTAL]["move_out"]}]


def _digests(source: str) -> dict[str, str]:
    """A digest per month end of the stands the report rests on."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT month_end::text,
                    encode(sha256(convert_to(string_agg(digest, '' ORDER BY employee_id, scheme), 'UTF8')), 'hex')
                FROM (SELECT month_end, employee_id, scheme,
                          md5(concat_ws('|', employee_id, scheme, municipality, hours, fte, category, se, rvu_se, leave,
                              form, departure)) AS digest FROM {source}) made
                GROUP BY month_end"""
        )
        return dict(cursor.fetchall())
