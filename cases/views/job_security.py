"""Baanzekerheid: for any period, who had a day without employment, hours or form of work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases import dutch
from cases.job_security import Lost, days_per_kind, lost_days, people_per_kind
from cases.models import WswEmployee
from cases.period_form import PeriodForm
from municipalities.access import Permission, requires
from municipalities.fields import DayField
from municipalities.models import today
from municipalities.paging import pages
from municipalities.requests import PortalRequest
from municipalities.traces import Act, note


class JobSecurityForm(PeriodForm):
    overgang = DayField(label="Alleen de overgang per", required=False)


@require_safe
@requires(Permission.JOB_SECURITY_VIEW)
def job_security(request: PortalRequest) -> HttpResponse:
    """Of the own municipality, also of who moved away, over the days that they were its own."""
    day = today()
    form = JobSecurityForm(request.GET, (day.replace(month=1, day=1), day))
    first, last = form.days
    over = form.cleaned_data.get("overgang") if form.is_valid() else None
    found = lost_days(WswEmployee.objects.known_to(request.membership), first, last, over=over)
    page = pages(request.GET, len(found))
    if shown := found[page.rows]:
        note(Act.PEOPLE_LISTED, membership=request.membership, subjects={each.key for each in shown})
    context = {
        "form": form,
        "first": first,
        "last": last,
        "over": over,
        "counts": _counts(found),
        "lost": shown,
        "page": page,
    }
    return render(request, "cases/job_security.html", context, status=200 if form.is_valid() else 422)


def _counts(found: list[Lost]) -> list[tuple[str, str]]:
    """Who, and the rest of the sentence that says how long they lacked what; nobody is the promise kept."""
    days = days_per_kind(found)
    return [
        (dutch.count(people, "medewerker", "medewerkers"), _lacked(people, days[missing], missing))
        if people
        else ("Niemand", f"was een dag zonder {missing}")
        for missing, people in people_per_kind(found).items()
    ]


def _lacked(people: int, days: int, missing: str) -> str:
    together = f"{'was' if people == 1 else 'waren samen'} {dutch.count(days, 'dag', 'dagen')}"
    return f"{together} zonder {missing}"
