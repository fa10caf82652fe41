"""Where proposals are shown, and to whom: the pages, the night that closes what is over, and both walls. *Fictief*."""

from typing import Any

from django.test import Client
from django.urls import reverse

from cases import proposals
from cases.models import Placement, Proposal, Vacancy, WswEmployee
from cases.tasks import plan_appointments
from municipalities.models import AuditEntry, User
from tests import people
from tests.cases.destroying import asking_as
from tests.cases.proposing import A_WEEK, NIGHT, TODAY, at, line, tried
from tests.opened import text
from tests.portal.test_rows_of_another import refusal

# On the pages


def test_the_dossier_and_its_timeline_show_it(as_anouk: Client, proposed: Proposal) -> None:
    tried(as_anouk, proposed)
    page = as_anouk.get(reverse("employee", args=[proposed.employee.key]))
    shown = text(page)
    assert f"voorgesteld {TODAY - A_WEEK:%d-%m-%Y} (ingevoerd {TODAY:%d-%m-%Y} door" in shown
    lanes = [(row["lane"], row["text"]) for row in page.context["timeline_rows"]]
    assert ("Voorstel", "Voorgesteld bij Bakkerij Bedacht, Inpakker") in lanes
    assert ("Voorstel", "Op proef bij Bakkerij Bedacht, Inpakker") in lanes


def test_the_list_shows_ones_own_by_step(as_anouk: Client, proposed: Proposal, wim: WswEmployee, anouk: User) -> None:
    people.make_proposal(wim, anouk)
    url = reverse("proposal_list")
    assert [row["proposal"] for row in as_anouk.get(url).context["rows"]] == [proposed]
    assert [row["proposal"] for row in as_anouk.get(url, {"stap": "voorgesteld"}).context["rows"]] == [proposed]
    assert as_anouk.get(url, {"stap": "proef"}).context["rows"] == []
    assert [row["proposal"] for row in as_anouk.get(url, {"stap": "raar"}).context["rows"]] == [proposed]
    assert AuditEntry.objects.filter(act="people_listed", subjects=[proposed.employee.key]).exists()


def test_the_list_and_the_place_go_page_by_page(
    as_anouk: Client, proposed: Proposal, place: Vacancy, anouk: User, django_assert_max_num_queries: Any
) -> None:
    for nth in range(60):
        person = people.make_employee(f"Nr{nth:02} Fictief", hours=20)
        people.coach(person, anouk)
        people.make_proposal(person, anouk, vacancy=place)
    first = as_anouk.get(reverse("proposal_list"))
    assert (len(first.context["rows"]), first.context["page"].total) == (50, 61)
    assert len(as_anouk.get(reverse("proposal_list"), {"pagina": "2"}).context["rows"]) == 11
    shown = as_anouk.get(reverse("vacancy", args=[place.key]))
    assert (len(shown.context["people"]), shown.context["page"].total) == (50, 61)
    assert len(as_anouk.get(reverse("vacancy", args=[place.key]), {"pagina": "2"}).context["people"]) == 11
    assert (len(shown.context["proposed"]), shown.context["more_proposed"]) == (50, True)
    assert shown.context["row"]["proposed"] == 61


def test_what_ends_says_that_it_is_a_trial(as_anouk: Client, proposed: Proposal) -> None:
    tried(as_anouk, proposed)
    shown = text(as_anouk.get(reverse("expiring"), {"wat": "plaatsing"}))
    assert "Bakkerij Bedacht (op proef)" in shown


def test_the_night_closes_what_runs_of_who_is_gone(as_anouk: Client, proposed: Proposal, free: WswEmployee) -> None:
    plan_appointments()
    proposed.refresh_from_db()
    assert proposed.state == "voorgesteld"
    free.employments.get().placements.update(ends_on=TODAY - NIGHT)
    free.employments.get().hours.update(ends_on=TODAY - NIGHT)
    free.employments.update(ends_on=TODAY - NIGHT, outflow_reason="EIG")
    people.meanwhile()
    plan_appointments()
    proposed.refresh_from_db()
    assert (proposed.state, proposed.reason) == ("ingetrokken", "uit_dienst")
    assert "door het portaal (afspraken maken, en afsluiten wat niet meer kan)" in line(proposed)


# The walls


