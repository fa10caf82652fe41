from django.db import migrations

from municipalities.walls import written_by

NUMBERS_OF_THE_LAW = ["parameter", "aowage", "retentionterm"]


class Migration(migrations.Migration):
    """The numbers of the law are written by who migrates, companies by who registers."""

    dependencies = [("cases", "0142_hirers_merged"), ("municipalities", "0031_who_writes")]
    operations = [
        *[written_by(f"cases_{table}") for table in NUMBERS_OF_THE_LAW],
        *[written_by(f"cases_{table}", "consulent", "jobcoach") for table in ("hirer", "hirersite")],
    ]
