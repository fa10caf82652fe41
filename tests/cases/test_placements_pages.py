"""Ending a placement and starting another: what will happen is said beforehand, and what cannot be is said in words."""

import threading
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Correction, Hirer, Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import source
from tests.situations import LAST_QUARTER, make_released, make_report

TODAY = today()


def dutch(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def new(person: WswEmployee) -> str:
    return reverse("placement_new", args=[person.key])


def ending(placement: Placement) -> str:
    return reverse("placement_end", args=[placement.employment.employee.key, placement.key])


def filled(person: WswEmployee, **changed: Any) -> dict[str, Any]:
    """The form as Anouk fills it in for 24 hours with a hirer, from today; None leaves a field out."""
    employment = person.employments.get().pk
    data = {"form": "GRD", "hirer": "Bedacht BV", "function": "inpakken", "hours": "24", "starts_on": TODAY.isoformat()}
    return {name: value for name, value in (data | {"employment": employment} | changed).items() if value is not None}


@pytest.fixture
def placement(truus: WswEmployee) -> Placement:
    """Truus works 36 hours beschut binnen, since 2008."""
    return Placement.objects.get(employment__employee=truus)


@pytest.fixture
def bedacht(db: None) -> Hirer:
    return Hirer.objects.create(name="Bedacht BV")


@pytest.fixture
def as_anouk(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def refused(client: Client, url: str, data: dict[str, Any]) -> str:
    """The page that refuses, after seeing that nothing was saved."""
    before = state()
    response = client.post(url, data)
    assert response.status_code == 422
    assert state() == before
    page = response.content.decode()
    assert "<title>Fout: " in page
    return page


def state() -> list[tuple[Any, ...]]:
    columns = ("pk", "form", "hours", "starts_on", "ends_on", "end_reason", "recorded_at")
    return list(Placement.objects.order_by("pk").values_list(*columns))


def test_what_runs_on_the_first_day_may_be_ended_though_it_is_over_by_now(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """It ended yesterday; the new work turns out to have begun ten days ago."""
    eve, first = TODAY - timedelta(days=1), TODAY - timedelta(days=10)
    Placement.objects.update(ends_on=eve)
    data = filled(truus, starts_on=first.isoformat())
    page = refused(as_anouk, new(truus), data)
    assert "In de weg staat: <a " in page
    assert f'name="replaces" value="{placement.pk}"' in page
    assert as_anouk.post(new(truus), data | {"replaces": [placement.pk]}).status_code == 302
    placement.refresh_from_db()
    assert placement.ends_on == first - timedelta(days=1)


# Ending


def test_anouk_ends_a_placement(as_anouk: Client, placement: Placement, truus: WswEmployee) -> None:
    response = as_anouk.post(ending(placement), {"on": TODAY.isoformat(), "reason": "stap omhoog"}, follow=True)
    placement.refresh_from_db()
    assert (placement.ends_on, placement.end_reason) == (TODAY, "stap omhoog")
    assert response.redirect_chain == [(f"/medewerkers/{truus.key}/", 302)]
    assert f"De plaatsing eindigt op {dutch(TODAY)}. Leg de nieuwe plaatsing meteen vast." in response.content.decode()


def test_it_is_recorded_who_ended_it(as_anouk: Client, anouk: User, placement: Placement) -> None:
    as_anouk.post(ending(placement), {"on": TODAY.isoformat(), "reason": "geen match"})
    placement.refresh_from_db()
    assert placement.recorded_by == str(anouk.key)
    with connection.cursor() as cursor:
        former = "SELECT ends_on, changed_by, operation FROM cases_placement_history WHERE id = %s"
        cursor.execute(former, [placement.pk])
        assert cursor.fetchall() == [(None, str(anouk.key), "UPDATE")]


def test_the_last_working_day_still_counts(as_anouk: Client, placement: Placement) -> None:
    """What becomes free is said from the day after."""
    page = source(as_anouk.get(ending(placement), {"on": TODAY.isoformat(), "reason": "stap omhoog"}))
    assert f"Vanaf {dutch(TODAY + timedelta(days=1))} is 36 van de 36 uur zonder werk." in page


def test_bram_may_end_it_too(client: Client, bram: User, placement: Placement) -> None:
    client.force_login(bram)
    assert client.post(ending(placement), {"on": TODAY.isoformat(), "reason": "andere reden"}).status_code == 302


def test_a_day_before_the_first_is_refused_in_words(as_anouk: Client, placement: Placement) -> None:
    page = refused(as_anouk, ending(placement), {"on": "2008-02-29", "reason": "geen match"})
    assert "De laatste werkdag ligt voor de eerste (01-03-2008)." in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Vul een datum in."),
        ({"on": "morgen"}, "Dit is geen datum. Schrijf bijvoorbeeld 30-09-2026."),
        ({"on": "2026-02-30"}, "Dit is geen datum."),
        ({"on": "1899-12-31"}, "Deze datum ligt voor 1900 of na 2200."),
        ({"on": "9999-12-31"}, "Deze datum ligt voor 1900 of na 2200."),
        ({"on": TODAY.isoformat()}, "Kies een reden."),
        ({"on": TODAY.isoformat(), "reason": "zomaar"}, "Kies een reden uit de lijst."),
    ],
    ids=lambda value: " ".join(value.values()) or "empty" if isinstance(value, dict) else "",
)
def test_what_is_wrong_with_an_ending_is_said(
    as_anouk: Client, placement: Placement, data: dict[str, str], sentence: str
) -> None:
    assert sentence in refused(as_anouk, ending(placement), data | {"weg": "1"})


def test_a_placement_that_ends_already_only_ends_earlier(as_anouk: Client, placement: Placement) -> None:
    soon = TODAY + timedelta(days=10)
    as_anouk.post(ending(placement), {"on": soon.isoformat(), "reason": "contract afgelopen"})
    later = {"on": (soon + timedelta(days=1)).isoformat(), "reason": "contract afgelopen"}
    page = refused(as_anouk, ending(placement), later)
    assert f"De plaatsing eindigt al op {dutch(soon)}. Kies een eerdere dag." in page
    earlier = {"on": (soon - timedelta(days=1)).isoformat(), "reason": "inlener stopt"}
    assert as_anouk.post(ending(placement), earlier).status_code == 302


def test_carla_finds_no_placement_to_end(client: Client, carla: User, placement: Placement) -> None:
    client.force_login(carla)
    assert client.post(ending(placement), {"on": TODAY.isoformat(), "reason": "geen match"}).status_code == 404
    placement.refresh_from_db()
    assert placement.ends_on is None


# Starting


def test_anouk_moves_truus_to_a_hirer(
    as_anouk: Client, anouk: User, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    response = as_anouk.post(new(truus), filled(truus, replaces=[placement.pk]), follow=True)
    assert "De nieuwe plaatsing is vastgelegd." in response.content.decode()
    made = Placement.objects.exclude(pk=placement.pk).get()
    assert (made.form, made.hirer, made.hours) == ("GRD", bedacht, Decimal(24))
    assert (made.starts_on, made.ends_on) == (TODAY, None)
    assert (made.function, made.coach, made.employment) == ("inpakken", anouk, placement.employment)
    placement.refresh_from_db()
    assert (placement.ends_on, placement.end_reason) == (TODAY - timedelta(days=1), "nieuwe plaatsing")


def test_the_page_says_beforehand_what_will_happen(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    page = source(as_anouk.get(new(truus), filled(truus, replaces=[placement.pk])))
    assert f"beschut binnen eindigt op {dutch(TODAY - timedelta(days=1))}." in page
    assert "Daarna blijft er 12 van de 36 uur over zonder werk." in page


def test_without_hours_it_says_what_is_free(as_anouk: Client, truus: WswEmployee, placement: Placement) -> None:
    page = source(as_anouk.get(new(truus), filled(truus, hours=None)))
    assert f"Op {dutch(TODAY)} is nog 0 van de 36 uur vrij." in page
    page = source(as_anouk.get(new(truus), filled(truus, hours=None, replaces=[placement.pk])))
    assert f"Op {dutch(TODAY)} is nog 36 van de 36 uur vrij." in page


def test_what_does_not_fit_is_said_beforehand(as_anouk: Client, truus: WswEmployee, bedacht: Hirer) -> None:
    page = source(as_anouk.get(new(truus), filled(truus)))
    assert f"Dit past niet: op {dutch(TODAY)} is nog 0 uur vrij. Beëindig een plaatsing of kies minder uren." in page


def test_looking_beforehand_saves_nothing(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """Neither the script's question nor the button for who has no script."""
    before = state()
    assert as_anouk.get(new(truus), filled(truus, replaces=[placement.pk])).status_code == 200
    shown = as_anouk.post(new(truus), filled(truus, replaces=[placement.pk], preview="1"))
    assert shown.status_code == 200
    assert "Daarna blijft er 12 van de 36 uur over zonder werk." in shown.content.decode()
    data = {"on": TODAY.isoformat(), "reason": "geen match", "preview": "1"}
    assert as_anouk.post(ending(placement), data).status_code == 200
    assert state() == before


def test_half_hours_are_written_the_dutch_way(as_anouk: Client, truus: WswEmployee, placement: Placement) -> None:
    response = as_anouk.post(new(truus), filled(truus, form="WOL", hirer="", hours="31,5", replaces=[placement.pk]))
    assert response.status_code == 302
    assert Placement.objects.exclude(pk=placement.pk).get().hours == Decimal("31.5")


def test_the_hirers_name_may_be_typed_in_any_case(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    assert as_anouk.post(new(truus), filled(truus, hirer="  bedacht bv ", replaces=[placement.pk])).status_code == 302


def test_too_many_hours_are_refused_in_words(as_anouk: Client, truus: WswEmployee, bedacht: Hirer) -> None:
    """R36: she works 36 of 36 hours already."""
    page = refused(as_anouk, new(truus), filled(truus, hours="4"))
    assert f"Op {dutch(TODAY)} zou er 40 uur geplaatst zijn; het contract is dan 36 uur." in page


def test_hours_that_fit_today_and_not_tomorrow_are_refused(
    as_anouk: Client, truus: WswEmployee, placement: Placement
) -> None:
    """From the first of next month her contract is 16 hours."""
    later = TODAY + timedelta(days=40)
    placement.ends_on = TODAY
    placement.save()
    job = placement.employment
    job.hours.update(ends_on=later - timedelta(days=1))
    job.hours.create(hours=16, starts_on=later)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    page = refused(as_anouk, new(truus), filled(truus, form="WOL", hirer="", hours="20", starts_on=tomorrow))
    assert f"Op {dutch(later)} zou er 20 uur geplaatst zijn; het contract is dan 16 uur." in page


def test_a_first_day_before_the_employment_is_refused(as_anouk: Client, truus: WswEmployee, bedacht: Hirer) -> None:
    page = refused(as_anouk, new(truus), filled(truus, starts_on="2008-02-29", ends_on="2008-02-29"))
    assert "De plaatsing valt niet binnen het dienstverband." in page


def test_a_last_day_after_the_employment_is_refused(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """R38: her employment ends in a month, the placement would go on."""
    ends = TODAY + timedelta(days=30)
    placement.ends_on = ends
    placement.save()
    placement.employment.hours.update(ends_on=ends)
    placement.employment.ends_on = ends
    placement.employment.save()
    page = refused(as_anouk, new(truus), filled(truus, replaces=[placement.pk]))
    assert "De plaatsing valt niet binnen het dienstverband." in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"form": ""}, "Kies een werkvorm."),
        ({"form": "XXX"}, "Kies een werkvorm uit de lijst."),
        ({"hirer": "Onbekend BV"}, "Deze inlener kennen wij niet. Kies een naam uit de lijst."),
        ({"hirer": ""}, "Bij deze werkvorm hoort een inlener."),
        ({"hours": ""}, "Vul de uren per week in."),
        ({"hours": "veel"}, "Dit is geen aantal uren. Schrijf bijvoorbeeld 31,5."),
        ({"hours": "-1"}, "Uren per week liggen tussen 0 en 40."),
        ({"hours": "41"}, "Uren per week liggen tussen 0 en 40."),
        ({"hours": "31,555"}, "Uren hebben hoogstens twee cijfers achter de komma."),
        ({"hours": "123456"}, "Uren per week liggen tussen 0 en 40."),
        ({"hours": "NaN"}, "Dit is geen aantal uren."),
        ({"hours": "1e2"}, "Uren per week liggen tussen 0 en 40."),
        ({"starts_on": ""}, "Vul een datum in."),
        ({"starts_on": "31-11-2026"}, "Dit is geen datum."),
        ({"ends_on": "2020-01-01"}, "De laatste dag ligt voor de eerste."),
        ({"employment": "999999"}, "Kies een dienstverband uit de lijst."),
        ({"replaces": ["999999"]}, "Deze plaatsing loopt niet (meer) bij deze medewerker."),
        ({"replaces": ["x"]}, "Deze plaatsing loopt niet (meer) bij deze medewerker."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_with_a_start_is_said(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer, changed: dict[str, Any], sentence: str
) -> None:
    assert sentence in refused(as_anouk, new(truus), filled(truus, **{"replaces": [placement.pk]} | changed))


def test_what_was_typed_stays(as_anouk: Client, truus: WswEmployee, bedacht: Hirer) -> None:
    page = refused(as_anouk, new(truus), filled(truus, function="inpakken & <b>plakken</b>", hours="veel"))
    assert "inpakken &amp; &lt;b&gt;plakken&lt;/b&gt;" in page
    assert 'value="veel"' in page


def test_a_placement_of_another_cannot_be_replaced(
    as_anouk: Client, truus: WswEmployee, wim: WswEmployee, bedacht: Hirer
) -> None:
    his = Placement.objects.get(employment__employee=wim)
    page = refused(as_anouk, new(truus), filled(truus, replaces=[his.pk]))
    assert "Deze plaatsing loopt niet (meer) bij deze medewerker." in page
    assert "Wim" not in page


def test_an_employment_of_another_cannot_be_chosen(
    as_anouk: Client, truus: WswEmployee, wim: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    data = filled(truus, employment=wim.employments.get().pk, replaces=[placement.pk])
    assert "Kies een dienstverband uit de lijst." in refused(as_anouk, new(truus), data)


def test_work_that_begins_later_cannot_be_replaced(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """A placement cannot end before it begins."""
    data = filled(truus, replaces=[placement.pk], starts_on="2008-03-01")
    assert "begint zelf pas op 01-03-2008." in refused(as_anouk, new(truus), data)


def test_work_that_ends_earlier_is_not_made_longer(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """Her work ends in five days anyway; the new one begins in thirty."""
    ends, first = TODAY + timedelta(days=5), TODAY + timedelta(days=30)
    Placement.objects.filter(pk=placement.pk).update(ends_on=ends, end_reason="contract afgelopen")
    data = filled(truus, replaces=[placement.pk], starts_on=first.isoformat())
    assert f"beschut binnen eindigt op {dutch(ends)}." in source(as_anouk.get(new(truus), data))
    assert as_anouk.post(new(truus), data).status_code == 302
    placement.refresh_from_db()
    assert (placement.ends_on, placement.end_reason) == (ends, "contract afgelopen")


def test_when_the_new_one_is_refused_the_old_one_goes_on(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """The whole of it or nothing: ending the old one is undone with it."""
    refused(as_anouk, new(truus), filled(truus, hours="40", replaces=[placement.pk]))
    placement.refresh_from_db()
    assert placement.ends_on is None


def test_who_is_not_in_service_cannot_be_placed(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    yesterday = TODAY - timedelta(days=1)
    Placement.objects.filter(pk=placement.pk).update(ends_on=yesterday)
    placement.employment.hours.update(ends_on=yesterday)
    truus.employments.update(ends_on=yesterday, outflow_reason="EIG")
    assert as_anouk.get(new(truus)).status_code == 200
    refused(as_anouk, new(truus), filled(truus))


@pytest.mark.parametrize(
    "query", ["starts_on=x&hours=y", "replaces=x&employment=z", "form=%00&hirer=%00", "starts_on=2026-13-45"]
)
def test_nonsense_in_the_address_is_no_error(as_anouk: Client, truus: WswEmployee, query: str) -> None:
    assert as_anouk.get(f"{new(truus)}?{query}").status_code == 200


def test_ellen_reads_but_may_not(
    client: Client, ellen: User, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    client.force_login(ellen)
    before = state()
    end = {"on": TODAY.isoformat(), "reason": "geen match"}
    for url, data in ((new(truus), filled(truus)), (ending(placement), end)):
        response = client.post(url, data)
        assert response.status_code == 403
        assert "Uw rol is controller. Daarmee kunt u niet: plaatsingen vastleggen." in response.content.decode()
    assert state() == before


# Two at once


def test_two_who_place_at_once_cannot_both(committed: None) -> None:
    """Anouk and Bram each fill the twelve hours that are free; one of them is told."""
    truus = people.make_employee("Truus Fictief", hours=36)
    people.make_placement(truus, "WOL", 24)
    users = [people.make_user(name) for name in ("Bram Voorbeeld", "Bregje Voorbeeld")]
    for user in users:
        people.make_membership(user, "consulent", "Almelo")
    told = at_once(users, new(truus), filled(truus, form="WOL", hirer="", hours="12"))
    assert sorted(status for status, _ in told) == [302, 422]
    said = next(page for status, page in told if status == 422)
    assert f"Op {dutch(TODAY)} zou er 48 uur geplaatst zijn; het contract is dan 36 uur." in said
    assert sum(Placement.objects.values_list("hours", flat=True)) == 36


def at_once(users: list[User], url: str, data: dict[str, Any]) -> list[tuple[int, str]]:
    """The same form from each of them, over a connection of their own, at the same moment."""
    start, told = threading.Barrier(len(users)), []

    def post(user: User) -> None:
        client = Client()
        client.force_login(user)
        client.get(url)
        start.wait(10)
        response = client.post(url, data)
        told.append((response.status_code, response.content.decode()))
        connection.close()

    threads = [threading.Thread(target=post, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


# What it brings


@pytest.fixture
def quarter_end(truus: WswEmployee) -> date:
    """The last day of the quarter before this one; its report was released, with Truus at beschut binnen."""
    people.meanwhile()
    make_released(make_report(LAST_QUARTER))
    return LAST_QUARTER.ends_on


def test_it_is_said_beforehand_which_stands_and_reports_change(
    as_anouk: Client, placement: Placement, quarter_end: date
) -> None:
    asked = {"on": LAST_QUARTER.starts_on.isoformat(), "reason": "geen match"}
    page = source(as_anouk.get(ending(placement), asked))
    assert f"van {dutch(LAST_QUARTER.month_ends[0])} tot en met" in page
    assert "worden: zonder werk 36 uur; 1,00 SE (was: beschut binnen 36 uur; 1,00 SE)." in page
    assert f"Dit raakt wat al is vrijgegeven: {LAST_QUARTER.label}, uitgave 1." in page
    assert "−1 mens" in page


def test_m24_a_reason_is_asked_where_a_released_period_is_touched(
    as_anouk: Client, truus: WswEmployee, placement: Placement, quarter_end: date
) -> None:
    asked = {"on": quarter_end.isoformat(), "reason": "geen match"}
    assert as_anouk.post(ending(placement), asked).status_code == 302  # that stand stays as it is
    asked["on"] = (quarter_end - timedelta(days=1)).isoformat()
    page = refused(as_anouk, ending(placement), asked)
    assert "Dit raakt een rapport dat al is vrijgegeven. Kies waarom dit nu nog verandert." in page
    asked["because_kind"] = "anders"
    assert "Schrijf bij “anders” welke reden het is." in refused(as_anouk, ending(placement), asked)
    assert as_anouk.post(ending(placement), asked | {"because": "De inlener stopte eerder"}).status_code == 302
    correction = Correction.objects.get()
    assert (correction.employee, correction.because) == (truus, "De inlener stopte eerder")
    assert (correction.starts_on, correction.reports) == (quarter_end, f"{LAST_QUARTER.label}, uitgave 1")
    assert list(Correction.objects.within(LAST_QUARTER.starts_on, quarter_end)) == [correction]
    page = as_anouk.get(reverse("employee_history", args=[truus.key])).content.decode()
    assert "De inlener stopte eerder" in page


def test_where_no_released_period_is_touched_nothing_is_asked(
    as_anouk: Client, placement: Placement, quarter_end: date
) -> None:
    assert as_anouk.post(ending(placement), {"on": TODAY.isoformat(), "reason": "geen match"}).status_code == 302
    assert not Correction.objects.exists()


def test_r37_days_between_two_placements_are_said_to_be_without_work(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    """Ends on the 14th, begins on the 18th: three days."""
    Placement.objects.filter(pk=placement.pk).update(ends_on=date(2026, 11, 14), end_reason="contract afgelopen")
    asked = filled(truus, hours="36", starts_on="2026-11-18")
    page = source(as_anouk.get(new(truus), asked))
    assert "Van 15-11-2026 tot en met 17-11-2026 is 36 van de 36 uur zonder werk." in page


# Putting right


def correcting(placement: Placement) -> str:
    return reverse("placement_correct", args=[placement.employment.employee.key, placement.key])


def as_it_is(placement: Placement) -> dict[str, str]:
    return {"form": "BSB", "hours": "36", "starts_on": "2008-03-01", "function": "", "location": "", "hirer": ""}


def test_anouk_puts_a_placement_right_and_the_history_keeps_what_it_was(
    as_anouk: Client, truus: WswEmployee, placement: Placement, bedacht: Hirer
) -> None:
    data = as_it_is(placement) | {"form": "GRD", "hirer": "Bedacht BV", "hours": "32"}
    response = as_anouk.post(correcting(placement), data, follow=True)
    assert "De plaatsing is verbeterd. Hoe het was, staat in de geschiedenis." in response.content.decode()
    placement.refresh_from_db()
    assert (placement.form, placement.hirer, placement.hours) == ("GRD", bedacht, Decimal(32))
    with connection.cursor() as cursor:
        cursor.execute("SELECT form, hours FROM cases_placement_history WHERE id = %s", [placement.pk])
        assert cursor.fetchall() == [("BSB", Decimal(36))]


def test_the_form_shows_what_is_registered(as_anouk: Client, placement: Placement) -> None:
    page = as_anouk.get(correcting(placement)).content.decode()
    assert 'value="2008-03-01"' in page
    assert '<option value="BSB" selected>' in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"hours": "37"}, "zou er 37 uur geplaatst zijn; het contract is dan 36 uur."),
        ({"starts_on": "2008-02-29"}, "De plaatsing valt niet binnen het dienstverband."),
        ({"ends_on": "2008-02-01"}, "De laatste dag ligt voor de eerste."),
        ({"form": "IND"}, "Bij deze werkvorm hoort een inlener."),
        ({"end_reason": "geen match"}, "Een reden hoort bij een laatste werkdag."),
        ({"end_reason": "zomaar"}, "Kies een reden uit de lijst."),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_correction_is_said(
    as_anouk: Client, placement: Placement, changed: dict[str, str], sentence: str
) -> None:
    assert sentence in refused(as_anouk, correcting(placement), as_it_is(placement) | changed)


def test_carla_finds_no_placement_to_put_right(client: Client, carla: User, placement: Placement) -> None:
    client.force_login(carla)
    assert client.post(correcting(placement), as_it_is(placement) | {"hours": "1"}).status_code == 404


def test_with_two_employments_the_one_with_hours_left_stands_ready(client, bram, truus):
    """Whatever began last: somebody who also works with a subsidy there is not asked for hours that are taken."""
    free = truus.employments.get()
    free.placements.update(ends_on=today() - timedelta(days=1))
    taken = people.make_employment(truus, kind="loonkostensubsidie", since=people.day("01-02-2025"), hours=4)
    people.make_placement(taken, "IND", 4, since=people.day("01-02-2025"), hirer="Bedacht BV")
    client.force_login(bram)
    form = client.get(reverse("placement_new", args=[truus.key])).context["form"]
    assert form.initial["employment"] == free
