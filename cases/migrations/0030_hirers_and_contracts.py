import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.contrib.postgres.functions
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import municipalities.models
from cases.walls import guard
from municipalities.recorded import keep_history
from municipalities.signing import signed
from municipalities.walls import PROCESS, guard_with

# The former rows get the new columns too, in the same order.
COLUMNS = """
ALTER TABLE cases_hirer_history ADD COLUMN controlled boolean NOT NULL DEFAULT false, ADD COLUMN key uuid;
ALTER TABLE cases_placement_history ADD COLUMN contract_id bigint;
"""
NO_COLUMNS = """
ALTER TABLE cases_placement_history DROP COLUMN contract_id;
ALTER TABLE cases_hirer_history DROP COLUMN key, DROP COLUMN controlled;
"""
# About companies, not about people with a dossier: all who have dossiers read it, who registers writes it.
READ = f"{PROCESS} OR asker_role() IN ('consulent', 'controller', 'jobcoach')"
WRITE = f"{PROCESS} OR asker_registers()"
COMPANY = ["cases_contract", "cases_hirercontact"]


class Migration(migrations.Migration):
    """Sites and contacts of hirers, contracts with their terms by date, begeleid werken, loonwaarde and adaptations."""

    dependencies = [
        ("cases", "0019_request_seen"),
        ("municipalities", "0021_role_by_two"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="hirer",
            name="controlled",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="in onze hand (de helft van de stemmen of meer)"
            ),
        ),
        migrations.AddField(
            model_name="hirer",
            name="key",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True
            ),
        ),
        migrations.AlterField(
            model_name="hirer",
            name="name",
            field=models.CharField(
                error_messages={"unique": "Er is al een inlener met deze naam."},
                max_length=160,
                unique=True,
                verbose_name="naam",
            ),
        ),
        migrations.CreateModel(
            name="Contract",
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
                    "number",
                    models.CharField(
                        error_messages={"unique": "Dit contractnummer is er al."},
                        max_length=30,
                        unique=True,
                        verbose_name="contractnummer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("IND", "individuele detachering"),
                            ("GRD", "groepsdetachering"),
                            ("WOL", "werken op locatie"),
                        ],
                        max_length=3,
                        verbose_name="soort",
                    ),
                ),
                ("function", models.CharField(blank=True, max_length=120, verbose_name="functie")),
                ("starts_on", models.DateField(verbose_name="eerste dag")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="laatste dag")),
                ("notice_months", models.PositiveSmallIntegerField(default=1, verbose_name="opzegtermijn in maanden")),
                ("foreman", models.BooleanField(default=False, verbose_name="voorman gaat mee")),
                ("vat", models.BooleanField(default=True, verbose_name="met btw")),
                ("rie_on", models.DateField(blank=True, null=True, verbose_name="RI&E ontvangen op")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="getekend op")),
                (
                    "hirer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="cases.hirer",
                        verbose_name="inlener",
                    ),
                ),
                (
                    "lender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                        verbose_name="uitlener",
                    ),
                ),
            ],
            options={
                "verbose_name": "detacheringscontract",
                "verbose_name_plural": "detacheringscontracten",
                "ordering": ["starts_on", "number"],
            },
        ),
        migrations.AddField(
            model_name="placement",
            name="contract",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placements",
                to="cases.contract",
                verbose_name="detacheringscontract",
            ),
        ),
        migrations.CreateModel(
            name="HirerSite",
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
                ("name", models.CharField(max_length=120, verbose_name="naam")),
                ("number", models.CharField(blank=True, max_length=12, verbose_name="vestigingsnummer")),
                ("street", models.CharField(blank=True, max_length=120, verbose_name="straat en huisnummer")),
                ("postcode", models.CharField(blank=True, max_length=7, verbose_name="postcode")),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="plaats")),
                (
                    "hirer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="cases.hirer",
                        verbose_name="inlener",
                    ),
                ),
            ],
            options={
                "verbose_name": "vestiging",
                "verbose_name_plural": "vestigingen",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="HirerContact",
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
                ("name", models.CharField(max_length=120, verbose_name="naam")),
                ("function", models.CharField(blank=True, max_length=80, verbose_name="functie")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="zakelijk telefoonnummer")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="zakelijk e-mailadres")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="laatste dag als contactpersoon")),
                (
                    "hirer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="cases.hirer",
                        verbose_name="inlener",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="cases.hirersite",
                        verbose_name="vestiging",
                    ),
                ),
            ],
            options={
                "verbose_name": "contactpersoon",
                "verbose_name_plural": "contactpersonen",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="site",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="cases.hirersite",
                verbose_name="vestiging",
            ),
        ),
        migrations.CreateModel(
            name="Loonwaarde",
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
                ("measured_on", models.DateField(verbose_name="gemeten op")),
                (
                    "percentage",
                    models.DecimalField(decimal_places=2, max_digits=5, verbose_name="loonwaarde in procent"),
                ),
                ("method", models.CharField(blank=True, max_length=80, verbose_name="methode")),
                ("measured_by", models.CharField(max_length=120, verbose_name="gemeten door")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="geldig tot en met")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loonwaarden",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "loonwaarde",
                "verbose_name_plural": "loonwaarden",
                "ordering": ["measured_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="SupportedContract",
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
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="laatste dag")),
                ("hours", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="uren per week")),
                (
                    "fulltime_hours",
                    models.DecimalField(
                        decimal_places=2, default=38, max_digits=4, verbose_name="volle werkweek bij deze werkgever"
                    ),
                ),
                ("cao", models.CharField(blank=True, max_length=80, verbose_name="cao van de werkgever")),
                (
                    "wage",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="loon per maand"
                    ),
                ),
                (
                    "subsidy",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="subsidie"),
                ),
                (
                    "subsidy_unit",
                    models.CharField(
                        choices=[("loon", "procent van het loon"), ("maand", "euro per maand")],
                        default="loon",
                        max_length=5,
                        verbose_name="subsidie in",
                    ),
                ),
                ("support_asked_on", models.DateField(blank=True, null=True, verbose_name="begeleiding gevraagd op")),
                (
                    "choices_offered",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="organisaties om uit te kiezen"
                    ),
                ),
                (
                    "support_hours",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        verbose_name="begeleiding in uren per maand",
                    ),
                ),
                (
                    "support_fee",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="vergoeding per uur begeleiding",
                    ),
                ),
                ("return_guarantee", models.BooleanField(default=False, verbose_name="terugkeergarantie besproken")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supported_contracts",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
                (
                    "hirer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supported_contracts",
                        to="cases.hirer",
                        verbose_name="werkgever",
                    ),
                ),
                (
                    "support",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.organisation",
                        verbose_name="begeleidingsorganisatie",
                    ),
                ),
            ],
            options={
                "verbose_name": "begeleid-werkencontract",
                "verbose_name_plural": "begeleid-werkencontracten",
                "ordering": ["starts_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Terms",
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
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="laatste dag")),
                ("fee", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="vergoeding")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("uur", "euro per uur"),
                            ("maand", "euro per maand"),
                            ("stuk", "euro per stuk"),
                            ("loonkosten", "procent van de loonkosten"),
                        ],
                        default="uur",
                        max_length=10,
                        verbose_name="eenheid",
                    ),
                ),
                (
                    "hours_rule",
                    models.CharField(
                        choices=[
                            ("gewerkt", "gewerkte uren, dus niet bij ziekte of verlof"),
                            ("zonder_ziekte", "contracturen, niet bij ziekte"),
                            ("contract", "contracturen, ook bij ziekte"),
                        ],
                        default="gewerkt",
                        max_length=15,
                        verbose_name="wat wij factureren",
                    ),
                ),
                (
                    "indexation",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        verbose_name="jaarlijkse indexering in procent",
                    ),
                ),
                (
                    "floor",
                    models.DecimalField(
                        decimal_places=2, editable=False, max_digits=9, null=True, verbose_name="ondergrens toen"
                    ),
                ),
                ("released_on", models.DateField(null=True, verbose_name="vrijgegeven op")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="cases.contract",
                        verbose_name="detacheringscontract",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="voorgesteld door",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="vrijgegeven door",
                    ),
                ),
            ],
            options={
                "verbose_name": "voorwaarden",
                "verbose_name_plural": "voorwaarden",
                "ordering": ["starts_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Adaptation",
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
                            ("technisch", "technisch, aan de werkplek"),
                            ("organisatorisch", "organisatorisch"),
                            ("begeleiding", "bijzondere begeleiding"),
                            ("werktijd", "werktijd"),
                            ("werktempo", "werktempo"),
                        ],
                        max_length=15,
                        verbose_name="soort aanpassing",
                    ),
                ),
                ("what", models.CharField(max_length=160, verbose_name="wat er is aangepast")),
                ("agreed_on", models.DateField(verbose_name="afgesproken op")),
                ("delivered_on", models.DateField(blank=True, null=True, verbose_name="geleverd op")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="kosten in euro"
                    ),
                ),
                ("payer", models.CharField(blank=True, max_length=80, verbose_name="betaald door")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="gebruikt tot en met")),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adaptations",
                        to="cases.wswemployee",
                        verbose_name="medewerker",
                    ),
                ),
            ],
            options={
                "verbose_name": "werkplekaanpassing",
                "verbose_name_plural": "werkplekaanpassingen",
                "ordering": ["agreed_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost", None), ("cost__gte", 0), _connector="OR"),
                        name="adaptation_cost_is_not_negative",
                        violation_error_message="Kosten zijn niet negatief.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("delivered_on", None), ("delivered_on__gte", models.F("agreed_on")), _connector="OR"
                            ),
                            models.Q(("ends_on", None), ("ends_on__gte", models.F("agreed_on")), _connector="OR"),
                        ),
                        name="adaptation_ends_after_it_is_agreed",
                        violation_error_message="Leveren en gebruiken komt na de dag van de afspraak.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="hirersite",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), ("number__regex", "^[0-9]{12}$"), _connector="OR"),
                name="vestigingsnummer_has_twelve_digits",
                violation_error_message="Een vestigingsnummer heeft twaalf cijfers.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hirersite",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("number",),
                name="vestigingsnummer_once",
                violation_error_message="Er is al een vestiging met dit nummer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hirersite",
            constraint=models.CheckConstraint(
                condition=models.Q(("postcode", ""), ("postcode__regex", "^[1-9][0-9]{3} [A-Z]{2}$"), _connector="OR"),
                name="site_has_a_dutch_postcode",
                violation_error_message="Schrijf de postcode als 7607 AB.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hirercontact",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), ("phone", ""), _negated=True),
                name="contact_can_be_reached",
                violation_error_message="Vul een telefoonnummer of een e-mailadres in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="contract_ends_after_it_begins",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loonwaarde",
            constraint=models.CheckConstraint(
                condition=models.Q(("percentage__gte", 0), ("percentage__lte", 100)),
                name="loonwaarde_0_to_100",
                violation_error_message="Een loonwaarde ligt tussen 0 en 100 procent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loonwaarde",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("measured_on")), _connector="OR"
                ),
                name="loonwaarde_is_valid_once_measured",
                violation_error_message="De geldigheid eindigt voor de dag van de meting.",
            ),
        ),
        migrations.AddConstraint(
            model_name="loonwaarde",
            constraint=models.UniqueConstraint(
                fields=("employee", "measured_on"),
                name="loonwaarde_measured_once_a_day",
                violation_error_message="Op deze dag is al een loonwaarde vastgelegd.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportedcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="supported_contract_ends_after_it_begins",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportedcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("hours__gte", 0), ("hours__lte", Decimal("40"))),
                name="supported_contract_hours_0_to_40",
                violation_error_message="Uren per week liggen tussen 0 en 40.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportedcontract",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("employee", "="), (municipalities.models.DayRange(last="ends_on"), "&&")],
                name="one_supported_contract_at_a_time",
                violation_error_message="Op deze dagen loopt al een begeleid-werkencontract.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="terms_end_after_they_begin",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("contract", "="), (municipalities.models.DayRange(last="ends_on"), "&&")],
                name="terms_once_at_a_time",
                violation_error_message="Op deze dagen gelden al andere voorwaarden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(("fee__gte", 0)),
                name="fee_is_not_negative",
                violation_error_message="Een vergoeding is niet negatief.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_by", None), ("released_on", None)),
                    models.Q(("released_by__isnull", False), ("released_on__isnull", False)),
                    _connector="OR",
                ),
                name="terms_released_by_and_on_come_as_a_pair",
                violation_error_message="Bij vrijgeven horen een dag en een naam.",
            ),
        ),
        migrations.AddConstraint(
            model_name="terms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_by", None),
                    models.Q(("released_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="terms_released_by_a_second_person",
                violation_error_message="Wie voorstelt, geeft niet ook vrij. Vraag een tweede persoon.",
            ),
        ),
        migrations.RunSQL(COLUMNS, NO_COLUMNS),
        keep_history(
            "cases_hirersite",
            "cases_hirercontact",
            "cases_contract",
            "cases_terms",
            "cases_supportedcontract",
            "cases_loonwaarde",
            "cases_adaptation",
        ),
        *[guard_with(table, select=READ, insert=WRITE, update=WRITE) for table in COMPANY],
        signed("cases_terms", "released_by_id", "released_on"),
        # A controller may release what another proposed (R57).
        guard_with("cases_terms", select=READ, insert=WRITE, update=READ),
        *[guard_with(f"{table}_history", select=READ) for table in (*COMPANY, "cases_terms")],
        *guard("cases_supportedcontract", first="starts_on", last="ends_on"),
        *guard("cases_loonwaarde", first="measured_on", last="valid_until"),
        *guard("cases_adaptation", first="agreed_on", last="ends_on"),
    ]
