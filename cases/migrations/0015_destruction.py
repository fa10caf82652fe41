"""Destruction in the database: who is due, what hangs on a person, who signed, and the one function that destroys.

The portal's own role deletes no history and rewrites none. It calls `carry_out_destruction`, which belongs to the owner
and refuses unless the asker is the process `vernietiging` and two different people signed the list. Why a nameless
remainder stays, and why in this form: docs/decisions/0014-retention.md.
"""

from django.db import migrations

DUE = """
CREATE FUNCTION aow_day(birth date) RETURNS date LANGUAGE sql STABLE AS $$
    -- As reports/stands.py: for year k ascending the first birth + age(k) that falls in year k (AOW art. 7a).
    SELECT CASE WHEN birth + interval '65 years' < make_date(min(made.year)::int, 1, 1)
                THEN (birth + interval '65 years')::date
                ELSE coalesce(min(made.aow_on) FILTER (WHERE extract(year FROM made.aow_on) = made.year),
                              max(made.aow_on) FILTER (WHERE made.last)) END
    FROM (SELECT a.year, (birth + make_interval(years => a.years, months => a.months))::date AS aow_on,
                 a.year = max(a.year) OVER () AS last FROM cases_aowage a) made
$$;

CREATE FUNCTION retention_verdicts(day date)
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
    held AS (
        SELECT h.employee_id FROM cases_retentionhold h
        WHERE h.starts_on <= day AND (h.ends_on IS NULL OR h.ends_on >= day)
        UNION  -- who asked about their own data gets an answer first (AVG art. 12)
        SELECT r.employee_id FROM cases_privacyrequest r
        WHERE r.received_on <= day AND (r.answered_on IS NULL OR r.answered_on >= day)
    ),
    home AS (
        SELECT DISTINCT ON (r.employee_id) r.employee_id, r.municipality_id
        FROM cases_residence r JOIN municipalities_municipality m ON m.id = r.municipality_id AND m.takes_part
        ORDER BY r.employee_id, r.starts_on DESC
    ),
    employer AS (
        SELECT DISTINCT ON (e.employee_id) e.employee_id, o.municipality_id
        FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
        ORDER BY e.employee_id, e.starts_on DESC
    ),
    ended AS (
        SELECT p.id, p.personnel_number, coalesce(home.municipality_id, employer.municipality_id) AS municipality_id,
            nullif(s.ended_on, 'infinity') AS ended_on,
            s.ended_on >= day OR indicated.employee_id IS NOT NULL AS in_use,
            held.employee_id IS NOT NULL AS held
        FROM cases_wswemployee p JOIN service s ON s.employee_id = p.id
        LEFT JOIN indicated ON indicated.employee_id = p.id LEFT JOIN held ON held.employee_id = p.id
        LEFT JOIN home ON home.employee_id = p.id LEFT JOIN employer ON employer.employee_id = p.id
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

DROP_DUE = """
DROP FUNCTION retention_verdicts(date);
DROP FUNCTION aow_day(date);
"""

WHAT_HANGS_ON = """
CREATE FUNCTION about_people() RETURNS TABLE (relation text, depth int, live text, past text) LANGUAGE sql STABLE AS $$
    -- Every table whose foreign keys lead to a person, and SQL that picks the rows of person $1 in it (live) and in its
    -- history (past). Read from the database itself, so that a table of tomorrow is not forgotten.
    WITH RECURSIVE column_name AS (
        SELECT a.attrelid, a.attnum, r.relname::text COLLATE "default" AS relname,
            a.attname::text COLLATE "default" AS attname
        FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid WHERE r.relnamespace = 'public'::regnamespace
    ),
    tied AS (
        SELECT 'cases_wswemployee' AS relation, 0 AS depth, 'id = $1' AS live, 'id = $1' AS past
        UNION
        SELECT own.relname, t.depth + 1,
            format('%I IN (SELECT %I FROM %I WHERE %s)', own.attname, theirs.attname, t.relation, t.live),
            format('%I IN (SELECT %I FROM %I WHERE %s', own.attname, theirs.attname, t.relation, t.live)
            || CASE WHEN to_regclass(t.relation || '_history') IS NULL OR t.depth = 0 THEN ')'
               -- A row that is gone. One that is now another person's stays that person's.
               ELSE format(' UNION SELECT h.%2$I FROM %1$I h WHERE (%3$s) AND NOT EXISTS'
                    ' (SELECT 1 FROM %4$I o WHERE o.id = h.id))',
                    t.relation || '_history', theirs.attname, t.past, t.relation) END
        FROM tied t
        JOIN pg_constraint c ON c.contype = 'f' AND c.confrelid = to_regclass(t.relation) AND c.conrelid <> c.confrelid
        JOIN column_name own ON own.attrelid = c.conrelid AND own.attnum = c.conkey[1]
        JOIN column_name theirs ON theirs.attrelid = c.confrelid AND theirs.attnum = c.confkey[1]
        WHERE t.depth < 8
    )
    SELECT relation, max(depth), string_agg(live, ' OR '), string_agg(past, ' OR ') FROM tied GROUP BY relation
