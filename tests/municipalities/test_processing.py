"""The register of processing is made from the models; a field that it does not know stops the build (AVG art. 30)."""

import csv
import io
from dataclasses import replace

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection, models
from django.test import Client
from django.test.utils import isolate_apps

from cases.models import WswEmployee
from municipalities import processing
from municipalities.activities import ACTIVITIES
from municipalities.models import User
from municipalities.processing import EMPLOYEES, KEPT, RECIPIENTS, Nobody, People, declarations, faults, tables
from municipalities.recorded import Recorded
from soweco_portal.register import lines


def of(model: type[models.Model]) -> People:
    found = next(each for each in declarations() if each.model is model)
    assert isinstance(found, People)
    return found


def test_every_field_of_every_model_is_declared() -> None:
    assert faults() == []


def test_the_check_that_starts_before_everything_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each for each in run_checks() if each.id == "privacy.E001"] == []
    monkeypatch.setattr(processing, "faults", lambda: ["cases.Note.text: veld zonder grondslag"])
    assert [each.msg for each in run_checks() if each.id == "privacy.E001"] == [
        "cases.Note.text: veld zonder grondslag"
    ]


# Planted: each way to forget is named


@isolate_apps("cases")
def test_a_model_with_an_undeclared_field_is_named() -> None:
    class Note(Recorded):
        employee = models.ForeignKey(WswEmployee, models.PROTECT, related_name="+")
        text = models.TextField()

        class Meta:
            app_label = "cases"

    assert faults(known=[Note]) == ["cases.Note: deze tabel staat niet in het register van verwerkingen."]
    use = next(iter(of(WswEmployee).uses))
    half = People(Note, EMPLOYEES, "Notities", "uw jobcoach", {use: "employee"}, person="employee")
    assert faults([half], [Note]) == ["cases.Note.text: veld zonder grondslag, doel en bewaartermijn."]
    whole = replace(half, uses={use: "employee text"})
    assert faults([whole], [Note]) == []
    assert faults([replace(whole, person="")], [Note]) == [
        "cases.Note: de weg naar de medewerker ontbreekt, dus het komt niet in de inzagebrief."
    ]
    assert faults([Nobody(Note, "niemand")], [Note]) == ["cases.Note.employee: verwijst naar een persoon."]
    gone = replace(whole, uses={use: "employee text mood"})
    assert faults([gone], [Note]) == ["cases.Note.mood: staat in het register, maar niet in de tabel."]
    forever = replace(whole, uses={replace(use, kept="zomaar"): "employee text"})
    assert faults([forever], [Note]) == ["cases.Note: onbekende bewaartermijn zomaar."]


# Tables without a model


@pytest.mark.django_db
def test_every_table_of_the_database_is_of_a_declared_model() -> None:
    """A table made in SQL only would escape the walk over the models."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        stored = {name for (name,) in cursor.fetchall()}
    declared = {each.model._meta.db_table for each in declarations()}
    twins = {f"{each.model._meta.db_table}_history" for each in declarations() if issubclass(each.model, Recorded)}
    # Which migrations ran; ids that are gone within a statement; which code was used, for a minute; a secret.
    passing = {"django_migrations", "cases_rulestocheck", "portal_cache", "municipalities_recordingseal"}
    assert stored - declared - twins - passing == set()


# What it says


@pytest.mark.parametrize("table", tables(), ids=lambda each: each.model._meta.label)
def test_each_field_has_a_ground_a_purpose_and_a_term(table: People) -> None:
    for name, use in table.fields.items():
        assert use.activity in ACTIVITIES.values(), name
        assert use.activity.purpose
        assert any(law in use.ground for law in ("AVG", "UAVG", "Wsw", "BW", "Wgr", "Archief")), name
        assert use.kept in KEPT, name


def test_health_and_the_bsn_have_grounds_of_their_own() -> None:
    """AVG art. 9 for what says something about health (domain.md 6.2), Wsw art. 15(5) for the number (6.1)."""
    grounds = {(each.model.__name__, name): use.ground for each in tables() for name, use in each.fields.items()}
    health = ["Indication", "SickSpell", "SickPercentage", "Limitation"]
    assert all("AVG art. 9" in ground for (model, _), ground in grounds.items() if model in health)
    assert all("Wsw art. 15 lid 5" in grounds["WswEmployee", name] for name in ("bsn", "bsn_encrypted", "bsn_hash"))


def test_each_activity_says_who_gets_the_data() -> None:
    assert set(RECIPIENTS) == set(ACTIVITIES.values())


# The page and the file


@pytest.mark.parametrize("who", ["bram", "anouk", "daan", "gerda", "hans"])
def test_everybody_who_works_with_it_may_read_the_register(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    page = client.get("/privacy/register/").content.decode()
    assert "burgerservicenummer" in page
    assert "Wsw art. 15 lid 5" in page
    assert "aard van de beperking" in page


def test_the_file_has_a_line_for_every_personal_field(client: Client, hans: User) -> None:
    client.force_login(hans)
    response = client.get("/privacy/register/csv/")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    stored = {
        (each.model._meta.db_table, field.name)
        for each in tables()
        for field in each.model._meta.concrete_fields
        if not isinstance(field, models.AutoField)
    }
    assert {(row["tabel"], row["veld"]) for row in rows} == stored
    assert all(all(row.values()) for row in rows)
    assert len(rows) == len(list(lines()))


def test_the_register_counts_all_apps() -> None:
    assert {each.model._meta.app_label for each in declarations()} >= {"municipalities", "cases", "reports", "mfa"}
    assert (
        len(declarations())
        == len({each.model for each in declarations()})
        == len(apps.get_models(include_auto_created=True))
    )
