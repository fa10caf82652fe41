"""What invented people are called: mostly in the Dutch manner, about one in eight otherwise, all visibly made up.

The lists give some 2,500 single surnames and far more double ones, so that in a register of a thousand two people
seldom share a full name.
"""

from dataclasses import dataclass
from random import Random

from cases.demo.lexicon import DUTCH, ELSEWHERE, ENDINGS, NOUNS, PREFIXES, STEMS

FROM_ELSEWHERE = 0.13
TWO_FIRST_NAMES = 0.05
SURNAME_KINDS = ((0.62, "built"), (0.78, "prefixed"), (0.86, "noun"), (1.0, "double"))


@dataclass(frozen=True, slots=True)
class Name:
    first: str
    prefix: str
    last: str

    @property
    def full(self) -> str:
        return " ".join(part for part in (self.first, self.prefix, self.last) if part)


def invent(rng: Random, sex: str) -> Name:
    """A name for a man (`m`), a woman (`v`) or somebody who is registered as neither (`x`)."""
    first_of = sex if sex in DUTCH else rng.choice("mv")
    if rng.random() < FROM_ELSEWHERE:
        men, women, surnames = rng.choice(ELSEWHERE)
        return Name(rng.choice(men if first_of == "m" else women), "", rng.choice(surnames))
    prefix, last = _surname(rng)
    return Name(_first_name(rng, first_of), prefix, last)


def _first_name(rng: Random, sex: str) -> str:
    name = rng.choice(DUTCH[sex])
    if rng.random() < TWO_FIRST_NAMES:
        return f"{name} {rng.choice(DUTCH[sex])}"
    return name


def _surname(rng: Random) -> tuple[str, str]:
    point = rng.random()
    kind = next(kind for reach, kind in SURNAME_KINDS if point < reach)
    if kind == "prefixed":
        return rng.choice(PREFIXES), rng.choice(NOUNS) if rng.random() < 0.5 else _built(rng)
    if kind == "noun":
        return "", rng.choice(NOUNS)
    if kind == "double":
        return "", f"{_built(rng)}-{rng.choice(NOUNS)}"
    return "", _built(rng)


def _built(rng: Random) -> str:
    """`Proefstra`, `Verzinmans`; no letter three times in a row."""
    stem, ending = rng.choice(STEMS), rng.choice(ENDINGS)
    if stem[-1] == ending[0]:
        ending = ending[1:]
    return stem + ending
