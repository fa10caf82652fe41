import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from municipalities.recorded import keep_history
from municipalities.signing import signed, stands
from municipalities.walls import PROCESS, guard_with

MAY = f"{PROCESS} OR asker_role() = 'controller'"
JUDGED = ("kind", "because", "verdict", "verdict_note", "decided_by_id", "decided_at")
WATCHED = {
    "reports_amount": ("year", "quarter", "kind", "post", "amount"),
    "reports_yearbudget": ("year", "municipality_id", "se_budget", "se_state"),
    "reports_staterate": ("year", "dated_on", "amount"),
    "reports_keyset": ("purpose", "starts_on", "ends_on", "decision"),
}
NOTES = r"""
CREATE FUNCTION reported_years(first int, last int) RETURNS TABLE (year int, closed boolean) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- The years of these about which a report is released, and whether one of them closed the year (as closed_years).
SELECT left(r.period, 4)::int, bool_or(r.period ~ '^\d{4}(Q4|H2|-12)?$') FROM reports_report r
WHERE r.state = 'vrijgegeven' AND left(r.period, 4)::int BETWEEN first AND last GROUP BY 1
$$;

CREATE FUNCTION waiting_money(in_year int) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
-- How many changed amounts of that closed year no second controller judged yet.
SELECT count(*) FROM reports_moneychange c WHERE c.waits AND c.verdict = '' AND c.year = in_year
$$;

CREATE FUNCTION note_money_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- TG_ARGV: the columns that count. Whoever writes the row and however: of a reported year it is noted.
DECLARE
    was jsonb;
    is_now jsonb;
    by_two boolean := false;
    first int;
    last int;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY (TG_ARGV));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        is_now := (SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(NEW)) WHERE key = ANY (TG_ARGV));
    END IF;
    IF TG_TABLE_NAME = 'reports_keyset' THEN
        -- A key counts once it is released, by another than who proposed it; the one before it ends with that.
        IF TG_OP = 'INSERT' OR (to_jsonb(OLD)->>'released_on') IS NULL THEN
            was := NULL;
            by_two := true;
        END IF;
        IF TG_OP = 'DELETE' OR (to_jsonb(NEW)->>'released_on') IS NULL THEN
            is_now := NULL;
        ELSIF was IS NOT NULL THEN
            by_two := EXISTS (SELECT 1 FROM reports_keyset k WHERE k.purpose = is_now->>'purpose'
                AND k.released_on IS NULL AND k.starts_on = (is_now->>'ends_on')::date + 1
                AND NOT signs_now(k.proposed_by_id));
        END IF;
        first := least(left(was->>'starts_on', 4), left(is_now->>'starts_on', 4))::int;
        last := CASE WHEN (was IS NOT NULL AND was->>'ends_on' IS NULL)
            OR (is_now IS NOT NULL AND is_now->>'ends_on' IS NULL) THEN 2100
            ELSE greatest(left(was->>'ends_on', 4), left(is_now->>'ends_on', 4))::int END;
    ELSE
        first := least((was->>'year')::int, (is_now->>'year')::int);
        last := greatest((was->>'year')::int, (is_now->>'year')::int);
    END IF;
    IF was IS DISTINCT FROM is_now THEN
        INSERT INTO reports_moneychange (act, year, source, "row", was, now, waits, made_by_id)
        SELECT txid_current(), y.year, TG_TABLE_NAME, coalesce(to_jsonb(NEW)->>'id', to_jsonb(OLD)->>'id')::bigint,
            was, is_now, y.closed AND NOT by_two,
            (SELECT u.id FROM municipalities_user u WHERE u.key::text = current_setting('portal.asker', true))
        FROM reported_years(first, last) y;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION money_is_judged() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Only what was written in the register is noted. Why, who changed it says once; whether it is right another does.
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF pg_trigger_depth() < 2 THEN
            RAISE EXCEPTION 'Een wijziging van een bedrag legt de database zelf vast.' USING ERRCODE = '42501';
        END IF;
        RETURN NEW;
    ELSIF OLD.verdict <> '' THEN
        RAISE EXCEPTION 'Wat ondertekend is, verandert niet.' USING ERRCODE = '42501';
    ELSIF NEW.verdict = '' THEN
        IF OLD.kind <> '' OR (NEW.made_by_id IS NOT NULL AND NOT signs_now(NEW.made_by_id)) THEN
            RAISE EXCEPTION 'Waarom, zegt wie het wijzigde, een keer.' USING ERRCODE = '42501';
        END IF;
    ELSIF asker_role() IS DISTINCT FROM 'controller' THEN
        RAISE EXCEPTION 'Een controller oordeelt over een bedrag in een afgesloten jaar.' USING ERRCODE = '42501';
    ELSIF NOT OLD.waits THEN
        RAISE EXCEPTION 'Deze wijziging vraagt geen akkoord.' USING ERRCODE = '42501';
    ELSIF (NEW.kind, NEW.because) IS DISTINCT FROM (OLD.kind, OLD.because) THEN
        RAISE EXCEPTION 'Wie oordeelt, verandert de reden niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_money_is_judged BEFORE INSERT OR UPDATE ON reports_moneychange
    FOR EACH ROW EXECUTE FUNCTION money_is_judged();
"""
NO_NOTES = """
DROP TRIGGER b_money_is_judged ON reports_moneychange;
DROP FUNCTION money_is_judged();
DROP FUNCTION note_money_change();
DROP FUNCTION waiting_money(int);
DROP FUNCTION reported_years(int, int);
"""
WAITS = """
CREATE OR REPLACE FUNCTION report_waits_for_corrections() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
-- What was changed in a closed year does not reach the board in a new edition before a controller judged it (R77).
BEGIN
    IF NEW.state = 'vrijgegeven' AND OLD.state <> 'vrijgegeven' THEN
        IF waiting_corrections(left(NEW.period, 4)) > 0 THEN
            RAISE EXCEPTION 'Er wacht nog een correctie in dit afgesloten jaar op akkoord.' USING ERRCODE = '42501';
        {money}
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""
MONEY = """ELSIF waiting_money(left(NEW.period, 4)::int) > 0 THEN
            RAISE EXCEPTION 'Er wacht nog een bedrag in dit afgesloten jaar op akkoord.' USING ERRCODE = '42501';"""


def noted(table: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    listed = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER z_noted AFTER INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION note_money_change({listed})",
        f"DROP TRIGGER z_noted ON {table}",
    )


class Migration(migrations.Migration):
    """A changed amount of a reported year is noted by the database; of a closed one a second controller judges it."""

    dependencies = [
        ("reports", "0060_meetings_of_the_board"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MoneyChange",
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
                    "key",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        unique=True,
                    ),
                ),
                ("act", models.BigIntegerField(verbose_name="in een keer gewijzigd")),
                ("year", models.PositiveSmallIntegerField(verbose_name="jaar")),
                ("source", models.CharField(max_length=40, verbose_name="tabel")),
                ("row", models.BigIntegerField(verbose_name="rij")),
                ("was", models.JSONField(null=True, verbose_name="was")),
                ("now", models.JSONField(null=True, verbose_name="is")),
                (
                    "waits",
                    models.BooleanField(db_default=False, verbose_name="vraagt akkoord van een tweede controller"),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("late_melding", "te laat doorgegeven"),
                            ("verkeerde_invoer", "verkeerd ingevoerd"),
                            ("besluit", "besluit met terugwerkende kracht"),
                            ("controle", "herstel na controle"),
                            ("anders", "anders"),
                        ],
                        db_default="",
                        max_length=20,
                        verbose_name="reden",
                    ),
                ),
                ("because", models.CharField(blank=True, db_default="", max_length=200, verbose_name="toelichting")),
                (
                    "made_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="gewijzigd op",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("akkoord", "akkoord"), ("geweigerd", "geweigerd")],
                        db_default="",
                        max_length=9,
                        verbose_name="oordeel",
                    ),
                ),
                (
                    "verdict_note",
                    models.CharField(
                        blank=True, db_default="", max_length=300, verbose_name="woorden voor de accountant"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="geoordeeld op")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="geoordeeld door",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="gewijzigd door",
                    ),
                ),
            ],
            options={
                "verbose_name": "wijziging van een bedrag",
                "verbose_name_plural": "wijzigingen van bedragen",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["act"], name="money_change_act")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("verdict", ""), ("verdict_note", "")),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                models.Q(("verdict_note", ""), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="money_verdict_by_at_and_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            ("made_by", None),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="money_verdict_of_a_second_person",
                        violation_error_message="Wie wijzigt, geeft niet ook akkoord. Vraag een tweede persoon.",
                    ),
                ],
            },
        ),
        keep_history("reports_moneychange"),
        guard_with("reports_moneychange", select=MAY, insert=MAY, update=MAY),
        guard_with("reports_moneychange_history", select=MAY),
        migrations.RunSQL(NOTES, NO_NOTES),
        signed("reports_moneychange", "made_by_id"),
        signed("reports_moneychange", "decided_by_id", "decided_at"),
        stands("reports_moneychange", *JUDGED),
        *[noted(table, columns) for table, columns in WATCHED.items()],
        migrations.RunSQL(WAITS.format(money=MONEY), WAITS.format(money="")),
    ]
