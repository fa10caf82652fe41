"""One form for data that are hashed, signed or compared: sorted keys, no spaces, UTF-8. Two equal data, equal bytes."""

import json
from typing import Any


def canonical(data: Any) -> bytes:
    """ValueError for a number that is none (NaN)."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode(errors="replace")
