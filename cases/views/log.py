"""The log, for the privacy officer: odd patterns on top, and who looked, by person, by user and by period.

Whoever looks here leaves a trace as well.
"""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import lookers
from cases.forms import helper
from cases.period_form import PeriodForm
from cases.request_forms import NumberInput
from municipalities.access import Permission, requires
from municipalities.logs import AuditEntry, ChainCheck, ChainHead, Status
from municipalities.models import User, today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, about_person, audit_about, note

DAYS = 30


class FindForm(forms.Form):
    """Whose lines to show."""

    wie = forms.CharField(
        label="Personeelsnummer, burgerservicenummer of adres van het dossier", max_length=200,
        widget=NumberInput(attrs={"autocomplete": "off"}),
        help_text="Zoeken op naam kan niet. Ook dat u zoekt, staat in het logboek.",
        error_messages={"required": "Vul een nummer of een adres in."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


@require_safe
@requires(Permission.LOG_VIEW)
def log(request: PortalRequest) -> HttpResponse:
    return _overview(request, FindForm())


def _overview(request: PortalRequest, form: FindForm, status: int = 200) -> HttpResponse:
    asked = _period(request)
    first, last = asked.days
    note(Act.LOG_READ, membership=request.membership, detail=f"overzicht, {first:%d-%m-%Y} t/m {last:%d-%m-%Y}")
    head, check = ChainHead.objects.get(), ChainCheck.objects.first()
    context = {
        "form": form,
        "period": asked,
        "first": first,
        "last": last,
        **lookers.odd(first, last),
        "most": lookers.most(first, last),
        "shared_numbers": lookers.shared_numbers(),
        "head": {"position": head.position, "hash": bytes(head.hash).hex(), "moved_at": head.moved_at},
        "check": check,
    }
    return render(request, "cases/log.html", context, status=status if asked.is_valid() else 422)


@require_POST
@requires(Permission.LOG_VIEW)
def log_find(request: PortalRequest) -> HttpResponse:
    """By POST, so that no number stands in an address."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return _overview(request, form, status=422)
    keys = lookers.find(form.cleaned_data["wie"])
    status = Status.OK if keys else Status.REFUSED
    note(Act.PERSON_LOOKED_UP, membership=request.membership, subjects=keys, status=status)
    if len(keys) == 1:
        return redirect("log_person", key=keys[0])
    form.add_error("wie", _not_one(len(keys)))
    return _overview(request, form, status=422)


def _not_one(number: int) -> str:
    if number:
        return f"Dit nummer hoort bij {number} dossiers. Zoek op personeelsnummer."
    return "Niemand heeft dit nummer. Controleer het, of plak het adres van het dossier."


@require_safe
@requires(Permission.LOG_VIEW)
@about_person
def log_person(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """Who looked at this person."""
    somebody = lookers.Names((), [key]).person(key)
    note(Act.LOG_READ, membership=request.membership, subjects=[key], detail="wie keek er")
    return _lines(request, audit_about(key), f"Wie keek er naar {somebody.label}?", "persoon")


@require_safe
@requires(Permission.LOG_VIEW)
def log_user(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """What this user looked at and did."""
    user = get_object_or_404(User, key=key)
    note(Act.LOG_READ, membership=request.membership, account=user.key, detail="wat deed een gebruiker")
    return _lines(request, lookers.of_user(user.key), f"Wat deed {user}?", "gebruiker")


def _period(request: PortalRequest) -> PeriodForm:
    last = today()
    return PeriodForm(request.GET, (last - timedelta(days=DAYS), last))


def _lines(request: PortalRequest, which: QuerySet[AuditEntry], heading: str, of: str) -> HttpResponse:
    asked = _period(request)
    first, last = asked.days
    found = lookers.between(which, first, last)
    page = pages(request.GET, found.count())
    context = {
        "heading": heading,
        "of": of,
        "period": asked,
        "first": first,
        "last": last,
        "lines": lookers.lines(found, page),
        "page": page,
        "result": "1 regel" if page.total == 1 else f"{page.total} regels",
    }
    return render(request, "cases/log_lines.html", context, status=200 if asked.is_valid() else 422)