$$;

CREATE FUNCTION keeps_nameless(relation text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    -- What a remainder needs for its stands and its outflow, by column; all other columns are emptied. NULL: all goes.
    -- Also what began after the last employment goes.
    -- `same` stays, `begins` and `ends` become a day that says no more than the month and the order within it.
    SELECT ('{
        "cases_wswemployee": {"birth_date": "birth", "died_on": "death", "in_service_1997": "same",
            "personnel_number": "number"},
        "cases_residence": {"employee_id": "same", "municipality_id": "same", "starts_on": "begins", "ends_on": "left"},
        "cases_indication": {"employee_id": "same", "category": "same", "starts_on": "begins",
            "decided_on": "decision", "valid_until": "validity"},
        "cases_employment": {"employee_id": "same", "number": "rank", "kind": "same", "cao": "same",
            "employer_id": "same", "executor_id": "same", "starts_on": "begins", "ends_on": "ends",
            "outflow_reason": "same"},
        "cases_contracthours": {"employee_id": "same", "employment_id": "same", "hours": "same",
            "starts_on": "begins", "ends_on": "ends"},
        "cases_leave": {"employee_id": "same", "employment_id": "same", "kind": "same", "starts_on": "begins",
            "ends_on": "ends"},
        "cases_placement": {"employee_id": "same", "employment_id": "same", "form": "same", "hours": "same",
            "starts_on": "begins", "ends_on": "ends"}
    }'::jsonb)->relation
$$;

CREATE FUNCTION is_record(relation text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    -- A door and a line of a list are about a dossier, not in it: they go uncounted.
    SELECT relation NOT IN ('cases_door', 'cases_destructionitem')
$$;

CREATE FUNCTION rows_of_person(person bigint) RETURNS TABLE (relation text, goes bigint, stays bigint)
LANGUAGE plpgsql STABLE AS $$
DECLARE tied record; present bigint; former bigint;
BEGIN
    FOR tied IN SELECT * FROM about_people() a WHERE is_record(a.relation) ORDER BY a.relation LOOP
        EXECUTE format('SELECT count(*) FROM %I WHERE %s', tied.relation, tied.live) INTO present USING person;
        former := 0;
        IF to_regclass(tied.relation || '_history') IS NOT NULL THEN
            EXECUTE format('SELECT count(*) FROM %I WHERE %s', tied.relation || '_history', tied.past)
                INTO former USING person;
        END IF;
        CONTINUE WHEN present + former = 0;
        relation := tied.relation;
        goes := CASE WHEN keeps_nameless(relation) IS NULL THEN present + former ELSE 0 END;
        stays := present + former - goes;
        RETURN NEXT;
    END LOOP;
END $$;
"""

DROP_WHAT_HANGS_ON = """
DROP FUNCTION rows_of_person(bigint);
DROP FUNCTION is_record(text);
DROP FUNCTION keeps_nameless(text);
DROP FUNCTION about_people();
"""

SIGNATURES = """
CREATE FUNCTION guard_destruction_list() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'concept' THEN
            RAISE EXCEPTION 'Een lijst die is voorgesteld, verdwijnt niet.' USING ERRCODE = '42501';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'concept' THEN
            RAISE EXCEPTION 'Een lijst begint als concept.' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (('concept', 'concept'), ('concept', 'voorgesteld'), ('voorgesteld', 'concept'),
            ('voorgesteld', 'akkoord'), ('akkoord', 'akkoord')) THEN
        RAISE EXCEPTION 'Deze lijst kan niet van % naar %.', OLD.state, NEW.state USING ERRCODE = '42501';
    END IF;
    IF OLD.state IN ('voorgesteld', 'akkoord') AND NEW.state <> 'concept' AND (
            (NEW.proposed_by_id, NEW.proposed_at, NEW.fingerprint, NEW.municipality_id, NEW.due_on)
                IS DISTINCT FROM (OLD.proposed_by_id, OLD.proposed_at, OLD.fingerprint, OLD.municipality_id, OLD.due_on)
            OR (OLD.state = 'akkoord' AND (NEW.agreed_by_id, NEW.agreed_at)
                IS DISTINCT FROM (OLD.agreed_by_id, OLD.agreed_at))) THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    END IF;
    -- One signs with one's own name: it is the asker of this transaction who does.
    IF (NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id AND NEW.proposed_by_id IS NOT NULL
            AND NOT signs_now(NEW.proposed_by_id))
        OR (NEW.agreed_by_id IS DISTINCT FROM OLD.agreed_by_id AND NOT signs_now(NEW.agreed_by_id)) THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION signs_now(signer bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM municipalities_user u
                   WHERE u.id = signer AND u.key::text = current_setting('portal.asker', true))
$$;

CREATE FUNCTION guard_destruction_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT l.state FROM cases_destructionlist l
        WHERE l.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.list_id ELSE NEW.list_id END) IS DISTINCT FROM 'concept' THEN
        RAISE EXCEPTION 'De lijst is al voorgesteld; de regels veranderen niet meer.' USING ERRCODE = '42501';
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.exempted_by_id IS NOT NULL AND NOT signs_now(NEW.exempted_by_id)
            AND (TG_OP = 'INSERT' OR NEW.exempted_by_id IS DISTINCT FROM OLD.exempted_by_id) THEN
        RAISE EXCEPTION 'Iemand zondert alleen uit met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION hold_when_exempted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- As the owner: who exempts does not see the dossier that is held.
BEGIN
    INSERT INTO cases_retentionhold (key, employee_id, reason, placed_by_id, starts_on, ends_on)
    VALUES (gen_random_uuid(), NEW.employee_id, NEW.exempted_because, NEW.exempted_by_id,
        least((now() AT TIME ZONE 'Europe/Amsterdam')::date, NEW.exempted_until), NEW.exempted_until);
    RETURN NULL;
END $$;
CREATE TRIGGER held AFTER UPDATE OF exempted_because ON cases_destructionitem FOR EACH ROW
    WHEN (OLD.exempted_because = '' AND NEW.exempted_because <> '') EXECUTE FUNCTION hold_when_exempted();
CREATE TRIGGER signatures BEFORE INSERT OR UPDATE OR DELETE ON cases_destructionlist
    FOR EACH ROW EXECUTE FUNCTION guard_destruction_list();
CREATE TRIGGER signed BEFORE INSERT OR UPDATE OR DELETE ON cases_destructionitem
    FOR EACH ROW EXECUTE FUNCTION guard_destruction_item();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_destroyed FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_certificate FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

DROP_SIGNATURES = """
DROP TRIGGER append_only ON cases_certificate;
DROP TRIGGER append_only ON cases_destroyed;
DROP TRIGGER signed ON cases_destructionitem;
DROP TRIGGER held ON cases_destructionitem;
DROP TRIGGER signatures ON cases_destructionlist;
DROP FUNCTION guard_destruction_item();
DROP FUNCTION hold_when_exempted();
DROP FUNCTION signs_now(bigint);
DROP FUNCTION guard_destruction_list();
"""

NAMELESS = """
CREATE FUNCTION nameless(person bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    -- How the days of one person read afterwards. Each boundary (a first day, the day after a last one, AOW, the day
    -- after death) becomes the first of its month, or as many days later as boundaries of this person come before it in
    -- that month. So all keep their order and every month end finds the same; the days themselves are gone.
    WITH job AS (
        SELECT id, number, starts_on, ends_on, 'infinity'::timestamptz AS known_until FROM cases_employment
        WHERE employee_id = person
        UNION ALL
        SELECT id, number, starts_on, ends_on, recorded_until FROM cases_employment_history WHERE employee_id = person
    ),
    born AS (
        SELECT birth_date, died_on FROM cases_wswemployee WHERE id = person
        UNION SELECT birth_date, died_on FROM cases_wswemployee_history WHERE id = person
    ),
    served AS (
        -- How far an employment reaches for any period that had begun while it was known so.
        SELECT max(least(coalesce(ends_on + 1, 'infinity'),
            CASE WHEN isfinite(known_until) THEN (known_until + interval '1 year')::date ELSE 'infinity' END)) AS until,
            min(starts_on) AS since
        FROM job
    ),
    part AS (
        SELECT starts_on, ends_on FROM job
        UNION ALL SELECT starts_on, ends_on FROM cases_residence WHERE employee_id = person
        UNION ALL SELECT starts_on, ends_on FROM cases_residence_history WHERE employee_id = person
        UNION ALL SELECT starts_on, NULL FROM cases_indication WHERE employee_id = person
        UNION ALL SELECT starts_on, NULL FROM cases_indication_history WHERE employee_id = person
        UNION ALL SELECT starts_on, ends_on FROM cases_contracthours WHERE employment_id IN (SELECT id FROM job)
        UNION ALL SELECT starts_on, ends_on FROM cases_contracthours_history WHERE employment_id IN (SELECT id FROM job)
        UNION ALL SELECT starts_on, ends_on FROM cases_leave WHERE employment_id IN (SELECT id FROM job)
        UNION ALL SELECT starts_on, ends_on FROM cases_leave_history WHERE employment_id IN (SELECT id FROM job)
        UNION ALL SELECT starts_on, ends_on FROM cases_placement WHERE employment_id IN (SELECT id FROM job)
        UNION ALL SELECT starts_on, ends_on FROM cases_placement_history WHERE employment_id IN (SELECT id FROM job)
    ),
    turn AS (
        SELECT starts_on AS day FROM part
        UNION SELECT ends_on + 1 FROM part WHERE ends_on IS NOT NULL
        UNION SELECT died_on + 1 FROM born WHERE died_on IS NOT NULL
        UNION SELECT aow_day(birth_date) FROM born
    ),
    placed AS (
        SELECT day, date_trunc('month', day)::date
            + (rank() OVER (PARTITION BY date_trunc('month', day) ORDER BY day))::int - 1 AS becomes
        FROM turn
    )
    SELECT jsonb_build_object(
        'days', (SELECT jsonb_object_agg(to_char(day, 'YYYY-MM-DD'), to_char(becomes, 'YYYY-MM-DD')) FROM placed),
        'ranks', (SELECT jsonb_object_agg(number, lpad(nth::text, 3, '0'))
                  FROM (SELECT number, dense_rank() OVER (ORDER BY number) AS nth FROM job) ranked),
        'decisions', (SELECT jsonb_object_agg(to_char(decided_on, 'YYYY-MM-DD'), nth) FROM (
            SELECT decided_on, dense_rank() OVER (ORDER BY decided_on) AS nth FROM (
                SELECT decided_on FROM cases_indication WHERE employee_id = person
                UNION ALL SELECT decided_on FROM cases_indication_history WHERE employee_id = person) both_) ranked),
        -- When no employment reached AOW, the birth date says nothing in any figure: the first year of work stands in.
        'birth', (SELECT CASE WHEN min(aow_day(b.birth_date)) > min(s.until) THEN
                      to_char(least(date_trunc('year', min(s.since))::date, min(b.died_on)), 'YYYY-MM-DD') END
                  FROM born b CROSS JOIN served s),
        'death', (SELECT bool_or(s.until > b.died_on) FROM born b CROSS JOIN served s),
        'until', (SELECT until FROM served),
        'left', (SELECT to_char(max(p.becomes) - 1, 'YYYY-MM-DD')
                 FROM placed p JOIN cases_employment e ON e.ends_on + 1 = p.day WHERE e.employee_id = person))
$$;

CREATE FUNCTION nameless_columns(relation text, kept jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    -- The SET list that leaves no more than `kept` of a table or of its history; $2 is what `nameless` gave.
    SELECT string_agg(format('%I = %s', a.attname, CASE kept->>a.attname
        WHEN 'begins' THEN '($2->''days''->>to_char(starts_on, ''YYYY-MM-DD''))::date'
        WHEN 'ends' THEN '($2->''days''->>to_char(ends_on + 1, ''YYYY-MM-DD''))::date - 1'
        -- Nobody lives anywhere after the last employment: no door opens onto a remainder.
        WHEN 'left' THEN 'least(($2->''days''->>to_char(ends_on + 1, ''YYYY-MM-DD''))::date - 1,'
            ' greatest(($2->''days''->>to_char(starts_on, ''YYYY-MM-DD''))::date, ($2->>''left'')::date))'
        WHEN 'rank' THEN '$2->''ranks''->>number'
        WHEN 'decision' THEN '($2->''days''->>to_char(starts_on, ''YYYY-MM-DD''))::date'
            ' + ($2->''decisions''->>to_char(decided_on, ''YYYY-MM-DD''))::int'
        WHEN 'validity' THEN '($2->''days''->>to_char(starts_on, ''YYYY-MM-DD''))::date + 366'
        WHEN 'number' THEN '''vernietigd-'' || left(translate(gen_random_uuid()::text, ''-'', ''''), 18)'
        WHEN 'birth' THEN 'coalesce(($2->>''birth'')::date, date_trunc(''month'', birth_date)::date + extract(day FROM'
            ' ($2->''days''->>to_char(aow_day(birth_date), ''YYYY-MM-DD''))::date)::int - 1)'
        WHEN 'death' THEN 'CASE WHEN ($2->>''death'')::boolean'
            ' THEN ($2->''days''->>to_char(died_on + 1, ''YYYY-MM-DD''))::date - 1 END'
        ELSE CASE
            WHEN NOT a.attnotnull THEN 'NULL'
            WHEN t.typcategory = 'S' THEN quote_literal('')
            WHEN t.typname = 'uuid' THEN 'gen_random_uuid()'
            WHEN t.typcategory = 'N' THEN '0'
            WHEN t.typcategory = 'B' THEN 'false'
            WHEN t.typname IN ('json', 'jsonb') THEN quote_literal('{}')
            WHEN t.typname = 'bytea' THEN quote_literal('')
            ELSE quote_literal('1900-01-01') END
        END), ', ')
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(relation) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND kept->>a.attname IS DISTINCT FROM 'same'
      AND a.attname NOT IN ('id', 'recorded_at', 'recorded_until', 'operation')
$$;
"""

DROP_NAMELESS = """
DROP FUNCTION nameless_columns(text, jsonb);
DROP FUNCTION nameless(bigint);
"""

CARRY_OUT = """
CREATE FUNCTION carry_out_destruction(which uuid, worker uuid, today date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    signed cases_destructionlist; people bigint[]; person bigint; becomes jsonb; tied record; twin text;
    rule text; touched bigint; counted jsonb := '{}'; kept jsonb;
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
    WHERE i.list_id = signed.id AND i.exempted_because = '' AND v.verdict = 'voorstel';
    SELECT format('%s: %s na %s (%s)', t.process, coalesce(t.years || ' jaar', t.days || ' dagen'), t.begins, t.source)
    INTO rule
    FROM cases_retentionterm t
    WHERE t.kind = 'personnel_file' AND t.starts_on <= today AND (t.ends_on IS NULL OR t.ends_on >= today);

    -- Rows are neither recorded nor checked while they lose their name. Nobody else writes in these tables meanwhile.
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR tied IN SELECT a.relation FROM about_people() a UNION SELECT 'cases_destructionlist' ORDER BY 1 LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', tied.relation);
        IF to_regclass(tied.relation || '_history') IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', tied.relation || '_history');
        END IF;
    END LOOP;

    FOREACH person IN ARRAY coalesce(people, '{}') LOOP
        PERFORM 1 FROM cases_wswemployee WHERE id = person FOR UPDATE;
        becomes := nameless(person);
        -- The deepest first, and the history before the rows it is found by.
        FOR tied IN SELECT * FROM about_people() a ORDER BY a.depth DESC, a.relation LOOP
            kept := keeps_nameless(tied.relation);
            twin := tied.relation || '_history';
            touched := 0;
            IF to_regclass(twin) IS NOT NULL THEN
                touched := without_name(twin, kept, tied.past, person, becomes);
            END IF;
            touched := touched + without_name(tied.relation, kept, tied.live, person, becomes);
            IF touched > 0 AND is_record(tied.relation) THEN
                counted := jsonb_set(counted, ARRAY[tied.relation],
                    to_jsonb(coalesce((counted->>tied.relation)::bigint, 0) + touched));
            END IF;
        END LOOP;
    END LOOP;

    INSERT INTO cases_destroyed (list_id, "table", destroyed, nameless, rule)
    SELECT signed.id, c.key, CASE WHEN keeps_nameless(c.key) IS NULL THEN c.value::int ELSE 0 END,
        CASE WHEN keeps_nameless(c.key) IS NULL THEN 0 ELSE c.value::int END, rule
    FROM jsonb_each_text(counted) c;
    UPDATE cases_destructionlist SET state = 'vernietigd', carried_out_at = now(), claim = NULL, lease_until = NULL,
        dossiers = coalesce(cardinality(people), 0),
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

CREATE FUNCTION without_name(relation text, kept jsonb, which text, person bigint, becomes jsonb) RETURNS bigint
LANGUAGE plpgsql AS $$
-- The rows of `relation` that `which` picks: gone, or without a name. As the owner only; the portal's role may not.
DECLARE touched bigint;
BEGIN
    IF kept IS NULL THEN
        EXECUTE format('DELETE FROM %I WHERE %s', relation, which) USING person;
        GET DIAGNOSTICS touched = ROW_COUNT;
        RETURN touched;
    END IF;
    IF kept ? 'starts_on' THEN  -- where somebody lived after the last employment counts nowhere
        EXECUTE format('DELETE FROM %I WHERE (%s) AND starts_on >= ($2->>''until'')::date', relation, which)
            USING person, becomes;
    END IF;
    EXECUTE format('UPDATE %I SET %s WHERE %s', relation, nameless_columns(relation, kept), which)
        USING person, becomes;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;
"""

DROP_CARRY_OUT = """
DROP FUNCTION carry_out_destruction(uuid, uuid, date);
DROP FUNCTION without_name(text, jsonb, text, bigint, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_selection_list")]
    operations = [
        migrations.RunSQL(DUE, DROP_DUE),
        migrations.RunSQL(WHAT_HANGS_ON, DROP_WHAT_HANGS_ON),
        migrations.RunSQL(SIGNATURES, DROP_SIGNATURES),
        migrations.RunSQL(NAMELESS, DROP_NAMELESS),
        migrations.RunSQL(CARRY_OUT, DROP_CARRY_OUT),
    ]
