"""A whole report with invented figures (fictief), to leave by every door. The numbers are those of the mock report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports.tables import (
    Cell,
    Chart,
    Check,
    Column,
    Definition,
    Document,
    Row,
    Sentence,
    Table,
    number_cell,
)

MUNICIPALITIES = (
    ("0141", "Almelo"),
    ("0163", "Hellendoorn"),
    ("1742", "Rijssen-Holten"),
    ("0183", "Tubbergen"),
    ("1700", "Twenterand"),
    ("0189", "Wierden"),
)
ROWS = (*MUNICIPALITIES, ("buiten", "buiten de zes"), ("totaal", "Totaal"))
KINDS = {"buiten": "outside", "totaal": "total"}
RIJSSEN_HOLTEN = "1742"


def cell(text: str, decimals: int = 0) -> Cell:
    """ "<5" and "×" are hidden, "–" is not known, anything else is a number with a point."""
    if text == "×" or text.startswith("<"):
        return Cell(None, text, text)
    return number_cell(None if text == "–" else Decimal(text), decimals)


def row(code: str, label: str, values: str, columns: tuple[Column, ...]) -> Row:
    cells = (cell(text, column.decimals) for text, column in zip(values.split(), columns, strict=True))
    return Row(code, label, tuple(cells), KINDS.get(code, "municipality"))


def rows(values: str, columns: tuple[Column, ...], names: tuple[tuple[str, str], ...] = ROWS) -> tuple[Row, ...]:
    lines = (line for line in values.strip().splitlines())
    return tuple(row(*name, line, columns) for name, line in zip(names, lines, strict=True))


def se(key: str, label: str, group: str) -> Column:
    return Column(key, label, group, "SE", 2)


def people(key: str, label: str, group: str = "") -> Column:
    return Column(key, label, group, "personen")


T1_COLUMNS = (
    people("mensen", "mensen", "Stand 30-09-2026"),
    Column("fte", "fte", "Stand 30-09-2026", "fte", 2),
    se("se_month_1", "juli", "SE op de laatste dag van"),
    se("se_month_2", "augustus", "SE op de laatste dag van"),
    se("se_month_3", "september", "SE op de laatste dag van"),
    se("se", "3e kwartaal", "SE gemiddeld"),
    se("se_year", "sinds 1 jan.", "SE gemiddeld"),
    se("se_before", "3e kw. 2025", "SE een jaar eerder"),
    se("se_change", "verschil", "SE een jaar eerder"),
)
T1_VALUES = """
411 352.44 390.56 382.35 375.05 382.65 388.76 407.57 -24.92
106 92.54 99.16 98.24 97.33 98.24 99.53 105.33 -7.09
115 98.71 106.97 106.06 104.25 105.76 107.98 112.22 -6.46
78 68.75 73.98 73.98 73.04 73.67 75.00 77.47 -3.80
149 130.14 142.39 140.52 139.58 140.83 143.25 150.58 -9.75
85 74.36 79.12 79.12 78.20 78.81 80.31 83.91 -5.10
7 6.02 7.23 7.23 6.33 6.93 7.07 7.35 -0.42
951 822.96 899.41 887.50 873.78 886.89 901.90 944.43 -57.54
"""
T3_COLUMNS = (
    people("begin", "mensen op 01-01"),
    people("moved_in", "erbij", "Verhuisd tussen gemeenten"),
    people("moved_out", "eraf", "Verhuisd tussen gemeenten"),
    people("pension", "pensioen", "Weg, omdat"),
    people("ill", "2 jaar ziek", "Weg, omdat"),
    people("other", "andere reden", "Weg, omdat"),
    people("end", "mensen op 30-09"),
)
T3_VALUES = """
447 <5 9 18 7 × 411
113 6 <5 6 <5 <5 106
122 6 5 5 <5 <5 115
82 <5 <5 <5 <5 <5 78
156 6 5 5 <5 <5 149
88 <5 <5 <5 <5 <5 85
8 <5 <5 0 0 0 7
1016 27 27 39 16 10 951
"""
LADDER_COLUMNS = (
    people("leegloop", "zonder werk of niet inzetbaar"),
    people("beschut_binnen", "beschut binnen"),
    people("werken_op_locatie", "werken op locatie"),
    people("groepsdetachering", "groepsdetachering", "bij een werkgever"),
    people("individuele_detachering", "individuele detachering", "bij een werkgever"),
    people("begeleid_werken", "begeleid werken", "bij een werkgever"),
    people("total", "samen"),
)
LADDER_VALUES = """
24 155 76 68 66 22 411
6 34 20 19 20 7 106
× × 22 21 25 8 115
<5 × 14 16 × <5 78
7 52 28 25 28 9 149
5 29 17 15 14 5 85
<5 0 0 × 0 <5 7
48 309 177 164 193 53 951
"""
QUARTERS = ("3e kw. 2024", "4e kw. 2024", "1e kw. 2025", "2e kw. 2025", "3e kw. 2025", "4e kw. 2025")
QUARTERS += ("1e kw. 2026", "2e kw. 2026", "3e kw. 2026")
LINE_VALUES = """
455 452 449 446 440 432 426 419 411
118 117 116 115 113 112 110 108 106
133 131 129 126 124 122 120 118 115
88 87 <5 <5 82 81 80 79 78
164 162 161 160 158 156 154 151 149
94 93 92 91 90 88 87 86 85
"""
DOT_COLUMNS = tuple(Column(key, label, "", "%", 1) for key, label in (("then", "3e kw. 2025"), ("now", "3e kw. 2026")))
DOT_VALUES = """
36.5 38.0
41.0 43.4
42.5 47.0
44.9 46.2
40.8 41.6
39.4 40.0
<5 <5
39.9 41.1
"""
DEFINITIONS = (
    Definition("mensen", "Mensen", "In dienst op de laatste dag van de maand, ook bij ziekte of vakantie met loon.",
               "personen", "Wsw art. 2"),
    Definition("fte", "fte", "Uren in het contract ÷ 36, ten hoogste 1 per persoon.", "fte", "cao SW art. 12"),
    Definition("se", "SE", "fte × 1,00 bij matig, × 1,25 bij ernstig. Eén keer afgerond, per gemeente.", "SE",
               "Besluit Wsw art. 8"),
    Definition("woongemeente", "Woongemeente",
               "Waar iemand op die dag staat ingeschreven. De werkgever kan een andere gemeente zijn.", ""),
    Definition("buiten", "Buiten de zes", "Woont elders, werkt in dienst van een van de zes.", "personen"),
    Definition("other", "Andere reden", "Overlijden, ontslag op eigen verzoek, gewoon werk.", "personen"),
)  # fmt: skip
SIGNS = (
    ("<5", "1 tot en met 4 mensen."),
    ("×", "Weggelaten, anders is een <5 uit te rekenen."),
    ("0", "Niemand."),
    ("–", "Niet bekend."),
)
SENTENCES = (
    Sentence("Van alle medewerkers werkt 41,1 % bij een werkgever. Dat is 1,2 punt meer dan een jaar geleden.",
             "Een jaar eerder 39,9 %"),
    Sentence("De groep wordt kleiner zoals verwacht: 951 mensen, 65 minder dan op 1 januari. De meesten gingen met "
             "pensioen.", "39 mensen met pensioen sinds 1 januari"),
    Sentence("Er is 6,1 % minder SE dan een jaar eerder: 886,89 in dit kwartaal.", "Een jaar eerder 944,43 SE"),
)  # fmt: skip


def t1() -> Table:
    check = Check(True, "7 rijen samen = 886,89 SE = totaal. Gemiddelde = (juli + augustus + september) ÷ 3, per "
                        "gemeente afgerond op honderdsten.")  # fmt: skip
    return Table("T1", "mensen, fte en SE naar woongemeente", "Er zijn 6,1 % minder SE dan een jaar eerder", T1_COLUMNS,
                 rows(T1_VALUES, T1_COLUMNS), (check,))  # fmt: skip


def t3() -> Table:
    check = Check(True, "1.016 + 27 − 27 − 39 − 16 − 10 = 951. Elke rij sluit ook; verhuisd erbij = verhuisd eraf.")
    return Table("T3", "01-01-2026 t/m 30-09-2026", "65 mensen gingen weg sinds 1 januari, 60 % van hen met pensioen",
                 T3_COLUMNS, rows(T3_VALUES, T3_COLUMNS), (check,))  # fmt: skip


def ladder_table() -> Table:
    finding = "Bij vier van de zes gemeenten werkt meer dan 40 % bij een werkgever; in Almelo 38 %"
    return Table("T4", "Werkladder: waar mensen werken, stand op 30-09-2026", finding, LADDER_COLUMNS,
                 rows(LADDER_VALUES, LADDER_COLUMNS),
                 note="Wie op twee plekken werkt, telt bij de plek met de meeste uren.")  # fmt: skip


def line_table() -> Table:
    columns = tuple(people(f"q{at}", label) for at, label in enumerate(QUARTERS))
    return Table("T14", "Mensen in dienst naar woongemeente", "In alle zes gemeenten wordt de groep kleiner", columns,
                 rows(LINE_VALUES, columns, MUNICIPALITIES))  # fmt: skip


def dots_table() -> Table:
    finding = "In Rijssen-Holten groeide werk bij een werkgever het meest: 4,5 punt in een jaar"
    title = "Deel dat gedetacheerd is of begeleid werkt"
    return Table("T5", title, finding, DOT_COLUMNS, rows(DOT_VALUES, DOT_COLUMNS))


def charts() -> tuple[Chart, ...]:
    tables = (("ladder", ladder_table()), ("dots", dots_table()), ("line", line_table()))
    return tuple(Chart(f"G{at}", kind, t.finding, t.title, t) for at, (kind, t) in enumerate(tables, start=1))


def document(**changes: object) -> Document:
    """A released report; name a field to change it."""
    released = Document(
        title="Kwartaalrapport Wsw",
        period_label="3e kwartaal 2026",
        period_code="2026Q3",
        state="vrijgegeven",
        state_label="vrijgegeven",
        edition=1,
        known_on="12-10-2026 09:00",
        fingerprint="3f9c07ab51de" + "0" * 52,
        fictitious=True,
        checked_by="Jet Bedenksel",
        checked_on="16-10-2026",
        released_by="Tom Voorwendsel",
        released_on="20-10-2026",
        sentences=SENTENCES,
        tables=(t1(), t3(), ladder_table(), dots_table(), line_table()),
        charts=charts(),
        definitions=DEFINITIONS,
        signs=SIGNS,
    )
    return replace(released, **changes)


def concept(**changes: object) -> Document:
    """The same report before anybody checked it."""
    names = dict.fromkeys(("checked_by", "checked_on", "released_by", "released_on"), "")
    return document(**{"state": "concept", "state_label": "concept", **names, **changes})
