"""Noting a contact in three taps, reading what was noted, mending it and adding to it; and the visits of today."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases import contacts, visits
from cases.actions import contacts as acts
from cases.contact_forms import AddendumForm, ContactForm, MendContactForm
from cases.models import Contact, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

SHOWN = 20
MACHINE = "application/json"  # the phone asks it so, when it sends what it kept


@requires(Permission.CONTACT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def contact_record(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    role, posted = request.membership.role, request.method == "POST"
    form = ContactForm(request.POST if posted else None, role=role, today=today())
    if posted and form.is_valid() and _record(form, employee, request):
        messages.success(request, "Het contact is bewaard.")
        onwards = reverse("employee", args=[employee.key])
        return JsonResponse({"naar": onwards}, status=201) if _is_machine(request) else redirect(onwards)
    if posted and _is_machine(request):
        return JsonResponse({"fouten": form.errors}, status=422)
    context = {
        "person": employee,
        "form": form,
        "where": visits.where(employee, today()),
        "contacts": contacts.latest(employee, request.membership, SHOWN),
        "guidance": contacts.guidance(employee, request.membership, today()),
    }
    return render(request, "cases/contact_new.html", context, status=form.status if posted else 200)


def _is_machine(request: PortalRequest) -> bool:
    return request.headers.get("Accept") == MACHINE


def _record(form: ContactForm, employee: WswEmployee, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            acts.record(employee=employee, by=request.user, **form.cleaned_data)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


def _found(request: PortalRequest, employee: WswEmployee, contact: uuid.UUID) -> Contact:
    mine = Contact.objects.visible_to(request.membership).select_related("author")
    return get_object_or_404(mine, key=contact, employee=employee)


@requires(Permission.CONTACT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def contact(request: PortalRequest, employee: WswEmployee, contact: uuid.UUID) -> HttpResponse:
    """What was noted, with what was added. Adding is possible for who may read it."""
    found, posted = _found(request, employee, contact), request.method == "POST"
    form = AddendumForm(request.POST if posted else None, contact=found)
    if posted and form.is_valid():
        acts.add(contact=found, by=request.user, text=form.cleaned_data["text"])
        form.count_overridden(request.user)
        messages.success(request, "De aanvulling is bewaard.")
        return redirect("contact", key=employee.key, contact=found.key)
    context: dict[str, Any] = {
        "person": employee,
        "contact": contacts.shown(found),
        "addenda": found.addenda.select_related("author"),
        "form": form,
        "mend_until": contacts.mendable_until(found) if contacts.may_mend(found, request.membership, today()) else None,
    }
    return render(request, "cases/contact.html", context, status=form.status if posted else 200)


@requires(Permission.CONTACT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def contact_mend(request: PortalRequest, employee: WswEmployee, contact: uuid.UUID) -> HttpResponse:
    """Only for who wrote it, and for five working days; after that one adds."""
    found, posted = _found(request, employee, contact), request.method == "POST"
    if not contacts.may_mend(found, request.membership, today()):
        messages.warning(request, "Dit contact kan niet meer worden gewijzigd. Schrijf er een aanvulling bij.")
        return redirect("contact", key=employee.key, contact=found.key)
    form = MendContactForm(request.POST if posted else None, contact=found, role=request.membership.role, today=today())
    if posted and form.is_valid() and (said := _mend(form, found, request)):
        messages.success(request, said)
        return redirect("contact", key=employee.key, contact=found.key)
    context = {"person": employee, "contact": contacts.shown(found), "form": form}
    return render(request, "cases/contact_mend.html", context, status=form.status if posted else 200)


def _mend(form: MendContactForm, found: Contact, request: PortalRequest) -> str:
    """What is said when it is done; nothing when it is refused, and then the form says why."""
    try:
        with transaction.atomic():
            task = acts.mend(contact=found, **form.cleaned_data)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return ""
    return f"Het contact is gewijzigd. {task}".strip()


@require_safe
@requires(Permission.CONTACT_CHANGE)
def visits_today(request: PortalRequest) -> HttpResponse:
    """Whom one sees today. A coach's phone keeps this page, until midnight or until one logs out."""
    day = today()
    found = visits.on(request.membership, day)
    if found:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each["key"] for each in found])
    form = ContactForm(role=request.membership.role, today=day, auto_id="los_%s")
    context = {"day": day, "visits": found, "form": form}
    has_agenda = request.membership.may(Permission.CALENDAR_LINK)
    return render(request, "cases/visits_today.html", context | {"has_agenda": has_agenda})
