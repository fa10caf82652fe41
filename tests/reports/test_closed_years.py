"""A correction in a closed year waits for a controller, and the reports say so (R77).

Anouk is jobcoach, Bram consulent and Ellen controller of Almelo; Carla and Fatih are of Wierden; Daan is on the board.
The year before this one is closed: the report over its last quarter was released. Commits are real where a task looks.
"""

import html
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases.models import Correction, Indication, Placement, WswEmployee
from municipalities.models import User, today
from reports import actions, restating, tasks
from reports.closed_years import FOUND, closed_years, judged
from reports.models import Report
from reports.periods import Period
from tests import people
from tests.situations import make_checked, make_member, make_neighbours, make_released, make_report

CLOSED = Period(today().year - 1, 10, 3)
YEAR = str(CLOSED.year)
MANY = 7


@pytest.fixture
def ellen(committed: None) -> User:
    return make_member("Ellen Voorbeeld", "controller", "Almelo")


@pytest.fixture
def everybody(committed: None) -> list[WswEmployee]:
    return make_neighbours(12)


@pytest.fixture
def closing(everybody: list[WswEmployee], ellen: User) -> Report:
    return make_released(make_report(CLOSED))


def as_(user: User) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def text(page: str) -> str:
    said = html.unescape(re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.S))
    return re.sub(r"\s+([.,])", r"\1", re.sub(r"\s+", " ", said))


def correct(person: WswEmployee, by: User, because: str = "De inlener stopte eerder.") -> None:
    """Their work ended a month before the year did, and only now somebody says so."""
    placement = Placement.objects.get(employee=person)
    address = reverse("placement_end", args=[person.key, placement.key])
    asked = {"on": str(CLOSED.month_ends[1] - timedelta(days=1)), "reason": "geen match"}
    asked |= {"because_kind": "anders", "because": because}
    client = as_(by)
    preview = text(client.get(address, asked).content.decode())
    assert f"Daarbij is een afgesloten jaar: {YEAR}." in preview
    response = client.post(address, asked, follow=True)
    assert f"Dit raakt een afgesloten jaar ({YEAR}) en wacht op akkoord." in text(response.content.decode())


def judge(row: Correction, by: User, verdict: str = "akkoord", note: str = "Staat zo in de opzegging.") -> str:
    response = as_(by).post(
        reverse("correction_judge", args=[row.key]), {"verdict": verdict, "verdict_note": note}, follow=True
    )
    return text(response.content.decode())


def test_a_year_is_closed_by_the_released_report_that_ends_it(closing: Report) -> None:
    assert closed_years(CLOSED.starts_on, today()) == YEAR
    assert closed_years(CLOSED.starts_on - timedelta(days=400), CLOSED.ends_on) == YEAR
    assert closed_years(CLOSED.ends_on + timedelta(days=1), today()) == ""


def test_a_quarter_within_the_year_closes_nothing(everybody: list[WswEmployee]) -> None:
    make_released(make_report(CLOSED.back(1)))
    assert closed_years(CLOSED.back(1).starts_on, today()) == ""


