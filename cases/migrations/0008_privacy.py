import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_bsn_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Limitation",
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
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("lichamelijk", "lichamelijk"),
                            ("verstandelijk", "verstandelijk"),
                            ("psychisch", "psychisch"),
                            ("overig", "overig"),
                        ],
                        max_length=15,
                        verbose_name="aard van de beperking",
                    ),
                ),
                (
                    "employee",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="limitation",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "aard van de beperking",
                "verbose_name_plural": "aard van de beperking",
            },
        ),
        migrations.CreateModel(
            name="OverriddenWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=80, verbose_name="veld")),
                ("saved_at", models.DateTimeField(auto_now_add=True, verbose_name="opgeslagen op")),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opgeslagen door",
                    ),
                ),
            ],
            options={
                "verbose_name": "genegeerde waarschuwing",
                "verbose_name_plural": "genegeerde waarschuwingen",
                "ordering": ["-saved_at"],
            },
        ),
        migrations.CreateModel(
            name="PrivacyRequest",
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
                        choices=[
                            ("inzage", "inzage"),
                            ("correctie", "correctie"),
                            ("wissing", "wissing"),
                            ("beperking", "beperking"),
                            ("bezwaar", "bezwaar"),
                        ],
                        max_length=10,
                        verbose_name="soort verzoek",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="ontvangen op")),
                ("requester", models.CharField(max_length=120, verbose_name="naam van wie vraagt")),
                (
                    "requested_by",
                    models.CharField(
                        choices=[
                            ("zelf", "de medewerker zelf"),
                            ("vertegenwoordiger", "curator, mentor of bewindvoerder"),
                            ("gemachtigde", "iemand met een machtiging"),
                        ],
                        max_length=20,
                        verbose_name="gevraagd door",
                    ),
                ),
                (
                    "identified_by",
                    models.CharField(
                        choices=[
                            ("balie", "identiteitsbewijs gezien"),
                            ("digid", "DigiD"),
                            ("bekend", "gesproken met wie de medewerker kent"),
                        ],
                        max_length=10,
                        verbose_name="identiteit vastgesteld met",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="wat er is gevraagd")),
                ("concerns_from", models.DateField(blank=True, null=True, verbose_name="gaat over de dagen vanaf")),
                ("concerns_until", models.DateField(blank=True, null=True, verbose_name="tot en met")),
                ("extended_on", models.DateField(blank=True, null=True, verbose_name="verlengd op")),
                ("extension_reason", models.TextField(blank=True, max_length=500, verbose_name="waarom verlengd")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("toegewezen", "toegewezen"),
                            ("deels", "deels toegewezen"),
                            ("afgewezen", "afgewezen"),
                        ],
                        max_length=10,
                        verbose_name="besluit",
                    ),
                ),
                (
                    "decision_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="uitleg bij het besluit"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="besloten op")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="antwoord verstuurd op")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="besloten door",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="privacy_requests",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "privacyverzoek",
                "verbose_name_plural": "privacyverzoeken",
                "ordering": ["received_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_on", None), ("extension_reason", "")),
                            models.Q(
                                ("extended_on__gte", models.F("received_on")),
                                ("extended_on__isnull", False),
                                models.Q(("extension_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_extended_with_a_reason",
                        violation_error_message="Bij verlengen hoort een reden, en een dag na de ontvangst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by", None), ("decided_on", None), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True),
                                ("decided_by__isnull", False),
                                ("decided_on__gte", models.F("received_on")),
                                ("decided_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="request_decision_has_a_day_and_a_name",
                        violation_error_message="Bij een besluit horen een dag en een naam, na de ontvangst.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__in", ["deels", "afgewezen"]), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="request_refused_with_a_reason",
                        violation_error_message="Schrijf op waarom het verzoek niet of niet helemaal is toegewezen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_on", None),
                            models.Q(("answered_on__gte", models.F("decided_on")), ("decided_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_answered_after_its_decision",
                        violation_error_message="Het antwoord gaat pas weg na het besluit.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("concerns_until", None),
                            models.Q(
                                ("concerns_from__isnull", False), ("concerns_until__gte", models.F("concerns_from"))
                            ),
                            _connector="OR",
                        ),
                        name="request_concerns_days_in_order",
                        violation_error_message="De laatste dag ligt voor de eerste.",
                    ),
                ],
            },
        ),
    ]
