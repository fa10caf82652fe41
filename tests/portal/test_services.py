"""The portal's own PostgreSQL and broker: quick when they run, back when they were killed, silent about people."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from soweco_portal import places, postgres, processes, services
from soweco_portal.places import ROOT, Place, ServiceError

OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORTAL_ENV")


@pytest.fixture(scope="module")
def trial() -> Iterator[Place]:
    """Servers of our own, apart from those the other tests use, so that they can be killed."""
    folder = places.place(test=True).home / "trial"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_DATA_DIR", str(folder))
        patch.setenv("PORTAL_TEST_SERVICES", "1")
        patch.setattr(services, "_ours", {})
        for name in OURS:
            patch.delenv(name, raising=False)
        services.ensure()
        yield services.place()
        services.remove_test_data()
        places.remove(Place(home=folder, rooms=folder, account=None, durable=False))


def ask(role: str, question: str) -> list[tuple]:
    with closing(psycopg2.connect(services.ensure()[role])) as link, link, link.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall() if cursor.description else []


def manage(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), *words]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=60)


def test_a_second_ensure_is_quick_and_says_the_same(trial: Place) -> None:
    first = services.ensure()
    began = time.monotonic()
    assert services.ensure() == first == {name: os.environ[name] for name in first}
    assert time.monotonic() - began < 2
    assert all(services.status().values())


def test_a_killed_database_comes_back_with_what_was_committed(trial: Place) -> None:
    on_disk = "set local synchronous_commit = on"  # as in the register; for tests it is off
    ask("DATABASE_OWNER_URL", f"{on_disk}; create table kept (word text); insert into kept values ('bewaard')")
    busy = psycopg2.connect(services.ensure()["DATABASE_URL"], async_=True)
    process, port = postgres.running(trial)  # type: ignore[misc]
    os.kill(process.pid, signal.SIGKILL)
    assert ask("DATABASE_URL", "select word from kept") == [("bewaard",)]
    assert postgres.running(trial)[1] == port  # type: ignore[index]
    busy.close()


def test_a_killed_broker_comes_back_on_its_port(trial: Place) -> None:
    before = services.ensure()["REDIS_URL"]
    os.kill(services._broker(trial)[0].pid, signal.SIGKILL)  # type: ignore[index]
    assert services.ensure()["REDIS_URL"] == before
    assert services.missing() == []


def test_a_pid_file_that_names_a_stranger_stops_nobody(trial: Place) -> None:
    lines = (trial.cluster / "postmaster.pid").read_text().splitlines()
    services.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (trial.cluster / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
    assert services.stop() == []
    assert ask("DATABASE_URL", "select 1") == [(1,)]
    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_a_port_that_was_taken_meanwhile_is_chosen_anew(trial: Place) -> None:
    before = services.ensure()["DATABASE_URL"]
    port = postgres.running(trial)[1]  # type: ignore[index]
    services.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        assert services.ensure()["DATABASE_URL"] != before
    assert ask("DATABASE_URL", "select 1") == [(1,)]


def test_two_commands_at_once_get_the_same_servers(trial: Place) -> None:
    services.stop()
    environment = {name: value for name, value in os.environ.items() if name not in OURS}
    command = [sys.executable, str(ROOT / "manage.py"), "services", "start", "--test"]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    one, other = (process.communicate(timeout=60)[0] for process in both)
    assert one == other
    assert "DATABASE_URL=postgres://soweco_app@127.0.0.1:" in one


def test_neither_role_can_bypass_what_the_database_decides(trial: Place) -> None:
    question = "select rolname, rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname like 'soweco%%'"
    assert sorted(ask("DATABASE_URL", question)) == [("soweco_app", False), ("soweco_owner", False)]
    assert ask("DATABASE_URL", "select pg_get_userbyid(datdba) from pg_database where datname = 'soweco'") == [
        ("soweco_owner",)
    ]


def test_the_app_role_works_in_tables_it_cannot_change_or_make(trial: Place) -> None:
    ask("DATABASE_OWNER_URL", "create table made_by_owner (id serial, word text)")
    ask("DATABASE_URL", "insert into made_by_owner (word) values ('ja')")
    ask("DATABASE_URL", "create temporary table passing as select 1 as one")
    for forbidden in ("create table mine (id int)", "drop table made_by_owner", "truncate made_by_owner"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask("DATABASE_URL", forbidden)


def test_the_servers_log_holds_nothing_that_was_asked(trial: Place) -> None:
    ask("DATABASE_OWNER_URL", "create table once (bsn text primary key); insert into once values ('999990019')")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask("DATABASE_URL", "insert into once values ('999990019')")
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        ask("DATABASE_URL", "select 'Anouk de Vries'::int")
    log = trial.log("postgres").read_text()
    assert "ready to accept connections" in log
    assert "999990019" not in log
    assert "Anouk" not in log


def test_an_address_that_is_given_is_believed(trial: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    services.stop()
    monkeypatch.setattr(services, "_ours", {})
    monkeypatch.setenv("DATABASE_URL", "postgres://iemand@db.example.nl/soweco")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("REDIS_URL", "redis://broker.example.nl/0")
    assert services.ensure()["DATABASE_OWNER_URL"] == "postgres://iemand@db.example.nl/soweco"
    assert not any(services.status().values())


def test_production_starts_no_servers_of_its_own(trial: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_ours", {})
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PORTAL_ENV", "production")
    with pytest.raises(ServiceError, match="Zet DATABASE_URL en REDIS_URL"):
        services.ensure()


def test_a_port_in_use_is_told_in_one_line(trial: Place) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        port = str(squatter.getsockname()[1])
        told = manage("run", PORT=port)
    assert told.returncode == 1
    assert told.stderr.strip().splitlines() == [
        f"CommandError: Poort {port} op 127.0.0.1 is al in gebruik. Kies een andere: make run PORT=8001"
    ]


@pytest.fixture
def portal(trial: Place) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The whole of `make run` on servers of our own, and the port it listens on."""
    port = services.free_port(None)
    environment = {name: value for name, value in os.environ.items() if name not in OURS} | {"PORT": str(port)}
    process = subprocess.Popen([sys.executable, str(ROOT / "manage.py"), "run"], env=environment)
    yield process, port
    process.terminate()
    process.wait(timeout=60)


