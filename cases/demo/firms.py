"""The invented companies: those that hire people, and those that employ them (begeleid werken, Wsw art. 7).

Every municipality has its own: one per so many people, some large enough for a group, the rest for one or two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from random import Random

from cases.demo.places import Place

PEOPLE_PER_HIRER = 10
PEOPLE_PER_BW_EMPLOYER = 16
GROUPS = 0.34  # of the hirers take groups
OUT_OF_REGION = 0.06
WITHOUT_KVK = 0.25
TOWNS = {
    "GM0141": ("Almelo", "Almelo", "Almelo", "Aadorp", "Bornerbroek"),
    "GM0163": ("Nijverdal", "Nijverdal", "Hellendoorn", "Daarle", "Haarle"),
    "GM1742": ("Rijssen", "Rijssen", "Holten"),
    "GM0183": ("Tubbergen", "Albergen", "Geesteren", "Reutum"),
    "GM1700": ("Vriezenveen", "Vriezenveen", "Vroomshoop", "Den Ham", "Westerhaar"),
    "GM0189": ("Wierden", "Wierden", "Enter", "Hoge Hexel"),
}
FAR_TOWNS = ("Deventer", "Zwolle", "Hardenberg", "Lochem")

# Kind of company, SBI code, what one does there.
TRADES = (
    ("Bakkerij", "10.71", ("inpakker", "bakkershulp")),
    ("Wasserij", "96.01", ("medewerker wasserij", "vouwer")),
    ("Kwekerij", "01.30", ("kasmedewerker", "oppotter")),
    ("Garage", "45.20", ("poetser", "hulpmonteur")),
    ("Drukkerij", "18.12", ("nabewerker", "inpakker")),
    ("Timmerfabriek", "16.23", ("hulp in de werkplaats",)),
    ("Zorghuis", "87.30", ("medewerker huishouding", "gastvrouw of gastheer")),
    ("Distributiecentrum", "52.10", ("orderverzamelaar", "inpakker", "heftruckchauffeur")),
    ("Supermarkt", "47.11", ("vakkenvuller", "medewerker statiegeld")),
    ("Hoveniersbedrijf", "81.30", ("medewerker groen",)),
    ("Schoonmaakbedrijf", "81.21", ("schoonmaker",)),
    ("Metaalbedrijf", "25.62", ("hulp in de werkplaats", "medewerker zagerij")),
    ("Verpakkingsbedrijf", "82.92", ("inpakker", "medewerker sorteren")),
    ("Meubelfabriek", "31.09", ("medewerker montage", "schuurder")),
    ("Kringloopwinkel", "47.79", ("winkelhulp", "medewerker sorteren")),
    ("Bedrijfsrestaurant", "56.29", ("kantinehulp",)),
    ("Camping", "55.30", ("terreinhulp",)),
    ("Textielatelier", "13.92", ("medewerker naaiatelier",)),
    ("Fietsenmaker", "95.29", ("hulpmonteur",)),
    ("Basisschool", "85.20", ("hulpconciërge",)),
    ("Koeriersdienst", "53.20", ("bijrijder", "sorteerder")),
    ("Tuincentrum", "47.76", ("medewerker planten",)),
    ("Kaasmakerij", "10.51", ("inpakker",)),
    ("Kunststoffabriek", "22.29", ("medewerker productie",)),
    ("Elektromontage", "27.90", ("medewerker montage",)),
    ("Milieustraat", "38.11", ("medewerker milieustraat",)),
)  # fmt: skip
CALLED = tuple(
    "Test|Fictie|De Proeftuin|Voorbeeld|Denkbeeld|Schijnberg|Bedacht|Modelzicht|Luchtkasteel|Droomwereld|"
    "Nergenshuizen|Verzinsel|Zogenaamd|Alsof|De Hersenschim|Waanbeeld|Het Sprookje|De Fabel|Toverland|Mock|Dummy|"
    "Pseudo|Figurant|Verdicht|De Wolk|Het Decor|De Schets|Namaak|Zomaar|Het Verzonnen Paard|Achter de Spiegel|"
    "De Rekwisiet|De Proefballon|Doen Alsof|De Luchtbel|Niemandsland|Het Concept|Modeldorp|De Duimzuiger|"
    "Schaduwbeeld".split("|")
)


@dataclass(frozen=True, slots=True)
class Firm:
    """A company; `functions` is what one can do there."""

    name: str
    kvk: str
    town: str
    sbi: str
    in_region: bool
    functions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Firms:
    """The companies of one municipality: for groups, for one person, and with own contracts (begeleid werken)."""

    group: tuple[Firm, ...]
    single: tuple[Firm, ...]
    bw: tuple[Firm, ...]

    def __iter__(self) -> Iterator[Firm]:
        return iter((*self.group, *self.single, *self.bw))


def found(rng: Random, places: Sequence[Place]) -> tuple[Firms, ...]:
    """The companies of each municipality, in the order of the municipalities; no two have the same name."""
    taken: set[str] = set()
    return tuple(_firms_of(rng, place, taken) for place in places)


def _firms_of(rng: Random, place: Place, taken: set[str]) -> Firms:
    hirers = max(3, round(place.people / PEOPLE_PER_HIRER))
    groups = max(1, round(hirers * GROUPS))
    made = [_firm(rng, place, taken) for _ in range(hirers + max(1, round(place.people / PEOPLE_PER_BW_EMPLOYER)))]
    return Firms(tuple(made[:groups]), tuple(made[groups:hirers]), tuple(made[hirers:]))


def _firm(rng: Random, place: Place, taken: set[str]) -> Firm:
    trade, sbi, functions = rng.choice(TRADES)
    far = rng.random() < OUT_OF_REGION
    town = rng.choice(FAR_TOWNS if far else TOWNS.get(place.code, (place.label,)))
    name = _free_name(f"{trade} {rng.choice(CALLED)}", town, taken)
    kvk = "" if rng.random() < WITHOUT_KVK else f"00{rng.randrange(10**6):06d}"
    return Firm(name, kvk, town, sbi, not far, functions)


def _free_name(name: str, town: str, taken: set[str]) -> str:
    tries = chain((name, f"{name} {town}"), (f"{name} {town} {number}" for number in count(2)))
    free = next(tried for attempt in tries if (tried := f"{attempt} (fictief)") not in taken)
    taken.add(free)
    return free
