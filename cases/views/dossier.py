"""The page of one person: who it is, what counts today or on another day, what runs out, the timeline and the lists.

Any other day than today is only looked at: nothing can be changed there.
"""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from cases import bsn, contacts, dossier, dutch, endings, plan_terms, retention, sheet
from cases.models import WswEmployee
from cases.models.retention import PERSONNEL_FILE, term_of
from cases.occupation import Stretch, idle_periods, stretch_on, stretches
from cases.opening import opens
from cases.se_explained import StandOf, explain
from cases.sheet import Moment
from cases.timeline import timeline
from municipalities.access import Permission, requires
from municipalities.fields import DayField
from municipalities.models import Membership, today
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act

LATEST = 3  # contacts on the page


class AsOfForm(forms.Form):
    """The day to look at; empty is today."""

    peildatum = DayField(label="Peildatum", required=False)


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_OPENED, former=True)
def employee(request: PortalRequest, person: WswEmployee, *, stand_of: StandOf) -> HttpResponse:
    """The dossier on `?peildatum=`, or today; 400 for what is no day."""
    form = AsOfForm({"peildatum": request.GET.get("peildatum") or today()})
    day = form.cleaned_data["peildatum"] if form.is_valid() else today()
    last = last_day(person)
    gone = last < today()
    at = Moment(min(day, last) if gone else day, today())
    context = _context(person, at, request.membership, stand_of)
    context |= {"asof_form": form, "person": _person(person, at, request.membership)}
    context |= _former(last) if gone else {"may_move": context["may_edit"]}
    if not gone and at.day == at.today and request.membership.may(Permission.CONTACT_CHANGE):
        context |= {"may_contact": True, "contacts": contacts.latest(person, request.membership, LATEST)}
        context |= {"plan_line": plan_terms.line(person.pk, today())}
    return render(request, "cases/employee.html", context, status=200 if form.is_valid() else 400)


def last_day(person: WswEmployee) -> date:
    """Until when one may look at this person; `date.max` for who has a door that is open onto today."""
    return getattr(person, "seen_until", None) or date.max


def _former(last: date) -> dict[str, Any]:
    """Of a former municipality: its own period, to read (R70)."""
    return {"seen_until": dutch.day(last), "asof_links": [], "endings": []}


@require_POST
@requires(Permission.BSN_VIEW)
@recently_proved
@opens(Act.BSN_SHOWN)
def employee_bsn(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """The whole number (R71): asked by POST, after proof of who asks, and told to the log. Never in an address."""
    number = bsn.decrypt(person.bsn_encrypted) if person.bsn_encrypted else ""
    return render(request, "cases/employee_bsn.html", {"person": person, "number": number})


def _context(person: WswEmployee, at: Moment, membership: Membership, stand_of: StandOf) -> dict[str, Any]:
    found = dossier.read(person.pk, born=person.birth_date, died_on=person.died_on, day=at.day, until=last_day(person))
    work = stretches(found)
    now = stretch_on(work, at.day)
    idle = idle_periods(work, min(at.today, found.last_counted_day))
    drawn = timeline(person.full_name, found, work, day=at.day, today=at.today)
    is_today = at.day == at.today
    may_place = is_today and now is not None and membership.may(Permission.PLACEMENT_CHANGE)
    urls = {endings.PLACE: reverse("placement_new", args=[person.key])} if may_place else {}
    return {
        "peildatum": dutch.day(at.day),
        "is_past": at.day < at.today,
        "is_future": at.day > at.today,
        "asof_links": _links(now, at),
        "facts": sheet.facts(found, now, explain(stand_of(person.pk, at.day), found, at.day), at),
        "endings": [each.shown(at.day, urls) for each in endings.endings(found, at.day)] if at.day >= at.today else [],
        "timeline": drawn.picture,
        "timeline_rows": drawn.rows,
        "placements": [_with_end(row, person, may_place) for row in sheet.placements(found, idle, at)],
        "hours_left": sheet.hours_left(now),
        "may_place": may_place,
        "kept": _kept(person, found, at.today) if is_today else None,
        "may_edit": is_today and membership.may(Permission.EMPLOYEE_CHANGE),
        "may_transfer": is_today and now is not None and membership.may(Permission.TRANSFER_CHANGE),
        **sheet.lists(found, at),
    }


def _kept(person: WswEmployee, found: dossier.Dossier, day: date) -> dict[str, Any]:
    """How long this dossier is kept, and what holds it."""
    held = [hold.reason for hold in person.holds.running_on(day)]
    ends = [job.ends_on for job in found.jobs]
    ended_on = None if None in ends else max((end for end in ends if end), default=None)
    decision = found.decision_on(day)
    in_use = decision is not None and decision.works_until >= day <= found.last_counted_day and not found.died_on
    term = term_of(PERSONNEL_FILE, day)
    said = retention.verdict(term, ended_on, day, in_use=in_use, held=bool(held))
    return {"text": retention.told(said, term, ended_on), "held": held, "alive": person.died_on is None}


def _person(person: WswEmployee, at: Moment, membership: Membership) -> dict[str, Any]:
    died_on = person.died_on if person.died_on and person.died_on <= at.day else None
    return {
        "full_name": person.full_name,
        "key": person.key,
        "fictitious": settings.FICTITIOUS,
        "personnel_number": person.personnel_number,
        "birth_date": dutch.day(person.birth_date),
        "age": sheet.age(person.birth_date, died_on or at.day),
        "died_on": dutch.day(died_on) if died_on else "",
        "bsn_masked": person.bsn_masked if membership.may(Permission.BSN_VIEW) else None,
    }


def _with_end(row: dict[str, Any], person: WswEmployee, may_place: bool) -> dict[str, Any]:
    placement = row.pop("key")
    url = reverse("placement_end", args=[person.key, placement]) if placement and may_place else ""
    return row | {"end_url": url}


def _links(now: Stretch | None, at: Moment) -> list[dict[str, str]]:
    """Days one often wants: the first of this work, the end of the last quarter, today."""
    quarter_end = at.today.replace(month=(at.today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    days: dict[str, date] = {"einde " + dutch.quarter(quarter_end): quarter_end}
    if now and now.main and now.main.starts_on <= at.today:
        days = {"begin van dit werk": now.main.starts_on} | days
    links = [{"label": label, "query": f"peildatum={day}"} for label, day in days.items() if day != at.day]
    return links if at.day == at.today else [*links, {"label": "vandaag", "query": ""}]
