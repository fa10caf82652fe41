"""Going through a long list page by page: which pages there are, and their addresses."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict


@dataclass(frozen=True)
class Pages:
    """One page and its neighbours, as `components/pager.html` shows them; `first` and `last` count from one."""

    total: int
    number: int
    pages: int
    per_page: int
    address: QueryDict

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1

    @property
    def last(self) -> int:
        return min(self.number * self.per_page, self.total)

    @property
    def rows(self) -> slice:
        """Which rows of the whole are on it."""
        return slice(self.first - 1, self.last)

    @property
    def has_prev(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def prev_query(self) -> str:
        return query(self.address, pagina=self.number - 1)

    @property
    def next_query(self) -> str:
        return query(self.address, pagina=self.number + 1)

    @property
    def numbers(self) -> list[dict[str, Any]]:
        around = range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)
        return [{"n": _dotted(n), "query": query(self.address, pagina=n), "current": n == self.number} for n in around]

    @property
    def shown(self) -> str:
        return f"{_dotted(self.first)}–{_dotted(self.last)} van {_dotted(self.total)}"


def _dotted(number: int) -> str:
    """With dots between thousands; Django's own way costs ten times as much, on every list."""
    return f"{number:,}".replace(",", ".")


def pages(address: QueryDict, total: int, per_page: int = 50) -> Pages:
    """The page the address asks for (`?pagina=`); the last one when it asks beyond."""
    count = max(1, -(-total // per_page))
    return Pages(total, min(asked(address), count), count, per_page, address)


def asked(address: QueryDict) -> int:
    """Which page the address asks for, from one on; the first when it asks for nothing that can be."""
    number = address.get("pagina", "1")
    return max(1, int(number)) if number.isdecimal() and len(number) < 9 else 1


def query(address: QueryDict, **changes: Any) -> str:
    """The address with some of its parts changed; without the empty ones."""
    changed = dict(address.lists()) | {key: [str(value)] for key, value in changes.items()}
    return urlencode([(key, value) for key, values in changed.items() if values[-1] for value in values])
