"""Open places at hirers: which there are, who of one's own people could fit, and keeping them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import matching, nearby, proposals
from cases.models import Hirer, Proposal, Vacancy
from cases.refusals import refuse_in_words
from cases.towns import towns
from cases.vacancy_forms import VacancyForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

PROPOSED = 50  # of those who were proposed for one place


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
    asked_for = proposals.running([row["vacancy"] for row in shown[page.rows]])
    context = {
        "rows": [row | {"proposed": asked_for.get(row["vacancy"].pk, 0)} for row in shown[page.rows]],
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
    """One place, who of one's own people was proposed, and who could fit, each with the reasons. Nobody is chosen."""
    found, day = _found(key), today()
    row = matching.shown(found, matching.filled([found]).get(found.pk, 0), day)
    people = matching.candidates(found, request.membership, day) if row["is_open"] else []
    page = pages(request.GET, len(people))
    proposed = _proposed(found, request, day)
    running = {each["proposal"].employee.key for each in proposed if each["proposal"].is_running}
    listed = {each.key for each in people[page.rows]} | {each["proposal"].employee.key for each in proposed}
    if listed:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=sorted(listed))
    context = {
        "row": row | {"proposed": proposals.running([found]).get(found.pk, 0)},
        "people": [_candidate(found, each, running) for each in people[page.rows]],
        "page": page,
        "proposed": proposed[:PROPOSED],
        "more_proposed": len(proposed) > PROPOSED,
        "on": max(day, found.starts_on),
    }
    return render(request, "cases/vacancy.html", context)


def _proposed(vacancy: Vacancy, request: PortalRequest, day: date) -> list[dict[str, Any]]:
    """One's own people who were proposed for it, the latest first; one more than is shown tells that there are more."""
    found = Proposal.objects.visible_to(request.membership).filter(vacancy=vacancy)
    return proposals.shown(proposals.with_all(found)[: PROPOSED + 1], day)


def _candidate(vacancy: Vacancy, each: matching.Candidate, running: set[Any]) -> dict[str, Any]:
    return {
        "person": each,
        "reasons": each.reasons(vacancy),
        "fits": each.idle >= vacancy.hours and not each.missing(vacancy),
        "propose": "" if each.key in running else f"{reverse('proposal_new', args=[each.key])}?plek={vacancy.key}",
    }


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
