"""Situations that take more than one line to lay: reports at each stage, and a portal in which every role has work.

All people are *fictief*. Reports are made as the portal makes them, by `production.run`; nothing is faked.
"""

import time
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from cases.actions import transfers, words
from cases.models import (
    Ability,
    AbilityList,
    Appointment,
    Assessment,
    CoachChange,
    Contact,
    Contract,
    Correction,
    DestructionItem,
    DestructionList,
    Document,
    Evaluation,
    Goal,
    GoalAction,
    Handover,
    Hirer,
    Limitation,
    PayrollDifference,
    PersonMerge,
    Pin,
    Placement,
    PrivacyRequest,
    Proposal,
    Reindication,
    RetentionHold,
    SavedView,
    SickSpell,
    Signal,
    SupportPlan,
    Todo,
    Transfer,
    TwoPeople,
    WswEmployee,
)
from municipalities.asker import tell_database
from municipalities.models import Membership, User, today
from municipalities.recorded import Recorded
from municipalities.stepup import PROVED_AT
from reports import actions, editions, gate, production
from reports.documents import FORMATS
from reports.models import AcceptedFinding, Production, Report
from reports.periods import Period
from tests import asking, people
from tests.cases import destroying

LAST_QUARTER = Period.quarter_of(today()).back(1)
HANDLER = ClientHandler(enforce_csrf_checks=False)  # one for all: it looks for the static files when it is made
UNWRITTEN = {code: replace(form, render=lambda document: b"niet geschreven") for code, form in FORMATS.items()}
ENOUGH = 6  # people in a cell that need not be hidden


def wish(by: User | None = None, period: Period = LAST_QUARTER) -> Production:
    """What `by` asks for, or the portal itself."""
    with people.signing(by) if by else nullcontext():
        return production.request(period=period, by=by)


def make_report(period: Period = LAST_QUARTER, by: User | None = None) -> Report:
    """A draft over `period`, made from whoever is registered now."""
    report = production.run(str(wish(by, period).key))
    assert report is not None
    return report


def make_checked(report: Report, by: User | None = None) -> Report:
    """Checked by somebody who lets through what a made-up register has wrong."""
    by = by or people.make_user(f"Controle {report.key}")
    with people.signing(by):
        for each in (found for found in gate.findings(report) if found.accepted is None):
            gate.accept(row=AcceptedFinding(report=report, finding=each.code, reason="Verzonnen."), by=by)
        actions.check(report=report, by=by)
    report.refresh_from_db()
    return report


def make_released(
    report: Report, checked_by: User | None = None, released_by: User | None = None, *, files: bool = False
) -> Report:
    """`files`: written as the portal writes them, which takes a second; else each is there and holds nothing."""
    make_checked(report, checked_by)
    by = released_by or people.make_user(f"Vrijgave {report.key}")
    with people.signing(by), nullcontext() if files else patch("reports.actions.FORMATS", UNWRITTEN):
        actions.release(report=report, by=by)
    report.refresh_from_db()
    return report


def close_year(year: int) -> None:
    """A released report without figures that ends `year`: for who needs it closed and nothing else."""
    report = Report(period=f"{year}Q4", known_on=timezone.now(), content={"figures": [], "checks": []}, edition=1)
    editions.append(report)
    report.save()
    for state, who, when in (
        ("gecontroleerd", "checked_by", "checked_at"),
        ("vrijgegeven", "released_by", "released_at"),
    ):
        by = people.make_user(f"Sluit {year} {state}")
        with people.signing(by):
            Report.objects.filter(pk=report.pk).update(state=state, **{who: by, when: timezone.now()})


def make_neighbours(count: int, place: str = "Almelo", name: str = "Buur Fictief") -> list[WswEmployee]:
    """So many people who live and work beschut binnen in `place`."""
    return [
        people.make_employee(f"{name}{nth}", lives_in=place, employer=f"Gemeente {place}", placed=True)
        for nth in range(1, count + 1)
    ]


