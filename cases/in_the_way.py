"""Which row stands in the way, where the database lets no two rows share a day.

The database says only that there is one: what it knows of a row behind a wall it keeps to itself. So we look for it,
through the door of who is asking; who may not see the row is not told of it either.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from cases import dutch
from cases.models import (
    Caseload,
    ContractHours,
    Employment,
    Indication,
    Leave,
    Placement,
    Residence,
    SickSpell,
    StandIn,
    SupportedContract,
    WswEmployee,
)

Row = Any
CUT = "cut"  # whether what stands in the way ends the day before
NIGHT = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """A table of which no two rows of one person share a day; what such a row is called, and where it is changed."""

    model: Any
    called: Callable[[Row], str]
    page: str  # the name of a URL
    last: str = "ends_on"
    with_key: bool = False  # the page is of the row itself
    under_employment: bool = False  # no two rows of one employment do; of two employments they may


KINDS = {
    "hours_once_at_a_time": Kind(
        ContractHours,
        lambda row: f"{dutch.hours(row.hours)} uur per week",
        "hours_correct",
        with_key=True,
        under_employment=True,
    ),
    "leave_once_at_a_time": Kind(
        Leave, lambda row: row.get_kind_display(), "leave_correct", with_key=True, under_employment=True
    ),
    "one_supported_contract_at_a_time": Kind(
        SupportedContract, lambda row: f"begeleid werken bij {row.hirer}", "employee"
    ),
    "one_sick_spell_at_a_time": Kind(SickSpell, lambda row: "verzuim", "absence", last="recovered_on"),
    "one_residence_at_a_time": Kind(Residence, lambda row: f"woonplaats {row}", "employee"),
    "one_coach_at_a_time": Kind(Caseload, lambda row: f"jobcoach {row}", "employee"),
    "one_stand_in_at_a_time": Kind(StandIn, lambda row: f"waarnemer {row}", "employee"),
}


def in_the_way(constraint: str, form: forms.BaseForm, day: date | None = None) -> str:
    """The rows that what `form` says cannot be beside, as links; empty when we know of none.

    `day` is the one on which too many hours would be placed.
    """
    whom = _whom(form)
    if whom is None:
        return ""
    if constraint == "placement_hours_fit" and day:
        return _links(_placement(whom, row) for row in _placed(form, whom, day))
    if constraint == "one_indication_per_decision":
        return _links(_decision(whom, row) for row in _decisions(form, whom))
    kind = KINDS.get(constraint)
    return _links(_link(kind, whom, row) for row in _sharing_a_day(kind, form, whom)) if kind else ""


def sharing(
    model: Any, whom: WswEmployee, first: date, last: date | None, end: str = "ends_on", job: Employment | None = None
) -> Any:
    """The rows of this person with a day from `first` to `last` (None: still), the first begun first.

    With `job` only those under that employment: of two at once each has hours and leave of its own. Who is recovered is
    not sick on that day any more.
    """
    if end == "recovered_on":
        first, last = first + NIGHT, last - NIGHT if last else None
    found = model.objects.filter(Q(**{end: None}) | Q(**{f"{end}__gte": first}), employee=whom)
    found = found.filter(employment=job) if job else found
    return (found.filter(starts_on__lte=last) if last else found).order_by("starts_on")


def offer_to_cut(form: Any, rows: Sequence[Row], first: date, label: Callable[[Row], str]) -> Row | None:
    """The row in the way that somebody asked to end before `first`; None when nobody did.

    It is offered, as `label` says it, when there is one such row and it began before: the form asks it from now on.
    What began later would not be cut but moved, and of several somebody first looks which is wrong (decision 0054).
    """
    if len(rows) != 1 or rows[0].starts_on >= first:
        return None
    ask(form, label(rows[0]))
    return rows[0] if asked(form) else None


def ask(form: Any, label: str) -> None:
    field = forms.BooleanField(label=label, required=False)
    if hasattr(form, "ask_also"):
        form.ask_also(CUT, field)
    else:
        form.fields[CUT] = field
        form.helper.layout.append(CUT)


def asked(form: Any) -> bool:
    return bool(form.data.get(form.add_prefix(CUT)))


def _whom(form: Any) -> WswEmployee | None:
    about = [getattr(form, name, None) for name in ("leave", "row", "placement", "spell")]
    found = [getattr(form, "employee", None), *(each.employee for each in about if each)]
    return next((each for each in found if each), None)


def _sharing_a_day(kind: Kind, form: Any, whom: WswEmployee) -> list[Row]:
    values = getattr(form, "cleaned_data", {})
    edited = form.edited() if hasattr(form, "edited") else None
    first = values.get("starts_on") or getattr(edited, "starts_on", None) or values.get("on")
    last = values.get(kind.last) or (values.get("on") if edited else None)
    if first is None:
        return []
    job = (values.get("employment") or getattr(edited, "employment", None)) if kind.under_employment else None
    # Those beside hours that are put right give way by themselves.
    own = {getattr(each, "pk", None) for each in (edited, *(getattr(form, at, None) for at in ("before", "after")))}
    return [row for row in sharing(kind.model, whom, first, last, kind.last, job) if row.pk not in own]


def _placed(form: Any, whom: WswEmployee, day: date) -> list[Placement]:
    values = getattr(form, "cleaned_data", {})
    gone = {each.pk for each in values.get("replaces") or ()} | {getattr(getattr(form, "placement", None), "pk", None)}
    found = Placement.objects.filter(employee=whom).running_on(day).select_related("hirer")
    return [row for row in found.order_by("starts_on") if row.pk not in gone]


def _decisions(form: Any, whom: WswEmployee) -> Iterable[Indication]:
    first: date | None = getattr(form, "cleaned_data", {}).get("starts_on")
    return Indication.objects.filter(employee=whom, starts_on=first) if first else ()


def _placement(whom: WswEmployee, row: Placement) -> tuple[str, str]:
    where = f" bij {row.hirer}" if row.hirer else ""
    period = dutch.period(row.starts_on, row.ends_on)
    url = reverse("placement_end", args=[whom.key, row.key])
    return url, f"{row.get_form_display()}{where}, {dutch.hours(row.hours)} uur, {period}"


def _decision(whom: WswEmployee, row: Indication) -> tuple[str, str]:
    period = dutch.period(row.starts_on, row.valid_until)
    return reverse("indication", args=[whom.key]), f"besluit van {dutch.day(row.decided_on)}, {period}"


def _link(kind: Kind, whom: WswEmployee, row: Row) -> tuple[str, str]:
    args = [whom.key, row.key] if kind.with_key else [whom.key]
    return reverse(kind.page, args=args), f"{kind.called(row)}, {dutch.period(row.starts_on, getattr(row, kind.last))}"


def _links(rows: Iterable[tuple[str, str]]) -> str:
    return format_html_join("; ", '<a href="{}">{}</a>', rows)


def with_it(sentence: str, rows: str) -> str:
    return format_html("{} In de weg staat: {}.", sentence, rows) if rows else sentence
