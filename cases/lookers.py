"""Who looked: the audit log as the privacy officer reads it, by person, by user, by period.

The officer sees no dossier: of a person only the key and the personnel number. A name is searched for by nobody; who
asks "who looked at me?" gives a personnel number or a BSN.
"""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import bsn
from municipalities.access import PROCESSES, ROLES
from municipalities.logs import AuditEntry, Status
from municipalities.models import Municipality, User
from municipalities.oddities import IN_PERIOD, RULES, Found, found, period
from municipalities.paging import Pages
from municipalities.traces import Act

SHOWN_PEOPLE = 5
KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
LABELS = {act.code: act.label for act in Act}


@dataclass(frozen=True)
class Somebody:
    """A user or a person on a line; `key` is empty where there is nothing to link to."""

    label: str
    key: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the log as a reader sees it."""

    moment: datetime
    who: Somebody
    role: str
    act: str
    people: list[Somebody]
    more: int  # people beyond those shown
    purpose: str
    outcome: str
    detail: str


@dataclass(frozen=True)
class Seen:
    """How much one user opened in a period."""

    who: Somebody
    dossiers: int
    lines: int


def find(typed: str) -> list[uuid.UUID]:
    """The people with this personnel number or BSN, or of the dossier this address is of. Only for the officer."""
    address = KEY.search(typed.lower())
    if address:
        return list(_numbers([uuid.UUID(address.group())]))
    digits = re.sub(r"[ .-]", "", typed)
    hashed = bsn.lookup_hash(digits) if bsn.is_valid(digits) else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM person_of_log(%s, %s)", [typed.strip(), hashed])
        return [key for (key,) in cursor.fetchall()]


def of_user(key: uuid.UUID) -> QuerySet[AuditEntry]:
    """What they did, and what was done to their account."""
    return AuditEntry.objects.filter(Q(asker=str(key)) | Q(account=key))


def between(which: QuerySet[AuditEntry], first: date, last: date) -> QuerySet[AuditEntry]:
    """Those of the period, both days inclusive."""
    return which.filter(moment__gte=_midnight(first), moment__lt=_midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  made aware here


def lines(which: QuerySet[AuditEntry], page: Pages) -> list[Line]:
    """One page of the lines, the latest first. Two statements: the lines, and the names of all who are on them."""
    entries = list(which.order_by("-id")[page.rows])
    shown = {key for entry in entries for key in entry.subjects[:SHOWN_PEOPLE]}
    names = Names([entry.asker or str(entry.account or "") for entry in entries], shown)
    return [_line(entry, names) for entry in entries]


def _line(entry: AuditEntry, names: "Names") -> Line:
    where = names.municipalities.get(entry.municipality, "")
    role = ROLES[entry.role].label if entry.role in ROLES else ""
    return Line(
        moment=entry.moment,
        who=names.user(entry.asker or str(entry.account or "")),
        role=" ".join(part for part in (role, where) if part),
        act=LABELS.get(entry.act, entry.act),
        people=[names.person(key) for key in entry.subjects[:SHOWN_PEOPLE]],
        more=max(0, len(entry.subjects) - SHOWN_PEOPLE),
        purpose=entry.purpose,
        outcome=Status(entry.status).label,
        detail=entry.detail,
    )


def odd(first: date, last: date) -> dict[str, list[Any]]:
    """The rules that point at something, with what; and those that do not."""
    told = found(first, last)
    every = [line for of_rule in told.values() for line in of_rule]
    names = Names([line.asker for line in every], {line.subject for line in every if line.subject})
    return {
        "odd": [
            {"rule": rule, "found": [_pointed(line, names) for line in told[rule.code]]}
            for rule in RULES
            if told[rule.code]
        ],
        "silent": [rule for rule in RULES if not told[rule.code]],
    }


def _pointed(line: Found, names: "Names") -> dict[str, Any]:
    return {
        "who": None if line.subject else names.user(line.asker),
        "person": names.person(line.subject) if line.subject else None,
        "moment": line.moment,
        "number": line.number,
    }


def most(first: date, last: date) -> list[Seen]:
    """Every user with a line in the period, who opened most dossiers first."""
    with connection.cursor() as cursor:
        cursor.execute(_MOST.format(period=IN_PERIOD), period(first, last))
        counted = cursor.fetchall()
    names = Names([asker for asker, _, _ in counted], ())
    return [Seen(names.user(asker), dossiers, lines) for asker, dossiers, lines in counted]


_MOST = """
SELECT coalesce(nullif(asker, ''), account::text), count(DISTINCT subjects[1]) FILTER (WHERE act = 'dossier_opened')
    AS dossiers, count(*)
FROM municipalities_auditentry WHERE {period} AND (asker <> '' OR account IS NOT NULL)
GROUP BY 1 ORDER BY dossiers DESC, 3 DESC LIMIT 100
"""


def shared_numbers() -> list[list[str]]:
    """The personnel numbers of people with the same BSN. Nobody who gives one is told that it exists elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT personnel_numbers FROM double_numbers() ORDER BY 1")
        return [numbers for (numbers,) in cursor.fetchall()]


class Names:
    """Names of users and municipalities, numbers of people: one statement for all of them."""

    def __init__(self, users: Iterable[str], people: Iterable[uuid.UUID]) -> None:
        keys = {key for key in users if KEY.fullmatch(key)}
        self.users = {str(key): name for key, name in User.objects.filter(key__in=keys).values_list("key", "name")}
        self.people = _numbers(people)
        self.municipalities = dict(Municipality.objects.filter(takes_part=True).values_list("cbs_code", "name"))

    def user(self, asker: str) -> Somebody:
        if asker in self.users:
            return Somebody(self.users[asker], asker)
        if asker in PROCESSES:
            return Somebody(f"het portaal ({PROCESSES[asker]})")
        return Somebody("iemand buiten het portaal om" if asker else "niemand (niet ingelogd)")

    def person(self, key: uuid.UUID) -> Somebody:
        """By personnel number; a dossier that is gone by the beginning of its key."""
        return Somebody(self.people.get(key, f"niet (meer) geregistreerd, {str(key)[:8]}"), str(key))


def _numbers(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, personnel_number FROM personnel_numbers(%s::uuid[])", [list(people)])
        return dict(cursor.fetchall())
