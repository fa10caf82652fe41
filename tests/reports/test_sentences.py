"""The board reads what the figures say: every number comes from a cell, every direction from the same two cells.

Daan is wethouder and reads the sentences first. The reader below takes them apart, without the module's own words.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports import sentences as told
from reports.masking import veil
from reports.periods import Period
from reports.sentences import (
    REGION,
    Facts,
    flow_finding,
    growth_finding,
    heads_finding,
    ladder_finding,
    se_finding,
    sentences,
)
from reports.tables import Cell, dutch, number_cell

Q3 = Period.parse("2026Q3")
DECIMALS = {"se": 2, "se_year_ago": 2, "at_employer": 1, "at_employer_year_ago": 1}
NAMES = ("Almelo", "Hellendoorn", "Rijssen-Holten", "Tubbergen", "Twenterand", "Wierden")
NOW = ("38.0", "43.4", "47.0", "46.2", "41.6", "40.0")
THEN = ("35.5", "40.0", "42.5", "44.4", "41.0", "39.2")


def facts(**numbers):
    return Facts(**{name: number_cell(Decimal(value), DECIMALS.get(name, 0)) for name, value in numbers.items()})


RIJSSEN = facts(
    heads="115", heads_year_ago="124", se="105.76", se_year_ago="112.22", out="8", out_pension="5",
    at_employer="47.0", at_employer_year_ago="42.5",
)  # fmt: skip
ALL_SIX = facts(
    heads="951", heads_year_ago="1016", se="886.89", se_year_ago="944.43", out="65", out_pension="39",
    at_employer="41.1", at_employer_year_ago="39.0",
)  # fmt: skip


def region(**changed):
    """The six as in the mock report (fictief), and the region."""
    shares = zip(NAMES, NOW, THEN, strict=True)
    six = {name: facts(at_employer=now, at_employer_year_ago=then) for name, now, then in shares}
    return six | {"Rijssen-Holten": RIJSSEN, REGION: ALL_SIX} | changed


def texts(figures, own="Rijssen-Holten", period=Q3):
    return [plain(sentence.text) for sentence in sentences(figures, own=own, period=period)]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def hidden(of, *names, mask="×"):
    return replace(of, **{name: veil(getattr(of, name), mask) for name in names})


# ---- what Daan reads ----


def test_daan_reads_three_sentences_about_rijssen_holten():
    assert texts(region()) == [
        "In Rijssen-Holten werkt 47,0 % van de medewerkers bij een werkgever. Dat is het meest van de zes gemeenten.",
        "De groep wordt kleiner: 115 mensen, 9 minder dan een jaar eerder."
        " De meeste mensen die weggingen, gingen met pensioen.",
        "Er zijn 105,76 SE, 6,46 minder dan in hetzelfde kwartaal een jaar eerder.",
    ]


def test_the_small_print_says_what_it_was_and_where_it_stands():
    assert [plain(sentence.source) for sentence in sentences(region(), own="Rijssen-Holten", period=Q3)] == [
        "Een jaar eerder: 42,5 %. Tabel T4, 3e kwartaal 2026.",
        "In deze periode gingen 8 mensen weg. Tabel T1 en T3, 3e kwartaal 2026.",
        "Een jaar eerder: 112,22 SE. Tabel T1, 3e kwartaal 2026.",
    ]


def test_the_region_names_the_highest_and_the_lowest():
    assert texts(region(), REGION)[0] == (
        "In de regio werkt 41,1 % van de medewerkers bij een werkgever."
        " Het meest in Rijssen-Holten, het minst in Almelo."
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        ("47.0", "Dat is het meest van de zes gemeenten."),
        ("30.0", "Dat is het minst van de zes gemeenten."),
        ("46.2", "Dat is meer dan in de hele regio: 41,1 %."),
        ("38.0", "Dat is minder dan in de hele regio: 41,1 %."),
        ("41.1", "Dat is evenveel als in de hele regio."),
    ],
)
def test_the_place_among_the_six(share, said):
    figures = region(**{"Rijssen-Holten": facts(at_employer=share)})
    assert (
        texts(figures)[0]
        == f"In Rijssen-Holten werkt {share.replace('.', ',')} % van de medewerkers bij een werkgever. {said}"
    )


def test_what_is_printed_the_same_is_the_same():
    """46,96 and 47,04 both print 47,0: then neither is the most."""
    figures = region(**{"Rijssen-Holten": Facts(at_employer=Cell(Decimal("47.04"), "47,0"))})
    figures["Tubbergen"] = Facts(at_employer=Cell(Decimal("46.96"), "47,0"))
    assert texts(figures)[0].endswith("Dat is meer dan in de hele regio: 41,1 %.")


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (1, 2, "De groep wordt kleiner: 1 mens, 1 minder dan een jaar eerder."),
        (2, 1, "De groep wordt groter: 2 mensen, 1 meer dan een jaar eerder."),
        (1016, 1016, "De groep blijft even groot: 1.016 mensen, evenveel als een jaar eerder."),
        (0, 3, "De groep wordt kleiner: 0 mensen, 3 minder dan een jaar eerder."),
    ],
)
def test_one_is_a_mens_and_two_are_mensen(now, before, said):
    assert texts({REGION: facts(heads=now, heads_year_ago=before)}, REGION)[1] == said


@pytest.mark.parametrize(
    ("out", "retired", "said"),
    [
        (8, 5, " De meeste mensen die weggingen, gingen met pensioen."),
        (8, 8, " Wie wegging, ging met pensioen."),
        (8, 4, ""),
        (0, 0, ""),
    ],
)
def test_most_is_more_than_half(out, retired, said):
    assert (
        texts({REGION: facts(heads=20, out=out, out_pension=retired)}, REGION)[1] == f"De groep telt 20 mensen.{said}"
    )


@pytest.mark.parametrize(
    ("code", "than"),
    [
        ("2026-09", "in dezelfde maand een jaar eerder"),
        ("2026Q3", "in hetzelfde kwartaal een jaar eerder"),
        ("2026H1", "in hetzelfde halfjaar een jaar eerder"),
        ("2026", "een jaar eerder"),
    ],
)
def test_a_period_is_set_against_the_same_one(code, than):
    text = texts({REGION: facts(se="10.5", se_year_ago="9")}, REGION, Period.parse(code))[2]
    assert text == f"Er zijn 10,50 SE, 1,50 meer dan {than}."


def test_the_small_print_counts_one_and_nobody():
    def small_print(out):
        return sentences({REGION: facts(out=out)}, own=REGION, period=Q3)[1].source

    assert small_print(1).startswith("In deze periode ging 1 mens weg.")
    assert small_print(0).startswith("In deze periode ging niemand weg.")


def test_somebody_elses_place_is_refused():
    with pytest.raises(KeyError):
        sentences(region(), own="Enschede", period=Q3)


# ---- what is hidden is not told ----


@pytest.mark.parametrize("mask", ["<5", "×"])
def test_a_hidden_number_is_left_out_in_words(mask):
    figures = region(**{"Rijssen-Holten": hidden(RIJSSEN, *(field.name for field in fields(Facts)), mask=mask)})
    assert texts(figures) == [
        f"{what} laten we weg. Zo kan niemand zien om wie het gaat."
        for what in ("Het deel dat in Rijssen-Holten bij een werkgever werkt", "Het aantal mensen", "Het aantal SE")
    ]
    assert [s.source for s in sentences(figures, own="Rijssen-Holten", period=Q3)] == [
        "Tabel T4, 3e kwartaal 2026.",
        "Tabel T1 en T3, 3e kwartaal 2026.",
        "Tabel T1, 3e kwartaal 2026.",
    ]


def test_an_unknown_number_is_called_unknown():
    assert texts({REGION: Facts()}, REGION) == [
        "Het deel dat in de regio bij een werkgever werkt is niet bekend.",
        "Het aantal mensen is niet bekend.",
        "Het aantal SE is niet bekend.",
    ]


def test_one_hidden_municipality_makes_nobody_the_most_or_the_least():
    for own in (*NAMES, REGION):
        for other in NAMES:
            figures = region(**{other: hidden(region()[other], "at_employer")})
            assert not re.search(r"meest|minst|van de zes", texts(figures, own)[0])


def test_a_hidden_year_before_is_not_compared():
    figures = {REGION: hidden(ALL_SIX, "heads_year_ago", "se_year_ago", "at_employer_year_ago")}
    spoken = texts(figures, REGION)
    assert spoken[1].startswith("De groep telt 951 mensen.")
    assert spoken[2] == "Er zijn 886,89 SE."
    assert not re.search(r"meer |minder |evenveel", " ".join(spoken))


@pytest.mark.parametrize("name", ["out", "out_pension"])
def test_a_hidden_reason_is_not_the_most(name):
    assert "pensioen" not in texts({REGION: hidden(ALL_SIX, name)}, REGION)[1]


# ---- findings ----


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("886.89", "944.43", "Er zijn 6,1 % minder SE dan een jaar eerder"),
        ("944.43", "886.89", "Er zijn 6,5 % meer SE dan een jaar eerder"),
        ("886.89", "886.89", "Er zijn evenveel SE als een jaar eerder"),
        ("886.89", "887.00", "Er zijn iets minder SE dan een jaar eerder"),
        ("3.00", "0.00", "Mensen en SE"),
    ],
)
def test_t1_finds_the_change_in_se(now, before, said):
    assert plain(se_finding(facts(se=now, se_year_ago=before))) == said


@pytest.mark.parametrize(
    ("out", "retired", "said"),
    [
        (65, 39, "65 mensen gingen weg, 60 % van hen met pensioen"),
        (65, 65, "65 mensen gingen weg, allemaal met pensioen"),
        (65, 0, "65 mensen gingen weg, niemand met pensioen"),
        (1000, 999, "1.000 mensen gingen weg, 999 van hen met pensioen"),
        (1000, 1, "1.000 mensen gingen weg, 1 van hen met pensioen"),
        (1, 1, "1 mens ging weg, met pensioen"),
        (1, 0, "1 mens ging weg, niet met pensioen"),
        (0, 0, "Niemand ging weg"),
    ],
)
def test_t3_finds_who_left(out, retired, said):
    assert plain(flow_finding(facts(out=out, out_pension=retired))) == said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (NOW, "In vier van de zes gemeenten werkt meer dan 40 % bij een werkgever; in Almelo 38,0 %"),
        (("50",) * 6, "In alle zes gemeenten werkt meer dan 40 % bij een werkgever"),
        (("40",) * 6, "In geen van de zes gemeenten werkt meer dan 40 % bij een werkgever"),
        (("41", *("40",) * 5), "In één van de zes gemeenten werkt meer dan 40 % bij een werkgever"),
    ],
)
def test_the_ladder_counts_municipalities(shares, said):
    figures = {name: facts(at_employer=share) for name, share in zip(NAMES, shares, strict=True)}
    assert plain(ladder_finding(figures | {REGION: ALL_SIX})) == said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("Rijssen-Holten", "In Rijssen-Holten groeide werk bij een werkgever het meest: 4,5 punt in een jaar"),
        ("Almelo", "In alle zes gemeenten groeide het deel dat bij een werkgever werkt"),
        ("", "In alle zes gemeenten groeide het deel dat bij een werkgever werkt"),
    ],
)
def test_growth_is_told_of_the_own_municipality_only_when_it_was_the_most(own, said):
    assert growth_finding(region(), own=own) == said


def test_the_smallest_loss_is_no_growth():
    figures = {name: facts(at_employer="40", at_employer_year_ago=str(41 + nth)) for nth, name in enumerate(NAMES)}
    assert (
        growth_finding(figures, own="Almelo")
        == "In geen van de zes gemeenten groeide het deel dat bij een werkgever werkt"
    )


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (951, 1016, "Er zijn 65 mensen minder dan een jaar eerder"),
        (12, 11, "Er is 1 mens meer dan een jaar eerder"),
        (11, 11, "Er zijn evenveel mensen als een jaar eerder"),
    ],
)
def test_the_line_finds_more_or_fewer_people(now, before, said):
    assert heads_finding(facts(heads=now, heads_year_ago=before)) == said


def test_a_finding_falls_back_to_a_plain_name():
    nothing = {name: hidden(region()[name], "at_employer") for name in NAMES} | {REGION: Facts()}
    assert se_finding(Facts()) == "Mensen en SE"
    assert flow_finding(Facts()) == "Wie erbij kwam en wie wegging"
    assert ladder_finding(nothing) == "Werkladder: waar mensen werken"
    assert growth_finding(nothing, own="Almelo") == "Deel dat bij een werkgever werkt"
    assert heads_finding(Facts()) == "Mensen in dienst"
    assert plain(flow_finding(hidden(ALL_SIX, "out_pension"))) == "65 mensen gingen weg"


# ---- a contrary sentence is impossible ----

PEOPLE = st.integers(0, 12) | st.integers(0, 2000)
HUNDREDTHS = st.integers(0, 200_000).map(lambda n: Decimal(n).scaleb(-2)) | st.sampled_from([Decimal(0), Decimal(1)])
SHARES = st.integers(0, 1000).map(lambda n: Decimal(n).scaleb(-1)) | st.sampled_from([Decimal("40.0"), Decimal("41.1")])


def cells(numbers, decimals=0):
    shown = numbers.map(lambda n: number_cell(Decimal(n), decimals))
    return shown | st.sampled_from([Cell(None, "<5", "<5"), Cell(None, "×", "×"), Cell(None, "–")])


@st.composite
def all_facts(draw):
    people, se, share = cells(PEOPLE), cells(HUNDREDTHS, 2), cells(SHARES, 1)
    out = draw(people)
    retired = draw(cells(st.integers(0, int(out.number)))) if out.number is not None else draw(people)
    return Facts(draw(people), draw(people), draw(se), draw(se), out, retired, draw(share), draw(share))


FIGURES = st.fixed_dictionaries({name: all_facts() for name in (*NAMES[:3], REGION)})
NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")


def numbers_in(text):
    return [Decimal(found.replace(".", "").replace(",", ".")) for found in NUMBER.findall(text)]


def may_be_told(figures):
    """The number of every cell, and for a year's change the difference, the percentage and the part that retired."""
    numbers = {cell.number for each in figures.values() for cell in vars(each).values() if cell.number is not None}
    for each in figures.values():
        for now, before in _pairs(each):
            numbers.add(abs(now - before))
            numbers |= {round_half_up(abs(now - before) / before * 100, 1)} if before else set()
        if each.out.number and each.out_pension.number is not None:
            numbers.add(round_half_up(each.out_pension.number / each.out.number * 100, 0))
    return numbers | {Decimal(40)}  # the mark of the ladder


