"""What needs doing in the demo, and what two of its people keep at hand: so that no screen is empty."""

from datetime import date, timedelta

from cases.actions import signals
from cases.demo.logins import LOGINS
from cases.models import Caseload, Pin, Residence, SavedView, Signal
from cases.models.signal import SignalQuerySet
from cases.signals.refresh import refresh
from municipalities.models import Membership

REASONS = {
    "S1": "De aanvraag is al bij UWV.",
    "S4": "De inlener beslist volgende week.",
    "S6": "Begint over twee weken op een nieuwe plek.",
}
VIEWS = {"Zonder werk": "form=LEEG", "Loopt iets af": "ends=iets&sort=einde", "Zonder jobcoach": "missing=jobcoach"}


def lay(day: date) -> None:
    """As the process that makes the demo: the signals of `day`, a few put off, a few dossiers and sentences kept."""
    refresh(day)
    emails = [login.email for login in LOGINS if login.role in {"consulent", "jobcoach"}]
    for role in Membership.objects.current().filter(user__email__in=emails).select_related("user").order_by("pk"):
        mine = Signal.objects.open().filter(roles__contains=[role.role], employee__in=_people(role, day))
        for rule, because in REASONS.items():
            found = list(mine.filter(rule=rule).order_by("due_on", "pk"))
            if len(found) > 1:  # something stays to be done
                signals.put_off(signal=found[-1], until=day + timedelta(days=14), because=because, by=role.user)
        _keep(role, mine, day)


def _keep(role: Membership, mine: SignalQuerySet, day: date) -> None:
    people = dict.fromkeys(mine.order_by("due_on", "pk").values_list("employee", flat=True)[:40])
    pins = [Pin(membership=role, employee_id=employee, pinned_on=day) for employee in list(people)[:3]]
    Pin.objects.bulk_create(pins)
    SavedView.objects.bulk_create(SavedView(membership=role, name=name, query=query) for name, query in VIEWS.items())


def _people(role: Membership, day: date) -> list[int]:
    """Who is behind their door; a process looks through none."""
    if role.role == "jobcoach":
        own = Caseload.objects.running_on(day).filter(coach=role.user)
    else:
        own = Residence.objects.running_on(day).filter(municipality=role.municipality)
    return list(own.values_list("employee", flat=True))
