"""Documents found by what is in them, without a copy of what is in them: a blind index.

Of each word a document keeps a keyed hash, under a key of the dossier it is in. So the table tells nobody a word, the
same word in two dossiers has nothing in common, and a list of words with one key opens one dossier at most. Whoever
searches has the words hashed for each dossier behind their own door; all words must be there, whole. Numbers of eight
digits or more are left out: a BSN is looked for in its own way, with proof of who asks (cases/search.py).

Left: PostgreSQL's text search (a readable copy beside the sealed file), and one key for all (who may search anything
could count words of anybody).
"""

import hashlib
import hmac
import re
import unicodedata
import uuid
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.db import connection

from cases.models import Document, DocumentWords, WordsState, WswEmployee
from cases.models.document import DocumentQuerySet
from municipalities.models import Membership

SHORTEST, LONGEST, LONGEST_NUMBER = 2, 40, 7
MOST_WORDS = 30_000  # of one document
STOP = frozenset(
    "aan al alle als bij dan dat de der deze die dit door dus een en er had heb hebben heeft het hij hoe ik in is je"
    " kan maar me men met mij mijn moet na naar niet nog nu of om omdat ons ook op over per te tegen tot u uit uw"
    " van veel voor want waren was wat we wel werd wie wij wil worden wordt ze zich zij zijn zo zou".split()
)
TOO_COMMON = "Zulke gewone woorden staan in bijna elk document. Typ een woord dat meer zegt."
NO_WORD = "Hier is geen woord om naar te zoeken. Typ een heel woord van twee of meer letters."


def in_text(text: str) -> set[str]:
    """The words that tell something: without accents, in small letters, each once."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return {word for word in re.findall(r"[^\W_]+", plain) if _tells(word)}


def tells_nothing(typed: str) -> str:
    """Why nothing is looked for, in a sentence; "" when there is a word to look for."""
    if in_text(typed):
        return ""
    common = any(word in STOP for word in re.findall(r"[^\W_]+", typed.casefold()))
    return TOO_COMMON if common else NO_WORD


def _tells(word: str) -> bool:
    if word.isdecimal():
        return SHORTEST <= len(word) <= LONGEST_NUMBER
    return SHORTEST <= len(word) <= LONGEST and word not in STOP


def hashes(words: Iterable[str], dossier: uuid.UUID) -> list[int]:
    """Each word as 64 bits that say nothing without the key of this dossier; sorted, so that order says nothing."""
    key = hmac.digest(_index_key(settings.BSN_KEY), dossier.bytes, hashlib.sha256)
    return sorted(int.from_bytes(hmac.digest(key, word.encode(), hashlib.sha256)[:8], signed=True) for word in words)


@cache
def _index_key(secret: str) -> bytes:
    """A key of its own: neither that of the files, nor that of the numbers."""
    return hashlib.sha256(f"soweco-portal words {secret}".encode()).digest()


def documents_with(typed: str, membership: Membership, person: WswEmployee | None = None) -> DocumentQuerySet:
    """Documents that the asker may open and that have all these words; of one person, or of all behind the door."""
    wanted = in_text(typed)  # of a line of search.LONGEST signs, so at most some thirty
    mine = Document.objects.visible_to(membership)
    if not wanted:
        return mine.none()
    searched = DocumentWords.objects.filter(document__in=mine, state=WordsState.DOORZOEKBAAR)
    if person:
        searched = searched.filter(employee=person)
    dossiers = searched.values_list("employee_id", "employee__key").distinct()
    pairs = [(who, each) for who, key in dossiers for each in hashes(wanted, key)]
    return mine.filter(pk__in=_with_all(pairs))


# Each dossier has its own hashes of the same words.
_ALL_OF = """
SELECT x.document_id FROM cases_documentwords x JOIN (
    SELECT w.person, array_agg(w.hash) AS wanted
    FROM unnest(%s::bigint[], %s::bigint[]) AS w (person, hash) GROUP BY w.person
) asked ON asked.person = x.employee_id
WHERE x.words @> asked.wanted
"""


def _with_all(pairs: list[tuple[int, int]]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_ALL_OF, [[who for who, _ in pairs], [each for _, each in pairs]])
        return [found for (found,) in cursor.fetchall()]
