from django.db import migrations

BY_NAME = """
UPDATE cases_savedview v SET position = o.nth
FROM (SELECT id, row_number() OVER (PARTITION BY membership_id ORDER BY name, id) AS nth FROM cases_savedview) o
WHERE o.id = v.id AND v.position = 0;
"""


class Migration(migrations.Migration):
    """Views that were there keep the order that they had: by name."""

    dependencies = [("cases", "0202_view_order")]
    operations = [migrations.RunSQL(BY_NAME, migrations.RunSQL.noop)]
