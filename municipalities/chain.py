"""The chain over both logs: nothing in them changes, goes or comes unseen.

Every entry gets one link: the hash of the link before it and of the entry's content. A deferred trigger makes it at the
end of the transaction, so that the one row all writers share (the head) is held for the length of a commit and not for
that of a page. A link and not a column: an entry is written once and never updated.

Who may rewrite the tables (a superuser) may also rewrite the links and the head. So the head leaves the database: every
few minutes it is added to a file outside (`export_head`) and said in the process's own log. A tail that was cut, or a
chain that was made anew, no longer meets the heads that left.

The content holds no personal data but surrogate keys: a dossier can be destroyed and the chain stays as it is.

We left a chain per day: it finds no more, and a head per day is one more thing to lose.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.utils import timezone

from municipalities.logs import ChainCheck, ChainHead

FUNCTIONS = """
-- What a link vouches for. The text of a row quotes what needs it, so that no two rows have the same. Moments are
-- seconds, which no setting of a session writes in another way.
CREATE FUNCTION audit_content(e municipalities_auditentry) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ROW('a', e.id, e.trace_id, extract(epoch FROM e.moment), e.asker, e.membership, e.role, e.municipality,
        e.act, e.activity, e.subjects, e.account, e.purpose, e.status, e.detail)::text
$$;

CREATE FUNCTION processing_content(e municipalities_processingentry) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ROW('p', e.id, e.trace_id, e.operation_id, e.status, e.name, extract(epoch FROM e.started_at),
        extract(epoch FROM e.ended_at), e.activity, e.data_subjects)::text
$$;

