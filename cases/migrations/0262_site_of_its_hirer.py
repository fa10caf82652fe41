"""A site belongs to a company; what names a site names one of its own hirer, under any name that company has."""

from django.db import migrations

TABLES = ("cases_vacancy", "cases_contract", "cases_hirercontact", "cases_proposal")
RULES = """
CREATE FUNCTION site_of_hirer() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.site_id IS NULL OR (TG_OP = 'UPDATE'
            AND (NEW.site_id, NEW.hirer_id) IS NOT DISTINCT FROM (OLD.site_id, OLD.hirer_id)) THEN
        RETURN NEW;
    ELSIF NOT EXISTS (
            SELECT 1 FROM cases_hirersite s JOIN cases_hirer a ON a.id = s.hirer_id
            JOIN cases_hirer b ON b.id = NEW.hirer_id WHERE s.id = NEW.site_id
            AND coalesce(a.merged_into_id, a.id) = coalesce(b.merged_into_id, b.id)) THEN
        RAISE EXCEPTION 'Regel geschonden: site_is_of_its_hirer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'site_is_of_its_hirer';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION site_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Regel geschonden: site_is_of_its_hirer'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'site_is_of_its_hirer';
END $$;
CREATE TRIGGER c_site_stays BEFORE UPDATE ON cases_hirersite
    FOR EACH ROW WHEN (NEW.hirer_id IS DISTINCT FROM OLD.hirer_id) EXECUTE FUNCTION site_stays();
"""
NO_RULES = """
DROP TRIGGER c_site_stays ON cases_hirersite;
DROP FUNCTION site_stays();
DROP FUNCTION site_of_hirer();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0261_proposal_walls")]
    operations = [
        migrations.RunSQL(RULES, NO_RULES),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER c_site BEFORE INSERT OR UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION site_of_hirer()",
                f"DROP TRIGGER c_site ON {table}",
            )
            for table in TABLES
        ),
    ]
