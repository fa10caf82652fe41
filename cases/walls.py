"""What is about one person is behind the doors that lead to that person (cases/models/door.py).

Read: through any open door, and of a municipality's own period only (R70): rows that begin before its last day and end
after its first. What the count rests on (employments, their hours, indications) goes along from the beginning, for
without it the law's rules (R13, R46) would count wrong. Write: through a door that is open onto today, for roles that
register.

The former rows (`…_history`) are behind the same doors, and only the database writes them.
"""

from django.db import migrations

from municipalities.walls import PROCESS, guard_with

# The wall around the doors says whose they are; said here once more, so that they are found by the index.
_DOOR = "EXISTS (SELECT 1 FROM cases_door d WHERE d.employee_id = {table}.{person} AND d.holder = asker_holder(){more})"
# Where no days are compared the asker's doors are read once, not looked for row by row.
_ANY_DOOR = "{table}.{person} IN (SELECT d.employee_id FROM cases_door d WHERE d.holder = (SELECT asker_holder()))"
_READ = f"{PROCESS} OR {{door}}"
_WRITE = f"{PROCESS} OR (asker_registers() AND {_DOOR}{{beside}})"
_TODAY = " AND d.sees_until >= asker_day()"


def guard(
    table: str,
    *,
    person: str = "employee_id",
    first: str = "",
    last: str = "",
    history: bool = True,
    whole: bool = False,
    only: str = "",
    mine: str = "",
    acts: tuple[str, ...] = ("insert", "update", "delete"),
) -> list[migrations.RunSQL]:
    """Migration operations: rows of `table` are about the employee in column `person`, from day `first` to day `last`.

    Both are columns or SQL over them. Without `first` a row has no days, and any open door shows it; without `last` it
    lasts one day. `whole` shows a municipality also what ended before its period. `history` walls the former rows too.

    Of who stands behind the door `only` (SQL) says who reads and writes, `mine` who writes; `acts` is what can be done.
    """
    more = f" AND d.sees_until >= {first}" if first else ""
    if first and not whole:
        more += f" AND d.sees_from <= coalesce({last or first}, 'infinity'::date)"
    door = f"({_DOOR if first else _ANY_DOOR} AND {only})" if only else _DOOR if first else _ANY_DOOR
    read = _READ.replace("{door}", door).replace("{person}", person).replace("{more}", more)
    beside = "".join(f" AND {condition}" for condition in (only, mine) if condition)
    write = _WRITE.replace("{beside}", beside).replace("{person}", person).replace("{more}", _TODAY)
    walls = [guard_with(table, select=read, **dict.fromkeys(acts, write))]
    return [*walls, guard_with(f"{table}_history", select=read)] if history else walls
