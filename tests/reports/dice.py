"""Registers thrown with dice: all that the rules allow, close to the days on which they turn, for `oracle.py` to count.

All people are *fictief*. The same seed throws the same register.
"""

import copy
import csv
import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from cases.register.format import FILES
from tests.reports.oracle import OTHER_LAWS, SIX, Register, Row, month_ends

HOMES = (*SIX, *SIX, "GM0153", "GM0175", "buitenland")
REASONS = ("PEN", "ZIE", "EIG", "REG", "EBT", "OVR", "")
EDGES = [
    end + timedelta(days=shift)
    for year in range(2025, 2028)
    for end in month_ends(year, 1, 12)
    for shift in (-1, 0, 1, 14)
]
EVE_OF_CLOSING = date(2014, 12, 31)


class Dice(random.Random):
    def one_in(self, number: int) -> bool:
        return self.randrange(number) == 0

    def between(self, first: date, last: date) -> date:
        """Mostly a day around a month's end in 2025 to 2027, when there is one."""
        near = [edge for edge in EDGES if first <= edge <= last]
        if near and not self.one_in(5):
            return self.choice(near)
        return first + timedelta(days=self.randint(0, max((last - first).days, 0)))

    def split(self, first: date, last: date, most: int) -> list[tuple[date, date]]:
        """Up to `most` spans in order within the two days, now and then with days between them."""
        spans = []
        for _ in range(self.randint(1, most)):
            if first > last:
                break
            end = last if self.one_in(2) else self.between(first, last)
            spans.append((first, end))
            first = end + timedelta(days=1 if self.randrange(3) else self.randint(2, 60))
        return spans


STILL = date(2030, 12, 31)  # as far as the dice throw; written as an empty last day


def throw(seed: int, people: int) -> Register:
    dice = Dice(seed)
    register: Register = defaultdict(list)
    register["organisaties"] = [
        {"naam": name, "soort": kind, "gemeente": "", "van": "", "tot": ""}
        for name, kind in (
            ("GR Fictief", "gr"),
            ("Gemeente Verzonnen", "gemeente"),
            ("Bakkerij Fictief", "bw_werkgever"),
        )
    ]
    for number in range(people):
        _person(dice, register, f"{number:05}")
    return dict(register)


def _person(dice: Dice, register: Register, who: str) -> None:
    near_aow = dice.between(date(2025, 1, 1), date(2028, 12, 31)).toordinal() - dice.choice(
        [24472, 24563, 24380, 24471]
    )
    birth = date.fromordinal(near_aow) if dice.one_in(3) else dice.between(date(1962, 1, 1), date(1990, 12, 31))
    old = birth.year < 1978 and dice.one_in(3)
    register["personen"].append(
        {
            "personeelsnummer": who,
            "voornaam": "Truus",
            "achternaam": f"Fictief {who}",
            "geboortedatum": str(birth),
            "overlijdensdatum": str(dice.choice(EDGES)) if dice.one_in(15) else "",
            "in_dienst_1997": "ja" if old else dice.choice(["nee", ""]),
        }
    )
    _homes(dice, register, who)
    _indications(dice, register, who)
    _employments(dice, register, who, old)


def _row(who: str, first: date, last: date, **cells: str) -> Row:
    return {"personeelsnummer": who, **cells, "van": str(first), "tot": "" if last >= STILL else str(last)}


def _homes(dice: Dice, register: Register, who: str) -> None:
    if dice.one_in(30):
        return
    for first, last in dice.split(date(1990, 1, 1), STILL, 4):
        register["woonplaatsen"].append(_row(who, first, last, gemeente=dice.choice(HOMES), bron="brp"))


def _indications(dice: Dice, register: Register, who: str) -> None:
    for _ in range(dice.choice([0, 1, 1, 1, 1, 2, 2, 3])):
        first = dice.choice([date(2005, 4, 1), dice.choice(EDGES)])
        decided = first + timedelta(days=dice.randint(-90, 90))
        if any(
            row["personeelsnummer"] == who and row["besluitdatum"] == str(decided) for row in register["indicaties"]
        ):
            continue
        row = {"personeelsnummer": who, "besluitdatum": str(decided), "ingang": str(first)}
        until = first.replace(day=1, year=first.year + dice.choice([2, 10, 40]))
        row |= {"geldig_tot": str(until), "categorie": dice.choice(["matig", "ernstig"])}
        register["indicaties"].append(row | {"ingetrokken_per": str(until) if dice.one_in(10) else ""})


