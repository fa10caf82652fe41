"""Documents found by their words, within what the asker may open, and without a word kept in the open.

Anouk coaches Truus of Almelo, Bram is her consulent; Carla of Wierden has Wim. All *fictief*.
"""

import hashlib
import hmac
import io
import subprocess
import sys
import zipfile
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from cases import text_of, words
from cases.actions import documents
from cases.actions import words as acts
from cases.letters.page import Letter, pdf, text
from cases.models import Document, DocumentWords, Media, WswEmployee
from municipalities.models import AuditEntry, Membership, User, today
from tests import people
from tests.cases.destroying import asking_as, destroy, make_leaver
from tests.opened import text as shown


def pack(*parts: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return held.getvalue()


def docx(*paragraphs: str, before: str = "") -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    xml = f'{before}<w:document xmlns:w="x"><w:body>{body}</w:body></w:document>'
    return pack(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.encode()))


def paper(said: str) -> bytes:
    return pdf(Letter("Verslag over het werk", "gemeente Almelo", "", today(), "FICTIEF", [text(said)]))


def keep(person: WswEmployee, by: User, content: bytes, **fields: Any) -> Document:
    made = people.make_document(person, by, content, **fields)
    acts.index_missing()
    return made


def found(by: User, typed: str, person: WswEmployee | None = None) -> list[Document]:
    with asking_as(by):
        return list(words.documents_with(typed, Membership.objects.get(user=by), person))


# What is in a file


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (docx("Heftruck", "rijden"), "docx"),
        (pack(("content.xml", b'<o xmlns:text="x"><text:p>Heftruck</text:p><text:p>rijden</text:p></o>')), "odt"),
        (pack(("xl/sharedStrings.xml", b"<sst><si><t>Heftruck</t></si><si><t>rijden</t></si></sst>")), "xlsx"),
        (paper("Heftruck rijden"), "pdf"),
    ],
    ids=["docx", "odt", "xlsx", "pdf"],
)
def test_the_words_come_out_of_a_file(content: bytes, media: str) -> None:
    assert {"heftruck", "rijden"} <= words.in_text(text_of.text_of(content, media))


def test_entities_are_not_read() -> None:
    """A document type can name a file of this machine, or double itself until nothing fits."""
    evil = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(ValueError, match="document type"):
        text_of.text_of(docx("&a;", before=evil), "docx")


def test_no_more_is_unpacked_than_fits() -> None:
    with pytest.raises(text_of.TooLarge):
        text_of.text_of(docx("Kort", before="<!--" + "x" * text_of.MOST_XML + "-->"), "docx")
    with pytest.raises(text_of.TooLarge):
        text_of.text_of(docx(*(["woord " * 100] * 4000)), "docx")


def test_the_reader_may_use_no_more_memory_or_time_than_it_has() -> None:
    """Asked of the system itself, in the process that reads."""
    asked = (
        "import sys; sys.path.insert(0, sys.argv[1]); import text_of, resource as r; text_of._within_bounds();"
        "print([r.getrlimit(k)[0] for k in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE)])"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, str(acts.READER.parent)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[20, 1000000000, 0]"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Hij is op de Heftruck gereden.", {"heftruck", "gereden"}),
        ("Loonwaarde-meting: coördinator José", {"loonwaarde", "meting", "coordinator", "jose"}),
        ("Uren: 36, nummer 1234567 of 999990019", {"uren", "36", "nummer", "1234567"}),
        ("De, het en een: ik!", set()),
    ],
)
def test_which_words_tell_something(said: str, kept: set[str]) -> None:
    assert words.in_text(said) == kept


# Found


def test_anouk_finds_what_she_kept(truus: WswEmployee, anouk: User, client: Client) -> None:
    made = keep(truus, anouk, docx("Haalde het certificaat voor de heftrück.", "Komt op tijd."), title="Proef")
    assert found(anouk, "HEFTRUCK certificaat") == [made]
    assert found(anouk, "heftruck te laat") == []
    assert found(anouk, "heft") == []
    assert found(anouk, "het de een") == []
    client.force_login(anouk)
    answer = client.post(reverse("search"), {"q": "certificaat heftruck"})
    assert "Documenten Verslag over het werk van 02-03-2026 Fictief, Truus · Proef" in shown(answer)
    assert reverse("documents", args=[truus.key]) in answer.content.decode()
    assert AuditEntry.objects.filter(act="people_listed", subjects__contains=[truus.key]).exists()


