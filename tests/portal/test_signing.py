"""A signature is one's own, of now, and stays: whoever writes the row, and however (municipalities/signing.py)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.models import Handover, WswEmployee
from municipalities.models import SecondFactorReset, User, today
from reports.models import Report
from tests import people, situations
from tests.cases.destroying import asking_as

ANOTHERS = "Iemand tekent alleen met de eigen naam"


def write(by: User, sql: str, **values: Any) -> int:
    """Raw SQL as the portal's own role, asked by this user; gives how many rows it touched."""
    with asking_as(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


def refused(by: User, sql: str, why: str, **values: Any) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        write(by, sql, **values)


@pytest.fixture
def draft(truus: WswEmployee) -> Report:
    return situations.make_report()


CHECK = "UPDATE reports_report SET state = 'gecontroleerd', checked_by_id = %(who)s, checked_at = '2020-01-01'"
RELEASE = "UPDATE reports_report SET state = 'vrijgegeven', released_by_id = %(who)s, released_at = '2020-01-01'"


def test_a_report_is_checked_and_released_in_ones_own_name(draft: Report, ellen: User, fatih: User) -> None:
    refused(fatih, CHECK, ANOTHERS, who=ellen.pk)
    assert write(ellen, CHECK, who=ellen.pk) == 1
    refused(ellen, RELEASE, ANOTHERS, who=fatih.pk)
    refused(ellen, RELEASE, "released_by_a_second_person", who=ellen.pk)
    assert write(fatih, RELEASE, who=fatih.pk) == 1
    draft.refresh_from_db()
    assert (draft.checked_by, draft.released_by) == (ellen, fatih)


def test_when_it_was_signed_is_now(draft: Report, ellen: User) -> None:
    before = timezone.now() - timedelta(minutes=5)
    write(ellen, CHECK, who=ellen.pk)
    draft.refresh_from_db()
    assert draft.checked_at is not None
    assert before < draft.checked_at < timezone.now() + timedelta(minutes=5)


@pytest.mark.parametrize(
    "change",
    [
        "checked_by_id = %(fatih)s",
        "checked_at = '2020-01-01'",
        "state = 'concept', checked_by_id = NULL, checked_at = NULL",
    ],
)
def test_what_is_signed_stays(draft: Report, ellen: User, fatih: User, change: str) -> None:
    write(ellen, CHECK, who=ellen.pk)
    refused(fatih, f"UPDATE reports_report SET {change}", "Wat ondertekend is, verandert niet", fatih=fatih.pk)


def test_a_report_never_goes_back(draft: Report, ellen: User, fatih: User) -> None:
    situations.make_released(draft, ellen, fatih)
    refused(fatih, "UPDATE reports_report SET state = 'gecontroleerd'", "kan niet van vrijgegeven naar gecontroleerd")
    refused(fatih, "UPDATE reports_report SET state = 'concept'", "kan niet van vrijgegeven naar concept")


def test_the_files_of_what_was_not_released_are_seen_by_controllers_only(
    draft: Report, bram: User, ellen: User, fatih: User
) -> None:
    draft.files.create(format="csv", content=b"concept", sha256="x")
    for user, many in ((bram, 0), (ellen, 1)):
        assert write(user, "SELECT * FROM reports_reportfile") == many
    situations.make_released(situations.make_report(situations.LAST_QUARTER.back(1)), ellen, fatih)
    assert write(bram, "SELECT * FROM reports_reportfile") == 5


def test_a_process_signs_nothing(draft: Report, ellen: User) -> None:
    with pytest.raises(DatabaseError, match=ANOTHERS), transaction.atomic():
        Report.objects.update(state="gecontroleerd", checked_by=ellen, checked_at=timezone.now())


PROPOSE = """
INSERT INTO cases_handover (key, employee_id, from_municipality_id, to_municipality_id, starts_on, state,
    proposed_by_id, proposed_on, reason)
    VALUES (gen_random_uuid(), %(truus)s, %(almelo)s, %(wierden)s, '2026-12-01', 'voorgesteld',
    %(who)s, '2020-01-01', '')
"""
DECIDE = "UPDATE cases_handover SET state = %(state)s, decided_by_id = %(who)s, decided_on = '2020-01-01'"


@pytest.fixture
def moving(truus: WswEmployee) -> dict[str, int]:
    return {
        "truus": truus.pk,
        "almelo": people.municipality("Almelo").pk,
        "wierden": people.municipality("Wierden").pk,
    }


def test_a_handover_is_proposed_in_ones_own_name_and_today(moving: dict[str, int], bram: User, carla: User) -> None:
    refused(bram, PROPOSE, ANOTHERS, who=carla.pk, **moving)
    assert write(bram, PROPOSE, who=bram.pk, **moving) == 1
    assert Handover.objects.values_list("proposed_by", "proposed_on").get() == (bram.pk, today())


def test_a_handover_is_decided_in_ones_own_name_by_its_side_and_once(
    moving: dict[str, int], bram: User, carla: User
) -> None:
    bea = situations.make_member("Bea Voorbeeld", "consulent", "Almelo")
    write(bram, PROPOSE, who=bram.pk, **moving)
    refused(carla, DECIDE, ANOTHERS, state="aangenomen", who=bea.pk)
    refused(bea, DECIDE, "Hierover besluit de andere gemeente", state="aangenomen", who=bea.pk)
    refused(carla, DECIDE, "Hierover besluit de andere gemeente", state="ingetrokken", who=carla.pk)
    assert write(carla, DECIDE, state="afgewezen", who=carla.pk) == 1
    assert Handover.objects.values_list("decided_by", "decided_on").get() == (carla.pk, today())
    refused(carla, "UPDATE cases_handover SET state = 'aangenomen'", "Deze overdracht is al afgewezen")
    refused(carla, DECIDE, "Deze overdracht is al afgewezen|Wat ondertekend is", state="aangenomen", who=carla.pk)


ASK = """
INSERT INTO municipalities_secondfactorreset (key, user_id, asked_by_id, asked_on, allowed_by_id, allowed_on)
    VALUES (gen_random_uuid(), %(bram)s, %(who)s, '2020-01-01', {}, {})
""".format
ALLOW = "UPDATE municipalities_secondfactorreset SET allowed_by_id = %(who)s, allowed_on = '2020-01-01'"


def test_a_new_second_factor_is_asked_and_allowed_in_ones_own_name(bram: User, gerda: User, hans: User) -> None:
    ask = ASK("NULL", "NULL")
    refused(gerda, ask, ANOTHERS + "|row-level security", bram=bram.pk, who=hans.pk)
    refused(gerda, ASK("%(hans)s", "now()"), ANOTHERS, bram=bram.pk, who=gerda.pk, hans=hans.pk)
    assert write(gerda, ask, bram=bram.pk, who=gerda.pk) == 1
    refused(gerda, ALLOW, ANOTHERS, who=hans.pk)
    refused(gerda, ALLOW, "takes_two_others", who=gerda.pk)
    assert write(hans, ALLOW, who=hans.pk) == 1
    assert SecondFactorReset.objects.values_list("asked_by", "asked_on", "allowed_by", "allowed_on").get() == (
        gerda.pk, today(), hans.pk, today(),
    )  # fmt: skip
