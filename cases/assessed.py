"""How somebody's work abilities were assessed, as it was known at a moment, laid beside one another on one list.

One statement reads all of one person and every published list. As it was scored stays beside what that is now.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from cases.abilities import Carried, Listed, carry, lineage
from cases.models import Assessment
from municipalities.recorded import known

_READ = """
SELECT (SELECT jsonb_agg(x ORDER BY x.assessed_on, x.id) FROM (
        SELECT a.id, a.key, a.plan_id AS plan, a.ability_list_id AS list, a.assessed_on, u.name AS by, a.remark,
            a.own_words, a.corrects_id AS corrects, a.because, (
                SELECT jsonb_agg(jsonb_build_object('ability', s.ability_id, 'step', s.step, 'said', s.said,
                    'own_step', s.own_step, 'own_said', s.own_said, 'note', s.note))
                FROM cases_abilityscore s WHERE s.assessment_id = a.id) AS scores
        FROM {known} a JOIN municipalities_user u ON u.id = a.assessed_by_id
        WHERE a.employee_id = %(person)s) x),
    (SELECT jsonb_agg(x ORDER BY x.starts_on) FROM (
        SELECT l.id, l.starts_on, l.steps, l.why, (SELECT jsonb_agg(jsonb_build_object(
                'id', b.id, 'number', b.number, 'name', b.name, 'meaning', b.meaning, 'former', b.former_id,
                'carries', b.carries, 'because', b.because) ORDER BY b.number)
            FROM cases_ability b WHERE b.ability_list_id = l.id) AS abilities
        FROM cases_abilitylist l WHERE l.published_on IS NOT NULL AND l.starts_on <= %(day)s) x)
