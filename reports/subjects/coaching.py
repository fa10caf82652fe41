"""T10: the work of job coaches: contacts and their hours, caseloads, visits to where people work (R66-R68).

Contacts are of people who are in service on the last day, and count in their municipality; who left is in no row.
"""

from collections.abc import Iterator
from fractions import Fraction

from cases.models import Caseload, Contact, Placement
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Part, Subject, Sum, divided, over

FIGURES = (
    Figure("contacted", "T10", "met contact", "In dienst op de laatste dag, en in de periode een of meer contacten.",
           "personen", 0, True, group="mensen"),
    Figure("not_contacted", "T10", "zonder contact", "In dienst op de laatste dag, zonder contact in de periode.",
           "personen", 0, True, group="mensen"),
    Figure("contacts", "T10", "contacten", "Vastgelegde contacten in de periode.", "contacten", 0, group="contacten",
           behind=("contacted",), adds_up=True, excludes="contacten met wie niet meer in dienst is"),
    Figure("contact_hours", "T10", "uren", "Duur van de contacten samen.", "uren", 1, group="contacten",
           behind=("contacted",), formula="minuten ÷ 60"),
    Figure("hours_each", "T10", "uren per mens", "Uren contact per mens in dienst.", "uren", 2, group="contacten",
           behind=("contacted", "not_contacted"), formula="uren ÷ mensen in dienst", absent="n.v.t."),
    Figure("visits", "T10", "bezoeken", "Contacten op de werkplek.", "contacten", 0, group="werkplek",
           behind=("contacted",), adds_up=True),
    Figure("visits_each", "T10", "per plaatsing", "Bezoeken per plaatsing die op de laatste dag loopt.", "keer", 2,
           group="werkplek", behind=("contacted",), formula="bezoeken ÷ plaatsingen", absent="n.v.t."),
    Figure("coached", "T10", "met jobcoach", "Staat op de laatste dag in een caseload.", "personen", 0, True,
           group="caseload"),
    Figure("uncoached", "T10", "zonder jobcoach", "Staat op de laatste dag in geen caseload.", "personen", 0, True,
           group="caseload"),
    Figure("coaches", "T10", "jobcoaches", "Jobcoaches met een of meer mensen uit deze gemeente. Een coach werkt vaak "
           "voor meer gemeenten: de regio telt iedereen een keer.", "jobcoaches", 0, group="caseload",
           behind=("coached",)),
    Figure("load_each", "T10", "mensen per coach", "Mensen met een jobcoach, gedeeld door die jobcoaches.", "personen",
           1, group="caseload", behind=("coached", "uncoached"), formula="met jobcoach ÷ jobcoaches", absent="n.v.t."),
)  # fmt: skip
NUMBERS = (
    Figure("served", "T10", "mensen in dienst", "In dienst op de laatste dag van de periode.", "personen", 0),
    Figure("placements", "T10", "plaatsingen", "Plaatsingen die op de laatste dag lopen.", "plaatsingen", 0),
    Figure("minutes", "T10", "minuten contact", "Duur van de contacten samen.", "minuten", 0),
)
made = Made(FIGURES)
_CONTACT = """count(*), coalesce(sum(c.minutes), 0), count(DISTINCT c.employee_id),
    count(*) FILTER (WHERE c.kind = 'werkplekbezoek')"""
_RUNS = "{0}.starts_on <= %(last)s AND ({0}.ends_on IS NULL OR {0}.ends_on >= %(last)s)".format


_HERE = "JOIN who w ON w.still AND w.id ="


def _contacts(counting: Counting) -> str:
    contacts = f"(SELECT * FROM {counting.table(Contact)} k WHERE k.held_on BETWEEN %(first)s AND %(last)s)"
    return f"{contacts} c {_HERE} c.employee_id"


def _caseloads(counting: Counting) -> str:
    return f"(SELECT * FROM {counting.table(Caseload)} k WHERE {_RUNS('k')}) l {_HERE} l.employee_id"


def people(counting: Counting, code: str) -> dict[str, str]:
    contacts, caseloads, still = _contacts(counting), _caseloads(counting), "SELECT place, id FROM who WHERE still"
    contacted, coached = (f"SELECT DISTINCT w.place, w.id FROM {rows}" for rows in (contacts, caseloads))
    return {
        "contacted": contacted, "not_contacted": f"{still} EXCEPT {contacted}",
        "contacts": f"SELECT w.place, w.id FROM {contacts}",
        "visits": f"SELECT w.place, w.id FROM {contacts} WHERE c.kind = 'werkplekbezoek'",
        "coached": coached, "uncoached": f"{still} EXCEPT {coached}",
    }  # fmt: skip


def shares(counting: Counting) -> dict[str, str]:
    hours = f"SELECT w.place, w.id, sum(c.minutes) / 60.0 FROM {_contacts(counting)} GROUP BY 1, 2"
    return {"contact_hours": hours}


def parts(counting: Counting, code: str) -> dict[str, str]:
    placed = f"(SELECT * FROM {counting.of_wsw(Placement)} k WHERE {_RUNS('k')}) p {_HERE} p.employee_id"
    return {
        "served": "SELECT place, id, 1 FROM who WHERE still",
        "placements": f"SELECT w.place, w.id, 1 FROM {placed}",
        "minutes": f"SELECT w.place, w.id, c.minutes FROM {_contacts(counting)}",
    }


def things(counting: Counting) -> dict[str, str]:
    return {"coaches": f"SELECT w.place, w.id, l.coach_id FROM {_caseloads(counting)}"}


def count(counting: Counting) -> Iterator[Value]:
    contacts = counting.by_place(_CONTACT, _contacts(counting))
    placed = counting.by_place(
        "count(*)", f"(SELECT * FROM {counting.of_wsw(Placement)} k WHERE {_RUNS('k')}) p {_HERE} p.employee_id"
    )
    coached = counting.by_place("count(DISTINCT l.employee_id), count(DISTINCT l.coach_id)", _caseloads(counting))
    for place in counting.places:
        heads = counting.heads(place)
        number, minutes, people, visits = contacts.get(place, (0, 0, 0, 0))
        with_coach, coaches = coached.get(place, (0, 0))
        yield from made("contacted", place, people)
        yield from made("not_contacted", place, heads - people)
        yield from made("contacts", place, number)
        yield from made("contact_hours", place, over(minutes, 60))
        yield from made("hours_each", place, over(minutes, 60 * heads))
        yield from made("visits", place, visits)
        yield from made("visits_each", place, over(visits, placed.get(place, (0,))[0]))
        yield from made("coached", place, with_coach)
        yield from made("uncoached", place, heads - with_coach)
        yield from made("coaches", place, coaches)
        yield from made("load_each", place, over(with_coach, coaches))


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T10",
            lambda counting: (
                f"werk van jobcoaches, {counting.period.starts_on:%d-%m-%Y} t/m {counting.period.ends_on:%d-%m-%Y}"
            ),
        ),
    ),
    sums=(Sum(("contacted", "not_contacted"), ("end",)), Sum(("coached", "uncoached"), ("end",))),
    people=people,
    shares=shares,
    worked=(
        divided("hours_each", "minutes", "served", Fraction(1, 60)),
        divided("visits_each", "visits", "placements"),
        divided("load_each", "coached", "coaches"),
    ),
    parts=parts,
    numbers=NUMBERS,
    follows={"coaches": (Part("coached"),)},
    things=things,
    rests_on={Contact: ("kind", "held_on", "minutes"), Caseload: ("coach_id", "starts_on", "ends_on")},
)
