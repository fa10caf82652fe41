"""Signals are made and closed by the facts: each night for everybody, and on save for who it is about."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Signal
from cases.signals.refresh import refresh
from cases.tasks import refresh_signals
from municipalities.models import today
from tests.cases.signalling import OTHERS, TODAY, open_rules, told
from tests.people import day, make_indication


def test_twice_is_once(make):
    person = make(category=None)
    first, again = refresh(TODAY, rules=OTHERS), refresh(TODAY, rules=OTHERS)
    assert (first.made, first.closed, again.made, again.closed) == (1, 0, 0, 0)
    assert Signal.objects.filter(employee=person).count() == 1


def test_narrowed_to_one_leaves_the_others_alone(make):
    one, other = make(category=None), make("Wim Verzonnen", category=None)
    assert refresh(TODAY, [one.pk], OTHERS).made == 1
    make_indication(other, since=day("01-01-2020"))
    make_indication(one, since=day("01-01-2020"))
    assert refresh(TODAY, [other.pk], OTHERS).closed == 0
    assert refresh(TODAY, [one.pk], OTHERS).closed == 1


def test_a_fact_that_comes_back_asks_again(make):
    person = make()
    person.caseloads.update(ends_on=day("31-10-2026"))
    assert told(person) == [("S9", "01-11-2026")]
    person.caseloads.update(ends_on=None)
    assert told(person) == []
    person.caseloads.update(ends_on=day("31-10-2026"))
    assert told(person, TODAY + timedelta(days=1)) == [("S9", "01-11-2026")]
    assert Signal.objects.filter(employee=person).count() == 2


def test_what_was_closed_is_forgotten_after_a_year(make):
    person = make(category=None)
    assert told(person)
    make_indication(person, since=day("01-01-2020"))
    assert told(person) == []
    refresh(TODAY + timedelta(days=365), rules=OTHERS)
    assert Signal.objects.exists()
    refresh(TODAY + timedelta(days=366), rules=OTHERS)
    assert not Signal.objects.exists()


def test_nightly_as_a_process_of_its_own(truus):
    refresh_signals()
    assert [each.rule for each in Signal.objects.open().filter(employee=truus)] == ["S9"]


def test_ending_a_placement_makes_its_signal_at_once(bram_in, truus, anouk):
    placement = truus.employments.get().placements.get()
    url = f"/medewerkers/{truus.key}/plaatsingen/{placement.key}/beeindigen/"
    answer = bram_in.post(url, {"on": today(), "reason": "stap omhoog"})
    assert answer.status_code == 302
    assert "S4" in open_rules(truus)


@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}])
def test_a_visit_closes_its_signal_at_once(client, anouk, truus, headers):
    """From the page, and from a phone that kept it."""
    client.force_login(anouk)
    refresh(today())
    assert "S19" in open_rules(truus)
    visit = {"kind": "telefoon", "minutes": "30", "text": "Ging goed.", "held_on": today().isoformat(), "typed_at": ""}
    visit |= {"readers": "dossier", "once": str(uuid.uuid4()), "other_minutes": "", "next_on": ""}
    answer = client.post(reverse("contact_record", args=[truus.key]), visit, headers=headers)
    assert answer.status_code == (201 if headers else 302)
    assert "S19" not in open_rules(truus)


def test_who_is_reported_sick_has_a_step_at_once(bram_in, truus, anouk):
    sick = {"on": f"{today():%d-%m-%Y}", "percentage": "100", "vangnet": ""}
    answer = bram_in.post(reverse("sick_new", args=[truus.key]), sick)
    assert answer.status_code == 302
    assert "S16" in open_rules(truus)


def test_a_form_that_is_refused_makes_nothing(bram_in, truus, anouk):
    placement = truus.employments.get().placements.get()
    url = f"/medewerkers/{truus.key}/plaatsingen/{placement.key}/beeindigen/"
    assert bram_in.post(url, {"on": "geen dag"}).status_code == 422
    assert not Signal.objects.exists()
