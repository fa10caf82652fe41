"""Which days a period holds: a quarter, a half-year, a year or a month, by calendar days, both inclusive."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
_LENGTHS = {"Q": 3, "H": 6, "": 12, "-": 1}


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, order=True)
class Period:
    """`length` months of one year, from `first` (1-12)."""

    year: int
    first: int
    length: int

    @classmethod
    def parse(cls, code: str) -> "Period":
        """`2026Q3`, `2026H1`, `2026` or `2026-09`. ValueError in Dutch when it is none of these."""
        match = re.fullmatch(r"((?:19|20|21)[0-9]{2})(?:(Q)([1-4])|(H)([12])|(-)(0[1-9]|1[0-2]))?", code)
        if not match:
            raise ValueError(f"{code!r} is geen periode. Schrijf 2026Q3, 2026H1, 2026 of 2026-09.")
        year, *parts = match.groups()
        kind = "".join(part for part in parts[::2] if part)
        number = next((int(part) for part in parts[1::2] if part), 1)
        return cls(int(year), (number - 1) * _LENGTHS[kind] + 1, _LENGTHS[kind])

    @classmethod
    def quarter_of(cls, day: date) -> "Period":
        return cls(day.year, (day.month - 1) // 3 * 3 + 1, 3)

    @property
    def code(self) -> str:
        number = (self.first - 1) // self.length + 1
        return {3: f"{self.year}Q{number}", 6: f"{self.year}H{number}", 12: f"{self.year}"}.get(
            self.length, f"{self.year}-{self.first:02}"
        )

    @property
    def label(self) -> str:
        number = (self.first - 1) // self.length + 1
        return {3: f"{number}e kwartaal {self.year}", 6: f"{number}e halfjaar {self.year}", 12: f"{self.year}"}.get(
            self.length, f"{MONTHS[self.first - 1]} {self.year}"
        )

    @property
    def starts_on(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def ends_on(self) -> date:
        return self.month_ends[-1]

    @property
    def eve(self) -> date:
        """The last day before the period: where a movement begins."""
        return self.starts_on - timedelta(days=1)

    @property
    def month_ends(self) -> list[date]:
        return [month_end(self.year, self.first + nth) for nth in range(self.length)]

    @property
    def year_to_date(self) -> list[date]:
        """The month ends from January up to and including the period."""
        return [month_end(self.year, month) for month in range(1, self.first + self.length)]

    @property
    def days_counted(self) -> list[date]:
        """The days whose stands a report rests on: its month ends, those before it this year, and both eves."""
        return sorted({date(self.year - 1, 12, 31), self.eve, *self.month_ends, *self.year_to_date})

    @property
    def rest_of_year(self) -> list[date]:
        """The month ends of this year after the period."""
        return [month_end(self.year, month) for month in range(self.first + self.length, 13)]

    @property
    def quarters(self) -> int:
        """How many whole quarters of the year are over at its end."""
        return (self.first + self.length - 1) // 3

    def back(self, periods: int) -> "Period":
        """The period of the same length, so many earlier (negative: later)."""
        months = self.year * 12 + self.first - 1 - periods * self.length
        return Period(months // 12, months % 12 + 1, self.length)

    def __str__(self) -> str:
        return self.code
