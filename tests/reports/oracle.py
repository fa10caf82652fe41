"""The counting a second time: plain Python with fractions, from the register's rows and the rules, person by person.

Written from the dossier (2.3, 3.1, 7.1, 7.3, 7.5, 7.6) and not from the portal's SQL; slow, and short enough to check
by reading. A register is `{"personen": [{"personeelsnummer": "00101", ...}], ...}` with every cell as the text that
stands in the file.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

Row = dict[str, str]
Register = dict[str, list[Row]]

SIX = ("GM0141", "GM0163", "GM1742", "GM0183", "GM1700", "GM0189")
OTHER_LAWS = ("beschut_werk", "loonkostensubsidie")  # Participatiewet
PLACES = (*SIX, "buiten", "totaal")
LADDER = ("LEEG", "BSB", "WOL", "GRD", "IND", "BW")  # lowest step first
FACTOR = {"matig": Fraction(1), "ernstig": Fraction(5, 4), "": Fraction(0)}
AOW_AGES = {  # years, months
    2013: (65, 1), 2014: (65, 2), 2015: (65, 3), 2016: (65, 6), 2017: (65, 9), 2018: (66, 0), 2019: (66, 4),
    2020: (66, 4), 2021: (66, 4), 2022: (66, 7), 2023: (66, 10), 2024: (67, 0), 2025: (67, 0), 2026: (67, 0),
    2027: (67, 0), 2028: (67, 3), 2029: (67, 3), 2030: (67, 3), 2031: (67, 3),
}  # fmt: skip
FOREVER = date.max


def as_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def runs(row: Row, day: date) -> bool:
    return date.fromisoformat(row["van"]) <= day <= (as_day(row["tot"]) or FOREVER)


def aow_date(birth: date) -> date:
    """For year k ascending, birth + age(k); the first that falls in year k."""
    for year, age in AOW_AGES.items():
        if (reached := _add(birth, *age)).year == year:
            return reached
    return _add(birth, *AOW_AGES[2031])


def _add(start: date, years: int, months: int) -> date:
    """A day that does not exist becomes the last of that month (R28b)."""
    month = start.year * 12 + start.month - 1 + years * 12 + months
    first = date(month // 12, month % 12 + 1, 1)
    length = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - first).days
    return first.replace(day=min(start.day, length))


def norm(employment: Row, day: date) -> int:
    """Hours of a full week."""
    if employment["soort"] != "begeleid_werken" and employment["cao"] == "aan_de_slag":
        return 37 if date(2021, 7, 1) <= day < date(2027, 1, 1) else 36
    return 36


@dataclass
class Stand:
    place: str
    fte: Fraction
    se: Fraction
    rvu_se: Fraction
    form: str
    hours: dict[str, Fraction]
    factor: Fraction


@dataclass
class Person:
    """One person's rows, and what the rule book says of them on a day."""

    row: Row
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def aow(self) -> date:
        return aow_date(date.fromisoformat(self.row["geboortedatum"]))

    @property
    def died(self) -> date | None:
        return as_day(self.row["overlijdensdatum"])

    def employments(self, day: date) -> list[Row]:
        """The Wsw employments of a day: none from the AOW date on (R26), none after death (R92)."""
        if day >= self.aow or (self.died and day > self.died):
            return []
        return [row for row in self.rows["dienstverbanden"] if row["soort"] not in OTHER_LAWS and runs(row, day)]

    def _of(self, file: str, employment: Row, day: date) -> list[Row]:
        return [row for row in self.rows[file] if row["dienstverband"] == employment["nummer"] and runs(row, day)]

    def contract(self, employment: Row, day: date) -> Fraction:
        return sum((Fraction(row["uren"]) for row in self._of("uren", employment, day)), Fraction(0))

    def leave(self, employment: Row, day: date) -> str:
        return next((row["soort"] for row in self._of("verlof", employment, day)), "")

    def place(self, day: date) -> str:
        """The last Dutch municipality (R48c), where it is one of the six."""
        homes = [row for row in self.rows["woonplaatsen"] if row["gemeente"] != "buitenland"]
        lived = sorted((row["van"], row["gemeente"]) for row in homes if date.fromisoformat(row["van"]) <= day)
        return lived[-1][1] if lived and lived[-1][1] in SIX else "buiten"

    def category(self, employment: Row, day: date) -> str:
        if self.old_group(employment):
            return "matig"
        taken = [row for row in self.rows["indicaties"] if date.fromisoformat(row["ingang"]) <= day]
        return max(taken, key=lambda row: (row["ingang"], row["besluitdatum"]))["categorie"] if taken else ""

    def old_group(self, employment: Row) -> bool:
        """In service on 31-12-1997 and every day since then until this employment began (R13, R45)."""
        if employment["soort"] != "wsw_oud":
            return False
        reached = date(1997, 12, 31)
        for row in sorted(self.rows["dienstverbanden"], key=lambda row: row["van"]):
            if row["soort"] not in OTHER_LAWS and date.fromisoformat(row["van"]) <= reached + timedelta(1):
                last = as_day(row["tot"]) or FOREVER
                reached = max(reached, min(last, FOREVER - timedelta(1)))
        return date.fromisoformat(employment["van"]) <= reached + timedelta(1)

    def full_time(self, employments: Iterable[Row], day: date) -> Fraction:
        """Capped before it is weighed (R5, R16b)."""
        return min(sum((self.contract(each, day) / norm(each, day) for each in employments), Fraction(0)), Fraction(1))

    def work(self, employment: Row, day: date) -> dict[str, Fraction]:
        """Hours by form. Not placed is leegloop (R36), with one's own employer begeleid werken, on leave nothing."""
        hours = dict.fromkeys(LADDER, Fraction(0))
        for row in self._of("plaatsingen", employment, day):
            hours[row["vorm"]] += Fraction(row["uren"])
        if not self.leave(employment, day):
            rest = self.contract(employment, day) - sum(hours.values())
            hours["BW" if employment["soort"] == "begeleid_werken" else "LEEG"] += rest
        return hours

    def stand(self, day: date) -> Stand | None:
        employments = self.employments(day)
        if not employments:
            return None
        main = max(employments, key=lambda each: self.contract(each, day))
        factor = FACTOR[self.category(main, day)]
        fte = self.full_time([each for each in employments if not self.leave(each, day)], day)
        rvu = self.full_time([each for each in employments if self.leave(each, day) == "rvu"], day)
        hours = Counter[str]()
        for each in employments:
            hours.update(self.work(each, day))
        away = all(self.leave(each, day) for each in employments)
        return Stand(self.place(day), fte, fte * factor, rvu * factor, _form(hours, away), hours, factor)

    def away(self, day: date) -> str:
        """The leave of who has it in every employment of a day: of the one with most hours."""
        employments = self.employments(day)
        if not employments or not all(self.leave(each, day) for each in employments):
            return ""
        return self.leave(max(employments, key=lambda each: self.contract(each, day)), day)

    def departure(self, last: date) -> str:
        """Why somebody who was there is not on `last`."""
        over = min(self.aow - timedelta(1), self.died or FOREVER)
        begun = [
            row for row in self.rows["dienstverbanden"] if row["soort"] not in OTHER_LAWS and row["van"] <= str(last)
        ]
        final = max(begun, key=lambda row: row["tot"] or str(FOREVER))
        ended = as_day(final["tot"]) or FOREVER
        if ended < over or (ended == over and final["uitstroomreden"]):
            return final["uitstroomreden"] or "onbekend"
        return "OVL" if self.died and self.died < self.aow else "AOW"


