"""Is this hirer there already, under another spelling or with the same number? Asked before it is saved."""

from collections.abc import Sequence

from django.db import connection

from cases.models import Hirer

ALIKE = 0.5  # of the trigrams of both names, without what stands between brackets and without BV and NV

# Written once for both names: what is left of a name when nobody pays attention to it.
_FOUND = r"""
WITH bare AS (
    SELECT h.id, h.kvk, btrim(regexp_replace(sort_form(h.name), '\(.*?\)|\m[bn]\.?v\.?(\M|$)', '', 'g')) AS name
    FROM (SELECT id, kvk, name FROM cases_hirer WHERE merged_into_id IS NULL UNION ALL SELECT NULL, '', %(name)s) h
)
SELECT other.id FROM bare own JOIN bare other ON other.id IS NOT NULL AND other.id IS DISTINCT FROM %(own)s
WHERE own.id IS NULL
  AND ((%(kvk)s <> '' AND other.kvk = %(kvk)s) OR similarity(own.name, other.name) >= %(alike)s)
ORDER BY other.kvk = %(kvk)s DESC, similarity(own.name, other.name) DESC LIMIT 5
"""


def duplicates(name: str, kvk: str, own: int | None = None) -> Sequence[Hirer]:
    """Other companies with this KvK number or nearly this name, the likeliest first."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, {"name": name, "kvk": kvk, "own": own, "alike": ALIKE})
        order = [pk for (pk,) in cursor.fetchall()]
    found = Hirer.objects.in_bulk(order)
    return [found[pk] for pk in order]
