"""What coaches wrote down of made-up people: visits of the last months, and appointments for the days to come.

Not in the register's files, whose format has no place for it, so written here after the import, by the same dice.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from cases import workdays
from cases.actions import documents
from cases.letters.page import Letter, pdf, text
from cases.models import (
    Addendum,
    Appointment,
    Caseload,
    Contact,
    ContactKind,
    DocumentKind,
    Evaluation,
    Goal,
    GoalAction,
    PlanState,
    Representative,
    RepresentativeKind,
    SupportPlan,
    Todo,
    TodoOwner,
    Topic,
)

AT_MOST = 2000  # people: a demo of 100,000 tells of the first
BACK = 200  # days
LINES = (
    "Het ritme zit er weer in. Komt elke dag op tijd.", "Wil graag leren heftruck rijden. Ik vraag een cursus aan.",
    "Werkt nu zelfstandig aan de lijn.", "Voorman is tevreden. Vrijdag bellen we nog even.",
    "De bus is te laat voor de vroege dienst. Begint een kwartier later.", "Kaswagen ging weer goed.",
    "Nieuwe taak uitgelegd met foto's. Dat helpt.", "Wil meer uren. Besproken met de voorman.",
    "Samen het rooster doorgenomen.", "Vindt het werk leuk. Wil wel vaker buiten werken.", "",
)  # fmt: skip
FOR_COACHES = "Is stil na de verhuizing van de afdeling. Ik let er de komende weken op."
ADDED = "De voorman belde: het loopt goed."
ABOUT = {
    "heftruck": Topic.LEREN, "bus": Topic.VERVOER, "rooster": Topic.UREN, "meer uren": Topic.UREN, "taak": Topic.WERK,
    "lijn": Topic.WERK, "buiten": Topic.PLEK, "ritme": Topic.WERK,
}  # fmt: skip
KINDS = (ContactKind.WERKPLEKBEZOEK, ContactKind.WERKPLEKBEZOEK, ContactKind.TELEFOON, ContactKind.DRIEGESPREK)


def write(day: date, seed: int) -> None:
    """As a process that sees everybody, up to and including `day`."""
    rng = Random(seed)
    running = Caseload.objects.running_on(day).select_related("employee", "coach")
    caseloads = list(running.order_by("employee_id")[:AT_MOST])
    made = [contact for caseload in caseloads for contact in _contacts(rng, caseload, day)]
    Contact.objects.bulk_create(made)
    Addendum.objects.bulk_create(
        Addendum(contact=contact, employee_id=contact.employee_id, author_id=contact.author_id, text=ADDED)
        for contact in made[::40]
    )
    for nth, caseload in enumerate(caseloads[: AT_MOST // 4]):
        if nth % 5 != 4:
            _plan(rng, caseload, nth, day)
    _documents(caseloads[:PAPERS], day)
    planned = (each for nth, caseload in enumerate(caseloads) for each in _planned(rng, caseload, nth, day))
    Appointment.objects.bulk_create(planned)
    Todo.objects.bulk_create(_todo(caseload, nth, day) for nth, caseload in enumerate(caseloads[::9]))
    Representative.objects.bulk_create(_stands_by(caseload, nth) for nth, caseload in enumerate(caseloads[::7]))


OFFICES = ("Bewindkantoor Alsof (fictief)", "Mentorschap Verzonnen (fictief)", "Zus, mevrouw Bedacht (fictief)")


def _stands_by(caseload: Caseload, nth: int) -> Representative:
    kinds = (RepresentativeKind.BEWINDVOERDER, RepresentativeKind.MENTOR, RepresentativeKind.NOODGEVAL)
    return Representative(
        employee_id=caseload.employee_id,
        kind=kinds[nth % 3],
        name=OFFICES[nth % 3],
        phone=f"0546-{nth:06}",
        starts_on=caseload.starts_on,
    )


TASKS = (
    "Bel de bewindvoerder over de reiskosten", "Vraag de voorman om het nieuwe rooster",
    "Regel werkschoenen via de inlener", "Stuur de brief over de nieuwe werktijden",
)  # fmt: skip


def _todo(caseload: Caseload, nth: int, day: date) -> Todo:
    """A task of ten days ago: one in four is late, one is done, the others are to be done in the weeks to come."""
    return Todo(
        employee_id=caseload.employee_id,
        what=TASKS[nth % len(TASKS)],
        owner=TodoOwner.CONSULENT if nth % 3 == 0 else TodoOwner.JOBCOACH,
        due_on=day + timedelta(days=(-4, 1, 5, 16)[nth % 4]),
        noted_by_id=caseload.coach_id,
        noted_on=day - timedelta(days=10),
        done_on=day - timedelta(days=2) if nth % 4 == 3 else None,
    )


PAPERS = 60  # people with a document; one piece of paper serves them all


def _documents(caseloads: list[Caseload], day: date) -> None:
    """A report about the work for some, a certificate for others; one in three of those has run out."""
    about = text("Dit verslag is verzonnen. Het hoort bij de demo en gaat over niemand.")
    paper = pdf(Letter("Verslag over het werk", "gemeente Almelo", "", day, "FICTIEF", [about]))
    for nth, caseload in enumerate(caseloads[::2]):
        valid = day + timedelta(days=(120, 400, -30)[nth % 3]) if nth % 2 else None
        documents.add_own(
            employee=caseload.employee,
            content=paper,
            by=caseload.coach,
            kind=DocumentKind.CERTIFICAAT if nth % 2 else DocumentKind.VERSLAG,
            title="Heftruckcertificaat" if nth % 2 else "",
            dated_on=day - timedelta(days=200 + nth),
            valid_until=valid,
        )


GOALS = (
    ("Ik werk zelfstandig aan de lijn", "Een week lang zonder hulp van de voorman", "IND",
     ("Elke dag de takenlijst zelf afvinken", "De takenlijst met foto's maken")),
    ("Ik kom elke dag op tijd", "Vier weken achter elkaar op tijd", "",
     ("Een bus eerder nemen", "Met de inlener het rooster aanpassen")),
    ("Ik haal mijn heftruckcertificaat", "Het certificaat is binnen", "",
     ("Oefenen op vrijdag", "De cursus aanvragen")),
    ("Ik vraag zelf om uitleg", "De voorman ziet dat het vanzelf gaat", "GRD",
     ("Vragen opschrijven", "Elke week samen terugkijken")),
)  # fmt: skip
ABILITIES = (
    "Werkt precies en houdt van vaste taken. Heeft uitleg nodig in kleine stappen.",
    "Is graag buiten en werkt hard. Heeft hulp nodig bij plannen.",
    "Is vriendelijk voor collega's. Heeft een rustige plek nodig om door te werken.",
)
SAID = ("Het gaat goed zo.", "Het is nog wennen.", "Ik kan meer dan ik dacht.")
WISHES = ("Wil graag meer afwisseling.", "Wil op deze plek blijven.", "Wil dichter bij huis werken.")
ADVICE = "UWV adviseert vaste begeleiding op de werkplek. De jobcoach komt elke maand."


def _plan(rng: Random, caseload: Caseload, nth: int, day: date) -> None:
    """Most have a plan that runs, some an older version, some a draft, some one whose evaluation is late."""
    starts_on = max(day - timedelta(days=rng.randint(20, 420)), caseload.starts_on)
    version = 1
    if nth % 3 == 0:
        former = _version(caseload, version, starts_on - timedelta(days=365), rng.randrange(len(GOALS)), day)
        _signed(former, caseload, PlanState.BIJGESTELD, starts_on - timedelta(days=1))
        version = 2
    plan = _version(caseload, version, starts_on, rng.randrange(len(GOALS)), day, late=nth % 11 == 5)
    if nth % 7:  # the others are drafts
        _signed(plan, caseload, PlanState.LOPEND, plan.ends_on)
        if nth % 2:
            _evaluated(plan, nth, day)


def _evaluated(plan: SupportPlan, nth: int, day: date) -> None:
    """A talk half a year after the first day, if that has come: how far each goal got by then."""
    held_on = workdays.on_or_before(plan.starts_on + timedelta(days=180))
    if held_on > day:
        return
    Evaluation.objects.create(plan=plan, held_on=held_on, own_words=SAID[nth % 3], next_step="Zo door.")
    for number, goal in enumerate(plan.goals.all()):
        goal.reached = (0, 25, 50, 100, 75)[(nth // 2 + 3 * number) % 5]
        goal.save(update_fields=["reached"])


def _version(
    caseload: Caseload, version: int, starts_on: date, first: int, day: date, *, late: bool = False
) -> SupportPlan:
    """With two goals; what had to be done by `day` was done, unless they are `late` with it."""
    plan = SupportPlan.objects.create(
        employee_id=caseload.employee_id, version=version, starts_on=starts_on,
        ends_on=starts_on + timedelta(days=540), abilities=ABILITIES[first % 3], wishes=WISHES[first % 3],
        advice_text=ADVICE,
    )  # fmt: skip
    for number in (1, 2):
        nth = (first + number) % len(GOALS)
        what, result, step, texts = GOALS[nth]
        goal = Goal.objects.create(
            plan=plan, number=number, what=what, result=result, step=step, origin=UUID(int=nth + 1),
            due_on=starts_on + timedelta(days=150 * number),
        )  # fmt: skip
        for owner, said in zip(("medewerker", "jobcoach"), texts, strict=True):
            due_on = starts_on + timedelta(days=90)
            done_on = due_on if due_on < day and not late else None
            GoalAction.objects.create(goal=goal, what=said, owner=owner, due_on=due_on, done_on=done_on)
    return plan


def _signed(plan: SupportPlan, caseload: Caseload, state: PlanState, ends_on: date) -> None:
    """As both signed it on the first day; one step after another, the database sees to it."""
    plan.state = PlanState.TER_BESPREKING
    plan.save()
    plan.employee_signed_on = plan.coach_signed_on = plan.starts_on
    plan.employee_signed_as, plan.coach_signed_by_id = "zelf", caseload.coach_id
    for step in dict.fromkeys((PlanState.VASTGESTELD, PlanState.LOPEND, state)):
        plan.state = step
        plan.ends_on = ends_on if step == state else plan.ends_on
        plan.save()


def _contacts(rng: Random, caseload: Caseload, day: date) -> Iterator[Contact]:
    held_on = day - timedelta(days=rng.randint(1, BACK))
    while held_on < day:
        if held_on >= caseload.starts_on and workdays.is_workday(held_on):
            yield _contact(rng, caseload, held_on)
        held_on += timedelta(days=rng.randint(40, 80))


def _contact(rng: Random, caseload: Caseload, held_on: date) -> Contact:
    for_coaches = rng.random() < 0.04
    kind = rng.choice(KINDS)
    minutes = rng.choice((15, 30, 30, 45, 60))
    text = FOR_COACHES if for_coaches else rng.choice(LINES)
    return Contact(
        employee_id=caseload.employee_id,
        author_id=caseload.coach_id,
        kind=kind,
        held_on=held_on,
        minutes=minutes,
        text=text,
        topics=list(dict.fromkeys(topic for word, topic in ABOUT.items() if word in text)),
        present=["medewerker", "inlener"] if kind == ContactKind.DRIEGESPREK else ["medewerker"],
        readers="jobcoach" if for_coaches else "dossier",
        received_at=timezone.make_aware(datetime.combine(held_on, time(10 + rng.randint(0, 6), 15))),
    )


def _planned(rng: Random, caseload: Caseload, nth: int, day: date) -> Iterator[Appointment]:
    """One in ten today, one in ten overdue, half of them in the weeks to come."""
    ahead = 0 if nth % 10 == 0 else -rng.randint(2, 12) if nth % 10 == 1 else rng.randint(1, 60)
    if nth % 2 == 0 or nth % 10 == 1:
        planned_on = day + timedelta(days=ahead)
        yield Appointment(
            employee_id=caseload.employee_id,
            planned_on=planned_on if ahead <= 0 else workdays.on_or_after(planned_on),
            kind=rng.choice(KINDS),
        )
