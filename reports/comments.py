"""The controller's words beside a table: kept with the edition, taken over by the next, and warned about.

What they were written about is a digest of that table's figures, made with a key: from the figures that are printed
and a digest without one, a hidden figure could be tried out. The next edition takes the words over with the old digest
and says whether the figures changed since; writing them again is saying that they still hold.
"""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from municipalities.models import User
from reports.models import Comment, Report

CHANGED = "De cijfers van deze tabel zijn veranderd sinds deze toelichting is geschreven. Lees haar na."
_WITH = {"T6V": "T6"}  # laid out from the figures of another table


def digest(content: dict[str, Any], table: str) -> str:
    """HMAC-SHA-256 of what a table says: its figures as they are kept, unmasked."""
    code = _WITH.get(table, table)
    figures = [figure for figure in content["figures"] if figure["table"] == code]
    said = json.dumps(figures, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return keyed(hashlib.sha256(said.encode()).hexdigest())


def keyed(plain: str) -> str:
    return salted_hmac("reports.comments", plain, secret=settings.SIGNING_KEY, algorithm="sha256").hexdigest()


def tables_of(content: dict[str, Any]) -> list[str]:
    """The codes of the tables that may have a comment."""
    return ["T1", "T3", "T4", *(table["code"] for table in content.get("tables", []))]


def warning(comment: Comment) -> str:
    """That the figures changed since it was written; "" when they did not, or when there are no words."""
    return CHANGED if comment.text and comment.outdated else ""


@transaction.atomic
def write(*, comment: Comment, content: dict[str, Any], by: User) -> None:
    """Keep the words, as being about the figures of now."""
    comment.digest, comment.written_by, comment.outdated = digest(content, comment.table), by, False
    comment.save()


def take_over(*, before: Report, after: Report) -> None:
    """The words of the former edition, with what they were about."""
    known = set(tables_of(after.shown))
    Comment.objects.bulk_create(
        Comment(
            report=after,
            table=each.table,
            text=each.text,
            digest=each.digest,
            written_by=each.written_by,
            outdated=each.digest != digest(after.content, each.table),
        )
        for each in before.comments.exclude(text="")
        if each.table in known
    )
