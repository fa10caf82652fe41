"""Start, stop or look at the portal's own PostgreSQL and broker."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from soweco_portal import services, supervisor

DOWN = 3  # exit code of `status` when something is not running, as with systemctl


class Command(BaseCommand):
    help = "Start, stopt of toont de eigen PostgreSQL en broker; niet wat via DATABASE_URL of REDIS_URL komt."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status", "remove-test-data"])
        parser.add_argument("--test", action="store_true", help="de servers voor tests, niet die van het register")

    def handle(self, *args: Any, action: str, test: bool, **options: Any) -> None:
        try:
            getattr(self, action.replace("-", "_"))(test)
        except services.ServiceError as error:
            raise CommandError(str(error)) from error

    def start(self, test: bool) -> None:
        for name, address in services.ensure(test).items():
            self.stdout.write(f"{name}={address}")

    def stop(self, test: bool) -> None:
        if not test and (pid := supervisor.running()):
            raise CommandError(f"'make run' draait nog (proces {pid}); stop dat eerst.")
        stopped = services.stop(test)
        self.stdout.write(f"Gestopt: {', '.join(stopped)}." if stopped else "Er draaide niets.")

    def status(self, test: bool) -> None:
        state = services.status(test)
        for name, what in state.items():
            self.stdout.write(f"{name}: {what or 'draait niet'}")
        if not all(state.values()):
            sys.exit(DOWN)

    def remove_test_data(self, test: bool) -> None:
        services.remove_test_data()
        self.stdout.write("De testservers zijn gestopt en hun gegevens verwijderd.")
