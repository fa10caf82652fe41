import uuid

import django.contrib.postgres.constraints
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import municipalities.models
from municipalities.recorded import keep_history
from municipalities.signing import signed
from municipalities.walls import PROCESS, guard_with

CONTROLLER = "asker_role() = 'controller'"
MAY = f"{PROCESS} OR {CONTROLLER}"
MONEY = (
    "reports_amount", "reports_yearbudget", "reports_staterate", "reports_keyset", "reports_keyshare",
    "reports_published",
)  # fmt: skip
SEEN = """EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND (asker_is_process()
    OR asker_role() = 'controller'
    OR (asker_role() IN ('consulent', 'board_member') AND r.released_at IS NOT NULL)))"""

RULES = """
CREATE FUNCTION key_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
-- R49: exactly 100.0000, at the end of the transaction, for the shares come one by one.
DECLARE together numeric;
BEGIN
    SELECT sum(s.percentage) INTO together FROM reports_keyshare s
    WHERE s.key_set_id = coalesce(NEW.key_set_id, OLD.key_set_id);
    IF together IS NOT NULL AND together <> 100 THEN
        RAISE EXCEPTION 'De delen zijn samen %, en niet 100,0000.', together
            USING ERRCODE = '23514', CONSTRAINT = 'key_adds_up_to_100';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER key_adds_up AFTER INSERT OR UPDATE OR DELETE ON reports_keyshare
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION key_adds_up();

CREATE FUNCTION share_of_ones_own_key() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Whoever changed the parts and then released the key would have had no second pair of eyes.
DECLARE of_key reports_keyset;
BEGIN
    SELECT * INTO of_key FROM reports_keyset k WHERE k.id = coalesce(NEW.key_set_id, OLD.key_set_id);
    IF of_key.released_on IS NOT NULL THEN
        RAISE EXCEPTION 'Een vrijgegeven sleutel verandert niet. Maak een nieuwe.' USING ERRCODE = '42501';
    ELSIF of_key.proposed_by_id IS NOT NULL AND NOT signs_now(of_key.proposed_by_id) THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER share_of_ones_own_key BEFORE INSERT OR UPDATE OR DELETE ON reports_keyshare
    FOR EACH ROW EXECUTE FUNCTION share_of_ones_own_key();

CREATE FUNCTION key_in_ones_own_name() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Who changes a key proposes it anew. Of a released one the last day may still change, and nothing else.
DECLARE apart text[] := ARRAY['released_by_id', 'released_on', 'recorded_at', 'recorded_by'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.released_on IS NOT NULL THEN
            apart := apart || 'ends_on'::text;
        END IF;
        IF to_jsonb(NEW) - apart = to_jsonb(OLD) - apart THEN
            RETURN NEW;
        ELSIF OLD.released_on IS NOT NULL THEN
            RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
        END IF;
    END IF;
    IF NOT signs_now(NEW.proposed_by_id) AND NOT (NEW.proposed_by_id IS NULL AND asker_is_process()) THEN
        RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_key_in_ones_own_name BEFORE INSERT OR UPDATE ON reports_keyset
    FOR EACH ROW EXECUTE FUNCTION key_in_ones_own_name();

CREATE FUNCTION comment_in_ones_own_name() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Who writes it, signs it. A process writes none, and takes over what somebody wrote with an edition of that period.
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.report_id, NEW."table", NEW.text, NEW.digest, NEW.written_by_id) IS NOT DISTINCT FROM
            (OLD.report_id, OLD."table", OLD.text, OLD.digest, OLD.written_by_id) THEN
        RETURN NEW;
    END IF;
    IF signs_now(NEW.written_by_id) OR (TG_OP = 'INSERT' AND asker_is_process() AND EXISTS (
            SELECT 1 FROM reports_comment c JOIN reports_report r ON r.id = c.report_id
            JOIN reports_report n ON n.id = NEW.report_id AND n.period = r.period AND n.id <> r.id
            WHERE (c."table", c.text, c.digest, c.written_by_id)
                = (NEW."table", NEW.text, NEW.digest, NEW.written_by_id))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER b_comment_in_ones_own_name BEFORE INSERT OR UPDATE ON reports_comment
    FOR EACH ROW EXECUTE FUNCTION comment_in_ones_own_name();

CREATE FUNCTION released_comment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reports_report r WHERE r.id = coalesce(NEW.report_id, OLD.report_id)
               AND r.released_at IS NOT NULL) THEN
        RAISE EXCEPTION 'Bij een vrijgegeven rapport verandert de toelichting niet.' USING ERRCODE = '42501';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER released_comment_stays BEFORE INSERT OR UPDATE OR DELETE ON reports_comment
    FOR EACH ROW EXECUTE FUNCTION released_comment_stays();
"""
NO_RULES = """
DROP TRIGGER released_comment_stays ON reports_comment;
DROP FUNCTION released_comment_stays();
DROP TRIGGER b_comment_in_ones_own_name ON reports_comment;
DROP FUNCTION comment_in_ones_own_name();
DROP TRIGGER b_key_in_ones_own_name ON reports_keyset;
DROP FUNCTION key_in_ones_own_name();
DROP TRIGGER share_of_ones_own_key ON reports_keyshare;
DROP FUNCTION share_of_ones_own_key();
DROP TRIGGER key_adds_up ON reports_keyshare;
DROP FUNCTION key_adds_up();
"""


