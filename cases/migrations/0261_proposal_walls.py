"""Who keeps the dossier proposes somebody, in their own name, and says what came of it, step by step.

What was proposed stays as it was. A trial and a placement are of the same person; a trial has a last day. How many
proposals run for an open place is a number for all who have dossiers: the owner counts, and tells nobody.
"""

from django.db import migrations

from cases.walls import guard, points_at
from municipalities.recorded import keep_history

RULES = """
CREATE FUNCTION proposal_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As the asker: a placement that one may not see is none.
DECLARE broken text; today date := (now() AT TIME ZONE 'Europe/Amsterdam')::date; work record;
BEGIN
    IF asker_is_process() THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.proposed_by_id IS DISTINCT FROM asker_user() THEN
            RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
        ELSIF NEW.state <> 'voorgesteld' THEN
            broken := 'proposal_step_not_possible';
        ELSIF NEW.proposed_on > today THEN
            broken := 'proposal_lies_in_the_future';
        ELSIF NEW.vacancy_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM cases_vacancy v JOIN cases_hirer a ON a.id = v.hirer_id
                JOIN cases_hirer b ON b.id = NEW.hirer_id WHERE v.id = NEW.vacancy_id
                AND coalesce(a.merged_into_id, a.id) = coalesce(b.merged_into_id, b.id)) THEN
            broken := 'proposal_is_for_its_place';
        END IF;
    ELSIF (NEW.key, NEW.employee_id, NEW.vacancy_id, NEW.hirer_id, NEW.site_id, NEW.form, NEW.function, NEW.hours,
            NEW.proposed_on, NEW.proposed_by_id) IS DISTINCT FROM (OLD.key, OLD.employee_id, OLD.vacancy_id,
            OLD.hirer_id, OLD.site_id, OLD.form, OLD.function, OLD.hours, OLD.proposed_on, OLD.proposed_by_id)
            OR (OLD.trial_id IS NOT NULL AND NEW.trial_id IS DISTINCT FROM OLD.trial_id) THEN
        RAISE EXCEPTION 'Wat is voorgesteld, verandert niet.' USING ERRCODE = '42501';
    ELSIF NEW.state = OLD.state THEN
        IF (NEW.trial_id, NEW.placement_id, NEW.settled_on, NEW.reason) IS DISTINCT FROM
                (OLD.trial_id, OLD.placement_id, OLD.settled_on, OLD.reason) THEN
            broken := 'proposal_step_not_possible';
        END IF;
    ELSIF (OLD.state, NEW.state) NOT IN (
            ('voorgesteld', 'proef'), ('voorgesteld', 'geplaatst'), ('voorgesteld', 'afgewezen'),
            ('voorgesteld', 'ingetrokken'), ('proef', 'geplaatst'), ('proef', 'gestopt'),
            ('afgewezen', 'voorgesteld'), ('ingetrokken', 'voorgesteld')) THEN
        broken := 'proposal_step_not_possible';
    ELSIF NEW.state IN ('afgewezen', 'ingetrokken') AND NEW.settled_on > today THEN
        broken := 'proposal_lies_in_the_future';
    ELSIF NEW.state IN ('proef', 'geplaatst') THEN
        SELECT p.starts_on, p.ends_on INTO work FROM cases_placement p
            WHERE p.id = CASE NEW.state WHEN 'proef' THEN NEW.trial_id ELSE NEW.placement_id END;
        IF work.starts_on < NEW.proposed_on THEN
            broken := 'placed_after_the_proposal';
        ELSIF NEW.state = 'proef' AND work.ends_on IS NULL THEN
            broken := 'trial_has_a_last_day';
        END IF;
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_rules BEFORE INSERT OR UPDATE ON cases_proposal FOR EACH ROW EXECUTE FUNCTION proposal_rules();
"""
NO_RULES = "DROP TRIGGER d_rules ON cases_proposal; DROP FUNCTION proposal_rules();"

PROPOSED = """
CREATE FUNCTION vacancies_proposed(vacancies bigint[]) RETURNS TABLE (vacancy_id bigint, proposed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- How many proposals run for each open place, whoever made them.
    SELECT p.vacancy_id, count(*) FROM cases_proposal p
    WHERE p.vacancy_id = ANY (vacancies) AND p.state IN ('voorgesteld', 'proef')
        AND (asker_is_process() OR asker_holder() IS NOT NULL)
    GROUP BY p.vacancy_id
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0260_proposal")]
    operations = [
        keep_history("cases_proposal"),
        migrations.RunSQL(RULES, NO_RULES),
        points_at("cases_proposal", "trial_id", "cases_placement"),
        points_at("cases_proposal", "placement_id", "cases_placement"),
        # What runs goes along with the person; what is over belongs to who had them then (R70).
        *guard(
            "cases_proposal",
            first="proposed_on",
            last="settled_on",
            only="asker_registers()",
            acts=("insert", "update"),
        ),
        migrations.RunSQL(PROPOSED, "DROP FUNCTION vacancies_proposed(bigint[]);"),
    ]
