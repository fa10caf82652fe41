"""A form as a browser would send it back, with the version it was opened with."""

import re
from html import unescape
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from tests import people


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the form on this page, without touching anything."""
    form = page[page.index("<main") :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        its = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        off = its.get("type") in {"radio", "checkbox"} and not re.search(r"\schecked\b", tag)
        if "name" in its and not off and its.get("type") not in {"submit", "search"}:
            sent[its["name"]] = unescape(its.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"\s+selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def opened(client: Client, url: str) -> dict[str, str]:
    response = client.get(url)
    assert response.status_code == 200
    sent = fields(response.content.decode())
    assert "versie" in sent
    people.meanwhile()
    return sent


def send(client: Client, url: str, sent: dict[str, Any]) -> HttpResponse:
    answer = client.post(url, sent)
    people.meanwhile()
    return answer


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def source(response: HttpResponse) -> str:
    """The page as it was sent, with its days as words among words: a sentence on it can be looked for."""
    return re.sub(r'<span class="d">([^<]*)</span>', r"\1", response.content.decode())


def told(response: HttpResponse) -> list[str]:
    """What is said after saving. It waits in a cookie, written so that no eye finds a word in it."""
    return [str(each) for each in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]
