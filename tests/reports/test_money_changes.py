"""Amounts of a reported year: what changing them does is shown first, why is asked, and in a closed year another
controller judges (R77). The database notes each row by whatever door it came, and holds who may sign."""

import base64
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import OverriddenWarning
from municipalities.asker import asked_by
from municipalities.models import User
from reports import actions, editions, finance_file, gate, money_changes
from reports.models import Amount, KeySet, MoneyChange, Report, StateRate, YearBudget
from tests import people, situations
from tests.reports.test_changes import text
from tests.reports.test_finance_register import a_key, an_amount
from tests.situations import proved

pytestmark = pytest.mark.django_db
YEAR = 2025
HEAD = "jaar;kwartaal;soort;post;bedrag;status;bron"


@pytest.fixture
def amount(ellen: User) -> Amount:
    """Ellen entered 100 euro of state money for 2025; then the year was reported and closed."""
    with people.signing(ellen):
        made = an_amount(year=YEAR)
    situations.close_year(YEAR)
    assert not MoneyChange.objects.exists()
    return made


def changed(by: User, amount: Amount, to: str) -> MoneyChange:
    with people.signing(by):
        Amount.objects.filter(pk=amount.pk).update(amount=Decimal(to))
    return MoneyChange.objects.latest("pk")


def act(number: int, by: User, verdict: str = "akkoord") -> None:
    with asked_by(str(by.key)):
        money_changes.judge(act=number, verdict=verdict, words="Klopt met de circulaire.", by=by)


# What the database notes


def test_a_changed_amount_of_a_closed_year_is_noted_and_waits(ellen: User, amount: Amount) -> None:
    row = changed(ellen, amount, "150")
    assert (row.year, row.waits, row.made_by, row.verdict) == (YEAR, True, ellen, "")
    assert (row.was["amount"], row.now["amount"]) == (100.0, 150.0)
    (told,) = money_changes.acts(MoneyChange.objects.all())
    assert told.lines == ("rijksbijdrage Wsw, begroting 2025: 100,00 → 150,00",)


def test_so_is_what_is_new_and_what_is_taken_away(ellen: User, amount: Amount) -> None:
    with people.signing(ellen):
        new = an_amount(year=YEAR, post="liv", amount=Decimal("12.50"))
        new.delete()
    told = [line for each in money_changes.acts(MoneyChange.objects.all()) for line in each.lines]
    assert told == [
        "lage-inkomensvoordeel, begroting 2025: niets → 12,50", "lage-inkomensvoordeel, begroting 2025: 12,50 → niets"
    ]  # fmt: skip


def test_budgets_and_rates_too_and_what_counts_for_nothing_not(ellen: User, amount: Amount) -> None:
    with people.signing(ellen):
        Amount.objects.update(source="andere bron", status="definitief")
        assert not MoneyChange.objects.exists()
        YearBudget.objects.create(
            year=YEAR, municipality=people.municipality("Almelo"), se_budget=Decimal(10), source="besluit"
        )
        StateRate.objects.create(year=YEAR, amount=Decimal(28000), circular="mei", dated_on="2025-05-31")
    (told,) = money_changes.acts(MoneyChange.objects.all())
    assert told.lines == (
        "Almelo 2025, begrote SE: niets → 10,00",
        "rijksvergoeding per SE 2025, peildatum 31-05-2025: niets → 28.000,00",
    )


def test_of_a_year_nobody_reported_nothing_is_noted(ellen: User) -> None:
    with people.signing(ellen):
        an_amount(year=YEAR)
        Amount.objects.update(amount=Decimal(5))
    assert not MoneyChange.objects.exists()


def test_of_a_year_that_is_not_closed_it_is_noted_and_waits_for_nobody(ellen: User) -> None:
    situations.make_neighbours(6)
    last = situations.LAST_QUARTER
    if last.code.endswith("Q4"):
        last = last.back(1)
    with people.signing(ellen):
        made = an_amount(year=last.year)
    situations.make_released(situations.make_report(last))
    assert not changed(ellen, made, "7").waits


