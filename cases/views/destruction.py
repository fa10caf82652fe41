"""Destruction lists: read what goes, why and since when, leave somebody out, sign, sign second, read the statement."""

from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import destruction
from cases.certificate import by_kind, label_of
from cases.forms import AgreeForm, GiveBackForm, KeepForm, SignForm
from cases.models import Certificate, DestructionItem, DestructionList, ListState, RecordKind, RetentionTerm
from cases.models.retention import TERM_OF
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note

P = Permission
LEVELS = {
    ListState.CONCEPT: "warn", ListState.VOORGESTELD: "warn", ListState.AKKOORD: "info", ListState.VERNIETIGD: "ok",
}  # fmt: skip


def _visible(request: PortalRequest, key: str) -> DestructionList:
    lists = DestructionList.objects.visible_to(request.membership)
    return get_object_or_404(lists.select_related("municipality", "proposed_by", "agreed_by"), key=key)


@require_safe
@requires(P.DESTRUCTION_VIEW)
def destruction_lists(request: PortalRequest) -> HttpResponse:
    """The open lists, and those carried out."""
    lists = DestructionList.objects.visible_to(request.membership).select_related(
        "municipality", "proposed_by", "agreed_by", "certificate"
    )
    shown = [_line(each) for each in lists.prefetch_related("items")]
    by_place = sorted(shown, key=itemgetter("place"))
    context = {
        "open": [each for each in by_place if not each["done"]],
        "done": [each for each in shown if each["done"]],
        "proposes": request.membership.may(P.DESTRUCTION_PROPOSE),
    }
    return render(request, "cases/destruction_lists.html", context)


def _line(each: DestructionList) -> dict[str, Any]:
    done = each.state == ListState.VERNIETIGD
    whole = [item.kind == RecordKind.DOSSIER for item in each.items.all() if not item.exempted_because]
    return {
        "url": reverse("destruction_list", args=[each.key]),
        "place": each.municipality.name,
        "due_on": dutch.day(each.due_on),
        "what": _counted(each.dossiers, each.parts) if done else _counted(sum(whole), whole.count(False)),
        "state": each.get_state_display(),
        "level": LEVELS[ListState(each.state)],
        "proposed_by": each.proposed_by.name if each.proposed_by else "",
        "agreed_by": each.agreed_by.name if each.agreed_by else "",
        "done": done,
    }


def _counted(dossiers: int | None, parts: int | None) -> str:
    """So many dossiers, and so many parts of others: what of one person and one kind goes."""
    said = [f"{dossiers} dossier{'' if dossiers == 1 else 's'}"] if dossiers or not parts else []
    return " en ".join([*said, f"{parts} {'onderdeel' if parts == 1 else 'onderdelen'}"] if parts else said)


@require_safe
@requires(P.DESTRUCTION_VIEW)
def destruction_list(request: PortalRequest, key: str) -> HttpResponse:
    return _detail(request, _visible(request, key))


def _detail(request: PortalRequest, found: DestructionList, *, status: int = 200, **forms: Any) -> HttpResponse:
    items, may = list(found.items.select_related("exempted_by")), request.membership.may
    proposes = may(P.DESTRUCTION_PROPOSE) and found.state == ListState.CONCEPT
    own = found.proposed_by_id == request.user.pk
    agrees = may(P.DESTRUCTION_AGREE) and found.state == ListState.VOORGESTELD
    shown = {"shown": destruction.fingerprint(items)}
    done = found.state == ListState.VERNIETIGD
    rows, gone = ([], by_kind(found.ledger.all())) if done else (_rows_to_come(items), [])
    context = {
        "list": _line(found) | {"key": found.key, "returned_because": found.returned_because},
        "signatures": _signatures(found),
        "kinds": _kinds(items, found),
        "rows": rows,
        "gone": gone,
        "nameless": any(row["nameless"] for row in rows + [row for kind in gone for row in kind["lines"]]),
        "done": done,
        "propose_form": SignForm(initial=shown) if proposes else None,
        "agree_form": forms.get("agree_form") or (AgreeForm(initial=shown) if agrees and not own else None),
        "give_back_form": forms.get("give_back_form") or (GiveBackForm(initial=shown) if agrees else None),
        "why_not": "U heeft deze lijst zelf voorgesteld. Een tweede persoon geeft akkoord." if own and agrees else "",
        "certificate_url": reverse("destruction_certificate", args=[found.key]) if done else "",
    }
    return render(request, "cases/destruction_list.html", context, status=status)


def _signatures(found: DestructionList) -> list[str]:
    said = []
    if found.proposed_by and found.proposed_at:
        said.append(f"Voorgesteld door {found.proposed_by} op {found.proposed_at:%d-%m-%Y}")
    if found.agreed_by and found.agreed_at:
        said.append(f"Akkoord van {found.agreed_by} op {found.agreed_at:%d-%m-%Y}")
    if found.carried_out_at:
        said.append(f"Uitgevoerd op {found.carried_out_at:%d-%m-%Y}")
    return said


