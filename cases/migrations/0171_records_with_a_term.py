"""What in a dossier has an earlier term than the dossier: found, counted, and destroyed with every former row (R88).

`retention_verdicts` stays what it was; what it shares with `retention_records` has a name now. The function that
destroys takes both kinds of lines. Why so: docs/decisions/0014-retention.md.
"""

import importlib

from django.db import migrations

SHARED = """
CREATE OR REPLACE FUNCTION archive_of() RETURNS TABLE (employee_id bigint, municipality_id bigint)
LANGUAGE sql STABLE AS $$
    -- In whose archive a dossier is: where somebody lives or lived last of those that take part, else the employer's.
    WITH home AS (
        SELECT DISTINCT ON (r.employee_id) r.employee_id, r.municipality_id
        FROM cases_residence r JOIN municipalities_municipality m ON m.id = r.municipality_id AND m.takes_part
        ORDER BY r.employee_id, r.starts_on DESC
    ),
    employer AS (
        SELECT DISTINCT ON (e.employee_id) e.employee_id, o.municipality_id
        FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
        ORDER BY e.employee_id, e.starts_on DESC
    )
    SELECT p.id, coalesce(home.municipality_id, employer.municipality_id)
    FROM cases_wswemployee p
    LEFT JOIN home ON home.employee_id = p.id LEFT JOIN employer ON employer.employee_id = p.id
$$;

CREATE OR REPLACE FUNCTION held_on(day date) RETURNS TABLE (employee_id bigint) LANGUAGE sql STABLE AS $$
    SELECT h.employee_id FROM cases_retentionhold h
    WHERE h.starts_on <= day AND (h.ends_on IS NULL OR h.ends_on >= day)
    UNION  -- who asked about their own data gets an answer first (AVG art. 12)
    SELECT r.employee_id FROM cases_privacyrequest r
    WHERE r.received_on <= day AND (r.answered_on IS NULL OR r.answered_on >= day)
$$;

CREATE OR REPLACE FUNCTION retention_verdicts(day date)
RETURNS TABLE (employee_id bigint, dossier varchar, municipality_id bigint, ended_on date, due_on date, verdict text)
LANGUAGE sql STABLE AS $$
    -- A dossier: its term begins on the last day of the last employment. In use while an employment runs, or an
    -- indication is valid of who can still come back (alive, and not over AOW). cases/retention.py says it for one.
    WITH service AS (
        SELECT e.employee_id, max(coalesce(e.ends_on, 'infinity')) AS ended_on FROM cases_employment e
        GROUP BY e.employee_id
    ),
    indicated AS (
        SELECT DISTINCT i.employee_id FROM cases_indication i JOIN cases_wswemployee p ON p.id = i.employee_id
        WHERE least(i.valid_until, i.withdrawn_on - 1) >= day AND p.died_on IS NULL AND aow_day(p.birth_date) > day
    ),
    ended AS (
        SELECT p.id, p.personnel_number, a.municipality_id,
            nullif(s.ended_on, 'infinity') AS ended_on,
            s.ended_on >= day OR indicated.employee_id IS NOT NULL AS in_use,
            held.employee_id IS NOT NULL AS held
        FROM cases_wswemployee p JOIN service s ON s.employee_id = p.id JOIN archive_of() a ON a.employee_id = p.id
        LEFT JOIN indicated ON indicated.employee_id = p.id LEFT JOIN held_on(day) held ON held.employee_id = p.id
        WHERE p.last_name <> ''
    ),
    term AS (
        SELECT t.result, t.years, t.days FROM cases_retentionterm t
        WHERE t.kind = 'personnel_file' AND t.starts_on <= day AND (t.ends_on IS NULL OR t.ends_on >= day)
    )
    SELECT e.id, e.personnel_number, e.municipality_id, e.ended_on, first.due_on,
        CASE WHEN e.in_use THEN 'loopt' WHEN term.result = 'bewaren' THEN 'bewaren' WHEN first.due_on > day THEN 'wacht'
             WHEN e.held THEN 'aangehouden' ELSE 'voorstel' END
    FROM ended e CROSS JOIN term CROSS JOIN LATERAL (
        SELECT (e.ended_on + make_interval(years => coalesce(term.years, 0), days => coalesce(term.days, 0)))::date
    ) AS first (due_on)
$$;
"""

