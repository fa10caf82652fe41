"""No way around the second step (quality.md Q19): every address the resolver knows, asked by who has none yet."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve

from tests.portal.test_urls import address
from tests.portal.url_table import LINES
from tests.situations import Portal, make_portal
from tests.turns import in_turn

WAY_IN = "/account/tweede-stap/"
OPEN_TO_WHO_HAS_NONE = {
    "account", "session_end", "account_change_password", "account_reauthenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "factor_remove",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "choose_membership", "switch_membership",
}  # fmt: skip


@pytest.fixture(scope="module")
def portal(for_all_tests: None) -> Portal:
    return make_portal()


@pytest.fixture(autouse=True)
def _obliged(settings: Any) -> None:
    settings.SECOND_FACTOR = True


ADDRESSES = sorted({(name, what) for name, what, _, _ in LINES})


@pytest.mark.parametrize(("name", "what"), ADDRESSES, ids=[f"{name} {what}".strip() for name, what in ADDRESSES])
def test_nothing_but_setting_one_up_is_reached(portal: Portal, name: str, what: str) -> None:
    """Anouk, Bram, Ellen, Gerda and Hans each have a session that is open already, and a role that asks for it.

    By every method each time; each of them by all in three days.
    """
    url = address(portal, name, what)
    view = resolve(url.partition("?")[0]).func
    if getattr(view, "public", False):
        return
    for nth, who in enumerate(("anouk", "bram", "ellen", "gerda", "hans")):
        for method in in_turn(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"), 3, nth):
            with transaction.atomic():
                answer = portal.client(who).generic(method, url)
                transaction.set_rollback(True)
            stopped = (answer.status_code, answer.get("Location")) == (302, WAY_IN)
            assert stopped is (name not in OPEN_TO_WHO_HAS_NONE or answer.get("Location") == WAY_IN), (who, method)


def test_what_is_open_to_who_has_none_is_of_ones_own_account_only(portal: Portal) -> None:
    views = {name: resolve(address(portal, name, what).partition("?")[0]).func for name, what in ADDRESSES}
    marked = {name for name, view in views.items() if getattr(view, "without_second_factor", False)}
    found = {name for name in marked if not getattr(views[name], "public", False)}
    assert found == OPEN_TO_WHO_HAS_NONE
    for name in found:
        page = portal.client("bram").get(address(portal, name)).content.decode()
        assert "Truus" not in page
