from django.db import migrations


def _stays(table: str, acts: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER a_stays BEFORE {acts} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION written_by()",
        f"DROP TRIGGER a_stays ON {table}",
    )


class Migration(migrations.Migration):
    """Nobody takes away a published figure or a wish for a report; of a wish only who counts says how far it is."""

    dependencies = [("reports", "0085_files_of_the_release")]
    operations = [_stays("reports_published", "DELETE"), _stays("reports_production", "UPDATE OR DELETE")]
