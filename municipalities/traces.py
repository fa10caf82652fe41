"""Leaving a trace: who used whose data, for what. One call writes both logs in one statement.

The lines are part of the transaction: no page without its trace, and no trace of what did not happen. Only a refusal is
noted after the fact, in a transaction of its own, since its own is rolled back (`refused`).

We left a log server of Logboek dataverwerkingen (an HTTP interface of a draft standard): a page may not depend on it.
The lines have its form and can be handed over.
"""

import enum
import functools
import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from municipalities import activities
from municipalities.activities import Activity
from municipalities.logs import AuditEntry, ProcessingEntry, Status
from municipalities.readonly import afterwards

if TYPE_CHECKING:  # a model leaves traces too
    from municipalities.models import Membership


View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Kind:
    """`label` follows on a name: "Bram Voorbeeld opende het dossier"."""

    label: str
    activity: Activity


class Act(enum.Enum):
    """What leaves a trace. The code (the name in small letters) is what the log keeps; it never changes."""

    # Reading
    DOSSIER_OPENED = Kind("opende het dossier", activities.DOSSIER)
    DOSSIER_FORM_OPENED = Kind("opende een formulier van het dossier", activities.DOSSIER)
    DOSSIER_HISTORY_READ = Kind("las de geschiedenis van het dossier", activities.DOSSIER)
    PURPOSE_STATED = Kind("gaf een doel op om het dossier te openen", activities.DOSSIER)
    DOCUMENT_OPENED = Kind("opende een document", activities.DOSSIER)
    PEOPLE_LISTED = Kind("zag de persoon in een lijst", activities.DOSSIER)
    FIGURE_OPENED = Kind("zag de persoon achter een getal", activities.REPORTING)
    BSN_SHOWN = Kind("liet het volledige burgerservicenummer tonen", activities.DOSSIER)
    BSN_SEARCHED = Kind("zocht iemand op burgerservicenummer", activities.DOSSIER)
    PRINTED = Kind("maakte een afdruk", activities.DOSSIER)
    EXPORTED = Kind("haalde gegevens op als bestand", activities.DOSSIER)
    CALENDAR_READ = Kind("zag afspraken in de eigen agenda, met initialen", activities.DOSSIER)
    REGISTER_EXPORTED = Kind("gaf het register uit", activities.EXCHANGE)
    REGISTER_IMPORTED = Kind("nam een register in", activities.EXCHANGE)
    CASELOAD_HANDED_OVER = Kind("gaf de persoon een andere jobcoach", activities.DOSSIER)
    STAND_IN_ARRANGED = Kind("regelde een waarnemer voor de jobcoach van de persoon", activities.DOSSIER)
    BRP_ASKED = Kind("vroeg de BRP naar de persoon", activities.DOSSIER)
    DOUBLES_JUDGED = Kind("zei of de persoon en een ander één mens zijn", activities.DOSSIER)
    MERGE_PROPOSED = Kind(
        "stelde voor om twee dossiers van de persoon samen te voegen of te splitsen", activities.DOSSIER
    )
    MERGE_DECIDED = Kind("besloot over samenvoegen of splitsen van dossiers van de persoon", activities.DOSSIER)
    PAYROLL_COMPARED = Kind("vergeleek uren van de salarisadministratie met het register", activities.DOSSIER)
    # The person's rights, the end of a dossier, the move of one
    DATA_REQUEST_HANDLED = Kind("behandelde een verzoek over eigen gegevens", activities.DATA_RIGHTS)
    ACCESS_LETTER_MADE = Kind("maakte de brief met alle gegevens (inzage)", activities.DATA_RIGHTS)
    HANDOVER_PROPOSED = Kind("stelde een overdracht voor", activities.HANDOVER)
    HANDOVER_DECIDED = Kind("besloot over een overdracht", activities.HANDOVER)
    DESTRUCTION_PROPOSED = Kind("zette een dossier op de vernietigingslijst", activities.ARCHIVE)
    DESTRUCTION_DECIDED = Kind("besloot over vernietiging", activities.ARCHIVE)
    DESTROYED = Kind("vernietigde het dossier", activities.ARCHIVE)
    RECORDS_DESTROYED = Kind("vernietigde onderdelen van het dossier waarvan de termijn voorbij is", activities.ARCHIVE)
    # Reports
    REPORT_REQUESTED = Kind("vroeg een rapport aan", activities.REPORTING)
    REPORT_CHECKED = Kind("tekende een rapport voor controle", activities.REPORTING)
    REPORT_RELEASED = Kind("gaf een rapport vrij", activities.REPORTING)
    REPORT_DOWNLOADED = Kind("haalde een rapport op", activities.REPORTING)
    FINANCE_CHANGED = Kind("legde financiële cijfers vast", activities.REPORTING)
    COMMENT_WRITTEN = Kind("schreef een toelichting bij een tabel", activities.REPORTING)
    REPORT_WITHDRAWN = Kind("trok een rapport in", activities.REPORTING)
    CORRECTION_JUDGED = Kind("oordeelde over een correctie in een afgesloten jaar", activities.REPORTING)
    FINDING_ACCEPTED = Kind("accepteerde een bevinding in een rapport", activities.REPORTING)
    CALENDAR_CHANGED = Kind("hield de P&C-kalender bij", activities.REPORTING)
    # Accounts and settings
    LOGGED_IN = Kind("logde in", activities.ACCESS)
    LOGGED_OUT = Kind("logde uit", activities.ACCESS)
    LOGIN_FAILED = Kind("probeerde in te loggen", activities.ACCESS)
    ROLE_SWITCHED = Kind("ging verder in een andere rol", activities.ACCESS)
    ACCOUNT_CHANGED = Kind("wijzigde een account", activities.ACCESS)
    MEMBERSHIP_CHANGED = Kind("wijzigde een rol", activities.ACCESS)
    ACTED_AS = Kind("keek mee als een ander", activities.ACCESS)
    CALENDAR_LINKED = Kind("maakte een koppeling met de eigen agenda", activities.ACCESS)
    CALENDAR_UNLINKED = Kind("trok de koppeling met de eigen agenda in", activities.ACCESS)
    SETTINGS_CHANGED = Kind("wijzigde een instelling", activities.ACCESS)
    # Supervision
    REFUSED = Kind("kreeg geen toegang", activities.SUPERVISION)
    LOG_READ = Kind("keek in het logboek", activities.SUPERVISION)
    PERSON_LOOKED_UP = Kind("zocht een persoon op voor het logboek", activities.SUPERVISION)

    @property
    def code(self) -> str:
        return self.name.lower()

    @property
    def label(self) -> str:
        return self.value.label

    @property
    def activity(self) -> Activity:
        return self.value.activity


