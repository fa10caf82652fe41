from django.db import migrations

from municipalities.recorded import FUNCTIONS

# The moments under which this transaction records, sealed: the setting can be written by whoever runs SQL, the seal can
# be made only by who may read the secret, and that is the owner. A setting without a good seal is as good as none.
SEAL = """
CREATE TABLE municipalities_recordingseal (secret text NOT NULL);
INSERT INTO municipalities_recordingseal VALUES (gen_random_uuid()::text || gen_random_uuid()::text);
REVOKE ALL ON municipalities_recordingseal FROM PUBLIC;
ALTER TABLE municipalities_recordingseal ENABLE ROW LEVEL SECURITY;
ALTER TABLE municipalities_recordingseal FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_may_all ON municipalities_recordingseal TO CURRENT_USER USING (true);

CREATE FUNCTION recording_seal(moments text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN encode(sha256(convert_to(
        (SELECT s.secret FROM municipalities_recordingseal s) || pg_current_xact_id()::text || moments, 'UTF8'
    )), 'hex');
END $$;

CREATE FUNCTION recording_moments(anew boolean) RETURNS timestamptz[] LANGUAGE plpgsql
SET datestyle = 'ISO, YMD' AS $$
-- The moments this transaction records under, the present one first; `anew` adds a later one. The first is taken only
-- after the shared lock is held. See municipalities/recorded.py.
DECLARE
    kept text := coalesce(current_setting('portal.recording', true), '');
    moments text := substr(kept, 65);
    good boolean := kept <> '' AND left(kept, 64) = recording_seal(moments);
BEGIN
    IF good AND NOT anew THEN
        RETURN moments::timestamptz[];
    END IF;
    IF NOT good THEN
        PERFORM pg_advisory_xact_lock_shared(19680314);
    END IF;
    moments := array_prepend(clock_timestamp(), CASE WHEN good THEN moments::timestamptz[] END)::text;
    PERFORM set_config('portal.recording', recording_seal(moments) || moments, true);
    RETURN moments::timestamptz[];
END $$;
"""

RECORD = """
CREATE OR REPLACE FUNCTION record_row() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE moments timestamptz[] := recording_moments(false);
BEGIN
    IF TG_OP <> 'INSERT' THEN
        -- Whoever sends the moment a row was recorded at, says which version they saw. What this transaction itself
        -- recorded is nobody else's change.
        IF TG_OP = 'UPDATE' AND NEW.recorded_at IS DISTINCT FROM OLD.recorded_at
            AND OLD.recorded_at <> ALL (moments) THEN
            RAISE EXCEPTION 'Iemand anders heeft dit intussen gewijzigd (%).', TG_TABLE_NAME
                USING ERRCODE = '23V01', CONSTRAINT = 'version_is_the_latest', TABLE = TG_TABLE_NAME;
        END IF;
        IF OLD.recorded_at > moments[1] THEN  -- another changed it after our moment; from here on our moment is later
            moments := recording_moments(true);
        END IF;
        IF TG_OP = 'UPDATE' THEN
            NEW.recorded_at := OLD.recorded_at;
            NEW.recorded_by := OLD.recorded_by;
            IF NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        EXECUTE format('INSERT INTO %I SELECT $1, $2, $3, ($4).*', TG_TABLE_NAME || '_history')
            USING moments[1], coalesce(current_setting('portal.asker', true), ''), TG_OP, OLD;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
    END IF;
    NEW.recorded_at := moments[1];
    NEW.recorded_by := coalesce(current_setting('portal.asker', true), '');
    RETURN NEW;
END $$;
DROP FUNCTION recording_moment();
"""

AS_BEFORE = f"""
{FUNCTIONS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}
ALTER FUNCTION record_row() SECURITY DEFINER SET search_path = public, pg_temp;
DROP FUNCTION recording_moments(boolean);
DROP FUNCTION recording_seal(text);
DROP TABLE municipalities_recordingseal;
"""


class Migration(migrations.Migration):
    """A row is changed by who saw it as it is now; and nobody sets the moment of recording (decision 0017)."""

    dependencies = [("municipalities", "0014_second_factor_reset")]
    operations = [migrations.RunSQL(SEAL + RECORD, AS_BEFORE)]