RECORDS = """
CREATE FUNCTION term_of_records(kind text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    -- As TERM_OF in cases/models/retention.py.
    SELECT CASE kind WHEN 'dossier' THEN 'personnel_file' WHEN 'contact' THEN 'appraisal'
        WHEN 'inleendocument' THEN 'hirer_contract' ELSE 'support_plan' END
$$;

CREATE FUNCTION sick_period_ends() RETURNS TABLE (spell_id bigint, ended_on date) LANGUAGE sql STABLE AS $$
    -- The last sick day of the period of each spell; less than four weeks at work is the same period (BW 7:629 lid 10).
    WITH follows AS (
        SELECT s.id, s.employee_id, s.starts_on, s.recovered_on,
            coalesce(s.starts_on - lag(s.recovered_on) OVER same_person >= 28, true) AS begins
        FROM cases_sickspell s WINDOW same_person AS (PARTITION BY s.employee_id ORDER BY s.starts_on)
    ),
    period AS (
        SELECT f.*, count(*) FILTER (WHERE f.begins) OVER (PARTITION BY f.employee_id ORDER BY f.starts_on) AS nth
        FROM follows f
    )
    SELECT p.id, nullif(max(coalesce(p.recovered_on - 1, 'infinity')) OVER (PARTITION BY p.employee_id, p.nth),
        'infinity')
    FROM period p
$$;

CREATE FUNCTION retention_records(day date)
RETURNS TABLE (employee_id bigint, dossier varchar, municipality_id bigint, kind text, relation text, id bigint,
    ended_on date, due_on date, verdict text)
LANGUAGE sql STABLE ROWS 10000 SET search_path = public, pg_temp AS $$
    -- A search path of its own has it planned by itself: together with what a question adds it took 43 s, and now 0.2.
    -- Each record with a term of its own, when it ended, and what the list says of it; cases/retention.py says it for
    -- one. A plan ended on its last day; while it is active it runs, however long ago that day was.
    WITH record (employee_id, kind, relation, id, ended_on, in_use) AS (
        SELECT p.employee_id, 'plan', 'cases_supportplan', p.id, p.ends_on,
            p.state IN ('vastgesteld', 'lopend', 'geevalueerd')
        FROM cases_supportplan p
        UNION ALL SELECT c.employee_id, 'contact', 'cases_contact', c.id, c.held_on, false FROM cases_contact c
        -- One that was kept goes with its contact.
        UNION ALL SELECT a.employee_id, 'contact', 'cases_appointment', a.id, a.planned_on, false
        FROM cases_appointment a WHERE a.kept_by_id IS NULL
        -- With its percentages and steps.
        UNION ALL SELECT s.employee_id, 'verzuim', 'cases_sickspell', s.id, e.ended_on, false
        FROM cases_sickspell s JOIN sick_period_ends() e ON e.spell_id = s.id
        -- A document ends with its validity, or when another replaced it. A signed plan without either ends with the
        -- last plan that had begun or was signed on its day; a contract without either has no known end.
        UNION ALL SELECT d.employee_id, 'plandocument', 'cases_document', d.id,
            coalesce(d.valid_until, r.dated_on, greatest(d.dated_on, p.ends_on)),
            d.valid_until IS NULL AND r.id IS NULL AND coalesce(p.active, false)
        FROM cases_document d LEFT JOIN cases_document r ON r.replaces_id = d.id LEFT JOIN LATERAL (
            SELECT max(p.ends_on) AS ends_on, bool_or(p.state IN ('vastgesteld', 'lopend', 'geevalueerd')) AS active
            FROM cases_supportplan p WHERE p.employee_id = d.employee_id
                AND least(p.starts_on, p.employee_signed_on, p.coach_signed_on) <= d.dated_on
        ) p ON true
        WHERE d.kind = 'plan'
        UNION ALL SELECT d.employee_id, 'inleendocument', 'cases_document', d.id, coalesce(d.valid_until, r.dated_on),
            false
        FROM cases_document d LEFT JOIN cases_document r ON r.replaces_id = d.id WHERE d.kind = 'plaatsing'
    ),
    term AS (
        SELECT t.kind, t.result, t.years, t.days FROM cases_retentionterm t
        WHERE t.starts_on <= day AND (t.ends_on IS NULL OR t.ends_on >= day)
    )
    SELECT r.employee_id, p.personnel_number, a.municipality_id, r.kind, r.relation, r.id, r.ended_on, first.due_on,
        CASE WHEN r.in_use OR r.ended_on IS NULL OR r.ended_on >= day THEN 'loopt'
             WHEN term.result = 'bewaren' THEN 'bewaren' WHEN first.due_on > day THEN 'wacht'
             WHEN held.employee_id IS NOT NULL THEN 'aangehouden' ELSE 'voorstel' END
    FROM record r JOIN cases_wswemployee p ON p.id = r.employee_id AND p.last_name <> ''
    JOIN archive_of() a ON a.employee_id = p.id JOIN term ON term.kind = term_of_records(r.kind)
    LEFT JOIN held_on(day) held ON held.employee_id = p.id CROSS JOIN LATERAL (
        SELECT (r.ended_on + make_interval(years => coalesce(term.years, 0), days => coalesce(term.days, 0)))::date
    ) AS first (due_on)
$$;

CREATE FUNCTION hanging_on(which text, wanted bigint[]) RETURNS TABLE (relation text, ids bigint[])
LANGUAGE plpgsql STABLE AS $$
-- Rows of `which` and everything that leads to them by a foreign key, the deepest first; a row that is gone from its
-- table is named too, for the history has it. Read from the database itself, as `about_people` does.
DECLARE tie record; below bigint[];
BEGIN
    IF coalesce(cardinality(wanted), 0) = 0 THEN
        RETURN;
    END IF;
    FOR tie IN
        SELECT c.conrelid::regclass::text AS name, a.attname
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(which) AND c.conrelid <> c.confrelid ORDER BY 1, 2
    LOOP
        EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM %1$I WHERE %2$I = ANY($1)', tie.name, tie.attname)
            || CASE WHEN to_regclass(tie.name || '_history') IS NULL THEN ') x'
               ELSE format(' UNION SELECT h.id FROM %2$I h WHERE h.%3$I = ANY($1) AND NOT EXISTS'
                    ' (SELECT 1 FROM %1$I o WHERE o.id = h.id)) x', tie.name, tie.name || '_history', tie.attname) END
            INTO below USING wanted;
        RETURN QUERY SELECT * FROM hanging_on(tie.name, below);
    END LOOP;
    relation := which;
    ids := wanted;
    RETURN NEXT;
END $$;

CREATE FUNCTION records_named(records jsonb) RETURNS TABLE (relation text, id bigint) LANGUAGE sql IMMUTABLE AS $$
    -- What a line of a list names: {"cases_contact": [3, 8]}.
    SELECT r.key, x::bigint FROM jsonb_each(records) r CROSS JOIN LATERAL jsonb_array_elements_text(r.value) x
$$;

CREATE FUNCTION rows_of_records(records jsonb) RETURNS TABLE (relation text, goes bigint, stays bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE found record; former bigint;
BEGIN
    FOR found IN
        SELECT h.relation AS name, array_agg(DISTINCT one.id) AS ids
        FROM (SELECT n.relation, array_agg(n.id) AS ids FROM records_named(records) n GROUP BY n.relation) named
        CROSS JOIN LATERAL hanging_on(named.relation, named.ids) h
        CROSS JOIN LATERAL unnest(h.ids) AS one (id) GROUP BY h.relation ORDER BY h.relation
    LOOP
        relation := found.name;
        EXECUTE format('SELECT count(*) FROM %I WHERE id = ANY($1)', relation) INTO goes USING found.ids;
        IF to_regclass(relation || '_history') IS NOT NULL THEN
            EXECUTE format('SELECT count(*) FROM %I WHERE id = ANY($1)', relation || '_history')
                INTO former USING found.ids;
            goes := goes + former;
        END IF;
        stays := 0;
        RETURN NEXT;
    END LOOP;
END $$;

CREATE FUNCTION take_away(which text, wanted bigint[]) RETURNS TABLE (relation text, gone bigint)
LANGUAGE plpgsql AS $$
-- These rows, what hangs on them and every former row of all: gone. As the owner only; the portal's role may not.
DECLARE found record; tie record; part text; touched bigint;
BEGIN
    FOR found IN SELECT h.relation AS name, h.ids FROM hanging_on(which, wanted) h LOOP
        relation := found.name;
        gone := 0;
        FOREACH part IN ARRAY ARRAY[relation || '_history', relation] LOOP
            CONTINUE WHEN to_regclass(part) IS NULL;
            -- What replaced such a row stays, and no longer says what it replaced.
            FOR tie IN SELECT a.attname FROM pg_constraint c
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND c.conrelid = to_regclass(relation) AND c.confrelid = c.conrelid
            LOOP
                EXECUTE format('UPDATE %I SET %2$I = NULL WHERE %2$I = ANY($1)', part, tie.attname) USING found.ids;
            END LOOP;
            EXECUTE format('DELETE FROM %I WHERE id = ANY($1)', part) USING found.ids;
            GET DIAGNOSTICS touched = ROW_COUNT;
            gone := gone + touched;
        END LOOP;
        RETURN NEXT;
    END LOOP;
END $$;
"""

