"""All that is kept about one person (AVG art. 15), gathered from the register of processing.

Which tables and fields there are is not written down here: each table that is declared as about an employee is read,
with its former rows, and each field but those that say why not. So a table that is added later is in the letter, or
fails the build. Whoever calls this asks as the registered process `inzage`: no role sees everything about somebody.

Colleagues are told by their function, not their name (HvJ EU C-579/21, Pankki S): but for the job coach, whom the
person knows.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import ForeignKey, Model

from cases.models import WswEmployee
from municipalities.access import PROCESSES
from municipalities.logs import AuditEntry
from municipalities.models import Membership
from municipalities.processing import EMPLOYEES, People, named, needing, tables

Row = dict[str, Any]  # by field
Reader = Callable[[Any], Any]
LAYERS = ("recorded_until", "changed_by", "operation")  # what a former row has besides


@dataclass(frozen=True)
class Part:
    """One table: its rows as they are now and as they were, with the fields that are told and those that are not."""

    table: People
    fields: tuple[str, ...]
    now: tuple[Row, ...]
    former: tuple[Row, ...]

    @property
    def labels(self) -> dict[str, str]:
        known = {name: self.table.label(name) for name in self.fields}
        return known | {"recorded_until": "vervangen op", "changed_by": "vervangen door", "operation": "hoe"}


def gather(employee: WswEmployee) -> list[Part]:
    """Everything about `employee`, a part per table; who used it comes last. So many queries, however much there is."""
    wanted = [table for table in tables(EMPLOYEES) if table.person]
    wanted.sort(key=lambda table: table.model is AuditEntry)
    found = [_Found(table, employee) for table in wanted]
    functions = _functions_of({str(key) for each in found for key in each.askers()})
    return [each.told(functions) for each in found]


class _Found:
    """The rows of one table about one person, as stored."""

    def __init__(self, table: People, employee: WswEmployee) -> None:
        self.table = table
        self.first, _, self.rest = table.person.partition("__")
        self.column = table.column(self.first)
        self.about = [self.column, *([table.column(table.also)] if table.also else [])]
        ids = self._ids(employee)
        self.columns = {each.attname: each.name for each in table.model._meta.concrete_fields}
        self.now = self._select(table.model._meta.db_table, ids)
        self.former = self._select(f"{table.model._meta.db_table}_history", ids) if table.keeps_history else []

    def _ids(self, employee: WswEmployee) -> list[Any]:
        """What stands in the table's own column when a row is about this person."""
        if isinstance(self.column, ArrayField):
            return [employee.key]
        if not self.rest:
            return [employee.pk]
        parent = cast("ForeignKey[Any, Any]", self.column).related_model
        return list(parent._base_manager.filter(**{self.rest: employee}).values_list("pk", flat=True))

    def _select(self, table: str, ids: list[Any]) -> list[Row]:
        quote = connection.ops.quote_name
        wanted = [*self.columns, *(LAYERS if table.endswith("_history") else ())]
        is_in = "&&" if isinstance(self.column, ArrayField) else "= ANY"
        about = " OR ".join(f"{quote(str(each.column))} {is_in} (%s)" for each in self.about)
        with connection.cursor() as cursor:
            # The names are of our own tables and columns.
            cursor.execute(
                f"SELECT {', '.join(map(quote, wanted))} FROM {quote(table)} WHERE {about} ORDER BY id",  # noqa: S608
                [ids] * len(self.about),
            )
            return [dict(zip(wanted, row, strict=True)) for row in cursor.fetchall()]

    def askers(self) -> Iterable[str]:
        return (
            row[name] for row in [*self.now, *self.former] for name in ("recorded_by", "changed_by") if row.get(name)
        )

    def told(self, functions: Mapping[str, str]) -> Part:
        fields = tuple(self._fields())
        says = self._readers(functions) | {name: named(called) for name, called in self._names(fields).items()}
        attributes = {name: attribute for attribute, name in self.columns.items()} | {layer: layer for layer in LAYERS}

        def told(row: Row) -> Row:
            stored = {name: row[attributes[name]] for name in (*fields, *LAYERS) if attributes[name] in row}
            return {name: says[name](value) if name in says else value for name, value in stored.items()}

        return Part(self.table, fields, tuple(map(told, self.now)), tuple(map(told, self.former)))

    def _fields(self) -> Iterable[str]:
        """In the order of the table: all that is declared, but what is withheld and the person the letter is to."""
        for each in needing(self.table.model):
            if each.name not in self.table.withheld and not (each is self.column and not self.rest):
                yield each.name
        if self.table.keeps_history:
            yield from ("recorded_at", "recorded_by")

    def _readers(self, functions: Mapping[str, str]) -> dict[str, Reader]:
        chosen = {
            each.name: named(dict(each.flatchoices)) for each in self.table.model._meta.concrete_fields if each.choices
        }
        stored = {name: _unless_empty(read) for name, read in self.table.reads.items()}
        return {**chosen, **stored, "recorded_by": named(functions), "changed_by": named(functions)}

    def _names(self, fields: Iterable[str]) -> dict[str, dict[Any, str]]:
        """What a number stands for: of foreign keys and of what the register says has a name elsewhere."""
        of = {each.name: (each.related_model, "pk") for each in needing(self.table.model) if each.is_relation}
        of |= self.table.names
        return {name: self._called(name, model, by) for name, (model, by) in of.items() if model and name in fields}

    def _called(self, name: str, model: type[Model], by: str) -> dict[Any, str]:
        attribute = self.table.column(name).attname
        wanted = {row[attribute] for row in [*self.now, *self.former]} - {None, ""}
        found = model._base_manager.filter(**{f"{by}__in": wanted}).select_related() if wanted else []
        return {getattr(each, by): str(each) for each in found}


def _unless_empty(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _functions_of(askers: set[str]) -> dict[str, str]:
    """A colleague as their function and place, a process as what it does. One query."""
    keys = {each for each in askers if _is_key(each)}
    told = dict.fromkeys(askers - keys, "het portaal zelf")
    told |= {name: f"het portaal zelf ({does})" for name, does in PROCESSES.items()}
    for each in Membership.objects.filter(user__key__in=keys).select_related("user", "municipality", "organisation"):
        told.setdefault(str(each.user.key), f"{each.role_label} {each.place}".strip())
    return told


def _is_key(asker: str) -> bool:
    try:
        return bool(uuid.UUID(asker))
    except ValueError:
        return False
