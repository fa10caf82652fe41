"""What differs between two editions of a period, or between a report and what is known now, and why (M3, R75-R77).

Every cell of T1, T3 and T4 is split: each person's share in it, before and after, under one cause. A share that went to
another municipality is a move; what else changed has the person's own cause, worked out from the rows: something that
was registered and turned out wrong is a correction, something that was not registered yet a late entry, and when no row
of the person changed, the rules did (definition). There is no line "other". A share of the hours is worked out from
sums; what each cause did to it says `reports/ratios.py`.

How the other tables are split says `reports/compared_rows.py`, with the causes of here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from cases.models import ContractHours, Employment, Indication, Leave, Placement, Reason, Residence, WswEmployee
from municipalities.recorded import known
from reports import ratios
from reports.figures import BY_NAME, FORMS, TOTAL
from reports.periods import Period
from reports.stands import round_once

LATE, CORRECTION, MOVE, DEFINITION = "late", "correction", "move", "definition"
ERASED, AMOUNT = "erased", "amount"  # rows that a destruction took; what somebody entered that is about nobody
ROUNDING = "afronding"  # what rounding leaves of a figure that is worked out, in words
CAUSES = {
    LATE: "te laat vastgelegd",
    CORRECTION: "verbeterd",
    MOVE: "verhuizing",
    DEFINITION: "telregel",
    ERASED: "dossier vernietigd",
    AMOUNT: "anders ingevoerd",
}  # fmt: skip
Columns = Mapping[type[Model], tuple[str, ...]]
# The columns that a stand is made of (`reports/stands.py`); other columns change no figure.
COUNTED: Columns = {
    WswEmployee: ("birth_date", "died_on", "in_service_1997"),
    Employment: ("number", "kind", "cao", "employer_id", "executor_id", "starts_on", "ends_on", "outflow_reason"),
    ContractHours: ("hours", "starts_on", "ends_on"),
    Leave: ("kind", "starts_on", "ends_on"),
    Placement: ("form", "hours", "starts_on", "ends_on"),
    Indication: ("category", "starts_on", "decided_on"),
    Residence: ("municipality_id", "starts_on"),
}
# A frozen stand keeps twenty decimals, a new one all it has; two stands that differ do so by more (`round_once`).
NOISE = Decimal("1e-10")
_HOURS = tuple(f"hours_{form.lower()}" for form in FORMS)
_COLUMNS = ("month_end", "employee_id", "municipality", "fte", "se", "rvu_se", "form", "departure", *_HOURS)
_NUMBERS = {"fte", "se", "rvu_se", *_HOURS}


class Stand(NamedTuple):
    """What a cell can be made of; see `_COLUMNS`."""

    month_end: date
    employee_id: int
    municipality: str
    fte: Decimal
    se: Decimal
    rvu_se: Decimal
    form: str
    departure: str
    hours_leeg: Decimal = Decimal(0)
    hours_bsb: Decimal = Decimal(0)
    hours_wol: Decimal = Decimal(0)
    hours_grd: Decimal = Decimal(0)
    hours_ind: Decimal = Decimal(0)
    hours_bw: Decimal = Decimal(0)


class Share(NamedTuple):
    """What one person gives to cell `key` on `slot` (a day, or nothing), in one municipality."""

    key: str
    slot: str
    place: str
    amount: Decimal


@dataclass(frozen=True)
class Part:
    """So much of a difference, by so many people.

    Of a figure that is worked out also exact, and of how many people the cause is in the number where it is of the
    fewest: who knows the other numbers can work that one out.
    """

    amount: Decimal
    people: int
    exact: Fraction | None = None
    fewest: int = 0

    @property
    def least(self) -> int:
        """Of how few people this could tell."""
        return self.fewest or self.people

    @property
    def kept(self) -> list[Any]:
        worked = [] if self.exact is None else [str(self.exact), self.fewest]
        return [str(self.amount), self.people, *worked]

    @classmethod
    def read(cls, amount: str, people: int, exact: str = "", fewest: int = 0) -> "Part":
        return cls(Decimal(amount), people, Fraction(exact) if exact else None, fewest)


class Deed(NamedTuple):
    """What somebody did, once or more often, that is behind a cause (`reports/deeds.py`); of how many people.

    `asker` is who asked the database: the key of a user, or a process.
    """

    cause: str
    asker: str
    table: str
    act: str
    first: datetime
    last: datetime
    people: int

    @property
    def kept(self) -> list[Any]:
        return [*self[:4], self.first.isoformat(), self.last.isoformat(), self.people]

    @classmethod
    def read(cls, *kept: Any) -> "Deed":
        cause, asker, table, act, first, last, people = kept
        return cls(cause, asker, table, act, datetime.fromisoformat(first), datetime.fromisoformat(last), people)


@dataclass(frozen=True)
class Split:
    """A cell that changed: its unrounded difference by cause, and how many people it is of.

    `entries` are the amounts that were entered otherwise, in words; nobody is in them. `whose` (people by cause) and
    `lines` (the rows of those amounts) are not kept: `deeds` are made of them.
    """

    key: str  # of the column, as in `reports/document.py`
    place: str  # the code of the row
    people: int
    parts: dict[str, Part]
    table: str = ""  # of one whose rows are no places, or whose columns are no figures of T1, T3 and T4
    entries: tuple[str, ...] = ()
    reasons: dict[str, int] = field(default_factory=dict)  # by kind, of how many people somebody gave it (R75)
    deeds: tuple[Deed, ...] = ()  # by whom and when, under each cause
    whose: Mapping[str, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    lines: tuple[tuple[type[Model], int], ...] = field(default=(), compare=False, repr=False)

    @property
    def everybody(self) -> frozenset[int]:
        return frozenset().union(*self.whose.values())

    @property
    def difference(self) -> Decimal:
        return sum((part.amount for part in self.parts.values()), Decimal(0))

    @property
    def exact(self) -> Fraction:
        """The difference of a figure that is worked out: the parts together, nothing rounded."""
        return sum((part.exact or Fraction(0) for part in self.parts.values()), Fraction(0))

    @property
    def is_worked_out(self) -> bool:
        return any(part.exact is not None for part in self.parts.values())

    @property
    def least(self) -> int:
        """Of how few people this could tell; 0 when it is of nobody."""
        return min([each for each in (self.people, *(part.fewest for part in self.parts.values())) if each], default=0)

    def printed(self, difference: Decimal, decimals: int) -> dict[str, Decimal]:
        """The parts, rounded, so that they make the printed difference.

        Of a sum the largest takes what rounding left; of a figure that is worked out that is told as `ROUNDING`.
        """
        rounded = {cause: _rounded(part, decimals) for cause, part in self.parts.items()}
        left = difference - sum(rounded.values(), Decimal(0))
        if left and self.is_worked_out:
            rounded[ROUNDING] = left
        elif rounded and left:
            rounded[max(rounded, key=lambda cause: abs(self.parts[cause].amount))] += left
        return rounded

    def as_dict(self) -> dict[str, Any]:
        parts = {cause: part.kept for cause, part in self.parts.items()}
        kept = {"key": self.key, "place": self.place, "people": self.people, "parts": parts}
        kept |= {"reasons": self.reasons} if self.reasons else {}
        kept |= {"deeds": [deed.kept for deed in self.deeds]} if self.deeds else {}
        return kept | ({"table": self.table, "entries": list(self.entries)} if self.table else {})

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Split":
        parts = {cause: Part.read(*part) for cause, part in kept["parts"].items()}
        more = kept.get("table", ""), tuple(kept.get("entries", ()))
        deeds = tuple(Deed.read(*deed) for deed in kept.get("deeds", ()))
        return cls(kept["key"], kept["place"], kept["people"], parts, *more, kept.get("reasons", {}), deeds)


def _rounded(part: Part, decimals: int) -> Decimal:
    return round_once(part.amount, decimals) if part.exact is None else ratios.rounded(part.exact, decimals)


def worked_out(
    key: str, place: str, of: ratios.Formula, inputs: Sequence[ratios.Input], table: str = "", left: str = "",
    difference: Decimal | None = None, off: Decimal = NOISE,
) -> Split:  # fmt: skip
    """The split of a cell that is worked out from `inputs`. What they do not bring back of `difference` is `left`'s.

    `difference` is None when the cell has no number at one of the ends; less than `off` is rounding.
    """
    made = ratios.parts(of, inputs, CAUSES)
    of_whom = {cause: ratios.whose(inputs, cause) for cause in CAUSES if any(cause in each.steps for each in inputs)}
    if difference is not None:
        rest = Fraction(difference) - sum(made.values(), Fraction(0))
        if abs(rest) > off:
            made[left] = made.get(left, Fraction(0)) + rest
            of_whom[left] = of_whom.get(left, (0, 0))[0] + 1, 1  # of one at least
    parts = {
        cause: Part(ratios.rounded(made.get(cause, Fraction(0)), 20), *of_whom[cause][:1],
                    made.get(cause, Fraction(0)), of_whom[cause][1])
        for cause in CAUSES if cause in of_whom
    }  # fmt: skip
    whose = {cause: frozenset().union(*(each.people.get(cause, ()) for each in inputs)) for cause in parts}
    everybody = {person for each in inputs for people in each.people.values() for person in people}
    unknown = of_whom.get(left, (0, 0))[0] - ratios.whose(inputs, left)[0] if left else 0
    return Split(key, place, len(everybody) + unknown, parts, table, whose=whose)


def compare(period: Period, was: str, then: datetime, now: str, later: datetime) -> list[Split]:
    """The splits of every cell of `period` that differs between the stands in relations `was` and `now`.

    They are as known at `then` and at `later`. Call inside a transaction, as a process that sees everybody.
    """
    before, after = _changed(was, now)
    people = sorted(before.keys() | after.keys())
    why, given = causes(people, then, later), reasons(people, period, then, later)
    hours = _Hours(period.ends_on, was)
    amounts: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    whose: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person in people:
        mine = _entries(shares(before.get(person, {}), period), shares(after.get(person, {}), period), why[person])
        for (key, place, cause), amount in _summed(mine).items():
            amounts[key, place][cause] += amount
            whose[key, place][cause].add(person)
        hours.add(person, before.get(person, {}), after.get(person, {}), why[person])
    sums = [
        Split(key, place, len(set().union(*whose[key, place].values())), {
            cause: Part(amounts[key, place][cause], len(whose[key, place][cause]))
            for cause in CAUSES if cause in amounts[key, place]
        }, reasons=_counted(given, set().union(*whose[key, place].values())),
            whose={cause: frozenset(who) for cause, who in whose[key, place].items()})
        for key, place in sorted(amounts)
    ]  # fmt: skip
    return [*sums, *hours.splits()]


class _Hours:
    """Which part of the hours of a place is in which form, on the last day: a share, worked out from hours."""

    def __init__(self, day: date, was: str) -> None:
        self.day = day
        self.steps: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
        self.people: dict[tuple[str, str], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        sums = ", ".join(f"sum({name})" for name in _HOURS)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT coalesce(municipality, '{TOTAL}'), {sums} FROM {was} s
                    WHERE scheme = 'wsw' AND month_end = %s GROUP BY GROUPING SETS ((municipality), ())""",
                [day],
            )
            self.was = {place: dict(zip(FORMS, hours, strict=True)) for place, *hours in cursor.fetchall()}

    def add(self, person: int, before: dict[date, Stand], after: dict[date, Stand], cause: str) -> None:
        """What this person changed, of each form and of all of them: who only changed forms is not in the second."""
        entries = _entries(self._shares(before), self._shares(after), cause)
        for (form, place, why), amount in _summed(entries).items():
            self.steps[form, place][why] += Fraction(amount)
            self.people[form, place][why].add(person)

    def _shares(self, stands: dict[date, Stand]) -> Iterator[Share]:
        if stand := stands.get(self.day):
            hours = [getattr(stand, name) for name in _HOURS]
            for form, amount in zip((*FORMS, TOTAL), (*hours, sum(hours, Decimal(0))), strict=True):
                yield Share(form, "", stand.municipality, amount)

    def splits(self) -> Iterator[Split]:
        changed = sorted({place for _, place in self.steps})
        for form in FORMS:
            for place in changed:
                inputs = self._input(form, place), self._input(TOTAL, place)
                split = worked_out(f"hours_share:{form}", place, ratios.quotient(100), inputs)
                if split.parts and (split.exact or not ratios.parts(ratios.quotient(), inputs, CAUSES)):
                    yield split

    def _input(self, form: str, place: str) -> ratios.Input:
        hours = self.was.get(place, {})
        was = sum(hours.values(), Decimal(0)) if form == TOTAL else hours.get(form, Decimal(0))
        people = {cause: frozenset(who) for cause, who in self.people[form, place].items()}
        return ratios.Input(Fraction(was), dict(self.steps[form, place]), people)


