"""Q28, at the pages about employments, hours and leave: who comes second sees what changed, and loses nothing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import ContractHours, Employment, Leave, Placement, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.cases.test_two_at_once import fields, opened, send, text

TODAY = today()
SINCE = date(2008, 3, 1)


@pytest.fixture
def as_bram(client: Client, bram: User, truus: WswEmployee) -> Client:
    people.make_leave(truus, since=TODAY - timedelta(days=30))
    client.force_login(bram)
    return client


def new_employment(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    typed = {"kind": "nwsw", "employer": str(people.make_organisation().pk), "hours": "8"}
    return reverse("employment_new", args=[truus.key]), typed, Employment.objects.filter(employee=truus)


def correct_employment(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    job = truus.employments.get()
    url = reverse("employment_correct", args=[truus.key, job.key])
    return url, {"cao": "overig"}, Employment.objects.filter(pk=job.pk)


def change_hours(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    typed = {"hours": "38", "starts_on": TODAY.isoformat()}
    return reverse("hours_change", args=[truus.key]), typed, Placement.objects.filter(employee=truus)


def correct_hours(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    row = ContractHours.objects.get(employee=truus)
    url = reverse("hours_correct", args=[truus.key, row.key])
    return url, {"hours": "38"}, ContractHours.objects.filter(pk=row.pk)


def new_leave(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    first = (TODAY - timedelta(days=90)).isoformat()
    typed = {"kind": "onbetaald", "starts_on": first, "ends_on": (TODAY - timedelta(days=80)).isoformat()}
    return reverse("leave_new", args=[truus.key]), typed, Leave.objects.filter(employee=truus)


def end_leave(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    leave = Leave.objects.get(employee=truus)
    return reverse("leave_end", args=[truus.key, leave.key]), {"on": TODAY.isoformat()}, Leave.objects.filter()


def correct_leave(truus: WswEmployee) -> tuple[str, dict[str, Any], Any]:
    leave = Leave.objects.get(employee=truus)
    url = reverse("leave_correct", args=[truus.key, leave.key])
    return url, {"ends_on": TODAY.isoformat()}, Leave.objects.filter()


EARLIER = {"starts_on": TODAY - timedelta(days=31)}
CHANGES: dict[Any, dict[str, Any]] = {
    new_employment: {"cao": "overig"},
    correct_employment: {"number": "9"},
    change_hours: {"function": "inpakken"},
    correct_hours: {"hours": Decimal(40)},
    new_leave: EARLIER,
    end_leave: EARLIER,
    correct_leave: EARLIER,
}


@pytest.mark.parametrize("form", CHANGES)
def test_every_form_about_work_knows_what_it_was_opened_with(as_bram: Client, truus: WswEmployee, form: Any) -> None:
    url, typed, rows = form(truus)
    sent = opened(as_bram, url) | typed
    rows.update(**CHANGES[form])
    people.meanwhile()
    refused = send(as_bram, url, sent)
    assert refused.status_code == 409
    assert "heeft dit gewijzigd op" in text(refused)
    again = fields(refused.content.decode())
    assert {name: again[name] for name in typed} == typed
    assert send(as_bram, url, again).status_code == 302


def test_both_values_stand_beside_each_other(as_bram: Client, truus: WswEmployee) -> None:
    url, typed, rows = correct_hours(truus)
    sent = opened(as_bram, url) | typed
    rows.update(hours=40)
    people.meanwhile()
    assert "Uren per week U had getypt: 38 Nu staat er: 40" in text(send(as_bram, url, sent))


def test_sent_twice_it_is_done_once(as_bram: Client, truus: WswEmployee) -> None:
    url, typed, _ = change_hours(truus)
    sent = opened(as_bram, url) | typed
    answers = [send(as_bram, url, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    found = ContractHours.objects.filter(employee=truus).values_list("hours", "starts_on")
    assert list(found) == [(36, SINCE), (38, TODAY)]
