"""Rows that every request reads, read without composing a query: that took several times as long as the reading."""

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

Row = tuple[Any, ...]
M = TypeVar("M", bound=models.Model)


def columns(model: type[models.Model], alias: str) -> str:
    """SQL for the columns of `model`'s table, known as `alias`."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def taken(model: type[M], row: Row) -> tuple[M | None, Row]:
    """The instance that the first columns of `row` make (None when there is none), and the other columns."""
    names = [field.attname for field in model._meta.concrete_fields]
    values, rest = row[: len(names)], row[len(names) :]
    return (model.from_db(DEFAULT_DB_ALIAS, names, values) if values[0] is not None else None), rest


def one(model: type[M], condition: str, value: int | str | None) -> M | None:
    """The one row `r` of `model` for which `condition` (SQL with one `%s`, for `value`) holds; None without any."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns(model, 'r')} FROM {model._meta.db_table} r WHERE {condition}", [value])  # noqa: S608
        row = cursor.fetchone()
    return taken(model, row)[0] if row else None
