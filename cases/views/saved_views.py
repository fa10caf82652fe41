"""Filter sentences with a name: of one person, in one role."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cases.models import SavedView
from cases.sentence import to_keep
from cases.view_forms import SavedViewForm
from municipalities.access import Permission, requires
from municipalities.requests import PortalRequest


@requires(Permission.EMPLOYEE_VIEW)
def view_list(request: PortalRequest) -> HttpResponse:
    """One's own views, and a name for the sentence in the address."""
    query = to_keep(request.GET if request.method != "POST" else QueryDict(request.POST.get("zin", "")))[:300]
    given = request.POST if request.method == "POST" else None
    form = SavedViewForm(given, membership=request.membership, query=query)
    if form.is_valid():
        form.save()
        messages.success(request, "De weergave is bewaard. U vindt haar in het zoekvak.")
        return redirect("view_list")
    context = {"form": form, "query": query, "views": SavedView.objects.filter(membership=request.membership)}
    return render(request, "cases/view_list.html", context, status=422 if given is not None else 200)


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def view_drop(request: PortalRequest, key: str) -> HttpResponse:
    get_object_or_404(SavedView, membership=request.membership, key=key).delete()
    messages.success(request, "De weergave is weggehaald.")
    return redirect("view_list")
