"""T3S, V1 and V2: from one number of SE to another, with every difference under its cause (M8).

T3S goes from the stand before the period, as the former report gave it, to the stand at its end; what was corrected
since has a column of its own. V1 and V2 lay the mean of this period beside that of the period before and of a year ago.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from reports.causes import CAUSES, Pair, Split, entries_sql, levels_sql, split, touched
from reports.figures import Figure, Value
from reports.models import FrozenStand, Report
from reports.stands import COLUMNS, all_at_once, arguments, round_once, stands_in, stands_sql
from reports.subjects.declare import Asked, Counting, Layout, Made, Subject, Sum

LABELS = {
    "in": ("terug in dienst", "SE van wie bij het begin niet en daarna wel in dienst was."),
    "out": ("weg", "SE van wie bij het begin wel en daarna niet in dienst was, naar de gemeente van het begin."),
    "move_in": ("verhuisd, erbij", "SE van wie uit een andere gemeente kwam, zoals die daar telde."),
    "move_out": ("verhuisd, eraf", "SE van wie naar een andere gemeente ging."),
    "hours": ("uren", "Meer of minder uren: het verschil in fte × de factor van het begin."),
    "leave": ("verlof", "Onbetaald verlof of RVU begon of eindigde."),
    "category": ("categorie", "Een andere categorie: het verschil in factor × de fte van nu."),
}


def _figures(code: str, was: str, now: str, corrections: bool) -> tuple[Figure, ...]:
    lower = code.lower()
    causes = [
        Figure(
            f"{lower}_{cause}",
            code,
            label,
            text,
            "SE",
            2,
            behind=(f"{lower}_n_{cause}",),
            group="waardoor",
            adds_up=True,
            formula=f"{was} + oorzaken = {now}",
        )
        for cause, (label, text) in LABELS.items()
    ]
    counts = [
        Figure(
            f"{lower}_n_{cause}",
            code,
            label,
            f"Mensen met een verschil door: {label}.",
            "personen",
            0,
            printed=False,
        )
        for cause, (label, _) in LABELS.items()
    ]
    begin = Figure(
        f"{lower}_begin",
        code,
        was,
        f"De SE van het {was}." if corrections else f"Gemiddelde van de maandstanden, {was}.",
        "SE",
        2,
        behind=("begin",),
    )
    end = Figure(
        f"{lower}_end",
        code,
        now,
        "De SE op de laatste dag." if corrections else f"Gemiddelde van de maandstanden, {now}.",
        "SE",
        2,
        behind=("end",),
    )
    if not corrections:
        difference = Figure(f"{lower}_step", code, "verschil", "Het nieuwe getal min het oude.", "SE", 2,
                            behind=("end",))  # fmt: skip
        return (begin, *causes, end, difference, *counts)
    corrected = Figure(
        f"{lower}_corrected", code, "gecorrigeerd", "Wat sinds het vorige rapport is veranderd aan de stand van het "
        "begin. Tabel T16 zegt meer.", "SE", 2, behind=(f"{lower}_n_corrected",), group="waardoor",
    )  # fmt: skip
    number = Figure(
        f"{lower}_n_corrected", code, "gecorrigeerd", "Mensen wier stand is veranderd.", "personen", 0, printed=False
    )
    return (begin, corrected, *causes, end, *counts, number)


def earlier_stands(counting: Counting, days: list[date]) -> str:
    """The stands of `days` that the report does not rest on, as known; made once per report, not kept."""
    asked = arguments(days, counting.known_on)
    if counting.pieces:
        return counting.once("earlier", stands_in(counting.pieces), **asked)
    with all_at_once():
        return counting.once("earlier", stands_sql(counting.known_on), **asked)


def earlier_days(asked: Asked) -> list[date]:
    """Every day before the period that its tables ask for: the former period, a year ago, and reports of before."""
    period = asked.period
    year = period.back(12 // period.length)
    days = {*period.back(1).month_ends, *year.month_ends}
    for report in earlier_reports(asked):
        days |= {*report.month_ends}
    return sorted(days)


def earlier_reports(asked: Asked) -> "list[Earlier]":
    """The reports released over the four periods before this one, and not withdrawn by then; the latest first."""
    codes = {asked.period.back(nth).code: asked.period.back(nth) for nth in range(1, 5)}
    found = Report.objects.filter(period__in=codes, released_at__isnull=False).order_by("period", "-released_at")
    if asked.known_on:
        found = found.filter(released_at__lte=asked.known_on)
    taken_back = Q(withdrawal__withdrawn_at__lte=asked.known_on or timezone.now())
    found = found.exclude(taken_back)
    latest: dict[str, Earlier] = {}
    for report in found.only("period", "edition", "released_at"):
        latest.setdefault(report.period, Earlier(report.pk, codes[report.period].month_ends, report.period,
                                                 report.edition))  # fmt: skip
    return sorted(latest.values(), key=lambda each: each.month_ends, reverse=True)


class Earlier:
    """A released report over an earlier period; `stands` is SQL for what it was made from."""

    def __init__(self, pk: int, month_ends: list[date], code: str, edition: int) -> None:
        self.pk, self.month_ends, self.code, self.edition = pk, month_ends, code, edition

    @property
    def stands(self) -> str:
        return f"(SELECT {', '.join(COLUMNS)} FROM {FrozenStand._meta.db_table} WHERE report_id = {self.pk:d})"


T3S = _figures("T3S", "begin zoals gerapporteerd", "eind", corrections=True)
V1 = _figures("V1", "vorige periode", "deze periode", corrections=False)
V2 = _figures("V2", "een jaar eerder", "deze periode", corrections=False)


def _count_movement(counting: Counting) -> Iterator[Value]:
    period, made = counting.period, Made(T3S)
    through = split(counting.source, counting.source, [(period.eve, period.ends_on)])
    before = next((each for each in earlier_reports(counting) if each.month_ends[-1] == period.eve), None)
    corrected, whom = Split(), {}
    if before is not None:
        corrected = split(before.stands, counting.source, [(period.eve, period.eve)])
        whom = touched(before.stands, counting.source, [(period.eve, period.eve)])
    for place in counting.places:
        reported = corrected.before.get(place, Decimal(0)) if before else through.before.get(place, Decimal(0))
        yield from made("t3s_begin", place, reported)
        yield from made("t3s_corrected", place, corrected.amount(place))
        yield from made("t3s_n_corrected", place, whom.get(place, 0))
        yield from _causes("t3s", made, through, place)
        yield from made("t3s_end", place, through.after.get(place, Decimal(0)))


def _causes(prefix: str, made: Made, found: Split, place: str) -> Iterator[Value]:
    for cause in CAUSES:
        yield from made(f"{prefix}_{cause}", place, found.amount(place, cause))
        yield from made(f"{prefix}_n_{cause}", place, found.who(place, cause))


def _compare(
    prefix: str, figures: tuple[Figure, ...], back: Callable[[Counting], int]
) -> Callable[..., Iterator[Value]]:
    def count(counting: Counting) -> Iterator[Value]:
        made = Made(figures)
        then = counting.period.back(back(counting))
        pairs = list(zip(then.month_ends, counting.period.month_ends, strict=True))
        found = split(earlier_stands(counting, earlier_days(counting)), counting.source, pairs)
        for place in counting.places:
            before, now = found.before.get(place, Decimal(0)), found.after.get(place, Decimal(0))
            yield from made(f"{prefix}_begin", place, before)
            yield from _causes(prefix, made, found, place)
            yield from made(f"{prefix}_end", place, now)
            yield from made(f"{prefix}_step", place, round_once(now) - round_once(before))  # as T1: what is printed

    return count


def _movement_shares(counting: Counting) -> dict[str, str]:
    eve, last, source = counting.period.eve, counting.period.ends_on, counting.source
    before = next((each for each in earlier_reports(counting) if each.month_ends[-1] == eve), None)
    reported = before.stands if before else source
    corrected = counting.once("t3s_corrected", entries_sql(reported, source, 1), was=[eve], now=[eve])
    return _causes_of(counting, "t3s", entries_sql(source, source, 1), [(eve, last)]) | {
        "t3s_begin": _level(counting, "t3s_begin", reported, [eve]),
        "t3s_corrected": f"SELECT place, employee_id, amount FROM {corrected}",
        "t3s_end": _level(counting, "t3s_end", source, [last]),
    }


def _causes_of(counting: Counting, prefix: str, entries: str, pairs: list[Pair]) -> dict[str, str]:
    was, now = [first for first, _ in pairs], [last for _, last in pairs]
    laid = counting.once(f"{prefix}_entry", entries, was=was, now=now)
    of = f"SELECT place, employee_id, amount FROM {laid} WHERE cause ="
    return {f"{prefix}_{cause}": f"{of} '{cause}'" for cause in CAUSES}


def _level(counting: Counting, name: str, relation: str, days: list[date]) -> str:
    laid = counting.once(name, levels_sql(relation, len(days)), levels=days)
    return f"SELECT place, employee_id, amount FROM {laid}"


def _compared_shares(prefix: str, back: Callable[[Counting], int]) -> Callable[[Counting], dict[str, str]]:
    def shares(counting: Counting) -> dict[str, str]:
        was, now = counting.period.back(back(counting)).month_ends, counting.period.month_ends
        earlier, source = earlier_stands(counting, earlier_days(counting)), counting.source
        begin = _level(counting, f"{prefix}_begin", earlier, was)
        end = _level(counting, f"{prefix}_end", source, now)
        pairs = list(zip(was, now, strict=True))
        return _causes_of(counting, prefix, entries_sql(earlier, source, len(pairs)), pairs) | {
            f"{prefix}_begin": begin,
            f"{prefix}_end": end,
            f"{prefix}_step": f"{end} UNION ALL SELECT place, employee_id, -amount FROM ({begin}) begin",
        }

    return shares


def _year(counting: Counting) -> int:
    return 12 // counting.period.length


def _sums(prefix: str, *more: str) -> tuple[Sum, ...]:
    return (Sum((f"{prefix}_begin", *more, *(f"{prefix}_{cause}" for cause in CAUSES)), (f"{prefix}_end",)),)


def _title(what: str, back: Callable[[Counting], int]) -> Callable[[Counting], str]:
    def title(counting: Counting) -> str:
        return f"gemiddelde SE, {counting.period.label} naast {what} ({counting.period.back(back(counting)).label})"

    return title


REGION_MOVES = "Wie verhuist, gaat bij de ene gemeente eraf en komt bij de andere erbij: samen nul."
MOVEMENT = Subject(
    T3S,
    _count_movement,
    (
        Layout(
            "T3S",
            lambda counting: f"SE van {counting.period.eve:%d-%m-%Y} naar {counting.period.ends_on:%d-%m-%Y}",
            note=lambda counting: REGION_MOVES,
        ),
    ),
    amounts=_sums("t3s", "t3s_corrected"),
    shares=_movement_shares,
)
FORMER = Subject(
    V1,
    _compare("v1", V1, lambda counting: 1),
    (Layout("V1", _title("de vorige periode", lambda counting: 1), note=lambda counting: REGION_MOVES),),
    amounts=_sums("v1"),
    shares=_compared_shares("v1", lambda counting: 1),
)
YEAR_AGO = Subject(
    V2,
    _compare("v2", V2, _year),
    (Layout("V2", _title("een jaar eerder", _year), note=lambda counting: REGION_MOVES),),
    amounts=_sums("v2"),
    shares=_compared_shares("v2", _year),
)
