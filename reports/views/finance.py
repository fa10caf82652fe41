"""The finance register on screen: a year at a time, a form per row, a file at once; a key by two people."""

import base64
import copy
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases.models.correction import WAITS
from cases.register.read import Fault
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act, note
from municipalities.versioned import is_stale
from reports import actions, finance_file, money_changes
from reports.finance_forms import FORMS, FileForm, MoneyVerdictForm, WhyForm
from reports.finance_year import year_of, years_of
from reports.models import KeySet, MoneyChange
from reports.money_beforehand import Brings, weigh

MOST_FAULTS = 50
SHOWN = 50


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
        "waiting": MoneyChange.objects.waiting().values("act").distinct().count(),
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
    weighed = Weighed(request, _brings(FORMS[kind](request.POST, instance=tried), request) if valid else Brings(), {})
    if valid and weighed.may_be_kept and _saved(request, form, weighed):
        messages.success(request, "Het is bewaard.")
        weighed.tell_waiting(request)
        return redirect(_back(form.instance))
    asked = valid and not weighed.may_be_kept
    context = {
        "form": form, "heading": form.title if key else f"{form.title} toevoegen", "back": _back(row),
        "weighed": weighed if asked else None,
    }  # fmt: skip
    status = weighed.status if asked else form.status if request.method == "POST" else 200
    return render(request, "reports/finance_form.html", context, status=status)


def _brings(form: Any, request: PortalRequest) -> Brings:
    """What saving this does to released reports; nothing in a look along, which saves nothing."""
    return _weighed(request, lambda: _kept(request, form)) if form.is_valid() else Brings()


def _kept(request: PortalRequest, form: Any) -> None:
    if isinstance(form.instance, KeySet):
        actions.propose_key(key_set=form.instance, percentages=form.percentages(), by=request.user)
    else:
        form.save()


def _saved(request: PortalRequest, form: Any, weighed: "Weighed") -> bool:
    """Whether it was saved; if not, the form says why."""
    try:
        with transaction.atomic():
            _kept(request, form)
            weighed.give_reason()
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
    """Let a key count; what that does to released reports is shown first, and asks why."""
    found = get_object_or_404(KeySet, key=key)

    def act() -> None:
        actions.release_key(key_set=found, by=request.user)

    try:
        weighed = Weighed(request, _weighed(request, act), {})
        if not weighed.may_be_kept:
            context = {"weighed": weighed, "heading": f"Sleutel vrijgeven: {found.decision}", "by_two": True}
            context |= {"act": reverse("key_release", args=[key]), "button": "Geef vrij, ik heb dit gezien"}
            return render(request, "reports/finance_weighed.html", context, status=weighed.status)
        with transaction.atomic():
            act()
            weighed.give_reason()
    except actions.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        note(Act.FINANCE_CHANGED, membership=request.membership, detail="sleutel vrijgegeven")
        messages.success(request, "De sleutel is vrijgegeven. Hij telt vanaf de eerste dag.")
    return redirect("finance")


def _weighed(request: PortalRequest, act: Callable[[], object]) -> Brings:
    """What `act` brings; nothing in a look along. NotAllowed of the act goes on to who called."""
    return weigh(act) if request.acting is None else Brings()


class Weighed:
    """What an act brings, whether who asks saw that, and why they do it. Nothing is asked of what brings nothing.

    `hidden` goes along to the next request.
    """

    def __init__(self, request: PortalRequest, brings: Brings, hidden: dict[str, str]) -> None:
        self.by = request.user
        self.brings = brings
        self.hidden = hidden
        self.seen = request.POST.get("seen") == brings.mark
        self.form = WhyForm(request.POST if self.seen else None)
        self.may_be_kept = not brings.lines or (self.seen and self.form.is_valid())

    def give_reason(self) -> None:
        """In the transaction of the act."""
        if self.brings.lines:
            money_changes.give_reason(**self.form.why, by=self.by)
            self.form.count_overridden(self.by)

    def tell_waiting(self, request: PortalRequest) -> None:
        """That another controller judges what touches a closed year."""
        if self.brings.closed:
            said = f"Dit raakt een afgesloten jaar ({self.brings.closed}) en {WAITS}. Een tweede controller oordeelt."
            messages.info(request, said)

    @property
    def status(self) -> int:
        return self.form.status if self.seen else 200


