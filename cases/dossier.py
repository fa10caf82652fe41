"""What is registered about one person, and what of it held on a day.

All tables come in one statement, as JSON: one trip instead of ten, and plain rows where a model object would only
be read. The person's own row has passed the door (`visible_to`) before this is asked.

A dossier of an earlier day shows what held that day by what we know now, or by what was known at a moment: then the
same statement reads the rows as they were (`known` in municipalities/recorded.py).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection

from cases.aow import aow_on
from cases.models import PlacementForm
from municipalities.recorded import known

NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a first and a last day, both inclusive; no last day means still."""

    starts_on: date
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


@dataclass(frozen=True, slots=True)
class Home(Dated):
    source: str
    cbs_code: str | None  # None is abroad
    name: str | None
    takes_part: bool | None

    @property
    def place(self) -> str:
        return self.name or "buitenland"


@dataclass(frozen=True, slots=True)
class Decision(Dated):
    """An indication; its last day is that of its validity, after which the category still counts."""

    category: str
    decided_on: date
    bw_advice: bool | None
    withdrawn_on: date | None

    @property
    def works_until(self) -> date:
        """The last day it is valid: its term, or the day before it was withdrawn."""
        valid_until = self.ends_on or date.max
        return min(valid_until, self.withdrawn_on - NIGHT) if self.withdrawn_on else valid_until


@dataclass(frozen=True, slots=True)
class Job(Dated):
    id: int
    kind: str
    cao: str
    outflow_reason: str
    employer: str
    employer_place: str | None  # the municipality whose organisation it is
    executor: str | None
    key: str | None = None

    @property
    def short(self) -> str:
        return self.employer_place or self.employer


@dataclass(frozen=True, slots=True)
class Contract(Dated):
    job: int
    hours: Decimal
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Away(Dated):
    job: int
    kind: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Work(Dated):
    """A placement. Without a `key` it is no row: the hours of begeleid werken with one's own employer."""

    job: int
    key: str | None
    form: str
    hours: Decimal
    hirer: str | None
    location: str
    function: str
    end_reason: str
    contract_ends: date | None = None  # of the contract with the hirer

    @property
    def step(self) -> int:
        return PlacementForm(self.form).step

    @property
    def label(self) -> str:
        return str(PlacementForm(self.form).label)

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.hirer or self.location, self.function) if part)


@dataclass(frozen=True, slots=True)
class Sick(Dated):
    percentages: tuple[tuple[date, int], ...]
    key: str = ""
    steps: tuple[tuple[str, date], ...] = ()  # of the Wet verbetering poortwachter, those taken: kind and day

    def percentage_on(self, day: date) -> int | None:
        """How much off work on a day; None when nobody wrote it down."""
        return next((percentage for since, percentage in reversed(self.percentages) if since <= day), None)


@dataclass(frozen=True, slots=True)
class Coached(Dated):
    coach: str


@dataclass(frozen=True, slots=True)
class Asked(Dated):
    """A request to UWV for another decision, from the day it was asked to its outcome."""

    received_on: date | None
    outcome: str


@dataclass(frozen=True, slots=True)
class StoodIn(Dated):
    coach: str
    instead_of: str


@dataclass(frozen=True, slots=True)
class Agreed(Dated):
    """A begeleid-werkencontract."""

    key: str
    employer: str
    hours: Decimal
    support: str | None
    support_asked_on: date | None
    choices_offered: int | None
    return_guarantee: bool


@dataclass(frozen=True, slots=True)
class Worth(Dated):
    """A measured loonwaarde; it begins on the day it was measured."""

    percentage: Decimal
    measured_by: str


@dataclass(frozen=True, slots=True)
class Adapted(Dated):
    """An adaptation of the workplace; it begins on the day it was agreed."""

    key: str
    kind: str
    what: str
    delivered_on: date | None


@dataclass(frozen=True, slots=True)
class Waited(Dated):
    """A place on a waiting list."""

    key: str
    scheme: str
    ended_by: str
    advice_asked_on: date | None
    advised_on: date | None


@dataclass(frozen=True, slots=True)
class Proposed(Dated):
    """Somebody was proposed for work, or tried there; until the next step."""

    step: str
    hirer: str
    function: str

    @property
    def where(self) -> str:
        return ", ".join(part for part in (self.hirer, self.function) if part)


Row = TypeVar("Row", bound=Dated)


def running(rows: Iterable[Row], day: date) -> list[Row]:
    return [row for row in rows if row.runs_on(day)]


