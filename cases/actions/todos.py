"""A task by hand: noted for somebody, put right, and ticked off; or not done after all."""

from datetime import date
from typing import Any

from django.db import transaction

from cases.models import Todo, WswEmployee
from municipalities.models import User


@transaction.atomic
def note(*, employee: WswEmployee, by: User, **values: Any) -> Todo:
    """`values` are what must be done, for which role, and on which day it must be done at the latest."""
    return Todo.objects.create(employee=employee, noted_by=by, **values)


@transaction.atomic
def put_right(*, todo: Todo, **values: Any) -> None:
    """Other words, another role or another day; the history keeps what it was."""
    _save(todo, **values)


@transaction.atomic
def do(*, todo: Todo, on: date | None) -> None:
    """Done on that day; None: not done after all. A day that stands is not moved by who ticks it off once more."""
    if (todo.done_on is None) != (on is None):
        _save(todo, done_on=on)


def _save(todo: Todo, **values: Any) -> None:
    for name, value in values.items():
        setattr(todo, name, value)
    todo.save(update_fields=list(values))
