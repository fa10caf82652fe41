"""Whether the second wall stands: asked of the database's own catalogue, by `manage.py check --database default`.

Not judged while migrations wait to be applied: then the wall is still being built.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from municipalities.walls import OPEN

TOO_STRONG = """
SELECT concat_ws(', ', CASE WHEN r.rolsuper THEN 'superuser' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
    CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
    CASE WHEN has_schema_privilege(r.oid, 'public', 'CREATE') THEN 'CREATE in public' END,
    CASE WHEN EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
                      AND pg_has_role(r.oid, c.relowner, 'MEMBER')) THEN 'owner' END)
FROM pg_roles r WHERE r.rolname = %(role)s
"""
UNWALLED = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND c.relname <> ALL (%(open)s)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)
           AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                           AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND c.relowner <> ALL (p.polroles)))
ORDER BY 1
"""
PASSING_VIEWS = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND (c.relkind = 'm' OR (c.relkind = 'v'
  AND NOT coalesce('security_invoker=true' = ANY (c.reloptions) OR 'security_invoker=on' = ANY (c.reloptions), false)
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')))
ORDER BY 1
"""
LOOSE_FUNCTIONS = """
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
  AND NOT EXISTS (SELECT 1 FROM unnest(p.proconfig) c WHERE c = 'search_path=public, pg_temp')
ORDER BY 1
"""
LENT_TRIGGERS = """
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
  AND (p.prorettype = 'trigger'::regtype OR p.proname IN ('refresh_doors', 'destroy_what_is_due_on'))
  AND has_function_privilege(%(role)s, p.oid, 'EXECUTE')
ORDER BY 1
"""
WRITABLE_HISTORY = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE '%%\\_history'
  AND has_table_privilege(%(role)s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
ORDER BY 1
"""
QUESTIONS = (
    (
        "E001",
        TOO_STRONG,
        "De rol {0} is te sterk: {1}. Het portaal verbindt als een rol die niets bezit en niets omzeilt.",
    ),
    ("E002", UNWALLED, "Tabel {1} heeft geen muur: geef haar guard() of guard_with(), of zet haar met reden in OPEN."),
    ("E003", PASSING_VIEWS, "View {1} loopt om de muur heen: maak haar met security_invoker, en niet materialized."),
    ("E004", LOOSE_FUNCTIONS, "Functie {1} is SECURITY DEFINER zonder vast zoekpad (public, pg_temp)."),
    ("E005", WRITABLE_HISTORY, "De rol {0} kan schrijven in {1}; alleen de database zelf doet dat."),
    (
        "E006",
        LENT_TRIGGERS,
        "De rol {0} kan {1} zelf aanroepen of aan een tabel hangen; zij werkt als de eigenaar.",
    ),
)


@register(Tags.database)
def the_second_wall_stands(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """An error per table, view, function or privilege that lets the portal's role past row-level security."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return []
    return [
        Error(text.format(settings.APP_ROLE, found), id=f"soweco_portal.{code}")
        for code, question, text in QUESTIONS
        for found in _asked(connection, question)
    ]


def _asked(connection: Any, question: str) -> list[str]:
    everywhere_open = [*OPEN, *(f"{table}_history" for table in OPEN)]
    with connection.cursor() as cursor:
        cursor.execute(question, {"role": settings.APP_ROLE, "open": everywhere_open})
        return [found for (found,) in cursor.fetchall() if found]
