"""Money from a file: CSV or a workbook in, rows of the finance register out, all or nothing, each fault with its place.

A kind of file is one declaration: its columns in order, how each is read, and which of them say which row it is. The
same file again changes nothing. Amounts as the Dutch write them (1.234,56) or as programs do (1234.56); what can be
read two ways is refused.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any

import python_calamine
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from cases.register import sheet_text
from cases.register.read import Fault
from cases.register.weight import MAGIC, TooHeavy, weigh_file
from municipalities.models import Municipality, User
from reports.models import (
    Amount,
    AmountKind,
    KeyPurpose,
    KeySet,
    KeyShare,
    Measure,
    Post,
    Published,
    Settled,
    StateRate,
    YearBudget,
)
from reports.money import is_whole

MOST_ROWS = 2_000
MOST_BYTES = 500_000
NO_BOOK = "Dit werkboek is niet te lezen. Bewaar het opnieuw als XLSX, ODS of CSV."


class Refused(Exception):
    """The file was not taken in; `faults` says everything that is wrong with it. Nothing was saved."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fouten")
        self.faults = faults


@dataclass(frozen=True)
class Taken:
    new: int
    changed: int

    def __str__(self) -> str:
        return f"{self.new} nieuw, {self.changed} gewijzigd"


Read = Callable[[str], Any]  # ValueError in Dutch when a cell cannot be read


def number(text: str) -> Decimal:
    """A number as written by people or programs."""
    plain = text.replace(" ", "").replace("€", "")
    if re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})*,[0-9]+|-?[0-9]+,[0-9]+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+", plain):
        raise ValueError("dit kan op twee manieren gelezen worden; schrijf duizenden zonder punt")
    elif not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", plain):
        raise ValueError("dit is geen getal; schrijf bijvoorbeeld 1234,56")
    return Decimal(plain)


def decimals(most: int) -> Read:
    def read(text: str) -> Decimal:
        found = number(text)
        if -found.as_tuple().exponent > most:  # type: ignore[operator]
            raise ValueError(f"hoogstens {most} cijfers achter de komma")
        return found

    return read


def whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise ValueError("dit is geen heel getal")
    return int(text)


def day(text: str) -> date:
    """Year first, or as the Dutch write it."""
    turned = re.sub(r"^([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})$", r"\3-\2-\1", text)
    parts = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", turned)
    try:
        return date(*map(int, parts.groups())) if parts else date.fromisoformat(text)
    except ValueError:
        raise ValueError("dit is geen datum; schrijf bijvoorbeeld 30-09-2026") from None


def one_of(choices: type[models.TextChoices]) -> Read:
    """A code, or its Dutch label."""

    def read(text: str) -> str:
        labels = {str(label).lower(): code for code, label in choices.choices} | {code: code for code in choices.values}
        if text.lower() not in labels:
            raise ValueError(f"kies uit: {', '.join(choices.values)}")
        return str(labels[text.lower()])

    return read


def municipality(text: str) -> Municipality:
    found = Municipality.objects.filter(takes_part=True).filter(models.Q(cbs_code=text) | models.Q(name=text)).first()
    if found is None:
        raise ValueError("dit is geen deelnemende gemeente")
    return found


@dataclass(frozen=True)
class Column:
    """A column of a file: its Dutch name, the field it fills, how it is read; an empty cell is `empty` when allowed."""

    name: str
    field: str
    read: Read
    may_be_empty: bool = False


@dataclass(frozen=True)
class FileKind:
    """`same` are the fields that say which row it is."""

    label: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    same: tuple[str, ...]


