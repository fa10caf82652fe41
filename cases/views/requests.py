"""Requests of people about their own data: the list with its terms, a new one, and the steps of one.

The privacy officer sees the request, never the dossier. A letter is made when it is asked for, by POST, and not kept:
a second copy of everything about somebody is one too many. Who made one stands in the log.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import requests
from cases.actions.requests import NotAllowed, Touched
from cases.letters import page
from cases.letters.page import Letter
from cases.models import Decision, OverriddenWarning, PrivacyRequest, RequestKind
from cases.request_forms import NOBODY, AnsweredForm, DecideForm, ExtendForm, NewRequestForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved

SOON = 7  # days before the term ends


@require_safe
@requires(Permission.PRIVACY_REQUESTS)
def request_list(request: PortalRequest) -> HttpResponse:
    found, day = PrivacyRequest.objects.visible_to(request.membership), today()
    waiting = sorted((_line(each, day) for each in found.open()), key=lambda line: line["due_on"])
    context = {
        "open": waiting,
        "done": [_line(each, day) for each in found.exclude(answered_on=None).order_by("-answered_on")[:50]],
        "warnings": OverriddenWarning.objects.filter(saved_at__year=day.year).count(),
        "year": day.year,
    }
    return render(request, "cases/request_list.html", context)


def _line(found: PrivacyRequest, day: date) -> dict[str, Any]:
    return {
        "reference": found.reference,
        "key": found.key,
        "kind": dutch.capital(found.get_kind_display()),
        "requester": found.requester,
        "received_on": found.received_on,
        "due_on": found.due_on,
        "answered_on": found.answered_on,
        "step": _step(found),
        "extended": bool(found.extended_on),
        "late": bool(found.answered_on and found.answered_on > found.due_on),
        **_hurry(found.due_on, day),
    }


def _step(found: PrivacyRequest) -> str:
    if found.answered_on:
        return dutch.capital(Decision(found.decision).label)
    if found.decision:
        return "Antwoord versturen"
    return "Brief maken" if found.kind == RequestKind.INZAGE else "Besluit nemen"


def _hurry(due_on: date, day: date) -> dict[str, str]:
    left = (due_on - day).days
    if left < 0:
        return {"level": "bad", "tag": dutch.count(-left, "dag te laat", "dagen te laat")}
    tag = "vandaag" if left == 0 else f"nog {dutch.count(left, 'dag', 'dagen')}"
    return {"level": "warn" if left <= SOON else "info", "tag": tag}


@requires(Permission.PRIVACY_REQUESTS)
def request_new(request: PortalRequest) -> HttpResponse:
    form = NewRequestForm(request.POST or None, today=today(), initial={"received_on": today()})
    if request.method == "POST" and form.is_valid() and (made := _registered(form, request)):
        messages.success(request, f"Het verzoek is geregistreerd. Antwoord uiterlijk op {dutch.day(made.due_on)}.")
        return redirect("privacy_request", key=made.key)
    status = form.status if request.method == "POST" else 200
    return render(request, "cases/request_new.html", {"form": form}, status=status)


def _registered(form: NewRequestForm, request: PortalRequest) -> PrivacyRequest | None:
    values = dict(form.cleaned_data)
    number, born = values.pop("number").strip(), values.pop("born")
    employee = requests.find(number=number, born=born, membership=request.membership)
    if employee is None:
        form.add_error("number", NOBODY)
        return None
    made = requests.register(employee=employee, membership=request.membership, **values)
    form.count_overridden(request.user)
    return made


def _visible(request: PortalRequest, key: str) -> PrivacyRequest:
    return get_object_or_404(PrivacyRequest.objects.visible_to(request.membership), key=key)


@require_safe
@requires(Permission.PRIVACY_REQUESTS)
def privacy_request(request: PortalRequest, key: str, *, touched: Touched) -> HttpResponse:
    return _page(request, _visible(request, key), touched)


def _page(
    request: PortalRequest, found: PrivacyRequest, touched: Touched, status: int = 200, **forms: Any
) -> HttpResponse:
    """The request with the forms of its next steps; `forms` are those that need mending."""
    day = today()
    context = {
        "found": found,
        "line": _line(found, day),
        "article": RequestKind(found.kind).article,
        "facts": _facts(found),
        "touched": requests.periods_touched(found, touched),
        "waits": found.kind == RequestKind.INZAGE and found.seen_by_id is None and not found.answered_on,
        "gives_all": _gives_all(found),
        "may_extend": not found.decision and not found.extended_on and day <= found.extendable_until,
        "extend_form": ExtendForm(request=found),
        "decide_form": DecideForm(request=found),
        "answered_form": AnsweredForm(request=found, today=day, initial={"answered_on": day}),
    }
    return render(request, "cases/request.html", context | forms, status=status)


def _gives_all(found: PrivacyRequest) -> bool:
    return found.kind == RequestKind.INZAGE and found.decision != Decision.AFGEWEZEN and not found.answered_on


def _facts(found: PrivacyRequest) -> list[tuple[str, str]]:
    told = [
        ("Ontvangen op", dutch.day(found.received_on)),
        ("Gevraagd door", f"{found.requester}, {found.get_requested_by_display()}"),
        ("Identiteit", found.get_identified_by_display()),
        ("Antwoord uiterlijk", dutch.day(found.due_on)),
    ]
    if found.concerns_from:
        told.append(("Gaat over", dutch.period(found.concerns_from, found.concerns_until)))
    if found.extended_on:
        told.append(("Verlengd op", f"{dutch.day(found.extended_on)}: {found.extension_reason}"))
    if found.decision:
        told.append(("Besluit", f"{found.get_decision_display()}, {dutch.day(found.decided_on)}"))
    if found.seen_on:
        told.append(("Nagekeken door", f"{found.seen_by}, {dutch.day(found.seen_on)}"))
    if found.answered_on:
        told.append(("Antwoord verstuurd", dutch.day(found.answered_on)))
    return told


@require_POST
@requires(Permission.PRIVACY_REQUESTS)
def request_extend(request: PortalRequest, key: str, *, touched: Touched) -> HttpResponse:
    found = _visible(request, key)
    form = ExtendForm(request.POST, request=found)
    if not form.is_valid():
        return _page(request, found, touched, form.status, extend_form=form)

    def extend() -> None:
        reason = form.cleaned_data["extension_reason"]
        requests.extend(request=found, reason=reason, on=today(), membership=request.membership)
        form.count_overridden(request.user)

    return _done(request, found, extend, "Het verzoek is verlengd. Stuur de brief binnen de eerste maand.")


@require_POST
@requires(Permission.PRIVACY_REQUESTS)
def request_decide(request: PortalRequest, key: str, *, touched: Touched) -> HttpResponse:
    found = _visible(request, key)
    form = DecideForm(request.POST, request=found)
    if not form.is_valid():
        return _page(request, found, touched, form.status, decide_form=form)

    def decide() -> None:
        made, why = form.cleaned_data["decision"], form.cleaned_data["decision_reason"]
        requests.decide(
            request=found, decision=made, reason=why, on=today(), by=request.user, membership=request.membership
        )
        form.count_overridden(request.user)

    return _done(request, found, decide, "Het besluit is vastgelegd. Maak de brief en verstuur hem.")


@require_POST
@requires(Permission.PRIVACY_REQUESTS)
def request_answered(request: PortalRequest, key: str, *, touched: Touched) -> HttpResponse:
    found = _visible(request, key)
    form = AnsweredForm(request.POST, request=found, today=today())
    if not form.is_valid():
        return _page(request, found, touched, form.status, answered_form=form)

    def answered() -> None:
        requests.answer_sent(request=found, on=form.cleaned_data["answered_on"], membership=request.membership)

    return _done(request, found, answered, "Het verzoek is afgehandeld.")


def _done(request: PortalRequest, found: PrivacyRequest, act: Callable[[], None], said: str) -> HttpResponse:
    try:
        act()
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("privacy_request", key=found.key)


@require_POST
@requires(Permission.PRIVACY_REQUESTS)
@recently_proved
def request_letter(request: PortalRequest, key: str, what: str, *, touched: Touched) -> HttpResponse:
    """A letter as a file: `alles` and `bestand` for inzage, `besluit`, `uitstel`."""
    found, membership = _visible(request, key), request.membership
    if what not in LETTERS:
        raise Http404
    try:
        if what == "uitstel":
            letter = requests.tell_delay(request=found, membership=membership)
        elif what == "besluit":
            letter = requests.tell_decision(request=found, membership=membership, touched=touched)
        else:
            letter = requests.give_everything(request=found, by=request.user, membership=membership)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("privacy_request", key=found.key)
    return _file(letter, f"{what}-{found.reference}", as_data=what == "bestand")


LETTERS = {"alles", "bestand", "besluit", "uitstel"}


def _file(letter: Letter, name: str, *, as_data: bool) -> HttpResponse:
    content, kind = (letter.data, "json") if as_data else (page.pdf(letter), "pdf")
    response = HttpResponse(content, content_type=f"application/{kind}")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