def _form(hours: dict[str, Fraction], away: bool) -> str:
    """Most hours; on a tie the higher step (R35)."""
    if not any(hours.values()):
        return "NIN" if away else "LEEG"
    return max(LADDER, key=lambda form: (hours[form], LADDER.index(form)))


def people(register: Register) -> list[Person]:
    found = {row["personeelsnummer"]: Person(row) for row in register["personen"]}
    for file in ("woonplaatsen", "indicaties", "dienstverbanden", "uren", "verlof", "plaatsingen"):
        for row in register.get(file, []):
            found[row["personeelsnummer"]].rows[file].append(row)
    return list(found.values())


def rounded(value: Fraction | int, decimals: int) -> str:
    """Half up, once (R16)."""
    scaled = math.floor(Fraction(value) * 10**decimals + Fraction(1, 2))
    whole = f"{scaled:0{decimals + 1}}"
    return f"{whole[:-decimals]}.{whole[-decimals:]}" if decimals else whole


def month_ends(year: int, first: int, months: int) -> list[date]:
    return [_add(date(year, month, 1), 0, 1) - timedelta(1) for month in range(first, first + months)]


def figures(register: Register, year: int, first: int, months: int) -> dict[tuple[str, ...], str]:
    """`(figure, place, *dims)` → value, of `months` months of `year` from month `first`; T1, T3 and T4."""
    days, to_date = month_ends(year, first, months), month_ends(year, 1, first + months - 1)
    eve = date(year, first, 1) - timedelta(1)
    everybody = people(register)
    stands = {day: [person.stand(day) for person in everybody] for day in {eve, *days, *to_date}}
    found: dict[tuple[str, ...], str] = {}
    for place in PLACES:
        at = {day: [stand for stand in stands[day] if stand and place in (stand.place, "totaal")] for day in stands}
        found |= {(name, place, *dims): value for name, dims, value in _t1(at, days, to_date)}
        found |= {(name, place, *dims): value for name, dims, value in _t4(at[days[-1]])}
    flows = [(person, was, now) for person, was, now in zip(everybody, stands[eve], stands[days[-1]], strict=True)]
    return found | _t3(flows, days[-1])


