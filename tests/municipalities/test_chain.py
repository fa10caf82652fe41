"""Tampering with the logs as who owns the tables: whatever is edited, taken out, swapped, put in or cut off is found.

Each attack is done in a transaction that is undone, so that the next one meets the logs as they were.
"""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from municipalities import chain
from municipalities.asker import asked_by
from municipalities.chain import Head, exported, verify
from municipalities.logs import ChainCheck
from municipalities.tasks import export_log_head, verify_log
from municipalities.traces import Act, note
from tests import people
from tests.asking import owning

NOTES, HEAD_EVERY = 40, 7
FIELDS = {
    "a": ["asker", "role", "municipality", "act", "activity", "purpose", "status", "detail"],
    "p": ["status", "name", "activity"],
}
OTHERS = {
    "a": ["trace_id = gen_random_uuid()", "moment = moment + interval '1 microsecond'", "membership = 7",
          "subjects = subjects || gen_random_uuid()", "subjects = '{}'", "account = gen_random_uuid()"],
    "p": ["trace_id = gen_random_uuid()", "started_at = started_at - interval '1 microsecond'",
          "ended_at = ended_at + interval '1 day'", "operation_id = operation_id + 1", "data_subjects = '{aa}'"],
}  # fmt: skip
TABLES = {"a": "municipalities_auditentry", "p": "municipalities_processingentry"}


