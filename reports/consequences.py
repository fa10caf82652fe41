"""What a change does to stands and to released reports, in words.

Of a report only differences are told: who registers somebody may know what that person does to a figure, and not the
figure itself, which may be hidden.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from cases.models import LeaveKind
from reports.document import FORM_LABELS
from reports.figures import BY_NAME, FORMS, TOTAL
from reports.periods import MONTHS, Period
from reports.stands import OUTSIDE, Stand
from reports.tables import dutch

NAMED = 5  # people by name, of whom the same is said


@dataclass(frozen=True)
class StandChange:
    """The stand of one day, before and after; None is no stand."""

    month_end: date
    was: Stand | None
    now: Stand | None


@dataclass(frozen=True)
class CellChange:
    """A figure as it was reported and as the next edition would have it; None where there is no such cell."""

    figure: str
    municipality: str
    dims: dict[str, str]
    was: Decimal | None
    now: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.now or Decimal(0)) - (self.was or Decimal(0))


@dataclass(frozen=True)
class ReportChange:
    period: Period
    edition: int
    cells: list[CellChange]

    @property
    def label(self) -> str:
        return f"{self.period.label}, uitgave {self.edition}"


@dataclass(frozen=True)
class Line:
    """A figure that will differ, as it is read."""

    report: str
    figure: str
    place: str
    difference: str


@dataclass(frozen=True)
class Consequences:
    stands: list[StandChange] = field(default_factory=list)
    reports: list[ReportChange] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of municipalities, by code
    closed_years: str = ""  # that it touches, as "2024, 2025"

    @property
    def first(self) -> date | None:
        return min(self._days, default=None)

    @property
    def last(self) -> date | None:
        return max(self._days, default=None)

    @property
    def _days(self) -> list[date]:
        """Of the stands that change; where only the reason of leaving does, the last days of its reports."""
        return [change.month_end for change in self.stands] or [report.period.ends_on for report in self.reports]

    @property
    def touched(self) -> list[str]:
        """The released reports of which a figure changes."""
        return [report.label for report in self.reports]

    @property
    def sentences(self) -> list[str]:
        """Which stands change, alike ones together, and which reports."""
        return [*self.stand_sentences, *_released_said(self.touched, self.closed_years)]

    @property
    def stand_sentences(self) -> list[str]:
        return [_sentence(list(alike), self.names) for _, alike in groupby(self.stands, key=lambda each: _told(each))]

    @property
    def lines(self) -> list[Line]:
        return [
            Line(report.label, _called(cell), _called_place(cell.municipality, self.names), _difference(cell))
            for report in self.reports
            for cell in report.cells
        ]


@dataclass(frozen=True)
class Together:
    """What one act does to many people: to each, and to the figures of all of them together."""

    each: dict[int, Consequences]  # of whom a stand changes
    whole: Consequences

    def of(self, person: int) -> Consequences:
        return self.each.get(person, Consequences())

    @property
    def touched(self) -> list[str]:
        """The released reports of which somebody changes a figure, even where two take each other's place."""
        found = {change.label: change.period.ends_on for one in self.each.values() for change in one.reports}
        return sorted(found, key=lambda label: found[label])

    @property
    def lines(self) -> list[Line]:
        return self.whole.lines

    def sentences(self, names: Mapping[int, str]) -> list[str]:
        """Which stands change of whom, alike ones together, and which reports."""
        alike: dict[tuple[str, ...], list[int]] = {}
        for person, one in self.each.items():
            alike.setdefault(tuple(one.stand_sentences), []).append(person)
        said = [
            f"{_who([names[each] for each in people])}: {sentence[0].lower()}{sentence[1:]}"
            for told, people in alike.items()
            for sentence in told
        ]
        return [*said, *_released_said(self.touched, self.whole.closed_years)]


def _who(names: list[str]) -> str:
    if len(names) <= NAMED:
        return " en ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{', '.join(names[: NAMED - 1])} en nog {len(names) - NAMED + 1} mensen"


def _released_said(touched: list[str], closed_years: str) -> list[str]:
    """That it touches what was released, and what was closed."""
    if not touched:
        return []
    which = "; ".join(touched)  # a label has a comma in it
    stays = "Dat rapport blijft" if len(touched) == 1 else "Die rapporten blijven"
    said = [f"Dit raakt wat al is vrijgegeven: {which}. {stays}; het volgende zegt het verschil."]
    if closed_years:
        said.append(
            f"Daarbij is een afgesloten jaar: {closed_years}. U kunt dit bewaren. Een controller zegt daarna"
            " of het zo kan; tot dan staat erbij: wacht op akkoord."
        )
    return said


def _told(change: StandChange) -> tuple[str, str, str, str]:
    was, now = change.was, change.now
    return _place(was), _place(now), stand_in_words(was), stand_in_words(now)


def _place(stand: Stand | None) -> str:
    return stand.municipality if stand and stand.scheme == "wsw" else ""


def _called_place(code: str, names: Mapping[str, str]) -> str:
    return {TOTAL: "alle gemeenten samen", OUTSIDE: "buiten de regio"}.get(code) or names.get(code, code)


def _sentence(alike: list[StandChange], names: Mapping[str, str]) -> str:
    there, here, was, now = _told(alike[0])
    if there and here and there != here:  # a move: the same work counts for another municipality
        was, now = f"{_called_place(there, names)}, {was}", f"{_called_place(here, names)}, {now}"
    first, last = alike[0].month_end, alike[-1].month_end
    if len(alike) == 1:
        return f"De stand van {first:%d-%m-%Y} wordt: {now} (was: {was})."
    return f"De {len(alike)} standen van {first:%d-%m-%Y} tot en met {last:%d-%m-%Y} worden: {now} (was: {was})."


def stand_in_words(stand: Stand | None) -> str:
    """Where the hours are, and the SE: “beschut binnen 24 uur, zonder werk 12 uur; 1,00 SE”."""
    if stand is None or stand.scheme != "wsw":
        return "telt niet mee"
    hours = ", ".join(f"{FORM_LABELS[form]} {_hours(number)} uur" for form, number in _by_form(stand)) or "0 uur"
    where = str(LeaveKind(stand.leave).label) if stand.leave else hours
    return f"{where}; {dutch(stand.se, 2)} SE"


def _by_form(stand: Stand) -> Iterator[tuple[str, Decimal]]:
    """The highest step first."""
    for form in reversed(FORMS):
        if number := getattr(stand, f"hours_{form.lower()}"):
            yield form, number


def _hours(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


def _called(cell: CellChange) -> str:
    about = [FORM_LABELS.get(value, value) for name, value in cell.dims.items() if name != "month"]
    if "month" in cell.dims:
        year, month = cell.dims["month"].split("-")
        about.append(f"{MONTHS[int(month) - 1]} {year}")
    return ", ".join([BY_NAME[cell.figure].label, *about])


def _difference(cell: CellChange) -> str:
    figure, more = BY_NAME[cell.figure], cell.difference
    sign = "+" if more > 0 else "−"
    unit = {"personen": "mens" if abs(more) == 1 else "mensen", "%": "procentpunt"}.get(figure.unit, figure.unit)
    return f"{sign}{dutch(abs(more), figure.decimals)} {unit}"
