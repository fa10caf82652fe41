"""Every row about a person says whom it is about, so that its wall needs no other table to know."""

import django.db.models.deletion
from django.db import migrations, models

UNDER = {  # table: its own table above it, and the column that points there
    "contracthours": ("cases_employment", "employment_id"),
    "leave": ("cases_employment", "employment_id"),
    "placement": ("cases_employment", "employment_id"),
    "sickpercentage": ("cases_sickspell", "spell_id"),
}

ABOUT = """
CREATE FUNCTION fill_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- The person of the row above, whatever the writer says. TG_ARGV: the table above, and the column that points there.
BEGIN
    EXECUTE format('SELECT employee_id FROM %I WHERE id = $1', TG_ARGV[0])
        INTO NEW.employee_id USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION follow_about_whom() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- What lies under a row that moves to another person moves along.
BEGIN
    IF TG_TABLE_NAME = 'cases_employment' THEN
        UPDATE cases_contracthours SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_leave SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
        UPDATE cases_placement SET employee_id = NEW.employee_id WHERE employment_id = NEW.id;
    ELSE
        UPDATE cases_sickpercentage SET employee_id = NEW.employee_id WHERE spell_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER b_follow AFTER UPDATE OF employee_id ON cases_employment FOR EACH ROW
    WHEN (NEW.employee_id <> OLD.employee_id) EXECUTE FUNCTION follow_about_whom();
CREATE TRIGGER b_follow AFTER UPDATE OF employee_id ON cases_sickspell FOR EACH ROW
    WHEN (NEW.employee_id <> OLD.employee_id) EXECUTE FUNCTION follow_about_whom();
"""
NOT_ABOUT = """
DROP TRIGGER b_follow ON cases_sickspell;
DROP TRIGGER b_follow ON cases_employment;
DROP FUNCTION follow_about_whom();
DROP FUNCTION fill_about_whom();
"""

ADD = """
ALTER TABLE {table} ADD COLUMN employee_id bigint;
ALTER TABLE {table}_history ADD COLUMN employee_id bigint;
ALTER TABLE {table} DISABLE TRIGGER USER;
ALTER TABLE {table}_history DISABLE TRIGGER USER;
UPDATE {table} t SET employee_id = a.employee_id FROM {above} a WHERE a.id = t.{column};
UPDATE {table}_history t SET employee_id = coalesce(
    (SELECT a.employee_id FROM {above} a WHERE a.id = t.{column}),
    (SELECT a.employee_id FROM {above}_history a WHERE a.id = t.{column} ORDER BY a.recorded_until DESC LIMIT 1));
ALTER TABLE {table} ENABLE TRIGGER USER;
ALTER TABLE {table}_history ENABLE TRIGGER USER;
ALTER TABLE {table} ALTER COLUMN employee_id SET NOT NULL, ADD CONSTRAINT {table}_about_whom
    FOREIGN KEY (employee_id) REFERENCES cases_wswemployee (id) DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX {table}_about_whom ON {table} (employee_id);
CREATE INDEX {table}_history_about_whom ON {table}_history (employee_id);
CREATE TRIGGER a_about_whom BEFORE INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION fill_about_whom('{above}', '{column}');
"""
REMOVE = """
DROP TRIGGER a_about_whom ON {table};
ALTER TABLE {table}_history DROP COLUMN employee_id;
ALTER TABLE {table} DROP COLUMN employee_id;
"""


def _with_person(model: str) -> migrations.RunSQL:
    above, column = UNDER[model]
    names = {"table": f"cases_{model}", "above": above, "column": column}
    about = models.ForeignKey(
        blank=True,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="cases.wswemployee",
    )
    field = migrations.AddField(model, "employee", about)
    return migrations.RunSQL(ADD.format(**names), REMOVE.format(**names), state_operations=[field])


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_parameters")]
    operations = [migrations.RunSQL(ABOUT, NOT_ABOUT), *[_with_person(model) for model in UNDER]]