def _taken_in(request: PortalRequest, form: FileForm) -> HttpResponse:
    """Save the file, or first show what it does to released reports. Raises what is wrong with it."""
    kind, (name, content) = form.cleaned_data["kind"], form.content()

    def act() -> finance_file.Taken:
        return finance_file.load(kind, name, content, request.user)

    kept = {"kind": kind, "kept": base64.b64encode(content).decode(), "kept_name": name}
    weighed = Weighed(request, _weighed(request, act), kept)
    if not weighed.may_be_kept:
        context = {"weighed": weighed, "heading": f"Bestand inlezen: {name}", "act": reverse("finance_import")}
        context |= {"button": "Lees in, ik heb dit gezien"}
        return render(request, "reports/finance_weighed.html", context, status=weighed.status)
    with transaction.atomic():
        taken = act()
        weighed.give_reason()
        note(Act.FINANCE_CHANGED, membership=request.membership, detail=f"bestand met {kind}")
    messages.success(request, f"Het bestand is ingelezen: {taken}.")
    weighed.tell_waiting(request)
    return redirect("finance")


@require_safe
@requires(Permission.FINANCE_CHANGE)
def money_change_list(request: PortalRequest) -> HttpResponse:
    """What was changed after a report left: what waits for another controller first."""
    rows = MoneyChange.objects.select_related("made_by", "decided_by")
    waiting = money_changes.acts(rows.filter(act__in=MoneyChange.objects.waiting().values("act")))
    latest = rows.values("act").annotate(last=Max("pk")).order_by("-last", "act")[:SHOWN]
    numbers = [each["act"] for each in latest]
    others = [each for each in money_changes.acts(rows.filter(act__in=numbers)) if not each.waits]
    context = {"waiting": waiting, "others": others, "own": request.user.pk}
    return render(request, "reports/money_changes.html", context)


@requires(Permission.FINANCE_CHANGE)
@recently_proved
def money_change_judge(request: PortalRequest, act: int) -> HttpResponse:
    """Agree to what somebody else changed in a closed year, or refuse it, in one's own name; once."""
    rows = MoneyChange.objects.filter(act__in=MoneyChange.objects.waiting().filter(act=act).values("act"))
    found = money_changes.acts(rows.select_related("made_by", "decided_by"))
    if not found:
        raise Http404
    form = MoneyVerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                verdict, words = form.cleaned_data["verdict"], form.cleaned_data["verdict_note"]
                money_changes.judge(act=act, verdict=verdict, words=words, by=request.user)
                form.count_overridden(request.user)
                note(Act.CORRECTION_JUDGED, membership=request.membership, detail="bedrag in een afgesloten jaar")
        except money_changes.NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Uw oordeel is bewaard. Het staat met uw naam bij de wijziging.")
            return redirect("money_change_list")
    judges = found[0].maker != request.user.pk and request.acting is None
    context = {"act": found[0], "form": form, "judges": judges}
    status = 422 if request.method == "POST" else 200
    return render(request, "reports/money_change_judge.html", context, status=status)


@requires(Permission.FINANCE_CHANGE)
def finance_import(request: PortalRequest) -> HttpResponse:
    form = FileForm(request.POST or None, request.FILES or None)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            return _taken_in(request, form)
        except finance_file.Refused as refusal:
            faults = refusal.faults
        except ValidationError as refusal:
            form.add_error("file", refusal)
    context = {
        "form": form,
        "faults": faults[:MOST_FAULTS],
        "more": max(0, len(faults) - MOST_FAULTS),
        "kinds": [
            (each.label, ", ".join(column.name for column in each.columns)) for each in finance_file.KINDS.values()
        ],
    }
    return render(request, "reports/finance_import.html", context, status=422 if request.method == "POST" else 200)
