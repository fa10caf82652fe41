"""Two dossiers of one person become one, by two people, and two again: exactly as they were."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases import history, merging
from cases.actions import merges, words
from cases.letters import inzage
from cases.models import Contact, DocumentWords, Employment, PersonMerge, Placement, Residence, Todo, WswEmployee
from municipalities.asker import asked_by, tell_database
from municipalities.models import User, today
from tests import asking, people, situations
from tests.cases import destroying
from tests.cases.merging import answers, apart, carry_out, everything, logged_in, merged, propose
from tests.cases.registers import as_folder, load, sample
from tests.opened import opened, text, told

LIST = "/samenvoegingen/"


def test_two_become_one(bram, boris, truus, twice):
    merge = propose(bram, truus, twice)
    assert (merge.state, merge.proposed_by, merge.numbers) == ("voorgesteld", bram, "00101 en 00999")
    assert twice.employments.count() == 1
    carry_out(boris, merge)
    merge.refresh_from_db()
    assert (merge.state, merge.decided_by, merge.decided_on, merge.in_force) == ("uitgevoerd", boris, today(), True)
    assert [each.starts_on.year for each in truus.employments.order_by("starts_on")] == [2001, 2008]
    assert not twice.employments.exists()
    assert not twice.residences.exists()


def test_who_went_is_in_no_list_and_its_address_leads_on(bram, boris, truus, twice):
    merged(bram, boris, truus, twice)
    client = logged_in(bram)
    assert "00999" not in client.get("/medewerkers/").content.decode()
    answer = client.get(reverse("employee", args=[twice.key]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("employee", args=[truus.key])
    assert client.get(reverse("employee_history", args=[twice.key])).status_code in {302, 404}


def test_merge_and_undo_give_the_same_rows(bram, boris, truus, twice):
    situations.something_of_everything(twice)
    before = everything()
    merge = merged(bram, boris, truus, twice)
    assert everything() != before
    undo = apart(bram, boris, merge)
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not PersonMerge.objects.filter(in_force=True).exists()
    assert undo.moved == merge.moved


def test_every_table_about_a_person_moves_or_is_named():
    stays = {
        "reports_frozenstand",
        "cases_destructionitem",
        "cases_signal",
        "cases_twopeople",
        "cases_personmerge",
        "cases_door",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relation FROM moving_tables()")
        moving = {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger"
            " WHERE tgname IN ('z_one_person', 'z_not_merged') GROUP BY 1"
        )
        held = {table: set(names) for table, names in cursor.fetchall()}
    for model in apps.get_models():
        for each in model._meta.concrete_fields:
            if each.related_model is WswEmployee:
                table = model._meta.db_table
                assert (table in moving) != (table in stays), table
                assert each.name == "employee" or table in stays, table
                assert table not in moving or held[table] == {"z_one_person", "z_not_merged"}, table
    assert Residence._meta.db_table in moving
    assert Employment._meta.db_table in moving


# What clashes, and whose data hold


def test_what_clashes_is_named_row_beside_row_and_nothing_is_proposed(bram, truus, twice):
    twice.employments.update(ends_on=date(2008, 6, 30))
    twice.employments.get().hours.update(ends_on=date(2008, 3, 31))
    client = logged_in(bram)
    address = reverse("double_merge", args=[truus.key, twice.key])
    said = text(client.get(address))
    assert "Twee dienstverbanden vallen in dezelfde dagen. Laat het ene eindigen." in said
    assert "Dossier 00999 : het dienstverband bij Gemeente Almelo, 01-01-2001 t/m 30-06-2008." in said
    assert "Dossier 00101 : het dienstverband bij Gemeente Almelo, 01-03-2008 tot nu." in said
    answer = client.post(address, answers(truus))
    assert answer.status_code == 422
    assert not PersonMerge.objects.exists()


CLASH = {
    "sick": (
        lambda person: people.make_sick(person, since=date(2009, 1, 5), recovered_on=date(2009, 2, 1)),
        "one_sick_spell_at_a_time",
    ),
    "home": (lambda person: person.residences.update(municipality=people.municipality("Wierden")), ""),
    "measured": (lambda person: people.make_loonwaarde(person), "loonwaarde_measured_once_a_day"),
    "plan": (lambda person: people.make_plan(person), "one_plan_being_written"),
    "supported": (lambda person: people.make_supported(person), "one_supported_contract_at_a_time"),
}


@pytest.mark.parametrize("what", CLASH)
def test_rows_that_exclude_each_other_clash(truus, twice, what):
    lay, rule = CLASH[what]
    if rule:
        lay(truus)
    lay(twice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rule FROM merge_clashes(%s, %s)", [twice.pk, truus.pk])
        found = [each for (each,) in cursor.fetchall()]
    assert found == [rule or "one_residence_at_a_time"]


def test_a_home_and_a_decision_that_both_have_alike_stay_once(bram, boris, truus, twice):
    merge = merged(bram, boris, truus, twice)
    assert merge.dropped == {"cases_residence": [merge.dropped["cases_residence"][0]]}
    assert truus.residences.count() == 1
    assert truus.indications.count() == 2


def test_numbers_that_both_have_become_two(bram, boris, truus, twice):
    people.make_plan(truus)
    plan = people.make_plan(twice, goals=2)
    plan.__class__.objects.filter(pk=plan.pk).update(state="vervallen")
    merge = merged(bram, boris, truus, twice)
    moved = merge.moved["cases_employment"][0]
    assert sorted(truus.employments.values_list("number", flat=True)) == ["1", f"1-{moved}"]
    assert sorted(truus.plans.values_list("version", flat=True)) == [1, 2]


def test_the_chosen_data_hold_and_come_back(bram, boris, truus, twice):
    WswEmployee.objects.filter(pk=twice.pk).update(last_name="Fictief-Bedacht", birth_date=date(1975, 5, 18))
    twice.refresh_from_db()
    gone = str(twice.key)
    merge = merged(bram, boris, truus, twice, name_of=gone, birth_date_of=gone, number_of=gone)
    bsn = truus.bsn_hash
    truus.refresh_from_db()
    twice.refresh_from_db()
    assert (truus.last_name, truus.birth_date, truus.personnel_number) == (
        "Fictief-Bedacht",
        date(1975, 5, 18),
        "00999",
    )
    assert truus.bsn_hash == bsn
    assert (twice.personnel_number, twice.bsn_hash) == ("00101", None)
    apart(bram, boris, merge)
    truus.refresh_from_db()
    assert (truus.last_name, truus.birth_date, truus.personnel_number) == ("Fictief", date(1975, 5, 17), "00101")
    assert truus.bsn_hash == bsn


def test_a_bsn_of_the_one_that_goes_is_found_in_the_one_that_stays(bram, boris, truus, twice):
    """The one with the BSN goes: asked from the other side."""
    merged(bram, boris, twice, truus)
    number, truus_now, twice_now = (
        truus.bsn_hash,
        WswEmployee.objects.get(pk=truus.pk),
        WswEmployee.objects.get(pk=twice.pk),
    )
    assert (twice_now.bsn_hash, truus_now.bsn_hash) == (number, None)
    assert twice_now.bsn_masked == truus.bsn_masked


# By two people


def test_who_proposed_does_not_carry_it_out(bram, truus, twice):
    merge = propose(bram, truus, twice)
    answer = carry_out(bram, merge)
    assert told(answer) == ["U heeft dit zelf voorgesteld. Vraag een tweede persoon om het uit te voeren."]
    merge.refresh_from_db()
    assert (merge.state, merge.in_force) == ("voorgesteld", False)


def test_the_controller_is_a_second_person_where_there_is_one_consulent(bram, ellen, truus, twice):
    merge = propose(bram, truus, twice)
    said = text(logged_in(ellen).get(reverse("merge", args=[merge.key])))
    assert "Dienstverbanden: 1 gaat mee." in said
    assert "Woonplaatsen: 1 staat er al en vervalt." in said
    carry_out(ellen, merge)
    merge.refresh_from_db()
    assert (merge.state, merge.decided_by) == ("uitgevoerd", ellen)


def test_carla_finds_nothing_and_daan_may_not(bram, carla, daan, truus, twice):
    merge = propose(bram, truus, twice)
    assert logged_in(carla).get(reverse("merge", args=[merge.key])).status_code == 404
    assert carry_out(carla, merge).status_code == 404
    assert logged_in(carla).get(reverse("double_merge", args=[truus.key, twice.key])).status_code == 404
    assert carry_out(daan, merge).status_code in {403, 404}


def test_it_can_be_refused_with_a_reason_and_proposed_anew(bram, boris, truus, twice):
    merge = propose(bram, truus, twice)
    client = logged_in(boris)
    address = reverse("merge_refuse", args=[merge.key])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Dit is haar zus."}).status_code == 302
    merge.refresh_from_db()
    assert (merge.state, merge.refusal, merge.decided_by) == ("afgewezen", "Dit is haar zus.", boris)
    assert propose(bram, truus, twice).state == "voorgesteld"


def test_how_an_assessment_that_moved_was_before_is_behind_the_wall(bram, boris, carla, hans, truus, twice):
    """Only a merge leaves former rows of it: those of who went are for who sees them."""
    author = people.make_user("Kees Voorbeeld")
    people.make_assessment(people.make_plan(twice), author, on=date(2026, 3, 2))
    merged(bram, boris, truus, twice)
    seen = {}
    for user in (bram, carla, hans):
        with destroying.asking_as(user), connection.cursor() as cursor:
            cursor.execute("SELECT employee_id FROM cases_assessment_history")
            seen[user] = cursor.fetchall()
    assert seen == {bram: [(twice.pk,)], carla: [], hans: []}


def test_who_proposed_withdraws(bram, boris, truus, twice):
    merge = propose(bram, truus, twice)
    address = reverse("merge_withdraw", args=[merge.key])
    logged_in(boris).post(address)
    merge.refresh_from_db()
    assert merge.is_open
    logged_in(bram).post(address)
    merge.refresh_from_db()
    assert merge.state == "ingetrokken"


def test_proposed_twice_is_proposed_once(bram, boris, truus, twice):
    propose(bram, truus, twice)
    for stays, gone in ((truus, twice), (twice, truus)):
        answer = logged_in(boris).post(reverse("double_merge", args=[stays.key, gone.key]), answers(stays))
        assert answer.status_code == 422
        assert "Er ligt al een voorstel over deze dossiers." in text(answer)
    assert PersonMerge.objects.count() == 1


def test_who_does_not_see_all_of_both_reads_no_more_than_that(bram, truus, twice):
    """An earlier employer in Wierden has a door onto all that was before: what it may read, Bram may not."""
    people.make_employment(
        twice, employer="Gemeente Wierden", since=date(1999, 1, 1), until=date(2000, 12, 31), reason="OVG"
    )
    said = text(logged_in(bram).get(reverse("double_merge", args=[truus.key, twice.key])))
    assert merging.CANNOT[""] in said
    assert "Wierden" not in said
    answer = logged_in(bram).post(reverse("double_merge", args=[truus.key, twice.key]), answers(truus))
    assert answer.status_code == 422
    assert not PersonMerge.objects.exists()


def test_who_were_said_to_be_two_are_not_merged_unasked(bram, truus, twice):
    people.make_two_people(truus, twice, bram)
    said = text(logged_in(bram).get(reverse("double_merge", args=[truus.key, twice.key])))
    assert merging.CANNOT["two_people"] in said


# Afterwards


def test_the_history_tells_of_both_and_of_the_merge(bram, boris, truus, twice):
    merged(bram, boris, truus, twice)
    with transaction.atomic():
        tell_database(str(bram.key))
        told_ = [each.sentence for each in history.changes(truus)]
        tell_database(asking.TESTS)
    assert any("het samenvoegen van 00101 en 00999 vast" in each for each in told_)
    assert any("van voorgesteld naar uitgevoerd" in each for each in told_)
    jobs = [each for each in told_ if "het dienstverband bij Gemeente Almelo vast" in each]
    assert len(jobs) == 2


def test_after_taking_apart_the_history_tells_nothing_new(bram, boris, truus, twice):
    before = {each.sentence for each in history.changes(truus)}
    apart(bram, boris, merged(bram, boris, truus, twice))
    since = [each.sentence for each in history.changes(truus) if each.sentence not in before]
    assert all("samenvoegen" in each or "uit elkaar halen" in each for each in since), since


def test_what_moved_and_was_changed_holds_the_two_together(bram, boris, truus, twice):
    merge = merged(bram, boris, truus, twice)
    Placement.objects.filter(employment__in=merge.moved["cases_employment"]).update(function="magazijn")
    people.meanwhile()
    said = text(logged_in(bram).get(reverse("merge_apart", args=[merge.key])))
    assert "Deze dossiers kunnen niet meer uit elkaar" in said
    assert "is daarna gewijzigd of weggehaald." in said
    answer = logged_in(bram).post(reverse("merge_apart", args=[merge.key]), {"grounds": "Toch twee."})
    assert answer.status_code == 422
    assert PersonMerge.objects.count() == 1


def test_what_hangs_on_what_moved_holds_the_two_together(bram, boris, truus, twice):
    noted = people.make_contact(twice, bram, held_on=date(2020, 1, 1))
    merge = merged(bram, boris, truus, twice)
    Contact.objects.get(pk=noted.pk).addenda.create(author=bram, text="Belde nog na.")
    assert [each for each in merging.holds_on(merge) if "hoort bij wat meeging" in each] == [
        "Aanvulling op een contact is daarna gemaakt en hoort bij wat meeging."
    ]


def test_what_was_added_since_stays_with_who_stays(bram, boris, truus, twice):
    merge = merged(bram, boris, truus, twice)
    people.make_todo(truus, bram)
    people.meanwhile()
    said = text(logged_in(bram).get(reverse("merge_apart", args=[merge.key])))
    assert "Wat daarna is toegevoegd, blijft in het dossier dat bleef: taken (1)." in said
    apart(bram, boris, merge)
    assert Todo.objects.get().employee == truus


def test_the_letter_tells_both_of_it(bram, boris, truus, twice):
    merged(bram, boris, truus, twice)
    for person in (truus, twice):
        (part,) = (each for each in inzage.gather(person) if each.table.model is PersonMerge)
        assert [row["numbers"] for row in part.now] == ["00101 en 00999"]


def test_the_register_does_not_bring_back_who_went(bram, boris, truus, twice, tmp_path):
    merged(bram, boris, truus, twice)
    rows = sample()
    for row in rows["personen"]:
        row["personeelsnummer"] = "00999"
    taken, faults = None, []
    try:
        taken = load(as_folder(rows, tmp_path))
    except Exception as refused:
        faults = [each.reason for each in refused.faults]
    assert taken is None
    assert "Dit dossier is samengevoegd met een ander. Gebruik 00101." in faults


# The database


def as_user(user: User) -> None:
    tell_database(str(user.key))


def refused(sql: str, *values: Any) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(error.value).splitlines()[0]


@pytest.mark.parametrize("table", ["residence", "employment", "contact", "indication", "caseload", "todo", "document"])
def test_no_row_goes_to_another_but_by_the_act(bram, anouk, truus, twice, table):
    situations.something_of_everything(truus)
    model = next(each for each in apps.get_models() if each._meta.db_table == f"cases_{table}")
    assert model.objects.filter(employee=truus).exists()
    change = f"UPDATE cases_{table} SET employee_id = %s WHERE employee_id = %s"
    assert "verandert niet" in refused(change, twice.pk, truus.pk)
    as_user(bram)
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [twice.pk, truus.pk])
        assert cursor.rowcount == 0  # of another's contact he changes nothing
    tell_database(asking.TESTS)
    assert not model.objects.filter(employee=twice, recorded_at__gt=twice.recorded_at).exists()


def test_nothing_is_added_to_a_dossier_that_went(bram, boris, truus, twice):
    merged(bram, boris, truus, twice)
    for lay in (people.make_todo, lambda person, by: people.make_contact(person, by)):
        with pytest.raises(DatabaseError, match="dossier_is_merged"), transaction.atomic():
            lay(twice, bram)
    with pytest.raises(DatabaseError, match="dossier_is_merged"), transaction.atomic():
        WswEmployee.objects.filter(pk=twice.pk).update(first_name="Anders")


def test_nobody_says_that_it_was_carried_out(bram, boris, ellen, truus, twice):
    nobody = people.make_user("Niemand Voorbeeld")
    merge = propose(bram, truus, twice)
    as_user(boris)
    for change in ("state = 'uitgevoerd'", "in_force = true", "moved = '{\"a\": [1]}'", "employee_id = gone_id"):
        assert refused(f"UPDATE cases_personmerge SET {change} WHERE key = %s", merge.key)
    assert "tweede persoon" in _as(bram, merge)
    assert "tweede persoon" in _as(nobody, merge)
    with asked_by("figures"):
        assert "tweede persoon" in refused("SELECT carry_out_merge(%s, '[]')", merge.key)
    tell_database(asking.TESTS)


def _as(user: User, merge: PersonMerge) -> str:
    as_user(user)
    return refused("SELECT carry_out_merge(%s, '[]')", merge.key)


@transaction.atomic
def looked_at_and_kept(merge: PersonMerge) -> None:
    merges.look(merge)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit does


def test_what_is_only_looked_at_cannot_be_kept(bram, truus, twice):
    merge = propose(bram, truus, twice)
    with pytest.raises(DatabaseError, match="van twee mensen"):
        looked_at_and_kept(merge)
    assert twice.employments.exists()


def test_how_many_questions_does_not_grow_with_the_rows(bram, boris, truus, twice, django_assert_max_num_queries):
    for nth in range(30):
        people.make_contact(twice, bram, held_on=date(2019, 1, 1 + nth % 28))
    client = logged_in(bram)
    with django_assert_max_num_queries(140):
        client.get(reverse("double_merge", args=[truus.key, twice.key]))


def test_who_was_changed_meanwhile_is_shown_again(bram, truus, twice):
    """What was chosen between is no longer what stands there."""
    client, address = logged_in(bram), reverse("double_merge", args=[truus.key, twice.key])
    sent = opened(client, address) | {"grounds": "Zelfde adres."}
    WswEmployee.objects.filter(pk=twice.pk).update(prefix="van")
    people.meanwhile()
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert not PersonMerge.objects.exists()


def test_with_a_dossier_the_empty_one_goes_too(bram, boris, truus, twice):
    """It leads to what is no longer there: its name and former rows go with it."""
    merged(bram, boris, truus, twice)
    long_ago = destroying.LONG_AGO
    truus.indications.update(valid_until=long_ago)
    Placement.objects.filter(employee=truus, ends_on=None).update(ends_on=long_ago)
    job = truus.employments.get(ends_on=None)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        Employment.objects.filter(pk=job.pk).update(ends_on=long_ago, outflow_reason="EIG")
        job.hours.update(ends_on=long_ago)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    people.meanwhile()
    assert destroying.destroy()
    for person in (truus, twice):
        assert WswEmployee.objects.get(pk=person.pk).last_name == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_wswemployee_history WHERE last_name <> '' AND id = %s", [twice.pk])
        assert cursor.fetchone()[0] == 0
    assert not PersonMerge.objects.exists()


def test_words_of_a_document_are_hashed_anew_for_the_dossier_it_is_in(bram, boris, truus, twice):
    """Else a search in the dossier that stays would not find them: each dossier has a key of its own."""
    document = people.make_document(twice, bram)
    words.index_missing()
    before = DocumentWords.objects.get(document=document)
    merged(bram, boris, truus, twice)
    assert not DocumentWords.objects.exists()
    words.index_missing()
    after = DocumentWords.objects.get(document=document)
    assert after.employee == truus
    assert len(after.words) == len(before.words)
    assert not set(after.words) & set(before.words)
