"""What goes on paper: from a piece of JSON and a template to a PDF that is readable aloud and kept for good.

Typst sets the pages: one wheel, no system package, 0.1 s. The data goes in as one piece of JSON that the template shows
and never evaluates, so no name can become markup. The compiler sees the templates alone in a folder, no fonts of the
machine and no clock: the same data gives the same bytes anywhere. Left out: WeasyPrint, which needs system libraries
and ten times the time. Conformity was checked with pypdf and the compiler's own rules, not with veraPDF. Each PDF is
set by a process of its own (`cases/typeset.py`), so that who asks for one does not grow (decision 0063).
"""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from cases.typeset import LONGEST, REFUSED

PROCESS = Path(__file__).with_name("typeset.py")
LETTER = "font_source_sans_pro"
NOT_SHOWN = "\N{REPLACEMENT CHARACTER}"
# What the embedded letters can show: Latin with every accent in use for names, Greek, Cyrillic, and the signs we write.
_SHOWN = ((0x20, 0x7E), (0xA0, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2027), (0x2030, 0x2040), (0x20A0, 0x20BF),
          (0x2190, 0x22FF), (0x25A0, 0x25FF), (0x2713, 0x2713), (0x2717, 0x2717))  # fmt: skip


class Refused(Exception):
    """The compiler sets no such page; in its words."""


def pdf(template: Path, name: str, data: dict[str, Any], day: date, *, beside: Iterable[Path] = ()) -> bytes:
    """`data` as `template` shows it under `name`; PDF/UA-1 and PDF/A-3a, dated `day`.

    `beside` are the templates that it imports. Raises Refused when a page would break PDF/A or PDF/UA.
    """
    with TemporaryDirectory() as alone:
        for other in beside:
            copyfile(other, f"{alone}/{other.name}")
        return typeset(
            input=copyfile(template, f"{alone}/{template.name}"),
            root=alone,
            font_paths=_letters(),
            ignore_system_fonts=True,
            sys_inputs={name: json.dumps(data)},
            pdf_standards=["ua-1", "a-3a"],
            timestamp=int(datetime.combine(day, datetime.min.time(), UTC).timestamp()),
        )


def typeset(**asked: Any) -> bytes:
    """What `typst.compile` makes of this, in a process that ends with it and knows nothing else of us.

    TimeoutError when it is not there after `LONGEST` seconds.
    """
    question, words = json.dumps(asked).encode(), [sys.executable, "-I", str(PROCESS)]
    try:
        done = subprocess.run(words, input=question, capture_output=True, check=False, env={}, timeout=LONGEST)
    except subprocess.TimeoutExpired:  # it was ended; what it had made of somebody goes no further
        raise TimeoutError from None
    if done.returncode == REFUSED:
        raise Refused(done.stderr.decode())
    done.check_returncode()
    return done.stdout


def _letters() -> list[str]:
    """The folder with fonts; without the wheel typst falls back to the letters that it carries itself."""
    found = find_spec(LETTER)
    return [str(Path(folder, "files")) for folder in (found.submodule_search_locations if found else None) or ()]


def showable(value: Any) -> Any:
    """The same lists and texts, with a sign for each character that the letters cannot show."""
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        return "".join(c if _can_show(c) else NOT_SHOWN for c in printable(value))
    if isinstance(value, dict):
        return {key: showable(part) for key, part in value.items()}
    return [showable(part) for part in value] if isinstance(value, list | tuple) else value


def printable(text: str) -> str:
    """The text without characters that are not text: controls become a space, formatting signs and halves vanish."""
    kinds = {"Cc": " ", "Cf": "", "Cs": "", "Co": "", "Cn": ""}
    return "".join(kinds.get(unicodedata.category(char), char) for char in text)


def _can_show(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _SHOWN)