def make_request(person: WswEmployee, *, seen: bool = True, **fields: Any) -> PrivacyRequest:
    """A request of `person` for all their data, received today; with `seen` a second person looked after it.

    With a `decision` it was decided today by `decided_by`, and then perhaps answered.
    """
    asked = {
        "kind": "inzage", "received_on": today(), "requester": "T. Fictief", "requested_by": "zelf",
        "identified_by": "balie",
    }  # fmt: skip
    told = {name: fields.pop(name) for name in ("decision", "decision_reason", "answered_on") if name in fields}
    decided_by = fields.pop("decided_by", None)
    asked |= fields
    by = asked.pop("registered_by", None) or _colleague("Roos Voorbeeld")
    with people.signing(by):
        made = PrivacyRequest.objects.create(employee=person, registered_by=by, registered_on=today(), **asked)
    if seen:
        made.seen_by, made.seen_on = _colleague("Saar Voorbeeld"), today()
        with people.signing(made.seen_by):
            made.save(update_fields=["seen_by", "seen_on"])
    if told:
        made.refresh_from_db()
        decide(made, decided_by or _colleague("Iris Voorbeeld"), **told)
    made.refresh_from_db()
    return made


def decide(request: PrivacyRequest, by: User, **told: Any) -> None:
    """`by` signs the decision, today."""
    for name, value in told.items():
        setattr(request, name, value)
    request.decided_by, request.decided_on = by, today()
    with people.signing(by):
        request.save()


def _colleague(name: str) -> User:
    return User.objects.filter(name=name).first() or people.make_user(name)


def make_signal(person: WswEmployee, put_off: bool = True, rule: str = "S9") -> Signal:
    """A signal that each role may see who may see the person."""
    by = people.make_user(f"Collega {person.pk}") if put_off else None
    return Signal.objects.create(
        employee=person, rule=rule, due_on=today(), made_on=today(), roles=["consulent", "controller", "jobcoach"],
        put_off_until=today() if by else None, put_off_because="Volgende week" if by else "", put_off_by=by,
    )  # fmt: skip


def make_pin(person: WswEmployee) -> None:
    """Somebody with nothing to do with it keeps the dossier at hand."""
    user = people.make_user(f"Vastzetter {person.pk}")
    Pin.objects.create(membership=people.make_membership(user, "jobcoach"), employee=person, pinned_on=today())


def make_signals(person: WswEmployee) -> None:
    """One that is put off, and one that is closed."""
    make_signal(person)
    Signal.objects.filter(pk=make_signal(person, put_off=False, rule="S1").pk).update(closed_on=today())


