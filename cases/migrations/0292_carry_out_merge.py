"""The one act that moves rows from one person to another: two dossiers become one, and apart again (decision 0056)."""

import importlib

from django.db import migrations

WHAT_MOVES = """
CREATE FUNCTION moving_tables() RETURNS TABLE (relation text, depth int) LANGUAGE sql STABLE AS $$
    -- Every table with rows about a person, what hangs on others after these. Read from the database itself, so that a
    -- table of tomorrow goes along. Named is what stays: what was reported, a line of a list of destruction, signals
    -- and doors (they follow the facts), and what was said of two dossiers.
    SELECT a.relation, a.depth FROM about_people() a
    WHERE EXISTS (SELECT 1 FROM pg_constraint c
            JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attnum = c.conkey[1] AND k.attname = 'employee_id'
            WHERE c.contype = 'f' AND c.conrelid = to_regclass(a.relation)
            AND c.confrelid = 'cases_wswemployee'::regclass)
        AND a.relation NOT IN ('reports_frozenstand', 'cases_destructionitem', 'cases_signal', 'cases_twopeople',
            'cases_personmerge', 'cases_door')
    ORDER BY a.depth, a.relation
$$;

CREATE FUNCTION said_twice(goes bigint, stays bigint) RETURNS TABLE (relation text, id bigint) LANGUAGE sql STABLE AS $$
    -- Rows of the dossier that goes which say what the other says already.
    SELECT 'cases_residence', g.id FROM cases_residence g WHERE g.employee_id = goes AND (
        SELECT range_agg(daterange(s.starts_on, s.ends_on, '[]')) FROM cases_residence s
        WHERE s.employee_id = stays AND s.municipality_id IS NOT DISTINCT FROM g.municipality_id
    ) @> daterange(g.starts_on, g.ends_on, '[]')
    UNION ALL
    SELECT 'cases_caseload', g.id FROM cases_caseload g WHERE g.employee_id = goes AND (
        SELECT range_agg(daterange(s.starts_on, s.ends_on, '[]')) FROM cases_caseload s
        WHERE s.employee_id = stays AND s.coach_id = g.coach_id
    ) @> daterange(g.starts_on, g.ends_on, '[]')
    UNION ALL
    SELECT 'cases_limitation', g.id FROM cases_limitation g WHERE g.employee_id = goes
        AND EXISTS (SELECT 1 FROM cases_limitation s WHERE s.employee_id = stays)
    UNION ALL
    SELECT 'cases_indication', g.id FROM cases_indication g WHERE g.employee_id = goes
        AND NOT EXISTS (SELECT 1 FROM cases_adaptationadvice a WHERE a.indication_id = g.id)
        AND EXISTS (SELECT 1 FROM cases_indication s WHERE s.employee_id = stays
            AND to_jsonb(s) - '{id,key,employee_id,recorded_at,recorded_by}'::text[]
                = to_jsonb(g) - '{id,key,employee_id,recorded_at,recorded_by}'::text[])
$$;

CREATE FUNCTION merge_clashes(goes bigint, stays bigint)
RETURNS TABLE (relation text, rule text, gone_row bigint, other_row bigint) LANGUAGE plpgsql STABLE AS $$
-- Which rows of the two cannot stand in one dossier: by every key and every exclusion that a person is part of, as the
-- database has them; and employments or indications whose days meet. What `carry_out_merge` renumbers is no clash.
DECLARE t record; meets text; picked text;
BEGIN
    FOR t IN
        SELECT m.relation, c.relname::text AS name,
            coalesce(pg_get_expr(i.indpred, i.indrelid), 'true') AS pred,
            (SELECT array_agg(pg_get_indexdef(i.indexrelid, n, true) ORDER BY n)
                FROM generate_series(1, i.indnkeyatts) n) AS parts,
            (SELECT array_agg(coalesce((SELECT o.oprname::text FROM pg_constraint x
                    JOIN pg_operator o ON o.oid = x.conexclop[n] WHERE x.conindid = i.indexrelid), '=') ORDER BY n)
                FROM generate_series(1, i.indnkeyatts) n) AS compared
        FROM moving_tables() m JOIN pg_index i ON i.indrelid = to_regclass(m.relation)
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE (i.indisunique OR i.indisexclusion)
            AND c.relname NOT IN ('employment_number_once', 'plan_version_once', 'pinned_once')
        ORDER BY 1, 2
    LOOP
        CONTINUE WHEN NOT 'employee_id' = ANY (t.parts);
        SELECT coalesce(string_agg(format(', %s AS x%s', o.part, o.nth), ''), ''),
            coalesce(string_agg(format('g.x%1$s %2$s s.x%1$s', o.nth, o.sign), ' AND '), 'true')
        INTO picked, meets FROM unnest(t.parts, t.compared) WITH ORDINALITY o (part, sign, nth)
        WHERE o.part <> 'employee_id';
        RETURN QUERY EXECUTE format(
            'SELECT %1$L::text, %2$L::text, g.id, s.id
            FROM (SELECT id%3$s FROM %1$I WHERE employee_id = $1 AND %4$s
                AND id NOT IN (SELECT w.id FROM said_twice($1, $2) w WHERE w.relation = %1$L)) g
            JOIN (SELECT id%3$s FROM %1$I WHERE employee_id = $2 AND %4$s) s ON %5$s
            ORDER BY 3, 4', t.relation, t.name, picked, t.pred, meets) USING goes, stays;
    END LOOP;
    RETURN QUERY SELECT 'cases_employment', 'one_employment_at_a_time', g.id, s.id
        FROM cases_employment g JOIN cases_employment s ON s.employee_id = stays
            AND daterange(g.starts_on, g.ends_on, '[]') && daterange(s.starts_on, s.ends_on, '[]')
        WHERE g.employee_id = goes ORDER BY 3, 4;
    RETURN QUERY SELECT 'cases_indication', 'one_indication_at_a_time', g.id, s.id
        FROM cases_indication g JOIN cases_indication s ON s.employee_id = stays
            AND (g.starts_on, g.decided_on) <> (s.starts_on, s.decided_on)  -- the same decision is named above
            AND daterange(g.starts_on, greatest(g.starts_on, least(g.valid_until, g.withdrawn_on - 1)), '[]')
                && daterange(s.starts_on, greatest(s.starts_on, least(s.valid_until, s.withdrawn_on - 1)), '[]')
        WHERE g.employee_id = goes AND g.id NOT IN (
            SELECT w.id FROM said_twice(goes, stays) w WHERE w.relation = 'cases_indication') ORDER BY 3, 4;
    RETURN QUERY SELECT 'cases_wswemployee', 'one_day_of_death', g.id, s.id
        FROM cases_wswemployee g JOIN cases_wswemployee s ON s.id = stays AND s.died_on <> g.died_on WHERE g.id = goes;
END $$;

CREATE FUNCTION merge_cannot(goes bigint, stays bigint) RETURNS text LANGUAGE sql STABLE AS $$
    -- Why these two cannot become one, apart from what clashes; as a code. NULL when they can.
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM cases_personmerge m WHERE m.in_force AND (m.gone_id IN (goes, stays)
            OR m.employee_id = goes)) THEN 'merged'
        WHEN EXISTS (SELECT 1 FROM cases_twopeople t WHERE t.employee_id = least(goes, stays)
            AND t.other_id = greatest(goes, stays)) THEN 'two_people'
        WHEN EXISTS (SELECT 1 FROM cases_destructionitem i JOIN cases_destructionlist l ON l.id = i.list_id
            WHERE i.employee_id IN (goes, stays) AND i.exempted_because = '' AND l.state <> 'vernietigd')
            THEN 'destruction'
        WHEN EXISTS (SELECT 1 FROM cases_wswemployee p WHERE p.id IN (goes, stays) AND p.last_name = '') THEN 'nameless'
    END
$$;
"""
NO_WHAT_MOVES = """
DROP FUNCTION merge_cannot(bigint, bigint);
DROP FUNCTION merge_clashes(bigint, bigint);
DROP FUNCTION said_twice(bigint, bigint);
DROP FUNCTION moving_tables();
"""

