"""The timeline as a picture: what it shows, what it leaves out, and that it stands whatever is registered."""

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from cases.occupation import stretches
from cases.scale import scale
from cases.timeline import timeline
from tests.cases.dossiers import away, decision, home, hours, job, make_dossier, sick, work
from tests.people import day

TODAY = day("22-11-2026")
SERVICE = (job("01-01-2017"), hours(36, "01-01-2017"))
HISTORY = (
    home("01-01-2017", "31-08-2023"), home("01-09-2023", None, "Wierden", "GM0189"),
    job("01-01-2017"), hours(32, "01-01-2017", "30-06-2022"), hours(28, "01-07-2022"),
    decision("01-01-2017", "14-05-2021"), decision("15-05-2021", "31-01-2027", "ernstig"),
    work("BSB", 32, "01-01-2017", "31-08-2020"), work("GRD", 32, "01-12-2020", "12-06-2022", "Bakkerij Test"),
    work("IND", 28, "01-07-2022", "31-12-2026", "Kwekerij Verzonnen"), sick("15-01-2024", "19-05-2024"),
)  # fmt: skip


def draw(*rows, on=TODAY, name="Truus Fictief", **fields):
    dossier = make_dossier(*rows, **fields)
    return timeline(name, dossier, stretches(dossier), day=on, today=TODAY)


def parsed(drawn):
    return ElementTree.fromstring(drawn.picture)  # noqa: S314  our own markup


def titles(drawn):
    return [found.text for found in parsed(drawn).iter("title")][1:]


def texts(drawn):
    return [found.text for found in parsed(drawn).iter("text")]


def bars(drawn, title):
    """The rects under the link with this title, by class."""
    link = next(link for link in parsed(drawn).iter("a") if link.find("title").text.startswith(title))
    return {rect.get("class"): rect for rect in link.iter("rect")}


def test_every_registration_is_a_link_to_its_first_day():
    drawn = draw(*HISTORY)
    assert "Individuele detachering, Kwekerij Verzonnen: 01-07-2022 t/m 31-12-2026" in titles(drawn)
    hrefs = {link.get("href") for link in parsed(drawn).iter("a")}
    assert {"?peildatum=2022-07-01#tijdlijn", "?peildatum=2023-09-01#tijdlijn"} <= hrefs


def test_the_list_says_what_the_picture_says():
    drawn = draw(*HISTORY)
    told = {f"{row['text']}: {row['from']} {'t/m ' + row['to'] if row['to'] else 'tot nu'}" for row in drawn.rows}
    assert told == set(titles(drawn))


def test_the_list_is_by_lane_and_the_newest_first():
    rows = draw(*HISTORY).rows
    assert [row["text"] for row in rows if row["lane"] == "Gemeente"] == ["Woont in Wierden", "Woont in Almelo"]
    assert [row["from"] for row in rows if row["text"] == "Zonder werk"] == ["13-06-2022", "01-09-2020"]


def test_title_and_description():
    drawn = parsed(draw(*HISTORY))
    assert drawn.find("title").text == "Tijdlijn van Truus Fictief, 2017 tot en met juni 2027"
    assert drawn.find("desc").text.startswith("5 banen: gemeente, dienstverband, categorie, plaatsing, verzuim.")
    assert (drawn.get("aria-labelledby"), drawn.get("aria-describedby")) == ("tl-t", "tl-d")


def test_past_is_pale_now_is_dark_and_later_is_dashed():
    drawn = draw(*HISTORY)
    assert set(bars(drawn, "Woont in Almelo")) == {"b b-then"}
    assert set(bars(drawn, "Woont in Wierden")) == {"b b-now"}
    assert set(bars(drawn, "Categorie ernstig")) == {"b b-now", "b b-plan"}


def test_on_another_day_another_bar_is_dark():
    drawn = draw(*HISTORY, on=day("01-01-2020"))
    assert set(bars(drawn, "Woont in Almelo")) == {"b b-now"}
    assert "01-01-2020" in texts(drawn)


