"""Signals of what was agreed or noted by hand, and is not done: S27, S28 and S29."""

from cases.models import Signal, Todo, WswEmployee
from cases.signals.rules import BY_NUMBER
from municipalities.models import User, today
from tests import people
from tests.cases.signalling import signed, told
from tests.people import day


def test_s27_s28_a_task_is_for_its_role_from_a_week_before(truus: WswEmployee, anouk: User, bram: User) -> None:
    todo = people.make_todo(truus, bram)
    Todo.objects.update(due_on=day("29-11-2026"))
    assert "S28" not in dict(told(todo.employee, day("21-11-2026")))
    assert ("S28", "29-11-2026") in told(todo.employee, day("22-11-2026"))
    Todo.objects.update(owner="consulent")
    assert [each for each in told(todo.employee, day("22-11-2026")) if each[0] in {"S28", "S29"}] == [
        ("S29", "29-11-2026")
    ]
    assert [sorted(Signal.objects.open().get(rule="S29").roles)] == [["consulent"]]
    Todo.objects.update(done_on=today())
    assert not {"S28", "S29"} & set(dict(told(todo.employee, day("22-11-2026"))))


def test_s26_an_action_of_a_plan_that_nobody_did(truus: WswEmployee, anouk: User) -> None:
    plan = signed(truus, anouk)
    action = plan.goals.get().actions.get()
    action.due_on = day("15-11-2026")
    action.save()
    assert "S27" not in dict(told(truus, day("15-11-2026")))
    assert ("S27", "15-11-2026") in told(truus, day("16-11-2026"))
    action.done_on = day("16-11-2026")
    action.save()
    assert "S27" not in dict(told(truus, day("16-11-2026")))


def test_they_turn_red_when_it_is_late() -> None:
    def levels(number: str, *days: str) -> list[str]:
        return [BY_NUMBER[number].level(day("29-11-2026"), day(on)) for on in days]

    assert levels("S28", "29-11-2026", "30-11-2026") == levels("S29", "29-11-2026", "30-11-2026") == ["warn", "bad"]
    assert levels("S27", "12-12-2026", "13-12-2026") == ["warn", "bad"]