def _pairs(each):
    for name in ("heads", "se", "at_employer"):
        now, before = getattr(each, name).number, getattr(each, f"{name}_year_ago").number
        if now is not None and before is not None:
            yield now, before


def round_half_up(number, decimals):
    return Decimal(int(number * 10**decimals + Decimal("0.5"))).scaleb(-decimals)


def everything_said(figures, own):
    small_print = [s.source.replace(Q3.label, "") for s in sentences(figures, own=own, period=Q3)]
    small_print = [re.sub(r"Tabel T\d( en T\d)?", "", text) for text in small_print]
    findings = [
        se_finding(figures[own]),
        flow_finding(figures[own]),
        ladder_finding(figures),
        heads_finding(figures[own]),
    ]
    return [plain(text) for text in [*texts(figures, own), *small_print, *findings, growth_finding(figures, own=own)]]


@settings(max_examples=200, deadline=None)
@given(FIGURES, st.sampled_from([NAMES[0], REGION]))
def test_every_number_comes_from_a_cell(figures, own):
    allowed = may_be_told(figures)
    for text in everything_said(figures, own):
        assert set(numbers_in(text)) <= allowed, text


@settings(max_examples=200, deadline=None)
@given(FIGURES, st.sampled_from([NAMES[0], REGION]))
def test_every_number_is_written_the_dutch_way(figures, own):
    for text in everything_said(figures, own):
        for found in NUMBER.findall(text.replace("een. ", "een ").rstrip(".")):
            decimals = len(found.partition(",")[2])
            assert found.rstrip(".") == dutch(numbers_in(found)[0], decimals)


