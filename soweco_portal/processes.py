"""Which processes live, read from /proc.

A bare machine has no ps and no pkill, and a process number alone proves nothing: after `kill -9` a pid file may name a
process that is gone, or a stranger that got the same number. So a process is known here by its number together with
the moment it started, or by a word on its command line. Nothing is ever stopped by name.
"""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """One living process. `started` is in clock ticks since the machine booted; `session` is the leader's number."""

    pid: int
    parent: int
    started: int
    session: int
    command: str


def find(pid: int) -> Process | None:
    """The process with this number, or None when it is gone (or dead and not yet buried by its parent)."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        command = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return None
    if fields[0] in "ZX":
        return None
    parent, session, started = (int(fields[index]) for index in (1, 3, 19))
    return Process(pid=pid, parent=parent, started=started, session=session, command=command)


def everyone() -> Iterator[Process]:
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (process := find(int(entry.name))):
            yield process


def in_session(leader: int) -> list[Process]:
    """All that live in the session this process leads, the leader itself included."""
    return [process for process in everyone() if process.session == leader]


def boot() -> str:
    """Names this run of the machine: process numbers of an earlier one mean nothing now."""
    return (PROC / "sys/kernel/random/boot_id").read_text().strip()


def send(process: Process, sign: signal.Signals) -> None:
    """Send a signal, unless the number belongs to somebody else by now."""
    if (now := find(process.pid)) and now.started == process.started:
        try:
            os.kill(process.pid, sign)
        except ProcessLookupError:
            return


def until(gone: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, at most this long. Returns whether it is."""
    deadline = time.monotonic() + seconds
    while not gone():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def stop(those: Iterable[Process], *steps: tuple[signal.Signals, float]) -> bool:
    """Ask with each signal in turn, and give it its seconds. Returns whether all are gone."""
    those = list(those)

    def gone() -> bool:
        return not any((now := find(one.pid)) and now.started == one.started for one in those)

    for sign, seconds in steps:
        for process in those:
            send(process, sign)
        if until(gone, seconds):
            return True
    return gone()


def die_with_parent(parent: int, sign: signal.Signals = signal.SIGTERM) -> None:
    """Ask Linux for this signal when the parent dies, even by `kill -9`. To be called in the child."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sign)
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)
