"""The search box in the head of every page. What is typed goes by POST: it may be a name, or a BSN."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases import search as find
from cases import words
from cases.actions import pins
from cases.models import SavedView, WswEmployee
from cases.opening import opens
from municipalities.access import Permission, demand, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import prove_first, proved
from municipalities.traces import Act, note

DOCUMENTS = 20
ASK_OUTRIGHT = "Druk op Enter om op dit burgerservicenummer te zoeken. Dat wordt vastgelegd."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EMPLOYEE_VIEW)
def search(request: PortalRequest) -> HttpResponseBase:
    """Results as one types (htmx), or as a page; with nothing typed what one keeps at hand."""
    typed = find.cleaned(request.POST.get("q", ""))
    number = find.bsn_in(typed)
    if number and not _as_one_types(request):
        return _by_bsn(request, number)
    found = {"hint": ASK_OUTRIGHT} if number else _found(request, typed) if typed else _at_hand(request)
    return _shown(request, found | {"typed": typed if find.may_come_back(typed) else ""})


def _by_bsn(request: PortalRequest, number: str) -> HttpResponseBase:
    """Asked outright, after proof of who asks, and told to the log; the number comes back nowhere."""
    demand(request.membership, Permission.BSN_VIEW)
    if not proved(request):
        return prove_first(request)
    hits = find.by_bsn(request.membership, number)
    note(Act.BSN_SEARCHED, membership=request.membership, subjects=[hit.key for hit in hits])
    return _shown(request, {"people": [asdict(hit) for hit in hits], "by_bsn": True, "typed": ""})


def _found(request: PortalRequest, typed: str) -> dict[str, Any]:
    hits = find.people(request.membership, typed, today())
    documents = [] if _as_one_types(request) else _documents(request, typed)
    _trace(request, [*hits, *(each["key"] for each in documents)])
    return {
        "documents": documents,
        "tells_nothing": words.tells_nothing(typed),
        "asks_documents": not _as_one_types(request) and request.membership.may(Permission.DOCUMENT_CHANGE),
        "people": [asdict(hit) for hit in hits],
        "hirers": [asdict(each) for each in find.hirers(request.membership, typed, today())],
        "nobody": not hits,
    }


def _at_hand(request: PortalRequest) -> dict[str, Any]:
    pinned, recent = find.pinned(request.membership), find.recent(request.membership, today())
    kept = {hit.key for hit in pinned}
    recent = [hit for hit in recent if hit.key not in kept]
    _trace(request, [*pinned, *recent])
    views = list(SavedView.objects.filter(membership=request.membership))
    return {
        "pinned": [asdict(hit) for hit in pinned], "recent": [asdict(hit) for hit in recent], "views": views,
        "nothing": not (pinned or recent or views), "aside": _as_one_types(request),
    }  # fmt: skip


def _documents(request: PortalRequest, typed: str) -> list[dict[str, Any]]:
    """Asked outright only: half a word finds nothing. The newest first."""
    if not request.membership.may(Permission.DOCUMENT_CHANGE):
        return []
    found = words.documents_with(typed, request.membership).select_related("employee")[:DOCUMENTS]
    return [{"key": each.employee.key, "name": each.employee.list_name, "document": each} for each in found]


def _trace(request: PortalRequest, hits: list[Any]) -> None:
    """`hits` are people, or their keys."""
    if hits:
        keys = [getattr(hit, "key", hit) for hit in hits]
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=keys)


def _as_one_types(request: PortalRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _shown(request: PortalRequest, found: dict[str, Any]) -> HttpResponse:
    return render(request, "components/found.html" if _as_one_types(request) else "cases/search.html", found)


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_FORM_OPENED)
def employee_pin(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """Keep this dossier at hand, or let it go."""
    kept = pins.toggle(person=person, membership=request.membership)
    messages.success(request, "Dit dossier staat vast in het zoekvak." if kept else "Dit dossier staat niet meer vast.")
    return redirect("employee", key=person.key)
