"""What is open in the demo: places at hirers and who is proposed for them, a month of payroll, plans that wait.

Nothing here changes what counts: a trial and a placement that came of a proposal are placements of the register itself,
and payroll differs from the register on paper only. As the people who would do it, in their own names; each choice
follows from the row's number, without dice.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from cases.actions import payroll as payroll_acts
from cases.actions import plans
from cases.demo.logins import LOGINS
from cases.models import (
    AdaptationKind,
    Caseload,
    ContractHours,
    Hirer,
    PayrollDifference,
    PayrollVerdict,
    Placement,
    PlanApproval,
    PlanState,
    Proposal,
    ProposalState,
    Residence,
    SupportPlan,
    Vacancy,
    WswEmployee,
)
from cases.models.vacancy import AT_A_HIRER
from cases.payroll import employed
from municipalities.asker import asked_by
from municipalities.models import Membership, Municipality

WORK = ("Inpakker", "Medewerker groen", "Productiemedewerker", "Schoonmaker", "Magazijnmedewerker", "Keukenhulp")
PLACES, NEW, CAME_OF_IT, ON_TRIAL = 8, 7, 5, 3
OFFERS = list(AdaptationKind.values)
DECLINED = ("inlener_ander", "medewerker_tijden", "wij_begeleiding", "terug_anders")
WAITING = 2  # plans


def lay(day: date) -> None:
    """As the process that makes the demo."""
    roles = {role.role: role for role in _logins()}
    places = _places(day)
    if coach := roles.get("jobcoach"):
        own = list(Caseload.objects.running_on(day).filter(coach=coach.user).order_by("employee_id"))
        _proposals(coach, [each.employee_id for each in own], places, day)
    if consulent := roles.get("consulent"):
        _payroll(consulent, day)
        home_of = cast(Municipality, consulent.municipality)
        PlanApproval.objects.create(municipality=home_of, starts_on=day - timedelta(days=60))
        home = set(_living_in(consulent, day))
        if coach:
            _proposals(consulent, sorted(home - {each.employee_id for each in own}), places[::-1], day)
            _plans(coach, [each for each in own if each.employee_id in home], day)


def _logins() -> Iterable[Membership]:
    emails = [login.email for login in LOGINS if login.role in {"consulent", "jobcoach"}]
    return Membership.objects.current().filter(user__email__in=emails).select_related("user").order_by("pk")


def _living_in(role: Membership, day: date) -> Iterable[int]:
    own = Residence.objects.running_on(day).filter(municipality=role.municipality_id)
    return own.values_list("employee", flat=True)


# Open places


def _places(day: date) -> list[Vacancy]:
    """Some just noted, some that begin later, and one that the hirer does not ask for any more."""
    hirers = list(Hirer.objects.companies().prefetch_related("sites").order_by("name"))
    step = max(1, len(hirers) // PLACES)
    made = Vacancy.objects.bulk_create(_place(hirer, nth, day) for nth, hirer in enumerate(hirers[::step][:PLACES]))
    return [each for each in made if each.withdrawn_on is None]


def _place(hirer: Hirer, nth: int, day: date) -> Vacancy:
    forms = [code for code, _ in AT_A_HIRER]
    return Vacancy(
        hirer=hirer,
        site=next(iter(hirer.sites.all()), None),
        function=WORK[nth % len(WORK)],
        form=forms[1 + nth % 2],
        hours=(8, 16, 24, 12)[nth % 4],
        wanted=1 + nth % 3,
        offers=OFFERS[nth % 3 : nth % 3 + 2],
        starts_on=day + timedelta(days=(-10, 0, 21)[nth % 3]),
        ends_on=day + timedelta(days=200) if nth % 4 == 2 else None,
        noted_on=day - timedelta(days=40 - nth),
        withdrawn_on=day - timedelta(days=3) if nth == PLACES - 1 else None,
    )


# Proposals


def _proposals(by: Membership, people: Sequence[int], places: list[Vacancy], day: date) -> None:
    """Who has hours free is proposed for a place; what runs on trial or began lately was proposed before."""
    if not places:
        return
    with asked_by(str(by.user.key)):
        recent = Placement.objects.filter(
            employee__in=people, hirer__isnull=False, form__in=[code for code, _ in AT_A_HIRER],
            starts_on__range=(day - timedelta(days=400), day),
        ).exclude(function="").order_by("employee_id", "pk")  # fmt: skip
        ended = recent.filter(ends_on__range=(day - timedelta(days=45), day + timedelta(days=300)))
        tried = _of_each(sorted(ended, key=_length))[:ON_TRIAL]
        on_trial = {each.employee_id for each in tried}
        placed = _of_each(recent.filter(ends_on=None).exclude(employee__in=on_trial))[:CAME_OF_IT]
        for each in tried:
            _step(_proposed(each, by), state=ProposalState.PROEF, trial=each)
        for each in placed:
            _step(_proposed(each, by), state=ProposalState.GEPLAATST, placement=each, settled_on=each.starts_on)
        idle = [person for person in _idle(people, day) if person not in on_trial]
        for nth, person in enumerate(idle[:NEW]):
            _new(person, by, places[nth % len(places)], nth, day)


def _of_each(works: Iterable[Placement]) -> list[Placement]:
    """The first of each person: who works twice for one hirer is proposed there once."""
    first = dict[int, Placement]()
    for work in works:
        first.setdefault(work.employee_id, work)
    return list(first.values())


def _length(work: Placement) -> timedelta:
    return (work.ends_on or work.starts_on) - work.starts_on


def _proposed(work: Placement, by: Membership) -> Proposal:
    """Two weeks before it began."""
    return Proposal.objects.create(
        employee_id=work.employee_id, hirer=cast(Hirer, work.hirer), form=work.form, function=work.function,
        hours=work.hours, proposed_on=work.starts_on - timedelta(days=14), proposed_by=by.user,
    )  # fmt: skip


def _new(person: int, by: Membership, place: Vacancy, nth: int, day: date) -> None:
    """Some wait too long for a next step, some were declined."""
    made = Proposal.objects.create(
        employee_id=person, vacancy=place, hirer_id=place.hirer_id, site_id=place.site_id, form=place.form,
        function=place.function, hours=place.hours, proposed_on=day - timedelta(days=(4, 30, 11)[nth % 3]),
        proposed_by=by.user,
    )  # fmt: skip
    if nth % 3 == 2:
        reason = DECLINED[nth // 3 % len(DECLINED)]
        back = reason.startswith("terug")
        state = ProposalState.INGETROKKEN if back else ProposalState.AFGEWEZEN
        _step(made, state=state, settled_on=day - timedelta(days=2), reason=reason)


def _idle(people: Sequence[int], day: date) -> Iterator[int]:
    """Who has fewer hours placed than agreed; then anybody, so that the list is never empty."""
    agreed = dict[int, float]()
    for sign, model in ((1, ContractHours), (-1, Placement)):
        for person, hours in model.objects.running_on(day).filter(employee__in=people).values_list("employee", "hours"):
            agreed[person] = agreed.get(person, 0) + sign * float(hours)
    yield from sorted(agreed, key=lambda person: (agreed[person] <= 0, person))


def _step(proposal: Proposal, **values: object) -> None:
    for name, value in values.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=[*values])


# Payroll


def _payroll(by: Membership, day: date) -> None:
    """The last whole month: of most the same, of some other hours, some on one side only, one number unknown."""
    month = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    with asked_by(str(by.user.key)):
        hours = employed(by, month)
        numbers = dict(WswEmployee.objects.known_to(by).values_list("pk", "personnel_number"))
        lines = ["personeelsnummer,maand,uren,betaalde_uren"]
        for nth, person in enumerate(sorted(hours)):
            told = hours[person] - 2 if nth % 40 == 7 and hours[person] > 2 else hours[person]
            if nth % 90 != 11:
                lines.append(f"{numbers[person]},{month:%Y-%m},{told},{told * 4}")
        lines += [f"{numbers[gone]},{month:%Y-%m},18,72" for gone in sorted(set(numbers) - set(hours))[:1]]
        lines.append(f"900001,{month:%Y-%m},24,96")
        payroll_acts.take_in(name="loon.csv", content="\r\n".join(lines).encode(), by=by)
        found = PayrollDifference.objects.visible_to(by).open().filter(kind="uren").order_by("pk").first()
        if found:
            said = {
                "verdict": PayrollVerdict.REGISTER_VERBETEREN,
                "note": "De uren zijn per de 1e van de maand gewijzigd.",
            }
            payroll_acts.decide(difference=found, by=by.user, **said)


# Plans that wait for a second person


def _plans(coach: Membership, own: Iterable[Caseload], day: date) -> None:
    people = [each.employee_id for each in own]
    drafts = SupportPlan.objects.filter(employee__in=people, state=PlanState.CONCEPT).select_related("employee")
    with asked_by(str(coach.user.key)):
        for plan in drafts.order_by("pk")[:WAITING]:
            plans.move(plan=plan, to=PlanState.TER_BESPREKING)
            plans.sign(plan=plan, on=day, by=coach.user, signed_as="zelf", employer_on=None, today=day)
