"""What a coach's own calendar shows of their appointments: initials, what kind of talk, and the day. Nothing else.

The calendar is kept by another company, so no name stands in it, no place, no hirer and no reason: two initials and one
of three words. The text is RFC 5545, written here: an appointment has a day and no hour, so four properties are all
there is (`DTSTART;VALUE=DATE`, no time zone). We left the library `icalendar`: its worth is in reading, and in rules
that repeat, of which there are none here.
"""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from cases.models import Appointment, Because, ContactKind, WswEmployee
from municipalities.models import Membership

NAME = "Afspraken (Wsw-portaal)"
OCTETS = 75  # of a line at the most, without its end (RFC 5545 3.1)
AGAIN = "PT1H"


def appointments_of(membership: Membership, day: date) -> list[Appointment]:
    """What was not kept yet, from the Monday of the week of `day` on, of whom one has in the caseload today."""
    monday = day - timedelta(days=day.weekday())
    mine = Appointment.objects.visible_to(membership).filter(planned_on__gte=monday, kept_by=None)
    return list(mine.select_related("employee"))


def written(appointments: list[Appointment], membership: Membership) -> str:
    """The calendar as text, with CRLF after each line."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Soweco//Wsw-portaal//NL",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{NAME}",
        "X-WR-TIMEZONE:Europe/Amsterdam",
        f"REFRESH-INTERVAL;VALUE=DURATION:{AGAIN}",
        *(line for each in appointments for line in _event(each, membership)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(appointment: Appointment, membership: Membership) -> Iterator[str]:
    day = appointment.planned_on
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(appointment, membership)}"
    yield f"DTSTAMP:{appointment.recorded_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"  # not inclusive (RFC 5545 3.6.1)
    yield f"SUMMARY:{_escaped(f'{initials(appointment.employee)} {what(appointment)}')}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"  # a whole day would say that one is busy all day
    yield "END:VEVENT"


def initials(person: WswEmployee) -> str:
    """`T.F.`: the first letter of the first name and of the surname, without what stands between them."""
    return "".join(f"{name[0].upper()}." for name in (person.first_name, person.last_name) if name)


def what(appointment: Appointment) -> str:
    """One of three words: why somebody is seen may say how their health is."""
    if appointment.because == Because.EVALUATIE:
        return "evaluatie"
    return "bezoek" if appointment.kind == ContactKind.WERKPLEKBEZOEK else "contact"


def _uid(appointment: Appointment, membership: Membership) -> str:
    """The same for the same appointment each time, and of nobody's key: without our secret it leads nowhere."""
    seen = salted_hmac("cases.agenda", f"{membership.pk}:{appointment.key}", algorithm="sha256")
    return f"{seen.hexdigest()[:40]}@wsw-portaal"


def _escaped(text: str) -> str:
    """RFC 5545 3.3.11."""
    for sign, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, instead)
    return text


def _folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, each next one after a space; no letter is cut (RFC 5545 3.1)."""
    parts, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += octets
    return parts


def shown(appointments: list[Appointment]) -> list[Any]:
    """The keys of whom the calendar shows, for the log."""
    return [each.employee.key for each in appointments]
