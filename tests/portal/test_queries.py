"""A page asks the database as many questions for three people as for thirty."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Appointment, Employment, WswEmployee
from cases.signals.refresh import refresh
from municipalities import sessions
from municipalities.models import Acting, User, today
from reports.models import Report
from tests import people, situations

LIST_AT_MOST = 8
PAGE_AT_MOST = 8  # of the board: a released report, and the dashboard
FEW, MANY = 3, 36


def everything_about(employee: WswEmployee, nth: int, coach: User) -> None:
    """Each person has more than one of everything that a page may show."""
    day = today()
    people.move(employee, "Wierden", on=day - timedelta(days=400))
    people.move(employee, "Almelo", on=day - timedelta(days=200))
    people.make_indication(employee, "ernstig", since=day - timedelta(days=1000), until=day + timedelta(days=nth + 1))
    people.coach(employee, coach, since=day - timedelta(days=90))
    people.make_stand_in(employee, people.make_user(f"Waarnemer {employee.pk}"), instead_of=coach, on=day)
    people.make_request(employee, on=day)
    people.make_sick(employee, since=day - timedelta(days=30 + nth), recovered_on=day - timedelta(days=20))
    people.make_sick(employee, since=day - timedelta(days=nth % 15))
    job = employee.employments.get()
    job.placements.update(ends_on=day - timedelta(days=40))
    since, until = day - timedelta(days=39), day + timedelta(days=nth)
    people.make_placement(job, "IND", 20, since=since, until=until, hirer=f"Verzonnen {nth}")
    people.make_placement(job, "GRD", 16, since=since, hirer="Bedacht BV")


def populate(count: int) -> WswEmployee:
    coach = User.objects.filter(memberships__role="jobcoach").first() or people.make_user(f"Coach {count}")
    made = situations.make_neighbours(count, name=f"Mens{count} Fictief")
    for nth, employee in enumerate(made):
        everything_about(employee, nth, coach)
    return made[0]


def queries(client: Client, url: str) -> list[str]:
    """The statements of one page, asked a second time: what a process asks only once does not count."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured.captured_queries]


def stories(client: Client, user: User, urls: Iterable[str]) -> dict[str, list[str]]:
    client.force_login(user)
    return {f"{user} {url}": queries(client, url) for url in urls}


def assert_same(few: dict[str, list[str]], many: dict[str, list[str]]) -> None:
    told = {page: [*few[page], "… and with many:", *many[page]] for page in few if len(few[page]) != len(many[page])}
    assert told == {}


