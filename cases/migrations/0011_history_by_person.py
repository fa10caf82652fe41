from django.db import migrations

TABLES = ("residence", "indication", "employment", "caseload", "sickspell")
MAKE = "".join(
    f"CREATE INDEX cases_{table}_history_about_whom ON cases_{table}_history (employee_id);\n" for table in TABLES
)
DROP = "".join(f"DROP INDEX cases_{table}_history_about_whom;\n" for table in TABLES)


class Migration(migrations.Migration):
    """Somebody's former rows are found by who they are about: the history of a dossier is one of its pages."""

    dependencies = [("cases", "0010_handovers"), ("cases", "0009_privacy_walls")]
    operations = [migrations.RunSQL(MAKE, DROP)]
