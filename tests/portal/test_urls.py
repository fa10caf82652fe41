"""Who may open what: every line of the table (`url_table.py`) asked, and held against what the resolver knows.

A new address without a line fails here.
"""

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from reports.documents import FORMATS
from tests.portal.canaries import FORM
from tests.portal.url_table import IDS, LINES, PEOPLE, TABLE
from tests.situations import Portal, make_portal
from tests.turns import some, taking_turns

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
CSP = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'",
    "frame-ancestors": "'none'",
}  # fmt: skip


@pytest.fixture(scope="module")
def portal(for_all_tests: None) -> Portal:
    """One portal for the whole table. Nothing of it stays."""
    return make_portal()


@contextmanager
def undone() -> Iterator[None]:
    """What happens in here did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


MERGING = "merge merge_carry_out merge_refuse merge_withdraw merge_apart".split()
ON_A_LIST = "ability_list ability_list_edit ability_list_drop ability_new".split()
ON_A_PLAN = set(
    "plan plan_decide plan_edit goal_new plan_sign plan_evaluate plan_close plan_compare plan_paper plan_step".split()
)


def address(portal: Portal, name: str, what: str = "") -> str:
    person = {"key": portal.truus.key}
    report = {"key": (portal.draft if what == "draft" else portal.released).key}
    account = {"key": portal.users["bram"].key}
    handed_over = {"key": portal.handover.key}
    hirer, under = {"key": portal.contract.hirer.key}, {"key": portal.contract.key}
    signal, view = {"key": portal.signal.key}, {"key": portal.view.key}
    of = portal.also
    arguments = {
        **dict.fromkeys(
            ["user", "user_close", "user_reopen", "user_invite", "membership_new", "act_as", "factor_ask"], account
        ),
        **dict.fromkeys(["handover", "handover_accept", "handover_decline", "handover_withdraw"], handed_over),
        **dict.fromkeys(["hirer", "hirer_edit", "hirer_take_apart", "site_new", "contact_new", "contract_new"], hirer),
        **{each: {"key": of["vacancy"].key} for each in ("vacancy", "vacancy_edit", "vacancy_withdraw")},
        "vacancy_new": hirer,
        **dict.fromkeys(
            ["contract", "contract_edit", "contract_terms", "contract_index", "contract_end", "contract_people"], under
        ),
        "hirer_merge": hirer | {"other": of["hirer"].key},
        "site_edit": hirer | {"site": of["site"].key},
        "contact_edit": hirer | {"contact": of["hirer_contact"].key},
        "contract_release": under | {"terms": of["terms"].key},
        "transfer": {"key": portal.transfer.key},
        "transfer_undo": {"key": portal.transfer.key},
        "factor_allow": account,  # of no request there is
        "role_grant": account,
        "membership_end": account | {"membership": of["membership"].key},
        "employee": person,
        "person_move": person,
        "person_move_undo": person,
        "employee_purpose": person,
        "log_person": person,
        "log_user": {"key": portal.users["bram"].key},
        "employee_history": person,
        "employee_bsn": person,
        "employee_pin": person,
        "employee_edit": person,
        **dict.fromkeys(["view_drop", "view_start"], view),
        "view_move": view | {"step": what or "omhoog"},
        "signal_put_off": signal,
        "signal_take_back": signal,
        "placement_new": person,
        "placement_end": person | {"placement": portal.placement.key},
        "placement_correct": person | {"placement": portal.placement.key},
        "contact_record": person,
        **dict.fromkeys(["todo_list", "representative_new", "waiting_new"], person),
        "representative": person | {"representative": of["representative"].key},
        "waiting": person | {"waiting": of["waiting"].key},
        **dict.fromkeys(["todo", "todo_done"], person | {"todo": of["todo"].key}),
        "proposal_new": person,
        **dict.fromkeys(
            "proposal proposal_trial proposal_place proposal_keep proposal_stop proposal_close proposal_reopen".split(),
            person | {"proposal": of["proposal"].key},
        ),
        **dict.fromkeys(["double_apart", "double_merge"], person | {"other": of["alike"].key}),
        **{name: {"key": of["merge"].key} for name in MERGING},
        "double_take_back": {"key": of["two"].key},
        "brp_look_up": person,  # no municipality has a connection here
        "payroll_difference": {"key": of["payroll"].key},
        **dict.fromkeys(["documents", "documents_find"], person),
        "letter_new": person,
        "document": person | {"document": portal.document.key},
        "document_drop": person | {"document": portal.document.key},
        **dict.fromkeys(["assessments", "assessment_new"], person),
        **dict.fromkeys(["assessment", "assessment_correct"], person | {"assessment": of["assessment"].key}),
        **{each: {"key": of["list"].key} for each in ON_A_LIST},
        **{each: {"key": of["ability"].key} for each in ("ability", "ability_drop")},
        "plans": person,
        "plan_new": person,
        "goal": person | {"goal": of["goal"].key},
        "goal_drop": person | {"goal": of["goal"].key},
        "action_done": person | {"action": of["action"].key},
        "contact": person | {"contact": portal.contact.key},
        "contact_mend": person | {"contact": portal.contact.key},
        **dict.fromkeys(["supported_new", "loonwaarde_new", "adaptation_new"], person),
        "supported_end": person | {"contract": of["supported"].key},
        "adaptation_edit": person | {"adaptation": of["adaptation"].key},
        "employee_death": person,
        "employment_end": person,
        **dict.fromkeys(["employment_new", "hours_change", "leave_new"], person),
        "employment_correct": person | {"employment": of["job"].key},
        "hours_correct": person | {"hours": of["hours"].key},
        **dict.fromkeys(["leave_end", "leave_correct"], person | {"leave": of["leave"].key}),
        **dict.fromkeys(["absence", "sick_new", "sick_partly", "sick_recovered", "person_coach"], person),
        **dict.fromkeys(["indication", "indication_new", "indication_withdraw", "indication_copy"], person),
        **dict.fromkeys(["reindication_new", "dismissal_advice"], person),
        "reindication_step": person | {"step": what or "ontvangen"},
        "sick_correct": person | {"spell": portal.spell.key},
        "sick_step": person | {"kind": what or "melding"},
        "caseload_undo": {"key": portal.change.key},
        "employee_keep": person,
        "employee_let_go": person | {"hold": portal.hold.key},
        "destruction_exempt": {"key": portal.proposed.key, "item": portal.line.key},
        "production": {"key": portal.production.key},
        "openid_connect_login": {"provider_id": "gm0141"},
        "openid_connect_callback": {"provider_id": "gm0141"},
        "calendar_feed": {"token": "x" * 43},  # which opens nothing; what one opens: tests/cases/test_agenda.py
        "password_choose": {"uidb64": portal.users["bram"].key, "token": "verlopen"},
        "finance_new": {"kind": "bedrag"},
        "finance_edit": {"kind": "bedrag"} | account,  # of no amount there is
        "meeting_edit": account,  # of no meeting there is
        "task_undo": account,
        "task_done": {"rule": "kaderbrief", "about": "2027"},
        "key_release": account,  # of no key there is
        "money_change_judge": {"act": 1},  # of no change there is
        "statistics": {"key": portal.released.key},  # of a quarter: there is none
        "statistics_file": {"key": portal.released.key},
        "report": report,
        "report_check": {"key": portal.draft.key},
        "report_release": {"key": portal.draft.key},
        "report_comment": {"key": portal.draft.key, "table": "T1"},
        "report_cell": report,
        "report_delivery": {"key": portal.released.key},
        "report_withdraw": {"key": portal.released.key},
        "finding_accept": {"key": portal.draft.key, "finding": "no_category"},  # of which there is none
        "correction_judge": account,  # of no correction there is
        "report_changes": report,
        "report_restate": report,
        "report_file": report | {"format": "pdf" if what == "draft" else what},
    }.get(name, _of_request(portal, name, what))
    if name.startswith("destruction_") and name not in {"destruction_lists", "destruction_exempt"}:
        arguments = {"key": (portal.done if what == "done" else portal.proposed).key}
    if name in ON_A_PLAN:
        plan = portal.running if what == "running" else portal.plan
        arguments = person | {"plan": plan.key} | ({"step": what or "bespreken"} if name == "plan_step" else {})
    query = "?tabel=T1&rij=GM0141&kolom=0" if name == "report_cell" else ""
    return reverse(name, kwargs=arguments) + query


def _of_request(portal: Portal, name: str, what: str) -> dict[str, Any]:
    if name == "request_seen":
        return {"key": portal.request.key}
    if not name.startswith("privacy_request") or name in {"privacy_requests", "privacy_request_new"}:
        return {}
    return {"key": portal.request.key} | ({"what": what or "alles"} if name == "privacy_request_letter" else {})


def asked(portal: Portal, name: str, what: str, who: str) -> dict[str, str]:
    """What a form would send."""
    if name == "switch_membership":
        chosen = portal.membership("daan" if who == "nobody" or (what == "another") != (who == "daan") else who)
        if what == "another" and who == "daan":
            chosen = portal.membership("bram")
        return {"membership": str(chosen.pk)} if chosen else {}
    return {"period": portal.draft.period} if what == "quarter" else {}


@pytest.mark.parametrize(("name", "what", "method", "codes"), LINES, ids=IDS)
def test_who_may_open_what(portal: Portal, name: str, what: str, method: str, codes: str) -> None:
    wrong, url = {}, address(portal, name, what)
    for who, code in zip(PEOPLE, codes.split(), strict=True):
        with undone():
            response = portal.client(who).generic(method, url, **_form(asked(portal, name, what, who)))
            assert_safe(response)
        if response.status_code != int(code):
            wrong[who] = f"{response.status_code}, not {code}"
    assert wrong == {}


def _form(data: dict[str, str]) -> dict[str, str]:
    body = "&".join(f"{key}={value}" for key, value in data.items())
    return {"data": body, "content_type": FORM}


def assert_safe(response: HttpResponse) -> None:
    """No answer may run what is not ours, be framed or be guessed at, and no page may stay behind in a browser."""
    assert_ours(response)
    assert "no-store" in response["Cache-Control"] or may_be_kept(response), response


def may_be_kept(response: HttpResponse) -> bool:
    """The board's page has no people: its own browser keeps it, and asks each time whether it still holds."""
    asked = getattr(response, "request", {}).get("PATH_INFO")
    return asked == reverse("dashboard") and response["Cache-Control"] == "private, no-cache" and "ETag" in response


