"""Filter sentences with a name: of one person, in one role; in their own order, and one to begin with."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.actions import saved_views as acts
from cases.models import SavedView
from cases.refusals import refuse_in_words
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
    if form.is_valid() and _kept(form):
        messages.success(request, "De weergave is bewaard. U vindt haar in het zoekvak.")
        return redirect("view_list")
    context = {"form": form, "query": query, "views": acts.mine(request.membership), "steps": acts.STEPS}
    return render(request, "cases/view_list.html", context, status=422 if given is not None else 200)


def _kept(form: SavedViewForm) -> bool:
    """Not when the name was taken in another window meanwhile; then the form says so."""
    try:
        acts.keep(view=form.instance)
    except IntegrityError as refusal:
        refuse_in_words(form, refusal)
        return False
    return True


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def view_drop(request: PortalRequest, key: str) -> HttpResponse:
    acts.drop(view=_found(request, key))
    messages.success(request, "De weergave is weggehaald.")
    return redirect("view_list")


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def view_move(request: PortalRequest, key: str, step: str) -> HttpResponse:
    """One place up or down. Back to the same button, so that who goes by keyboard can press it again.

    What is said waits in a cookie: not how the view is called, which may be after somebody.
    """
    if step not in acts.STEPS:
        raise Http404
    found = _found(request, key)
    if acts.move(view=found, step=step):
        messages.success(request, f"De weergave staat een plaats {'hoger' if step == 'omhoog' else 'lager'}.")
    return redirect(f"{reverse('view_list')}#{step}-{found.key}")


@require_POST
@requires(Permission.EMPLOYEE_VIEW)
def view_start(request: PortalRequest, key: str) -> HttpResponse:
    """`begin=ja`: where one begins after logging in; anything else: no longer."""
    found, wanted = _found(request, key), request.POST.get("begin") == "ja"
    acts.start_with(view=found, wanted=wanted)
    said = "U begint voortaan met deze weergave." if wanted else "U begint voortaan weer met de startpagina."
    messages.success(request, said)
    return redirect(f"{reverse('view_list')}#begin-{found.key}")


def _found(request: PortalRequest, key: str) -> SavedView:
    return get_object_or_404(SavedView, membership=request.membership, key=key)
