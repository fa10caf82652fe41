"""Writing in both logs: a function, so that the database plans it once per connection and not at every page."""

from django.db import migrations

# As the asker: what may be written, and as whom, is the walls' and the triggers' to say.
NOTE_LINE = """
CREATE FUNCTION note_line(
    trace uuid, membership bigint, role text, municipality text, act text, activity text, subjects uuid[], account uuid,
    purpose text, status text, detail text, operation bigint, name text, data_subjects text[])
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- One line in the audit log and, when it is about people, one in the processing log.
BEGIN
    INSERT INTO municipalities_auditentry
        (trace_id, membership, role, municipality, act, activity, subjects, account, purpose, status, detail)
    VALUES (trace, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
    IF cardinality(data_subjects) > 0 THEN
        INSERT INTO municipalities_processingentry (trace_id, operation_id, status, name, activity, data_subjects)
        VALUES (trace, operation, $10, $13, $6, $14);
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0016_sent_forms")]

    operations = [
        migrations.RunSQL(
            NOTE_LINE,
            "DROP FUNCTION note_line(uuid, bigint, text, text, text, text, uuid[], uuid, text, text, text, bigint,"
            " text, text[]);",
        )
    ]
