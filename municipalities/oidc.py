"""Logging in at one's own municipality (OpenID Connect). It says who somebody is; whether they come in is ours to say.

Nobody gets an account by it. An existing account comes in when the municipality says that the e-mail address is
verified, the address is one of that municipality's, and a role for that municipality runs. Nothing that it says is
kept: an account is found by its address each time, so that who left there is out here. We left linking by the
provider's own number: a second key to an account, kept by nobody.
"""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from municipalities.models import Membership, User
from municipalities.providers import Provider

FRESH = 10 * 60  # seconds since somebody typed something at the municipality


class Refused(Exception):
    """Why somebody does not come in, in words for them."""


@dataclass(frozen=True)
class Visit:
    """Somebody comes back from their municipality. `proved`: they typed something there, just now."""

    provider: Provider
    user: User
    proved: bool


def provider(id: str) -> Provider:
    found: tuple[Provider, ...] = settings.OIDC
    return next(each for each in found if each.id == id)


def admit(provider: Provider, claims: dict[str, Any]) -> Visit:
    """Who comes in with what the provider says (`userinfo`, `id_token`). Raises Refused.

    An address without an account and one of another municipality read the same.
    """
    said = _one_voice(claims)
    email = User.objects.normalise(str(said.get("email", "")))
    if said.get("email_verified") is not True:  # not "true", not left out
        raise Refused(f"{provider.name} heeft uw e-mailadres niet bevestigd. Vraag uw eigen ICT-afdeling om hulp.")
    if email.rpartition("@")[2] not in provider.domains:
        raise Refused(f"Dit e-mailadres hoort niet bij {provider.name}.")
    runs = Membership.objects.current().filter(
        user__email=email, user__is_active=True, municipality__cbs_code=provider.municipality
    )
    membership = runs.select_related("user").first()
    if membership is None:
        raise Refused(f"Er is bij {provider.name} geen account voor u. Vraag de functioneel beheerder.")
    return Visit(provider, membership.user, _typed_just_now(claims))


def _one_voice(claims: dict[str, Any]) -> dict[str, Any]:
    """What userinfo says, or else the ID token; never of two different people (OpenID Connect Core 5.3.2)."""
    userinfo, token = claims.get("userinfo") or {}, claims.get("id_token") or {}
    if not token.get("sub") or userinfo.get("sub", token["sub"]) != token["sub"]:
        raise Refused("Het antwoord van uw gemeente klopt niet. Probeer het nog eens.")
    return userinfo or token


def _typed_just_now(claims: dict[str, Any]) -> bool:
    """A session that still ran there is no proof of who sits here now."""
    moment = (claims.get("id_token") or {}).get("auth_time")
    return isinstance(moment, int | float) and 0 <= time.time() - moment < FRESH
