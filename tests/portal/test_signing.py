"""A signature is one's own, of now, and stays: whoever writes the row, and however (municipalities/signing.py)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.models import Correction, Handover, Transfer, WswEmployee
from municipalities.models import MembershipReview, SecondFactorReset, User, today
from reports.models import AcceptedFinding, DoneTask, Report, Withdrawal
from reports.periods import Period
from tests import people, situations
from tests.cases.destroying import asking_as

ANOTHERS = "Iemand tekent alleen met de eigen naam"
STAYS = "Wat ondertekend is, verandert niet"


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
    refused(fatih, f"UPDATE reports_report SET {change}", STAYS, fatih=fatih.pk)


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


# Every other name under an act


CONFIRM = "UPDATE municipalities_membershipreview SET confirmed_by_id = %(who)s, confirmed_on = '2020-01-01'"


def test_a_role_is_confirmed_in_ones_own_name_today_and_for_another(bram: User, ellen: User, gerda: User) -> None:
    review = MembershipReview.objects.create(membership=bram.memberships.get(), asked_on=today())
    refused(ellen, CONFIRM, ANOTHERS, who=gerda.pk)
    assert write(ellen, CONFIRM, who=ellen.pk) == 1
    review.refresh_from_db()
    assert (review.confirmed_by, review.confirmed_on) == (ellen, today())
    for change in (
        "confirmed_by_id = %(who)s",
        "confirmed_by_id = NULL, confirmed_on = NULL",
        "asked_on = '2020-01-01'",
    ):
        refused(gerda, f"UPDATE municipalities_membershipreview SET {change}", STAYS, who=gerda.pk)


def test_nobody_confirms_the_own_role(ellen: User, gerda: User) -> None:
    roles = {user: user.memberships.get().pk for user in (ellen, gerda)}
    for user, role in roles.items():
        MembershipReview.objects.create(membership_id=role, asked_on=today())
        own = f"{CONFIRM} WHERE membership_id = %(role)s"
        refused(user, own, "Uw eigen rol bevestigt een ander", who=user.pk, role=role)
    change = "UPDATE municipalities_membershipreview SET membership_id = membership_id + 1"
    refused(gerda, f"{change} WHERE membership_id = %(role)s", STAYS, role=roles[ellen])


ANSWER = "UPDATE cases_privacyrequest SET decision = 'toegewezen', decided_by_id = %(who)s, decided_on = '2020-01-01'"


def test_a_request_is_decided_in_ones_own_name_and_once(truus: WswEmployee, hans: User) -> None:
    iris = situations.make_member("Iris Voorbeeld", "privacy_officer")
    asked = situations.make_request(truus)
    refused(hans, ANSWER, ANOTHERS, who=iris.pk)
    assert write(hans, ANSWER, who=hans.pk) == 1
    asked.refresh_from_db()
    assert (asked.decided_by, asked.decided_on) == (hans, today())
    for change in (
        "decided_by_id = %(who)s",
        "decision = '', decided_by_id = NULL, decided_on = NULL",
        "decision = 'afgewezen', decision_reason = 'Toch niet.'",
        "decision_reason = 'Daarom.'",
    ):
        refused(iris, f"UPDATE cases_privacyrequest SET {change}", STAYS, who=iris.pk)


PROPOSE_FEE = """
INSERT INTO cases_terms (key, contract_id, starts_on, fee, floor, unit, hours_rule, proposed_by_id)
    VALUES (gen_random_uuid(), %(contract)s, '2027-01-01', 1, 0.5, 'uur', 'gewerkt', %(who)s)
