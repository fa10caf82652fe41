"""Two people at once: a form knows which version of its rows it was opened with; who comes second loses nothing.

A form about registered rows is `Versioned`: it says which row it fills in (`edited`) and which it also showed
(`relied_on`). The rest follows: a hidden field with their versions, and when one of them changed since, status 409 with
what was typed beside what stands there now, by whom and since when. A choice per field, and saving again is saving.
What changes between this look and the save itself the database refuses (municipalities/recorded.py); the view hands
that refusal to `meet`.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db import IntegrityError, connection
from django.utils import timezone

from municipalities.access import PROCESSES
from municipalities.recorded import VERSION_CONSTRAINT, Recorded

VERSION = "versie"
CHOICE = "keuze"
MINE, THEIRS = "mijn", "hun"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Difference:
    """A field of which what was typed is not what stands there now. `chosen` is who changed it: `mijn` or `hun`."""

    name: str
    label: str
    typed: str
    stands: str
    chosen: str

    @property
    def choice(self) -> str:
        return f"{CHOICE}_{self.name}"


@dataclass(frozen=True)
class Conflict:
    """What somebody else changed meanwhile: field by field where one typed oneself, in lines for all else."""

    who: str
    moment: datetime
    differences: list[Difference]
    others: list[str]


def is_stale(error: BaseException) -> bool:
    """Whether the database refused because the row had changed since it was read."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return isinstance(error, IntegrityError) and getattr(diagnosis, "constraint_name", "") == VERSION_CONSTRAINT


class Versioned(forms.BaseForm):
    """A form about rows that somebody else may change meanwhile."""

    fills: dict[str, str] = {}  # which field of the row a field of the form fills in, where their names differ
    conflict: Conflict | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[VERSION] = forms.CharField(
            widget=forms.HiddenInput(attrs={"id": False}), required=False, initial=self._version
        )

    def edited(self) -> Recorded | None:
        """The row this form fills in; None when it makes a new one."""
        row = getattr(self, "instance", None)
        return row if row is not None and row.pk else None

    def relied_on(self) -> Iterable[Recorded]:
        """Other rows that this form showed or changes."""
        return ()

    @property
    def status(self) -> int:
        """Of a page that shows what was sent again: 409 when somebody else was first, 422 when it needs mending."""
        return 409 if self.conflict else getattr(super(), "status", 422)

    def is_valid(self) -> bool:
        return super().is_valid() and self.conflict is None

    def full_clean(self) -> None:
        self.conflict, said = None, ""
        if self.is_bound:
            said = self.data.get(self.add_prefix(VERSION)) or ""
            rows = self._rows()
            stands = self._values(self.edited())
            stale = bool(said) and _version(rows) != said
            if not said or stale:
                self._put(self.add_prefix(VERSION), _version(rows))
            if said and not stale:
                self._take_theirs()
        super().full_clean()
        if self.is_bound:
            self.cleaned_data.pop(VERSION, None)
        if self.is_bound and stale:
            self._collide(said, rows, stands)

    def meet(self, refusal: IntegrityError) -> None:
        """Somebody was first, between our look and our save: the rows are read again and laid beside what was typed.

        Raises `refusal` again when it says something else.
        """
        if not is_stale(refusal):
            raise refusal
        rows = [now for row in self._rows() for now in [type(row)._default_manager.filter(pk=row.pk).first()] if now]
        edited = self.edited()
        stands = self._values(next((row for row in rows if edited and row == edited), None))
        said = self.data.get(self.add_prefix(VERSION), "")
        self._put(self.add_prefix(VERSION), _version(rows))
        self._collide(said, rows, stands)

    def _version(self) -> str:
        return _version(self._rows())

    def _rows(self) -> list[Recorded]:
        edited = self.edited()
        return [*([edited] if edited else []), *self.relied_on()]

    def _values(self, row: Recorded | None) -> dict[str, Any]:
        """By field of the form, what the row says."""
        if row is None:
            return {}
        names = {name: self.fills.get(name, name) for name in self.fields}
        known = {field.name for field in row._meta.concrete_fields if field.editable}
        return {name: getattr(row, attribute) for name, attribute in names.items() if attribute in known}

    def _put(self, name: str, value: Any) -> None:
        data: Any = copy(self.data)  # a request's own is not ours to change
        if isinstance(value, list | tuple) and hasattr(data, "setlist"):
            data.setlist(name, value)
        else:
            data[name] = value
        self.data = data

    def _take_theirs(self) -> None:
        """Where one chose what stands there now, that is what was typed."""
        stands = self._values(self.edited())
        for name, value in stands.items():
            if self.data.get(f"{CHOICE}_{name}") == THEIRS:
                field = self.fields[name]
                shown = field.widget.format_value(field.prepare_value(value))
                self._put(self.add_prefix(name), "" if shown is None else shown)

    def _collide(self, said: str, rows: list[Recorded], stands: dict[str, Any]) -> None:
        changed = [row for row in rows if _stamp(row) not in said.split("-")]
        last = max(changed or rows, key=lambda row: row.recorded_at, default=None)
        edited = self.edited()
        before = {row: _as_it_was(row, said) for row in changed}  # not by pk: two tables may have the same
        base = self._values(_made(edited, before.get(edited))) if edited and edited in changed else {}
        filled = {self.fills.get(name, name) for name in stands}
        others = [
            line for row in changed for line in _lines(row, before[row], without=filled if row == edited else set())
        ]
        self.conflict = Conflict(
            who=_who(last.recorded_by) if last else "Iemand anders",
            moment=timezone.localtime(last.recorded_at if last else None),
            differences=[
                self._difference(name, base, value) for name, value in stands.items() if self._differs(name, value)
            ],
            others=others,
        )

    def _typed(self, name: str) -> Any:
        return self.cleaned_data[name] if name in self.cleaned_data else self[name].value()

    def _differs(self, name: str, stands: Any) -> bool:
        return (self._typed(name) or None) != (stands or None)

    def _difference(self, name: str, base: dict[str, Any], stands: Any) -> Difference:
        only_they = name in base and not self._differs(name, base[name])
        typed, now = self._said(name, self._typed(name)), self._said(name, stands)
        return Difference(name, str(self.fields[name].label), typed, now, THEIRS if only_they else MINE)

    def _said(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()) or ()) if value not in (None, "") else {}
        if isinstance(value, list | tuple):  # several chosen
            return ", ".join(str(choices.get(each, each)) for each in value) or shown(None)
        return str(choices[value]) if value in choices else shown(value)


