"""Somebody's work abilities are assessed, corrected and compared (features.md row 32, decision 0061).

Anouk coaches Truus of Almelo; Bram is consulent of Almelo, Carla of Wierden; Ellen is controller, Daan a board member.
"""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.assessed import differences, read, summary
from cases.history import changes
from cases.models import Assessment, OverriddenWarning, SupportPlan, WswEmployee
from municipalities.models import User, today
from tests import people
from tests.opened import fields, opened, send, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def plan(truus: WswEmployee) -> SupportPlan:
    return people.make_plan(truus, starts_on=today() - 40 * DAY, ends_on=today() + 300 * DAY)


def at(person: WswEmployee, name: str = "assessments", **more: Any) -> str:
    return reverse(name, kwargs={"key": person.key, **more})


def record(client: Client, person: WswEmployee, **said: Any) -> Any:
    url = at(person, "assessment_new")
    return send(client, url, opened(client, url) | said)


# Noting one


def test_anouk_assesses_and_reads_it_back(client: Client, plan: SupportPlan, anouk: User, bram: User) -> None:
    client.force_login(anouk)
    truus = plan.employee
    page = client.get(at(truus, "assessment_new")).content.decode()
    assert "3. lukt met een beetje hulp" in page
    assert "Het werk afkrijgen in de tijd die ervoor staat." in page
    answer = record(
        client, truus, step_1="3", own_1="4", note_1="Aan de lijn.", step_4="5", own_words="Ik ben best snel.",
    )  # fmt: skip
    assert answer.status_code == 302
    made = Assessment.objects.get()
    assert (made.plan, made.employee, made.assessed_by, made.assessed_on) == (plan, truus, anouk, today())
    assert made.own_words == "Ik ben best snel."
    assert [(each.ability.name, each.step, each.said, each.own_said, each.note) for each in made.scores.all()] == [
        ("Werktempo", 3, "stap 3 van 5: lukt met een beetje hulp", "stap 4 van 5: lukt zelf", "Aan de lijn."),
        ("Samenwerken", 5, "stap 5 van 5: lukt zelf, ook als het druk is", "", ""),
    ]
    client.force_login(bram)
    for url in (at(truus), at(truus, "employee"), at(truus, "plan", plan=plan.key)):
        told = text(client.get(url)).lower()
        assert "stap 3 van 5" in told, url
        assert "ik ben best snel." in told, url
    assert "Beoordeling van" in text(client.get(at(truus, "assessment", assessment=made.key)))