MOVE = """
CREATE FUNCTION named_ids(listed jsonb, relation text) RETURNS bigint[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(e.value::bigint), '{}') FROM jsonb_array_elements_text(listed->relation) e
$$;

CREATE FUNCTION move_rows(origin bigint, target bigint, only_these jsonb, as_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql AS $$
-- Rows about `origin` become rows about `target`; which, is the answer. `only_these` (ids by table) when not all.
-- A number that the other has too becomes another; with `as_at` it becomes what it was until that moment.
DECLARE t record; ids bigint[]; had jsonb := '{}'; moved jsonb := '{}'; also text;
BEGIN
    FOR t IN SELECT * FROM moving_tables() LOOP
        EXECUTE format('SELECT array_agg(x.id ORDER BY x.id) FROM %I x WHERE x.employee_id = $1
            AND ($2 IS NULL OR x.id = ANY (named_ids($2, %L)))', t.relation, t.relation)
            INTO ids USING origin, only_these;
        IF ids IS NOT NULL THEN
            had := had || jsonb_build_object(t.relation, ids);
        END IF;
    END LOOP;
    FOR t IN SELECT * FROM moving_tables() m WHERE had ? m.relation LOOP
        also := CASE t.relation
            WHEN 'cases_employment' THEN ', number = coalesce((SELECT h.number FROM cases_employment_history h'
                ' WHERE h.id = x.id AND h.employee_id = $2 AND h.recorded_until = $4 AND h.recorded_at < $4),'
                ' CASE WHEN EXISTS (SELECT 1 FROM cases_employment s WHERE s.employee_id = $2 AND s.number = x.number)'
                ' THEN left(x.number, 8) || ''-'' || x.id ELSE x.number END)'
            WHEN 'cases_supportplan' THEN ', version = coalesce((SELECT h.version FROM cases_supportplan_history h'
                ' WHERE h.id = x.id AND h.employee_id = $2 AND h.recorded_until = $4 AND h.recorded_at < $4),'
                ' x.version + (SELECT coalesce(max(s.version), 0) FROM cases_supportplan s WHERE s.employee_id = $2))'
            ELSE '' END;
        EXECUTE format('UPDATE %I x SET employee_id = $2%s WHERE x.employee_id = $1 AND x.id = ANY ($3)%s',
            t.relation, also, CASE t.relation WHEN 'cases_pin' THEN  -- at hand is at hand
                ' AND NOT EXISTS (SELECT 1 FROM cases_pin s WHERE s.employee_id = $2'
                ' AND s.membership_id = x.membership_id)' ELSE '' END)
            USING origin, target, named_ids(had, t.relation), as_at;
    END LOOP;
    FOR t IN SELECT * FROM moving_tables() m WHERE had ? m.relation LOOP
        EXECUTE format('SELECT array_agg(x.id ORDER BY x.id) FROM %I x WHERE x.employee_id = $1 AND x.id = ANY ($2)',
            t.relation) INTO ids USING target, named_ids(had, t.relation);
        IF ids IS NOT NULL THEN
            moved := moved || jsonb_build_object(t.relation, ids);
        END IF;
    END LOOP;
    -- The words of a document are hashed for the dossier it is in: they are made anew (`index_documents`).
    DELETE FROM cases_documentwords w WHERE w.document_id = ANY (named_ids(moved, 'cases_document'));
    RETURN moved - 'cases_documentwords';
END $$;

CREATE FUNCTION drop_twice(goes bigint, stays bigint) RETURNS jsonb LANGUAGE plpgsql AS $$
-- What is said twice goes from the dossier that goes; its former row is kept.
DECLARE t record; dropped jsonb := '{}';
BEGIN
    FOR t IN SELECT w.relation, array_agg(w.id ORDER BY w.id) AS ids FROM said_twice(goes, stays) w GROUP BY 1 LOOP
        EXECUTE format('DELETE FROM %I x WHERE x.id = ANY ($1)', t.relation) USING t.ids;
        dropped := dropped || jsonb_build_object(t.relation, t.ids);
    END LOOP;
    RETURN dropped;
END $$;

CREATE FUNCTION bring_back(dropped jsonb, as_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
-- What was dropped at that moment stands there again as it was.
DECLARE t record; columns text;
BEGIN
    FOR t IN SELECT key AS relation FROM jsonb_each(dropped) LOOP
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO columns FROM pg_attribute a
        WHERE a.attrelid = to_regclass(t.relation) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
        EXECUTE format('INSERT INTO %1$I (%2$s) SELECT %2$s FROM %1$I_history h
            WHERE h.id = ANY ($1) AND h.operation = ''DELETE'' AND h.recorded_until = $2 AND h.recorded_at < $2',
            t.relation, columns) USING named_ids(dropped, t.relation), as_at;
    END LOOP;
END $$;
"""
NO_MOVE = """
DROP FUNCTION bring_back(jsonb, timestamptz);
DROP FUNCTION drop_twice(bigint, bigint);
DROP FUNCTION move_rows(bigint, bigint, jsonb, timestamptz);
DROP FUNCTION named_ids(jsonb, text);
"""

