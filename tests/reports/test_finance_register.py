"""The finance register: what the controller enters and reads in, who may, and what the database refuses."""

from copy import copy
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from municipalities.asker import tell_database
from municipalities.models import Municipality
from municipalities.recorded import known
from reports import actions, finance_file
from reports.models import Amount, KeySet, KeyShare, MoneyChange, StateRate, YearBudget
from reports.money_beforehand import weigh
from reports.subjects import realisation
from reports.subjects.finance import FIGURES, LINES
from reports.tables import dutch
from tests import people
from tests.situations import LAST_QUARTER, make_neighbours, make_released, make_report

pytestmark = pytest.mark.django_db
PARTS = {"GM0141": "43,87", "GM1700": "15,71", "GM1742": "12,11", "GM0163": "11,16", "GM0189": "8,95", "GM0183": "8,20"}
AMOUNT = {
    "year": "2026", "quarter": "0", "kind": "begroting", "post": "rijksbijdrage", "amount": "25.000.000,50",
    "status": "voorlopig", "source": "begroting 2026",
}  # fmt: skip


def as_(client, user):
    client.force_login(user)
    return client


def an_amount(**changes):
    made = {
        "year": 2026, "quarter": 0, "kind": "begroting", "post": "rijksbijdrage", "amount": Decimal(100),
        "source": "proef",
    }  # fmt: skip
    return Amount.objects.create(**made | changes)


def a_key(by, starts_on=date(2026, 1, 1), **changes):
    places = {place.cbs_code: place.pk for place in Municipality.objects.filter(takes_part=True)}
    parts = {places[code]: Decimal(part.replace(",", ".")) for code, part in (PARTS | changes).items()}
    with people.signing(by):
        made = KeySet.objects.create(starts_on=starts_on, dated_on=date(2025, 1, 1), decision="besluit", proposed_by=by)
        finance_file.keep_shares(made, parts)
    return made


def sign(user):
    """One signs with one's own name."""
    tell_database(str(user.key))


# Entering


def test_ellen_enters_an_amount(client, ellen):
    response = as_(client, ellen).post(reverse("finance_new", args=["bedrag"]), AMOUNT)
    assert response.status_code == 302
    assert Amount.objects.get().amount == Decimal("25000000.50")
    page = client.get(reverse("finance") + "?jaar=2026").content.decode()
    assert "25.000.000,50" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"amount": "veel"}, "Dit is geen bedrag"),
        ({"amount": "1,005"}, "Hoogstens 2 cijfers"),
        ({"year": "1900"}, "vanaf 1998"),
        ({"quarter": "2"}, "Realisatie is van kwartaal 1 tot en met 4"),
        ({"kind": "realisatie"}, "Realisatie is van kwartaal 1 tot en met 4"),
        ({"source": ""}, "Vul dit in"),
        ({"post": ""}, "Kies een post"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, ellen, change, says):
    response = as_(client, ellen).post(reverse("finance_new", args=["bedrag"]), AMOUNT | change)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Amount.objects.exists()


# What it does to what was released is seen before it is saved


@pytest.fixture
def released(db):
    """The last quarter, with a budget of € 1.000,00 of turnover and a key."""
    make_neighbours(6)
    year = LAST_QUARTER.year
    row = an_amount(year=year, post="bruto_omzet", amount=Decimal("1000.00"), status="definitief")
    return make_released(make_report(LAST_QUARTER)), row


def entered(row, amount, **more):
    return {
        "year": row.year, "quarter": "0", "kind": row.kind, "post": row.post, "amount": amount, "status": row.status,
        "source": row.source, **more,
    }  # fmt: skip


