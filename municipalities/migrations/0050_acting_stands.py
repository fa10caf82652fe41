from django.db import migrations

from municipalities.signing import stands

STOPS_ONCE = """
CREATE FUNCTION acting_stops_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- When somebody stopped looking along is said once.
BEGIN
    IF OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS DISTINCT FROM OLD.stopped_at THEN
        RAISE EXCEPTION 'Het meekijken was al gestopt.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_stops_once BEFORE UPDATE ON municipalities_acting
    FOR EACH ROW EXECUTE FUNCTION acting_stops_once();
"""
NOT = "DROP TRIGGER c_stops_once ON municipalities_acting; DROP FUNCTION acting_stops_once();"


class Migration(migrations.Migration):
    """As whom an administrator looked along, why and until when stays as it was, for who reads it afterwards."""

    dependencies = [("municipalities", "0040_session_digest")]
    operations = [stands("municipalities_acting", "stopped_at"), migrations.RunSQL(STOPS_ONCE, NOT)]
