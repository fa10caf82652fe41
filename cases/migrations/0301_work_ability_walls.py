"""Who writes and who publishes a list of abilities, what an assessment is made with, and who sees it.

Lists are open: they are about nobody. An assessment is seen with its plan: whoever sees the plan sees it, up to the
last day one may look at this person. Both stay as they were written.
"""

from django.db import migrations

from cases.walls import guard, of_one_person, points_at
from municipalities.recorded import keep_history
from municipalities.signing import signed
from municipalities.walls import written_by

LISTS = """
CREATE FUNCTION ability_list_is_complete(which bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = public, pg_temp AS $$
    -- Every ability says for each step of what it came from which step that is now, or why it cannot be compared.
    SELECT count(*) > 0 AND coalesce(bool_and(CASE
        WHEN l.follows_id IS NULL THEN true
        WHEN a.former_id IS NULL THEN a.because <> '' AND a.carries = '{}'
        ELSE cardinality(a.carries) = cardinality(f.steps)
            AND NOT EXISTS (SELECT 1 FROM unnest(a.carries) c (step)
                WHERE c.step NOT BETWEEN 1 AND cardinality(l.steps) OR (c.step IS NULL AND a.because = ''))
        END), false)
    FROM cases_abilitylist l JOIN cases_ability a ON a.ability_list_id = l.id
    LEFT JOIN cases_abilitylist f ON f.id = l.follows_id
    WHERE l.id = which
$$;

CREATE FUNCTION ability_list_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE broken text; day date := (now() AT TIME ZONE 'Europe/Amsterdam')::date; latest record; who text;
BEGIN
    IF current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = TG_TABLE_NAME) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    ELSIF TG_OP <> 'INSERT' AND OLD.published_on IS NOT NULL THEN
        broken := 'published_list_stays';
    ELSIF TG_OP = 'DELETE' THEN
        IF coalesce(asker_role() = 'privacy_officer', false) THEN
            RAISE EXCEPTION 'Dit is niet aan u om te wijzigen (%).', TG_TABLE_NAME USING ERRCODE = '42501';
        END IF;
    ELSIF TG_OP = 'INSERT' AND NEW.published_on IS NOT NULL THEN
        broken := 'list_published_by_another';
    ELSIF TG_OP = 'UPDATE' AND NEW.follows_id IS DISTINCT FROM OLD.follows_id THEN
        RAISE EXCEPTION 'Op welke lijst deze volgt, verandert niet.' USING ERRCODE = '42501';
    ELSE
        SELECT l.id, l.starts_on INTO latest FROM cases_abilitylist l WHERE l.published_on IS NOT NULL
            AND l.id <> NEW.id ORDER BY l.starts_on DESC LIMIT 1;
        IF NEW.follows_id IS DISTINCT FROM latest.id THEN
            broken := 'one_list_follows_another';
        ELSIF NEW.starts_on <= latest.starts_on OR (NEW.starts_on <= day AND NOT asker_is_process()) THEN
            broken := 'ability_list_begins_later';
        ELSIF NEW.published_on IS NOT NULL THEN
            IF (NEW.starts_on, NEW.steps, NEW.why) IS DISTINCT FROM (OLD.starts_on, OLD.steps, OLD.why) THEN
                broken := 'list_published_by_another';
            ELSIF NOT ability_list_is_complete(NEW.id) THEN
                broken := 'ability_list_is_complete';
            ELSIF NOT asker_is_process() THEN
                SELECT u.key::text INTO who FROM municipalities_user u WHERE u.id = NEW.published_by_id;
                IF who IS NULL OR who = OLD.recorded_by OR EXISTS (
                        SELECT 1 FROM cases_abilitylist_history h WHERE h.id = NEW.id AND h.recorded_by = who
                        UNION ALL SELECT 1 FROM cases_ability a WHERE a.ability_list_id = NEW.id AND a.recorded_by = who
                        UNION ALL SELECT 1 FROM cases_ability_history b WHERE b.ability_list_id = NEW.id
                            AND (b.recorded_by = who OR (b.operation = 'DELETE' AND b.changed_by = who))) THEN
                    broken := 'list_published_by_another';
                END IF;
            END IF;
        ELSIF coalesce(asker_role() = 'privacy_officer', false) THEN
            RAISE EXCEPTION 'Dit is niet aan u om te wijzigen (%).', TG_TABLE_NAME USING ERRCODE = '42501';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER c_rules BEFORE INSERT OR UPDATE OR DELETE ON cases_abilitylist
    FOR EACH ROW EXECUTE FUNCTION ability_list_rules();

CREATE FUNCTION ability_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- An ability is of a draft, and comes from the list before it.
DECLARE broken text; of record;
BEGIN
    IF current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = TG_TABLE_NAME) THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    SELECT l.published_on, l.follows_id INTO of FROM cases_abilitylist l
        WHERE l.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.ability_list_id ELSE NEW.ability_list_id END FOR NO KEY UPDATE;
    IF of.published_on IS NOT NULL OR (TG_OP = 'UPDATE' AND NEW.ability_list_id <> OLD.ability_list_id) THEN
        broken := 'published_list_stays';
    ELSIF TG_OP <> 'DELETE' AND NEW.former_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM cases_ability a WHERE a.id = NEW.former_id AND a.ability_list_id = of.follows_id) THEN
        broken := 'ability_comes_from_the_list_before';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER c_rules BEFORE INSERT OR UPDATE OR DELETE ON cases_ability
    FOR EACH ROW EXECUTE FUNCTION ability_rules();
"""
NO_LISTS = """
DROP TRIGGER c_rules ON cases_ability;
DROP FUNCTION ability_rules();
DROP TRIGGER c_rules ON cases_abilitylist;
DROP FUNCTION ability_list_rules();
DROP FUNCTION ability_list_is_complete(bigint);
"""

