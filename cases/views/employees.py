"""The list of people, and the form with somebody's personal data."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from cases import lists
from cases.forms import ANOTHER_PERSON, EmployeeForm
from cases.models import WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.selection import behind, behind_on
from cases.sentence import Sentence, as_of, to_keep
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.paging import query
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
def employee_list(request: PortalRequest) -> HttpResponse:
    """The list of today, or with `?peildatum=` as it was, or will be, on another day."""
    then = as_of(request.GET, today())
    day = then or today()
    everybody = behind_on(request.membership, day) if then else behind(request.membership, day)
    sentence = Sentence(request.GET, request.membership, then)
    page = lists.page(everybody.narrowed(sentence.wanted()), request.GET, day, as_of=then)
    if page.keys:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=page.keys)
    context = {
        "page": page,
        "head_html": lists.head_html(request.GET),
        "sentence_html": sentence.html(),
        "typed": sentence.typed,
        "as_of": then,
        "is_past": day < today(),
        "of_a_coach": sentence.of_a_coach,
        "today_query": query(request.GET, peildatum="", pagina="") if then else "",
        "keep_query": to_keep(request.GET),
        "result": "1 medewerker" if page.total == 1 else f"{page.total} medewerkers",
    }
    return render(request, "cases/employee_list.html", context)


@requires(Permission.EMPLOYEE_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def employee_edit(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    form = EmployeeForm(request.POST or None, instance=employee, by=request.membership)
    if request.method == "POST" and form.is_valid() and _saved(form):
        messages.success(request, "De gegevens zijn bewaard.")
        return redirect("employee", key=employee.key)
    if form.alike:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects=[each.key for each in form.alike])
    context = {
        "person": WswEmployee.objects.get(pk=employee.pk), "form": form, "alike": form.alike, "another": ANOTHER_PERSON,
    }  # fmt: skip
    status = form.status if request.method == "POST" and not form.alike else 200
    return render(request, "cases/employee_edit.html", context, status=status)


def _saved(form: EmployeeForm) -> bool:
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True
