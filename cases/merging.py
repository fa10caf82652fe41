"""Whether two dossiers can become one, what stands in the way, and what would move; and the same of taking apart.

What clashes is found by the database's own keys and exclusions (`merge_clashes`, migration 0292), so a table of
tomorrow is asked too. It is named only as far as the asker may see it; how many rows move is counted of all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import connection

from cases import history
from cases.models import PersonMerge, WswEmployee
from cases.refusals import of_constraint
from municipalities.asker import asked_by
from municipalities.models import Membership

PROCESS = "beforehand"
MOST = 20  # clashes that are named
CANNOT = {
    "": "Deze twee dossiers kunt u niet samenvoegen. Vraag de privacy officer van uw gemeente om mee te kijken.",
    "merged": "Een van deze dossiers is al samengevoegd. Haal dat eerst uit elkaar, of kies een ander dossier.",
    "two_people": "Van deze twee is gezegd dat het twee mensen zijn. Neem dat eerst terug.",
    "destruction": "Een van deze dossiers staat op een vernietigingslijst. Wacht tot daarover is besloten.",
    "nameless": "Een van deze dossiers is vernietigd.",
}
# What the database has no sentence for.
CLASHES = {
    "one_employment_at_a_time": "Twee dienstverbanden vallen in dezelfde dagen. Laat het ene eindigen.",
    "one_indication_at_a_time": "Twee indicaties gelden in dezelfde dagen. Laat er één over.",
    "one_day_of_death": "In de dossiers staan twee verschillende dagen van overlijden. Maak ze eerst gelijk.",
}
COUNTED_APART = {"cases_documentcontent", "cases_documentwords"}  # a file goes with its document


@dataclass(frozen=True)
class Clash:
    """Two rows that cannot stand in one dossier: why, and what each is called."""

    why: str
    gone: str
    stays: str


@dataclass(frozen=True)
class Moving:
    """How many rows of a kind go along, and how many are there already and go."""

    label: str
    moves: int
    twice: int


def why_not(*, gone: WswEmployee, stays: WswEmployee) -> str:
    """Why the asker cannot make these two one, apart from what clashes; empty when they can.

    One who does not see all of both reads no more than that they cannot.
    """
    if not sees_whole(gone, stays):
        return CANNOT[""]
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute("SELECT merge_cannot(%(gone)s, %(stays)s)", _both(gone, stays))
        code = cursor.fetchone()[0]
    return CANNOT[code] if code else ""


def sees_whole(*persons: WswEmployee) -> bool:
    """Whether nothing of these is for another municipality only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(asker_sees_whole(p)) FROM unnest(%s) p", [[each.pk for each in persons]])
        whole: bool = cursor.fetchone()[0]
    return whole


def _both(gone: WswEmployee, stays: WswEmployee) -> dict[str, int]:
    return {"gone": gone.pk, "stays": stays.pk}


def clashes(*, gone: WswEmployee, stays: WswEmployee) -> list[Clash]:
    """What must be put right first. So many statements, however much clashes."""
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM merge_clashes(%(gone)s, %(stays)s)", _both(gone, stays))
        found = cursor.fetchall()[:MOST]
    names = _Called((table, row) for table, _, *rows in found for row in rows)
    return [Clash(_why(rule), names(table, one), names(table, other)) for table, rule, one, other in found]


def _why(rule: str) -> str:
    return CLASHES.get(rule) or of_constraint(rule) or "Dit kan maar één keer in een dossier staan."


class _Called:
    """What rows are called, those that one may see; else by their kind."""

    def __init__(self, rows: Iterable[tuple[str, int]]) -> None:
        self.models = {model._meta.db_table: model for model in apps.get_models()}
        wanted: dict[type, set[int]] = defaultdict(set)
        for table, row in rows:
            wanted[self.models[table]].add(row)
        self.names = history.called(wanted)

    def __call__(self, table: str, row: int) -> str:
        model = self.models[table]
        return self.names.get((model, row)) or str(model._meta.verbose_name)


_COUNT = """
SELECT '{table}', count(*), count(*) FILTER (WHERE x.id IN (
    SELECT w.id FROM said_twice(%(gone)s, %(stays)s) w WHERE w.relation = '{table}'))
FROM {table} x WHERE x.employee_id = %(gone)s"""


def moving(*, gone: WswEmployee, stays: WswEmployee) -> list[Moving]:
    """How many rows of each kind go along. Two statements."""
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute("SELECT relation FROM moving_tables()")
        tables = [table for (table,) in cursor.fetchall() if table not in COUNTED_APART]
        cursor.execute(" UNION ALL ".join(_COUNT.format(table=table) for table in tables), _both(gone, stays))
        found = cursor.fetchall()
    models = {model._meta.db_table: model for model in apps.get_models()}
    return sorted(
        (
            Moving(str(models[table]._meta.verbose_name_plural), rows - twice, twice)
            for table, rows, twice in found
            if rows
        ),
        key=lambda each: each.label,
    )


def holds_on(merge: PersonMerge) -> list[str]:
    """Why what became one cannot be taken apart any more, in sentences; none when it can."""
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM merge_holds_on(%s)", [merge.pk])
        found = cursor.fetchall()[:MOST]
    names = _Called((table, row) for table, _, row in found)
    said = {"changed": "is daarna gewijzigd of weggehaald", "hangs": "is daarna gemaakt en hoort bij wat meeging"}
    lines = [f"{names(table, row)} {said[why]}." for table, why, row in found]
    return [line[0].upper() + line[1:] for line in dict.fromkeys(lines)]


def since(merge: PersonMerge) -> list[Moving]:
    """What was added after the merge, by kind: taken apart, it stays in the dossier that stayed. Two statements."""
    with asked_by(PROCESS), connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.relation FROM moving_tables() m JOIN pg_attribute a ON a.attrelid = to_regclass(m.relation)"
            " AND a.attname = 'recorded_at' WHERE m.relation <> 'cases_correction'"
        )
        tables = [table for (table,) in cursor.fetchall()]
        count = (
            "SELECT '{table}', count(*) FROM {table} x WHERE x.employee_id = %(stays)s AND x.recorded_at > %(at)s"
            " AND NOT EXISTS (SELECT 1 FROM {table}_history h WHERE h.id = x.id AND h.recorded_at <= %(at)s)"
        )
        values = {"stays": merge.employee_id, "at": merge.carried_at}
        cursor.execute(" UNION ALL ".join(count.format(table=table) for table in tables), values)
        found = cursor.fetchall()
    models = {model._meta.db_table: model for model in apps.get_models()}
    return [Moving(str(models[table]._meta.verbose_name_plural), rows, 0) for table, rows in found if rows]


def where_to(key: UUID | str, by: Membership) -> WswEmployee | None:
    """Into whom the person with this key was merged, of whom `by` may see."""
    seen = WswEmployee.objects.known_to(by)
    return seen.filter(merges__in_force=True, merges__gone__key=key).first()


def sentences(found: Iterable[Moving]) -> list[str]:
    """As the preview says it."""
    return [f"{each.label[0].upper()}{each.label[1:]}: {_moves(each)}." for each in found]


def _moves(each: Moving) -> str:
    go, are = ("gaat", "staat er al en vervalt"), ("gaan", "staan er al en vervallen")
    parts = [f"{each.moves} {(go if each.moves == 1 else are)[0]} mee"] if each.moves else []
    parts += [f"{each.twice} {(go if each.twice == 1 else are)[1]}"] if each.twice else []
    return ", ".join(parts)
