"""Where the portal's own servers keep their things, and as whom they run.

PostgreSQL refuses to run as root. When root starts the portal, its servers run as `postgres`, or else as `nobody`, and
those must be able to reach the data and the programs. A checkout in root's own home (mode 0700) is closed to them: then
data and a copy of the programs go to /var/lib, which stays (/var/tmp may be swept). Where data once stands, it stays:
opening or closing a folder later never makes an existing register disappear.
"""

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = Path("/var/lib/soweco-portal")


class ServiceError(Exception):
    """Something the reader can mend. The message is one line that says what to do."""


@dataclass(frozen=True)
class Place:
    """`home` holds ports, logs and locks; `rooms` the servers' own folders. `account` is (uid, gid), None: who asks."""

    home: Path
    rooms: Path
    account: tuple[int, int] | None
    durable: bool

    @property
    def cluster(self) -> Path:
        return self.rooms / "postgres"

    @property
    def broker(self) -> Path:
        return self.rooms / "valkey"

    def log(self, name: str) -> Path:
        return self.home / "log" / f"{name}.log"


def data_dir() -> Path:
    """PORTAL_DATA_DIR, or `.data` in the checkout."""
    return Path(os.environ.get("PORTAL_DATA_DIR") or ROOT / ".data").expanduser().absolute()


def place(*, test: bool) -> Place:
    """The place for the register, or the one for tests, with its folders made.

    Raises ServiceError when the folder belongs to somebody else.
    """
    home = data_dir() / "test" if test else data_dir()
    try:
        for folder in (data_dir(), home, home / "log"):
            _make_passable(folder)
        rooms = _rooms(home)
        return Place(home=home, rooms=rooms, account=_account(rooms), durable=not test)
    except PermissionError as error:
        raise ServiceError(
            f"Geen toegang tot {error.filename}: die map is van een andere gebruiker. "
            "Start als die gebruiker, of kies een eigen map met PORTAL_DATA_DIR."
        ) from error


def _make_passable(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)


def _rooms(home: Path) -> Path:
    elsewhere = ELSEWHERE / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    if os.geteuid() != 0 or (home / "postgres").exists() or (not elsewhere.exists() and open_to_all(home)):
        return home
    if not elsewhere.exists():
        print(f"Let op: {home} is gesloten voor de databaseserver; de gegevens komen in {elsewhere}.", flush=True)
        _make_passable(ELSEWHERE)
        _make_passable(elsewhere)
    return elsewhere


def open_to_all(path: Path) -> bool:
    """Whether any account may pass through this folder and all above it."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))


def _account(rooms: Path) -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    existing = rooms / "postgres"
    if existing.exists() and (owner := existing.stat()).st_uid:
        return owner.st_uid, owner.st_gid
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise ServiceError("PostgreSQL draait niet als root, en deze machine heeft geen gebruiker 'postgres' of 'nobody'.")


def empty_folder(path: Path, account: tuple[int, int] | None) -> None:
    """Make a folder that only this account can enter, in place of whatever was there."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(mode=0o700)
    if account:
        os.chown(path, *account)


def remove(where: Place) -> None:
    """Throw away a place with all that is in it."""
    shutil.rmtree(where.rooms, ignore_errors=True)
    shutil.rmtree(where.home, ignore_errors=True)
