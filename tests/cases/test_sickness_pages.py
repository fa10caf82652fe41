"""Reporting sick, coming back by steps, being better, putting it right; the steps of the law; and who may."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django import forms as django_forms
from django.apps import apps
from django.db import models
from django.urls import reverse

from cases.models import PoortwachterStep, SickPercentage, SickSpell, StepKind
from municipalities.models import today
from tests import people
from tests.portal.test_mass_assignment import forms_in_code

pytestmark = pytest.mark.django_db
TODAY = today()


def ago(days):
    return TODAY - timedelta(days=days)


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(name, person, spell=None, *more):
    return reverse(name, args=[person.key, *([spell.key] if spell else []), *more])


def percentages(spell):
    return [(each.starts_on, each.percentage) for each in spell.percentages.all()]


@pytest.fixture
def spell(truus):
    found = people.make_sick(truus, since=ago(60))
    found.percentages.create(starts_on=ago(60), percentage=100)
    found.refresh_from_db()
    return found


def test_bram_reports_somebody_sick(client, bram, truus):
    client.force_login(bram)
    response = client.post(address("sick_new", truus), {"on": ago(1), "percentage": "100", "vangnet": ""})
    assert response["Location"] == address("absence", truus)
    spell = truus.sick_spells.get()
    assert (spell.starts_on, spell.recovered_on, spell.vangnet) == (ago(1), None, None)
    assert percentages(spell) == [(ago(1), 100)]


def test_anouk_reports_for_her_caseload(client, anouk, truus):
    client.force_login(anouk)
    assert client.post(address("sick_new", truus), {"on": ago(1), "percentage": "50"}).status_code == 302


def test_carla_finds_nothing(client, carla, truus, spell):
    client.force_login(carla)
    for name in ("absence", "sick_new"):
        assert client.get(address(name, truus)).status_code == 404
    for url in (address("sick_partly", truus), address("sick_recovered", truus), address("sick_correct", truus, spell)):
        assert client.post(url, {"on": TODAY}).status_code == 404
    assert client.get(reverse("sick_step", args=[truus.key, "melding"])).status_code == 404


def test_a_spell_of_somebody_else_is_not_found_under_ones_own(client, bram, truus, wim):
    other = people.make_sick(wim, since=ago(5))
    client.force_login(bram)
    assert client.get(address("sick_correct", truus, other)).status_code == 404
    assert client.get(address("sick_recovered", truus)).status_code == 404


def test_daan_never_sees_it(client, daan, truus, spell):
    client.force_login(daan)
    assert client.get(address("absence", truus)).status_code == 404
    assert client.get(reverse("sick_list")).status_code == 404


def test_ellen_reads_and_has_no_list(client, ellen, truus, spell):
    client.force_login(ellen)
    assert "Corrigeer" not in text(client.get(address("absence", truus)))
    assert client.get(reverse("sick_list")).status_code == 403
    assert client.post(address("sick_recovered", truus), {"on": TODAY}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"on": TODAY + timedelta(days=1), "percentage": 100}, "Deze dag moet nog komen."),
        ({"on": "01-01-2000", "percentage": 100}, "op 01-01-2000 niet in dienst"),
        ({"on": "", "percentage": 100}, "Vul een datum in."),
        ({"on": TODAY, "percentage": 0}, "Meld dan hersteld."),
        ({"on": TODAY, "percentage": 101}, "Meer dan 100 procent kan niet."),
        ({"on": TODAY, "percentage": 100, "vangnet": "griep"}, "Kies ja, nee of weet ik niet."),
    ],
)
def test_a_report_that_cannot_be_is_refused_in_words(client, bram, truus, sent, sentence):
    client.force_login(bram)
    response = client.post(address("sick_new", truus), sent)
    assert (response.status_code, sentence in text(response)) == (422, True)
    assert not truus.sick_spells.exists()


def test_who_is_sick_cannot_report_sick_again(client, bram, truus, spell):
    client.force_login(bram)
    response = client.post(address("sick_new", truus), {"on": ago(3), "percentage": "100"})
    assert (response.status_code, "Op deze dagen staat al verzuim." in text(response)) == (422, True)
    assert "In de weg staat: verzuim, " in text(response)
    assert SickSpell.objects.count() == 1


def test_the_spell_in_the_way_ends_where_the_next_begins_when_asked(client, bram, truus, spell):
    client.force_login(bram)
    sent = {"on": ago(3), "percentage": "100"}
    offered = f"Meld het verzuim dat er al staat (vanaf {ago(60):%d-%m-%Y} ) hersteld per {ago(3):%d-%m-%Y}"
    assert offered in text(client.post(address("sick_new", truus), sent))
    told = text(client.get(address("sick_new", truus), sent | {"cut": "on"}))
    assert f"Het verzuim vanaf {ago(60):%d-%m-%Y} is dan hersteld per {ago(3):%d-%m-%Y}" in told
    assert client.post(address("sick_new", truus), sent | {"cut": "on"}).status_code == 302
    spells = truus.sick_spells.order_by("starts_on").values_list("starts_on", "recovered_on")
    assert list(spells) == [(ago(60), ago(3)), (ago(3), None)]


def test_nothing_is_offered_where_a_later_spell_or_none_is_in_the_way(client, bram, truus, spell):
    client.force_login(bram)
    earlier = text(client.post(address("sick_new", truus), {"on": ago(90), "percentage": "100", "cut": "on"}))
    assert "Op deze dagen staat al verzuim." in earlier
    assert "Meld het verzuim dat er al staat" not in earlier
    spell.recovered_on = ago(3)
    spell.save(update_fields=["recovered_on"])
    same_day = client.get(address("sick_new", truus), {"on": ago(3), "percentage": "100"})
    assert "Meld het verzuim dat er al staat" not in text(same_day)  # at work that day, says the one of before


def test_r31_the_form_says_beforehand_what_counts_together(client, bram, truus):
    people.make_sick(truus, since=ago(100), recovered_on=ago(20))
    client.force_login(bram)
    said = text(client.get(address("sick_new", truus), {"on": TODAY, "percentage": "100"}))
    assert f"Dit telt mee met het verzuim vanaf {ago(100):%d-%m-%Y}" in said


def test_coming_back_by_steps(client, bram, truus, spell):
    client.force_login(bram)
    for on, percentage in ((ago(10), 50), (ago(2), 20), (ago(2), 25)):
        response = client.post(address("sick_partly", truus), {"on": on, "percentage": percentage})
        assert response.status_code == 302
    assert percentages(spell) == [(ago(60), 100), (ago(10), 50), (ago(2), 25)]
    assert "nu 25 %" in text(client.get(address("absence", truus)))


def test_a_percentage_from_before_the_first_day_is_refused(client, bram, truus, spell):
    client.force_login(bram)
    response = client.post(address("sick_partly", truus), {"on": ago(61), "percentage": 50})
    assert (response.status_code, "Kies een latere dag." in text(response)) == (422, True)


def test_being_better_takes_what_was_planned_along(client, bram, truus, spell):
    spell.percentages.create(starts_on=TODAY + timedelta(days=7), percentage=50)
    client.force_login(bram)
    assert client.post(address("sick_recovered", truus), {"on": TODAY}).status_code == 302
    spell.refresh_from_db()
    assert (spell.recovered_on, percentages(spell)) == (TODAY, [(ago(60), 100)])


@pytest.mark.parametrize("days", [60, 61])
def test_being_better_before_being_sick_is_refused(client, bram, truus, spell, days):
    client.force_login(bram)
    assert client.post(address("sick_recovered", truus), {"on": ago(days)}).status_code == 422


def test_a_correction_keeps_what_stood_there(client, bram, truus, spell):
    client.force_login(bram)
    sent = {"starts_on": ago(58), "recovered_on": ago(5), "vangnet": "True"}
    assert client.post(address("sick_correct", truus, spell), sent).status_code == 302
    spell.refresh_from_db()
    assert (spell.starts_on, spell.recovered_on, spell.vangnet) == (ago(58), ago(5), True)
    assert percentages(spell) == [(ago(58), 100)]
    said = text(client.get(reverse("employee_history", args=[truus.key])))
    assert f"van {ago(60):%d-%m-%Y} naar {ago(58):%d-%m-%Y}" in said


def test_a_percentage_too_many_goes(client, bram, truus, spell):
    wrong = spell.percentages.create(starts_on=ago(30), percentage=50)
    client.force_login(bram)
    sent = {"starts_on": ago(60), "recovered_on": "", "vangnet": "", "without": [wrong.pk]}
    assert client.post(address("sick_correct", truus, spell), sent).status_code == 302
    assert percentages(spell) == [(ago(60), 100)]


def test_a_report_by_mistake_goes_and_is_remembered(client, bram, truus, spell):
    spell.steps.create(kind="melding", done_on=ago(55))
    client.force_login(bram)
    sent = {"starts_on": ago(60), "recovered_on": "", "vangnet": "", "mistake": "on"}
    assert client.post(address("sick_correct", truus, spell), sent).status_code == 302
    assert (SickSpell.objects.count(), PoortwachterStep.objects.count()) == (0, 0)
    assert "verwijderde" in text(client.get(reverse("employee_history", args=[truus.key]), {"soort": "verzuim"}))


def test_a_correction_that_meets_another_spell_is_refused(client, bram, truus, spell):
    people.make_sick(truus, since=ago(90), recovered_on=ago(80))
    client.force_login(bram)
    sent = {"starts_on": ago(85), "recovered_on": ""}
    response = client.post(address("sick_correct", truus, spell), sent)
    assert (response.status_code, "Op deze dagen staat al verzuim." in text(response)) == (422, True)
    assert f"hersteld per {ago(85):%d-%m-%Y}" in text(response)
    assert client.post(address("sick_correct", truus, spell), sent | {"cut": "on"}).status_code == 302
    spells = truus.sick_spells.order_by("starts_on").values_list("starts_on", "recovered_on")
    assert list(spells) == [(ago(90), ago(85)), (ago(85), None)]


def test_a_step_is_taken_put_right_and_taken_back(client, bram, truus, spell):
    client.force_login(bram)
    url = reverse("sick_step", args=[truus.key, "probleemanalyse"])
    for day in (ago(20), ago(22)):
        assert client.post(url, {"on": day}).status_code == 302
        assert spell.steps.get().done_on == day
    assert client.post(url, {"on": TODAY, "undo": "on"}).status_code == 302
    assert not spell.steps.exists()


def test_a_talk_is_held_more_than_once(client, bram, truus, spell):
    client.force_login(bram)
    url = reverse("sick_step", args=[truus.key, "voortgang"])
    assert [client.post(url, {"on": day}).status_code for day in (ago(20), ago(2), ago(2))] == [302, 302, 422]
    assert spell.steps.count() == 2


@pytest.mark.parametrize("days", [61, -1])
def test_a_step_is_not_taken_before_or_after(client, bram, truus, spell, days):
    client.force_login(bram)
    assert client.post(reverse("sick_step", args=[truus.key, "melding"]), {"on": ago(days)}).status_code == 422


def test_a_step_that_the_law_does_not_know_is_not_found(client, bram, truus, spell):
    client.force_login(bram)
    assert client.get(reverse("sick_step", args=[truus.key, "griep"])).status_code == 404


# Who is sick


def test_what_is_late_comes_first(client, bram, truus, spell):
    late = people.make_employee("Laat Fictief", placed=True)
    people.make_sick(late, since=ago(300)).percentages.create(starts_on=ago(300), percentage=80)
    spell.steps.create(kind="melding", done_on=ago(55))
    spell.steps.create(kind="probleemanalyse", done_on=ago(20))
    client.force_login(bram)
    found = client.get(reverse("sick_list")).context["sick"]
    assert [(one.name, one.percentage, one.step) for one in found.people] == [
        ("Fictief, Laat", 80, "melding bij de arbodienst"),
        ("Fictief, Truus", 100, "plan van aanpak"),
    ]
    assert (found.people[1].due_on, found.late) == (ago(60 - 56), 2)
    assert found.people[1].weeks == 9


@pytest.mark.parametrize(("shown", "count"), [("", 2), ("laat", 1), ("binnenkort", 1), ("lang", 1), ("x", 2)])
def test_the_list_can_be_narrowed(client, bram, truus, shown, count):
    people.make_sick(truus, since=ago(1))
    people.make_sick(people.make_employee("Lang Fictief"), since=ago(500))
    client.force_login(bram)
    assert len(client.get(reverse("sick_list"), {"toon": shown}).context["sick"].people) == count


def test_the_list_ends_at_the_door(client, anouk, bram, carla, truus, wim, spell):
    people.make_sick(wim, since=ago(5))
    for user, names in ((anouk, ["Fictief, Truus"]), (bram, ["Fictief, Truus"]), (carla, ["Verzonnen, Wim"])):
        client.force_login(user)
        assert [one.name for one in client.get(reverse("sick_list")).context["sick"].people] == names


def test_a_page_beyond_the_last_is_the_last(client, bram, truus, spell):
    client.force_login(bram)
    assert len(client.get(reverse("sick_list"), {"pagina": "7"}).context["sick"].people) == 1


def test_nobody_sick_is_said(client, bram):
    client.force_login(bram)
    assert "niemand" in text(client.get(reverse("sick_list")))


# No place for a cause, anywhere

CAUSES = "oorzaak diagnose klacht aandoening ziektebeeld medicijn medicatie behandeling arts symptoom".split()
CAUSES += "cause diagnosis illness disease symptom treatment doctor".split()


def tells_a_cause(names):
    return {
        name for name in names if any(word.startswith(tuple(CAUSES)) for word in re.findall("[a-z]+", name.lower()))
    }


def test_no_field_anywhere_is_for_a_cause():
    of_models = {f"{model.__name__}.{each.name} {getattr(each, 'verbose_name', '')}"
                 for model in apps.get_models() for each in model._meta.get_fields()}  # fmt: skip
    of_forms = {f"{form.__name__}.{name} {each.label or ''}"
                for form in forms_in_code() for name, each in getattr(form, "base_fields", {}).items()}  # fmt: skip
    assert tells_a_cause(of_models | of_forms) == set()
    assert tells_a_cause({"SickSpell.oorzaak"})


def test_nothing_about_sickness_takes_words():
    """Days, numbers, yes or no and a fixed list: where no word can be written, no cause can."""
    for model in (SickSpell, SickPercentage, PoortwachterStep):
        words = [each.name for each in model._meta.concrete_fields
                 if isinstance(each, models.CharField | models.TextField) and not each.choices]  # fmt: skip
        assert words == ["recorded_by"], model
    ours = [form for form in forms_in_code() if form.__module__ == "cases.sickness_forms"]
    assert len(ours) == 5
    for form in ours:
        for name, each in form.base_fields.items():
            assert type(each) is not django_forms.CharField, (form, name)


def test_the_steps_are_those_of_the_law():
    assert len(StepKind.values) == 9
