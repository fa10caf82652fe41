"""Tasks by hand, and what a plan agreed and nobody did: of one person, and of one's own week."""

from datetime import date, timedelta
from typing import Any

from cases import dutch
from cases.models import GoalAction, Todo, WswEmployee
from cases.models.plan import ACTIVE
from cases.models.todo import TodoQuerySet
from municipalities.models import Membership


def of_person(person: WswEmployee, membership: Membership) -> TodoQuerySet:
    return Todo.objects.visible_to(membership).filter(employee=person).select_related("noted_by")


def open_of(person: WswEmployee, membership: Membership, day: date) -> list[dict[str, Any]]:
    """What is still to be done for this person, the first first."""
    return [shown(todo, day) for todo in of_person(person, membership).open()]


def of_week(membership: Membership, day: date, most: int) -> list[dict[str, Any]]:
    """What one's role must do this week or should have done, the longest first: `most` of it."""
    sunday = day + timedelta(days=6 - day.weekday())
    mine = Todo.objects.visible_to(membership).open().filter(owner=membership.role, due_on__lte=sunday)
    return [_with_person(todo, day) for todo in mine.select_related("employee", "noted_by")[:most]]


def late_actions(membership: Membership, day: date, most: int) -> list[dict[str, Any]]:
    """What was agreed in a plan that runs, and was not done by its day."""
    agreed = GoalAction.objects.visible_to(membership).filter(
        done_on=None, due_on__lt=day, goal__plan__state__in=ACTIVE
    )
    return [
        _with_person(action, day) | {"plan": action.goal.plan.key}
        for action in agreed.select_related("employee", "goal__plan")[:most]
    ]


def shown(todo: Todo | GoalAction, day: date) -> dict[str, Any]:
    """A task as a line on a page. `level` is how much it asks for attention."""
    left = (todo.due_on - day).days
    return {
        "todo": todo.key,
        "what": todo.what,
        "owner": todo.get_owner_display(),
        "day": todo.due_on,
        "left": in_words(left),
        "level": "bad" if left < 0 else "warn" if left <= 2 else "info",
        "noted_by": todo.noted_by.name if isinstance(todo, Todo) else "",
        "done_on": todo.done_on,
    }


def in_words(left: int) -> str:
    """So many days before it must be done; below zero: too late."""
    if left < 0:
        return f"{dutch.count(-left, 'dag', 'dagen')} te laat"
    return {0: "vandaag", 1: "morgen"}.get(left) or f"over {left} dagen"


def _with_person(todo: Todo | GoalAction, day: date) -> dict[str, Any]:
    return shown(todo, day) | {"key": todo.employee.key, "name": todo.employee.list_name}
