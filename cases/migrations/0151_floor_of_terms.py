from django.db import migrations

FLOOR = """
CREATE FUNCTION floor_of_terms() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The floor under a fee by the hour on its first day (Wsw art. 5, R57), whatever the writer says of it.
BEGIN
    NEW.floor := NULL;
    IF NEW.unit = 'uur' THEN
        SELECT p.value INTO NEW.floor FROM cases_parameter p
        WHERE p.name = 'fee_floor_per_hour' AND NEW.starts_on BETWEEN p.starts_on AND coalesce(p.ends_on, 'infinity');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_floor_of_terms BEFORE INSERT ON cases_terms FOR EACH ROW EXECUTE FUNCTION floor_of_terms();
"""
NO_FLOOR = """
DROP TRIGGER a_floor_of_terms ON cases_terms;
DROP FUNCTION floor_of_terms();
"""


class Migration(migrations.Migration):
    """No fee goes under the floor unseen because somebody wrote another floor beside it."""

    dependencies = [("cases", "0150_destruction_signed_now")]
    operations = [migrations.RunSQL(FLOOR, NO_FLOOR)]