def something_of_everything(person: WswEmployee) -> None:
    """A row in every table about people, and a former one in every history."""
    job, long_ago = person.employments.get(), people.day("01-01-2010")
    people.make_leave(job, since=long_ago, until=people.day("31-01-2010"))
    spell = people.make_sick(person, since=long_ago, recovered_on=people.day("01-02-2010"))
    spell.percentages.create(starts_on=long_ago, percentage=50)
    spell.steps.create(kind="melding", done_on=long_ago + timedelta(days=1))
    spell.steps.update(done_on=long_ago)
    people.make_hold(person, starts_on=long_ago)
    Correction.objects.create(
        employee=person,
        kind="verkeerde_invoer",
        because="vergissing",
        reports="1e kwartaal 2010",
        starts_on=long_ago,
        ends_on=people.day("31-01-2010"),
    )
    if not person.caseloads.exists():
        people.coach(person, people.make_user(f"Coach {person.pk}"))
    lay_indication(person, long_ago)
    people.make_stand_in(
        person, people.make_user(f"Waarnemer {person.pk}"), instead_of=person.caseloads.first().coach, on=today()
    )
    people.make_supported(person, f"Bakkerij {person.pk}", starts_on=long_ago, ends_on=people.day("31-12-2010"))
    for row, column, other in (
        (people.make_loonwaarde(person, measured_on=long_ago), "percentage", 60),
        (people.make_adaptation(person, agreed_on=long_ago), "payer", "werkgever"),
    ):
        type(row).objects.filter(pk=row.pk).update(**{column: other})
    lives_in = person.residences.get().municipality
    people.make_handover(person, lives_in, people.municipality("Enschede"), starts_on=long_ago)
    noted = people.make_contact(person)
    noted.addenda.create(author=noted.author, text="Belde nog na.")
    planned = Appointment.objects.create(employee=person, planned_on=today() + timedelta(days=14))
    for text in ("Anders", "Ging goed."):
        Contact.objects.filter(pk=noted.pk).update(text=text)
    for kind in ("telefoon", "werkplekbezoek"):
        Appointment.objects.filter(pk=planned.pk).update(kind=kind)
    plan = people.make_plan(person, wishes="Vaker buiten.")
    plan.evaluations.create(held_on=today(), own_words="Het gaat goed.", next_step="Zo door.")
    wrong = people.make_assessment(plan, noted.author, on=today(), steps={"Werktempo": (2, 3)})
    people.make_assessment(plan, noted.author, on=today(), corrects=wrong, because="Verkeerde dag.")
    for model in (Goal, GoalAction, Evaluation):
        name = "what" if model is not Evaluation else "own_words"
        for text in ("Anders", "Zo was het."):
            assert model.objects.filter(employee=person).update(**{name: text})  # type: ignore[attr-defined]
    with people.signing(judge := people.make_user(f"Oordeelt {person.pk}")):
        plan.decisions.create(approved=False, reason="Nog te vaag.", decided_by=judge)
    people.make_representative(person)
    people.make_waiting(person)
    # Like somebody whom nobody sees: a pair is seen by who sees both.
    alike = people.make_person("Lijkt Fictief", lives_in=None, category=None)
    people.make_two_people(person, alike, noted.author).delete()
    people.make_two_people(person, alike, noted.author)
    people.refuse_merge(people.make_merge(person, alike, noted.author), judge)
    todo = people.make_todo(person, noted.author)
    for text in ("Anders", "Bel de bewindvoerder"):
        Todo.objects.filter(pk=todo.pk).update(what=text)
    proposed = people.make_proposal(person, noted.author)
    for text in ("Anders", "Inpakker"):
        Proposal.objects.filter(pk=proposed.pk).update(function=text)
    people.make_payroll_difference(person, lives_in.name)
    for hours in (20, 21):
        PayrollDifference.objects.filter(employee=person).update(paid_hours=hours)
    people.make_document(person, noted.author)
    words.index_missing()
    for text in ("Anders", "Verslag"):
        Document.objects.filter(employee=person).update(title=text)
    asked = make_request(person, extended_on=today(), extension_reason="Veel verzoeken.")
    PrivacyRequest.objects.filter(pk=asked.pk).update(text="Alles graag.")
    make_signals(person)
    make_pin(person)
    limitation = Limitation.objects.create(employee=person, nature="overig")
    Limitation.objects.filter(pk=limitation.pk).update(nature="lichamelijk")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in apps.get_app_config("cases").get_models():
            # What was proposed as a handover stays; only how it was decided changes.
            if (
                model is not Handover
                and issubclass(model, Recorded)
                and {"employee", "starts_on"} <= {field.name for field in model._meta.fields}
            ):
                for change in (F("starts_on") + timedelta(days=1), F("starts_on") - timedelta(days=1)):
                    assert model.objects.filter(employee=person).update(starts_on=change), model
        for reason in ("Anders", ""):
            Handover.objects.filter(employee=person).update(reason=reason)
        for name in ("Anders", person.first_name):
            WswEmployee.objects.filter(pk=person.pk).update(first_name=name)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def lay_indication(person: WswEmployee, on: date) -> None:
    """UWV's advice, a request for another decision and the question about notice, each of them changed once."""
    home = person.residences.get().municipality
    advice = person.indications.first().advices.create(kind="werktijd", text="Anders")
    asked = Reindication.objects.create(employee=person, municipality=home, kind="gewoon", asked_on=on)
    notice = person.dismissal_advices.create(asked_on=on)
    type(advice).objects.filter(pk=advice.pk).update(text="Korter werken")
    Reindication.objects.filter(pk=asked.pk).update(received_on=on)
    type(notice).objects.filter(pk=notice.pk).update(received_on=on)


def make_member(name: str, role: str, at: str | None = None, **fields: object) -> User:
    user = people.make_user(name)
    people.make_membership(user, role, at, **fields)
    return user


