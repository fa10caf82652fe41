"""What `make run` does on its first start, after the register is there: money, and a released report over it."""

import pytest
from django.core.management import call_command

from cases.demo.logins import LOGINS
from municipalities.models import User
from reports.models import KeySet, Report, ReportState
from reports.periods import Period
from tests.situations import LAST_QUARTER

pytestmark = pytest.mark.django_db


def test_the_first_start_ends_with_a_released_report_and_the_second_makes_none() -> None:
    call_command("demo", people=60, seed=7, verbosity=0)
    call_command("demo_report")
    report = Report.objects.get()
    checker, releaser = (User.objects.get(email=login.email) for login in LOGINS if login.role == "controller")
    assert (report.state, Period.parse(report.period)) == (ReportState.VRIJGEGEVEN, LAST_QUARTER.back(1))
    assert (report.made_by, report.checked_by, report.released_by) == (checker, checker, releaser)
    assert (KeySet.objects.get().proposed_by, KeySet.objects.get().released_by) == (checker, releaser)
    call_command("demo_report")
    assert Report.objects.count() == 1
