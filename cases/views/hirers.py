"""Hirers: the list, and the page of one with its sites, contacts, contracts and who works there now."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.hirer_forms import ANOTHER, ContactForm, HirerForm, SiteForm
from cases.models import Contract, Hirer, HirerContact, HirerSite, Placement
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import Membership, today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_safe
@requires(Permission.HIRER_VIEW)
def hirer_list(request: PortalRequest) -> HttpResponse:
    """By name, with how many of the people one may see work there now."""
    typed = request.GET.get("q", "").strip()[:80]
    found = (
        Hirer.objects.filter(Q(name__icontains=typed) | Q(city__icontains=typed) | Q(kvk=typed))
        if typed
        else Hirer.objects.all()
    )
    page = pages(request.GET, found.count())
    shown = list(found[page.rows])
    working = _working(shown, request.membership)
    rows = [{"hirer": hirer, "people": working.get(hirer.pk, 0)} for hirer in shown]
    context = {
        "rows": rows,
        "page": page,
        "typed": typed,
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
    }
    return render(request, "cases/hirer_list.html", context)


def _working(hirers: list[Hirer], membership: Membership) -> dict[int, int]:
    running = Placement.objects.visible_to(membership).running_on(today()).filter(hirer__in=hirers)
    counted = running.order_by().values("hirer").annotate(people=Count("employee", distinct=True))
    return {row["hirer"]: row["people"] for row in counted}


@require_safe
@requires(Permission.HIRER_VIEW)
def hirer(request: PortalRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Hirer, key=key)
    working = list(
        Placement.objects.visible_to(request.membership)
        .running_on(today())
        .filter(hirer=found)
        .select_related("employee", "contract")
        .order_by("employee__sort_name", "starts_on")
    )
    if working:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.employee.key for each in working})
    contracts = list(found.contracts.prefetch_related("terms").order_by("-starts_on"))
    context = {
        "hirer": found,
        "sites": found.sites.all(),
        "contacts": found.contacts.still().select_related("site"),
        "working": working,
        "contracts": [each for each in contracts if each.is_running],
        "former": [each for each in contracts if not each.is_running],
        "endings": _endings(contracts),
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
    }
    return render(request, "cases/hirer.html", context)


def _endings(contracts: list[Contract]) -> list[dict[str, Any]]:
    found = [each for each in contracts if each.is_running and each.ends_on and each.warning]
    return [
        {
            "date": f"{each.ends_on:%d-%m-%Y}", "days": (each.ends_on - today()).days, "level": each.warning,
            "text": f"{each.get_kind_display().capitalize()}, contract {each.number}.", "url": each.get_absolute_url(),
            "action": "Bekijk het contract",
        }
        for each in sorted(found, key=lambda each: each.ends_on or today()) if each.ends_on
    ]  # fmt: skip


@requires(Permission.HIRER_CHANGE)
def hirer_new(request: PortalRequest) -> HttpResponse:
    form = HirerForm(request.POST or None)
    return _form(request, form, "Nieuwe inlener", None)


@requires(Permission.HIRER_CHANGE)
def hirer_edit(request: PortalRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Hirer, key=key)
    return _form(request, HirerForm(request.POST or None, instance=found), "Inlener wijzigen", key)


@requires(Permission.HIRER_CHANGE)
def site_new(request: PortalRequest, key: str) -> HttpResponse:
    site = HirerSite(hirer=get_object_or_404(Hirer, key=key))
    return _form(request, SiteForm(request.POST or None, instance=site), "Nieuwe vestiging", key)


@requires(Permission.HIRER_CHANGE)
def site_edit(request: PortalRequest, key: str, site: str) -> HttpResponse:
    found = get_object_or_404(HirerSite, key=site, hirer__key=key)
    return _form(request, SiteForm(request.POST or None, instance=found), "Vestiging wijzigen", key)


@requires(Permission.HIRER_CHANGE)
def contact_new(request: PortalRequest, key: str) -> HttpResponse:
    form = ContactForm(request.POST or None, hirer=get_object_or_404(Hirer, key=key))
    return _form(request, form, "Nieuwe contactpersoon", key)


@requires(Permission.HIRER_CHANGE)
def contact_edit(request: PortalRequest, key: str, contact: str) -> HttpResponse:
    found = get_object_or_404(HirerContact.objects.select_related("hirer"), key=contact, hirer__key=key)
    form = ContactForm(request.POST or None, instance=found, hirer=found.hirer)
    return _form(request, form, "Contactpersoon wijzigen", key)


def _form(request: PortalRequest, form: ModelForm, heading: str, key: str | None) -> HttpResponse:
    """One form for each of them: the same page, the same way to save."""
    if request.method == "POST" and form.is_valid() and _saved(form, request):
        saved = form.instance
        messages.success(request, f"Bewaard: {saved}.")
        return redirect("hirer", key=saved.key if isinstance(saved, Hirer) else saved.hirer.key)
    of = Hirer.objects.filter(key=key).first() if key else None
    alike = getattr(form, "alike", [])
    context = {"form": form, "heading": heading, "hirer": of, "alike": alike, "another": ANOTHER}
    asks = bool(alike) or getattr(form, "must_confirm", False)
    status = 200 if asks or request.method != "POST" else getattr(form, "status", 422)
    return render(request, "cases/hirer_form.html", context, status=status)


def _saved(form: ModelForm, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            form.save()
            if isinstance(form, ContactForm):
                form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