WHO = """
CREATE FUNCTION take_over(m cases_personmerge) RETURNS void LANGUAGE plpgsql AS $$
-- The personal data of the one that stays, of the sides that were chosen. A BSN stands in one of the two: it finds one.
DECLARE goes cases_wswemployee; stays cases_wswemployee;
BEGIN
    SELECT * INTO goes FROM cases_wswemployee WHERE id = m.gone_id;
    SELECT * INTO stays FROM cases_wswemployee WHERE id = m.employee_id;
    UPDATE cases_wswemployee p SET bsn_encrypted = NULL, bsn_hash = NULL,
        personnel_number = CASE WHEN m.number_of = 'gaat' THEN left('-' || p.key, 30) ELSE p.personnel_number END
    WHERE p.id = goes.id;
    UPDATE cases_wswemployee p SET
        (first_name, prefix, last_name) = (SELECT n.first_name, n.prefix, n.last_name FROM (
            SELECT (goes).* WHERE m.name_of = 'gaat' UNION ALL SELECT (stays).* WHERE m.name_of <> 'gaat') n),
        birth_date = CASE WHEN m.birth_date_of = 'gaat' THEN goes.birth_date ELSE stays.birth_date END,
        bsn_encrypted = CASE WHEN m.bsn_of = 'gaat' THEN goes.bsn_encrypted ELSE stays.bsn_encrypted END,
        bsn_hash = CASE WHEN m.bsn_of = 'gaat' THEN goes.bsn_hash ELSE stays.bsn_hash END,
        personnel_number = CASE WHEN m.number_of = 'gaat' THEN goes.personnel_number ELSE stays.personnel_number END,
        sex = CASE WHEN stays.sex = '' THEN goes.sex ELSE stays.sex END,
        died_on = coalesce(stays.died_on, goes.died_on),
        in_service_1997 = coalesce(stays.in_service_1997, goes.in_service_1997)
    WHERE p.id = stays.id;
    IF m.number_of = 'gaat' THEN
        UPDATE cases_wswemployee p SET personnel_number = stays.personnel_number WHERE p.id = goes.id;
    END IF;
END $$;

CREATE FUNCTION as_they_were(m cases_personmerge) RETURNS void LANGUAGE plpgsql AS $$
-- Both have their own personal data again: as it was until the moment of the merge.
DECLARE was cases_wswemployee_history; person bigint;
BEGIN
    UPDATE cases_wswemployee p SET bsn_encrypted = NULL, bsn_hash = NULL, personnel_number = left('-' || p.key, 30)
    WHERE p.id IN (m.employee_id, m.gone_id) AND EXISTS (SELECT 1 FROM cases_wswemployee_history h WHERE h.id = p.id
        AND h.recorded_until = m.carried_at AND h.recorded_at < m.carried_at);
    FOREACH person IN ARRAY ARRAY[m.gone_id, m.employee_id] LOOP
        SELECT * INTO was FROM cases_wswemployee_history h
        WHERE h.id = person AND h.recorded_until = m.carried_at AND h.recorded_at < m.carried_at;
        IF FOUND THEN
            UPDATE cases_wswemployee p SET
                (personnel_number, first_name, prefix, last_name, birth_date, bsn_encrypted, bsn_hash, sex, died_on,
                    in_service_1997)
                = (was.personnel_number, was.first_name, was.prefix, was.last_name, was.birth_date, was.bsn_encrypted,
                    was.bsn_hash, was.sex, was.died_on, was.in_service_1997)
            WHERE p.id = person;
        END IF;
    END LOOP;
END $$;
"""
NO_WHO = """
DROP FUNCTION as_they_were(cases_personmerge);
DROP FUNCTION take_over(cases_personmerge);
"""

