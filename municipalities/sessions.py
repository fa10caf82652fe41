"""Where somebody is logged in, and until when.

A session is a row with its user, so that its owner can see and end it. It lasts twelve hours from the login on, and
shorter when nobody uses it: that is noted once a minute, not at each page. When a password changes or an account is
switched off a trigger removes the rows, whoever made the change. We left `allauth.usersessions`: it writes at every
request, keeps IP addresses, and cannot end one session.

The row holds a digest of the key in the cookie, and its data are signed for that key: who reads or writes the table
finds no key to walk in with, and cannot copy somebody's session to a key of their own.
"""

import hashlib
import logging
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_ID
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from municipalities import stepup
from municipalities.access import Permission
from municipalities.models import Membership, Session, User
from municipalities.reading import one
from municipalities.requests import PortalRequest

logger = logging.getLogger(__name__)

BEGAN_AT, SEEN_AT, DEVICE = "began_at", "seen_at", "device"  # in the session
NOTED_EVERY = 60  # seconds
BROWSERS = ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")
MACHINES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


class SessionStore(DatabaseStore):
    """Django's own, with what its owner wants to know in columns, and a digest for its key."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        found = one(Session, "r.session_key = %s AND r.expire_date > now()", digest_of(self.session_key or ""))
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return super().exists(digest_of(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            super().delete(digest_of(key))

    def encode(self, session_dict: dict[str, Any]) -> str:
        return signing.dumps(session_dict, salt=self._salt(), serializer=self.serializer, compress=True)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            return signing.loads(str(session_data), salt=self._salt(), serializer=self.serializer)
        except signing.BadSignature:
            logger.warning("session_not_of_its_key")
            return {}

    def _salt(self) -> str:
        return f"{self.key_salt}:{self.session_key}"

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.session_key = digest_of(row.session_key)
        row.user_id = data.get(USER_ID)
        row.device = data.get(DEVICE, "")
        row.began_at, row.seen_at = (_moment(data.get(name)) for name in (BEGAN_AT, SEEN_AT))
        if row.began_at:
            row.expire_date = row.began_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return row


def digest_of(key: str) -> str:
    """What the table holds of a key in a cookie. No salt: a key is 165 random bits, not a word that can be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def begin(request: HttpRequest) -> None:
    """At a login: from now on it counts."""
    request.session[BEGAN_AT] = request.session[SEEN_AT] = int(time.time())
    request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))


def device_of(agent: str) -> str:
    """`Firefox op Windows`: enough to know one's own machine by, and no more than that."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "Onbekende browser")
    machine = next((name for sign, name in MACHINES if sign in agent), "")
    return f"{browser} op {machine}" if machine else browser


def idle(request: PortalRequest) -> HttpResponse | None:
    """The way out for who did nothing for too long; notes that the others did something."""
    now, seen = int(time.time()), request.session.get(SEEN_AT, 0)
    if now - seen > idle_minutes(request.memberships) * 60:
        return leave(request, "stil")
    if now - seen >= NOTED_EVERY:
        request.session[SEEN_AT] = now
    return None


def idle_minutes(memberships: Iterable[Membership]) -> int:
    """Shorter for who has a role that sees people, whatever they are now: one can switch in an open session."""
    sees_people = any(each.may(Permission.EMPLOYEE_VIEW) for each in memberships)
    return settings.IDLE_MINUTES["people" if sees_people else "other"]


def leave(request: HttpRequest, why: str) -> HttpResponse:
    """Log out, and say at the login page why; who logs in again comes back here."""
    back = stepup.came_from(request)
    logout(request)
    return stepup.goes_to(request, f"{reverse('account_login')}?{urlencode({'waarom': why, 'next': back})}")


def of(user: User) -> list[Session]:
    """The sessions of `user` that still run, the latest used first."""
    return list(user.sessions.filter(expire_date__gt=datetime.now(UTC)).order_by("-seen_at"))


def handle_of(session: Session) -> str:
    """What names a session on a page: nothing of its row."""
    return salted_hmac("municipalities.sessions", session.session_key).hexdigest()[:32]


def end(user: User, handle: str) -> bool:
    """End that one session of `user`; False when there is none of that handle."""
    found = [session for session in of(user) if constant_time_compare(handle_of(session), handle)]
    return bool(user.sessions.filter(pk__in=[session.pk for session in found]).delete()[0])


def end_others(user: User, but: str | None = None) -> int:
    """End all sessions of `user` except the one with this key in its cookie; how many."""
    return user.sessions.exclude(session_key=digest_of(but or "")).delete()[0]
