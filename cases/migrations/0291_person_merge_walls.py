"""Who proposes and carries out that two dossiers become one, and that a row stays with its person but for that."""

import importlib

from django.db import migrations

from cases.walls import NOT_OF_ONE_PERSON, OF_ONE_PERSON, of_one_person
from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

ABOUT_SOMEBODY = [
    "adaptation", "adaptationadvice", "addendum", "appointment", "caseload", "contact", "contracthours", "correction",
    "dismissaladvice", "document", "documentcontent", "documentwords", "employment", "evaluation", "goal", "goalaction",
    "handover", "indication", "leave", "limitation", "loonwaarde", "payrolldifference", "pin", "placement",
    "plandecision", "poortwachterstep", "privacyrequest", "proposal", "reindication", "representative", "residence",
    "retentionhold", "sickpercentage", "sickspell", "standin", "supportedcontract", "supportplan", "todo",
    "waitingspell",
]  # fmt: skip

_DOOR = (
    "{table}.%s IN (SELECT d.employee_id FROM cases_door d WHERE d.holder = (SELECT asker_holder())"
    " AND d.sees_until >= asker_day())"
)
BOTH = f"{_DOOR % 'employee_id'} AND {_DOOR % 'gone_id'}"
DECIDES = f"asker_role() IN ('consulent', 'controller') AND {BOTH}"

# Rules about what may change of a row do not ask while the row goes to another person as it is: who may do that is
# for `stays_with_its_person`. (Of a trigger that adds and changes, the half that changes gets a name of its own.)
RULES = [
    ("contact", "b_rules"), ("addendum", "append_only"), ("correction", "a_closed_years"), ("correction", "b_judged"),
    ("handover", "c_decided"), ("handover", "c_side"), ("handover", "b_stands"), ("document", "b_rules"),
    ("payrolldifference", "b_rules"), ("supportplan", "b_rules"), ("privacyrequest", "b_stands"),
    ("plandecision", "b_stands"), ("todo", "b_rules"), ("proposal", "d_rules"),
]  # fmt: skip
ASK_OF_CHANGES = """
DO $$
DECLARE rule record; whole text; other text;
BEGIN
    FOR rule IN SELECT t.oid, t.tgname, t.tgrelid::regclass AS place, pg_get_triggerdef(t.oid) AS said
        FROM pg_trigger t WHERE (t.tgrelid::regclass::text, t.tgname) IN ({rules})
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', rule.tgname, rule.place);
        whole := rule.said;
        other := substring(whole FROM 'BEFORE (INSERT OR|DELETE OR) UPDATE');
        IF other IS NOT NULL THEN
            EXECUTE replace(whole, other || ' UPDATE', split_part(other, ' ', 1));
            whole := replace(replace(whole, other || ' UPDATE', 'UPDATE'),
                'TRIGGER ' || rule.tgname || ' ', 'TRIGGER ' || rule.tgname || '_of_changes ');
        END IF;
        EXECUTE replace(whole, 'EXECUTE FUNCTION',
            'WHEN (old.employee_id = new.employee_id) EXECUTE FUNCTION');
    END LOOP;
END $$;
"""
ASK_ALWAYS = """
DO $$
DECLARE rule record; whole text; other text;
BEGIN
    FOR rule IN SELECT t.tgname, t.tgrelid::regclass AS place, pg_get_triggerdef(t.oid) AS said
        FROM pg_trigger t WHERE (t.tgrelid::regclass::text, t.tgname) IN ({rules})
    LOOP
        whole := replace(rule.said, 'WHEN ((old.employee_id = new.employee_id)) ', '');
        EXECUTE format('DROP TRIGGER %I ON %s', rule.tgname, rule.place);
        IF whole LIKE '%BEFORE INSERT ON%' OR whole LIKE '%BEFORE DELETE ON%' THEN
            EXECUTE format('DROP TRIGGER %I ON %s', rule.tgname || '_of_changes', rule.place);
            whole := replace(replace(whole, 'BEFORE INSERT ON', 'BEFORE INSERT OR UPDATE ON'),
                'BEFORE DELETE ON', 'BEFORE DELETE OR UPDATE ON');
        END IF;
        EXECUTE whole;
    END LOOP;
END $$;
"""


def _named(sql: str) -> str:
    return sql.replace("{rules}", ", ".join(f"('cases_{table}', '{name}')" for table, name in RULES))


