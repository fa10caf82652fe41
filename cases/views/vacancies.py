"""Open places at hirers: which there are, who of one's own people could fit, and keeping them."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import dutch, matching, nearby
from cases.models import Hirer, Vacancy
from cases.refusals import refuse_in_words
from cases.towns import towns
from cases.vacancy_forms import VacancyForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_safe
@requires(Permission.HIRER_VIEW)
def vacancy_list(request: PortalRequest) -> HttpResponse:
    """What is open, the first day first. What is filled or over is left out, unless it is asked for."""
    day, every = today(), request.GET.get("toon") == "alles"
    asked = Vacancy.objects.all() if every else Vacancy.objects.offered_on(day)
    found = list(asked.select_related("hirer__merged_into", "site", "municipality"))
    taken = matching.filled(found)
    rows = [matching.shown(each, taken.get(each.pk, 0), day) for each in found]
    shown = [row for row in rows if every or row["is_open"]]
    page = pages(request.GET, len(shown))
    context = {
        "rows": shown[page.rows],
        "page": page,
        "every": every,
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
    }
    return render(request, "cases/vacancy_list.html", context)


@require_safe
@requires(Permission.HIRER_VIEW)
def work_nearby(request: PortalRequest) -> HttpResponse:
    """Open places and hirers by distance from `?vanuit=`, a town; the own one where nothing is chosen."""
    day, since = today(), nearby.start(request.membership, request.GET.get("vanuit", ""))
    places = nearby.workplaces(since, request.membership, day)
    page = pages(request.GET, len(places))
    context = {
        "since": since,
        "towns": sorted(each.name for each in towns().values()),
        "vacancies": nearby.open_places(since, day),
        "places": places[page.rows],
        "page": page,
        "may_change": request.membership.may(Permission.HIRER_CHANGE),
    }
    return render(request, "cases/work_nearby.html", context)


@require_safe
@requires(Permission.HIRER_CHANGE)
def vacancy(request: PortalRequest, key: str) -> HttpResponse:
    """One place, and who of one's own people could fit, each with the reasons. Nobody is chosen."""
    found, day = _found(key), today()
    row = matching.shown(found, matching.filled([found]).get(found.pk, 0), day)
    people = matching.candidates(found, request.membership, day) if row["is_open"] else []
    if people:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in people])
    context = {
        "row": row,
        "people": [_candidate(found, each, day) for each in people],
        "on": max(day, found.starts_on),
    }
    return render(request, "cases/vacancy.html", context)


def _candidate(vacancy: Vacancy, each: matching.Candidate, day: date) -> dict[str, Any]:
    return {
        "person": each,
        "reasons": each.reasons(vacancy),
        "fits": each.idle >= vacancy.hours and not each.missing(vacancy),
        "propose": _propose(vacancy, str(each.key), day),
    }


def _propose(vacancy: Vacancy, person: str, day: date) -> str:
    """The form of a new placement with what the place says filled in."""
    company = vacancy.hirer.merged_into or vacancy.hirer
    filled_in: dict[str, Any] = {
        "voorstel": "ja", "form": vacancy.form, "hirer": company.name, "function": vacancy.function,
        "location": vacancy.site.name if vacancy.site else "", "hours": dutch.hours(vacancy.hours),
        "starts_on": f"{max(day, vacancy.starts_on):%Y-%m-%d}",
        "ends_on": f"{vacancy.ends_on:%Y-%m-%d}" if vacancy.ends_on else "",
    }  # fmt: skip
    return f"{reverse('placement_new', args=[person])}?{urlencode(filled_in)}"


@requires(Permission.HIRER_CHANGE)
def vacancy_new(request: PortalRequest, key: str) -> HttpResponse:
    """A new place, of the hirer with this key."""
    hirer = get_object_or_404(Hirer.objects.companies(), key=key)
    form = VacancyForm(request.POST or None, hirer=hirer, initial={"starts_on": today()})
    return _page(request, form, hirer, "Nieuwe open plek")


@requires(Permission.HIRER_CHANGE)
def vacancy_edit(request: PortalRequest, key: str) -> HttpResponse:
    found = _found(key)
    return _page(
        request, VacancyForm(request.POST or None, hirer=found.hirer, instance=found), found.hirer, "Open plek wijzigen"
    )


def _page(request: PortalRequest, form: VacancyForm, hirer: Hirer, heading: str) -> HttpResponse:
    posted = request.method == "POST"
    if posted and form.is_valid() and _saved(form, request):
        messages.success(request, "De open plek is bewaard.")
        return redirect("vacancy", key=form.instance.key)
    context = {"form": form, "hirer": hirer, "heading": heading}
    return render(request, "cases/vacancy_form.html", context, status=form.status if posted else 200)


def _saved(form: VacancyForm, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            form.save()
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


@require_POST
@requires(Permission.HIRER_CHANGE)
def vacancy_withdraw(request: PortalRequest, key: str) -> HttpResponse:
    """The hirer does not ask any more, or does after all (`terug=ja`)."""
    found, back = _found(key), request.POST.get("terug") == "ja"
    if back == (found.withdrawn_on is not None):
        found.withdrawn_on = None if back else today()
        found.save(update_fields=["withdrawn_on"])
    messages.success(request, "De plek staat weer open." if back else "De plek is ingetrokken.")
    return redirect("vacancy", key=found.key)


def _found(key: str) -> Vacancy:
    return get_object_or_404(Vacancy.objects.select_related("hirer__merged_into", "site", "municipality"), key=key)