"""
LET_THROUGH = "UPDATE cases_terms SET released_by_id = %(who)s, released_on = '2020-01-01' WHERE fee = 1"


def test_a_fee_is_proposed_and_released_in_ones_own_name(bram: User, carla: User) -> None:
    contract = people.make_contract(until=people.day("31-12-2026"))
    contract.terms.update(ends_on=people.day("31-12-2026"))
    refused(bram, PROPOSE_FEE, ANOTHERS, who=carla.pk, contract=contract.pk)
    assert write(bram, PROPOSE_FEE, who=bram.pk, contract=contract.pk) == 1
    assert contract.terms.get(fee=1).floor == 8, "the floor of the law, and not the 0.5 written beside the fee"
    # Who proposes under another's name would release it themselves.
    refused(bram, "UPDATE cases_terms SET proposed_by_id = %(who)s WHERE fee = 1", STAYS, who=carla.pk)
    refused(bram, LET_THROUGH, "released_by_a_second_person", who=bram.pk)
    assert write(carla, LET_THROUGH, who=carla.pk) == 1
    for change in ("fee = 0.5", "floor = NULL", "unit = 'maand'", "starts_on = '2026-12-31'", "contract_id = NULL"):
        refused(bram, f"UPDATE cases_terms SET {change} WHERE fee = 1", STAYS)
    assert write(bram, "UPDATE cases_terms SET ends_on = '2027-12-31' WHERE fee = 1") == 1


GO_OVER = """
INSERT INTO cases_transfer (key, municipality_id, starts_on, employer_id, people, done_by_id, done_on)
    VALUES (gen_random_uuid(), %(almelo)s, '2027-01-01', %(employer)s, 1, %(who)s, '2020-01-01')
"""
UNDO = "UPDATE cases_transfer SET undone_by_id = %(who)s, undone_on = '2020-01-01'"


def test_a_transfer_is_done_and_undone_in_ones_own_name(bram: User) -> None:
    bea = situations.make_member("Bea Voorbeeld", "consulent", "Almelo")
    named = {"almelo": people.municipality("Almelo").pk, "employer": people.make_organisation().pk}
    refused(bram, GO_OVER, ANOTHERS, who=bea.pk, **named)
    assert write(bram, GO_OVER, who=bram.pk, **named) == 1
    refused(bram, UNDO, ANOTHERS, who=bea.pk)
    assert write(bea, UNDO, who=bea.pk) == 1
    signed = ("done_by", "done_on", "undone_by", "undone_on")
    assert Transfer.objects.values_list(*signed).get() == (bram.pk, today(), bea.pk, today())
    for change in ("done_by_id = %(who)s", "undone_by_id = NULL, undone_on = NULL", "people = 2"):
        refused(bea, f"UPDATE cases_transfer SET {change}", STAYS, who=bea.pk)


HOLD = """
INSERT INTO cases_retentionhold (key, employee_id, placed_by_id, reason, starts_on)
    VALUES (gen_random_uuid(), %(truus)s, %(who)s, 'klacht', '2026-12-01')
"""


def test_a_dossier_is_held_in_ones_own_name(truus: WswEmployee, bram: User) -> None:
    bea = situations.make_member("Bea Voorbeeld", "consulent", "Almelo")
    refused(bram, HOLD, ANOTHERS, who=bea.pk, truus=truus.pk)
    assert write(bram, HOLD, who=bram.pk, truus=truus.pk) == 1
    refused(bea, "UPDATE cases_retentionhold SET placed_by_id = %(who)s", STAYS, who=bea.pk)
    assert write(bea, "UPDATE cases_retentionhold SET ends_on = '2027-01-01'") == 1


PUT_OFF = "UPDATE cases_signal SET put_off_by_id = %(who)s, put_off_until = '2027-01-01', put_off_because = 'later'"


def test_a_signal_is_put_off_in_ones_own_name(truus: WswEmployee, bram: User) -> None:
    bea = situations.make_member("Bea Voorbeeld", "consulent", "Almelo")
    situations.make_signal(truus, put_off=False)
    refused(bram, PUT_OFF, ANOTHERS, who=bea.pk)
    assert write(bram, PUT_OFF, who=bram.pk) == 1
    refused(bea, "UPDATE cases_signal SET put_off_until = '2028-01-01'", ANOTHERS)
    assert write(bea, PUT_OFF, who=bea.pk) == 1  # another may put it off again


WISH = """
INSERT INTO reports_production (key, period, requested_by_id, requested_at, state, step, percent, attempts, error)
    VALUES (gen_random_uuid(), '2026Q3', %(who)s, now(), 'wachtend', '', 0, 0, '')
