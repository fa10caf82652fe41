"""Coming in, and what nobody learns from not coming in (quality.md Q17): the same bytes and the same work for all."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from municipalities import accounts, post, throttle
from municipalities.models import Bucket, User
from tests import people
from tests.accounts import PASSWORD, hashing, is_in, log_in, with_app, with_password

KINDS = ("existing", "unknown", "inactive", "unusable")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The postman goes at once, in this thread."""
    monkeypatch.setattr(post, "send", post._send)


@pytest.fixture
def emails(bram: User, carla: User, db: None) -> dict[str, str]:
    """An address of each kind, all as long."""
    with_password(bram)
    with_password(carla)
    User.objects.filter(pk=carla.pk).update(is_active=False, email="carl.voorbeeld@voorbeeld.example")
    people.make_membership(people.make_user("Dina Voorbeeld"), "consulent", "Almelo")
    return {
        "existing": bram.email,
        "unknown": "niem.voorbeeld@voorbeeld.example",
        "inactive": "carl.voorbeeld@voorbeeld.example",
        "unusable": "dina.voorbeeld@voorbeeld.example",
    }


def bare(response: HttpResponse, email: str) -> tuple[int, str, dict[str, str]]:
    """An answer without what differs by itself: the token, the clock, and what was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    headers = {name: value for name, value in response.items() if name != "Expires"}
    return response.status_code, page.replace(email, "…"), headers


def answers(emails: dict[str, str], ask: Callable[[Client, str], HttpResponse]) -> dict[str, object]:
    return {kind: bare(ask(Client(), email), email) for kind, email in emails.items()}


def assert_all_alike(told: dict[str, object]) -> None:
    assert set(told) == set(KINDS)
    assert {kind: told[kind] == told["unknown"] for kind in told} == dict.fromkeys(KINDS, True)


# Logging in


def test_a_wrong_password_reads_the_same_for_everybody(emails: dict[str, str]) -> None:
    assert_all_alike(answers(emails, lambda client, email: log_in(client, email, "iets heel anders dan dat")))


def test_the_right_password_of_who_may_not_come_in_reads_so_too(emails: dict[str, str]) -> None:
    but_bram = {kind: email for kind, email in emails.items() if kind != "existing"}
    told = answers(but_bram, log_in)
    assert len({str(each) for each in told.values()}) == 1
    assert "Dit e-mailadres en wachtwoord horen niet bij elkaar." in str(told["inactive"])


@pytest.mark.parametrize("kind", KINDS)
def test_the_hash_is_done_once_for_everybody(emails: dict[str, str], kind: str) -> None:
    with hashing() as hashed:
        log_in(Client(), emails[kind], "iets heel anders dan dat")
    assert len(hashed) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_database_is_asked_as_much_for_everybody(emails: dict[str, str], kind: str) -> None:
    def asked(email: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            log_in(Client(), email, "iets heel anders dan dat")
        return len(captured)

    assert asked(emails[kind]) == asked("nog.iemand.anders@voorbeeld.example")


def test_too_often_reads_the_same_for_everybody(emails: dict[str, str]) -> None:
    def ask(client: Client, email: str) -> HttpResponse:
        Bucket.objects.filter(pk=throttle.hashed(throttle.ADDRESS, "127.0.0.1")).delete()
        for _ in range(throttle.STRANGERS.at_once):
            log_in(client, email, "iets heel anders dan dat")
        return log_in(client, email, "iets heel anders dan dat")

    told = answers(emails, ask)
    assert_all_alike(told)
    assert "U probeert het te vaak" in str(told["unknown"])


def test_the_page_of_the_second_step_is_there_for_nobody_who_did_not_take_the_first(
    client: Client, emails: dict[str, str]
) -> None:
    with_app(User.objects.get(email=emails["existing"]))
    for email in emails.values():
        log_in(client, email, "iets heel anders dan dat")
        for answer in (client.get("/inloggen/code/"), client.post("/inloggen/code/", {"code": "000000"})):
            assert (answer.status_code, answer["Location"], answer.content) == (302, "/inloggen/", b"")


# A link by mail


def forget(client: Client, email: str) -> HttpResponse:
    return client.post("/wachtwoord/vergeten/", {"email": email}, follow=True)


def test_asking_for_a_link_reads_the_same_for_everybody(emails: dict[str, str]) -> None:
    told = answers(emails, forget)
    assert_all_alike(told)
    assert "Kijk in uw mail" in str(told["unknown"])
    assert sorted(message.to[0] for message in mail.outbox) == sorted([emails["existing"], emails["unusable"]])


@pytest.mark.parametrize("kind", KINDS)
def test_asking_for_a_link_is_as_much_work_for_everybody(
    monkeypatch: pytest.MonkeyPatch, emails: dict[str, str], kind: str
) -> None:
    """The mail itself goes beside the request."""
    monkeypatch.setattr(post, "send", lambda message: None)

    def asked(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            forget(Client(), email)
        return [query["sql"].split(" ")[0] for query in captured.captured_queries]

    assert asked(emails[kind]) == asked("nog.iemand.anders@voorbeeld.example")


def test_nobody_is_mailed_more_than_three_times_in_a_row(client: Client, emails: dict[str, str]) -> None:
    codes = [forget(client, emails["existing"]).status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert len(mail.outbox) == 3


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://\S+/wachtwoord/kiezen/\S+", str(message.body))
    assert found is not None
    return found.group()


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


NEW = "een nieuwe verzonnen zin"


def choose(client: Client, path: str, first: str = NEW, second: str = "") -> HttpResponse:
    form = client.get(path)
    address = form["Location"] if form.status_code == 302 else path
    return client.post(address, {"password1": first, "password2": second or first})


def test_bram_forgets_his_password_and_chooses_another(client: Client, emails: dict[str, str]) -> None:
    forget(client, emails["existing"])
    path = path_of(link_in(mail.outbox[0]))
    hidden = client.get(path)
    assert hidden["Location"].endswith("/kies/")  # the token is no longer in the address
    assert choose(client, path)["Location"] == "/inloggen/"
    assert "Uw nieuwe wachtwoord is bewaard." in client.get("/inloggen/").content.decode()
    assert "Het wachtwoord van uw account is gewijzigd." in str(mail.outbox[-1].body)
    assert log_in(Client(), emails["existing"], PASSWORD).status_code == 422
    assert log_in(client, emails["existing"], NEW).status_code == 302


def test_a_link_works_once_and_a_day(client: Client, emails: dict[str, str], settings: object) -> None:
    forget(client, emails["existing"])
    path = path_of(link_in(mail.outbox[0]))
    choose(client, path)
    again = Client().get(path)
    assert "Deze link werkt niet (meer)." in again.content.decode()
    assert settings.PASSWORD_RESET_TIMEOUT == 24 * 60 * 60  # type: ignore[attr-defined]


def test_the_link_lets_bram_in_on_a_new_device_while_somebody_guesses(client: Client, emails: dict[str, str]) -> None:
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    for _ in range(10):
        log_in(elsewhere, emails["existing"], "een gok van een ander")
    assert log_in(client, emails["existing"]).status_code == 429
    forget(client, emails["existing"])
    choose(client, path_of(link_in(mail.outbox[0])))
    assert log_in(client, emails["existing"], NEW).status_code == 302
    assert is_in(client)


@pytest.mark.parametrize("headers", [{"host": "localhost"}, {"host": "127.0.0.1", "x-forwarded-host": "nep.example"}])
def test_the_link_goes_to_our_own_address_whatever_host_was_asked(
    client: Client, emails: dict[str, str], settings: object, headers: dict[str, str]
) -> None:
    """quality.md Q37: 0 poisoned links."""
    settings.BASE_URL = "https://portal.example.nl"  # type: ignore[attr-defined]
    client.post("/wachtwoord/vergeten/", {"email": emails["existing"]}, headers=headers)
    addresses = set(re.findall(r"https?://[^/\s]+", str(mail.outbox[0].body)))
    assert addresses == {"https://portal.example.nl"}


def test_a_host_that_is_not_ours_gets_no_page_and_no_mail(client: Client, emails: dict[str, str]) -> None:
    refused = client.post("/wachtwoord/vergeten/", {"email": emails["existing"]}, headers={"host": "nep.example"})
    assert refused.status_code == 400
    assert mail.outbox == []


def test_a_new_user_is_invited_and_chooses_a_password(client: Client, db: None) -> None:
    user = people.make_user("Nora Voorbeeld")
    people.make_membership(user, "consulent", "Almelo")
    accounts.invite(user)
    message = mail.outbox[0]
    assert (message.to, message.subject) == ([user.email], "Uitnodiging voor het Wsw-portaal")
    assert choose(client, path_of(link_in(message))).status_code == 302
    assert log_in(client, user.email, NEW).status_code == 302


def test_a_mail_names_nobody(client: Client, emails: dict[str, str]) -> None:
    user = User.objects.get(email=emails["existing"])
    accounts.invite(user)
    forget(client, user.email)
    accounts.password_chosen(user)
    said = " ".join(f"{message.subject} {message.body}" for message in mail.outbox)
    assert len(mail.outbox) == 3
    assert [part for part in (*user.name.split(), user.email, "Truus", "Almelo") if part in said] == []


def test_a_mail_that_cannot_be_sent_breaks_no_page_and_leaves_no_address_in_the_log(
    client: Client, emails: dict[str, str], settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    assert forget(client, emails["existing"]).status_code == 200
    assert "mail_not_sent" in caplog.text
    assert emails["existing"] not in caplog.text


# Passwords


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kort", "Dit wachtwoord is te kort. Ten minste 16 tekens."),
        ("vijftien tekens", "Dit wachtwoord is te kort."),
        ("x" * 129, "Dit wachtwoord is te lang"),
        ("abababababababab", "Dit wachtwoord herhaalt steeds dezelfde tekens."),
        ("Bram Voorbeeld 2026", "Dit wachtwoord lijkt te veel op uw naam of e-mailadres."),
        ("bram.voorbeeld@voorbeeld.example", "Dit wachtwoord lijkt te veel op uw naam of e-mailadres."),
        ("password1password1", "Dit wachtwoord staat op de lijst van veelgebruikte wachtwoorden."),
    ],
)
def test_a_weak_password_is_refused_in_words(
    client: Client, emails: dict[str, str], password: str, reason: str
) -> None:
    client.force_login(User.objects.get(email=emails["existing"]))
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    refused = client.post("/account/wachtwoord/", form)
    assert refused.status_code == 422
    assert reason in refused.content.decode()


@pytest.mark.parametrize("password", ["zestien tekens ja", "groene fiets regen tafel", "Ĳs & ĳver, éénmaal 16"])
def test_sixteen_signs_or_a_few_words_will_do(client: Client, emails: dict[str, str], password: str) -> None:
    client.force_login(User.objects.get(email=emails["existing"]))
    form = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post("/account/wachtwoord/", form)["Location"] == "/account/"
    assert log_in(Client(), emails["existing"], password).status_code == 302


def test_two_that_are_not_the_same_and_a_wrong_old_one(client: Client, emails: dict[str, str]) -> None:
    client.force_login(User.objects.get(email=emails["existing"]))
    form = {"oldpassword": "niet het oude wachtwoord", "password1": NEW, "password2": NEW + "!"}
    page = client.post("/account/wachtwoord/", form)
    assert page.status_code == 422
    assert "De twee wachtwoorden zijn niet gelijk." in page.content.decode()
    assert "Dit is niet uw wachtwoord van nu." in page.content.decode()


def test_changing_a_password_is_no_way_around_the_tries(client: Client, emails: dict[str, str]) -> None:
    client.force_login(User.objects.get(email=emails["existing"]))
    form = {"oldpassword": "een gok", "password1": NEW, "password2": NEW}
    codes = [client.post("/account/wachtwoord/", form).status_code for _ in range(10)]
    assert codes[-1] == 429


# No other way in


@pytest.mark.parametrize(
    "path", ["/signup/", "/accounts/signup/", "/account/signup/", "/account/email/", "/registreren/"]
)
def test_nobody_makes_an_account_for_themselves(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "x@x.example", "password1": PASSWORD}).status_code == 404
