"""People to tell stories about, all *fictief*, and the situations they are in.

A factory names the situation and fills in what the story does not care about: `make_employee(placed=True)` lives in
Almelo, works 36 hours for the municipality of Almelo and does so "beschut binnen". The default year is that of the rule
book, 2026.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from cases import bsn
from cases.actions import assessments, documents
from cases.models import (
    Ability,
    AbilityList,
    Adaptation,
    Assessment,
    Caseload,
    CoachChange,
    Contact,
    Contract,
    ContractHours,
    Document,
    Employment,
    Handover,
    Hirer,
    Indication,
    Leave,
    Loonwaarde,
    PayrollDifference,
    PersonMerge,
    Placement,
    Proposal,
    Reindication,
    Representative,
    Residence,
    RetentionHold,
    SickSpell,
    StandIn,
    SupportedContract,
    SupportPlan,
    Terms,
    Todo,
    TwoPeople,
    WaitingSpell,
    WswEmployee,
)
from municipalities.models import Membership, Municipality, Organisation, User, today
from tests.asking import TESTS

Hours = int | float | str | Decimal | Iterable[tuple[Any, date, date | None]]
_numbers = itertools.count(1)


def day(text: str, year: int = 2026) -> date:
    """A day as the rule book writes it: `10-06` is 10 June 2026, `31-12-1997` says its own year."""
    dd, mm, yyyy = re.fullmatch(r"(\d\d)-(\d\d)(?:-(\d{4}))?", text).groups()  # type: ignore[union-attr]
    return date(int(yyyy or year), int(mm), int(dd))


def today_plus(days: int) -> date:
    return today() + timedelta(days=days)


def bsn_number(nth: int) -> str:
    """The nth number from the range for tests (99999xxxx) that passes the 11-test."""
    valid = (f"{number:09}" for number in range(999990000, 1000000000) if bsn.is_valid(f"{number:09}"))
    return next(itertools.islice(valid, nth, None))


def municipality(name: str) -> Municipality:
    """By its name (`Rijssen-Holten`) or its CBS code (`GM1742`)."""
    field = "cbs_code" if re.fullmatch(r"GM\d{4}", name) else "name"
    return Municipality.objects.get(**{field: name})


def make_organisation(name: str = "Gemeente Almelo", **fields: Any) -> Organisation:
    """The organisation of that name; `Gemeente Wierden` is that municipality as an employer, any other a foundation."""
    kind, place = "stichting", None
    if name.startswith("Gemeente "):
        kind, place = "gemeente", municipality(name.removeprefix("Gemeente "))
    defaults = {"kind": kind, "municipality": place} | fields
    return Organisation.objects.get_or_create(name=name, defaults=defaults)[0]


def make_user(name: str = "Anouk Voorbeeld", **fields: Any) -> User:
    """An account that cannot log in with a password; tests use `client.force_login`."""
    email = fields.pop("email", name.lower().replace(" ", ".") + "@voorbeeld.example")
    return User.objects.create_user(email=email, name=name, **fields)


def make_membership(user: User, role: str, at: str | None = None, **fields: Any) -> Membership:
    """`user` in `role` for the municipality `at`, since 2015 and still."""
    place = municipality(at) if at else None
    return Membership.objects.create(
        user=user, role=role, municipality=place, **({"starts_on": day("01-01-2015")} | fields)
    )


def make_person(
    name: str = "Truus Fictief",
    *,
    born: date = date(1975, 5, 17),
    lives_in: str | None = "Almelo",
    category: str | None = "matig",
    bsn: str | None = None,
    **fields: Any,
) -> WswEmployee:
    """Somebody with a home and an indication since 2000, and no employment."""
    first, last = name.split(" ", 1)
    number = fields.pop("personnel_number", f"F{next(_numbers):05}")
    person = WswEmployee(personnel_number=number, first_name=first, last_name=last, birth_date=born, **fields)
    person.set_bsn(bsn)
    person.save()
    if lives_in:
        make_residence(person, lives_in)
    if category:
        make_indication(person, category)
    return person


def make_employee(
    name: str = "Truus Fictief",
    *,
    kind: str = "nwsw",
    cao: str = "sw",
    employer: str = "Gemeente Almelo",
    since: date = date(2008, 3, 1),
    until: date | None = None,
    reason: str = "",
    hours: Hours = 36,
    placed: bool = False,
    form: str = "BSB",
    **person: Any,
) -> WswEmployee:
    """Somebody in service. `placed`: works all hours in `form` for as long as the employment lasts."""
    employee = make_person(name, **person)
    employment = make_employment(
        employee, kind=kind, cao=cao, employer=employer, since=since, until=until, reason=reason, hours=hours
    )
    if placed:
        make_placement(employment, form, hours, since=since, until=until)
    return employee


def make_employment(
    employee: WswEmployee,
    *,
    kind: str = "nwsw",
    cao: str = "sw",
    employer: str = "Gemeente Almelo",
    executor: str | None = None,
    since: date = date(2008, 3, 1),
    until: date | None = None,
    reason: str = "",
    hours: Hours | None = 36,
    number: str = "",
) -> Employment:
    """`hours` is a number for the whole employment, or `(hours, first day, last day)` rows, or None for no hours."""
    employment = Employment.objects.create(
        employee=employee,
        number=number or str(employee.employments.count() + 1),
        kind=kind,
        cao=cao,
        employer=make_organisation(employer),
        executor=make_organisation(executor) if executor else None,
        starts_on=since,
        ends_on=until,
        outflow_reason=reason,
    )
    whole = [] if hours is None else [(hours, since, until)]
    for number_of_hours, first, last in whole if _is_number(hours) or hours is None else hours:
        ContractHours.objects.create(employment=employment, hours=number_of_hours, starts_on=first, ends_on=last)
    return employment


def _is_number(hours: Any) -> bool:
    return isinstance(hours, int | float | str | Decimal)


def employment_of(somebody: WswEmployee | Employment) -> Employment:
    return somebody if isinstance(somebody, Employment) else somebody.employments.get()


def make_placement(
    somebody: WswEmployee | Employment,
    form: str = "BSB",
    hours: Any = 36,
    *,
    since: date = date(2026, 1, 1),
    until: date | None = None,
    hirer: str | None = None,
    **fields: Any,
) -> Placement:
    """A placement under the employment given, or under the only one of the employee given."""
    return Placement.objects.create(
        employment=employment_of(somebody),
        form=form,
        hours=hours,
        hirer=Hirer.objects.get_or_create(name=hirer)[0] if hirer else None,
        starts_on=since,
        ends_on=until,
        **fields,
    )


def make_hirer(name: str = "Bedacht BV", **fields: Any) -> Hirer:
    return Hirer.objects.get_or_create(name=name, defaults=fields)[0]


def make_contract(
    hirer: str = "Bedacht BV",
    *,
    since: date = date(2026, 1, 1),
    until: date | None = None,
    fee: str = "12.50",
    rule: str = "gewerkt",
    **fields: Any,
) -> Contract:
    """A contract to lend people to `hirer`, with terms for as long as it runs."""
    made = Contract.objects.create(
        hirer=make_hirer(hirer), lender=fields.pop("lender", None) or make_organisation(), starts_on=since,
        ends_on=until, **({"number": f"C{next(_numbers):05}", "kind": "IND"} | fields),
    )  # fmt: skip
    proposer = User.objects.first() or make_user("Els Voorbeeld")
    with signing(proposer):
        Terms.objects.create(contract=made, starts_on=since, fee=fee, hours_rule=rule, proposed_by=proposer)
    return made


def make_supported(employee: WswEmployee, hirer: str = "Bakkerij Fictief", **fields: Any) -> SupportedContract:
    """Begeleid werken for 24 hours, since 2026 and still."""
    agreed = {"hirer": make_hirer(hirer), "starts_on": date(2026, 1, 1), "hours": 24}
    return SupportedContract.objects.create(employee=employee, **(agreed | fields))


def make_loonwaarde(employee: WswEmployee, percentage: Any = 55, **fields: Any) -> Loonwaarde:
    measured = {"measured_on": date(2026, 2, 1), "measured_by": "Meetbureau Fictief"}
    return Loonwaarde.objects.create(employee=employee, percentage=percentage, **(measured | fields))


def make_adaptation(employee: WswEmployee, **fields: Any) -> Adaptation:
    made = {"kind": "technisch", "what": "tafel die hoger kan", "agreed_on": date(2026, 2, 1)}
    return Adaptation.objects.create(employee=employee, **(made | fields))


def make_residence(
    employee: WswEmployee, place: str | None, *, since: date = date(1990, 1, 1), until: date | None = None
) -> Residence:
    """`place` None is abroad."""
    home = municipality(place) if place else None
    return Residence.objects.create(employee=employee, municipality=home, starts_on=since, ends_on=until)


def move(employee: WswEmployee, to: str | None, *, on: date) -> Residence:
    """`on` is the first day at the new address; the old one ends the day before. None is abroad."""
    before = date.fromordinal(on.toordinal() - 1)
    employee.residences.filter(ends_on=None).update(ends_on=before)
    return make_residence(employee, to, since=on)


def make_indication(
    employee: WswEmployee,
    category: str = "matig",
    *,
    since: date = date(2000, 1, 1),
    until: date = date(2049, 12, 31),
    decided_on: date | None = None,
    number: str = "",
) -> Indication:
    days = {"starts_on": since, "valid_until": until, "decided_on": decided_on or since}
    return Indication.objects.create(employee=employee, category=category, number=number, **days)


def make_leave(
    somebody: WswEmployee | Employment, kind: str = "onbetaald", *, since: date, until: date | None = None
) -> Leave:
    return Leave.objects.create(employment=employment_of(somebody), kind=kind, starts_on=since, ends_on=until)


def make_sick(employee: WswEmployee, *, since: date, recovered_on: date | None = None) -> SickSpell:
    return SickSpell.objects.create(employee=employee, starts_on=since, recovered_on=recovered_on)


def coach(employee: WswEmployee, by: User, *, since: date = date(2026, 1, 1), until: date | None = None) -> Caseload:
    """`employee` is in the caseload of `by`."""
    return Caseload.objects.create(employee=employee, coach=by, starts_on=since, ends_on=until)


def make_request(employee: WswEmployee, kind: str = "gewoon", *, on: date, **fields: Any) -> Reindication:
    """Asked of UWV by the municipality where `employee` lives now."""
    home = employee.residences.order_by("starts_on").last()
    return Reindication.objects.create(
        employee=employee, municipality=home.municipality, kind=kind, asked_on=on, **fields
    )


def make_stand_in(
    employee: WswEmployee,
    by_coach: User,
    *,
    instead_of: User,
    on: date = date(2020, 1, 1),
    until: date | None = None,
    by: User | None = None,
) -> StandIn:
    """`by_coach` sees `employee` from `on` to `until` (a week), as long as it is `instead_of`'s."""
    last = until or on + timedelta(days=6)
    change = CoachChange.objects.create(
        from_coach=instead_of, to_coach=by_coach, starts_on=on, ends_on=last, made_by=by or instead_of
    )
    return StandIn.objects.create(
        employee=employee, coach=by_coach, instead_of=instead_of, starts_on=on, ends_on=last, came_by=change
    )