@dataclass(eq=False)
class Portal:
    """Everybody has work of their own, and there is a draft and a released report."""

    truus: WswEmployee
    placement: Placement
    draft: Report
    released: Report
    production: Production
    done: DestructionList  # carried out
    proposed: DestructionList
    line: DestructionItem  # of the list that is proposed
    hold: RetentionHold
    spell: SickSpell
    change: CoachChange
    contact: Contact  # of Truus, by Anouk
    plan: SupportPlan  # of Truus, a draft
    running: SupportPlan  # of Truus, signed
    document: Document  # of Truus, by Anouk
    handover: Handover
    contract: Contract  # under which Truus works
    transfer: Transfer
    request: PrivacyRequest
    signal: Signal
    view: SavedView
    users: dict[str, User]
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        """A browser in which this person is logged in; nobody is in none."""
        client = Client()
        client.handler = HANDLER
        if name in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[name]
        return client

    @cached_property
    def also(self) -> dict[str, Any]:
        """What lies under the rows above and has an address too; looked up once: a sweep asks thousands of times."""
        job = self.truus.employments.get()
        return {
            "job": job,
            "hours": job.hours.get(),
            "leave": job.leaves.get(),
            "hirer": Hirer.objects.exclude(pk=self.contract.hirer_id).earliest("pk"),
            "vacancy": self.contract.hirer.vacancies.get(),
            "site": self.contract.site,
            "hirer_contact": self.contract.hirer.contacts.get(),
            "terms": self.contract.terms.get(),
            "goal": self.plan.goals.get(),
            "action": self.running.goals.get().actions.get(),
            "supported": self.truus.supported_contracts.get(),
            "adaptation": self.truus.adaptations.get(),
            "todo": self.truus.todos.get(),
            "proposal": self.truus.proposals.get(),
            "assessment": Assessment.objects.get(employee=self.truus, corrected_by=None),
            "list": AbilityList.objects.get(published_on=None),
            "ability": Ability.objects.get(ability_list__published_on=None, number=1),
            "payroll": self.truus.payroll_differences.get(),
            "representative": self.truus.representatives.get(),
            "waiting": self.truus.waiting.get(),
            "alike": TwoPeople.objects.get().other,
            "two": TwoPeople.objects.get(),
            "merge": PersonMerge.objects.get(),
            "membership": self.membership("bram"),
        }

    def membership(self, name: str) -> Membership | None:
        return self.users[name].memberships.first() if name in self.users else None


def make_portal() -> Portal:
    """Truus lives in Almelo and is coached by Anouk; Wim lives in Wierden and is coached by Kees."""
    truus, alike, twin, *_ = make_neighbours(ENOUGH, name="Truus Fictief")
    wim, *_ = make_neighbours(ENOUGH, "Wierden", "Wim Verzonnen")
    users = make_everybody()
    people.coach(truus, users["anouk"])
    people.coach(wim, users["kees"])
    released = make_released(make_report(LAST_QUARTER.back(1)), files=True)
    draft = make_report(LAST_QUARTER)
    placement = Placement.objects.get(employment__employee=truus)
    made = Production.objects.get(report=draft)
    request = make_request(truus)
    signal = make_signal(truus, put_off=False)
    view = SavedView.objects.create(membership=users["bram"].memberships.get(), name="Leeg", query="form=LEEG")
    done, proposed = make_lists(users)
    hold = people.make_hold(truus)
    contact = people.make_contact(truus, users["anouk"])
    people.make_todo(truus, users["anouk"])
    people.make_proposal(truus, users["anouk"])
    people.make_representative(truus)
    people.make_waiting(truus)
    people.make_payroll_difference(truus)
    running = people.make_plan(
        truus, version=1, state="lopend", employee_signed_on=today(), employee_signed_as="zelf",
        coach_signed_on=today(), coach_signed_by=users["anouk"],
    )  # fmt: skip
    plan = people.make_plan(truus, version=2)
    people.make_assessment(running, users["anouk"])
    same = {name: (name, [1, 2, 3, 4, 5]) for name in ("Werktempo", "Samenwerken")}
    former = AbilityList.objects.get()
    people.make_list(today() + timedelta(days=30), former.steps, same, published=False)
    people.make_leave(truus, since=people.day("01-03-2010"), until=people.day("31-03-2010"))
    document = people.make_document(truus, users["anouk"])
    people.make_two_people(truus, alike, users["bram"])
    people.make_merge(twin, people.make_person("Gijs Tweemaal", born=twin.birth_date), users["bram"])
    line, moving, group = proposed.items.get(), make_handover(users["bram"]), make_group(truus)
    gone = make_transfer(users["bram"])
    people.make_request(truus, on=today() - timedelta(days=20))
    change = people.make_stand_in(truus, users["kees"], instead_of=users["anouk"], by=users["bram"]).came_by
    spell = people.make_sick(truus, since=today() - timedelta(days=10))
    portal = Portal(
        truus, placement, draft, released, made, done, proposed, line, hold, spell, change, contact, plan, running,
        document, moving, group, gone, request, signal, view, users,
    )  # fmt: skip
    portal.sessions = {name: session_of(user) for name, user in users.items()}
    return portal


