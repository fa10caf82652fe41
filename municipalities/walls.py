"""The second wall: PostgreSQL decides which rows exist for the asker, also when a view, an export or a shell forgets.

Every table is walled (row-level security, forced) or stands on the list of what is open (`OPEN`), with its reason; a
system check and a test fail on any other (soweco_portal/checks.py). The portal's role owns nothing and bypasses
nothing. The owner may all, by a policy that says so: it migrates, and rules and triggers that must see more than the
asker run as the owner (SECURITY DEFINER, with a fixed search path).

`guard_with` walls a table by conditions of its own; `cases.walls.guard` walls what is about one person by the doors
that are open to the asker. We left a database role per municipality (a cached plan or a pooled connection keeps the
wrong one) and signed settings (who may run SQL as the portal's role is inside already; without an asker that role sees
nothing).
"""

from django.db import migrations

# Looked up once per transaction, by `portal_ask`; what a row is judged by then costs next to nothing.
ASKER = """
CREATE FUNCTION portal_ask(asker text, membership text) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
-- For the rest of the transaction `asker` asks: a user's key, as the membership named or the first, while it runs and
-- its user is active; or a registered process. Anybody else is nobody.
DECLARE found record; day date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
    SELECT u.id AS user_id, m.role, m.municipality_id INTO found
    FROM municipalities_user u JOIN municipalities_membership m ON m.user_id = u.id
    WHERE u.is_active AND m.starts_on <= day AND (m.ends_on IS NULL OR m.ends_on >= day)
      AND u.key = CASE WHEN asker ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN asker::uuid END
    ORDER BY (m.id::text = membership) DESC, m.starts_on, m.id
    LIMIT 1;
    PERFORM set_config('portal.asker', asker, true),
        set_config('portal.membership', membership, true),
        set_config('portal.day', day::text, true),
        set_config('portal.role', coalesce(found.role, ''), true),
        set_config('portal.user', coalesce(found.user_id::text, ''), true),
        set_config('portal.municipality', coalesce(found.municipality_id::text, ''), true),
        -- Whose doors: a municipality's, or a coach's own (cases/models/door.py).
        set_config('portal.holder', CASE WHEN found.role IN ('consulent', 'controller')
            THEN 'gemeente:' || found.municipality_id WHEN found.role = 'jobcoach'
            THEN 'coach:' || found.user_id ELSE '' END, true),
        set_config('portal.process', (SELECT (count(*) > 0)::text FROM municipalities_registeredprocess
            WHERE name = asker), true);
END $$;

CREATE FUNCTION asker_day() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('portal.day', true), '')::date
$$;
CREATE FUNCTION asker_is_process() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('portal.process', true) = 'true', false)
$$;
CREATE FUNCTION asker_role() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('portal.role', true), '')
$$;
CREATE FUNCTION asker_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('portal.user', true), '')::bigint
$$;
CREATE FUNCTION asker_municipality() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('portal.municipality', true), '')::bigint
$$;
CREATE FUNCTION asker_holder() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('portal.holder', true), '')
$$;
"""
NO_ASKER = """
DROP FUNCTION asker_holder();
DROP FUNCTION asker_municipality();
DROP FUNCTION asker_user();
DROP FUNCTION asker_role();
DROP FUNCTION asker_is_process();
DROP FUNCTION asker_day();
DROP FUNCTION portal_ask(text, text);
"""

WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_may_all ON {table} TO CURRENT_USER USING (true);
"""
POLICIES = {
    "select": "CREATE POLICY asker_selects ON {table} FOR SELECT USING ({condition});\n",
    "insert": "CREATE POLICY asker_inserts ON {table} FOR INSERT WITH CHECK ({condition});\n",
    "update": "CREATE POLICY asker_updates ON {table} FOR UPDATE USING ({condition});\n",
    "delete": "CREATE POLICY asker_deletes ON {table} FOR DELETE USING ({condition});\n",
}
OPEN_AGAIN = """
DROP POLICY owner_may_all ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
PROCESS = "asker_is_process()"


