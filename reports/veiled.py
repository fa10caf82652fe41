"""What of a report's content its readers may see: the same shape, without the values that its masks hide.

This is what the database shows to who does not make or check reports (decision 0060), so a page that forgets to mask
has nothing to tell. A hidden value is None, and stays in its place: the tables have the same rows and columns. What is
printed and was worked out from values of which one is hidden (who left, for all reasons together) stands beside them.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from reports.disclosure import AWAY, counts_of, masks_in, past_key
from reports.figures import TOTAL
from reports.masking import Name
from reports.periods import Period

Content = dict[str, Any]
Figure = dict[str, Any]
RVU = "rvu_memo"
RVU_FROM = Decimal("6.25")  # five people who all count 1.25
_OF_ALL = {"headcount", "fte_month_end", "se_month_end", "se_quarter_mean", "se_ytd_mean", "total"}
_TOLD = ("period", "municipalities", "definitions", "tables", "masks")  # as they are: no value in it is of few
_SUMS = {"out": {"figure": "out", "dims": {}}, AWAY: {"figure": "heads", "dims": {"form": AWAY.partition(":")[2]}}}


def veiled(content: Content) -> Content:
    """`content` as its readers may see it. What is not known to be printed is hidden."""
    if "trend" not in content:  # nothing was counted
        return {name: content[name] for name in _TOLD if name in content}
    masks = masks_in(content)
    period = Period.parse(content["period"])
    ago, last = past_key(content, period.back(12 // period.length).code), f"{period.ends_on:%Y-%m}"
    printed = _printed(content, masks)

    def is_told(each: Figure) -> bool:
        return (_is_core(each, last) and _core_is_told(each, masks, ago)) or _name(each) in printed

    figures = [each if is_told(each) else each | {"value": None} for each in content["figures"]]
    return {name: content[name] for name in _TOLD if name in content} | {
        "figures": [*figures, *_sums(content, masks)],
        "trend": [_point(content, each, masks) for each in content["trend"]],
        "checks": [_check(each, masks) for each in content["checks"]],
    }


def counts_behind(key: str, ago: str) -> tuple[str, ...]:
    """The counts that a column of T1, T3 or T4 shows or is made of, by their key in `reports.disclosure`.

    `ago` is that of the headcount a year before.
    """
    name, _, dim = key.partition(":")
    if name == "se_before":
        return (ago,)
    if name == "se_change":
        return ("end", ago)
    if name == "hours_share":
        return (f"heads:{dim}", "end")
    if name in _OF_ALL:
        return ("end",)
    return () if name == RVU else (key,)


def rvu_is_told(number: Decimal | None, *, of_region: bool) -> bool:
    """RVU is few people: only the total is printed, and only when it cannot be of less than five."""
    return number is not None and (number == 0 or (of_region and number >= RVU_FROM))


def _is_core(figure: Figure, last: str) -> bool:
    """Whether it is printed in T1, T3 or T4; of the fte only those of the last month are."""
    return figure["table"] in {"T1", "T3", "T4"} and (
        figure["figure"] != "fte_month_end" or last in figure["dims"].values()
    )


def _name(figure: Figure) -> Name:
    return figure["municipality"], figure["figure"]


def _core_is_told(figure: Figure, masks: dict[Name, str], ago: str) -> bool:
    place = figure["municipality"]
    if figure["figure"] == RVU:
        return rvu_is_told(Decimal(figure["value"]), of_region=place == TOTAL)
    key = ":".join([figure["figure"], *figure["dims"].values()])
    return not any((place, name) in masks for name in counts_behind(key, ago))


def _printed(content: Content, masks: dict[Name, str]) -> set[Name]:
    """The cells of the tables that are kept with their layout, as far as they are not hidden."""
    return {
        (row["code"], column["key"])
        for table in content.get("tables", [])
        for row in table["rows"]
        for column in table["columns"]
        if not hidden(row, column, masks)
    }


def hidden(row: Content, column: Content, masks: dict[Name, str]) -> str:
    """How a cell of a table that is kept with its layout is hidden; "" when it is not."""
    if own := masks.get((row["code"], column["key"])):
        return own
    names = [(row["code"], name) for name in column["behind"]]
    names += [(place, name) for place, name in row.get("behind", []) if column["ours"]]
    return "×" if any(name in masks for name in names) else ""


def _sums(content: Content, masks: dict[Name, str]) -> Iterator[Figure]:
    """What is printed of T3 and T4 and stands in no figure: who left, and who is not on the ladder."""
    for (place, key), number in sorted(counts_of(content).items()):
        if key in _SUMS and (place, key) not in masks:
            yield {"table": "T3" if key == "out" else "T4", "municipality": place, "value": str(number)} | _SUMS[key]


def _point(content: Content, point: dict[str, str], masks: dict[Name, str]) -> dict[str, str]:
    place, period = point["municipality"], point["period"]
    told = dict(point, at_employer="")  # the number itself stands in no table
    employer = "at_employer" if period == content["period"] else f"at_employer@{period}"
    if (place, past_key(content, period)) in masks:
        return told | {"headcount": "", "se_quarter_mean": "", "at_employer_share": ""}
    return told | ({"at_employer_share": ""} if (place, employer) in masks else {})


def _check(check: Content, masks: dict[Name, str]) -> Content:
    return check | {"total": ""} if "total" in check and (TOTAL, "end") in masks else check
