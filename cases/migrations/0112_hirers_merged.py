import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Two hirers that are one company: the second points to the first, and can be taken apart again."""

    dependencies = [("cases", "0111_agreed_with_a_hirer")]

    operations = [
        migrations.AddField(
            model_name="hirer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="cases.hirer",
                verbose_name="samengevoegd met",
            ),
        ),
        migrations.AddConstraint(
            model_name="hirer",
            constraint=models.CheckConstraint(
                condition=~Q(merged_into=F("id")),
                name="hirer_is_not_merged_into_itself",
                violation_error_message="Kies een andere inlener.",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE cases_hirer_history ADD COLUMN merged_into_id bigint",
            "ALTER TABLE cases_hirer_history DROP COLUMN merged_into_id",
        ),
    ]
