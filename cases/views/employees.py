"""The list of people, and the form with somebody's personal data."""

from copy import copy

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import dutch, lists
from cases.beforehand import Act as Weighed
from cases.beforehand import Weigh, look_at_figures
from cases.forms import ANOTHER_PERSON, EmployeeForm
from cases.models import WswEmployee
from cases.opening import opens
from cases.selection import behind, behind_on
from cases.sentence import Sentence, as_of, to_keep
from cases.views.weighed import enough, page, saved, saving, weighed
from cases.work_lock import hold_person, hold_work, in_turn
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import query
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note

COUNT = ("birth_date", "died_on")  # what stands go by, of what is filled in here


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def employee_list(request: PortalRequest) -> HttpResponse:
    """The list of today, or with `?peildatum=` as it was, or will be, on another day."""
    then = as_of(request.GET, today())
    day = then or today()
    everybody = behind_on(request.membership, day) if then else behind(request.membership, day)
    sentence = Sentence(request.GET, request.membership, then)
    wanted = sentence.wanted()
    idle = lists.WAITING if wanted["show"] == "wachtlijst" else lists.WITHOUT_WORK
    shown = lists.page(everybody.narrowed(wanted), request.GET, day, as_of=then, idle=idle)
    if shown.keys:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=shown.keys)
    context = {
        "page": shown,
        "head_html": lists.head_html(request.GET),
        "sentence_html": sentence.html(),
        "typed": sentence.typed,
        "as_of": then,
        "is_past": day < today(),
        "of_a_coach": sentence.of_a_coach,
        "today_query": query(request.GET, peildatum="", pagina="") if then else "",
        "keep_query": to_keep(request.GET),
        "result": "1 medewerker" if shown.total == 1 else f"{shown.total} medewerkers",
    }
    return render(request, "cases/employee_list.html", context)


@requires(Permission.EMPLOYEE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def employee_edit(request: PortalRequest, employee: WswEmployee, *, weigh: Weigh) -> HttpResponse:
    """What it brings is asked by POST too: a name or a number stands in no address."""

    def fill(*, why: bool) -> EmployeeForm:
        return EmployeeForm(request.POST or None, instance=copy(employee), by=request.membership, why=why)

    def act(form: EmployeeForm) -> Weighed:
        return lambda: _write(employee, form)

    weigh = in_turn(weigh, lambda: hold_person(employee.pk))
    form, brings = weighed(request, employee, fill, act, weigh, look_at_figures)
    if saving(request) and form.is_valid() and saved(form, request, employee, act(form), brings):
        messages.success(request, "De gegevens zijn bewaard.")
        return redirect("employee", key=employee.key)
    if form.alike:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in form.alike])
    return page(
        request, "cases/employee_edit.html", employee, form, _preview(form), brings,
        heading="Gegevens wijzigen", whose="voor", save="Bewaar", alike=form.alike, another=ANOTHER_PERSON,
    )  # fmt: skip


def _write(person: WswEmployee, form: EmployeeForm) -> None:
    """The turn of their work first, as every act that changes a stand (decision 0017)."""
    with transaction.atomic():
        hold_work([person.pk])
        form.write()


def _preview(form: EmployeeForm) -> list[str]:
    """Which day that counts becomes another."""
    changed = form.changed_data if enough(form) else []
    return [
        f"De {str(form.fields[name].label).lower()} wordt {dutch.day(form.cleaned_data[name])}, nu staat er"
        f" {dutch.day(form.initial[name])}."
        for name in COUNT
        if name in changed
    ]