def test_all_words_must_be_there_however_many(truus: WswEmployee, anouk: User) -> None:
    eight = "appel banaan citroen druif framboos kers limoen mango"
    made = keep(truus, anouk, docx(eight))
    assert found(anouk, eight) == [made]
    assert found(anouk, f"{eight} zuurkool") == []


def test_a_pdf_is_found_and_a_picture_says_why_not(truus: WswEmployee, anouk: User, client: Client) -> None:
    made = keep(truus, anouk, paper("Werkt zelfstandig aan de verpakkingslijn."))
    keep(truus, anouk, b"\x89PNG\r\n\x1a\n....")
    keep(truus, anouk, b"%PDF-1.7 stuk")
    assert found(anouk, "verpakkingslijn") == [made]
    client.force_login(anouk)
    page = shown(client.get(reverse("documents", args=[truus.key])))
    assert "niet doorzoekbaar: scan of afbeelding" in page
    assert "niet doorzoekbaar: niet te lezen" in page
    assert "In een scan, een foto of een beveiligd bestand zijn geen woorden te vinden." in page


def test_what_has_no_words_yet_says_so(truus: WswEmployee, anouk: User, client: Client) -> None:
    people.make_document(truus, anouk, docx("Heftruck"))
    client.force_login(anouk)
    assert "nog niet doorzoekbaar" in shown(client.get(reverse("documents", args=[truus.key])))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("de en Het", words.TOO_COMMON),
        ("a b", words.NO_WORD),
        ("?!", words.NO_WORD),
        ("12345678", words.NO_WORD),
        ("heftruck", "Geen document dat u mag openen heeft al deze woorden."),
        ("de heftruck", "Geen document dat u mag openen heeft al deze woorden."),
    ],
)
def test_why_nothing_was_found(truus: WswEmployee, anouk: User, client: Client, typed: str, why: str) -> None:
    """Words that are in every document are not looked for, and so they are not missing either."""
    keep(truus, anouk, docx("de en het"))
    client.force_login(anouk)
    pages = [reverse("documents_find", args=[truus.key]), reverse("search")]
    for page in pages[: 1 if typed.isdecimal() else 2]:  # a number there is looked for as a number of somebody
        assert why in shown(client.post(page, {"q": typed}))


def test_in_the_dossier_only_of_the_dossier(truus: WswEmployee, wim: WswEmployee, anouk: User, client: Client) -> None:
    people.coach(wim, anouk)
    keep(truus, anouk, docx("Heftruck"), title="Van Truus")
    keep(truus, anouk, docx("Kantine"), title="Iets anders")
    keep(wim, anouk, docx("Heftruck"), title="Van Wim")
    client.force_login(anouk)
    url = reverse("documents_find", args=[truus.key])
    page = shown(client.post(url, {"q": "heftruck"}))
    assert "1 document met “heftruck”." in page
    assert ("Van Truus" in page, "Iets anders" in page, "Van Wim" in page) == (True, False, False)
    assert "Geen document dat u mag openen heeft al deze woorden." in shown(client.post(url, {"q": "bakkerij"}))
    assert "Iets anders" in shown(client.post(url, {"q": ""}))


# Nothing in the open


def test_a_word_is_kept_as_a_hash_under_the_key_of_its_dossier(
    truus: WswEmployee, wim: WswEmployee, anouk: User
) -> None:
    """The expected hash is made here from the key of the settings, step by step."""
    for person in (truus, wim):
        keep(person, anouk, docx("Heftruck"))
    secret = hashlib.sha256(f"soweco-portal words {settings.BSN_KEY}".encode()).digest()
    for person in (truus, wim):
        own = hmac.new(secret, person.key.bytes, hashlib.sha256).digest()
        digest = hmac.new(own, b"heftruck", hashlib.sha256).digest()
        (kept,) = DocumentWords.objects.get(employee=person).words
        assert kept == int.from_bytes(digest[:8], "big", signed=True)
    assert len({each.words[0] for each in DocumentWords.objects.all()}) == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(x::text, '') FROM cases_documentwords x")
        assert "heftruck" not in cursor.fetchone()[0].lower()


