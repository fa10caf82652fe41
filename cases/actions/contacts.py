"""Noting a contact, once; mending it; adding to it. A contact closes the appointments it answers.

An incident makes a task, and the task follows its incident (decision 0054): with another day or other readers it says
so, and when there was no incident after all it lapses.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from cases.actions import todos
from cases.models import Addendum, Appointment, Contact, ContactKind, Readers, Todo, TodoOwner, WswEmployee
from municipalities.models import User, today

A_WEEK = timedelta(days=7)  # until the follow-up of an incident is to be done
# What a contact says beside its kind, day, minutes and line, and what each is when nothing was chosen.
USUAL: dict[str, Any] = {"readers": Readers.DOSSIER, "topics": [], "present": [], "follow_up": ""}


def record(
    *,
    employee: WswEmployee,
    by: User,
    once: UUID,
    next_on: date | None = None,
    follow_up_on: date | None = None,
    **values: Any,
) -> Contact:
    """Note a contact. Sent twice with the same `once` it is noted once, and the first is given back; when anything in
    it is other it is another contact. IntegrityError when it lies in the future or before the caseload (R66).

    An incident makes a task for who keeps this role's dossiers, to be done by `follow_up_on`, or in a week. What must
    be done it does not say: that is for the readers of the contact.
    """
    once = _mark(once, values, next_on=next_on, follow_up_on=follow_up_on)
    known = Contact.objects.filter(author=by, once=once)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            made = Contact.objects.create(employee=employee, author=by, once=once, **values)
            _close(made)
            if made.kind == ContactKind.INCIDENT:
                _follow(made, follow_up_on)
            if next_on:
                make_appointment(employee=employee, on=next_on, kind=_next_kind(made.kind))
    except IntegrityError:
        if found := known.first():  # the other of two that came in together
            return found
        raise
    made.refresh_from_db()
    return made


def _mark(once: UUID, values: dict[str, Any], **days: date | None) -> UUID:
    """Of the form and of all that was filled in. What was left as it usually is adds nothing."""
    said = [values["kind"], values["held_on"], values["minutes"], values.get("text", "")]
    chosen = {name: values[name] for name, usual in USUAL.items() if values.get(name, usual) != usual}
    return uuid5(once, repr([*said, *chosen.items(), *((name, day) for name, day in days.items() if day)]))


def _close(contact: Contact) -> None:
    """What was planned up to this contact has now been done."""
    planned = Appointment.objects.filter(employee=contact.employee_id, kept_by=None, planned_on__lte=contact.held_on)
    planned.update(kept_by=contact)


def _next_kind(kind: str) -> str:
    """What is planned after a contact of this kind: nobody plans an incident."""
    return ContactKind.GESPREK if kind == ContactKind.INCIDENT else kind


def _follow(incident: Contact, on: date | None) -> None:
    by, day = incident.author, on or today() + A_WEEK
    todos.note(employee=incident.employee, by=by, what=_said(incident), owner=_whose(incident), due_on=day)


def _said(incident: Contact) -> str:
    return f"Vervolg op het incident van {incident.held_on:%d-%m-%Y}: zie het contact"


def _whose(incident: Contact) -> str:
    """The only role that may read it, or that of who coached this person when it happened, or the consulent."""
    if incident.readers != Readers.DOSSIER:
        return incident.readers
    person, day, by = incident.employee, incident.held_on, incident.author
    coaches = [rows.running_on(day).filter(coach=by).exists() for rows in (person.caseloads, person.stand_ins)]
    return TodoOwner.JOBCOACH if any(coaches) else TodoOwner.CONSULENT


def make_appointment(*, employee: WswEmployee, on: date, **values: Any) -> None:
    """Plan a contact; a day that has one already keeps that one."""
    Appointment.objects.get_or_create(employee=employee, planned_on=on, kept_by=None, defaults=values)


@transaction.atomic
def mend(*, contact: Contact, follow_up_on: date | None = None, **values: Any) -> str:
    """Change what was noted; the history keeps the first text. IntegrityError after five working days (R66).

    What becomes an incident makes a task as one that is noted. Gives what the task of an incident does, in Dutch, or
    nothing.
    """
    before = Contact.objects.get(pk=contact.pk)
    for name, value in values.items():
        setattr(contact, name, value)
    contact.save(update_fields=list(values))
    if before.kind == ContactKind.INCIDENT:
        return _follow_on(before, contact)
    if contact.kind != ContactKind.INCIDENT:
        return ""
    _follow(contact, follow_up_on)
    return "Er is een taak bij gekomen voor het vervolg."


def _follow_on(before: Contact, now: Contact) -> str:
    """The task of an incident that was mended, known by its words; who put those right, made it a task of their own.

    Of two incidents of one person, day and author the tasks say the same, and one of them goes along.
    """
    mine = Todo.objects.open().filter(employee=now.employee, noted_by=now.author, what=_said(before))
    task = mine.select_for_update().first()
    if task is None:
        return ""
    if now.kind != ContactKind.INCIDENT:
        lapsed = f"Vervallen: op {before.held_on:%d-%m-%Y} was er toch geen incident"
        todos.put_right(todo=task, what=lapsed, done_on=today())
        return "De taak voor het vervolg is vervallen."
    other = {"what": _said(now)} if now.held_on != before.held_on else {}
    other |= {"owner": _whose(now)} if now.readers != before.readers else {}
    if other:
        todos.put_right(todo=task, **other)
    return "De taak voor het vervolg is aangepast." if other else ""


@transaction.atomic
def add(*, contact: Contact, by: User, text: str) -> Addendum:
    """Add to a contact, whenever. What was added stays as it is."""
    return Addendum.objects.create(contact=contact, author=by, text=text)
