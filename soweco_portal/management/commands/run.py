"""The whole portal in one terminal; `make run` calls this."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from soweco_portal import supervisor
from soweco_portal.places import ServiceError


class Command(BaseCommand):
    help = "Draait het hele portaal: database, broker, webserver, worker en planner. Stop met Ctrl-C."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            sys.exit(supervisor.run())
        except ServiceError as error:
            raise CommandError(str(error)) from error
