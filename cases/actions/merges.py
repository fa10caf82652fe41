"""Two dossiers of one person become one, by two people; and apart again, by two people (decision 0056).

Who carries it out waits for nobody and lets nobody in between: the lock that every change takes a share of is taken
whole, before anything else. What somebody holds at that moment all the same (a row locked to be changed) is not waited
for, for that one waits for us: the answer is then that it is busy.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction

from cases import merging
from cases.beforehand import Consequences, Together
from cases.models import MergeKind, MergeState, PersonMerge, WswEmployee
from cases.refusals import in_words
from cases.signals.refresh import refresh
from municipalities.asker import asked_by
from municipalities.models import Membership, today

PROCESS = "beforehand"


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""


def hold_register() -> None:
    """Nobody changes anything until this transaction ends. To be asked first of all, also by who locks a proposal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(19680314)")
        cursor.execute("SET LOCAL lock_timeout = '500ms'")


@transaction.atomic
def propose(
    *,
    gone: WswEmployee,
    stays: WswEmployee,
    by: Membership,
    sides: Mapping[str, str],
    grounds: str,
    why: Mapping[str, str],
) -> PersonMerge:
    """Say that these two are one. NotAllowed when they cannot become one as they are now."""
    if reason := merging.why_not(gone=gone, stays=stays):
        raise NotAllowed(reason)
    if merging.clashes(gone=gone, stays=stays):
        raise NotAllowed("Deze twee dossiers passen nog niet in elkaar. Zet eerst recht wat hieronder staat.")
    return _proposed(
        kind=MergeKind.SAMEN, employee=stays, gone=gone, numbers=_numbers(stays, gone), proposed_by=by.user,
        grounds=grounds, reason=why.get("kind", ""), because=why.get("because", ""), **sides,
    )  # fmt: skip


@transaction.atomic
def propose_apart(*, merge: PersonMerge, by: Membership, grounds: str, why: Mapping[str, str]) -> PersonMerge:
    """Say that what became one is two after all. NotAllowed when it cannot be taken apart as it was."""
    if not merge.in_force:
        raise NotAllowed("Deze samenvoeging geldt niet meer.")
    if not merging.sees_whole(merge.employee):
        raise NotAllowed(merging.CANNOT[""])
    if merging.holds_on(merge):
        raise NotAllowed("Deze samenvoeging kan niet meer uit elkaar.")
    return _proposed(
        kind=MergeKind.UITEEN, employee=merge.employee, gone=merge.gone, numbers=merge.numbers, undoes=merge,
        proposed_by=by.user, grounds=grounds, reason=why.get("kind", ""), because=why.get("because", ""),
    )  # fmt: skip


def _numbers(stays: WswEmployee, gone: WswEmployee) -> str:
    return f"{stays.personnel_number} en {gone.personnel_number}"


def _proposed(**values: Any) -> PersonMerge:
    try:
        with transaction.atomic():
            return PersonMerge.objects.create(**values)
    except IntegrityError as refusal:
        _, said = in_words(refusal)
        if not said:
            raise
        raise NotAllowed(said) from refusal


def look(merge: PersonMerge) -> None:
    """Do what is proposed, unsigned: only to see what comes of it, for it cannot be committed.

    NotAllowed when it was decided meanwhile, or a rule of the law refuses what comes of it.
    """
    with asked_by(PROCESS):
        _carry_out(_open(merge), ())


@transaction.atomic
def carry_out(*, merge: PersonMerge, by: Membership, brings: Together | None, why: Mapping[str, str]) -> None:
    """Do what another proposed. NotAllowed for who proposed it, when it was decided, or when it does not fit any more.

    `brings` is what it changes: of whom a released figure changes, `why` is kept.
    """
    hold_register()
    found = _open(merge)
    if found.proposed_by_id == by.user_id:
        raise NotAllowed("U heeft dit zelf voorgesteld. Vraag een tweede persoon om het uit te voeren.")
    if reason := cannot(found):
        raise NotAllowed(reason)
    kept = {"kind": found.reason, "because": found.because} if found.reason else why
    people = {each: brings.of(each) for each in (found.employee_id, found.gone_id)} if brings else {}
    _carry_out(found, _reasons(found, people, kept))
    refresh(today(), [found.employee_id, found.gone_id])


