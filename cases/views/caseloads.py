"""Who coaches how many; from one coach to another for many at once, for good or for a while, and back again.

What will happen is shown first: the same page, by the address; only then it is done.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases import dutch
from cases.actions import caseloads
from cases.caseload_forms import AssignForm, ChosenForm, HandOverForm, StandInForm
from cases.caseload_weight import WEEKS, weighed
from cases.in_the_way import CUT
from cases.models import Caseload, CoachChange, Employment, StandIn, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.signals.refresh import refresh
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

SHOWN = 50


@require_safe
@requires(Permission.STAND_IN_CHANGE)
def caseload_list(request: PortalRequest) -> HttpResponse:
    """The coaches of one's own people and how many each has, who has none, and what was handed over lately."""
    seen, day = WswEmployee.objects.visible_to(request.membership), today()
    running = Caseload.objects.running_on(day).filter(employee__in=seen)
    may_hand_over = request.membership.may(Permission.CASELOAD_CHANGE)
    without = _without_coach(seen, running) if may_hand_over else []
    if without:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in without[:SHOWN]])
    changes = CoachChange.objects.visible_to(request.membership).select_related("from_coach", "to_coach")
    context = {
        "coaches": weighed(request.membership, day),
        "weeks": WEEKS,
        "without": without[:SHOWN],
        "more": len(without) > SHOWN,
        "standing_in": _standing_in(request, seen),
        "changes": changes.annotate(handed=Count("caseloads", distinct=True), stood=Count("stand_ins", distinct=True))[
            :SHOWN
        ],
        "may_hand_over": may_hand_over,
        "place": request.membership.municipality,
        "today": day,
    }
    return render(request, "cases/caseload_list.html", context)


def _without_coach(seen: QuerySet[WswEmployee], running: QuerySet[Caseload]) -> list[WswEmployee]:
    """The first fifty; and one more, when there are more."""
    working = Employment.objects.running_on(today()).values("employee")
    return list(seen.filter(pk__in=working).exclude(pk__in=running.values("employee"))[: SHOWN + 1])


def _standing_in(request: PortalRequest, seen: Any) -> list[Any]:
    """Who stands in for whom now or later, and for how many."""
    rows = StandIn.objects.filter(employee__in=seen, ends_on__gte=today())
    named = rows.values("coach__name", "instead_of__name", "starts_on", "ends_on")
    return list(named.annotate(people=Count("id")).order_by("starts_on", "coach__name"))


@requires(Permission.CASELOAD_CHANGE)
def caseload_hand_over(request: PortalRequest) -> HttpResponse:
    form = HandOverForm(_asked(request), by=request.membership, today=today(), initial=_initial(request))
    words = {
        "title": "Caseload overdragen",
        "button": "Draag over",
        "lead": "Deze mensen krijgen een andere jobcoach. De vorige stopt op de dag ervoor en ziet hen dan niet meer.",
        "said": "De caseload is overgedragen. Onderaan kunt u dat ongedaan maken.",
    }

    def act(chosen: ChosenForm) -> None:
        caseloads.hand_over(
            people=chosen.cleaned_data["person"], from_coach=form.cleaned_data["coach"],
            to_coach=form.cleaned_data["to"], on=form.cleaned_data["on"], by=request.membership,
        )  # fmt: skip

    return _change_page(request, form, act, words, Act.CASELOAD_HANDED_OVER)


@requires(Permission.STAND_IN_CHANGE)
def caseload_stand_in(request: PortalRequest) -> HttpResponse:
    form = StandInForm(_asked(request), by=request.membership, today=today(), initial=_initial(request))
    words = {
        "title": "Waarneming regelen",
        "button": "Leg de waarneming vast",
        "lead": "De waarnemer ziet deze mensen alleen in deze dagen. Hun jobcoach blijft hun jobcoach.",
        "said": "De waarneming is vastgelegd. Zij stopt vanzelf.",
    }

    def act(chosen: ChosenForm) -> None:
        caseloads.stand_in(
            people=chosen.cleaned_data["person"], from_coach=form.cleaned_data["coach"],
            to_coach=form.cleaned_data["to"], on=form.cleaned_data["on"], until=form.cleaned_data["until"],
            by=request.membership, cut=chosen.cleaned_data.get(CUT, False),
        )  # fmt: skip

    return _change_page(request, form, act, words, Act.STAND_IN_ARRANGED)


def _asked(request: PortalRequest) -> QueryDict | None:
    """What the form was given; an address with only a coach in it is a beginning."""
    return request.POST or (request.GET if "to" in request.GET else None)


def _initial(request: PortalRequest) -> dict[str, Any]:
    own = str(request.user.key) if request.membership.role == "jobcoach" else ""
    return {"on": today(), "coach": own or request.GET.get("coach")}