def _employments(dice: Dice, register: Register, who: str, old: bool) -> None:
    kind = "wsw_oud" if old else "nwsw"
    begins = (
        dice.between(date(1984, 1, 1), date(1997, 12, 31)) if old else dice.between(date(1999, 1, 1), EVE_OF_CLOSING)
    )
    if old and dice.one_in(3):  # an earlier one, long ago
        _employment(
            dice, register, who, "0", "wsw_oud", date(1982, 1, 1), begins - timedelta(days=dice.randint(1, 300))
        )
    last = STILL if dice.one_in(2) else dice.between(EVE_OF_CLOSING, date(2027, 12, 31))
    _employment(dice, register, who, "1", kind, begins, last)
    while last < date(2027, 10, 1) and dice.randrange(3):
        first = last + timedelta(days=dice.choice([1, 1, 1, 2, 40]))
        last = STILL if dice.one_in(2) else dice.between(first, date(2027, 12, 31))
        number = str(sum(row["personeelsnummer"] == who for row in register["dienstverbanden"]) + 1)
        _employment(dice, register, who, number, dice.choice([kind, kind, "nwsw", "begeleid_werken"]), first, last)
    if not old and dice.one_in(6):
        since = dice.between(date(2024, 1, 1), date(2026, 12, 31))
        _employment(dice, register, who, "8", dice.choice(["begeleid_werken", *OTHER_LAWS]), since, STILL)


def _employment(dice: Dice, register: Register, who: str, number: str, kind: str, first: date, last: date) -> None:
    cao = ({"begeleid_werken": "overig"} | dict.fromkeys(OTHER_LAWS, "aan_de_slag")).get(
        kind, dice.choice(["sw", "sw", "sw", "aan_de_slag"])
    )
    employer = "Bakkerij Fictief" if kind == "begeleid_werken" else dice.choice(["GR Fictief", "Gemeente Verzonnen"])
    reason = "" if last >= STILL else dice.choice(REASONS)
    row = {"nummer": number, "soort": kind, "werkgever": employer, "cao": cao, "uitstroomreden": reason}
    register["dienstverbanden"].append(_row(who, first, last, **row))
    for begins, ends in dice.split(first, last, 3):
        hours = dice.choice([36, 36, 36, 32, 28, 24, 18, 12, 8, 40, 0]) + dice.choice([0, 0, 0, 0.25, -0.5, 0.01])
        hours = min(max(hours, 0), 40)
        register["uren"].append(_row(who, begins, ends, dienstverband=number, uren=f"{hours:g}"))
        _placements(dice, register, who, number, begins, ends, round(hours * 100))
    if dice.one_in(5):
        for begins, ends in dice.split(dice.between(first, last), last, 2):
            register["verlof"].append(
                _row(who, begins, ends, dienstverband=number, soort=dice.choice(["onbetaald", "rvu"]))
            )


def _placements(dice: Dice, register: Register, who: str, number: str, first: date, last: date, cents: int) -> None:
    if dice.one_in(5):
        return
    for begins, ends in dice.split(first, last, 3):
        parts = dice.choice([[cents], [cents], [cents // 2, cents // 2], [cents // 3, cents // 3, cents // 4]])
        for place, part in enumerate(parts):
            cells = {"vorm": dice.choice(["BSB", "WOL", "GRD", "IND", "BW"]), "uren": f"{part / 100:g}"}
            register["plaatsingen"].append(
                _row(who, begins, ends, dienstverband=number, locatie=f"hal {place}", **cells)
            )


def edit(register: Register, seed: int, edits: int) -> Register:
    """The register after corrections: other cells in rows that stay, by their keys; some of them long in the past."""
    dice, changed = Dice(seed), copy.deepcopy(register)
    for _ in range(edits):
        dice.choice(
            [_other_home, _other_category, _other_form, _fewer_hours, _other_birth, _other_leave, _dies, _leaves]
        )(dice, changed)
    return changed


def _other_home(dice: Dice, register: Register) -> None:
    dice.choice(register["woonplaatsen"])["gemeente"] = dice.choice(HOMES)


def _other_category(dice: Dice, register: Register) -> None:
    dice.choice(register["indicaties"])["categorie"] = dice.choice(["matig", "ernstig"])


def _other_form(dice: Dice, register: Register) -> None:
    dice.choice(register["plaatsingen"])["vorm"] = dice.choice(["BSB", "WOL", "GRD", "IND", "BW"])


def _fewer_hours(dice: Dice, register: Register) -> None:
    row = dice.choice(register["plaatsingen"])
    row["uren"] = f"{float(row['uren']) / 2:.2f}"
    if float(row["uren"]) * 2 > 40:
        row["uren"] = "0"


def _other_birth(dice: Dice, register: Register) -> None:
    dice.choice(register["personen"])["geboortedatum"] = str(dice.choice(EDGES).replace(day=1, year=1959))


def _other_leave(dice: Dice, register: Register) -> None:
    row = dice.choice(register["verlof"])
    row["soort"] = "rvu" if row["soort"] == "onbetaald" else "onbetaald"


def _dies(dice: Dice, register: Register) -> None:
    dice.choice(register["personen"])["overlijdensdatum"] = dice.choice(["", str(dice.choice(EDGES))])


def _leaves(dice: Dice, register: Register) -> None:
    row = dice.choice([row for row in register["dienstverbanden"] if row["tot"]])
    row["uitstroomreden"] = dice.choice(REASONS)


def write(register: Register, folder: Path) -> Path:
    """The register as CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        if rows := register.get(file.name):
            with (folder / f"{file.name}.csv").open("w", encoding="utf-8", newline="") as opened:
                writer = csv.DictWriter(opened, file.column_names, restval="")
                writer.writeheader()
                writer.writerows(rows)
    return folder