def test_the_height_of_the_employment_is_its_hours():
    drawn = draw(*HISTORY)
    more, less = bars(drawn, "Gemeente Almelo, 32 uur")["hours b"], bars(drawn, "Gemeente Almelo, 28 uur")["hours b"]
    assert float(more.get("height")) / float(less.get("height")) == pytest.approx(32 / 28, abs=0.01)


def test_a_placement_stands_on_its_step():
    drawn = draw(*HISTORY)
    low, high = bars(drawn, "Beschut binnen")["b s1"], bars(drawn, "Individuele detachering")["b s4"]
    assert float(low.get("y")) - float(high.get("y")) == pytest.approx(3 * 20.4, abs=0.1)


def test_months_without_work_are_drawn_though_nobody_stored_them():
    drawn = draw(*HISTORY)
    assert "b b-gap" in bars(drawn, "Zonder werk: 01-09-2020 t/m 30-11-2020")
    assert "3 maanden zonder werk" in texts(drawn)


def test_some_of_the_hours_without_work():
    drawn = draw(*SERVICE, work("BSB", 24, "01-01-2017"))
    assert bars(drawn, "12 van de 36 uur zonder werk")["b b-gap"].get("height") == "6"


def test_of_two_placements_the_main_one_is_on_its_step_and_the_other_a_thin_line():
    drawn = draw(*SERVICE, work("IND", 20, "01-01-2024", None, "Kas"), work("BSB", 16, "01-01-2024"))
    assert "b s4" in bars(drawn, "Individuele detachering, Kas")
    assert bars(drawn, "Ook: beschut binnen, 16 uur")["b-now"].get("height") == "2"


def many_short(number, of=5):
    first, days = day("01-01-2020"), timedelta(days=of)
    starts = [first + days * nth for nth in range(number)]
    forms = itertools.cycle(("IND", "GRD"))
    return [work(next(forms), 36, f"{start:%d-%m-%Y}", f"{start + days - timedelta(1):%d-%m-%Y}") for start in starts]


def test_many_short_placements_become_one_bar_with_their_number():
    drawn = draw(*SERVICE, *many_short(40))
    assert "40 plaatsingen: 01-01-2020 t/m 18-07-2020" in titles(drawn)
    assert "40 plaatsingen" in texts(drawn)
    assert len([row for row in drawn.rows if "detachering" in row["text"]]) == 40


def test_no_lines_are_drawn_between_steps_one_cannot_see():
    apart, together = (
        [line for line in parsed(draw(*SERVICE, *many_short(40, of))).iter("line") if line.get("class") == "rule"]
        for of in (40, 5)
    )
    assert len(apart) - len(together) >= 39


def test_how_long_somebody_was_without_work():
    for last, words in (
        ("10-01-2020", "zonder werk"),
        ("31-01-2020", "1 maand zonder werk"),
        ("31-12-2022", "3 jaar zonder werk"),
    ):
        after = (work("BSB", 36, "01-01-2017", "31-12-2019"), work("BSB", 36, f"{day(last) + timedelta(1):%d-%m-%Y}"))
        assert words in texts(draw(*SERVICE, *after))


def test_a_bar_that_stays_alone_is_never_too_thin_to_hit():
    drawn = draw(*SERVICE, sick("01-03-2020", "01-03-2020"))
    assert float(bars(drawn, "Ziek")["b b-sick"].get("width")) == 3


def test_the_lane_for_leave_is_there_for_who_had_any():
    assert "Verlof" not in texts(draw(*SERVICE))
    assert "Verlof" in texts(draw(*SERVICE, away("onbetaald", "01-03-2020", "01-06-2020")))


