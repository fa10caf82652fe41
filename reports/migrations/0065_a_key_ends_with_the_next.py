"""The key before ends unjudged only with the release of the next: until now a proposal that nobody released sufficed.

Who proposed it was another, but no two people had said that the figures change: one controller could end a key in a
closed year beside it, and leave the next one a proposal for ever.
"""

import importlib

from django.db import migrations

FORMER = importlib.import_module("reports.migrations.0061_money_changes").NOTES
OLD = """                AND k.released_on IS NULL AND k.starts_on = (is_now->>'ends_on')::date + 1
                AND NOT signs_now(k.proposed_by_id));"""
# `now()` is when this transaction began: what is released in it is recorded later.
NEW = """                AND k.starts_on = (is_now->>'ends_on')::date + 1
                AND signs_now(k.released_by_id) AND k.recorded_at >= now());"""


def noting(condition: str) -> str:
    """The function that notes what changed, with this condition for the end of a key."""
    begins = FORMER.index("CREATE FUNCTION note_money_change()")
    function = FORMER[begins : FORMER.index("CREATE FUNCTION money_is_judged()")]
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace(OLD, condition)


class Migration(migrations.Migration):
    dependencies = [("reports", "0061_money_changes")]

    operations = [migrations.RunSQL(noting(NEW), noting(OLD))]
