"""The text of a file, as a program of its own: bytes in, text out, and nothing of it is kept.

A file comes from anybody, so it is read in a process that the system itself holds: so much memory, so much time, no
file larger than nothing written. What goes wrong in there costs this one file. XML is read without document types, so
without entities; of a packed part no more is read than fits. It knows no Django: `python cases/text_of.py pdf < file`.
"""

import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

SECONDS = 20  # of the processor
MEMORY = 1_000_000_000  # bytes of addresses
MOST_PAGES = 500
MOST_LETTERS = 2_000_000
MOST_XML = 40_000_000  # bytes of one part, unpacked
CHUNK = 65_536
PARTS = {
    "docx": ("word/document.xml", "word/header", "word/footer", "word/footnotes.xml"),
    "xlsx": ("xl/sharedStrings.xml",),
    "odt": ("content.xml",),
    "ods": ("content.xml",),
}
BREAKS = {"p", "h", "tab", "br", "si", "tc", "table-cell", "line-break", "s"}  # a word ends here


class TooLarge(Exception):
    """More than is read of one file."""


def text_of(content: bytes, media: str) -> str:
    """All words of a file of this kind; nothing when it has none, as a scan."""
    return "".join(_capped(_pdf(content) if media == "pdf" else _office(content, PARTS[media])))


def _capped(parts: Iterator[str]) -> Iterator[str]:
    letters = 0
    for part in parts:
        letters += len(part)
        if letters > MOST_LETTERS:
            raise TooLarge
        yield part


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(content)).pages
    if len(pages) > MOST_PAGES:
        raise TooLarge
    for page in pages:
        yield page.extract_text() + "\n"


def _office(content: bytes, wanted: tuple[str, ...]) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        for name in pack.namelist():
            if name.startswith(wanted) and name.endswith(".xml"):
                with pack.open(name) as part:
                    yield from _xml(part.read(MOST_XML + 1))


def _xml(content: bytes) -> Iterator[str]:
    """The letters between the tags; where a paragraph or a cell ends a word ends too."""
    if len(content) > MOST_XML:
        raise TooLarge
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.CharacterDataHandler = found.append
    parser.EndElementHandler = lambda name: found.append("\n") if name.rpartition(":")[2] in BREAKS else None
    for start in range(0, len(content), CHUNK):
        parser.Parse(content[start : start + CHUNK])
        yield "".join(found)
        found.clear()
    parser.Parse(b"", True)
    yield "".join(found)


def _refuse(*_: object) -> None:
    raise ValueError("a document type")


def _within_bounds() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _within_bounds()
    try:
        told = text_of(sys.stdin.buffer.read(), sys.argv[1])
    except TooLarge:
        sys.exit(3)
    sys.stdout.buffer.write(told.encode("utf-8", "replace"))
