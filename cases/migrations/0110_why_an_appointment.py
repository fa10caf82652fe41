from django.db import migrations, models

REASONS = [
    ("afgesproken", "afgesproken"),
    ("eerste_dag", "eerste dag op deze plek"),
    ("week_5", "vijf weken op deze plek"),
    ("maand_3", "drie maanden op deze plek"),
    ("halfjaar", "elk halfjaar"),
    ("evaluatie", "evaluatie van het plan"),
    ("week_6", "gesprek na zes weken"),
    ("herindicatie", "gesprek voor de herindicatie"),
    ("overgang", "gesprek bij de nieuwe werkgever"),
]


class Migration(migrations.Migration):
    """Also after six weeks of sickness, before a re-indication and at a new employer."""

    dependencies = [("cases", "0101_statistics_by_import")]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="because",
            field=models.CharField(
                choices=REASONS, default="afgesproken", max_length=20, verbose_name="reden van de afspraak"
            ),
        )
    ]
