"""Who sees and writes an assessment of somebody's work abilities, by the pages and by the database (decision 0061).

Anouk coaches Truus of Almelo; Bram is consulent of Almelo, Carla of Wierden; Ellen is controller, Daan a board member.
"""

import re
from datetime import datetime, time
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases.assessed import read
from cases.models import AbilityList, AbilityScore, Assessment, SupportPlan, WswEmployee
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from tests import people
from tests.cases.destroying import asking_as
from tests.cases.test_assessments import DAY, at
from tests.opened import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(truus: WswEmployee) -> SupportPlan:
    return people.make_plan(truus, starts_on=today() - 40 * DAY, ends_on=today() + 300 * DAY)


MAY_READ = {
    "cases/assessed.py", "cases/assessment_forms.py",
    "cases/actions/assessments.py", "cases/views/assessments.py", "cases/models/assessment.py",
    "cases/models/__init__.py", "cases/demo/assessing.py",
    "cases/parts.py", "cases/views/plans.py",  # for who reads the plan
    "cases/history.py", "cases/personal.py",  # of the dossier, and of the person themselves
    "soweco_portal/urls.py",
}  # fmt: skip


def test_no_figure_no_list_and_no_match_reads_it() -> None:
    """Purpose limitation: a profile of somebody serves the talk about the plan, and nothing else (0028, 0061)."""
    names = re.compile(r"cases_assessment|cases_abilityscore|\bAssessment\b|\bAbilityScore\b|\bassess(ed|ments)\b")
    rooms = [settings.BASE_DIR / room for room in ("municipalities", "cases", "reports", "soweco_portal")]
    reading = {
        str(file.relative_to(settings.BASE_DIR))
        for room in rooms
        for file in room.rglob("*.py")
        if "migrations" not in file.parts and names.search(file.read_text())
    }
    assert reading == MAY_READ


def test_who_sees_it_and_who_may(
    client: Client,
    plan: SupportPlan,
    anouk: User,
    bram: User,
    carla: User,
    ellen: User,
    daan: User,
    gerda: User,
    hans: User,
) -> None:
    made = people.make_assessment(plan, anouk, on=today())
    expected = {anouk: 200, bram: 200, carla: 404, ellen: 403, daan: 404, gerda: 404, hans: 404}
    urls = [
        at(plan.employee), at(plan.employee, "assessment_new"),
        at(plan.employee, "assessment", assessment=made.key),
        at(plan.employee, "assessment_correct", assessment=made.key),
    ]  # fmt: skip
    for user, code in expected.items():
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == [code] * 4, user
    client.force_login(ellen)
    assert "Werkvaardigheden" not in text(client.get(at(plan.employee, "employee")))


def test_every_reading_is_in_the_log(client: Client, plan: SupportPlan, bram: User) -> None:
    client.force_login(bram)
    before = AuditEntry.objects.filter(subjects__contains=[plan.employee.key]).count()
    client.get(at(plan.employee))
    assert AuditEntry.objects.filter(subjects__contains=[plan.employee.key]).count() == before + 1


def refusal(by: User, sql: str, *values: Any) -> str:
    """The rule or the words by which the database refuses; "" when it did it, "no rows" when it found none."""
    with asking_as(by):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                done = cursor.rowcount
                transaction.set_rollback(True)
                return "" if done else "no rows"
        except DatabaseError as error:
            return getattr(error.__cause__.diag, "constraint_name", None) or str(error)  # type: ignore[union-attr]


MADE = (
    "INSERT INTO cases_assessment (key, plan_id, ability_list_id, assessed_on, assessed_by_id, remark, own_words,"
    " because) VALUES (gen_random_uuid(), %s, %s, %s, %s, '', '', '')"
)
CORRECTED = MADE.replace(" because)", " because, corrects_id)").replace("'', '', '')", "'', '', 'Fout.', %s)")


def test_the_database_holds_who_writes_what(
    plan: SupportPlan, anouk: User, bram: User, carla: User, ellen: User, gerda: User
) -> None:
    listed = AbilityList.objects.get()
    for user in (anouk, bram):
        assert refusal(user, MADE, plan.pk, listed.pk, today(), user.pk) == ""
    assert "row-level security" in refusal(bram, MADE, plan.pk, listed.pk, today(), anouk.pk)  # in the own name
    for user in (carla, ellen, gerda):
        assert refusal(user, MADE, plan.pk, listed.pk, today(), user.pk) not in ("", "no rows")
    assert refusal(anouk, MADE, plan.pk, listed.pk, today() + DAY, anouk.pk) == "assessment_lies_in_the_future"
    later = people.make_list(today() - 5 * DAY, ["a", "b"], {"Tempo": "Nieuw."})
    assert refusal(anouk, MADE, plan.pk, listed.pk, today(), anouk.pk) == "assessed_with_the_list_of_the_day"
    assert refusal(anouk, MADE, plan.pk, later.pk, today() - 9 * DAY, anouk.pk) == "assessed_with_the_list_of_the_day"
    assert refusal(anouk, MADE, plan.pk, listed.pk, today() - 9 * DAY, anouk.pk) == ""


