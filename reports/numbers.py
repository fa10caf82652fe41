"""The values of one report, looked up by what they count, and as a reader may see them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from reports.disclosure import masks_in, past_key
from reports.figures import OUTSIDE, TOTAL
from reports.masking import Name, veil
from reports.periods import Period
from reports.tables import Cell, Column, Row, number_cell

KINDS = {OUTSIDE: "outside", TOTAL: "total"}
DECIMALS = {"headcount": 0, "se_quarter_mean": 2, "at_employer_share": 1}


class Numbers:
    """What a report says to its readers (`Report.shown`), or unmasked to who checks it (`Report.content`)."""

    def __init__(self, content: dict[str, Any], *, masked: bool = True) -> None:
        self.content, self.masked = content, masked
        self.period = Period.parse(content["period"])
        self.masks: dict[Name, str] = masks_in(content) if masked else {}
        self.values = {
            (figure["municipality"], figure["figure"], *figure["dims"].values()): None
            if figure["value"] is None
            else Decimal(figure["value"])
            for figure in content["figures"]
        }
        self.trend = {(point["period"], point["municipality"]): point for point in content["trend"]}
        self.places = [(place["code"], place["name"]) for place in content["municipalities"]]
        self.reasons = list(dict.fromkeys(dims[0] for _, name, *dims in self.values if name == "out" and dims))
        self.depth = len({period for period, _ in self.trend})
        self.year = 12 // self.period.length  # periods in a year
        self._codes: dict[int, str] = {}

    def of(self, place: str, figure: str, *dims: str) -> Decimal | None:
        """None for what is hidden, and for what the report does not have (`has`)."""
        return self.values.get((place, figure, *dims))

    def has(self, place: str, figure: str) -> bool:
        return (place, figure) in self.values

    def code(self, back: int) -> str:
        """The period so many before."""
        if back not in self._codes:
            self._codes[back] = self.period.back(back).code
        return self._codes[back]

    def past(self, place: str, what: str, back: int) -> Decimal | None:
        """A figure of the trend (see DECIMALS) so many periods ago."""
        point = self.trend.get((self.code(back), place), {})
        return Decimal(point[what]) if point.get(what) else None

    def out(self, place: str, *reasons: str) -> Decimal:
        """Who left, for these reasons or for any."""
        if not reasons and (together := self.of(place, "out")) is not None:
            return together
        return sum((self.of(place, "out", reason) or Decimal(0) for reason in reasons or self.reasons), Decimal(0))

    def count_cell(self, place: str, key: str) -> Cell:
        """A count of the report as a reader may see it, by its key in `reports.disclosure`."""
        number = self.out(place) if key == "out" else self.of(place, *key.split(":"))
        return veil(number_cell(number or Decimal(0)), self.masks.get((place, key), ""))

    def past_cell(self, place: str, what: str, back: int = 0) -> Cell:
        """A figure of the trend as a reader may see it; hidden when a count it was made from is."""
        period = self.code(back)
        behind = {(place, past_key(self.content, period))}
        if what == "at_employer_share":
            behind.add((place, f"at_employer@{period}" if back else "at_employer"))
        hidden = [self.masks[name] for name in sorted(behind) if name in self.masks]
        mask = "" if not hidden else hidden[0] if what == "headcount" else "×"
        return veil(number_cell(self.past(place, what, back), DECIMALS[what]), mask)

    def rows(
        self,
        columns: tuple[Column, ...],
        cell: Callable[[str, Column], Cell],
        places: list[tuple[str, str]] | None = None,
    ) -> tuple[Row, ...]:
        """A row per place (all of them, or `places`)."""
        return tuple(
            Row(code, name, tuple(cell(code, column) for column in columns), KINDS.get(code, "municipality"))
            for code, name in (self.places if places is None else places)
        )
