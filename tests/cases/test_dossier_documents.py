"""Documents: judged by their own bytes, scanned where a scanner is, sealed, taken along through the door; letters."""

import io
import socket
import struct
import threading
import uuid
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import files, scanner
from cases.actions import documents as acts
from cases.files import NotAccepted
from cases.models import Document, DocumentContent, Media, WswEmployee
from municipalities.asker import tell_database
from municipalities.logs import AuditEntry
from municipalities.models import Membership, User, today
from tests import people
from tests.asking import TESTS
from tests.papers import pdf_text
from tests.people import day, today_plus

PDF = b"%PDF-1.7 fictief"


def pack(*parts: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return held.getvalue()


DOCX = (("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))
XLSX = (("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>"))
ODT = (("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<o/>"))


# What may come in


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (PDF, "pdf"), (b"\xff\xd8\xff\xe0 JFIF", "jpg"), (b"\x89PNG\r\n\x1a\n....", "png"), (pack(*DOCX), "docx"),
        (pack(*XLSX), "xlsx"), (pack(*ODT), "odt"),
    ],
    ids=["pdf", "jpg", "png", "docx", "xlsx", "odt"],
)  # fmt: skip
def test_a_file_is_known_by_its_own_bytes(content: bytes, media: str) -> None:
    assert files.media_of(content) == Media(media)


def locked() -> bytes:
    """A part that says it has a password."""
    made = bytearray(pack(*DOCX))
    at = made.index(b"PK\x01\x02")
    made[at + 8] |= 1
    return bytes(made)


REFUSED = {
    "empty": (b"", "leeg"),
    "html": (b"<html><script>alert(1)</script>", "soort bestand"),
    "exe": (b"MZ\x90\x00", "soort bestand"),
    "svg": (b"<svg xmlns='x'/>", "soort bestand"),
    "pdf further on": (b"\n%PDF-1.7", "soort bestand"),
    "a zip of anything": (pack(("foto.jpg", b"x")), "soort bestand"),
    "too large": (b"%PDF-" + b"0" * files.LARGEST, "groter dan 10 MB"),
    "a bomb": (pack(*DOCX, ("word/media/0.bin", b"\0" * 5_000_000)), "te groot"),
    "many parts": (pack(*DOCX, *((f"word/{nth}", b"x") for nth in range(2001))), "te groot"),
    "a macro": (pack(*DOCX, ("word/vbaProject.bin", b"x")), "macro"),
    "a macro of odf": (pack(*ODT, ("Basic/script.xml", b"x")), "macro"),
    "a password": (locked(), "wachtwoord"),
    "half a zip": (pack(*DOCX)[:60], "beschadigd"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_come_in_is_refused_in_words(name: str) -> None:
    content, said = REFUSED[name]
    with pytest.raises(NotAccepted, match=said):
        files.media_of(content)


def test_sealed_bytes_open_under_their_own_document_only() -> None:
    mine, other = uuid.uuid4(), uuid.uuid4()
    kept = files.sealed(PDF, mine)
    assert PDF not in kept
    assert files.sealed(PDF, mine) != kept
    assert files.opened(kept, mine) == PDF
    for wrong, key in ((kept, other), (kept[:-1] + bytes([kept[-1] ^ 1]), mine)):
        with pytest.raises(InvalidTag):
            files.opened(wrong, key)


# The scanner: a clamd of our own, over a real socket


@pytest.fixture
def clamd(settings: Any) -> Iterator[list[bytes]]:
    """Answers as clamd does; a file with EICAR in it has a virus. Gives what it received."""
    received: list[bytes] = []
    door = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_serve, args=(door, received), daemon=True)
    thread.start()
    settings.CLAMD = f"tcp://127.0.0.1:{door.getsockname()[1]}"
    yield received
    door.close()


def _serve(door: socket.socket, received: list[bytes]) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        with line, line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", said.read(4))[0]:
                content += said.read(size)
            received.append(content)
            line.sendall(b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0")


def test_a_clean_file_is_called_clean(clamd: list[bytes]) -> None:
    content = PDF + b"x" * 200_000
    assert scanner.judge(content) == "schoon"
    assert clamd == [content]


def test_a_virus_is_refused(clamd: list[bytes]) -> None:
    with pytest.raises(NotAccepted, match="virus"):
        scanner.judge(PDF + b"EICAR")


def test_a_scanner_that_does_not_answer_stops_the_upload(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.CLAMD = f"tcp://127.0.0.1:{door.getsockname()[1]}"
    with pytest.raises(NotAccepted, match="niet bereikbaar"):
        scanner.judge(PDF)
    settings.CLAMD = "unix:///nergens/clamd.sock"
    with pytest.raises(NotAccepted, match="niet bereikbaar"):
        scanner.judge(PDF)


def test_without_a_scanner_a_document_says_so(settings: Any) -> None:
    settings.CLAMD = ""
    assert scanner.judge(PDF) == "geen"


# The pages


@pytest.fixture
def coach(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def send(client: Client, person: WswEmployee, content: bytes = PDF, name: str = "x.pdf", **changed: str) -> Any:
    form = {"kind": "verslag", "title": "Voor UWV", "dated_on": "2026-03-02", "valid_until": "", "replaces": ""}
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return client.post(reverse("documents", args=[person.key]), form | changed | {"file": file})


def test_anouk_adds_a_document_and_takes_it_along(coach: Client, anouk: User, truus: WswEmployee) -> None:
    assert send(coach, truus).status_code == 302
    kept = Document.objects.get()
    assert (kept.media, kept.size, kept.scan, kept.added_by) == ("pdf", len(PDF), "geen", anouk)
    assert PDF not in bytes(DocumentContent.objects.get().sealed)
    taken = coach.get(reverse("document", args=[truus.key, kept.key]))
    assert taken.content == PDF
    assert taken["Content-Type"] == "application/pdf"
    assert taken["Content-Disposition"] == 'attachment; filename="verslag-2026-03-02.pdf"'
    assert taken["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in taken["Cache-Control"]
    line = AuditEntry.objects.filter(act="document_opened").get()
    assert line.subjects == [truus.key]


def test_what_a_browser_says_of_a_file_is_not_believed(coach: Client, truus: WswEmployee) -> None:
    response = send(coach, truus, b"<html>", "verslag.pdf")
    assert response.status_code == 422
    assert "Dit soort bestand kan niet." in response.content.decode()
    assert send(coach, truus, b"\x89PNG\r\n\x1a\n", "../../boos.exe").status_code == 302
    assert Document.objects.get().filename == "verslag-2026-03-02.png"


def test_a_scanner_that_is_away_is_said_in_words(coach: Client, truus: WswEmployee, settings: Any) -> None:
    settings.CLAMD = "unix:///nergens/clamd.sock"
    response = send(coach, truus)
    assert (response.status_code, Document.objects.count()) == (422, 0)
    assert "De virusscanner is niet bereikbaar." in response.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"dated_on": str(today_plus(1))}, "Deze dag moet nog komen."),
        ({"valid_until": "2026-03-01"}, "Het document is geldig tot een dag na zijn eigen datum."),
        ({"kind": "indicatie"}, "Kies wat het is, uit de lijst."),
        ({"replaces": str(uuid.uuid4())}, "Dit document is intussen vervangen of staat niet in de lijst."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(
    coach: Client, truus: WswEmployee, changed: dict[str, str], said: str
) -> None:
    response = send(coach, truus, **changed)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_new_version_replaces_the_old(coach: Client, truus: WswEmployee) -> None:
    send(coach, truus)
    old = Document.objects.get()
    assert send(coach, truus, replaces=str(old.key)).status_code == 302
    page = coach.get(reverse("documents", args=[truus.key])).content.decode()
    assert page.count("vervangen</span>") == 1
    assert f'value="{old.key}"' not in page


def test_a_mistake_goes_within_a_day_by_who_made_it(coach: Client, anouk: User, bram: User, truus: WswEmployee) -> None:
    send(coach, truus)
    drop = reverse("document_drop", args=[truus.key, Document.objects.get().key])
    other = Client()
    other.force_login(bram)
    assert other.post(drop).status_code == 404
    assert coach.post(drop).status_code == 302
    assert (Document.objects.count(), DocumentContent.objects.count()) == (0, 0)


def test_nobody_changes_the_bytes_or_the_moment(anouk: User, truus: WswEmployee) -> None:
    kept = people.make_document(truus, anouk)
    tell_database(str(anouk.key))
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=kept.pk).update(added_at=timezone.now() - timedelta(days=2))
    assert DocumentContent.objects.filter(document=kept).update(sealed=b"x") == 0
    tell_database(TESTS)
    assert acts.read(kept) == PDF


# The walls


def test_what_a_coach_does_not_need_is_not_there_for_a_coach(
    coach: Client, anouk: User, bram: User, ellen: User, carla: User, truus: WswEmployee
) -> None:
    decision = people.make_document(truus, bram, kind="indicatie")
    report = people.make_document(truus, bram)
    for user, seen in ((anouk, {report.pk}), (bram, {decision.pk, report.pk}), (ellen, set()), (carla, set())):
        tell_database(str(user.key))
        assert set(Document.objects.values_list("pk", flat=True)) == seen
        assert set(DocumentContent.objects.values_list("document", flat=True)) == seen
        assert set(Document.objects.visible_to(Membership.objects.get(user=user)).values_list("pk", flat=True)) == seen
        tell_database(TESTS)
    assert coach.get(reverse("document", args=[truus.key, decision.key])).status_code == 404


def test_a_document_is_found_only_with_its_own_person(client: Client, bram: User, truus: WswEmployee) -> None:
    other = people.make_employee("Otto Fictief")
    kept = people.make_document(truus, bram)
    client.force_login(bram)
    assert client.get(reverse("document", args=[other.key, kept.key])).status_code == 404


# Letters


def written(client: Client, person: WswEmployee, **form: str) -> Any:
    empty = {"kind": "", "on": "", "at": "", "place": "", "about_what": ""}
    return client.post(reverse("letter_new", args=[person.key]), empty | form)


def test_an_invitation(coach: Client, truus: WswEmployee) -> None:
    asked = {"on": "2099-03-02", "at": "09:30", "place": "hal 4", "about_what": "uw plan"}
    assert written(coach, truus, kind="uitnodiging", **asked).status_code == 302
    kept = Document.objects.get()
    assert (kept.kind, kept.title, kept.scan, kept.dated_on) == (
        "brief", "uitnodiging voor een gesprek", "eigen", today()
    )  # fmt: skip
    text = pdf_text(acts.read(kept))
    for said in (
        "Gemeente Almelo", "Truus Fictief", "Uitnodiging voor een gesprek", "2 maart 2099", "09.30 uur", "hal 4",
        "Het gaat over: uw plan.", "Anouk Voorbeeld", "jobcoach, namens gemeente Almelo",
    ):  # fmt: skip
        assert said in text


def test_a_placement_confirmed_and_ended(coach: Client, truus: WswEmployee) -> None:
    job = truus.employments.get()
    job.placements.all().delete()
    placement = people.make_placement(job, "GRD", 31, since=day("02-02-2026"), hirer="Bedacht BV", function="inpakker")
    assert written(coach, truus, kind="plaatsing").status_code == 302
    text = pdf_text(acts.read(Document.objects.get()))
    for said in ("Uw werkplek", "Groepsdetachering, Bedacht BV, inpakker", "31 uur per week", "2 februari 2026"):
        assert said in text
    refused = written(coach, truus, kind="einde")
    assert (refused.status_code, "Beëindig haar eerst." in refused.content.decode()) == (422, True)
    placement.ends_on = day("30-09-2026")
    placement.save()
    assert written(coach, truus, kind="einde").status_code == 302
    assert "De laatste dag is 30 september 2026." in pdf_text(acts.read(Document.objects.first()))


def test_an_invitation_without_a_day_is_refused_in_words(coach: Client, truus: WswEmployee) -> None:
    response = written(coach, truus, kind="uitnodiging", on="2020-01-01")
    assert response.status_code == 422
    for said in ("Vul de tijd in.", "Schrijf waar het gesprek is.", "Deze dag is al voorbij."):
        assert said in response.content.decode()


def test_a_letter_about_no_placement_is_refused_in_words(coach: Client, truus: WswEmployee) -> None:
    truus.employments.get().placements.all().delete()
    response = written(coach, truus, kind="plaatsing")
    assert "Er is geen plaatsing om een brief over te schrijven." in response.content.decode()