"""


@dataclass(frozen=True)
class Scored:
    """One ability: the step and its words of then; what somebody thought themselves, when it was asked."""

    ability: int
    step: int
    said: str
    own_step: int | None
    own_said: str
    note: str


@dataclass(frozen=True)
class Assessed:
    id: int
    key: str
    plan: int
    list: int
    assessed_on: date
    by: str
    remark: str
    own_words: str
    corrects: int | None
    because: str
    scores: dict[int, Scored]


@dataclass(frozen=True)
class Published:
    id: int
    starts_on: date
    steps: list[str]
    why: str
    abilities: list[Listed]

    @property
    def high(self) -> int:
        return len(self.steps)


@dataclass(frozen=True)
class Compared:
    """An ability of a later list, as one assessment has it: as it was scored, and what that is on the later list."""

    assessed: Assessed
    scored: Scored | None
    name: str  # of then
    now: Carried
    moved: bool  # carried over from another list


@dataclass(frozen=True)
class Assessments:
    """All of one person, corrected ones too, and the lists up to the day looked at."""

    rows: list[Assessed]
    lists: list[Published]
    day: date

    @cached_property
    def standing(self) -> list[Assessed]:
        """What was not corrected, up to the day looked at, the first first."""
        corrected = {each.corrects for each in self.rows}
        found = [each for each in self.rows if each.id not in corrected and each.assessed_on <= self.day]
        return sorted(found, key=self.place)

    def place(self, assessed: Assessed) -> tuple[date, int]:
        """Its day, and of one day the order in which they were written first: a correction takes no later place."""
        rows, first = {each.id: each for each in self.rows}, assessed
        while first.corrects in rows:
            first = rows[first.corrects]
        return assessed.assessed_on, first.id

    def before(self, assessed: Assessed) -> Assessed | None:
        """The one that stands before it."""
        earlier = [each for each in self.standing if self.place(each) < self.place(assessed)]
        return earlier[-1] if earlier else None

    @cached_property
    def abilities(self) -> dict[int, Listed]:
        return {each.id: each for listed in self.lists for each in listed.abilities}

    @property
    def latest(self) -> Assessed | None:
        return self.standing[-1] if self.standing else None

    @property
    def in_force(self) -> Published:
        return self.lists[-1]

    def list_of(self, assessed: Assessed) -> Published:
        return next(each for each in self.lists if each.id == assessed.list)

    def scores_of(self, assessed: Assessed) -> list[tuple[Listed, Scored | None]]:
        """Each ability of the list of then with its score."""
        return [(each, assessed.scores.get(each.id)) for each in self.list_of(assessed).abilities]

    def compared(self, ability: Listed, assessed: Assessed) -> Compared:
        """`ability`, of a list as late as that of `assessed` or later, as `assessed` has it."""
        of_then = {each.id for each in self.list_of(assessed).abilities}
        came_from = lineage(ability.id, self.abilities)
        was = next((each for each in came_from if each in of_then), None)
        if was is None:
            because = self.abilities[came_from[-1]].because
            return Compared(assessed, None, "", Carried(None, because), moved=True)
        scored, name = assessed.scores.get(was), self.abilities[was].name
        now = carry(scored.step, was, ability.id, self.abilities) if scored else Carried(None, NOT_ASSESSED)
        return Compared(assessed, scored, name, now, moved=was != ability.id)

    def ended(self) -> list[tuple[Listed, list[tuple[Assessed, Scored]]]]:
        """Abilities that were scored and lead to none of the list in force, each with its scores."""
        alive = {each for now in self.in_force.abilities for each in lineage(now.id, self.abilities)}
        return [
            (listed, scored)
            for listed in self.abilities.values()
            if listed.id not in alive
            and (scored := [(each, each.scores[listed.id]) for each in self.standing if listed.id in each.scores])
        ]


NOT_ASSESSED = "toen niet beoordeeld"
NOT_NOW = "Deze keer niet beoordeeld"


def read(person: int, day: date, known_on: datetime | None = None) -> Assessments:
    """Up to and including `day`, by what was known at `known_on` (None: now). As the asker, behind the walls."""
    sql = _READ.replace("{known}", known(Assessment._meta.db_table, known_on))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"person": person, "day": day, "known_on": known_on})
        rows, lists = cursor.fetchone()
    return Assessments(
        [_assessed(row) for row in json.loads(rows or "[]")], [_list(row) for row in json.loads(lists or "[]")], day
    )


def _assessed(row: dict[str, Any]) -> Assessed:
    scores = {each["ability"]: Scored(**each) for each in row["scores"] or ()}
    return Assessed(**row | {"assessed_on": date.fromisoformat(row["assessed_on"]), "scores": scores})


def _list(row: dict[str, Any]) -> Published:
    abilities = [Listed(**each | {"carries": tuple(each["carries"])}) for each in row["abilities"] or ()]
    return Published(**row | {"starts_on": date.fromisoformat(row["starts_on"]), "abilities": abilities})


@dataclass(frozen=True)
class Told:
    """What is different from the time before: a sentence for each ability that moved or cannot be compared."""

    sentences: list[str]
    rest: list[str]  # which stayed where they were, and which were not assessed this time: a sentence for each


def differences(found: Assessments, assessed: Assessed) -> Told | None:
    """`assessed` beside the assessment before it, on the list of `assessed`; None when it is the first."""
    before = found.before(assessed)
    if before is None:
        return None
    pairs = [(ability, scored, found.compared(ability, before)) for ability, scored in found.scores_of(assessed)]
    same = [ability.name for ability, scored, was in pairs if scored and was.now.step == scored.step]
    left = [ability.name for ability, scored, was in pairs if scored is None and was.scored]
    high = found.list_of(assessed).high
    return Told(
        [said for ability, scored, was in pairs if scored for said in _different(ability, scored, was, high)],
        [f"{said}: {', '.join(names)}." for said, names in (("Gelijk gebleven", same), (NOT_NOW, left)) if names],
    )


def _different(ability: Listed, scored: Scored, was: Compared, high: int) -> Iterator[str]:
    name = f"{was.name}, " if was.name != ability.name else ""
    then = f" Toen was het: {name}{was.scored.said}." if was.scored and was.moved else ""
    if was.now.step is None:
        why = was.now.because
        if why == NOT_ASSESSED:
            yield f"{ability.name}: nu stap {scored.step} (van {high}). De vorige keer is dit niet beoordeeld."
        else:
            yield f"{ability.name}: nu stap {scored.step} (van {high}). Niet te vergelijken: {_end(why)}{then}"
    elif was.now.step != scored.step:
        yield f"{ability.name}: van stap {was.now.step} naar stap {scored.step} (van {high}).{then}"


def _end(said: str) -> str:
    """As the end of a sentence: a small first letter, and one full stop."""
    return said[:1].lower() + said[1:].rstrip(".") + "."


def summary(found: Assessments) -> dict[str, Any] | None:
    """The latest in a few lines, for a page that is about more; None when there is none."""
    latest = found.latest
    if latest is None:
        return None
    return {
        "on": latest.assessed_on,
        "by": latest.by,
        "own_words": latest.own_words,
        "scores": [
            {"name": each.name, "said": scored.said, "own": scored.own_said if scored.own_step != scored.step else ""}
            for each, scored in found.scores_of(latest)
            if scored
        ],
        "told": differences(found, latest),
    }