@pytest.mark.drill
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_every_part_may_be_killed_and_nothing_stays_behind(
    trial: Place, portal: tuple[subprocess.Popen[bytes], int], sign: signal.Signals
) -> None:
    """Each part dies once and comes back while the others go on; at the end not one process is left."""
    supervisor, port = portal
    assert processes.until(lambda: len(parts(supervisor, trial)) == 5 and answers(port), 300)
    for name, victim in parts(supervisor, trial).items():
        others = {part.pid for part in parts(supervisor, trial).values()} - {victim.pid}
        os.kill(victim.pid, signal.SIGKILL)
        assert processes.until(lambda: processes.find(victim.pid) is None, 10)  # noqa: B023  asked at once
        assert processes.until(lambda: len(parts(supervisor, trial)) == 5 and answers(port), 60), name
        assert others < {part.pid for part in parts(supervisor, trial).values()}, f"{name} took others along"
    leaders = {part.pid for part in parts(supervisor, trial).values()}
    everything = [one for one in processes.everyone() if {one.session, one.parent} & leaders]
    supervisor.send_signal(sign)
    assert supervisor.wait(timeout=60) == 0
    assert [one for one in everything if processes.find(one.pid) == one] == []


def parts(supervisor: subprocess.Popen[bytes], trial: Place) -> dict[str, processes.Process]:
    """The five parts of a running portal by name, as far as they live."""
    children = [one for one in processes.everyone() if one.parent == supervisor.pid and one.pid == one.session]
    found = {name: one for name in ("gunicorn", "worker", "beat") for one in children if f" {name} " in one.command}
    servers = {"postgres": postgres.running(trial), "valkey": services._broker(trial)}
    return found | {name: server[0] for name, server in servers.items() if server}


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/inloggen/", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False
