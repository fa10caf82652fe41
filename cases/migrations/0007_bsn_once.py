from django.db import migrations, models

ONCE = """
CREATE FUNCTION bsn_once() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As the asker: once among the people the asker may see. Elsewhere it is for `double_numbers` to find.
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext(NEW.bsn_hash));
    IF EXISTS (SELECT 1 FROM cases_wswemployee p WHERE p.bsn_hash = NEW.bsn_hash AND p.id <> NEW.id) THEN
        RAISE EXCEPTION 'Dit burgerservicenummer is al vergeven.'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'bsn_given_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_bsn_once_insert BEFORE INSERT ON cases_wswemployee FOR EACH ROW
    WHEN (NEW.bsn_hash IS NOT NULL) EXECUTE FUNCTION bsn_once();
CREATE TRIGGER b_bsn_once_update BEFORE UPDATE OF bsn_hash ON cases_wswemployee FOR EACH ROW
    WHEN (NEW.bsn_hash IS DISTINCT FROM OLD.bsn_hash AND NEW.bsn_hash IS NOT NULL) EXECUTE FUNCTION bsn_once();

CREATE FUNCTION double_numbers() RETURNS TABLE (personnel_numbers text[]) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- The people who share a number, for who may settle it.
    SELECT array_agg(personnel_number ORDER BY personnel_number) FROM cases_wswemployee
    WHERE bsn_hash IS NOT NULL AND (asker_is_process() OR asker_role() = 'privacy_officer')
    GROUP BY bsn_hash HAVING count(*) > 1
$$;
"""
NOT_ONCE = """
DROP FUNCTION double_numbers();
DROP TRIGGER b_bsn_once_update ON cases_wswemployee;
DROP TRIGGER b_bsn_once_insert ON cases_wswemployee;
DROP FUNCTION bsn_once();
"""


class Migration(migrations.Migration):
    """A number is given once among those the asker may see; no refusal tells that it exists elsewhere."""

    dependencies = [("cases", "0006_walls")]
    operations = [
        migrations.AlterField(
            "wswemployee",
            "bsn_hash",
            models.CharField(db_index=True, editable=False, max_length=64, null=True, verbose_name="opzoeksleutel"),
        ),
        migrations.RunSQL(ONCE, NOT_ONCE),
    ]
