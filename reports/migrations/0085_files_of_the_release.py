from django.db import migrations

WAS = "asker_is_process() OR asker_role() = 'controller'"
RELEASES = """asker_is_process() OR (asker_role() = 'controller' AND EXISTS (SELECT 1 FROM reports_report r
    WHERE r.id = report_id AND r.released_by_id = asker_user() AND r.released_at = now()))"""
POLICY = "ALTER POLICY asker_inserts ON reports_reportfile WITH CHECK ({condition});"


class Migration(migrations.Migration):
    """Who releases a report keeps its files, in that transaction: a file that lay there before was given out as it."""

    dependencies = [("reports", "0081_who_asks_for_a_report")]
    operations = [migrations.RunSQL(POLICY.format(condition=RELEASES), POLICY.format(condition=WAS))]