@pytest.fixture(autouse=True)
def _noted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a session is in use is written once a minute, whatever the page; on a slow machine a test takes longer."""
    monkeypatch.setattr(sessions, "NOTED_EVERY", 3600)


@pytest.fixture
def few(db: None) -> WswEmployee:
    return populate(FEW)


ASKED = (
    "", "?q=fictief", "?q=fi", "?form=IND&ends=plaatsing&sort=-einde", "?show=alle&sort=coach",
    "?sort=werkvorm&pagina=1",
)  # fmt: skip


def test_the_list(client: Client, bram: User, few: WswEmployee) -> None:
    urls = [*(f"/medewerkers/{asked}" for asked in ASKED), "/verzuim/", "/caseload/"]
    before = stories(client, bram, urls)
    populate(MANY)
    after = stories(client, bram, urls)
    assert_same(before, after)
    beyond = stories(client, bram, ["/medewerkers/?sort=werkvorm&pagina=9"])
    three_lists = f"{bram} /caseload/"  # coaches, who stands in, what was handed over; and who has no coach, noted
    at_most = {url: LIST_AT_MOST + 2 * (url == three_lists) for url in after}
    assert {url: len(story) for url, story in after.items() if len(story) > at_most[url]} == {}
    assert len(*beyond.values()) <= LIST_AT_MOST + 2  # it counts, and then asks for the last page there is


def test_the_list_of_a_coach(client: Client, anouk: User, few: WswEmployee) -> None:
    urls = ["/medewerkers/", "/verzuim/", "/"]
    before = stories(client, anouk, urls)
    populate(MANY)
    after = stories(client, anouk, urls)
    assert_same(before, after)
    assert len(after[f"{anouk} /medewerkers/"]) <= LIST_AT_MOST


def test_the_signals(client: Client, bram: User, anouk: User, few: WswEmployee) -> None:
    refresh(today())
    urls = ["/signalen/", "/signalen/?wanneer=week&over=werk", "/signalen/?wanneer=weg"]
    before = stories(client, bram, urls) | stories(client, anouk, urls)
    populate(MANY)
    refresh(today())
    assert_same(before, stories(client, bram, urls) | stories(client, anouk, urls))


def test_a_dossier_and_its_forms(client: Client, bram: User, few: WswEmployee) -> None:
    """More people, and more of everything about this one."""
    pages = (
        "", "plaatsingen/nieuw/", "gegevens/", "verzuim/", "indicatie/", "uren/wijzigen/", "verlof/nieuw/",
        "dienstverband/nieuw/",
    )  # fmt: skip
    urls = [f"/medewerkers/{few.key}/{page}" for page in pages]
    before = stories(client, bram, urls)
    populate(MANY)
    _longer(few)
    assert_same(before, stories(client, bram, urls))


def _longer(employee: WswEmployee) -> None:
    """Another employment of long ago, with thirty placements and as many spells of sickness."""
    day = people.day("01-01-1998")
    job = people.make_employment(employee, since=day, until=people.day("31-12-2007"), hours=36, number="oud")
    for nth in range(30):
        first = day + timedelta(days=nth * 60)
        people.make_placement(job, "GRD", 12, since=first, until=first + timedelta(days=50), hirer=f"Toen {nth}")
        people.make_sick(employee, since=first, recovered_on=first + timedelta(days=9))
        people.make_request(employee, on=first, outcome="ingetrokken", decided_on=first)
    assert Employment.objects.filter(employee=employee).count() == 2


def test_contacts_plans_and_documents(client: Client, bram: User, few: WswEmployee) -> None:
    """More people, and more of each of this one."""
    urls = [f"/medewerkers/{few.key}/{page}" for page in ("", "contact/", "plan/", "werkvaardigheden/", "documenten/")]
    urls += [f"/medewerkers/{few.key}/plan/{people.make_plan(few, version=9).key}/", "/vandaag/"]
    _guided(few, bram, FEW)
    before = stories(client, bram, urls)
    populate(MANY)
    _guided(few, bram, MANY)
    assert_same(before, stories(client, bram, urls))


def _guided(employee: WswEmployee, by: User, count: int) -> None:
    plan = employee.plans.get(version=9)
    for nth in range(count):
        people.make_contact(employee, by).addenda.create(author=by, text="Later.")
        people.make_document(employee, by)
        plan.evaluations.create(held_on=today())
        people.make_assessment(plan, by, on=today())
        employee.plans.create(
            version=100 + count * 10 + nth, starts_on=today(), ends_on=today(), state="vervallen"
        )  # fmt: skip
    for number in range(plan.goals.count() + 1, min(count, 5) + 1):
        goal = plan.goals.create(number=number, what="x", result="x", due_on=plan.ends_on)
        goal.actions.create(what="x", owner="jobcoach", due_on=plan.ends_on)
    Appointment.objects.get_or_create(employee=employee, planned_on=today(), kept_by=None)


def test_start_and_reports(client: Client, bram: User, ellen: User, daan: User, few: WswEmployee) -> None:
    """A report over many people costs no more to read than one over three."""
    last = situations.LAST_QUARTER
    for back in (4, 1, 0):
        situations.make_released(situations.make_report(last.back(back)))
    before = _of_everybody(client, bram, ellen, daan)
    populate(MANY)
    situations.make_released(situations.make_report(last))
    assert_same(before, _of_everybody(client, bram, ellen, daan))


def test_a_released_page_costs_at_most_eight(client: Client, daan: User, few: WswEmployee) -> None:
    """Session, user and role among them; the savepoint is of the tests, in whose transaction the page runs."""
    last = situations.LAST_QUARTER
    situations.make_released(situations.make_report(last))
    populate(MANY)
    situations.make_released(situations.make_report(last))  # a second edition: the page says what it replaces
    told = stories(client, daan, ["/dashboard/", _newest()])
    costs = {page: len([sql for sql in story if "SAVEPOINT" not in sql]) for page, story in told.items()}
    assert {page: cost for page, cost in costs.items() if cost > PAGE_AT_MOST} == {}


def _of_everybody(client: Client, *users: User) -> dict[str, list[str]]:
    told = {}
    for user in users:
        begin = [] if user.memberships.get().role == "board_member" else ["/"]  # the board begins at its dashboard
        told |= stories(client, user, [*begin, "/dashboard/", "/rapportages/"])
        told |= {f"{user} report": queries(client, _newest())}
    client.force_login(users[1])
    return told | {"cell": queries(client, f"{_newest()}achter/?tabel=T1&rij=totaal&kolom=0")}


def _newest() -> str:
    return f"/rapportages/{Report.objects.released().order_by('-period')[0].key}/"


def test_accounts_and_roles(client: Client, gerda: User, bram: User, few: WswEmployee) -> None:
    """More accounts, and more roles and questions about each."""
    urls = ["/beheer/", f"/beheer/accounts/{bram.key}/", "/beheer/rollen/", "/beheer/meekijken/", "/"]
    _colleagues(gerda, bram, FEW)
    before = stories(client, gerda, urls)
    _colleagues(gerda, bram, MANY)
    assert_same(before, stories(client, gerda, urls))


def _colleagues(gerda: User, bram: User, count: int) -> None:
    day, now = today(), timezone.now()
    for nth in range(count):
        user = people.make_user(f"Collega {count} {nth}", email=f"collega{nth}.van{count}@voorbeeld.example")
        for place in ("Almelo", "Wierden"):
            role = people.make_membership(user, "consulent", place)
            with people.signing(gerda):
                role.reviews.create(asked_on=day - timedelta(days=400), confirmed_on=day, confirmed_by=gerda)
            role.reviews.create(asked_on=day)
        first = day - timedelta(days=1000 + count * 10 + nth)
        people.make_membership(bram, "controller", "Wierden", starts_on=first, ends_on=first)
        Acting.objects.create(
            administrator=gerda, membership=role, reason="Vraag", starts_at=now, ends_at=now + timedelta(minutes=5)
        )
