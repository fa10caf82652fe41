"""Somebody as a former municipality knew them: the name and the day of death as they were on its last day (R70).

The wall shows a former municipality the person's row for seven years, and a row has one name: who married since would
be seen under the new one. Row-level security lets through rows, not values, and what was known on a day long ago may
only have been registered later (an import). So the database tells how it was (`people_as_then`), and each page that
shows somebody who left asks it here. docs/decisions/0016-walls.md.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from cases.models import WswEmployee
from municipalities.models import today

_THEN = "SELECT id, first_name, prefix, last_name, died_on FROM people_as_then(%s)"


def as_then(people: Iterable[WswEmployee]) -> list[WswEmployee]:
    """The same people, to read: whom the asker may see no further than a day, as they were known then.

    Who was only registered later is shown as they were registered first. Not asked of who is known to be seen today
    (`seen_until`).
    """
    shown = list(people)
    past = {each.pk: each for each in shown if (getattr(each, "seen_until", None) or date.min) < today()}
    if not past:
        return shown
    with connection.cursor() as cursor:
        cursor.execute(_THEN, [list(past)])
        for pk, first_name, prefix, last_name, died_on in cursor.fetchall():
            person = past[pk]
            person.first_name, person.prefix, person.last_name = first_name, prefix, last_name
            person.died_on = died_on
    return shown
