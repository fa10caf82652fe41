"""A signature is one's own, of now, and stays: held by the database, whoever writes the row and however.

Who signs is the asker of this transaction; when, the database's clock says, whatever the writer wrote. A signature
that stands is not taken back or given another name, and what was signed stays what it was (`stands`). That two people
sign is a check on the table itself. A process signs nothing. Every column that names a colleague is held so, or says in
tests/portal/test_signing.py how else.
"""

from django.db import migrations

SIGN = """
CREATE OR REPLACE FUNCTION sign() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- TG_ARGV: the column that says who signed, and the one that says when, if there is one.
DECLARE
    signer text := to_jsonb(NEW)->>TG_ARGV[0];
    moment text := to_jsonb(NEW)->>TG_ARGV[1];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (signer, moment) IS NOT DISTINCT FROM (to_jsonb(OLD)->>TG_ARGV[0], to_jsonb(OLD)->>TG_ARGV[1]) THEN
            RETURN NEW;
        ELSIF to_jsonb(OLD)->>TG_ARGV[0] IS NOT NULL THEN
            RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
        END IF;
    END IF;
    IF signer IS NULL THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM municipalities_user u
                   WHERE u.id = signer::bigint AND u.key::text = current_setting('portal.asker', true)) THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    IF TG_NARGS = 1 THEN
        RETURN NEW;
    END IF;
    RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[1], CASE WHEN TG_ARGV[1] LIKE '%\\_on'
        THEN to_jsonb((now() AT TIME ZONE 'Europe/Amsterdam')::date) ELSE to_jsonb(now()) END));
END $$;
"""
NO_SIGN = "DROP FUNCTION sign();"


STAND = """
CREATE FUNCTION stand() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- TG_ARGV: the columns that may still change. All others stay as they were signed.
BEGIN
    IF to_jsonb(NEW) - TG_ARGV <> to_jsonb(OLD) - TG_ARGV THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
NO_STAND = "DROP FUNCTION stand();"


def signed(table: str, who: str, when: str = "") -> migrations.RunSQL:
    """Migration operation: what column `who` of `table` says is a signature, put there on or at `when`.

    Without `when` the row's own `recorded_at` says it.
    """
    name = f"b_signed_{who.removesuffix('_id')}"
    columns = ", ".join(f"'{column}'" for column in (who, when) if column)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sign({columns})",
        f"DROP TRIGGER {name} ON {table}",
    )


def stands(table: str, *but: str) -> migrations.RunSQL:
    """Migration operation: a row of `table` stays as it was made, but for the columns `but`."""
    columns = ", ".join(f"'{column}'" for column in (*but, "recorded_at", "recorded_by"))
    return migrations.RunSQL(
        f"CREATE TRIGGER b_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION stand({columns})",
        f"DROP TRIGGER b_stands ON {table}",
    )
