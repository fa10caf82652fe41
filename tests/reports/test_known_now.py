"""What stays hidden of what is known now."""

from decimal import Decimal

import pytest

from reports import known_now
from reports.masking import MANY, Grid, column_lines


def test_of_very_many_municipalities_all_but_nought_is_hidden_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searching takes minutes; what is hidden of all gives nothing away."""
    rows = [f"GM{nth:04}" for nth in range(MANY + 1)]
    counts = {(row, "end"): nth % 7 for nth, row in enumerate(rows)}
    counts["totaal", "end"] = sum(counts.values())
    grid = Grid(counts, column_lines(rows, ["end"], total="totaal"))
    monkeypatch.setattr(known_now, "grid_of", lambda content: grid)
    monkeypatch.setattr(known_now, "masks_in", lambda content: {})
    monkeypatch.setattr(known_now, "exposed", lambda *given, **more: pytest.fail("it was searched"))
    both = known_now.hidden_in_either({"masks": {}, "trend": [Decimal(1)]}, {"masks": {}})
    assert both["masks"] == {"|".join(name): "×" for name, number in counts.items() if number}