def make_lists(users: dict[str, User]) -> tuple[DestructionList, DestructionList]:
    """Of Almelo: a list that Hans and Ellen signed and that was carried out, and one that Hans proposed."""
    lists = []
    for name in ("Otto Verzonnen", "Pia Fictief"):
        destroying.make_leaver(name)
        (found,) = destroying.drafted()
        destroying.propose(found, users["hans"])
        if not lists:
            destroying.agree(found, users["ellen"])
            destroying.carried_out(found)
        lists.append(found)
    return lists[0], lists[1]


def make_merged_and_apart(stays: WswEmployee, by: User, second: User) -> None:
    """Somebody went into `stays`, and came out again; what was proposed once more was refused."""
    gone = people.make_person("Samen Fictief", category=None)
    people.make_todo(gone, by)
    merge: PersonMerge | None = None
    for kind in ("samen", "uiteen"):
        people.meanwhile()
        with destroying.asking_as(by):
            merge = PersonMerge.objects.create(
                kind=kind, employee=stays, gone=gone, numbers="00101 en F2", grounds="Zelfde adres.", reason="anders",
                because="Kwam van een vorige werkgever.", proposed_by=by, undoes=merge,
            )  # fmt: skip
        with destroying.asking_as(second), connection.cursor() as cursor:
            cursor.execute("SELECT carry_out_merge(%s, '[]')", [merge.key])
        people.meanwhile()
    people.refuse_merge(people.make_merge(stays, gone, by), second)


def make_group(*members: WswEmployee) -> Contract:
    """A contract for a group at a hirer with a site and a contact; its members work there under it."""
    contract = people.make_contract("Bedacht BV", kind="GRD", number="GRD 1")
    contract.site = contract.hirer.sites.create(name="Hal 1", number="000012345678")
    contract.save()
    contract.hirer.contacts.create(name="Cor Contact", phone="0546 000000")
    contract.hirer.vacancies.create(function="Inpakker", form="GRD", hours=24, starts_on=today())
    for person in members:
        people.make_supported(person, starts_on=people.day("01-01-2010"), ends_on=people.day("31-12-2010"))
        people.make_adaptation(person)
        person.employments.get().placements.update(contract=contract, hirer=contract.hirer)
    return contract


def make_transfer(by: User, on: date | None = None) -> Transfer:
    """Somebody of Almelo who goes over to a foundation tomorrow, or `on` another day."""
    person = people.make_employee("Overgaand Fictief", placed=True)
    change = transfers.Change(on or today() + timedelta(days=1), people.make_organisation("Stichting Bedacht"))
    membership = by.memberships.get()
    tell_database(str(by.key), str(membership.pk))
    made = transfers.do(employments=[person.employments.get().pk], change=change, by=membership)
    tell_database(asking.TESTS)
    return made


def make_handover(by: User) -> Handover:
    """Somebody of Almelo who is to move to Wierden."""
    almelo, wierden = (people.municipality(name) for name in ("Almelo", "Wierden"))
    return people.make_handover(people.make_employee("Verhuist Fictief"), almelo, wierden, by)


def make_everybody() -> dict[str, User]:
    """One user per role, and the two who may no longer come in."""
    yesterday = today() - timedelta(days=1)
    inactive = make_member("Ina Voorbeeld", "consulent", "Almelo")
    inactive.is_active = False
    inactive.save()
    return {
        "bram": make_member("Bram Voorbeeld", "consulent", "Almelo"),
        "carla": make_member("Carla Voorbeeld", "consulent", "Wierden"),
        "ellen": make_member("Ellen Voorbeeld", "controller", "Almelo"),
        "anouk": make_member("Anouk Voorbeeld", "jobcoach"),
        "kees": make_member("Kees Voorbeeld", "jobcoach"),
        "daan": make_member("Daan Voorbeeld", "board_member", "Rijssen-Holten"),
        "gerda": make_member("Gerda Voorbeeld", "administrator"),
        "hans": make_member("Hans Voorbeeld", "privacy_officer"),
        "olga": make_member("Olga Voorbeeld", "consulent", "Almelo", ends_on=yesterday),
        "ina": inactive,
    }


def proved(client: Client) -> Client:
    """Just now this client showed who it is."""
    session = client.session
    session[PROVED_AT] = time.time()
    session.save()
    return client


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return proved(client).cookies[settings.SESSION_COOKIE_NAME].value