IN_THE_WAY = """
CREATE FUNCTION merge_holds_on(merge bigint) RETURNS TABLE (relation text, why text, row_id bigint)
LANGUAGE plpgsql STABLE AS $$
-- Why what became one cannot be taken apart as it was: what moved was changed or taken away since, or something that
-- came after hangs on it.
DECLARE m cases_personmerge; t record; tied record;
BEGIN
    SELECT * INTO m FROM cases_personmerge WHERE id = merge;
    FOR t IN SELECT key AS moving, named_ids(m.moved, key) AS ids FROM jsonb_each(m.moved) ORDER BY key LOOP
        IF to_regclass(t.moving || '_history') IS NOT NULL THEN
            RETURN QUERY EXECUTE format('SELECT DISTINCT %L::text, ''changed'', h.id FROM %I h WHERE h.id = ANY ($1)
                AND h.employee_id = $2 AND h.recorded_at >= $3 ORDER BY 3', t.moving, t.moving || '_history')
                USING t.ids, m.employee_id, m.carried_at;
        END IF;
        FOR tied IN SELECT c.conrelid::regclass::text AS relation, k.attname AS points FROM pg_constraint c
            JOIN pg_attribute k ON k.attrelid = c.conrelid AND k.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confrelid = to_regclass(t.moving)
                AND c.conrelid <> 'cases_documentwords'::regclass ORDER BY 1
        LOOP
            RETURN QUERY EXECUTE format('SELECT %L::text, ''hangs'', x.id FROM %I x WHERE x.%I = ANY ($1)
                AND x.id <> ALL ($2) ORDER BY 3', tied.relation, tied.relation, tied.points)
                USING t.ids, named_ids(m.moved, tied.relation);
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT 'cases_wswemployee', 'changed', h.id FROM cases_wswemployee_history h
        WHERE h.id = m.employee_id AND h.recorded_at = m.carried_at
            AND EXISTS (SELECT 1 FROM cases_wswemployee_history f WHERE f.id = h.id AND f.recorded_until = m.carried_at)
            AND h.recorded_until > m.carried_at;
END $$;
"""
NO_IN_THE_WAY = "DROP FUNCTION merge_holds_on(bigint);"

