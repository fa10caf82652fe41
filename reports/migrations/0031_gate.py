import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

MAY = f"{PROCESS} OR asker_role() = 'controller'"
SEEN = """EXISTS (SELECT 1 FROM reports_report r WHERE r.id = report_id AND (asker_is_process()
    OR asker_role() = 'controller'
    OR (asker_role() IN ('consulent', 'board_member') AND r.released_at IS NOT NULL)))"""

GATE = """
CREATE FUNCTION blocking_findings(content jsonb) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
-- The findings of T15 that make figures wrong (reports/gate.py), of which this report has any.
SELECT f->>'figure' FROM jsonb_array_elements(content->'figures') f
WHERE f->>'table' = 'T15' AND f->>'municipality' = 'totaal' AND (f->>'value')::numeric > 0 AND f->>'figure' IN
    ('no_category', 'no_home', 'no_hours', 'past_aow', 'away_and_placed')
$$;

CREATE FUNCTION report_passes_the_gate() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Who checks or releases a report does so past the gate, however they write the row.
BEGIN
    IF NEW.state = OLD.state OR NEW.state NOT IN ('gecontroleerd', 'vrijgegeven') THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.content->'checks') c
               WHERE c->'ok' IS DISTINCT FROM 'true'::jsonb) THEN
        RAISE EXCEPTION 'Een controle onder een tabel klopt niet. Dit rapport gaat niet weg.' USING ERRCODE = '42501';
    END IF;
    IF EXISTS (SELECT 1 FROM blocking_findings(NEW.content) b(finding) WHERE NOT EXISTS (
            SELECT 1 FROM reports_acceptedfinding a WHERE a.report_id = NEW.id AND a.finding = b.finding)) THEN
        RAISE EXCEPTION 'Er staat nog een blokkerende bevinding open.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE UPDATE ON reports_report FOR EACH ROW EXECUTE FUNCTION report_passes_the_gate();

CREATE FUNCTION finding_of_a_draft() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Accepted is what a draft has; whoever checks it has then seen all that is accepted.
BEGIN
    IF NOT EXISTS (SELECT 1 FROM reports_report r WHERE r.id = NEW.report_id AND r.state = 'concept'
                   AND NEW.finding IN (SELECT blocking_findings(r.content))) THEN
        RAISE EXCEPTION 'Deze bevinding staat niet in een concept.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_of_a_draft BEFORE INSERT ON reports_acceptedfinding
    FOR EACH ROW EXECUTE FUNCTION finding_of_a_draft();
"""
NO_GATE = """
DROP TRIGGER finding_of_a_draft ON reports_acceptedfinding;
DROP FUNCTION finding_of_a_draft();
DROP TRIGGER gate ON reports_report;
DROP FUNCTION report_passes_the_gate();
DROP FUNCTION blocking_findings(jsonb);
"""


class Migration(migrations.Migration):
    """No report leaves past a red check line or an open blocking finding; who accepts one does so in the own name."""

    dependencies = [
        ("reports", "0030_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AcceptedFinding",
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
                ("finding", models.SlugField(max_length=20, verbose_name="bevinding")),
                ("reason", models.CharField(max_length=300, verbose_name="reden")),
                ("accepted_at", models.DateTimeField(auto_now_add=True, verbose_name="geaccepteerd op")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="geaccepteerd door",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_findings",
                        to="reports.report",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "geaccepteerde bevinding",
                "verbose_name_plural": "geaccepteerde bevindingen",
                "ordering": ["report", "finding"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "finding"),
                        name="a_finding_is_accepted_once",
                        violation_error_message="Deze bevinding is al geaccepteerd.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "\\S")),
                        name="accepted_with_a_reason",
                        violation_error_message="Schrijf waarom het rapport hiermee weg kan.",
                    ),
                ],
            },
        ),
        keep_history("reports_acceptedfinding"),
        guard_with("reports_acceptedfinding", select=SEEN, insert=MAY),
        guard_with("reports_acceptedfinding_history", select=MAY),
        signed("reports_acceptedfinding", "accepted_by_id", "accepted_at"),
        stands("reports_acceptedfinding"),
        migrations.RunSQL(GATE, NO_GATE),
    ]
