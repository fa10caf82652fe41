"""From a term that is over to a dossier that is gone: drafted by a process, proposed by one, agreed by another.

A line is a dossier, or records of one kind in it whose own term is over while the dossier stays; the rest is the same.
The list is the intent, kept in PostgreSQL; Celery carries the hint. A worker claims a signed list with a lease and does
all of it in one transaction: killed half way, nothing happened and the next begins again; repeated, it finds the list
carried out. What destroys is one function of the database, which checks the signatures itself.
"""

import hashlib
import json
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
IN_THE_WAY = {"40P01", "55P03"}  # a deadlock, a lock that was waited for too long

_Line = tuple[int, str]  # of whom, and which kind of records


class NotAllowed(Exception):
    """The list is not in a state for this, or this person may not do it; the text says why, in Dutch."""


def draft(day: date) -> list[DestructionList]:
    """Bring the draft of every municipality up to date with what is due on `day`. As a process that sees everybody.

    A list that was proposed stays as it was signed; who is held back, or came back, goes off a draft again.
    """
    due = _due(day)
    open_lists = {each.municipality_id: each for each in DestructionList.objects.exclude(state=ListState.VERNIETIGD)}
    for place in Municipality.objects.filter(takes_part=True):
        theirs = {(each.employee, each.kind): each for each in due if each.municipality == place.pk}
        _draft_of(place, theirs, open_lists.get(place.pk), day)
    return list(DestructionList.objects.filter(state=ListState.CONCEPT))


def _due(day: date) -> list[retention.Due]:
    """The dossiers that go, and what goes from those that stay."""
    dossiers = [each for each in retention.over(day) if not each.held]
    whole = {each.employee for each in dossiers}
    return dossiers + [each for each in retention.records_over(day) if each.employee not in whole]


def _draft_of(place: Municipality, due: dict[_Line, retention.Due], found: DestructionList | None, day: date) -> None:
    if found is None and due:
        found = DestructionList.objects.create(municipality=place, due_on=day)
    if found is None or found.state != ListState.CONCEPT:
        return
    if not due:
        found.delete()
        return
    listed = {(each.employee_id, each.kind): each for each in found.items.all()}
    same = {line for line, item in listed.items() if line in due and item.records == due[line].records}
    found.items.filter(pk__in=[item.pk for line, item in listed.items() if line not in same]).delete()
    DestructionItem.objects.bulk_create(_item(found, each) for line, each in due.items() if line not in same)
    DestructionList.objects.filter(pk=found.pk).update(due_on=day)


def _item(found: DestructionList, due: retention.Due) -> DestructionItem:
    return DestructionItem(
        list=found, employee_id=due.employee, dossier=due.number, kind=due.kind, ended_on=due.ended_on,
        due_on=due.due_on, records=due.records, rows=rows_of(due),
    )  # fmt: skip


def rows_of(due: retention.Due) -> dict[str, list[int]]:
    """By table how many rows would go, and how many would stay without a name."""
    with connection.cursor() as cursor:
        if due.records:
            cursor.execute("SELECT relation, goes, stays FROM rows_of_records(%s)", [json.dumps(due.records)])
        else:
            cursor.execute("SELECT relation, goes, stays FROM rows_of_person(%s)", [due.employee])
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
    return hashlib.sha256("\n".join(sorted(map(_as_signed, items))).encode()).hexdigest()


def _as_signed(item: DestructionItem) -> str:
    line = f"{item.key}|{item.dossier}|{item.ended_on}|{item.due_on}|{item.exempted_because}"
    return f"{line}|{item.kind}|{json.dumps(item.records, sort_keys=True)}" if item.records else line


def _locked(found: DestructionList) -> DestructionList:
    return DestructionList.objects.select_for_update(of=("self",)).get(pk=found.pk)


@transaction.atomic
def exempt(*, item: DestructionItem, because: str, until: date | None, by: User) -> None:
    """Leave all of this person off the list, with a reason, which also holds it back until `until`.

    Who has a complaint needs the whole dossier for it. NotAllowed once proposed.
    """
    if _locked(item.list).state != ListState.CONCEPT:
        raise NotAllowed("Deze lijst is al voorgesteld. Alleen een concept kan nog veranderen.")
    item.list.items.filter(employee=item.employee_id, exempted_because="").update(
        exempted_because=because, exempted_until=until, exempted_by=by
    )


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
        raise NotAllowed("Alles is uitgezonderd. Er is niets om voor te stellen.")
    destruction.state, destruction.fingerprint, destruction.returned_because = ListState.VOORGESTELD, shown, ""
    destruction.proposed_by, destruction.proposed_at = by, timezone.now()
    destruction.save(update_fields=["state", "fingerprint", "returned_because", "proposed_by", "proposed_at"])


@transaction.atomic
def give_back(*, destruction: DestructionList, because: str, shown: str = "") -> None:
    """Not agreed: a draft again, with the reason, and without a signature. NotAllowed when nobody proposed it.

    `shown` is the fingerprint of what was not agreed; NotAllowed when another list was proposed since.
    """
    destruction = _locked(destruction)
    if destruction.state != ListState.VOORGESTELD:
        raise NotAllowed("Alleen een voorgestelde lijst kan terug.")
    if shown and destruction.fingerprint != shown:
        raise NotAllowed("De lijst is veranderd nadat u haar opende. Lees haar opnieuw voordat u haar teruggeeft.")
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
    runs out; when somebody was in the way, at the next wake.
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
        if code in IN_THE_WAY:
            _let_go(token)
        return None
    logger.info("destruction_carried_out list=%s", key)
    return made


def _let_go(token: uuid.UUID) -> None:
    """Nothing was done and nothing is wrong: who wakes next may take it."""
    with asked_by(PROCESS):
        DestructionList.objects.filter(claim=token).update(lease_until=timezone.now())


def _carry_out(key: str, token: uuid.UUID) -> Certificate:
    listed = list(DestructionItem.objects.filter(list__key=key).select_related("employee"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT carry_out_destruction(%s, %s)", [key, token])
    made = _certify(DestructionList.objects.get(key=key))
    stay = {item.pk: item.records for item in made.list.items.all()}
    for act, whole in ((Act.DESTROYED, True), (Act.RECORDS_DESTROYED, False)):
        gone = {
            item.employee.key for item in listed if (not item.records) == whole and item.records != stay.get(item.pk)
        }
        if gone:  # the keys of dossiers lead to nobody from here on
            note(act, subjects=sorted(gone), detail=f"lijst {key}")
    return made


def _certify(destruction: DestructionList) -> Certificate:
    content = certificate.content_of(destruction)
    file = certificate.render(content, timezone.localdate(destruction.carried_out_at))
    return Certificate.objects.create(
        list=destruction, content=content, file=file, sha256=hashlib.sha256(file).hexdigest()
    )
