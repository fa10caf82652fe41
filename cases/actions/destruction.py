"""From a term that is over to a dossier that is gone: drafted by a process, proposed by one, agreed by another.

The list is the intent, kept in PostgreSQL; Celery carries the hint. A worker claims a signed list with a lease and does
all of it in one transaction: killed half way, nothing happened and the next begins again; repeated, it finds the list
carried out. What destroys is one function of the database, which checks the signatures itself.
"""

import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import Error, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from cases import carrying_out, certificate, retention
from cases.models import Certificate, DestructionItem, DestructionList, ListState
from municipalities.asker import asked_by
from municipalities.models import Municipality, User
from municipalities.traces import Act, note

logger = logging.getLogger(__name__)

PROCESS = "vernietiging"
LEASE_SECONDS = 300


class NotAllowed(Exception):
    """The list is not in a state for this, or this person may not do it; the text says why, in Dutch."""


def draft(day: date) -> list[DestructionList]:
    """Bring the draft of every municipality up to date with who is due on `day`. As a process that sees everybody.

    A list that was proposed stays as it was signed; who is held back, or came back, goes off a draft again.
    """
    due = [dossier for dossier in retention.over(day) if not dossier.held]
    open_lists = {each.municipality_id: each for each in DestructionList.objects.exclude(state=ListState.VERNIETIGD)}
    for place in Municipality.objects.filter(takes_part=True):
        theirs = {dossier.employee: dossier for dossier in due if dossier.municipality == place.pk}
        _draft_of(place, theirs, open_lists.get(place.pk), day)
    return list(DestructionList.objects.filter(state=ListState.CONCEPT))


def _draft_of(place: Municipality, due: dict[int, retention.Dossier], found: DestructionList | None, day: date) -> None:
    if found is None and due:
        found = DestructionList.objects.create(municipality=place, due_on=day)
    if found is None or found.state != ListState.CONCEPT:
        return
    if not due:
        found.delete()
        return
    found.items.exclude(employee__in=due).delete()
    listed = set(found.items.values_list("employee", flat=True))
    DestructionItem.objects.bulk_create(
        DestructionItem(
            list=found, employee_id=each.employee, dossier=each.number, ended_on=each.ended_on, due_on=each.due_on,
            rows=rows_of(each.employee),
        )
        for each in due.values() if each.employee not in listed
    )  # fmt: skip
    DestructionList.objects.filter(pk=found.pk).update(due_on=day)


