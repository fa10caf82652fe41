import uuid

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0294_sees_whole_who_has_dossiers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AbilityList",
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
                ("starts_on", models.DateField(verbose_name="eerste dag")),
                (
                    "steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None, verbose_name="stappen"
                    ),
                ),
                ("why", models.CharField(max_length=300, verbose_name="waarom deze lijst")),
                (
                    "published_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="gepubliceerd op"),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="cases.abilitylist",
                        verbose_name="lijst van ervoor",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie publiceerde",
                    ),
                ),
            ],
            options={
                "verbose_name": "lijst van werkvaardigheden",
                "verbose_name_plural": "lijsten van werkvaardigheden",
                "ordering": ["-starts_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Ability",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("name", models.CharField(max_length=60, verbose_name="werkvaardigheid")),
                ("meaning", models.CharField(max_length=200, verbose_name="wat ermee is bedoeld")),
                (
                    "carries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(blank=True, null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="welke stap een stap van toen nu is",
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=200, verbose_name="waarom niet te vergelijken")),
                (
                    "former",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="cases.ability",
                        verbose_name="komt van",
                    ),
                ),
                (
                    "ability_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abilities",
                        to="cases.abilitylist",
                        verbose_name="welke lijst",
                    ),
                ),
            ],
            options={
                "verbose_name": "werkvaardigheid",
                "verbose_name_plural": "werkvaardigheden",
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
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
                ("assessed_on", models.DateField(verbose_name="dag van de beoordeling")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="opmerking")),
                (
                    "own_words",
                    models.CharField(blank=True, max_length=500, verbose_name="eigen mening van de medewerker"),
                ),
                ("because", models.CharField(blank=True, max_length=300, verbose_name="reden van de correctie")),
                (
                    "ability_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.abilitylist",
                        verbose_name="welke lijst",
                    ),
                ),
                (
                    "assessed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie beoordeelde",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="cases.assessment",
                        verbose_name="welke beoordeling dit verbetert",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.wswemployee",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="cases.supportplan",
                        verbose_name="welk plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "beoordeling van werkvaardigheden",
                "verbose_name_plural": "beoordelingen van werkvaardigheden",
                "ordering": ["assessed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="AbilityScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.PositiveSmallIntegerField(verbose_name="stap")),
                ("said", models.CharField(editable=False, max_length=120, verbose_name="wat die stap zegt")),
                (
                    "own_step",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="stap volgens de medewerker"),
                ),
                (
                    "own_said",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=120,
                        verbose_name="wat die stap zegt, volgens de medewerker",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="opmerking daarbij")),
                (
                    "ability",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.ability",
                        verbose_name="werkvaardigheid",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.wswemployee",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="cases.assessment",
                        verbose_name="welke beoordeling",
                    ),
                ),
            ],
            options={
                "verbose_name": "stap van een werkvaardigheid",
                "verbose_name_plural": "stappen van werkvaardigheden",
                "ordering": ["ability__number"],
            },
        ),
        migrations.AddConstraint(
            model_name="abilitylist",
            constraint=models.UniqueConstraint(
                fields=("follows",),
                name="one_list_follows_another",
                violation_error_message="Er is al een lijst die na deze komt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="abilitylist",
            constraint=models.CheckConstraint(
                condition=models.Q(("steps__len__gte", 2), ("steps__len__lte", 9)),
                name="ability_list_has_2_to_9_steps",
                violation_error_message="Een schaal heeft 2 tot 9 stappen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="abilitylist",
            constraint=models.CheckConstraint(
                condition=models.Q(("why", ""), _negated=True),
                name="ability_list_has_a_reason",
                violation_error_message="Schrijf waarom deze lijst er komt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ability",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("ability_list", "number"),
                name="ability_number_once",
                violation_error_message="Dit nummer heeft al een werkvaardigheid.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ability",
            constraint=models.UniqueConstraint(
                fields=("ability_list", "name"),
                name="ability_name_once",
                violation_error_message="Deze werkvaardigheid staat al op de lijst.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ability",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("name", ""), _negated=True), models.Q(("meaning", ""), _negated=True)),
                name="ability_has_words",
                violation_error_message="Schrijf hoe de werkvaardigheid heet en wat ermee is bedoeld.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("corrects",),
                name="assessment_corrected_once",
                violation_error_message="Deze beoordeling is intussen verbeterd. Lees eerst wat er nu staat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(("corrects", None), models.Q(("because", ""), _negated=True), _connector="OR"),
                name="correction_of_an_assessment_has_a_reason",
                violation_error_message="Schrijf waarom u deze beoordeling verbetert.",
            ),
        ),
        migrations.AddConstraint(
            model_name="abilityscore",
            constraint=models.UniqueConstraint(
                fields=("assessment", "ability"),
                name="ability_assessed_once",
                violation_error_message="Deze werkvaardigheid is al beoordeeld.",
            ),
        ),
    ]
