"""The page of one person: who it is, what counts today or on another day, what runs out, the timeline and the lists.

Any other day than today is only looked at: nothing can be changed there.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import brp, bsn, contacts, dossier, dutch, endings, parts, plan_terms, sheet
from cases.actions import handovers
from cases.beside import beside
from cases.models import Pin, Signal, WswEmployee
from cases.occupation import Stretch, idle_periods, stretch_on, stretches
from cases.opening import opens
from cases.parts import Page
from cases.se_explained import StandOf, explain
from cases.sheet import Moment
from cases.signals.asked import in_order, row
from cases.signals.rules import RULES
from cases.timeline import timeline
from cases.towns import main_town
from municipalities.access import Permission, requires
from municipalities.fields import DayField
from municipalities.models import Membership, today
from municipalities.recorded import as_known
from municipalities.requests import PortalRequest
from municipalities.stepup import recently_proved
from municipalities.traces import Act

LATEST = 3  # contacts on the page


class AsOfForm(forms.Form):
    """The day to look at (empty is today), and by what was known on which day (empty is now)."""

    peildatum = DayField(label="Peildatum", required=False)
    bekend_op = DayField(label="Zoals bekend op", required=False)

    @property
    def known_on(self) -> datetime | None:
        """The end of the day of knowing; None for today, and for a day to come."""
        day = self.cleaned_data.get("bekend_op")
        if day is None or day >= today():
            return None
        return timezone.make_aware(datetime.combine(day, time.max))


@require_safe
@requires(Permission.EMPLOYEE_VIEW)
@opens(Act.DOSSIER_OPENED, former=True)
def employee(request: PortalRequest, person: WswEmployee, *, stand_of: StandOf) -> HttpResponse:
    """The dossier on `?peildatum=`, or today, `&bekend_op=` as known then; 400 for what is no day."""
    form = AsOfForm({"peildatum": request.GET.get("peildatum") or today(), "bekend_op": request.GET.get("bekend_op")})
    asked = form.is_valid()
    last = last_day(person)
    gone = last < today()
    known_on = form.known_on if asked else None
    if gone and known_on and known_on.date() > last:  # what was recorded later is not of its period
        known_on = None
    then = as_known(person, known_on) if known_on else person
    if then is None:
        form.add_error("bekend_op", "Toen was deze medewerker nog niet vastgelegd. U ziet wat nu bekend is.")
        known_on, then = None, person
    day = form.cleaned_data.get("peildatum") or today()
    at = Moment(min(day, last) if gone else day, today(), known_on)
    context = _context(then, at, request.membership, stand_of)
    context |= {"asof_form": form, "person": _person(then, at, request.membership)}
    if gone:
        context |= _former(person, request.membership)
    else:
        context |= {"may_move": context["may_edit"]} | _asks(person, at, request.membership)
    if not gone and at.is_now:
        context |= _kept_by(person, request.membership)
    return render(request, "cases/employee.html", context, status=200 if form.is_valid() else 400)


def last_day(person: WswEmployee) -> date:
    """Until when one may look at this person; `date.max` for who has a door that is open onto today."""
    return getattr(person, "seen_until", None) or date.max


def _former(person: WswEmployee, membership: Membership) -> dict[str, Any]:
    """Of a former municipality: its own period, to read (R70); and whether it may take back that they left."""
    back = membership.may(Permission.RESIDENCE_CHANGE) and handovers.may_take_back(person)
    return {"seen_until": dutch.day(last_day(person)), "asof_links": [], "endings": [], "may_take_back": back}


def _asks(person: WswEmployee, at: Moment, membership: Membership) -> dict[str, Any]:
    """What asks for attention today beside what runs out."""
    if not at.is_now:
        return {}
    own = Signal.objects.visible_to(membership).asking_on(at.today).filter(employee=person)
    asking = in_order(own.exclude(rule__in=[rule.number for rule in RULES if rule.ends]), at.today)
    return {
        "signals": [row(each, at.today) for each in asking],
        "may_pin": True,
    }


def _kept_by(person: WswEmployee, membership: Membership) -> dict[str, Any]:
    """What only who keeps the dossier reads beside it; for all, whether it is kept at hand."""
    if not membership.may(Permission.CONTACT_CHANGE):
        return {"pinned": Pin.objects.filter(membership=membership, employee=person).exists()}
    return {
        "may_contact": True,
        "contacts": contacts.latest(person, membership, LATEST),
        "plan_line": plan_terms.line(person.pk, today()),
        "today": today(),
        **beside(person.pk, membership, today()),
    }


@require_POST
@requires(Permission.BSN_VIEW)
@recently_proved
@opens(Act.BSN_SHOWN)
def employee_bsn(request: PortalRequest, person: WswEmployee) -> HttpResponse:
    """The whole number (R71): asked by POST, after proof of who asks, and told to the log. Never in an address."""
    number = bsn.decrypt(person.bsn_encrypted) if person.bsn_encrypted else ""
    return render(request, "cases/employee_bsn.html", {"person": person, "number": number})


def _context(person: WswEmployee, at: Moment, membership: Membership, stand_of: StandOf) -> dict[str, Any]:
    found = dossier.read(
        person.pk, born=person.birth_date, died_on=person.died_on, day=at.day, until=last_day(person),
        known_on=at.known_on,
    )  # fmt: skip
    work = stretches(found)
    now = stretch_on(work, at.day)
    idle = idle_periods(work, min(at.today, found.last_counted_day))
    known = f"&bekend_op={at.known_on:%Y-%m-%d}" if at.known_on else ""
    drawn = timeline(person.full_name, found, work, day=at.day, today=at.today, known=known)
    page = Page(person, found, at, membership, is_gone=last_day(person) < at.today)
    may_place = now is not None and page.may(Permission.PLACEMENT_CHANGE)
    urls = {endings.PLACE: reverse("placement_new", args=[person.key])} if may_place else {}
    may_sick = page.may(Permission.SICKNESS_CHANGE)
    may_employ = page.may(Permission.EMPLOYMENT_CHANGE) and person.died_on is None
    urls |= {endings.SICK: reverse("absence", args=[person.key])} if may_sick else {}
    urls |= {endings.INDICATION: reverse("indication", args=[person.key])} if at.is_now else {}
    return {
        "peildatum": dutch.day(at.day),
        "peildag": at.day,
        "is_past": at.day < at.today,
        "is_future": at.day > at.today,
        "known_on": dutch.day(at.known_on.date()) if at.known_on else "",
        "asof_links": _links(work, now, at, known),
        "facts": sheet.facts(found, now, explain(stand_of(person.pk, at.day, at.known_on), found, at.day), at),
        "endings": [each.shown(at.day, urls) for each in endings.endings(found, at.day)] if _ahead(at) else [],
        "timeline": drawn.picture,
        "timeline_rows": drawn.rows,
        "placements": [_with_links(row, person, may_place) for row in sheet.placements(found, idle, at)],
        "hours_left": sheet.hours_left(now),
        "may_place": may_place,
        "may_edit": page.may(Permission.EMPLOYEE_CHANGE),
        "may_ask_brp": page.may(Permission.EMPLOYEE_CHANGE) and brp.connection_for(membership) is not None,
        "wide_parts": parts.drawn(page, wide=True),
        "parts": parts.drawn(page, wide=False),
        "may_end_employment": page.may(Permission.EMPLOYMENT_CHANGE) and _in_service(found, at.day),
        "may_transfer": now is not None and page.may(Permission.TRANSFER_CHANGE),
        "may_report_sick": may_sick,
        "may_change_coach": page.may(Permission.CASELOAD_CHANGE),
        "nearby_url": _nearby(found, at.day) if may_place else "",
        "may_begin_employment": may_employ,
        "may_change_hours": may_employ and any(job.ends_on is None or job.ends_on >= at.day for job in found.jobs),
        **_with_work_links(sheet.lists(found, at), person, may_employ),
    }


def _with_work_links(lists: dict[str, list[dict[str, str]]], person: WswEmployee, may: bool) -> dict[str, Any]:
    """An employment, its hours and its leave can be put right from their row; leave that is not over can end."""
    if may:
        for name, page in (("employments", "employment"), ("hours", "hours"), ("leaves", "leave")):
            for row in filter(lambda each: each.get("key"), lists[name]):
                at = [person.key, row["key"]]
                row["correct_url"] = reverse(f"{page}_correct", args=at)
                row["end_url"] = reverse("leave_end", args=at) if page == "leave" and not row["to"] else ""
    return lists


def _nearby(found: dossier.Dossier, day: date) -> str:
    """Work by distance from where somebody lives, as far as that is kept: the largest town of the municipality."""
    home = found.home_on(day)
    since = main_town(home.cbs_code, home.name) if home else None
    return f"{reverse('work_nearby')}?{urlencode({'vanuit': since.name})}" if since else ""


def _in_service(found: dossier.Dossier, day: date) -> bool:
    return bool(dossier.running(found.jobs, day))


def _ahead(at: Moment) -> bool:
    """What runs out is told of today and later, by what is known now."""
    return at.day >= at.today and at.known_on is None


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


def _with_links(row: dict[str, Any], person: WswEmployee, may_place: bool) -> dict[str, Any]:
    placement, runs = row.pop("key"), row.pop("runs")
    at = [person.key, placement]
    may = may_place and placement
    return row | {
        "end_url": reverse("placement_end", args=at) if may and runs else "",
        "correct_url": reverse("placement_correct", args=at) if may else "",
    }


def _links(work: list[Stretch], now: Stretch | None, at: Moment, known: str) -> list[dict[str, str]]:
    """Days one often wants: the change before and after, the first of this work, the end of the last quarter, today."""
    quarter_end = at.today.replace(month=(at.today.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    days: dict[str, date] = {"einde " + dutch.quarter(quarter_end): quarter_end}
    if now and now.main and now.main.starts_on <= at.today:
        days = {"begin van dit werk": now.main.starts_on} | days
    turns = [stretch.starts_on for stretch in work]
    before, after = [turn for turn in turns if turn < at.day], [turn for turn in turns if turn > at.day]
    days |= {"vorige wijziging": before[-1]} if before else {}
    days |= {"volgende wijziging": after[0]} if after else {}
    links = [{"label": label, "query": f"peildatum={day}{known}"} for label, day in days.items() if day != at.day]
    return links if at.is_now else [*links, {"label": "vandaag", "query": ""}]
