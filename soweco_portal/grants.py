"""What the portal's own role may do: read and write rows. It owns nothing, makes nothing and empties nothing.

Given after each migration, by the owner who migrates; so a new table is never forgotten.
"""

from typing import Any

from django.conf import settings
from django.db import connections

GRANTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON municipalities_auditentry, municipalities_processingentry FROM {role};
REVOKE UPDATE, DELETE ON municipalities_chaincheck FROM {role};
REVOKE INSERT, UPDATE, DELETE ON municipalities_chainlink, municipalities_chainhead FROM {role};
"""


def grant(using: str = "default", **kwargs: Any) -> None:
    """After a migration, as the owner; nothing to give when the portal migrates as its own role."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> %s AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [settings.APP_ROLE] * 2
        )
        if cursor.fetchone()[0]:
            cursor.execute(GRANTS.format(role=connections[using].ops.quote_name(settings.APP_ROLE)))
