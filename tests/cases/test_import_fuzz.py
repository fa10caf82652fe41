"""Spoilt files, by the hundred: an import refuses in words or takes all. It never breaks off and never half-saves.

The dice are seeded: a failure names the file it was thrown with, and comes back on the next run.
"""

import random

import pytest
from django.db import transaction

from tests.cases.registers import Refused, as_folder, load, sample, state

pytestmark = pytest.mark.django_db
ROUNDS, PER_ROUND = 4, 50

NASTY = (
    "", " ", "\0", "\x1b", "\t", "\n", "\r", "\ufeff", "\u2028", "\u0130" * 250, "…" * 120, "ß" * 120, "é" * 300, "🙂",
    "٣٦", "NULL", "\\N", "\\.", "'; DROP TABLE cases_wswemployee; --", "=1+1", '"', '""', ",", ";", "a,b", '"a"b', "-1",
    "0", "-0", "40", "40.00", "40.01", "00040", "1e1", "1E-400", "NaN", "inf", "9" * 400, "0." + "0" * 400 + "1", "36.",
    ".5", "+36", "0x10", "101", "2026-02-30", "2026-02-29", "2028-02-29", "0000-00-00", "1900-01-01", "1899-12-31",
    "2200-12-31", "9999-12-31", "infinity", "-infinity", "epoch", "today", "2026-1-1", "20260101", "2026-01-01T00:00",
    "GM9999", "GM0141", "gm0141", "buitenland", "00101", "00102", "101", "1", "01", "2", "ja", "nee", "JA", "true", "m",
    "X", "nwsw", "beschut_werk", "begeleid_werken", "LEEG", "BW", "AOW", "rvu", "matig", "ernstig", "jobcoach",
    "consulent", "999990019", "010000021", "123456789", "a@b.c", "A@B.C", "a\0@b.c", "a@b", "@",
    "a" * 250 + "@b.example", "GR Fictief", "Garage Fictief", "anouk@voorbeeld.example", "ANOUK@VOORBEELD.EXAMPLE",
)  # fmt: skip


def spoil_cell(dice, register):
    rows = register[dice.choice([name for name, rows in register.items() if rows])]
    row = dice.choice(rows)
    row[dice.choice(list(row))] = dice.choice(NASTY)


def repeat_row(dice, register):
    rows = register[dice.choice(list(register))]
    if rows:
        rows.append(dict(dice.choice(rows)))


def drop_row(dice, register):
    rows = register[dice.choice(list(register))]
    if rows:
        rows.pop(dice.randrange(len(rows)))


def borrow_cell(dice, register):
    """A cell that is right somewhere else."""
    rows = [row for rows in register.values() for row in rows]
    row = dice.choice(rows)
    row[dice.choice(list(row))] = dice.choice(list(dice.choice(rows).values()))


def flip_byte(dice, data):
    place = dice.randrange(len(data))
    return data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]


def insert_bytes(dice, data):
    place = dice.randrange(len(data))
    strange = dice.choice([b'"', b"\0", b",", b"\n", b"\r", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8"])
    return data[:place] + strange + data[place:]


def cut(dice, data):
    return data[: dice.randrange(len(data))]


def twice(dice, data):
    return data + data[dice.randrange(len(data)) :]


def shuffle_lines(dice, data):
    lines = data.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


ROW_DEFECTS = (spoil_cell, spoil_cell, spoil_cell, borrow_cell, borrow_cell, repeat_row, drop_row)
BYTE_DEFECTS = (flip_byte, insert_bytes, cut, twice, shuffle_lines)


def spoilt(dice, folder):
    """A register of some of the files, with one to three defects; or whole, one time in fifty."""
    chosen = dice.sample(list(sample()), dice.choice([1, 2, 3, 5]))
    register = {name: rows for name, rows in sample().items() if name in chosen}
    for _ in range(dice.choice([0, 1, 1, 2, 3])):
        if any(register.values()):
            dice.choice(ROW_DEFECTS)(dice, register)
    as_folder(register, folder)
    if dice.randrange(2):
        path = dice.choice(sorted(folder.iterdir()))
        path.write_bytes(dice.choice(BYTE_DEFECTS)(dice, path.read_bytes()))
    return folder


def refusal_of(folder):
    """What the import has against it; None when it was taken."""
    try:
        load(folder)
    except Refused as refusal:
        return refusal
    return None


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_spoilt_register_is_refused_in_words_or_taken_whole(seed, tmp_path):
    dice, refused, taken = random.Random(seed), 0, 0
    load(as_folder(sample(), tmp_path / "good"))
    before = state()
    for number in range(PER_ROUND):
        folder = spoilt(dice, tmp_path / str(number))
        savepoint = transaction.savepoint()
        refusal = refusal_of(folder)
        if refusal is None:
            taken += 1
        else:
            refused += 1
            assert refusal.faults, folder
            assert all(fault.reason and fault.file for fault in refusal.faults), folder
            assert state() == before, folder
        transaction.savepoint_rollback(savepoint)
    assert refused > PER_ROUND / 4
    assert taken >= PER_ROUND / 10
