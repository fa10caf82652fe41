"""quality.md Q23: logging in, the second step and a link by mail work when Redis is away. A portal as a process."""

import http.cookiejar
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from soweco_portal.services import free_port
from tests import people, processes
from tests.accounts import PASSWORD, code, with_app, with_password

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


class Browser:
    """Keeps cookies, sends the token, follows."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **form: str) -> str:
        """The page one lands on."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path))
        assert found is not None
        body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": found.group(1)}).encode()
        with self.opener.open(self.address + path, body, timeout=20) as answer:
            return str(answer.read().decode())


@pytest.fixture
def portal(committed: None, tmp_path: Path) -> Iterator[str]:
    user = with_app(with_password(people.make_user("Bram Voorbeeld")))
    people.make_membership(user, "consulent", "Almelo")
    port = free_port(None)
    web = f"-m gunicorn soweco_portal.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 1 --threads 4"
    with (tmp_path / "log").open("w") as log:
        server = processes.start(*web.split(), log=log, REDIS_URL=NOBODY_LISTENS)
        address = f"http://127.0.0.1:{port}"
        try:
            processes.until(lambda: _answers(address), 60, (tmp_path / "log").read_text())
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)
    assert "Traceback" not in (tmp_path / "log").read_text()


def _answers(address: str) -> bool:
    try:
        return bool(Browser(address).get("/gezondheid/"))
    except (urllib.error.URLError, ConnectionError):
        return False


def test_logging_in_needs_no_broker(portal: str, settings: Any) -> None:
    assert os.environ["REDIS_URL"] != NOBODY_LISTENS
    browser = Browser(portal)
    email = "bram.voorbeeld@voorbeeld.example"
    assert "Uw wachtwoord klopt." in browser.post("/inloggen/", login=email, password=PASSWORD)
    assert "Bram Voorbeeld" in browser.post("/inloggen/code/", code=code())
    assert "gemeente Almelo" in browser.get("/")
    assert "Kijk in uw mail" in Browser(portal).post("/wachtwoord/vergeten/", email=email)
