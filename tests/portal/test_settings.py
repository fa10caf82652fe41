"""A wrong setting in production is a stopped start, not a leak. Asked of a fresh process each time, as at a start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "verzonnen-sleutel-van-ruim-vijftig-tekens-voor-deze-test-alleen",
    "PORTAL_BSN_KEY": "nog-een-verzonnen-sleutel-van-ruim-vijftig-tekens-voor-deze-test",
    "PORTAL_TRACE_KEY": "en-nog-een-verzonnen-sleutel-van-ruim-vijftig-tekens-voor-deze-test",
    "PORTAL_SIGNING_KEY": "de-laatste-verzonnen-sleutel-van-ruim-vijftig-tekens-voor-deze-test",
    "PORTAL_ALLOWED_HOSTS": "portal.example.nl",
    "PORTAL_BASE_URL": "https://portal.example.nl/",
    "PORTAL_EMAIL_URL": "smtp+tls://post.example.nl:587",
    "PORTAL_SECURITY_CONTACT": "mailto:veilig@example.nl",
    "DATABASE_URL": "postgres://soweco_app@db.example.nl/soweco",
    "REDIS_URL": "redis://broker.example.nl/0",
}


def start(**environment: str | None) -> subprocess.CompletedProcess[str]:
    """Load the settings with this environment and say some of them; None leaves a variable out."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE", "REDIS"))}
    code = (
        "from soweco_portal import settings as s; print(s.DEBUG, s.FICTITIOUS, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_NAME, s.BASE_URL)"
    )
    env = clean | {name: value for name, value in environment.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=settings.BASE_DIR, timeout=60
    )


def test_production_starts_with_what_it_needs() -> None:
    told = start(**GOOD)
    assert told.stderr == ""
    safe = ["False", "False", "True", "True", "True", str(365 * 24 * 60 * 60)]
    assert told.stdout.split() == [*safe, "__Host-sessionid", "https://portal.example.nl"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"PORTAL_DEBUG": "true"}, "PORTAL_DEBUG staat aan"),
        ({"PORTAL_SECRET_KEY": None}, "PORTAL_SECRET_KEY ontbreekt"),
        ({"PORTAL_SECRET_KEY": "alleen-voor-ontwikkeling-en-demo"}, "PORTAL_SECRET_KEY ontbreekt"),
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY ontbreekt"),
        ({"PORTAL_BSN_KEY": None}, "PORTAL_BSN_KEY ontbreekt"),
        ({"PORTAL_BSN_KEY": ""}, "PORTAL_BSN_KEY ontbreekt"),
        ({"PORTAL_TRACE_KEY": None}, "PORTAL_TRACE_KEY ontbreekt"),
        ({"PORTAL_SIGNING_KEY": None}, "PORTAL_SIGNING_KEY ontbreekt"),
        ({"PORTAL_ALLOWED_HOSTS": None}, "PORTAL_ALLOWED_HOSTS is leeg of '*'"),
        ({"PORTAL_ALLOWED_HOSTS": ""}, "PORTAL_ALLOWED_HOSTS is leeg of '*'"),
        ({"PORTAL_ALLOWED_HOSTS": "*"}, "PORTAL_ALLOWED_HOSTS is leeg of '*'"),
        ({"PORTAL_ALLOWED_HOSTS": "portal.example.nl,*"}, "PORTAL_ALLOWED_HOSTS is leeg of '*'"),
        ({"PORTAL_ALLOWED_HOSTS": ".example.nl"}, "PORTAL_ALLOWED_HOSTS is leeg of '*'"),
        ({"PORTAL_BASE_URL": None}, "PORTAL_BASE_URL ontbreekt of begint niet met https://"),
        ({"PORTAL_BASE_URL": "http://portal.example.nl"}, "PORTAL_BASE_URL ontbreekt of begint niet met https://"),
        ({"PORTAL_SSL_REDIRECT": "false"}, "PORTAL_SSL_REDIRECT staat uit"),
        ({"PORTAL_SECURITY_CONTACT": None}, "PORTAL_SECURITY_CONTACT is geen mailto: of https:"),
        ({"DATABASE_URL": "postgres://soweco_app:soweco_app@db/x"}, "DATABASE_URL ontbreekt of is te raden"),
        ({"DATABASE_URL": "postgres://app:Postgres@db/soweco"}, "DATABASE_URL ontbreekt of is te raden"),
        ({"DATABASE_URL": None}, "DATABASE_URL ontbreekt of is te raden"),
        ({"PORTAL_EMAIL_URL": None}, "PORTAL_EMAIL_URL ontbreekt"),
        ({"PORTAL_SECOND_FACTOR": "off"}, "PORTAL_SECOND_FACTOR staat uit, en hier staan echte mensen"),
        ({"PORTAL_OIDC": "{"}, "PORTAL_OIDC klopt niet"),
        ({"PORTAL_BRP": "{"}, "PORTAL_BRP klopt niet"),
        ({"PORTAL_OIDC": '[{"municipality": "GM0141"}]'}, "PORTAL_OIDC klopt niet"),
    ],
    ids=lambda value: "=".join(map(str, next(iter(value.items())))) if isinstance(value, dict) else "",
)
def test_production_refuses(changed: dict[str, str | None], reason: str) -> None:
    told = start(**GOOD | changed)
    assert told.returncode == 1
    assert told.stdout == ""
    assert f"ImproperlyConfigured: {reason}" in told.stderr


def test_everything_that_is_wrong_is_said_at_once() -> None:
    told = start(PORTAL_ENV="production", PORTAL_DEBUG="true")
    said = told.stderr.splitlines()[-1]
    named = ("PORTAL_DEBUG", "PORTAL_SECRET_KEY", "PORTAL_BSN_KEY", "PORTAL_TRACE_KEY", "PORTAL_SIGNING_KEY")
    named += ("PORTAL_ALLOWED_HOSTS",)
    assert [name for name in named if name not in said] == []


def test_a_laptop_starts_with_nothing_set_and_says_fictitious() -> None:
    code = "from soweco_portal import settings as s; print(s.DEBUG, s.FICTITIOUS, s.ALLOWED_HOSTS,\
 s.EMAIL_BACKEND, s.EMAIL_FILE_PATH)"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DATABASE", "REDIS"))}
    told = subprocess.run(
        [sys.executable, "-c", code], env=clean, capture_output=True, text=True, cwd=settings.BASE_DIR, timeout=60
    )
    mail = f"django.core.mail.backends.filebased.EmailBackend {settings.BASE_DIR}/.data/mail"
    assert told.stdout.strip() == f"False True ['localhost', '127.0.0.1', '[::1]'] {mail}"
