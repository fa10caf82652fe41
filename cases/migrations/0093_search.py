from django.db import migrations

from municipalities.walls import PROCESS, guard_with

MINE = "SELECT m.id FROM municipalities_membership m WHERE m.user_id = (SELECT asker_user())"
OWN = f"{PROCESS} OR membership_id IN ({MINE})"
SEEN = "SELECT d.employee_id FROM cases_door d WHERE d.holder = (SELECT asker_holder())"
PINNED = f"{PROCESS} OR (membership_id IN ({MINE}) AND employee_id IN ({SEEN}))"
OWN_DIGEST = f"{PROCESS} OR user_id = (SELECT asker_user())"

FUNCTIONS = """
CREATE FUNCTION nearly(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- A pattern for ' ' || sort_name: each word typed (the first three) is a word of the name, or from four letters on
    -- the beginning of one, but for one letter that is wrong, missing or too many, or two that changed places. It is
    -- made once for a statement; a distance asked of each name cost thirty times as much.
    WITH word AS (
        SELECT nth, left(word, 20) AS word
        FROM regexp_split_to_table(sort_form(typed), '[^[:alnum:]]+') WITH ORDINALITY AS split (word, nth)
        WHERE length(word) > 1 ORDER BY nth LIMIT 3
    ),
    slip AS (
        SELECT nth, word, string_agg(
            left(word, at - 1) || '[^ -]' || substr(word, at + 1)  -- wrong
            || '|' || left(word, at - 1) || '[^ -]' || substr(word, at)  -- missing
            || '|' || left(word, at - 1) || substr(word, at + 1)  -- too many
            || '|' || left(word, at - 1) || substr(word, at + 1, 1) || substr(word, at, 1) || substr(word, at + 2), '|'
        ) AS slips
        FROM word CROSS JOIN LATERAL generate_series(1, length(word)) AS at GROUP BY nth, word
    )
    SELECT CASE count(*) WHEN 1 THEN min(told.word) ELSE string_agg('(?=.*' || told.word || ')', '') END
    FROM slip CROSS JOIN LATERAL (SELECT '[ -](?:' || slip.word || '|' || slip.word || '[^ -]|' || slips || ')'
        || CASE WHEN length(slip.word) > 3 THEN '' ELSE '(?:[ -]|$)' END) AS told (word)
$$;

CREATE FUNCTION own_recent_dossiers(own_role bigint, most int) RETURNS TABLE (key uuid, moment timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- Of whom the asker opened the dossier in this role, the last first. Nobody reads another's lines by it.
    SELECT a.subjects[1], max(a.moment) FROM municipalities_auditentry a
    WHERE a.asker = nullif(current_setting('portal.asker', true), '') AND a.membership = own_role
        AND a.act = 'dossier_opened' AND a.moment > now() - interval '60 days'
    GROUP BY 1 ORDER BY 2 DESC LIMIT most
$$;
"""
DROP = """
DROP FUNCTION own_recent_dossiers(bigint, int);
DROP FUNCTION nearly(text);
"""


class Migration(migrations.Migration):
    """Names that are nearly this one, and who may know what somebody keeps at hand."""

    dependencies = [("cases", "0092_at_hand")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        guard_with("cases_pin", select=PINNED, insert=PINNED, delete=OWN),
        guard_with("cases_savedview", select=OWN, insert=OWN, update=OWN, delete=OWN),
        guard_with("cases_digest", select=OWN_DIGEST, insert=OWN_DIGEST, update=OWN_DIGEST, delete=PROCESS),
    ]
