"""Somebody's place on a waiting list: noting one, ending it, and putting right what was registered wrongly."""

import uuid

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.models import WaitingSpell, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.waiting_forms import WaitingForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def waiting_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    form = WaitingForm(request.POST or None, employee=employee, today=today())
    return _page(request, employee, form, "Op een wachtlijst")


@requires(Permission.EMPLOYMENT_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def waiting(request: PortalRequest, employee: WswEmployee, waiting: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(WaitingSpell.objects.visible_to(request.membership), key=waiting, employee=employee)
    form = WaitingForm(request.POST or None, instance=found, employee=employee, today=today())
    return _page(request, employee, form, "Plaats op de wachtlijst wijzigen")


def _page(request: PortalRequest, employee: WswEmployee, form: WaitingForm, heading: str) -> HttpResponse:
    posted = request.method == "POST"
    if posted and form.is_valid() and _saved(form):
        gone = form.cleaned_data.get("gone")
        messages.success(request, "Dit is weggehaald. Hoe het was, staat in de geschiedenis." if gone else "Bewaard.")
        return redirect("employee", key=employee.key)
    context = {"person": employee, "form": form, "heading": heading}
    return render(request, "cases/person_form.html", context, status=form.status if posted else 200)


def _saved(form: WaitingForm) -> bool:
    try:
        with transaction.atomic():
            form.instance.delete() if form.cleaned_data.get("gone") else form.save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