SEES_WHOLE = """
CREATE FUNCTION asker_sees_whole(person bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- Whether nothing of this person is for another municipality only. As the owner, for others' doors are behind
    -- the wall; of whom the asker may not see at all the answer is no, as of who is not there.
    SELECT EXISTS (
        SELECT 1 FROM cases_door d WHERE d.employee_id = person AND d.holder = 'gemeente:' || asker_municipality()
            AND NOT d.merged AND d.opens_on <= asker_day() AND d.closes_on >= asker_day() AND d.sees_until = 'infinity'
            AND d.sees_from <= ALL (SELECT o.sees_from FROM cases_door o
                WHERE o.employee_id = person AND o.holder LIKE 'gemeente:%' AND o.holder <> d.holder))
$$;
"""
NO_SEES_WHOLE = "DROP FUNCTION asker_sees_whole(bigint);"

RULES_OF_MERGES = """
CREATE FUNCTION merge_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- People propose, refuse and withdraw. That it is carried out, and what moved, only the act itself says.
BEGIN
    IF current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = TG_TABLE_NAME) THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'voorgesteld' OR NEW.in_force OR NEW.carried_at IS NOT NULL
            OR NEW.moved <> '{}' OR NEW.dropped <> '{}' THEN
            RAISE EXCEPTION 'Een samenvoeging begint als voorstel.' USING ERRCODE = '42501';
        ELSIF asker_is_process() THEN  -- which signs nothing: the demo proposes as a consulent
            RETURN NEW;
        ELSIF NOT asker_sees_whole(NEW.employee_id) OR (NEW.kind = 'samen' AND NOT asker_sees_whole(NEW.gone_id)) THEN
            RAISE EXCEPTION 'Deze twee dossiers kunt u niet samenvoegen.' USING ERRCODE = '42501';
        ELSIF EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.state = 'voorgesteld'
                AND (m.employee_id = NEW.gone_id OR m.gone_id = NEW.employee_id)) THEN
            RAISE EXCEPTION 'Er ligt al een voorstel over deze dossiers.'
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'one_open_merge_of_who_stays';
        ELSIF NEW.kind = 'uiteen' AND NOT EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.id = NEW.undoes_id
                AND m.in_force AND (m.employee_id, m.gone_id) = (NEW.employee_id, NEW.gone_id)) THEN
            RAISE EXCEPTION 'Dit verwijst naar iets dat hier niet bij hoort.' USING ERRCODE = '42501';
        ELSIF NEW.kind = 'samen' AND EXISTS (SELECT 1 FROM cases_twopeople t
                WHERE t.employee_id = least(NEW.employee_id, NEW.gone_id)
                AND t.other_id = greatest(NEW.employee_id, NEW.gone_id)) THEN
            RAISE EXCEPTION 'Van deze twee is gezegd dat het twee mensen zijn.' USING ERRCODE = '42501';
        END IF;
    ELSIF (NEW.moved, NEW.dropped, NEW.carried_at, NEW.in_force)
            IS DISTINCT FROM (OLD.moved, OLD.dropped, OLD.carried_at, OLD.in_force)
        OR NEW.state <> OLD.state AND (OLD.state <> 'voorgesteld' OR NEW.state NOT IN ('afgewezen', 'ingetrokken'))
        OR OLD.state <> 'voorgesteld' AND NEW.refusal <> OLD.refusal
        OR NEW.state = 'afgewezen' AND (NEW.decided_by_id = NEW.proposed_by_id OR NEW.refusal = '')
        OR NEW.state = 'ingetrokken' AND NEW.decided_by_id <> NEW.proposed_by_id THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON cases_personmerge FOR EACH ROW EXECUTE FUNCTION merge_rules();

CREATE FUNCTION merge_is_of_two_people() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- At the end of the transaction: what holds was carried out by a second person, and what does not hold any more was
-- taken apart by two. Who looks beforehand does the act and undoes it, and never comes here.
BEGIN
    IF EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.id = NEW.id AND m.in_force AND m.state <> 'uitgevoerd')
        OR EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.id = NEW.id AND m.kind = 'samen'
            AND m.state = 'uitgevoerd' AND NOT m.in_force AND NOT EXISTS (
                SELECT 1 FROM cases_personmerge u WHERE u.undoes_id = m.id AND u.state = 'uitgevoerd')) THEN
        RAISE EXCEPTION 'Een samenvoeging is van twee mensen.' USING ERRCODE = '42501';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER of_two_people AFTER INSERT OR UPDATE ON cases_personmerge
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION merge_is_of_two_people();

CREATE FUNCTION who_went_stays_as_they_were() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user <> (SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = TG_TABLE_NAME)
        AND EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.gone_id = OLD.id AND m.in_force) THEN
        RAISE EXCEPTION 'Regel geschonden: dossier_is_merged'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dossier_is_merged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER z_not_merged BEFORE UPDATE ON cases_wswemployee
    FOR EACH ROW EXECUTE FUNCTION who_went_stays_as_they_were();
"""
NO_RULES_OF_MERGES = """
DROP TRIGGER z_not_merged ON cases_wswemployee;
DROP FUNCTION who_went_stays_as_they_were();
DROP TRIGGER of_two_people ON cases_personmerge;
DROP FUNCTION merge_is_of_two_people();
DROP TRIGGER b_rules ON cases_personmerge;
DROP FUNCTION merge_rules();
"""

