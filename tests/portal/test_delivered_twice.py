"""A task that is delivered three times at once has the effect of once: no row, line in a log or mail more (Q29).

Each task of the schedule, and those that a page asks for. The right answer is the same register with each delivered
once.
"""

import os
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core import mail
from django.db import connection, connections, transaction
from django.utils import timezone

from cases.models import DestructionList, Digest, ListState
from municipalities.models import Session, today
from reports.models import Production, Report
from soweco_portal.celery import app
from soweco_portal.schedule import SCHEDULE
from tests import conftest, people, processes, situations, template
from tests.cases import destroying

Counts = dict[str, int]
app.loader.import_default_modules()  # a worker does so when it starts
# They leave nothing in the database: a hint to the broker, a line in a file; and no quarter is due here (that three who
# ask at once have one wish is in tests/reports/test_production.py).
LEAVE_NO_ROW = {
    "wake_productions", "wake_destructions", "export_log_head", "request_due_reports",
    "remind_of_meetings", "watch_jobs",  # no meeting is near, and no job was missed
}  # fmt: skip
# It looks three times, and each look is a fact. That a task ran is one row, whatever it did (soweco_portal/watch.py).
RAN = "municipalities_jobrun"
CHECKED = {"verify_log": {"municipalities_chaincheck": 3, RAN: 1}}


def lay() -> None:
    """Work for every task."""
    last, now = situations.LAST_QUARTER, timezone.now()
    with transaction.atomic():
        users = situations.make_portal().users
        for back in (1, 3):
            situations.make_released(situations.make_report(last.back(back)))
        situations.wish(period=last.back(2))
    with transaction.atomic():
        destroying.agree(DestructionList.objects.exclude(state=ListState.VERNIETIGD).get(), users["ellen"])
        destroying.make_leaver("Wies Verzonnen", lives_in="Wierden")
    with transaction.atomic():
        placed = people.make_employee("Nieuw Fictief", placed=True)
        people.coach(placed, users["anouk"], since=today())
        placed.employments.get().placements.update(ends_on=today() + timedelta(days=1))
        Session.objects.create(session_key="x" * 32, session_data="", expire_date=now - timedelta(days=1))
        people.recorded_on(now - timedelta(days=400))
        long_quiet = people.make_user("Stil Voorbeeld", last_login=now - timedelta(days=399))
        people.make_membership(long_quiet, "consulent", "Almelo")
        people.make_membership(users["kees"], "board_member", "Wierden")


def deliveries() -> dict[str, Callable[[], None]]:
    """Each task with what it is about, in the order of a night."""
    names = [entry["task"] for entry in SCHEDULE.values()]
    about: dict[str, str] = {
        "cases.tasks.carry_out_destruction": str(DestructionList.objects.get(state=ListState.AKKOORD).key),
        "reports.tasks.produce_report": str(Production.objects.get(report=None).key),
        "reports.tasks.restate_report": str(Report.objects.released().order_by("period")[0].key),
    }
    acts: dict[str, Callable[[], None]] = {
        name.rpartition(".")[2]: lambda task=app.tasks[name], key=key: task(key)  # type: ignore[misc]
        for name, key in about.items()
    }
    return acts | {name.rpartition(".")[2]: app.tasks[name] for name in names}


def rows() -> Counts:
    """How many of each table, whoever may see them; mails too."""
    url = os.environ["DATABASE_OWNER_URL"]
    with closing(psycopg2.connect(url, dbname=connection.settings_dict["NAME"])) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        tables = sorted(name for (name,) in cursor.fetchall())
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables))
        return {**dict(cursor.fetchall()), "mails": len(mail.outbox)}


def deliver(times: int) -> dict[str, Counts]:
    """What each task added, when it was delivered so many times at once."""
    added, before = {}, rows()
    for name, act in deliveries().items():
        _at_once(act, times)
        after = rows()
        added[name] = {what: after[what] - before[what] for what in after if after[what] != before[what]}
        before = after
    return added


def _at_once(act: Callable[[], None], times: int) -> None:
    start, broke = threading.Barrier(times), list[BaseException]()

    def work() -> None:
        start.wait(10)
        try:
            act()
        except BaseException as problem:
            broke.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert broke == []


@contextmanager
def kept_aside(database: str) -> Iterator[str]:
    """The name of a copy of it, as it is now."""
    connections.close_all()
    template.copy(copy := f"{database}_laid", of=database)
    yield copy
    template.drop(copy)


