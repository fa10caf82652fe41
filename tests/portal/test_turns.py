"""What the tests themselves rest on: a sweep in turns has been round in time, and other code has another template."""

from pathlib import Path

import pytest

from tests import template, turns

MARKS = {"their_turn", "drill"}


@pytest.mark.parametrize("days", [1, 2, 3, 7])
@pytest.mark.parametrize("shift", [0, 1, 5])
def test_after_so_many_days_everything_was_asked_once(monkeypatch: pytest.MonkeyPatch, days: int, shift: int) -> None:
    asked, taken = list[int](), list[int]()
    for day in range(turns.NOW, turns.NOW + days):
        monkeypatch.setattr(turns, "NOW", day)
        asked += turns.in_turn(range(20), days, shift)
        taken += [
            way for each in turns.some(range(20), days, shift) for way in each.values if marks(each) == {"their_turn"}
        ]
    assert sorted(asked) == sorted(taken) == list(range(20))


def test_what_has_no_turn_today_is_the_drills() -> None:
    ways = turns.taking_turns([1280, 375])
    assert sorted(name for way in ways for name in marks(way)) == sorted(MARKS)
    assert {turns.every(3, shift).name for shift in range(3)} == MARKS


def marks(way: object) -> set[str]:
    return {mark.name for mark in way.marks}  # type: ignore[attr-defined]


def test_other_code_or_another_setting_is_another_template(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "0001_initial.py"
    monkeypatch.setattr(template, "_files", lambda: iter([file]))
    file.write_text("een tabel")
    made = template.name.__wrapped__()
    assert template.name.__wrapped__() == made
    monkeypatch.setenv("PORTAL_APP_ROLE", "iemand")
    other = template.name.__wrapped__()
    file.write_text("twee tabellen")
    assert len({made, other, template.name.__wrapped__()}) == 3


def test_every_file_that_migrates_is_looked_at() -> None:
    files = {str(path.relative_to(template.ROOT)) for path in template._files()}
    assert {"requirements.txt", "tests/asking.py", "cases/walls.py", "cases/migrations/__init__.py"} <= files
    assert not [file for file in files if file.endswith(".pyc")]
