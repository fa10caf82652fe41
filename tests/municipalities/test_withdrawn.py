"""What was taken away is away at the next question: page, file, and what still waited for a worker (Q6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from cases.models import WswEmployee
from municipalities.models import User, today
from reports.documents import FORMATS
from reports.models import Production, ProductionState, Report
from reports.tasks import produce_report
from tests import people, situations

YESTERDAY = today() - timedelta(days=1)


def role_ends(user: User) -> None:
    user.memberships.update(ends_on=YESTERDAY)


def role_changes(user: User) -> None:
    role_ends(user)
    people.make_membership(user, "consulent", "Almelo", starts_on=today())


def account_closes(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


WITHDRAWN = [role_ends, role_changes, account_closes]
withdrawn = pytest.mark.parametrize("withdraw", WITHDRAWN, ids=[each.__name__ for each in WITHDRAWN])
Withdraw = Callable[[User], None]


@withdrawn
def test_a_report_that_was_asked_for_is_not_made_any_more(ellen: User, withdraw: Withdraw) -> None:
    """The worker comes when the role has gone."""
    wish = situations.wish(ellen)
    withdraw(ellen)
    produce_report(str(wish.key))
    wish.refresh_from_db()
    assert (wish.state, Report.objects.count()) == (ProductionState.MISLUKT, 0)
    assert wish.error == "Wie dit rapport vroeg, heeft geen rol meer waarmee dat mag. Er is geen rapport gemaakt."


def test_a_report_of_who_still_may_is_made(ellen: User) -> None:
    assert situations.make_report(by=ellen).made_by == ellen


def test_a_report_that_the_portal_itself_asks_for_is_made(ellen: User) -> None:
    role_ends(ellen)
    assert situations.make_report(by=None).made_by is None


@withdrawn
def test_every_file_and_page_of_a_draft_is_closed_at_the_next_question(
    client: Client, ellen: User, withdraw: Withdraw
) -> None:
    draft = situations.make_report(by=ellen)
    wish = Production.objects.get(report=draft)
    urls = [f"/rapportages/{draft.key}/{form}/" for form in FORMATS]
    urls += [f"/rapportages/{draft.key}/", f"/rapportages/productie/{wish.key}/"]
    client.force_login(ellen)
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)
    withdraw(ellen)
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} <= {302, 403, 404}
    assert not [answer for answer in answers if answer.has_header("Content-Disposition")]


@withdrawn
def test_a_signature_asked_for_before_is_not_set_after(client: Client, ellen: User, withdraw: Withdraw) -> None:
    draft = situations.make_report(by=ellen)
    client.force_login(ellen)
    withdraw(ellen)
    client.post(f"/rapportages/{draft.key}/controleren/")
    draft.refresh_from_db()
    assert draft.checked_by is None


def test_a_coach_whose_caseload_ended_yesterday_saves_nothing_today(
    client: Client, anouk: User, truus: WswEmployee
) -> None:
    """The form was open all night."""
    client.force_login(anouk)
    url = f"/medewerkers/{truus.key}/plaatsingen/nieuw/"
    assert client.get(url).status_code == 200
    truus.caseloads.update(ends_on=YESTERDAY)
    assert client.post(url, {"form": "BSB"}).status_code == 404
