from django.db import migrations

from municipalities.walls import written_by

# What only a consulent changes on a screen. A coach has the rest of the dossier: placements, contacts, plans.
OF_THE_CONSULENT = [
    "wswemployee", "residence", "employment", "contracthours", "leave", "waitingspell", "indication",
    "adaptationadvice", "reindication", "dismissaladvice", "caseload",
]  # fmt: skip
# What nobody takes away: it ends, or it is corrected. (The owner does, where an act says so.)
STAYS = ["wswemployee", "residence", "indication"]


def _stays(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER a_stays BEFORE DELETE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION written_by()",
        f"DROP TRIGGER a_stays ON {table}",
    )


class Migration(migrations.Migration):
    """By SQL too somebody writes no more of a dossier than on a screen (decision 0016)."""

    dependencies = [("cases", "0292_carry_out_merge")]
    operations = [
        *[written_by(f"cases_{table}", "consulent") for table in OF_THE_CONSULENT],
        *[_stays(f"cases_{table}") for table in STAYS],
    ]