def note(
    act: Act,
    *,
    membership: "Membership | None" = None,
    subjects: Iterable[uuid.UUID | str] = (),
    account: uuid.UUID | None = None,
    purpose: str = "",
    status: Status = Status.OK,
    detail: str = "",
) -> uuid.UUID:
    """Write one line in the audit log and, when it is about people, one in the processing log. One statement.

    `subjects` are keys of employees (or their text: a list has fifty), `account` is the key of the user it is about;
    `detail` and `purpose` hold no personal data. Who asks is what the database was told (`municipalities/asker.py`), as
    is the moment. Gives the trace id, by which the two lines are joined.
    """
    trace, people = uuid.uuid4(), list(dict.fromkeys(map(str, subjects)))
    role, place = (membership.role, membership.municipality) if membership else ("", None)
    line = [
        trace, membership.pk if membership else None, role, place.cbs_code if place else "", act.code, act.activity.id,
        people, account, purpose, status.value, detail, secrets.randbits(63), act.label,
        [data_subject_id(each) for each in people],
    ]  # fmt: skip
    afterwards(lambda: _write(line))  # who looks along as another writes after the page
    return trace


def _write(line: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, line)


_NOTE = """
SELECT note_line(%s, %s, %s, %s, %s, %s, %s::uuid[], %s, %s, %s, %s, %s, %s, %s::text[])
"""


def audit_about(key: uuid.UUID) -> QuerySet[AuditEntry]:
    """Who used the data of the employee with this key; for the privacy officer and processes, nothing for others."""
    return AuditEntry.objects.filter(pk__in=RawSQL("SELECT audit_about(%s)", [key]))


def processing_about(key: uuid.UUID) -> QuerySet[ProcessingEntry]:
    """What was done with the data of the employee with this key, without by whom."""
    return ProcessingEntry.objects.filter(pk__in=RawSQL("SELECT processed_about(%s)", [data_subject_id(key)]))


def about_person(view: View) -> View:
    """Marks a page whose `key` in the address is a person's: being refused there is noted with the person."""
    view.about_person = True  # type: ignore[attr-defined]
    return view


def data_subject_id(key: uuid.UUID | str) -> str:
    """The encrypted `dpl.core.data_subject_id` of the employee with this key: always the same, so it can be found."""
    return _cipher(settings.TRACE_KEY).encrypt(bytes.fromhex(str(key).replace("-", "")), None).hex()


def data_subject(encrypted: str) -> uuid.UUID:
    """The key of the employee an encrypted id stands for."""
    return uuid.UUID(bytes=_cipher(settings.TRACE_KEY).decrypt(bytes.fromhex(encrypted), None))


@functools.cache
def _cipher(key: str) -> AESSIV:
    return AESSIV(hashlib.sha512(f"soweco-portal data subject {key}".encode()).digest())