def guard_with(
    table: str,
    *,
    select: str | None = None,
    insert: str | None = None,
    update: str | None = None,
    delete: str | None = None,
) -> migrations.RunSQL:
    """Migration operation: rows of `table` exist for the asker where these SQL conditions hold. None is nobody.

    The conditions may use `{table}`'s columns and `(SELECT asker_is_process())`, `asker_role()`, `asker_user()`,
    `asker_municipality()`. An update must find its row by `select` too, and leave it where `update` still holds.
    """
    conditions = {"select": select, "insert": insert, "update": update, "delete": delete}
    given = {act: condition for act, condition in conditions.items() if condition}
    up = WALL + "".join(POLICIES[act].replace("{condition}", condition) for act, condition in given.items())
    down = "".join(f"DROP POLICY asker_{act}s ON {{table}};\n" for act in given) + OPEN_AGAIN
    return migrations.RunSQL(up.replace("{table}", table), down.replace("{table}", table))


WRITTEN_BY = """
CREATE FUNCTION written_by() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- TG_ARGV: the roles that write this table. A process does too, and the owner, who migrates.
BEGIN
    IF coalesce(asker_role() = ANY (TG_ARGV), false) OR asker_is_process() OR current_user = (
            SELECT tableowner FROM pg_tables WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Dit is niet aan u om te wijzigen (%).', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
"""
NOT_WRITTEN_BY = "DROP FUNCTION written_by();"


def written_by(table: str, *roles: str) -> migrations.RunSQL:
    """Migration operation: of an open `table` these roles write rows, and processes; all may read.

    By a trigger, not by a policy: it costs who reads nothing.
    """
    named = ", ".join(f"'{role}'" for role in roles)
    return migrations.RunSQL(
        f"CREATE TRIGGER a_written_by BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION written_by({named})",
        f"DROP TRIGGER a_written_by ON {table}",
    )


# Tables that are open to the portal's role, and why. `_history` of an open table is open too. To read: who writes them
# a trigger says (`written_by`).
OPEN = {
    "municipalities_municipality": "which municipalities there are is public",
    "municipalities_organisation": "who employs, by name; no people",
    "municipalities_board": "the board and its seats are public",
    "municipalities_boardseat": "the board and its seats are public",
    "municipalities_user": "colleagues, not people with a dossier; read before anybody can be the asker",
    "municipalities_membership": "what an asker is judged by",
    "municipalities_jobrun": "when a job last ran; no people",
    "municipalities_missedjobs": "which jobs did not run; seen beside requests of nobody yet",
    "municipalities_registeredprocess": "what a process is judged by; only the owner writes it",
    "cases_hirer": "companies; no people",
    "cases_hirersite": "companies; no people",
    "cases_vacancy": "what companies have open; no people",
    "cases_parameter": "numbers of the law",
    "cases_aowage": "numbers of the law",
    "cases_planapproval": "which municipality wants a second person's word on a plan; no people",
    "cases_abilitylist": "which abilities are looked at, and who published that; nobody with a dossier",
    "cases_ability": "the abilities on those lists; no people",
    "cases_retentionterm": "terms of the selection list",
    "reports_production": "the wish for a report; counts nobody",
    "django_migrations": "of the framework",
    "django_content_type": "of the framework",
    "municipalities_session": "a digest of a key and whose it is; read before anybody can be the asker",
    "municipalities_bucket": "how much may still be tried, of a hash; asked before anybody can be the asker",
    "mfa_authenticator": "encrypted secrets and public keys of colleagues; asked before anybody can be the asker",
    "portal_cache": "which code was used, for a minute; asked before anybody can be the asker",
    "account_emailaddress": "of allauth, unused",
    "account_emailconfirmation": "of allauth, unused",
    "socialaccount_socialaccount": "of allauth, unused",
    "socialaccount_socialapp": "of allauth, unused",
    "socialaccount_socialtoken": "of allauth, unused",
    "auth_group": "of the framework, unused",
    "auth_group_permissions": "of the framework, unused",
    "auth_permission": "of the framework, unused",
}
