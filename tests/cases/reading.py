"""A dossier read by somebody, as they get it: with the purpose stated where the portal asks for one."""

from django.test import Client

from cases.models import WswEmployee
from municipalities.models import User


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(user: User, person: WswEmployee, query: str = "") -> tuple[int, str]:
    """The dossier; whoever must say what for, does."""
    client, url = as_(user), f"/medewerkers/{person.key}/{query}"
    answer = client.get(url)
    if answer.status_code == 302:
        client.post(answer["Location"], {"reason": "verhuizing of overdracht"})
        answer = client.get(url)
    return answer.status_code, answer.content.decode()