"""


def test_a_report_is_asked_for_in_ones_own_name_and_keeps_it(truus: WswEmployee, ellen: User, fatih: User) -> None:
    refused(fatih, WISH, ANOTHERS, who=ellen.pk)
    assert write(fatih, WISH, who=fatih.pk) == 1
    situations.make_report(situations.LAST_QUARTER.back(1), by=ellen)
    refused(fatih, "UPDATE reports_report SET made_by_id = %(who)s", STAYS, who=fatih.pk)


KEY = """
INSERT INTO reports_keyset (key, purpose, starts_on, decision, dated_on, proposed_by_id)
    VALUES (gen_random_uuid(), 'bijdrage', '2026-01-01', 'besluit', '2025-01-01', %(who)s)
"""
SHARE = """
INSERT INTO reports_keyshare (key_set_id, municipality_id, percentage)
    SELECT k.id, %(almelo)s, 100 FROM reports_keyset k
"""
RELEASE_KEY = "UPDATE reports_keyset SET released_by_id = %(who)s, released_on = '2020-01-01'"


def test_a_key_is_proposed_by_who_wrote_it_last_parts_and_all(ellen: User, fatih: User) -> None:
    """Or one could change another's proposal and release it alone (R52)."""
    almelo = people.municipality("Almelo").pk
    refused(fatih, KEY, ANOTHERS, who=ellen.pk)
    assert write(ellen, KEY, who=ellen.pk) == 1
    refused(fatih, SHARE, ANOTHERS, almelo=almelo)
    assert write(ellen, SHARE, almelo=almelo) == 1
    refused(fatih, "UPDATE reports_keyset SET ends_on = '2026-12-31'", ANOTHERS)
    refused(fatih, "UPDATE reports_keyset SET decision = 'ander besluit'", ANOTHERS)
    refused(ellen, "UPDATE reports_keyset SET proposed_by_id = %(who)s", ANOTHERS, who=fatih.pk)
    refused(fatih, f"{RELEASE_KEY}, starts_on = '2025-07-01'", ANOTHERS, who=fatih.pk)
    refused(ellen, RELEASE_KEY, "key_set_released_by_a_second_person", who=ellen.pk)
    refused(fatih, RELEASE_KEY, ANOTHERS, who=ellen.pk)
    assert write(fatih, RELEASE_KEY, who=fatih.pk) == 1


def test_of_a_released_key_only_the_last_day_changes(ellen: User, fatih: User) -> None:
    almelo = people.municipality("Almelo").pk
    for by, sql in ((ellen, KEY), (ellen, SHARE), (fatih, RELEASE_KEY)):
        write(by, sql, who=by.pk, almelo=almelo)
    for by in (ellen, fatih):
        refused(by, "UPDATE reports_keyset SET starts_on = '2025-07-01'", STAYS)
        refused(by, "UPDATE reports_keyset SET proposed_by_id = %(who)s", STAYS, who=by.pk if by == fatih else None)
        refused(by, "UPDATE reports_keyshare SET percentage = 100", "vrijgegeven sleutel verandert niet")
    assert write(fatih, "UPDATE reports_keyset SET ends_on = '2026-12-31'") == 1


COMMENT = """
INSERT INTO reports_comment (key, report_id, "table", text, digest, written_by_id)
    VALUES (gen_random_uuid(), %(report)s, 'T1', %(text)s, 'x', %(who)s)
"""


