"""Lists of work abilities: Gerda (administrator) writes one, Hans (privacy officer) publishes it, and then it stays."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Ability, AbilityList, OverriddenWarning
from municipalities.logs import AuditEntry
from municipalities.models import User, today
from tests import opened as browser
from tests import people
from tests.cases.test_assessments_walls import refusal
from tests.opened import send, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FOUR = "lukt niet\nlukt met hulp\nlukt zelf\nlukt altijd"


def opened(client: Client, url: str) -> dict[str, str]:
    """As a browser would send it back, with what stands in the boxes of more lines too."""
    page = client.get(url).content.decode()
    boxes = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S)
    return browser.opened(client, url) | {name: unescape(said) for name, said in boxes}


def first() -> AbilityList:
    return AbilityList.objects.get(follows=None)


def begin(client: Client, by: User, **said: str) -> Any:
    client.force_login(by)
    url = reverse("ability_list_new")
    return send(client, url, opened(client, url) | {"why": "Een stap erbij."} | said)


@pytest.fixture
def draft(client: Client, gerda: User) -> AbilityList:
    assert begin(client, gerda).status_code == 302
    return AbilityList.objects.get(published_on=None)


def at(row: AbilityList | Ability, name: str = "ability_list") -> str:
    return reverse(name, args=[row.key])


def publish(client: Client, draft: AbilityList, by: User) -> Any:
    client.force_login(by)
    return send(client, at(draft), opened(client, at(draft)) | {"read": "on"})


def test_gerda_begins_from_the_list_of_now(draft: AbilityList) -> None:
    assert draft.follows == first()
    assert draft.starts_on == today() + DAY
    assert draft.steps == first().steps
    assert [(each.name, each.former.name, each.carries) for each in draft.abilities.all()] == [
        (each.name, each.name, [1, 2, 3, 4, 5]) for each in first().abilities.all()
    ]


def test_hans_publishes_and_from_that_day_it_holds(client: Client, draft: AbilityList, gerda: User, hans: User) -> None:
    client.force_login(hans)
    assert "1 lijst in concept" in text(client.get("/"))
    assert publish(client, draft, hans).status_code == 302
    draft.refresh_from_db()
    assert (draft.published_by, draft.published_on) == (hans, today())
    assert AbilityList.objects.in_force_on(today()) == first()
    assert AbilityList.objects.in_force_on(today() + DAY) == draft
    assert AuditEntry.objects.filter(act="settings_changed", detail="lijst van werkvaardigheden").count() == 1
    assert f"Gepubliceerd door {hans.name}" in text(client.get(at(draft)))
    assert client.post(at(draft), {"read": "on"}).status_code == 404


def test_who_wrote_a_word_of_it_does_not_publish_it(
    client: Client, draft: AbilityList, gerda: User, hans: User
) -> None:
    answer = publish(client, draft, gerda)
    assert answer.status_code == 422
    assert "Wie aan een lijst schreef, publiceert haar niet. Vraag een ander." in answer.content.decode()
    assert AbilityList.objects.get(pk=draft.pk).published_on is None
    second = people.make_user("Greet Voorbeeld")
    people.make_membership(second, "administrator")
    assert publish(client, draft, second).status_code == 302


def test_who_took_one_off_wrote_too(client: Client, draft: AbilityList, gerda: User) -> None:
    second = people.make_user("Greet Voorbeeld")
    people.make_membership(second, "administrator")
    client.force_login(second)
    last = draft.abilities.get(number=7)
    assert send(client, at(last, "ability_drop"), {}).status_code == 302
    assert [each.number for each in draft.abilities.all()] == [1, 2, 3, 4, 5, 6]
    assert publish(client, draft, second).status_code == 422


def test_with_other_steps_each_says_what_it_is_now(client: Client, gerda: User, hans: User) -> None:
    assert begin(client, gerda, steps=FOUR).status_code == 302
    draft = AbilityList.objects.get(published_on=None)
    page = text(client.get(at(draft)))
    assert "Werktempo: zeg bij elke stap van toen welke stap dat nu is." in page
    assert "Publiceer deze lijst" not in page
    client.force_login(hans)
    assert send(client, at(draft), {"read": "on"}).status_code == 422
    client.force_login(gerda)
    pace = draft.abilities.get(name="Werktempo")
    sent = opened(client, at(pace, "ability"))
    assert sent["carry_4"] == "3"  # the step that says the same is suggested
    assert sent["carry_1"] == ""
    answer = send(client, at(pace, "ability"), sent)
    assert answer.status_code == 422
    assert "Kies welke stap dit nu is, of dat het niet te vergelijken is." in answer.content.decode()
    said = {"carry_1": "1", "carry_2": "2", "carry_3": "niet", "carry_4": "3", "carry_5": "4"}
    answer = send(client, at(pace, "ability"), sent | said)
    assert "Schrijf waarom oude beoordelingen hiermee niet te vergelijken zijn." in answer.content.decode()
    assert send(client, at(pace, "ability"), sent | said | {"because": "Te vaag."}).status_code == 302
    pace.refresh_from_db()
    assert pace.carries == [1, 2, None, 3, 4]
    for ability in draft.abilities.exclude(pk=pace.pk):
        assert send(client, at(ability, "ability_drop"), {}).status_code == 302
    assert publish(client, draft, hans).status_code == 302


def test_more_steps_later_ask_it_again(client: Client, draft: AbilityList, gerda: User) -> None:
    url = at(draft, "ability_list_edit")
    assert send(client, url, opened(client, url) | {"steps": FOUR}).status_code == 302
    assert {tuple(each.carries) for each in draft.abilities.all()} == {()}


def test_as_many_steps_in_another_order_ask_it_again_too(
    client: Client, draft: AbilityList, gerda: User, hans: User
) -> None:
    url = at(draft, "ability_list_edit")
    assert send(client, url, opened(client, url) | {"why": "Een betere zin."}).status_code == 302
    assert () not in {tuple(each.carries) for each in draft.abilities.all()}
    other = "\n".join(reversed(draft.steps))
    assert send(client, url, opened(client, url) | {"steps": other}).status_code == 302
    assert {tuple(each.carries) for each in draft.abilities.all()} == {()}
    client.force_login(hans)
    assert "zeg bij elke stap van toen welke stap dat nu is" in text(client.get(at(draft)))


def test_an_ability_is_added_and_one_is_split(client: Client, draft: AbilityList, gerda: User) -> None:
    url = at(draft, "ability_new")
    together = first().abilities.get(name="Samenwerken")
    sent = opened(client, url) | {"name": "Met klanten", "meaning": "Praten met klanten."}
    answer = send(client, url, sent)
    assert "Schrijf waarom oude beoordelingen hiermee niet te vergelijken zijn." in answer.content.decode()
    assert send(client, url, sent | {"because": "Nieuw."}).status_code == 302
    halves = {f"carry_{nth}": str(nth) for nth in range(1, 6)} | {"former": str(together.pk)}
    sent = opened(client, url) | {"name": "Met leiding", "meaning": "Luisteren."} | halves
    assert send(client, url, sent).status_code == 302
    added = {each.name: (each.number, each.former, each.carries) for each in draft.abilities.filter(number__gt=7)}
    assert added == {"Met klanten": (8, None, []), "Met leiding": (9, together, [1, 2, 3, 4, 5])}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"starts_on": f"{today():%Y-%m-%d}"}, "Kies een dag na"),
        ({"starts_on": "onzin"}, "Dit is geen datum."),
        ({"why": ""}, "Schrijf waarom deze lijst er komt."),
        ({"steps": ""}, "Schrijf de stappen op."),
        ({"steps": "een"}, "Een schaal heeft 2 tot 9 stappen. Dit zijn er 1."),
        ({"steps": "\n".join("abcdefghij")}, "Een schaal heeft 2 tot 9 stappen. Dit zijn er 10."),
        ({"steps": "a\na"}, "Twee stappen zeggen hetzelfde."),
        ({"steps": "a\n" + "b" * 81}, "Een stap is hoogstens 80 tekens."),
    ],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, gerda: User, said: dict[str, str], sentence: str) -> None:
    answer = begin(client, gerda, **said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert AbilityList.objects.count() == 1


def test_a_name_is_on_the_list_once(client: Client, draft: AbilityList, gerda: User) -> None:
    url = at(draft, "ability_new")
    answer = send(client, url, opened(client, url) | {"name": "werktempo", "meaning": "x", "because": "x"})
    assert answer.status_code == 422
    assert "Deze werkvaardigheid staat al op de lijst." in answer.content.decode()


def test_words_about_health_are_asked_about_also_in_the_steps(client: Client, gerda: User) -> None:
    answer = begin(client, gerda, steps="lukt niet door depressie\nlukt")
    assert answer.status_code == 200
    assert "Gaat ‘depressie’ over gezondheid?" in answer.content.decode()
    assert AbilityList.objects.count() == 1
    assert not OverriddenWarning.objects.exists()


def test_there_is_one_draft_at_a_time(client: Client, draft: AbilityList, gerda: User) -> None:
    assert "Nieuwe lijst" not in text(client.get(reverse("ability_lists")))
    answer = begin(client, gerda)
    assert answer.status_code == 422
    assert "Er is al een lijst die na deze komt." in answer.content.decode()
    assert send(client, at(draft, "ability_list_drop"), {}).status_code == 302
    assert AbilityList.objects.count() == 1
    assert begin(client, gerda).status_code == 302


def test_what_was_read_is_what_is_published(client: Client, draft: AbilityList, gerda: User, hans: User) -> None:
    """Gerda changes a word while Hans reads: he is told, and reads again."""
    client.force_login(hans)
    sent = opened(client, at(draft)) | {"read": "on"}
    people.meanwhile()
    Ability.objects.filter(ability_list=draft, number=1).update(meaning="Iets heel anders.")
    people.meanwhile()
    answer = send(client, at(draft), sent)
    assert answer.status_code == 409
    assert "Iets heel anders." in answer.content.decode()
    assert AbilityList.objects.get(pk=draft.pk).published_on is None


def test_two_write_at_once_and_the_second_sees_both(client: Client, draft: AbilityList, gerda: User) -> None:
    pace = draft.abilities.get(number=1)
    sent = opened(client, at(pace, "ability")) | {"meaning": "Van mij."}
    Ability.objects.filter(pk=pace.pk).update(meaning="Van een ander.")
    people.meanwhile()
    answer = send(client, at(pace, "ability"), sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Van een ander." in page
    assert "Van mij." in page
    assert Ability.objects.get(pk=pace.pk).meaning == "Van een ander."


def test_only_who_keeps_the_lists_opens_them(
    client: Client, draft: AbilityList, anouk: User, bram: User, ellen: User, daan: User, hans: User
) -> None:
    pace = draft.abilities.get(number=1)
    urls = [
        reverse("ability_lists"),
        at(draft),
        reverse("ability_list_new"),
        at(draft, "ability_new"),
        at(pace, "ability"),
    ]
    for user, codes in ((hans, [200, 200, 403, 403, 403]), *((each, [403] * 5) for each in (anouk, bram, ellen, daan))):
        client.force_login(user)
        assert [client.get(url).status_code for url in urls] == codes, user


# The database itself

PUBLISH = "UPDATE cases_abilitylist SET published_by_id = %s WHERE id = %s"


def test_a_published_list_stays_as_it_is(client: Client, draft: AbilityList, gerda: User, hans: User) -> None:
    assert publish(client, draft, hans).status_code == 302
    people.meanwhile()
    for who in (gerda, hans):
        for act in (
            "UPDATE cases_abilitylist SET steps = '{a,b}' WHERE id = %s", "DELETE FROM cases_abilitylist WHERE id = %s",
            "UPDATE cases_abilitylist SET published_by_id = NULL, published_on = NULL WHERE id = %s",
            "UPDATE cases_abilitylist SET starts_on = starts_on + 1 WHERE id = %s",
        ):  # fmt: skip
            assert refusal(who, act, draft.pk) in {"published_list_stays"} or "ondertekend" in refusal(
                who, act, draft.pk
            )
        assert (
            refusal(who, "UPDATE cases_abilitylist SET why = 'x' WHERE id = %s", first().pk) == "published_list_stays"
        )
    for act in (
        "UPDATE cases_ability SET carries = '{1,1,1,1,1}' WHERE ability_list_id = %s",
        "UPDATE cases_ability SET name = name || 'x' WHERE ability_list_id = %s",
        "DELETE FROM cases_ability WHERE ability_list_id = %s",
        "INSERT INTO cases_ability (key, ability_list_id, number, name, meaning, carries, because)"
        " VALUES (gen_random_uuid(), %s, 9, 'x', 'x', '{}', 'x')",
    ):
        assert refusal(gerda, act, draft.pk) == "published_list_stays", act


def test_who_writes_and_who_publishes_is_held_there_too(
    draft: AbilityList, gerda: User, hans: User, bram: User, anouk: User, ellen: User
) -> None:
    assert refusal(hans, PUBLISH, hans.pk, draft.pk) == ""
    assert refusal(gerda, PUBLISH, gerda.pk, draft.pk) == "list_published_by_another"
    assert "eigen naam" in refusal(gerda, PUBLISH, hans.pk, draft.pk)
    unsigned = "UPDATE cases_abilitylist SET published_on = current_date WHERE id = %s"
    assert refusal(hans, unsigned, draft.pk) == "list_published_by_another"
    changed = "UPDATE cases_abilitylist SET published_by_id = %s, why = 'anders' WHERE id = %s"
    assert refusal(hans, changed, hans.pk, draft.pk) == "list_published_by_another"
    assert "niet aan u" in refusal(hans, "UPDATE cases_abilitylist SET why = 'x' WHERE id = %s", draft.pk)
    assert "niet aan u" in refusal(hans, "UPDATE cases_ability SET name = 'x' WHERE ability_list_id = %s", draft.pk)
    for user in (bram, anouk, ellen):
        assert "niet aan u" in refusal(user, PUBLISH, user.pk, draft.pk)
        assert "niet aan u" in refusal(user, "DELETE FROM cases_ability")


def test_who_publishes_takes_nothing_away_and_gives_no_other_key(gerda: User, hans: User) -> None:
    empty = people.make_list(today() + DAY, ["a", "b"], {}, published=False)
    whole = "DELETE FROM cases_abilitylist WHERE id = %s"
    assert "niet aan u" in refusal(hans, whole, empty.pk)
    assert refusal(gerda, whole, empty.pk) == ""
    moved = "UPDATE cases_abilitylist SET published_by_id = %s, key = gen_random_uuid() WHERE id = %s"
    assert refusal(hans, moved, hans.pk, empty.pk) == "list_published_by_another"


@pytest.mark.parametrize("steps", ["{{a,b},{c,d}}", "{a,NULL}", '{a,""}', '{a," "}', "{a}", "{}"])
def test_every_step_says_something(draft: AbilityList, gerda: User, steps: str) -> None:
    change = "UPDATE cases_abilitylist SET steps = %s WHERE id = %s"
    assert refusal(gerda, change, steps, draft.pk) == "ability_list_has_2_to_9_steps"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("UPDATE cases_ability SET carries = '{1,2,3}' WHERE number = 1 AND ability_list_id = %s", "complete"),
        ("UPDATE cases_ability SET carries = '{1,2,3,4,6}' WHERE number = 1 AND ability_list_id = %s", "complete"),
        ("UPDATE cases_ability SET carries = '{1,2,NULL,4,5}' WHERE number = 1 AND ability_list_id = %s", "complete"),
        (
            "UPDATE cases_ability SET former_id = NULL, carries = '{}' WHERE number = 1 AND ability_list_id = %s",
            "complete",
        ),
        ("DELETE FROM cases_ability WHERE ability_list_id = %s", "complete"),
        ("UPDATE cases_abilitylist SET starts_on = current_date WHERE id = %s", "begins_later"),
    ],
)
def test_what_is_not_complete_is_not_published(
    draft: AbilityList, gerda: User, hans: User, change: str, rule: str
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(change, [draft.pk])
    people.meanwhile()
    assert rule in refusal(hans, PUBLISH, hans.pk, draft.pk)


def test_an_ability_comes_from_the_list_before_it(draft: AbilityList, gerda: User) -> None:
    own = draft.abilities.get(number=2)
    act = "UPDATE cases_ability SET former_id = %s WHERE number = 1 AND ability_list_id = %s"
    assert refusal(gerda, act, own.pk, draft.pk) == "ability_comes_from_the_list_before"


def test_the_words_of_the_first_list_are_about_work() -> None:
    from cases import health_words

    listed = first()
    said = [*listed.steps, *(f"{each.name} {each.meaning}" for each in listed.abilities.all())]
    assert [health_words.found(each) for each in said] == [[]] * len(said)
    assert re.search("Werktempo", " ".join(said))
