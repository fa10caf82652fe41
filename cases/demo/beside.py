"""What the files of a register have no place for, made beside them, in sets and without dice.

Steps of long sickness, UWV's advice and requests for another decision, a coach who is on holiday, and contacts: those
of long ago whose term is over, and somebody who had much guidance lately.

Each choice follows from the row's number, so the same register gets the same rows. Nobody in it exists.
"""

from datetime import date

from django.db import connection

from cases.demo import logins


def add(until: date) -> None:
    """After the import, in the same transaction."""
    with connection.cursor() as cursor:
        for statement in (_STEPS, _TALKS, _ADVICE, _ASKED, _WAITING, _FINAL, _HOLIDAY, _STAND_IN, _LONG_AGO, _MUCH):
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
# Of a few UWV has the request for nearly sixteen weeks, and one in some four hundred no longer belongs to the group.
_IN_SERVICE = """
FROM cases_wswemployee p
JOIN cases_residence r ON r.employee_id = p.id AND r.ends_on IS NULL
JOIN municipalities_municipality m ON m.id = r.municipality_id AND m.takes_part
WHERE EXISTS (SELECT 1 FROM cases_employment e WHERE e.employee_id = p.id AND e.starts_on < %(until)s - 400
        AND (e.ends_on IS NULL OR e.ends_on > %(until)s))
    AND EXISTS (SELECT 1 FROM cases_indication i WHERE i.employee_id = p.id)
    AND NOT EXISTS (SELECT 1 FROM cases_reindication q WHERE q.employee_id = p.id)
"""
_WAITING = f"""
INSERT INTO cases_reindication (employee_id, municipality_id, kind, asked_on, report_on, consents, received_on)
SELECT p.id, r.municipality_id, 'gewoon', %(until)s - 112, %(until)s - 120, true, %(until)s - 108 + p.id::int %% 12
{_IN_SERVICE} AND p.id %% 151 = 9
"""
_FINAL = f"""
INSERT INTO cases_reindication
    (employee_id, municipality_id, kind, asked_on, received_on, outcome, decided_on, final_on, alternative)
SELECT p.id, r.municipality_id, 'gewoon', %(until)s - 190, %(until)s - 186, 'niet_doelgroep', %(until)s - 80,
    %(until)s - 12, 'aangeboden'
{_IN_SERVICE} AND p.id %% 401 = 5
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
# Visits of more than five years ago, by who was the coach then: they are on the destruction list (decision 0014).
_LONG_AGO = """
INSERT INTO cases_contact
    (key, employee_id, author_id, kind, held_on, minutes, text, readers, once, received_at, topics, present, follow_up)
SELECT gen_random_uuid(), k.employee_id, k.coach_id, 'werkplekbezoek', d.day::date, 30,
    'Het ritme zit er weer in.', 'dossier', gen_random_uuid(), d.day + interval '16 hours',
    '{werk}', '{medewerker}', ''
FROM cases_caseload k CROSS JOIN LATERAL generate_series(
    %(until)s - interval '5 years 20 weeks', %(until)s - interval '5 years 2 weeks', interval '9 weeks') d (day)
WHERE k.employee_id %% 25 = 4 AND k.starts_on <= d.day AND (k.ends_on IS NULL OR k.ends_on >= d.day)
"""
# Somebody new at a hirer with whom the coach worked along for days, in the quarter before this one.
_MUCH = """
INSERT INTO cases_contact
    (key, employee_id, author_id, kind, held_on, minutes, text, readers, once, received_at, topics, present, follow_up)
SELECT gen_random_uuid(), k.employee_id, k.coach_id, 'werkplekbezoek', d.day::date, 420,
    'Een dag meegewerkt op de nieuwe plek.', 'dossier', gen_random_uuid(), d.day + interval '16 hours',
    '{werk}', '{medewerker}', ''
FROM (SELECT date_trunc('quarter', %(until)s::date) AS day) quarter CROSS JOIN LATERAL generate_series(
    quarter.day - interval '11 weeks', quarter.day - interval '1 day', interval '6 days') d (day)
JOIN cases_caseload k ON k.starts_on <= quarter.day - interval '12 weeks' AND k.ends_on IS NULL
WHERE k.employee_id %% 111 = 8
"""
