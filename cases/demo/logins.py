"""Who can log in to the demo: one account per role, with a name of its own, and everybody else's invented address.

The lead's command gives these accounts their password; nobody else in the made-up register has one.
"""

import re
import unicodedata
from dataclasses import dataclass

from cases.demo.names import Name

CITY_DOMAIN = "{slug}.fictief.example"


@dataclass(frozen=True)
class Login:
    """`municipality` is the CBS code, empty for a role that has none."""

    role: str
    email: str
    name: str
    municipality: str = ""


LOGINS = (
    Login("consulent", "noor.bedacht@almelo.fictief.example", "Noor Bedacht", "GM0141"),
    Login("controller", "jet.bedenksel@almelo.fictief.example", "Jet Bedenksel", "GM0141"),
    Login("controller", "tom.voorwendsel@wierden.fictief.example", "Tom Voorwendsel", "GM0189"),
    Login("jobcoach", "bas.verzonnen@soweco.fictief.example", "Bas Verzonnen"),
    Login("board_member", "roos.denkbeeld@rijssen-holten.fictief.example", "Roos Denkbeeld", "GM1742"),
    Login("administrator", "wim.schijnbaar@soweco.fictief.example", "Wim Schijnbaar"),
    Login("privacy_officer", "iris.hersenschim@soweco.fictief.example", "Iris Hersenschim"),
)
COACH = next((login.email, login.name) for login in LOGINS if login.role == "jobcoach")


def of_role(role: str, municipality: str = "") -> Login | None:
    """The demo login of this role (and municipality), or None when it has none."""
    return next((one for one in LOGINS if (one.role, one.municipality) == (role, municipality)), None)


def email(name: Name, domain: str, number: int) -> str:
    """`voornaam.achternaam7@domein`: plain letters, and the number keeps it unique within the domain."""
    parts = (_plain(name.first), _plain(f"{name.prefix}{name.last}"))
    return f"{'.'.join(part for part in parts if part)}{number or ''}@{domain}"


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]", "", bare.lower())


PASSWORD = "fictief-welkom-2026"  # a demo with invented people; production loads none


def lines() -> list[str]:
    """What `make run` prints: one login per role."""
    return [f"{login.role:<16} {login.email}" for login in LOGINS] + [f"wachtwoord       {PASSWORD}"]
