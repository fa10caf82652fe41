"""What the database itself knows about people's work: rules over more than one row, and the history of every row.

A rule over several rows (hours, containment, the closed group) is checked in sets: a statement queues the employments
it touched, and one deferrable trigger checks them, at the end of the statement or, in an import, at the end of the
transaction. The same function lists every breach for the import's error list.
"""

from django.db import migrations

from municipalities.recorded import keep_history

NAMES_AND_BSN = """
CREATE FUNCTION sort_form(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, name))
$$;

CREATE FUNCTION elfproef(number text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Nine digits, not all zero; 9a + 8b + ... + 2h - i divisible by eleven.
    SELECT number ~ '^[0-9]{9}$' AND number <> '000000000' AND (
        SELECT sum(substr(number, place, 1)::int * CASE place WHEN 9 THEN -1 ELSE 10 - place END) % 11 = 0
        FROM generate_series(1, 9) AS place)
$$;

CREATE FUNCTION normalise_employee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sort_name := sort_form(NEW.last_name || ' ' || NEW.first_name);
    IF NEW.bsn_hash IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.bsn_hash IS DISTINCT FROM OLD.bsn_hash)
            AND NOT coalesce(elfproef(NEW.bsn), false) THEN
        RAISE EXCEPTION 'Dit is geen geldig burgerservicenummer. Controleer de negen cijfers.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bsn_passes_elfproef';
    END IF;
    NEW.bsn := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER a_normalise BEFORE INSERT OR UPDATE ON cases_wswemployee
    FOR EACH ROW EXECUTE FUNCTION normalise_employee();
"""

DROP_NAMES_AND_BSN = """
DROP TRIGGER a_normalise ON cases_wswemployee;
DROP FUNCTION normalise_employee();
DROP FUNCTION elfproef(text);
DROP FUNCTION sort_form(text);
"""

EMPLOYMENT_RULES = """
CREATE FUNCTION employment_breaches(employments bigint[])
RETURNS TABLE (rule text, employment_id bigint, placement_id bigint, day date, found numeric, allowed numeric)
LANGUAGE sql STABLE AS $$
    -- R38: a placement lies within its employment.
    SELECT 'placement_inside_employment', e.id, p.id, p.starts_on, NULL::numeric, NULL::numeric
    FROM cases_employment e JOIN cases_placement p ON p.employment_id = e.id
    WHERE e.id = ANY (employments)
      AND (p.starts_on < e.starts_on OR coalesce(p.ends_on, 'infinity') > coalesce(e.ends_on, 'infinity'))
    UNION ALL
    -- R36, R37: on no day more placed hours than contract hours. The sum can only pass the contract on a day that a
    -- placement begins or the contract changes.
    SELECT 'placement_hours_fit', turn.employment_id, placed.latest, turn.day, placed.hours, coalesce(contract.hours, 0)
    FROM (
        SELECT p.employment_id, p.starts_on AS day FROM cases_placement p WHERE p.employment_id = ANY (employments)
        UNION
        SELECT h.employment_id, h.starts_on FROM cases_contracthours h WHERE h.employment_id = ANY (employments)
        UNION
        SELECT h.employment_id, h.ends_on + 1 FROM cases_contracthours h
        WHERE h.employment_id = ANY (employments) AND h.ends_on IS NOT NULL
    ) turn
    CROSS JOIN LATERAL (
        SELECT sum(p.hours) AS hours, (array_agg(p.id ORDER BY p.starts_on DESC, p.id DESC))[1] AS latest
        FROM cases_placement p
        WHERE p.employment_id = turn.employment_id AND p.starts_on <= turn.day
          AND (p.ends_on IS NULL OR p.ends_on >= turn.day)
    ) placed
    LEFT JOIN LATERAL (
        SELECT h.hours FROM cases_contracthours h
        WHERE h.employment_id = turn.employment_id AND h.starts_on <= turn.day
          AND (h.ends_on IS NULL OR h.ends_on >= turn.day)
        LIMIT 1
    ) contract ON true
    WHERE placed.hours > coalesce(contract.hours, 0)
    UNION ALL
    -- R46, Wsw art. 1(1): closed to who had no Wsw employment on 31-12-2014.
    SELECT 'closed_group', e.id, NULL, e.starts_on, NULL, NULL
    FROM cases_employment e
    WHERE e.id = ANY (employments) AND e.kind <> 'beschut_werk' AND e.starts_on > '2014-12-31'
      AND NOT EXISTS (
        SELECT 1 FROM cases_employment past
        WHERE past.employee_id = e.employee_id AND past.kind <> 'beschut_werk'
          AND past.starts_on <= '2014-12-31' AND (past.ends_on IS NULL OR past.ends_on >= '2014-12-31'))
$$;

CREATE TABLE cases_rulestocheck (id bigserial PRIMARY KEY, employments bigint[] NOT NULL);

CREATE FUNCTION check_employment_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE breach record;
BEGIN
    DELETE FROM cases_rulestocheck WHERE id = NEW.id;
    -- Two transactions that each fit but not together: the second waits here and then sees the first.
    PERFORM 1 FROM cases_employment WHERE id = ANY (NEW.employments) ORDER BY id FOR NO KEY UPDATE;
    SELECT * INTO breach FROM employment_breaches(NEW.employments) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Regel geschonden: %', breach.rule
            USING ERRCODE = 'check_violation', CONSTRAINT = breach.rule,
                DETAIL = json_build_object('day', breach.day, 'found', breach.found, 'allowed', breach.allowed);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_rules AFTER INSERT ON cases_rulestocheck DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW EXECUTE FUNCTION check_employment_rules();

CREATE FUNCTION queue_employment_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint[];
BEGIN
    -- A row that moves to another person or employment touches both sides.
    IF TG_TABLE_NAME = 'cases_employment' AND TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT e.id) INTO touched FROM cases_employment e
        WHERE e.employee_id IN (SELECT employee_id FROM changed UNION SELECT employee_id FROM former);
    ELSIF TG_TABLE_NAME = 'cases_employment' THEN
        SELECT array_agg(DISTINCT e.id) INTO touched FROM cases_employment e JOIN changed USING (employee_id);
    ELSIF TG_TABLE_NAME = 'cases_contracthours' AND TG_OP = 'UPDATE' THEN
        SELECT array_agg(employment_id) INTO touched
        FROM (SELECT employment_id FROM changed UNION SELECT employment_id FROM former) both_sides;
    ELSE
        SELECT array_agg(DISTINCT employment_id) INTO touched FROM changed;
    END IF;
    IF touched IS NOT NULL THEN
        INSERT INTO cases_rulestocheck (employments) VALUES (touched);
    END IF;
    RETURN NULL;
END $$;
"""