NO_RECORDS = """
DROP FUNCTION take_away(text, bigint[]);
DROP FUNCTION rows_of_records(jsonb);
DROP FUNCTION records_named(jsonb);
DROP FUNCTION hanging_on(text, bigint[]);
DROP FUNCTION retention_records(date);
DROP FUNCTION sick_period_ends();
DROP FUNCTION term_of_records(text);
"""

CARRY_OUT = """
CREATE FUNCTION records_go(signed bigint, today date)
RETURNS TABLE (kind text, relation text, gone bigint, line bigint)
LANGUAGE plpgsql AS $$
-- Of the records on the lines of list `signed` those still due on `today`: gone. What stays, stays on its line.
DECLARE part record; rest jsonb;
BEGIN
    FOR part IN
        SELECT i.id AS item, i.kind, n.relation, array_agg(n.id ORDER BY n.id) AS ids
        FROM cases_destructionitem i CROSS JOIN LATERAL records_named(i.records) n
        JOIN retention_records(today) v ON v.employee_id = i.employee_id AND v.kind = i.kind
            AND v.relation = n.relation AND v.id = n.id AND v.verdict = 'voorstel'
        WHERE i.list_id = signed AND i.exempted_because = '' GROUP BY i.id, i.kind, n.relation ORDER BY i.id, n.relation
    LOOP
        kind := part.kind;
        line := part.item;
        FOR relation, gone IN SELECT t.relation, t.gone FROM take_away(part.relation, part.ids) t LOOP
            RETURN NEXT;
        END LOOP;
        SELECT jsonb_object_agg(n.relation, n.ids) INTO rest FROM (
            SELECT r.relation, jsonb_agg(r.id ORDER BY r.id) AS ids
            FROM cases_destructionitem i CROSS JOIN LATERAL records_named(i.records) r
            WHERE i.id = part.item AND NOT (r.relation = part.relation AND r.id = ANY (part.ids)) GROUP BY r.relation
        ) n;
        IF rest IS NULL THEN
            DELETE FROM cases_destructionitem i WHERE i.id = part.item;
        ELSE
            UPDATE cases_destructionitem i SET records = rest WHERE i.id = part.item;
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION destroy_what_is_due_on(which uuid, worker uuid, today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    signed cases_destructionlist; people bigint[]; person bigint; becomes jsonb; tied record; twin text;
    touched bigint; counted jsonb := '{}'; lines bigint[] := '{}';
BEGIN
    IF coalesce(current_setting('portal.asker', true), '') <> 'vernietiging' THEN
        RAISE EXCEPTION 'Alleen het proces vernietiging voert een lijst uit.' USING ERRCODE = '42501';
    END IF;
    SELECT * INTO signed FROM cases_destructionlist WHERE key = which FOR UPDATE;
    IF signed.state IS DISTINCT FROM 'akkoord' OR signed.proposed_by_id IS NULL OR signed.agreed_by_id IS NULL
            OR signed.proposed_by_id = signed.agreed_by_id OR signed.claim IS DISTINCT FROM worker THEN
        RAISE EXCEPTION 'Deze lijst is niet door twee mensen ondertekend, of al uitgevoerd.' USING ERRCODE = '42501';
    END IF;
    -- Whoever came back, or was asked to be kept, since the list was signed: that one stays.
    SELECT array_agg(i.employee_id ORDER BY i.employee_id) INTO people
    FROM cases_destructionitem i JOIN retention_verdicts(today) v ON v.employee_id = i.employee_id
    WHERE i.list_id = signed.id AND i.kind = 'dossier' AND i.exempted_because = '' AND v.verdict = 'voorstel';

    -- Rows are neither recorded nor checked while they lose their name. Nobody else writes in these tables meanwhile.
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR tied IN SELECT a.relation FROM about_people() a UNION SELECT 'cases_destructionlist' ORDER BY 1 LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', tied.relation);
        IF to_regclass(tied.relation || '_history') IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', tied.relation || '_history');
        END IF;
    END LOOP;

    -- Records of those whose dossier stays.
    FOR tied IN SELECT g.kind || ':' || g.relation AS what, g.gone, g.line FROM records_go(signed.id, today) g LOOP
        counted := jsonb_set(counted, ARRAY[tied.what],
            to_jsonb(coalesce((counted->>tied.what)::bigint, 0) + tied.gone));
        lines := lines || tied.line;
    END LOOP;

    FOREACH person IN ARRAY coalesce(people, '{}') LOOP
        PERFORM 1 FROM cases_wswemployee WHERE id = person FOR UPDATE;
        becomes := nameless(person);
        -- The deepest first, and the history before the rows it is found by.
        FOR tied IN SELECT a.*, 'dossier:' || a.relation AS what FROM about_people() a ORDER BY a.depth DESC, a.relation
        LOOP
            twin := tied.relation || '_history';
            touched := 0;
            IF to_regclass(twin) IS NOT NULL THEN
                touched := without_name(twin, keeps_nameless(tied.relation), tied.past, person, becomes);
            END IF;
            touched := touched
                + without_name(tied.relation, keeps_nameless(tied.relation), tied.live, person, becomes);
            IF touched > 0 AND is_record(tied.relation) THEN
                counted := jsonb_set(counted, ARRAY[tied.what],
                    to_jsonb(coalesce((counted->>tied.what)::bigint, 0) + touched));
            END IF;
        END LOOP;
    END LOOP;

    -- Of a dossier a remainder may stay; of records nothing does.
    INSERT INTO cases_destroyed (list_id, kind, "table", destroyed, nameless, rule)
    SELECT signed.id, c.kind, c.relation, CASE WHEN c.goes THEN c.touched ELSE 0 END,
        CASE WHEN c.goes THEN 0 ELSE c.touched END,
        (SELECT format('%s: %s na %s (%s)', t.process, coalesce(t.years || ' jaar', t.days || ' dagen'), t.begins,
            t.source)
         FROM cases_retentionterm t WHERE t.kind = term_of_records(c.kind) AND t.starts_on <= today
            AND (t.ends_on IS NULL OR t.ends_on >= today))
    FROM (
        SELECT split_part(e.key, ':', 1) AS kind, split_part(e.key, ':', 2) AS relation, e.value::int AS touched,
            split_part(e.key, ':', 1) <> 'dossier' OR keeps_nameless(split_part(e.key, ':', 2)) IS NULL AS goes
        FROM jsonb_each_text(counted) e
    ) c;
    UPDATE cases_destructionlist SET state = 'vernietigd', carried_out_at = now(), claim = NULL, lease_until = NULL,
        dossiers = coalesce(cardinality(people), 0),
        parts = (SELECT count(DISTINCT line) FROM unnest(lines) line),
        kept = (SELECT count(*) FROM cases_destructionitem i WHERE i.list_id = signed.id)
    WHERE id = signed.id;

    FOR tied IN SELECT a.relation FROM about_people() a UNION SELECT 'cases_destructionlist' ORDER BY 1 LOOP
        EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', tied.relation);
        IF to_regclass(tied.relation || '_history') IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', tied.relation || '_history');
        END IF;
    END LOOP;
    RETURN coalesce(cardinality(people), 0);
END $$;
"""
BEFORE = importlib.import_module("cases.migrations.0015_destruction").CARRY_OUT
NO_CARRY_OUT = "DROP FUNCTION records_go(bigint, date);" + BEFORE[
    : BEFORE.index("CREATE FUNCTION without_name")
].replace("CREATE FUNCTION carry_out_destruction", "CREATE OR REPLACE FUNCTION destroy_what_is_due_on")

HOLD = """
CREATE OR REPLACE FUNCTION hold_when_exempted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- As the owner: who exempts does not see the dossier that is held. All lines of one person are left out at once, for
-- one reason: one hold.
DECLARE day date := least((now() AT TIME ZONE 'Europe/Amsterdam')::date, NEW.exempted_until);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM cases_retentionhold h WHERE h.employee_id = NEW.employee_id AND h.starts_on = day
            AND h.reason = NEW.exempted_because AND h.placed_by_id = NEW.exempted_by_id
            AND h.ends_on IS NOT DISTINCT FROM NEW.exempted_until) THEN
        INSERT INTO cases_retentionhold (key, employee_id, reason, placed_by_id, starts_on, ends_on)
        VALUES (gen_random_uuid(), NEW.employee_id, NEW.exempted_because, NEW.exempted_by_id, day, NEW.exempted_until);
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0170_earlier_terms")]
    operations = [
        migrations.RunSQL(SHARED, migrations.RunSQL.noop),
        migrations.RunSQL(RECORDS, NO_RECORDS),
        migrations.RunSQL(CARRY_OUT, NO_CARRY_OUT),
        migrations.RunSQL(HOLD, migrations.RunSQL.noop),
    ]