def _stamp(row: Recorded) -> str:
    return str((row.recorded_at - _EPOCH) // timedelta(microseconds=1))


def _is_stamp(said: str) -> bool:
    """What comes back in the hidden field may be anything: `²` is a digit too, and not every number is a moment."""
    return said.isascii() and said.isdigit() and len(said) < 18


def _version(rows: Iterable[Recorded]) -> str:
    """The moments at which these rows were recorded, and with that how many there are."""
    return "-".join(sorted(map(_stamp, rows)))


def _as_it_was(row: Recorded, said: str) -> dict[str, Any] | None:
    """The former state of `row` that the form was opened with; None when it is new, or not ours to see."""
    seen = [_EPOCH + timedelta(microseconds=int(stamp)) for stamp in said.split("-") if _is_stamp(stamp)]
    table = connection.ops.quote_name(f"{row._meta.db_table}_history")
    columns = [field.column for field in row._meta.concrete_fields if field.column]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(map(connection.ops.quote_name, columns))} FROM {table}"  # noqa: S608  our columns
            " WHERE id = %s AND recorded_at = ANY(%s) ORDER BY recorded_until DESC LIMIT 1",
            [row.pk, seen],
        )
        found = cursor.fetchone()
    return dict(zip(columns, found, strict=True)) if found else None


def _made(row: Recorded, former: dict[str, Any] | None) -> Recorded | None:
    return type(row).from_db("default", list(former), list(former.values())) if former else None


def _lines(row: Recorded, former: dict[str, Any] | None, *, without: set[str]) -> list[str]:
    """What changed in `row` since `former`, a line for each field that people fill in."""
    name = str(row._meta.verbose_name)
    before = _made(row, former)
    if before is None:
        return [f"Nieuw: {name} {row}."]
    fields = [field for field in row._meta.concrete_fields if field.editable and field.name not in without]
    return [
        f"{name[0].upper()}{name[1:]} {row}: {field.verbose_name} was {_field(before, field)}, is {_field(row, field)}."
        for field in fields
        if getattr(before, field.attname) != getattr(row, field.attname)
    ]


def _field(row: Recorded, field: Any) -> str:
    display = getattr(row, f"get_{field.name}_display", None)
    return shown(display() if display else getattr(row, field.name))


def shown(value: Any) -> str:
    """A value as people read it; nothing as “leeg”."""
    if value in (None, ""):
        return "leeg"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


def _who(asker: str) -> str:
    from municipalities.models import User

    if asker in PROCESSES:
        return f"het portaal ({PROCESSES[asker]})"
    user = User.objects.filter(key=asker).first() if len(asker) == 36 else None
    return user.name if user else "iemand buiten het portaal om"
