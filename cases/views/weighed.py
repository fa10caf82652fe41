"""A form about somebody's work that shows what it will bring before it is saved, and asks why where it must.

The preview is the act itself, done and undone (cases/beforehand.py). Where it changes figures that were released, the
form asks why, and the answer stays (R75). An act works on a copy: what is done to be looked at leaves no trace in
memory either.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import render

from cases.actions import corrections
from cases.beforehand import Act, Beforehand, Weigh, look
from cases.employment_forms import EndEmploymentForm
from cases.forms import BECAUSE, CorrectPlacementForm, EndPlacementForm, NewPlacementForm, placement_line
from cases.models import Correction, Placement, WswEmployee
from cases.models.correction import WAITS
from cases.refusals import in_words, refuse_in_words, too_much_on
from cases.service_forms import CorrectEmploymentForm, NewEmploymentForm
from cases.work_forms import ChangeHoursForm, CorrectHoursForm, CorrectLeaveForm, EndLeaveForm, NewLeaveForm, WorkForm
from municipalities.requests import PortalRequest
from municipalities.versioned import is_stale

Form = TypeVar(
    "Form", NewPlacementForm, EndPlacementForm, CorrectPlacementForm, EndEmploymentForm, NewEmploymentForm,
    CorrectEmploymentForm, ChangeHoursForm, CorrectHoursForm, NewLeaveForm, EndLeaveForm, CorrectLeaveForm,
)  # fmt: skip


def saving(request: PortalRequest) -> bool:
    return request.method == "POST" and "preview" not in request.POST


def without_why(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != BECAUSE}


def weighed(
    request: PortalRequest,
    employee: WswEmployee,
    fill: Callable[..., Form],
    act: Callable[[Form], Act],
    weigh: Weigh,
) -> tuple[Form, Beforehand | None]:
    """The form, and what it brings; it asks why when it must. None when it cannot be, or is not filled in yet."""
    form = fill(why=False)
    if request.acting is not None or form.conflict or not _enough(form):
        return form, None
    try:
        brings = look(employee, act(form), weigh)
    except IntegrityError as refusal:  # said at its field when it is saved
        if isinstance(form, WorkForm):
            form.misfits = _misfits(employee, refusal)
        return form, None
    return (fill(why=True), brings) if brings.consequences.touched else (form, brings)


def _misfits(employee: WswEmployee, refusal: IntegrityError) -> list[str]:
    """Why it cannot be, said beforehand; and which placements are then too many (R36)."""
    if is_stale(refusal):
        return []
    day = too_much_on(refusal)
    placed = Placement.objects.filter(employee=employee).running_on(day) if day else Placement.objects.none()
    lines = [f"Dit past dan niet meer: {placement_line(each)}." for each in placed.select_related("hirer")]
    return [f"Zo kan het niet. {in_words(refusal)[1]}", *lines]


def _enough(form: Form) -> bool:
    """Whether there is enough to do it: why it ends may be chosen later."""
    return form.is_bound and not set(form.errors) - {"reason"}


def saved(form: Form, request: PortalRequest, employee: WswEmployee, act: Act, brings: Beforehand | None) -> bool:
    try:
        with transaction.atomic():
            act()
            form.count_overridden(request.user)
            if brings:
                because = form.cleaned_data.get(BECAUSE, "")
                made = corrections.note(employee=employee, because=because, consequences=brings.consequences)
                if made and made.closed_years:
                    messages.info(request, _waits(made))
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


def _waits(made: Correction) -> str:
    return f"Dit raakt een afgesloten jaar ({made.closed_years}) en {WAITS}. Een controller oordeelt erover."


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
    return render(request, template, context | more, status=form.status if saving(request) else 200)
