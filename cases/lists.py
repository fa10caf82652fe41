"""The list of people: its columns, its pages, and what each row says.

One statement gives the fifty rows and how many there are in all. The body of the table is written here and not in a
template: fifty rows of nine cells cost the template engine more than the database. Everything in it is escaped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from operator import itemgetter
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cases.models import PlacementForm
from cases.selection import Selection
from municipalities.paging import Pages, asked, query

PER_PAGE = 50
WITHOUT_WORK, WAITING = "zonder werk", "op de wachtlijst"


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
class Page(Pages):
    """One page of the list."""

    rows_html: SafeString
    keys: tuple[str, ...]  # of the people shown


def page(
    people: Selection, address: QueryDict, day: date, *, as_of: date | None = None, idle: str = WITHOUT_WORK
) -> Page:
    """The page the address asks for; the last one when it asks beyond. Rows and total come in one query.

    With `as_of`, the day looked at when that is not today, a row leads to the dossier on that day. `idle` is what is
    said of who has no placement.
    """
    number = asked(address)
    sort = address.get("sort", "")
    found = _rows(people, sort, number)
    if not found and number > 1:
        number = max(1, -(-people.count() // PER_PAGE))
        found = _rows(people, sort, number)
    total = found[0][0] if found else 0
    pages = max(1, -(-total // PER_PAGE))
    return Page(total, number, pages, PER_PAGE, address, _html(found, day, as_of, idle), tuple(row[1] for row in found))


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


# The fifty are chosen first; what a row says about their work is looked up for them only (migration 0018).
_ROWS = """
WITH behind AS ({door}),
chosen AS MATERIALIZED (
    SELECT c.*, row_number() OVER () AS place FROM (
        SELECT p.*, count(*) OVER () AS total FROM behind p WHERE {where}
        ORDER BY {order} LIMIT %(rows)s OFFSET %(first)s) c)
SELECT p.total, p.key::text, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), w.form, w.hirer, w.hours,
    w.category, w.coach, {ends}
FROM chosen p JOIN work_of(ARRAY(SELECT id FROM chosen), %(day)s, %(until)s) w ON w.person = p.id
ORDER BY p.place
"""
_ENDS = ("w.placement_ends_on", "w.indication_until", "w.employment_ends_on")
_OWN_END = "CASE WHEN {0} <= p.seen_until THEN {0} END"
_WORKS = {form.value: (form.step, form.label) for form in PlacementForm}


def _rows(people: Selection, sort: str, number: int) -> list[tuple[Any, ...]]:
    """The rows of page `number`, each after how many there are in all."""
    parameters = people.parameters | {"rows": PER_PAGE, "first": (number - 1) * PER_PAGE}
    statement = _ROWS.format(
        door=people.door,
        where=people.where,
        order=people.order_by(sort),
        ends=", ".join(_OWN_END.format(end) if people.own_period else end for end in _ENDS),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


@cache
def _dossiers() -> str:
    """What comes before the key in the address of a dossier."""
    return reverse("employee", args=["00000000-0000-0000-0000-000000000000"])[:-37]


def _html(found: list[tuple[Any, ...]], day: date, as_of: date | None, idle: str) -> SafeString:
    then = f"?peildatum={as_of}" if as_of else ""
    return mark_safe("".join(_row(row[1:], _dossiers(), day, then, idle) for row in found))  # noqa: S308  every value in it is escaped


def _row(row: Sequence[Any], link: str, day: date, then: str, idle: str) -> str:
    key, name, form, hirer, hours, category, coach, *ends = row
    step, label = _WORKS[form] if form else (0, idle)
    what, ends_on = _first(ends)
    days = (ends_on - day).days if ends_on else None
    soon = "–" if days is None else f'<b class="soon">{days}</b>' if days <= 30 else str(days)
    return (
        f'<tr><th scope="row"><a href="{link}{key}/{then}">{escape(name)}</a></th>'
        '<td class="nowrap" data-l="Werkvorm"><svg class="rung" viewBox="0 0 34 16" aria-hidden="true">'
        f'<use href="#rung-{step}"/></svg>{label}</td>'
        f'<td data-l="Inlener">{escape(hirer) if hirer else "–"}</td>'
        f'<td class="n" data-l="Uren">{"–" if hours is None else f"{hours.normalize():f}".replace(".", ",")}</td>'
        f'<td data-l="Categorie">{category or "–"}</td>'
        f'<td data-l="Jobcoach">{escape(coach) if coach else "–"}</td>'
        f'<td data-l="Loopt af">{what}</td>'
        f'<td class="n" data-l="Laatste dag">{f"{ends_on:%d-%m-%Y}" if ends_on else "–"}</td>'
        f'<td class="n" data-l="Dagen te gaan">{soon}</td></tr>'
    )


def _first(ends: Sequence[date | None]) -> tuple[str, date | None]:
    """What ends first, and when; on the same day the placement, then the indication."""
    coming = [(day, what) for day, what in zip(ends, ("plaatsing", "indicatie", "dienstverband"), strict=True) if day]
    day, what = min(coming, key=itemgetter(0), default=(None, "–"))
    return what, day
