"""The finance register on screen: a year at a time, a form per row, a file at once; a key by two people."""

import copy
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.register.read import Fault
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note
from municipalities.versioned import is_stale
from reports import actions, finance_file
from reports.finance_forms import FORMS, FileForm
from reports.finance_year import year_of, years_of
from reports.models import KeySet
from reports.money_beforehand import Brings, weigh

MOST_FAULTS = 50


@require_safe
@requires(Permission.FINANCE_CHANGE)
def finance(request: PortalRequest) -> HttpResponse:
    """Everything that was entered about one year."""
    years = years_of()
    asked = request.GET.get("jaar", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else (years[0] if years else today().year)
    keys = list(KeySet.objects.select_related("proposed_by", "released_by").prefetch_related("shares__municipality"))
    context = {
        "year": year,
        "years": sorted({*years, year}, reverse=True),
        "of_year": year_of(year),
        "keys": [(each, _may_release(request, each)) for each in reversed(keys)],
        "kinds": [(code, form.title) for code, form in FORMS.items()],
    }
    return render(request, "reports/finance.html", context)


def _may_release(request: PortalRequest, key_set: KeySet) -> bool:
    return key_set.released_on is None and key_set.proposed_by_id not in (None, request.user.pk)


@requires(Permission.FINANCE_CHANGE)
def finance_new(request: PortalRequest, kind: str) -> HttpResponse:
    return _form(request, kind, None)


@requires(Permission.FINANCE_CHANGE)
def finance_edit(request: PortalRequest, kind: str, key: str) -> HttpResponse:
    return _form(request, kind, key)


def _form(request: PortalRequest, kind: str, key: str | None) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    model = FORMS[kind]._meta.model
    row = get_object_or_404(model, key=key) if key else model()
    initial = {} if key else {"year": today().year}
    tried = copy.copy(row)
    form = FORMS[kind](request.POST or None, instance=row, initial=initial)
    valid = request.method == "POST" and form.is_valid()
    brings = _brings(FORMS[kind](request.POST, instance=tried), request) if valid else Brings()
    unseen = bool(brings.lines) and request.POST.get("seen") != brings.mark
    if valid and not unseen and _saved(request, form):
        messages.success(request, "Het is bewaard.")
        return redirect(_back(form.instance))
    context = {
        "form": form, "heading": form.title if key else f"{form.title} toevoegen", "back": _back(row),
        "brings": brings if unseen else None,
    }  # fmt: skip
    status = form.status if request.method == "POST" and not unseen else 200
    return render(request, "reports/finance_form.html", context, status=status)


def _brings(form: Any, request: PortalRequest) -> Brings:
    """What saving this does to released reports; nothing in a look along, which saves nothing."""
    return weigh(lambda: _kept(request, form)) if request.acting is None and form.is_valid() else Brings()


def _kept(request: PortalRequest, form: Any) -> None:
    if isinstance(form.instance, KeySet):
        actions.propose_key(key_set=form.instance, percentages=form.percentages(), by=request.user)
    else:
        form.save()


def _saved(request: PortalRequest, form: Any) -> bool:
    """Whether it was saved; if not, the form says why."""
    try:
        with transaction.atomic():
            _kept(request, form)
            note(Act.FINANCE_CHANGED, membership=request.membership, detail=form.title)
    except IntegrityError as refusal:
        if not is_stale(refusal):
            raise
        form.meet(refusal)
        return False
    return True


def _back(row: Any) -> str:
    year = getattr(row, "year", None)
    return f"{reverse('finance')}?jaar={year}" if year else reverse("finance")


@require_POST
@requires(Permission.FINANCE_CHANGE)
@recently_proved
def key_release(request: PortalRequest, key: str) -> HttpResponse:
    found = get_object_or_404(KeySet, key=key)
    try:
        actions.release_key(key_set=found, by=request.user)
    except actions.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        note(Act.FINANCE_CHANGED, membership=request.membership, detail="sleutel vrijgegeven")
        messages.success(request, "De sleutel is vrijgegeven. Hij telt vanaf de eerste dag.")
    return redirect("finance")


@requires(Permission.FINANCE_CHANGE)
def finance_import(request: PortalRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            taken = finance_file.load(kind, file.name, file.read(), request.user)
        except finance_file.Refused as refusal:
            faults = refusal.faults
        else:
            note(Act.FINANCE_CHANGED, membership=request.membership, detail=f"bestand met {kind}")
            messages.success(request, f"Het bestand is ingelezen: {taken}.")
            return redirect("finance")
    context = {
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "more": max(0, len(faults) - MOST_FAULTS),
        "kinds": [
            (each.label, ", ".join(column.name for column in each.columns)) for each in finance_file.KINDS.values()
        ],
    }
    return render(request, "reports/finance_import.html", context, status=422 if request.method == "POST" else 200)
