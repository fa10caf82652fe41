"""Who keeps the dossier sees a task and ticks it off. It is noted in one's own name and stays with whom it is about."""

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history

RULES = """
CREATE FUNCTION todo_rules() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT asker_is_process() THEN
            IF NEW.noted_by_id IS DISTINCT FROM asker_user() THEN
                RAISE EXCEPTION 'Iemand tekent alleen met de eigen naam.' USING ERRCODE = '42501';
            END IF;
            NEW.noted_on := (now() AT TIME ZONE 'Europe/Amsterdam')::date;
        END IF;
    ELSIF (NEW.employee_id, NEW.key, NEW.noted_by_id, NEW.noted_on)
            IS DISTINCT FROM (OLD.employee_id, OLD.key, OLD.noted_by_id, OLD.noted_on) THEN
        RAISE EXCEPTION 'Over wie een taak gaat en wie hem noteerde, verandert niet.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE INSERT OR UPDATE ON cases_todo FOR EACH ROW EXECUTE FUNCTION todo_rules();
"""
NO_RULES = "DROP TRIGGER b_rules ON cases_todo; DROP FUNCTION todo_rules();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0200_todo")]
    operations = [
        keep_history("cases_todo"),
        migrations.RunSQL(RULES, NO_RULES),
        # What is still open goes along with the person; what was done belongs to who had them then (R70).
        *guard("cases_todo", first="noted_on", last="done_on", only="asker_registers()", acts=("insert", "update")),
    ]
