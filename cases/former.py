"""Somebody as a former municipality knew them: the name and the day of death as they were on its last day (R70).

The wall shows a former municipality the person's row for seven years, and a row has one name: who married since would
be seen under the new one. Row-level security lets through rows, not values, and what was known on a day long ago may
only have been registered later (an import); so it is the code that chooses here. docs/decisions/0016-walls.md.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from cases.models import WswEmployee
from municipalities.models import today

_THEN = """
SELECT DISTINCT ON (version.id) version.id, first_name, prefix, last_name, died_on
FROM unnest(%(people)s::bigint[], %(moments)s::timestamptz[]) AS asked (id, moment)
JOIN (
    SELECT id, first_name, prefix, last_name, died_on, recorded_at, 'infinity'::timestamptz AS until
    FROM cases_wswemployee WHERE id = ANY (%(people)s)
    UNION ALL
    SELECT id, first_name, prefix, last_name, died_on, recorded_at, recorded_until
    FROM cases_wswemployee_history WHERE id = ANY (%(people)s)
) version ON version.id = asked.id AND version.until > asked.moment
ORDER BY version.id, version.recorded_at
"""


def as_then(people: Iterable[WswEmployee]) -> list[WswEmployee]:
    """The same people, to read: of whom one may see no further than `seen_until`, as they were known then.

    Who was only registered later is shown as they were registered first.
    """
    shown = list(people)
    past = {each.pk: each for each in shown if (last := getattr(each, "seen_until", None)) and last < today()}
    if not past:
        return shown
    moments = [_midnight_after(each.seen_until) for each in past.values()]  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(_THEN, {"people": list(past), "moments": moments})
        for pk, first_name, prefix, last_name, died_on in cursor.fetchall():
            person = past[pk]
            person.first_name, person.prefix, person.last_name = first_name, prefix, last_name
            last = person.seen_until  # type: ignore[attr-defined]
            person.died_on = died_on if died_on and died_on <= last else None
    return shown


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