def with_reasons(splits: Iterable[Split], period: Period, then: datetime, later: datetime) -> list[Split]:
    """The splits with the kinds of reason that were given for people behind them, where none stood yet."""
    listed = list(splits)
    given = reasons(sorted({who for split in listed for who in split.everybody}), period, then, later)
    return [
        split if split.reasons else replace(split, reasons=_counted(given, set(split.everybody))) for split in listed
    ]


def reasons(people: list[int], period: Period, then: datetime, later: datetime) -> dict[int, set[str]]:
    """The kinds of reason given between two moments for a change in a stand of `period`, by person."""
    found: dict[int, set[str]] = defaultdict(set)
    days = period.year_to_date
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.id, c.kind FROM unnest(%s::bigint[]) p (id)
                LEFT JOIN cases_personmerge m ON m.in_force AND m.gone_id = p.id  -- who went is told where they are
                JOIN cases_correction c ON c.employee_id = coalesce(m.employee_id, p.id)
                WHERE c.kind <> '' AND c.starts_on <= %s AND c.ends_on >= %s
                    AND least(c.recorded_at, (SELECT min(h.recorded_at) FROM cases_correction_history h
                        WHERE h.id = c.id)) BETWEEN %s AND %s""",
            [people, max(period.ends_on, *days), min(period.eve, *days), then, later],
        )
        for person, kind in cursor.fetchall():
            found[person].add(kind)
    return found


def _counted(given: Mapping[int, set[str]], who: set[int]) -> dict[str, int]:
    """Of how many of these people each kind of reason was given, in the order of the list."""
    found = Counter(kind for person in who for kind in given.get(person, ()))
    return {kind: found[kind] for kind in Reason.values if kind in found}


def _changed(was: str, now: str) -> tuple[dict[int, dict[date, Stand]], dict[int, dict[date, Stand]]]:
    """The stands of whoever counts differently, before and after, by person and day."""
    listed = ", ".join(_COLUMNS)
    rounded = ", ".join(f"round({name}, 12)" if name in _NUMBERS else name for name in _COLUMNS)
    one, other = (f"SELECT {rounded} FROM {relation} s WHERE scheme = 'wsw'" for relation in (was, now))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT employee_id FROM (({one} EXCEPT {other}) UNION ALL ({other} EXCEPT {one})) differs"
        )
        people = [row[0] for row in cursor.fetchall()]
        found = []
        for relation in (f"SELECT {listed} FROM {relation} s WHERE scheme = 'wsw'" for relation in (was, now)):
            cursor.execute(f"{relation} AND employee_id = ANY(%s)", [people])
            found.append(_by_person(Stand(*row) for row in cursor.fetchall()))
    return found[0], found[1]


def _by_person(stands: Iterable[Stand]) -> dict[int, dict[date, Stand]]:
    found: dict[int, dict[date, Stand]] = defaultdict(dict)
    for stand in stands:
        found[stand.employee_id][stand.month_end] = stand
    return found


def shares(stands: dict[date, Stand], period: Period) -> Iterator[Share]:
    """What one person gives to each cell, by the key of its column."""
    for days, names in ((period.month_ends, ("fte", "se", "mean", "rvu")), (period.year_to_date, ("ytd",))):
        for day in days:
            if day in stands:
                yield from _of_day(stands[day], names, len(days))
    eve, last = stands.get(period.eve), stands.get(period.ends_on)
    if eve:
        yield Share("begin", "", eve.municipality, Decimal(1))
    if last:
        for key in ("headcount", "end", "total", f"heads:{last.form}"):
            yield Share(key, "", last.municipality, Decimal(1))
    yield from _movement(eve, last)


def _of_day(stand: Stand, names: tuple[str, ...], days: int) -> Iterator[Share]:
    month = f"{stand.month_end:%Y-%m}"
    made = {
        "fte": (f"fte_month_end:{month}", stand.fte), "se": (f"se_month_end:{month}", stand.se),
        "mean": ("se_quarter_mean", stand.se / days), "rvu": ("rvu_memo", stand.rvu_se / days),
        "ytd": ("se_ytd_mean", stand.se / days),
    }  # fmt: skip
    for name in names:
        key, amount = made[name]
        yield Share(key, month, stand.municipality, amount)


def _movement(eve: Stand | None, last: Stand | None) -> Iterator[Share]:
    if last and not eve:
        yield Share("in", "", last.municipality, Decimal(1))
    if eve and not last:
        yield Share("out", "", eve.municipality, Decimal(1))
        yield Share(f"out:{eve.departure}", "", eve.municipality, Decimal(1))
    if eve and last and eve.municipality != last.municipality:
        yield Share("move_in", "", last.municipality, Decimal(1))
        yield Share("move_out", "", eve.municipality, Decimal(1))


def _entries(before: Iterable[Share], after: Iterable[Share], cause: str) -> Iterator[tuple[str, str, str, Decimal]]:
    """Key, place, cause and amount: a share that went to another place is a move, what else differs `cause`."""
    was, now = ({(share.key, share.slot): share for share in side} for side in (before, after))
    for name in was.keys() | now.keys():
        old, new = was.get(name), now.get(name)
        if old and new and old.place != new.place:
            yield name[0], old.place, MOVE, -old.amount
            yield name[0], new.place, MOVE, old.amount
            yield from _more(new, new.amount - old.amount, cause)
        elif old and new:
            yield from _more(new, new.amount - old.amount, cause)
        else:
            yield from (_more(new, new.amount, cause) if new else _more(old, -old.amount, cause) if old else ())


def _more(share: Share, amount: Decimal, cause: str) -> Iterator[tuple[str, str, str, Decimal]]:
    yield share.key, share.place, cause, amount
    yield share.key, TOTAL, cause, amount


def _summed(entries: Iterable[tuple[str, str, str, Decimal]]) -> dict[tuple[str, str, str], Decimal]:
    """One person's amounts by key, place and cause, without those that come to nothing."""
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for *name, amount in entries:
        found[tuple(name)] += amount  # type: ignore[index]
    return {name: amount for name, amount in found.items() if abs(amount) > NOISE}