def test_what_an_amount_does_to_released_reports_is_shown_first(client, ellen, released):
    """1.000,00 becomes 1.200,00: of the year's budget, and of the quarters until now; and what follows from it."""
    report, row = released
    url = reverse("finance_edit", args=["bedrag", row.key])
    version = as_(client, ellen).get(url).context["form"]["versie"].value()
    first = client.post(url, entered(row, "1200,00", versie=version))
    assert first.status_code == 200
    row.refresh_from_db()
    assert row.amount == 1000
    lines = {
        (each.row, each.column): (each.was, each.now, each.difference) for each in first.context["weighed"].brings.lines
    }
    assert lines["bruto omzet", "begroot: hele jaar"] == ("1.000,00", "1.200,00", "+200,00")
    part = Decimal(200) * LAST_QUARTER.quarters / 4
    assert lines["bruto omzet", "begroot: t/m nu"][2] == "+" + dutch(part, 2)
    assert lines["gemeentelijke bijdrage", "begroot: hele jaar"] == ("−1.000,00", "−1.200,00", "−200,00")
    assert not any("per SE" in name for name, _ in lines)
    text = first.content.decode()
    assert "Dit raakt wat al is vrijgegeven" in text
    assert f"{LAST_QUARTER.label}, uitgave 1" in text
    sent = entered(row, "1200,00", versie=version, seen=first.context["weighed"].brings.mark)
    assert "Kies waarom dit nu nog verandert" in client.post(url, sent).content.decode()
    row.refresh_from_db()
    assert row.amount == 1000
    assert client.post(url, sent | {"because_kind": "besluit"}).status_code == 302
    assert MoneyChange.objects.get().kind == "besluit"
    row.refresh_from_db()
    assert row.amount == 1200
    tables = report.content["tables"]
    assert any(table["code"] == "T12" for table in tables)


def test_what_is_said_is_what_the_next_edition_says(client, ellen, released):
    """Every line, beside the content of an edition made after it was saved; and nothing else of T12 differs."""
    report, row = released
    url = reverse("finance_edit", args=["bedrag", row.key])
    version = as_(client, ellen).get(url).context["form"]["versie"].value()
    brings = client.post(url, entered(row, "1200,00", versie=version)).context["weighed"].brings
    client.post(url, entered(row, "1200,00", versie=version, seen=brings.mark, because_kind="besluit"))
    people.meanwhile()
    was, now = (figures_of(made, "T12") for made in (report, make_report(LAST_QUARTER)))
    changed = {name: now[name] - was[name] for name in now if now[name] != was[name] and "_se" not in name[1]}
    labels = {line.label: line.code for line in LINES}
    told = {(each.column, labels[each.row]): each.difference for each in brings.lines if each.table == "T12"}
    heads = {figure.name: f"{figure.group}: {figure.label}" for figure in FIGURES}
    assert told == {(heads[name], row_): ("+" if step > 0 else "") + dutch(step, 2)
                    for (name, row_), step in changed.items()}  # fmt: skip


def test_a_budget_is_said_of_its_municipality_and_of_all_together(db):
    """Almelo has 10 SE, then 12; the state pays for 9 of them, then 10; Wierden has 5. T2 says the same afterwards."""
    make_neighbours(6)
    for place, budget, state in (("Almelo", 10, 9), ("Wierden", 5, 4)):
        YearBudget.objects.create(
            year=LAST_QUARTER.year, municipality=people.municipality(place), se_budget=budget, se_state=state,
            source="proef",
        )  # fmt: skip
    StateRate.objects.create(year=LAST_QUARTER.year, amount="30000.01", circular="c", dated_on=LAST_QUARTER.starts_on)
    report = make_released(make_report(LAST_QUARTER))
    row = YearBudget.objects.get(municipality__name="Almelo")
    row.se_budget, row.se_state = Decimal(12), Decimal(10)
    lines = weigh(copy(row).save).lines
    row.save()
    people.meanwhile()
    was, now = (figures_of(made, "T2") for made in (report, make_report(LAST_QUARTER)))
    names = {"GM0141": "Almelo", "totaal": "alle gemeenten samen"}
    labels = {each.name: f"{each.group}: {each.label}" for each in realisation.FIGURES}
    expected = {
        (labels[name], names[row_]): "+" + dutch(now[name, row_] - was[name, row_], 2)
        for name in ("se_budget", "se_state", "state_money")
        for row_ in names
    }
    assert {(each.column, each.row): each.difference for each in lines} == expected


def figures_of(report, table):
    found = report.content["figures"]
    return {(f["figure"], f["municipality"]): Decimal(f["value"]) for f in found if f["table"] == table}


def test_another_outcome_than_was_seen_is_shown_again(client, ellen, released):
    _, row = released
    url = reverse("finance_edit", args=["bedrag", row.key])
    version = as_(client, ellen).get(url).context["form"]["versie"].value()
    mark = client.post(url, entered(row, "1200,00", versie=version)).context["weighed"].brings.mark
    other = client.post(url, entered(row, "1300,00", versie=version, seen=mark))
    assert other.context["weighed"].brings.mark != mark
    row.refresh_from_db()
    assert row.amount == 1000


