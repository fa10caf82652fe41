from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF {who} THEN
        RAISE EXCEPTION 'Alleen wie een register inleest, telt de tabellen opnieuw.' USING ERRCODE = '42501';
    END IF;
    -- The lock of an import: who reads in has it, and another waits for it.
    PERFORM pg_advisory_xact_lock(hashtext('import_register'));
    ANALYZE cases_wswemployee, cases_residence, cases_indication, cases_employment, cases_contracthours, cases_leave,
        cases_hirer, cases_placement, cases_caseload, cases_sickspell, cases_sickpercentage, cases_door;
END $$;
"""
READS_IN = "NOT asker_is_process() OR current_setting('portal.asker') NOT IN ('import_register', 'demo')"


class Migration(migrations.Migration):
    """Only who reads a register in, one at a time, has the tables counted anew: what follows there is planned by it."""

    dependencies = [("cases", "0100_signatures")]
    operations = [
        migrations.RunSQL(FUNCTION.format(who=READS_IN), FUNCTION.format(who="NOT asker_is_process()")),
    ]
