"""Lays the register the journeys walk through: a demo of some 120 people (*fictief*) with reports at each stage.

Run as a process of its own, on the database that DATABASE_URL names: `python -m tests.journeys.lay`.
"""

from datetime import date
from typing import Any

import django

from tests import asking

PEOPLE, SEED, UNTIL = 120, 2019, date(2026, 11, 1)
VISITS = 12


def main() -> None:
    from django.core.management import call_command

    from cases.demo.logins import COACH, LOGINS
    from municipalities.models import User
    from tests.situations import LAST_QUARTER, make_released, make_report

    call_command("demo", people=PEOPLE, seed=SEED, until=UNTIL, verbosity=0)
    jet, tom = (User.objects.get(email=login.email) for login in LOGINS if login.role == "controller")
    for back in (3, 2):
        make_released(make_report(LAST_QUARTER.back(back)), jet, tom, files=True)
    make_report(LAST_QUARTER.back(1))
    visits_of_today(User.objects.get(email=COACH[0]))


def visits_of_today(coach: Any) -> None:
    """Enough for every walk to note one."""
    from cases.models import Appointment
    from municipalities.models import today

    for caseload in coach.caseloads.running_on(today()).order_by("id")[:VISITS]:
        Appointment.objects.get_or_create(employee=caseload.employee, planned_on=today(), kept_by=None)


if __name__ == "__main__":
    django.setup()
    asking.ask_from_now_on()
    main()
