"""Gerda looks along as Bram: she sees what he sees, changes nothing, and everybody may know."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases.models import Placement, WswEmployee
from municipalities.actions import NotAllowed, acting
from municipalities.asker import asked_by
from municipalities.logs import AuditEntry
from municipalities.models import Acting, Membership, User, today
from municipalities.readonly import afterwards, read_only
from tests import people

WHY = "Bram meldt dat hij een plaatsing niet ziet"


def begin(client: Client, gerda: User, user: User, reason: str = WHY) -> Any:
    client.force_login(gerda)
    theirs = user.memberships.all()[0]
    return client.post(f"/beheer/accounts/{user.key}/meekijken/", {"membership": theirs.pk, "reason": reason})


@pytest.fixture
def as_bram(client: Client, gerda: User, bram: User) -> Client:
    """Gerda's browser, looking along as Bram."""
    assert begin(client, gerda, bram)["Location"] == "/"
    return client


def test_gerda_sees_what_bram_sees_with_a_banner_on_every_page(
    as_bram: Client, truus: WswEmployee, wim: WswEmployee
) -> None:
    for url in ("/", "/medewerkers/", f"/medewerkers/{truus.key}/", f"/medewerkers/{truus.key}/gegevens/", "/hulp/"):
        page = as_bram.get(url)
        assert page.status_code == 200
        assert "U kijkt mee als Bram Voorbeeld" in page.content.decode()
    assert as_bram.get(f"/medewerkers/{wim.key}/").status_code == 404
    assert as_bram.get("/beheer/").status_code == 403


def test_before_and_after_gerda_sees_no_dossier(client: Client, gerda: User, bram: User, truus: WswEmployee) -> None:
    url = f"/medewerkers/{truus.key}/"
    client.force_login(gerda)
    assert client.get(url).status_code == 404
    begin(client, gerda, bram)
    assert client.get(url).status_code == 200
    assert client.post("/meekijken/stoppen/")["Location"] == "/"
    assert client.get(url).status_code == 404
    assert Acting.objects.get().stopped_at is not None


CHANGES = ["gegevens/", "plaatsingen/nieuw/"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("page", CHANGES)
def test_whatever_could_change_something_is_refused(
    as_bram: Client, truus: WswEmployee, page: str, method: str
) -> None:
    before = state()
    answer = getattr(as_bram, method)(f"/medewerkers/{truus.key}/{page}", {"first_name": "Ander"})
    assert answer.status_code == 403
    assert "U kijkt mee als Bram Voorbeeld. U kunt dan niets veranderen." in answer.content.decode()
    assert state() == before


def state() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (WswEmployee, Placement, Membership)]


