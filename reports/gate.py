"""Whether a report may leave: no red check line, and each blocking finding repaired or accepted by name (M15).

Findings are those of T15, frozen with the report. Blocking is what makes figures wrong: somebody who counts no SE
(R25), is counted in no municipality or without hours, should have left, or is on leave and at work. No jobcoach, no
indication and late entry are told and block nothing: the old group is matig without an indication (Besluit art. 10),
who does need one has no category either, and what came late can no longer be repaired.

The database asks the same of whoever changes the state (migration 0031); a test holds the two lists together.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from municipalities.models import User
from reports import money_changes
from reports.closed_years import waiting_in
from reports.figures import TOTAL
from reports.models import AcceptedFinding, Report, ReportState
from reports.periods import Period

TABLE = "T15"
BLOCKING = ("no_category", "no_home", "no_hours", "past_aow", "away_and_placed")


class Blocked(Exception):
    """The text says why, in Dutch."""


@dataclass(frozen=True)
class Finding:
    """A blocking finding of a report. `people` is not masked: for who checks."""

    code: str
    label: str
    definition: str
    people: int
    accepted: AcceptedFinding | None


def findings(report: Report) -> list[Finding]:
    """Each blocking finding that somebody is in, in the order of T15."""
    known = {each["name"]: each for each in report.content.get("definitions", []) if each.get("table") == TABLE}
    people = {
        each["figure"]: int(each["value"])
        for each in report.content.get("figures", [])
        if each["table"] == TABLE and each["municipality"] == TOTAL
    }
    accepted = {each.finding: each for each in report.accepted_findings.select_related("accepted_by")}
    return [
        Finding(code, label_of(known, code), known[code]["definition"], people[code], accepted.get(code))
        for code in BLOCKING
        if people.get(code)
    ]


def label_of(known: dict[str, Any], code: str) -> str:
    """As the head of T15 calls it: its group and its column."""
    kept = known[code]
    return f"{kept['label']} {kept['group']}" if kept.get("group") else str(kept["label"])


def red_tables(content: dict[str, Any]) -> list[str]:
    """The tables whose check line is red."""
    return [check["table"] for check in content.get("checks", []) if check["ok"] is not True]


def _waiting(report: Report) -> str:
    """Why a new edition over a closed year may not leave: a correction in that year that no controller judged (R77)."""
    year = Period.parse(report.period).year
    number = waiting_in(year)
    if amounts := money_changes.waiting_in(year):
        what = "wacht nog 1 bedrag" if amounts == 1 else f"wachten nog {amounts} bedragen"
        return f"In het afgesloten jaar {year} {what} op akkoord. Een tweede controller oordeelt daar eerst over."
    if not number:
        return ""
    what = "wacht nog 1 correctie" if number == 1 else f"wachten nog {number} correcties"
    return f"In het afgesloten jaar {year} {what} op akkoord. Een controller van de gemeente oordeelt daar eerst over."


def why_not(report: Report, found: list[Finding] | None = None) -> str:
    """Why this report may not leave; "" when it may."""
    red = red_tables(report.content)
    if red:
        return (
            f"De controle onder tabel {', '.join(red)} klopt niet. Dit rapport gaat niet weg. Maak een nieuwe uitgave."
        )
    waiting = [each.label for each in (findings(report) if found is None else found) if each.accepted is None]
    if waiting:
        return (
            f"Eerst nog oplossen of accepteren: {', '.join(waiting)}. Los het op in het register en maak een nieuwe"
            " uitgave, of accepteer het met een reden."
        )
    return _waiting(report)


@transaction.atomic
def accept(*, row: AcceptedFinding, by: User) -> None:
    """Let a finding through, with a reason and a name. Blocked when the report is no draft or has no such finding."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=row.report_id)
    if report.state != ReportState.CONCEPT:
        raise Blocked("Dit rapport is geen concept meer.")
    if row.finding not in {each.code for each in findings(report)}:
        raise Blocked("Deze bevinding staat niet in dit rapport.")
    row.accepted_by = by
    row.save()
