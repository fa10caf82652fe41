"""Who may be in the register twice: by spelling, by sound and by number, always with the reason. Nobody is merged here.

Two are compared only when they share a birth date, a sound or a BSN: three look-ups by an index, and no distance asked
of everybody. Whom the asker may not see is not compared with, so nobody is told that somebody exists elsewhere (0016).
What makes two alike is one function of the database, `why_double` (migration 0221), asked in three places: at an import
before it is saved, of what is typed in a form, and of all pairs that a municipality sees. Decision 0052.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from cases.models import WswEmployee
from cases.models.employee import VISIBLE, door_of
from municipalities.models import Membership, today

REASONS = {
    "bsn": "zelfde burgerservicenummer",
    "name": "zelfde geboortedag en zelfde naam",
    "sound": "zelfde geboortedag, naam klinkt gelijk",
    "spelling": "zelfde geboortedag, naam lijkt erop",
    "day": "naam klinkt gelijk, geboortedag scheelt één cijfer of dag en maand staan verwisseld",
    "number": "zelfde geboortedag en zelfde personeelsnummer, anders geschreven",
}
MOST = 5  # in a form

# Pairs that share something to begin with; {a} and {b} are relations of people, {once} keeps a pair from coming twice.
# Of 100,000 people some six share a birth date; the similarity of what is worked out already leaves one in a hundred.
_SHARES = """
    SELECT a.id, b.id AS other FROM {a} a JOIN {b} b ON b.birth_date = a.birth_date AND {once}
        AND (similarity(a.name_sound, b.name_sound) >= 0.4 OR same_digits(a.personnel_number, b.personnel_number))
    UNION SELECT a.id, b.id FROM {a} a JOIN {b} b ON b.name_sound = a.name_sound AND a.name_sound <> '' AND {once}
        AND nearly_day(a.birth_date, b.birth_date)
    UNION SELECT a.id, b.id FROM {a} a JOIN {b} b ON b.bsn_hash = a.bsn_hash AND {once}"""
_STRONGEST = f"array_position(ARRAY{list(REASONS)}, w.why[1])"
_SAID = """EXISTS (SELECT 1 FROM cases_twopeople t
    WHERE t.employee_id = least(s.id, s.other) AND t.other_id = greatest(s.id, s.other))"""


def _reasons(codes: Iterable[str]) -> list[str]:
    return [REASONS[code] for code in codes]


# Of a register that is read in

_OF_IMPORT = f"""
WITH fresh AS MATERIALIZED (
    SELECT n.row, p.* FROM new_personen n JOIN cases_wswemployee p ON p.id = n.id WHERE n.is_new
),
shares AS ({_SHARES.format(a="fresh", b="cases_wswemployee", once="b.id <> a.id")})
SELECT f.row, f.personnel_number, p.personnel_number, w.why
FROM shares s JOIN fresh f ON f.id = s.id JOIN cases_wswemployee own ON own.id = s.id
JOIN cases_wswemployee p ON p.id = s.other LEFT JOIN fresh also ON also.id = s.other
CROSS JOIN LATERAL (SELECT why_double(own, p)) w (why)
WHERE cardinality(w.why) > 0 AND (also.id IS NULL OR also.row < f.row)
ORDER BY f.row, {_STRONGEST}, p.personnel_number
"""


@dataclass(frozen=True)
class Incoming:
    """A new person of an import who may be there already, or stand in the file twice. No name: a log may keep it."""

    row: int
    number: str
    other: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        why = "; ".join(self.reasons)
        return f"personen.csv, rij {self.row}: {self.number} is mogelijk dezelfde als {self.other} ({why})."


def of_import(cursor: Any) -> list[Incoming]:
    """Of the new people of the import in this transaction, by row. As the importer, of whom the importer may see."""
    cursor.execute(_OF_IMPORT)
    return [Incoming(row, own, other, tuple(_reasons(why))) for row, own, other, why in cursor.fetchall()]


# Of a form

_OF_FORM = f"""
WITH typed AS MATERIALIZED (
    SELECT t.own, (t.own).* FROM (
        SELECT jsonb_populate_record(p, %(typed)s::jsonb || jsonb_build_object(
            'sort_name', sort_form(%(name)s), 'name_sound', sound_of(sort_form(%(name)s)))) AS own
        FROM cases_wswemployee p WHERE p.id = %(own)s) t
),
shares AS ({_SHARES.format(a="typed", b="cases_wswemployee", once="b.id <> a.id")})
SELECT p.key, concat_ws(', ', p.last_name, nullif(p.prefix, ''), p.first_name), p.personnel_number, p.birth_date, w.why
FROM shares s JOIN cases_wswemployee p ON p.id = s.other CROSS JOIN typed t
CROSS JOIN LATERAL (SELECT why_double(t.own, p)) w (why)
WHERE cardinality(w.why) > 0 AND p.id IN ({{visible}}) AND NOT {_SAID}
ORDER BY {_STRONGEST}, p.sort_name, p.id LIMIT {MOST}
"""


@dataclass(frozen=True)
class Alike:
    """Somebody whom one may see and who looks like who was typed."""

    key: UUID
    name: str
    number: str
    born: date
    reasons: list[str]


def of_form(person: WswEmployee, by: Membership) -> list[Alike]:
    """Who looks like `person` as they would be saved, the likeliest first; not who was said to be another."""
    visible, values = _visible(by)
    typed = {
        "birth_date": person.birth_date.isoformat(),
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
    asked: dict[str, Any] = {"own": person.pk, "typed": json.dumps(typed)}
    asked["name"] = f"{person.last_name} {person.first_name}"
    with connection.cursor() as cursor:
        cursor.execute(_OF_FORM.format(visible=visible), asked | values)
        return [Alike(key, name, number, born, _reasons(why)) for key, name, number, born, why in cursor.fetchall()]


def _visible(by: Membership) -> tuple[str, dict[str, Any]]:
    """SQL for the ids of whom `by` may see, and its parameters: the door, before the wall behind it."""
    return VISIBLE % {"holder": "%(holder)s", "today": "%(today)s"}, {"holder": door_of(by) or "", "today": today()}


# Of a municipality

_PAIRS = f"""
WITH seen AS MATERIALIZED (
    SELECT p.id, p.birth_date, p.name_sound, p.bsn_hash, p.personnel_number FROM cases_wswemployee p
    WHERE p.id IN ({{visible}}) AND p.last_name <> ''
),
shares AS ({_SHARES.format(a="seen", b="seen", once="b.id > a.id")})
SELECT a.id, b.id, w.why FROM shares s
JOIN cases_wswemployee a ON a.id = s.id JOIN cases_wswemployee b ON b.id = s.other
CROSS JOIN LATERAL (SELECT why_double(a, b)) w (why)
WHERE cardinality(w.why) > 0 AND NOT {_SAID}
ORDER BY {_STRONGEST}, a.sort_name, a.id, b.id
"""
_SIDE_BY_SIDE = """
SELECT p.id, p.key, concat_ws(' ', p.first_name, nullif(p.prefix, ''), p.last_name), p.personnel_number, p.birth_date,
    p.died_on, p.bsn_hash IS NOT NULL,
    (SELECT coalesce(m.name, 'buitenland') FROM cases_residence r
        LEFT JOIN municipalities_municipality m ON m.id = r.municipality_id
        WHERE r.employee_id = p.id ORDER BY r.starts_on DESC LIMIT 1),
    job.employer, job.starts_on, job.ends_on
