"""T16: what changed in earlier periods since their reports: as reported, as known now, and by which cause (R75, R76).

About the region, per released report of the four periods before. What was released does not change; here stands what
it would say today. Mind: which cell changed, by whom and when, is another question (issue 5, restatement).
"""

from collections.abc import Iterator
from decimal import Decimal

from reports.causes import entries, levels, split, touched
from reports.figures import TOTAL, Figure, Value
from reports.periods import Period
from reports.stands import round_once
from reports.subjects.declare import Counting, Layout, Made, RowName, Share, Subject, Sum
from reports.subjects.movement import earlier_days, earlier_reports, earlier_stands

CAUSES = {
    "came": ("erbij", "SE van wie in het rapport ontbrak.", ("in",)),
    "went": ("eraf", "SE van wie in het rapport stond en niet had moeten tellen.", ("out",)),
    "hours": ("uren of verlof", "SE door andere uren of ander verlof.", ("hours", "leave")),
    "category": ("categorie", "SE door een andere categorie.", ("category",)),
}
FIGURES = (
    Figure("t16_reported", "T16", "gerapporteerd", "Gemiddelde SE van die periode, zoals in het vrijgegeven rapport.",
           "SE", 2),
    *(
        Figure(f"t16_{name}", "T16", label, text, "SE", 2, group="sindsdien veranderd",
               behind=(f"t16_n_{name}", "t16_people"))
        for name, (label, text, _) in CAUSES.items()
    ),
    Figure("t16_now", "T16", "zoals nu bekend", "Gemiddelde SE van die periode, zoals bekend toen dit rapport werd "
           "gemaakt.", "SE", 2),
    Figure("t16_step", "T16", "verschil", "Zoals nu bekend min gerapporteerd.", "SE", 2, behind=("t16_people",)),
    Figure("t16_people", "T16", "mensen", "Bij zo veel mensen is iets veranderd, ook als alleen de gemeente anders is.",
           "personen", 0, True),
    *(
        Figure(f"t16_n_{name}", "T16", label, "Mensen met dit verschil.", "personen", 0, printed=False)
        for name, (label, _, _) in CAUSES.items()
    ),
)  # fmt: skip
made = Made(FIGURES)
NOISE = Decimal("1e-10")  # a frozen stand keeps twenty decimals


def count(counting: Counting) -> Iterator[Value]:
    now = earlier_stands(counting, earlier_days(counting))
    for report in earlier_reports(counting):
        pairs = [(day, day) for day in report.month_ends]
        found, people = split(report.stands, now, pairs), touched(report.stands, now, pairs)
        before, after = found.before.get(TOTAL, Decimal(0)), found.after.get(TOTAL, Decimal(0))
        yield from made("t16_reported", report.code, before)
        yield from made("t16_now", report.code, after)
        yield from made("t16_step", report.code, round_once(after) - round_once(before))
        yield from made("t16_people", report.code, people.get(TOTAL, 0))
        for name, (_, _, causes) in CAUSES.items():
            yield from made(f"t16_{name}", report.code, found.amount(TOTAL, *causes))
            yield from made(f"t16_n_{name}", report.code, max(found.who(TOTAL, cause) for cause in causes))


def shares(counting: Counting) -> Iterator[Share]:
    """What each person's changes are of every earlier report."""
    now = earlier_stands(counting, earlier_days(counting))
    column = {cause: f"t16_{name}" for name, (_, _, causes) in CAUSES.items() for cause in causes}
    for report in earlier_reports(counting):
        people: set[int] = set()
        for _, cause, person, amount in entries(report.stands, now, [(day, day) for day in report.month_ends]):
            people |= {person} if abs(amount) > NOISE or cause in {"in", "out", "move_in"} else set()
            if cause in column:
                yield column[cause], report.code, person, amount
                yield "t16_step", report.code, person, amount
        for person in people:
            yield "t16_people", report.code, person, Decimal(1)
        for _, person, amount in levels(now, report.month_ends):
            yield "t16_now", report.code, person, amount


def _rows(counting: Counting) -> list[RowName]:
    return [
        (each.code, f"{Period.parse(each.code).label}, uitgave {each.edition}", "other")
        for each in earlier_reports(counting)
    ]


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T16",
            lambda counting: "wat sinds eerdere rapporten is veranderd",
            "Rapport",
            _rows,
            note=lambda counting: "Een vrijgegeven rapport verandert niet. Hier staat wat het nu zou zeggen.",
            proof="Gerapporteerd + wat veranderde = zoals nu bekend, in elke rij.",
        ),
    ),
    amounts=(Sum(("t16_reported", *(f"t16_{name}" for name in CAUSES)), ("t16_now",)),),
    applies=lambda counting: bool(earlier_reports(counting)),
    shares=shares,
)
