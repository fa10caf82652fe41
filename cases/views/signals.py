"""What needs doing: the list of signals, and putting one off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cases.actions import signals
from cases.models import Digest, Signal
from cases.signal_forms import PutOffForm
from cases.signals.asked import Asked, row
from cases.signals.rules import KINDS, RULES, Rule
from municipalities.access import ROLES, Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def signal_list(request: PortalRequest) -> HttpResponse:
    asked = Asked(request.GET, request.membership, today())
    page, rows = asked.page()
    if rows:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each["person"] for each in rows])
    context = {
        "page": page,
        "rows": rows,
        "sentence_html": asked.html(),
        "result": "1 signaal" if page.total == 1 else f"{page.total} signalen",
        "mails": not Digest.objects.filter(user=request.user, wanted=False).exists(),
        "rules": [_rule(each) for each in RULES],
    }
    return render(request, "cases/signal_list.html", context)


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "number": rule.number, "what": rule.what, "when": rule.when, "source": rule.source, "kind": KINDS[rule.kind],
        "roles": ", ".join(ROLES[role].label for role in rule.roles),
    }  # fmt: skip


@requires(Permission.EMPLOYEE_VIEW)
def signal_put_off(request: PortalRequest, key: str) -> HttpResponse:
    """Why this need not be done now, and until when."""
    signal = _found(request, key)
    note(Act.DOSSIER_FORM_OPENED, membership=request.membership, subjects=[signal.employee.key])
    form = PutOffForm(request.POST if request.method == "POST" else None, signal=signal, today=today())
    if form.is_valid():
        given = form.cleaned_data
        signals.put_off(signal=signal, until=given["put_off_until"], because=given["put_off_because"], by=request.user)
        form.count_overridden(request.user)
        messages.success(request, f"Weggelegd tot en met {given['put_off_until']:%d-%m-%Y}.")
        return redirect("signal_list")
    context = {"form": form, "signal": row(signal, today()), "person": signal.employee}
    return render(
        request, "cases/signal_put_off.html", context, status=form.status if request.method == "POST" else 200
    )


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def signal_take_back(request: PortalRequest, key: str) -> HttpResponse:
    signals.take_back(signal=_found(request, key))
    messages.success(request, "Het signaal staat weer in de lijst.")
    return redirect("signal_list")


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def digest_switch(request: PortalRequest) -> HttpResponse:
    """The daily mail on or off."""
    wanted = request.POST.get("wanted") == "ja"
    Digest.objects.update_or_create(user=request.user, defaults={"wanted": wanted})
    messages.success(request, f"De dagelijkse mail staat {'aan' if wanted else 'uit'}.")
    return redirect("signal_list")


def _found(request: PortalRequest, key: str) -> Signal:
    open_ones = Signal.objects.visible_to(request.membership).open().select_related("employee", "put_off_by")
    return get_object_or_404(open_ones, key=key)