def test_a_page_that_writes_when_it_is_only_read_is_stopped_by_the_database(
    as_bram: Client, bram: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sly(membership: Membership) -> dict[str, Any]:
        Membership.objects.filter(pk=membership.pk).update(ends_on=today())
        return {}

    monkeypatch.setattr("soweco_portal.start.page_for", sly)
    with pytest.raises(DatabaseError, match="read-only transaction"):
        as_bram.get("/")
    assert bram.memberships.get().ends_on is None


def test_what_she_opens_is_logged_with_both_names(as_bram: Client, gerda: User, bram: User, truus: WswEmployee) -> None:
    """In her name, in his role, for her reason."""
    assert as_bram.get(f"/medewerkers/{truus.key}/").status_code == 200
    begun = AuditEntry.objects.get(act="acted_as")
    assert (begun.asker, begun.account, begun.purpose) == (str(gerda.key), bram.key, WHY)
    line = AuditEntry.objects.get(act="dossier_opened")
    theirs = bram.memberships.get()
    assert (line.asker, line.membership, line.role, line.municipality, line.subjects, line.purpose) == (
        str(gerda.key), theirs.pk, "consulent", "GM0141", [truus.key], WHY,
    )  # fmt: skip


def test_nothing_is_logged_of_a_page_that_failed(db: None) -> None:
    done: list[str] = []

    def failing() -> None:
        with read_only():
            afterwards(lambda: done.append("written"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    afterwards(lambda: done.append("at once"))
    assert done == ["at once"]


def test_the_database_takes_her_for_bram(as_bram: Client, bram: User, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def page_for(membership: Membership) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('portal.asker')")
            told.append(cursor.fetchone()[0])
        return {"cards": [], "lists": []}

    monkeypatch.setattr("soweco_portal.start.page_for", page_for)
    as_bram.get("/")
    assert told == [str(bram.key)]


def test_bram_and_hans_read_who_why_and_when(as_bram: Client, bram: User, hans: User, carla: User) -> None:
    as_bram.post("/meekijken/stoppen/")
    for user, url in ((bram, "/"), (hans, "/beheer/meekijken/")):
        as_bram.force_login(user)
        page = as_bram.get(url).content.decode()
        assert "Gerda Voorbeeld" in page
        assert WHY in page
    as_bram.force_login(carla)
    assert WHY not in as_bram.get("/").content.decode()
    assert as_bram.get("/beheer/meekijken/").status_code == 403


def test_a_reason_is_asked(client: Client, gerda: User, bram: User) -> None:
    answer = begin(client, gerda, bram, "  ")
    assert (answer.status_code, "Schrijf op waarom u meekijkt." in answer.content.decode()) == (422, True)
    assert not Acting.objects.exists()


def test_nobody_looks_along_as_who_watches(client: Client, gerda: User, hans: User, bram: User) -> None:
    other = people.make_user("Gijs Voorbeeld")
    people.make_membership(other, "administrator")
    people.make_membership(bram, "privacy_officer")  # beside his own role
    for user in (other, hans, bram, gerda):
        assert begin(client, gerda, user).status_code == 422, user
    assert not Acting.objects.exists()


def test_a_role_of_another_is_no_choice(client: Client, gerda: User, bram: User, carla: User) -> None:
    client.force_login(gerda)
    data = {"membership": carla.memberships.get().pk, "reason": WHY}
    assert client.post(f"/beheer/accounts/{bram.key}/meekijken/", data).status_code == 422


def test_after_half_an_hour_it_is_over(
    client: Client, gerda: User, bram: User, truus: WswEmployee, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A very short half hour, for the database lets nobody move one that was."""
    assert timedelta(minutes=30) == acting.AT_MOST
    monkeypatch.setattr(acting, "AT_MOST", timedelta(microseconds=1))
    begin(client, gerda, bram)
    answer = client.get(f"/medewerkers/{truus.key}/", follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Het meekijken is voorbij. U werkt weer als uzelf." in answer.content.decode()
    assert client.get(f"/medewerkers/{truus.key}/").status_code == 404


@pytest.mark.parametrize("what", ["role", "account"])
def test_it_is_over_when_bram_is_out(as_bram: Client, bram: User, truus: WswEmployee, what: str) -> None:
    if what == "role":
        bram.memberships.update(ends_on=today() - timedelta(days=1))
    else:
        User.objects.filter(pk=bram.pk).update(is_active=False)
    assert as_bram.get(f"/medewerkers/{truus.key}/")["Location"] == "/"
    assert as_bram.get(f"/medewerkers/{truus.key}/").status_code == 404


@pytest.mark.parametrize(("other_role", "status"), [(False, 403), (True, 302)])
def test_it_is_over_when_gerda_is_no_administrator_any_more(
    as_bram: Client, gerda: User, truus: WswEmployee, other_role: bool, status: int
) -> None:
    """Also when she can still log in, for another role."""
    gerda.memberships.update(ends_on=today() - timedelta(days=1))
    if other_role:
        people.make_membership(gerda, "board_member", "Almelo")
    answers = [as_bram.get(f"/medewerkers/{truus.key}/").status_code for _ in range(2)]
    assert answers == [status, 404 if other_role else 403]


def test_another_session_of_gerda_is_gerdas_own(as_bram: Client, gerda: User, truus: WswEmployee) -> None:
    desk = Client()
    desk.force_login(gerda)
    assert desk.get(f"/medewerkers/{truus.key}/").status_code == 404
    session = desk.session
    session["acting"] = str(people.make_user().key)  # a key of something else
    session.save()
    assert desk.get("/").status_code == 302


def test_bram_cannot_take_over_gerdas_looking_along(as_bram: Client, carla: User, truus: WswEmployee) -> None:
    key = str(Acting.objects.get().key)
    hers = Client()
    hers.force_login(carla)
    session = hers.session
    session["acting"] = key
    session.save()
    hers.get("/")
    assert hers.get(f"/medewerkers/{truus.key}/").status_code == 404


def test_the_database_knows_how_long_it_may_last(gerda: User, bram: User) -> None:
    now = timezone.now()
    for minutes in (31, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Acting.objects.create(
                administrator=gerda, membership=bram.memberships.get(), reason=WHY, starts_at=now,
                ends_at=now + timedelta(minutes=minutes),
            )  # fmt: skip


@pytest.mark.parametrize("change", ["reason", "membership", "stopped_at"])
def test_what_was_looked_at_is_not_rewritten_by_who_looked(
    as_bram: Client, gerda: User, carla: User, change: str
) -> None:
    as_bram.post("/meekijken/stoppen/")
    other = {"reason": "Iets anders", "membership": carla.memberships.get(), "stopped_at": None}[change]
    with transaction.atomic(), pytest.raises(DatabaseError), asked_by(str(gerda.key)):
        Acting.objects.update(**{change: other})


def test_who_is_closed_is_not_looked_along_with(gerda: User, bram: User) -> None:
    User.objects.filter(pk=bram.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        acting.begin(administrator=gerda, membership=bram.memberships.get(), reason=WHY)
