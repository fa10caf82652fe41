"""The steps of a support plan: written, discussed, signed by both, run, evaluated, replaced or closed (R82-R86)."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from cases import plan_terms, workdays
from cases.actions import todos
from cases.actions.contacts import make_appointment
from cases.models import (
    Because,
    ContactKind,
    Evaluation,
    Goal,
    GoalAction,
    PlanDecision,
    PlanState,
    SupportPlan,
    Todo,
    TodoOwner,
    WswEmployee,
)
from cases.models.employment import of_who_is_gone
from cases.plan_terms import evaluation_due
from municipalities.models import User, today

NIGHT = timedelta(days=1)
FRIDAY = 4
# A second person finds it in *Mijn week*, and so does the coach when it comes back. The reason stands at the plan.
DECIDE = "Keur het begeleidingsplan goed, of stuur het terug"
WENT_BACK = "Het begeleidingsplan kwam terug. Lees waarom bij het plan"
COPIED = ("abilities", "wishes", "domains", "domains_text", "advice_text")


@transaction.atomic
def begin(*, employee: WswEmployee, **values: Any) -> SupportPlan:
    """Start a version. With a plan that runs, its goals that were not reached come along."""
    last = employee.plans.aggregate(Max("version"))["version__max"] or 0
    former = employee.plans.active().first()
    made = SupportPlan.objects.create(employee=employee, version=last + 1, **values)
    if former:
        _carry_over(former, made)
    return made


def _carry_over(former: SupportPlan, made: SupportPlan) -> None:
    going_on = [goal for goal in former.goals.prefetch_related("actions") if goal.reached != 100]
    for number, goal in enumerate(going_on, 1):
        copy = Goal.objects.create(
            plan=made, origin=goal.origin, number=number, what=goal.what, result=goal.result, step=goal.step,
            due_on=min(max(goal.due_on, made.starts_on), made.ends_on),
        )  # fmt: skip
        for action in goal.actions.all():
            if action.done_on is None:
                GoalAction.objects.create(
                    goal=copy, what=action.what, owner=action.owner, due_on=action.due_on, hours=action.hours
                )  # fmt: skip


@transaction.atomic
def write(*, plan: SupportPlan, **values: Any) -> None:
    """Change the text of a draft. IntegrityError once it is discussed."""
    _save(plan, **values)


@transaction.atomic
def set_goal(*, plan: SupportPlan, goal: Goal | None = None, **values: Any) -> Goal:
    """Add a goal, or change one. IntegrityError when due after the plan, when the sixth, or when it is no draft."""
    if goal is None:
        taken = plan.goals.aggregate(Max("number"))["number__max"] or 0
        return Goal.objects.create(plan=plan, number=taken + 1, **values)
    _save(goal, **values)
    return goal


@transaction.atomic
def drop_goal(*, goal: Goal) -> None:
    """Take a goal out of a draft; those after it move up."""
    plan = goal.plan
    for action in goal.actions.all():
        action.delete()
    goal.delete()
    for number, left in enumerate(plan.goals.all(), 1):
        if left.number != number:
            _save(left, number=number)


@transaction.atomic
def move(*, plan: SupportPlan, to: str) -> None:
    """To be discussed, back to the desk, or given up; who was asked to approve it is asked no more.

    IntegrityError for any other step.
    """
    waited = plan.state == PlanState.TER_GOEDKEURING
    unsigned: dict[str, Any] = {
        "employee_signed_on": None, "employee_signed_as": "", "coach_signed_on": None, "coach_signed_by": None,
        "employer_signed_on": None,
    }  # fmt: skip
    _save(plan, state=to, **(unsigned if to in {PlanState.CONCEPT, PlanState.VERVALLEN} else {}))
    if waited:
        _asked_no_more(plan, today())


@transaction.atomic
def sign(
    *, plan: SupportPlan, on: date, by: User, signed_as: str, employer_on: date | None, today: date
) -> SupportPlan:
    """Both signed on `on`. The plan holds, or where the municipality asks a second person, it waits for that.

    IntegrityError without an answer to UWV's advice (R83) or without goals (R84).
    """
    _save(
        plan, employee_signed_on=on, employee_signed_as=signed_as, coach_signed_on=on, coach_signed_by=by,
        employer_signed_on=employer_on,
    )  # fmt: skip
    if plan_terms.asks_approval(plan.employee_id):
        _save(plan, state=PlanState.TER_GOEDKEURING)
        todos.note(employee=plan.employee, by=by, what=DECIDE, owner=TodoOwner.CONSULENT, due_on=_this_week(today))
    else:
        _hold(plan, today)
    return plan


@transaction.atomic
def decide(*, plan: SupportPlan, approved: bool, reason: str, by: User, today: date) -> PlanDecision:
    """A second person's word on a plan that waits. With a yes it holds; with a no it goes back to be written again,
    without its signatures. IntegrityError when it no longer waits, or for who wrote or signed it.
    """
    made = PlanDecision.objects.create(plan=plan, approved=approved, reason=reason, decided_by=by)
    if approved:
        _hold(plan, today)
        _asked_no_more(plan, today)
    else:
        move(plan=plan, to=PlanState.CONCEPT)
        todos.note(employee=plan.employee, by=by, what=WENT_BACK, owner=TodoOwner.JOBCOACH, due_on=_this_week(today))
    return made


def _asked_no_more(plan: SupportPlan, on: date) -> None:
    for asked in Todo.objects.open().filter(employee=plan.employee_id, what=DECIDE):
        todos.do(todo=asked, on=on)


def _this_week(today: date) -> date:
    """The Friday of this week, so that it stands in *Mijn week* at once; at the weekend today."""
    return today + timedelta(days=max(0, FRIDAY - today.weekday()))


def _hold(plan: SupportPlan, today: date) -> None:
    """The plan is fixed, ends the version before it the day before its own first day (R86), and runs from that day."""
    former = plan.employee.plans.active().exclude(pk=plan.pk).select_for_update().first()
    if former:
        last = max(former.starts_on, plan.starts_on - NIGHT)
        _save(former, state=PlanState.BIJGESTELD, ends_on=min(former.ends_on, last))
    _save(plan, state=PlanState.VASTGESTELD)
    run(plan=plan, today=today)
    _next_evaluation(plan, plan.starts_on)


def run(*, plan: SupportPlan, today: date) -> None:
    """A fixed plan whose first day has come runs."""
    if plan.state == PlanState.VASTGESTELD and plan.starts_on <= today:
        _save(plan, state=PlanState.LOPEND)


def run_due(today: date) -> None:
    """All fixed plans whose first day has come. As a process that sees everybody."""
    for plan in SupportPlan.objects.filter(state=PlanState.VASTGESTELD, starts_on__lte=today):
        run(plan=plan, today=today)


def take_back_of_gone(today: date) -> None:
    """Plans that wait for a second person's word on who died, or is in no service any more: given up. As a process."""
    waiting = SupportPlan.objects.filter(of_who_is_gone(today), state=PlanState.TER_GOEDKEURING)
    for plan in waiting.select_related("employee"):
        move(plan=plan, to=PlanState.VERVALLEN)


