"""Words that say something about somebody's health, found in free text (R87; AVG art. 9).

The list is `data/health_words.csv`: made for this portal from what must not be kept (diagnosis, medication, treatment,
who treats, addiction, debts), held against the functions, places and hirers of the demo. A line says its choice where
it is not plain. Whole words only, whatever the case, the accents and the hyphens: a warning that comes for nothing is
soon read by nobody. So `suiker`, `ziekenhuis` and `as` are not on it. Codes are known by their form: F32.1, or ICD, DSM
and ICF by name.
"""

import csv
import functools
import re
import unicodedata
from pathlib import Path

WORDS = Path(__file__).parent / "data" / "health_words.csv"
CODES = re.compile(r"\b(?:ICD|DSM|ICF)\b|\b[A-TV-Z][0-9]{2}\.[0-9]{1,2}\b", re.IGNORECASE)


def found(text: str) -> list[str]:
    """The words and codes in `text` that say something about health, as typed there, each once and in order."""
    folded, places = _folded(text)
    spans = [(places[hit.start()], places[hit.end() - 1] + 1) for hit in _pattern().finditer(folded)]
    spans += [hit.span() for hit in CODES.finditer(text)]
    return list(dict.fromkeys(text[first:last] for first, last in sorted(spans)))


@functools.cache
def _pattern() -> re.Pattern[str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        words = sorted((_folded(row["woord"])[0] for row in csv.DictReader(file)), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)")


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in small letters without accents, each run of spaces and hyphens one space; and where each sign was."""
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        for plain in unicodedata.normalize("NFKD", sign).casefold():
            if unicodedata.combining(plain):
                continue
            if plain.isspace() or plain in "-\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{EN DASH}_":
                if signs and signs[-1] == " ":
                    continue
                plain = " "
            signs.append(plain)
            places.append(at)
    return "".join(signs), places