CARRY_OUT = """
CREATE FUNCTION carry_out_merge(which uuid, reasons jsonb) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- As the owner, for nobody else moves rows from one person to another. By a second person of the municipality that sees
-- all of both. The process that looks beforehand does it unsigned, and can so not commit (`merge_is_of_two_people`).
-- `reasons`: of which people a released figure changes, over which reports and stands, and why.
DECLARE
    m cases_personmerge; joined cases_personmerge; looks boolean := asker_is_process(); moment timestamptz;
BEGIN
    SET CONSTRAINTS of_two_people DEFERRED;
    SELECT * INTO m FROM cases_personmerge WHERE key = which FOR UPDATE;
    IF looks AND current_setting('portal.asker', true) <> 'beforehand' OR NOT looks AND (
            coalesce(asker_role(), '') NOT IN ('consulent', 'controller') OR asker_user() = m.proposed_by_id
            OR NOT asker_sees_whole(m.employee_id) OR (m.kind = 'samen' AND NOT asker_sees_whole(m.gone_id))) THEN
        RAISE EXCEPTION 'Een tweede persoon van uw gemeente voert dit uit.' USING ERRCODE = '42501';
    ELSIF m.state IS DISTINCT FROM 'voorgesteld' THEN
        RAISE EXCEPTION 'Over dit voorstel is al besloten.' USING ERRCODE = '42501';
    ELSIF m.kind = 'samen' AND merge_cannot(m.gone_id, m.employee_id) IS NOT NULL THEN
        RAISE EXCEPTION 'Deze twee dossiers kunnen niet worden samengevoegd.' USING ERRCODE = '42501';
    END IF;
    PERFORM 1 FROM cases_wswemployee WHERE id IN (m.employee_id, m.gone_id) ORDER BY id FOR UPDATE;
    moment := recording_moment((recording_moments(false))[1]);
    IF m.kind = 'samen' THEN
        IF EXISTS (SELECT 1 FROM merge_clashes(m.gone_id, m.employee_id)) THEN
            RAISE EXCEPTION 'Deze twee dossiers passen niet in elkaar.' USING ERRCODE = '42501';
        END IF;
        m.dropped := drop_twice(m.gone_id, m.employee_id);
        m.moved := move_rows(m.gone_id, m.employee_id, NULL, NULL);
        PERFORM take_over(m);
    ELSE
        SELECT * INTO joined FROM cases_personmerge WHERE id = m.undoes_id AND in_force FOR UPDATE;
        IF joined.id IS NULL OR EXISTS (SELECT 1 FROM merge_holds_on(joined.id)) THEN
            RAISE EXCEPTION 'Deze samenvoeging kan niet meer uit elkaar.' USING ERRCODE = '42501';
        END IF;
        UPDATE cases_personmerge SET in_force = false WHERE id = joined.id;
        PERFORM as_they_were(joined);
        PERFORM bring_back(joined.dropped, joined.carried_at);
        m.moved := move_rows(m.employee_id, m.gone_id, joined.moved, joined.carried_at);
    END IF;
    -- Nothing is written in the dossier that went.
    INSERT INTO cases_correction (key, employee_id, kind, because, reports, starts_on, ends_on, closed_years, verdict,
        verdict_note)
    SELECT gen_random_uuid(), r.person, r.kind, r.because, left(r.reports, 400), r.first, r.last, '', '', ''
    FROM jsonb_to_recordset(reasons) r (person bigint, kind text, because text, reports text, first date, last date)
    WHERE r.person = m.employee_id OR (m.kind = 'uiteen' AND r.person = m.gone_id);
    UPDATE cases_personmerge SET moved = m.moved, dropped = m.dropped, carried_at = moment, in_force = m.kind = 'samen',
        state = CASE WHEN looks THEN state ELSE 'uitgevoerd' END,
        decided_by_id = CASE WHEN NOT looks THEN asker_user() END,
        decided_on = CASE WHEN NOT looks THEN asker_day() END
    WHERE id = m.id;
    PERFORM refresh_doors(ARRAY[m.employee_id, m.gone_id]);
END $$;
"""
NO_CARRY_OUT = "DROP FUNCTION carry_out_merge(uuid, jsonb);"

# With a dossier goes the empty one that leads to it, and what is kept of that.
DESTROY_BEFORE = importlib.import_module("cases.migrations.0171_records_with_a_term").CARRY_OUT
DESTROY_BEFORE = DESTROY_BEFORE[DESTROY_BEFORE.index("CREATE OR REPLACE FUNCTION destroy_what_is_due_on") :]
DESTROY = DESTROY_BEFORE.replace(
    "FOREACH person IN ARRAY coalesce(people, '{}') LOOP",
    """FOREACH person IN ARRAY coalesce(people, '{}') || ARRAY(SELECT m.gone_id FROM cases_personmerge m
            WHERE m.in_force AND m.employee_id = ANY (people) ORDER BY 1) LOOP""",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0291_person_merge_walls")]
    operations = [
        migrations.RunSQL(WHAT_MOVES, NO_WHAT_MOVES),
        migrations.RunSQL(MOVE, NO_MOVE),
        migrations.RunSQL(WHO, NO_WHO),
        migrations.RunSQL(IN_THE_WAY, NO_IN_THE_WAY),
        migrations.RunSQL(CARRY_OUT, NO_CARRY_OUT),
        migrations.RunSQL(DESTROY, DESTROY_BEFORE),
    ]
