"""What is entered at once is one act, in whatever cluster the database lives (R77, decision 0055)."""

from decimal import Decimal

import pytest
from django.db import connection, transaction

from municipalities.models import User
from reports import money_changes
from reports.models import Amount, MoneyChange
from tests import people, situations
from tests.asking import owning
from tests.reports.test_finance_register import an_amount

YEAR = 2025


@pytest.fixture
def ellen(committed: None) -> User:
    """She entered 100 euro of state money for 2025; then the year was reported and closed."""
    user = situations.make_member("Ellen Voorbeeld", "controller", "Almelo")
    with transaction.atomic(), people.signing(user):
        an_amount(year=YEAR)
    situations.close_year(YEAR)
    return user


def change(by: User, to: int, post: str = "rijksbijdrage") -> None:
    with transaction.atomic(), people.signing(by):
        Amount.objects.filter(post=post).update(amount=Decimal(to))
        money_changes.give_reason(kind="controle", because="", by=by)


def lay_the_numbers_to_come() -> None:
    """Acts from before a restore: another cluster counts its transactions anew, so the next ones get these numbers."""
    with owning(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reports_moneychange DISABLE TRIGGER USER")
        cursor.execute(
            "INSERT INTO reports_moneychange (act, year, source, row, waits, made_by_id, made_at)"
            " SELECT txid_current() + nth, year, source, row, waits, made_by_id, made_at - interval '1 year'"
            " FROM reports_moneychange, generate_series(1, 5000) nth"
        )
        cursor.execute("ALTER TABLE reports_moneychange ENABLE TRIGGER USER")


def test_no_act_is_taken_for_one_from_before_a_restore(ellen: User) -> None:
    change(ellen, 150)
    lay_the_numbers_to_come()
    change(ellen, 175)
    row = MoneyChange.objects.latest("made_at")
    assert MoneyChange.objects.filter(act=row.act).count() == 1
    assert MoneyChange.objects.filter(kind="controle").count() == 2


def test_what_one_transaction_does_is_one_act_and_the_next_another(ellen: User) -> None:
    with transaction.atomic(), people.signing(ellen):
        an_amount(year=YEAR, post="liv", amount=Decimal("12.50"))
        Amount.objects.filter(post="liv").update(amount=Decimal(5))
    change(ellen, 6, "liv")
    told = money_changes.acts(MoneyChange.objects.all())
    assert [each.lines for each in told] == [
        ("lage-inkomensvoordeel, begroting 2025: 5,00 → 6,00",),
        (
            "lage-inkomensvoordeel, begroting 2025: niets → 12,50",
            "lage-inkomensvoordeel, begroting 2025: 12,50 → 5,00",
        ),
    ]