@transaction.atomic
def evaluate(
    *, plan: SupportPlan, on: date, own_words: str, next_step: str, reached: dict[int, tuple[int | None, str]]
) -> Evaluation:
    """How it went: per goal how far, and what follows. The next evaluation is planned for a year later (R85)."""
    made = Evaluation.objects.create(plan=plan, held_on=on, own_words=own_words, next_step=next_step)
    for goal in plan.goals.all():
        far, text = reached.get(goal.pk, (goal.reached, goal.reached_text))
        _save(goal, reached=far, reached_text=text)
    if plan.state == PlanState.LOPEND:
        _save(plan, state=PlanState.GEEVALUEERD)
    plan.employee.appointments.filter(because=Because.EVALUATIE, kept_by=None).delete()
    _next_evaluation(plan, on)
    return made


def _next_evaluation(plan: SupportPlan, since: date) -> None:
    """On a working day, at the latest when it is due."""
    due = workdays.on_or_before(min(evaluation_due(since), plan.ends_on))
    if due > since:
        make_appointment(
            employee=plan.employee, on=due, kind=ContactKind.DRIEGESPREK, because=Because.EVALUATIE
        )  # fmt: skip


@transaction.atomic
def close(*, plan: SupportPlan, on: date) -> None:
    """The plan is done: it ends on `on`, and what was planned for it goes."""
    _save(plan, state=PlanState.AFGESLOTEN, ends_on=min(plan.ends_on, max(on, plan.starts_on)))
    plan.employee.appointments.filter(because=Because.EVALUATIE, kept_by=None).delete()


@transaction.atomic
def do(*, action: GoalAction, on: date | None) -> None:
    """Somebody did what was agreed, on that day; None: not yet after all."""
    _save(action, done_on=on)


def _save(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
