"""The one search box: people by name (a letter wrong is no matter) or personnel number, and hirers by name.

Within what the asker may see, as the list does. A BSN is looked for whole or not at all, and only when somebody asks
for it outright (cases/views/search.py). Recent and pinned dossiers come when nothing is typed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cases import bsn
from cases.models import Pin, PlacementForm, WswEmployee
from cases.selection import IN_SERVICE, Selection, behind
from municipalities.models import Membership

MOST, HIRERS, RECENT = 8, 3, 10
LONGEST = 80
GONE = "niet in dienst"

# Who begins with it comes first, then whose other name does, then who has it somewhere, then who is nearly called so;
# of those alike who is in service, and then who is most alike.
_PEOPLE = """
WITH behind AS MATERIALIZED ({door})
SELECT p.key, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), p.personnel_number, w.form, w.hirer,
    p.gone
FROM (SELECT p.*, CASE WHEN lower(p.personnel_number) = lower(%(typed)s) THEN 0
        WHEN starts_with(p.sort_name, sort_form(%(typed)s)) THEN 1
        WHEN position(' ' || sort_form(%(typed)s) IN p.sort_name) > 0 THEN 2
        WHEN position(sort_form(%(typed)s) IN p.sort_name) > 0 THEN 3 ELSE 4 END AS rank,
        NOT {in_service} AS gone, word_similarity(sort_form(%(typed)s), p.sort_name) AS alike
    FROM behind p WHERE {where} ORDER BY rank, gone, alike DESC, p.sort_name, p.id LIMIT %(most)s) p
CROSS JOIN LATERAL (
    SELECT (array_agg(t.form ORDER BY t.hours DESC, t.id))[1] AS form,
        (array_agg(n.name ORDER BY t.hours DESC, t.id))[1] AS hirer
    FROM cases_placement t LEFT JOIN cases_hirer n ON n.id = t.hirer_id
    WHERE t.employee_id = p.id AND t.starts_on <= %(day)s AND (t.ends_on IS NULL OR t.ends_on >= %(day)s)) w
ORDER BY p.rank, p.gone, p.alike DESC, p.sort_name, p.id
"""
_HIRERS = r"""
WITH behind AS MATERIALIZED ({door})
SELECT n.name, n.city, count(DISTINCT t.employee_id) FROM cases_hirer n JOIN cases_placement t ON t.hirer_id = n.id
WHERE t.employee_id IN (SELECT b.id FROM behind b) AND t.starts_on <= %(day)s
    AND (t.ends_on IS NULL OR t.ends_on >= %(day)s)
    AND (sort_form(n.name) LIKE '%%' || regexp_replace(sort_form(%(typed)s), '([\\%%_])', '\\\1', 'g') || '%%'
        OR (length(%(typed)s) > 3 AND (sort_form(%(typed)s) <%% sort_form(n.name)
            OR ' ' || sort_form(n.name) ~ nearly(%(typed)s))))
GROUP BY n.id, n.name, n.city ORDER BY count(DISTINCT t.employee_id) DESC, n.name LIMIT %(most)s
"""
_RECENT = """
SELECT p.key, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), p.personnel_number, '', NULL,
    NOT {in_service}
FROM own_recent_dossiers(%(role)s, %(most)s) r JOIN ({door}) p ON p.key = r.key ORDER BY r.moment DESC
"""
_FORMS = dict(PlacementForm.choices)


@dataclass(frozen=True)
class Hit:
    """Somebody who was found, and what tells them from their namesakes."""

    key: UUID
    name: str
    number: str
    works: str


@dataclass(frozen=True)
class AtHirer:
    name: str
    city: str
    people: int


def cleaned(typed: str) -> str:
    return " ".join(typed.replace("\x00", "").split())[:LONGEST]


def bsn_in(typed: str) -> str:
    """The nine digits of a BSN, when that is what was typed; else nothing."""
    digits = re.sub(r"[\s.]", "", typed)
    return digits if bsn.is_valid(digits) else ""


def may_come_back(typed: str) -> bool:
    """Whether what was typed may stand on the page again: not when it may be a BSN with a slip of the pen in it."""
    return len(re.sub(r"\D", "", typed)) < 8


def people(membership: Membership, typed: str, day: date) -> list[Hit]:
    """At most eight, the likeliest first; also who is no longer in service. One query."""
    found = _everybody(membership, day).narrowed({"q": typed, "show": "alle"})
    return _hits(
        _PEOPLE.format(door=found.door, where=found.where, in_service=IN_SERVICE), found.parameters | {"most": MOST}
    )


def hirers(membership: Membership, typed: str, day: date) -> list[AtHirer]:
    """Where people work whom the asker may see; most people first. One query."""
    everybody = _everybody(membership, day)
    asked = everybody.parameters | {"typed": typed, "most": HIRERS}
    with connection.cursor() as cursor:
        cursor.execute(_HIRERS.format(door=everybody.door), asked)
        return [AtHirer(*row) for row in cursor.fetchall()]


def by_bsn(membership: Membership, number: str) -> list[Hit]:
    """Whose number this is, to the digit."""
    found = WswEmployee.objects.visible_to(membership).filter(bsn_hash=bsn.lookup_hash(number))
    return _shown(found)


def recent(membership: Membership, day: date) -> list[Hit]:
    """The dossiers that the asker opened last in this role, read from the log. One query."""
    everybody = _everybody(membership, day)
    asked = everybody.parameters | {"role": membership.pk, "most": RECENT}
    return _hits(_RECENT.format(door=everybody.door, in_service=IN_SERVICE), asked)


def pinned(membership: Membership) -> list[Hit]:
    pins = Pin.objects.filter(membership=membership).values("employee")
    return _shown(WswEmployee.objects.visible_to(membership).filter(pk__in=pins))


def _everybody(membership: Membership, day: date) -> Selection:
    return behind(membership, day)


def _shown(found: Iterable[WswEmployee]) -> list[Hit]:
    return [Hit(person.key, person.list_name, person.personnel_number, "") for person in found]


def _hits(statement: str, parameters: dict[str, Any]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [
            Hit(key, name, number, GONE if gone else " bij ".join(filter(None, (_FORMS.get(form or "", ""), hirer))))
            for key, name, number, form, hirer, gone in cursor.fetchall()
        ]
