from django.http import HttpRequest, HttpResponse

from municipalities.access import Permission, requires


@requires(Permission.EMPLOYEE_VIEW)
def employee(request: HttpRequest, key: str, *, stand_of: object) -> HttpResponse:
    return HttpResponse("")