def test_the_database_holds_that_it_stays(plan: SupportPlan, anouk: User, bram: User) -> None:
    made = people.make_assessment(plan, anouk, on=today())
    people.meanwhile()
    for user in (anouk, bram):
        for act in (
            "UPDATE cases_assessment SET remark = 'x'", "DELETE FROM cases_assessment",
            "UPDATE cases_abilityscore SET step = 5", "DELETE FROM cases_abilityscore",
        ):  # fmt: skip
            assert refusal(user, act) == "no rows", act
    score = made.scores.get()
    later = (
        "INSERT INTO cases_abilityscore (assessment_id, ability_id, step, said, own_said, note)"
        " VALUES (%s, %s, %s, '', '', '')"
    )
    other = made.ability_list.abilities.get(name="Samenwerken")
    assert refusal(anouk, later, made.pk, other.pk, 3) == "steps_come_with_their_assessment"
    assert refusal(bram, later, made.pk, other.pk, 3) == "steps_come_with_their_assessment"
    assert score.step == 2


def test_the_database_holds_a_correction_to_one_of_the_same_plan(
    plan: SupportPlan, truus: WswEmployee, wim: WswEmployee, anouk: User, bram: User
) -> None:
    made = people.make_assessment(plan, anouk, on=today())
    listed = made.ability_list
    people.meanwhile()
    other = people.make_plan(truus, version=2, state="vervallen", starts_on=today(), ends_on=today() + 90 * DAY)
    assert refusal(bram, CORRECTED, other.pk, listed.pk, today(), bram.pk, made.pk) == "correction_stays_with_the_plan"
    assert refusal(bram, MADE, other.pk, listed.pk, today(), bram.pk) == "plan_takes_no_assessment"
    of_wim = people.make_assessment(people.make_plan(wim), anouk, on=today())
    assert refusal(bram, CORRECTED, plan.pk, listed.pk, today(), bram.pk, of_wim.pk) == "correction_stays_with_the_plan"
    assert refusal(bram, MADE, of_wim.plan_id, listed.pk, today(), bram.pk) not in ("", "no rows")
    assert refusal(bram, CORRECTED, plan.pk, listed.pk, today(), bram.pk, made.pk) == ""
    people.make_assessment(plan, bram, on=today(), corrects=made, because="Fout.")
    people.meanwhile()
    assert refusal(bram, CORRECTED, plan.pk, listed.pk, today(), bram.pk, made.pk) == "assessment_corrected_once"


def test_a_step_that_is_not_on_the_scale_is_refused(plan: SupportPlan, anouk: User) -> None:
    for step in (0, 6):
        with pytest.raises(DatabaseError, match="step_is_on_the_scale"), transaction.atomic():
            people.make_assessment(plan, anouk, on=today(), steps={"Werktempo": step})
    with pytest.raises(DatabaseError, match="step_is_on_the_scale"), transaction.atomic():
        people.make_assessment(plan, anouk, on=today(), steps={"Werktempo": (2, 6)})
    assert not AbilityScore.objects.exists()


def test_a_former_municipality_sees_no_later_one_and_the_next_sees_what_the_plan_brings(
    client: Client, plan: SupportPlan, anouk: User, bram: User, carla: User
) -> None:
    """R70: the plan goes along, and its assessments with it; what came after the move is not Almelo's."""
    truus = plan.employee
    truus.caseloads.update(starts_on=today() - 400 * DAY)
    before = people.make_assessment(plan, anouk, on=today() - 30 * DAY)
    people.move(truus, "Wierden", on=today() - 10 * DAY)
    truus.employments.update(employer=people.make_organisation("Gemeente Wierden"))
    after = people.make_assessment(plan, anouk, on=today() - DAY)
    seen = {}
    for user in (bram, carla, anouk):
        with asking_as(user):
            seen[user] = set(Assessment.objects.values_list("pk", flat=True))
            assert set(AbilityScore.objects.values_list("assessment", flat=True)) == seen[user]
    assert seen[carla] == seen[anouk] == {before.pk, after.pk}
    assert after.pk not in seen[bram]
    client.force_login(bram)
    people.state_purpose(client, truus)
    page = client.get(at(truus, "employee"))
    assert page.status_code == 200
    assert "Werkvaardigheden" not in text(page)  # whose plan he does not read either
    assert at(truus) not in page.content.decode()
    client.force_login(carla)
    assert "Werkvaardigheden" in text(client.get(at(truus, "employee")))


def test_a_former_municipality_reads_no_word_that_was_written_since(
    plan: SupportPlan, anouk: User, bram: User, carla: User
) -> None:
    """R70: a correction has the day of what it corrects, but Wierden's words; and of that day one may write now."""
    truus = plan.employee
    truus.caseloads.update(starts_on=today() - 400 * DAY)
    then = today() - 30 * DAY
    with transaction.atomic():
        people.recorded_on(timezone.make_aware(datetime.combine(then, time(12))))
        before = people.make_assessment(plan, anouk, on=then)
    people.move(truus, "Wierden", on=today() - 10 * DAY)
    truus.employments.update(employer=people.make_organisation("Gemeente Wierden"))
    people.meanwhile()
    better = people.make_assessment(plan, anouk, on=then, corrects=before, because="Wierden zag iets anders.")
    late = people.make_assessment(plan, anouk, on=then - DAY, remark="Van later.")
    for user, seen in ((bram, {before.pk}), (carla, {before.pk, better.pk, late.pk})):
        with asking_as(user):
            assert set(Assessment.objects.values_list("pk", flat=True)) == seen, user
            assert set(AbilityScore.objects.values_list("assessment", flat=True)) == seen, user
            for known_on in (None, timezone.now(), timezone.now() + 9000 * DAY):
                assert {each.id for each in read(truus.pk, today(), known_on).rows} == seen, user
