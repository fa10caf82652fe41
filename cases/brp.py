"""What the national register of persons (BRP) says about somebody: HaalCentraal BRP Personen Bevragen, version 2.

One question, `ask`, and one answer, `Answer`; another register, or a later version, is another function behind it. The
BSN goes in the body of a POST: never in an address, a log line or an error. No redirect is followed, for it would take
the number elsewhere. Nothing is saved here. Decision 0052.
"""

import json
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import requests
import urllib3
from django.conf import settings

from cases.brp_connections import Connection
from municipalities.models import Membership

CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 2, 4, 6
LARGEST = 100_000  # bytes: one person is some thousands
FIELDS = (
    "naam.voornamen", "naam.voorvoegsel", "naam.geslachtsnaam", "geboorte.datum", "overlijden.datum",
    "gemeenteVanInschrijving", "datumInschrijvingInGemeente",
)  # fmt: skip

UNREACHABLE = "De BRP is nu niet te bereiken. Probeer het later nog eens, of vul de gegevens met de hand in."
NOT_ALLOWED = "De BRP gaf uw gemeente geen toegang. Vraag de functioneel beheerder om de aansluiting na te kijken."
UNKNOWN = "De BRP kent niemand met dit burgerservicenummer."
UNREADABLE = "De BRP gaf een antwoord dat het portaal niet begrijpt. Vul de gegevens met de hand in."


@dataclass(frozen=True)
class Answer:
    """What the register says; None or "" where it does not. A day that is known in part is not told as a day."""

    first_names: str
    prefix: str
    last_name: str
    born: date | None
    died: date | None
    municipality: str  # CBS code
    place: str
    lives_since: date | None
    secret: bool  # geheimhouding: who asks where somebody lives is not told


class NoAnswer(Exception):
    """The register did not tell; the text says why and what to do, in Dutch."""


def connection_for(membership: Membership) -> Connection | None:
    """The connection of the municipality that somebody works for; None when it has none."""
    code = membership.municipality.cbs_code if membership.municipality else ""
    return next((each for each in settings.BRP if each.municipality == code), None)


def ask(connection: Connection, number: str) -> Answer:
    """What the register says about who has this BSN. Raises NoAnswer."""
    question = {"type": "RaadpleegMetBurgerservicenummer", "burgerservicenummer": [number], "fields": list(FIELDS)}
    return _answer(_sent(connection, question))


def _sent(connection: Connection, question: dict[str, Any]) -> Any:
    """The answer as JSON. What a library says of a failure goes no further: it may hold what was sent."""
    try:
        with requests.post(
            f"{connection.endpoint.rstrip('/')}/personen", json=question, timeout=(CONNECT_SECONDS, READ_SECONDS),
            headers={"X-API-KEY": connection.key, "Accept": "application/json"}, allow_redirects=False, stream=True,
        ) as response:  # fmt: skip
            if response.status_code in {401, 403}:
                raise NoAnswer(NOT_ALLOWED)
            if response.status_code != 200:
                raise NoAnswer(UNREACHABLE if response.status_code >= 429 else UNREADABLE)
            return json.loads(_whole(response))
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
        raise NoAnswer(UNREACHABLE) from None
    except ValueError:  # no JSON, or no text
        raise NoAnswer(UNREADABLE) from None


def _whole(response: requests.Response) -> bytes:
    """The body, when it comes in time and is no larger than an answer can be."""
    until, body = time.monotonic() + WHOLE_SECONDS, b""
    while part := response.raw.read1(8192, decode_content=True):  # as it comes: a drop at a time may not hold us
        body += part
        if time.monotonic() > until:
            raise NoAnswer(UNREACHABLE)
        if len(body) > LARGEST:
            raise NoAnswer(UNREADABLE)
    return body


def _answer(told: Any) -> Answer:
    try:
        people = told["personen"]
        if not people:
            raise NoAnswer(UNKNOWN)
        return _person(people[0])
    except (KeyError, TypeError, AttributeError, IndexError):
        raise NoAnswer(UNREADABLE) from None


def _person(told: dict[str, Any]) -> Answer:
    name, place = told.get("naam") or {}, told.get("gemeenteVanInschrijving") or {}
    code = _text(place.get("code"))
    return Answer(
        first_names=_text(name.get("voornamen")),
        prefix=_text(name.get("voorvoegsel")),
        last_name=_text(name.get("geslachtsnaam")),
        born=_day((told.get("geboorte") or {}).get("datum")),
        died=_day((told.get("overlijden") or {}).get("datum")),
        municipality=f"GM{code}" if code else "",
        place=_text(place.get("omschrijving")),
        lives_since=_day(told.get("datumInschrijvingInGemeente")),
        secret=told.get("geheimhoudingPersoonsgegevens") is True,
    )


def _text(told: Any) -> str:
    """At most what fits in the register, in one line."""
    return " ".join(str(told or "").split())[:120]


def _day(told: Any) -> date | None:
    """A whole day (`type` Datum); only a year, a year and a month, or unknown is no day."""
    try:
        return date.fromisoformat(told["datum"]) if told and told.get("type") == "Datum" else None
    except ValueError:
        return None
