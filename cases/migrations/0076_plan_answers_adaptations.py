from django.db import migrations

ADVICE = """
CREATE OR REPLACE FUNCTION has_advice(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- The latest indication says something about begeleid werken or about adaptations (Besluit art. 4(3)).
    SELECT coalesce((
        SELECT i.bw_advice IS NOT NULL OR EXISTS (SELECT 1 FROM cases_adaptationadvice a WHERE a.indication_id = i.id)
        FROM cases_indication i WHERE i.employee_id = person ORDER BY i.starts_on DESC, i.id DESC LIMIT 1), false)
$$;
"""


class Migration(migrations.Migration):
    """A plan answers what UWV advises about adaptations too (R83), now that it is registered."""

    dependencies = [("cases", "0075_document_rules")]
    operations = [migrations.RunSQL(ADVICE, migrations.RunSQL.noop)]
