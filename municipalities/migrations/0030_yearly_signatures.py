from django.db import migrations

from municipalities.signing import NO_STAND, SIGN, STAND, signed, stands

NOT_ONES_OWN = """
CREATE FUNCTION another_confirms() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Whoever has a role does not say that they still need it.
BEGIN
    IF NEW.confirmed_by_id = (SELECT m.user_id FROM municipalities_membership m WHERE m.id = NEW.membership_id) THEN
        RAISE EXCEPTION 'Uw eigen rol bevestigt een ander.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_another BEFORE INSERT OR UPDATE ON municipalities_membershipreview
    FOR EACH ROW EXECUTE FUNCTION another_confirms();
"""
ONES_OWN = "DROP TRIGGER c_another ON municipalities_membershipreview; DROP FUNCTION another_confirms();"


class Migration(migrations.Migration):
    """Whoever confirms a role for another year does it today, in the own name, and for another."""

    dependencies = [("municipalities", "0022_running_memberships")]
    operations = [
        migrations.RunSQL(SIGN, migrations.RunSQL.noop),
        migrations.RunSQL(STAND, NO_STAND),
        signed("municipalities_membershipreview", "confirmed_by_id", "confirmed_on"),
        stands("municipalities_membershipreview", "confirmed_by_id", "confirmed_on"),
        migrations.RunSQL(NOT_ONES_OWN, ONES_OWN),
    ]