def test_a_comment_is_written_in_ones_own_name_and_taken_over_as_it_was(
    draft: Report, ellen: User, fatih: User
) -> None:
    words = {"report": draft.pk, "text": "Veel pensioenen."}
    refused(fatih, COMMENT, ANOTHERS, who=ellen.pk, **words)
    refused(fatih, COMMENT, ANOTHERS, who=None, **words)
    assert write(ellen, COMMENT, who=ellen.pk, **words) == 1
    refused(fatih, "UPDATE reports_comment SET text = 'anders'", ANOTHERS)
    assert write(fatih, "UPDATE reports_comment SET text = 'anders', written_by_id = %(who)s", who=fatih.pk) == 1
    situations.make_neighbours(2)
    second = situations.make_report()
    assert list(second.comments.values_list("text", "written_by")) == [("anders", fatih.pk)]
    for text, who in (("verzonnen", fatih.pk), ("anders", ellen.pk)):
        with pytest.raises(DatabaseError, match=ANOTHERS), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(COMMENT, {"report": second.pk, "text": text, "who": who})


DONE = """
INSERT INTO reports_donetask (key, rule, about, done_on, done_by_id)
    VALUES (gen_random_uuid(), 'kaderbrief', '2027', '2026-04-20', %(who)s)
"""
TAKE_BACK = "UPDATE reports_donetask SET undone_by_id = %(who)s, undone_on = '2020-01-01'"


def test_a_task_is_done_and_taken_back_in_ones_own_name(ellen: User, fatih: User) -> None:
    refused(fatih, DONE, ANOTHERS, who=ellen.pk)
    assert write(ellen, DONE, who=ellen.pk) == 1
    for change in ("done_on = '2026-04-19'", "done_by_id = %(who)s", "rule = 'begroting'", "about = '2028'"):
        refused(fatih, f"UPDATE reports_donetask SET {change}", STAYS, who=fatih.pk)
    refused(fatih, TAKE_BACK, ANOTHERS, who=ellen.pk)
    assert write(fatih, TAKE_BACK, who=fatih.pk) == 1
    assert DoneTask.objects.values_list("done_by", "undone_by", "undone_on").get() == (ellen.pk, fatih.pk, today())


ACCEPT = """
INSERT INTO reports_acceptedfinding (key, report_id, finding, reason, accepted_by_id, accepted_at)
    VALUES (gen_random_uuid(), %(report)s, 'no_category', 'Wordt volgende week hersteld.', %(who)s, '2020-01-01')
"""


def test_a_finding_is_accepted_in_ones_own_name_now_and_for_good(ellen: User, fatih: User, daan: User) -> None:
    people.make_employee("Zonder Fictief", placed=True, category=None)
    report = situations.make_report().pk
    refused(fatih, ACCEPT, ANOTHERS, report=report, who=ellen.pk)
    refused(daan, ACCEPT, "row-level security|staat niet in een concept", report=report, who=daan.pk)
    assert write(ellen, ACCEPT, report=report, who=ellen.pk) == 1
    kept = AcceptedFinding.objects.get()
    assert (kept.accepted_by, timezone.localdate(kept.accepted_at)) == (ellen, today())
    for change in ("reason = 'anders'", "accepted_by_id = %(who)s", "finding = 'no_home'"):
        assert changes_nothing(fatih, f"UPDATE reports_acceptedfinding SET {change}", who=fatih.pk)
    assert changes_nothing(fatih, "DELETE FROM reports_acceptedfinding")


JUDGE = """
UPDATE cases_correction SET verdict = 'akkoord', verdict_note = 'Klopt met het contract.', decided_by_id = %(who)s,
    decided_at = '2020-01-01'
"""


