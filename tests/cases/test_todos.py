"""Tasks by hand: noted for a role, seen in one's week, in the dossier and in “Loopt af”, ticked off; and late actions.

Anouk coaches Truus, Bram is consulent of Almelo where she lives; Carla of Wierden has nothing to do with her.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Signal, Todo, WswEmployee
from cases.signals.refresh import refresh
from municipalities.models import Membership, User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.cases.signalling import signed
from tests.opened import opened, send, text, told

DAY = timedelta(days=1)


@pytest.fixture
def coach(client: Client, anouk: User, truus: WswEmployee) -> Client:
    client.force_login(anouk)
    return client


@pytest.fixture
def todo(truus: WswEmployee, anouk: User, bram: User) -> Todo:
    """What Bram noted for Anouk, to be done today."""
    return people.make_todo(truus, bram)


def noted(**other: Any) -> dict[str, Any]:
    return {"what": "Reiskosten navragen", "owner": "consulent", "due_on": today().isoformat()} | other


def page(client: Client, name: str, *args: Any, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return text(answer)


def test_anouk_notes_a_task_for_the_consulent_and_bram_finds_it(
    coach: Client, client: Client, truus: WswEmployee, anouk: User, bram: User
) -> None:
    assert coach.post(reverse("todo_list", args=[truus.key]), noted()).status_code == 302
    made = Todo.objects.get()
    assert (made.what, made.owner, made.due_on, made.noted_by) == ("Reiskosten navragen", "consulent", today(), anouk)
    client.force_login(bram)
    assert "Fictief, Truus Reiskosten navragen · genoteerd door Anouk Voorbeeld vandaag" in page(client, "home")
    assert "Reiskosten navragen" in page(client, "employee", truus.key)
    listed = page(client, "expiring")
    assert "Taak: Reiskosten navragen (voor de consulent)" in listed
    assert "nog niet gedaan" in listed


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"what": ""}, "Schrijf op wat er moet gebeuren."),
        ({"due_on": ""}, "Vul een datum in."),
        ({"due_on": "2020-01-01"}, "Deze dag is voorbij. Kies vandaag of een latere dag."),
        ({"owner": "controller"}, "Kies voor wie de taak is."),
        ({"what": "x" * 201}, "Schrijf het korter, in hoogstens 200 tekens."),
    ],
)
def test_what_is_missing_is_said_in_words(
    coach: Client, truus: WswEmployee, given: dict[str, str], sentence: str
) -> None:
    answer = coach.post(reverse("todo_list", args=[truus.key]), noted(**given))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Todo.objects.exists()


def test_r87_a_word_about_health_is_asked_about_first(coach: Client, truus: WswEmployee) -> None:
    answer = coach.post(reverse("todo_list", args=[truus.key]), noted(what="Vraag naar haar rugklachten"))
    assert answer.status_code == 200
    assert "Gaat ‘rugklachten’ over gezondheid?" in answer.content.decode()
    assert not Todo.objects.exists()


def done(client: Client, todo: Todo, **sent: str) -> Any:
    return client.post(reverse("todo_done", args=[todo.employee.key, todo.key]), {"gedaan": "ja"} | sent)


def test_ticked_off_on_the_start_page_it_is_gone_there(coach: Client, todo: Todo) -> None:
    assert "Bel de bewindvoerder" in page(coach, "home")
    answer = done(coach, todo, terug="start")
    assert answer["Location"] == reverse("home")
    todo.refresh_from_db()
    assert todo.done_on == today()
    coach.get(reverse("home"))  # says once what was done
    for name, args in (("home", []), ("employee", [todo.employee.key]), ("expiring", [])):
        assert "Bel de bewindvoerder" not in page(coach, name, *args)
    assert f"gedaan op {today():%d-%m-%Y}" in page(coach, "todo_list", todo.employee.key)


def test_what_is_said_afterwards_has_no_words_of_it(coach: Client, todo: Todo) -> None:
    """It waits in a cookie for the next page, and a cookie stays on a device."""
    answer = done(coach, todo)
    assert "messages" in coach.cookies
    assert told(answer) == ["De taak is gedaan."]


def test_not_done_after_all_it_asks_again(coach: Client, todo: Todo) -> None:
    done(coach, todo)
    assert done(coach, todo, gedaan="nee")["Location"] == reverse("todo_list", args=[todo.employee.key])
    assert Todo.objects.open().get() == todo


def test_ticked_off_twice_the_first_day_stands(coach: Client, todo: Todo) -> None:
    Todo.objects.update(done_on=today() + DAY)  # as if the other did it later
    done(coach, todo)
    todo.refresh_from_db()
    assert todo.done_on == today() + DAY


def test_q28_two_put_the_same_task_right(coach: Client, todo: Todo) -> None:
    url = reverse("todo", args=[todo.employee.key, todo.key])
    sent = opened(coach, url) | {"what": "Mail de bewindvoerder"}
    Todo.objects.update(what="Schrijf de bewindvoerder")
    people.meanwhile()
    refused = send(coach, url, sent)
    assert refused.status_code == 409
    assert "U had getypt: Mail de bewindvoerder Nu staat er: Schrijf de bewindvoerder" in text(refused)
    todo.refresh_from_db()
    assert todo.what == "Schrijf de bewindvoerder"


def test_a_day_that_is_past_may_stay(coach: Client, todo: Todo) -> None:
    Todo.objects.update(due_on=today() - DAY)
    people.meanwhile()
    url = reverse("todo", args=[todo.employee.key, todo.key])
    assert send(coach, url, opened(coach, url) | {"owner": "consulent"}).status_code == 302
    todo.refresh_from_db()
    assert (todo.owner, todo.due_on) == ("consulent", today() - DAY)


def test_only_of_ones_own_role_and_of_this_week_stand_on_the_start_page(coach: Client, todo: Todo, bram: User) -> None:
    sunday = today() + timedelta(days=6 - today().weekday())
    for what, fields in (
        ("van zondag", {"due_on": sunday}), ("van maandag", {"due_on": sunday + DAY}),
        ("van vorig jaar", {"due_on": today() - 365 * DAY}), ("van Bram", {"owner": "consulent"}),
    ):  # fmt: skip
        people.make_todo(todo.employee, bram, what=what, **fields)
    shown = page(coach, "home")
    assert {what: what in shown for what in ("van zondag", "van maandag", "van vorig jaar", "van Bram")} == {
        "van zondag": True, "van maandag": False, "van vorig jaar": True, "van Bram": False,
    }  # fmt: skip
    assert "365 dagen te laat" in shown


def test_a_late_task_stays_in_what_ends(coach: Client, todo: Todo) -> None:
    Todo.objects.update(due_on=today() - 3 * DAY)
    assert "3 te laat" in page(coach, "expiring", query="?wat=taak")


def test_it_goes_along_to_another_coach(client: Client, todo: Todo, anouk: User) -> None:
    todo.employee.caseloads.update(ends_on=today() - DAY)
    kees = people.make_user("Kees Voorbeeld")
    people.make_membership(kees, "jobcoach")
    people.coach(todo.employee, kees, since=today())
    for user, there in ((kees, True), (anouk, False)):
        client.force_login(user)
        assert ("Bel de bewindvoerder" in page(client, "home")) is there


def test_the_start_page_does_not_say_it_twice(coach: Client, todo: Todo) -> None:
    refresh(today())
    assert "Er staat een taak voor de jobcoach" not in page(coach, "home")
    assert "Er staat een taak voor de jobcoach" in page(coach, "signal_list")


def test_ticking_off_closes_the_signal_at_once(coach: Client, todo: Todo) -> None:
    refresh(today())
    assert Signal.objects.open().filter(rule="S28").exists()
    done(coach, todo)
    assert not Signal.objects.open().filter(rule="S28").exists()


# What a plan agreed


def test_a_late_action_stands_in_my_week_and_in_what_ends(coach: Client, truus: WswEmployee, anouk: User) -> None:
    action = signed(truus, anouk).goals.get().actions.get()
    assert "Te late acties uit een plan" not in page(coach, "home")
    type(action).objects.update(due_on=today() - DAY)
    assert "Te late acties uit een plan" in page(coach, "home")
    assert "Actie uit het plan: Actie 1" in page(coach, "expiring", query="?wat=actie")
    plan = action.goal.plan
    plan.refresh_from_db()
    type(plan).objects.filter(pk=plan.pk).update(state="afgesloten")
    assert "Te late acties uit een plan" not in page(coach, "home")
    assert "Actie uit het plan: Actie 1" not in page(coach, "expiring")


# Behind the walls


def test_carla_finds_nothing(client: Client, carla: User, todo: Todo) -> None:
    client.force_login(carla)
    for name in ("todo", "todo_done"):
        assert client.post(reverse(name, args=[todo.employee.key, todo.key])).status_code == 404
    assert client.get(reverse("todo_list", args=[todo.employee.key])).status_code == 404
    assert "Bel de bewindvoerder" not in page(client, "home") + page(client, "expiring")


def test_ellen_may_not_and_does_not_read_it(client: Client, ellen: User, todo: Todo, truus: WswEmployee) -> None:
    client.force_login(ellen)
    assert client.get(reverse("todo_list", args=[truus.key])).status_code == 403
    for name, args in (("home", []), ("expiring", []), ("employee", [truus.key])):
        assert "Bel de bewindvoerder" not in page(client, name, *args)
    assert 'value="taak"' not in client.get(reverse("expiring")).content.decode()


def rows(by: User, sql: str = "SELECT what FROM cases_todo", **values: Any) -> int:
    with asking_as(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def test_the_database_shows_it_to_who_keeps_the_dossier(
    todo: Todo, anouk: User, bram: User, carla: User, ellen: User, hans: User
) -> None:
    assert [rows(user) for user in (anouk, bram, carla, ellen, hans)] == [1, 1, 0, 0, 0]
    Todo.objects.update(what="Anders")
    history = "SELECT what FROM cases_todo_history"
    assert [rows(user, history) for user in (anouk, bram, carla, ellen)] == [1, 1, 0, 0]


def refused(by: User, sql: str, why: str, **values: Any) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        rows(by, sql, **values)


PUT = (
    "INSERT INTO cases_todo (key, employee_id, what, owner, due_on, noted_by_id, noted_on)"
    " VALUES (gen_random_uuid(), %(who)s, %(what)s, %(owner)s, '2026-12-01', %(name)s, '2020-01-01')"
)


def test_it_is_noted_in_ones_own_name_and_today(todo: Todo, anouk: User, bram: User, carla: User) -> None:
    mine = {"who": todo.employee_id, "what": "x", "owner": "jobcoach", "name": anouk.pk}
    refused(anouk, PUT, "Iemand tekent alleen met de eigen naam", **mine | {"name": bram.pk})
    refused(carla, PUT, "row-level security", **mine | {"name": carla.pk})
    assert rows(anouk, PUT, **mine) == 1
    assert Todo.objects.get(what="x").noted_on == today()
    for change in ("noted_by_id = %(name)s", "noted_on = '2020-01-01'"):
        refused(anouk, f"UPDATE cases_todo SET {change} WHERE what <> 'x'", "verandert niet", name=anouk.pk)
    assert rows(anouk, "DELETE FROM cases_todo") == 0


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("what = ''", "todo_says_what"), ("owner = 'controller'", "todo_is_for_a_role"),
        ("done_on = noted_on - 1", "todo_is_done_after_it_is_noted"),
    ],
)  # fmt: skip
def test_what_the_database_refuses(todo: Todo, anouk: User, change: str, name: str) -> None:
    refused(anouk, f"UPDATE cases_todo SET {change}", name)


def test_a_new_municipality_finds_what_is_open_and_not_what_was_done(todo: Todo, bram: User, carla: User) -> None:
    people.make_todo(todo.employee, bram, what="Gedaan", noted_on=today() - 3 * DAY, done_on=today() - 2 * DAY)
    people.move(todo.employee, "Wierden", on=today())
    membership = Membership.objects.get(user=carla)
    with asking_as(carla):
        assert list(Todo.objects.visible_to(membership).values_list("what", flat=True)) == ["Bel de bewindvoerder"]


def test_r70_who_had_somebody_before_reads_what_was_done_then_and_no_word_of_later(
    truus: WswEmployee, bram: User, carla: User
) -> None:
    truus.employments.update(employer=people.make_organisation("Stichting Bedacht"))
    since = {"noted_on": today() - 9 * DAY}
    people.make_todo(truus, bram, what="Gedaan", done_on=today() - 2 * DAY, **since)
    people.make_todo(truus, bram, what="Stond open", **since)
    people.make_todo(truus, bram, what="Daarna gedaan", **since)
    people.move(truus, "Wierden", on=today() - DAY)
    Todo.objects.filter(what="Daarna gedaan").update(done_on=today())
    Todo.objects.filter(what="Stond open").update(what="Wierden schreef dit")
    read = {}
    for user in (bram, carla):
        with asking_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT what FROM cases_todo ORDER BY what")
            read[user] = [what for (what,) in cursor.fetchall()]
    assert read == {bram: ["Gedaan"], carla: ["Daarna gedaan", "Wierden schreef dit"]}
