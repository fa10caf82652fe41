"""What the files of a register have no place for, made beside them, in sets and without dice.

Steps of long sickness, UWV's advice and requests for another decision, and a coach who is on holiday.

Each choice follows from the row's number, so the same register gets the same rows. Nobody in it exists.
"""

from datetime import date

from django.db import connection

from cases.demo import logins


def add(until: date) -> None:
    """After the import, in the same transaction."""
    with connection.cursor() as cursor:
        for statement in (_STEPS, _TALKS, _ADVICE, _ASKED, _HOLIDAY, _STAND_IN):
            cursor.execute(statement, {"until": until, "coach": logins.COACH[0]})


# Most steps were taken some days before they were due; of one in fourteen people one was forgotten.
_STEPS = """
INSERT INTO cases_poortwachterstep (spell_id, kind, done_on)
SELECT w.spell_id, w.kind, greatest(w.due_on - e.id::int %% 9, s.starts_on)
FROM poortwachter_steps(%(until)s) w
JOIN cases_wswemployee e ON e.id = w.employee_id JOIN cases_sickspell s ON s.id = w.spell_id
WHERE w.due_on - e.id::int %% 9 <= %(until)s AND w.kind <> 'voortgang'
  AND NOT (e.id %% 14 = 3 AND w.due_on > %(until)s - 90)
"""
# The last talk of who has been sick for months.
_TALKS = """
INSERT INTO cases_poortwachterstep (spell_id, kind, done_on)
SELECT w.spell_id, w.kind, greatest(%(until)s - w.employee_id::int %% 45, s.starts_on)
FROM poortwachter_steps(%(until)s) w JOIN cases_sickspell s ON s.id = w.spell_id
WHERE w.kind = 'voortgang' AND w.due_on < %(until)s
"""

# Four in ten of the latest decisions with one kind of advice, some with two.
_ADVICE = """
INSERT INTO cases_adaptationadvice (indication_id, kind, text)
SELECT held.id, a.kind, a.text FROM (
    SELECT DISTINCT ON (i.employee_id) i.id, i.employee_id FROM cases_indication i
    ORDER BY i.employee_id, i.starts_on DESC, i.decided_on DESC) held
JOIN (VALUES (0, 'technisch', 'Een tafel die in hoogte verstelt.'),
    (1, 'organisatorisch', 'Vaste taken, een voor een uitgelegd.'),
    (2, 'begeleiding', 'Elke dag een kort gesprek met de werkleider.'),
    (3, 'werktijd', 'Hoogstens vier uur achter elkaar, met vaste pauzes.'),
    (4, 'werktempo', 'Werk zonder lopende band.')) a (nth, kind, text)
    ON a.nth IN (held.employee_id %% 5, (held.employee_id / 7) %% 11)
WHERE held.employee_id %% 10 < 4
"""
# Of whose decision runs out within half a year every other was asked for in time; UWV received most of them.
_ASKED = """
INSERT INTO cases_reindication (employee_id, municipality_id, kind, asked_on, report_on, consents, received_on)
SELECT w.employee_id, r.municipality_id, 'gewoon', %(until)s - 20 - w.employee_id::int %% 30,
    %(until)s - 40 - w.employee_id::int %% 30, w.employee_id %% 7 <> 0,
    CASE WHEN w.employee_id %% 5 <> 0 THEN %(until)s - 17 - w.employee_id::int %% 30 END
FROM indication_terms(%(until)s) w
JOIN cases_residence r ON r.employee_id = w.employee_id AND r.starts_on <= %(until)s - 50
    AND (r.ends_on IS NULL OR r.ends_on >= %(until)s) AND r.municipality_id IS NOT NULL
WHERE w.kind = 'aanvraag' AND w.employee_id %% 2 = 0
"""
# The busiest other coach where the demo login's coach has most people is away; for four of them that one is there.
_HOLIDAY = """
WITH home AS (
    SELECT k.coach_id, u.email, r.municipality_id, count(*) AS people
    FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
    JOIN cases_residence r ON r.employee_id = k.employee_id AND r.ends_on IS NULL
    WHERE k.ends_on IS NULL AND r.municipality_id IS NOT NULL GROUP BY 1, 2, 3
)
INSERT INTO cases_coachchange (key, from_coach_id, to_coach_id, starts_on, ends_on, made_by_id, made_on)
SELECT gen_random_uuid(), away.coach_id, here.coach_id, %(until)s - 3, %(until)s + 11, away.coach_id, %(until)s - 7
FROM (SELECT * FROM home WHERE email = %(coach)s ORDER BY people DESC, municipality_id LIMIT 1) here
CROSS JOIN LATERAL (SELECT * FROM home h WHERE h.email <> %(coach)s AND h.municipality_id = here.municipality_id
    ORDER BY h.people DESC, h.coach_id LIMIT 1) away
"""
_STAND_IN = """
INSERT INTO cases_standin (employee_id, coach_id, instead_of_id, starts_on, ends_on, came_by_id)
SELECT k.employee_id, c.to_coach_id, c.from_coach_id, c.starts_on, c.ends_on, c.id
FROM cases_coachchange c CROSS JOIN LATERAL (
    SELECT x.employee_id FROM cases_caseload x
    WHERE x.coach_id = c.from_coach_id AND x.ends_on IS NULL ORDER BY x.employee_id LIMIT 4) k
"""