@dataclass(frozen=True)
class Dossier:
    """Everything dated about one person, each part in order of its first day. Settings are those of the day asked."""

    homes: tuple[Home, ...]
    decisions: tuple[Decision, ...]
    jobs: tuple[Job, ...]
    contracts: tuple[Contract, ...]
    away: tuple[Away, ...]
    work: tuple[Work, ...]
    sick: tuple[Sick, ...]
    coached: tuple[Coached, ...]
    settings: dict[str, Decimal]
    aow_on: date | None
    died_on: date | None
    stand_ins: tuple[StoodIn, ...] = ()
    requests: tuple[Asked, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    worth: tuple[Worth, ...] = ()
    adapted: tuple[Adapted, ...] = ()
    waited: tuple[Waited, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    @property
    def last_counted_day(self) -> date:
        """The day before AOW (R26) or the day of death, whichever comes first."""
        return min(self.aow_on - NIGHT if self.aow_on else date.max, self.died_on or date.max)

    @property
    def last_day_in_service(self) -> date:
        """The last day of the latest employment, no later than the last that counts; `date.max` when there is none."""
        ends = [job.ends_on or date.max for job in self.jobs]
        return min(max(ends, default=date.max), self.last_counted_day)

    def home_on(self, day: date) -> Home | None:
        return next(iter(running(self.homes, day)), None)

    def decision_on(self, day: date) -> Decision | None:
        """The latest to have taken effect, also after its validity (R14)."""
        return next((each for each in reversed(self.decisions) if each.starts_on <= day), None)

    def contract_of(self, job: Job, day: date) -> Decimal:
        return sum((each.hours for each in running(self.contracts, day) if each.job == job.id), Decimal(0))

    def away_from(self, job: Job, day: date) -> Away | None:
        return next((each for each in running(self.away, day) if each.job == job.id), None)


def read(
    person: int,
    *,
    born: date,
    died_on: date | None,
    day: date,
    until: date = date.max,
    known_on: datetime | None = None,
) -> Dossier:
    """The dossier of the employee with this id; the norm hours and the cap are those of `day`. One query.

    As known at `known_on`, or now. Nothing that begins or ends after `until`: that is no longer for who asks.
    """
    sql = _TABLE.sub(lambda found: known(found[0], known_on), _SQL)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"person": person, "day": day, "known_on": known_on})
        found = json.loads(cursor.fetchone()[0], parse_float=Decimal)
    return Dossier(
        **{name: _rows(kind, found[name], until) for name, kind in _PARTS.items()},
        settings=found["settings"] or {},
        aow_on=aow_on(born, (tuple(age) for age in found["ages"] or ())),
        died_on=died_on,
    )


# As they were known. Municipalities, organisations and colleagues are called as they are now.
_TABLE = re.compile(r"\bcases_\w+")
_PARTS: dict[str, type[Dated]] = {
    "homes": Home, "decisions": Decision, "jobs": Job, "contracts": Contract, "away": Away, "work": Work, "sick": Sick,
    "stand_ins": StoodIn, "requests": Asked,
    "coached": Coached, "agreed": Agreed, "worth": Worth, "adapted": Adapted,
    "waited": Waited,
    "proposed": Proposed,
}  # fmt: skip
_DAYS = {
    "starts_on", "ends_on", "decided_on", "withdrawn_on", "contract_ends", "support_asked_on", "delivered_on",
    "received_on", "advice_asked_on", "advised_on",
}  # fmt: skip


def _rows(kind: type[Dated], rows: list[dict[str, Any]] | None, until: date) -> tuple[Any, ...]:
    made = (kind(**{name: _value(name, value) for name, value in row.items()}) for row in rows or ())
    return tuple(_seen(row, until) for row in made if row.starts_on <= until)


def _seen(row: Any, until: date) -> Any:
    """As one sees it who looks until that day: what ended later still ran. A term of validity came with the row."""
    if isinstance(row, Decision):
        return replace(row, withdrawn_on=None) if row.withdrawn_on and row.withdrawn_on > until else row
    if isinstance(row, Worth) or row.ends_on is None or row.ends_on <= until:
        return row
    why = [name for name in ("end_reason", "outflow_reason", "outcome", "ended_by") if hasattr(row, name)]
    return replace(row, ends_on=None, **dict.fromkeys(why, ""))


def _value(name: str, value: Any) -> Any:
    if name in _DAYS:
        return value and date.fromisoformat(value)
    if name == "percentages":
        return tuple((date.fromisoformat(since), percentage) for since, percentage in value or ())
    if name == "steps":
        return tuple((kind, date.fromisoformat(done)) for kind, done in value or ())
    return value