def _kinds(items: list[DestructionItem], found: DestructionList) -> list[dict[str, Any]]:
    """The lines by what they are about, each with the rule of the selection list that makes it due."""
    terms = {term.kind: term for term in RetentionTerm.objects.running_on(found.due_on)}
    kinds = []
    for kind in RecordKind:
        lines = [_item(item) for item in items if item.kind == kind]
        if lines:
            term = terms.get(TERM_OF[kind])
            kinds.append(
                {
                    "key": kind.value,
                    "label": dutch.capital(str(kind.label)),
                    "rule": term.rule if term else "",
                    "whole": kind == RecordKind.DOSSIER,
                    "lines": lines,
                }
            )
    return kinds


def _item(item: DestructionItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "what": str(RecordKind(item.kind).label),
        "count": sum(map(len, item.records.values())),
        "dossier": item.dossier,
        "ended_on": dutch.day(item.ended_on),
        "due_on": dutch.day(item.due_on),
        "rows": sum(goes + stays for goes, stays in item.rows.values()),
        "exempted_because": item.exempted_because,
        "exempted_by": item.exempted_by.name if item.exempted_by else "",
        "exempted_until": dutch.day(item.exempted_until) if item.exempted_until else "",
    }


def _rows_to_come(items: list[DestructionItem]) -> list[dict[str, Any]]:
    """The dry run: by kind what would go, and what would stay without a name."""
    counted = destruction.total(items)
    rows = [
        {"label": label_of(table), "destroyed": goes, "nameless": stays} for table, (goes, stays) in counted.items()
    ]
    return sorted(rows, key=itemgetter("label"))


@requires(P.DESTRUCTION_VIEW)
@requires(P.DESTRUCTION_PROPOSE)
def destruction_exempt(request: PortalRequest, key: str, item: str) -> HttpResponse:
    """Leave somebody off a draft, with a reason."""
    found = _visible(request, key)
    line = get_object_or_404(found.items, key=item, exempted_because="")
    form = KeepForm(request.POST if request.method == "POST" else None, today=today())
    if form.is_valid():
        given = form.cleaned_data
        try:
            destruction.exempt(item=line, because=given["reason"], until=given["until"], by=request.user)
        except destruction.NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            form.count_overridden(request.user)
            _decided(request, found, "uitgezonderd")
            messages.success(request, f"Alles van dossier {line.dossier} is uitgezonderd en blijft bewaard.")
        return redirect("destruction_list", key=found.key)
    context = {"list": _line(found), "item": _item(line), "form": form}
    status = form.status if request.method == "POST" else 200
    return render(request, "cases/destruction_exempt.html", context, status=status)


@require_POST
@requires(P.DESTRUCTION_VIEW)
@requires(P.DESTRUCTION_PROPOSE)
def destruction_propose(request: PortalRequest, key: str) -> HttpResponse:
    """The first signature."""
    found, form = _visible(request, key), SignForm(request.POST)
    try:
        destruction.propose(destruction=found, shown=form["shown"].value() or "", by=request.user)
    except destruction.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        note(Act.DESTRUCTION_PROPOSED, membership=request.membership, detail=f"lijst {found.key}")
        messages.success(request, "De lijst is voorgesteld. Een tweede persoon bij de gemeente geeft akkoord.")
    return redirect("destruction_list", key=found.key)


@require_POST
@requires(P.DESTRUCTION_VIEW)
@requires(P.DESTRUCTION_AGREE)
@recently_proved
def destruction_agree(request: PortalRequest, key: str) -> HttpResponse:
    """The second signature, by who proved just now who they are. After it there is no way back."""
    found, form = _visible(request, key), AgreeForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, status=422, agree_form=form)
    try:
        destruction.agree(destruction=found, shown=form.cleaned_data["shown"], by=request.user)
    except destruction.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        _decided(request, found, "akkoord")
        messages.success(request, "U heeft akkoord gegeven. De lijst wordt nu uitgevoerd.")
    return redirect("destruction_list", key=found.key)


@require_POST
@requires(P.DESTRUCTION_VIEW)
@requires(P.DESTRUCTION_AGREE)
def destruction_give_back(request: PortalRequest, key: str) -> HttpResponse:
    """Not agreed: a draft again, with the reason."""
    found, form = _visible(request, key), GiveBackForm(request.POST)
    if not form.is_valid():
        return _detail(request, found, status=form.status, give_back_form=form)
    try:
        destruction.give_back(destruction=found, **form.cleaned_data)
    except destruction.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("destruction_list", key=found.key)
    form.count_overridden(request.user)
    _decided(request, found, "teruggegeven")
    messages.success(request, "De lijst is terug bij de privacy officer.")
    return redirect("destruction_lists")


def _decided(request: PortalRequest, found: DestructionList, what: str) -> None:
    note(Act.DESTRUCTION_DECIDED, membership=request.membership, detail=f"lijst {found.key}: {what}")


@require_safe
@requires(P.DESTRUCTION_VIEW)
def destruction_certificate(request: PortalRequest, key: str) -> HttpResponse:
    """The statement, as it was made when the list was carried out."""
    found = get_object_or_404(Certificate, list=_visible(request, key))
    name = f"verklaring-van-vernietiging-{found.list.municipality.slug}-{found.list.carried_out_at:%Y-%m-%d}.pdf"
    return HttpResponse(
        bytes(found.file),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