# Another person's word


def test_ellen_may_not_judge_her_own_and_fatih_may_once(ellen: User, fatih: User, amount: Amount) -> None:
    row = changed(ellen, amount, "150")
    with pytest.raises(money_changes.NotAllowed, match="Vraag een tweede controller"):
        act(row.act, ellen)
    act(row.act, fatih)
    row.refresh_from_db()
    assert (row.verdict, row.decided_by) == ("akkoord", fatih)
    assert row.decided_at is not None
    with pytest.raises(money_changes.NotAllowed, match="oordeelde hier al over"):
        act(row.act, fatih, "geweigerd")


def refused(by: User, words: str, **values: Any) -> None:
    with pytest.raises(DatabaseError, match=words), asked_by(str(by.key)):
        MoneyChange.objects.update(**values)


def test_the_database_holds_each_of_these(ellen: User, fatih: User, amount: Amount) -> None:
    row = changed(ellen, amount, "150")
    by_fatih = {"verdict": "akkoord", "verdict_note": "x", "decided_by": fatih, "decided_at": row.made_at}
    refused(ellen, "money_verdict_of_a_second_person", **by_fatih | {"decided_by": ellen})
    refused(ellen, "eigen naam", **by_fatih)
    refused(ellen, "ondertekend", now={"amount": 1})
    refused(fatih, "money_verdict_by_at_and_words", **by_fatih | {"verdict_note": ""})
    refused(fatih, "verandert de reden niet", **by_fatih | {"kind": "controle"})
    refused(fatih, "zegt wie het wijzigde", kind="controle")
    with pytest.raises(DatabaseError, match="legt de database zelf vast"), transaction.atomic():
        MoneyChange.objects.create(act=1, year=YEAR, source="reports_amount", row=1, made_by=None)
    act(row.act, fatih)
    refused(fatih, "ondertekend", verdict="geweigerd")


OF_ONES_OWN = """
CREATE TEMP TABLE own (a int);
CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO public.reports_moneychange (act, year, source, "row", waits)
    VALUES (1, 2025, 'reports_amount', 1, true);
    RETURN NULL; END $$;
CREATE TRIGGER note AFTER INSERT ON own FOR EACH ROW EXECUTE FUNCTION pg_temp.note();
INSERT INTO own VALUES (1)
"""


def test_nobody_notes_a_change_that_was_none(ellen: User, amount: Amount) -> None:
    """Not by a trigger of one's own either, which is as deep as the one of the register."""
    with (
        pytest.raises(DatabaseError, match="legt de database zelf vast"),
        asked_by(str(ellen.key)),
        connection.cursor() as cursor,
    ):
        cursor.execute(OF_ONES_OWN)


def test_no_new_edition_leaves_while_one_waits(ellen: User, fatih: User, amount: Amount) -> None:
    row = changed(ellen, amount, "150")
    content = {"figures": [], "checks": []}
    report = Report(period=f"{YEAR}Q4", known_on=timezone.now(), content=content, edition=2)
    editions.append(report)
    report.save()
    assert "wacht nog 1 bedrag op akkoord" in gate.why_not(report, [])
    checked, leaves = {"state": "gecontroleerd", "checked_by": ellen}, {"state": "vrijgegeven", "released_by": fatih}
    with people.signing(ellen):
        Report.objects.filter(pk=report.pk).update(**checked, checked_at=timezone.now())
    with people.signing(fatih), pytest.raises(DatabaseError, match="wacht nog een bedrag"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**leaves, released_at=timezone.now())
    act(row.act, fatih, "geweigerd")  # who refuses changes nothing in the register
    assert "bedrag" not in gate.why_not(report, [])
    amount.refresh_from_db()
    assert amount.amount == Decimal("150.00")


