from django.db import migrations

from municipalities.recorded import keep_history


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_privacy")]
    operations = [keep_history("cases_privacyrequest", "cases_limitation")]
