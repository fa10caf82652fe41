"""Begeleid werken, loonwaarde and adaptations of somebody's workplace: recorded from the dossier."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.actions import supported
from cases.models import Adaptation, SupportedContract, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.supported_forms import AdaptationForm, LoonwaardeForm, SupportedEndForm, SupportedForm
from cases.supported_rules import warnings
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act

CARRIED_OVER = (
    "hours", "fulltime_hours", "cao", "wage", "subsidy", "subsidy_unit", "support", "support_asked_on",
    "choices_offered", "support_hours", "support_fee", "return_guarantee",
)  # fmt: skip


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def supported_new(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """A contract, or the next version of the one that runs: filled in with what was agreed."""
    running = SupportedContract.objects.filter(employee=person).running_on(today()).select_related("hirer").first()
    initial = {name: getattr(running, name) for name in CARRIED_OVER} | {"hirer": running.hirer} if running else {}
    form = SupportedForm(request.POST or None, employee=person, initial=initial)

    def act() -> None:
        supported.agree(form.instance)

    def after() -> None:
        for said in warnings(form.instance, today()):
            messages.warning(request, said)

    return _page(request, person, form, "Begeleid werken vastleggen", act, after, _ends(running))


def _ends(running: SupportedContract | None) -> str:
    """What saving does to the contract that runs."""
    if running is None:
        return ""
    return f"Wat nu is afgesproken met {running.hirer} staat al ingevuld. Dat eindigt op de dag voor de eerste dag."


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def supported_end(request: PortalRequest, person: WswEmployee, contract: str) -> HttpResponse:
    found = get_object_or_404(SupportedContract.objects.visible_to(request.membership), key=contract, employee=person)
    form = SupportedEndForm(request.POST or None, contract=found, initial={"on": found.ends_on})

    def act() -> None:
        supported.end(contract=found, on=form.cleaned_data["on"])

    return _page(request, person, form, "Begeleid werken beëindigen", act)


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def loonwaarde_new(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    form = LoonwaardeForm(request.POST or None, employee=person, initial={"measured_on": today()})
    return _page(request, person, form, "Loonwaarde vastleggen", form.save)


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def adaptation_new(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    form = AdaptationForm(request.POST or None, employee=person, initial={"agreed_on": today()})
    return _page(request, person, form, "Werkplekaanpassing vastleggen", form.save)


@requires(Permission.PLACEMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def adaptation_edit(request: PortalRequest, person: WswEmployee, adaptation: str) -> HttpResponse:
    """Delivered, paid, or no longer used."""
    found = get_object_or_404(Adaptation.objects.visible_to(request.membership), key=adaptation, employee=person)
    form = AdaptationForm(request.POST or None, employee=person, instance=found)
    return _page(request, person, form, "Werkplekaanpassing wijzigen", form.save)


def _page(
    request: PortalRequest,
    person: WswEmployee,
    form: Any,
    heading: str,
    act: Callable[[], Any],
    after: Callable[[], None] = lambda: None,
    lead: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and _done(request, form, act):
        messages.success(request, "Bewaard.")
        after()
        return redirect("employee", key=person.key)
    context = {"person": person, "form": form, "heading": heading, "lead": lead}
    status = getattr(form, "status", 422) if request.method == "POST" else 200
    return render(request, "cases/person_form.html", context, status=status)


def _done(request: PortalRequest, form: BaseForm, act: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            act()
            if hasattr(form, "count_overridden"):
                form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