def make_contact(employee: WswEmployee, by: User | None = None, **fields: Any) -> Contact:
    """A visit of half an hour today, by the person's coach unless another is given."""
    author = by or employee.caseloads.running_on(today()).get().coach
    noted = {"kind": "werkplekbezoek", "held_on": today(), "minutes": 30, "text": "Ging goed."}
    contact = Contact.objects.create(employee=employee, author=author, **(noted | fields))
    contact.refresh_from_db()
    return contact


def make_representative(employee: WswEmployee, kind: str = "bewindvoerder", **fields: Any) -> Representative:
    office = {"name": "Bewindkantoor Bedacht", "phone": "0546-000000", "starts_on": date(2026, 1, 1)}
    return Representative.objects.create(employee=employee, kind=kind, **(office | fields))


def make_waiting(employee: WswEmployee, **fields: Any) -> WaitingSpell:
    """On the list of beschut werk since May 2026, and still."""
    said = {"scheme": "beschut", "starts_on": date(2026, 5, 1)}
    return WaitingSpell.objects.create(employee=employee, **(said | fields))


def make_payroll_difference(employee: WswEmployee, at: str = "Almelo", **fields: Any) -> PayrollDifference:
    """In the payroll of `at` with 20 hours, and with 36 in the register; since last month."""
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    said = {"kind": "uren", "first_month": month, "last_month": month, "payroll_hours": 20, "register_hours": 36}
    return PayrollDifference.objects.create(employee=employee, municipality=municipality(at), **(said | fields))


