from django.contrib.postgres.functions import RandomUUID
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

MODELS = ("employment", "contracthours", "leave")


def _with_key(model: str) -> list[Operation]:
    """The former rows get the new column too; of what was there before, they have no address."""
    key = models.UUIDField(db_default=RandomUUID(), editable=False, unique=True)
    history = f"cases_{model}_history"
    return [
        migrations.AddField(model, "key", key),
        migrations.RunSQL(f"ALTER TABLE {history} ADD COLUMN key uuid", f"ALTER TABLE {history} DROP COLUMN key"),
    ]


class Migration(migrations.Migration):
    """An employment, its hours and its leave have an address of their own, that tells nothing."""

    dependencies = [("cases", "0140_hold_employment_first")]
    operations = [operation for model in MODELS for operation in _with_key(model)]
