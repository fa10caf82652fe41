import importlib

from django.db import migrations

# Switching the triggers off locks one table after the other, in order of name. Who had written in a later table, and
# then wrote in an earlier one, waited for the destruction, and the destruction for them (40P01). So all is held before
# the first step, and nothing while it waits.
HOLD = """
CREATE FUNCTION hold_for_destruction(which uuid) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Every lock that carrying out list `which` needs, or none. EXCLUSIVE, so that nobody holds a row of these tables
-- either; of the lists less, for a second worker looks there and goes on. 20 seconds, then 55P03.
DECLARE wanted text; lists text;
BEGIN
    SELECT string_agg(quote_ident(t.name), ', ' ORDER BY t.name) FILTER (WHERE NOT t.list),
        string_agg(quote_ident(t.name), ', ' ORDER BY t.name) FILTER (WHERE t.list)
    INTO wanted, lists
    FROM (
        SELECT a.relation || twin.suffix AS name, a.list
        FROM (SELECT relation, false AS list FROM about_people() UNION SELECT 'cases_destructionlist', true) a
        CROSS JOIN (VALUES (''), ('_history')) twin (suffix)
        WHERE to_regclass(a.relation || twin.suffix) IS NOT NULL
    ) t;
    FOR attempt IN 1..200 LOOP
        BEGIN
            EXECUTE format('LOCK TABLE %s IN EXCLUSIVE MODE NOWAIT', wanted);
            EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE NOWAIT', lists);
            PERFORM 1 FROM cases_destructionlist WHERE key = which FOR UPDATE NOWAIT;
            IF NOT pg_try_advisory_xact_lock_shared(19680314) THEN
                RAISE lock_not_available;
            END IF;
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            IF attempt = 200 THEN
                RAISE;
            END IF;
        END;
        PERFORM pg_sleep(0.1);
    END LOOP;
END $$;
"""
NO_HOLD = "DROP FUNCTION hold_for_destruction(uuid);"

BEFORE = importlib.import_module("cases.migrations.0292_carry_out_merge").DESTROY
FIRST = "    SELECT * INTO signed FROM cases_destructionlist"
DESTROY = BEFORE.replace(FIRST, f"    PERFORM hold_for_destruction(which);\n{FIRST}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0302_first_abilities")]
    operations = [migrations.RunSQL(HOLD, NO_HOLD), migrations.RunSQL(DESTROY, BEFORE)]