def test_a_key_for_a_closed_year_was_seen_by_two_already(ellen: User, fatih: User, amount: Amount) -> None:
    key = a_key(ellen, starts_on=situations.Period.parse(f"{YEAR}Q1").starts_on)
    assert not MoneyChange.objects.exists()  # a proposal counts for nothing
    with people.signing(fatih):
        actions.release_key(key_set=key, by=fatih)
    row = MoneyChange.objects.get()
    assert (row.source, row.year, row.waits, row.made_by) == ("reports_keyset", YEAR, False, fatih)
    with people.signing(ellen):
        KeySet.objects.filter(pk=key.pk).update(ends_on=f"{YEAR}-06-30")
    assert MoneyChange.objects.latest("pk").waits  # its last day one person alone may change


def test_the_key_before_ends_unjudged_only_with_the_release_itself(ellen: User, fatih: User, amount: Amount) -> None:
    """Proposed by another is not released by two: nobody may ever release it, and the figures changed already."""
    first = a_key(ellen, starts_on=date(YEAR, 1, 1))
    with people.signing(fatih):
        actions.release_key(key_set=first, by=fatih)
    following = a_key(fatih, starts_on=date(YEAR, 7, 1))
    with people.signing(ellen), transaction.atomic():
        KeySet.objects.filter(pk=first.pk).update(ends_on=date(YEAR, 6, 30))
        assert MoneyChange.objects.latest("pk").waits
        transaction.set_rollback(True)
    with people.signing(ellen):
        actions.release_key(key_set=following, by=ellen)
    first.refresh_from_db()
    assert first.ends_on == date(YEAR, 6, 30)
    assert not MoneyChange.objects.waiting().exists()


# On screen


def upload(client: Client, amount_: str = "150", **more: Any) -> HttpResponse:
    content = f"{HEAD}\n{YEAR};0;begroting;rijksbijdrage;{amount_};voorlopig;proef\n"
    file = SimpleUploadedFile("bedragen.csv", content.encode())
    return client.post(reverse("finance_import"), {"kind": "bedragen", "file": file, **more})


