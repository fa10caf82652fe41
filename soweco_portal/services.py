"""PostgreSQL and a Redis-protocol broker that start by themselves.

Who sets DATABASE_URL or REDIS_URL is believed: nothing of that kind is started then. For who sets nothing, `ensure`
brings up real servers on free ports of 127.0.0.1 and puts their addresses in the environment. They stay up after the
command that needed them, so that the next one is quick; `services stop` or the end of `make run` stops them. A lock
makes two commands at once wait for each other; a killed server is simply started again.

Tests have a place of their own (`test=True`, or PORTAL_TEST_SERVICES=1): other folders, other ports, and no waiting for
the disk. The broker keeps nothing on disk: it carries hints, PostgreSQL holds what must be done.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from soweco_portal import places, postgres, processes, programs
from soweco_portal.places import Place, ServiceError
from soweco_portal.processes import Process

LOG_SIZE = 5_000_000  # bytes; a longer log makes way at the next start, and one older is kept
TRIES = 3
NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
BROKER_READY_WITHIN = 20
_ours: dict[str, str] = {}


def place(test: bool = False) -> Place:
    """Where the servers are that the other functions mean with the same argument."""
    return places.place(test=test or os.environ.get("PORTAL_TEST_SERVICES") == "1")


def ensure(test: bool = False) -> dict[str, str]:
    """Bring up what is not given, and set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL. Returns these three.

    Quick when all is up. Raises ServiceError, with one line for the reader, when a server does not come up.
    """
    where = place(test)
    given = {name: os.environ[name] for name in NAMES if _given(name)}
    if "DATABASE_URL" in given:
        given.setdefault("DATABASE_OWNER_URL", given["DATABASE_URL"])
    else:
        given.pop("DATABASE_OWNER_URL", None)  # an owner without its database says nothing
    if len(given) < len(NAMES):
        _refuse_in_production()
        with _alone(where):
            started = _started(where, given)
        _ours.update(started)
        given |= started
    os.environ.update(given)
    return given


def stop(test: bool = False) -> list[str]:
    """Stop the servers of this place. Returns the names of those that ran."""
    where = place(test)
    with _alone(where):
        found = _broker(where)
        if found:
            processes.stop([found[0]], (signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
        return [*(["postgres"] if postgres.stop(where) else []), *(["valkey"] if found else [])]


def status(test: bool = False) -> dict[str, str]:
    """What runs: the name of each server with its process and address, "" when it does not run."""
    where = place(test)
    database, broker = postgres.running(where), _broker(where)
    return {
        "postgres": f"proces {database[0].pid}, {postgres.url(database[1], postgres.APP)}" if database else "",
        "valkey": f"proces {broker[0].pid}, {_broker_url(broker[1])}" if broker else "",
    }


def missing() -> list[str]:
    """The names of the servers that should run by what an earlier `ensure` said, and do not."""
    wanted = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
    return [name for name, what in status().items() if not what and wanted[name] in _ours]


def addresses() -> dict[str, str]:
    """The addresses that an earlier `ensure` gave."""
    return dict(_ours)


def remove_test_data() -> None:
    """Stop the test servers and throw their data away. The register is another place, and is not touched."""
    stop(test=True)
    places.remove(place(test=True))


def free_port(wanted: int | None) -> int:
    """This port of 127.0.0.1 when it is free, else another that is."""
    for port in (wanted or 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServiceError("Er is op 127.0.0.1 geen enkele poort vrij.")


def _given(name: str) -> bool:
    """Whether the reader set this, and not an earlier `ensure`."""
    return bool(os.environ.get(name)) and os.environ[name] != _ours.get(name)


def _refuse_in_production() -> None:
    if os.environ.get("PORTAL_ENV") == "production":
        raise ServiceError("In productie start het portaal geen eigen servers. Zet DATABASE_URL en REDIS_URL.")


def _started(where: Place, given: dict[str, str]) -> dict[str, str]:
    started = {}
    if "DATABASE_URL" not in given:
        port = postgres.serving(where)
        if port is None:
            postgres.clear_away(where)
            port = _start(where, "postgres")
        started["DATABASE_URL"] = postgres.url(port, postgres.APP)
        started["DATABASE_OWNER_URL"] = postgres.url(port, postgres.OWNER)
    if "REDIS_URL" not in given:
        started["REDIS_URL"] = _broker_url(_serving_broker(where) or _start(where, "valkey"))
    return started


def _start(where: Place, name: str) -> int:
    """Start one server on its port of last time, or on another when that one is taken. Returns the port."""
    _shorten(where.log(name))
    starter = {"postgres": postgres.start, "valkey": _start_broker}[name]
    for attempt in range(TRIES):
        ports = _ports(where)
        port = ports[name] = free_port(ports.get(name))
        _write(where.home / "ports.json", json.dumps(ports))
        try:
            starter(where, port)
        except ServiceError:
            # Somebody may have taken the port just now, or its last user is still letting go.
            if attempt == TRIES - 1:
                raise
            processes.until(lambda: False, 0.5 * (attempt + 1))
        else:
            return port
    raise AssertionError("unreachable: the last attempt returns or raises")


def _ports(where: Place) -> dict[str, int]:
    try:
        return dict(json.loads((where.home / "ports.json").read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _broker_url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def _broker(where: Place) -> tuple[Process, int] | None:
    """The broker of this place and its port, or None. Looked up among what runs: a pid file may lie."""
    for process in processes.everyone():
        if f"valkey-server --dir {where.broker} --port " in process.command:
            return process, int(process.command.partition("--port ")[2].split()[0])
    return None


def _serving_broker(where: Place) -> int | None:
    """The broker's port, or None when none runs. Raises ServiceError when it lives and does not answer."""
    processes.until(lambda: (broker := _broker(where)) is None or _answers(broker[1]), BROKER_READY_WITHIN)
    found = _broker(where)
    if found and not _answers(found[1]):
        raise ServiceError(
            f"De broker (proces {found[0].pid}) draait, maar antwoordt niet. Stop: manage.py services stop"
        )
    return found[1] if found else None


def _start_broker(where: Place, port: int) -> None:
    places.empty_folder(where.broker, where.account)
    flags = {"dir": str(where.broker), "port": str(port), "bind": "127.0.0.1", "save": "", "set-proc-title": "no"}
    arguments = (part for name, value in flags.items() for part in (f"--{name}", value))
    command: list[str | Path] = [programs.valkey(where), *arguments]
    with where.log("valkey").open("ab") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **programs.run_as(where)
        )
    processes.until(lambda: _answers(port) or server.poll() is not None, BROKER_READY_WITHIN)
    if server.poll() is not None or not _answers(port):
        server.kill()
        raise ServiceError(f"De broker start niet; zie {os.path.relpath(where.log('valkey'))}.")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _write(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    half = path.with_suffix(".half")
    half.write_text(text)
    half.replace(path)


def _shorten(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_SIZE:
        log.replace(log.with_suffix(".log.1"))


@contextmanager
def _alone(where: Place) -> Iterator[None]:
    with (where.home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
