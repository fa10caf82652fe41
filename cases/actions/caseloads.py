"""People go from one coach to another: for good, or for a while to a stand-in. Many at once, and it can be undone.

A handover leaves nobody a day without a coach: the former ends on the eve. What was planned for the former coach after
that day goes along. Undoing it gives the days back; what somebody else changed in between stays.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet

from cases import dutch
from cases.models import Caseload, CoachChange, StandIn, WswEmployee
from municipalities.models import Membership, User, today

NIGHT = timedelta(days=1)


class NotAllowed(Exception):
    """This cannot be done; the text says why, in Dutch."""


def coached_from(coach: User, on: date, by: Membership) -> QuerySet[Caseload]:
    """The rows of `coach` that run on `on` or begin later, of whom `by` may see."""
    seen = WswEmployee.objects.visible_to(by)
    return Caseload.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), coach=coach, employee__in=seen)


def people_of(coach: User, on: date, by: Membership) -> QuerySet[WswEmployee]:
    return WswEmployee.objects.visible_to(by).filter(pk__in=coached_from(coach, on, by).values("employee"))


def _rows(people: Iterable[WswEmployee], coach: User, on: date, by: Membership) -> list[Caseload]:
    """Ours for the rest of the transaction. NotAllowed when somebody is no longer this coach's."""
    wanted = {person.pk for person in people}
    found = list(coached_from(coach, on, by).filter(employee__in=wanted).select_for_update())
    if not wanted or {row.employee_id for row in found} != wanted:
        raise NotAllowed("Deze caseload is intussen veranderd. Kijk de lijst opnieuw na.")
    return found


@transaction.atomic
def hand_over(
    *, people: Iterable[WswEmployee], from_coach: User, to_coach: User, on: date, by: Membership
) -> CoachChange:
    """From `on` these people have another coach. NotAllowed when one of them is not `from_coach`'s by then."""
    rows = _rows(people, from_coach, on, by)
    change = CoachChange.objects.create(from_coach=from_coach, to_coach=to_coach, starts_on=on, made_by=by.user)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time DEFERRED")
        Caseload.objects.bulk_create(
            Caseload(employee_id=row.employee_id, coach=to_coach, starts_on=on, ends_on=row.ends_on, came_by=change)
            for row in rows
            if row.starts_on < on
        )
        later = [row.pk for row in rows if row.starts_on >= on]
        Caseload.objects.filter(pk__in=[row.pk for row in rows if row.starts_on < on]).update(ends_on=on - NIGHT)
        Caseload.objects.filter(pk__in=later).update(coach=to_coach, came_by=change)
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time IMMEDIATE")
    return change


@transaction.atomic
def assign(*, person: WswEmployee, coach: User | None, on: date, by: Membership) -> None:
    """From `on` somebody has this coach, whoever it was before; None is nobody. What was planned later goes.

    NotAllowed when it is so already.
    """
    running = person.caseloads.running_on(on).first()
    if (running.coach_id if running else None) == (coach.pk if coach else None):
        raise NotAllowed(f"Op {on:%d-%m-%Y} is dat al zo.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time DEFERRED")
        person.caseloads.filter(starts_on__gte=on).delete()
        person.caseloads.filter(starts_on__lt=on).filter(Q(ends_on=None) | Q(ends_on__gte=on)).update(
            ends_on=on - NIGHT
        )
        if coach:
            Caseload.objects.create(employee=person, coach=coach, starts_on=on)
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time IMMEDIATE")


def in_the_way(people: Iterable[WswEmployee], on: date, until: date) -> QuerySet[StandIn]:
    """Who stands in for them already on one of these days."""
    return StandIn.objects.filter(employee__in=list(people), starts_on__lte=until, ends_on__gte=on)


@transaction.atomic
def stand_in(
    *,
    people: Iterable[WswEmployee],
    from_coach: User,
    to_coach: User,
    on: date,
    until: date,
    by: Membership,
    cut: bool = False,
) -> CoachChange:
    """From `on` to `until` another sees these people too. NotAllowed when one has a stand-in already on these days.

    With `cut` who began to stand in for them before stops on the eve.
    """
    people = list(people)
    rows = _rows(people, from_coach, on, by)
    if cut:
        in_the_way(people, on, until).filter(starts_on__lt=on).update(ends_on=on - NIGHT)
    change = CoachChange.objects.create(
        from_coach=from_coach, to_coach=to_coach, starts_on=on, ends_on=until, made_by=by.user
    )
    try:
        with transaction.atomic():
            StandIn.objects.bulk_create(
                StandIn(
                    employee_id=person, coach=to_coach, instead_of=from_coach, starts_on=on, ends_on=until,
                    came_by=change,
                )
                for person in sorted({row.employee_id for row in rows})
            )  # fmt: skip
    except IntegrityError as refusal:
        if "one_stand_in_at_a_time" not in str(refusal):
            raise
        there = in_the_way(people, on, until)
        named = "; ".join(
            f"{each.employee.full_name}, {each.coach}, {dutch.period(each.starts_on, each.ends_on)}"
            for each in there.select_related("employee", "coach").order_by("employee__sort_name", "starts_on")
        )
        said = "Op deze dagen is er voor een van deze mensen al een waarnemer"
        raise NotAllowed(f"{said}: {named}." if named else f"{said}.") from refusal
    return change


@transaction.atomic
def undo(*, change: CoachChange, on: date | None = None) -> None:
    """As if it had not been done; of a stand-in the days that were stay. NotAllowed when it was undone already."""
    found = CoachChange.objects.select_for_update().get(pk=change.pk)
    if found.undone_on:
        raise NotAllowed("Dit is al ongedaan gemaakt.")
    day = on or today()
    if found.is_for_a_while:
        found.stand_ins.filter(starts_on__gte=day).delete()
        found.stand_ins.filter(ends_on__gte=day).update(ends_on=day - NIGHT)
    else:
        _give_back(found)
    found.undone_on = day
    found.save(update_fields=["undone_on"])


def _give_back(change: CoachChange) -> None:
    """The former coach goes on where they stopped; a row that was still to begin is theirs again."""
    rows = list(change.caseloads.filter(coach=change.to_coach).select_for_update())
    eve = change.starts_on - NIGHT
    stopped = {
        row.employee_id: row
        for row in Caseload.objects.filter(
            coach=change.from_coach, ends_on=eve, employee__in=[row.employee_id for row in rows]
        )
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time DEFERRED")
        for row in rows:
            former = stopped.get(row.employee_id) if row.starts_on == change.starts_on else None
            if former is None:
                Caseload.objects.filter(pk=row.pk).update(coach=change.from_coach, came_by=None)
                continue
            Caseload.objects.filter(pk=former.pk).update(ends_on=row.ends_on)
            row.delete()
        cursor.execute("SET CONSTRAINTS one_coach_at_a_time IMMEDIATE")
