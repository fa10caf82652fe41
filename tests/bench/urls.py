"""The portal's addresses, and the admin as the opponent: the same people with the same nine cells.

Built as somebody would who knows Django: everything a row needs is prefetched, so that its queries do not grow with the
rows.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from cases.models import WswEmployee
from municipalities.models import Membership, today
from soweco_portal.urls import urlpatterns as portal
from tests.bench.dossier import INLINES


def _runs(row: Any) -> bool:
    return row.starts_on <= today() and (row.ends_on is None or row.ends_on >= today())


class Opponent(admin.ModelAdmin):
    list_display = ("list_name", "work_form", "hirer", "hours", "category", "coach", "what", "last_day", "days")
    list_per_page = 50
    ordering = ("sort_name", "id")

    inlines = INLINES

    def get_queryset(self, request: HttpRequest) -> QuerySet[WswEmployee]:
        membership = Membership.objects.current().filter(user=request.user.pk).first()
        return WswEmployee.objects.visible_to(membership).prefetch_related(
            "employments__placements__hirer", "employments__hours", "indications", "caseloads__coach"
        )

    def _placement(self, person: WswEmployee) -> Any:
        running = [each for job in person.employments.all() for each in job.placements.all() if _runs(each)]
        return max(running, key=lambda each: (each.hours, each.step), default=None)

    def _ending(self, person: WswEmployee) -> tuple[str, Any] | None:
        soon = [("indicatie", each.valid_until) for each in person.indications.all()]
        for job in person.employments.all():
            soon += [("dienstverband", job.ends_on), *(("plaatsing", each.ends_on) for each in job.placements.all())]
        coming = [(what, day) for what, day in soon if day and today() <= day <= today() + timedelta(days=90)]
        return min(coming, key=lambda pair: pair[1], default=None)

    def work_form(self, person: WswEmployee) -> str:
        placement = self._placement(person)
        return placement.get_form_display() if placement else "zonder werk"

    def hirer(self, person: WswEmployee) -> Any:
        placement = self._placement(person)
        return placement and placement.hirer

    def hours(self, person: WswEmployee) -> Any:
        jobs = [job for job in person.employments.all() if _runs(job)]
        return sum(each.hours for job in jobs for each in job.hours.all() if _runs(each))

    def category(self, person: WswEmployee) -> str:
        effective = [each for each in person.indications.all() if each.starts_on <= today()]
        return max(effective, key=lambda each: (each.starts_on, each.decided_on)).category if effective else ""

    def coach(self, person: WswEmployee) -> Any:
        return next((each.coach for each in person.caseloads.all() if _runs(each)), None)

    def what(self, person: WswEmployee) -> str:
        ending = self._ending(person)
        return ending[0] if ending else ""

    def last_day(self, person: WswEmployee) -> Any:
        ending = self._ending(person)
        return ending[1] if ending else None

    def days(self, person: WswEmployee) -> Any:
        ending = self._ending(person)
        return (ending[1] - today()).days if ending else None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    has_change_permission = has_delete_permission = has_view_permission


class Site(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"has_permission": True}


site = Site()
site.register(WswEmployee, Opponent)


def _opponent(request: HttpRequest, **kwargs: Any) -> Any:
    return site._registry[WswEmployee].changelist_view(request)


def _form(request: HttpRequest, pk: int) -> Any:
    return site._registry[WswEmployee].changeform_view(request, str(pk))


urlpatterns = [
    path("opponent/", site.admin_view(_opponent)),
    path("opponent/<int:pk>/", site.admin_view(_form)),
    path("admin/", site.urls),
    *portal,
]
