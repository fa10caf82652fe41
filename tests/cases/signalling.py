"""What the stories about signals share: the day they are told on, and how they are told."""

from cases.actions import plans
from cases.models import Signal, SupportPlan, WswEmployee
from cases.signals.refresh import refresh
from cases.signals.rules import RULES
from municipalities.models import User
from tests import people
from tests.people import day

TODAY = day("22-11-2026")
# Without a plan and contacts, which nobody has in the stories about something else.
OTHERS = [rule for rule in RULES if rule.number not in {"S18", "S19"}]


def told(person: WswEmployee, on=TODAY, *, guiding: bool = False) -> list[tuple[str, str]]:
    """The open signals about this person on a day: their number and their day."""
    refresh(on, rules=RULES if guiding else OTHERS)
    found = Signal.objects.open().filter(employee=person).order_by("rule", "due_on")
    return [(each.rule, f"{each.due_on:%d-%m-%Y}") for each in found]


def signed(person: WswEmployee, by: User, **fields) -> SupportPlan:
    """A plan for 2026 that both signed on its first day."""
    plan = people.make_plan(person, **fields)
    plans.move(plan=plan, to="ter_bespreking")
    first = plan.starts_on
    return plans.sign(plan=plan, on=first, by=by, signed_as="zelf", employer_on=None, today=first)


def open_rules(person: WswEmployee) -> set[str]:
    return set(Signal.objects.open().filter(employee=person).values_list("rule", flat=True))