_SOURCE, _STATUS = Column("bron", "source", str), Column("status", "status", one_of(Settled))
_YEAR = Column("jaar", "year", whole)
KINDS = {
    "bedragen": FileKind(
        "Begroting, realisatie en prognose",
        Amount,
        (
            _YEAR, Column("kwartaal", "quarter", whole), Column("soort", "kind", one_of(AmountKind)),
            Column("post", "post", one_of(Post)), Column("bedrag", "amount", decimals(2)), _STATUS, _SOURCE,
        ),
        ("year", "quarter", "kind", "post"),
    ),
    "se": FileKind(
        "Begrote SE per gemeente",
        YearBudget,
        (
            _YEAR, Column("gemeente", "municipality", municipality), Column("begrote_se", "se_budget", decimals(2)),
            Column("rijksbudget_se", "se_state", decimals(2), True), _SOURCE,
        ),
        ("year", "municipality"),
    ),
    "rijksvergoeding": FileKind(
        "Rijksvergoeding per SE",
        StateRate,
        (
            _YEAR, Column("bedrag", "amount", decimals(2)), Column("circulaire", "circular", str),
            Column("peildatum", "dated_on", day), _STATUS,
        ),
        ("year", "dated_on"),
    ),
    "sleutel": FileKind(
        "Verdeelsleutels",
        KeyShare,
        (
            Column("doel", "purpose", one_of(KeyPurpose)), Column("van", "starts_on", day),
            Column("tot", "ends_on", day, True), Column("besluit", "decision", str),
            Column("peildatum", "dated_on", day), Column("gemeente", "municipality", municipality),
            Column("percentage", "percentage", decimals(4)),
        ),
        ("purpose", "starts_on", "municipality"),
    ),
    "gepubliceerd": FileKind(
        "Gepubliceerde cijfers",
        Published,
        (
            _YEAR, Column("wat", "measure", one_of(Measure)), Column("waarde", "value", decimals(2)),
            Column("eenheid", "unit", str), _SOURCE,
        ),
        ("year", "measure"),
    ),
}  # fmt: skip

Values = dict[str, Any]


def load(kind: str, name: str, content: bytes, by: User | None) -> Taken:
    """Take in a file of `kind` (a key of KINDS); Refused has every fault: then nothing was saved."""
    rows, faults = _read(KINDS[kind], name, content)
    faults += _twice(KINDS[kind], name, rows)
    if faults:
        raise Refused(faults)
    try:
        with transaction.atomic():
            return _save_keys(name, rows, by) if kind == "sleutel" else _save(KINDS[kind], name, rows)
    except _Wrong as wrong:
        raise Refused(wrong.faults) from None


class _Wrong(Exception):
    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def _read(kind: FileKind, name: str, content: bytes) -> tuple[list[tuple[int, Values]], list[Fault]]:
    try:
        lines = _lines(name, content)
    except sheet_text.Unreadable as wrong:
        return [], [Fault(name, wrong.row, wrong.column, "", str(wrong))]
    except TooHeavy as wrong:
        return [], [Fault(wrong.sheet or name, 0, "", "", str(wrong))]
    except (python_calamine.CalamineError, OSError):
        return [], [Fault(name, 0, "", "", NO_BOOK)]
    wanted = [column.name for column in kind.columns]
    if not lines or [cell.strip().lower() for cell in lines[0]] != wanted:
        return [], [Fault(name, 1, "", "", f"De kolommen moeten zijn: {', '.join(wanted)}.")]
    filled = [(nth, line) for nth, line in enumerate(lines[1:], start=2) if any(cell.strip() for cell in line)]
    if not filled or len(filled) > MOST_ROWS:
        return [], [Fault(name, 0, "", "", f"Een bestand heeft 1 tot {MOST_ROWS} rijen.")]
    faults: list[Fault] = []
    rows = [(nth, _row(kind, name, nth, line, faults)) for nth, line in filled]
    return rows, faults


def _lines(name: str, content: bytes) -> list[list[str]]:
    """The cells of a CSV file, or of the first sheet of a workbook."""
    if not content.startswith(MAGIC):
        return sheet_text.rows(content)
    weigh_file(io.BytesIO(content), PurePath(name).suffix.lower())
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    lines = [[_cell(cell) for cell in row] for row in sheet]
    return [_without_empty_end(line, len(lines[0])) for line in lines]


def _cell(cell: Any) -> str:
    """A typed cell as a Dutch person would write it: nothing in it can be read two ways."""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float):  # 1234.5600000000001 is how a program keeps 1234.56
        return f"{cell:.8f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(cell).strip()


def _without_empty_end(line: list[str], wanted: int) -> list[str]:
    """A sheet has rows of one length; what is empty beyond the header was never written."""
    return line[:wanted] if not any(line[wanted:]) else line


def _row(kind: FileKind, name: str, nth: int, line: list[str], faults: list[Fault]) -> Values:
    if len(line) != len(kind.columns):
        faults.append(Fault(name, nth, "", "", f"Deze rij heeft {len(line)} cellen en geen {len(kind.columns)}."))
        return {}
    values: Values = {}
    for column, cell in zip(kind.columns, map(str.strip, line), strict=True):
        if not cell:
            if not column.may_be_empty:
                faults.append(Fault(name, nth, column.name, "", "Deze cel is leeg."))
            values[column.field] = None
            continue
        try:
            values[column.field] = column.read(cell)
        except (ValueError, InvalidOperation) as wrong:
            faults.append(Fault(name, nth, column.name, cell[:40], f"{wrong}."))
    return values