def contradiction(figures, own):
    """The first direction, rank or majority in the texts that the figures do not bear out; "" if all is true."""
    each, (share, group, se) = figures[own], texts(figures, own)
    said = [*_changes(each.heads, each.heads_year_ago, group), *_changes(each.se, each.se_year_ago, se)]
    said += _changes(each.se, each.se_year_ago, se_finding(each))
    said += _changes(each.heads, each.heads_year_ago, heads_finding(each))
    said += [("hele regio" in share, *_direction(share, each.at_employer, figures[REGION].at_employer))]
    others = [f.at_employer.number for name, f in figures.items() if name not in {own, REGION}]
    for word, best in (("het meest van", max), ("het minst van", min)):
        extreme = None not in others and best([*others, each.at_employer.number or 0]) not in others
        said.append((word in share, word, extreme))
    most = None not in (each.out.number, each.out_pension.number) and each.out_pension.number * 2 > each.out.number
    said.append(("De meeste" in group or "Wie weg" in group, "pensioen", most))
    return next((f"{what}: {share} {group} {se}" for told_so, what, true in said if told_so and not true), "")


def _changes(now, before, text):
    yield (" dan " in text or " als " in text, *_direction(text, now, before))
    for course, sign in (("groter", 1), ("kleiner", -1), ("even groot", 0)):
        yield f"De groep {'blijft' if not sign else 'wordt'} {course}" in text, course, _sign(now, before) == sign


