"""Where somebody is logged in, until when, and who ends it (quality.md Q18): no old cookie opens anything."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import WswEmployee
from municipalities import sessions
from municipalities.models import Session, User
from tests import people
from tests.accounts import PASSWORD, is_in, log_in, sessions_age, with_password

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def bram(bram: User) -> User:
    return with_password(bram)


def browser(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert log_in(client, user.email).status_code == 302
    return client


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = key
    return client


def key_of(client: Client) -> str:
    return client.cookies[COOKIE].value


# Another key at each change of who one is


def test_a_key_that_was_there_before_the_login_is_no_key_after_it(client: Client, bram: User) -> None:
    """Fixation: somebody planted the cookie."""
    client.get("/inloggen/?next=/medewerkers/")
    planted = Client()
    planted.cookies[COOKIE] = "geplant" * 4
    log_in(planted, bram.email)
    assert key_of(planted) != "geplant" * 4
    assert not is_in(with_cookie("geplant" * 4))
    assert is_in(planted)


def test_each_login_and_each_other_role_has_a_key_of_its_own(bram: User) -> None:
    other = people.make_membership(bram, "controller", "Wierden")
    client = browser(bram)
    first = key_of(client)
    client.post("/rol/", {"membership": other.pk})
    assert key_of(client) != first
    assert is_in(client)
    assert not is_in(with_cookie(first))


def test_who_logs_out_leaves_no_key(bram: User) -> None:
    client = browser(bram)
    old = key_of(client)
    client.post("/uitloggen/")
    assert not is_in(with_cookie(old))
    assert not Session.objects.filter(pk=old).exists()


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(bram: User) -> None:
    cookie = browser(bram).cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


# Too long


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, False)])
def test_a_role_with_people_is_out_after_a_quarter_of_silence(
    bram: User, truus: WswEmployee, minutes: int, stays: bool
) -> None:
    client = browser(bram)
    url = f"/medewerkers/{truus.key}/?peildatum=2026-03-01"
    sessions_age(client, sessions.SEEN_AT, minutes=minutes)
    answer = client.get(url)
    assert answer.status_code == (200 if stays else 302)
    if stays:
        return
    assert not is_in(client)
    login = client.get(answer["Location"])
    assert "U bent uitgelogd omdat u een tijd niets deed." in login.content.decode()
    back = client.post(answer["Location"], {"login": bram.email, "password": PASSWORD, "next": url})
    assert back["Location"] == url


def test_who_sends_a_form_too_late_comes_back_to_the_form(bram: User, truus: WswEmployee) -> None:
    client = browser(bram)
    form = f"/medewerkers/{truus.key}/plaatsingen/nieuw/"
    sessions_age(client, sessions.SEEN_AT, minutes=20)
    answer = client.post(form, {"form": "BSB"}, headers={"referer": f"http://testserver{form}"})
    assert answer["Location"].endswith(f"next=%2Fmedewerkers%2F{truus.key}%2Fplaatsingen%2Fnieuw%2F")


@pytest.mark.parametrize("referer", ["https://nep.example/x", "//nep.example", "javascript:alert(1)", ""])
def test_back_is_never_to_elsewhere(bram: User, referer: str) -> None:
    client = browser(bram)
    sessions_age(client, sessions.SEEN_AT, minutes=20)
    assert client.post("/rol/", headers={"referer": referer})["Location"] == "/inloggen/?waarom=stil&next=%2F"


def test_a_part_of_a_page_that_comes_too_late_takes_the_whole_page_along(bram: User) -> None:
    client = browser(bram)
    sessions_age(client, sessions.SEEN_AT, minutes=20)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/medewerkers/?q=fi"}
    answer = client.get("/medewerkers/?q=fic", headers=asked)
    assert answer["HX-Redirect"] == "/inloggen/?waarom=stil&next=%2Fmedewerkers%2F%3Fq%3Dfi"


def test_the_board_may_read_an_hour(daan: User) -> None:
    client = browser(with_password(daan))
    sessions_age(client, sessions.SEEN_AT, minutes=40)
    assert is_in(client)
    sessions_age(client, sessions.SEEN_AT, minutes=61)
    assert not is_in(client)


def test_twelve_hours_is_the_end_however_busy(bram: User) -> None:
    client = browser(bram)
    sessions_age(client, sessions.BEGAN_AT, hours=11, minutes=59)
    sessions_age(client, sessions.SEEN_AT, minutes=5)
    assert is_in(client)  # and noted as used: that makes it no longer
    sessions_age(client, sessions.BEGAN_AT, minutes=2)
    assert not is_in(client)


def test_a_page_notes_its_use_once_a_minute(bram: User) -> None:
    client = browser(bram)

    def written() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert is_in(client)
        return sum(query["sql"].startswith("UPDATE") for query in captured.captured_queries)

    assert [written(), written()] == [0, 0]
    sessions_age(client, sessions.SEEN_AT, seconds=61)
    assert [written(), written()] == [1, 0]


# Seen and ended by its owner


def test_bram_sees_his_two_devices_and_ends_the_other(bram: User) -> None:
    work, phone = browser(bram), browser(bram, IPHONE)
    page = work.get("/account/").content.decode()
    assert "Firefox op Windows" in page
    assert "Safari op iPhone" in page
    assert page.count("dit apparaat") == 1
    other = next(each for each in sessions.of(bram) if each.device == "Safari op iPhone")
    assert key_of(phone) not in page
    assert other.session_key not in page
    ended = work.post("/account/sessies/beeindigen/", {"sessie": sessions.handle_of(other)}, follow=True)
    assert "Die sessie is beëindigd." in ended.content.decode()
    assert is_in(work)
    assert not is_in(phone)


def test_bram_ends_all_others(bram: User) -> None:
    here, *others = browser(bram), browser(bram, IPHONE), browser(bram)
    here.post("/account/sessies/beeindigen/", {"sessie": "andere"})
    assert is_in(here)
    assert [is_in(other) for other in others] == [False, False]


def test_carla_ends_nothing_of_bram(bram: User, carla: User) -> None:
    his, hers = browser(bram), browser(with_password(carla))
    handle = sessions.handle_of(sessions.of(bram)[0])
    assert hers.post("/account/sessies/beeindigen/", {"sessie": handle}).status_code == 404
    assert hers.post("/account/sessies/beeindigen/", {"sessie": ""}).status_code == 404
    hers.post("/account/sessies/beeindigen/", {"sessie": "andere"})
    assert is_in(his)


# What who reads the database finds


def test_no_key_in_a_cookie_is_found_anywhere_in_the_database(bram: User) -> None:
    clients = browser(bram), browser(bram, IPHONE)
    for client in clients:
        client.get("/medewerkers/")
        client.post("/rol/kiezen/", {"membership": bram.memberships.get().pk})
    keys = [key_of(client) for client in clients]
    assert is_in(with_cookie(keys[0]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                       " AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT')")  # fmt: skip
        tables = [table for (table,) in cursor.fetchall()]
        assert "municipalities_session" in tables
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~ %s", ["|".join(keys)])
            assert cursor.fetchone() == (0,), table


def test_what_the_table_holds_is_no_key(bram: User) -> None:
    browser(bram)
    (row,) = sessions.of(bram)
    assert not is_in(with_cookie(row.session_key))
    assert not is_in(with_cookie(sessions.handle_of(row)))


def test_a_session_copied_to_a_key_of_ones_own_opens_nothing(bram: User) -> None:
    """By SQL, as the portal's role may write it: the data are signed for the key they came with."""
    browser(bram)
    mine = "nietvanbram" * 3
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO municipalities_session (session_key, session_data, expire_date, user_id, device)"
            " SELECT encode(sha256(%s), 'hex'), session_data, expire_date, user_id, device FROM municipalities_session",
            [mine.encode()],
        )
    assert sessions.SessionStore().exists(mine)
    assert not is_in(with_cookie(mine))