def _change_page(
    request: PortalRequest,
    form: HandOverForm,
    act: Callable[[ChosenForm], None],
    words: dict[str, str],
    trace: Act,
) -> HttpResponse:
    """Shows whom it is about as soon as the form says so, and does it when that is sent."""
    saving, chosen = request.method == "POST", None
    if form.is_valid():
        people = caseloads.people_of(form.cleaned_data["coach"], form.cleaned_data["on"], request.membership)
        rows = Caseload.objects.filter(coach=form.cleaned_data["coach"], employee__in=people)
        chosen = ChosenForm(
            request.POST if saving else None, people=people, rows=rows.select_related("coach"), cut=_stops(form, people)
        )
        if saving and chosen.is_valid() and _done(chosen, partial(act, chosen)):
            keys = [each.key for each in chosen.cleaned_data["person"]]
            note(trace, membership=request.membership, subjects=keys)
            refresh(today(), [each.pk for each in chosen.cleaned_data["person"]])
            messages.success(request, words["said"])
            return redirect("caseload_list")
        if listed := [each.key for each in people]:
            note(Act.PEOPLE_LISTED, membership=request.membership, subjects=listed)
    context = {
        "form": form, "chosen": chosen, "words": words,
        "preview": _preview(request, form, chosen) if chosen else [],
    }  # fmt: skip
    refused = chosen.status if chosen else 422
    return render(request, "cases/caseload_change.html", context, status=refused if saving else 200)


def _stops(form: HandOverForm, people: Iterable[WswEmployee]) -> str:
    """The question whether who stands in for them already stops on the eve; none where one only begins then."""
    on, until = form.cleaned_data["on"], form.cleaned_data.get("until")
    there = list(caseloads.in_the_way(people, on, until).select_related("coach")) if until else []
    if not there or any(each.starts_on >= on for each in there):
        return ""
    names = ", ".join(sorted({str(each.coach) for each in there}))
    return f"Laat de waarneming die er al is ({names}) stoppen op {dutch.day(on - caseloads.NIGHT)}"


def _done(form: AssignForm | ChosenForm, act: Callable[[], None], field: str | None = None) -> bool:
    """Whether it is done; if not, the form says why: also when a colleague did the like at the same moment."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    except caseloads.NotAllowed as refusal:
        form.add_error(field, str(refusal))
        return False
    return True


def _preview(request: PortalRequest, form: HandOverForm, chosen: ChosenForm) -> list[str]:
    """How many go, and how many both coaches then have of those one may see."""
    values, seen = form.cleaned_data, WswEmployee.objects.visible_to(request.membership)
    going = dutch.count(len(chosen.initial["person"]), "persoon", "mensen")
    has = Caseload.objects.running_on(values["on"]).filter(employee__in=seen, coach=values["to"]).count()
    to, first = values["to"], dutch.day(values["on"])
    if until := values.get("until"):
        return [f"{to} ziet {going} van {values['coach']}, van {first} t/m {dutch.day(until)}. Daarna niet meer."]
    return [
        f"Vanaf {first} is {to} de jobcoach van {going} van {values['coach']}. Vink uit wie er blijft.",
        f"{to} begeleidt dan al {dutch.count(has, 'ander', 'anderen')} van de mensen die u ziet.",
    ]


@require_POST
@requires(Permission.STAND_IN_CHANGE)
def caseload_undo(request: PortalRequest, key: str) -> HttpResponse:
    change = get_object_or_404(CoachChange.objects.visible_to(request.membership), key=key)
    people = WswEmployee.objects.visible_to(request.membership).filter(
        Q(caseloads__came_by=change) | Q(stand_ins__came_by=change)
    )
    keys, ids = list(people.values_list("key", flat=True)), list(people.values_list("pk", flat=True))
    try:
        caseloads.undo(change=change)
    except caseloads.NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("caseload_list")
    trace = Act.STAND_IN_ARRANGED if change.is_for_a_while else Act.CASELOAD_HANDED_OVER
    note(trace, membership=request.membership, subjects=keys, detail="ongedaan gemaakt")
    refresh(today(), ids)
    messages.success(
        request, "De waarneming is gestopt." if change.is_for_a_while else "De overdracht is ongedaan gemaakt."
    )
    return redirect("caseload_list")


@requires(Permission.CASELOAD_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def person_coach(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """Another coach for one person, or none."""
    form = AssignForm(request.POST or None, person=person, today=today(), initial={"on": today()})
    if request.method == "POST" and form.is_valid() and _assigned(request, person, form):
        messages.success(request, "De jobcoach is vastgelegd.")
        return redirect("employee", key=person.key)
    context = {
        "person": person,
        "form": form,
        "now": person.caseloads.running_on(today()).select_related("coach").first(),
    }
    return render(request, "cases/person_coach.html", context, status=form.status if request.method == "POST" else 200)


def _assigned(request: PortalRequest, person: WswEmployee, form: AssignForm) -> bool:
    act = partial(caseloads.assign, person=person, by=request.membership, **form.cleaned_data)
    return _done(form, act, "coach")
