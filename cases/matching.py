"""Who could work at an open place: of one's own people those with hours free, and for each what fits and what does not.

Nobody is chosen and nothing is scored. The order is plain, and said on the page: who has enough hours free first, then
who needs nothing that the place does not offer, then who lives in the municipality of the work, then by name. Not
asked: sickness, or why somebody needs an adaptation.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from cases import dutch
from cases.models import AdaptationKind, Vacancy
from cases.selection import behind
from cases.towns import Town, kilometres, main_town, town
from municipalities.models import Membership


@dataclass(frozen=True)
class Candidate:
    """`needs` are kinds of adaptation; `home` is the municipality somebody lives in, None when not known."""

    key: UUID
    name: str
    contract: Decimal
    idle: Decimal
    coach: str
    needs: tuple[str, ...]
    home: str | None
    home_code: str | None
    same_place: bool | None

    def missing(self, vacancy: Vacancy) -> list[str]:
        return [need for need in self.needs if need not in vacancy.offers]

    def reasons(self, vacancy: Vacancy) -> list[str]:
        """In sentences, what fits and what does not."""
        told = [self._hours(vacancy), self._needs(vacancy), self._travel(vacancy), self._distance(vacancy)]
        return [reason for reason in told if reason]

    def _hours(self, vacancy: Vacancy) -> str:
        free = f"{dutch.hours(self.idle)} van {dutch.hours(self.contract)} uur vrij"
        if self.idle >= vacancy.hours:
            return f"{free}: genoeg."
        return f"{free}: {dutch.hours(vacancy.hours - self.idle)} uur te weinig."

    def _needs(self, vacancy: Vacancy) -> str:
        if not self.needs:
            return "Geen aanpassing vastgelegd."
        missing = self.missing(vacancy)
        had = [_label(need) for need in self.needs if need not in missing]
        told = [f"Nodig en kan hier: {', '.join(had)}." if had else ""]
        told += [f"Nodig en niet geboden: {', '.join(map(_label, missing))}." if missing else ""]
        return " ".join(filter(None, told))

    def _travel(self, vacancy: Vacancy) -> str:
        if self.home is None:
            return "Woonplaats niet bekend."
        if self.same_place is None:
            return f"Woont in {self.home}; van de plek is de gemeente niet bekend."
        return f"Woont in {self.home}: {'dezelfde' if self.same_place else 'een andere'} gemeente."

    def _distance(self, vacancy: Vacancy) -> str:
        """From the main town of where somebody lives, for more is not kept; nothing where one of the two is unknown."""
        home, work = main_town(self.home_code, self.home), where(vacancy)
        if home is None or work is None or home == work:
            return ""
        return f"Hemelsbreed {kilometres(home, work)} km, van {home.name} naar {work.name}."


def where(vacancy: Vacancy) -> Town | None:
    """The town of the site, of the hirer, or the main one of the municipality of the work."""
    site, place = vacancy.site, vacancy.municipality
    at = town(site.city if site else "") or town(vacancy.hirer.city)
    return main_town(place.cbs_code, place.name) if at is None and place else at


def _label(kind: str) -> str:
    return str(AdaptationKind(kind).label)


_CANDIDATES = """
WITH behind AS MATERIALIZED ({door}),
contract AS (
    SELECT h.employee_id, sum(h.hours) AS hours FROM cases_contracthours h
    JOIN cases_employment e ON e.id = h.employment_id
    WHERE h.employee_id IN (SELECT id FROM behind)
        AND %(day)s BETWEEN h.starts_on AND coalesce(h.ends_on, 'infinity')
        AND %(day)s BETWEEN e.starts_on AND coalesce(e.ends_on, 'infinity')
        AND NOT EXISTS (SELECT 1 FROM cases_leave l WHERE l.employment_id = e.id
            AND %(day)s BETWEEN l.starts_on AND coalesce(l.ends_on, 'infinity'))
    GROUP BY h.employee_id
),
placed AS (
    SELECT p.employee_id, sum(p.hours) AS hours FROM cases_placement p
    WHERE p.employee_id IN (SELECT id FROM behind)
        AND %(day)s BETWEEN p.starts_on AND coalesce(p.ends_on, 'infinity')
    GROUP BY p.employee_id
),
decided AS (
    SELECT DISTINCT ON (i.employee_id) i.id FROM cases_indication i
    WHERE i.employee_id IN (SELECT id FROM behind) AND i.starts_on <= %(day)s
    ORDER BY i.employee_id, i.starts_on DESC, i.decided_on DESC, i.id DESC
),
needs AS (
    SELECT n.employee_id, array_agg(DISTINCT n.kind ORDER BY n.kind) AS kinds FROM (
        SELECT a.employee_id, a.kind FROM cases_adaptation a
        WHERE a.agreed_on <= %(day)s AND (a.ends_on IS NULL OR a.ends_on >= %(day)s)
        UNION ALL SELECT v.employee_id, v.kind FROM cases_adaptationadvice v JOIN decided d ON d.id = v.indication_id
    ) n GROUP BY n.employee_id
)
SELECT b.key, concat_ws(', ', b.last_name, nullif(b.prefix, ''), b.first_name), c.hours,
    c.hours - coalesce(p.hours, 0), coalesce((SELECT min(u.name) FROM cases_caseload k
        JOIN municipalities_user u ON u.id = k.coach_id WHERE k.employee_id = b.id
        AND %(day)s BETWEEN k.starts_on AND coalesce(k.ends_on, 'infinity')), ''),
    coalesce(n.kinds, ARRAY[]::varchar[]), m.name, m.cbs_code, m.id = %(at)s