def hidden(page: HttpResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_file_shows_what_it_does_to_released_reports_and_asks_why(
    client: Client, ellen: User, amount: Amount
) -> None:
    client.force_login(ellen)
    page = upload(client)
    assert page.status_code == 200
    assert "100,00" in text(page)
    assert "150,00" in text(page)
    assert f"afgesloten jaar: {YEAR}" in text(page)
    amount.refresh_from_db()
    assert amount.amount == Decimal(100)
    without = client.post(reverse("finance_import"), hidden(page))
    assert without.status_code == 422
    assert "Kies waarom dit nu nog verandert" in text(without)
    other = client.post(reverse("finance_import"), {**hidden(page), "because_kind": "anders"})
    assert "Schrijf bij “anders” welke reden het is." in text(other)
    amount.refresh_from_db()
    assert amount.amount == Decimal(100)
    saved = client.post(reverse("finance_import"), {**hidden(page), "because_kind": "besluit"})
    assert saved.status_code == 302
    amount.refresh_from_db()
    assert amount.amount == Decimal(150)
    row = MoneyChange.objects.get()
    assert (row.kind, row.waits, row.made_by) == ("besluit", True, ellen)


def test_a_reason_with_words_about_health_is_asked_again_and_counted(
    client: Client, ellen: User, amount: Amount
) -> None:
    client.force_login(ellen)
    sent = hidden(upload(client)) | {"because_kind": "anders", "because": "Door een depressie te laat."}
    page = client.post(reverse("finance_import"), sent)
    assert page.status_code == 200
    assert "Nog niet bewaard." in text(page)
    box = re.search(r'name="toch_opslaan"\s+value="([^"]+)"', page.content.decode())
    assert box
    assert client.post(reverse("finance_import"), sent | {"toch_opslaan": box[1]}).status_code == 302
    assert OverriddenWarning.objects.get().saved_by == ellen


def test_what_is_saved_is_what_was_shown(client: Client, ellen: User, amount: Amount) -> None:
    """Another amount than was seen is shown again, whoever put it in."""
    client.force_login(ellen)
    seen = hidden(upload(client))
    kept = base64.b64decode(seen["kept"]).replace(b"150", b"9999")
    other = seen | {"kept": base64.b64encode(kept).decode(), "because_kind": "besluit"}
    page = client.post(reverse("finance_import"), other)
    assert "9.999,00" in text(page)
    amount.refresh_from_db()
    assert amount.amount == Decimal(100)
    broken = client.post(reverse("finance_import"), seen | {"kept": "geen base64!"})
    assert "Kies het bestand opnieuw." in text(broken)


def test_who_saved_it_reads_that_it_waits(client: Client, ellen: User, amount: Amount) -> None:
    client.force_login(ellen)
    address = reverse("finance_edit", args=["bedrag", amount.key])
    page = client.get(address)
    sent = {"year": YEAR, "quarter": 0, "kind": "begroting", "post": "rijksbijdrage", "amount": "150"}
    sent |= {"status": "voorlopig", "source": "proef", "versie": hidden(page)["versie"]}
    shown = client.post(address, sent)
    done = client.post(address, {**sent, **hidden(shown), "because_kind": "besluit"}, follow=True)
    assert "Dit raakt een afgesloten jaar (2025) en wacht op akkoord." in text(done)
    assert MoneyChange.objects.get().kind == "besluit"


def test_a_file_that_changes_no_report_is_read_in_at_once(client: Client, ellen: User) -> None:
    client.force_login(ellen)
    assert upload(client).status_code == 302
    assert Amount.objects.get().amount == Decimal(150)


def test_a_key_shows_what_it_does_and_asks_why(client: Client, ellen: User, fatih: User, amount: Amount) -> None:
    with people.signing(ellen):
        an_amount(year=YEAR, post="loonkosten_wsw", amount=Decimal(500), kind="begroting")
    key = a_key(ellen, starts_on=situations.Period.parse(f"{YEAR}Q1").starts_on)
    client.force_login(fatih)
    proved(client)
    page = client.post(reverse("key_release", args=[key.key]))
    assert "Sleutel vrijgeven: besluit" in text(page)
    key.refresh_from_db()
    assert key.released_on is None
    said = client.post(reverse("key_release", args=[key.key]), {**hidden(page), "because_kind": "besluit"})
    assert said.status_code == 302
    key.refresh_from_db()
    assert key.released_by == fatih
    assert MoneyChange.objects.filter(source="reports_keyset").get().kind == "besluit"


def test_fatih_judges_on_screen_and_ellen_cannot(client: Client, ellen: User, fatih: User, amount: Amount) -> None:
    row = changed(ellen, amount, "150")
    address = reverse("money_change_judge", args=[row.act])
    words = {"verdict": "akkoord", "verdict_note": "Klopt met de circulaire."}
    client.force_login(ellen)
    proved(client)
    assert "U heeft dit zelf gewijzigd" in text(client.get(address))
    assert client.post(address, words).status_code == 422
    assert "1 wacht op akkoord" in text(client.get(f"{reverse('finance')}?jaar={YEAR}"))
    client.force_login(fatih)
    proved(client)
    assert "100,00 → 150,00" in text(client.get(address))
    assert client.post(address, {"verdict": "akkoord"}).status_code == 422
    assert client.post(address, words).status_code == 302
    assert "Klopt met de circulaire." in text(client.get(reverse("money_change_list")))
    assert client.get(address).status_code == 404


def test_the_board_and_consulents_find_neither_page(client: Client, daan: User, bram: User, amount: Amount) -> None:
    for user in (daan, bram):
        client.force_login(user)
        assert client.get(reverse("money_change_list")).status_code in (403, 404)


def test_a_file_by_a_process_is_noted_and_any_controller_may_judge(fatih: User, amount: Amount) -> None:
    content = f"{HEAD}\n{YEAR};0;begroting;rijksbijdrage;150;voorlopig;proef\n".encode()
    finance_file.load("bedragen", "x.csv", content, None)
    row = MoneyChange.objects.get()
    assert (row.made_by, row.waits) == (None, True)
    act(row.act, fatih)
