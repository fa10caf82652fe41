"""Logging in and out leaves a trace, whichever page it goes by: Django says so at each of them."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from municipalities.logs import Status
from municipalities.models import User
from municipalities.traces import Act, note


def watch() -> None:
    user_logged_in.connect(_logged_in)
    user_logged_out.connect(_logged_out)
    user_login_failed.connect(_failed)


def _logged_in(sender: Any, user: User, **kwargs: Any) -> None:
    note(Act.LOGGED_IN, account=user.key)


def _logged_out(sender: Any, user: User | None, **kwargs: Any) -> None:
    if user:
        note(Act.LOGGED_OUT, account=user.key)


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any) -> None:
    """With the account that was tried, if there is one; looked up either way, so that it takes as long."""
    email = credentials.get("username") or credentials.get("email") or ""
    account = User.objects.filter(email=User.objects.normalise(email)).values_list("key", flat=True).first()
    note(Act.LOGIN_FAILED, account=account, status=Status.REFUSED)
