"""Whom a coach sees today, where, and who comes next. What a phone keeps of it is no more than stands here."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from cases import contacts
from cases.models import Appointment, Placement, WswEmployee
from municipalities.models import Membership


def on(membership: Membership, day: date) -> list[dict[str, Any]]:
    """The appointments of this day that were not kept yet, by name. One query."""
    planned = Appointment.objects.visible_to(membership).filter(planned_on=day, kept_by=None)
    return [_shown(each) for each in _with_place(planned, day).order_by("employee__sort_name")]


def overdue(membership: Membership, day: date, count: int) -> list[dict[str, Any]]:
    """The appointments before this day that were never kept, the latest first."""
    planned = Appointment.objects.visible_to(membership).filter(planned_on__lt=day, kept_by=None)
    return [_shown(each) for each in _with_place(planned, day).order_by("-planned_on", "employee__sort_name")[:count]]


def quiet(membership: Membership, day: date, count: int) -> list[dict[str, Any]]:
    """Whose placement went on without contact for too long (R68), the longest first."""
    people = WswEmployee.objects.visible_to(membership)
    found = contacts.quiet(people.values_list("pk", flat=True), day)[:count]
    by_id = {person.pk: person for person in people.filter(pk__in=[each[0] for each in found])}
    return [{"key": by_id[pk].key, "name": by_id[pk].list_name, "last": last, "days": days} for pk, last, days in found]


def where(person: WswEmployee, day: date) -> str:
    """Where somebody works most hours on a day; empty when nowhere."""
    found = Placement.objects.filter(employee=person).running_on(day).select_related("hirer").order_by("-hours").first()
    return str(found.hirer or found.location or found.get_form_display()) if found else ""


def _with_place(planned: Any, day: date) -> Any:
    running = Placement.objects.filter(employee=OuterRef("employee")).running_on(day).order_by("-hours")
    place = running.annotate(place=Coalesce("hirer__name", NullIf("location", Value("")))).values("place")[:1]
    return planned.select_related("employee").annotate(place=Subquery(place))


def _shown(planned: Any) -> dict[str, Any]:
    return {
        "key": planned.employee.key,
        "name": planned.employee.list_name,
        "full_name": planned.employee.full_name,
        "place": planned.place or "",
        "kind": planned.get_kind_display(),
        "because": planned.get_because_display(),
        "day": planned.planned_on,
    }
