"""Working days, the rules of a contact (R66) and its walls: who may read a note, and that it is not rewritten."""

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history

WORKDAYS = """
CREATE FUNCTION easter(y int) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- As cases/workdays.py.
DECLARE a int := y % 19; b int := y / 100; c int := y % 100; h int; l int; m int;
BEGIN
    h := (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    l := (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    m := (a + 11 * h + 22 * l) / 451;
    RETURN make_date(y, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
END $$;

CREATE FUNCTION is_workday(day date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- No Saturday, no Sunday, and no day of the Algemene termijnenwet art. 3.
    SELECT extract(isodow FROM day) < 6
        AND day - easter(extract(year FROM day)::int) NOT IN (-2, 1, 39, 50)
        AND to_char(day, 'MM-DD') NOT IN ('01-01', '05-05', '12-25', '12-26')
        AND NOT CASE WHEN extract(year FROM day) >= 2014
            THEN to_char(day, 'MM-DD') = '04-27' OR (to_char(day, 'MM-DD') = '04-26' AND extract(isodow FROM day) = 6)
            ELSE to_char(day, 'MM-DD') = '04-30' OR (to_char(day, 'MM-DD') = '04-29' AND extract(isodow FROM day) = 6)
            END
$$;

CREATE FUNCTION workdays_after(day date, count int) RETURNS date LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    FOR nth IN 1..count LOOP
        day := day + 1;
        WHILE NOT is_workday(day) LOOP
            day := day + 1;
        END LOOP;
    END LOOP;
    RETURN day;
END $$;
"""
NO_WORKDAYS = """
DROP FUNCTION workdays_after(date, int);
DROP FUNCTION is_workday(date);
DROP FUNCTION easter(int);
"""

RULES = """
CREATE FUNCTION contact_rules() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- R66. As the owner: a caseload or a role of yesterday is no longer the asker's to see.
DECLARE day date := (now() AT TIME ZONE 'Europe/Amsterdam')::date; broken text;
BEGIN
    IF TG_OP = 'INSERT' AND (NEW.received_at IS NULL OR NOT asker_is_process()) THEN
        NEW.received_at := now();
    END IF;
    IF NEW.held_on > day THEN
        broken := 'contact_lies_in_the_future';
    ELSIF NOT EXISTS (SELECT 1 FROM cases_caseload k WHERE k.employee_id = NEW.employee_id
            AND k.coach_id = NEW.author_id AND NEW.held_on BETWEEN k.starts_on AND coalesce(k.ends_on, 'infinity'))
        AND NOT EXISTS (SELECT 1 FROM municipalities_membership m WHERE m.user_id = NEW.author_id
            AND m.role = 'consulent' AND NEW.held_on BETWEEN m.starts_on AND coalesce(m.ends_on, 'infinity')) THEN
        broken := 'contact_before_the_caseload';
    ELSIF TG_OP = 'UPDATE' AND (day > workdays_after((OLD.received_at AT TIME ZONE 'Europe/Amsterdam')::date, 5)
        OR (NEW.employee_id, NEW.author_id, NEW.once, NEW.typed_at, NEW.received_at) IS DISTINCT FROM
            (OLD.employee_id, OLD.author_id, OLD.once, OLD.typed_at, OLD.received_at)) THEN
        broken := 'contact_changes_by_addendum';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'Regel geschonden: %', broken USING ERRCODE = 'check_violation', CONSTRAINT = broken;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON cases_contact FOR EACH ROW EXECUTE FUNCTION contact_rules();
CREATE TRIGGER a_about_whom BEFORE INSERT ON cases_addendum
    FOR EACH ROW EXECUTE FUNCTION fill_about_whom('cases_contact', 'contact_id');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON cases_addendum FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
NO_RULES = """
DROP TRIGGER append_only ON cases_addendum;
DROP TRIGGER a_about_whom ON cases_addendum;
DROP TRIGGER b_rules ON cases_contact;
DROP FUNCTION contact_rules();
"""

KEEPS = "asker_registers()"  # a controller reads no notes
READERS = f"{KEEPS} AND ({{table}}.readers IN ('dossier', asker_role()) OR {{table}}.author_id = asker_user())"
AUTHOR = "{table}.author_id = asker_user()"
SEEN = "EXISTS (SELECT 1 FROM cases_contact c WHERE c.id = {table}.%s)"  # the wall of the contact holds here too


class Migration(migrations.Migration):
    dependencies = [("cases", "0070_contacts")]
    operations = [
        migrations.RunSQL(WORKDAYS, NO_WORKDAYS),
        keep_history("cases_contact", "cases_appointment"),
        migrations.RunSQL(RULES, NO_RULES),
        *guard("cases_contact", first="held_on", only=READERS, mine=AUTHOR, acts=("insert", "update"), history=False),
        # What was for everybody once and is not now, is not found in the history either.
        *guard("cases_contact_history", first="held_on", only=f"{READERS} AND {SEEN % 'id'}", acts=(), history=False),
        *guard(
            "cases_addendum", only=f"{KEEPS} AND {SEEN % 'contact_id'}", mine=AUTHOR, acts=("insert",), history=False
        ),
        *guard("cases_appointment", first="planned_on", only=KEEPS),
    ]
