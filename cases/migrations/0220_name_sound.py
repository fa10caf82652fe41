import importlib

from django.db import migrations, models

by_sound = importlib.import_module("cases.migrations.0190_search_by_sound")

# What 0190 worked out for one word is now asked of a whole name too: who sounds alike has the same, so two who may be
# one are found by equality. The rules of sound stand here; `sounds_as` writes each out in all its ways, as it did.
SOUND_OF = r"""
CREATE FUNCTION sound_of(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Of a name in small letters without accents (`sort_form`): each sound one capital, what was doubled one letter,
    -- and one space between words.
    SELECT btrim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        regexp_replace(name, '[^[:alnum:]]+', ' ', 'g'),
        '([aou])(?:ij|i|y)', '\1J', 'g'), 'e(?:ij|i|y)|ij|y', 'Y', 'g'), '[ao]uw?', 'A', 'g'), 'ph|f|v', 'F', 'g'),
        'qu|kw', 'Q', 'g'), 'x|c?ks', 'X', 'g'), 's+ch|[sz]', 'S', 'g'), 'ch|gh?', 'G', 'g'), 'c?k|c', 'K', 'g'),
        '(?:dt|th|t|d)+\M', 'D', 'g'), 'dt|th|t', 'T', 'g'), 'ae', 'a', 'g'), '(.)\1+', '\1', 'g'))
$$;
"""
WAYS = r"""
CREATE OR REPLACE FUNCTION sounds_as(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE letter
        WHEN 'J' THEN '(?:ij|[ijy])' WHEN 'Y' THEN '(?:e[iy]|eij|ij|y)' WHEN 'A' THEN '[ao]uw?'
        WHEN 'F' THEN '(?:ph|f+|v)' WHEN 'Q' THEN '(?:qu|kw)' WHEN 'X' THEN '(?:x|c?ks)' WHEN 'G' THEN '(?:ch|g+h?)'
        WHEN 'S' THEN '(?:s+ch|[sz]+)' WHEN 'K' THEN '(?:c?k+|c+)' WHEN 'T' THEN '(?:d?t+|th)'
        WHEN 'D' THEN '(?:d+|d?t+|th)' WHEN 'a' THEN '(?:a+|ae)' ELSE letter || '+' END, '' ORDER BY nth)
    FROM regexp_split_to_table(sound_of(word), '') WITH ORDINALITY AS split (letter, nth)
$$;
"""
NO_SOUND_OF = (
    f"{by_sound.SOUNDS.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')} DROP FUNCTION sound_of(text);"
)

NORMALISE = """
CREATE OR REPLACE FUNCTION normalise_employee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sort_name := sort_form(NEW.last_name || ' ' || NEW.first_name);{sound}
    IF NEW.bsn_hash IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.bsn_hash IS DISTINCT FROM OLD.bsn_hash)
            AND NOT coalesce(elfproef(NEW.bsn), false) THEN
        RAISE EXCEPTION 'Dit is geen geldig burgerservicenummer. Controleer de negen cijfers.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bsn_passes_elfproef';
    END IF;
    NEW.bsn := NULL;
    RETURN NEW;
END $$;
"""
# Worked out from what is there already, so nobody's change: no former row, no other moment.
FILL = """
ALTER TABLE cases_wswemployee_history ADD COLUMN name_sound text NOT NULL DEFAULT '';
ALTER TABLE cases_wswemployee DISABLE TRIGGER USER;
ALTER TABLE cases_wswemployee_history DISABLE TRIGGER USER;
UPDATE cases_wswemployee SET name_sound = sound_of(sort_name) WHERE sort_name <> '';
UPDATE cases_wswemployee_history SET name_sound = sound_of(sort_name) WHERE sort_name <> '';
ALTER TABLE cases_wswemployee ENABLE TRIGGER USER;
ALTER TABLE cases_wswemployee_history ENABLE TRIGGER USER;
"""
NO_FILL = "ALTER TABLE cases_wswemployee_history DROP COLUMN name_sound;"


class Migration(migrations.Migration):
    """Who sounds alike is found by an index, also behind a wall (features.md 2)."""

    dependencies = [("cases", "0211_plan_approval_walls")]
    operations = [
        migrations.AddField("wswemployee", "name_sound", models.TextField(db_default="", editable=False)),
        migrations.RunSQL(SOUND_OF + WAYS, NO_SOUND_OF),
        migrations.RunSQL(
            NORMALISE.format(sound="\n    NEW.name_sound := sound_of(NEW.sort_name);"), NORMALISE.format(sound="")
        ),
        migrations.RunSQL(FILL, NO_FILL),
        migrations.AddIndex("wswemployee", models.Index(fields=["birth_date"], name="employee_by_birth_date")),
        migrations.AddIndex("wswemployee", models.Index(fields=["name_sound"], name="employee_by_sound")),
    ]
