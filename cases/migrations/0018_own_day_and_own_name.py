from django.db import migrations

from municipalities.signing import signed

# What destroys takes its day from nobody. Inside it is the function of before, which only the owner calls
# (soweco_portal/grants.py).
OWN_DAY = """
ALTER FUNCTION carry_out_destruction(uuid, uuid, date) RENAME TO destroy_what_is_due_on;

CREATE FUNCTION carry_out_destruction(which uuid, worker uuid) RETURNS integer LANGUAGE sql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT destroy_what_is_due_on(which, worker, (now() AT TIME ZONE 'Europe/Amsterdam')::date)
$$;
"""
ANY_DAY = """
DROP FUNCTION carry_out_destruction(uuid, uuid);
ALTER FUNCTION destroy_what_is_due_on(uuid, uuid, date) RENAME TO carry_out_destruction;
"""
# Statistics are for who reads a register in.
NOT_FOR_ALL = """
CREATE OR REPLACE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT asker_is_process() THEN
        RAISE EXCEPTION 'Alleen wie een register inleest, telt de tabellen opnieuw.' USING ERRCODE = '42501';
    END IF;
    ANALYZE cases_wswemployee, cases_residence, cases_indication, cases_employment, cases_contracthours, cases_leave,
        cases_hirer, cases_placement, cases_caseload, cases_sickspell, cases_sickpercentage, cases_door;
END $$;
"""
SIDES = """
CREATE FUNCTION handover_is_decided_by_its_side() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
-- Who is to receive accepts or declines; who proposed takes back. Once: what was decided stays.
BEGIN
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF OLD.state <> 'voorgesteld' THEN
        RAISE EXCEPTION 'Deze overdracht is al %.', OLD.state USING ERRCODE = '42501';
    END IF;
    IF NOT asker_is_process() AND asker_municipality() IS DISTINCT FROM
            (CASE WHEN NEW.state = 'ingetrokken' THEN OLD.from_municipality_id ELSE OLD.to_municipality_id END) THEN
        RAISE EXCEPTION 'Hierover besluit de andere gemeente.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_side BEFORE UPDATE ON cases_handover
    FOR EACH ROW EXECUTE FUNCTION handover_is_decided_by_its_side();
"""
NO_SIDES = "DROP TRIGGER c_side ON cases_handover; DROP FUNCTION handover_is_decided_by_its_side();"


class Migration(migrations.Migration):
    """Whoever destroys or signs does it today and as themselves, whatever they say."""

    dependencies = [("cases", "0091_signal_walls"), ("municipalities", "0020_signing")]
    operations = [
        migrations.RunSQL(OWN_DAY, ANY_DAY),
        migrations.RunSQL(NOT_FOR_ALL, migrations.RunSQL.noop),
        signed("cases_handover", "proposed_by_id", "proposed_on"),
        signed("cases_handover", "decided_by_id", "decided_on"),
        migrations.RunSQL(SIDES, NO_SIDES),
    ]
