"""Documents and their bytes: walled, written once; a mistake is taken back within a day by who made it."""

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history

RULES = """
CREATE TRIGGER a_about_whom BEFORE INSERT ON cases_documentcontent
    FOR EACH ROW EXECUTE FUNCTION fill_about_whom('cases_document', 'document_id');

CREATE FUNCTION document_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.key, NEW.employee_id, NEW.media, NEW.size, NEW.sha256, NEW.scan, NEW.added_by_id, NEW.added_at)
        IS DISTINCT FROM (OLD.key, OLD.employee_id, OLD.media, OLD.size, OLD.sha256, OLD.scan, OLD.added_by_id,
            OLD.added_at) THEN
        RAISE EXCEPTION 'Een document verandert niet; een ander vervangt het.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_rules BEFORE UPDATE ON cases_document FOR EACH ROW EXECUTE FUNCTION document_rules();
"""
NO_RULES = """
DROP TRIGGER b_rules ON cases_document;
DROP FUNCTION document_rules();
DROP TRIGGER a_about_whom ON cases_documentcontent;
"""
# What holds a BSN, or more than a coach needs: cases/models/document.py.
KEEPS = "asker_registers() AND (asker_role() <> 'jobcoach' OR {table}.kind NOT IN ('indicatie', 'contract'))"
MINE = "{table}.added_by_id = asker_user() AND {table}.added_at > now() - interval '1 day'"
IN_SIGHT = "asker_registers() AND EXISTS (SELECT 1 FROM cases_document d WHERE d.id = {table}.document_id)"
OF_MINE = (
    "EXISTS (SELECT 1 FROM cases_document d WHERE d.id = {table}.document_id AND d.added_by_id = asker_user()"
    " AND d.added_at > now() - interval '1 day')"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0074_documents")]
    operations = [
        keep_history("cases_document"),
        migrations.RunSQL(RULES, NO_RULES),
        *guard("cases_document", only=KEEPS, mine=MINE),
        *guard("cases_documentcontent", only=IN_SIGHT, mine=OF_MINE, acts=("insert", "delete"), history=False),
    ]