def test_an_amount_of_a_year_without_a_report_is_saved_at_once(client, ellen, released):
    response = as_(client, ellen).post(reverse("finance_new", args=["bedrag"]), AMOUNT | {"year": "2099"})
    assert response.status_code == 302


def test_a_post_has_one_amount(client, ellen):
    an_amount()
    response = as_(client, ellen).post(reverse("finance_new", args=["bedrag"]), AMOUNT)
    assert "Wijzig dat bedrag" in response.content.decode()


def test_two_people_at_once(client, ellen):
    """Decision 0017: who comes second is shown both."""
    row = an_amount(amount=Decimal(100))
    people.meanwhile()
    page = as_(client, ellen).get(reverse("finance_edit", args=["bedrag", row.key]))
    version = page.context["form"]["versie"].value()
    Amount.objects.filter(pk=row.pk).update(amount=Decimal(200))
    people.meanwhile()
    response = client.post(
        reverse("finance_edit", args=["bedrag", row.key]), AMOUNT | {"amount": "300", "versie": version}
    )
    assert response.status_code == 409
    assert "Nu staat er: " in response.content.decode()
    row.refresh_from_db()
    assert row.amount == 200


def test_every_former_amount_is_kept(ellen):
    row = an_amount()
    row.amount = Decimal(5)
    row.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM reports_amount_history")
        assert cursor.fetchall() == [(Decimal(100),)]
    assert "reports_amount_history" in known("reports_amount", row.recorded_at)


@pytest.mark.parametrize("who", ["bram", "anouk", "daan", "gerda"])
def test_others_may_not(client, request, who):
    response = as_(client, request.getfixturevalue(who)).get(reverse("finance"))
    assert response.status_code == 403


@pytest.mark.parametrize("who", ["bram", "anouk", "daan", "hans"])
def test_the_database_shows_others_nothing(request, who):
    an_amount()
    user = request.getfixturevalue(who)
    with transaction.atomic(), connection.cursor() as cursor:
        tell_database(str(user.key))
        cursor.execute("SELECT count(*) FROM reports_amount")
        assert cursor.fetchone() == (0,)
        transaction.set_rollback(True)


# Keys


def test_r49_a_key_that_is_not_100_is_refused_in_words(client, ellen):
    parts = {f"part_{code}": part for code, part in (PARTS | {"GM0183": "8,19"}).items()}
    data = {"purpose": "bijdrage", "starts_on": "2026-01-01", "decision": "besluit", "dated_on": "2025-01-01"} | parts
    response = as_(client, ellen).post(reverse("finance_new", args=["sleutel"]), data)
    assert "samen 99,9900" in response.content.decode()
    assert not KeySet.objects.exists()
    data["part_GM0183"] = "8,20"
    assert client.post(reverse("finance_new", args=["sleutel"]), data).status_code == 302
    assert sum(KeyShare.objects.values_list("percentage", flat=True)) == 100


def test_r49_the_database_refuses_it_too(ellen):
    with pytest.raises(IntegrityError, match=r"samen 99"), transaction.atomic():
        a_key(ellen, GM0183="8,19")


def test_a_key_is_released_by_a_second_person(ellen, bram):
    made = a_key(ellen)
    sign(ellen)
    with pytest.raises(actions.NotAllowed, match="tweede persoon"):
        actions.release_key(key_set=made, by=ellen)


def test_a_released_key_does_not_change_and_the_one_before_ends(ellen):
    other = people.make_user("Ella Controle")
    people.make_membership(other, "controller", "Wierden")
    first, second = a_key(ellen), a_key(ellen, starts_on=date(2026, 7, 1))
    sign(other)
    for made in (first, second):
        actions.release_key(key_set=made, by=other)
    first.refresh_from_db()
    assert first.ends_on == date(2026, 6, 30)
    with pytest.raises(DatabaseError, match="verandert niet"), transaction.atomic():
        KeyShare.objects.filter(key_set=first).update(percentage=1)


# Files


def csv_of(*lines):
    return "\n".join(lines).encode()


AMOUNTS = "jaar;kwartaal;soort;post;bedrag;status;bron"


