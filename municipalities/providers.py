"""Which municipality has a login of its own (OpenID Connect). PORTAL_OIDC is a JSON list:

    [{"municipality": "GM0141", "name": "Gemeente Almelo", "issuer": "https://login.almelo.nl", "client_id": "portaal",
      "secret": "…", "domains": ["almelo.nl"], "second_factor": true}]

`second_factor` says that this login asks for one, so that the portal need not.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Provider:
    """The login of one municipality."""

    municipality: str  # CBS code
    name: str
    issuer: str
    client_id: str
    secret: str
    domains: tuple[str, ...]
    second_factor: bool = False

    @property
    def id(self) -> str:
        return self.municipality.lower()

    @property
    def failed(self) -> str:
        return f"Inloggen bij {self.name} is niet gelukt. Probeer het opnieuw."

    @property
    def for_allauth(self) -> dict[str, Any]:
        return {
            "provider_id": self.id,
            "name": self.name,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": {
                "server_url": self.issuer.rstrip("/"),
                "oauth_pkce_enabled": True,
                "scope": ["openid", "email"],
            },
        }


def read(text: str) -> tuple[Provider, ...]:
    """The providers that PORTAL_OIDC names. Raises ImproperlyConfigured with what is wrong."""
    try:
        found = tuple(Provider(**each | {"domains": tuple(each["domains"])}) for each in json.loads(text or "[]"))
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(f"PORTAL_OIDC klopt niet: {error}") from error
    for each in found:
        if not each.domains:
            raise ImproperlyConfigured(f"PORTAL_OIDC: bij {each.name} ontbreken de domains")
        if not each.issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ImproperlyConfigured(f"PORTAL_OIDC: de issuer van {each.name} begint niet met https://")
    return found
