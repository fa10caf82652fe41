"""Lays a register in which every text is an attempt to run a script: in each field of each model, in each row.

Run as a process of its own, on the database that DATABASE_URL names: `python -m tests.journeys.hostile`. It says which
fields hold an attempt now, one a line. What the database refuses it keeps out, and that is as good.
"""

import os
from collections.abc import Iterator
from itertools import count
from typing import Any

import django

from tests import asking

PEOPLE, MANY, SEED = 30, 120, 7
BREAK_OUTS = [
    "",
    '">',
    "'>",
    "-->",
    "</title>",
    "</textarea>",
    "</script>",
    "]]>",
    "</style>",
    "</option></select>",
    "</svg>",
]
SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert(1)//",
    "<details open ontoggle=alert(1)>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>klik</a>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>",
    "<math><mtext><img src=x onerror=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<svg><use href=data:image/svg+xml,x onload=alert(1)>",
    "<style>@import 'javascript:alert(1)'</style>", "<p style=background:url(//nep.example/x)>",
    "<link rel=stylesheet href=//nep.example/x>", "<base href=//nep.example/>", "<form action=//nep.example/><button>x",
    "<meta http-equiv=refresh content=0;url=//nep.example/>", "<div hx-get=/ hx-trigger=load hx-on:load=alert(1)>",
    "<div hx-on::after-request=alert(1) hx-get=/ hx-trigger=load>", "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<x contenteditable onblur=alert(1) autofocus>", "<img src=//nep.example/x>",
    "<button popovertarget=x onclick=alert(1)>",
]  # fmt: skip
ATTRIBUTES = [
    '" onmouseover=alert(1) x="', "' autofocus onfocus=alert(1) x='",
    '" style=animation-name:x onanimationstart=alert(1) "',
    "` onload=alert(1) `", "javascript:alert(1)", "JaVaScRiPt:alert(1)//", "data:text/html,<script>alert(1)</script>",
    "{{7*7}}{% debug %}", "${alert(1)}", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "<<script>alert(1)//<</script>", "<ſcript>alert(1)</ſcript>",
    "\u202e<script>alert(1)</script>", "a\u2028alert(1)//", "';alert(1)//", '";alert(1)//',
    "</script><script>alert(1)//",
    "<!--><script>alert(1)</script>", "*/alert(1)/*", "?><script>alert(1)</script>", "<b/onclick=alert(1)>", "<i id=x>",
]  # fmt: skip
ATTEMPTS = [*SCRIPTS, *ATTRIBUTES, *(out + script for out in BREAK_OUTS[1:] for script in SCRIPTS[:3])]
EVERY = [*SCRIPTS, *ATTRIBUTES, *(out + script for out in BREAK_OUTS[1:] for script in SCRIPTS)]  # for the drill (Q14)
SHORTEST = min(map(len, ATTEMPTS))
AT_LENGTH = "PORTAL_TEST_EVERY_ATTEMPT"
# Kept as it is: what logs in, what is found by its look, what a trigger makes, and what comes with a migration.
KEPT = {"password", "bsn", "bsn_hash", "sort_name", "fingerprint", "sha256", "cbs_code", "session_key", "session_data"}
LAW = {
    "cases_parameter",
    "cases_aowage",
    "cases_retentionterm",
    "municipalities_registeredprocess",
    "django_content_type",
    "django_site",
}


def main() -> None:
    from django.core.management import call_command

    from cases.demo.logins import LOGINS
    from municipalities.models import User
    from tests.situations import LAST_QUARTER, make_released, make_report

    call_command("demo", people=MANY if AT_LENGTH in os.environ else PEOPLE, seed=SEED, verbosity=0)
    filled = set(fill({login.email for login in LOGINS}))
    jet, tom = (User.objects.get(email=login.email) for login in LOGINS if login.role == "controller")
    for back in (2, 1):
        make_released(make_report(LAST_QUARTER.back(back)), jet, tom, files=True)
    make_report(LAST_QUARTER)
    print("\n".join(sorted(filled)))


def fill(logins: set[str]) -> Iterator[str]:
    from django.apps import apps
    from django.db import models

    from municipalities.asker import asked_by

    numbers = count()
    with asked_by(asking.TESTS):
        for model in (one for one in apps.get_models() if one._meta.db_table not in LAW):
            fields = [field for field in model._meta.concrete_fields if _is_text(field, models)]
            for row in model._base_manager.all() if fields else ():
                kept = {"email"} if getattr(row, "email", "") in logins else set()
                tried = {f.name: attempt(next(numbers), f.max_length) for f in fields if f.name not in kept}
                if not _accepted(model, row.pk, tried):  # one of them is refused: each by itself, then
                    tried = {name: text for name, text in tried.items() if _accepted(model, row.pk, {name: text})}
                yield from (f"{model._meta.db_table}.{name}" for name in tried)


def _accepted(model: Any, pk: Any, texts: dict[str, str]) -> bool:
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            return bool(model._base_manager.filter(pk=pk).update(**texts))
    except DatabaseError:
        return False


def _is_text(field: object, models: object) -> bool:
    text = isinstance(field, models.CharField | models.TextField)  # type: ignore[attr-defined]
    room = (getattr(field, "max_length", None) or SHORTEST) >= SHORTEST  # in less no attempt fits
    return text and room and not field.choices and not field.primary_key and field.name not in KEPT  # type: ignore[attr-defined]


def attempt(number: int, longest: int | None) -> str:
    """The next few as far as they fit, with a number that makes it unlike any other where there is room."""
    room = longest or 1000
    fitting = [one for one in (EVERY if AT_LENGTH in os.environ else ATTEMPTS) if len(one) <= room]
    chosen = ""
    for nth in range(4):
        one = fitting[(number * 4 + nth) % len(fitting)]
        chosen += one if len(chosen + one) <= room else ""
    marked = f"{chosen}{number}"
    return marked if len(marked) <= room else chosen


if __name__ == "__main__":
    django.setup()
    asking.ask_from_now_on()
    main()