DROP_EMPLOYMENT_RULES = """
DROP FUNCTION queue_employment_rules();
DROP TABLE cases_rulestocheck;
DROP FUNCTION check_employment_rules();
DROP FUNCTION employment_breaches(bigint[]);
"""

# A trigger with transition tables serves one event. Ending or deleting a placement can break nothing but an update can.
WATCHED = [
    ("cases_placement", "INSERT", "NEW TABLE AS changed"),
    ("cases_placement", "UPDATE", "NEW TABLE AS changed"),
    ("cases_contracthours", "INSERT", "NEW TABLE AS changed"),
    ("cases_contracthours", "UPDATE", "NEW TABLE AS changed OLD TABLE AS former"),
    ("cases_contracthours", "DELETE", "OLD TABLE AS changed"),
    ("cases_employment", "INSERT", "NEW TABLE AS changed"),
    ("cases_employment", "UPDATE", "NEW TABLE AS changed OLD TABLE AS former"),
    ("cases_employment", "DELETE", "OLD TABLE AS changed"),
]
WATCH = "".join(
    f"CREATE TRIGGER queue_rules_{event.lower()} AFTER {event} ON {table} REFERENCING {tables}"
    " FOR EACH STATEMENT EXECUTE FUNCTION queue_employment_rules();\n"
    for table, event, tables in WATCHED
)
UNWATCH = "".join(f"DROP TRIGGER queue_rules_{event.lower()} ON {table};\n" for table, event, _ in WATCHED)

# The planner must not guess after a big import. Only an owner may ANALYZE, so the portal's role asks through this door.
STATISTICS = """
CREATE FUNCTION refresh_statistics() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    ANALYZE cases_wswemployee, cases_residence, cases_indication, cases_employment, cases_contracthours, cases_leave,
        cases_hirer, cases_placement, cases_caseload, cases_sickspell, cases_sickpercentage;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_register"), ("municipalities", "0003_history")]
    operations = [
        migrations.RunSQL(NAMES_AND_BSN, DROP_NAMES_AND_BSN),
        migrations.RunSQL(EMPLOYMENT_RULES, DROP_EMPLOYMENT_RULES),
        migrations.RunSQL(WATCH, UNWATCH),
        migrations.RunSQL(STATISTICS, "DROP FUNCTION refresh_statistics()"),
        keep_history(
            "cases_wswemployee",
            "cases_residence",
            "cases_indication",
            "cases_employment",
            "cases_contracthours",
            "cases_leave",
            "cases_hirer",
            "cases_placement",
            "cases_caseload",
            "cases_sickspell",
            "cases_sickpercentage",
            "cases_parameter",
            "cases_aowage",
        ),
    ]
