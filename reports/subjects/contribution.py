"""T13: which part of the shortfall each municipality pays, by the key that holds, in cents that add up (R49-R52)."""

from collections.abc import Iterator
from decimal import Decimal

from municipalities.models import Municipality
from reports.figures import OUTSIDE, TOTAL, Figure, Value
from reports.models import KeyPurpose, KeySet, KeyShare
from reports.money import shares
from reports.subjects.declare import Asked, Counting, Layout, Made, Part, RowName, Subject, place_rows
from reports.subjects.finance import entered, year_of

SHARED = "bijdrage × deel van de gemeente; de centen die overblijven gaan naar wie het meest te kort kwam"
FIGURES = (
    Figure("key_share", "T13", "sleutel", "Het deel van deze gemeente, volgens het besluit dat geldt.", "%", 4,
           adds_up=True),
    Figure("due_budget", "T13", "hele jaar", "Bijdrage volgens de begroting.", "€", 2, formula=SHARED, group="begroot",
           adds_up=True),
    Figure("due_budget_now", "T13", "t/m nu", "Bijdrage volgens de begroting, van de kwartalen die voorbij zijn.", "€",
           2, formula=SHARED, group="begroot", adds_up=True),
    Figure("due_realised", "T13", "t/m nu", "Bijdrage volgens wat is vastgelegd.", "€", 2, formula=SHARED,
           group="werkelijk", adds_up=True),
    Figure("due_expected", "T13", "hele jaar", "Bijdrage volgens de prognose.", "€", 2, formula=SHARED,
           group="verwacht", adds_up=True),
)  # fmt: skip
made = Made(FIGURES)


def key_of(counting: Asked) -> tuple[KeySet, dict[str, Decimal]] | None:
    """The released key that holds on the last day, with each municipality's percentage."""
    last = counting.period.ends_on
    holding = [
        each for each in counting.rows_of(KeySet)
        if each.purpose == KeyPurpose.BIJDRAGE and each.released_on and each.starts_on <= last
        and (each.ends_on is None or each.ends_on >= last)
    ]  # fmt: skip
    if not holding:
        return None
    codes = {row.pk: row.cbs_code for row in sorted(counting.rows_of(Municipality), key=lambda row: row.name)}
    parts = {each.municipality_id: each.percentage for each in counting.rows_of(KeyShare) if each.key_set_id ==
             holding[0].pk}  # fmt: skip
    return holding[0], {code: parts[pk] for pk, code in codes.items() if pk in parts}


def count(counting: Asked) -> Iterator[Value]:
    found, year = key_of(counting), year_of(counting)
    if found is None:
        return
    _, key = found
    for code, percentage in key.items():
        yield from made("key_share", code, percentage)
    yield from made("key_share", TOTAL, sum(key.values(), Decimal(0)))
    accounts = (
        ("due_budget", year.budget), ("due_budget_now", year.budget_now), ("due_realised", year.realised),
        ("due_expected", year.expected),
    )  # fmt: skip
    for name, account in accounts:
        if account is None:
            continue
        for code, amount in shares(account.contribution, key).items():
            yield from made(name, code, amount)
        yield from made(name, TOTAL, account.contribution)


def _rows(counting: Counting) -> list[RowName]:
    return [row for row in place_rows(counting) if row[0] != OUTSIDE]


def _note(counting: Counting) -> str:
    found = key_of(counting)
    if found is None:
        return "Er is nog geen vrijgegeven sleutel voor deze dagen."
    key_set, _ = found
    return f"Sleutel: {key_set.decision}, peildatum {key_set.dated_on:%d-%m-%Y}. Bedragen in euro."


SUBJECT = Subject(
    FIGURES,
    count,
    (Layout("T13", lambda counting: f"bijdrage per gemeente in {counting.period.year}", rows=_rows, note=_note),),
    applies=lambda counting: entered(counting) and key_of(counting) is not None,
    follows={
        f"due_{part}": (Part("key_share"), Part(f"fin_{part}", "bijdrage", entered=True, table="T12"))
        for part in ("budget", "budget_now", "realised", "expected")
    },
)
