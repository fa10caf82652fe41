"""What is different between two versions of a plan, in plain Dutch sentences."""

from collections.abc import Iterable, Iterator

from cases import dutch
from cases.models import Domain, Goal, GoalAction, PlacementForm, SupportPlan

TEXTS = {
    "abilities": "wat goed gaat en wat hulp vraagt", "wishes": "de wensen",
    "domains_text": "de afspraak over wat het werk in de weg zit", "advice_text": "wat wij doen met het advies van UWV",
}  # fmt: skip


def differences(former: SupportPlan, later: SupportPlan) -> list[str]:
    """Each difference as a sentence; none when the two say the same. The goals and their actions are there already."""
    old, new = ({goal.origin: goal for goal in plan.goals.all()} for plan in (former, later))
    said = [*_period(former, later), *_texts(former, later), *_domains(former, later)]
    said += [f"Doel “{goal.what}” is nieuw." for origin, goal in new.items() if origin not in old]
    said += [f"Doel “{goal.what}” {_gone(goal)}." for origin, goal in old.items() if origin not in new]
    return [*said, *(each for origin in old.keys() & new.keys() for each in _of_goal(old[origin], new[origin]))]


def _period(former: SupportPlan, later: SupportPlan) -> Iterator[str]:
    yield f"Dit plan loopt van {dutch.period(later.starts_on, later.ends_on)}."


def _texts(former: SupportPlan, later: SupportPlan) -> Iterator[str]:
    for name, label in TEXTS.items():
        before, now = getattr(former, name), getattr(later, name)
        if before == now:
            continue
        if not now:
            yield f"Over {label} staat er niets meer."
        elif not before:
            yield f"Over {label} staat er nu: “{now}”"
        else:
            yield f"Over {label} stond er: “{before}” Nu staat er: “{now}”"


def _domains(former: SupportPlan, later: SupportPlan) -> Iterator[str]:
    for domain in Domain:
        if domain in later.domains and domain not in former.domains:
            yield f"Er is bijgekomen dat {domain.label} het werk in de weg zit."
        if domain in former.domains and domain not in later.domains:
            yield f"{dutch.capital(str(domain.label))} zit het werk niet meer in de weg."


def _gone(goal: Goal) -> str:
    return "is bereikt en staat er niet meer in" if goal.reached == 100 else "staat er niet meer in"


def _of_goal(old: Goal, new: Goal) -> Iterator[str]:
    if old.what != new.what:
        yield f"Doel “{old.what}” heet nu “{new.what}”."
    if old.result != new.result:
        yield f"Bij doel “{new.what}” is het resultaat nu: “{new.result}”. Dat was: “{old.result}”."
    if old.due_on != new.due_on:
        yield f"Doel “{new.what}” is klaar op {dutch.day(new.due_on)}. Dat was {dutch.day(old.due_on)}."
    if old.step != new.step:
        yield f"Doel “{new.what}” gaat nu over {_form(new.step)}. Dat was {_form(old.step)}."
    yield from _of_actions(new.what, list(old.actions.all()), list(new.actions.all()))


def _form(step: str) -> str:
    return str(PlacementForm(step).label) if step else "geen werkvorm"


def _of_actions(goal: str, old: Iterable[GoalAction], new: Iterable[GoalAction]) -> Iterator[str]:
    before, now = {each.what: each for each in old}, {each.what: each for each in new}
    for what, action in now.items():
        if what not in before:
            yield f"Bij doel “{goal}” doet {action.get_owner_display()} erbij: {what}."
    for what, action in before.items():
        if what not in now:
            yield f"Bij doel “{goal}” {'is gedaan' if action.done_on else 'vervalt'}: {what}."
