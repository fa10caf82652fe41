"""The portal's addresses, and the admin as the opponent: nine plain columns, none that needs a query of its own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from cases.models import WswEmployee
from municipalities.models import Membership
from soweco_portal.urls import urlpatterns as portal


class Opponent(admin.ModelAdmin):
    list_display = (
        "sort_name", "personnel_number", "first_name", "prefix", "last_name", "birth_date", "sex", "died_on",
        "in_service_1997",
    )  # fmt: skip
    list_per_page = 50
    ordering = ("sort_name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WswEmployee]:
        membership = Membership.objects.current().filter(user=request.user.pk).first()
        return WswEmployee.objects.visible_to(membership)

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


urlpatterns = [path("opponent/", site.admin_view(_opponent)), path("admin/", site.urls), *portal]