def run(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def keep_notes(count: int = NOTES) -> list[Head]:
    """So many acts, about people and about nobody, in transactions of their own; the heads that left meanwhile."""
    heads = []
    for nth in range(count):
        with asked_by(str(uuid.uuid4())):
            about = [uuid.uuid4()] if nth % 3 else []
            note(Act.DOSSIER_OPENED if about else Act.LOGGED_IN, subjects=about, purpose='het "doel", (met) tekens,')
        if nth % HEAD_EVERY == 0 or nth == count - 1:
            heads.append(chain.current_head())
    return heads


@dataclass
class Tamperer:
    """Somebody who owns the tables, with a die. Each attack gives what `verify` must name first."""

    dice: random.Random
    heads: list[Head]

    def __post_init__(self) -> None:
        self.links = run("SELECT position, log, entry FROM municipalities_chainlink ORDER BY position")
        self.last = len(self.links)

    def some(self) -> tuple[int, str, int]:
        return self.dice.choice(self.links)

    def edit(self) -> tuple:
        position, log, entry = self.some()
        change = self.dice.choice([f"{name} = left('x' || {name}, 3)" for name in FIELDS[log]] + OTHERS[log])
        if "subjects = '{}'" in change and not run(
            f"SELECT 1 FROM {TABLES[log]} WHERE id = {entry} AND subjects <> '{{}}'"
        ):
            change = "purpose = 'anders'"
        run(f"UPDATE {TABLES[log]} SET {change} WHERE id = {entry}")
        return position, log, entry

    def edit_a_link(self) -> tuple:
        position, log, entry = self.some()
        run(f"UPDATE municipalities_chainlink SET hash = sha256(hash) WHERE position = {position}")
        return position, log, entry

    def delete(self) -> tuple:
        position, log, entry = self.some()
        run(f"DELETE FROM {TABLES[log]} WHERE id = {entry}")
        return position, log, entry

    def delete_with_its_link(self) -> tuple:
        position, log, entry = self.some()
        self._take_out(position, log, entry)
        return position, None, None

    def delete_and_close_the_gap(self) -> tuple:
        position, log, entry = self.dice.choice(self.links[:-1])
        self._take_out(position, log, entry)
        self._renumber(position, -1)
        return position, *self.links[position][1:]

    def swap_two_entries(self) -> tuple:
        one, other = self._two_of_one_log()
        table = TABLES[one[1]]
        for here, there in ((one[2], -1), (other[2], one[2]), (-1, other[2])):
            run(f"UPDATE {table} SET id = {there} WHERE id = {here}")
        return one

    def swap_two_links(self) -> tuple:
        one, other = self._two_of_one_log()
        for here, there in ((one[0], -1), (other[0], one[0]), (-1, other[0])):
            run(f"UPDATE municipalities_chainlink SET position = {there} WHERE position = {here}")
        return one[0], *other[1:]

    def insert(self) -> tuple:
        log = self.dice.choice("ap")
        return None, log, self._insert(log)

    def insert_at_the_end_with_a_link(self) -> tuple:
        log = self.dice.choice("ap")
        self._link(self.last + 1, log, self._insert(log))
        return self.last + 1, None, None

    def move_the_head(self) -> tuple:
        run("UPDATE municipalities_chainhead SET hash = sha256(hash)")
        return self.last, None, None

    def cut_the_tail(self) -> tuple:
        end = self.last - self.dice.randint(1, self.last)
        self._cut(end)
        return end + 1, None, None

    def cut_the_tail_and_put_the_head_back(self) -> tuple:
        end = self.last - self.dice.randint(1, self.last)
        self._cut(end)
        self._put_the_head_at_the_end()
        return end + 1, None, None

    def edit_and_make_the_chain_anew(self) -> tuple:
        position, log, entry = self.some()
        run(f"UPDATE {TABLES[log]} SET trace_id = gen_random_uuid() WHERE id = {entry}")
        self._relink(position)
        return self._first_head_from(position), None, None

    def insert_and_make_the_chain_anew(self) -> tuple:
        position, log = self.dice.randint(1, self.last), self.dice.choice("ap")
        self._renumber(position - 1, 1)
        run("INSERT INTO municipalities_chainlink VALUES (%s, %s, %s, '')", position, log, self._insert(log))
        self._relink(position)
        return self._first_head_from(position), None, None

    def delete_and_make_the_chain_anew(self) -> tuple:
        position, log, entry = self.some()
        self._take_out(position, log, entry)
        self._renumber(position, -1)
        self._relink(position)
        first = self._first_head_from(position)
        return first, None, None

    # Means

    def _two_of_one_log(self) -> tuple:
        log = self.dice.choice("ap")
        return tuple(sorted(self.dice.sample([link for link in self.links if link[1] == log], 2)))

    def _take_out(self, position: int, log: str, entry: int) -> None:
        run(f"DELETE FROM {TABLES[log]} WHERE id = {entry}")
        run(f"DELETE FROM municipalities_chainlink WHERE position = {position}")

    def _renumber(self, after: int, by: int) -> None:
        run(f"UPDATE municipalities_chainlink SET position = -position WHERE position > {after}")
        run(f"UPDATE municipalities_chainlink SET position = -position + {by} WHERE position < 0")

    def _insert(self, log: str) -> int:
        columns = {
            "a": "trace_id, moment, asker, role, municipality, act, activity, subjects, purpose, status, detail",
            "p": "trace_id, operation_id, status, name, started_at, ended_at, activity, data_subjects",
        }[log]
        source = f"SELECT {columns} FROM {TABLES[log]} ORDER BY random() LIMIT 1"
        return run(f"INSERT INTO {TABLES[log]} ({columns}) {source} RETURNING id")[0][0]

    def _link(self, position: int, log: str, entry: int) -> None:
        content = (
            f"(SELECT {'audit' if log == 'a' else 'processing'}_content(e) FROM {TABLES[log]} e WHERE id = {entry})"
        )
        former = f"coalesce((SELECT hash FROM municipalities_chainlink WHERE position = {position - 1}), sha256(''))"
        run(f"DELETE FROM municipalities_chainlink WHERE position = {position}")
        run(
            f"INSERT INTO municipalities_chainlink VALUES (%s, %s, %s, next_hash({former}, {content}))",
            position,
            log,
            entry,
        )

    def _relink(self, since: int) -> None:
        for link in run(
            f"SELECT position, log, entry FROM municipalities_chainlink WHERE position >= {since} ORDER BY 1"
        ):
            self._link(*link)
        self._put_the_head_at_the_end()

    def _cut(self, end: int) -> None:
        for position, log, entry in self.links[end:]:
            self._take_out(position, log, entry)

    def _put_the_head_at_the_end(self) -> None:
        last = (
            "SELECT position, hash FROM municipalities_chainlink UNION ALL SELECT 0, sha256('') ORDER BY 1 DESC LIMIT 1"
        )
        run(f"UPDATE municipalities_chainhead SET (position, hash) = ({last})")

    def _first_head_from(self, position: int) -> int:
        return min(head.position for head in self.heads if head.position >= position)


ATTACKS = [
    name for name, value in vars(Tamperer).items() if callable(value) and not name.startswith("_") and name != "some"
]


@contextmanager
def undone(*, silenced: bool = True) -> Iterator[None]:
    """What the owner does in here, without the triggers, did not happen."""
    with transaction.atomic():
        for table in (*TABLES.values(), "municipalities_chainlink", "municipalities_chainhead"):
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def heads(committed: None) -> Iterator[list[Head]]:
    """Logs with forty acts in them, and the heads that left; the test goes on as the owner of the tables."""
    left = keep_notes()
    with owning():
        yield left


def drill(heads: list[Head], times: int) -> list[str]:
    """So many random attacks, every kind in turn; those that were not found, or named wrongly."""
    wrong = []
    for nth in range(times):
        attack = ATTACKS[nth % len(ATTACKS)]
        with undone():
            expected = getattr(Tamperer(random.Random(nth), heads), attack)()
            found = verify(heads).faults
        named = (found[0].position, found[0].log, found[0].entry) if found else None
        if named != expected:
            wrong.append(f"{nth} {attack}: {named}, not {expected}: {found[:1]}")
    assert verify(heads).faults == []
    return wrong


def test_q22_sixty_random_attacks_are_all_found_and_the_first_broken_entry_is_named(heads: list[Head]) -> None:
    assert drill(heads, 60) == []


@pytest.mark.drill
def test_q22_a_thousand(heads: list[Head]) -> None:
    assert drill(heads, 1000) == []


@pytest.mark.parametrize("attack", ["cut_the_tail_and_put_the_head_back", "edit_and_make_the_chain_anew"])
def test_q22_without_the_heads_that_left_a_superuser_is_not_found(heads: list[Head], attack: str) -> None:
    """Why they leave. The same attack is found with them (above)."""
    with undone():
        getattr(Tamperer(random.Random(1), heads), attack)()
        assert verify().faults == []
        assert verify(heads).faults != []


def test_the_command_names_the_first_broken_entry_and_ends_with_one(heads, tmp_path) -> None:
    with undone():
        position, log, entry = Tamperer(random.Random(3), heads).delete()
        with pytest.raises(SystemExit) as ended:
            said = _verify_log(err := StringIO())
        assert ended.value.code == 1
        assert f"Regel {entry} van het {chain.LOG_NAMES[log]} (schakel {position}) is weg." in err.getvalue()
        assert ChainCheck.objects.latest("id").fault in err.getvalue()
    said = _verify_log(StringIO())
    assert said.startswith(f"De keten klopt: {Tamperer(random.Random(0), heads).last} schakels")
    assert said.splitlines()[1] == f"Kop: {heads[-1].position} {heads[-1].hash}"
    assert ChainCheck.objects.get().fault == ""


def _verify_log(err: StringIO, **options: object) -> str:
    out = StringIO()
    call_command("verify_log", stdout=out, stderr=err, **options)
    return out.getvalue()


def test_the_head_leaves_and_finds_the_tail_that_was_cut(heads, tmp_path, settings, caplog) -> None:
    settings.TRACE_HEADS = tmp_path / "elsewhere" / "heads.jsonl"
    with caplog.at_level("INFO"):
        export_log_head()
        export_log_head()  # nothing new: nothing added
    assert f"log_head position={heads[-1].position} hash={heads[-1].hash}" in caplog.text
    assert [(head.position, head.hash) for head in exported(settings.TRACE_HEADS)] == [
        (heads[-1].position, heads[-1].hash)
    ]
    with undone():
        Tamperer(random.Random(2), heads).cut_the_tail_and_put_the_head_back()
        verify_log()
        assert "er is een eind af" in ChainCheck.objects.get().fault
        assert "log_broken De keten eindigt bij schakel" in caplog.text
        with pytest.raises(SystemExit):
            _verify_log(StringIO(), head=settings.TRACE_HEADS)


def test_a_head_taken_away_is_missed(heads) -> None:
    with undone():
        run("DELETE FROM municipalities_chainhead")
        assert [str(fault) for fault in verify().faults] == ["De kop van de keten is weg."]


def test_a_file_without_heads_is_refused_in_words(heads, tmp_path) -> None:
    (wrong := tmp_path / "wrong.jsonl").write_text('{"position": 1}\n')
    with pytest.raises(CommandError, match="bevat een regel die geen kop is"):
        _verify_log(StringIO(), head=wrong)
    with pytest.raises(CommandError, match="is er niet"):
        _verify_log(StringIO(), head=tmp_path / "none")


def test_many_at_once_make_one_chain(committed) -> None:
    """Eight writers, each with transactions of their own: no link lost, none twice, and nobody waits for a page."""

    def write() -> None:
        keep_notes(25)
        connection.close()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    with asked_by("verify_log"):
        found = verify()
    assert (found.faults, found.links) == ([], 8 * (25 + 16))


def test_a_page_that_takes_long_keeps_nobody_waiting(committed) -> None:
    """Its lines are written at once, their links at its end: another commits meanwhile."""
    with asked_by("long"):
        note(Act.LOGGED_IN)
        other = threading.Thread(target=_note_elsewhere)
        other.start()
        other.join(timeout=10)
        assert not other.is_alive()
    with asked_by("verify_log"):
        assert (verify().links, verify().faults) == (2, [])


def _note_elsewhere() -> None:
    with asked_by("short"):
        note(Act.LOGGED_OUT)
    connection.close()


def test_q43_a_person_can_be_destroyed_and_the_chain_stays_valid(committed) -> None:
    """Neither log, nor the chain, knows anything of Truus but a key that then leads nowhere."""
    truus = people.make_person("Truus Onvindbaar", bsn=people.bsn_number(0), personnel_number="KANARIE1")
    with asked_by(str(uuid.uuid4())):
        note(Act.DOSSIER_OPENED, subjects=[truus.key], purpose="verhuizing of overdracht")
    connection.close()  # the tests ask again
    with owning():
        for table in ("residence", "indication"):
            run(f"DELETE FROM cases_{table} WHERE employee_id = {truus.pk}")
        run(f"DELETE FROM cases_wswemployee WHERE id = {truus.pk}")
        found = verify()
        kept = str([run(f"SELECT t::text FROM {table} t") for table in (*TABLES.values(), "municipalities_chainlink")])
    assert (found.faults, found.links) == ([], 2)
    assert [each for each in ("Truus", "Onvindbaar", "KANARIE1", people.bsn_number(0), "1975") if each in kept] == []


FILL = """
INSERT INTO municipalities_auditentry
    (trace_id, moment, asker, membership, role, municipality, act, activity, subjects, purpose, status, detail)
SELECT gen_random_uuid(), now(), gen_random_uuid()::text, 5, 'consulent', 'GM0141', 'dossier_opened', 'wsw-dossier',
    ARRAY[gen_random_uuid()], '', 'ok', '' FROM generate_series(1, 200000);
INSERT INTO municipalities_processingentry
    (trace_id, operation_id, status, name, started_at, ended_at, activity, data_subjects)
SELECT trace_id, id, 'ok', 'opende het dossier', moment, moment, activity, ARRAY[encode(sha256(asker::bytea), 'hex')]
FROM municipalities_auditentry ORDER BY id;
DO $$
DECLARE h bytea := sha256(''); n bigint := 0; each record;
BEGIN
    FOR each IN SELECT * FROM (
            SELECT 'a' AS log, e.id, audit_content(e) AS content FROM municipalities_auditentry e
            UNION ALL SELECT 'p', e.id, processing_content(e) FROM municipalities_processingentry e) x
        ORDER BY id, log LOOP
        n := n + 1;
        h := next_hash(h, each.content);
        INSERT INTO municipalities_chainlink VALUES (n, each.log, each.id, h);
    END LOOP;
    UPDATE municipalities_chainhead SET position = n, hash = h;
END $$;
ANALYZE municipalities_auditentry, municipalities_processingentry, municipalities_chainlink;
"""


@pytest.mark.drill
def test_q22_two_hundred_thousand_links_a_second(committed) -> None:
    with owning():
        for table in (*TABLES.values(), "municipalities_chainlink", "municipalities_chainhead"):
            run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        run(FILL)
    speeds = []
    for _ in range(3):
        begin = time.perf_counter()
        with asked_by("verify_log"):
            found = verify()
        speeds.append(found.links / (time.perf_counter() - begin))
        assert (found.faults, found.links) == ([], 400_000)
    assert max(speeds) >= 200_000, speeds
