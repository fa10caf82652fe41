"""A move to another municipality. Between two of those that take part it is a handover, by two people.

The consulent of the municipality where somebody lives proposes; one of the next municipality accepts, and only then the
home changes, and with it the doors: the former keeps its own period, to read; the next works from the first day on
(R70). Who accepts cannot see the person yet, so the change itself is made by the process `hand_over`; who proposed and
who accepted stand on the handover. Somebody who leaves for elsewhere or abroad is not handed over: nobody accepts. Who
comes from there is handed over by the municipality that employs them.

A move to elsewhere that was none, or another, the same municipality takes back (`take_back`), for a while, in the own
name: nobody else sees both homes. Then it may record the right one.

A day far away is refused, for nobody could mend it: so far back that the former municipality may not read, one mistyped
year would take the dossier from everybody; far ahead, it is of who cannot see it yet.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, QuerySet

from cases.former import as_then
from cases.models import Door, Handover, HandoverState, Residence, WswEmployee
from cases.work_lock import hold_person
from municipalities.asker import asked_by
from municipalities.models import Membership, Municipality, today

NIGHT = timedelta(days=1)
YEARS = 7  # so long a former municipality reads (cases_door)
AHEAD = timedelta(days=92)


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""


def home_of(person: WswEmployee) -> Residence | None:
    """The home without a last day; None when there is none."""
    return person.residences.filter(ends_on=None).select_related("municipality").order_by("starts_on").last()


def why_not(person: WswEmployee, by: Membership) -> str:
    """Why `by` cannot record a move of this person; empty when they can.

    A municipality records the moves of its own residents, and of its employees who live outside all that take part.
    """
    home = home_of(person)
    if home is None:
        return "Er loopt geen woonplaats. Vraag de functioneel beheerder om het register na te kijken."
    if _is_of_another(home, by.municipality_id):
        return f"Deze medewerker woont in {home.municipality}. Die gemeente legt een verhuizing vast."
    if person.handovers.open().exists():
        return "Er loopt al een overdracht van deze medewerker."
    return ""


def _is_of_another(home: Residence, municipality: int | None) -> bool:
    """Whether this is home in one of those that take part, other than the municipality with this id."""
    place = home.municipality
    return place is not None and place.takes_part and place.pk != municipality


@transaction.atomic
def move(*, person: WswEmployee, to: Municipality | None, starts_on: date, by: Membership) -> Handover | None:
    """Record that `person` lives in `to` (None: abroad) from `starts_on`; to one that takes part it is a proposal.

    Gives the handover, None when there is none to be. NotAllowed when it cannot be.
    """
    # Of two who move the same person at once, the second waits here and then finds what the first did.
    hold_person(person.pk)
    if reason := why_not(person, by):
        raise NotAllowed(reason)
    _check_near(starts_on)
    _check_day(home_of(person), to, starts_on)
    if not is_proposal(to, by):
        _change_home(person.pk, to, starts_on)
        return None
    try:
        with transaction.atomic():
            return Handover.objects.create(
                employee=person,
                from_municipality=cast(Municipality, by.municipality),
                to_municipality=cast(Municipality, to),
                starts_on=starts_on,
                proposed_by=by.user,
            )
    except IntegrityError as refusal:
        raise NotAllowed("Er loopt al een overdracht van deze medewerker.") from refusal


def reads_until(last_day: date) -> date:
    """The last day on which a municipality may read who was its own until `last_day`; of 29 February the 28th."""
    day = 28 if (last_day.month, last_day.day) == (2, 29) else last_day.day
    return last_day.replace(year=last_day.year + YEARS, day=day)


def is_proposal(to: Municipality | None, by: Membership) -> bool:
    """Whether a move there is a handover, which somebody there accepts first."""
    return to is not None and to.takes_part and to.pk != by.municipality_id


@transaction.atomic
def bring(*, person: WswEmployee, to: Municipality | None, starts_on: date, by: Membership) -> None:
    """What `move` brings in the end, accepted and all: to be looked at beforehand. NotAllowed as `move`."""
    if reason := why_not(person, by):
        raise NotAllowed(reason)
    _check_near(starts_on)
    _check_day(home_of(person), to, starts_on)
    with asked_by("hand_over"):
        _change_home(person.pk, to, starts_on)


NOTHING_TO_TAKE_BACK = (
    "Er is geen verhuizing naar elders die u kunt terugdraaien: uw gemeente legde haar niet vast, het is meer dan drie"
    " maanden geleden, of er is daarna iets vastgelegd."
)


def may_take_back(person: WswEmployee) -> bool:
    """Whether who asks may take back the move of this person to elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT move_to_take_back(%s) IS NOT NULL", [person.pk])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def take_back(*, person: WswEmployee) -> None:
    """The home before the move to elsewhere runs again, and with it the door. NotAllowed when there is no such move."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_back_move(%s)", [person.pk])
        if not cursor.fetchone()[0]:
            raise NotAllowed(NOTHING_TO_TAKE_BACK)


def _check_near(starts_on: date) -> None:
    """NotAllowed for a day that nobody could mend afterwards; the first and the last day that may be are allowed."""
    if reads_until(starts_on - NIGHT) < today():
        raise NotAllowed("De eerste dag ligt zeven jaar of langer terug. Kijk het jaar na.")
    if starts_on > today() + AHEAD:
        raise NotAllowed("De eerste dag ligt meer dan drie maanden vooruit. Kijk het jaar na.")


def _check_day(home: Residence | None, to: Municipality | None, starts_on: date) -> None:
    if home is None or starts_on <= home.starts_on:
        since = f" ({home.starts_on:%d-%m-%Y})" if home else ""
        raise NotAllowed(f"De eerste dag in de nieuwe gemeente ligt na de eerste dag in de vorige{since}.")
    if home.municipality_id == (to.pk if to else None):
        raise NotAllowed("Daar woont deze medewerker al.")


def _change_home(person: int, to: Municipality | None, starts_on: date) -> None:
    """The new home first: with the old one ended, its door may be closed to who is doing this."""
    home = Residence.objects.select_for_update().get(employee=person, ends_on=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_residence_at_a_time DEFERRED")
        Residence.objects.create(employee_id=person, municipality=to, starts_on=starts_on)
        home.ends_on = starts_on - NIGHT
        home.save(update_fields=["ends_on"])
        cursor.execute("SET CONSTRAINTS one_residence_at_a_time IMMEDIATE")


def hold(handover: Handover) -> None:
    """The turn of this handover until the transaction ends: for who looks beforehand at what `accept` brings."""
    Handover.objects.select_for_update().filter(pk=handover.pk).first()


def _open(handover: Handover, by: Membership, *, side: str) -> Handover:
    """The handover, ours for the rest of the transaction: of two who decide at once, the second finds it decided."""
    found = Handover.objects.select_for_update().filter(pk=handover.pk, **{side: by.municipality_id}).first()
    if found is None:
        raise NotAllowed("Deze overdracht is niet aan uw gemeente.")
    if not found.is_open:
        raise NotAllowed(f"Deze overdracht is al {found.get_state_display()}.")
    return found


def _decide(found: Handover, state: HandoverState, by: Membership, reason: str = "") -> None:
    found.state, found.decided_by, found.decided_on, found.reason = state, by.user, today(), reason
    found.save(update_fields=["state", "decided_by", "decided_on", "reason"])


@transaction.atomic
def accept(*, handover: Handover, by: Membership) -> None:
    """Take the dossier over: the home changes on the day proposed. NotAllowed for who proposed it, and twice."""
    found = _open(handover, by, side="to_municipality")
    if found.proposed_by_id == by.user_id:
        raise NotAllowed("U heeft deze overdracht zelf voorgesteld. Vraag een tweede persoon om haar aan te nemen.")
    _decide(found, HandoverState.AANGENOMEN, by)
    with asked_by("hand_over"):
        person = WswEmployee.objects.get(pk=found.employee_id)
        home = home_of(person)
        if home is None or _is_of_another(home, found.from_municipality_id):
            raise NotAllowed("De woonplaats van deze medewerker is intussen anders. Wijs de overdracht af.")
        _check_day(home, found.to_municipality, found.starts_on)
        _change_home(person.pk, found.to_municipality, found.starts_on)


@transaction.atomic
def decline(*, handover: Handover, by: Membership, reason: str) -> None:
    """Refuse the handover, with the reason. NotAllowed when it was decided."""
    _decide(_open(handover, by, side="to_municipality"), HandoverState.AFGEWEZEN, by, reason)


@transaction.atomic
def withdraw(*, handover: Handover, by: Membership) -> None:
    """Take the proposal back. NotAllowed when it was decided."""
    _decide(_open(handover, by, side="from_municipality"), HandoverState.INGETROKKEN, by)


def people(handovers: Iterable[Handover], by: Membership) -> dict[int, WswEmployee]:
    """Whom these are about, by id, for who must decide: no door leads there yet.

    Only of handovers of one's own municipality that are open, or that it may see by a door.
    """
    own = [each for each in handovers if by.municipality_id in {each.from_municipality_id, each.to_municipality_id}]
    offered = {each.employee_id for each in own if each.is_open}
    seen = _with_last_day(WswEmployee.objects.known_to(by).filter(handovers__in=own), by)
    known = {person.pk: person for person in as_then(seen)}
    if missing := offered - known.keys():
        with asked_by("hand_over"):
            known |= {person.pk: person for person in WswEmployee.objects.filter(pk__in=missing)}
    return known


def gone(by: Membership) -> QuerySet[WswEmployee]:
    """Whom this municipality had until `seen_until`, and may still read; who went last comes first."""
    former = WswEmployee.objects.known_to(by).exclude(pk__in=WswEmployee.objects.visible_to(by).values("pk"))
    found: QuerySet[WswEmployee] = _with_last_day(former, by).order_by("-seen_until", "pk")
    return found


def _with_last_day(people: QuerySet[WswEmployee], by: Membership) -> Any:
    """Each knows `seen_until`: how far this municipality may see."""
    last = Door.objects.filter(employee=OuterRef("pk"), holder=f"gemeente:{by.municipality_id}")
    return people.annotate(seen_until=last.order_by("-sees_until").values("sees_until")[:1])
