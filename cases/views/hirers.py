"""Hirers: the list, and the page of one with its sites, contacts, contracts and who works there now."""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import hirers
from cases.hirer_duplicates import duplicates
from cases.hirer_forms import ANOTHER, ContactForm, HirerForm, MergeForm, SiteForm
from cases.models import Contract, Hirer, HirerContact, HirerSite, Placement
from cases.models.hirer import HirerQuerySet
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
    found = _found(typed) if typed else Hirer.objects.companies()
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


def _found(typed: str) -> HirerQuerySet:
    """Companies by name, place or number; also by the name of one that was merged into it."""
    like = Hirer.objects.filter(Q(name__icontains=typed) | Q(city__icontains=typed) | Q(kvk=typed))
    return Hirer.objects.companies().filter(Q(pk__in=like) | Q(pk__in=like.values("merged_into")))


def _working(hirers: list[Hirer], membership: Membership) -> dict[int, int]:
    running = Placement.objects.visible_to(membership).running_on(today())
    company = running.annotate(company=Coalesce("hirer__merged_into", "hirer")).filter(
        company__in=[each.pk for each in hirers]
    )
    counted = company.order_by().values("company").annotate(people=Count("employee", distinct=True))
    return {row["company"]: row["people"] for row in counted}


@require_safe
@requires(Permission.HIRER_VIEW)
def hirer(request: PortalRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Hirer.objects.select_related("merged_into"), key=key)
    if found.merged_into:
        return redirect("hirer", key=found.merged_into.key)
    same = Hirer.objects.same_as(found)
    working = list(
        Placement.objects.visible_to(request.membership)
        .running_on(today())
        .filter(hirer__in=same)
        .select_related("employee", "contract")
        .order_by("employee__sort_name", "starts_on")
    )
    if working:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.employee.key for each in working})
    contracts = list(Contract.objects.filter(hirer__in=same).prefetch_related("terms").order_by("-starts_on"))
    context = {
        "hirer": found,
        "sites": HirerSite.objects.filter(hirer__in=same).select_related("hirer"),
        "contacts": HirerContact.objects.filter(_still(), hirer__in=same).select_related("site", "hirer"),
        "merged": found.merged.all(),
        "alike": duplicates(found.name, found.kvk, found.pk),
        "working": working,
        "contracts": [each for each in contracts if each.is_running],
        "former": [each for each in contracts if not each.is_running],
        "endings": _endings(contracts),
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
    }
    return render(request, "cases/hirer.html", context)


def _still() -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=today())


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
def hirer_merge(request: PortalRequest, key: str, other: str) -> HttpResponse:
    """Two hirers that are one company: what comes together is shown, and then it is done."""
    into, second = (get_object_or_404(Hirer.objects.companies(), key=each) for each in (key, other))
    form = MergeForm(request.POST or None, into=into, other=second)
    if request.method == "POST" and form.is_valid() and _merged(form):
        messages.success(request, f"{second} hoort nu bij {into}. Onderaan kunt u dat ongedaan maken.")
        return redirect("hirer", key=into.key)
    context = {
        "form": form, "heading": "Samenvoegen", "hirer": into, "other": second, "alike": [],
        "preview": _comes_along(second, into, request.membership), "button": "Voeg samen",
    }  # fmt: skip
    return render(request, "cases/hirer_form.html", context, status=form.status if request.method == "POST" else 200)


def _merged(form: MergeForm) -> bool:
    try:
        hirers.merge(into=form.into, other=form.other)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
    except hirers.NotAllowed as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _comes_along(other: Hirer, into: Hirer, membership: Membership) -> list[str]:
    """What stands at both from then on, as the one that stays."""
    same = Hirer.objects.same_as(other)
    people = Placement.objects.visible_to(membership).running_on(today()).filter(hirer__in=same)
    counted = [
        dutch.count(people.values("employee").distinct().count(), "medewerker die u ziet", "medewerkers die u ziet"),
        dutch.count(Contract.objects.filter(hirer__in=same).count(), "contract", "contracten"),
        dutch.count(HirerSite.objects.filter(hirer__in=same).count(), "vestiging", "vestigingen"),
        dutch.count(HirerContact.objects.filter(hirer__in=same).count(), "contactpersoon", "contactpersonen"),
    ]
    return [
        f"Bij {into} komen: {', '.join(counted)}.",
        f"Wie op “{other}” zoekt of het typt bij een plaatsing, komt bij {into} uit.",
        "Dossiers, contracten en rapporten houden de naam waarmee zij zijn vastgelegd.",
        "U kunt dit later ongedaan maken, bij deze inlener.",
    ]


@require_POST
@requires(Permission.HIRER_CHANGE)
def hirer_take_apart(request: PortalRequest, key: str) -> HttpResponse:
    """It is a company of its own again."""
    found = get_object_or_404(Hirer.objects.select_related("merged_into"), key=key)
    try:
        hirers.take_apart(hirer=found)
    except hirers.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found} staat weer op zichzelf.")
    return redirect("hirer", key=key)


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
        messages.success(request, "Bewaard.")
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
