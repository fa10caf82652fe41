from django.db import migrations

SEES_WHOLE = """
CREATE OR REPLACE FUNCTION asker_sees_whole(person bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- Whether nothing of this person is for another municipality only. As the owner, for others' doors are behind
    -- the wall; of whom the asker may not see at all the answer is no, as of who is not there.
    SELECT EXISTS (
        SELECT 1 FROM cases_door d WHERE d.employee_id = person AND d.holder = {holder}
            AND NOT d.merged AND d.opens_on <= asker_day() AND d.closes_on >= asker_day() AND d.sees_until = 'infinity'
            AND d.sees_from <= ALL (SELECT o.sees_from FROM cases_door o
                WHERE o.employee_id = person AND o.holder LIKE 'gemeente:%' AND o.holder <> d.holder))
$$;
"""
OWN = "asker_holder() AND asker_role() IN ('consulent', 'controller')"
OF_MUNICIPALITY = "'gemeente:' || asker_municipality()"


class Migration(migrations.Migration):
    """A board member has a municipality and no dossiers: to them, too, nobody is there."""

    dependencies = [("cases", "0293_who_writes_a_dossier")]
    operations = [
        migrations.RunSQL(SEES_WHOLE.replace("{holder}", OWN), SEES_WHOLE.replace("{holder}", OF_MUNICIPALITY))
    ]
