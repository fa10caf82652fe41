"""The dossier of somebody with ten years of history or more, beside the admin's form of the same person.

The form as somebody would build it who knows Django: every table an inline, ids instead of a list of a thousand
hirers per row, names fetched with the rows.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cases.models import Caseload, ContractHours, Employment, Indication, Leave, Placement, Residence, SickSpell
from tests.bench.ratios import beside_itself, interleaved, judged

MOST = 15  # queries
FEW, MORE = 18, 36  # rounds: the admin takes seconds for one form


def _inline(table: Any, *raw: str) -> type[admin.TabularInline]:
    fields = {"model": table, "extra": 0, "fk_name": "employee", "raw_id_fields": raw}
    return type(f"{table.__name__}Inline", (admin.TabularInline,), fields | _ALLOWED)


def _yes(self: Any, request: HttpRequest, obj: Any = None) -> bool:
    return True


_ALLOWED = {f"has_{what}_permission": _yes for what in ("view", "add", "change", "delete")}
INLINES = [
    _inline(Residence, "municipality"),
    _inline(Indication),
    _inline(Employment, "employer", "executor"),
    _inline(ContractHours, "employment"),
    _inline(Leave, "employment"),
    _inline(Placement, "employment", "hirer", "coach"),
    _inline(Caseload, "coach"),
    _inline(SickSpell),
]


def measure(*, large: bool) -> Iterator[str]:
    """Prints the ratio; yields the goals that are missed."""
    from django.db import connection, transaction
    from django.db.models import Count, Min
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cases.models import WswEmployee
    from municipalities.asker import tell_database
    from municipalities.models import Membership

    consulent = Membership.objects.filter(role="consulent", municipality__cbs_code="GM0141").first()
    with transaction.atomic():
        tell_database(str(consulent.user.key), str(consulent.pk))
        person = (
            WswEmployee.objects.visible_to(consulent)
            .filter(residences__municipality=consulent.municipality_id, residences__ends_on=None)
            .annotate(since=Min("employments__starts_on"), rows=Count("employments__placements", distinct=True))
            .filter(since__lt="2016-01-01")
            .order_by("-rows", "pk")
            .first()
        )
    client = Client(HTTP_HOST="localhost")
    client.force_login(consulent.user)

    def ok(url: str) -> None:
        if client.get(url).status_code != 200:
            raise SystemExit(f"{url} gaf geen 200")

    ours, form = f"/medewerkers/{person.key}/", f"/opponent/{person.pk}/"
    acts = beside_itself("dossier", lambda: ok(ours), admin=lambda: ok(form))
    times = interleaved(acts, FEW if large else MORE)
    with CaptureQueriesContext(connection) as queries:
        ok(ours)
    yield from judged("dossier", "admin", times, len(queries), MOST)