def _twice(kind: FileKind, name: str, rows: list[tuple[int, Values]]) -> list[Fault]:
    seen: dict[tuple[Any, ...], int] = {}
    found = []
    for nth, values in rows:
        if not all(field in values for field in kind.same):
            continue
        which = tuple(values[field] for field in kind.same)
        if which in seen:
            found.append(Fault(name, nth, "", "", f"Deze regel staat er al, in rij {seen[which]}."))
        seen.setdefault(which, nth)
    return found


def _save(kind: FileKind, name: str, rows: list[tuple[int, Values]]) -> Taken:
    new = changed = 0
    faults: list[Fault] = []
    for nth, values in rows:
        which = {field: values[field] for field in kind.same}
        row = kind.model._default_manager.filter(**which).first()
        if row is not None and all(getattr(row, field) == value for field, value in values.items()):
            continue
        new, changed = new + (row is None), changed + (row is not None)
        row = row or kind.model()
        for field, value in values.items():
            setattr(row, field, value)
        if not (wrong := _faults(row, name, nth, kind)):
            row.save()
        faults += wrong
    if faults:
        raise _Wrong(faults)
    return Taken(new, changed)


def _faults(row: models.Model, name: str, nth: int, kind: FileKind) -> list[Fault]:
    """What the model itself says is wrong, at the column that fills the field."""
    columns = {column.field: column.name for column in kind.columns}
    try:
        row.full_clean()
    except ValidationError as wrong:
        return [
            Fault(name, nth, columns.get(field, ""), "", " ".join(messages))
            for field, messages in wrong.message_dict.items()
        ]
    return []


def _save_keys(name: str, rows: list[tuple[int, Values]], by: User | None) -> Taken:
    """Key sets are proposals until a second person releases them; one that is released is not written over."""
    sets: dict[tuple[str, date], list[tuple[int, Values]]] = {}
    for nth, values in rows:
        sets.setdefault((values["purpose"], values["starts_on"]), []).append((nth, values))
    faults, new, changed = [], 0, 0
    for (purpose, starts_on), lines in sets.items():
        first = lines[0][0]
        together = [values["percentage"] for _, values in lines]
        if not is_whole(together):
            written = f"{sum(together):.4f}".replace(".", ",")
            faults.append(Fault(name, first, "percentage", "", f"De delen zijn samen {written} en niet 100,0000."))
            continue
        if KeySet.objects.filter(purpose=purpose, starts_on=starts_on, released_on__isnull=False).exists():
            faults.append(Fault(name, first, "van", "", "Deze sleutel is al vrijgegeven. Maak een nieuwe."))
            continue
        was_there = _keep_key(purpose, starts_on, [values for _, values in lines], by)
        new, changed = new + (not was_there), changed + was_there
    if faults:
        raise _Wrong(faults)
    return Taken(new, changed)


def _keep_key(purpose: str, starts_on: date, lines: list[Values], by: User | None) -> bool:
    """Whether there was one already."""
    found = KeySet.objects.filter(purpose=purpose, starts_on=starts_on).first()
    made = found or KeySet(purpose=purpose, starts_on=starts_on)
    made.ends_on, made.decision, made.dated_on = lines[0]["ends_on"], lines[0]["decision"], lines[0]["dated_on"]
    made.proposed_by = by
    made.save()
    keep_shares(made, {values["municipality"].pk: values["percentage"] for values in lines})
    return found is not None


def keep_shares(key_set: KeySet, percentages: dict[int, Decimal]) -> None:
    """The parts of a key, by municipality; the database refuses them when they are not 100 together."""
    there = {share.municipality_id: share for share in key_set.shares.all()}
    for pk, share in there.items():
        if pk not in percentages:
            share.delete()
    for pk, percentage in percentages.items():
        share = there.get(pk) or KeyShare(key_set=key_set, municipality_id=pk)
        share.percentage = percentage
        share.save()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS key_adds_up IMMEDIATE")
        cursor.execute("SET CONSTRAINTS key_adds_up DEFERRED")
