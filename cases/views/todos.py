"""Tasks by hand: noting one, putting it right, ticking it off."""

import uuid

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cases import todos
from cases.actions import todos as acts
from cases.models import Todo, WswEmployee
from cases.opening import opens
from cases.refusals import refuse_in_words
from cases.todo_forms import TodoForm
from municipalities.access import Permission, requires
from municipalities.models import today
from municipalities.requests import PortalRequest
from municipalities.traces import Act

SHOWN = 20  # of what was done


@requires(Permission.TODO_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def todo_list(request: PortalRequest, employee: WswEmployee) -> HttpResponse:
    """What is to be done for somebody and what was done, with a form for one more."""
    posted, day = request.method == "POST", today()
    form = TodoForm(request.POST if posted else None, today=day, role=request.membership.role)
    if form.is_valid():
        acts.note(employee=employee, by=request.user, **form.cleaned_data)
        form.count_overridden(request.user)
        messages.success(request, "De taak is genoteerd.")
        return redirect("todo_list", key=employee.key)
    found = todos.of_person(employee, request.membership)
    context = {
        "person": employee,
        "form": form,
        "rows": todos.open_of(employee, request.membership, day),
        "done": [todos.shown(todo, day) for todo in found.exclude(done_on=None).order_by("-done_on", "-id")[:SHOWN]],
    }
    return render(request, "cases/todo_list.html", context, status=form.status if posted else 200)


@requires(Permission.TODO_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def todo(request: PortalRequest, employee: WswEmployee, todo: uuid.UUID) -> HttpResponse:
    """Put right what was noted."""
    found, posted = _found(request, employee, todo), request.method == "POST"
    form = TodoForm(request.POST if posted else None, today=today(), role=request.membership.role, todo=found)
    if form.is_valid() and _put_right(form, found, request):
        messages.success(request, "De taak is gewijzigd.")
        return redirect("todo_list", key=employee.key)
    context = {"person": employee, "form": form, "heading": "Taak wijzigen"}
    return render(request, "cases/person_form.html", context, status=form.status if posted else 200)


def _put_right(form: TodoForm, found: Todo, request: PortalRequest) -> bool:
    try:
        with transaction.atomic():
            acts.put_right(todo=found, **form.cleaned_data)
            form.count_overridden(request.user)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


@require_POST
@requires(Permission.TODO_CHANGE)
@opens(Act.DOSSIER_FORM_OPENED)
def todo_done(request: PortalRequest, employee: WswEmployee, todo: uuid.UUID) -> HttpResponse:
    """`gedaan=ja`: done today; anything else: not done after all. Back to where the button stood."""
    found, done = _found(request, employee, todo), request.POST.get("gedaan") == "ja"
    acts.do(todo=found, on=today() if done else None)
    messages.success(request, "De taak is gedaan." if done else "De taak staat weer open.")
    if request.POST.get("terug") == "start":
        return redirect("home")
    return redirect("employee" if request.POST.get("terug") == "dossier" else "todo_list", key=employee.key)


def _found(request: PortalRequest, employee: WswEmployee, key: uuid.UUID) -> Todo:
    return get_object_or_404(todos.of_person(employee, request.membership), key=key)
