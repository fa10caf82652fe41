from django.db import migrations

# Two rows that exclude each other wait for one another while both are being written. A raw INSERT therefore takes its
# turn as the acts do (cases/work_lock.py). A placement excludes nothing: its rules come after it and wait in one place.
HOLD = """
CREATE FUNCTION hold_employment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cases_employment WHERE id = NEW.employment_id FOR NO KEY UPDATE;
    RETURN NEW;
END $$;
-- Before the others, so that the moment of recording is that of one's turn.
CREATE TRIGGER a_a_hold BEFORE INSERT ON cases_contracthours FOR EACH ROW EXECUTE FUNCTION hold_employment();
CREATE TRIGGER a_a_hold BEFORE INSERT ON cases_leave FOR EACH ROW EXECUTE FUNCTION hold_employment();
"""
LET_GO = """
DROP TRIGGER a_a_hold ON cases_leave;
DROP TRIGGER a_a_hold ON cases_contracthours;
DROP FUNCTION hold_employment();
"""


class Migration(migrations.Migration):
    """Who adds hours or leave holds the employment first: two at once wait for a turn and not for each other."""

    dependencies = [("cases", "0111_agreed_with_a_hirer")]
    operations = [migrations.RunSQL(HOLD, LET_GO)]
