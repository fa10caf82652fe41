"""What the files of a register have no place for, made beside them: who took which step, in sets and without dice.

Each choice follows from the row's number, so the same register gets the same rows. Nobody in it exists.
"""

from datetime import date

from django.db import connection


def add(until: date) -> None:
    """After the import, in the same transaction."""
    with connection.cursor() as cursor:
        for statement in (_STEPS, _TALKS):
            cursor.execute(statement, {"until": until})


# Most steps were taken some days before they were due; of one in fourteen people one was forgotten.
_STEPS = """
INSERT INTO cases_poortwachterstep (spell_id, kind, done_on)
SELECT w.spell_id, w.kind, greatest(w.due_on - e.id::int % 9, s.starts_on)
FROM poortwachter_steps(%(until)s) w
JOIN cases_wswemployee e ON e.id = w.employee_id JOIN cases_sickspell s ON s.id = w.spell_id
WHERE w.due_on - e.id::int % 9 <= %(until)s AND w.kind <> 'voortgang'
  AND NOT (e.id % 14 = 3 AND w.due_on > %(until)s - 90)
"""
# The last talk of who has been sick for months.
_TALKS = """
INSERT INTO cases_poortwachterstep (spell_id, kind, done_on)
SELECT w.spell_id, w.kind, greatest(%(until)s - w.employee_id::int % 45, s.starts_on)
FROM poortwachter_steps(%(until)s) w JOIN cases_sickspell s ON s.id = w.spell_id
WHERE w.kind = 'voortgang' AND w.due_on < %(until)s
"""