# Within scope


def test_carla_finds_nothing_of_truus(truus: WswEmployee, wim: WswEmployee, anouk: User, carla: User) -> None:
    keep(truus, anouk, docx("Heftruck"))
    assert found(carla, "heftruck") == []
    with asking_as(carla):
        assert not DocumentWords.objects.exists()


def test_a_coach_finds_no_document_that_a_coach_may_not_open(truus: WswEmployee, anouk: User, bram: User) -> None:
    made = keep(truus, bram, docx("Heftruck"), kind="contract")
    assert found(bram, "heftruck") == [made]
    assert found(anouk, "heftruck") == []
    with asking_as(anouk):
        assert not DocumentWords.objects.exists()


def test_a_controller_has_no_documents_to_find(truus: WswEmployee, anouk: User, ellen: User, client: Client) -> None:
    keep(truus, anouk, docx("Heftruck"), title="Proef")
    client.force_login(ellen)
    page = shown(client.post(reverse("search"), {"q": "heftruck"}))
    assert "Proef" not in page
    assert "Documenten" not in page
    with asking_as(ellen):
        assert not DocumentWords.objects.exists()


def test_nobody_but_the_process_writes_words(truus: WswEmployee, anouk: User) -> None:
    made = people.make_document(truus, anouk, docx("Heftruck"))
    with asking_as(anouk), pytest.raises(Error, match="row-level security"), transaction.atomic():
        DocumentWords.objects.create(document=made, state="doorzoekbaar", words=[1])
    acts.index_missing()
    with asking_as(anouk):
        assert DocumentWords.objects.update(words=[1]) == 0


def test_as_one_types_no_document_is_looked_for(truus: WswEmployee, anouk: User, client: Client) -> None:
    keep(truus, anouk, docx("Heftruck"), title="Proef")
    client.force_login(anouk)
    page = shown(client.post(reverse("search"), {"q": "heftruck"}, headers={"HX-Request": "true"}))
    assert "Proef" not in page


# Once, and gone with the document


def test_indexed_once_whoever_asks_again(truus: WswEmployee, anouk: User, capsys: pytest.CaptureFixture[str]) -> None:
    people.make_document(truus, anouk, docx("Heftruck"))
    call_command("index_documents")
    call_command("index_documents")
    assert acts.index_missing() == 0
    assert DocumentWords.objects.count() == 1


def test_who_is_killed_begins_where_they_were(truus: WswEmployee, anouk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    for said in ("Heftruck", "Kantine"):
        people.make_document(truus, anouk, docx(said))
    read = acts._read

    def killed(document: Document) -> Any:
        if DocumentWords.objects.exists():
            raise KeyboardInterrupt
        return read(document)

    monkeypatch.setattr(acts, "_read", killed)
    with pytest.raises(KeyboardInterrupt):
        acts.index_missing()
    monkeypatch.setattr(acts, "_read", read)
    assert DocumentWords.objects.count() == 1
    assert acts.index_missing() == 1
    assert len(found(anouk, "heftruck")) == len(found(anouk, "kantine")) == 1


def test_a_file_that_takes_too_long_is_given_up(
    truus: WswEmployee, anouk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "SECONDS", 0.001)
    keep(truus, anouk, paper("Heftruck"))
    assert DocumentWords.objects.get().state == "onleesbaar"


def test_the_words_go_with_the_document(truus: WswEmployee, anouk: User) -> None:
    made = keep(truus, anouk, docx("Heftruck"))
    with asking_as(anouk):
        documents.drop(document=made)
        documents.drop(document=made)  # as from another window, opened before
    assert not DocumentWords.objects.exists()


def test_the_words_are_destroyed_with_the_dossier(db: None) -> None:
    leaver = make_leaver("Otto Verzonnen")
    keep(leaver, people.make_user("Iemand Voorbeeld"), docx("Heftruck"))
    destroy()
    assert not DocumentWords.objects.filter(employee=leaver).exists()


def test_each_kind_of_file_is_read_or_a_picture() -> None:
    assert {*text_of.PARTS, "pdf", *acts.PICTURES} == set(Media.values)
