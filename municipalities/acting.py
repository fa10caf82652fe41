"""An administrator looks along as somebody else: sees what they see, changes nothing, and everybody may know.

While it lasts, the request asks as the other's membership, to our code and to the database alike, so both walls show
exactly the other's rows. It is read-only in one place, `AskerMiddleware`: whatever is no GET or HEAD is refused, and
PostgreSQL refuses what a GET would write (`municipalities/readonly.py`). Only the logs are written, after the view and
in the administrator's own name; the role in the line is the one they looked along as, so that both are known.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPMethod
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied

from municipalities.access import Permission
from municipalities.asker import tell_database
from municipalities.models import Acting
from municipalities.readonly import read_only
from municipalities.requests import PortalRequest

ACTING_KEY = "acting"
SAFE = {HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS}
View = TypeVar("View")


class ActingIsOver(Exception):
    """The half hour is past, or a role has ended: the next page is one's own again."""


def as_oneself(view: View) -> View:
    """Marks a view that is never asked as another: stopping to look along."""
    view.as_oneself = True  # type: ignore[attr-defined]
    return view


def step_in(request: PortalRequest, view: Any) -> None:
    """Lets the request ask as the membership that this session looks along as, if it does.

    ActingIsOver when that has ended; PermissionDenied for what could change something.
    """
    request.acting = None
    key = request.session.get(ACTING_KEY)
    if key is None or getattr(view, "as_oneself", False):
        return
    acting = Acting.objects.running().filter(key=key, administrator=request.user.pk).first()
    if acting is None or not _still_may(request, acting):
        del request.session[ACTING_KEY]
        raise ActingIsOver
    if request.method not in SAFE:
        raise PermissionDenied(f"U kijkt mee als {acting.membership.user}. U kunt dan niets veranderen.")
    request.acting, request.membership, request.memberships = acting, acting.membership, []
    tell_database(str(acting.membership.user.key), str(acting.membership.pk))


def _still_may(request: PortalRequest, acting: Acting) -> bool:
    """Both roles run today, and the other's account is open."""
    membership = acting.membership
    return request.membership.may(Permission.ACT_AS) and membership.is_running and membership.user.is_active


@contextmanager
def looking_along(request: PortalRequest) -> Iterator[None]:
    """The view runs in here: read-only when the request asks as another, and as ever when it does not."""
    if request.acting is None:
        yield
        return
    with read_only() as waiting:
        yield
    tell_database(str(request.user.key))
    for write in waiting:
        write()