def test_a_file_of_amounts_is_taken_in_once():
    content = csv_of(
        AMOUNTS, "2026;0;begroting;rijksbijdrage;25.000.000,50;voorlopig;begroting",
        "2026;1;realisatie;loonkosten Wsw;6850000.25;definitief;Q1",
    )  # fmt: skip
    assert finance_file.load("bedragen", "geld.csv", content, None) == finance_file.Taken(2, 0)
    assert finance_file.load("bedragen", "geld.csv", content, None) == finance_file.Taken(0, 0)
    changed = content.replace(b"6850000.25", b"6850000,30")
    assert finance_file.load("bedragen", "geld.csv", changed, None) == finance_file.Taken(0, 1)
    assert set(Amount.objects.values_list("amount", flat=True)) == {Decimal("25000000.50"), Decimal("6850000.30")}


def test_every_fault_is_named_and_nothing_saved():
    content = csv_of(
        AMOUNTS,
        "2026;0;begroting;rijksbijdrage;100;voorlopig;goed",
        "2026;0;begroting;niets;1.250;voorlopig;",
        "2026;5;realisatie;liv;10;voorlopig;bron",
        "2026;0;begroting;rijksbijdrage;100;voorlopig;dubbel",
        "2026;0",
    )
    with pytest.raises(finance_file.Refused) as refused:
        finance_file.load("bedragen", "geld.csv", content, None)
    told = {(fault.row, fault.column) for fault in refused.value.faults}
    assert told == {(3, "post"), (3, "bedrag"), (3, "bron"), (5, ""), (6, "")}
    assert not Amount.objects.exists()
    with pytest.raises(finance_file.Refused, match="1 fouten") as refused:
        finance_file.load("bedragen", "geld.csv", csv_of(AMOUNTS, "2026;5;realisatie;liv;10;voorlopig;bron"), None)
    assert "kwartaal 1 tot en met 4" in refused.value.faults[0].reason


@pytest.mark.parametrize(
    ("text", "value"), [("1.234,56", "1234.56"), ("1234,5", "1234.5"), ("-1234.56", "-1234.56"), ("€ 12", "12")]
)
def test_numbers_as_people_and_programs_write_them(text, value):
    assert finance_file.number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1.234", "12,3,4", "1e5", "NaN", "Infinity", "1.23,4", "²"])
def test_numbers_that_are_none_or_two(text):
    with pytest.raises(ValueError, match=r"getal|manieren"):
        finance_file.number(text)


def test_a_file_with_a_key_and_one_with_rates(ellen):
    head = "doel,van,tot,besluit,peildatum,gemeente,percentage"
    lines = [f"bijdrage,2026-01-01,,besluit,2025-01-01,{code},{part.replace(',', '.')}" for code, part in PARTS.items()]
    sign(ellen)
    assert finance_file.load("sleutel", "k.csv", csv_of(head, *lines), ellen).new == 1
    assert KeySet.objects.get().proposed_by == ellen
    short = csv_of(head, *lines[:-1])
    with pytest.raises(finance_file.Refused) as refused:
        finance_file.load("sleutel", "k.csv", short, ellen)
    assert "91,8000" in refused.value.faults[0].reason
    rates = csv_of("jaar;bedrag;circulaire;peildatum;status", "2026;29.450,00;meicirculaire;30-05-2026;voorlopig")
    finance_file.load("rijksvergoeding", "r.csv", rates, ellen)
    assert StateRate.objects.get().amount == Decimal("29450.00")
    se = csv_of("jaar;gemeente;begrote_se;rijksbudget_se;bron", "2026;Almelo;375,20;;begroting")
    finance_file.load("se", "se.csv", se, ellen)
    assert YearBudget.objects.get().se_budget == Decimal("375.20")


def test_ellen_reads_a_file_on_the_page(client, ellen):
    url = reverse("finance_import")
    wrong = SimpleUploadedFile("geld.csv", csv_of(AMOUNTS, "2026;0;begroting;x;1;voorlopig;b"))
    page = as_(client, ellen).post(url, {"kind": "bedragen", "file": wrong})
    assert page.status_code == 422
    assert "Rij 2, kolom post" in page.content.decode()
    right = SimpleUploadedFile("geld.csv", csv_of(AMOUNTS, "2026;0;begroting;liv;1;voorlopig;b"))
    assert client.post(url, {"kind": "bedragen", "file": right}).status_code == 302