CREATE FUNCTION next_hash(former bytea, content text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
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


LOG_NAMES = {"a": "auditlog", "p": "verwerkingenlog"}


@dataclass(frozen=True)
class Head:
    """The end of the chain as it was at some moment: how many links, and the hash of the last."""

    position: int
    hash: str
    moment: datetime


@dataclass(frozen=True)
class Fault:
    """What is wrong first, in words. `log` ("a" or "p") and `entry` are None when the entry itself is gone."""

    text: str
    position: int | None = None
    log: str | None = None
    entry: int | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Verified:
    """What was found: how many links, and every kind of fault at its first place, the earliest first."""

    links: int
    head: Head | None  # None: somebody took it away
    faults: list[Fault]


def current_head() -> Head:
    """Where the chain ends now."""
    head = ChainHead.objects.get()
    return Head(head.position, bytes(head.hash).hex(), head.moved_at)


def export_head(file: Path) -> Head:
    """Add the head to `file`, a line of JSON, unless it stands there. Gives the head."""
    head = current_head()
    if head.position not in {each.position for each in exported(file)}:
        line = {"position": head.position, "hash": head.hash, "moment": head.moment.isoformat()}
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as lines:
            lines.write(json.dumps(line) + "\n")
    return head


def exported(file: Path) -> list[Head]:
    """The heads in `file`; none when it does not exist. ValueError for a line that is no head."""
    if not file.exists():
        return []
    found = [json.loads(line) for line in file.read_text().splitlines()]
    return [Head(line["position"], line["hash"], datetime.fromisoformat(line["moment"])) for line in found]


def verify(heads: Iterable[Head] = ()) -> Verified:
    """Compute the whole chain again, and hold it against its head and the `heads` that left the database earlier."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '192MB'")  # a million links stand beside a million entries
        cursor.execute(_CHAIN)
        links, first, audit, processing, last, *head_row = cursor.fetchone()
    faults = [_broken_at(first)] if first is not None else []
    faults += [_unlinked(log, entry) for log, entry in (("a", audit), ("p", processing)) if entry is not None]
    head = _head(*head_row)
    faults += _against_own(head, last) if head else [Fault("De kop van de keten is weg.")]
    return Verified(links, head, faults + _against(heads, "de kop die op {} naar buiten ging", last))


def record(found: Verified) -> None:
    """Keep when the chain was verified, and what was wrong first."""
    fault = str(found.faults[0]) if found.faults else ""
    ChainCheck.objects.create(position=found.links, fault=fault)


# Every entry beside its link and the link before that, whichever of them is there. Joined and not read in order: so all
# processors hash (half as fast again as with lag()).
_CHAIN = """
SELECT found.*, h.position, h.hash, h.moved_at
FROM (
    SELECT count(position), min(position) FILTER (WHERE broken), min(id) FILTER (WHERE position IS NULL AND log = 'a'),
        min(id) FILTER (WHERE position IS NULL AND log = 'p'), coalesce(max(position), 0)
    FROM (
        SELECT l.position, e.log, e.id, l.position IS NOT NULL AND (
            (before.position IS NULL AND l.position <> 1) OR e.content IS NULL
            OR l.hash IS DISTINCT FROM next_hash(coalesce(before.hash, sha256('')), e.content)) AS broken
        FROM municipalities_chainlink l FULL JOIN (
            SELECT 'a' AS log, a.id, audit_content(a) AS content FROM municipalities_auditentry a
            UNION ALL SELECT 'p', p.id, processing_content(p) FROM municipalities_processingentry p
        ) e ON e.log = l.log AND e.id = l.entry
        LEFT JOIN municipalities_chainlink before ON before.position = l.position - 1
    ) judged
) found LEFT JOIN municipalities_chainhead h ON true
ORDER BY h.id LIMIT 1
"""

_LINK = """
SELECT l.log, l.entry, (SELECT max(position) FROM municipalities_chainlink WHERE position < l.position),
    CASE l.log WHEN 'a' THEN EXISTS (SELECT FROM municipalities_auditentry WHERE id = l.entry)
        ELSE EXISTS (SELECT FROM municipalities_processingentry WHERE id = l.entry) END
FROM municipalities_chainlink l WHERE position = %s
"""


def _broken_at(position: int) -> Fault:
    with connection.cursor() as cursor:
        cursor.execute(_LINK, [position])
        log, entry, before, there = cursor.fetchone()
    if (before or 0) != position - 1:
        return Fault(f"Schakel {(before or 0) + 1} ontbreekt: er is een regel weggehaald.", (before or 0) + 1)
    what = "is veranderd" if there else "is weg"
    return Fault(f"Regel {entry} van het {LOG_NAMES[log]} (schakel {position}) {what}.", position, log, entry)


def _unlinked(log: str, entry: int) -> Fault:
    text = f"Regel {entry} van het {LOG_NAMES[log]} heeft geen schakel: zij kwam er buiten het portaal om bij."
    return Fault(text, None, log, entry)


def _head(position: int | None, found: memoryview | None, moment: datetime | None) -> Head | None:
    return Head(position, bytes(found).hex(), moment) if position is not None and found and moment else None


def _against_own(head: Head, last: int) -> list[Fault]:
    added = Fault(f"Na de kop op schakel {head.position} zijn er schakels bij gekomen.", head.position + 1)
    return _against([head], "de kop in de database", last) + ([added] if last > head.position else [])


def _against(heads: Iterable[Head], what: str, last: int) -> list[Fault]:
    """The first of these heads that the chain does not meet; `last` is where the chain ends."""
    met, left = 0, sorted(heads, key=lambda head: head.position)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, hash FROM municipalities_chainlink WHERE position = ANY(%s)",
            [[head.position for head in left]],
        )
        there = {0: hashlib.sha256().hexdigest()} | {place: bytes(found).hex() for place, found in cursor.fetchall()}
    for head in left:
        if there.get(head.position) != head.hash:
            return [_unlike(head, what.format(f"{timezone.localtime(head.moment):%d-%m-%Y %H.%M}"), met, last)]
        met = head.position
    return []


def _unlike(head: Head, what: str, met: int, last: int) -> Fault:
    if last < head.position:
        text = f"De keten eindigt bij schakel {last}, maar {what} staat op {head.position}: er is een eind af."
        return Fault(text, last + 1)
    return Fault(f"Tussen schakel {met + 1} en {head.position} is de keten niet meer die van {what}.", head.position)
