from django.db import migrations

WHY = r"""
CREATE FUNCTION nearly_day(one date, other date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Another day, but for one wrong digit, or with day and month in each other's place.
    SELECT CASE
        WHEN one = other THEN false
        WHEN extract(year FROM one) = extract(year FROM other) AND extract(day FROM one) = extract(month FROM other)
            AND extract(month FROM one) = extract(day FROM other) THEN true
        -- With one digit wrong two of the three are right; only then are digits counted.
        WHEN (extract(year FROM one) = extract(year FROM other))::int
            + (extract(month FROM one) = extract(month FROM other))::int
            + (extract(day FROM one) = extract(day FROM other))::int < 2 THEN false
        ELSE (SELECT count(*) = 1 FROM generate_series(1, 8) AS at
            WHERE substr(to_char(one, 'YYYYMMDD'), at, 1) <> substr(to_char(other, 'YYYYMMDD'), at, 1)) END
$$;

CREATE FUNCTION alike_name(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Of a first name or a surname: it is spelt nearly so, sounds the same, or sounds as the beginning of the other.
    -- The cheap question first; what has no sound begins nothing.
    SELECT public.similarity(one, other) >= 0.4
        OR starts_with(sound_of(sort_form(one)), nullif(sound_of(sort_form(other)), ''))
        OR starts_with(sound_of(sort_form(other)), nullif(sound_of(sort_form(one)), ''))
$$;

-- Without a FROM or a WHERE of its own: so it is written out where it is asked, and not called for each pair.
CREATE FUNCTION why_double(one cases_wswemployee, other cases_wswemployee) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Why these may be one person, strongest first; empty when nothing says so. In words: cases/doubles.py.
    SELECT array_remove(ARRAY[
        CASE WHEN one.bsn_hash = other.bsn_hash THEN 'bsn' END,
        CASE WHEN one.last_name = '' OR other.last_name = '' THEN NULL  -- a remainder is nobody
             WHEN one.birth_date = other.birth_date THEN
                CASE WHEN one.sort_name = other.sort_name THEN 'name'
                     WHEN one.name_sound = other.name_sound AND one.name_sound <> '' THEN 'sound'
                     WHEN alike_name(one.first_name, other.first_name) AND alike_name(one.last_name, other.last_name)
                        THEN 'spelling' END
             WHEN one.name_sound = other.name_sound AND nearly_day(one.birth_date, other.birth_date) THEN 'day' END,
        CASE WHEN one.last_name <> '' AND other.last_name <> '' AND one.birth_date = other.birth_date
                AND same_digits(one.personnel_number, other.personnel_number) THEN 'number' END
    ], NULL)
$$;
"""
DIGITS = r"""
CREATE FUNCTION same_digits(one text, other text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Two numbers that differ in letters, marks and leading zeros only, as two sources write them.
    SELECT ltrim(regexp_replace(one, '\D', '', 'g'), '0') = ltrim(regexp_replace(other, '\D', '', 'g'), '0')
        AND one ~ '[1-9]'
$$;
"""
DROP = """
DROP FUNCTION why_double(cases_wswemployee, cases_wswemployee);
DROP FUNCTION same_digits(text, text);
DROP FUNCTION alike_name(text, text);
DROP FUNCTION nearly_day(date, date);
"""


class Migration(migrations.Migration):
    """What makes two people look like one, in one place for who asks (features.md 2)."""

    dependencies = [("cases", "0220_name_sound")]
    operations = [migrations.RunSQL(DIGITS + WHY, DROP)]
