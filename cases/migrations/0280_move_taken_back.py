"""A move to elsewhere is recorded by one consulent; the same municipality takes it back, for a while.

It cannot see the new home, which begins after its own period, so the owner does it; in the name of who asks.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION move_to_take_back(person bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- The home elsewhere, of somebody who lived in the asker's municipality until its eve, as one of its own recorded it
-- in the last 92 days. Nothing when there is none, or when a handover is proposed. It is told by its id and no more.
    SELECT home.id FROM cases_residence home
    JOIN cases_residence former ON former.employee_id = home.employee_id AND former.ends_on = home.starts_on - 1
    LEFT JOIN municipalities_municipality place ON place.id = home.municipality_id
    WHERE home.employee_id = person AND home.ends_on IS NULL AND NOT coalesce(place.takes_part, false)
        AND asker_role() = 'consulent' AND former.municipality_id = asker_municipality()
        AND home.recorded_at > now() - interval '92 days'
        AND EXISTS (SELECT 1 FROM municipalities_membership m JOIN municipalities_user u ON u.id = m.user_id
            WHERE u.key::text = home.recorded_by AND m.municipality_id = former.municipality_id)
        AND NOT EXISTS (SELECT 1 FROM cases_handover h WHERE h.employee_id = person AND h.state = 'voorgesteld')
$$;
CREATE FUNCTION take_back_move(person bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- The home before it runs again. False when there is no such move (any more).
DECLARE away cases_residence;
BEGIN
    PERFORM 1 FROM cases_wswemployee WHERE id = person FOR NO KEY UPDATE;
    SELECT * INTO away FROM cases_residence WHERE id = move_to_take_back(person) FOR UPDATE;
    IF away.id IS NULL THEN
        RETURN false;
    END IF;
    DELETE FROM cases_residence WHERE id = away.id;
    UPDATE cases_residence SET ends_on = NULL WHERE employee_id = person AND ends_on = away.starts_on - 1;
    RETURN true;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION take_back_move(bigint);
DROP FUNCTION move_to_take_back(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0272_waiting_spell_walls")]
    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