def cannot(merge: PersonMerge) -> str:
    """Why this proposal cannot be carried out as things are; empty when it can."""
    if merge.undoes:
        if not merging.sees_whole(merge.employee):
            return merging.CANNOT[""]
        stuck = not merge.undoes.in_force or merging.holds_on(merge.undoes)
        return "Deze samenvoeging kan niet meer uit elkaar." if stuck else ""
    if reason := merging.why_not(gone=merge.gone, stays=merge.employee):
        return reason
    fits = not merging.clashes(gone=merge.gone, stays=merge.employee)
    return "" if fits else "Deze twee dossiers passen niet meer in elkaar. Er is intussen iets gewijzigd."


def _open(merge: PersonMerge) -> PersonMerge:
    found = PersonMerge.objects.select_for_update(of=("self",)).filter(pk=merge.pk).first()
    if found is None:
        raise NotAllowed("Dit voorstel is er niet meer.")
    if not found.is_open:
        raise NotAllowed(f"Dit voorstel is al {found.get_state_display()}.")
    return found


def _reasons(
    merge: PersonMerge, people: Mapping[int, Consequences], why: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    """What `carry_out_merge` keeps as corrections: of who is one now, one; of who are two again, one each."""
    found: dict[int, list[Consequences]] = {}
    for person, each in people.items():
        if each.touched and each.first and each.last:
            found.setdefault(merge.employee_id if merge.joins else person, []).append(each)
    return [
        {
            "person": person,
            "kind": why.get("kind", ""),
            "because": why.get("because", ""),
            "reports": "; ".join(dict.fromkeys(report for each in all_ for report in each.touched)),
            "first": min(each.first for each in all_ if each.first).isoformat(),
            "last": max(each.last for each in all_ if each.last).isoformat(),
        }
        for person, all_ in found.items()
    ]


def _carry_out(merge: PersonMerge, reasons: Iterable[dict[str, Any]]) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT carry_out_merge(%s, %s)", [merge.key, json.dumps(list(reasons))])
    except IntegrityError as refusal:
        _, said = in_words(refusal)
        if not said:
            raise
        raise NotAllowed(f"Zo kan het niet. {said}") from refusal


@transaction.atomic
def refuse(*, merge: PersonMerge, by: Membership, reason: str) -> None:
    """Do not carry it out, with the reason. NotAllowed when it was decided, or for who proposed it."""
    hold_register()
    found = _open(merge)
    if found.proposed_by_id == by.user_id:
        raise NotAllowed("U heeft dit zelf voorgesteld. Trek het voorstel in.")
    _decide(found, MergeState.AFGEWEZEN, by, reason)


@transaction.atomic
def withdraw(*, merge: PersonMerge, by: Membership) -> None:
    """Take the proposal back. NotAllowed when it was decided, or for another than who made it."""
    hold_register()
    found = _open(merge)
    if found.proposed_by_id != by.user_id:
        raise NotAllowed("Alleen wie dit voorstelde, trekt het in. U kunt het afwijzen.")
    _decide(found, MergeState.INGETROKKEN, by)


def close_of_nobody(today: date) -> None:
    """Proposals about two whom no municipality sees both of any more: nobody could decide on them. As a process."""
    with connection.cursor() as cursor:
        # A share of the lock that who decides takes whole, before their rows.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(19680314)")
        cursor.execute("SELECT * FROM merges_nobody_decides(%s)", [today])
        found = [pk for (pk,) in cursor.fetchall()]
    for merge in PersonMerge.objects.filter(pk__in=found):
        merge.state, merge.decided_on = MergeState.VERVALLEN, today
        merge.save(update_fields=["state", "decided_on"])


def _decide(found: PersonMerge, state: MergeState, by: Membership, reason: str = "") -> None:
    found.state, found.decided_by, found.decided_on, found.refusal = state, by.user, today(), reason
    found.save(update_fields=["state", "decided_by", "decided_on", "refusal"])
