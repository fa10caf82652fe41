"""Noting a contact, once; mending it; adding to it. A contact closes the appointments it answers."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from cases.models import Addendum, Appointment, Contact, WswEmployee
from municipalities.models import User


def record(*, employee: WswEmployee, by: User, once: UUID, next_on: date | None = None, **values: Any) -> Contact:
    """Note a contact. Sent twice with the same `once` it is noted once, and the first is given back; with other words
    it is another contact. IntegrityError when it lies in the future or before the caseload (R66).
    """
    once = uuid5(once, repr([values["kind"], values["held_on"], values["minutes"], values.get("text", "")]))
    known = Contact.objects.filter(author=by, once=once)
    if found := known.first():
        return found
    try:
        with transaction.atomic():
            made = Contact.objects.create(employee=employee, author=by, once=once, **values)
            _close(made)
            if next_on:
                make_appointment(employee=employee, on=next_on, kind=made.kind)
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
