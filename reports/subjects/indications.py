"""T8: when indications run out, what was asked of UWV, and whose category changed (R17-R22).

Of who is in service on the last day, the decision that held on that day. An indication that ran out counts on in the
SE (R14), so this table is about work to do, not about who counts.
"""

from collections.abc import Iterator

from cases.models import Indication, Reindication
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Subject, Sum, filtered

ENDS = ("ind_expired", "ind_16_weeks", "ind_year", "ind_later", "ind_none")
FIGURES = (
    Figure(
        "ind_expired", "T8", "verlopen", "De indicatie was op de laatste dag niet meer geldig. De SE telt door.",
        "personen", 0, True, article="Besluit uitvoering Wsw art. 15 b (tekst 2012)", group="geldigheid",
    ),
    Figure(
        "ind_16_weeks", "T8", "binnen 16 weken", "Loopt af binnen 16 weken na de laatste dag: de herindicatie had al "
        "gevraagd moeten zijn.", "personen", 0, True, article="Besluit uitvoering Wsw art. 2 lid 1", group="geldigheid",
    ),
    Figure("ind_year", "T8", "binnen een jaar", "Loopt af na meer dan 16 weken en binnen een jaar.", "personen", 0,
           True, group="geldigheid"),
    Figure("ind_later", "T8", "later", "Nog langer dan een jaar geldig.", "personen", 0, True, group="geldigheid"),
    Figure(
        "ind_none", "T8", "geen", "Er is geen indicatie vastgelegd, of zij is ingetrokken.", "personen", 0, True,
        group="geldigheid",
    ),
    Figure(
        "re_asked", "T8", "gevraagd", "In de periode bij UWV gevraagd.", "personen", 0, True, article="Wsw art. 11",
        group="herindicaties",
    ),
    Figure("re_decided", "T8", "besloten", "In de periode besloten.", "personen", 0, True, group="herindicaties"),
    Figure(
        "to_severe", "T8", "naar ernstig", "Telde bij het begin als matig en op de laatste dag als ernstig.",
        "personen", 0, True, article="Besluit uitvoering Wsw art. 4 en 15 c", group="andere categorie",
        excludes="wie bij het begin of op de laatste dag niet in dienst was",
    ),
    Figure("to_moderate", "T8", "naar matig", "Telde bij het begin als ernstig en op de laatste dag als matig.",
           "personen", 0, True, group="andere categorie"),
)  # fmt: skip
made = Made(FIGURES)
_HELD = """(
    SELECT w.place, w.id AS person, d.* FROM who w LEFT JOIN (
        SELECT DISTINCT ON (i.employee_id) i.employee_id, i.valid_until,
            i.withdrawn_on IS NOT NULL AND i.withdrawn_on <= %(last)s AS withdrawn
        FROM {indication} i WHERE i.starts_on <= %(last)s
        ORDER BY i.employee_id, i.starts_on DESC, i.decided_on DESC) d ON d.employee_id = w.id
    WHERE w.still) held"""
_ENDS = {
    "ind_expired": "NOT withdrawn AND valid_until < %(last)s",
    "ind_16_weeks": "NOT withdrawn AND valid_until BETWEEN %(last)s AND %(last)s + 112",
    "ind_year": "NOT withdrawn AND valid_until > %(last)s + 112"
    " AND valid_until <= (%(last)s + interval '1 year')::date",
    "ind_later": "NOT withdrawn AND valid_until > (%(last)s + interval '1 year')::date",
    "ind_none": "withdrawn IS NOT FALSE",
}
_ASKED = {
    "re_asked": "r.asked_on BETWEEN %(first)s AND %(last)s",
    "re_decided": "r.decided_on BETWEEN %(first)s AND %(last)s AND r.outcome IN ('indicatie', 'niet_doelgroep')",
}
_CATEGORY = {
    "to_severe": "a.category = 'matig' AND b.category = 'ernstig'",
    "to_moderate": "a.category = 'ernstig' AND b.category = 'matig'",
}


def _held(counting: Counting) -> str:
    return _HELD.format(indication=counting.table(Indication))


def _asked(counting: Counting) -> str:
    return f"{counting.table(Reindication)} r JOIN who w ON w.id = r.employee_id"


def _both(counting: Counting) -> str:
    return (
        f"(SELECT * FROM {counting.source} s WHERE month_end = %(eve)s AND scheme = 'wsw') a"
        f" JOIN (SELECT * FROM {counting.source} s WHERE month_end = %(last)s AND scheme = 'wsw') b USING (employee_id)"
    )


def people(counting: Counting, code: str) -> dict[str, str]:
    held, asked, both = _held(counting), _asked(counting), _both(counting)
    return {
        **{name: f"SELECT place, person FROM {held} WHERE {so}" for name, so in _ENDS.items()},
        **{name: f"SELECT DISTINCT w.place, w.id FROM {asked} WHERE {so}" for name, so in _ASKED.items()},
        **{name: f"SELECT b.municipality, employee_id FROM {both} WHERE {so}" for name, so in _CATEGORY.items()},
    }


def count(counting: Counting) -> Iterator[Value]:
    ends = counting.by_place(filtered(_ENDS), _held(counting))
    asked = counting.by_place(filtered(_ASKED, "DISTINCT r.employee_id"), _asked(counting))
    changed = counting.by_place(filtered(_CATEGORY), _both(counting), place="b.municipality")
    for place in counting.places:
        for name, number in zip(ENDS, ends.get(place, (0,) * 5), strict=True):
            yield from made(name, place, number)
        for name, number in zip(("re_asked", "re_decided"), asked.get(place, (0, 0)), strict=True):
            yield from made(name, place, number)
        for name, number in zip(("to_severe", "to_moderate"), changed.get(place, (0, 0)), strict=True):
            yield from made(name, place, number)


SUBJECT = Subject(
    FIGURES,
    count,
    (Layout("T8", lambda counting: f"indicaties op {counting.period.ends_on:%d-%m-%Y}"),),
    sums=(Sum(ENDS, ("end",)),),
    people=people,
    rests_on={
        Indication: ("category", "starts_on", "decided_on", "valid_until", "withdrawn_on"),
        Reindication: ("asked_on", "decided_on", "outcome"),
    },
)
