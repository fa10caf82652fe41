"""Corrections in a year that is closed: who made them sees what a controller said, and a controller says it (R77)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from cases.actions import corrections
from cases.free_text import FreeText, WatchesHealth
from cases.history import changed_with
from cases.models import Correction, Verdict
from cases.models.correction import CorrectionQuerySet
from municipalities.access import PROCESSES, Permission, requires
from municipalities.fields import helper
from municipalities.models import User
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note
from municipalities.versioned import Versioned

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """A correction, who made it, and whether the reader may judge it."""

    row: Correction
    made_by: str
    judges: bool


class VerdictForm(Versioned, WatchesHealth, forms.ModelForm):
    """What a controller says of one correction in a closed year."""

    about = "oordeel over een correctie"

    verdict = forms.ChoiceField(
        label="Is deze correctie juist?",
        choices=[(Verdict.AKKOORD, "Akkoord"), (Verdict.GEWEIGERD, "Niet akkoord")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat u ervan vindt.", "invalid_choice": "Kies akkoord of niet akkoord."},
    )
    verdict_note = FreeText(
        lines=3,
        label="Voor de accountant",
        max_length=300,
        help_text="Hoogstens 300 tekens. Dit staat met uw naam bij het verschil. Geen namen van medewerkers.",
        error_messages={"required": "Schrijf waarom.", "max_length": "Schrijf hoogstens 300 tekens."},
    )

    class Meta:
        model = Correction
        fields = ["verdict", "verdict_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("verdict", "verdict_note")


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def correction_list(request: PortalRequest) -> HttpResponse:
    """What waits, the oldest first; and what was judged last."""
    seen = _visible(request).select_related("employee", "decided_by")
    waiting, judged = list(seen.waiting()[:SHOWN]), list(seen.exclude(verdict="").order_by("-decided_at")[:SHOWN])
    if listed := {row.employee.key for row in [*waiting, *judged]}:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=listed)
    context = {
        "waiting": _lines(request, waiting),
        "judged": _lines(request, judged),
        "many": seen.waiting().count(),
        "judges": request.membership.may(Permission.REPORT_CHECK),
    }
    return render(request, "cases/correction_list.html", context)


@requires(Permission.REPORT_CHECK)
def correction_judge(request: PortalRequest, key: str) -> HttpResponse:
    """Agree to one correction, or refuse it, in one's own name; once."""
    row = get_object_or_404(_visible(request).waiting().select_related("employee"), key=key)
    line = _lines(request, [row])[0]
    note(Act.DOSSIER_HISTORY_READ, membership=request.membership, subjects=[row.employee.key])
    form = VerdictForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid() and _judged(request, form):
        messages.success(request, "Uw oordeel is bewaard. Het staat met uw naam bij het verschil.")
        return redirect("correction_list")
    context = {"form": form, "line": line, "changes": changed_with(row, row.employee)}
    status = form.status if request.method == "POST" else 200
    return render(request, "cases/correction_judge.html", context, status=status)


def _judged(request: PortalRequest, form: VerdictForm) -> bool:
    """Whether it was kept; if not, the form says why."""
    try:
        with transaction.atomic():
            corrections.decide(row=form.instance, by=request.user)
            form.count_overridden(request.user)
            note(Act.CORRECTION_JUDGED, membership=request.membership, subjects=[form.instance.employee.key])
    except corrections.NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return False
    except IntegrityError as refusal:
        form.meet(refusal)
        return False
    return True


def _visible(request: PortalRequest) -> CorrectionQuerySet:
    return Correction.objects.visible_to(request.membership).in_a_closed_year()


def _lines(request: PortalRequest, rows: list[Correction]) -> list[Line]:
    """With names of colleagues. What was judged says who judged; who made it the dossier's history says."""
    names = {str(user.key): user.name for user in User.objects.filter(key__in=_keys(rows))}
    may, own = request.membership.may(Permission.REPORT_CHECK), str(request.user.key)
    return [
        Line(
            row,
            names.get(row.recorded_by, PROCESSES.get(row.recorded_by, "")) if not row.verdict else "",
            may and not row.verdict and row.recorded_by != own and request.acting is None,
        )
        for row in rows
    ]


def _keys(rows: list[Correction]) -> set[str]:
    return {row.recorded_by for row in rows if row.recorded_by.count("-") == 4}
