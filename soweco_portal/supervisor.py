"""What `make run` does: everything in one terminal, and nothing left when it ends.

The web server, the worker and the beat are children that die with this process, even by `kill -9`; each leads a session
of its own, so that what it made itself can be found and stopped too. PostgreSQL and the broker outlive a killed
supervisor on purpose (no data is at stake when they are left alone) and are taken over by the next start. A part that
dies is started again, slower each time it dies soon; the others go on. In production systemd does this, not we.
"""

import errno
import fcntl
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from types import FrameType

from soweco_portal import processes, services
from soweco_portal.places import ROOT, ServiceError, data_dir

PATIENCE = 15.0  # seconds a part gets to finish its work when we stop
STEADY = 60.0  # who lived this long starts at once again
LONGEST_WAIT = 30.0
WATCH_SERVERS_EVERY = 2.0
SIGNS_OF_STOPPING = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
# Two warnings that mean nothing on one's own machine: Celery's against root, WhiteNoise's that nothing is collected.
QUIET = "ignore:::celery.platforms,ignore:No directory at"
CHILD_ENVIRONMENT = {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": QUIET}


def say(text: str) -> None:
    print(text, flush=True)


def spawn(arguments: list[str]) -> subprocess.Popen[bytes]:
    """Start Python with these arguments in the checkout, as a child that dies with us."""
    parent = os.getpid()
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | CHILD_ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: processes.die_with_parent(parent),
    )


