from django.db import migrations

from municipalities.signing import NO_SIGN, SIGN, signed


class Migration(migrations.Migration):
    """Who asks for a new second factor and who allows it sign with their own name."""

    dependencies = [("municipalities", "0017_note_line")]
    operations = [
        migrations.RunSQL(SIGN, NO_SIGN),
        signed("municipalities_secondfactorreset", "asked_by_id", "asked_on"),
        signed("municipalities_secondfactorreset", "allowed_by_id", "allowed_on"),
    ]
