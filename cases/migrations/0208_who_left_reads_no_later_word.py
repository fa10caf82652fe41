from django.db import migrations

from cases.walls import reads_otherwise

KEEPS = {"only": "asker_registers()"}
# A row has one value: whom one calls now, and what is still to be done, are of who has the person now. What was done in
# a municipality's own period stays with it.
STANDS_BY = {"last": "ends_on", **KEEPS}
TO_DO = {"last": "done_on", **KEEPS}
NOW = "greatest({table}.starts_on, asker_day())"
DONE = "greatest({table}.noted_on, coalesce({table}.done_on, asker_day()))"


class Migration(migrations.Migration):
    """Who left somebody by a move reads no number or words that another wrote since (R70)."""

    dependencies = [("cases", "0207_stand_ins_note_contacts")]
    operations = [
        reads_otherwise(f"{table}{former}", was=told | {"first": was}, now=told | {"first": now})
        for table, told, was, now in (
            ("cases_representative", STANDS_BY, "starts_on", NOW),
            ("cases_todo", TO_DO, "noted_on", DONE),
        )
        for former in ("", "_history")
    ]
