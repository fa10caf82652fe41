"""A form about somebody's work that shows what it will bring before it is saved, and asks why where it must.

The preview is the act itself, done and undone (cases/beforehand.py). Where it changes figures that were released, the
form asks why, and the answer stays (R75). An act works on a copy: what is done to be looked at leaves no trace in
memory either.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from cases.actions import contracts, corrections, handovers, indications, merges
from cases.beforehand import Act, Beforehand, Consequences, Together, Weigh, WeighTogether, look
from cases.contract_forms import ContractEndForm, PutUnderForm
from cases.employment_forms import EndEmploymentForm
from cases.forms import (
    AcceptForm,
    CorrectPlacementForm,
    DeathForm,
    EmployeeForm,
    EndPlacementForm,
    MoveForm,
    NewPlacementForm,
    TakeBackMoveForm,
)
from cases.indication_forms import DecisionForm
from cases.merge_forms import ApartForm, MergeForm
from cases.models import Correction, WswEmployee
from cases.models.correction import WAITS
from cases.proposal_forms import KeepTrialForm
from cases.reason import WHY
from cases.refusals import in_words, refuse_in_words
from cases.service_forms import CorrectEmploymentForm, NewEmploymentForm
from cases.work_forms import ChangeHoursForm, CorrectHoursForm, CorrectLeaveForm, EndLeaveForm, NewLeaveForm, WorkForm
from municipalities.requests import PortalRequest
from municipalities.versioned import is_stale

Form = TypeVar(
    "Form", NewPlacementForm, EndPlacementForm, CorrectPlacementForm, EndEmploymentForm, NewEmploymentForm,
    CorrectEmploymentForm, ChangeHoursForm, CorrectHoursForm, NewLeaveForm, EndLeaveForm, CorrectLeaveForm, DeathForm,
    MoveForm, TakeBackMoveForm, AcceptForm, DecisionForm, ContractEndForm, PutUnderForm, EmployeeForm, KeepTrialForm,
    MergeForm, ApartForm,
)  # fmt: skip
# What an act itself says cannot be, in Dutch.
REFUSALS = (contracts.NotAllowed, handovers.NotAllowed, indications.NotAllowed, merges.NotAllowed)


def saving(request: PortalRequest) -> bool:
    return request.method == "POST" and "preview" not in request.POST


def without_why(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in WHY}


def weighed(
    request: PortalRequest,
    employee: WswEmployee,
    fill: Callable[..., Form],
    act: Callable[[Form], Act],
    weigh: Weigh,
    look: Callable[[WswEmployee, Act, Weigh], Beforehand] = look,
) -> tuple[Form, Beforehand | None]:
    """The form, and what it brings; it asks why when it must. None when it cannot be, or is not filled in yet."""
    form = fill(why=False)
    if request.acting is not None or form.conflict or not enough(form):
        return form, None
    try:
        brings = look(employee, act(form), weigh)
    except REFUSALS:
        return form, None
    except IntegrityError as refusal:  # said at its field when it is saved
        if isinstance(form, WorkForm):
            form.misfits = _misfits(form, refusal)
        return form, None
    return (fill(why=True), brings) if brings.consequences.touched else (form, brings)


def _misfits(form: WorkForm, refusal: IntegrityError) -> list[str]:
    """Why it cannot be, said beforehand, with what stands in the way."""
    return [] if is_stale(refusal) else [format_html("Zo kan het niet. {}", in_words(refusal, form)[1])]


def only_ask(request: PortalRequest, form: BaseForm) -> None:
    """Until somebody saves, what is not filled in yet is a question and no error; to be said last, before the page."""
    if saving(request) or not form.is_bound:
        return
    for name, errors in form.errors.as_data().items():
        if all(each.code == "required" for each in errors):
            del form.errors[name]


def enough(form: Form) -> bool:
    """Whether there is enough to do it: why it ends, why so late, and what the form names may be said `later`."""
    return form.is_bound and not set(form.errors) - {"reason", *WHY, *getattr(form, "later", ())}


def saved(form: Form, request: PortalRequest, employee: WswEmployee, act: Act, brings: Beforehand | None) -> bool:
    """Whether it is done, and why is kept. The reason first: afterwards somebody who moved may be of another."""
    try:
        with transaction.atomic():
            made = keep_why(request, form, {employee.pk: brings.consequences} if brings else {})
            act()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    tell_waiting(request, made)
    return True


def keep_why(request: PortalRequest, form: Form, brings: Mapping[int, Consequences]) -> list[Correction]:
    """The reason filled in, kept with each person (by id) of whom a released figure changes (R75)."""
    made = [corrections.note(person=one, consequences=each, **form.why) for one, each in brings.items()]
    form.count_overridden(request.user)
    return [each for each in made if each]


def tell_waiting(request: PortalRequest, made: Iterable[Correction]) -> None:
    """That a controller judges what touches a closed year."""
    years = sorted({year for each in made for year in each.closed_years.split(", ") if year})
    if years:
        said = f"Dit raakt een afgesloten jaar ({', '.join(years)}) en {WAITS}. Een controller oordeelt erover."
        messages.info(request, said)


# An act on many people


def weighed_together(
    request: PortalRequest,
    fill: Callable[..., Form],
    people: Callable[[Form], Collection[int]],
    act: Callable[[Form], Act],
    weigh: WeighTogether,
    since: Callable[[Form], date | None] = lambda form: None,
) -> tuple[Form, Together | None]:
    """As `weighed`, of an act on all of `people` (their ids) that changes nothing before `since`."""
    form = fill(why=False)
    if request.acting is not None or form.conflict or not enough(form) or not people(form):
        return form, None
    try:
        brings = weigh(people(form), act(form), since(form))
    except (IntegrityError, *REFUSALS):  # said when it is saved
        return form, None
    return (fill(why=True), brings) if brings.touched else (form, brings)


def saved_together(
    form: Form, request: PortalRequest, people: Iterable[int], act: Act, brings: Together | None
) -> bool:
    """As `saved`; each of whom a released figure changes gets the reason."""
    try:
        with transaction.atomic():
            made = keep_why(request, form, {each: brings.of(each) for each in people} if brings else {})
            act()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    tell_waiting(request, made)
    return True


def page(
    request: PortalRequest,
    template: str,
    employee: WswEmployee,
    form: Form,
    preview: list[str],
    brings: Beforehand | None,
    **more: Any,
) -> HttpResponse:
    """`template` is `cases/weighed.html` or extends it, and says in `more` its `heading`, `whose` and `save`."""
    context = {
        "person": employee,
        "form": form,
        "preview": [*getattr(form, "misfits", ()), *preview, *(brings.sentences if brings else [])],
        "figures": brings.consequences.lines if brings else [],
    }
    only_ask(request, form)
    return render(request, template, context | more, status=form.status if saving(request) else 200)
