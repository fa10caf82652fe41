"""A document's words become findable: its text is taken out, hashed, and thrown away. Once per document.

By a worker, a moment after the upload; whatever is missing, because a hint was lost or a worker killed, is found again
by what is missing. A file that cannot be read is done too: it says so, and is not tried for ever.
"""

import subprocess
import sys
from pathlib import Path

from cryptography.exceptions import InvalidTag

from cases import words
from cases.actions import documents
from cases.models import Document, DocumentWords, Media, WordsState
from municipalities.asker import alone_as

PROCESS = "index_documents"
READER = Path(__file__).resolve().parent.parent / "text_of.py"
SECONDS = 40  # by the clock; the reader has its own limit on the processor
AT_ONCE = 50  # less than a minute of work: the next task of the schedule finds the rest
PICTURES = {Media.JPEG, Media.PNG}
TOO_LARGE = 3  # how the reader ends


def index_missing(most: int = AT_ONCE) -> int:
    """Documents without words, the oldest first; how many were looked at. Each in a transaction of its own: who is
    killed loses one, and begins there again."""
    with alone_as(PROCESS):
        found = Document.objects.filter(words=None, content__isnull=False).order_by("pk").values_list("pk", flat=True)
        missing = list(found[:most])
    for pk in missing:
        with alone_as(PROCESS):
            _index(pk)
    return len(missing)


def _index(pk: int) -> None:
    """Nothing when another was first, or the document is gone since."""
    held = Document.objects.filter(pk=pk).select_for_update(of=("self",), no_key=True)  # nobody takes it away meanwhile
    document = held.select_related("employee", "content").first()
    if document is None or hasattr(document, "words"):
        return
    state, text = _read(document)
    found = words.in_text(text)
    if state == WordsState.DOORZOEKBAAR and not found:
        state = WordsState.GEEN_TEKST
    if len(found) > words.MOST_WORDS:
        state, found = WordsState.TE_GROOT, set()
    DocumentWords.objects.create(document=document, state=state, words=words.hashes(found, document.employee.key))


def _read(document: Document) -> tuple[WordsState, str]:
    if document.media in PICTURES:
        return WordsState.GEEN_TEKST, ""
    try:
        content = documents.read(document)
        done = subprocess.run(
            [sys.executable, "-I", str(READER), document.media], input=content, capture_output=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except (InvalidTag, subprocess.TimeoutExpired):
        return WordsState.ONLEESBAAR, ""
    if done.returncode == TOO_LARGE:
        return WordsState.TE_GROOT, ""
    if done.returncode:
        return WordsState.ONLEESBAAR, ""
    return WordsState.DOORZOEKBAAR, done.stdout.decode("utf-8", "replace")
