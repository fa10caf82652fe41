"""An SE explains itself, also when there is none."""

from decimal import Decimal

import pytest

from cases.se_explained import NOT_COUNTED, explain
from tests.cases.dossiers import FakeStand, away, decision, home, hours, job, make_dossier
from tests.people import day

TODAY = day("22-11-2026")
ALMELO = home("01-01-2000")


def of(hours_and_factor, **fields):
    """A stand of so many hours under the norm of 36."""
    number, factor = hours_and_factor
    fte = min(Decimal(number) / 36, Decimal(1))
    return FakeStand(
        **{"hours": Decimal(number), "fte": fte, "factor": Decimal(factor), "se": fte * Decimal(factor)} | fields
    )


def test_hours_norm_factor_and_outcome():
    dossier = make_dossier(
        ALMELO, job("01-01-2015"), hours(28, "01-01-2015"), decision("01-01-2015", "31-12-2030", "ernstig")
    )
    told = explain(of((28, "1.25"), category="ernstig"), dossier, TODAY)
    assert (told.value, told.lines) == ("0,97 SE", ["28 ÷ 36 uur = 0,78 fte, × 1,25 (ernstig) = 0,97"])


def test_more_than_a_full_week_is_capped():
    dossier = make_dossier(ALMELO, job("01-01-2015"), hours(40, "01-01-2015"), decision("01-01-2015", "31-12-2030"))
    told = explain(of((40, "1")), dossier, TODAY)
    assert told.lines == ["40 ÷ 36 uur = 1,11, hoogstens 1,00 fte, × 1,00 (matig) = 1,00"]


def test_two_employments_are_added_up():
    dossier = make_dossier(
        ALMELO, decision("01-01-2015", "31-12-2030"), job("01-01-2015"), hours(20, "01-01-2015"),
        job("01-01-2015", nth=2), hours(20, "01-01-2015", nth=2),
    )  # fmt: skip
    told = explain(of((40, "1")), dossier, TODAY)
    assert told.lines[0].startswith("20 ÷ 36 + 20 ÷ 36 uur = 1,11, hoogstens 1,00 fte")


def test_a_sum_that_would_not_come_out_is_not_shown():
    dossier = make_dossier(ALMELO, job("01-01-2015"), hours(28, "01-01-2015"), decision("01-01-2015", "31-12-2030"))
    assert explain(FakeStand(), dossier, TODAY).lines == ["1,00 fte, × 1,00 (matig) = 1,00"]


def test_one_municipality_counts_and_another_pays():
    wierden = home("01-01-2023", None, "Wierden", "GM0189")
    dossier = make_dossier(wierden, job("01-01-2015"), hours(36, "01-01-2015"), decision("01-01-2015", "31-12-2030"))
    assert "Wierden telt de SE, Almelo betaalt het loon." in explain(FakeStand("GM0189"), dossier, TODAY).lines


def test_who_lives_outside_the_six():
    raalte = home("01-01-2023", None, "Raalte", "GM0177")
    dossier = make_dossier(raalte, job("01-01-2015"), hours(36, "01-01-2015"), decision("01-01-2015", "31-12-2030"))
    told = explain(FakeStand("buiten"), dossier, TODAY).lines
    assert "Raalte doet niet mee: de SE staat bij ‘buiten’. Almelo betaalt het loon." in told


def test_who_lives_abroad_counts_for_the_last_dutch_municipality():
    dossier = make_dossier(
        home("01-01-2000", "31-12-2023"), home("01-01-2024", None, None), job("01-01-2015"), hours(36, "01-01-2015"),
        decision("01-01-2015", "31-12-2030"),
    )  # fmt: skip
    told = explain(FakeStand(), dossier, TODAY).lines
    assert "Woont in het buitenland: de laatste Nederlandse gemeente telt, Almelo." in told


def test_in_service_before_1998_is_always_matig():
    dossier = make_dossier(
        ALMELO, job("01-01-1996"), hours(36, "01-01-1996"), decision("01-01-2015", "31-12-2030", "ernstig")
    )
    told = explain(FakeStand(), dossier, TODAY)
    assert ("In dienst voor 1998: altijd matig." in told.lines, told.always_matig) == (True, True)


def test_begeleid_werken_says_so():
    bakery = job("01-01-2015", kind="begeleid_werken", employer="Bakkerij Verzonnen", employer_place=None)
    dossier = make_dossier(ALMELO, bakery, hours(36, "01-01-2015"), decision("01-01-2015", "31-12-2030"))
    assert "Begeleid werken: telt net zo mee." in explain(FakeStand(kind="begeleid_werken"), dossier, TODAY).lines


@pytest.mark.parametrize(
    ("stand", "words"),
    [
        ({"leave": "onbetaald"}, "Onbetaald verlof: telt niet mee."),
        ({"leave": "rvu", "rvu_se": Decimal("0.97")}, "RVU: telt niet mee. Zou 0,97 SE zijn."),
        ({"category": ""}, "Geen indicatie vastgelegd: zonder categorie is er geen SE."),
        ({}, "0 uur per week: telt niet mee."),
    ],
)
def test_a_stand_that_counts_for_nothing_says_why(stand, words):
    dossier = make_dossier(ALMELO, job("01-01-2015"), away("rvu", "01-01-2026"), decision("01-01-2015", "31-12-2030"))
    told = explain(FakeStand(se=Decimal(0), **stand), dossier, TODAY)
    assert (told.value, told.lines[0]) == (NOT_COUNTED, words)


@pytest.mark.parametrize(
    ("dossier", "words"),
    [
        (make_dossier(), "Er is nog geen dienstverband vastgelegd."),
        (make_dossier(job("01-01-2030")), "Komt in dienst op 01-01-2030."),
        (
            make_dossier(job("01-01-2015", "31-03-2026", outflow_reason="ZIE")),
            "Niet in dienst sinds 01-04-2026 (twee jaar ziek).",
        ),
        (make_dossier(job("01-01-1985", "31-12-2005"), aow_on=day("01-02-2009")), "Niet in dienst sinds 01-01-2006."),
        (make_dossier(job("01-01-2015", kind="beschut_werk")), "Beschut werk is Participatiewet, geen Wsw."),
        (make_dossier(job("01-01-2015"), aow_on=TODAY), "AOW-leeftijd bereikt op 22-11-2026."),
        (make_dossier(job("01-01-2015"), died_on=day("21-11-2026")), "Overleden op 21-11-2026."),
    ],
)
def test_no_stand_says_why(dossier, words):
    told = explain(None, dossier, TODAY)
    assert (told.value, told.lines) == (NOT_COUNTED, [words])
