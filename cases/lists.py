"""The list of people: its columns, its pages, and what each row says.

One statement gives the fifty rows and how many there are in all. The body of the table is written here and not in a
template: fifty rows of nine cells cost the template engine more than the database. Everything in it is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cases.models import PlacementForm
from cases.selection import Selection, order_by

PER_PAGE = 50


@dataclass(frozen=True)
class Head:
    """A column of the list; `sort` is the key in the address, empty when it cannot be sorted by."""

    key: str
    label: str
    numeric: bool = False
    sort: str = ""


HEADS = (
    Head("name", "Naam", sort="naam"),
    Head("form", "Werkvorm", sort="werkvorm"),
    Head("hirer", "Inlener"),
    Head("hours", "Uren", numeric=True, sort="uren"),
    Head("category", "Categorie"),
    Head("coach", "Jobcoach", sort="coach"),
    Head("what", "Wat loopt af"),
    Head("ends_on", "Laatste dag", numeric=True, sort="einde"),
    Head("days", "Dagen te gaan", numeric=True),
)


@dataclass(frozen=True)
class Page:
    """One page of the list and its neighbours; `*_query` are addresses without the question mark."""

    rows_html: SafeString
    keys: tuple[UUID, ...]  # of the people shown
    total: int
    first: int
    last: int
    number: int
    pages: int
    has_prev: bool
    has_next: bool
    prev_query: str
    next_query: str
    numbers: list[dict[str, Any]]


def page(people: Selection, address: QueryDict, day: date) -> Page:
    """The page the address asks for; the last one when it asks beyond. Rows and total come in one query."""
    asked = address.get("pagina", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1
    sort = address.get("sort", "")
    total, rows, keys = _rows(people, sort, number, day)
    if not rows and number > 1:
        number = max(1, -(-people.count() // PER_PAGE))
        total, rows, keys = _rows(people, sort, number, day)
    return _page(address, number, total, rows, keys)


def _page(address: QueryDict, number: int, total: int, rows: SafeString, keys: tuple[UUID, ...]) -> Page:
    pages = max(1, -(-total // PER_PAGE))
    around = range(max(1, number - 2), min(pages, number + 2) + 1)
    return Page(
        rows_html=rows,
        keys=keys,
        total=total,
        first=(number - 1) * PER_PAGE + 1,
        last=min(number * PER_PAGE, total),
        number=number,
        pages=pages,
        has_prev=number > 1,
        has_next=number < pages,
        prev_query=query(address, pagina=number - 1),
        next_query=query(address, pagina=number + 1),
        numbers=[{"n": n, "query": query(address, pagina=n), "current": n == number} for n in around],
    )


def query(address: QueryDict, **changes: Any) -> str:
    """The address with some of its parts changed; without the empty ones."""
    changed = address.copy()
    for key, value in changes.items():
        changed[key] = str(value)
    for key in [key for key, value in changed.items() if not value]:
        del changed[key]
    return changed.urlencode()


def head_html(address: QueryDict) -> SafeString:
    """The head of the table; a column that sorts links to the address that sorts by it (again: the other way)."""
    return mark_safe("".join(_head(head, address) for head in HEADS))  # noqa: S308


def _head(head: Head, address: QueryDict) -> str:
    numeric = ' class="n"' if head.numeric else ""
    if not head.sort:
        return f'<th scope="col"{numeric}>{head.label}</th>'
    sort = address.get("sort", "naam")
    way = {head.sort: ("ascending", "▲"), f"-{head.sort}": ("descending", "▼")}.get(sort)
    link = escape(query(address, sort=f"-{head.sort}" if sort == head.sort else head.sort, pagina=""))
    sorted_, arrow = (f' aria-sort="{way[0]}"', f' <span aria-hidden="true">{way[1]}</span>') if way else ("", "")
    return f'<th scope="col"{numeric}{sorted_}><a href="?{link}">{head.label}{arrow}</a></th>'


_ROWS = """
SELECT turn.total, p.key, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), w.form, w.hirer, h.hours,
    i.category, c.name, e.what, e.ends_on
FROM (
    SELECT chosen.*, row_number() OVER () AS place FROM (
        SELECT p.id, count(*) OVER () AS total FROM cases_wswemployee p WHERE {where} ORDER BY {order}
        LIMIT %(rows)s OFFSET %(first)s) chosen) turn
