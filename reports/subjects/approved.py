"""T16A, for the accountant: what was corrected in a year that is closed, and what a controller said of it (R77).

As known when the report was made. Each person counts once per year: who has a correction that waits, waits. Whose it
is, why, and the controllers' words stand beside the difference (`reports/views/changes.py`), for who checks reports.
"""

from collections.abc import Iterator

from cases.models import Correction
from reports.closed_years import PER_PERSON
from reports.figures import Figure, Value
from reports.subjects.declare import Counting, Layout, Made, RowName, Subject, Sum

SAID = {
    "akkoord": ("t16a_agreed", "akkoord", "Een controller vond de correctie juist."),
    "wacht": ("t16a_waiting", "wacht op akkoord", "Geen controller had geoordeeld toen dit rapport werd gemaakt."),
    "geweigerd": ("t16a_refused", "geweigerd", "Een controller vond de correctie niet juist. Zij staat nog in het "
                  "register, tot iemand haar daar herstelt."),
}  # fmt: skip
FIGURES = (
    Figure("t16a_people", "T16A", "mensen", "Bij zo veel mensen is iets in dat jaar verbeterd nadat het was "
           "afgesloten. Wie meer correcties heeft, telt een keer.", "personen", 0, True, "Wgr art. 34; BBV"),
    *(
        Figure(name, "T16A", label, text, "personen", 0, True, group="oordeel van een controller")
        for name, label, text in SAID.values()
    ),
)  # fmt: skip
made = Made(FIGURES)


def _said(counting: Counting) -> str:
    return f"({PER_PERSON.format(corrections=counting.table(Correction))}) said"


def _years(counting: Counting) -> list[str]:
    return [year for (year,) in counting.ask(f"SELECT DISTINCT year FROM {_said(counting)} ORDER BY 1 DESC")]


def people(counting: Counting, code: str) -> dict[str, str]:
    of = f"SELECT year, employee_id FROM {_said(counting)}"
    return {"t16a_people": of} | {name: f"{of} WHERE said = '{said}'" for said, (name, _, _) in SAID.items()}


def count(counting: Counting) -> Iterator[Value]:
    found: dict[str, dict[str, int]] = {}
    for year, said, number in counting.ask(f"SELECT year, said, count(*) FROM {_said(counting)} GROUP BY 1, 2"):
        found.setdefault(year, {})[said] = number
    for year in sorted(found, reverse=True):
        yield from made("t16a_people", year, sum(found[year].values()))
        for said, (name, _, _) in SAID.items():
            yield from made(name, year, found[year].get(said, 0))


def _rows(counting: Counting) -> list[RowName]:
    return [(year, year, "other") for year in _years(counting)]


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "T16A",
            lambda counting: "voor de accountant: correcties in een afgesloten jaar",
            "Jaar",
            _rows,
            note=lambda counting: (
                "Een jaar is afgesloten als het rapport over het einde ervan is vrijgegeven. Elke correctie daarna"
                " vraagt het oordeel van een controller die haar niet zelf vastlegde."
            ),
        ),
    ),
    sums=(Sum(tuple(name for name, _, _ in SAID.values()), ("t16a_people",)),),
    applies=lambda counting: bool(_years(counting)),
    people=people,
    rests_on={Correction: ("closed_years", "verdict")},
)