def test_a_correction_in_a_closed_year_is_judged_by_a_controller_who_did_not_make_it(
    truus: WswEmployee, ellen: User, fatih: User, bram: User
) -> None:
    closed = Period(today().year - 1, 10, 3)
    situations.make_released(situations.make_report(closed), ellen, fatih)
    put = (
        "INSERT INTO cases_correction (key, employee_id, because, reports, starts_on, ends_on, closed_years, verdict,"
        " verdict_note) VALUES (gen_random_uuid(), %(person)s, 'Te laat.', '', %(day)s, %(day)s, %(closed)s,"
        " %(verdict)s, '')"
    )
    values = {"person": truus.pk, "day": closed.ends_on, "closed": "", "verdict": ""}
    refused(bram, put, "wacht eerst op een controller", **values | {"verdict": "akkoord"})
    assert write(bram, put, **values) == 1
    made = Correction.objects.get()
    assert (made.closed_years, made.state_label) == (str(closed.year), "wacht op akkoord")
    assert write(bram, "UPDATE cases_correction SET closed_years = ''") == 1  # it stays marked
    assert Correction.objects.get().closed_years == str(closed.year)
    refused(bram, "DELETE FROM cases_correction", "blijft staan")
    gijs = situations.make_member("Gijs Voorbeeld", "controller", "Almelo")
    assert write(fatih, JUDGE, who=fatih.pk) == 0  # of another municipality
    refused(bram, JUDGE, "Een controller oordeelt", who=bram.pk)
    refused(gijs, JUDGE, ANOTHERS, who=ellen.pk)
    refused(gijs, JUDGE.replace("Klopt met het contract.", " "), "decided_by_name_with_a_note", who=gijs.pk)
    refused(gijs, JUDGE.replace("SET", "SET because = 'anders',"), "verandert de correctie niet", who=gijs.pk)
    refused(gijs, "UPDATE cases_correction SET because = 'anders'", "Een controller verandert geen correctie")
    assert write(gijs, JUDGE, who=gijs.pk) == 1
    kept = Correction.objects.get()
    assert (kept.decided_by, timezone.localdate(kept.decided_at)) == (gijs, today())
    for who, change in ((ellen, "verdict = 'geweigerd'"), (bram, "because = 'anders'"), (gijs, "verdict = ''")):
        refused(who, f"UPDATE cases_correction SET {change}", STAYS)


def test_who_corrected_does_not_agree_to_it_in_another_role(truus: WswEmployee, ellen: User, fatih: User) -> None:
    closed = Period(today().year - 1, 10, 3)
    situations.make_released(situations.make_report(closed), ellen, fatih)
    both = situations.make_member("Twee Rollen", "consulent", "Almelo")
    with asking_as(both):
        Correction.objects.create(
            employee=truus, because="Te laat.", reports="", starts_on=closed.ends_on, ends_on=closed.ends_on
        )
    both.memberships.update(role="controller")
    refused(both, JUDGE, "geeft niet ook akkoord", who=both.pk)
    assert write(ellen, JUDGE, who=ellen.pk) == 1


WITHDRAW = """
INSERT INTO reports_withdrawal (key, report_id, reason, withdrawn_by_id, withdrawn_at)
    VALUES (gen_random_uuid(), %(report)s, 'Een bestand was dubbel ingelezen.', %(who)s, '2020-01-01')
"""


def test_a_report_is_withdrawn_by_another_in_their_own_name_and_with_a_reason(
    draft: Report, ellen: User, fatih: User, daan: User
) -> None:
    refused(ellen, WITHDRAW, "Alleen een vrijgegeven rapport", report=draft.pk, who=ellen.pk)
    situations.make_released(draft, ellen, fatih)
    refused(fatih, "UPDATE reports_report SET state = 'ingetrokken'", "met een naam en een reden")
    refused(fatih, WITHDRAW, "Wie vrijgeeft, trekt niet ook in", report=draft.pk, who=fatih.pk)
    refused(fatih, WITHDRAW, ANOTHERS, report=draft.pk, who=ellen.pk)
    refused(daan, WITHDRAW, "Alleen een vrijgegeven rapport", report=draft.pk, who=daan.pk)
    refused(ellen, WITHDRAW.replace("Een bestand was dubbel ingelezen.", " "), "withdrawn_with_a_reason",
            report=draft.pk, who=ellen.pk)  # fmt: skip
    assert write(ellen, WITHDRAW, report=draft.pk, who=ellen.pk) == 1
    draft.refresh_from_db()
    assert draft.state == "ingetrokken"
    kept = Withdrawal.objects.get()
    assert (kept.withdrawn_by, timezone.localdate(kept.withdrawn_at)) == (ellen, today())
    for state in ("vrijgegeven", "vervangen", "concept"):
        refused(ellen, f"UPDATE reports_report SET state = '{state}'", f"kan niet van ingetrokken naar {state}")
    assert changes_nothing(ellen, "UPDATE reports_withdrawal SET reason = 'anders'")
    assert changes_nothing(ellen, "DELETE FROM reports_withdrawal")


