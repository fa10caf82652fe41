"""What is about one person is behind the doors that lead to that person (cases/models/door.py).

Read: through any open door, and of a municipality's own period only (R70): rows that begin before its last day and end
after its first. What the count rests on (employments, their hours, indications) goes along from the beginning, for
without it the law's rules (R13, R46) would count wrong. Write: through a door that is open onto today, for roles that
register.

The former rows (`…_history`) are behind the same doors, and only the database writes them.
"""

from typing import Any

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
    read = _reads(person=person, first=first, last=last, whole=whole, only=only)
    beside = "".join(f" AND {condition}" for condition in (only, mine) if condition)
    write = _WRITE.replace("{beside}", beside).replace("{person}", person).replace("{more}", _TODAY)
    walls = [guard_with(table, select=read, **dict.fromkeys(acts, write))]
    return [*walls, guard_with(f"{table}_history", select=read)] if history else walls


def _reads(*, person: str = "employee_id", first: str = "", last: str = "", whole: bool = False, only: str = "") -> str:
    more = f" AND d.sees_until >= {first}" if first else ""
    if first and not whole:
        more += f" AND d.sees_from <= coalesce({last or first}, 'infinity'::date)"
    door = f"({_DOOR if first else _ANY_DOOR} AND {only})" if only else _DOOR if first else _ANY_DOOR
    return _READ.replace("{door}", door).replace("{person}", person).replace("{more}", more)


def reads_otherwise(table: str, *, was: dict[str, Any], now: dict[str, Any]) -> migrations.RunSQL:
    """Migration operation: a walled table is read by other conditions, both as `guard` takes them."""
    return selects(table, was=_reads(**was), now=_reads(**now))


def writes_otherwise(table: str, act: str, *, only: str, was: str, now: str) -> migrations.RunSQL:
    """Migration operation: who of those behind the door does `act` (insert, update, delete) on a walled table."""

    def altered(mine: str) -> str:
        beside = "".join(f" AND {condition}" for condition in (only, mine) if condition)
        write = _WRITE.replace("{beside}", beside).replace("{person}", "employee_id").replace("{more}", _TODAY)
        how = "WITH CHECK" if act == "insert" else "USING"
        return f"ALTER POLICY asker_{act}s ON {table} {how} ({write.replace('{table}', table)})"

    return migrations.RunSQL(altered(now), altered(was))


def selects(table: str, *, was: str, now: str) -> migrations.RunSQL:
    """Migration operation: the condition (SQL) by which a walled table is read, and the one it was."""
    alter = "ALTER POLICY asker_selects ON {table} USING ({condition})"
    up, down = (alter.replace("{condition}", condition).replace("{table}", table) for condition in (now, was))
    return migrations.RunSQL(up, down)


POINTS_AT = """
CREATE FUNCTION points_at() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As the asker, for a foreign key asks no wall. TG_ARGV: the column, the table it points to, and 'same' when that row
-- is about the same person. What one may not see and what is not there are refused alike.
DECLARE found boolean; row jsonb := to_jsonb(NEW);
BEGIN
    IF row->>TG_ARGV[0] IS NULL OR (TG_OP = 'UPDATE' AND row->>TG_ARGV[0] = to_jsonb(OLD)->>TG_ARGV[0]) THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I r WHERE r.id = $1', TG_ARGV[1])
        || CASE WHEN TG_NARGS > 2 THEN ' AND r.employee_id = $2)' ELSE ')' END
        INTO found USING (row->>TG_ARGV[0])::bigint, NEW.employee_id;
    IF NOT found THEN
        RAISE EXCEPTION 'Dit verwijst naar iets dat hier niet bij hoort.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
"""
NO_POINTS_AT = "DROP FUNCTION points_at();"


def points_at(table: str, column: str, to: str, *, same_person: bool = True) -> migrations.RunSQL:
    """Migration operation: `column` of `table` points at a row of `to` that the asker may see, of the same person."""
    name, arguments = f"c_points_{column.removesuffix('_id')}", [column, to, *(["same"] if same_person else [])]
    listed = ", ".join(f"'{argument}'" for argument in arguments)
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION points_at({listed})",
        f"DROP TRIGGER {name} ON {table}",
    )


OF_ONE_PERSON = """
CREATE FUNCTION stays_with_its_person() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Whom a row is about changes by one act only: two dossiers become one, or apart again (`carry_out_merge`), as the
-- owner. Not as the owner by itself, so that who writes it is who asks.
BEGIN
    IF current_user = (SELECT t.tableowner FROM pg_tables t
            WHERE t.schemaname = TG_TABLE_SCHEMA AND t.tablename = TG_TABLE_NAME) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Over wie een regel gaat, verandert niet (%).', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE FUNCTION not_of_who_went() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- Nothing is added to a dossier that went into another. Who merges holds this lock for itself: what is added meanwhile
-- waits here, and then finds that it came too late.
BEGIN
    PERFORM pg_advisory_xact_lock_shared(19680314);
    IF EXISTS (SELECT 1 FROM fresh f JOIN cases_personmerge m ON m.gone_id = f.employee_id AND m.in_force) THEN
        RAISE EXCEPTION 'Regel geschonden: dossier_is_merged'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'dossier_is_merged';
    END IF;
    RETURN NULL;
END $$;
"""
NOT_OF_ONE_PERSON = "DROP FUNCTION not_of_who_went(); DROP FUNCTION stays_with_its_person();"


def of_one_person(table: str) -> migrations.RunSQL:
    """Migration operation: a row of `table` stays with its person, and none is added to a dossier that was merged."""
    return migrations.RunSQL(
        f"""CREATE TRIGGER z_one_person BEFORE UPDATE ON {table} FOR EACH ROW
            WHEN (OLD.employee_id IS DISTINCT FROM NEW.employee_id) EXECUTE FUNCTION stays_with_its_person();
        CREATE TRIGGER z_not_merged AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
            FOR EACH STATEMENT EXECUTE FUNCTION not_of_who_went();""",
        f"DROP TRIGGER z_not_merged ON {table}; DROP TRIGGER z_one_person ON {table};",
    )
