from typing import Any

from django.db import migrations

from reports import seal
from reports.editions import NONE_BEFORE, statement_of


def link(apps: Any, schema_editor: Any) -> None:
    """The editions that are there, in the order in which they were made."""
    former = NONE_BEFORE
    for number, report in enumerate(apps.get_model("reports", "Report").objects.order_by("made_at", "id"), start=1):
        report.number, report.former = number, former
        statement = statement_of(report)
        report.link, report.signature, report.signed_with = statement.link, seal.sign(statement.text), seal.public_key()
        report.save(update_fields=["number", "former", "link", "signature", "signed_with"])
        former = report.link


class Migration(migrations.Migration):
    dependencies = [("reports", "0021_edition_chain")]
    operations = [
        # What was signed stands still for everybody, the owner too; here it only gets its place in the chain.
        migrations.RunSQL("ALTER TABLE reports_report DISABLE TRIGGER USER", migrations.RunSQL.noop),
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.RunSQL("ALTER TABLE reports_report ENABLE TRIGGER USER", migrations.RunSQL.noop),
    ]
