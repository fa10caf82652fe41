from django.db import migrations

# The privacy officer sees no dossier, and must know whose line a line is: the key and the personnel number, no more.
FUNCTIONS = """
CREATE FUNCTION person_of_log(number text, hash text) RETURNS TABLE (key uuid) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.key FROM cases_wswemployee e
    WHERE asker_role() = 'privacy_officer' AND (e.personnel_number = number OR e.bsn_hash = hash)
$$;

CREATE FUNCTION personnel_numbers(keys uuid[]) RETURNS TABLE (key uuid, personnel_number varchar) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.key, e.personnel_number FROM cases_wswemployee e
    WHERE asker_role() = 'privacy_officer' AND e.key = ANY (keys)
$$;
"""
DROP = "DROP FUNCTION personnel_numbers(uuid[]); DROP FUNCTION person_of_log(text, text);"


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_history_by_person"), ("municipalities", "0008_log_walls")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
