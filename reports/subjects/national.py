"""V3: our own region beside the latest figures that were published for the whole country (as published, rounded)."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from cases.models import WswEmployee
from reports.figures import FORMS, TOTAL, Figure, Value
from reports.models import Measure, Published
from reports.subjects.declare import Asked, Counting, Layout, Made, Part, RowName, Subject, Worked, divided, percent

FIGURES = (
    Figure("v3_published", "V3", "landelijk", "Zoals gepubliceerd; het jaar staat bij de rij.", "", 1, ours=False),
    Figure("v3_ours", "V3", "onze regio", "Zelf geteld op de laatste dag van de periode.", "", 1, absent="–"),
    Figure("v3_step", "V3", "verschil", "Onze regio min landelijk.", "", 1, formula="onze regio − landelijk"),
)  # fmt: skip
NUMBERS = (
    Figure("v3_part", "V3", "wie hier telt", "Ieder voor honderd procent; van de leeftijd de jaren.", "", 1),
    Figure("v3_whole", "V3", "op zo veel mensen", "Van wie dat een deel of het gemiddelde is.", "personen", 0),
)
made = Made(FIGURES)
WITHIN = {  # of the ladder: the three-way split of the statistic, and begeleid werken (R41)
    Measure.INTERN: ("LEEG", "BSB", "WOL"), Measure.GROEP: ("GRD",), Measure.INDIVIDUEEL: ("IND",), Measure.BW: ("BW",),
    Measure.GEDETACHEERD: ("GRD", "IND"),
}  # fmt: skip
NATURAL = ("OVL", "AOW", "PEN", "ZIE")
SHOWN = (*WITHIN, Measure.NATUURLIJK, Measure.LEEFTIJD, Measure.OUDER_45)
_AGES = """SELECT avg(extract(epoch FROM age(%(last)s::date, p.birth_date)) / 31557600),
    count(*) FILTER (WHERE age(%(last)s::date, p.birth_date) >= interval '46 years'), count(*)
    FROM {employee} p JOIN who w ON w.still AND w.id = p.id"""
_LEFT = """SELECT count(*) FILTER (WHERE departure IN {natural}),
    count(*) FILTER (WHERE departure <> '')
    FROM {source} WHERE month_end = %(eve)s AND scheme = 'wsw'"""


def latest(counting: Asked) -> list[Published]:
    """Per measure the last year published, of the measures we lay beside ours."""
    found: dict[str, Published] = {}
    for row in sorted(counting.rows_of(Published), key=lambda row: row.year):
        if row.measure in SHOWN and row.year <= counting.period.year:
            found[row.measure] = row
    return [found[measure] for measure in SHOWN if measure in found]


SMALL = 5


def _share(part: int, whole: int) -> Decimal | None:
    """Nothing when so few are on one side that the share says who."""
    telling = (0 < part < SMALL) or (0 < whole - part < SMALL)
    return None if telling else percent(part, whole)


def _behind(measure: str) -> list[tuple[str, str]]:
    """The counts of T4 that a row's share is made of."""
    return [(TOTAL, "end"), *((TOTAL, f"heads:{form}") for form in WITHIN.get(Measure(measure), ()))]


def ours(counting: Counting) -> dict[str, Decimal | None]:
    sums = counting.sums(counting.period.ends_on, TOTAL)
    on_ladder = sum(sums.forms.values())
    shares = {measure: _share(sum(sums.forms[form] for form in forms), on_ladder) for measure, forms in WITHIN.items()}
    ((age, older, everybody),) = counting.ask(_AGES.format(employee=counting.table(WswEmployee)))
    ((natural, left),) = counting.ask(_LEFT.format(source=counting.source, natural=_listed(NATURAL)))
    return {str(measure): share for measure, share in shares.items()} | {
        Measure.LEEFTIJD: Decimal(age) if age is not None else None,
        Measure.OUDER_45: _share(older, everybody),
        Measure.NATUURLIJK: _share(natural, left),
    }


def parts(counting: Counting, code: str) -> dict[str, str]:
    """Both sides of each row's share, and of the mean age, of each person."""
    here = f"FROM {counting.source} s WHERE scheme = 'wsw'"
    left = f"{here} AND month_end = %(eve)s AND departure"
    still = f"FROM {counting.table(WswEmployee)} p JOIN who w ON w.still AND w.id = p.id"
    age = "age(%(last)s::date, p.birth_date)"
    part = [
        *(
            f"SELECT '{measure}', employee_id, 100 {here} AND month_end = %(last)s AND form IN {_listed(forms)}"
            for measure, forms in WITHIN.items()
        ),
        f"SELECT '{Measure.NATUURLIJK}', employee_id, 100 {left} IN {_listed(NATURAL)}",
        f"SELECT '{Measure.OUDER_45}', p.id, 100 {still} WHERE {age} >= interval '46 years'",
        f"SELECT '{Measure.LEEFTIJD}', p.id, extract(epoch FROM {age}) / 31557600 {still}",
    ]
    whole = [
        *(
            f"SELECT '{measure}', employee_id, 1 {here} AND month_end = %(last)s AND form IN {_listed(FORMS)}"
            for measure in WITHIN
        ),
        f"SELECT '{Measure.NATUURLIJK}', employee_id, 1 {left} <> ''",
        *(f"SELECT '{measure}', p.id, 1 {still}" for measure in (Measure.OUDER_45, Measure.LEEFTIJD)),
    ]
    return {"v3_part": " UNION ALL ".join(part), "v3_whole": " UNION ALL ".join(whole)}


def _listed(names: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{name}'" for name in names) + ")"


def _beside(part: Fraction, whole: Fraction, published: Fraction) -> Fraction | None:
    return part / whole - published if whole else None


def count(counting: Counting) -> Iterator[Value]:
    here = ours(counting)
    for row in latest(counting):
        own = here.get(row.measure)
        yield from made("v3_published", row.measure, row.value)
        yield from made("v3_ours", row.measure, own)
        if own is not None:
            yield from made("v3_step", row.measure, round(own, 10) - row.value)


def _rows(counting: Counting) -> list[RowName]:
    return [
        (row.measure, f"{Measure(row.measure).label} ({row.unit}, {row.year})", "other") for row in latest(counting)
    ]


def _note(counting: Counting) -> str:
    sources = sorted({row.source for row in latest(counting)})
    return (
        f"Landelijk zoals gepubliceerd: {'; '.join(sources)}. Naar werkvorm: deel van de mensen op de werkladder, op "
        "de laatste dag; landelijk is dat het jaar."
    )


SUBJECT = Subject(
    FIGURES,
    count,
    (
        Layout(
            "V3",
            lambda counting: f"onze regio op {counting.period.ends_on:%d-%m-%Y} naast het land",
            "Wat",
            _rows,
            note=_note,
            behind=_behind,
            proof="Onze regio − landelijk = verschil, in elke rij.",
        ),
    ),
    applies=lambda counting: bool(latest(counting)),
    worked=(
        divided("v3_ours", "v3_part", "v3_whole"),
        Worked(
            "v3_step", (Part("v3_part"), Part("v3_whole"), Part("v3_published", entered=True)), _beside, roundings=2
        ),
    ),
    parts=parts,
    numbers=NUMBERS,
)
