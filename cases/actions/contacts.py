"""Noting a contact, once; mending it; adding to it. A contact closes the appointments it answers."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from cases.actions import todos
from cases.models import Addendum, Appointment, Contact, ContactKind, Readers, TodoOwner, WswEmployee
from municipalities.models import User


def record(
    *,
    employee: WswEmployee,
    by: User,
    once: UUID,
    next_on: date | None = None,
    follow_up_on: date | None = None,
    **values: Any,
) -> Contact:
    """Note a contact. Sent twice with the same `once` it is noted once, and the first is given back; with other words
    it is another contact. IntegrityError when it lies in the future or before the caseload (R66).

    An incident makes a task for who keeps this role's dossiers, to be done by `follow_up_on`. What must be done it does
    not say: that is for the readers of the contact.
    """
    once = uuid5(once, repr([values["kind"], values["held_on"], values["minutes"], values.get("text", "")]))
    known = Contact.objects.filter(author=by, once=once)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            made = Contact.objects.create(employee=employee, author=by, once=once, **values)
            _close(made)
            if made.kind == ContactKind.INCIDENT and follow_up_on:
                _follow(made, by, follow_up_on)
            if next_on:
                make_appointment(employee=employee, on=next_on, kind=_next_kind(made.kind))
    except IntegrityError:
        if found := known.first():  # the other of two that came in together
            return found
        raise
    made.refresh_from_db()
    return made


def _close(contact: Contact) -> None:
    """What was planned up to this contact has now been done."""
    planned = Appointment.objects.filter(employee=contact.employee_id, kept_by=None, planned_on__lte=contact.held_on)
    planned.update(kept_by=contact)


def _next_kind(kind: str) -> str:
    """What is planned after a contact of this kind: nobody plans an incident."""
    return ContactKind.GESPREK if kind == ContactKind.INCIDENT else kind


def _follow(incident: Contact, by: User, on: date) -> None:
    said = f"Vervolg op het incident van {incident.held_on:%d-%m-%Y}: zie het contact"
    todos.note(employee=incident.employee, by=by, what=said, owner=_whose(incident, by), due_on=on)


def _whose(incident: Contact, by: User) -> str:
    """The only role that may read it, or that of who coached this person when it happened, or the consulent."""
    if incident.readers != Readers.DOSSIER:
        return incident.readers
    person, day = incident.employee, incident.held_on
    coaches = [rows.running_on(day).filter(coach=by).exists() for rows in (person.caseloads, person.stand_ins)]
    return TodoOwner.JOBCOACH if any(coaches) else TodoOwner.CONSULENT


def make_appointment(*, employee: WswEmployee, on: date, **values: Any) -> None:
    """Plan a contact; a day that has one already keeps that one."""
    Appointment.objects.get_or_create(employee=employee, planned_on=on, kept_by=None, defaults=values)


@transaction.atomic
def mend(*, contact: Contact, **values: Any) -> None:
    """Change what was noted; the history keeps the first text. IntegrityError after five working days (R66)."""
    for name, value in values.items():
        setattr(contact, name, value)
    contact.save(update_fields=list(values))


@transaction.atomic
def add(*, contact: Contact, by: User, text: str) -> Addendum:
    """Add to a contact, whenever. What was added stays as it is."""
    return Addendum.objects.create(contact=contact, author=by, text=text)