# Doors: who went into another is seen through the doors of that other, onto what was; nobody is found through these.
fewest = importlib.import_module("cases.migrations.0182_no_door_within_another")
DOORS_BEFORE = fewest.BEFORE.replace(fewest.LEADS, fewest.FEWEST.replace("{leads}", fewest.LEADS))
ALSO_OF_WHO_WENT = """
    IF EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.in_force AND (m.employee_id = ANY (people)
            OR m.gone_id = ANY (people))) THEN
        DELETE FROM cases_door d USING cases_personmerge m WHERE m.in_force AND d.employee_id = m.gone_id
            AND (m.employee_id = ANY (people) OR m.gone_id = ANY (people));
        INSERT INTO cases_door (employee_id, holder, opens_on, closes_on, sees_from, sees_until, merged)
        SELECT m.gone_id, d.holder, d.opens_on, d.closes_on, d.sees_from, d.sees_until, true
        FROM cases_personmerge m JOIN cases_door d ON d.employee_id = m.employee_id
        WHERE m.in_force AND (m.employee_id = ANY (people) OR m.gone_id = ANY (people));
    END IF;
END $$;"""
DOORS = DOORS_BEFORE[: DOORS_BEFORE.rindex("END $$;")].rstrip() + ALSO_OF_WHO_WENT

# A number that goes to the other row of the same person was tested when it came in; and a look for it as the owner
# would tell that somebody elsewhere has it.
_OWNER = "(SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'cases_wswemployee')"
TESTED_BEFORE = importlib.import_module("cases.migrations.0220_name_sound").NORMALISE.replace(
    "{sound}", "\n    NEW.name_sound := sound_of(NEW.sort_name);"
)
_ONCE = importlib.import_module("cases.migrations.0007_bsn_once").ONCE
ONCE_BEFORE = _ONCE[: _ONCE.index("CREATE TRIGGER")].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NUMBERS_GO_ALONG = TESTED_BEFORE.replace(
    "elfproef(NEW.bsn), false) THEN", f"elfproef(NEW.bsn), false)\n            AND current_user <> {_OWNER} THEN"
) + ONCE_BEFORE.replace("AND p.id <> NEW.id)", f"AND p.id <> NEW.id)\n            AND current_user <> {_OWNER}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0290_person_merge")]
    operations = [
        keep_history("cases_personmerge"),
        signed("cases_personmerge", "proposed_by_id", "proposed_on"),
        signed("cases_personmerge", "decided_by_id", "decided_on"),
        stands(
            "cases_personmerge",
            *("state", "decided_by_id", "decided_on", "refusal", "moved", "dropped", "carried_at", "in_force"),
        ),
        migrations.RunSQL(SEES_WHOLE, NO_SEES_WHOLE),
        migrations.RunSQL(RULES_OF_MERGES, NO_RULES_OF_MERGES),
        guard_with(
            "cases_personmerge",
            select=f"{PROCESS} OR ({BOTH})",
            insert=f"{PROCESS} OR (asker_role() = 'consulent' AND {BOTH})",
            update=f"{PROCESS} OR ({DECIDES})",
        ),
        guard_with("cases_personmerge_history", select=f"{PROCESS} OR ({BOTH})"),
        migrations.RunSQL(DOORS, DOORS_BEFORE),
        migrations.RunSQL(NUMBERS_GO_ALONG, TESTED_BEFORE + ONCE_BEFORE),
        migrations.RunSQL(OF_ONE_PERSON, NOT_OF_ONE_PERSON),
        *[of_one_person(f"cases_{table}") for table in ABOUT_SOMEBODY],
        migrations.RunSQL(_named(ASK_OF_CHANGES), _named(ASK_ALWAYS)),
    ]