def test_q29_three_times_at_once_is_once(committed: None, settings: Any, tmp_path: Path) -> None:
    settings.TRACE_HEADS = tmp_path / "once.jsonl"
    lay()
    with kept_aside(conftest.DATABASE) as laid:
        once = deliver(1)
        connections.close_all()
        template.drop(conftest.DATABASE)
        template.copy(conftest.DATABASE, of=laid)
    mail.outbox.clear()
    settings.TRACE_HEADS = tmp_path / "three-times.jsonl"
    assert deliver(3) == once | CHECKED
    assert {name for name, added in once.items() if not added.keys() - {RAN}} <= LEAVE_NO_ROW


def test_every_task_there_is_was_delivered(db: None) -> None:
    rooms = ("cases.", "municipalities.", "reports.", "soweco_portal.")
    ours = {name.rpartition(".")[2] for name in app.tasks if name.startswith(rooms)}
    asked = {"carry_out_destruction", "produce_report", "restate_report"}
    assert ours == asked | {entry["task"].rpartition(".")[2] for entry in SCHEDULE.values()}


# Two beats, and a broker that hands out what it has in any order and more than once


def everything_at_random(seed: int, workers: int = 4) -> dict[str, int]:
    """Each task two to five times, of two beats, in any order, by so many workers at once; then each once in order.

    The last is what the schedule does next: what came too early (a mail before its report) is done then. Gives what
    was added, in all.
    """
    dice, before = random.Random(seed), rows()
    queue = [act for act in deliveries().values() for _ in range(dice.randint(2, 5))]
    dice.shuffle(queue)
    broke = list[BaseException]()

    def work() -> None:
        try:
            while queue:
                try:
                    act = queue.pop()
                except IndexError:
                    break
                act()
        except BaseException as problem:
            broke.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert broke == []
    return _settled(before)


def _settled(before: Counts) -> Counts:
    processes.until(_nothing_waits, 60, "a list or a wish is left")
    for name in [entry["task"] for entry in SCHEDULE.values()] * 2:
        app.tasks[name]()
    after = rows()
    return {what: after[what] - before[what] for what in after
            if after[what] != before[what] and what not in LOOKED_AT}  # fmt: skip


# Each look is a fact. Who gets the day's mail follows from when it goes: before an idle account is closed, or after.
LOOKED_AT = {"municipalities_chaincheck", "cases_digest", "mails"}


def nobody_twice() -> None:
    """Each mail once to each; so is the mail of the day."""
    sent = Counter((*each.to, each.subject, each.body) for each in mail.outbox)
    assert max(sent.values()) == 1, sent.most_common(1)
    assert len(sent) > 5
    digests = list(Digest.objects.values_list("user", "sent_on"))
    assert len(digests) == len(set(digests)) > 2


def _nothing_waits() -> bool:
    """What was claimed and then could not be done is hinted at again by the schedule: here a worker takes the hint."""
    for row in DestructionList.objects.filter(state=ListState.AKKOORD):
        app.tasks["cases.tasks.carry_out_destruction"](str(row.key))
    for wish in Production.objects.filter(report=None):
        app.tasks["reports.tasks.produce_report"](str(wish.key))
    left = DestructionList.objects.filter(state=ListState.AKKOORD), Production.objects.filter(report=None)
    return not any(rows.exists() for rows in left)


def laid_anew(settings: Any, heads: Path) -> None:
    connections.close_all()
    conftest._fresh(conftest.DATABASE)
    mail.outbox.clear()
    settings.TRACE_HEADS = heads
    lay()


def out_of_order(settings: Any, tmp_path: Path, seeds: range) -> None:
    settings.TRACE_HEADS = tmp_path / "once.jsonl"
    lay()
    before = rows()
    for act in deliveries().values():
        act()
    once = _settled(before)
    nobody_twice()
    for seed in seeds:
        laid_anew(settings, tmp_path / f"{seed}.jsonl")
        assert everything_at_random(seed) == once, seed
        nobody_twice()


def test_q29_two_to_five_times_of_two_beats_in_any_order_is_once(
    committed: None, settings: Any, tmp_path: Path
) -> None:
    out_of_order(settings, tmp_path, range(1))


@pytest.mark.drill
def test_q29_in_any_order_many_times_over(committed: None, settings: Any, tmp_path: Path) -> None:
    out_of_order(settings, tmp_path, range(1, 9))
