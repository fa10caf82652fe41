"""One form for data that are hashed, signed or compared: sorted keys, no spaces, UTF-8. Two equal data, equal bytes."""

import json
from collections.abc import Iterator
from typing import Any

_FORM = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(data: Any) -> bytes:
    """ValueError for a number that is none (NaN)."""
    return _FORM.encode(data).encode(errors="replace")


def pieces(data: Any, levels: int = 2) -> Iterator[bytes]:
    """The same bytes piece by piece, so that a large content has no second copy of itself.

    A list and a dict whose keys are texts go part by part, and those in them, so many `levels` down.
    """
    if not levels or not isinstance(data, dict | list | tuple):
        yield canonical(data)
        return
    named = isinstance(data, dict)
    parts = ((canonical(key) + b":", data[key]) for key in sorted(data)) if named else ((b"", part) for part in data)
    yield b"{" if named else b"["
    for nth, (name, part) in enumerate(parts):
        yield (b"," if nth else b"") + name
        yield from pieces(part, levels - 1)
    yield b"}" if named else b"]"
