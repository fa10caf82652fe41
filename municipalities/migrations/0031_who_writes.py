from django.db import migrations

from municipalities.walls import NOT_WRITTEN_BY, WRITTEN_BY, written_by

# Whom an organisation belongs to opens doors onto the people it employs.
BY_PROCESSES = ["municipality", "organisation", "board", "boardseat"]
ONES_OWN = """
CREATE FUNCTION account_of_another() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- TG_ARGV: the column with whose account it is, and the roles that keep the accounts of others. Who logs in is nobody
-- yet, and proves in another way who they are.
BEGIN
    IF asker_user() IS NOT NULL AND NOT asker_is_process()
            AND NOT coalesce(asker_role() = ANY (TG_ARGV[1:]), false)
            AND ((TG_OP <> 'INSERT' AND to_jsonb(OLD)->>TG_ARGV[0] <> asker_user()::text)
                 OR (TG_OP <> 'DELETE' AND to_jsonb(NEW)->>TG_ARGV[0] <> asker_user()::text)) THEN
        RAISE EXCEPTION 'Dit is het account van een ander.' USING ERRCODE = '42501';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER a_ones_own BEFORE INSERT OR UPDATE OR DELETE ON municipalities_user
    FOR EACH ROW EXECUTE FUNCTION account_of_another('id', 'administrator');
CREATE TRIGGER a_ones_own BEFORE INSERT OR UPDATE OR DELETE ON mfa_authenticator
    FOR EACH ROW EXECUTE FUNCTION account_of_another('user_id', 'administrator', 'privacy_officer');
-- A role ends, and stays to be read (0021).
CREATE TRIGGER a_stays BEFORE DELETE ON municipalities_membership FOR EACH STATEMENT EXECUTE FUNCTION written_by();
"""
ANYBODYS = """
DROP TRIGGER a_stays ON municipalities_membership;
DROP TRIGGER a_ones_own ON mfa_authenticator;
DROP TRIGGER a_ones_own ON municipalities_user;
DROP FUNCTION account_of_another();
"""


class Migration(migrations.Migration):
    """What is open is open to read: who writes it is held by the database."""

    dependencies = [("municipalities", "0030_yearly_signatures"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [
        migrations.RunSQL(WRITTEN_BY, NOT_WRITTEN_BY),
        *[written_by(f"municipalities_{table}") for table in BY_PROCESSES],
        migrations.RunSQL(ONES_OWN, ANYBODYS),
    ]
