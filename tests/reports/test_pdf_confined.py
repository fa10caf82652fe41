"""No text in a report makes the PDF maker read a file or ask a server: Q11, with a real listener and a real secret.

Every text of a document is a payload in turn: names, findings, notes, definitions, signatures, sentences, charts.
"""

import io
import socket
import threading
import zlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from cases import paper
from reports.documents import pdf
from reports.tables import Cell, Document
from tests.reports import sample

SECRET = "geheim-van-de-machine-7c1e"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "geheim.txt"
    path.write_text(SECRET)
    return path


@pytest.fixture
def listener() -> Iterator["Listener"]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = Listener(server)
        thread = threading.Thread(target=heard.listen, daemon=True)
        thread.start()
        yield heard
        server.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


class Listener:
    """Who knocks on this port of the machine."""

    def __init__(self, server: socket.socket) -> None:
        self.server, self.knocks = server, 0
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}"

    def listen(self) -> None:
        while True:
            try:
                self.server.accept()[0].close()
            except OSError:
                return
            self.knocks += 1


NAMED = (
    "read include import image json csv toml yaml xml cbor bibliography plugin link embed pdf.embed pdf.attach".split()
)
CALLS = [
    *(f'#{name}("{{f}}")' for name in NAMED), '#include "{f}"', '#import "{f}"', '#eval("read(\\"{f}\\")")',
    '#raw(read("{f}"))', '#set text(font: "{f}")', '#html.elem("img", attrs: (src: "{f}"))', "#cite(<{f}>)",
]  # fmt: skip
AROUND = [
    "{}",
    '"); {} ("',
    "]{}[",
    "\\n#{{{}}}",
    "*/ {} /*",
    "`{}`",
    "$ {} $",
    "= {}\n",
    "#let x = {}",
    "#show: _ => {}",
]
MARKUP = [
    '<image href="{f}"/>', '"/><image xlink:href="{f}"/><text x="', "]]><image href='{f}'/>", '<use href="{f}#a"/>',
    '<style>@import url("{f}")</style>', '" style="background:url({f})', "<!DOCTYPE svg [<!ENTITY x SYSTEM '{f}'>]>&x;",
    '<?xml-stylesheet href="{f}"?>', '<foreignObject><iframe src="{f}"/></foreignObject>',
    '<link rel="attachment" href="{f}">', '<object data="{f}"/>', '<script href="{f}"/>', '<feImage href="{f}"/>',
    '<a href="{f}">x</a>', "url({f})", "{f}",
]  # fmt: skip


def payloads(secret: Path, url: str) -> list[str]:
    aims = [str(secret), f"file://{secret}", f"../../../../../../..{secret}", f"{url}/x.png"]
    made = [around.format(call.format(f=aims[at % 4])) for around in AROUND for at, call in enumerate(CALLS)]
    return made + [each.format(f=aim) for each in MARKUP for aim in aims]


def poisoned(value: Any, texts: Iterator[str]) -> Any:
    """The same document, every free text in it replaced by the next payload. Codes keep their meaning."""
    if isinstance(value, tuple):
        return tuple(poisoned(each, texts) for each in value)
    if not is_dataclass(value) or isinstance(value, Cell | type):
        return value
    kept = {"code", "key", "kind", "state", "period_code", "fingerprint", "known_on", "mask", "name"}
    changed = {
        field.name: next(texts)
        if isinstance(getattr(value, field.name), str) and getattr(value, field.name)
        else poisoned(getattr(value, field.name), texts)
        for field in fields(value)
        if field.name not in kept
    }
    return replace(value, **changed)


def everything(file: bytes) -> bytes:
    """The bytes of the file, what is packed in it unpacked, its text and what is attached."""
    reader = PdfReader(io.BytesIO(file))
    text = " ".join(page.extract_text() for page in reader.pages)
    attached = b"".join(data for files in reader.attachments.values() for data in files)
    packed = b""
    for part in file.split(b"stream\n")[1:]:
        try:
            packed += zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
    return file + packed + text.encode() + attached


def test_no_text_reads_a_file_or_asks_a_server(secret: Path, listener: "Listener") -> None:
    all_of_them = payloads(secret, listener.url)
    assert len(all_of_them) > 200
    texts = iter(all_of_them)
    while True:
        left = list(texts)
        if not left:
            break
        texts = iter(left)
        document: Document = poisoned(sample.document(), chain(texts, repeat("einde")))
        assert SECRET.encode() not in everything(pdf.render(document))
    assert listener.knocks == 0


def test_the_template_is_the_same_whatever_the_report_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report goes in beside the source, never in it; and the source has nothing else in its folder."""
    seen: list[tuple[str, list[str], set[str]]] = []

    def spy(**how: Any) -> bytes:
        source, folder = Path(how["input"]), Path(how["root"])
        seen.append((source.read_text(), [path.name for path in folder.iterdir()], set(how["sys_inputs"])))
        return b"%PDF-1.7\nstartxref\n9\n%%EOF\n"

    monkeypatch.setattr(paper, "typeset", spy)
    pdf.render(sample.document())
    pdf.render(poisoned(sample.document(), iter(['#read("x")'] * 5000)))
    assert seen[0] == seen[1] == (pdf.TEMPLATE.read_text(), ["report.typ"], {"report"})


def test_the_template_reads_asks_and_evaluates_nothing() -> None:
    source = "\n".join(line.split("//")[0] for line in pdf.TEMPLATE.read_text().splitlines())
    forbidden = ("eval(", "read(", "#import", "#include", "plugin(", "csv(", "xml(", "toml(", "yaml(", "http")
    assert [word for word in forbidden if word in source] == []
    assert source.count("json(") == 1
    assert "json(bytes(sys.inputs.report))" in source


@pytest.mark.parametrize("spliced", ['#read("{f}")', '#raw(read("{f}"))', '#eval("read(\\"{f}\\")")'])
def test_a_text_put_in_the_source_would_read_it(secret: Path, spliced: str) -> None:
    """The planted fault: the same payloads, but in the source, and a root that is the machine's."""
    alone = secret.parent / "alleen"
    alone.mkdir()
    source = alone / "report.typ"
    source.write_text(spliced.format(f=secret))
    file = typst.compile(source, root="/")
    assert SECRET.encode() in everything(file)
    with pytest.raises(typst.TypstError):
        typst.compile(source, root=alone)


def test_the_listener_hears(listener: "Listener") -> None:
    with socket.create_connection(listener.server.getsockname()):
        pass
    for _ in range(100):
        if listener.knocks:
            break
        threading.Event().wait(0.02)
    assert listener.knocks == 1
