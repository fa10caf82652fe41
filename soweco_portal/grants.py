"""What the portal's own role may do: read and write rows. It owns nothing, makes nothing and empties nothing.

Given after each migration, by the owner who migrates; so a new table is never forgotten. What only the database writes
(former rows, doors) and what only the owner writes (which processes there are) is taken back again.
"""

from typing import Any

from django.conf import settings
from django.db import connections

from municipalities.access import PROCESSES

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
"""
READ_ONLY = [
    "cases_door", "municipalities_registeredprocess", "django_migrations", "django_content_type",
    "municipalities_chainlink", "municipalities_chainhead", "auth_group", "auth_group_permissions", "auth_permission",
]  # fmt: skip
ADD_ONLY = ["municipalities_auditentry", "municipalities_processingentry", "municipalities_chaincheck"]
NOTHING = ["cases_rulestocheck", "municipalities_recordingseal"]
_HISTORY = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname LIKE '%%\\_history'"
# Only triggers and functions of the owner call these: the first locks people, the second destroys on any day.
OWNERS_OWN = ["refresh_doors", "destroy_what_is_due_on"]
# A trigger that runs as the owner is for the tables it stands on; who may execute it may put it on a temporary one.
_AS_OWNER = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
  AND (p.prorettype = 'trigger'::regtype OR p.proname = ANY (%(own)s))
"""
_KNOWN = """
DELETE FROM municipalities_registeredprocess WHERE name <> ALL (%(names)s);
INSERT INTO municipalities_registeredprocess SELECT unnest(%(names)s) ON CONFLICT DO NOTHING;
"""


def grant(using: str = "default", **kwargs: Any) -> None:
    """After a migration, as the owner; nothing to give when the portal migrates as its own role."""
    with connections[using].cursor() as cursor:
        cursor.execute(_KNOWN, {"names": list(PROCESSES)})
        cursor.execute(
            "SELECT current_user <> %s AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [settings.APP_ROLE] * 2
        )
        if cursor.fetchone()[0]:
            role = connections[using].ops.quote_name(settings.APP_ROLE)
            cursor.execute(GRANTS.format(role=role))
            cursor.execute(_HISTORY)
            history = [name for (name,) in cursor.fetchall()]
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(READ_ONLY + history)} FROM {role}")
            cursor.execute(f"REVOKE UPDATE, DELETE ON {', '.join(ADD_ONLY)} FROM {role}")
            cursor.execute(f"REVOKE ALL ON {', '.join(NOTHING)} FROM {role}")
            cursor.execute(_AS_OWNER, {"own": OWNERS_OWN})
            functions = [name for (name,) in cursor.fetchall()]
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {', '.join(functions)} FROM PUBLIC, {role}")