def test_bram_may_too_and_a_second_time_it_stands_beside_the_first(
    client: Client, plan: SupportPlan, anouk: User, bram: User
) -> None:
    people.make_assessment(
        plan, anouk, on=today() - 20 * DAY, steps={"Werktempo": 2, "Samenwerken": 4, "Nauwkeurigheid": 3}
    )
    people.meanwhile()
    client.force_login(bram)
    page = text(client.get(at(plan.employee, "assessment_new")))
    assert f"Vorige keer ({today() - 20 * DAY:%d-%m-%Y}, Anouk Voorbeeld): stap 2 van 5: lukt met veel hulp." in page
    assert record(client, plan.employee, step_1="3", step_4="4", step_5="1").status_code == 302
    told = text(client.get(at(plan.employee)))
    assert "Werktempo: van stap 2 naar stap 3 (van 5)." in told
    assert "Afspraken nakomen: nu stap 1 (van 5). De vorige keer is dit niet beoordeeld." in told
    assert "Deze keer niet beoordeeld: Nauwkeurigheid." in told
    assert f"Stap 3 van 5 op {today() - 20 * DAY:%d-%m-%Y} , daarna geen stap Lukt met een beetje hulp" in told
    assert "Gelijk gebleven: Samenwerken." in told


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Kies bij ten minste één werkvaardigheid een stap."),
        ({"step_1": "6"}, "Kies een stap van de schaal."),
        ({"step_1": "x"}, "Kies een stap van de schaal."),
        ({"step_1": "2", "own_1": "9"}, "Kies een stap van de schaal."),
        ({"step_1": "2", "own_2": "3"}, "Kies ook een stap. Of haal weg wat er verder bij staat."),
        ({"step_1": "2", "note_2": "Goed."}, "Kies ook een stap. Of haal weg wat er verder bij staat."),
        ({"step_1": "2", "assessed_on": ""}, "Vul een datum in."),
        ({"step_1": "2", "assessed_on": "31-02-2026"}, "Dit is geen datum."),
        ({"step_1": "2", "assessed_on": "2199-01-01"}, "Deze dag moet nog komen."),
        ({"step_1": "2", "assessed_on": "1997-12-31"}, "Op die dag gold een andere lijst."),
        ({"step_1": "2", "own_words": "x" * 501}, "500"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    client: Client, plan: SupportPlan, anouk: User, said: dict[str, str], sentence: str
) -> None:
    client.force_login(anouk)
    answer = record(client, plan.employee, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Assessment.objects.exists()


def test_a_word_about_health_is_asked_about_and_counted(client: Client, plan: SupportPlan, anouk: User) -> None:
    client.force_login(anouk)
    url = at(plan.employee, "assessment_new")
    sent = opened(client, url) | {"step_1": "2", "note_1": "Door zijn depressie traag."}
    answer = send(client, url, sent)
    assert answer.status_code == 200
    assert "Gaat ‘depressie’ over gezondheid?" in answer.content.decode()
    assert not Assessment.objects.exists()
    box = re.search(r'name="toch_opslaan"\s+value="(\w+)"', answer.content.decode())
    assert box
    assert send(client, url, sent | {"toch_opslaan": box[1]}).status_code == 302
    assert OverriddenWarning.objects.get().field == "beoordeling van werkvaardigheden: opmerking hierbij"


def test_without_a_plan_there_is_nothing_to_assess(client: Client, truus: WswEmployee, anouk: User) -> None:
    client.force_login(anouk)
    assert "Een beoordeling hoort bij een begeleidingsplan." in text(client.get(at(truus)))
    assert client.get(at(truus, "assessment_new")).status_code == 404
    assert client.post(at(truus, "assessment_new"), {"step_1": "2"}).status_code == 404


def test_two_at_once_and_the_second_sees_both(client: Client, plan: SupportPlan, anouk: User, bram: User) -> None:
    client.force_login(anouk)
    url = at(plan.employee, "assessment_new")
    sent = opened(client, url) | {"step_1": "2", "remark": "Van Anouk."}
    people.make_assessment(plan, bram, on=today(), steps={"Werktempo": 4})
    people.meanwhile()
    answer = send(client, url, sent)
    assert answer.status_code == 409
    told = text(answer)
    assert f"Nieuw: beoordeling van werkvaardigheden beoordeling van {today():%d-%m-%Y}." in told
    assert f"Vorige keer ({today():%d-%m-%Y}, Bram Voorbeeld): stap 4 van 5: lukt zelf." in told
    assert "Van Anouk." in answer.content.decode()
    assert Assessment.objects.count() == 1
    again = fields(answer.content.decode())
    assert again["step_1"] == "2"
    assert send(client, url, again | {"remark": "Van Anouk."}).status_code == 302
    assert Assessment.objects.count() == 2


def test_sent_twice_it_is_there_once(client: Client, plan: SupportPlan, anouk: User) -> None:
    client.force_login(anouk)
    url = at(plan.employee, "assessment_new")
    sent = opened(client, url) | {"step_1": "2"}
    first, second = client.post(url, sent), client.post(url, sent)
    assert first.status_code == second.status_code == 302
    assert Assessment.objects.count() == 1


def test_a_day_of_before_the_list_of_now_has_the_list_of_then(client: Client, plan: SupportPlan, anouk: User) -> None:
    now = people.make_list(today() - 5 * DAY, ["niet", "wel"], {"Tempo": ("Werktempo", [1, 1, 1, 2, 2])})
    client.force_login(anouk)
    url = at(plan.employee, "assessment_new")
    page = client.get(url).content.decode()
    assert "2. wel" in page
    before = today() - 6 * DAY
    assert f"?dag={before:%Y-%m-%d}" in page
    answer = record(client, plan.employee, step_1="2", assessed_on=f"{before:%d-%m-%Y}")
    assert f"Op die dag gold een andere lijst. Deze lijst geldt vanaf {now.starts_on:%d-%m-%Y}." in text(answer)
    url += f"?dag={before:%Y-%m-%d}"
    assert send(client, url, opened(client, url) | {"step_1": "4"}).status_code == 302
    made = Assessment.objects.get()
    assert (made.assessed_on, made.scores.get().said) == (before, "stap 4 van 5: lukt zelf")
    for odd in ("onzin", "2199-01-01", "0000-00-00"):
        assert "2. wel" in client.get(at(plan.employee, "assessment_new"), {"dag": odd}).content.decode()


# Correcting one


def correct(client: Client, made: Assessment, **said: Any) -> Any:
    url = at(made.employee, "assessment_correct", assessment=made.key)
    return send(client, url, opened(client, url) | said)


def test_a_correction_stands_beside_what_it_corrects(
    client: Client, plan: SupportPlan, anouk: User, bram: User
) -> None:
    made = people.make_assessment(plan, anouk, on=today() - DAY, steps={"Werktempo": (2, 4), "Samenwerken": 3})
    people.meanwhile()
    client.force_login(bram)
    assert correct(client, made, step_1="3").status_code == 422  # a reason is asked
    assert correct(client, made, step_1="3", because="Ik keek bij de verkeerde.").status_code == 302
    better = Assessment.objects.get(corrects=made)
    assert (better.assessed_on, better.assessed_by, better.plan) == (made.assessed_on, bram, plan)
    assert {each.ability.name: (each.step, each.own_step) for each in better.scores.all()} == {
        "Werktempo": (3, 4), "Samenwerken": (3, None),
    }  # fmt: skip
    assert made.scores.get(ability__name="Werktempo").step == 2
    found = read(plan.employee_id, today())
    assert [each.id for each in found.standing] == [better.pk]
    old = text(client.get(at(plan.employee, "assessment", assessment=made.key)))
    assert "Deze beoordeling is verbeterd" in old
    assert "Ik keek bij de verkeerde." in old
    assert "Stap 2 van 5" in old
    assert "Lees wat er stond" in text(client.get(at(plan.employee, "assessment", assessment=better.key)))


def test_a_corrected_day_leaves_nothing_standing_on_the_former_one(plan: SupportPlan, anouk: User) -> None:
    made = people.make_assessment(plan, anouk, on=today() - 30 * DAY, steps={"Werktempo": 2})
    people.make_assessment(plan, anouk, on=today() - DAY, steps={"Werktempo": 2}, corrects=made, because="Andere dag.")
    assert read(plan.employee_id, today() - 10 * DAY).standing == []
    assert [each.assessed_on for each in read(plan.employee_id, today()).standing] == [today() - DAY]


def test_of_one_day_a_correction_of_the_first_is_not_the_latest(plan: SupportPlan, anouk: User) -> None:
    first = people.make_assessment(plan, anouk, on=today() - DAY, steps={"Werktempo": 2})
    second = people.make_assessment(plan, anouk, on=today() - DAY, steps={"Werktempo": 4})
    better = people.make_assessment(
        plan, anouk, on=today() - DAY, steps={"Werktempo": 3}, corrects=first, because="Fout."
    )
    found = read(plan.employee_id, today())
    assert [each.id for each in found.standing] == [better.pk, second.pk]
    assert found.latest is not None
    told = differences(found, found.latest)
    assert told is not None
    assert told.sentences == ["Werktempo: van stap 3 naar stap 4 (van 5)."]


def test_a_second_correction_corrects_what_stands_by_then(
    client: Client, plan: SupportPlan, anouk: User, bram: User
) -> None:
    made = people.make_assessment(plan, anouk, on=today() - DAY, steps={"Werktempo": 2})
    people.meanwhile()
    client.force_login(anouk)
    url = at(plan.employee, "assessment_correct", assessment=made.key)
    sent = opened(client, url) | {"step_1": "5", "because": "Mijn fout."}
    better = people.make_assessment(
        plan, bram, on=today() - DAY, steps={"Werktempo": 3}, corrects=made, because="Fout."
    )
    people.meanwhile()
    answer = send(client, url, sent)
    assert answer.status_code == 409
    assert "Nu staat er" in text(answer)
    assert "Bram Voorbeeld): stap 3 van 5" in text(answer)
    again = fields(answer.content.decode()) | {"step_1": "5", "because": "Mijn fout."}
    assert send(client, url, again).status_code == 302
    assert Assessment.objects.get(because="Mijn fout.").corrects == better


def test_what_was_known_before_a_correction_is_still_known(client: Client, bram: User, anouk: User) -> None:
    """`bekend_op`: both pages say what stood then, and offer no change."""
    midnights = {days: timezone.make_aware(datetime.combine(today() - days * DAY, time.min)) for days in (20, 9, 5)}
    people.recorded_on(midnights[20])
    mies = people.make_employee("Mies Fictief", placed=True)
    plan = people.make_plan(mies, starts_on=today() - 40 * DAY, ends_on=today() + 300 * DAY)
    people.recorded_on(midnights[9])
    made = people.make_assessment(plan, anouk, on=today() - 10 * DAY, steps={"Werktempo": 2})
    people.recorded_on(midnights[5])
    people.make_assessment(plan, bram, on=today() - 10 * DAY, steps={"Werktempo": 4}, corrects=made, because="Fout.")
    people.meanwhile()
    client.force_login(bram)
    for name in ("assessments", "employee"):
        told = {
            days: text(client.get(at(mies, name), {"bekend_op": f"{today() - days * DAY:%Y-%m-%d}"}))
            for days in (12, 7, 4)
        }
        assert {days: [step for step in "24" if f"tap {step} van 5" in said] for days, said in told.items()} == {
            12: [], 7: ["2"], 4: ["4"],
        }, name  # fmt: skip
        assert not any("Nieuwe beoordeling" in said for said in told.values())
    assert "tap 4 van 5" in text(client.get(at(mies)))
    assert "Nieuwe beoordeling" in text(client.get(at(mies)))
    assert client.get(at(mies), {"bekend_op": "onzin"}).status_code == 400


# When the list changes


@pytest.fixture
def three(plan: SupportPlan, anouk: User) -> SupportPlan:
    """Assessed on the first list, on one of seven steps that splits *Samenwerken*, and on one of four."""
    first = today() - 900 * DAY
    people.make_assessment(plan, anouk, on=first, steps={"Werktempo": 3, "Samenwerken": 2, "Lichamelijk werk": 4})
    people.make_list(
        today() - 600 * DAY, list("abcdefg"),
        {
            "Werktempo": ("Werktempo", [1, 2, 4, 6, 7]),
            "Collega's": ("Samenwerken", [1, 3, 4, 6, 7]),
            "Leiding": ("Samenwerken", [1, None, 4, 6, 7], "Toen was dit samen één stap."),
        },
    )  # fmt: skip
    people.make_assessment(plan, anouk, on=today() - 500 * DAY, steps={"Werktempo": 5, "Collega's": 3, "Leiding": 6})
    people.make_list(
        today() - 100 * DAY, ["niet", "met hulp", "zelf", "altijd"],
        {
            "Doorwerken": ("Werktempo", [1, 1, 2, 2, 3, 3, 4]),
            "Collega's": ("Collega's", [1, 1, 2, 3, 3, 4, 4]),
            "Leiding": ("Leiding", [1, 1, 2, 2, 3, 3, 4]),
            "Plannen": "Nieuw sinds dit jaar.",
        },
    )  # fmt: skip
    people.make_assessment(
        plan, anouk, on=today() - DAY, steps={"Doorwerken": 3, "Collega's": 2, "Leiding": 4, "Plannen": 1}
    )
    return plan


def test_old_scores_stand_as_they_were_and_as_they_are_now(client: Client, three: SupportPlan, anouk: User) -> None:
    """By hand: 3 -> 4 -> 2 and 5 -> 3 of four; 2 -> 3 -> 2; 2 -> nothing, 6 -> 3."""
    client.force_login(anouk)
    rows = {each["name"]: each["rows"] for each in client.get(at(three.employee)).context["abilities"]}
    told = {name: [(row["said"], row["carried"]) for row in found] for name, found in rows.items()}
    assert told == {
        "Doorwerken": [
            ("stap 3 van 4: zelf", "stap 3 van 4"),
            ("Werktempo, stap 5 van 7: e", "stap 3 van 4"),
            ("Werktempo, stap 3 van 5: lukt met een beetje hulp", "stap 2 van 4"),
        ],
        "Collega's": [
            ("stap 2 van 4: met hulp", "stap 2 van 4"),
            ("stap 3 van 7: c", "stap 2 van 4"),
            ("Samenwerken, stap 2 van 5: lukt met veel hulp", "stap 2 van 4"),
        ],
        "Leiding": [
            ("stap 4 van 4: altijd", "stap 4 van 4"),
            ("stap 6 van 7: f", "stap 3 van 4"),
            (
                "Samenwerken, stap 2 van 5: lukt met veel hulp",
                "niet te vergelijken: Toen was dit samen één stap.",
            ),
        ],
        "Plannen": [
            ("stap 1 van 4: niet", "stap 1 van 4"),
            ("niet beoordeeld", "niet te vergelijken: Nieuw sinds dit jaar."),
            ("niet beoordeeld", "niet te vergelijken: Nieuw sinds dit jaar."),
        ],
    }
    page = text(client.get(at(three.employee)))
    assert "Lichamelijk werk Staat niet meer op de lijst" in page
    assert "Stap 4 van 5: lukt zelf" in page


def test_the_comparison_says_what_it_was_carried_from(three: SupportPlan) -> None:
    found = read(three.employee_id, today())
    assert found.latest
    told = differences(found, found.latest)
    assert told
    assert told.sentences == [
        "Leiding: van stap 3 naar stap 4 (van 4). Toen was het: stap 6 van 7: f.",
        "Plannen: nu stap 1 (van 4). Niet te vergelijken: nieuw sinds dit jaar.",
    ]
    assert told.rest == ["Gelijk gebleven: Doorwerken, Collega's."]


def test_looked_at_on_a_day_of_then_the_list_is_that_of_then(client: Client, three: SupportPlan, anouk: User) -> None:
    client.force_login(anouk)
    day = today() - 400 * DAY
    rows = client.get(at(three.employee), {"peildatum": f"{day:%Y-%m-%d}"}).context["abilities"]
    assert [each["name"] for each in rows] == ["Werktempo", "Collega's", "Leiding"]
    assert [row["carried"] for row in rows[0]["rows"]] == ["stap 5 van 7", "stap 4 van 7"]


def test_the_drawing_breaks_where_nothing_can_be_compared(client: Client, three: SupportPlan, anouk: User) -> None:
    client.force_login(anouk)
    pictures = {each["name"]: each["picture"] for each in client.get(at(three.employee)).context["abilities"]}
    assert pictures["Doorwerken"].count("<circle") == 3
    assert pictures["Leiding"].count("<circle") == 2
    assert "naar stap 4" in pictures["Leiding"]
    assert "style=" not in "".join(pictures.values())


# Told elsewhere


def test_the_history_tells_it(plan: SupportPlan, anouk: User, bram: User) -> None:
    made = people.make_assessment(plan, anouk, on=date(2026, 3, 2))
    people.make_assessment(plan, bram, on=date(2026, 3, 2), corrects=made, because="Fout.")
    told = [each.sentence for each in changes(plan.employee, "plan") if "werkvaardigheden" in each.sentence]
    assert len(told) == 2
    assert any("de beoordeling van werkvaardigheden van 02-03-2026 vast" in each for each in told)
    assert sum("Fout." in each for each in told) == 1, told


def test_the_plan_on_paper_says_it_in_plain_dutch(client: Client, plan: SupportPlan, anouk: User) -> None:
    from cases.letters import plan as plan_letter

    people.make_assessment(plan, anouk, on=today() - 20 * DAY, steps={"Werktempo": 2})
    people.make_assessment(plan, anouk, on=today(), steps={"Werktempo": (3, 4)}, own_words="Ik ben best snel.")
    letter = plan_letter.letter(
        plan, name="Truus Fictief", coach="Anouk", sender="gemeente Almelo", day=today(), large=False,
        abilities=summary(read(plan.employee_id, today())),
    )  # fmt: skip
    said = repr(letter.blocks)
    for words in (
        "Wat u op uw werk kunt", "Stap 3 van 5: lukt met een beetje hulp. U vindt zelf: stap 4 van 5: lukt zelf.",
        "Werktempo: van stap 2 naar stap 3 (van 5).", "Uw eigen mening: Ik ben best snel.",
    ):  # fmt: skip
        assert words in said
    client.force_login(anouk)
    paper = client.get(at(plan.employee, "plan_paper", plan=plan.key))
    assert paper.content.startswith(b"%PDF")


def test_a_paper_that_is_signed_says_what_stood_when_it_was_signed(
    client: Client, plan: SupportPlan, anouk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases.letters import plan as plan_letter

    told: list[Any] = []
    letter = plan_letter.letter
    monkeypatch.setattr(plan_letter, "letter", lambda *given, **more: (told.append(more), letter(*given, **more))[1])
    people.make_assessment(plan, anouk, on=today() - 20 * DAY, steps={"Werktempo": 2})
    people.make_assessment(plan, anouk, on=today(), steps={"Werktempo": 3})
    client.force_login(anouk)
    for signed in (None, today() - 10 * DAY):
        SupportPlan.objects.filter(pk=plan.pk).update(
            employee_signed_on=signed, employee_signed_as="zelf" if signed else "", coach_signed_on=signed,
            coach_signed_by=anouk if signed else None,
        )  # fmt: skip
        assert client.get(at(plan.employee, "plan_paper", plan=plan.key)).status_code == 200
        people.meanwhile()
    assert [more["abilities"]["on"] for more in told] == [today(), today() - 20 * DAY]
