"""The support plan on paper, for the employee to read and both to sign: plain Dutch, large print when asked."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cases import dutch
from cases.letters.page import Block, Letter, bullets, heading, in_words, lead, pairs, signatures, text
from cases.models import Domain, Goal, GoalAction, PlacementForm, SupportPlan

LARGE = 1.5
TITLE = "Mijn plan"


def letter(
    plan: SupportPlan,
    *,
    name: str,
    coach: str,
    sender: str,
    day: date,
    large: bool,
    changed: Iterable[str] = (),
    abilities: dict[str, Any] | None = None,
) -> Letter:
    """The plan of `name`; `changed` says what is different from the version before it, `abilities` what they can do."""
    return Letter(
        title=TITLE,
        sender=sender,
        addressee=name,
        day=day,
        reference=str(plan.key)[:8].upper(),
        blocks=list(_told(plan, coach, list(changed), name, abilities)),
        scale=LARGE if large else 1,
    )


def _told(
    plan: SupportPlan, coach: str, changed: list[str], name: str, abilities: dict[str, Any] | None
) -> Iterator[Block]:
    yield text(
        f"Dit is het plan voor uw werk, versie {plan.version}. U maakte het samen met uw jobcoach, {coach}. "
        f"Het plan loopt van {in_words(plan.starts_on)} tot en met {in_words(plan.ends_on)}.",
        "Klopt er iets niet? Zeg het tegen uw jobcoach voordat u tekent.",
    )
    for title, said in (
        ("Wat goed gaat en wat hulp vraagt", plan.abilities), ("Wat u zelf wilt", plan.wishes),
        ("Wat wij doen met het advies van UWV", plan.advice_text),
    ):  # fmt: skip
        if said:
            yield heading(title)
            yield text(*said.splitlines())
    if abilities:
        yield from _abilities(abilities)
    yield from _hindrances(plan)
    for goal in plan.goals.all():
        yield from _goal(goal)
    if changed:
        yield heading("Wat er anders is dan in het vorige plan")
        yield bullets(changed)
    yield heading("Handtekeningen")
    yield lead("U tekent omdat u het met dit plan eens bent. U krijgt het plan mee op papier.")
    signers = [name, coach, *(["Werkgever"] if plan.employer_signed_on else [])]
    yield signatures(*signers)


def _abilities(latest: dict[str, Any]) -> Iterator[Block]:
    """What somebody can do at work, step by step, with what they think of it themselves."""
    yield heading("Wat u op uw werk kunt")
    yield text(
        f"Uw jobcoach of consulent keek daarnaar op {in_words(latest['on'])}. Hoe hoger de stap, hoe meer u zelf kunt."
    )
    yield pairs([(each["name"], _step(each)) for each in latest["scores"]])
    told = latest["told"]
    if told and told.sentences:
        yield lead("Dit is er anders dan de vorige keer:")
        yield bullets(told.sentences)
    own = latest["own_words"]
    yield text(f"Uw eigen mening: {own}" if own else "Vindt u iets anders? Zeg het. Dan komt uw mening erbij te staan.")


def _step(each: dict[str, Any]) -> str:
    own = f" U vindt zelf: {each['own']}." if each["own"] else ""
    return f"{dutch.capital(each['said'])}.{own}"


def _hindrances(plan: SupportPlan) -> Iterator[Block]:
    if plan.domains or plan.domains_text:
        yield heading("Wat het werk in de weg zit")
        yield bullets(dutch.capital(str(Domain(each).label)) for each in plan.domains)
        yield text(plan.domains_text)


def _goal(goal: Goal) -> Iterator[Block]:
    yield heading(f"Doel {goal.number}: {goal.what}")
    told = [("Gelukt als", goal.result), ("Klaar op", in_words(goal.due_on))]
    if goal.step:
        told.append(("Werk", dutch.capital(str(PlacementForm(goal.step).label))))
    yield pairs(told)
    if actions := list(goal.actions.all()):
        yield lead("Dit spreken wij af:")
        yield bullets(map(_action, actions))


WHO = {"medewerker": "U", "jobcoach": "Uw jobcoach", "inlener": "Uw leidinggevende", "consulent": "De gemeente"}


def _action(action: GoalAction) -> str:
    done = f" Gedaan op {in_words(action.done_on)}." if action.done_on else ""
    return f"{WHO[action.owner]}: {action.what}, voor {in_words(action.due_on)}.{done}"
