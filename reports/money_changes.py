"""What was entered otherwise after a report left, act by act, and a second controller's word on it (R77).

The database notes every row (`reports/migrations/0061`), whoever wrote it and by whatever door. What somebody did at
once (a file, a form) is one act, with one reason and one verdict. As with people's work (decision 0043) it is saved at
once and waits; no new edition over that closed year is released meanwhile; who refuses changes nothing in the register.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from municipalities.access import PROCESSES
from municipalities.models import Municipality, User
from reports.models import AmountKind, MoneyChange, Post
from reports.tables import dutch

NOT_THERE = "niets"


class NotAllowed(Exception):
    """This person may not judge this; the text says why, in Dutch."""


@dataclass(frozen=True)
class Act:
    """What somebody changed at once: the rows in words, why, and what was said of it."""

    number: int
    made_by: str
    maker: int | None
    at: datetime
    years: str
    lines: tuple[str, ...]
    why: str
    waits: bool
    verdict: str
    verdict_note: str
    decided_by: str
    decided_at: datetime | None


def acts(rows: Iterable[MoneyChange]) -> list[Act]:
    """The acts of these rows, each with all of its rows among them; the latest first."""
    names = dict(Municipality.objects.values_list("pk", "name"))
    found: dict[int, list[MoneyChange]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.pk):
        found[row.act].append(row)
    latest = sorted(found.items(), key=lambda act: -act[1][-1].pk)
    return [_act(number, mine, names) for number, mine in latest]


def _act(number: int, rows: list[MoneyChange], names: dict[int, str]) -> Act:
    first = rows[0]
    maker = first.made_by.name if first.made_by else PROCESSES.get(first.recorded_by, "het portaal")
    why = " – ".join(part for part in (first.get_kind_display() if first.kind else "", first.because) if part)
    return Act(
        number, maker, first.made_by_id, first.made_at,
        ", ".join(sorted({str(row.year) for row in rows})),
        tuple(dict.fromkeys(in_words(row, names) for row in rows)), why,
        any(row.waits and not row.verdict for row in rows), first.get_verdict_display() if first.verdict else "",
        first.verdict_note, first.decided_by.name if first.decided_by else "", first.decided_at,
    )  # fmt: skip


def in_words(row: MoneyChange, names: dict[int, str]) -> str:
    """What changed, as it was and as it is."""
    one = row.now or row.was or {}
    if row.source == "reports_amount":
        when = f", {one['quarter']}e kwartaal" if one["quarter"] else ""
        what = f"{Post(one['post']).label}, {AmountKind(one['kind']).label}{when} {one['year']}"
        return f"{what}: {_step(row, 'amount', 2)}"
    if row.source == "reports_yearbudget":
        labels = (("se_budget", "begrote SE"), ("se_state", "rijksbudget-SE"))
        told = [f"{label}: {_step(row, name, 2)}" for name, label in labels if _of(row.was, name) != _of(row.now, name)]
        return f"{names.get(one['municipality_id'], 'onbekend')} {one['year']}, {'; '.join(told)}"
    if row.source == "reports_staterate":
        return f"rijksvergoeding per SE {one['year']}, peildatum {_day(one['dated_on'])}: {_step(row, 'amount', 2)}"
    return f"sleutel {one['decision']}, {_days(row.was)} → {_days(row.now)}"


def _of(state: dict[str, Any] | None, name: str) -> Any:
    return (state or {}).get(name)


def _step(row: MoneyChange, name: str, decimals: int) -> str:
    return " → ".join(
        NOT_THERE if _of(state, name) is None else dutch(Decimal(str(_of(state, name))), decimals)
        for state in (row.was, row.now)
    )


def _day(text: str) -> str:
    return "-".join(reversed(text.split("-")))


def _days(state: dict[str, Any] | None) -> str:
    if state is None:
        return "telde niet"
    ends = f"tot en met {_day(state['ends_on'])}" if state["ends_on"] else "zonder einddatum"
    return f"vanaf {_day(state['starts_on'])} {ends}"


def waiting_in(year: int) -> int:
    """How many changed amounts of this closed year nobody judged yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting_money(%s)", [year])
        return int(cursor.fetchone()[0])


def this_act() -> int:
    """The number of what is done in this transaction, as the database notes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT money_act()")
        return int(cursor.fetchone()[0])


def give_reason(*, kind: str, because: str, by: User) -> None:
    """Why `by` changed what they changed in this transaction; of nothing that is noted it says nothing."""
    if kind:
        MoneyChange.objects.filter(act=this_act(), made_by=by, kind="").update(kind=kind, because=because)


@transaction.atomic
def judge(*, act: int, verdict: str, words: str, by: User) -> None:
    """A second controller's word on an act, once. NotAllowed for who made it, or when another was first."""
    rows = list(MoneyChange.objects.waiting().filter(act=act).select_for_update(of=("self",)))
    if not rows:
        raise NotAllowed("Een ander oordeelde hier al over.")
    if any(row.made_by_id == by.pk for row in rows):
        raise NotAllowed("U heeft dit zelf gewijzigd. Vraag een tweede controller om een oordeel.")
    for row in rows:
        row.verdict, row.verdict_note, row.decided_by = verdict, words, by
        row.decided_at = row.recorded_at  # the database says when
        row.save(update_fields=["verdict", "verdict_note", "decided_by", "decided_at"])
