"""The states of a plan, what was signed stays (R82), its goals (R84), the answer to UWV's advice (R83); the walls."""

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history

RULES = """
CREATE FUNCTION has_advice(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    -- The latest indication says something about begeleid werken or about adaptations (Besluit art. 4(3)).
    SELECT coalesce((
        SELECT i.bw_advice IS NOT NULL OR nullif(to_jsonb(i) ->> 'adaptations', '[]') IS NOT NULL
        FROM cases_indication i WHERE i.employee_id = person ORDER BY i.starts_on DESC, i.id DESC LIMIT 1), false)
$$;

CREATE FUNCTION plan_rules() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE broken text; signed text[] := ARRAY['vastgesteld', 'lopend', 'geevalueerd', 'bijgesteld', 'afgesloten'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'concept' AND NOT asker_is_process() THEN
            broken := 'plan_step_not_possible';
        END IF;
    ELSE
        IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
                ('concept', 'ter_bespreking'), ('ter_bespreking', 'concept'), ('ter_bespreking', 'vastgesteld'),
                ('vastgesteld', 'lopend'), ('lopend', 'geevalueerd'), ('geevalueerd', 'lopend'),
                ('vastgesteld', 'bijgesteld'), ('lopend', 'bijgesteld'), ('geevalueerd', 'bijgesteld'),
                ('lopend', 'afgesloten'), ('geevalueerd', 'afgesloten'),
                ('concept', 'vervallen'), ('ter_bespreking', 'vervallen'), ('vastgesteld', 'vervallen')) THEN
            broken := 'plan_step_not_possible';
        ELSIF OLD.state <> 'concept' AND (NEW.version, NEW.starts_on, NEW.abilities, NEW.wishes, NEW.domains,
                NEW.domains_text, NEW.advice_text, NEW.employee_id) IS DISTINCT FROM (OLD.version, OLD.starts_on,
                OLD.abilities, OLD.wishes, OLD.domains, OLD.domains_text, OLD.advice_text, OLD.employee_id)
            OR (OLD.state = ANY (signed) AND (
                -- Only another version or the end of the plan shortens it.
                (NEW.ends_on <> OLD.ends_on
                    AND NOT (NEW.state IN ('bijgesteld', 'afgesloten') AND NEW.ends_on < OLD.ends_on))
                OR (NEW.employee_signed_on, NEW.employee_signed_as, NEW.coach_signed_on, NEW.coach_signed_by_id)
                IS DISTINCT FROM
                (OLD.employee_signed_on, OLD.employee_signed_as, OLD.coach_signed_on, OLD.coach_signed_by_id))) THEN
            broken := 'signed_plan_does_not_change';
        ELSIF NEW.coach_signed_by_id IS NOT NULL AND NEW.coach_signed_by_id IS DISTINCT FROM OLD.coach_signed_by_id
            AND NOT asker_is_process() AND NEW.coach_signed_by_id <> asker_user() THEN
            broken := 'signs_with_the_own_name';
        END IF;
    END IF;
    IF broken IS NULL AND NEW.state IN ('ter_bespreking', 'vastgesteld', 'lopend') AND TG_OP = 'UPDATE' THEN
        IF (SELECT count(*) FROM cases_goal g WHERE g.plan_id = NEW.id) NOT BETWEEN 1 AND 5 THEN
            broken := 'plan_has_1_to_5_goals';
        ELSIF EXISTS (SELECT 1 FROM cases_goal g WHERE g.plan_id = NEW.id AND g.due_on > NEW.ends_on) THEN
            broken := 'goal_due_within_the_plan';
        ELSIF NEW.state = 'vastgesteld' AND NEW.advice_text = '' AND has_advice(NEW.employee_id) THEN
            broken := 'plan_answers_the_advice';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON cases_supportplan FOR EACH ROW EXECUTE FUNCTION plan_rules();

CREATE FUNCTION goal_rules() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE broken text; plan record;
BEGIN
    SELECT p.state, p.ends_on INTO plan FROM cases_supportplan p
    WHERE p.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END FOR KEY SHARE;
    IF TG_OP <> 'DELETE' AND plan.state = 'concept' AND NEW.due_on > plan.ends_on THEN
        broken := 'goal_due_within_the_plan';
    ELSIF plan.state <> 'concept' AND NOT (TG_OP = 'INSERT' AND asker_is_process()) THEN
        -- Of what is signed only how far it got changes.
        IF TG_OP <> 'UPDATE' THEN
            broken := 'signed_plan_does_not_change';
        ELSIF (NEW.plan_id, NEW.number, NEW.what, NEW.result, NEW.due_on, NEW.step)
            IS DISTINCT FROM (OLD.plan_id, OLD.number, OLD.what, OLD.result, OLD.due_on, OLD.step) THEN
            broken := 'signed_plan_does_not_change';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE OR DELETE ON cases_goal FOR EACH ROW EXECUTE FUNCTION goal_rules();
"""
NO_RULES = """
DROP TRIGGER b_rules ON cases_goal;
DROP FUNCTION goal_rules();
DROP TRIGGER b_rules ON cases_supportplan;
DROP FUNCTION plan_rules();
DROP FUNCTION has_advice(bigint);
"""
UNDER = {
    "goal": ("supportplan", "plan_id"),
    "goalaction": ("goal", "goal_id"),
    "evaluation": ("supportplan", "plan_id"),
}
ABOUT = "".join(
    f"CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON cases_{table} FOR EACH ROW"
    f" EXECUTE FUNCTION fill_about_whom('cases_{above}', '{column}');\n"
    for table, (above, column) in UNDER.items()
)
NOT_ABOUT = "".join(f"DROP TRIGGER a_about_whom ON cases_{table};\n" for table in UNDER)

KEEPS, COACHES = (
    "asker_registers()",
    "asker_role() = 'jobcoach'",
)  # a controller reads no plans, a consulent writes none
# The wall of what it hangs under holds here too.
IN_SIGHT = f"{KEEPS} AND EXISTS (SELECT 1 FROM %s a WHERE a.id = {{table}}.%s)"  # noqa: S608  no value in it
TABLES = ("cases_supportplan", "cases_goal", "cases_goalaction", "cases_evaluation")


class Migration(migrations.Migration):
    dependencies = [("cases", "0072_support_plan")]
    operations = [
        keep_history(*TABLES),
        migrations.RunSQL(ABOUT, NOT_ABOUT),
        migrations.RunSQL(RULES, NO_RULES),
        *guard("cases_supportplan", first="starts_on", last="ends_on", only=KEEPS, mine=COACHES),
        *guard("cases_goal", only=IN_SIGHT % ("cases_supportplan", "plan_id"), mine=COACHES),
        *guard("cases_goalaction", only=IN_SIGHT % ("cases_goal", "goal_id"), mine=COACHES),
        *guard("cases_evaluation", first="held_on", only=KEEPS, mine=COACHES),
    ]