def assert_ours(response: HttpResponse) -> None:
    directives = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert directives == CSP
    assert {name: response[name] for name in HEADERS} == HEADERS


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def test_every_address_has_its_lines() -> None:
    addresses = [pattern.name or str(pattern.pattern) for pattern in patterns()]
    for method in ("GET", "POST"):
        assert sorted(addresses) == sorted({name for name, _, asked, _ in LINES if asked == method})
    assert {what for name, what, _, _ in LINES if name == "report_file"} == {*FORMATS, "draft", "exe"}


def test_the_heads_of_the_table_are_the_people_it_asks() -> None:
    assert TABLE.strip().splitlines()[0].split() == PEOPLE


@pytest.mark.parametrize(
    ("name", "what", "method", "codes"),
    some([line for line in LINES if line[2] == "GET"], 3),
    ids=[each for each in IDS if each.endswith("GET")],
)
def test_head_says_what_get_says_without_a_body(portal: Portal, name: str, what: str, method: str, codes: str) -> None:
    """`method` and `codes` as in the table: one person of each outcome is asked."""
    of_each = {code: who for who, code in zip(PEOPLE, codes.split(), strict=True)}
    for code, who in of_each.items():
        response = portal.client(who).head(address(portal, name, what))
        assert (who, response.status_code, response.content) == (who, int(code), b"")
        assert_safe(response)