def _t1(at, days, to_date):
    def mean(of, what):
        return rounded(sum((getattr(stand, what) for day in of for stand in at[day]), Fraction(0)) / len(of), 2)

    yield "headcount", (), str(len(at[days[-1]]))
    for day in days:
        yield "fte_month_end", (f"{day:%Y-%m}",), rounded(sum(stand.fte for stand in at[day]), 2)
        yield "se_month_end", (f"{day:%Y-%m}",), rounded(sum(stand.se for stand in at[day]), 2)
    yield "se_quarter_mean", (), mean(days, "se")
    yield "se_ytd_mean", (), mean(to_date, "se")
    yield "rvu_memo", (), mean(days, "rvu_se")


def _t3(flows, last):
    found = {}
    gone = [(person.departure(last), was.place) for person, was, now in flows if was and not now]
    for place in PLACES:

        def here(stand, place=place):
            return stand is not None and place in (stand.place, "totaal")

        moved = [(was, now) for _, was, now in flows if was and now and was.place != now.place]
        found["begin", place] = str(sum(here(was) for _, was, _ in flows))
        found["in", place] = str(sum(here(now) and not was for _, was, now in flows))
        found["move_in", place] = str(sum(here(now) for _, now in moved))
        found["move_out", place] = str(sum(here(was) for was, _ in moved))
        found["end", place] = str(sum(here(now) for _, _, now in flows))
        for reason in {reason for reason, _ in gone}:
            found["out", place, reason] = str(sum(why == reason and place in (where, "totaal") for why, where in gone))
    return found


def _t4(stands):
    hours = {form: sum((stand.hours[form] for stand in stands), Fraction(0)) for form in LADDER}
    total = sum(hours.values())
    for form in LADDER:
        yield "heads", (form,), str(sum(stand.form == form for stand in stands))
        if total:
            yield "hours_share", (form,), rounded(hours[form] * 100 / total, 2)


def steps(register: Register, year: int, first: int, months: int) -> Counter[tuple[str, str]]:
    """T5: `(place, name)` → how often; `q_` in the period, `y_` since January. A step is another form a month later."""
    found: Counter[tuple[str, str]] = Counter()
    days = [date(year - 1, 12, 31), *month_ends(year, 1, first + months - 1)]
    eve = date(year, first, 1) - timedelta(1)
    for person in people(register):
        for before, day in pairwise(days):
            was, now = person.stand(before), person.stand(day)
            if not was or not now or "NIN" in (was.form, now.form) or was.form == now.form:
                continue
            name = _step(was.form, now.form)
            for when in ("y", "q") if day > eve else ("y",):
                for place in (now.place, "totaal"):
                    found[place, f"{when}_{name}"] += 1
                    found[place, f"{when}_steps"] += 1
    return found


def _step(was: str, now: str) -> str:
    if now == "BW":
        return "to_bw"
    if was == "LEEG":
        return "from_idle"
    if now == "LEEG":
        return "to_idle"
    return "up" if LADDER.index(now) > LADDER.index(was) else "down"


def statistic(register: Register, first: date, last: date) -> dict[str, int]:
    """Who is in the half-yearly Wsw-statistiek, by group, and what became of them: looked up day by day."""
    found: Counter[str] = Counter()
    span = [first + timedelta(nth) for nth in range((last - first).days + 1)]
    for person in people(register):
        served = [day for day in span if person.employments(day)]
        if not served:
            continue
        found["ws_people"] += 1
        ran = [row for row in person.rows["dienstverbanden"] if any(row in person.employments(day) for day in served)]
        rvu = any(
            row["soort"] == "rvu" and any(runs(row, day) for day in span)
            for row in person.rows["verlof"]
            if row["dienstverband"] in {each["nummer"] for each in ran}
        )
        final = max(person.employments(served[-1]), key=lambda row: row["van"])
        group = {"wsw_oud": "ws_old", "begeleid_werken": "ws_bw"}.get(final["soort"], "ws_new")
        found["ws_rvu" if rvu else group] += 1
        was, still = person.stand(first - timedelta(1)), person.stand(last)
        found["ws_still" if still else "ws_left" if was else "ws_passed"] += 1
    return {name: found[name] for name in (
        "ws_old", "ws_new", "ws_bw", "ws_rvu", "ws_people", "ws_left", "ws_passed", "ws_still")}  # fmt: skip


CAUSES = ("in", "out", "move_in", "move_out", "hours", "leave", "category")


def movement(register: Register, was: date, now: date) -> dict[tuple[str, str], Fraction]:
    """M8: `(place, cause)` → SE, with `begin` and `end`; person by person, in fractions."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)

    def book(place: str, cause: str, amount: Fraction) -> None:
        for where in (place, "totaal"):
            found[where, cause] += amount

    for person in people(register):
        before, after = person.stand(was), person.stand(now)
        if before:
            book(before.place, "begin", before.se)
        if after:
            book(after.place, "end", after.se)
        if after and not before:
            book(after.place, "in", after.se)
        elif before and not after:
            book(before.place, "out", -before.se)
        elif before and after:
            if before.place != after.place:
                book(before.place, "move_out", -before.se)
                book(after.place, "move_in", before.se)
            hours = (after.fte - before.fte) * before.factor
            away = person.away(was) != person.away(now)
            book(after.place, "leave" if away else "hours", hours)
            book(after.place, "category", after.se - before.se - hours)
    return found
