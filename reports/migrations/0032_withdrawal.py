import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

MAY = f"{PROCESS} OR asker_role() = 'controller'"
READERS = f"{MAY} OR asker_role() IN ('consulent', 'board_member')"

# As in 0004, and a withdrawal may follow on a release.
STEPS = """
CREATE OR REPLACE FUNCTION report_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
-- From draft to checked to released, and out of use from each; never back.
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (('concept', 'gecontroleerd'),
            ('gecontroleerd', 'vrijgegeven'), ('concept', 'vervangen'), ('gecontroleerd', 'vervangen'),
            ('vrijgegeven', 'vervangen'){and_withdrawn}) THEN
        RAISE EXCEPTION 'Dit rapport kan niet van % naar %.', OLD.state, NEW.state USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
WITHDRAWN = """
CREATE FUNCTION report_may_be_withdrawn() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- By another than who released it, and only the edition that holds.
DECLARE of_report reports_report;
BEGIN
    SELECT * INTO of_report FROM reports_report r WHERE r.id = NEW.report_id FOR NO KEY UPDATE;
    IF of_report.state IS DISTINCT FROM 'vrijgegeven' THEN
        RAISE EXCEPTION 'Alleen een vrijgegeven rapport kan worden ingetrokken.' USING ERRCODE = '42501';
    ELSIF of_report.released_by_id = NEW.withdrawn_by_id THEN
        RAISE EXCEPTION 'Wie vrijgeeft, trekt niet ook in. Vraag een tweede persoon.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER may_be_withdrawn BEFORE INSERT ON reports_withdrawal
    FOR EACH ROW EXECUTE FUNCTION report_may_be_withdrawn();

CREATE FUNCTION report_is_withdrawn() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE reports_report SET state = 'ingetrokken' WHERE id = NEW.report_id;
    RETURN NULL;
END $$;
CREATE TRIGGER is_withdrawn AFTER INSERT ON reports_withdrawal FOR EACH ROW EXECUTE FUNCTION report_is_withdrawn();

CREATE FUNCTION report_has_its_withdrawal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Nobody gives a report this state without saying who and why.
BEGIN
    IF NEW.state = 'ingetrokken' AND OLD.state <> 'ingetrokken' AND NOT EXISTS (
            SELECT 1 FROM reports_withdrawal w WHERE w.report_id = NEW.id) THEN
        RAISE EXCEPTION 'Intrekken gaat met een naam en een reden.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER has_its_withdrawal BEFORE UPDATE ON reports_report
    FOR EACH ROW EXECUTE FUNCTION report_has_its_withdrawal();
"""
NOT_WITHDRAWN = """
DROP TRIGGER has_its_withdrawal ON reports_report;
DROP FUNCTION report_has_its_withdrawal();
DROP TRIGGER is_withdrawn ON reports_withdrawal;
DROP FUNCTION report_is_withdrawn();
DROP TRIGGER may_be_withdrawn ON reports_withdrawal;
DROP FUNCTION report_may_be_withdrawn();
"""


class Migration(migrations.Migration):
    """A released report can be withdrawn: by a second person, with a reason, for good."""

    dependencies = [
        ("reports", "0031_gate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
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
                ("reason", models.CharField(max_length=300, verbose_name="reden")),
                ("withdrawn_at", models.DateTimeField(auto_now_add=True, verbose_name="ingetrokken op")),
            ],
            options={
                "verbose_name": "intrekking van een rapport",
                "verbose_name_plural": "intrekkingen van rapporten",
            },
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="report_state_and_signatures_agree",
        ),
        migrations.AlterField(
            model_name="report",
            name="state",
            field=models.CharField(
                choices=[
                    ("concept", "concept"),
                    ("gecontroleerd", "gecontroleerd"),
                    ("vrijgegeven", "vrijgegeven"),
                    ("vervangen", "vervangen"),
                    ("ingetrokken", "ingetrokken"),
                ],
                default="concept",
                max_length=15,
                verbose_name="status",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_by", None), ("released_by", None), ("state", "concept")),
                    models.Q(("checked_by__isnull", False), ("released_by", None), ("state", "gecontroleerd")),
                    models.Q(("released_by__isnull", False), ("state", "vrijgegeven")),
                    ("state", "vervangen"),
                    models.Q(("released_by__isnull", False), ("state", "ingetrokken")),
                    _connector="OR",
                ),
                name="report_state_and_signatures_agree",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawal",
                to="reports.report",
                verbose_name="rapport",
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="withdrawn_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ingetrokken door",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S")),
                name="withdrawn_with_a_reason",
                violation_error_message="Schrijf waarom het rapport niet meer geldt.",
            ),
        ),
        keep_history("reports_withdrawal"),
        guard_with("reports_withdrawal", select=READERS, insert=MAY),
        guard_with("reports_withdrawal_history", select=MAY),
        signed("reports_withdrawal", "withdrawn_by_id", "withdrawn_at"),
        stands("reports_withdrawal"),
        migrations.RunSQL(
            STEPS.replace("{and_withdrawn}", ", ('vrijgegeven', 'ingetrokken')"), STEPS.replace("{and_withdrawn}", "")
        ),
        migrations.RunSQL(WITHDRAWN, NOT_WITHDRAWN),
    ]
