from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cases.demo.logins import LOGINS
from municipalities.asker import asked_by, tell_database
from municipalities.models import User, today
from reports import actions, demo_calendar, demo_money, gate, goal_progress, production, restating
from reports.models import AcceptedFinding, Report
from reports.periods import Period


class Command(BaseCommand):
    help = "Geeft de demo geld en een vrijgegeven rapport over het voorlaatste kwartaal; het laatste maakt men zelf."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.FICTITIOUS:
            raise CommandError("Hier staan echte mensen: een demorapport wordt niet gemaakt.")
        with asked_by("demo_report"):
            if Report.objects.exists():
                return
            checker, releaser = self._controllers()
            with transaction.atomic():
                key_set = demo_money.lay(today(), checker)
                demo_calendar.lay(today(), checker)
                tell_database(str(releaser.key))
                actions.release_key(key_set=key_set, by=releaser)
        with asked_by(str(checker.key)):  # who asks does so in the own name
            wish = production.request(period=Period.quarter_of(today()).back(2), by=checker)
        report = production.run(str(wish.key))
        if report is None:
            raise CommandError("Een andere werker maakt het rapport al.")
        self._accept(report, checker)
        for sign, by in ((actions.check, checker), (actions.release, releaser)):
            with transaction.atomic():
                tell_database(str(by.key))  # one signs with one's own name, in the demo too
                sign(report=report, by=by)
        restating.restate_all()
        goal_progress.make_due(today())
        self.stdout.write(f"{report}: vrijgegeven")

    def _accept(self, report: Report, by: User) -> None:
        """What is wrong in the invented register on purpose, the checker lets through."""
        for each in gate.findings(report):
            with transaction.atomic():
                tell_database(str(by.key))
                row = AcceptedFinding(report=report, finding=each.code, reason="Fictief: bedacht voor de demo.")
                gate.accept(row=row, by=by)

    def _controllers(self) -> tuple[User, User]:
        emails = [login.email for login in LOGINS if login.role == "controller"]
        found = {user.email: user for user in User.objects.filter(email__in=emails)}
        if len(found) < 2:
            raise CommandError("Laad eerst het demoregister: manage.py demo")
        return found[emails[0]], found[emails[1]]
