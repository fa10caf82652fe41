"""What a file is by its own bytes, whether it may come in, and how it is kept: sealed with AES-GCM.

The name and the type a browser gives are not believed. A file that is a zip inside (docx, xlsx, odt, ods) is judged by
its list of parts and never unpacked: too many, too large or too dense is refused, as are macros and passwords. Left:
`python-magic`, which needs a system library, and judging the scripts in a PDF, which is the scanner's work.
"""

import hashlib
import io
import secrets
import uuid
import zipfile
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from cases.models import Media

LARGEST = 10 * 1024 * 1024  # bytes
UNPACKED = 100 * 1024 * 1024
DENSEST = 200  # times as large unpacked
MOST_PARTS = 2000
NONCE = 12
BEGINS = {b"%PDF-": Media.PDF, b"\xff\xd8\xff": Media.JPEG, b"\x89PNG\r\n\x1a\n": Media.PNG}
ODF = {str(media.label).encode(): media for media in (Media.ODT, Media.ODS)}
OFFICE = {"word/document.xml": Media.DOCX, "xl/workbook.xml": Media.XLSX}


class NotAccepted(Exception):
    """This file may not come in; the text says why, in Dutch."""


def media_of(content: bytes) -> Media:
    """What the bytes are. NotAccepted when that is not on the list, or when it is not safe to keep."""
    if not content:
        raise NotAccepted("Dit bestand is leeg.")
    if len(content) > LARGEST:
        raise NotAccepted("Dit bestand is groter dan 10 MB.")
    for start, media in BEGINS.items():
        if content.startswith(start):
            return media
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    raise NotAccepted("Dit soort bestand kan niet. Kies een PDF, JPG, PNG, DOCX, XLSX, ODT of ODS.")


def _of_zip(content: bytes) -> Media:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            _judge(pack.infolist(), len(content))
            return _office(pack)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as fault:
        raise NotAccepted("Dit bestand is beschadigd. Bewaar het opnieuw en probeer het nog een keer.") from fault


def _judge(parts: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > UNPACKED or unpacked > packed * DENSEST:
        raise NotAccepted("Dit bestand wordt uitgepakt veel te groot.")
    if any(part.flag_bits & 1 for part in parts):
        raise NotAccepted("Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf.")
    if any("vbaproject" in part.filename.lower() or part.filename.startswith("Basic/") for part in parts):
        raise NotAccepted("In dit bestand zit een macro. Bewaar het zonder macro's.")


def _office(pack: zipfile.ZipFile) -> Media:
    names = set(pack.namelist())
    if "mimetype" in names and pack.getinfo("mimetype").file_size < 100:
        media = ODF.get(pack.read("mimetype"))
    else:
        known = next((name for name in OFFICE if name in names), "")
        media = OFFICE.get(known) if "[Content_Types].xml" in names else None
    if media is None:
        raise NotAccepted("Dit soort bestand kan niet. Kies een PDF, JPG, PNG, DOCX, XLSX, ODT of ODS.")
    return media


def sealed(content: bytes, key: uuid.UUID) -> bytes:
    """The bytes as they are kept under the document with this key; under another they do not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings.BSN_KEY).encrypt(nonce, content, key.bytes)


def opened(kept: bytes, key: uuid.UUID) -> bytes:
    """The bytes as they came in. InvalidTag when somebody changed them, or put them under another document."""
    return _cipher(settings.BSN_KEY).decrypt(bytes(kept[:NONCE]), bytes(kept[NONCE:]), key.bytes)


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(f"soweco-portal documents {secret}".encode()).digest())
