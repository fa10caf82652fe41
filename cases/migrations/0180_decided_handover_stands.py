from django.db import migrations

from municipalities.signing import stands

STANDS = """
CREATE TRIGGER b_stands BEFORE UPDATE ON cases_handover FOR EACH ROW EXECUTE FUNCTION handover_stands();
"""
NO_STANDS = "DROP TRIGGER b_stands ON cases_handover;"
DECIDED = """
CREATE FUNCTION decided_handover_stands() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The words with a decision are part of it: neither side writes them anew.
BEGIN
    IF NEW.reason <> OLD.reason AND OLD.state <> 'voorgesteld' THEN
        RAISE EXCEPTION 'Wat is besloten, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_decided BEFORE UPDATE ON cases_handover FOR EACH ROW EXECUTE FUNCTION decided_handover_stands();
"""
NOT_DECIDED = "DROP TRIGGER c_decided ON cases_handover; DROP FUNCTION decided_handover_stands();"


class Migration(migrations.Migration):
    """A handover keeps all it was proposed with, its key and its day too, and the words it was decided with."""

    dependencies = [("cases", "0172_work_of_in_sets"), ("municipalities", "0030_yearly_signatures")]
    operations = [
        migrations.RunSQL(NO_STANDS, STANDS),
        stands("cases_handover", "state", "decided_by_id", "decided_on", "reason"),
        migrations.RunSQL(DECIDED, NOT_DECIDED),
    ]