def test_r77_a_correction_in_a_closed_year_is_kept_and_waits(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    """It holds in the register at once; on the lists of who made it and of the controller it waits."""
    bram, carla = (make_member(name, "consulent", at) for name, at in (("Bram", "Almelo"), ("Carla", "Wierden")))
    fatih = make_member("Fatih", "controller", "Wierden")
    correct(everybody[0], bram)
    assert Placement.objects.get(employee=everybody[0]).ends_on == CLOSED.month_ends[1] - timedelta(days=1)
    row = Correction.objects.get()
    assert (row.closed_years, row.state_label) == (YEAR, "wacht op akkoord")
    lists = {user: text(as_(user).get(reverse("correction_list")).content.decode()) for user in (bram, ellen, carla)}
    assert "De inlener stopte eerder." in lists[bram]
    assert "vastgelegd door Bram" in lists[ellen]
    assert "Beoordelen" in lists[ellen]
    assert "Beoordelen" not in lists[bram]
    assert "Er wacht geen correctie op akkoord." in lists[carla]
    assert as_(fatih).get(reverse("correction_judge", args=[row.key])).status_code == 404
    assert "1 correctie in een afgesloten jaar" in text(as_(ellen).get("/").content.decode())


def test_r77_a_controller_agrees_once_with_a_note_for_the_accountant(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    bram = make_member("Bram", "consulent", "Almelo")
    correct(everybody[0], bram)
    row = Correction.objects.get()
    assert "Schrijf waarom." in judge(row, ellen, note=" ")
    assert "Kies wat u ervan vindt." in judge(row, ellen, verdict="")
    assert "Uw oordeel is bewaard." in judge(row, ellen)
    row.refresh_from_db()
    assert (row.verdict, row.decided_by, row.verdict_note) == ("akkoord", ellen, "Staat zo in de opzegging.")
    assert as_(ellen).post(reverse("correction_judge", args=[row.key]), {}).status_code == 404
    page = text(as_(bram).get(reverse("correction_list")).content.decode())
    assert "Staat zo in de opzegging." in page
    assert "akkoord" in page


def test_r77_who_judges_reads_what_was_and_what_is(everybody: list[WswEmployee], closing: Report, ellen: User) -> None:
    """Of this correction, and not of what was changed about the same person before or after."""
    bram, person = make_member("Bram", "consulent", "Almelo"), everybody[0]
    correct(person, bram)
    row = Correction.objects.get()
    Placement.objects.filter(employee=person).update(function="sorteren")
    page = text(as_(ellen).get(reverse("correction_judge", args=[row.key])).content.decode())
    last = CLOSED.month_ends[1] - timedelta(days=1)
    assert "Wat er is veranderd" in page
    assert re.search(rf"Bram wijzigde op .* van de plaatsing .*: de laatste werkdag van – naar {last:%d-%m-%Y}", page)
    assert "sorteren" not in page
    assert page.count("Bram wijzigde") == 1


def test_r77_the_difference_and_the_next_report_say_it(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    """Six wait and one is refused: the controller reads numbers and words, the board nothing of few."""
    bram, daan = make_member("Bram", "consulent", "Almelo"), make_member("Daan", "board_member", "Almelo")
    for person in everybody[:MANY]:
        correct(person, bram)
    tasks.restate_released()
    judge(Correction.objects.earliest("pk"), ellen, "geweigerd", "De opzegging is van januari.")
    address = reverse("report_changes", args=[closing.key])
    checks, board = (text(as_(user).get(address).content.decode()) for user in (ellen, daan))
    assert f"Daarna is bij {MANY} mensen iets in dat jaar gewijzigd." in checks
    assert "Wacht op akkoord: 6. Akkoord: 0. Geweigerd: 1." in checks
    assert "De opzegging is van januari. Ellen Voorbeeld" in checks
    assert f"Daarna is bij {MANY} mensen iets in dat jaar gewijzigd. Het zijn er te weinig" in board
    assert "De opzegging is van januari." not in board
    next_ = make_report()
    told = {f["figure"]: f["value"] for f in next_.content["figures"] if f["table"] == "T16A"}
    assert told == {"t16a_people": "7", "t16a_waiting": "6", "t16a_agreed": "0", "t16a_refused": "1"}
    assert next_.content["masks"].keys() >= {f"T16A|{YEAR}|t16a_refused"} or any(
        "t16a_refused" in name for name in next_.content["masks"]
    )
    assert (
        "voor de accountant: correcties in een afgesloten jaar"
        in text(as_(ellen).get(reverse("report", args=[next_.key])).content.decode()).lower()
    )


def test_what_no_form_asked_about_the_night_finds_once(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    """A decision of UWV that came late is marked; a correction that was explained is not marked twice."""
    people.meanwhile()
    bram = make_member("Bram", "consulent", "Almelo")
    correct(everybody[0], bram)
    with transaction.atomic():
        Indication.objects.filter(employee=everybody[1]).update(category="ernstig")
    for _ in range(2):
        tasks.restate_released()
        rows = Correction.objects.order_by("employee__pk").values_list("employee", "because", "closed_years")
        assert list(rows) == [
            (everybody[0].pk, "De inlener stopte eerder.", YEAR),
            (everybody[1].pk, FOUND, YEAR),
        ]
    with transaction.atomic():
        Indication.objects.filter(employee=everybody[1]).update(category="matig")
    restating.restate_all()
    assert Correction.objects.filter(employee=everybody[1]).count() == 2


def test_a_new_edition_of_the_closed_year_waits_for_the_controller(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    bram, fatih = make_member("Bram", "consulent", "Almelo"), make_member("Fatih", "controller", "Wierden")
    make_neighbours(1, name="Later Fictief")
    draft = make_report(CLOSED)
    judge(Correction.objects.get(because=FOUND), ellen)  # who is there now and was not then
    checked = make_checked(draft, ellen)
    correct(everybody[0], bram)
    with people.signing(fatih):
        with pytest.raises(actions.NotAllowed, match=f"In het afgesloten jaar {YEAR} wacht nog 1 correctie op akkoord"):
            actions.release(report=checked, by=fatih)
        with pytest.raises(DatabaseError, match="wacht nog een correctie"), transaction.atomic():
            Report.objects.filter(pk=checked.pk).update(state="vrijgegeven")
    judge(Correction.objects.exclude(because=FOUND).get(), ellen)
    with people.signing(fatih):
        actions.release(report=checked, by=fatih)
    closing.refresh_from_db()
    assert closing.state == "vervangen"


def test_what_counts_people_counts_each_once(everybody: list[WswEmployee], closing: Report, ellen: User) -> None:
    """Who has one correction that was agreed to and one that waits, waits."""
    for _ in range(2):
        Correction.objects.create(
            employee=everybody[0], because="x", reports="", starts_on=CLOSED.ends_on, ends_on=CLOSED.ends_on
        )
    judge(Correction.objects.earliest("pk"), ellen)
    found = judged(CLOSED.year)
    assert found is not None
    assert (found.people, found.waiting, found.agreed, found.refused) == (1, 1, 0, 0)


def late_decision(person: WswEmployee) -> None:
    """UWV's decision comes late. No form asks a reason."""
    with transaction.atomic():
        Indication.objects.filter(employee=person).update(category="ernstig")


def test_what_changed_before_the_release_was_no_closed_year(everybody: list[WswEmployee], ellen: User) -> None:
    draft = make_report(CLOSED)
    late_decision(everybody[0])
    make_released(draft)
    tasks.restate_released()
    assert not Correction.objects.exists()


def test_an_older_correction_that_is_judged_today_explains_nothing(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    bram = make_member("Bram", "consulent", "Almelo")
    correct(everybody[0], bram)
    tasks.restate_released()
    late_decision(everybody[0])
    judge(Correction.objects.get(), ellen)
    tasks.restate_released()
    assert Correction.objects.filter(because=FOUND).count() == 1


def test_a_correction_of_other_days_explains_nothing(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    with transaction.atomic():
        early = CLOSED.back(3)
        Correction.objects.create(
            employee=everybody[0], because="Iets anders.", reports="x", starts_on=early.starts_on, ends_on=early.ends_on
        )
        Placement.objects.filter(employee=everybody[0]).update(ends_on=CLOSED.month_ends[1] - timedelta(days=1))
    tasks.restate_released()
    assert Correction.objects.filter(because=FOUND).count() == 1


def test_an_edition_that_is_made_before_the_night_marks_it_too(
    everybody: list[WswEmployee], closing: Report, ellen: User
) -> None:
    late_decision(everybody[0])
    made = make_report(CLOSED)
    assert made.edition == 2
    assert [row.because for row in Correction.objects.waiting()] == [FOUND]
    tasks.restate_released()
    assert Correction.objects.count() == 1


def test_a_year_that_was_closed_longer_ago_is_looked_at_too(
    everybody: list[WswEmployee], closing: Report, ellen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_released(make_report(CLOSED.back(-1)))
    monkeypatch.setattr(restating, "PERIODS", 1)
    late_decision(everybody[0])
    for _ in range(2):
        tasks.restate_released()
    assert [(row.because, row.closed_years) for row in Correction.objects.all()] == [(FOUND, YEAR)]
