"""A file becomes a document of somebody: judged, scanned, sealed and kept, in one transaction."""

import hashlib
from typing import Any

from django.db import transaction

from cases import files, scanner
from cases.models import Document, DocumentContent, Media, Scan, WswEmployee
from municipalities.models import User


@transaction.atomic
def add(*, employee: WswEmployee, content: bytes, by: User, **values: Any) -> Document:
    """Keep what somebody uploads. NotAccepted when its own bytes, or the scanner, say no."""
    media = files.media_of(content)
    return _keep(employee, content, by, media=media, scan=scanner.judge(content), **values)


@transaction.atomic
def add_own(*, employee: WswEmployee, content: bytes, by: User, **values: Any) -> Document:
    """Keep a PDF that the portal made itself."""
    return _keep(employee, content, by, media=Media.PDF, scan=Scan.EIGEN, **values)


def _keep(employee: WswEmployee, content: bytes, by: User, **values: Any) -> Document:
    made = Document.objects.create(
        employee=employee, added_by=by, size=len(content), sha256=hashlib.sha256(content).hexdigest(), **values
    )
    DocumentContent.objects.create(document=made, sealed=files.sealed(content, made.key))
    return made


def read(document: Document) -> bytes:
    """The bytes as they came in."""
    return files.opened(bytes(document.content.sealed), document.key)


@transaction.atomic
def drop(*, document: Document) -> None:
    """Take away what was added by mistake, bytes and words and all. The history keeps that it was there."""
    # Held first: a worker may just be writing down its words.
    held = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if held:  # in another window it is gone already
        held.delete()
