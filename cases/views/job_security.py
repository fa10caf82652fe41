"""Baanzekerheid: for any period, who had a day without employment, hours or form of work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.job_security import lost_days, people_per_kind
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
        "counts": people_per_kind(found),
        "lost": shown,
        "page": page,
    }
    return render(request, "cases/job_security.html", context, status=200 if form.is_valid() else 422)
