"""A coach's private calendar address: its owner sees and revokes it, and only its digest is kept."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import municipalities.models
from municipalities.recorded import keep_history
from municipalities.signing import stands
from municipalities.walls import guard_with

_OWN = "membership_id IN (SELECT m.id FROM municipalities_membership m WHERE m.user_id = asker_user())"
ONES_OWN = f"asker_is_process() OR {_OWN}"
MAKES = f"asker_is_process() OR (asker_role() = 'jobcoach' AND {_OWN})"

RULES = """
CREATE FUNCTION calendar_link_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Made today, by who uses it; revoked today, and once.
DECLARE day date := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.made_on := day;
        NEW.revoked_on := NULL;
    ELSIF OLD.revoked_on IS NOT NULL AND NEW.revoked_on IS DISTINCT FROM OLD.revoked_on THEN
        RAISE EXCEPTION 'Deze koppeling is al ingetrokken.' USING ERRCODE = '42501';
    ELSIF NEW.revoked_on IS NOT NULL THEN
        NEW.revoked_on := day;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON municipalities_calendarlink
    FOR EACH ROW EXECUTE FUNCTION calendar_link_rules();

CREATE FUNCTION calendar_of(digest text) RETURNS TABLE (link uuid, asker uuid, membership bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- Asked before anybody can be the asker: whose address this is, while it is not revoked, its role runs today and is
-- still a coach's, and its account is active. Without the digest it tells nothing.
    SELECT c.key, u.key, m.id
    FROM municipalities_calendarlink c
    JOIN municipalities_membership m ON m.id = c.membership_id
    JOIN municipalities_user u ON u.id = m.user_id
    WHERE c.token_digest = digest AND c.revoked_on IS NULL AND u.is_active AND m.role = 'jobcoach'
      AND m.starts_on <= (now() AT TIME ZONE 'Europe/Amsterdam')::date
      AND (m.ends_on IS NULL OR m.ends_on >= (now() AT TIME ZONE 'Europe/Amsterdam')::date)
$$;
"""
NO_RULES = """
DROP FUNCTION calendar_of(text);
DROP TRIGGER b_rules ON municipalities_calendarlink;
DROP FUNCTION calendar_link_rules();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0050_acting_stands"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
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
                ("token_digest", models.CharField(editable=False, max_length=64, unique=True, verbose_name="kenmerk")),
                ("made_on", models.DateField(default=municipalities.models.today, verbose_name="gemaakt op")),
                ("revoked_on", models.DateField(blank=True, null=True, verbose_name="ingetrokken op")),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_links",
                        to="municipalities.membership",
                        verbose_name="rol",
                    ),
                ),
            ],
            options={
                "verbose_name": "agendakoppeling",
                "verbose_name_plural": "agendakoppelingen",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_on", None)),
                        fields=("membership",),
                        name="one_calendar_link_per_membership",
                        violation_error_message="Er is al een koppeling met uw agenda.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revoked_on", None), ("revoked_on__gte", models.F("made_on")), _connector="OR"
                        ),
                        name="calendar_link_revoked_after_it_is_made",
                        violation_error_message="Een koppeling is niet ingetrokken voordat zij werd gemaakt.",
                    ),
                ],
            },
        ),
        keep_history("municipalities_calendarlink"),
        stands("municipalities_calendarlink", "revoked_on"),
        migrations.RunSQL(RULES, NO_RULES),
        guard_with("municipalities_calendarlink", select=ONES_OWN, insert=MAKES, update=ONES_OWN),
        guard_with("municipalities_calendarlink_history", select=ONES_OWN),
    ]
