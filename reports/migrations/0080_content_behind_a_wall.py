from typing import Any

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

from municipalities.walls import PROCESS, guard_with
from reports.comments import digest, keyed
from reports.veiled import veiled

CHECKS = f"{PROCESS} OR asker_role() = 'controller'"
FROZEN = """
CREATE OR REPLACE FUNCTION keep_report_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only its state and signatures move; what it says and its place in the chain do not (R74).
    IF TG_OP = 'UPDATE' AND (NEW.period, NEW.edition, NEW.known_on, NEW.{says}, NEW.fingerprint, NEW.made_at,
            NEW.number, NEW.former, NEW.link, NEW.signature, NEW.signed_with)
            IS NOT DISTINCT FROM (OLD.period, OLD.edition, OLD.known_on, OLD.{says}, OLD.fingerprint, OLD.made_at,
            OLD.number, OLD.former, OLD.link, OLD.signature, OLD.signed_with) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Een rapport verandert niet meer. Maak een nieuwe uitgave.' USING ERRCODE = '42501';
END $$;
"""
# As the owner, who sees what is asked of, whoever writes the row.
GATE = """
CREATE OR REPLACE FUNCTION report_passes_the_gate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- Who checks or releases a report does so past the gate, however they write the row.
DECLARE said jsonb;
BEGIN
    IF NEW.state = OLD.state OR NEW.state NOT IN ('gecontroleerd', 'vrijgegeven') THEN
        RETURN NEW;
    END IF;
    SELECT c.content INTO STRICT said FROM reports_reportcontent c WHERE c.report_id = NEW.id;
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(said->'checks') c WHERE c->'ok' IS DISTINCT FROM 'true'::jsonb) THEN
        RAISE EXCEPTION 'Een controle onder een tabel klopt niet. Dit rapport gaat niet weg.' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT 1 FROM blocking_findings(said) b(finding) WHERE NOT EXISTS (
            SELECT 1 FROM reports_acceptedfinding a WHERE a.report_id = NEW.id AND a.finding = b.finding)) THEN
        RAISE EXCEPTION 'Er staat nog een blokkerende bevinding open.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION finding_of_a_draft() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- Accepted is what a draft has; whoever checks it has then seen all that is accepted.
BEGIN
    IF NOT EXISTS (SELECT 1 FROM reports_report r JOIN reports_reportcontent c ON c.report_id = r.id
                   WHERE r.id = NEW.report_id AND r.state = 'concept'
                   AND NEW.finding IN (SELECT blocking_findings(c.content))) THEN
        RAISE EXCEPTION 'Deze bevinding staat niet in een concept.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
MOVE = """
ALTER TABLE reports_report DISABLE TRIGGER USER;
INSERT INTO reports_reportcontent (report_id, content) SELECT id, content FROM reports_report;
"""
MOVED = """
ALTER TABLE reports_report ENABLE TRIGGER USER;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON reports_reportcontent FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
# Worked out again by the night, from what is registered (restate_all).
NONE_BESIDE = "DELETE FROM reports_restatement;"
COMMENTS = "ALTER TABLE reports_comment_history ADD COLUMN outdated boolean NOT NULL DEFAULT false;"
OPEN = "".join(f"ALTER TABLE {table} {{act}} TRIGGER USER;" for table in ("reports_comment", "reports_comment_history"))


def veil(apps: Any, schema_editor: Any) -> None:
    report_content = apps.get_model("reports", "ReportContent")
    for each in report_content.objects.select_related("report").iterator(chunk_size=20):
        each.report.shown = veiled(each.content)
        each.report.save(update_fields=["shown"])


def key_digests(apps: Any, schema_editor: Any) -> None:
    """Those that are there were made without a key; whether the figures changed since was worked out at every look."""
    for each in apps.get_model("reports", "Comment").objects.select_related("report__unmasked"):
        now = digest(each.report.unmasked.content, each.table)
        each.outdated, each.digest = keyed(each.digest) != now, keyed(each.digest)
        each.save(update_fields=["outdated", "digest"])
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT digest FROM reports_comment_history")
        for (plain,) in cursor.fetchall():
            cursor.execute("UPDATE reports_comment_history SET digest = %s WHERE digest = %s", [keyed(plain), plain])


class Migration(migrations.Migration):
    """What a report says unmasked is for who makes and checks it, also by SQL (decision 0060)."""

    dependencies = [("reports", "0070_acts_of_their_own")]
    operations = [
        migrations.CreateModel(
            name="ReportContent",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unmasked",
                        serialize=False,
                        to="reports.report",
                        verbose_name="rapport",
                    ),
                ),
                ("content", models.JSONField(verbose_name="inhoud")),
            ],
            options={"verbose_name": "inhoud van een rapport", "verbose_name_plural": "inhoud van rapporten"},
        ),
        migrations.CreateModel(
            name="RestatementContent",
            fields=[
                (
                    "restatement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="unmasked",
                        serialize=False,
                        to="reports.restatement",
                        verbose_name="vergelijking",
                    ),
                ),
                ("content", models.JSONField(null=True, verbose_name="inhoud")),
                ("splits", models.JSONField(verbose_name="verschillen, uitgelegd")),
            ],
            options={"verbose_name": "inhoud van een vergelijking", "verbose_name_plural": "inhoud van vergelijkingen"},
        ),
        migrations.AddField(
            "report",
            "shown",
            models.JSONField(default=dict, editable=False, verbose_name="inhoud zonder kleine aantallen"),
            preserve_default=False,
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RunPython(veil),
        migrations.RunSQL(MOVED, "DROP TRIGGER frozen ON reports_reportcontent;"),
        migrations.RunSQL(FROZEN.format(says="shown") + GATE),
        migrations.AddField(
            "comment",
            "outdated",
            models.BooleanField(
                default=False, db_default=False, editable=False, verbose_name="de cijfers zijn sindsdien veranderd"
            ),
        ),
        migrations.RunSQL(COMMENTS + OPEN.format(act="DISABLE"), migrations.RunSQL.noop),
        migrations.RunPython(key_digests),
        migrations.RunSQL(OPEN.format(act="ENABLE"), migrations.RunSQL.noop),
        migrations.RemoveField("report", "content"),
        migrations.RunSQL(NONE_BESIDE, migrations.RunSQL.noop),
        migrations.RemoveConstraint("restatement", "content_of_what_is_no_edition"),
        migrations.RemoveField("restatement", "content"),
        migrations.RemoveField("restatement", "splits"),
        migrations.AddField(
            "restatement",
            "shown",
            models.JSONField(
                default=dict,
                editable=False,
                encoder=django.core.serializers.json.DjangoJSONEncoder,
                verbose_name="verschillen zonder kleine aantallen",
            ),
            preserve_default=False,
        ),
        guard_with("reports_reportcontent", select=CHECKS, insert=PROCESS),
        guard_with("reports_restatementcontent", select=CHECKS, insert=PROCESS, update=PROCESS),
    ]