FROM cases_wswemployee p LEFT JOIN LATERAL (
    SELECT o.name, e.starts_on, e.ends_on
    FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
    WHERE e.employee_id = p.id ORDER BY e.starts_on DESC LIMIT 1) job (employer, starts_on, ends_on) ON true
WHERE p.id = ANY(%s)
"""


@dataclass(frozen=True)
class Side:
    """One of the two, by what tells people apart."""

    pk: int
    key: UUID
    name: str
    number: str
    born: date
    died: date | None
    has_bsn: bool
    lives: str | None
    employer: str | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class Pair:
    one: Side
    other: Side
    reasons: list[str]


def pairs(by: Membership) -> list[tuple[int, int, list[str]]]:
    """Every pair whom `by` sees both, the likeliest first: two ids and why. One statement."""
    visible, values = _visible(by)
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(visible=visible), values)
        return [(one, other, _reasons(why)) for one, other, why in cursor.fetchall()]


def side_by_side(found: Sequence[tuple[int, int, list[str]]]) -> list[Pair]:
    """Both of each pair, with what tells people apart. One statement for all."""
    with connection.cursor() as cursor:
        cursor.execute(_SIDE_BY_SIDE, [[pk for one, other, _ in found for pk in (one, other)]])
        sides = {row[0]: Side(*row) for row in cursor.fetchall()}
    return [Pair(sides[one], sides[other], why) for one, other, why in found if one in sides and other in sides]