def make_todo(employee: WswEmployee, by: User, **fields: Any) -> Todo:
    """A task for the coach, to be done today."""
    noted = {"what": "Bel de bewindvoerder", "owner": "jobcoach", "due_on": today()}
    return Todo.objects.create(employee=employee, noted_by=by, **(noted | fields))


def make_proposal(employee: WswEmployee, by: User, hirer: str = "Bakkerij Bedacht", **fields: Any) -> Proposal:
    """As packer for ten hours, today."""
    what = {"hirer": make_hirer(hirer), "form": "IND", "function": "Inpakker", "hours": 10}
    return Proposal.objects.create(employee=employee, proposed_by=by, **(what | fields))


def make_two_people(one: WswEmployee, other: WswEmployee, by: User) -> TwoPeople:
    """`by` looked, and said that these are two."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    with signing(by):
        return TwoPeople.objects.create(employee=first, other=second, said_by=by)


def make_merge(stays: WswEmployee, gone: WswEmployee, by: User, **fields: Any) -> PersonMerge:
    """`by` proposes that `gone` goes into `stays`."""
    numbers = f"{stays.personnel_number} en {gone.personnel_number}"
    said = {"numbers": numbers, "grounds": "Zelfde adres en geboortedag."} | fields
    with signing(by):
        return PersonMerge.objects.create(employee=stays, gone=gone, proposed_by=by, **said)


def refuse_merge(merge: PersonMerge, by: User, why: str = "Zij is haar zus.") -> None:
    with signing(by):
        PersonMerge.objects.filter(pk=merge.pk).update(
            state="afgewezen", decided_by=by, decided_on=today(), refusal=why
        )


def make_plan(employee: WswEmployee, goals: int = 1, **fields: Any) -> SupportPlan:
    """A draft for 2026 with so many goals, each with an action."""
    head = {"version": 1, "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "abilities": "Werkt precies."}
    plan = SupportPlan.objects.create(employee=employee, **(head | fields))
    for number in range(1, goals + 1):
        goal = plan.goals.create(number=number, what=f"Doel {number}", result="Het lukt.", due_on=plan.ends_on)
        goal.actions.create(what=f"Actie {number}", owner="jobcoach", due_on=plan.ends_on)
    return plan


def make_assessment(
    plan: SupportPlan,
    by: User,
    *,
    on: date = date(2026, 3, 2),
    steps: dict[str, Any] | None = None,
    note: str = "",
    **fields: Any,
) -> Assessment:
    """By `by`, with the list of that day; `steps` by the name of the ability, with the step of the person beside it."""
    listed = AbilityList.objects.get(pk=AbilityList.objects.in_force_on(on).pk)  # type: ignore[union-attr]
    said = {
        name: step if isinstance(step, tuple) else (step, None) for name, step in (steps or {"Werktempo": 2}).items()
    }
    scores = {
        each: {"step": said[each.name][0], "own_step": said[each.name][1], "note": note}
        for each in listed.abilities.all()
        if each.name in said
    }
    return assessments.record(plan=plan, ability_list=listed, by=by, on=on, scores=scores, **fields)


def make_list(starts_on: date, steps: list[str], abilities: dict[str, Any], published: bool = True) -> AbilityList:
    """After the latest one. By name of an ability: the former one and its steps of now, or why it is not to compare."""
    former = AbilityList.objects.last_published()
    made = AbilityList.objects.create(follows=former, starts_on=starts_on, steps=steps, why="Nieuwe lijst.")
    for number, (name, said) in enumerate(abilities.items(), 1):
        came, carries, because = (None, [], said) if isinstance(said, str) else (*said, "")[:3]
        Ability.objects.create(
            ability_list=made, number=number, name=name, meaning=f"{name} op het werk.", because=because,
            former=former.abilities.get(name=came) if came else None, carries=carries,
        )  # fmt: skip
    if published:
        AbilityList.objects.filter(pk=made.pk).update(published_on=starts_on)
    return AbilityList.objects.get(pk=made.pk)


def make_document(employee: WswEmployee, by: User, content: bytes = b"%PDF-1.7 fictief", **fields: Any) -> Document:
    """A report about somebody's work, as `by` adds it."""
    what = {"kind": "verslag", "dated_on": date(2026, 3, 2), "title": "Verslag"}
    return documents.add(employee=employee, content=content, by=by, **(what | fields))


