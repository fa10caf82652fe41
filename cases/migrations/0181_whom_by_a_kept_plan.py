from django.db import migrations

# What a register is full of hangs under an employment or a spell of sickness: those two are looked up by a plan that
# PostgreSQL keeps. A statement put together per row is planned per row, and that was a third of an import.
BY_KEPT_PLAN = """
CREATE OR REPLACE FUNCTION fill_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- The person of the row above, whatever the writer says. TG_ARGV: the table above, and the column that points there.
BEGIN
    IF TG_ARGV[0] = 'cases_employment' THEN
        NEW.employee_id := (SELECT employee_id FROM cases_employment WHERE id = NEW.employment_id);
    ELSIF TG_ARGV[0] = 'cases_sickspell' THEN
        NEW.employee_id := (SELECT employee_id FROM cases_sickspell WHERE id = NEW.spell_id);
    ELSE
        EXECUTE format('SELECT employee_id FROM %I WHERE id = $1', TG_ARGV[0])
            INTO NEW.employee_id USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    END IF;
    RETURN NEW;
END $$;
"""
PER_ROW = """
CREATE OR REPLACE FUNCTION fill_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('SELECT employee_id FROM %I WHERE id = $1', TG_ARGV[0])
        INTO NEW.employee_id USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """A row says whom it is about without a statement of its own being planned for it."""

    dependencies = [("cases", "0180_decided_handover_stands")]
    operations = [migrations.RunSQL(BY_KEPT_PLAN, PER_ROW)]
