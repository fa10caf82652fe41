"""Who decides for somebody or whom one calls: noting one, putting it right, ending it by its last day."""

import uuid

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cases.models import Representative, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.representative_forms import RepresentativeForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act


@requires(Permission.REPRESENTATIVE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def representative_new(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    form = RepresentativeForm(request.POST or None, employee=employee, today=today())
    return _page(request, employee, form, "Nieuwe vertegenwoordiger of contactpersoon")


@requires(Permission.REPRESENTATIVE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def representative(request: PortalRequest, employee: WswEmployee, representative: uuid.UUID) -> HttpResponse:
    mine = Representative.objects.visible_to(request.membership)
    found = get_object_or_404(mine, key=representative, employee=employee)
    form = RepresentativeForm(request.POST or None, instance=found, employee=employee, today=today())
    return _page(request, employee, form, "Vertegenwoordiger of contactpersoon wijzigen")


def _page(request: PortalRequest, employee: WswEmployee, form: RepresentativeForm, heading: str) -> HttpResponse:
    posted = request.method == "POST"
    if posted and form.is_valid() and _saved(form):
        messages.success(request, "De vertegenwoordiger of contactpersoon is bewaard.")
        return redirect("employee", key=employee.key)
    context = {"person": employee, "form": form, "heading": heading}
    return render(request, "cases/person_form.html", context, status=form.status if posted else 200)


def _saved(form: RepresentativeForm) -> bool:
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