KEYED = [
    ("employee", ("key",)),
    ("employee_purpose", ("key",)),
    ("employee_history", ("key",)),
    ("employee_bsn", ("key",)),
    ("employee_pin", ("key",)),
    ("employee_edit", ("key",)),
    ("person_move", ("key",)),
    ("person_move_undo", ("key",)),
    ("placement_new", ("key",)),
    ("absence", ("key",)),
    ("indication", ("key",)),
    ("indication_withdraw", ("key",)),
    ("sick_new", ("key",)),
    ("sick_correct", ("key", "spell")),
    ("sick_recovered", ("key",)),
    ("person_coach", ("key",)),
    ("employee_death", ("key",)),
    ("employment_end", ("key",)),
    ("employment_new", ("key",)),
    ("employment_correct", ("key", "employment")),
    ("hours_change", ("key",)),
    ("hours_correct", ("key", "hours")),
    ("leave_new", ("key",)),
    ("leave_end", ("key", "leave")),
    ("leave_correct", ("key", "leave")),
    ("supported_new", ("key",)),
    ("adaptation_edit", ("key",)),
    ("transfer", ("key",)),
    ("employee_keep", ("key",)),
    ("contact_record", ("key",)),
    ("representative_new", ("key",)),
    ("representative", ("key", "representative")),
    ("representative", ("representative",)),
    ("waiting_new", ("key",)),
    ("waiting", ("key", "waiting")),
    ("waiting", ("waiting",)),
    ("todo_list", ("key",)),
    ("todo", ("key", "todo")),
    ("todo", ("todo",)),
    ("todo_done", ("key", "todo")),
    ("proposal_new", ("key",)),
    ("proposal", ("key", "proposal")),
    ("proposal", ("proposal",)),
    ("proposal_trial", ("key", "proposal")),
    ("proposal_close", ("proposal",)),
    ("double_apart", ("key",)),
    ("double_merge", ("key",)),
    ("payroll_difference", ("key",)),
    ("brp_look_up", ("key",)),
    ("documents", ("key",)),
    ("documents_find", ("key",)),
    ("document", ("key", "document")),
    ("document", ("document",)),
    ("letter_new", ("key",)),
    ("assessments", ("key",)),
    ("assessment", ("key", "assessment")),
    ("assessment", ("assessment",)),
    ("assessment_new", ("key",)),
    ("assessment_correct", ("key", "assessment")),
    ("plans", ("key",)),
    ("plan", ("key", "plan")),
    ("plan", ("plan",)),
    ("plan_paper", ("key", "plan")),
    ("contact", ("key", "contact")),
    ("contact", ("contact",)),
    ("contact_mend", ("key", "contact")),
    ("placement_end", ("key", "placement")),
    ("placement_end", ("placement",)),
    ("placement_correct", ("key", "placement")),
    ("report", ("key",)),
    ("report_cell", ("key",)),
    ("report_file", ("key",)),
]


