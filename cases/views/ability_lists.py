"""The lists of work abilities: which one holds from when, and a new one, written by one and published by another."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.ability_list_forms import AbilityForm, AbilityListForm, PublishForm, missing
from cases.actions import ability_lists as acts
from cases.free_text import WatchesHealth
from cases.models import Ability, AbilityList
from cases.refusals import refuse_in_words
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


def _all() -> Any:
    return AbilityList.objects.select_related("follows", "published_by").prefetch_related("abilities__former")


def _draft(request: PortalRequest, key: uuid.UUID) -> AbilityList:
    if request.method == "POST":
        acts.hold(AbilityList.objects.filter(key=key))
    return get_object_or_404(_all(), key=key, published_on=None)


def _saved(form: Any, request: PortalRequest, act: Callable[..., Any], **values: Any) -> Any:
    """What `act` made, or True; False, with the refusal at its field, when the database refused."""
    try:
        with transaction.atomic():
            made = act(**values)
            if isinstance(form, WatchesHealth):
                form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return made or True


def _status(form: Any, request: PortalRequest) -> int:
    return form.status if request.method == "POST" else 200


@require_safe
@requires(Permission.ABILITY_LIST_PUBLISH)
def ability_lists(request: PortalRequest) -> HttpResponse:
    """Every list, the latest first."""
    rows = list(_all())
    context = {
        "rows": rows,
        "in_force": AbilityList.objects.in_force_on(today()),
        "may_begin": request.membership.may(Permission.ABILITY_LIST_CHANGE) and not any(each.is_draft for each in rows),
    }
    return render(request, "cases/ability_lists.html", context)


@requires(Permission.ABILITY_LIST_PUBLISH)
def ability_list(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    """One list with what each step of the list before it became; a second person publishes a draft here."""
    posted = request.method == "POST"
    if posted:
        acts.hold(AbilityList.objects.filter(key=key))
    found = get_object_or_404(_all(), key=key)
    if posted and not found.is_draft:
        raise Http404
    form = PublishForm(request.POST if posted else None, draft=found) if found.is_draft else None
    if posted and form and form.is_valid() and _saved(form, request, acts.publish, draft=found, by=request.user):
        note(Act.SETTINGS_CHANGED, membership=request.membership, detail="lijst van werkvaardigheden")
        messages.success(request, "De lijst is gepubliceerd. Zij verandert niet meer.")
        return redirect("ability_list", key=found.key)
    context = {
        "list": found,
        "abilities": [_shown(each, found) for each in found.abilities.all()],
        "missing": missing(found) if found.is_draft else [],
        "form": form,
        "may_write": found.is_draft and request.membership.may(Permission.ABILITY_LIST_CHANGE),
    }
    return render(request, "cases/ability_list.html", context, status=_status(form, request))


def _shown(ability: Ability, found: AbilityList) -> dict[str, Any]:
    """An ability with, for each step of then, what it is now in words."""
    old = found.follows.steps if found.follows and ability.former else []
    return {"ability": ability, "carried": [_now(said, ability, nth, found) for nth, said in enumerate(old)]}


def _now(said: str, ability: Ability, nth: int, found: AbilityList) -> dict[str, str]:
    step = ability.carries[nth] if nth < len(ability.carries) else 0
    now = "niet te vergelijken"
    if step is not None:
        now = f"{step}. {found.steps[step - 1]}" if 0 < step <= len(found.steps) else "nog te zeggen"
    return {"was": f"{nth + 1}. {said}", "now": now}


@requires(Permission.ABILITY_LIST_CHANGE)
def ability_list_new(request: PortalRequest) -> HttpResponse:
    """A draft, begun from the list that was published last."""
    former = AbilityList.objects.last_published()
    if former is None:
        raise Http404
    form = AbilityListForm(request.POST or None, former=former, today=today())
    if request.method == "POST" and form.is_valid():
        made = _saved(form, request, acts.begin, former=former, **form.cleaned_data)
        if made:
            messages.success(request, "Het concept is bewaard. Loop de werkvaardigheden na.")
            return redirect("ability_list", key=made.key)
    context = {"form": form, "title": "Nieuwe lijst van werkvaardigheden"}
    return render(request, "cases/ability_list_form.html", context, status=_status(form, request))


@requires(Permission.ABILITY_LIST_CHANGE)
def ability_list_edit(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    found = _draft(request, key)
    if found.follows is None:
        raise Http404
    form = AbilityListForm(request.POST or None, former=found.follows, today=today(), draft=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, request, acts.rewrite, draft=found, **form.cleaned_data)
    ):
        messages.success(request, "Het concept is bewaard.")
        return redirect("ability_list", key=found.key)
    context = {"form": form, "title": "Lijst wijzigen", "list": found}
    return render(request, "cases/ability_list_form.html", context, status=_status(form, request))


@require_POST
@requires(Permission.ABILITY_LIST_CHANGE)
def ability_list_drop(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    acts.give_up(draft=_draft(request, key))
    messages.success(request, "Het concept is weg.")
    return redirect("ability_lists")


@requires(Permission.ABILITY_LIST_CHANGE)
def ability_new(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    found = _draft(request, key)
    form = AbilityForm(request.POST or None, draft=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, request, acts.add, draft=found, **form.cleaned_data)
    ):
        messages.success(request, "De werkvaardigheid staat op de lijst.")
        return redirect("ability_list", key=found.key)
    context = {"form": form, "title": "Nieuwe werkvaardigheid", "list": found}
    return render(request, "cases/ability_list_form.html", context, status=_status(form, request))


def _ability(request: PortalRequest, key: uuid.UUID) -> Ability:
    if request.method == "POST":
        acts.hold(AbilityList.objects.filter(abilities__key=key))
    of_drafts = Ability.objects.filter(ability_list__published_on=None)
    return get_object_or_404(of_drafts.select_related("ability_list__follows", "former"), key=key)


@requires(Permission.ABILITY_LIST_CHANGE)
def ability(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    found = _ability(request, key)
    form = AbilityForm(request.POST or None, draft=found.ability_list, ability=found)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(form, request, acts.write, row=found, **form.cleaned_data)
    ):
        messages.success(request, "De werkvaardigheid is bewaard.")
        return redirect("ability_list", key=found.ability_list.key)
    context = {"form": form, "title": "Werkvaardigheid wijzigen", "list": found.ability_list, "ability": found}
    return render(request, "cases/ability_list_form.html", context, status=_status(form, request))


@require_POST
@requires(Permission.ABILITY_LIST_CHANGE)
def ability_drop(request: PortalRequest, key: uuid.UUID) -> HttpResponse:
    found = _ability(request, key)
    acts.drop(ability=found)
    messages.success(request, f"{found.name} staat niet meer op de lijst.")
    return redirect("ability_list", key=found.ability_list.key)
