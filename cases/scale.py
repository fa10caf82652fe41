"""Which years a timeline shows, and where a day stands on it.

Ten years up to now, and as far ahead as something is agreed, a year at most. For who left long ago: the last ten
years in service and what came after. The day looked at is always in it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from cases import dutch
from cases.dossier import NIGHT, Dossier

LEFT, RIGHT = 150.0, 1166.0  # units of the drawing
YEARS = 10
AHEAD, AT_LEAST, ROOM = timedelta(days=365), timedelta(days=213), timedelta(days=45)
YEAR_LABEL = 36
STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Scale:
    """From the first to the last day, both shown."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day begins; a day outside stands at the edge."""
        share = (day - self.first).days / ((self.last - self.first).days + 1)
        return LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0)

    def end(self, day: date | None) -> float:
        """Where a day stops; no day is the right edge."""
        return self.x(day + NIGHT) if day and day <= self.last else RIGHT

    def shows(self, first: date, last: date | None) -> bool:
        return first <= self.last and (last is None or last >= self.first)

    def years(self) -> list[tuple[str, float]]:
        """The first day of each year with its label, of as many years as can be read."""
        years = range(self.first.year, self.last.year + 1)
        step = next((step for step in STEPS if (RIGHT - LEFT) * step / len(years) >= YEAR_LABEL), STEPS[-1])
        return [(str(year), self.x(date(year, 1, 1))) for year in years if year % step == 0]

    def said(self) -> str:
        return f"{self.first.year} tot en met {dutch.MONTHS[self.last.month - 1]} {self.last.year}"


def scale(dossier: Dossier, day: date, today: date) -> Scale:
    """The scale for a dossier looked at on `day`."""
    rows = [*dossier.homes, *dossier.decisions, *dossier.jobs, *dossier.contracts, *dossier.work, *dossier.sick]
    lived = max((min(job.ends_on or today, today) for job in dossier.jobs), default=today)
    begun = min((row.starts_on for row in rows), default=today)
    first_year = min(max(lived.year - YEARS + 1, begun.year), today.year - 1, day.year)
    days = {row.starts_on for row in rows} | {row.ends_on for row in rows if row.ends_on}
    agreed = max((each for each in days if today < each <= today + AHEAD), default=today)
    last = min(max(today + AT_LEAST, agreed + ROOM), today + AHEAD)
    return Scale(date(first_year, 1, 1), max(last, day + ROOM))