class Migration(migrations.Migration):
    """Money, as the controller enters it: each former state kept, read by controllers and reports only."""

    dependencies = [
        ("cases", "0015_destruction"),
        ("municipalities", "0030_yearly_signatures"),
        ("reports", "0010_asked_and_made"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Amount",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("quarter", models.PositiveSmallIntegerField(default=0, verbose_name="kwartaal")),
                (
                    "kind",
                    models.CharField(
                        choices=[("begroting", "begroting"), ("realisatie", "realisatie"), ("prognose", "prognose")],
                        max_length=10,
                        verbose_name="soort",
                    ),
                ),
                (
                    "post",
                    models.CharField(
                        choices=[
                            ("rijksbijdrage", "rijksbijdrage Wsw"),
                            ("liv", "lage-inkomensvoordeel"),
                            ("loonkosten_wsw", "loonkosten Wsw"),
                            ("bruto_omzet", "bruto omzet"),
                            ("kortingen", "kortingen"),
                            ("directe_kosten", "directe kosten"),
                            ("overige_opbrengsten", "overige opbrengsten"),
                            ("loonkosten_regulier", "loonkosten regulier personeel"),
                            ("afschrijving", "afschrijving"),
                            ("overige_kosten", "overige bedrijfskosten"),
                            ("onttrekking_reserve", "onttrekking aan de reserve"),
                            ("eigen_vermogen", "eigen vermogen"),
                            ("vreemd_vermogen", "vreemd vermogen"),
                        ],
                        max_length=20,
                        verbose_name="post",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="bedrag")),
                (
                    "status",
                    models.CharField(
                        choices=[("voorlopig", "voorlopig"), ("definitief", "definitief")],
                        default="voorlopig",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="bron")),
            ],
            options={
                "verbose_name": "bedrag",
                "verbose_name_plural": "bedragen",
                "ordering": ["year", "quarter", "kind", "post"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "quarter", "kind", "post"),
                        name="one_amount_per_post",
                        violation_error_message="Voor deze post staat er al een bedrag. Wijzig dat bedrag.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "realisatie"), ("quarter__gte", 1), ("quarter__lte", 4)),
                            models.Q(models.Q(("kind", "realisatie"), _negated=True), ("quarter", 0)),
                            _connector="OR",
                        ),
                        name="amount_realised_by_quarter",
                        violation_error_message=(
                            "Realisatie is van kwartaal 1 tot en met 4; de rest is van het hele jaar."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 1998), ("year__lte", 2100)),
                        name="amount_of_a_year_there_is",
                        violation_error_message="Vul een jaar in van 1998 tot en met 2100.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeySet",
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
                    "purpose",
                    models.CharField(
                        choices=[("bijdrage", "bijdrage aan het tekort"), ("liquidatie", "liquidatie")],
                        default="bijdrage",
                        max_length=12,
                        verbose_name="doel",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="eerste dag")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="laatste dag")),
                ("decision", models.CharField(max_length=200, verbose_name="besluit")),
                ("dated_on", models.DateField(verbose_name="peildatum van de sleutel")),
                ("released_on", models.DateField(null=True, verbose_name="vrijgegeven op")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
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
                "verbose_name": "verdeelsleutel",
                "verbose_name_plural": "verdeelsleutels",
                "ordering": ["purpose", "starts_on"],
            },
        ),
        migrations.CreateModel(
            name="KeyShare",
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
                ("percentage", models.DecimalField(decimal_places=4, max_digits=7, verbose_name="percentage")),
                (
                    "key_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="reports.keyset",
                        verbose_name="verdeelsleutel",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "deel van een verdeelsleutel",
                "verbose_name_plural": "delen van verdeelsleutels",
                "ordering": ["key_set", "municipality__name"],
            },
        ),
        migrations.CreateModel(
            name="Published",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("aj_gemiddeld", "gerealiseerde arbeidsjaren, gemiddeld"),
                            ("aj_eind", "arbeidsjaren aan het eind van het jaar"),
                            ("mensen", "mensen in het bestand"),
                            ("intern", "intern (beschut, op locatie, zonder werk)"),
                            ("groep", "groepsdetachering"),
                            ("individueel", "individuele detachering"),
                            ("bw", "begeleid werken"),
                            ("gedetacheerd", "gedetacheerd, groep en individueel"),
                            ("natuurlijk", "vertrek door overlijden, pensioen of twee jaar ziekte"),
                            ("leeftijd", "gemiddelde leeftijd"),
                            ("ouder_45", "ouder dan 45 jaar"),
                            ("solvabiliteit", "solvabiliteit"),
                        ],
                        max_length=15,
                        verbose_name="wat",
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="zoals gepubliceerd")),
                ("unit", models.CharField(max_length=20, verbose_name="eenheid")),
                ("source", models.CharField(max_length=200, verbose_name="bron")),
            ],
            options={
                "verbose_name": "gepubliceerd cijfer",
                "verbose_name_plural": "gepubliceerde cijfers",
                "ordering": ["-year", "measure"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "measure"),
                        name="one_published_figure_per_year",
                        violation_error_message="Voor dit jaar staat dit cijfer er al.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StateRate",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="rijksvergoeding per SE")),
                ("circular", models.CharField(max_length=80, verbose_name="circulaire")),
                ("dated_on", models.DateField(verbose_name="peildatum")),
                (
                    "status",
                    models.CharField(
                        choices=[("voorlopig", "voorlopig"), ("definitief", "definitief")],
                        default="voorlopig",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
            ],
            options={
                "verbose_name": "rijksvergoeding per SE",
                "verbose_name_plural": "rijksvergoedingen per SE",
                "ordering": ["year", "dated_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "dated_on"),
                        name="one_state_rate_per_circular",
                        violation_error_message="Voor dit jaar en deze peildatum staat er al een bedrag.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="state_rate_is_positive",
                        violation_error_message="Vul een bedrag boven 0 in.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearBudget",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("se_budget", models.DecimalField(decimal_places=2, max_digits=9, verbose_name="begrote SE")),
                (
                    "se_state",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="rijksbudget-SE"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="besluit of bron")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="gemeente",
                    ),
                ),
            ],
            options={
                "verbose_name": "begrote SE",
                "verbose_name_plural": "begrote SE",
                "ordering": ["year", "municipality__name"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                ("table", models.CharField(max_length=6, verbose_name="tabel")),
                ("text", models.TextField(blank=True, max_length=600, verbose_name="toelichting")),
                ("digest", models.CharField(max_length=64, verbose_name="vingerafdruk van de tabel")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="reports.report",
                        verbose_name="rapport",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="geschreven door",
                    ),
                ),
            ],
            options={
                "verbose_name": "toelichting bij een tabel",
                "verbose_name_plural": "toelichtingen bij tabellen",
                "ordering": ["report", "table"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "table"),
                        name="one_comment_per_table",
                        violation_error_message="Bij deze tabel staat al een toelichting. Wijzig die.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="keyset",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"),
                name="key_set_ends_after_it_begins",
                violation_error_message="De laatste dag ligt voor de eerste.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyset",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("released_on__isnull", False)),
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                expressions=[("purpose", "="), (municipalities.models.DayRange(), "&&")],
                name="one_key_set_at_a_time",
                violation_error_message="Op deze dagen geldt al een andere sleutel.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_by", None), ("released_on", None)),
                    models.Q(("released_by__isnull", False), ("released_on__isnull", False)),
                    _connector="OR",
                ),
                name="key_set_released_by_and_on_come_as_a_pair",
                violation_error_message="Bij vrijgeven horen een dag en een naam.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_by", None),
                    models.Q(
                        ("proposed_by__isnull", False),
                        models.Q(("released_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="key_set_released_by_a_second_person",
                violation_error_message="Wie voorstelt, geeft niet ook vrij. Vraag een tweede persoon.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyshare",
            constraint=models.UniqueConstraint(
                fields=("key_set", "municipality"),
                name="one_share_per_municipality",
                violation_error_message="Deze gemeente heeft al een deel in deze sleutel.",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyshare",
            constraint=models.CheckConstraint(
                condition=models.Q(("percentage__gte", 0), ("percentage__lte", 100)),
                name="share_0_to_100",
                violation_error_message="Een deel ligt tussen 0 en 100 procent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearbudget",
            constraint=models.UniqueConstraint(
                fields=("year", "municipality"),
                name="one_se_budget_per_year",
                violation_error_message="Voor deze gemeente en dit jaar staat er al een begroting.",
            ),
        ),
        migrations.AddConstraint(
            model_name="yearbudget",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("se_budget__gte", 0), models.Q(("se_state", None), ("se_state__gte", 0), _connector="OR")
                ),
                name="se_budget_is_not_negative",
                violation_error_message="SE zijn niet negatief.",
            ),
        ),
        keep_history(*MONEY, "reports_comment"),
        *[guard_with(table, select=MAY, insert=MAY, update=MAY, delete=MAY) for table in MONEY],
        guard_with("reports_comment", select=SEEN, insert=MAY, update=MAY),
        *[guard_with(f"{table}_history", select=MAY) for table in (*MONEY, "reports_comment")],
        signed("reports_keyset", "released_by_id", "released_on"),
        migrations.RunSQL(RULES, NO_RULES),
    ]
