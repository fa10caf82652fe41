"""Where django-allauth asks us: who may try a password, who comes in from a municipality, how a secret is kept.

Of allauth we use the flow of a login with its second step, the codes, the passkeys and OpenID Connect. We left its
sign-up, its e-mail addresses, its messages and its limits.
"""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from municipalities import devices, oidc, throttle
from municipalities.models import User

WRONG = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Controleer ze en probeer het opnieuw."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "incorrect_password": "Dit wachtwoord klopt niet. Probeer het opnieuw.",
        "enter_current_password": "Dit is niet uw wachtwoord van nu.",
        "invalid_login": WRONG,
        "too_many_login_attempts": "U probeert het te vaak. Wacht een kwartier.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Takes a try, of the account and of the address. Raises the 429 page when there is none left."""
        self._taken = _take(request, credentials["email"])

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user = super().authenticate(request, **credentials)
        if user:  # no guess
            for limit, whose in self._taken:
                throttle.give_back(limit, whose)
            throttle.fill(throttle.KNOWN_DEVICES, user.email)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address_of(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False  # pages only: one answer per question

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own pages say what happened."""


def _take(request: HttpRequest, email: str) -> list[tuple[throttle.Limit, str]]:
    """One try of the address and one of the account: of a known device first, else of the strangers'."""
    address = (throttle.ADDRESS, throttle.address_of(request))
    shares = [(throttle.KNOWN_DEVICES, email)] if devices.knows(request, email) else []
    if not throttle.take(*address):
        raise ImmediateHttpResponse(throttle.too_often())
    for share in [*shares, (throttle.STRANGERS, email)]:
        if throttle.take(*share):
            return [address, share]
    raise ImmediateHttpResponse(throttle.too_often())


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Whoever comes back from their municipality comes in as an account that is there already, or not at all."""
        try:
            visit = oidc.admit(oidc.provider(sociallogin.account.provider), sociallogin.account.extra_data)
        except oidc.Refused as refusal:
            raise ImmediateHttpResponse(not_in(request, str(refusal))) from refusal
        sociallogin.user = visit.user
        sociallogin.state["process"] = "login"
        request.oidc_visit = visit  # type: ignore[attr-defined]

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(not_in(request, oidc.provider(provider.app.provider_id).failed))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def not_in(request: HttpRequest, reason: str) -> HttpResponse:
    """The page for who went to their municipality and does not come in."""
    return render(request, "account/not_in.html", {"reason": reason}, status=403)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Deze code klopt niet (meer). Gebruik de nieuwste code.",
        "rate_limited": "U probeert het te vaak. Wacht een kwartier.",
        "cannot_generate_recovery_codes": "Stel eerst een app of passkey in.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return "Wsw-portaal"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Wsw-portaal"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        return {"id": user.key.bytes, "display_name": user.name, "name": user.email}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


def _box() -> MultiFernet:
    """Secrets of apps and codes are kept encrypted; who rotates the key keeps the old one in SECRET_KEY_FALLBACKS."""
    return MultiFernet([Fernet(_key(each)) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    made = HKDF(hashes.SHA256(), 32, salt=None, info=b"municipalities.second_factor").derive(secret.encode())
    return base64.urlsafe_b64encode(made)
