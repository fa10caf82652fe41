"""Which municipality has a connection to the national register of persons (BRP). PORTAL_BRP is a JSON list:

    [{"municipality": "GM0141", "endpoint": "https://brp.almelo.nl/haalcentraal/api/brp", "key": "…"}]

Each has an authorisation of its own. Whoever is not in the list has no look-up, and fills in by hand as before.
"""

import json
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True)
class Connection:
    """The connection of one municipality. The key is not shown when somebody prints it."""

    municipality: str  # CBS code
    endpoint: str
    key: str = field(repr=False)


def read(text: str) -> tuple[Connection, ...]:
    """The connections that PORTAL_BRP names. Raises ImproperlyConfigured with what is wrong, without the key."""
    try:
        found = tuple(Connection(**each) for each in json.loads(text or "[]"))
    except (ValueError, TypeError):
        raise ImproperlyConfigured("PORTAL_BRP klopt niet: geef municipality, endpoint en key.") from None
    for each in found:
        if not each.endpoint.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ImproperlyConfigured(f"PORTAL_BRP: het endpoint van {each.municipality} begint niet met https://")
    return found
