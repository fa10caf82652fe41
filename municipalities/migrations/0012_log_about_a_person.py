from django.db import migrations

# Row-level security judges every line before it may be compared with a person (an array's operators are not known to
# keep a secret), so no index is used then. As the owner, for the same readers, one is.
FUNCTIONS = """
CREATE FUNCTION audit_about(person uuid) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM municipalities_auditentry
    WHERE (asker_role() = 'privacy_officer' OR asker_is_process()) AND subjects @> ARRAY[person]
$$;

CREATE FUNCTION processed_about(person varchar) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT id FROM municipalities_processingentry
    WHERE (asker_role() IS NOT NULL OR asker_is_process()) AND data_subjects @> ARRAY[person]
$$;
"""
DROP = "DROP FUNCTION processed_about(varchar); DROP FUNCTION audit_about(uuid);"


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0011_walls_of_accounts")]
    operations = [migrations.RunSQL(FUNCTIONS, DROP)]
