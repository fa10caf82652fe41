"""What is said of contacts on a page, and when there was too much or too little of it (R67, R68).

A signal, never an error: the numbers of the law's guidance norm and of our own terms stand here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum, TextChoices
from django.utils import timezone

from cases import dutch, workdays
from cases.models import Contact, Present, Topic, WswEmployee
from cases.models.contact import DAYS_TO_MEND
from municipalities.models import Membership

MOST_GUIDANCE = Decimal("0.15")  # of working time, Besluit uitvoering Wsw, annex (R67)
QUIET_DAYS = {"IND": 90, "BW": 90, "BSB": 180}  # without contact in a placement of this form (R68)
SAME_MOMENT = timedelta(minutes=5)  # typed and received


@dataclass(frozen=True)
class Guidance:
    """Minutes of guidance beside minutes of work."""

    minutes: int
    working: Decimal

    @property
    def share(self) -> Decimal:
        return Decimal(self.minutes) / self.working if self.working else Decimal(0)

    @property
    def is_much(self) -> bool:
        return self.share > MOST_GUIDANCE

    def said(self) -> str:
        percentage = dutch.decimals(self.share * 100, 1)
        return f"{self.minutes} minuten in dit kwartaal, {percentage} % van de werktijd"


def working_minutes(hours_per_week: Decimal, days: int) -> Decimal:
    return hours_per_week * 60 * days / 7


def is_quiet(form: str, since: date, last: date | None, day: date) -> bool:
    """Whether a placement in `form` since that day, with its last contact on `last`, has been quiet for too long."""
    term = QUIET_DAYS.get(form)
    return term is not None and (day - max(since, last or since)).days > term


def guidance(person: WswEmployee, membership: Membership, day: date) -> Guidance:
    """In the quarter up to and including `day`, of the contacts that `membership` may read."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    read = Contact.objects.visible_to(membership).filter(employee=person, held_on__range=(first, day))
    minutes = read.aggregate(total=Sum("minutes"))["total"] or 0
    with connection.cursor() as cursor:
        cursor.execute(_WORKING, {"person": person.pk, "first": first, "day": day})
        (working,) = cursor.fetchone()
    return Guidance(minutes, Decimal(working))


_WORKING = """
SELECT coalesce(sum(h.hours * 60 / 7 * (least(h.ends_on, %(day)s) - greatest(h.starts_on, %(first)s) + 1)), 0)
FROM cases_contracthours h
WHERE h.employee_id = %(person)s AND h.starts_on <= %(day)s AND (h.ends_on IS NULL OR h.ends_on >= %(first)s)
"""


def quiet(people: Iterable[int], day: date) -> list[tuple[int, date | None, int]]:
    """Who of these people had no contact for too long: the person, the last contact, and for how many days now."""
    with connection.cursor() as cursor:
        cursor.execute(_QUIET, {"people": list(people), "day": day})
        rows = cursor.fetchall()
    return [(person, last, days) for person, last, days, term in rows if days > term]


_QUIET = """
SELECT p.employee_id, c.last, %(day)s::date - greatest(p.since, coalesce(c.last, p.since)), p.term
FROM (SELECT t.employee_id, min(t.starts_on) AS since,
             min(CASE t.form WHEN 'BSB' THEN 180 ELSE 90 END) AS term
      FROM cases_placement t
      WHERE t.employee_id = ANY (%(people)s) AND t.form IN ('IND', 'BW', 'BSB') AND t.starts_on <= %(day)s
        AND (t.ends_on IS NULL OR t.ends_on >= %(day)s)
      GROUP BY t.employee_id) p
LEFT JOIN (SELECT k.employee_id, max(k.held_on) AS last FROM cases_contact k
           WHERE k.employee_id = ANY (%(people)s) GROUP BY k.employee_id) c USING (employee_id)
ORDER BY 3 DESC, 1
"""


def may_mend(contact: Contact, membership: Membership, day: date) -> bool:
    """Only who wrote it, and for five working days (R66)."""
    return contact.author_id == membership.user_id and day <= mendable_until(contact)


def mendable_until(contact: Contact) -> date:
    return workdays.after(timezone.localtime(contact.received_at).date(), DAYS_TO_MEND)


def latest(person: WswEmployee, membership: Membership, count: int) -> list[dict[str, Any]]:
    found = Contact.objects.visible_to(membership).filter(employee=person).select_related("author")[:count]
    return [shown(contact) for contact in found]


def shown(contact: Contact) -> dict[str, Any]:
    return {
        "key": contact.key,
        "kind": contact.get_kind_display(),
        "day": contact.held_on,
        "minutes": contact.minutes,
        "text": contact.text,
        "author": contact.author.name,
        "readers": contact.get_readers_display() if contact.readers != "dossier" else "",
        "topics": _labels(Topic, contact.topics),
        "present": _labels(Present, contact.present),
        "follow_up": contact.follow_up,
        "late": _late(contact.typed_at, contact.received_at),
    }


def _labels(choices: type[TextChoices], codes: list[str]) -> str:
    """In the order of the list, whatever order they were kept in."""
    return ", ".join(str(each.label) for each in choices if each in codes)


def _late(typed: datetime | None, received: datetime | None) -> str:
    """Both times of what was typed without a connection; nothing of what came in at once."""
    if typed is None or received is None or received - typed < SAME_MOMENT:
        return ""
    at = (f"{timezone.localtime(moment):%d-%m-%Y om %H.%M}" for moment in (typed, received))
    return "getypt op {}, ontvangen op {}".format(*at)
