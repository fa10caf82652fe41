"""Who keeps the dossier reads and writes who stands by somebody; nobody takes it away: it ends by its last day."""

from django.db import migrations

from cases.walls import guard
from municipalities.recorded import keep_history


class Migration(migrations.Migration):
    dependencies = [("cases", "0205_representative")]
    operations = [
        keep_history("cases_representative"),
        *guard(
            "cases_representative", first="starts_on", last="ends_on", only="asker_registers()",
            acts=("insert", "update"),
        ),
    ]  # fmt: skip