def test_a_label_that_fits_nowhere_is_left_out():
    long = "Verpakkingsbedrijf met een naam die langer is dan een bar van een jaar ooit zou kunnen zijn (fictief)"
    drawn = draw(*SERVICE, work("IND", 36, "01-01-2020", "31-12-2020", long), work("IND", 36, "01-01-2021"))
    assert not any(text.startswith("Verpakkings") for text in texts(drawn))
    assert any(long in title for title in titles(drawn))


def test_an_indication_past_its_term_is_faded_but_there():
    drawn = draw(*SERVICE, decision("01-01-2017", "31-12-2020"))
    assert set(bars(drawn, "Categorie matig, indicatie niet meer geldig")) == {"b b-pale"}


def test_text_is_escaped():
    evil = '<script>alert(1)</script> & "co"'
    drawn = draw(*SERVICE, work("IND", 36, "01-01-2018", None, evil), name=evil)
    assert "<script>" not in drawn.picture
    assert any(evil in title for title in titles(drawn))


def test_no_style_and_no_script():
    assert not re.search(r"style=|<style|<script|\son\w+=", draw(*HISTORY).picture)


STORIES = {
    "nothing": (),
    "a home and no more": (home("01-01-1950"),),
    "in service before 1990": (job("01-01-1985"), hours(36, "01-01-1985"), work("BSB", 36, "01-01-1985")),
    "left in 2005": (job("01-01-1985", "31-12-2005"), hours(36, "01-01-1985", "31-12-2005")),
    "until 2040": (*SERVICE, work("IND", 36, "01-01-2020", "31-12-2040"), decision("01-01-2020", "31-12-2040")),
    "still to begin": (job("01-01-2028"), hours(36, "01-01-2028"), work("BSB", 36, "01-01-2028")),
    "one day": (job("22-11-2026", "22-11-2026"), hours(36, "22-11-2026", "22-11-2026")),
    "no hours": (job("01-01-2020"),),
    "0 hours": (job("01-01-2020"), hours(0, "01-01-2020")),
    "80 hours": (*SERVICE, job("01-01-2020", nth=2), hours(40, "01-01-2020", nth=2)),
    "withdrawn on its first day": (decision("01-01-2020", "31-12-2024", withdrawn="01-01-2020"),),
    "five at once": (*SERVICE, *(work(form, 7, "01-01-2020") for form in ("BSB", "WOL", "GRD", "IND", "BW"))),
}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("on", ["22-11-2026", "01-01-1900", "31-12-2200", "29-02-2024"])
def test_it_stands_whatever_is_registered(story, on):
    drawn = parsed(draw(*STORIES[story], on=day(on)))
    numbers = [float(rect.get(side)) for rect in drawn.iter("rect") for side in ("width", "height")]
    assert min(numbers) >= 0
    assert all(0 <= float(rect.get("x") or 0) <= 1200 for rect in drawn.iter("rect"))


def test_nothing_yet_says_so():
    assert "Hier komt wat er met een datum is vastgelegd." in texts(draw())


def test_ten_years_and_what_is_agreed():
    seen = scale(make_dossier(*SERVICE, job("01-01-1990", nth=2)), TODAY, TODAY)
    assert (seen.first, seen.last) == (day("01-01-2017"), day("23-06-2027"))


def test_who_left_long_ago_is_seen_in_service():
    seen = scale(make_dossier(job("01-01-1985", "31-12-2005")), TODAY, TODAY)
    assert seen.first == day("01-01-1996")


def test_the_day_looked_at_is_always_in_sight():
    for on in (day("01-05-1994"), day("01-05-2031")):
        seen = scale(make_dossier(*SERVICE), on, TODAY)
        assert seen.first <= on <= seen.last


def test_the_years_can_be_read_however_many():
    for years in (10, 30, 130):
        labels = scale(make_dossier(), date(2026 - years, 1, 1), TODAY).years()
        assert min(then - now for (_, now), (_, then) in itertools.pairwise(labels)) >= 36