def rows_of(employee: int) -> dict[str, list[int]]:
    """By table how many rows about this person would go, and how many would stay without a name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relation, goes, stays FROM rows_of_person(%s)", [employee])
        return {table: [goes, stays] for table, goes, stays in cursor.fetchall()}


def total(items: Iterable[DestructionItem]) -> dict[str, tuple[int, int]]:
    """The dry run of a whole list: by table what goes and what stays."""
    goes: Counter[str] = Counter()
    stays: Counter[str] = Counter()
    for item in items:
        if not item.exempted_because:
            goes.update({table: rows[0] for table, rows in item.rows.items()})
            stays.update({table: rows[1] for table, rows in item.rows.items()})
    return {table: (goes[table], stays[table]) for table in sorted(goes)}


def fingerprint(items: Iterable[DestructionItem]) -> str:
    """SHA-256 over the lines as somebody reads them: what is signed is what was shown."""
    lines = sorted(f"{each.key}|{each.dossier}|{each.ended_on}|{each.due_on}|{each.exempted_because}" for each in items)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _locked(found: DestructionList) -> DestructionList:
    return DestructionList.objects.select_for_update(of=("self",)).get(pk=found.pk)


@transaction.atomic
def exempt(*, item: DestructionItem, because: str, until: date | None, by: User) -> None:
    """Leave a dossier off the list, with a reason, which also holds it back until `until`. NotAllowed once proposed."""
    if _locked(item.list).state != ListState.CONCEPT:
        raise NotAllowed("Deze lijst is al voorgesteld. Alleen een concept kan nog veranderen.")
    item.exempted_because, item.exempted_until, item.exempted_by = because, until, by
    item.save(update_fields=["exempted_because", "exempted_until", "exempted_by"])


@transaction.atomic
def propose(*, destruction: DestructionList, shown: str, by: User) -> None:
    """The first signature, under the lines of which `shown` is the fingerprint. NotAllowed when they changed since."""
    destruction = _locked(destruction)
    items = list(destruction.items.all())
    if destruction.state != ListState.CONCEPT:
        raise NotAllowed("Deze lijst is al voorgesteld.")
    if fingerprint(items) != shown:
        raise NotAllowed("De lijst is veranderd nadat u haar opende. Lees haar opnieuw voordat u tekent.")
    if all(item.exempted_because for item in items):
        raise NotAllowed("Alle dossiers zijn uitgezonderd. Er is niets om voor te stellen.")
    destruction.state, destruction.fingerprint, destruction.returned_because = ListState.VOORGESTELD, shown, ""
    destruction.proposed_by, destruction.proposed_at = by, timezone.now()
    destruction.save(update_fields=["state", "fingerprint", "returned_because", "proposed_by", "proposed_at"])


@transaction.atomic
def give_back(*, destruction: DestructionList, because: str) -> None:
    """Not agreed: a draft again, with the reason, and without a signature. NotAllowed when nobody proposed it."""
    destruction = _locked(destruction)
    if destruction.state != ListState.VOORGESTELD:
        raise NotAllowed("Alleen een voorgestelde lijst kan terug.")
    destruction.state, destruction.returned_because = ListState.CONCEPT, because
    destruction.proposed_by = destruction.proposed_at = None
    destruction.fingerprint = ""
    destruction.save(update_fields=["state", "returned_because", "proposed_by", "proposed_at", "fingerprint"])


@transaction.atomic
def agree(*, destruction: DestructionList, shown: str, by: User) -> None:
    """The second signature; from here on it is carried out. NotAllowed for who proposed it, or when it was not shown.

    Irreversible (R89).
    """
    destruction = _locked(destruction)
    if destruction.state != ListState.VOORGESTELD:
        raise NotAllowed("Alleen een voorgestelde lijst kan akkoord krijgen. Deze is dat niet (meer).")
    if destruction.proposed_by_id == by.pk:
        raise NotAllowed("U heeft deze lijst zelf voorgesteld. Vraag een tweede persoon om akkoord te geven.")
    if destruction.fingerprint != shown:
        raise NotAllowed("De lijst is veranderd nadat u haar opende. Lees haar opnieuw voordat u tekent.")
    destruction.state, destruction.agreed_by, destruction.agreed_at = ListState.AKKOORD, by, timezone.now()
    destruction.save(update_fields=["state", "agreed_by", "agreed_at"])
    transaction.on_commit(lambda: carrying_out.hint(destruction), robust=True)


def wake() -> int:
    """Hint at every signed list that waits, or whose worker was lost; gives how many."""
    with asked_by(PROCESS):
        waiting = list(DestructionList.objects.filter(_claimable()))
    for destruction in waiting:
        carrying_out.hint(destruction)
    return len(waiting)


def _claimable() -> Q:
    return Q(state=ListState.AKKOORD) & (Q(lease_until=None) | Q(lease_until__lt=timezone.now()))


def claim(key: str) -> uuid.UUID | None:
    """A signed list, now ours for five minutes: the token of the claim. None when it is done or another has it."""
    token = uuid.uuid4()
    with asked_by(PROCESS):
        # Whoever is carrying it out has the row locked; one does not wait for that.
        mine = DestructionList.objects.select_for_update(skip_locked=True).filter(_claimable(), key=key)
        taken = DestructionList.objects.filter(pk__in=[found.pk for found in mine]).update(
            claim=token, attempts=F("attempts") + 1, lease_until=timezone.now() + timedelta(seconds=LEASE_SECONDS)
        )
    return token if taken else None


def carry_out(key: str) -> Certificate | None:
    """Destroy what list `key` names and is still due today, with ledger and certificate; None when it is done.

    Safe to run twice, at once, or after a kill: all of it is one transaction. What fails is tried again when the lease
    runs out.
    """
    token = claim(key)
    if token is None:
        return None
    try:
        with asked_by(PROCESS):
            made = _carry_out(key, token)
    except Error as problem:  # what the database says of a row may hold the person: only its code is logged
        code = getattr(problem.__cause__, "pgcode", "")
        logger.error("destruction_failed list=%s code=%s", key, code)
        return None
    logger.info("destruction_carried_out list=%s", key)
    return made


def _carry_out(key: str, token: uuid.UUID) -> Certificate:
    listed = dict(DestructionItem.objects.filter(list__key=key).values_list("employee", "employee__key"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT carry_out_destruction(%s, %s)", [key, token])
    made = _certify(DestructionList.objects.get(key=key))
    stay = set(made.list.items.values_list("employee", flat=True))
    gone = [person for employee, person in listed.items() if employee not in stay]
    note(Act.DESTROYED, subjects=gone, detail=f"lijst {key}")  # their keys lead to nobody from here on
    return made


def _certify(destruction: DestructionList) -> Certificate:
    content = certificate.content_of(destruction)
    file = certificate.render(content, timezone.localdate(destruction.carried_out_at))
    return Certificate.objects.create(
        list=destruction, content=content, file=file, sha256=hashlib.sha256(file).hexdigest()
    )
