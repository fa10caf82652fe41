"""T9: who has a support plan that both signed, and whose plan was evaluated in time (R82-R86).

A plan counts on a day by its own days and signatures, not by the state it has now: a version that was replaced since
held on that day all the same.
"""

from collections.abc import Iterator
from fractions import Fraction

from cases.models import Evaluation, SupportPlan
from cases.models.plan import SIGNED
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, Part, Subject, Sum, Worked, divided, filtered, percent

FIGURES = (
    Figure(
        "planned", "T9", "met plan", "Heeft op de laatste dag een plan dat loopt en dat de medewerker en de jobcoach "
        "hebben getekend.", "personen", 0, True, article="cao SW (IOP)", group="mensen",
    ),
    Figure("unplanned", "T9", "zonder plan", "Heeft zo'n plan niet.", "personen", 0, True, group="mensen"),
    Figure(
        "plan_share", "T9", "met plan", "Deel van de mensen met een plan.", "%", 1, formula="met plan ÷ mensen × 100",
        behind=("planned", "unplanned"), absent="n.v.t.", group="deel",
    ),
    Figure(
        "evaluated", "T9", "op tijd", "Het plan of de laatste evaluatie is niet ouder dan een jaar.", "personen", 0,
        True, group="evaluatie van het plan",
    ),
    Figure(
        "overdue", "T9", "te laat", "Het plan en de laatste evaluatie zijn ouder dan een jaar.", "personen", 0, True,
        formula="uiterste dag = dezelfde dag een jaar later; 29 februari wordt 28 februari",
        group="evaluatie van het plan",
    ),
    Figure(
        "evaluated_share", "T9", "op tijd", "Deel van de plannen dat op tijd is geëvalueerd.", "%", 1,
        formula="op tijd ÷ met plan × 100", behind=("evaluated", "overdue"), absent="n.v.t.", group="deel",
    ),
)  # fmt: skip
made = Made(FIGURES)
_SIGNED = ", ".join(f"'{state.value}'" for state in SIGNED)
_HELD = f"""(
    SELECT w.place, w.id AS person, p.id, greatest(p.starts_on, (SELECT max(e.held_on) FROM {{evaluation}} e
        WHERE e.plan_id = p.id AND e.held_on <= %(last)s)) AS since
    FROM who w LEFT JOIN LATERAL (
        SELECT k.id, k.starts_on FROM {{plan}} k
        WHERE k.employee_id = w.id AND k.state IN ({_SIGNED}) AND k.starts_on <= %(last)s AND k.ends_on >= %(last)s
            AND k.employee_signed_on <= %(last)s AND k.coach_signed_on <= %(last)s
        ORDER BY k.version DESC LIMIT 1) p ON true
    WHERE w.still) held"""
_WHAT = {
    "planned": "id IS NOT NULL",
    "unplanned": "id IS NULL",
    "evaluated": "id IS NOT NULL AND (since + interval '1 year')::date >= %(last)s",
    "overdue": "id IS NOT NULL AND (since + interval '1 year')::date < %(last)s",
}


def _held(counting: Counting) -> str:
    return _HELD.format(plan=counting.kept(SupportPlan, "employee_id"), evaluation=counting.kept(Evaluation, "plan_id"))


def people(counting: Counting, code: str) -> dict[str, str]:
    held = _held(counting)
    return {name: f"SELECT place, person FROM {held} WHERE {so}" for name, so in _WHAT.items()}


def _of_all(planned: Fraction, unplanned: Fraction) -> Fraction | None:
    everybody = planned + unplanned
    return planned * 100 / everybody if everybody else None


def count(counting: Counting) -> Iterator[Value]:
    found = counting.by_place(filtered(_WHAT), _held(counting))
    for place in counting.places:
        planned, unplanned, in_time, overdue = found.get(place, (0, 0, 0, 0))
        yield from made("planned", place, planned)
        yield from made("unplanned", place, unplanned)
        yield from made("plan_share", place, percent(planned, planned + unplanned))
        yield from made("evaluated", place, in_time)
        yield from made("overdue", place, overdue)
        yield from made("evaluated_share", place, percent(in_time, planned))


SUBJECT = Subject(
    FIGURES,
    count,
    (Layout("T9", lambda counting: f"begeleidingsplannen op {counting.period.ends_on:%d-%m-%Y}"),),
    sums=(Sum(("planned", "unplanned"), ("end",)), Sum(("evaluated", "overdue"), ("planned",))),
    people=people,
    worked=(
        Worked("plan_share", (Part("planned"), Part("unplanned")), _of_all),
        divided("evaluated_share", "evaluated", "planned", 100),
    ),
    rests_on={
        SupportPlan: ("state", "starts_on", "ends_on", "employee_signed_on", "coach_signed_on"),
        Evaluation: ("held_on",),
    },
)
