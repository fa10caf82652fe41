"""Every page reads the same whether another municipality has these people or not: no count, sum or choice tells (Q8).

The same pages are asked before and after Wierden gets people, at the very hirer and under the very contract where
Truus of Almelo works. Who may see them sees the difference, or there was nothing to see.

By the code alone one of two pages is asked each time, and in the drill all. With both walls less can show than with one
of them: that is the drill's too.
"""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from cases.actions import transfers
from municipalities.asker import tell_database
from municipalities.models import today
from tests import asking, people, situations
from tests.portal.canaries import tear_down_the_database
from tests.portal.test_urls import address
from tests.portal.url_table import LINES
from tests.situations import Portal, make_portal
from tests.turns import in_turn

ANEW = re.compile(  # what is made anew for each answer
    r'name="(csrfmiddlewaretoken|once|typed_at)" value="[^"]*"|nonce[=-]"?[\w=+/-]*|data-options="[^"]*"'
    r'|src="data:image/svg[^"]*"|class="secret">\w*'
)
ASKED = {
    "employee_list": ["?show=alle", "?show=alle&sort=-coach", "?hirer=Bedacht", "?missing=jobcoach"],
    "signal_list": ["?wanneer=weg", "?over=werk"],
    "expiring": ["?binnen=182", "?wat=plaatsing&vervolg=zonder"],
    "job_security": ["?van=2000-01-01&tot=2030-01-01"],
    "hirer_list": ["?q=Bedacht"],
    "search": ["?q=Vreemd", "?q=Bedacht"],
}


EVERY = sorted({(name, what) for name, what, method, _ in LINES if method == "GET"})
DAYS = 2


def pages(portal: Portal, who: str, asked: list[tuple[str, str]]) -> dict[str, tuple[int, str]]:
    """These pages and every list that can be asked for there, but for what is new in each answer."""
    read = {}
    for name, what in asked:
        for query in ["", *ASKED.get(name, [])]:
            with transaction.atomic():
                answer = portal.client(who).get(address(portal, name, what) + query)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
                transaction.set_rollback(True)
            read[f"{name} {what}{query}"] = answer.status_code, ANEW.sub("", body.decode(errors="replace"))
    return read


def settle_in_wierden(portal: Portal) -> None:
    """Seven people with work, a coach, notes, plans, files, sickness, contracts, signals and moves."""
    kees, carla = portal.users["kees"], portal.users["carla"]
    found = situations.make_neighbours(7, "Wierden", "Zoë Vreemd")
    for nth, person in enumerate(found):
        people.coach(person, kees)
        person.employments.get().placements.update(
            contract=portal.contract, hirer=portal.contract.hirer, form="GRD", ends_on=people.today_plus(20 + nth)
        )
        people.make_sick(person, since=today() - timedelta(days=60))
        people.make_contact(person, kees)
        people.make_plan(person)
        people.make_document(person, kees)
        people.make_loonwaarde(person)
        people.make_adaptation(person)
        people.make_supported(person, "Bedacht BV")
        situations.make_signal(person, put_off=False)
        people.make_request(person, on=today() - timedelta(days=50))
    people.make_handover(found[0], *(people.municipality(name) for name in ("Wierden", "Enschede")), carla)
    membership = carla.memberships.get()
    change = transfers.Change(people.today_plus(1), people.make_organisation("Stichting Bedacht"))
    tell_database(str(carla.key), str(membership.pk))
    transfers.do(employments=[found[3].employments.get().pk], change=change, by=membership)
    tell_database(asking.TESTS)


@pytest.mark.drill
@pytest.mark.django_db
def test_q8_no_page_tells_that_another_municipality_has_people() -> None:
    nobody_is_told(EVERY)


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)], ids=["in-turn", "every-page"])
def test_q8_nor_by_the_code_alone(committed: None, every: bool) -> None:
    """With the database's wall torn down; behind it a count of everybody's reads like one of one's own."""
    tear_down_the_database()
    with transaction.atomic():
        nobody_is_told(EVERY if every else in_turn(EVERY, DAYS))


def nobody_is_told(asked: list[tuple[str, str]]) -> None:
    portal = make_portal()
    before = {who: pages(portal, who, asked) for who in ("bram", "anouk", "ellen", "carla")}
    settle_in_wierden(portal)
    after = {who: pages(portal, who, asked) for who in before}
    differing = {who: [page for page in before[who] if before[who][page] != after[who][page]] for who in before}
    theirs = differing.pop("carla")
    assert differing == {"bram": [], "anouk": [], "ellen": []}
    assert len(theirs) > (8 if asked == EVERY else 1), theirs
