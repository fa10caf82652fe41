"""What was recorded, when and by whom: kept by the database, not by the portal.

Each registered table `t` has `recorded_at` and `recorded_by`, and a twin `t_history` with the rows as they were. A
trigger fills them, so a form, a bulk `update()`, an import and a hand-typed SQL statement are all caught. "As known at
T" is then one filter over both tables (`known`), which is what makes a report of last year reproducible.

The moment is taken after a shared lock. Whoever freezes figures takes the same lock exclusively (`moment_of_knowing`),
so that no change can commit afterwards with an earlier moment. We left event tables of a library: they keep the row
*after* a change, and "as known at T" over them sorts the whole history.

`recorded_at` is also the version of a row. Who sends it along says which version they saw, and the database refuses an
older one (decision 0017): `save()` and `bulk_update()` always do, `update(recorded_at=seen, …)` and SQL do when they
name it. An instance is good for one transaction: what is changed in a later one is read again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, migrations, models
from django.db.models.functions import Now

VERSION_CONSTRAINT = "version_is_the_latest"


class RecordedQuerySet(models.QuerySet[Any]):
    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As Django's, and each row as it was read: IntegrityError when somebody changed one since."""
        return super().bulk_update(objs, [*fields, "recorded_at"], batch_size)


class Recorded(models.Model):
    """A row whose every former state is kept. Both fields are filled by the database, whatever the writer says."""

    recorded_at = models.DateTimeField("vastgelegd op", db_default=Now(), editable=False)
    recorded_by = models.CharField("vastgelegd door", max_length=64, db_default="", editable=False)

    unversioned: frozenset[str] = frozenset()  # what may be written whatever the version

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """As Django's, and the row as it was read: IntegrityError when somebody changed it since."""
        if update_fields is not None and not set(update_fields) <= self.unversioned:
            update_fields = [*update_fields, "recorded_at"]
        super().save(*args, update_fields=update_fields, **kwargs)


# As they were made first; migration 0015 replaces them by those that know versions.
FUNCTIONS = """
CREATE FUNCTION recording_moment() RETURNS timestamptz LANGUAGE plpgsql AS $$
-- One moment per transaction, taken only after the shared lock is held. See municipalities/recorded.py.
DECLARE moment text := current_setting('portal.recording_moment', true);
BEGIN
    IF coalesce(moment, '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared(19680314);
        moment := clock_timestamp()::text;
        PERFORM set_config('portal.recording_moment', moment, true);
    END IF;
    RETURN moment::timestamptz;
END $$;

CREATE FUNCTION record_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE moment timestamptz := recording_moment();
BEGIN
    IF TG_OP <> 'INSERT' THEN
        IF OLD.recorded_at > moment THEN  -- another changed it after our moment; from here on our moment is later
            moment := clock_timestamp();
            PERFORM set_config('portal.recording_moment', moment::text, true);
        END IF;
        IF TG_OP = 'UPDATE' THEN
            NEW.recorded_at := OLD.recorded_at;
            NEW.recorded_by := OLD.recorded_by;
            IF NEW IS NOT DISTINCT FROM OLD THEN
                RETURN NEW;
            END IF;
        END IF;
        EXECUTE format('INSERT INTO %I SELECT $1, $2, $3, ($4).*', TG_TABLE_NAME || '_history')
            USING moment, coalesce(current_setting('portal.asker', true), ''), TG_OP, OLD;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
    END IF;
    NEW.recorded_at := moment;
    NEW.recorded_by := coalesce(current_setting('portal.asker', true), '');
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Wat was vastgelegd, verandert niet (%).', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION refuse_change();
DROP FUNCTION record_row();
DROP FUNCTION recording_moment();
"""

KEEP = """
-- Its own columns stand first, so that a column added to both tables later lands in the same place.
CREATE TABLE {table}_history (
    recorded_until timestamptz NOT NULL, changed_by varchar(64) NOT NULL, operation varchar(6) NOT NULL, LIKE {table}
);
CREATE INDEX {table}_history_known ON {table}_history (recorded_until, recorded_at);
CREATE INDEX {table}_history_row ON {table}_history (id, recorded_until);
CREATE TRIGGER a_record BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION record_row();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table}_history
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

FORGET = """
DROP TRIGGER a_record ON {table};
DROP TABLE {table}_history;
"""


def keep_history(*tables: str) -> migrations.RunSQL:
    """Migration operation: from here on every former row of `tables` is kept."""
    return migrations.RunSQL(
        "".join(KEEP.format(table=table) for table in tables),
        "".join(FORGET.format(table=table) for table in reversed(tables)),
    )


def known(table: str, known_on: datetime | None) -> str:
    """SQL for `table` as known at the parameter `%(known_on)s`; the table itself when `known_on` is None (now)."""
    if known_on is None:
        return table
    columns = ", ".join(connection.ops.quote_name(name) for name in _columns(table))
    return (
        f"(SELECT {columns} FROM {table} WHERE recorded_at <= %(known_on)s"
        f" UNION ALL SELECT {columns} FROM {table}_history"
        f" WHERE recorded_at <= %(known_on)s AND recorded_until > %(known_on)s)"
    )


def _columns(table: str) -> list[str]:
    from django.apps import apps

    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    return [field.column for field in model._meta.concrete_fields if field.column]


def moment_of_knowing() -> datetime:
    """Now, with every change before it committed and every later one dated after it.

    Waits for who is writing, then lets the lock go at once: those who come after write a later moment.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(19680314)")
        cursor.execute("SELECT clock_timestamp(), pg_advisory_unlock(19680314)")
        return cursor.fetchone()[0]
