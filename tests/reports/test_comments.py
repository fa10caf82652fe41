"""The controller's words beside a table: kept with the edition, taken over, warned about, and then for good."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from reports import comments
from reports.document import document_of
from reports.documents import FORMATS
from reports.models import Comment
from tests import people
from tests.situations import make_neighbours, make_released, make_report

pytestmark = pytest.mark.django_db
WORDS = "In mei gingen veel mensen met pensioen."


@pytest.fixture
def draft():
    make_neighbours(6)
    return make_report()


def wrote(report, by, table="T1"):
    comment = Comment(report=report, table=table, text=WORDS)
    with people.signing(by):
        comments.write(comment=comment, content=report.content, by=by)
    return comment


def of(report, code="T1"):
    return next(table for table in document_of(report).tables if table.code == code)


def test_ellen_writes_beside_a_table(client, ellen, draft):
    client.force_login(ellen)
    url = reverse("report_comment", args=[draft.key, "T8"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"text": WORDS}).status_code == 302
    assert WORDS in client.get(reverse("report", args=[draft.key])).content.decode()
    assert client.post(url, {"text": "x" * 601}).status_code == 422
    assert client.get(reverse("report_comment", args=[draft.key, "T99"])).status_code == 404


@pytest.mark.parametrize("who", ["bram", "daan", "anouk"])
def test_others_may_not(client, request, draft, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("report_comment", args=[draft.key, "T1"])).status_code == 403


def test_the_next_edition_takes_it_over_and_warns_when_its_figures_changed(ellen, draft):
    wrote(draft, ellen)
    wrote(draft, ellen, "T15")
    assert of(draft).comment_warning == ""
    make_neighbours(2, name="Nieuwe Fictief")
    second = make_report()
    assert second.edition == 2
    assert (of(second).comment, of(second).comment_warning) == (WORDS, comments.CHANGED)
    again = second.comments.get(table="T1")
    with people.signing(ellen):
        comments.write(comment=again, content=second.content, by=ellen)
    second.refresh_from_db()
    assert of(second).comment_warning == ""
    assert second.comments.get(table="T1").written_by == ellen


def test_it_leaves_by_every_door_for_people(ellen, draft):
    wrote(draft, ellen, "T2")
    document = document_of(draft)
    assert WORDS.encode() in FORMATS["json"].render(document)
    from tests.papers import pdf_text

    assert WORDS in " ".join(pdf_text(FORMATS["pdf"].render(document)).split())


def test_once_released_it_does_not_change(client, ellen, draft):
    comment = wrote(draft, ellen)
    make_released(draft)
    refused = pytest.raises(DatabaseError, match="verandert de toelichting niet")
    with people.signing(ellen), refused, transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(text="anders")
    client.force_login(ellen)
    assert client.get(reverse("report_comment", args=[draft.key, "T1"])).status_code == 404
