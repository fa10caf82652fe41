"""What somebody entered that a cell shows and that is no amount of the account: budgets, a rate, a key, what others
published; as it was and as it is (M2). Picked by the functions that the report picks it with."""

from collections.abc import Callable
from datetime import datetime

from municipalities.models import Municipality
from reports.entered import NOT_THERE
from reports.figures import TOTAL
from reports.periods import Period
from reports.subjects.contribution import key_of
from reports.subjects.declare import Asked
from reports.subjects.national import latest
from reports.subjects.realisation import budgets_of, rate_of
from reports.tables import dutch

Said = dict[str, str]  # in words what it is, and its number


def _budget(column: str, label: str) -> Callable[[Asked, str], Said]:
    def said(asked: Asked, row: str) -> Said:
        names = dict(Municipality.objects.values_list("cbs_code", "name"))
        mine = {code: getattr(each, column) for code, each in budgets_of(asked).items() if row in (code, TOTAL)}
        return {f"{label} {names[code]}": dutch(number, 2) for code, number in mine.items() if number is not None}

    return said


def _rate(asked: Asked, row: str) -> Said:
    rate = rate_of(asked)
    return {f"rijksvergoeding per SE, {rate.circular}": dutch(rate.amount, 2)} if rate else {}


def _share(asked: Asked, row: str) -> Said:
    names, found = dict(Municipality.objects.values_list("cbs_code", "name")), key_of(asked)
    key, shares = (found[0].decision, found[1]) if found else ("", {})
    return {
        f"sleutel {key}, {names[code]}": dutch(part, 4) for code, part in shares.items() if row in (code, TOTAL)
    }  # fmt: skip


def _published(asked: Asked, row: str) -> Said:
    mine = [each for each in latest(asked) if each.measure == row]
    return {f"{each.get_measure_display()} {each.year} ({each.source})": dutch(each.value, 1) for each in mine}


NORMS: dict[tuple[str, str], Callable[[Asked, str], Said]] = {
    ("T2", "se_budget"): _budget("se_budget", "begrote SE"), ("T2", "se_state"): _budget("se_state", "rijksbudget-SE"),
    ("T2", "state_money"): _rate, ("T13", "key_share"): _share, ("V3", "v3_published"): _published,
}  # fmt: skip


def behind(period: Period, then: datetime, table: str, figure: str, row: str) -> list[tuple[str, str, str]]:
    """What was entered for this cell, as known then and now. KeyError for what nobody enters."""
    was, now = (NORMS[table, figure](Asked(period, known_on), row) for known_on in (then, None))
    return [(what, was.get(what, NOT_THERE), now.get(what, NOT_THERE)) for what in was | now]
