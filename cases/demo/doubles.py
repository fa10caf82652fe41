"""Who was entered twice in the demo: one to find, and one of whom a colleague said that it is one person."""

from datetime import date, timedelta

from cases.actions import merges
from cases.demo.logins import LOGINS
from cases.models import Employment, Residence, Todo, TodoOwner, WswEmployee
from municipalities.asker import asked_by
from municipalities.models import Membership

OPEN, PROPOSED = 5, 11  # the nth of who works for the own municipality


def lay(day: date) -> None:
    """As the process that makes the demo; after the register was read in."""
    emails = [login.email for login in LOGINS if login.role == "consulent"]
    for by in Membership.objects.current().filter(user__email__in=emails).select_related("user").order_by("pk"):
        living = Residence.objects.running_on(day).filter(municipality=by.municipality).values("employee")
        working = Employment.objects.running_on(day).filter(employee__in=living, employee__died_on=None)
        people = WswEmployee.objects.filter(pk__in=working.values("employee")).order_by("pk")
        for nth in (OPEN, PROPOSED):
            for person in people[nth : nth + 1]:
                again = _entered_again(person, by, day)
                if nth == PROPOSED:
                    _propose(stays=person, gone=again, by=by)


def _entered_again(person: WswEmployee, by: Membership, day: date) -> WswEmployee:
    """Under another number, at the town hall's desk, by who did not look first."""
    again = WswEmployee.objects.create(
        personnel_number=f"PD9{person.pk:05}", first_name=person.first_name, prefix=person.prefix,
        last_name=person.last_name, birth_date=person.birth_date, sex=person.sex,
    )  # fmt: skip
    Residence.objects.create(employee=again, municipality=by.municipality, starts_on=day - timedelta(days=9))
    with asked_by(str(by.user.key)):
        Todo.objects.create(
            employee=again, what="Gegevens navragen.", owner=TodoOwner.CONSULENT, due_on=day + timedelta(days=7),
            noted_by=by.user,
        )  # fmt: skip
    return again


def _propose(*, stays: WswEmployee, gone: WswEmployee, by: Membership) -> None:
    sides = dict.fromkeys(("name_of", "birth_date_of", "bsn_of", "number_of"), "blijft")
    with asked_by(str(by.user.key)):
        merges.propose(gone=gone, stays=stays, by=by, sides=sides, grounds="Zelfde naam en geboortedag.", why={})