def test_carla_finds_nothing(client: Client, carla: User, proposed: Proposal, place: Vacancy) -> None:
    client.force_login(carla)
    for name in ("proposal", "proposal_trial", "proposal_place", "proposal_close"):
        assert client.get(at(proposed, name)).status_code == 404
    assert client.get(reverse("proposal_list")).context["rows"] == []
    shown = text(client.get(reverse("vacancy", args=[place.key])))
    assert "Voorstellen die lopen 1" in shown  # the number is the same for all; who it is she does not see
    assert "Truus" not in shown
    with asking_as(carla):
        assert not Proposal.objects.exists()
        assert proposals.running([place]) == {place.pk: 1}


def test_the_door_in_the_code_stands_without_the_wall_behind_it(
    anouk: User, bram: User, carla: User, daan: User, ellen: User, proposed: Proposal
) -> None:
    """The tests ask as a process, to whom the database shows everything."""
    seen = {
        user.name.split()[0]: Proposal.objects.visible_to(user.memberships.get()).count()
        for user in (anouk, bram, carla, daan, ellen)
    }
    assert seen == {"Anouk": 1, "Bram": 1, "Carla": 0, "Daan": 0, "Ellen": 0}
    assert not Proposal.objects.visible_to(None).exists()


def test_who_keeps_no_dossier_reads_none(client: Client, daan: User, ellen: User, proposed: Proposal) -> None:
    for user in (daan, ellen):
        with asking_as(user):
            assert not Proposal.objects.exists()
    with asking_as(daan):
        assert proposals.running([proposed.vacancy]) == {}
    client.force_login(ellen)
    assert client.get(reverse("proposal_list")).status_code == 403
    assert "Bakkerij Bedacht" not in text(client.get(reverse("employee", args=[proposed.employee.key])))


NEW = (
    "INSERT INTO cases_proposal (key, employee_id, hirer_id, form, function, hours, proposed_on, proposed_by_id, state,"
    " reason, settled_on, vacancy_id) SELECT gen_random_uuid(), employee_id, hirer_id, form, %s, hours,"
    " CURRENT_DATE + %s::int, %s, %s, %s, NULL, %s FROM cases_proposal"
)


def test_the_database_holds_what_the_forms_hold(bram: User, anouk: User, proposed: Proposal, place: Vacancy) -> None:
    other = Vacancy.objects.create(
        hirer=people.make_hirer("Drukkerij Verzonnen"), function="Vouwer", form="IND", hours=2, starts_on=TODAY
    )
    assert "eigen naam" in refusal(bram, NEW, "a", 0, anouk.pk, "voorgesteld", "", None)
    assert "proposal_lies_in_the_future" in refusal(bram, NEW, "a", 2, bram.pk, "voorgesteld", "", None)
    assert "proposal_step_not_possible" in refusal(bram, NEW, "a", 0, bram.pk, "ingetrokken", "terug_anders", None)
    assert "proposal_is_for_its_place" in refusal(bram, NEW, "a", 0, bram.pk, "voorgesteld", "", other.pk)
    assert "one_running_proposal" in refusal(bram, NEW, "Inpakker", 0, bram.pk, "voorgesteld", "", place.pk)
    assert refusal(bram, NEW, "a", 0, bram.pk, "voorgesteld", "", place.pk) == ""
    for change in ("hours = 9", "function = 'b'", "proposed_on = proposed_on - 1", "proposed_by_id = employee_id"):
        assert "verandert niet" in refusal(bram, f"UPDATE cases_proposal SET {change}")
    step = "UPDATE cases_proposal SET state = '{}', trial_id = {}, settled_on = {}, reason = '{}'".format
    mine = Placement.objects.get().pk  # without a last day, and from before the proposal
    assert "proposal_step_not_possible" in refusal(bram, step("gestopt", mine, "CURRENT_DATE", "wij_past_niet"))
    assert "placed_after_the_proposal" in refusal(bram, step("proef", mine, "NULL", ""))
    Placement.objects.update(starts_on=TODAY)
    assert "trial_has_a_last_day" in refusal(bram, step("proef", mine, "NULL", ""))
    future = "proposal_lies_in_the_future"
    assert future in refusal(bram, step("afgewezen", "NULL", "CURRENT_DATE + 1", "wij_past_niet"))
    assert refusal(bram, "DELETE FROM cases_proposal") == "no rows"


def test_nobody_is_tried_at_the_work_of_another(bram: User, proposed: Proposal) -> None:
    other = people.make_employee("Otto Verzonnen", placed=True)
    theirs = people.make_placement(other, hours=0, since=TODAY, until=TODAY).pk
    said = refusal(bram, f"UPDATE cases_proposal SET state = 'proef', trial_id = {theirs}")
    assert said == "Dit verwijst naar iets dat hier niet bij hoort."
