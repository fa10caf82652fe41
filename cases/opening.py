"""Opening somebody's dossier: through the door, for a purpose, and with a trace.

Who works with somebody is asked nothing: a coach for the own caseload, a municipality for its own residents. Where the
municipality is only the employer, or somebody's former one, the purpose is asked once a day for each person. What was
said stands in the audit log and goes with every line of that day; whoever said it may read that one line back. Who
looks along as another said why before it began.
"""

from collections.abc import Callable
from datetime import datetime, time
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.db.models import CharField, Exists, Func, OuterRef, QuerySet, Value
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cases.former import as_then
from cases.merging import where_to
from cases.models import Door, Residence, WswEmployee
from cases.signals.refresh import refresh
from municipalities.logs import AuditEntry
from municipalities.models import Membership, today
from municipalities.requests import PortalRequest
from municipalities.traces import Act, about_person, note

View = Callable[..., HttpResponseBase]


def opens(act: Act, *, former: bool = False) -> Callable[[View], View]:
    """For a page about one person: the view gets the person instead of the key, after their purpose and with a trace.

    With `former` also somebody whom one had until `person.seen_until`, to read (R70). 404 for who is not to be seen, as
    for who is not there. A refusal is noted by `AskerMiddleware`.
    """

    def decorate(view: View) -> View:
        @about_person
        @wraps(view)
        def opened(request: PortalRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                person = find(key, request.membership, former=former)
            except Http404:
                return _elsewhere(request, key)
            if asks_purpose(person) and request.acting is None:
                return _ask(person, request)
            purpose = request.acting.reason if request.acting else getattr(person, "purpose", None) or ""
            note(act, membership=request.membership, subjects=[person.key], purpose=purpose)
            return _answered(view(request, person, *args, **kwargs), request, person)

        return opened

    return decorate


def _answered(answer: HttpResponseBase, request: PortalRequest, person: WswEmployee) -> HttpResponseBase:
    """After a save, by a page or from a phone, the person's signals follow the facts, in the same transaction."""
    if request.method == "POST" and answer.status_code in {HTTPStatus.FOUND, HTTPStatus.CREATED}:
        refresh(today(), [person.pk])
    return answer


def _elsewhere(request: PortalRequest, key: str) -> HttpResponse:
    """To the same page of the dossier that this one went into. Http404 where there is none."""
    into = where_to(key, request.membership) if request.method in {"GET", "HEAD"} else None
    if into is None or request.resolver_match is None:
        raise Http404
    asked = request.resolver_match.captured_kwargs  # type: ignore[attr-defined]
    return redirect(request.resolver_match.view_name, **asked | {"key": into.key})


def find(key: str, membership: Membership, *, former: bool = False) -> WswEmployee:
    """The person, with `is_own` and the `purpose` of today where these matter. Http404 behind another door."""
    everybody = WswEmployee.objects
    people = (everybody.known_to(membership) if former else everybody.visible_to(membership)).filter(key=key)
    person = (people if membership.role == "jobcoach" else _with_purpose(people, membership)).first()
    if person is None:
        raise Http404
    return person if membership.role == "jobcoach" else as_then([person])[0]


def asks_purpose(person: WswEmployee) -> bool:
    """Whether who found this person must still say what for."""
    return not getattr(person, "is_own", True) and not getattr(person, "purpose", "")


def _with_purpose(people: QuerySet[WswEmployee], membership: Membership) -> QuerySet[WswEmployee]:
    day = today()
    lives_here = Residence.objects.running_on(day).filter(
        employee=OuterRef("pk"), municipality=membership.municipality_id
    )
    asker = Func(Value("portal.asker"), function="current_setting", output_field=CharField())
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    said = AuditEntry.objects.filter(
        asker=asker, moment__gte=midnight, act=Act.PURPOSE_STATED.code, subjects__contains=[OuterRef("key")]
    )
    last = Door.objects.filter(employee=OuterRef("pk"), holder=f"gemeente:{membership.municipality_id}")
    return people.annotate(
        is_own=Exists(lives_here),
        purpose=said.order_by("-id").values("purpose")[:1],
        seen_until=last.order_by("-sees_until").values("sees_until")[:1],
    )


def _ask(person: WswEmployee, request: PortalRequest) -> HttpResponse:
    query = urlencode({"verder": request.get_full_path()})
    return redirect(f"{reverse('employee_purpose', args=[person.key])}?{query}")