def state_purpose(client: Client, employee: WswEmployee) -> None:
    """Who is logged in says what for they open this dossier today: asked where the person lives elsewhere."""
    url = reverse("employee_purpose", args=[employee.key])
    assert client.post(url, {"reason": "vraag van de medewerker zelf"}).status_code == 302


def recorded_on(moment: datetime, by: str = "") -> None:
    """What follows in this transaction is recorded as done at `moment`, by `by`. A test cannot wait for the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests_recorded_on(%s)", [moment])
        cursor.execute("SELECT portal_ask(%s, '')", [by or TESTS])


@contextmanager
def signing(user: User) -> Iterator[None]:
    """What is signed in here is signed by `user`, who asks; what may be seen and written stays the tests'."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.asker', %s, false)", [str(user.key)])
        try:
            yield
        except DatabaseError:  # gone with the savepoint
            raise
        except Exception:
            cursor.execute("SELECT set_config('portal.asker', %s, false)", [TESTS])
            raise
        cursor.execute("SELECT set_config('portal.asker', %s, false)", [TESTS])


def make_handover(
    person: WswEmployee, left: Municipality | None, to: Municipality, by: User | None = None, **fields: Any
) -> Handover:
    """Proposed by `by`, or by a consulent made for it."""
    by = by or make_user(f"Consulent {person.pk}")
    with signing(by):
        return Handover.objects.create(
            employee=person, from_municipality=left, to_municipality=to, proposed_by=by,
            **({"starts_on": today()} | fields),
        )  # fmt: skip


def meanwhile() -> None:
    """What follows is recorded as by another transaction, later. In a test all is one, and one's own is never stale."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.recording', '', true)")


def make_hold(employee: WswEmployee, reason: str = "klacht loopt", **fields: Any) -> RetentionHold:
    """A reason to keep the dossier, since 2026 and still."""
    by = fields.pop("placed_by", None) or User.objects.first() or make_user()
    with signing(by):
        return RetentionHold.objects.create(
            employee=employee, reason=reason, placed_by=by, **({"starts_on": date(2026, 1, 1)} | fields)
        )
