"""Who is asking: the one place where a request opens its transaction, learns its membership and tells the database.

A role belongs to a membership that runs today. It is looked up at every request, so that one which ended yesterday is
out today, in open sessions too. The asker is a transaction-local setting; with the request's transaction it is gone. We
left ATOMIC_REQUESTS: it opens the transaction after the middleware, too late for a setting that lives in it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from municipalities.asker import telling
from municipalities.models import Membership
from municipalities.requests import PortalRequest

SESSION_KEY = "membership"
View = TypeVar("View", bound=Callable[..., Any])


class AskerMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        """Runs the view in its transaction; all but those marked `public` need a membership that runs today."""
        with transaction.atomic():
            if not getattr(view, "public", False):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                self._choose(cast(PortalRequest, request))
            response = view(request, *args, **kwargs)
            return response.render() if callable(getattr(response, "render", None)) else response

    @staticmethod
    def _choose(request: PortalRequest) -> None:
        """The membership chosen in this session while it runs, else the first that runs today."""
        chosen = request.session.get(SESSION_KEY)
        mine = Membership.objects.current().filter(user=request.user.pk)
        running = list(telling(mine, str(request.user.key), str(chosen or "")))
        if not running:
            raise PermissionDenied("U heeft op dit moment geen rol in dit portaal. Vraag de functioneel beheerder.")
        request.memberships = running
        request.membership = next((each for each in running if each.pk == chosen), running[0])


def public(view: View) -> View:
    """Marks a view as open to everybody: login, health, help."""
    view.public = True  # type: ignore[attr-defined]
    return view
