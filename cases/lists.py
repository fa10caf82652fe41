"""The list of people: its columns, its pages, and what each row says.

One statement gives the fifty rows and how many there are in all. The body of the table is written here and not in a
template: fifty rows of nine cells cost the template engine more than the database. Everything in it is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cases.models import PlacementForm
from cases.selection import Selection, coached_by, coaches_among, order_by
from municipalities.paging import query

PER_PAGE = 50
Coaches = Sequence[Sequence[str]]  # key and name


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
    coaches: Coaches  # of everybody behind the door, whatever the address asks for
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
    """The page the address asks for; the last one when it asks beyond. Rows, total and coaches come in one query."""
    asked = address.get("pagina", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1
    sort = address.get("sort", "")
    found = _rows(people, sort, number)
    if not found and number > 1:
        number = max(1, -(-people.count() // PER_PAGE))
        found = _rows(people, sort, number)
    total, coaches = found[0][:2] if found else (0, people.coaches())
    keys = tuple(UUID(row[2]) for row in found)
    return _page(address, number, total, _html(found, day), keys, coaches or ())


def _page(
    address: QueryDict, number: int, total: int, rows: SafeString, keys: tuple[UUID, ...], coaches: Coaches
) -> Page:
    pages = max(1, -(-total // PER_PAGE))
    around = range(max(1, number - 2), min(pages, number + 2) + 1)
    return Page(
        rows_html=rows,
        keys=keys,
        coaches=coaches,
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


# The fifty are chosen first; what a row says about their work is looked up for them only. Each table is read once, for
# every mention of one is another wall to plan and to pass (cases/walls.py).
_ROWS = """
WITH behind AS MATERIALIZED ({door}),
coached AS MATERIALIZED ({coached})
SELECT p.total, CASE WHEN p.place = 1 THEN (SELECT json_agg(json_build_array(c.key, c.name)) FROM ({coaches}) c) END,
    p.key::text, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), w.form, w.hirer, e.hours,
    i.category, u.name, w.ends_on, i.valid_until, e.ends_on
FROM (
    SELECT chosen.*, row_number() OVER () AS place FROM (
        SELECT p.*, count(*) OVER () AS total FROM behind p WHERE {where}
        ORDER BY {order} LIMIT %(rows)s OFFSET %(first)s) chosen) p
LEFT JOIN LATERAL (
    SELECT u.name FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
    WHERE k.employee_id = p.id AND k.starts_on <= %(day)s AND (k.ends_on IS NULL OR k.ends_on >= %(day)s) LIMIT 1) u
    ON true
CROSS JOIN LATERAL (
    SELECT (array_agg(t.form ORDER BY {most}) FILTER (WHERE t.starts_on <= %(day)s))[1] AS form,
        (array_agg(n.name ORDER BY {most}) FILTER (WHERE t.starts_on <= %(day)s))[1] AS hirer,
        min(t.ends_on) FILTER (WHERE t.ends_on <= %(until)s) AS ends_on
    FROM cases_placement t LEFT JOIN cases_hirer n ON n.id = t.hirer_id
    WHERE t.employee_id = p.id AND (t.ends_on IS NULL OR t.ends_on >= %(day)s)) w
CROSS JOIN LATERAL (
    SELECT sum(h.hours) AS hours, min(d.ends_on) FILTER (WHERE d.ends_on <= %(until)s) AS ends_on
    FROM cases_employment d LEFT JOIN cases_contracthours h ON h.employment_id = d.id AND h.employee_id = d.employee_id
        AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on >= %(day)s)
    WHERE d.employee_id = p.id AND (d.ends_on IS NULL OR d.ends_on >= %(day)s)) e
CROSS JOIN LATERAL (
    SELECT (array_agg(x.category ORDER BY x.starts_on DESC, x.decided_on DESC)
            FILTER (WHERE x.starts_on <= %(day)s))[1] AS category,
        min(x.valid_until) FILTER (WHERE x.valid_until BETWEEN %(day)s AND %(until)s) AS valid_until
    FROM cases_indication x WHERE x.employee_id = p.id) i
ORDER BY p.place
"""
_MOST = "t.hours DESC, array_position(ARRAY['BW', 'IND', 'GRD', 'WOL', 'BSB'], t.form::text), t.id"
_WORKS = {"": (0, "zonder werk")} | {form.value: (form.step, form.label) for form in PlacementForm}


def _rows(people: Selection, sort: str, number: int) -> list[tuple[Any, ...]]:
    """The rows of page `number`, each after how many there are in all; the first with the coaches too."""
    parameters = people.parameters | {"rows": PER_PAGE, "first": (number - 1) * PER_PAGE}
    statement = _ROWS.format(
        door=people.door,
        where=people.where,
        order=order_by(sort),
        coached=coached_by("behind"),
        coaches=coaches_among("coached"),
        most=_MOST,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _html(found: list[tuple[Any, ...]], day: date) -> SafeString:
    link = reverse("employee", args=["00000000-0000-0000-0000-000000000000"])[:-37]
    return mark_safe("".join(_row(row[2:], link, day) for row in found))  # noqa: S308  every value in it is escaped


def _row(row: Sequence[Any], link: str, day: date) -> str:
    key, name, form, hirer, hours, category, coach, *ends = row
    step, label = _WORKS[form or ""]
    what, ends_on = _first(ends)
    days = (ends_on - day).days if ends_on else None
    soon = "–" if days is None else f'<b class="soon">{days}</b>' if days <= 30 else str(days)
    return (
        f'<tr><th scope="row"><a href="{link}{key}/">{escape(name)}</a></th>'
        '<td class="nowrap" data-l="Werkvorm"><svg class="rung" viewBox="0 0 34 16" aria-hidden="true">'
        f'<use href="#rung-{step}"/></svg>{label}</td>'
        f'<td data-l="Inlener">{escape(hirer) if hirer else "–"}</td>'
        f'<td class="n" data-l="Uren">{"–" if hours is None else f"{hours.normalize():f}".replace(".", ",")}</td>'
        f'<td data-l="Categorie">{category or "–"}</td>'
        f'<td class="nowrap" data-l="Jobcoach">{escape(coach) if coach else "–"}</td>'
        f'<td data-l="Loopt af">{what}</td>'
        f'<td class="n" data-l="Laatste dag">{f"{ends_on:%d-%m-%Y}" if ends_on else "–"}</td>'
        f'<td class="n" data-l="Dagen te gaan">{soon}</td></tr>'
    )


def _first(ends: Sequence[date | None]) -> tuple[str, date | None]:
    """What ends first, and when; on the same day the placement, then the indication."""
    coming = [(day, what) for day, what in zip(ends, ("plaatsing", "indicatie", "dienstverband"), strict=True) if day]
    day, what = min(coming, key=itemgetter(0), default=(None, "–"))
    return what, day
