#!/usr/bin/env python
"""Every command works on its own: what it needs of PostgreSQL and broker is brought up before Django loads.

What one command starts stays up for the next, until `manage.py services stop` or the end of `make run`. Commands that
change the schema run as the owner of the database; all others as the role that owns nothing.
"""

import os
import sys

WITHOUT_SERVERS = {"help", "version", "--help", "-h", "--version", "run", "verify_report", "signing_key"}
AS_OWNER = {"migrate", "sqlmigrate", "showmigrations", "flush"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "soweco_portal.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django ontbreekt. Maak de omgeving met 'make venv' en gebruik .venv/bin/python manage.py ...")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in AS_OWNER:
        os.environ.setdefault("PORTAL_DB_ROLE", "owner")
    if command == "services":  # without loading the portal: it must stop also when the code is broken
        from soweco_portal.management.commands.services import Command

        return Command().run_from_argv(sys.argv)
    if command not in WITHOUT_SERVERS and not {"--help", "-h"} & set(sys.argv):
        bring_up(command)
    return execute_from_command_line(sys.argv)


def bring_up(command: str) -> None:
    from soweco_portal import programs, services

    try:
        services.ensure()
        if command == "dbshell":  # the wheel has psql, a bare machine has not
            os.environ["PATH"] += os.pathsep + str(programs.bindir())
    except services.ServiceError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
