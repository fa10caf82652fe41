"""A list in pages, as `components/pager.html` shows them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

PER_PAGE = 50


def paged(rows: QuerySet[Any], address: QueryDict) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page that the address asks for (`?pagina=`, the nearest there is), and what the pager shows."""
    page = Paginator(rows, PER_PAGE).get_page(address.get("pagina"))
    around = range(max(1, page.number - 2), min(page.paginator.num_pages, page.number + 2) + 1)
    shown = {
        "total": page.paginator.count,
        "pages": page.paginator.num_pages,
        "first": page.start_index(),
        "last": page.end_index(),
        "has_prev": page.has_previous(),
        "has_next": page.has_next(),
        "prev_query": _at(address, page.number - 1),
        "next_query": _at(address, page.number + 1),
        "numbers": [{"n": n, "query": _at(address, n), "current": n == page.number} for n in around],
    }
    return list(page), shown


def _at(address: QueryDict, number: int) -> str:
    changed = address.copy()
    changed["pagina"] = str(number)
    return changed.urlencode()
