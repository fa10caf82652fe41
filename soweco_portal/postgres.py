"""A real PostgreSQL of our own, for who has not set DATABASE_URL.

Two roles, as in production: `soweco_owner` owns the database and migrates, `soweco_app` owns nothing and obeys
row-level security; neither is superuser. They are made before the server first starts, in PostgreSQL's single-user
mode, in a folder that gets its real name only when all is done: a start killed half way leaves no half database.
The rights are put in template1, so that a test database has them too.

It listens on 127.0.0.1 only and trusts who comes from there: this is for one's own machine and for tests. The log holds
what the server does, no statement and no error's detail, for those may hold a name or a BSN.
"""

import hashlib
import os
import signal
import socket
import struct
import subprocess
from pathlib import Path

from soweco_portal import processes, programs
from soweco_portal.places import Place, ServiceError, empty_folder
from soweco_portal.processes import Process

DATABASE = "soweco"
OWNER = "soweco_owner"
APP = "soweco_app"
ROLES = f"""\
CREATE ROLE {OWNER} LOGIN CREATEDB
CREATE ROLE {APP} LOGIN
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT USAGE, SELECT ON SEQUENCES TO {APP}
ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT EXECUTE ON FUNCTIONS TO {APP}
CREATE DATABASE {DATABASE} OWNER {OWNER}
GRANT TEMPORARY ON DATABASE {DATABASE} TO {APP}
"""
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "random_page_cost": "1.1",  # no disk turns: looking up 800 people beats reading 100,000
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",  # not ERROR: the portal reports its own errors, and their text may hold somebody's data
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for tests only
READY_WITHIN = 60  # seconds; crash recovery is part of a start
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
SIGNS_OF_STOPPING = ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def url(port: int, role: str) -> str:
    return f"postgres://{role}@127.0.0.1:{port}/{DATABASE}"


def serving(where: Place) -> int | None:
    """The port of this place's server, or None when none runs. Waits for one that is starting or stopping.

    Raises ServiceError when it lives and does not answer.
    """
    processes.until(lambda: running(where) is None or _answers(where), READY_WITHIN)
    found = running(where)
    if found is None:
        return None
    process, port = found
    if not _answers(where):
        raise ServiceError(
            f"PostgreSQL (proces {process.pid}) draait, maar antwoordt niet. Stop het: manage.py services stop"
        )
    if not where.durable and not process.command.startswith(f"{programs.postgres(where)}/"):
        stop(where)  # the tests were asked for on another PostgreSQL than the one that still runs
        return None
    return port


def running(where: Place) -> tuple[Process, int] | None:
    """The server's process and port, or None. A pid file left by `kill -9` does not count."""
    try:
        lines = (where.cluster / "postmaster.pid").read_text().splitlines()
        process, port = processes.find(int(lines[0])), int(lines[3])
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None
    if process is None or f" -D {where.cluster} " not in f"{process.command} ":
        return None
    return process, port


def start(where: Place, port: int) -> None:
    """Start the server, after making its folder the first time. Raises ServiceError when it does not come up."""
    folder = programs.postgres(where)
    if not (where.cluster / "PG_VERSION").exists() or not _same_version(where, folder):
        _initialise(where, folder)
    options = OPTIONS | {"cluster_name": _name(where)} | ({} if where.durable else FORGETFUL)
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [folder / "postgres", "-D", where.cluster, "-p", str(port), *settings]
    with where.log("postgres").open("ab") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **programs.run_as(where)
        )
    processes.until(lambda: server.poll() is not None or _answers(where), READY_WITHIN)
    if server.poll() is not None or not _answers(where):
        server.kill()
        raise ServiceError(f"PostgreSQL start niet: {_last_line(where)}")


def stop(where: Place) -> bool:
    """Stop the server: connections end, what was committed is on disk. Returns whether there was one."""
    found = running(where)
    if found:
        processes.stop([found[0]], *SIGNS_OF_STOPPING)
    return bool(found)


def _answers(where: Place) -> bool:
    """Whether the server says it is ready and answers a knock (PostgreSQL's SSLRequest: "N" or "S")."""
    try:
        lines = (where.cluster / "postmaster.pid").read_text().splitlines()
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.create_connection(("127.0.0.1", int(lines[3])), timeout=1) as connection:
            connection.sendall(SSL_REQUEST)
            return connection.recv(1) in (b"N", b"S")
    except OSError:
        return False


def _name(where: Place) -> str:
    return f"soweco-{hashlib.sha256(str(where.cluster).encode()).hexdigest()[:12]}"


def clear_away(where: Place) -> None:
    """Remove what a killed server left. To be called when none runs, before a port is chosen.

    A busy helper notices late, and holds the port and the memory that the next server needs. The pid file may name
    a stranger, or a dead process nobody buried (in a container without init): PostgreSQL takes those for a server.
    """
    helpers = [process for process in processes.everyone() if process.command.startswith(f"postgres: {_name(where)}: ")]
    processes.stop(helpers, *SIGNS_OF_STOPPING[1:])
    (where.cluster / "postmaster.pid").unlink(missing_ok=True)


def _same_version(where: Place, folder: Path) -> bool:
    """Whether these programs can read the data. For tests other data are made; a register is never thrown away."""
    there, here = int((where.cluster / "PG_VERSION").read_text()), programs.version(folder)
    if there != here and where.durable:
        raise ServiceError(
            f"De gegevens in {where.cluster} zijn van PostgreSQL {there}, gevonden is PostgreSQL {here}. "
            "Wijs de juiste aan met PG_BINDIR, of kies een andere map met PORTAL_DATA_DIR."
        )
    return there == here


def _initialise(where: Place, folder: Path) -> None:
    half = where.cluster.with_name("postgres.half")
    empty_folder(half, where.account)
    locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if programs.version(folder) >= 17 else []
    flags = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *locale]
    _run(where, [folder / "initdb", "-D", half, *flags, *([] if where.durable else ["-N"])])
    _run(where, [folder / "postgres", "--single", "-D", half, "-c", "exit_on_error=on", "template1"], ROLES)
    if where.cluster.exists():
        empty_folder(where.cluster, where.account)
    half.rename(where.cluster)


def _run(where: Place, command: list[str | Path], text: str = "") -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, **programs.run_as(where))
    if done.returncode:
        why = (done.stderr.strip() or done.stdout.strip() or "zonder uitleg").splitlines()[-1]
        raise ServiceError(f"PostgreSQL kan geen gegevensmap maken in {where.rooms}: {why}")


def _last_line(where: Place) -> str:
    lines = where.log("postgres").read_text(errors="replace").strip().splitlines()
    serious = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line]
    return f"{(serious or lines or ['zonder uitleg'])[-1]} (logboek: {os.path.relpath(where.log('postgres'))})"