def changes_nothing(by: User, sql: str, **values: Any) -> bool:
    """The wall lets nobody find the row to change it."""
    return write(by, sql, **values) == 0


# Held in another way than by `sign`, and how.
OWN_ROWS = "the wall: one writes rows of one's own name only"
HELD_OTHERWISE = {
    "municipalities_acting.administrator_id": OWN_ROWS,
    "cases_coachchange.made_by_id": OWN_ROWS,
    "cases_contact.author_id": OWN_ROWS,
    "cases_addendum.author_id": OWN_ROWS,
    "cases_assessment.assessed_by_id": OWN_ROWS,
    "cases_document.added_by_id": OWN_ROWS,
    "cases_todo.noted_by_id": "todo_rules: noted in the own name, and never by another; who ticks off may be another",
    "cases_payrolldifference.decided_by_id": "payroll_rules: another may find out more, in their own name",
    "cases_proposal.proposed_by_id": "proposal_rules: proposed in the own name; what was proposed does not change",
    "cases_digest.user_id": OWN_ROWS,
    "cases_overriddenwarning.saved_by_id": OWN_ROWS,
    "cases_supportplan.coach_signed_by_id": "plan_rules: signs_with_the_own_name",
    "cases_destructionlist.proposed_by_id": "guard_destruction_list: may be taken back",
    "cases_destructionlist.agreed_by_id": "guard_destruction_list",
    "cases_destructionitem.exempted_by_id": "guard_destruction_item",
    "cases_signal.put_off_by_id": "signal_stands: another may put it off again",
    "reports_keyset.proposed_by_id": "key_in_ones_own_name: who changes a key proposes it anew",
    "reports_comment.written_by_id": "comment_in_ones_own_name: a process takes over what somebody wrote",
    "reports_report.made_by_id": "copied by a process from reports_production.requested_by_id, and stands",
}
# Whom a row is about or for, not who wrote it.
NOT_AN_ACT = {
    "municipalities_membership.user_id", "municipalities_rolerequest.user_id", "municipalities_session.user_id",
    "municipalities_secondfactorreset.user_id", "municipalities_sentform.user_id", "cases_caseload.coach_id",
    "cases_coachchange.from_coach_id", "cases_coachchange.to_coach_id", "cases_standin.coach_id",
    "cases_standin.instead_of_id", "cases_placement.coach_id", "account_emailaddress.user_id",
    "reports_delivery.receiver_id", "mfa_authenticator.user_id", "socialaccount_socialaccount.user_id",
}  # fmt: skip
NAMES = """
SELECT c.conrelid::regclass || '.' || a.attname, EXISTS (
    SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.conrelid AND p.proname = 'sign'
    AND position(convert_to(a.attname, 'UTF8') IN t.tgargs) = 1)
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'f' AND c.confrelid = 'municipalities_user'::regclass
"""


@pytest.mark.django_db
def test_every_name_under_an_act_is_held_by_the_database() -> None:
    """A new column that names a colleague is a signature, or says here what holds it."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        found = dict(cursor.fetchall())
    by_trigger = {column for column, signed in found.items() if signed}
    assert by_trigger | HELD_OTHERWISE.keys() | NOT_AN_ACT == found.keys()
    assert not by_trigger & (HELD_OTHERWISE.keys() | NOT_AN_ACT)
