"""Where a municipality asks it, a plan that both signed holds when a second person approves it.

A consulent wrote no row of a plan. Of the steps that follow on a decision they write the state, and nothing else.
"""

import importlib

from django.db import migrations

from cases.walls import guard, writes_otherwise
from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import written_by

BEFORE = importlib.import_module("cases.migrations.0073_support_plan_rules").RULES
BEFORE = BEFORE[BEFORE.index("CREATE FUNCTION plan_rules") : BEFORE.index("CREATE TRIGGER b_rules")]
BEFORE = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
STEPS = "('ter_bespreking', 'vastgesteld'),"
SIGNS = "        ELSIF NEW.coach_signed_by_id IS NOT NULL AND NEW.coach_signed_by_id IS DISTINCT FROM"
WAITS = """        ELSIF OLD.state = 'ter_goedkeuring' AND NEW.state IN ('ter_goedkeuring', 'vastgesteld') AND
            (NEW.ends_on, NEW.employee_signed_on, NEW.employee_signed_as, NEW.coach_signed_on, NEW.coach_signed_by_id)
            IS DISTINCT FROM
            (OLD.ends_on, OLD.employee_signed_on, OLD.employee_signed_as, OLD.coach_signed_on, OLD.coach_signed_by_id)
        THEN
            broken := 'signed_plan_does_not_change';
        ELSIF (OLD.state, NEW.state) = ('ter_bespreking', 'vastgesteld') AND NOT asker_is_process()
            AND plan_asks_approval(NEW.employee_id) THEN
            broken := 'plan_waits_for_approval';
        ELSIF (OLD.state, NEW.state) = ('ter_goedkeuring', 'vastgesteld') AND NOT decided(NEW.id, true) THEN
            broken := 'plan_waits_for_approval';
        ELSIF asker_role() = 'consulent' AND NOT asker_is_process() AND NOT (CASE  -- in brackets, for its THEN
                WHEN NEW.state = OLD.state THEN false
                WHEN OLD.state = 'ter_goedkeuring' THEN decided(NEW.id, NEW.state = 'vastgesteld')
                -- What follows on an approval, of the same person.
                WHEN NEW.state = 'lopend' THEN decided(NEW.id, true)
                WHEN NEW.state = 'bijgesteld' THEN EXISTS (SELECT 1 FROM cases_supportplan p
                    WHERE p.employee_id = OLD.employee_id AND p.state = 'ter_goedkeuring' AND decided(p.id, true))
                ELSE false END) THEN
            broken := 'plan_step_not_possible';
"""
NOW = BEFORE.replace(
    STEPS,
    f"""{STEPS} ('ter_bespreking', 'ter_goedkeuring'), ('ter_goedkeuring', 'vastgesteld'),
                ('ter_goedkeuring', 'concept'), ('ter_goedkeuring', 'vervallen'),""",
    1,
).replace(
    SIGNS,
    WAITS + SIGNS,
    1,
)
ASKS = """
CREATE FUNCTION plan_asks_approval(person bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    -- Whether the municipality where somebody lives today wants a second person's word on a plan.
    SELECT EXISTS (
        SELECT 1 FROM cases_residence r JOIN cases_planapproval a ON a.municipality_id = r.municipality_id
        CROSS JOIN (SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date AS day) t
        WHERE r.employee_id = person AND r.starts_on <= t.day AND (r.ends_on IS NULL OR r.ends_on >= t.day)
          AND a.starts_on <= t.day AND (a.ends_on IS NULL OR a.ends_on >= t.day))
$$;

CREATE FUNCTION decided(which bigint, yes boolean) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    -- Whether the latest word on a plan is this one.
    SELECT coalesce((SELECT d.approved = yes FROM cases_plandecision d WHERE d.plan_id = which
        ORDER BY d.id DESC LIMIT 1), false)
$$;

CREATE FUNCTION plan_decision_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As the asker: of a plan that waits, by another than who signed it or wrote a goal of it.
DECLARE broken text; plan record; who text;
BEGIN
    SELECT p.state, p.coach_signed_by_id INTO plan FROM cases_supportplan p WHERE p.id = NEW.plan_id FOR NO KEY UPDATE;
    SELECT u.key::text INTO who FROM municipalities_user u WHERE u.id = NEW.decided_by_id;
    IF plan.state IS DISTINCT FROM 'ter_goedkeuring' THEN
        broken := 'plan_is_not_to_be_decided';
    ELSIF plan.coach_signed_by_id = NEW.decided_by_id
        OR who IN (SELECT g.recorded_by FROM cases_goal g WHERE g.plan_id = NEW.plan_id
                   UNION ALL SELECT g.recorded_by FROM cases_goal_history g WHERE g.plan_id = NEW.plan_id) THEN
        broken := 'plan_decided_by_another';
    END IF;
    IF broken IS NOT NULL AND NOT (asker_is_process() AND broken = 'plan_is_not_to_be_decided') THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_rules BEFORE INSERT ON cases_plandecision FOR EACH ROW EXECUTE FUNCTION plan_decision_rules();
CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON cases_plandecision FOR EACH ROW
    EXECUTE FUNCTION fill_about_whom('cases_supportplan', 'plan_id');
"""
NOT_ASKS = """
DROP TRIGGER a_about_whom ON cases_plandecision;
DROP TRIGGER c_rules ON cases_plandecision;
DROP FUNCTION plan_decision_rules();
DROP FUNCTION decided(bigint, boolean);
DROP FUNCTION plan_asks_approval(bigint);
"""
KEEPS = "asker_registers()"


class Migration(migrations.Migration):
    dependencies = [("cases", "0210_plan_approval")]
    operations = [
        keep_history("cases_planapproval"),
        signed("cases_plandecision", "decided_by_id", "decided_on"),
        stands("cases_plandecision"),
        migrations.RunSQL(ASKS, NOT_ASKS),
        migrations.RunSQL(NOW, BEFORE),
        written_by("cases_planapproval", "administrator"),
        *guard(
            "cases_plandecision",
            first="decided_on",
            only=KEEPS,
            mine="asker_role() = 'consulent'",
            acts=("insert",),
            history=False,
        ),
        writes_otherwise("cases_supportplan", "update", only=KEEPS, was="asker_role() = 'jobcoach'", now=""),
    ]
