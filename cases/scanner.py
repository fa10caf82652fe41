"""The virus scanner, where there is one: clamd by its own protocol (INSTREAM), at the address of `PORTAL_CLAMD`.

Without an address nothing is scanned, and each document says so. With one a scanner that does not answer stops the
upload: what could not be judged does not come in.
"""

import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings

from cases.files import NotAccepted
from cases.models import Scan

PATIENCE = 20  # seconds
PIECE = 64 * 1024
AWAY = "De virusscanner is niet bereikbaar. Het bestand is niet bewaard. Probeer het later nog een keer."
FOUND = "In dit bestand zit een virus. Het is niet bewaard. Waarschuw de functioneel beheerder."


def judge(content: bytes) -> Scan:
    """NotAccepted for a virus, and when there is a scanner that gives no answer."""
    if not settings.CLAMD:
        return Scan.GEEN
    try:
        answer = _ask(settings.CLAMD, content)
    except OSError as fault:
        raise NotAccepted(AWAY) from fault
    if answer.endswith(b"OK"):
        return Scan.SCHOON
    raise NotAccepted(FOUND if answer.endswith(b"FOUND") else AWAY)


def _ask(address: str, content: bytes) -> bytes:
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        return line.makefile("rb").read(4096).rstrip(b"\0\n")


def _connected(address: str) -> socket.socket:
    place = urlsplit(address)
    if place.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        line.connect(place.path)
        return line
    return socket.create_connection((place.hostname or "127.0.0.1", place.port or 3310), timeout=PATIENCE)
