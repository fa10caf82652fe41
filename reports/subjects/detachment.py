"""T11: who is lent to a hirer, at which fee, which contracts end soon, and how many days people had no work (R53-R60).

The fee of a week is hours times the fee by the hour that held on the last day; other units cannot be added to it.
Terms under the floor that nobody released do not count (R57). Days without work are days in main form LEEG.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cases.models import Contract, ContractHours, Employment, Placement, Terms
from reports.figures import TOTAL, Figure, Value
from reports.money import cents
from reports.periods import Period
from reports.stands import arguments, pieces_sql
from reports.subjects.declare import Counting, Layout, Made, Part, Subject, Sum, divided, over

FIGURES = (
    Figure("lent", "T11", "gedetacheerd", "Heeft op de laatste dag een plaatsing als groepsdetachering of individuele "
           "detachering.", "personen", 0, True, group="mensen", article="Wsw art. 5"),
    Figure("lent_priced", "T11", "met uurprijs", "Van hen: onder een contract met een vergoeding per uur.", "personen",
           0, True, group="mensen"),
    Figure("lent_unpriced", "T11", "zonder uurprijs", "Van hen: zonder zo'n contract, of met een andere eenheid.",
           "personen", 0, True, group="mensen"),
    Figure("contracts", "T11", "contracten", "Contracten waaronder op de laatste dag iemand werkt. Een contract kan "
           "over mensen uit meer gemeenten gaan.", "contracten", 0, behind=("lent",)),
    Figure("lent_hours", "T11", "uren per week", "Uren van die plaatsingen samen.", "uren", 2, behind=("lent",),
           adds_up=True),
    Figure("fee_week", "T11", "vergoeding per week", "Wat inleners per week betalen als iedereen alle uren werkt.",
           "€", 2, formula="uren per week × vergoeding per uur, per gemeente op centen; de regio is de som daarvan",
           version=2, behind=("lent_priced",), adds_up=True,
           excludes="vergoedingen per maand, per stuk of in procenten van de loonkosten"),
    Figure("fee_hour", "T11", "per uur", "Gemiddelde vergoeding per uur, gewogen naar uren.", "€", 2,
           formula="vergoeding per week ÷ uren met een uurprijs", behind=("lent_priced", "lent_unpriced"),
           absent="n.v.t."),
    Figure("ends_soon", "T11", "einde binnen 90 dagen", "Van hen: de plaatsing of het contract eindigt dan.",
           "personen", 0, True),
    Figure("idle_people", "T11", "mensen", "Was in de periode een dag of langer zonder werk.", "personen", 0, True,
           group="zonder werk", excludes="ziekte met behoud van plaatsing, verlof en RVU"),
    Figure("idle_days", "T11", "dagen", "Kalenderdagen zonder werk van die mensen samen.", "dagen", 0,
           group="zonder werk", behind=("idle_people",), adds_up=True),
)  # fmt: skip
NUMBERS = (
    Figure("priced_hours", "T11", "uren met een uurprijs", "Uren per week onder een contract met een vergoeding per "
           "uur.", "uren", 2),
)  # fmt: skip
made = Made(FIGURES)
_LENT = """(
    SELECT p.employee_id, p.hours, p.contract_id, t.fee, least(p.ends_on, c.ends_on) <= %(last)s + 90 AS soon
    FROM {placement} p
    LEFT JOIN {contract} c ON c.id = p.contract_id
    LEFT JOIN {terms} t ON t.contract_id = c.id AND t.unit = 'uur' AND t.starts_on <= %(last)s
        AND (t.ends_on IS NULL OR t.ends_on >= %(last)s)
        AND (t.floor IS NULL OR t.fee >= t.floor OR t.released_by_id IS NOT NULL)
    WHERE p.form IN ('GRD', 'IND') AND p.starts_on <= %(last)s AND (p.ends_on IS NULL OR p.ends_on >= %(last)s)
) lent JOIN who w ON w.still AND w.id = lent.employee_id"""
_WHAT = """count(DISTINCT w.id), count(DISTINCT w.id) FILTER (WHERE fee IS NOT NULL), count(DISTINCT contract_id),
    coalesce(sum(hours), 0), coalesce(sum(hours * fee), 0), coalesce(sum(hours) FILTER (WHERE fee IS NOT NULL), 0),
    count(DISTINCT w.id) FILTER (WHERE soon)"""


def _lent(counting: Counting) -> str:
    return _LENT.format(
        placement=counting.of_wsw(Placement),
        contract=counting.kept(Contract, "id"),
        terms=counting.kept(Terms, "contract_id"),
    )


def people(counting: Counting, code: str) -> dict[str, str]:
    lent, idle = f"SELECT DISTINCT w.place, w.id FROM {_lent(counting)}", _idle(counting)
    return {
        "lent": lent, "lent_priced": f"{lent} WHERE fee IS NOT NULL", "ends_soon": f"{lent} WHERE soon",
        "lent_unpriced": f"{lent} EXCEPT {lent} WHERE fee IS NOT NULL",
        "idle_people": f"SELECT DISTINCT place, id FROM {idle} idle",
        "idle_days": f"SELECT place, id FROM {idle} idle CROSS JOIN LATERAL unnest(days) each",
    }  # fmt: skip


def shares(counting: Counting) -> dict[str, str]:
    amounts = {"lent_hours": "hours", "fee_week": "coalesce(hours * fee, 0)"}
    return {name: f"SELECT w.place, w.id, {amount} FROM {_lent(counting)}" for name, amount in amounts.items()}


def parts(counting: Counting, code: str) -> dict[str, str]:
    return {"priced_hours": f"SELECT w.place, w.id, hours FROM {_lent(counting)} WHERE fee IS NOT NULL"}


def things(counting: Counting) -> dict[str, str]:
    return {"contracts": f"SELECT w.place, w.id, contract_id FROM {_lent(counting)} WHERE contract_id IS NOT NULL"}


def count(counting: Counting) -> Iterator[Value]:
    lent = counting.by_place(_WHAT, _lent(counting))
    idle = counting.by_place("count(DISTINCT id), coalesce(sum(cardinality(days)), 0)", _idle(counting))
    # Half cents of many rows are not those of one total: the region pays what its rows do, to the cent.
    region = sum((cents(numbers[4]) for place, numbers in lent.items() if place != TOTAL), Decimal(0))
    for place in counting.places:
        people, priced, contracts, hours, fee, priced_hours, soon = lent.get(place, (0, 0, 0, 0, 0, 0, 0))
        without, days = idle.get(place, (0, 0))
        yield from made("lent", place, people)
        yield from made("lent_priced", place, priced)
        yield from made("lent_unpriced", place, people - priced)
        yield from made("contracts", place, contracts)
        yield from made("lent_hours", place, hours)
        yield from made("fee_week", place, region if place == TOTAL else fee)
        yield from made("fee_hour", place, over(fee, priced_hours))
        yield from made("ends_soon", place, soon)
        yield from made("idle_people", place, without)
        yield from made("idle_days", place, days)


# Not who kept one placement of all their hours as long as they were employed: for most that is the whole answer.
_MAYBE_IDLE = """
WITH most AS (
    SELECT employment_id, max(hours) AS hours FROM {hours} h
    WHERE starts_on <= %(last)s AND (ends_on IS NULL OR ends_on >= %(first)s) GROUP BY 1
)
SELECT DISTINCT e.employee_id FROM {employment} e JOIN most ON most.employment_id = e.id
WHERE e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
    AND NOT EXISTS (SELECT 1 FROM {placement} p WHERE p.employment_id = e.id AND p.hours >= most.hours
        AND p.starts_on <= greatest(e.starts_on, %(first)s)
        AND coalesce(p.ends_on, %(last)s) >= least(coalesce(e.ends_on, %(last)s), %(last)s))"""


def _idle(counting: Counting) -> str:
    """Who had hours without work on which days of the period: a table of `place`, `id` and `days`."""
    tables = {"hours": ContractHours, "employment": Employment, "placement": Placement}
    asked = _MAYBE_IDLE.format(**{name: counting.table(model) for name, model in tables.items()})
    maybe = counting.ask(f"SELECT id FROM {counting.once('maybe_idle', asked)} m JOIN who w ON w.id = m.employee_id")
    days = arguments(_all_days(counting.period), counting.known_on, [employee for (employee,) in maybe])
    idle = f"""SELECT w.place, w.id, piece.days
        FROM ({pieces_sql(counting.known_on, some=True)}) piece JOIN who w ON w.id = piece.employee_id
        WHERE piece.scheme = 'wsw' AND piece.form = 'LEEG' AND piece.hours > 0"""
    return counting.once("idle", idle, **days)


def _all_days(period: Period) -> list[date]:
    return [date.fromordinal(day) for day in range(period.starts_on.toordinal(), period.ends_on.toordinal() + 1)]


SUBJECT = Subject(
    FIGURES,
    count,
    (Layout("T11", lambda counting: f"detachering en leegloop, {counting.period.label}"),),
    sums=(Sum(("lent_priced", "lent_unpriced"), ("lent",)),),
    people=people,
    shares=shares,
    worked=(divided("fee_hour", "fee_week", "priced_hours"),),
    parts=parts,
    numbers=NUMBERS,
    follows={"contracts": (Part("lent"),)},
    things=things,
    rests_on={Placement: ("form", "hours", "starts_on", "ends_on", "contract_id")},
    under={
        Contract: ("ends_on",),
        Terms: ("fee", "unit", "floor", "released_by_id", "starts_on", "ends_on"),
    },
)
