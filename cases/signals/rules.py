"""Every signal there is: its number, what to do, for whom, when it comes and when it turns red.

A rule is one declaration. Its SQL is a relation of (employee_id, due_on), over everybody, on `%(day)s`; nothing in it
may depend on who asks. `refresh` makes a signal of each row, and closes a signal that no row stands for any more: so it
is the fact that closes it. The number is what is kept; it never changes, and is not used twice.

`due_on` must stay the same from one night to the next while the fact does, or what was put off comes back.
"""

from dataclasses import dataclass
from datetime import date

from cases.contacts import MOST_GUIDANCE

CONSULENT, COACH, CONTROLLER = "consulent", "jobcoach", "controller"
TERM, WORK, QUALITY = "termijn", "werk", "kwaliteit"
KINDS = {TERM: "een termijn", WORK: "werk en begeleiding", QUALITY: "de kwaliteit van de gegevens"}


@dataclass(frozen=True)
class Rule:
    """`says` stands before the day. `red` is from how many days before it (below zero: after it) it is serious.
    `ends`: the dossier says it already, in its list of what runs out (cases/endings.py).
    """

    number: str
    source: str
    what: str
    when: str
    kind: str
    roles: tuple[str, ...]
    says: str
    sql: str
    red: int | None = None
    ends: bool = False

    def level(self, due_on: date, day: date) -> str:
        return "bad" if self.red is not None and (due_on - day).days <= self.red else "warn"


def runs(row: str) -> str:
    return f"{row}.starts_on <= %(day)s AND ({row}.ends_on IS NULL OR {row}.ends_on >= %(day)s)"


def in_service(person: str) -> str:
    return f"EXISTS (SELECT 1 FROM cases_employment e WHERE e.employee_id = {person} AND {runs('e')})"


def has_coach(person: str) -> str:
    """Of what only a coach can do; S9 says who has none."""
    return f"EXISTS (SELECT 1 FROM cases_caseload c WHERE c.employee_id = {person} AND {runs('c')})"


# The decision that holds, or will: the latest of each person.
_LAST_INDICATION = """(SELECT DISTINCT ON (x.employee_id) x.employee_id, x.starts_on, x.valid_until, x.withdrawn_on,
        x.uwv_copy_on
    FROM cases_indication x ORDER BY x.employee_id, x.starts_on DESC, x.decided_on DESC)"""
# Nobody younger has AOW; so its day is computed for a few.
_OLD_ENOUGH = "p.birth_date <= %(day)s + 90 - interval '65 years'"
# A plan that both signed, and that nothing replaced or closed.
_ACTIVE = "('vastgesteld', 'lopend', 'geevalueerd')"
_DONE = "('bijgesteld', 'afgesloten')"


def _todo(owner: str) -> str:
    """What a colleague noted by hand, for who has this role."""
    return f"""SELECT t.employee_id, t.due_on FROM cases_todo t
        WHERE t.done_on IS NULL AND t.owner = '{owner}' AND t.due_on <= %(day)s + 7
        GROUP BY t.employee_id, t.due_on"""