_SQL = """
SELECT jsonb_build_object(
'homes', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT r.starts_on, r.ends_on, r.source, m.cbs_code, m.name, m.takes_part
    FROM cases_residence r LEFT JOIN municipalities_municipality m ON m.id = r.municipality_id
    WHERE r.employee_id = %(person)s) x),
'decisions', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.decided_on) FROM (
    SELECT i.starts_on, i.valid_until AS ends_on, i.category, i.decided_on, i.bw_advice, i.withdrawn_on
    FROM cases_indication i WHERE i.employee_id = %(person)s) x),
'jobs', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.id) FROM (
    SELECT e.id, e.starts_on, e.ends_on, e.kind, e.cao, e.outflow_reason, o.name AS employer, m.name AS employer_place,
        u.name AS executor, e.key
    FROM cases_employment e JOIN municipalities_organisation o ON o.id = e.employer_id
    LEFT JOIN municipalities_municipality m ON m.id = o.municipality_id
    LEFT JOIN municipalities_organisation u ON u.id = e.executor_id
    WHERE e.employee_id = %(person)s) x),
'contracts', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.job) FROM (
    SELECT h.employment_id AS job, h.starts_on, h.ends_on, h.hours, h.key
    FROM cases_employment e JOIN cases_contracthours h ON h.employment_id = e.id WHERE e.employee_id = %(person)s) x),
'away', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.job) FROM (
    SELECT l.employment_id AS job, l.starts_on, l.ends_on, l.kind, l.key
    FROM cases_employment e JOIN cases_leave l ON l.employment_id = e.id WHERE e.employee_id = %(person)s) x),
'work', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.key) FROM (
    SELECT p.employment_id AS job, p.key, p.starts_on, p.ends_on, p.form, p.hours, h.name AS hirer, p.location,
        p.function, p.end_reason, k.ends_on AS contract_ends
    FROM cases_employment e JOIN cases_placement p ON p.employment_id = e.id
    LEFT JOIN cases_hirer h ON h.id = p.hirer_id LEFT JOIN cases_contract k ON k.id = p.contract_id
    WHERE e.employee_id = %(person)s) x),
'sick', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT s.starts_on, s.recovered_on - 1 AS ends_on, s.key, (
        SELECT jsonb_agg(jsonb_build_array(p.starts_on, p.percentage) ORDER BY p.starts_on)
        FROM cases_sickpercentage p WHERE p.spell_id = s.id) AS percentages, (
        SELECT jsonb_agg(jsonb_build_array(w.kind, w.done_on) ORDER BY w.done_on)
        FROM cases_poortwachterstep w WHERE w.spell_id = s.id) AS steps
    FROM cases_sickspell s WHERE s.employee_id = %(person)s) x),
'coached', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT c.starts_on, c.ends_on, u.name AS coach
    FROM cases_caseload c JOIN municipalities_user u ON u.id = c.coach_id WHERE c.employee_id = %(person)s) x),
'stand_ins', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT s.starts_on, s.ends_on, u.name AS coach, v.name AS instead_of
    FROM cases_standin s JOIN municipalities_user u ON u.id = s.coach_id
    JOIN municipalities_user v ON v.id = s.instead_of_id WHERE s.employee_id = %(person)s) x),
'requests', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT r.asked_on AS starts_on, r.decided_on AS ends_on, r.received_on, r.outcome
    FROM cases_reindication r WHERE r.employee_id = %(person)s) x),
'agreed', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT s.starts_on, s.ends_on, s.key, h.name AS employer, s.hours, o.name AS support, s.support_asked_on,
        s.choices_offered, s.return_guarantee
    FROM cases_supportedcontract s JOIN cases_hirer h ON h.id = s.hirer_id
    LEFT JOIN municipalities_organisation o ON o.id = s.support_id WHERE s.employee_id = %(person)s) x),
'worth', (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
    SELECT l.measured_on AS starts_on, l.valid_until AS ends_on, l.percentage, l.measured_by
    FROM cases_loonwaarde l WHERE l.employee_id = %(person)s) x),
'adapted', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.key) FROM (
    SELECT a.agreed_on AS starts_on, a.ends_on, a.key, a.kind, a.what, a.delivered_on
    FROM cases_adaptation a WHERE a.employee_id = %(person)s) x),
'waited', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.key) FROM (
    SELECT w.starts_on, w.ends_on, w.key, w.scheme, w.ended_by, w.advice_asked_on, w.advised_on
    FROM cases_waitingspell w WHERE w.employee_id = %(person)s) x),
'proposed', (SELECT jsonb_agg(x ORDER BY x.starts_on, x.step DESC, x.hirer) FROM (
    SELECT p.proposed_on AS starts_on, greatest(p.proposed_on, coalesce(t.starts_on - 1, w.starts_on - 1, p.settled_on))
        AS ends_on, 'voorgesteld' AS step, h.name AS hirer, p.function
    FROM cases_proposal p JOIN cases_hirer h ON h.id = p.hirer_id
    LEFT JOIN cases_placement t ON t.id = p.trial_id LEFT JOIN cases_placement w ON w.id = p.placement_id
    WHERE p.employee_id = %(person)s
    UNION ALL SELECT t.starts_on, greatest(t.starts_on, CASE p.placement_id WHEN t.id THEN p.settled_on - 1
            ELSE t.ends_on END), 'proef', h.name, t.function
    FROM cases_proposal p JOIN cases_hirer h ON h.id = p.hirer_id JOIN cases_placement t ON t.id = p.trial_id
    WHERE p.employee_id = %(person)s) x),
'settings', (SELECT jsonb_object_agg(p.name, p.value) FROM cases_parameter p
    WHERE p.starts_on <= %(day)s AND (p.ends_on IS NULL OR p.ends_on >= %(day)s)),
'ages', (SELECT jsonb_agg(jsonb_build_array(a.year, a.years, a.months)) FROM cases_aowage a)
)::text
"""