@pytest.mark.parametrize(("name", "parts"), KEYED, ids=lambda each: each if isinstance(each, str) else "+".join(each))
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_belongs_to_another_looks_like_what_is_not_there(
    portal: Portal, name: str, parts: tuple[str, ...], method: str
) -> None:
    """Carla of Wierden asks for Truus of Almelo, and for nobody: the same answer, letter by letter."""
    what = "draft" if name.startswith("report") else ""
    missing = foreign = address(portal, name, what)
    known = {
        "key": portal.draft.key if what else portal.truus.key,
        "placement": portal.placement.key,
        "spell": portal.spell.key,
    }
    whose = portal.draft if what else portal.transfer if name == "transfer" else portal.truus
    known = {"key": whose.key, "placement": portal.placement.key}
    known |= {"contact": portal.contact.key, "plan": portal.plan.key, "document": portal.document.key}
    known |= {"spell": portal.spell.key} | ({"key": portal.also["payroll"].key} if name.startswith("payroll") else {})
    known |= {"employment": portal.also["job"].key}
    added = ("hours", "leave", "todo", "representative", "waiting", "proposal", "assessment")
    known |= {name: portal.also[name].key for name in added}
    for part in parts:
        missing = missing.replace(str(known[part]), str(uuid.uuid4()))
    assert missing != foreign
    ours, theirs = (portal.client("carla").generic(method, url) for url in (foreign, missing))
    read = dict.fromkeys(
        [
            "transfer", "employee", "employee_history", "absence", "indication", "plans", "plan", "plan_paper",
            "document", "proposal", "assessments", "assessment", "report", "report_cell", "report_file",
        ],
        "GET",
    )  # fmt: skip
    only = read | {"employee_bsn": "POST", "employee_pin": "POST", "todo_done": "POST", "double_apart": "POST",
                   "documents_find": "POST"}  # fmt: skip
    expected = 404 if method == only.get(name, method) else 405
    assert ours.status_code == theirs.status_code == expected
    assert ours.content == theirs.content
    assert _headers(ours) == _headers(theirs)


def _headers(response: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in response.items() if name != "Expires"}


def test_a_placement_is_found_only_with_its_own_person(portal: Portal) -> None:
    """Both are Anouk's to see, but they do not belong together."""
    with undone():
        other = _another_of(portal)
        url = reverse("placement_end", kwargs={"key": other, "placement": portal.placement.key})
        assert portal.client("bram").get(url).status_code == 404