RULES = (
    Rule(
        "S1", "R17", "Vraag een herindicatie aan bij UWV",
        "24 weken voordat de indicatie afloopt; rood na de laatste dag om aan te vragen (16 weken ervoor)",
        TERM, (CONSULENT,), "uiterlijk",
        f"""SELECT i.employee_id, i.valid_until - 112 AS due_on
        FROM {_LAST_INDICATION} i JOIN cases_wswemployee p ON p.id = i.employee_id
        WHERE i.withdrawn_on IS NULL AND i.valid_until BETWEEN %(day)s AND %(day)s + 168
            AND aow_day(p.birth_date) > i.valid_until AND {in_service("i.employee_id")}
            AND NOT EXISTS (SELECT 1 FROM cases_reindication r
                WHERE r.employee_id = i.employee_id AND r.outcome = '')""",
        red=-1,
        ends=True,
    ),
    Rule(
        "S2", "R14", "De indicatie is verlopen; de laatste categorie telt",
        "vanaf de dag na de indicatie, zolang het dienstverband loopt",
        TERM, (CONSULENT,), "op",
        f"""SELECT i.employee_id, i.valid_until AS due_on FROM {_LAST_INDICATION} i
        WHERE i.withdrawn_on IS NULL AND i.valid_until < %(day)s AND {in_service("i.employee_id")}""",
        ends=True,
    ),
    Rule(
        "S3", "Burgerlijk Wetboek 7:668", "Het dienstverband eindigt",
        "90 dagen voor de laatste dag, als er geen ander dienstverband na komt; rood vanaf 30 dagen",
        TERM, (CONSULENT, COACH), "op",
        """SELECT e.employee_id, min(e.ends_on) AS due_on FROM cases_employment e
        WHERE e.ends_on BETWEEN %(day)s AND %(day)s + 90 AND NOT EXISTS (
            SELECT 1 FROM cases_employment n WHERE n.employee_id = e.employee_id AND n.id <> e.id
                AND (n.ends_on IS NULL OR n.ends_on > e.ends_on))
        GROUP BY e.employee_id""",
        red=30,
        ends=True,
    ),
    Rule(
        "S4", "R44", "De plaatsing eindigt en er is nog geen vervolg",
        "90 dagen voor de laatste werkdag; rood vanaf 30 dagen",
        WORK, (COACH, CONSULENT), "op",
        """SELECT t.employee_id, min(t.ends_on) AS due_on
        FROM cases_placement t JOIN cases_employment e ON e.id = t.employment_id
        WHERE t.ends_on BETWEEN %(day)s AND %(day)s + 90 AND e.ends_on IS DISTINCT FROM t.ends_on AND NOT EXISTS (
            SELECT 1 FROM cases_placement n WHERE n.employee_id = t.employee_id AND n.id <> t.id
                AND n.starts_on > t.starts_on AND n.starts_on <= t.ends_on + 1
                AND (n.ends_on IS NULL OR n.ends_on > t.ends_on))
        GROUP BY t.employee_id""",
        red=30,
        ends=True,
    ),
    Rule(
        "S5", "R6", "Het contract is 0 uur per week",
        "een maand na de eerste dag met 0 uur",
        WORK, (CONSULENT,), "sinds",
        f"""SELECT h.employee_id, min(h.starts_on) AS due_on
        FROM cases_contracthours h JOIN cases_employment e ON e.id = h.employment_id
        WHERE h.hours = 0 AND {runs("h")} AND {runs("e")} AND h.starts_on + interval '1 month' <= %(day)s
        GROUP BY h.employee_id""",
    ),
    Rule(
        "S6", "R36", "In dienst en zonder werk (leegloop)",
        "vanaf de eerste dag zonder plaatsing; rood na 30 dagen",
        WORK, (COACH, CONSULENT), "sinds",
        f"""SELECT e.employee_id, max(greatest(e.starts_on,
            (SELECT max(t.ends_on) + 1 FROM cases_placement t
                WHERE t.employee_id = e.employee_id AND t.ends_on < %(day)s),
            (SELECT max(v.ends_on) + 1 FROM cases_leave v
                WHERE v.employment_id = e.id AND v.ends_on < %(day)s))) AS due_on
        FROM cases_employment e JOIN cases_wswemployee p ON p.id = e.employee_id
        JOIN cases_contracthours h ON h.employment_id = e.id AND h.hours > 0 AND {runs("h")}
        WHERE {runs("e")} AND e.kind <> 'begeleid_werken' AND p.died_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM cases_placement t WHERE t.employee_id = e.employee_id AND {runs("t")})
        AND NOT EXISTS (SELECT 1 FROM cases_leave v WHERE v.employment_id = e.id AND {runs("v")})
        GROUP BY e.employee_id""",
        red=-30,
    ),
    Rule(
        "S7", "R28d", "AOW-leeftijd bereikt, maar nog in dienst",
        "vanaf de dag van de AOW",
        QUALITY, (CONSULENT, CONTROLLER), "sinds",
        f"""SELECT p.id AS employee_id, aow_day(p.birth_date) AS due_on FROM cases_wswemployee p
        WHERE {_OLD_ENOUGH} AND p.died_on IS NULL AND aow_day(p.birth_date) <= %(day)s AND {in_service("p.id")}""",
        red=0,
        ends=True,
    ),
    Rule(
        "S8", "R26", "De AOW komt eraan en het dienstverband loopt door",
        "90 dagen voor de AOW; rood vanaf 30 dagen",
        TERM, (CONSULENT,), "op",
        f"""SELECT p.id AS employee_id, aow_day(p.birth_date) - 1 AS due_on FROM cases_wswemployee p
        WHERE {_OLD_ENOUGH} AND p.died_on IS NULL
            AND aow_day(p.birth_date) BETWEEN %(day)s + 1 AND %(day)s + 90 AND EXISTS (
                SELECT 1 FROM cases_employment e WHERE e.employee_id = p.id AND e.starts_on <= %(day)s
                    AND (e.ends_on IS NULL OR e.ends_on >= aow_day(p.birth_date)))""",
        red=30,
        ends=True,
    ),
    Rule(
        "S9", "features 21", "Er is geen jobcoach",
        "vanaf de eerste dag zonder jobcoach",
        WORK, (CONSULENT,), "sinds",
        f"""SELECT e.employee_id, greatest(min(e.starts_on), (
            SELECT max(k.ends_on) + 1 FROM cases_caseload k
            WHERE k.employee_id = e.employee_id AND k.ends_on < %(day)s)) AS due_on
        FROM cases_employment e WHERE {runs("e")} AND NOT EXISTS (
            SELECT 1 FROM cases_caseload k WHERE k.employee_id = e.employee_id AND {runs("k")})
        GROUP BY e.employee_id""",
    ),
    Rule(
        "S10", "features 21", "De jobcoach werkt hier niet meer",
        "vanaf de dag dat de rol van de jobcoach voorbij is, of het account dicht",
        WORK, (CONSULENT,), "sinds",
        f"""SELECT k.employee_id, greatest(k.starts_on, (
            SELECT max(m.ends_on) + 1 FROM municipalities_membership m
            WHERE m.user_id = k.coach_id AND m.role = 'jobcoach' AND m.ends_on < %(day)s)) AS due_on
        FROM cases_caseload k JOIN municipalities_user u ON u.id = k.coach_id
        WHERE {runs("k")} AND {in_service("k.employee_id")} AND NOT (u.is_active AND EXISTS (
            SELECT 1 FROM municipalities_membership m
            WHERE m.user_id = k.coach_id AND m.role = 'jobcoach' AND {runs("m")}))""",
        red=0,
    ),
    Rule(
        "S11", "R25", "De categorie ontbreekt: telt niet mee in de SE",
        "zolang iemand van na 1997 in dienst is zonder indicatie",
        QUALITY, (CONTROLLER, CONSULENT), "sinds",
        f"""SELECT e.employee_id, min(e.starts_on) AS due_on
        FROM cases_employment e JOIN cases_wswemployee p ON p.id = e.employee_id
        WHERE {runs("e")} AND e.kind IN ('nwsw', 'begeleid_werken') AND p.in_service_1997 IS NOT TRUE
            AND NOT EXISTS (SELECT 1 FROM cases_indication x
                WHERE x.employee_id = e.employee_id AND x.starts_on <= %(day)s)
        GROUP BY e.employee_id""",
        red=0,
    ),
    Rule(
        "S12", "R92", "Overleden, maar nog in dienst",
        "vanaf de dag na het overlijden",
        QUALITY, (CONSULENT, CONTROLLER), "sinds",
        f"""SELECT p.id AS employee_id, p.died_on AS due_on FROM cases_wswemployee p
        WHERE p.died_on < %(day)s AND {in_service("p.id")}""",
        red=0,
        ends=True,
    ),
    Rule(
        "S13", "R47", "De woonplaats ontbreekt: telt bij geen gemeente mee",
        "vanaf de eerste dag zonder woonplaats",
        QUALITY, (CONTROLLER, CONSULENT), "sinds",
        f"""SELECT e.employee_id, greatest(min(e.starts_on), (
            SELECT max(r.ends_on) + 1 FROM cases_residence r
            WHERE r.employee_id = e.employee_id AND r.ends_on < %(day)s)) AS due_on
        FROM cases_employment e WHERE {runs("e")} AND NOT EXISTS (
            SELECT 1 FROM cases_residence r WHERE r.employee_id = e.employee_id AND {runs("r")})
        GROUP BY e.employee_id""",
        red=0,
    ),
    Rule(
        "S14", "R44", "Het begeleid-werkencontract eindigt en er is nog geen vervolg",
        "90 dagen voor de laatste dag; rood vanaf 30 dagen",
        WORK, (COACH, CONSULENT), "op",
        """SELECT b.employee_id, min(b.ends_on) AS due_on FROM cases_supportedcontract b
        WHERE b.ends_on BETWEEN %(day)s AND %(day)s + 90 AND NOT EXISTS (
            SELECT 1 FROM cases_supportedcontract n WHERE n.employee_id = b.employee_id AND n.starts_on > b.starts_on)
        GROUP BY b.employee_id""",
        red=30,
    ),
    Rule(
        "S15", "R43", "Een half jaar zonder begeleiding bij begeleid werken: eigen keuze",
        "zes maanden nadat begeleiding is gevraagd, als er dan nog geen is",
        WORK, (CONSULENT,), "sinds",
        f"""SELECT b.employee_id, min((b.support_asked_on + interval '6 months')::date) AS due_on
        FROM cases_supportedcontract b WHERE {runs("b")} AND b.support_id IS NULL
            AND b.support_asked_on + interval '6 months' <= %(day)s
        GROUP BY b.employee_id""",
        red=0,
    ),
    Rule(
        "S16", "R29, R31", "Zet de volgende stap van de Wet verbetering poortwachter",
        "twee weken voor de laatste dag van de eerste stap die nog niet is gezet; rood na die dag",
        TERM, (COACH, CONSULENT), "uiterlijk",
        """SELECT s.employee_id, s.due_on FROM (
            SELECT DISTINCT ON (w.employee_id) w.employee_id, w.due_on
            FROM poortwachter_steps(%(day)s) w WHERE w.done_on IS NULL ORDER BY w.employee_id, w.due_on) s
        WHERE s.due_on - 14 <= %(day)s""",
        red=-1,
    ),
    Rule(
        "S17", "R18", "Vraag UWV naar het besluit over de herindicatie",
        "twee weken voor de laatste dag waarop UWV beslist (16 weken na ontvangst); rood na die dag",
        TERM, (CONSULENT,), "uiterlijk",
        """SELECT DISTINCT r.employee_id, r.received_on + 112 AS due_on FROM cases_reindication r
        WHERE r.outcome = '' AND r.received_on + 112 - 14 <= %(day)s""",
        red=-1,
    ),
    Rule(
        "S18", "R82", "Er is geen ondertekend begeleidingsplan",
        "vanaf de eerste dag met een jobcoach en zonder plan dat loopt",
        WORK, (COACH,), "sinds",
        f"""SELECT e.employee_id, greatest(min(e.starts_on), min(c.starts_on), (
            SELECT max(v.ends_on) + 1 FROM cases_supportplan v WHERE v.employee_id = e.employee_id
                AND v.state IN {_DONE} AND v.ends_on < %(day)s)) AS due_on
        FROM cases_employment e JOIN cases_wswemployee p ON p.id = e.employee_id
        JOIN cases_caseload c ON c.employee_id = e.employee_id
        WHERE {runs("e")} AND {runs("c")} AND p.died_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM cases_supportplan v WHERE v.employee_id = e.employee_id AND (
                v.state IN {_ACTIVE} OR v.state IN {_DONE} AND {runs("v")}))
        GROUP BY e.employee_id""",
    ),
    Rule(
        "S19", "R68", "Leg contact: het is te lang stil",
        "na 90 dagen zonder contact bij een plaatsing in IND of BW, na 180 dagen bij BSB",
        WORK, (COACH,), "sinds",
        f"""SELECT q.employee_id, q.due_on FROM (
            SELECT t.employee_id, greatest(min(t.starts_on), (
                SELECT max(k.held_on) FROM cases_contact k
                WHERE k.employee_id = t.employee_id AND k.held_on <= %(day)s))
                + min(CASE t.form WHEN 'BSB' THEN 180 ELSE 90 END) + 1 AS due_on
            FROM cases_placement t JOIN cases_wswemployee p ON p.id = t.employee_id
            WHERE t.form IN ('IND', 'BW', 'BSB') AND {runs("t")} AND p.died_on IS NULL
                AND {has_coach("t.employee_id")}
            GROUP BY t.employee_id) q
        WHERE q.due_on <= %(day)s""",
    ),
    Rule(
        "S20", "R22", "Stuur UWV een kopie: de indicatie is ingetrokken of vervallen",
        "vanaf de dag dat de indicatie ophield, een jaar lang, tot de kopie is verstuurd",
        TERM, (CONSULENT,), "sinds",
        f"""SELECT c.employee_id, c.ended_on AS due_on FROM (
            SELECT i.employee_id, i.valid_until, least(
                i.withdrawn_on, p.died_on, CASE WHEN {_OLD_ENOUGH} THEN aow_day(p.birth_date) END) AS ended_on
            FROM {_LAST_INDICATION} i JOIN cases_wswemployee p ON p.id = i.employee_id
            WHERE i.uwv_copy_on IS NULL) c
        WHERE c.ended_on BETWEEN %(day)s - 365 AND %(day)s AND c.valid_until >= c.ended_on""",
    ),
    Rule(
        "S21", "R23", "Niet langer doelgroep en er is iets anders: zeg op (Wsw art. 6 lid 2 onder b)",
        "vanaf de dag dat het besluit onherroepelijk is, zolang het dienstverband loopt",
        TERM, (CONSULENT,), "sinds",
        f"""SELECT DISTINCT r.employee_id, r.final_on AS due_on FROM cases_reindication r
        WHERE r.final_on <= %(day)s AND r.alternative <> '' AND {in_service("r.employee_id")}""",
    ),
    Rule(
        "S22", "R85", "Evalueer of vernieuw het begeleidingsplan",
        "vier weken voor de evaluatie na een jaar of de laatste dag van het plan; rood na die dag",
        WORK, (COACH,), "uiterlijk",
        f"""SELECT v.employee_id, v.due_on FROM (
            SELECT s.employee_id, least(s.ends_on, (coalesce((
                SELECT max(x.held_on) FROM cases_evaluation x WHERE x.plan_id = s.id AND x.held_on <= %(day)s),
                s.starts_on) + interval '1 year')::date) AS due_on
            FROM cases_supportplan s JOIN cases_wswemployee p ON p.id = s.employee_id
            WHERE s.state IN {_ACTIVE} AND p.died_on IS NULL AND {in_service("s.employee_id")}
                AND {has_coach("s.employee_id")}) v
        WHERE v.due_on - 28 <= %(day)s""",
        red=-1,
    ),
    Rule(
        "S23", "features 45", "Nieuw in uw caseload: maak kennis",
        "vanaf de eerste dag bij een andere jobcoach, vier weken lang of tot het eerste contact",
        WORK, (COACH,), "sinds",
        f"""SELECT c.employee_id, c.starts_on AS due_on
        FROM cases_caseload c JOIN cases_wswemployee p ON p.id = c.employee_id
        WHERE {runs("c")} AND c.starts_on > %(day)s - 28 AND p.died_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM cases_contact k WHERE k.employee_id = c.employee_id AND k.author_id = c.coach_id
                AND k.held_on >= c.starts_on)""",
    ),
    Rule(
        "S24", "R67", "Meer begeleiding dan 15 procent van de werktijd in een kwartaal",
        "een kwartaal lang, na een kwartaal met meer contact dan 15 procent van de contracturen",
        WORK, (COACH, CONSULENT), "tot en met",
        f"""SELECT g.employee_id, q.last AS due_on
        FROM (SELECT date_trunc('quarter', %(day)s::date)::date - 1 AS last,
                (date_trunc('quarter', %(day)s::date) - interval '3 months')::date AS first) q
        CROSS JOIN LATERAL (SELECT k.employee_id, sum(k.minutes) AS minutes FROM cases_contact k
            WHERE k.held_on BETWEEN q.first AND q.last GROUP BY k.employee_id) g
        CROSS JOIN LATERAL (SELECT sum(h.hours * 60 / 7
                * (least(h.ends_on, q.last) - greatest(h.starts_on, q.first) + 1)) AS minutes
            FROM cases_contracthours h WHERE h.employee_id = g.employee_id AND h.starts_on <= q.last
                AND (h.ends_on IS NULL OR h.ends_on >= q.first)) w
        WHERE w.minutes > 0 AND g.minutes > w.minutes * {MOST_GUIDANCE} AND {in_service("g.employee_id")}""",
    ),
    Rule(
        "S25", "features 43", "Een afspraak is voorbij: leg het contact vast",
        "vanaf de dag na de afspraak, tot er contact is geweest; rood na twee weken",
        WORK, (COACH,), "op",
        f"""SELECT a.employee_id, min(a.planned_on) AS due_on
        FROM cases_appointment a JOIN cases_wswemployee p ON p.id = a.employee_id
        WHERE a.kept_by_id IS NULL AND a.planned_on < %(day)s AND a.because <> 'evaluatie' AND p.died_on IS NULL
            AND {has_coach("a.employee_id")} AND {in_service("a.employee_id")}
        GROUP BY a.employee_id""",
        red=-14,
    ),
    Rule(
        "S26", "R44", "Het detacheringscontract eindigt, de plaatsing loopt door: verleng het of beëindig haar",
        "90 dagen voor de laatste dag van het contract, zolang de plaatsing langer duurt; rood vanaf 30 dagen",
        WORK, (COACH, CONSULENT), "op",
        f"""SELECT t.employee_id, min(k.ends_on) AS due_on
        FROM cases_placement t JOIN cases_contract k ON k.id = t.contract_id
        WHERE k.ends_on <= %(day)s + 90 AND t.starts_on <= k.ends_on AND (t.ends_on IS NULL OR t.ends_on > k.ends_on)
            AND {runs("t")}
        GROUP BY t.employee_id""",
        red=30,
        ends=True,
    ),
    Rule(
        "S27", "features 31", "Een actie uit het plan is niet op tijd gedaan",
        "vanaf de dag nadat de actie klaar moest zijn, zolang het plan loopt; rood na twee weken",
        WORK, (COACH,), "uiterlijk",
        f"""SELECT a.employee_id, a.due_on
        FROM cases_goalaction a JOIN cases_goal g ON g.id = a.goal_id JOIN cases_supportplan s ON s.id = g.plan_id
        JOIN cases_wswemployee p ON p.id = a.employee_id
        WHERE a.done_on IS NULL AND a.due_on < %(day)s AND s.state IN {_ACTIVE} AND p.died_on IS NULL
            AND {has_coach("a.employee_id")} AND {in_service("a.employee_id")}
        GROUP BY a.employee_id, a.due_on""",
        red=-14,
    ),
    Rule(
        "S28", "features 42", "Er staat een taak voor de jobcoach",
        "een week voordat de taak klaar moet zijn; rood als de dag voorbij is",
        WORK, (COACH,), "uiterlijk", _todo("jobcoach"), red=-1, ends=True,
    ),
    Rule(
        "S29", "features 42", "Er staat een taak voor de consulent",
        "een week voordat de taak klaar moet zijn; rood als de dag voorbij is",
        WORK, (CONSULENT,), "uiterlijk", _todo("consulent"), red=-1, ends=True,
    ),
    Rule(
        "S30", "features 25", "Een voorstel wacht op een volgende stap",
        "drie weken na het voorstel, tot vastligt wat het werd; rood na nog drie weken",
        WORK, (COACH,), "uiterlijk",
        f"""SELECT v.employee_id, min(v.proposed_on) + 21 AS due_on
        FROM cases_proposal v JOIN cases_wswemployee p ON p.id = v.employee_id
        WHERE v.state = 'voorgesteld' AND v.proposed_on + 21 <= %(day)s AND p.died_on IS NULL
            AND {in_service("v.employee_id")} AND {has_coach("v.employee_id")}
        GROUP BY v.employee_id""",
        red=-21,
    ),
    Rule(
        "S31", "features 25", "De proef is voorbij of heeft geen laatste dag: leg vast hoe de proef afliep",
        "vanaf de dag na de laatste dag van de proef, of waarop die dag is weggehaald; rood na twee weken",
        WORK, (COACH,), "sinds",
        f"""SELECT v.employee_id,
            min(coalesce(t.ends_on + 1, (coalesce(had.one_until, t.recorded_at) AT TIME ZONE 'Europe/Amsterdam')::date))
                AS due_on
        FROM cases_proposal v JOIN cases_placement t ON t.id = v.trial_id
        JOIN cases_wswemployee p ON p.id = v.employee_id
        LEFT JOIN LATERAL (SELECT max(h.recorded_until) AS one_until FROM cases_placement_history h
            WHERE h.id = t.id AND h.ends_on IS NOT NULL AND t.ends_on IS NULL) had ON true
        WHERE v.state = 'proef' AND coalesce(t.ends_on, '-infinity') < %(day)s AND p.died_on IS NULL
            AND {in_service("v.employee_id")} AND {has_coach("v.employee_id")}
        GROUP BY v.employee_id""",
        red=-14,
    ),
    Rule(
        "S32", "Besluit advisering beschut werk", "UWV heeft nog geen advies over beschut werk gegeven",
        "acht weken nadat het is gevraagd, zolang iemand op de wachtlijst staat",
        TERM, (CONSULENT,), "uiterlijk",
        f"""SELECT w.employee_id, min(w.advice_asked_on) + 56 AS due_on
        FROM cases_waitingspell w JOIN cases_wswemployee p ON p.id = w.employee_id
        WHERE w.scheme = 'beschut' AND w.advice_asked_on + 56 < %(day)s AND w.advised_on IS NULL AND {runs("w")}
            AND p.died_on IS NULL
        GROUP BY w.employee_id""",
        red=-1,
    ),
)  # fmt: skip
NAMED_IN_MY_WEEK = ("S27", "S28", "S29")  # the start page has lists of its own that say what each of these is about
BY_NUMBER = {rule.number: rule for rule in RULES}