ASSESSMENTS = """
CREATE FUNCTION assessment_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As the asker: with the list of its day, in a plan that is written or runs. A correction stays with the same plan.
DECLARE broken text; corrected record; state text;
BEGIN
    IF NEW.assessed_on > (now() AT TIME ZONE 'Europe/Amsterdam')::date THEN
        broken := 'assessment_lies_in_the_future';
    ELSIF NEW.ability_list_id IS DISTINCT FROM (SELECT l.id FROM cases_abilitylist l WHERE l.published_on IS NOT NULL
            AND l.starts_on <= NEW.assessed_on ORDER BY l.starts_on DESC LIMIT 1) THEN
        broken := 'assessed_with_the_list_of_the_day';
    ELSIF NEW.corrects_id IS NOT NULL THEN
        SELECT a.plan_id INTO corrected FROM cases_assessment a WHERE a.id = NEW.corrects_id;
        IF corrected.plan_id IS DISTINCT FROM NEW.plan_id THEN
            broken := 'correction_stays_with_the_plan';
        END IF;
    ELSIF NOT asker_is_process() THEN
        SELECT p.state INTO state FROM cases_supportplan p WHERE p.id = NEW.plan_id;
        IF state NOT IN ('concept', 'ter_bespreking', 'ter_goedkeuring', 'vastgesteld', 'lopend', 'geevalueerd') THEN
            broken := 'plan_takes_no_assessment';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT ON cases_assessment FOR EACH ROW EXECUTE FUNCTION assessment_rules();
CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON cases_assessment FOR EACH ROW
    EXECUTE FUNCTION fill_about_whom('cases_supportplan', 'plan_id');

CREATE FUNCTION ability_score_rules() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- A step of the list of the assessment, written with it; the words of the step are filled in here. As the owner: only
-- the owner knows what this transaction recorded.
DECLARE steps text[]; broken text;
BEGIN
    SELECT l.steps INTO steps FROM cases_assessment a JOIN cases_ability b ON b.ability_list_id = a.ability_list_id
        JOIN cases_abilitylist l ON l.id = a.ability_list_id
        WHERE a.id = NEW.assessment_id AND b.id = NEW.ability_id
            AND (extract(epoch FROM a.recorded_at) * 1000000)::bigint = ANY (recording_moments(false));
    IF steps IS NULL THEN
        broken := 'steps_come_with_their_assessment';
    ELSIF NEW.step NOT BETWEEN 1 AND cardinality(steps) OR NEW.own_step NOT BETWEEN 1 AND cardinality(steps) THEN
        broken := 'step_is_on_the_scale';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    NEW.said := format('stap %s van %s: %s', NEW.step, cardinality(steps), steps[NEW.step]);
    NEW.own_said := CASE WHEN NEW.own_step IS NULL THEN ''
        ELSE format('stap %s van %s: %s', NEW.own_step, cardinality(steps), steps[NEW.own_step]) END;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT ON cases_abilityscore FOR EACH ROW EXECUTE FUNCTION ability_score_rules();
CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON cases_abilityscore FOR EACH ROW
    EXECUTE FUNCTION fill_about_whom('cases_assessment', 'assessment_id');
"""
NO_ASSESSMENTS = """
DROP TRIGGER a_about_whom ON cases_abilityscore;
DROP TRIGGER b_rules ON cases_abilityscore;
DROP FUNCTION ability_score_rules();
DROP TRIGGER a_about_whom ON cases_assessment;
DROP TRIGGER b_rules ON cases_assessment;
DROP FUNCTION assessment_rules();
"""
KEEPS = "asker_registers()"  # a controller reads no plans
UNDER = f"{KEEPS} AND EXISTS (SELECT 1 FROM %s a WHERE a.id = {{table}}.%s%s)"  # noqa: S608  no value in it
OF_THE_PLAN = UNDER % ("cases_supportplan", "plan_id", "")
OF_THE_ASSESSMENT = UNDER % ("cases_assessment", "assessment_id", "")
OWN = "EXISTS (SELECT 1 FROM cases_assessment a WHERE a.id = {table}.assessment_id AND a.assessed_by_id = asker_user())"


class Migration(migrations.Migration):
    dependencies = [("cases", "0300_work_abilities")]
    operations = [
        keep_history("cases_abilitylist", "cases_ability", "cases_assessment"),
        signed("cases_abilitylist", "published_by_id", "published_on"),
        migrations.RunSQL(LISTS, NO_LISTS),
        written_by("cases_abilitylist", "administrator", "privacy_officer"),
        written_by("cases_ability", "administrator"),
        migrations.RunSQL(ASSESSMENTS, NO_ASSESSMENTS),
        points_at("cases_assessment", "plan_id", "cases_supportplan"),
        points_at("cases_assessment", "corrects_id", "cases_assessment"),
        *guard(
            "cases_assessment",
            first="assessed_on",
            whole=True,
            only=OF_THE_PLAN,
            mine="{table}.assessed_by_id = asker_user()",
            acts=("insert",),
        ),
        *guard("cases_abilityscore", only=OF_THE_ASSESSMENT, mine=OWN, acts=("insert",), history=False),
        of_one_person("cases_assessment"),
        of_one_person("cases_abilityscore"),
    ]
