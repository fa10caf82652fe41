"""A calendar link that was revoked, or whose role is over, is forgotten after a year, its former rows too."""

from django.db import migrations

FORGET = """
CREATE FUNCTION forget_calendar_links() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- By the database's own clock. How many.
DECLARE
    day date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
    gone bigint[];
BEGIN
    IF NOT asker_is_process() THEN
        RAISE EXCEPTION 'Alleen het portaal zelf vergeet koppelingen.' USING ERRCODE = '42501';
    END IF;
    SELECT coalesce(array_agg(link.id), '{}') INTO gone FROM municipalities_calendarlink link
    JOIN municipalities_membership role ON role.id = link.membership_id
    WHERE least(link.revoked_on, role.ends_on) < day - interval '1 year';
    IF cardinality(gone) > 0 THEN
        DELETE FROM municipalities_calendarlink WHERE id = ANY (gone);
        ALTER TABLE municipalities_calendarlink_history DISABLE TRIGGER USER;  -- what was recorded does not change
        DELETE FROM municipalities_calendarlink_history WHERE id = ANY (gone);
        ALTER TABLE municipalities_calendarlink_history ENABLE TRIGGER USER;
    END IF;
    RETURN cardinality(gone);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0068_jobs_that_run")]
    operations = [migrations.RunSQL(FORGET, "DROP FUNCTION forget_calendar_links()")]