def causes(
    people: list[int], then: datetime, later: datetime, also: Columns | None = None, under: Columns | None = None
) -> dict[int, str]:
    """Why each of them counts differently, apart from where: by what happened to their rows between two moments.

    `also` are tables about people beside those that a stand is made of, `under` tables about contracts they work under.
    """
    found = dict.fromkeys(people, DEFINITION)
    order = (DEFINITION, MOVE, LATE, CORRECTION)  # the later one wins
    for model, columns in {**COUNTED, **(also or {}), **(under or {})}.items():
        for person, corrected in _touched(model, columns, people, then, later, contracts=model in (under or {})):
            cause = MOVE if model is Residence else CORRECTION if corrected else LATE
            found[person] = max(found[person], cause, key=order.index)
    return found


# What goes on by itself: that a plan is signed by now is no correction of its state.
_GOES_ON = {"state"}


def _touched(
    model: type[Model], columns: tuple[str, ...], people: list[int], then: datetime, later: datetime, *, contracts: bool
) -> list[tuple[int, bool]]:
    """Whose rows differ between two moments; and whether one that was there went, or says something else.

    What was empty and is filled now (a last day, a day of death) was not known yet: that is no correction. A row that
    was somebody else's then was known: two dossiers became one, or apart again (PersonMerge).
    """
    if contracts:
        return _touched_under(model, columns, people, then, later)
    table = model._meta.db_table
    was, now = (
        known(table, moment).replace("%(known_on)s", f"%({name})s")
        for name, moment in (("then", then), ("later", later))
    )
    person = "id" if model is WswEmployee else "employee_id"
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in columns)
    other = _says_something_else(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT coalesce(a.{person}, b.{person}), bool_or(a.id IS NOT NULL AND (b.id IS NULL OR {other})
                    OR a.id IS NULL AND EXISTS (SELECT 1 FROM {was} o WHERE o.id = b.id))
                FROM (SELECT * FROM {was} w WHERE {person} = ANY(%(people)s)) a
                FULL JOIN (SELECT * FROM {now} n WHERE {person} = ANY(%(people)s)) b
                    ON a.id = b.id AND a.{person} = b.{person}
                WHERE a.id IS NULL OR b.id IS NULL OR {differs} GROUP BY 1""",
            {"people": people, "then": then, "later": later},
        )
        return cursor.fetchall()


def _says_something_else(columns: tuple[str, ...]) -> str:
    steady = [name for name in columns if name not in _GOES_ON]
    return " OR ".join(f"(a.{name}::text <> '' AND a.{name} IS DISTINCT FROM b.{name})" for name in steady)


def _touched_under(
    model: type[Model], columns: tuple[str, ...], people: list[int], then: datetime, later: datetime
) -> list[tuple[int, bool]]:
    """The same, of contracts that somebody works under."""
    was, now = (
        known(model._meta.db_table, moment).replace("%(known_on)s", f"%({name})s")
        for name, moment in (("then", then), ("later", later))
    )
    placed = known(Placement._meta.db_table, later).replace("%(known_on)s", "%(later)s")
    contract = "id" if model._meta.db_table == "cases_contract" else "contract_id"
    differs = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT p.employee_id, bool_or(a.id IS NOT NULL AND (b.id IS NULL OR {_says_something_else(columns)}))
                FROM (SELECT * FROM {was} w) a FULL JOIN (SELECT * FROM {now} n) b ON a.id = b.id
                JOIN {placed} p ON p.contract_id = coalesce(a.{contract}, b.{contract})
                    AND p.employee_id = ANY(%(people)s)
                WHERE a.id IS NULL OR b.id IS NULL OR {differs} GROUP BY 1""",
            {"people": people, "then": then, "later": later},
        )
        return cursor.fetchall()


def decimals_of(key: str) -> int:
    """How many decimals the column `key` prints."""
    figure = BY_NAME.get(key.partition(":")[0])
    return figure.decimals if figure else 0