@dataclass
class Part:
    """One of the children. `due` and `started` are moments of the monotonic clock, in seconds."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        self.process, self.started = spawn(self.arguments), time.monotonic()

    def bury(self, dead: subprocess.Popen[bytes]) -> None:
        """Note a death, stop what the dead left behind, and say when the part starts again."""
        processes.stop(processes.in_session(dead.pid), (signal.SIGKILL, 5.0))
        self.process = None
        self.deaths = 1 if time.monotonic() - self.started > STEADY else self.deaths + 1
        wait = min(2.0 ** (self.deaths - 1), LONGEST_WAIT)
        self.due = time.monotonic() + wait
        why = f"signaal {-dead.returncode}" if dead.returncode < 0 else f"code {dead.returncode}"
        say(f"{self.name} is gestopt ({why}) en start over {wait:.0f} s opnieuw; de rest draait door.")


def parts(host: str, port: int, home: Path) -> tuple[Part, ...]:
    celery = ["-m", "celery", "--app", "soweco_portal", "--quiet"]
    web = f"-m gunicorn soweco_portal.wsgi --bind {host}:{port} --worker-class gthread --workers 2 --threads 4"
    quiet = "--log-level warning --graceful-timeout 10 --no-control-socket"
    worker = f"worker --pool {pool()} --concurrency 1 --without-gossip --without-mingle --without-heartbeat"
    beat = ["beat", "--pidfile", "", "--schedule", f"{home}/beat-schedule"]
    return (
        Part("webserver", [*web.split(), *quiet.split()]),
        Part("worker", [*celery, *worker.split(), "--loglevel", "WARNING"]),
        Part("planner", [*celery, *beat, "--loglevel", "WARNING"]),
    )


def pool() -> str:
    """How the worker works: in a child of its own, or itself where the machine lends no semaphores (no /dev/shm)."""
    try:
        multiprocessing.Lock()
    except OSError:
        return "solo"
    return "prefork"


class Stop(Exception):
    """Somebody asked us to end."""


@dataclass
class Supervisor:
    home: Path
    host: str
    port: int
    parts: tuple[Part, ...] = ()
    asked_to_stop: int = 0
    servers_due: float = 0.0
    server_failures: int = 0

    def run(self) -> int:
        """Bring everything up, watch over it, and take it down. Returns the exit code."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._ask)
        try:
            self.bring_up()
            self.watch()
        except Stop:
            say("Stoppen ...")
        finally:
            self.take_down()
        return 0

    def _ask(self, sign: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    def bring_up(self) -> None:
        began = time.monotonic()
        self._stop_orphans()
        say("PostgreSQL en broker starten ...")
        services.ensure()
        self._step("Database bijwerken ...", ["manage.py", "migrate", "--noinput", "--verbosity", "0"])
        self._step("Register nakijken ...", ["manage.py", "demo", "--if-empty"])
        self._step("", ["manage.py", "demo_report"])
        self.parts = parts(self.host, self.port, self.home)  # after the register: who sees a page can log in
        self._wait(self._web_answers)
        self._welcome(time.monotonic() - began)

    def _step(self, text: str, arguments: list[str]) -> None:
        """Run one command to its end. Raises ServiceError when it fails."""
        say(text)
        process = spawn(arguments)
        try:
            self._wait(lambda: process.poll() is not None)
        finally:
            if process.poll() is None:
                processes.stop(processes.in_session(process.pid), *SIGNS_OF_STOPPING)
                process.wait()
        if process.returncode:
            raise ServiceError(f"'{' '.join(arguments[:2])}' is mislukt (code {process.returncode}); zie hierboven.")

    def _wait(self, until: Callable[[], bool]) -> None:
        """Wait for something, while the parts that already run are looked after. Raises Stop when we are asked to."""
        while not until():
            self._look_after()
            time.sleep(0.1)

    def watch(self) -> None:
        self._wait(lambda: False)

    def _look_after(self) -> None:
        if self.asked_to_stop:
            raise Stop
        self._look_after_servers()
        for part in self.parts:
            if part.process is None and time.monotonic() >= part.due:
                self._start(part)
            elif part.process and part.process.poll() is not None:
                part.bury(part.process)

    def _look_after_servers(self) -> None:
        if time.monotonic() < self.servers_due:
            return
        self.servers_due = time.monotonic() + WATCH_SERVERS_EVERY
        if not (missing := services.missing()):
            return
        say(f"Uitgevallen: {', '.join(missing)}; start opnieuw, de rest draait door.")
        before = services.addresses()
        try:
            services.ensure()
            self.server_failures = 0
        except ServiceError as error:
            self.server_failures += 1
            self.servers_due = time.monotonic() + min(2.0**self.server_failures, LONGEST_WAIT)
            say(str(error))
        if services.addresses() != before:
            self._end_parts()  # they know the old address only; they start again by themselves

    def _start(self, part: Part) -> None:
        part.start()
        pids = [one.process.pid for one in self.parts if one.process]
        record = {"boot": processes.boot(), "children": [p.__dict__ for pid in pids if (p := processes.find(pid))]}
        (self.home / "children.json").write_text(json.dumps(record))

    def _stop_orphans(self) -> None:
        """Stop the children of a supervisor that was killed, as far as they did not stop by themselves."""
        try:
            record = json.loads((self.home / "children.json").read_text())
        except (FileNotFoundError, ValueError):
            return
        if record["boot"] != processes.boot():
            return
        leaders = {child["pid"]: child["started"] for child in record["children"]}
        orphans = [
            process
            for process in processes.everyone()
            if process.started >= leaders.get(process.session, float("inf")) and "soweco_portal" in process.command
        ]
        if orphans:
            say("Resten van een vorige keer opruimen ...")
            processes.stop(orphans, *SIGNS_OF_STOPPING)

    def _web_answers(self) -> bool:
        try:
            socket.create_connection((self._reachable_host, self.port), timeout=0.2).close()
        except OSError:
            return False
        return True

    @property
    def _reachable_host(self) -> str:
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104  asked for, not bound

    def _welcome(self, seconds: float) -> None:
        from cases.demo.logins import lines

        address = f"http://{self._reachable_host}:{self.port}/"
        say(f"\nHet portaal draait (na {seconds:.0f} s) op {address}  Stop met Ctrl-C.\n")
        for line in lines():
            say(line)
        if "PORTAL_EMAIL_URL" not in os.environ:
            say(f"\nMail die het portaal stuurt, komt als bestand in {data_dir() / 'mail'}")

    def _end_parts(self) -> None:
        """End all parts at once, each with its own children; who asks a second time waits no longer."""
        living = [part.process for part in self.parts if part.process]
        for process in living:
            process.terminate()
        patient = time.monotonic() + PATIENCE
        while any(process.poll() is None for process in living):
            if time.monotonic() > patient or self.asked_to_stop > 1:
                break
            time.sleep(0.05)
        for process in living:
            processes.stop(processes.in_session(process.pid), (signal.SIGKILL, 5.0))
            process.wait()
        for part in self.parts:
            part.process = None

    def take_down(self) -> None:
        self._end_parts()
        services.stop()
        (self.home / "children.json").unlink(missing_ok=True)
        say("Alles is gestopt.")


def run() -> int:
    """Run the portal until somebody stops it. Raises ServiceError, with one line, when it cannot start."""
    if os.environ.get("MAKELEVEL"):  # a killed `make` would leave us behind, unseen
        processes.die_with_parent(os.getppid())
    home = services.place().home
    with (home / "run.lock").open("a+") as lock:
        _claim(lock, home)
        host, port = _address()
        return Supervisor(home=home, host=host, port=port).run()


def running() -> int | None:
    """The process number of the supervisor of this data folder, or None."""
    try:
        with (services.place().home / "run.lock").open("r") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read() or 0)
    except FileNotFoundError:
        return None
    return None


def _claim(lock: TextIOWrapper, home: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise ServiceError(
            f"Het portaal draait al op de gegevens in {home} (proces {lock.read()}). Stop dat eerst met Ctrl-C."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def _address() -> tuple[str, int]:
    """HOST and PORT, checked. Raises ServiceError when somebody else listens there."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ServiceError(f"PORT={port} is geen poortnummer (1 tot en met 65535).")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            why = "al in gebruik" if error.errno == errno.EADDRINUSE else f"niet te gebruiken ({error.strerror})"
            raise ServiceError(f"Poort {port} op {host} is {why}. Kies een andere: make run PORT=8001") from error
    return host, int(port)
