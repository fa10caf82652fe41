"""What payroll says differently is for the consulents of the municipality whose payroll it is, and stands as it came.

Through any door it has to the person, for it answers for what it paid: also of who left since. A new municipality of
that person reads none of it. In the terms: seven years after the year in which a difference was last seen (R88).
"""

import importlib

from django.db import migrations

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

OURS = "(asker_role() = 'consulent' AND municipality_id = asker_municipality(){more})"
KNOWN = " AND {table}.employee_id IN (SELECT d.employee_id FROM cases_door d WHERE d.holder = (SELECT asker_holder()))"
UPLOADS = f"{PROCESS} OR {OURS.replace('{more}', '')}"
DIFFERENCES = f"{PROCESS} OR {OURS.replace('{more}', KNOWN)}"

RULES = """
CREATE FUNCTION payroll_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A file brings a difference, people say where it comes from, in their own name and today; what is closed stays so.
DECLARE said boolean := NEW.verdict <> '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        said := (NEW.verdict, NEW.note, NEW.decided_by_id, NEW.decided_on)
            IS DISTINCT FROM (OLD.verdict, OLD.note, OLD.decided_by_id, OLD.decided_on);
        IF (NEW.key, NEW.employee_id, NEW.municipality_id, NEW.kind, NEW.first_month, NEW.payroll_hours,
                NEW.register_hours) IS DISTINCT FROM (OLD.key, OLD.employee_id, OLD.municipality_id, OLD.kind,
                OLD.first_month, OLD.payroll_hours, OLD.register_hours) THEN
            RAISE EXCEPTION 'Wat het loon zei, verandert niet.' USING ERRCODE = '42501';
        ELSIF OLD.closed_on IS NOT NULL AND NOT asker_is_process() THEN
            RAISE EXCEPTION 'Dit verschil is al gesloten door de feiten.' USING ERRCODE = '42501';
        END IF;
    END IF;
    IF said AND NOT asker_is_process() THEN
        IF NEW.decided_by_id IS DISTINCT FROM asker_user() THEN
            RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
        END IF;
        NEW.decided_on := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON cases_payrolldifference
    FOR EACH ROW EXECUTE FUNCTION payroll_rules();
"""
NO_RULES = "DROP TRIGGER b_rules ON cases_payrolldifference; DROP FUNCTION payroll_rules();"

RECORDS = importlib.import_module("cases.migrations.0171_records_with_a_term").RECORDS


def _function(name: str) -> str:
    """How 0171 made it, to be made over."""
    begins = RECORDS.index(f"CREATE FUNCTION {name}(")
    return RECORDS[begins : RECORDS.index("$$;", begins) + 3].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


TERM, KINDS = _function("term_of_records"), _function("retention_records")
OF_PAYROLL = "WHEN 'inleendocument' THEN 'hirer_contract' WHEN 'loon' THEN 'finance'"
DIFFERENCE = """
        -- With the financial year in which it was last seen; while it is open it runs.
        UNION ALL SELECT l.employee_id, 'loon', 'cases_payrolldifference', l.id,
            (date_trunc('year', l.last_month) + interval '1 year - 1 day')::date, l.closed_on IS NULL
        FROM cases_payrolldifference l
    ),
    term AS ("""
WITH_PAYROLL = (
    TERM.replace("WHEN 'inleendocument' THEN 'hirer_contract'", OF_PAYROLL),
    KINDS.replace("\n    ),\n    term AS (", DIFFERENCE),
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0230_payroll")]
    operations = [
        keep_history("cases_payrolldifference"),
        migrations.RunSQL(RULES, NO_RULES),
        signed("cases_payrollupload", "uploaded_by_id", "uploaded_at"),
        stands("cases_payrollupload", "unknown"),
        guard_with("cases_payrollupload", **dict.fromkeys(("select", "insert", "update"), UPLOADS)),
        guard_with("cases_payrolldifference", **dict.fromkeys(("select", "insert", "update"), DIFFERENCES)),
        guard_with("cases_payrolldifference_history", select=DIFFERENCES),
        migrations.RunSQL("\n".join(WITH_PAYROLL), "\n".join((TERM, KINDS))),
    ]
