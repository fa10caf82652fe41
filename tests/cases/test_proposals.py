"""Proposed, tried, placed or not: each step with the day it happened and the moment it was entered.

Anouk coaches Truus of Almelo, who has 36 hours and works 24 of them; Bram is of Almelo, Carla of Wierden. *Fictief*.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases import dossier
from cases.actions import proposals as acts
from cases.models import Placement, Proposal, Vacancy, WaitingSpell, WswEmployee
from municipalities.models import User
from reports.stands import stand_of
from tests import people
from tests.cases.proposing import A_WEEK, NIGHT, TODAY, at, line, tried, work
from tests.opened import opened, source, text
from tests.people import day
from tests.situations import LAST_QUARTER, make_released, make_report

# Proposing


def test_anouk_proposes_somebody_for_an_open_place(as_anouk: Client, free: WswEmployee, place: Vacancy) -> None:
    shown = as_anouk.get(reverse("vacancy", args=[place.key]))
    (row,) = shown.context["people"]
    assert row["propose"] == f"/medewerkers/{free.key}/voorstellen/nieuw/?plek={place.key}"
    answer = as_anouk.post(row["propose"], {"hours": "8,5", "proposed_on": (TODAY - NIGHT).isoformat()})
    assert answer.status_code == 302
    made = Proposal.objects.get()
    assert (made.vacancy, made.hirer, made.function, made.form) == (place, place.hirer, "Inpakker", "IND")
    assert (str(made.hours), made.proposed_on, made.state) == ("8.50", TODAY - NIGHT, "voorgesteld")
    again = text(as_anouk.get(reverse("vacancy", args=[place.key])))
    assert "Voorstellen die lopen 1" in again
    assert "Wie is voorgesteld" in again
    assert "Stel voor" not in again


def test_anouk_proposes_somebody_at_a_site(as_anouk: Client, free: WswEmployee, place: Vacancy) -> None:
    place.hirer.sites.create(name="Hal 2")
    url = reverse("proposal_new", args=[free.key])
    said = {
        "hirer": "bakkerij bedacht", "site": "hal 3", "function": "Bezorger", "form": "IND", "hours": "4",
        "proposed_on": TODAY.isoformat(),
    }  # fmt: skip
    answer = as_anouk.post(url, said)
    assert answer.status_code == 422
    assert "Deze vestiging kennen wij niet bij deze inlener. Wel: Hal 2." in text(answer)
    assert as_anouk.post(url, said | {"site": "hal 2"}).status_code == 302
    made = Proposal.objects.get()
    assert (str(made.site), made.vacancy) == ("Hal 2", None)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"hirer": "Onbekend BV"}, "Deze inlener kennen wij niet."),
        ({"hirer": ""}, "Kies een inlener."),
        ({"form": "BSB"}, "Kies een werkvorm uit de lijst."),
        ({"function": ""}, "Schrijf op voor welk werk het is."),
        ({"hours": "41"}, "Uren per week liggen tussen 0 en 40."),
        ({"proposed_on": (TODAY + NIGHT).isoformat()}, "Deze dag moet nog komen."),
        ({"function": "Inpakker", "form": "IND"}, "Voor dit werk is deze medewerker al voorgesteld."),
    ],
)
def test_what_cannot_be_proposed(as_anouk: Client, proposed: Proposal, given: dict[str, str], why: str) -> None:
    said = {
        "hirer": "Bakkerij Bedacht", "function": "Bezorger", "form": "GRD", "hours": "4",
        "proposed_on": TODAY.isoformat(),
    }  # fmt: skip
    answer = as_anouk.post(reverse("proposal_new", args=[proposed.employee.key]), said | given)
    assert answer.status_code == 422
    assert why in text(answer)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("key", ["geen", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_an_open_place_that_is_not_there(as_anouk: Client, free: WswEmployee, key: str) -> None:
    assert as_anouk.get(reverse("proposal_new", args=[free.key]), {"plek": key}).status_code == 404


@pytest.mark.parametrize("over", [{"withdrawn_on": TODAY}, {"starts_on": TODAY - A_WEEK, "ends_on": TODAY - NIGHT}])
def test_for_a_place_that_is_over_nobody_is_proposed(
    as_anouk: Client, free: WswEmployee, place: Vacancy, over: dict[str, Any]
) -> None:
    Vacancy.objects.filter(pk=place.pk).update(**over)
    url = f"{reverse('proposal_new', args=[free.key])}?plek={place.key}"
    answer = as_anouk.post(url, {"hours": "8", "proposed_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Deze plek is niet meer open." in text(answer)


def test_who_only_waits_is_not_proposed(as_anouk: Client, free: WswEmployee, place: Vacancy) -> None:
    """The night would close it at once, as of somebody who is in service no more."""
    job = free.employments.get()
    job.placements.all().delete()
    job.hours.all().delete()
    job.delete()
    WaitingSpell.objects.create(employee=free, scheme="beschut", starts_on=TODAY - A_WEEK)
    assert "Nieuw voorstel" not in text(as_anouk.get(reverse("employee", args=[free.key])))
    url = f"{reverse('proposal_new', args=[free.key])}?plek={place.key}"
    answer = as_anouk.post(url, {"hours": "8", "proposed_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "Deze medewerker is niet in dienst." in text(answer)
    assert not Proposal.objects.exists()


def test_a_proposal_counts_nowhere(free: WswEmployee, anouk: User, place: Vacancy) -> None:
    """No stand of today or of the end of the month changes, and no hour is taken."""
    days = (TODAY, (TODAY.replace(day=1) + timedelta(days=31)).replace(day=1) - NIGHT)
    before = [stand_of(free.pk, each) for each in days]
    people.make_proposal(free, anouk, vacancy=place, hours=12)
    assert [stand_of(free.pk, each) for each in days] == before
    assert before[0] is not None


def test_a_trial_counts_from_its_first_day_to_its_last(as_anouk: Client, proposed: Proposal) -> None:
    person = proposed.employee
    last = TODAY + 4 * A_WEEK
    days = (TODAY - NIGHT, last + NIGHT)
    before = [stand_of(person.pk, each) for each in days]
    trial = tried(as_anouk, proposed)
    assert (trial.starts_on, trial.ends_on, str(trial.hours)) == (TODAY, last, "10.00")
    assert [stand_of(person.pk, each) for each in days] == before
    assert person.employments.get().placements.running_on(TODAY).count() == 2  # hers, and the trial
    assert person.employments.get().placements.running_on(last + NIGHT).count() == 1


# Its steps


def test_each_step_has_both_its_days(free: WswEmployee, anouk: User, bram: User) -> None:
    """Proposed on the third and entered on the fourth; tried from the tenth, entered on the ninth; fixed since."""
    moments = [datetime(2026, 9, each, 9, tzinfo=UTC) for each in (4, 9)] + [datetime(2026, 10, 12, 9, tzinfo=UTC)]
    people.recorded_on(moments[0], str(anouk.key))
    made = people.make_proposal(free, anouk, proposed_on=day("03-09-2026"))
    people.recorded_on(moments[1], str(bram.key))
    trial = acts.try_out(
        proposal=made, employment=free.employments.get(), form="IND", hours=10, hirer=made.hirer,
        starts_on=day("10-09-2026"), ends_on=day("10-10-2026"),
    )  # fmt: skip
    made.refresh_from_db()
    assert line(made) == (
        "voorgesteld 03-09-2026 (ingevoerd 04-09-2026 door Anouk Voorbeeld),"
        " proef van 10-09-2026 tot en met 10-10-2026 (ingevoerd 09-09-2026 door Bram Voorbeeld)"
    )
    people.recorded_on(moments[2], str(anouk.key))
    trial.refresh_from_db()
    acts.keep(proposal=made, trial=trial, since=day("11-10-2026"), ends_on=None)
    assert line(made).endswith(
        "proef van 10-09-2026 tot en met 10-10-2026 (ingevoerd 09-09-2026 door Bram Voorbeeld),"
        " vast sinds 11-10-2026 (ingevoerd 12-10-2026 door Anouk Voorbeeld)"
    )


def test_anouk_lets_a_trial_go_on(as_anouk: Client, proposed: Proposal) -> None:
    trial = tried(as_anouk, proposed)
    url = at(proposed, "proposal_keep")
    assert as_anouk.get(url).context["form"].initial["since"] == TODAY + 4 * A_WEEK + NIGHT
    answer = as_anouk.post(url, opened(as_anouk, url) | {"since": (TODAY + 4 * A_WEEK + NIGHT).isoformat()})
    assert answer.status_code == 302
    trial.refresh_from_db()
    proposed.refresh_from_db()
    assert (trial.ends_on, trial.end_reason) == (None, "")
    assert (proposed.state, proposed.placement, proposed.settled_on) == ("geplaatst", trial, TODAY + 4 * A_WEEK + NIGHT)
    assert "Vast vanaf" in text(as_anouk.get(at(proposed)))


def test_after_the_trial_other_hours_are_another_placement(as_anouk: Client, proposed: Proposal) -> None:
    trial = tried(as_anouk, proposed)
    first = (TODAY + 4 * A_WEEK + NIGHT).isoformat()
    form = as_anouk.get(at(proposed, "proposal_place")).context["form"]
    assert (form["starts_on"].value(), form["function"].value()) == (TODAY + 4 * A_WEEK + NIGHT, "Inpakker")
    said = work(proposed.employee, hours="12", form="GRD", starts_on=first, ends_on="")
    assert as_anouk.post(at(proposed, "proposal_place"), said).status_code == 302
    proposed.refresh_from_db()
    assert proposed.placement not in (None, trial)
    assert (str(proposed.placement.hours), proposed.placement.form) == ("12.00", "GRD")
    trial.refresh_from_db()
    assert trial.ends_on == TODAY + 4 * A_WEEK


def test_a_trial_ends_in_the_timeline_where_it_ended(as_anouk: Client, proposed: Proposal) -> None:
    """A week later another placement begins; that week was no trial."""
    trial = tried(as_anouk, proposed)
    first = (TODAY + 5 * A_WEEK + NIGHT).isoformat()
    said = work(proposed.employee, hours="12", form="GRD", starts_on=first, ends_on="")
    assert as_anouk.post(at(proposed, "proposal_place"), said).status_code == 302
    who = proposed.employee
    found = dossier.read(who.pk, born=who.birth_date, died_on=None, day=TODAY)
    assert [each.ends_on for each in found.proposed if each.step == "proef"] == [trial.ends_on]


def test_somebody_is_placed_at_once(as_anouk: Client, proposed: Proposal) -> None:
    said = work(proposed.employee, ends_on="")
    assert as_anouk.post(at(proposed, "proposal_place"), said).status_code == 302
    proposed.refresh_from_db()
    assert (proposed.state, proposed.trial, proposed.settled_on) == ("geplaatst", None, TODAY)


def test_a_trial_stops(as_anouk: Client, proposed: Proposal) -> None:
    trial = tried(as_anouk, proposed)
    url = at(proposed, "proposal_stop")
    said = {"on": TODAY.isoformat(), "reason": "inlener_past_niet"}
    assert as_anouk.post(url, opened(as_anouk, url) | said).status_code == 302
    trial.refresh_from_db()
    proposed.refresh_from_db()
    assert (trial.ends_on, trial.end_reason) == (TODAY, "proef gestopt")
    assert (proposed.state, proposed.reason, proposed.settled_on) == ("gestopt", "inlener_past_niet", TODAY)
    assert "de inlener vindt het werk niet passend" in line(proposed)


@pytest.mark.parametrize(
    ("reason", "state"),
    [("medewerker_wil_niet", "afgewezen"), ("wij_past_niet", "afgewezen"), ("terug_vergissing", "ingetrokken")],
)
def test_it_does_not_come_to_a_placement(as_anouk: Client, proposed: Proposal, reason: str, state: str) -> None:
    url = at(proposed, "proposal_close")
    answer = as_anouk.post(url, opened(as_anouk, url) | {"on": TODAY.isoformat(), "reason": reason})
    assert answer.status_code == 302
    proposed.refresh_from_db()
    assert (proposed.state, proposed.reason, proposed.settled_on) == (state, reason, TODAY)
    as_anouk.post(at(proposed, "proposal_reopen"))
    proposed.refresh_from_db()
    assert (proposed.state, proposed.reason, proposed.settled_on) == ("voorgesteld", "", None)


def test_what_is_open_again_meets_another_for_the_same_work(as_anouk: Client, proposed: Proposal, anouk: User) -> None:
    Proposal.objects.update(state="ingetrokken", reason="terug_anders", settled_on=TODAY)
    people.make_proposal(proposed.employee, anouk)
    answer = as_anouk.post(at(proposed, "proposal_reopen"), follow=True)
    assert "Voor dit werk is deze medewerker al voorgesteld." in text(answer)
    proposed.refresh_from_db()
    assert proposed.state == "ingetrokken"


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("proposal_trial", {"ends_on": ""}, "Een proef heeft een laatste dag."),
        ("proposal_trial", {"starts_on": (TODAY - 2 * A_WEEK).isoformat()}, "Deze dag ligt voor het voorstel"),
        ("proposal_trial", {"hirer": "Drukkerij Verzonnen"}, "Dit voorstel is voor Bakkerij Bedacht."),
        ("proposal_trial", {"hours": "13"}, "37 uur geplaatst zijn; het contract is dan 36 uur."),
        ("proposal_place", {"hirer": ""}, "Vul de inlener van dit voorstel in."),
        ("proposal_close", {"on": (TODAY + NIGHT).isoformat()}, "Deze dag moet nog komen."),
        ("proposal_close", {"on": (TODAY - 2 * A_WEEK).isoformat()}, "Deze dag ligt voor het voorstel"),
        ("proposal_close", {"on": TODAY.isoformat(), "reason": ""}, "Kies een reden."),
        ("proposal_close", {"on": TODAY.isoformat(), "reason": "ziek"}, "Kies een reden uit de lijst."),
    ],
)
def test_what_cannot_follow(as_anouk: Client, proposed: Proposal, name: str, given: dict[str, str], why: str) -> None:
    people.make_hirer("Drukkerij Verzonnen")
    answer = as_anouk.post(at(proposed, name), work(proposed.employee) | {"reason": "terug_anders"} | given)
    assert answer.status_code == 422
    assert why in text(answer)
    proposed.refresh_from_db()
    assert (proposed.state, Placement.objects.count()) == ("voorgesteld", 1)


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("proposal_keep", {"since": (TODAY + 6 * A_WEEK).isoformat()}, "Leg een nieuwe plaatsing vast."),
        ("proposal_keep", {"since": (TODAY - NIGHT).isoformat()}, "De proef begint zelf pas op"),
        ("proposal_keep", {"since": TODAY.isoformat(), "ends_on": (TODAY - NIGHT).isoformat()}, "ligt voor de eerste"),
        ("proposal_stop", {"on": (TODAY - NIGHT).isoformat()}, "De laatste werkdag ligt voor de eerste"),
        ("proposal_stop", {"reason": "geen match"}, "Kies een reden uit de lijst."),
        ("proposal_stop", {"reason": "terug_vergissing"}, "Kies een reden uit de lijst."),
    ],
)
def test_how_a_trial_cannot_go_on(
    as_anouk: Client, proposed: Proposal, name: str, given: dict[str, str], why: str
) -> None:
    trial = tried(as_anouk, proposed)
    said = {"on": TODAY.isoformat(), "reason": "wij_past_niet"} | given
    answer = as_anouk.post(at(proposed, name), said)
    assert answer.status_code == 422
    assert why in text(answer)
    trial.refresh_from_db()
    assert trial.ends_on == TODAY + 4 * A_WEEK


def test_a_trial_under_a_contract_that_ends_with_it_goes_on_as_another_placement(
    as_anouk: Client, proposed: Proposal
) -> None:
    trial = tried(as_anouk, proposed)
    contract = people.make_contract(proposed.hirer.name, kind="IND", until=trial.ends_on)
    Placement.objects.filter(pk=trial.pk).update(contract=contract)
    url = at(proposed, "proposal_keep")
    form = as_anouk.get(url).context["form"]
    assert "ends_on" not in form.initial
    answer = as_anouk.post(url, {"since": (TODAY + 4 * A_WEEK + NIGHT).isoformat()})
    assert answer.status_code == 422
    assert "Onder een ander contract is het een nieuwe plaatsing." in text(answer)


@pytest.mark.parametrize("name", ["proposal_trial", "proposal_place"])
def test_a_step_says_for_which_work_it_is_and_leads_back(as_anouk: Client, proposed: Proposal, name: str) -> None:
    shown = source(as_anouk.get(at(proposed, name)))
    assert "Inpakker bij Bakkerij Bedacht, voor Truus Fictief" in shown
    assert f'href="{at(proposed)}"' in shown


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("proposal_keep", {}, f"Vanaf {TODAY + 4 * A_WEEK + NIGHT:%d-%m-%Y} is dit geen proef meer."),
        ("proposal_keep", {"since": f"{TODAY:%Y-%m-%d}", "ends_on": ""}, "Het werk loopt door, zonder einddatum."),
        ("proposal_keep", {"since": f"{TODAY - A_WEEK:%Y-%m-%d}", "ends_on": ""}, ""),
        ("proposal_stop", {}, f"De proef stopt na {TODAY + 4 * A_WEEK:%d-%m-%Y}."),
        ("proposal_stop", {"on": f"{TODAY:%Y-%m-%d}", "reason": ""}, f"De proef stopt na {TODAY:%d-%m-%Y}."),
    ],
)
def test_what_becomes_of_a_trial_is_said_before_it_is_saved(
    as_anouk: Client, proposed: Proposal, name: str, given: dict[str, str], told: str
) -> None:
    tried(as_anouk, proposed)
    said = as_anouk.get(at(proposed, name), given).context["preview"]
    assert (told in " ".join(said)) if told else said == []


@pytest.mark.parametrize("name", ["proposal_keep", "proposal_stop"])
def test_how_a_trial_ends_says_so_too(as_anouk: Client, proposed: Proposal, name: str) -> None:
    tried(as_anouk, proposed)
    shown = source(as_anouk.get(at(proposed, name)))
    assert "Inpakker bij Bakkerij Bedacht, voor Truus Fictief" in shown
    assert f'href="{at(proposed)}"' in shown


@pytest.mark.parametrize("name", ["proposal_keep", "proposal_stop"])
def test_who_is_not_on_trial_does_not_go_on(as_anouk: Client, proposed: Proposal, name: str) -> None:
    assert as_anouk.get(at(proposed, name)).status_code == 404


def test_no_second_trial_of_one_proposal(as_anouk: Client, proposed: Proposal) -> None:
    tried(as_anouk, proposed)
    assert as_anouk.post(at(proposed, "proposal_trial"), work(proposed.employee)).status_code == 404
    assert as_anouk.post(at(proposed, "proposal_close"), {"on": TODAY, "reason": "terug_anders"}).status_code == 422


def test_a_trial_in_a_reported_quarter_asks_why(
    as_anouk: Client, free: WswEmployee, anouk: User, place: Vacancy
) -> None:
    """It counts, so it is weighed as any other work: the report of last quarter says something else with it."""
    make_released(make_report())
    last = LAST_QUARTER.ends_on
    with people.signing(anouk):
        made = people.make_proposal(free, anouk, vacancy=place, proposed_on=last - A_WEEK)
    url, said = at(made, "proposal_trial"), work(free, starts_on=last.isoformat())
    shown = text(as_anouk.get(url, said))
    assert "Dit verandert er als u bewaart" in shown
    answer = as_anouk.post(url, said)
    assert answer.status_code == 422
    assert "Kies waarom dit nu nog verandert." in text(answer)
    assert as_anouk.post(url, said | {"because_kind": "late_melding"}).status_code == 302
    assert free.corrections.count() == 1


# Two at once


def test_two_say_how_one_proposal_went(as_anouk: Client, proposed: Proposal) -> None:
    url = at(proposed, "proposal_close")
    sent = opened(as_anouk, url) | {"on": TODAY.isoformat(), "reason": "inlener_ander"}
    acts.close(proposal=Proposal.objects.get(), on=TODAY, reason="medewerker_wil_niet")
    people.meanwhile()
    answer = as_anouk.post(url, sent)
    assert answer.status_code == 409
    proposed.refresh_from_db()
    assert proposed.reason == "medewerker_wil_niet"


def test_a_trial_of_what_somebody_else_touched_meanwhile(as_anouk: Client, proposed: Proposal) -> None:
    """Closed and open again: it may still be tried, but who was there first is told."""
    url = at(proposed, "proposal_trial")
    sent = opened(as_anouk, url) | work(proposed.employee)
    acts.close(proposal=Proposal.objects.get(), on=TODAY, reason="inlener_ander")
    people.meanwhile()
    acts.reopen(proposal=Proposal.objects.get())
    people.meanwhile()
    assert as_anouk.post(url, sent).status_code == 409
    assert Placement.objects.count() == 1


def test_a_trial_of_what_was_closed_meanwhile(as_anouk: Client, proposed: Proposal) -> None:
    url = at(proposed, "proposal_trial")
    sent = opened(as_anouk, url) | work(proposed.employee)
    stale = Proposal.objects.get()
    acts.close(proposal=Proposal.objects.get(), on=TODAY, reason="inlener_ander")
    people.meanwhile()
    assert as_anouk.post(url, sent).status_code == 404
    values = {"employment": proposed.employee.employments.get(), "form": "IND", "hours": 10, "hirer": proposed.hirer}
    with pytest.raises(IntegrityError), transaction.atomic():
        acts.try_out(proposal=stale, starts_on=TODAY, ends_on=TODAY + A_WEEK, **values)
    assert Placement.objects.count() == 1


def test_two_open_one_proposal_again(as_anouk: Client, proposed: Proposal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second between the look and the save reads why, and not an empty line."""
    acts.close(proposal=Proposal.objects.get(), on=TODAY, reason="inlener_ander")
    people.meanwhile()

    def somebody_first(*, proposal: Proposal, do: Any = acts.reopen) -> None:
        do(proposal=Proposal.objects.get())
        people.meanwhile()
        do(proposal=proposal)

    monkeypatch.setattr(acts, "reopen", somebody_first)
    answer = as_anouk.post(at(proposed, "proposal_reopen"), follow=True)
    assert "Het voorstel is intussen veranderd." in text(answer)
