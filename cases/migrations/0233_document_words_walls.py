"""The words of a document are for who may open it, go with it, and are written by the process that reads it."""

import importlib

from django.db import migrations

from cases.walls import guard

DOCUMENTS = importlib.import_module("cases.migrations.0075_document_rules")
ABOUT = """
CREATE TRIGGER a_about_whom BEFORE INSERT ON cases_documentwords
    FOR EACH ROW EXECUTE FUNCTION fill_about_whom('cases_document', 'document_id');
"""
NOT_ABOUT = "DROP TRIGGER a_about_whom ON cases_documentwords;"
BY_THE_PROCESS = (
    "CREATE POLICY asker_inserts ON cases_documentwords FOR INSERT WITH CHECK (asker_is_process())",
    "DROP POLICY asker_inserts ON cases_documentwords",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0232_document_words")]
    operations = [
        migrations.RunSQL(ABOUT, NOT_ABOUT),
        *guard("cases_documentwords", only=DOCUMENTS.IN_SIGHT, mine=DOCUMENTS.OF_MINE, acts=("delete",), history=False),
        migrations.RunSQL(*BY_THE_PROCESS),
    ]