FROM behind b JOIN contract c ON c.employee_id = b.id LEFT JOIN placed p ON p.employee_id = b.id
LEFT JOIN needs n ON n.employee_id = b.id
LEFT JOIN cases_residence r ON r.employee_id = b.id
    AND %(day)s BETWEEN r.starts_on AND coalesce(r.ends_on, 'infinity')
LEFT JOIN municipalities_municipality m ON m.id = r.municipality_id
WHERE c.hours > coalesce(p.hours, 0)
ORDER BY (c.hours - coalesce(p.hours, 0) < %(hours)s),
    NOT coalesce(n.kinds, ARRAY[]::varchar[]) <@ %(offers)s::varchar[],
    (m.id IS DISTINCT FROM %(at)s OR m.id IS NULL), b.sort_name, b.id
"""


def candidates(vacancy: Vacancy, membership: Membership, day: date) -> list[Candidate]:
    """Of the people behind the door those with hours free on the day the work begins, or `day` when that has been."""
    people = behind(membership, max(day, vacancy.starts_on))
    asked = {"at": vacancy.municipality_id, "hours": vacancy.hours, "offers": list(vacancy.offers)}
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES.format(door=people.door), people.parameters | asked)
        return [
            Candidate(key, name, contract, idle, coach, tuple(needs), home, code, same)
            for key, name, contract, idle, coach, needs, home, code, same in cursor.fetchall()
        ]


def filled(vacancies: Collection[Vacancy]) -> dict[int, int]:
    """How many people were placed at each, whoever they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vacancy_id, filled FROM vacancies_filled(%s)", [[each.pk for each in vacancies]])
        return dict(cursor.fetchall())


def shown(vacancy: Vacancy, taken: int, day: date) -> dict[str, Any]:
    """An open place as a line on a page. `state` is what the facts make of it."""
    over = vacancy.ends_on is not None and vacancy.ends_on < day
    states = (
        (vacancy.withdrawn_on is not None, f"ingetrokken op {dutch.day(vacancy.withdrawn_on)}"),
        (taken >= vacancy.wanted, "vervuld"),
        (over, f"voorbij sinds {dutch.day(vacancy.ends_on)}"),
    )
    state = next((said for so, said in states if so), "")
    return {
        "vacancy": vacancy, "hours": dutch.hours(vacancy.hours), "state": state, "is_open": not state, "filled": taken,
        "left": max(0, vacancy.wanted - taken), "offers": [_label(each) for each in vacancy.offers],
    }  # fmt: skip
