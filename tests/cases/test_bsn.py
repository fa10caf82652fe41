"""The burgerservicenummer passes the 11-test (R69), whoever writes it, and is never stored readable."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases import bsn
from cases.models import WswEmployee
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("111222333", True),
        ("123456782", True),
        ("010000021", True),
        ("999990007", True),
        ("999990019", True),
        ("123456789", False),
        ("000000000", False),
        ("10000021", False),
        ("0100000210", False),
        ("99999000x", False),
        ("९९९९९०००७", False),
        ("", False),
    ],
)
def test_r69_the_eleven_test_here_and_in_the_database(number, valid):
    assert bsn.is_valid(number) is valid
    with connection.cursor() as cursor:
        cursor.execute("SELECT elfproef(%s)", [number])
        assert cursor.fetchone()[0] is valid


def test_r69_a_number_keeps_its_leading_zero_and_is_never_readable_in_the_database():
    truus = make_person(bsn="010000021")
    assert WswEmployee.objects.get(bsn_hash=bsn.lookup_hash("010000021")) == truus
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cases_wswemployee t WHERE id = %s", [truus.pk])
        assert "010000021" not in cursor.fetchone()[0]
    truus.refresh_from_db()
    assert bsn.decrypt(truus.bsn_encrypted) == "010000021"
    assert truus.bsn_masked == "••••••021"


@pytest.mark.parametrize("number", ["123456789", "000000000", None])
def test_r69_hand_typed_sql_cannot_store_a_wrong_number(number, truus):
    sql = "UPDATE cases_wswemployee SET bsn = %s, bsn_hash = 'ab', bsn_encrypted = 'ab' WHERE id = %s"
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [number, truus.pk])
    assert refusal.value.__cause__.diag.constraint_name == "bsn_passes_elfproef"


def test_r69_a_form_is_told_in_words(truus):
    with pytest.raises(ValueError, match=r"geen geldig burgerservicenummer\. Controleer de negen cijfers"):
        truus.set_bsn("123456789")


def test_r69_hand_typed_sql_cannot_leave_a_number_readable(truus):
    WswEmployee.objects.filter(pk=truus.pk).update(bsn="999990019")
    truus.refresh_from_db()
    assert truus.bsn is None


def test_r69_a_number_can_be_taken_away(truus):
    truus.set_bsn(None)
    truus.save()
    truus.refresh_from_db()
    assert (truus.bsn_hash, truus.bsn_encrypted, truus.bsn_masked) == (None, None, "")