JOIN cases_wswemployee p ON p.id = turn.id
LEFT JOIN LATERAL (
    SELECT t.form, n.name AS hirer FROM cases_employment d JOIN cases_placement t ON t.employment_id = d.id
    LEFT JOIN cases_hirer n ON n.id = t.hirer_id
    WHERE d.employee_id = p.id AND t.starts_on <= %(day)s AND (t.ends_on IS NULL OR t.ends_on >= %(day)s)
    ORDER BY t.hours DESC, array_position(ARRAY['BW', 'IND', 'GRD', 'WOL', 'BSB'], t.form::text) LIMIT 1) w ON true
LEFT JOIN LATERAL (
    SELECT sum(u.hours) AS hours FROM cases_employment d JOIN cases_contracthours u ON u.employment_id = d.id
    WHERE d.employee_id = p.id AND u.starts_on <= %(day)s AND (u.ends_on IS NULL OR u.ends_on >= %(day)s)
      AND (d.ends_on IS NULL OR d.ends_on >= %(day)s)) h ON true
LEFT JOIN LATERAL (
    SELECT x.category FROM cases_indication x WHERE x.employee_id = p.id AND x.starts_on <= %(day)s
    ORDER BY x.starts_on DESC, x.decided_on DESC LIMIT 1) i ON true
LEFT JOIN LATERAL (
    SELECT u.name FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
    WHERE k.employee_id = p.id AND k.starts_on <= %(day)s AND (k.ends_on IS NULL OR k.ends_on >= %(day)s)
    LIMIT 1) c ON true
LEFT JOIN LATERAL (
    SELECT what, ends_on FROM (
        SELECT 'plaatsing' AS what, t.ends_on FROM cases_employment d JOIN cases_placement t ON t.employment_id = d.id
        WHERE d.employee_id = p.id AND t.ends_on BETWEEN %(day)s AND %(until)s
        UNION ALL SELECT 'indicatie', x.valid_until FROM cases_indication x
        WHERE x.employee_id = p.id AND x.valid_until BETWEEN %(day)s AND %(until)s
        UNION ALL SELECT 'dienstverband', d.ends_on FROM cases_employment d
        WHERE d.employee_id = p.id AND d.ends_on BETWEEN %(day)s AND %(until)s) soon
    ORDER BY ends_on LIMIT 1) e ON true
ORDER BY turn.place
"""


def _rows(people: Selection, sort: str, number: int, day: date) -> tuple[int, SafeString, tuple[UUID, ...]]:
    """How many there are, the body of the table for page `number` and who is in it; 0 and nothing beyond the last."""
    parameters = people.parameters | {"rows": PER_PAGE, "first": (number - 1) * PER_PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(where=people.where, order=order_by(sort)), parameters)
        found = cursor.fetchall()
    link = reverse("employee", args=["00000000-0000-0000-0000-000000000000"])
    html = "".join(_row(row[1:], link, day) for row in found)
    keys = tuple(row[1] for row in found)
    return (found[0][0] if found else 0), mark_safe(html), keys  # noqa: S308  every value in it is escaped


def _row(row: Sequence[Any], link: str, day: date) -> str:
    key, name, form, hirer, hours, category, coach, what, ends_on = row
    step = PlacementForm(form).step if form else 0
    label = PlacementForm(form).label if form else "zonder werk"
    days = (ends_on - day).days if ends_on else None
    soon = "" if days is None else f'<b class="soon">{days}</b>' if days <= 30 else str(days)
    return (
        f'<tr><th scope="row"><a href="{link[:-37]}{key}/">{escape(name)}</a></th>'
        '<td class="nowrap" data-l="Werkvorm"><svg class="rung" viewBox="0 0 34 16" aria-hidden="true">'
        f'<use href="#rung-{step}"/></svg>{label}</td>'
        f'<td data-l="Inlener">{escape(hirer or "–")}</td>'
        f'<td class="n" data-l="Uren">{"–" if hours is None else f"{hours.normalize():f}".replace(".", ",")}</td>'
        f'<td data-l="Categorie">{category or "–"}</td><td class="nowrap" data-l="Jobcoach">{escape(coach or "–")}</td>'
        f'<td data-l="Loopt af">{what or "–"}</td>'
        f'<td class="n" data-l="Laatste dag">{f"{ends_on:%d-%m-%Y}" if ends_on else "–"}</td>'
        f'<td class="n" data-l="Dagen te gaan">{soon or "–"}</td></tr>'
    )
