from django.db import migrations, models


class Migration(migrations.Migration):
    """Room for the place of an edition in the chain and its signature; still empty."""

    dependencies = [("reports", "0020_finance")]
    operations = [
        migrations.AddField(
            "report", "number", models.PositiveIntegerField("nummer in de keten", null=True, editable=False)
        ),
        *(
            migrations.AddField("report", name, models.CharField(label, max_length=length, default="", editable=False))
            for name, label, length in (
                ("former", "schakel ervoor", 64),
                ("link", "schakel", 64),
                ("signature", "handtekening van het portaal", 128),
                ("signed_with", "openbare sleutel", 64),
            )
        ),
    ]
