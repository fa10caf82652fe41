from django.db import migrations

STANDS = """
CREATE FUNCTION handover_stands() RETURNS trigger LANGUAGE plpgsql AS $$
-- What was proposed is what is decided on: who decides may write the row, and does not make it another's person.
BEGIN
    IF (NEW.employee_id, NEW.from_municipality_id, NEW.to_municipality_id, NEW.starts_on, NEW.proposed_by_id)
            IS DISTINCT FROM
            (OLD.employee_id, OLD.from_municipality_id, OLD.to_municipality_id, OLD.starts_on, OLD.proposed_by_id) THEN
        RAISE EXCEPTION 'Wat is voorgesteld, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_stands BEFORE UPDATE ON cases_handover FOR EACH ROW EXECUTE FUNCTION handover_stands();
"""
NOT = "DROP TRIGGER b_stands ON cases_handover; DROP FUNCTION handover_stands();"


class Migration(migrations.Migration):
    """A handover is decided on as it was proposed."""

    dependencies = [("cases", "0016_retention_walls")]
    operations = [migrations.RunSQL(STANDS, NOT)]
