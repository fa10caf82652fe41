"""A file that is too large is refused by its size, in words, at its field; nothing of it is read or kept."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Document, PayrollUpload, WswEmployee
from municipalities.models import User

LARGE = settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1
PDF = {"kind": "verslag", "title": "Voor UWV", "dated_on": "2026-03-02", "valid_until": "", "replaces": ""}


def large(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"1;2026-10;36;0\n" * (LARGE // 15 + 1))


@pytest.fixture
def as_bram(client: Client, bram: User) -> Client:
    client.force_login(bram)
    return client


def test_a_month_of_payroll(as_bram: Client, truus: WswEmployee) -> None:
    answer = as_bram.post(reverse("payroll_import"), {"file": large("loon.csv")})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": ["Dit bestand is te groot. Hoogstens 2 MB."]}
    assert not PayrollUpload.objects.exists()


def test_a_document(as_bram: Client, truus: WswEmployee) -> None:
    answer = as_bram.post(reverse("documents", args=[truus.key]), PDF | {"file": large("x.pdf")})
    assert answer.status_code == 422
    assert "Dit bestand is groter dan 10 MB." in answer.content.decode()
    assert not Document.objects.exists()


def test_an_amount_of_money(client: Client, ellen: User) -> None:
    client.force_login(ellen)
    answer = client.post(reverse("finance_import"), {"kind": "bedragen", "file": large("geld.csv")})
    assert answer.status_code == 422
    assert "Dit bestand is te groot. Hoogstens 500 kB." in answer.content.decode()


def test_a_small_file_beside_a_large_one_was_not_read_either(as_bram: Client, truus: WswEmployee) -> None:
    small = SimpleUploadedFile("loon.csv", b"personeelsnummer;maand;uren\n")
    answer = as_bram.post(reverse("payroll_import"), {"file": small, "more": large("y.csv")})
    assert answer.context["form"].errors == {"file": ["Dit bestand is te groot. Hoogstens 2 MB."]}
