"""T16: what changed in earlier periods since their reports: as reported, as known now, and by which cause (R75, R76).

About the region, per released report of the four periods before. What was released does not change; here stands what
it would say today. Mind: which cell changed, by whom and when, is another question (issue 5, restatement).
"""

from collections.abc import Iterator
from decimal import Decimal

from reports.causes import entries_sql, levels_sql, split, touched
from reports.figures import TOTAL, Figure, Value
from reports.periods import Period
from reports.stands import round_once
from reports.subjects.declare import Counting, Layout, Made, RowName, Subject, Sum
from reports.subjects.movement import Earlier, earlier_days, earlier_reports, earlier_stands

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


def shares(counting: Counting) -> dict[str, str]:
    """What each person's changes are of every earlier report."""
    now, reports = earlier_stands(counting, earlier_days(counting)), earlier_reports(counting)
    of_reports = " UNION ALL ".join(_of_report(counting, nth, report, now) for nth, report in enumerate(reports))
    changed = f"SELECT code, employee_id, amount FROM ({of_reports}) each WHERE cause"
    listed = {name: ", ".join(f"'{cause}'" for cause in causes) for name, (_, _, causes) in CAUSES.items()}
    return {
        **{f"t16_{name}": f"{changed} IN ({causes})" for name, causes in listed.items()},
        "t16_step": f"{changed} IN ({', '.join(listed.values())})",
        "t16_people": f"SELECT DISTINCT code, employee_id, 1 FROM ({of_reports}) each"
        f" WHERE cause IN ('in', 'out', 'move_in') OR (abs(amount) > {NOISE} AND cause <> 'now')",
        "t16_now": f"{changed} = 'now'",
    }


def _of_report(counting: Counting, nth: int, report: Earlier, now: str) -> str:
    """SQL for code, cause, person and SE; under “now” what they count as known now."""
    days = report.month_ends
    asked = {"was": days, "now": days, "levels": days, "code": report.code}
    made = f"""SELECT %(code)s::text AS code, cause, employee_id, amount
        FROM ({entries_sql(report.stands, now, len(days))}) entries
        UNION ALL SELECT %(code)s, 'now', employee_id, amount FROM ({levels_sql(now, len(days))}) levels"""
    return f"SELECT * FROM {counting.once(f'restated_{nth}', made, **asked)}"


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