# Ended by what changes


def test_a_new_password_ends_all_but_this_one_and_gives_it_another_key(bram: User) -> None:
    here, other = browser(bram), browser(bram, IPHONE)
    old = key_of(here)
    new = "een andere verzonnen zin"
    here.post("/account/wachtwoord/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(here)
    assert not is_in(other)
    assert not is_in(with_cookie(old))


def test_a_password_changed_by_whatever_hand_ends_them_all(bram: User) -> None:
    """In bulk or by SQL: the database sees to it."""
    clients = browser(bram), browser(bram, IPHONE)
    User.objects.filter(pk=bram.pk).update(password="!")
    assert [is_in(client) for client in clients] == [False, False]
    assert sessions.of(bram) == []


def test_an_account_that_is_switched_off_and_on_again_opens_no_old_session(bram: User) -> None:
    client = browser(bram)
    User.objects.filter(pk=bram.pk).update(is_active=False)
    assert not is_in(client)
    User.objects.filter(pk=bram.pk).update(is_active=True)
    assert not is_in(client)


def test_another_name_ends_nothing(bram: User) -> None:
    client = browser(bram)
    User.objects.filter(pk=bram.pk).update(name="Bram Bedacht")
    assert is_in(client)


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (FIREFOX, "Firefox op Windows"),
        (IPHONE, "Safari op iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome op Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome op Android"),
        ("curl/8.0", "Onbekende browser"),
        ("<script>alert(1)</script>" * 100, "Onbekende browser"),
        ("", "Onbekende browser"),
    ],
)  # fmt: skip
def test_a_device_is_named_by_its_kind_only(agent: str, device: str) -> None:
    assert sessions.device_of(agent) == device


def test_what_expired_is_tidied(bram: User) -> None:
    client = browser(bram)
    Session.objects.filter(pk=sessions.digest_of(key_of(client))).update(
        expire_date=F("expire_date") - timedelta(days=1)
    )
    sessions.SessionStore.clear_expired()
    assert not bram.sessions.exists()
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(hours=12)
