"""Both logs: one line each, who and when said by the database, never changed by anybody."""

import uuid
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from municipalities.activities import ACTIVITIES
from municipalities.asker import asked_by
from municipalities.logs import AuditEntry, ChainHead, ChainLink, ProcessingEntry
from municipalities.traces import Act, audit_about, data_subject, data_subject_id, note, processing_about
from tests.asking import nobody

pytestmark = pytest.mark.django_db


@contextmanager
def asking(user):
    """One transaction in which this user asks; afterwards the tests again."""
    with nobody(), asked_by(str(user.key)):
        yield


def _links():
    """The links are made at the end of the transaction; this brings the end nearer."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return list(ChainLink.objects.order_by("position").values_list("log", "entry"))


def test_r91_opening_a_dossier_writes_who_and_apart_from_it_what(bram, truus, django_assert_num_queries):
    membership = bram.memberships.get()
    membership.municipality  # noqa: B018  as the middleware fetches it
    with asking(bram), django_assert_num_queries(1):
        trace = note(Act.DOSSIER_OPENED, membership=membership, subjects=[truus.key], purpose="huisbezoek")
    audit, processing = AuditEntry.objects.get(), ProcessingEntry.objects.get()
    assert (audit.asker, audit.role, audit.municipality) == (str(bram.key), "consulent", "GM0141")
    assert (audit.act, audit.subjects, audit.purpose) == ("dossier_opened", [truus.key], "huisbezoek")
    assert audit.trace_id == processing.trace_id == trace
    assert abs(audit.moment - timezone.now()) < timedelta(minutes=1)
    told = str(processing.__dict__)
    assert str(bram.key) not in told
    assert str(truus.key) not in told
    assert [data_subject(each) for each in processing.data_subjects] == [truus.key]


def test_the_processing_line_has_the_form_of_the_standard(bram, truus, wim):
    with asking(bram):
        trace = note(Act.PEOPLE_LISTED, subjects=[truus.key, wim.key])
    lines = ProcessingEntry.objects.get().as_logboek()
    assert [line["attributes"] for line in lines] == [
        {"dpl.core.processing_activity_id": "wsw-dossier", "dpl.core.data_subject_id": data_subject_id(each.key)}
        for each in (truus, wim)
    ]
    assert {(line["trace_id"], line["status_code"], line["name"]) for line in lines} == {
        (trace.hex, "STATUS_CODE_OK", "zag de persoon in een lijst")
    }
    assert all(len(line["operation_id"]) == 16 and line["start_time"] <= line["end_time"] for line in lines)


def test_an_act_about_nobody_processes_nobody(gerda):
    note(Act.LOGGED_IN, account=gerda.key)
    assert AuditEntry.objects.get().account == gerda.key
    assert not ProcessingEntry.objects.exists()


def test_nobody_writes_in_anothers_name_or_in_the_past(bram, carla):
    with asking(bram), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO municipalities_auditentry (trace_id, asker, moment, role, municipality, act, activity,"
            " subjects, purpose, status, detail)"
            " VALUES (gen_random_uuid(), %s, '2020-01-01', '', '', 'logged_in', 'toegang', '{}', '', 'ok', '')",
            [str(carla.key)],
        )
    entry = AuditEntry.objects.get()
    assert entry.asker == str(bram.key)
    assert entry.moment.year == timezone.now().year


def test_what_did_not_happen_leaves_no_trace(bram, truus):
    with pytest.raises(ZeroDivisionError):
        _note_and_fail(bram, truus)
    assert not AuditEntry.objects.exists()
    assert _links() == []


def _note_and_fail(user, person):
    with asking(user):
        note(Act.DOSSIER_OPENED, subjects=[person.key])
        return 1 / 0


def test_every_entry_gets_its_link(bram, truus):
    with asking(bram):
        note(Act.DOSSIER_OPENED, subjects=[truus.key])
        note(Act.LOGGED_OUT, account=bram.key)
    links = _links()
    first, second = AuditEntry.objects.order_by("id")
    assert sorted(links[:2]) == [("a", first.pk), ("p", ProcessingEntry.objects.get().pk)]
    assert links[2:] == [("a", second.pk)]
    assert ChainHead.objects.get().position == 3


def test_who_looked_is_for_the_privacy_officer(bram, ellen, anouk, gerda, daan, hans, truus, wim):
    for user, person in ((bram, truus), (ellen, wim)):
        with asking(user):
            note(Act.DOSSIER_OPENED, subjects=[person.key])
            note(Act.PURPOSE_STATED, subjects=[person.key], purpose=f"van {user.name}")
    seen = {user.name.split()[0]: _seen(user, truus) for user in (bram, ellen, anouk, gerda, daan, hans)}
    assert seen == {
        "Bram": (["van Bram Voorbeeld"], 0, 0), "Ellen": (["van Ellen Voorbeeld"], 0, 0), "Anouk": ([], 0, 0),
        "Gerda": ([], 0, 0), "Daan": ([], 0, 0),
        "Hans": (["", "van Bram Voorbeeld", "", "van Ellen Voorbeeld"], 2, 2),
    }  # fmt: skip
    for user, lines in ((bram, 0), (daan, 0), (hans, 2)):
        with asking(user):
            assert ProcessingEntry.objects.filter(activity__gt="").count() == lines * 2, user
    assert ChainHead.objects.count() == 1
    with nobody():
        assert (AuditEntry.objects.count(), ProcessingEntry.objects.count(), ChainHead.objects.count()) == (0, 0, 0)


def _seen(user, person):
    """Which lines of the audit log somebody gets, how many about a person, and how many of the other log."""
    with asking(user):
        purposes = list(AuditEntry.objects.order_by("id").values_list("purpose", flat=True))
        return purposes, audit_about(person.key).count(), processing_about(person.key).count()


def test_the_lines_about_a_person_are_found_by_index(hans, truus):
    """Behind row-level security the planner may not use one; the function that may is asked instead."""
    with asking(hans), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query, index in ((audit_about(truus.key), "auditentry_pkey"), (processing_about(truus.key), "entry_pkey")):
            assert index in query.explain()


KEPT = ["auditentry", "processingentry", "chainlink", "chainhead", "chaincheck"]
CHANGES = [
    ("UPDATE municipalities_{} SET id = 1", ["auditentry", "processingentry", "chaincheck", "chainhead"]),
    ("UPDATE municipalities_{} SET hash = ''", ["chainlink", "chainhead"]),
    ("DELETE FROM municipalities_{}", KEPT),
    ("TRUNCATE municipalities_{}", KEPT),
    ("ALTER TABLE municipalities_{} DISABLE TRIGGER ALL", KEPT),
    ("INSERT INTO municipalities_{} (position, log, entry, hash) VALUES (9, 'a', 9, '')", ["chainlink"]),
    ("INSERT INTO municipalities_{} (position, hash, moved_at) VALUES (9, '', now())", ["chainhead"]),
    ("SELECT append_link('a', 1, 'x') -- {}", ["chainlink"]),
]


@pytest.mark.parametrize(("sql", "table"), [(sql, table) for sql, tables in CHANGES for table in tables])
def test_the_portals_own_role_only_adds(bram, truus, sql, table):
    with asking(bram):
        note(Act.DOSSIER_OPENED, subjects=[truus.key])
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_the_encrypted_id_is_always_the_same_and_nobody_elses():
    one, two = uuid.uuid4(), uuid.uuid4()
    assert data_subject_id(one) == data_subject_id(one) != data_subject_id(two)
    assert one.hex not in data_subject_id(one)


def test_every_act_names_a_declared_activity_and_fits_the_log():
    for act in Act:
        assert act.activity.id in ACTIVITIES
        assert len(act.code) <= AuditEntry._meta.get_field("act").max_length
    labels = [act.label for act in Act]
    assert len(set(labels)) == len(labels)
