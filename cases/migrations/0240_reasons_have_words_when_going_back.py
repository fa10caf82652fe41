from django.db import migrations

# Before 0192 a reason was words; a kind without words has those of the list. Who judged a correction judged its kind
# too, and nothing is recorded: so no trigger speaks. The former rows lose their kind as well.
WORDS = """
ALTER TABLE {table} DISABLE TRIGGER USER;
UPDATE {table} SET because = CASE kind
    WHEN 'late_melding' THEN 'te laat doorgegeven'
    WHEN 'verkeerde_invoer' THEN 'verkeerd ingevoerd'
    WHEN 'besluit' THEN 'besluit met terugwerkende kracht'
    WHEN 'controle' THEN 'herstel na controle'
END WHERE because = '' AND kind NOT IN ('', 'anders');
ALTER TABLE {table} ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    """Forwards nothing. Backwards each reason gets words, so that 0192 can go back: before it words were required."""

    dependencies = [("cases", "0233_document_words_walls")]
    operations = [
        migrations.RunSQL(migrations.RunSQL.noop, WORDS.format(table=f"cases_correction{former}"))
        for former in ("", "_history")
    ]