def _direction(text, now, before):
    word = re.search(r"\b(meer|minder|evenveel)\b", text)
    signs = {"meer": 1, "minder": -1, "evenveel": 0}
    return "richting", word is not None and _sign(now, before) == signs[word.group()]


def _sign(now, before):
    if now.number is None or before.number is None:
        return None
    return (now.number > before.number) - (now.number < before.number)


@settings(max_examples=200, deadline=None)
@given(FIGURES, st.sampled_from([NAMES[0], REGION]))
def test_no_sentence_contradicts_its_figures(figures, own):
    assert contradiction(figures, own) == ""


@pytest.mark.parametrize(
    ("name", "lie"),
    [
        ("_direction", lambda now, before: "meer" if now <= before else "minder"),
        ("_only", lambda numbers, value: "Rijssen-Holten"),
        ("_retired", lambda of: "De meeste mensen die weggingen, gingen met pensioen."),
    ],
)
def test_a_planted_lie_is_seen(monkeypatch, name, lie):
    figures = region(
        **{
            "Rijssen-Holten": replace(
                RIJSSEN, at_employer=number_cell(Decimal(42), 1), out_pension=number_cell(Decimal(4))
            )
        }
    )
    assert contradiction(figures, "Rijssen-Holten") == ""
    monkeypatch.setattr(told, name, lie)
    assert contradiction(figures, "Rijssen-Holten")


def test_what_is_hidden_changes_nothing_that_is_said():
    """Two worlds that print the same cells are told in the same words, whatever stands behind the masks."""
    for name in (field.name for field in fields(Facts)):
        one = region(**{"Rijssen-Holten": hidden(RIJSSEN, name)})
        other = region(**{"Rijssen-Holten": hidden(replace(RIJSSEN, **{name: number_cell(Decimal(3))}), name)})
        assert everything_said(one, "Rijssen-Holten") == everything_said(other, "Rijssen-Holten")
