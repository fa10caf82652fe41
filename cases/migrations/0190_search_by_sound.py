from django.db import migrations

# As 0093 made it, but for what sounds alike: one more way to write the word.
NEARLY = """
CREATE OR REPLACE FUNCTION nearly(typed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- A pattern for ' ' || sort_name: each word typed (the first three) is a word of the name, or from four letters on
    -- the beginning of one, but for one letter that is wrong, missing or too many, or two that changed
    -- places{alike}. It is made once for a statement; a distance asked of each name cost thirty times as much.
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
    FROM slip CROSS JOIN LATERAL (SELECT '[ -](?:' || slip.word || '|' || slip.word || '[^ -]|' || slips{sounds} || ')'
        || CASE WHEN length(slip.word) > 3 THEN '' ELSE '(?:[ -]|$)' END) AS told (word)
$$;
"""
# Dutch names that sound the same and are written otherwise: Meijer and Meyer, Filips and Philips, Claasen and Klaassen.
# Each sound becomes one capital, and what was doubled one letter; then each is written out in all its ways.
SOUNDS = r"""
CREATE FUNCTION sounds_as(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE letter
        WHEN 'J' THEN '(?:ij|[ijy])' WHEN 'Y' THEN '(?:e[iy]|eij|ij|y)' WHEN 'A' THEN '[ao]uw?'
        WHEN 'F' THEN '(?:ph|f+|v)' WHEN 'Q' THEN '(?:qu|kw)' WHEN 'X' THEN '(?:x|c?ks)' WHEN 'G' THEN '(?:ch|g+h?)'
        WHEN 'S' THEN '(?:s+ch|[sz]+)' WHEN 'K' THEN '(?:c?k+|c+)' WHEN 'T' THEN '(?:d?t+|th)'
        WHEN 'D' THEN '(?:d+|d?t+|th)' WHEN 'a' THEN '(?:a+|ae)' ELSE letter || '+' END, '' ORDER BY nth)
    FROM regexp_split_to_table((
        SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
            regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(word,
            '([aou])(?:ij|i|y)', '\1J', 'g'), 'e(?:ij|i|y)|ij|y', 'Y', 'g'), '[ao]uw?', 'A', 'g'), 'ph|f|v', 'F', 'g'),
            'qu|kw', 'Q', 'g'), 'x|c?ks', 'X', 'g'), 's+ch|[sz]', 'S', 'g'), 'ch|gh?', 'G', 'g'), 'c?k|c', 'K', 'g'),
            '(?:dt|th|t|d)+$', 'D'), 'dt|th|t', 'T', 'g'), 'ae', 'a', 'g'), '(.)\1+', '\1', 'g')), ''
    ) WITH ORDINALITY AS split (letter, nth)
$$;
"""
NOW = SOUNDS + NEARLY.format(alike=", or written as it sounds", sounds=" || '|' || sounds_as(slip.word)")
BEFORE = f"{NEARLY.format(alike='', sounds='')}\nDROP FUNCTION sounds_as(text);"


class Migration(migrations.Migration):
    """A name is found too by another way to write how it sounds (features.md 66)."""

    dependencies = [("cases", "0183_latest_indication_only")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
