"""The chain over both logs: nothing in them changes, goes or comes unseen.

Every entry gets one link: the hash of the link before it and of the entry's content. A deferred trigger makes it at the
end of the transaction, so that the one row all writers share (the head) is held for the length of a commit and not for
that of a page. A link and not a column: an entry is written once and never updated.

Who may rewrite the tables (a superuser) may also rewrite the links and the head. So the head leaves the database:
`export_head` appends it to a file outside, every few minutes and before each verification. A tail that was cut, or a
chain that was made again, no longer meets the heads that left.

We left a chain per day: it finds no more, and a head per day is one more thing to lose.
"""

FUNCTIONS = """
CREATE FUNCTION audit_content(e municipalities_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT json_build_array('a', e.id, e.trace_id, e.moment AT TIME ZONE 'UTC', e.asker, e.membership, e.role,
        e.municipality, e.act, e.activity, e.subjects, e.account, e.purpose, e.status, e.detail)::text
$$;

CREATE FUNCTION processing_content(e municipalities_processingentry) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT json_build_array('p', e.id, e.trace_id, e.operation_id, e.status, e.name, e.started_at AT TIME ZONE 'UTC',
        e.ended_at AT TIME ZONE 'UTC', e.activity, e.data_subjects)::text
$$;

CREATE FUNCTION next_hash(former bytea, content text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(former || convert_to(content, 'UTF8'))
$$;

-- Who and when are the database's to say.
CREATE FUNCTION sign_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.asker := coalesce(current_setting('portal.asker', true), '');
    NEW.moment := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION sign_processing_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.started_at := now();
    NEW.ended_at := clock_timestamp();
    RETURN NEW;
END $$;

CREATE FUNCTION append_link(log text, entry bigint, content text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE head municipalities_chainhead;
BEGIN
    UPDATE municipalities_chainhead h
    SET position = h.position + 1, hash = next_hash(h.hash, content), moved_at = clock_timestamp()
    RETURNING h.* INTO STRICT head;
    INSERT INTO municipalities_chainlink (position, log, entry, hash) VALUES (head.position, log, entry, head.hash);
END $$;
REVOKE EXECUTE ON FUNCTION append_link FROM PUBLIC;

-- As the owner: the portal's own role may not touch links and head.
CREATE FUNCTION link_audit_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM append_link('a', NEW.id, audit_content(NEW));
    RETURN NULL;
END $$;

CREATE FUNCTION link_processing_entry() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM append_link('p', NEW.id, processing_content(NEW));
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION link_processing_entry();
DROP FUNCTION link_audit_entry();
DROP FUNCTION append_link(text, bigint, text);
DROP FUNCTION sign_processing_entry();
DROP FUNCTION sign_audit_entry();
DROP FUNCTION next_hash(bytea, text);
DROP FUNCTION processing_content(municipalities_processingentry);
DROP FUNCTION audit_content(municipalities_auditentry);
"""

_LOGS = ("audit", "processing")
_KEPT = ("municipalities_auditentry", "municipalities_processingentry", "municipalities_chainlink")

TRIGGERS = (
    "".join(
        f"""
CREATE TRIGGER a_sign BEFORE INSERT ON municipalities_{log}entry FOR EACH ROW EXECUTE FUNCTION sign_{log}_entry();
CREATE CONSTRAINT TRIGGER link AFTER INSERT ON municipalities_{log}entry DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION link_{log}_entry();
"""
        for log in _LOGS
    )
    + "".join(
        f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""
        for table in (*_KEPT, "municipalities_chaincheck")
    )
    + """
CREATE TRIGGER stays BEFORE INSERT OR DELETE ON municipalities_chainhead FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
)

DROP_TRIGGERS = (
    "".join(
        f"DROP TRIGGER link ON municipalities_{log}entry; DROP TRIGGER a_sign ON municipalities_{log}entry;"
        for log in _LOGS
    )
    + "".join(
        f"DROP TRIGGER no_truncate ON {table}; DROP TRIGGER append_only ON {table};"
        for table in (*_KEPT, "municipalities_chaincheck")
    )
    + "DROP TRIGGER stays ON municipalities_chainhead;"
)

FIRST_HEAD = "INSERT INTO municipalities_chainhead (position, hash, moved_at) VALUES (0, sha256(''), now());"
