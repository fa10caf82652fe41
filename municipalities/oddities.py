"""What in the audit log asks for a second look: each rule in words, with its number and its SQL.

A rule points at something to ask about, not at somebody who did wrong: a colleague who catches up on a Saturday is
found too. The numbers are choices (docs/decisions/0011-traces.md), set so that an ordinary week gives few lines.

Every rule gives who, about whom (or nobody), when and how many; all of them come in one statement.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

OPENED = "act IN ('dossier_opened', 'dossier_form_opened', 'dossier_history_read')"
LOCAL = "(moment AT TIME ZONE 'Europe/Amsterdam')"


@dataclass(frozen=True)
class Rule:
    """`sql` selects asker, subject, moment and number from `lines`: the audit entries of the period."""

    code: str
    label: str
    explanation: str
    sql: str


RULES = (
    Rule(
        "many_in_an_hour",
        "Veel dossiers in een uur",
        "Meer dan 30 verschillende dossiers geopend binnen één uur.",
        f"SELECT asker, NULL::uuid, date_trunc('hour', min(moment)), count(DISTINCT subjects[1]) FROM lines"
        f" WHERE {OPENED} AND status = 'ok' GROUP BY asker, date_trunc('hour', moment)"
        " HAVING count(DISTINCT subjects[1]) > 30",
    ),
    Rule(
        "outside_office_hours",
        "Buiten werktijd",
        "Dossiers geopend in het weekend, voor 7.00 of na 20.00 uur.",
        f"SELECT asker, NULL::uuid, min(moment), count(*) FROM lines WHERE {OPENED} AND status = 'ok'"
        f" AND (extract(isodow FROM {LOCAL}) > 5 OR extract(hour FROM {LOCAL}) NOT BETWEEN 7 AND 19)"
        f" GROUP BY asker, {LOCAL}::date",
    ),
    Rule(
        "one_by_many",
        "Eén persoon door velen",
        "Een dossier dat door meer dan 5 verschillende gebruikers in één week is geopend.",
        f"SELECT '', subjects[1], min(moment), count(DISTINCT asker) FROM lines WHERE {OPENED} AND status = 'ok'"
        f" GROUP BY subjects[1], date_trunc('week', {LOCAL}) HAVING count(DISTINCT asker) > 5",
    ),
    Rule(
        "outside_own_people",
        "Buiten de eigen inwoners",
        "Meer dan 5 dossiers op een dag geopend van mensen die in een andere gemeente wonen.",
        "SELECT asker, NULL::uuid, min(moment), count(DISTINCT subjects[1]) FROM lines WHERE act = 'purpose_stated'"
        f" GROUP BY asker, {LOCAL}::date HAVING count(DISTINCT subjects[1]) > 5",
    ),
    Rule(
        "refused",
        "Vaak geweigerd",
        "Meer dan 3 keer op een dag iets gevraagd waar de gebruiker niet bij mag.",
        "SELECT asker, NULL::uuid, min(moment), count(*) FROM lines WHERE act = 'refused' AND asker <> ''"
        f" GROUP BY asker, {LOCAL}::date HAVING count(*) > 3",
    ),
    Rule(
        "bsn",
        "Veel burgerservicenummers",
        "Meer dan 10 volledige burgerservicenummers op een dag getoond.",
        "SELECT asker, NULL::uuid, min(moment), count(DISTINCT subjects[1]) FROM lines WHERE act = 'bsn_shown'"
        f" GROUP BY asker, {LOCAL}::date HAVING count(DISTINCT subjects[1]) > 10",
    ),
    Rule(
        "taken_along",
        "Vaak meegenomen",
        "Meer dan 5 keer op een dag gegevens van mensen als bestand of afdruk meegenomen.",
        "SELECT asker, NULL::uuid, min(moment), count(*) FROM lines WHERE act IN ('exported', 'printed')"
        f" GROUP BY asker, {LOCAL}::date HAVING count(*) > 5",
    ),
    Rule(
        "failed_logins",
        "Mislukt inloggen",
        "Meer dan 10 keer op een dag een verkeerd wachtwoord bij hetzelfde account.",
        "SELECT account::text, NULL::uuid, min(moment), count(*) FROM lines WHERE act = 'login_failed'"
        f" AND account IS NOT NULL GROUP BY account, {LOCAL}::date HAVING count(*) > 10",
    ),
)
MOST = 20  # of one rule


@dataclass(frozen=True)
class Found:
    """One line a rule points at. `asker` is empty where it is about a person, `subject` None where it is not."""

    asker: str
    subject: UUID | None
    moment: datetime
    number: int


def found(first: date, last: date) -> dict[str, list[Found]]:
    """By the code of each rule, what it points at in this period (both days inclusive), most first."""
    each = (f"(SELECT '{rule.code}', x.* FROM ({rule.sql}) x ORDER BY 5 DESC, 4 DESC LIMIT {MOST})" for rule in RULES)
    lines = f"WITH lines AS (SELECT * FROM municipalities_auditentry WHERE {IN_PERIOD}) "
    told: dict[str, list[Found]] = {rule.code: [] for rule in RULES}
    with connection.cursor() as cursor:
        cursor.execute(lines + " UNION ALL ".join(each), period(first, last))
        for code, *line in cursor.fetchall():
            told[code].append(Found(*line))
    return told


IN_PERIOD = (
    "moment >= %(first)s::timestamp AT TIME ZONE 'Europe/Amsterdam'"
    " AND moment < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Europe/Amsterdam'"
)


def period(first: date, last: date) -> dict[str, Any]:
    """The parameters of `IN_PERIOD`."""
    return {"first": first, "last": last}
