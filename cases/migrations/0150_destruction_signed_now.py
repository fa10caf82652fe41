from django.db import migrations

SIGNED_NOW = """
CREATE FUNCTION signed_now() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- When a list was proposed and agreed to is what the database's clock says.
BEGIN
    IF NEW.proposed_by_id IS NOT NULL AND OLD.proposed_by_id IS NULL THEN
        NEW.proposed_at := now();
    END IF;
    IF NEW.agreed_by_id IS NOT NULL AND OLD.agreed_by_id IS NULL THEN
        NEW.agreed_at := now();
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_signed_now BEFORE UPDATE ON cases_destructionlist FOR EACH ROW EXECUTE FUNCTION signed_now();
"""
NO_SIGNED_NOW = """
DROP TRIGGER a_signed_now ON cases_destructionlist;
DROP FUNCTION signed_now();
"""


class Migration(migrations.Migration):
    """Both signatures under a destruction list are of now (R89)."""

    dependencies = [("cases", "0104_as_then")]
    operations = [migrations.RunSQL(SIGNED_NOW, NO_SIGNED_NOW)]