def _another_of(portal: Portal) -> uuid.UUID:
    from cases.models import WswEmployee

    same_place = WswEmployee.objects.visible_to(portal.membership("bram")).exclude(pk=portal.truus.pk)
    return same_place.values_list("key", flat=True)[0]


POSTED = sorted({name for name, _, method, codes in LINES if method == "POST" and codes.split()[0] != "405"})


@pytest.mark.parametrize("name", POSTED)
def test_a_post_without_its_token_changes_nothing(portal: Portal, name: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(portal.users["ellen"])
    response = client.post(address(portal, name))
    assert response.status_code == 403
    assert "Deze pagina stond te lang open" in response.content.decode()
    assert_safe(response)


# Open to everybody, or of one's own account: sent while looking along, it is one's own that it is about.
ONES_OWN = {
    "account_login", "account_logout", "mfa_authenticate", "account_reset_password", "password_choose", "act_stop",
    "session_end", "account_change_password", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_add_webauthn", "factor_remove",
    "mfa_generate_recovery_codes",
}  # fmt: skip


@pytest.mark.parametrize("who", taking_turns(["bram", "ellen", "anouk"]))
def test_who_looks_along_sends_nothing_but_what_is_their_own(portal: Portal, who: str) -> None:
    """Every address, as Gerda who looks along: whatever is no question is refused, whomever she looks along as."""
    theirs = portal.membership(who)
    assert theirs
    with undone():
        looking = portal.client("gerda")
        begun = looking.post(f"/beheer/accounts/{theirs.user.key}/meekijken/", {"membership": theirs.pk, "reason": "x"})
        assert begun.status_code == 302
        sent = [(name, what) for name, what, method, _ in LINES if method == "POST" and name not in ONES_OWN]
        in_turn = itertools.cycle(["PUT", "PATCH", "DELETE"])
        answers = {
            (name, method): looking.generic(method, address(portal, name, what), **_form({"reason": "x"})).status_code
            for name, what in sent
            for method in ("POST", next(in_turn))
        }
        assert {key: code for key, code in answers.items() if code not in {403, 405}} == {}
        assert f"U kijkt mee als {theirs.user}" in looking.get("/").content.decode()


def test_an_address_that_is_none_of_ours(portal: Portal) -> None:
    for who in PEOPLE:
        response = portal.client(who).get("/medewerkers/1/")
        assert response.status_code == 404
        assert_safe(response)


def test_a_question_for_another_host_is_refused(portal: Portal) -> None:
    response = portal.client("bram").get("/", headers={"host": "nep.example"})
    assert response.status_code == 400
    assert_ours(response)


def test_an_error_says_nothing_about_anybody(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(membership: object) -> None:
        raise RuntimeError("Truus Fictief, 999990019")

    monkeypatch.setattr("soweco_portal.start.page_for", broken)
    client = portal.client("bram")
    client.raise_request_exception = False
    with undone():
        response = client.get("/")
    assert response.status_code == 500
    assert b"Truus" not in response.content
    assert b"999990019" not in response.content
    assert_safe(response)


def test_an_address_without_its_last_slash_is_mended(portal: Portal) -> None:
    response = portal.client("bram").get("/medewerkers")
    assert response.status_code == 301
    assert response["Location"] == "/medewerkers/"
    assert_ours(response)


def test_our_own_files_are_not_guessed_at_either(client: Client) -> None:
    for path in ("/static/css/tokens.css", "/static/js/portal.js", "/static/img/favicon.svg"):
        response = client.get(path)
        assert response.status_code == 200
        assert response["X-Content-Type-Options"] == "nosniff"


def test_who_is_not_logged_in_comes_back_where_they_were_going(portal: Portal) -> None:
    response = portal.client("nobody").get("/medewerkers/?q=truus")
    assert response["Location"] == "/inloggen/?next=/medewerkers/%3Fq%3Dtruus"


def test_a_refusal_says_why_in_words(portal: Portal) -> None:
    told = {
        ("ellen", "employee_edit"): "Uw rol is controller. Daarmee kunt u niet: persoonsgegevens wijzigen.",
        ("olga", "home"): "U heeft op dit moment geen rol in dit portaal. Vraag de functioneel beheerder.",
        ("anouk", "report_list"): "Uw rol is jobcoach. Daarmee kunt u niet: rapporten bekijken.",
    }
    for (who, name), sentence in told.items():
        assert sentence in portal.client(who).get(address(portal, name)).content.decode()
