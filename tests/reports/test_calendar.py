"""The P&C calendar. The days are those of the dossier (5.1, R78-R80) and of the law, reckoned by hand."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from municipalities.models import User, today
from reports import calendar
from reports.calendar import Decisions, Done
from reports.models import DoneTask, Meeting
from tests import people, situations
from tests.cases.destroying import asking_as
from tests.people import day
from tests.reports.test_report_pages import text

NONE = Decisions({}, {})


def task(code: str, about: str, decided: Decisions = NONE, done: Done | None = None) -> calendar.Task:
    rule = calendar.BY_CODE[code]
    return calendar.Task(rule, about, rule.due(about, decided), done)


@pytest.mark.parametrize(
    ("code", "about", "last_day"),
    [
        ("kaderbrief", "2027", "30-04-2026"),  # R80: in the year before the budget's
        ("kaderbrief", "2029", "30-04-2028"),
        ("voorlopige-jaarrekening", "2025", "30-04-2026"),  # in the year after
        ("jaarrekening", "2025", "14-07-2026"),  # before 15 July
        ("begroting", "2027", "14-09-2026"),  # before 15 September
        ("wsw-statistiek", "2026H1", "11-08-2026"),  # R78
        ("wsw-statistiek", "2026H2", "11-02-2027"),
        ("wsw-statistiek", "2027H2", "11-02-2028"),  # a leap year begins no other way
        ("concept", "2026Q3", "20-10-2026"),
        ("concept", "2026Q4", "20-01-2027"),
        ("vrijgave", "2027Q4", "30-01-2028"),
        ("vrijgave", "2028Q1", "30-04-2028"),
    ],
)
def test_each_fixed_day(code: str, about: str, last_day: str) -> None:
    assert task(code, about).due.last_day == day(last_day)


@pytest.mark.parametrize(
    ("decides_on", "last_day"),
    [
        ("09-07-2026", "16-04-2026"),  # R79
        ("01-07-2026", "08-04-2026"),
        ("24-05-2028", "01-03-2028"),  # 84 days back, over no leap day: 23 days of May, 30 of April, 31 of March
        ("22-05-2028", "28-02-2028"),  # over the leap day: two days earlier is the 28th, for the 29th is between
    ],
)
def test_the_draft_budget_is_sent_twelve_weeks_before_the_ab_decides(decides_on: str, last_day: str) -> None:
    decided = Decisions({2030: day(decides_on)}, {})
    due = task("ontwerpbegroting", "2030", decided).due
    assert (due.last_day, due.guessed, due.last_day.weekday()) == (day(last_day), False, day(decides_on).weekday())


def test_without_a_meeting_the_latest_that_can_be_is_said_to_be_a_guess() -> None:
    """To be sent before 15 September it is adopted on the 14th at the latest: 84 days before is 22 June."""
    due = task("ontwerpbegroting", "2027").due
    assert (due.last_day, due.guessed) == (day("22-06-2026"), True)


@pytest.mark.parametrize(
    ("code", "about", "decided_on", "last_day"),
    [
        ("begroting", "2027", "09-07-2026", "23-07-2026"),  # within two weeks
        ("begroting", "2027", "31-08-2026", "14-09-2026"),  # both at once
        ("begroting", "2027", "10-09-2026", "14-09-2026"),  # two weeks would be after the limit
        ("jaarrekening", "2025", "25-06-2026", "09-07-2026"),
        ("jaarrekening", "2025", "09-07-2026", "14-07-2026"),
    ],
)
def test_what_the_ab_adopted_is_sent_within_two_weeks(code: str, about: str, decided_on: str, last_day: str) -> None:
    on = {int(about): day(decided_on)}
    assert task(code, about, Decisions(on, on)).due.last_day == day(last_day)


def test_a_year_has_its_fifteen_tasks_in_the_order_of_their_days() -> None:
    """Counted by hand in 5.1: two half-years, two to the councils, the draft, two to the province, four quarters."""
    found = calendar.tasks_of(2026, NONE, {})
    assert len(found) == 2 + 2 + 1 + 2 + 4 + 4  # of each quarter a draft and a release
    assert found == sorted(found, key=lambda each: each.due.last_day)
    assert all(each.due.last_day.year == 2026 for each in found)
    assert found[0].what == "Concept van het rapport over het 4e kwartaal 2025"


def test_every_year_of_a_century_every_task_falls_in_its_own_year_and_once() -> None:
    told = [(each.rule.code, each.about) for year in range(2016, 2116) for each in calendar.tasks_of(year, NONE, {})]
    assert len(told) == len(set(told)) == 100 * 15
    for year in range(2016, 2116):
        assert {each.due.day.year for each in calendar.tasks_of(year, NONE, {})} == {year}


@pytest.mark.parametrize(
    ("on", "done_on", "words", "level"),
    [
        ("15-04-2026", None, "morgen", "warn"),
        ("16-04-2026", None, "vandaag", "warn"),
        ("17-04-2026", None, "1 dag te laat", "bad"),  # R79: red if later
        ("30-04-2026", None, "14 dagen te laat", "bad"),
        ("01-03-2026", None, "over 46 dagen", "info"),
        ("30-04-2026", "16-04-2026", "✓ gedaan", "ok"),
        ("30-04-2026", "18-04-2026", "gedaan, 2 dagen te laat", "bad"),
    ],
)
def test_lateness_stands_there_in_words_and_in_red(on: str, done_on: str | None, words: str, level: str) -> None:
    done = Done(day(done_on), "Ellen") if done_on else None
    draft = task("ontwerpbegroting", "2027", Decisions({2027: day("09-07-2026")}, {}), done)
    assert calendar.in_words(draft, day(on)) == (words, level)


def test_the_day_of_vor_is_too_late() -> None:
    assert task("begroting", "2027").is_late(day("14-09-2026")) is False
    assert task("begroting", "2027").is_late(day("15-09-2026")) is True


# The page


def test_ellen_enters_the_ab_and_the_term_follows(client, ellen):
    client.force_login(ellen)
    assert "Er is nog geen vergadering van het AB ingevuld" in text(client.get("/kalender/?jaar=2026"))
    sent = {"held_on": "2026-07-09", "budget_year": "2027", "account_year": "2025"}
    assert client.post("/kalender/vergadering/nieuw/", sent)["Location"] == "/kalender/?jaar=2026"
    said = text(client.get("/kalender/?jaar=2026"))
    assert "Ontwerpbegroting 2027 naar de raden" in said
    assert "uiterlijk 16-04-2026" in said
    assert "uiterlijk 23-07-2026" in said  # the budget
    assert "vóór 15-07-2026" in said  # the account


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"held_on": "2027-01-05", "budget_year": "2027"}, "Een begroting wordt vastgesteld voor haar jaar"),
        ({"held_on": "2025-12-05", "account_year": "2025"}, "Een jaarrekening wordt vastgesteld na het jaar"),
        ({"held_on": "2026-09-01", "budget_year": "2027"}, "Een andere vergadering stelt deze begroting al vast"),
        ({"held_on": "2026-07-09"}, "Op deze dag staat er al een vergadering"),
        ({"held_on": ""}, "Vul een datum in"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_in_words(client, ellen, sent, words):
    Meeting.objects.create(held_on=day("09-07-2026"), budget_year=2027)
    client.force_login(ellen)
    response = client.post("/kalender/vergadering/nieuw/", sent)
    assert response.status_code == 422
    assert words in text(response)


def test_ellen_marks_a_task_and_it_says_who_and_when(client, ellen, daan):
    client.force_login(ellen)
    url = "/kalender/kaderbrief/2027/gedaan/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"done_on": "2026-05-02"}).status_code == 302
    client.force_login(daan)
    said = text(client.get("/kalender/?jaar=2026"))
    assert "gedaan, 2 dagen te laat 02-05-2026 , Ellen Voorbeeld" in said
    assert "Toch niet" not in said  # a board member changes nothing


def test_what_was_done_tomorrow_is_refused_by_the_form_and_by_the_database(client, ellen):
    client.force_login(ellen)
    tomorrow = today() + timedelta(days=1)
    response = client.post("/kalender/kaderbrief/2027/gedaan/", {"done_on": tomorrow.isoformat()})
    assert response.status_code == 422
    assert "Deze dag is nog niet geweest" in text(response)
    with pytest.raises(DatabaseError, match="task_not_done_beforehand"), transaction.atomic():
        mark(ellen, "kaderbrief", "2027", tomorrow)


def test_taken_back_it_is_open_again_and_may_be_done_again(client, ellen, fatih):
    mark(ellen, "kaderbrief", "2027", day("20-04-2026"))
    client.force_login(fatih)
    row = DoneTask.objects.get()
    assert "stond al op gedaan" in text(client.get("/kalender/kaderbrief/2027/gedaan/", follow=True))
    client.post(f"/kalender/gedaan/{row.key}/terughalen/")
    assert calendar.find("kaderbrief", "2027").done is None
    assert client.post("/kalender/kaderbrief/2027/gedaan/", {"done_on": "2026-04-21"}).status_code == 302
    assert DoneTask.objects.count() == 2


def test_a_task_is_done_once_also_for_two_at_once(ellen, fatih):
    mark(ellen, "kaderbrief", "2027", day("20-04-2026"))
    with pytest.raises(DatabaseError, match="a_task_is_done_once"), transaction.atomic():
        mark(fatih, "kaderbrief", "2027", day("20-04-2026"))


def test_a_form_opened_before_the_ab_moved_says_so(client, ellen):
    """The term was another one when the page was opened."""
    Meeting.objects.create(held_on=day("09-07-2026"), budget_year=2027)
    people.meanwhile()
    client.force_login(ellen)
    page = client.get("/kalender/ontwerpbegroting/2027/gedaan/").content.decode()
    version = page.split('name="versie" value="')[1].split('"')[0]
    Meeting.objects.update(held_on=day("02-07-2026"))
    people.meanwhile()
    response = client.post("/kalender/ontwerpbegroting/2027/gedaan/", {"done_on": "2026-04-16", "versie": version})
    assert response.status_code == 409
    assert not DoneTask.objects.exists()


@pytest.mark.parametrize(
    "path",
    ["kaderbrief/2027Q1", "kaderbrief/x", "niets/2027", "concept/2026Q3", "vrijgave/2026Q3", "wsw-statistiek/2026"],
)
def test_a_task_that_is_none_or_that_nobody_marks_is_not_found(client, ellen, path):
    client.force_login(ellen)
    assert client.get(f"/kalender/{path}/gedaan/").status_code == 404


def test_the_reports_say_themselves_that_they_are_made_and_released(ellen, fatih):
    situations.make_neighbours(situations.ENOUGH)
    last = situations.LAST_QUARTER
    report = situations.make_report(by=ellen)
    found = calendar.find("concept", last.code).done
    assert (found.on, found.by) == (today(), "Ellen Voorbeeld")
    assert calendar.find("vrijgave", last.code).done is None
    situations.make_released(report, ellen, fatih)
    assert calendar.find("vrijgave", last.code).done.by == "Fatih Voorbeeld"


def test_no_report_is_late_over_a_quarter_before_the_first_one(ellen):
    last = situations.LAST_QUARTER
    situations.make_report(last.back(2))
    years = range(last.back(5).year, last.year + 2)
    asked = {each.about for each in calendar.calendar(*years) if each.rule.code == "concept"}
    assert last.back(3).code not in asked
    assert {last.back(2).code, last.back(1).code, last.code} <= asked


@pytest.mark.parametrize("who", ["bram", "anouk", "gerda", "hans"])
def test_others_may_not(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/kalender/").status_code == 403


def test_by_sql_others_see_and_write_nothing(bram: User, daan: User, ellen: User) -> None:
    Meeting.objects.create(held_on=day("09-07-2026"))
    for user, many in ((bram, 0), (daan, 1), (ellen, 1)):
        with asking_as(user):
            assert Meeting.objects.count() == many
    for user in (bram, daan):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), asking_as(user):
            Meeting.objects.create(held_on=day("10-07-2026"))


def test_the_start_page_of_the_controller_has_the_next_three(client, ellen, bram, monkeypatch):
    monkeypatch.setattr("soweco_portal.start.today", lambda: day("01-08-2026"))
    monkeypatch.setattr("reports.calendar.today", lambda: day("01-08-2026"))
    for each in calendar.calendar(2025, 2026):
        if not each.rule.reported and each.due.last_day < day("01-08-2026") and each.rule.code != "kaderbrief":
            mark(ellen, each.rule.code, each.about, each.due.last_day)
    client.force_login(ellen)
    said = text(client.get("/"))
    for words in (
        "taken zijn te laat",
        "Wsw-statistiek over het 1e halfjaar 2026 leveren uiterlijk 11-08-2026",
        "Begroting 2027 naar gedeputeerde staten uiterlijk 14-09-2026",
        "Concept van het rapport over het 3e kwartaal 2026 uiterlijk 20-10-2026",
    ):
        assert words in said
    assert "3e kwartaal 2026 vrijgeven" not in said  # the fourth
    client.force_login(bram)
    assert "P&C-kalender" not in text(client.get("/"))


@pytest.mark.parametrize("year", ["1999", "9999", "²⁰²⁶"])
def test_a_year_that_has_no_calendar(client, daan, year):
    client.force_login(daan)
    assert client.get("/kalender/", {"jaar": year}).status_code == (200 if year == "²⁰²⁶" else 404)


def mark(by: User, rule: str, about: str, on: date) -> None:
    with people.signing(by):
        DoneTask.objects.create(rule=rule, about=about, done_on=on, done_by=by)
