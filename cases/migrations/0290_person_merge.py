"""Two dossiers that become one: who proposed and carried it out, which rows moved; and doors onto what was."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import municipalities.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0281_payroll_files_are_forgotten"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="vastgelegd op",
                    ),
                ),
                (
                    "recorded_by",
                    models.CharField(db_default="", editable=False, max_length=64, verbose_name="vastgelegd door"),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("samen", "samenvoegen"), ("uiteen", "uit elkaar halen")],
                        default="samen",
                        max_length=6,
                        verbose_name="wat",
                    ),
                ),
                ("numbers", models.CharField(max_length=80, verbose_name="dossiers")),
                (
                    "name_of",
                    models.CharField(
                        choices=[("blijft", "van het dossier dat blijft"), ("gaat", "van het dossier dat opgaat")],
                        default="blijft",
                        max_length=6,
                        verbose_name="naam die geldt",
                    ),
                ),
                (
                    "birth_date_of",
                    models.CharField(
                        choices=[("blijft", "van het dossier dat blijft"), ("gaat", "van het dossier dat opgaat")],
                        default="blijft",
                        max_length=6,
                        verbose_name="geboortedatum die geldt",
                    ),
                ),
                (
                    "bsn_of",
                    models.CharField(
                        choices=[("blijft", "van het dossier dat blijft"), ("gaat", "van het dossier dat opgaat")],
                        default="blijft",
                        max_length=6,
                        verbose_name="burgerservicenummer dat geldt",
                    ),
                ),
                (
                    "number_of",
                    models.CharField(
                        choices=[("blijft", "van het dossier dat blijft"), ("gaat", "van het dossier dat opgaat")],
                        default="blijft",
                        max_length=6,
                        verbose_name="personeelsnummer dat geldt",
                    ),
                ),
                ("grounds", models.CharField(max_length=200, verbose_name="grond")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("late_melding", "te laat doorgegeven"),
                            ("verkeerde_invoer", "verkeerd ingevoerd"),
                            ("besluit", "besluit met terugwerkende kracht"),
                            ("controle", "herstel na controle"),
                            ("anders", "anders"),
                        ],
                        max_length=20,
                        verbose_name="reden bij de cijfers",
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=200, verbose_name="toelichting bij de cijfers")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("voorgesteld", "voorgesteld"),
                            ("uitgevoerd", "uitgevoerd"),
                            ("afgewezen", "afgewezen"),
                            ("ingetrokken", "ingetrokken"),
                        ],
                        default="voorgesteld",
                        max_length=15,
                        verbose_name="stand",
                    ),
                ),
                (
                    "proposed_on",
                    models.DateField(default=municipalities.models.today, verbose_name="dag van het voorstel"),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="dag van het besluit")),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="reden van afwijzing")),
                ("moved", models.JSONField(default=dict, editable=False, verbose_name="rijen die meegingen")),
                ("dropped", models.JSONField(default=dict, editable=False, verbose_name="rijen die dubbel waren")),
                ("carried_at", models.DateTimeField(editable=False, null=True, verbose_name="uitgevoerd om")),
                (
                    "in_force",
                    models.BooleanField(db_default=False, default=False, editable=False, verbose_name="geldt"),
                ),
            ],
            options={
                "verbose_name": "samenvoeging",
                "verbose_name_plural": "samenvoegingen",
                "ordering": ["-proposed_on", "-id"],
            },
        ),
        migrations.RemoveIndex(
            model_name="door",
            name="door_of",
        ),
        migrations.AddField(
            model_name="door",
            name="merged",
            field=models.BooleanField(db_default=False, default=False, verbose_name="samengevoegd"),
        ),
        migrations.AddIndex(
            model_name="door",
            index=models.Index(
                fields=["holder", "closes_on"],
                include=("employee", "opens_on", "sees_from", "sees_until", "merged"),
                name="door_of",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie besloot",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="employee",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges",
                to="cases.wswemployee",
                verbose_name="dossier dat blijft",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="gone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.wswemployee",
                verbose_name="dossier dat opgaat",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie voorstelde",
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="undoes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.personmerge",
                verbose_name="van welke samenvoeging",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "voorgesteld")),
                fields=("employee",),
                name="one_open_merge_of_who_stays",
                violation_error_message="Er ligt al een voorstel over deze dossiers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "voorgesteld")),
                fields=("gone",),
                name="one_open_merge_of_who_goes",
                violation_error_message="Er ligt al een voorstel over deze dossiers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_force", True)),
                fields=("gone",),
                name="merged_into_one",
                violation_error_message="Dit dossier is al met een ander samengevoegd.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("employee", models.F("gone")), _negated=True),
                name="merge_is_of_two",
                violation_error_message="Kies twee dossiers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "samen"), ("undoes", None)),
                    models.Q(("kind", "uiteen"), ("undoes__isnull", False)),
                    _connector="OR",
                ),
                name="merge_undoes_a_merge",
                violation_error_message="Uit elkaar gehaald wordt wat is samengevoegd.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by", None), ("decided_on", None), ("state", "voorgesteld")),
                    models.Q(
                        models.Q(("state", "voorgesteld"), _negated=True),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="merge_decided_on_and_by_come_as_a_pair",
                violation_error_message="Bij een besluit horen een dag en een naam.",
            ),
        ),
        migrations.AddConstraint(
            model_name="personmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "uitgevoerd"), _negated=True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="merge_carried_out_by_a_second_person",
                violation_error_message="Wie voorstelt, voert niet ook uit. Vraag een tweede persoon.",
            ),
        ),
    ]
