"""The list of signals: what the sentence above it asks for, and what a row says."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import QueryDict
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from cases import dutch
from cases.models import Caseload, Signal
from cases.models.signal import SignalQuerySet
from cases.selection import coaches_to_choose
from cases.sentence import Choice
from cases.signals.rules import BY_NUMBER, KINDS, RULES, Rule
from municipalities.models import Membership
from municipalities.paging import Pages, pages

NOW, WEEK, RED, PUT_OFF = "nu", "week", "rood", "weg"
WHENS = (
    ("", "alles wat open staat"), (NOW, "wat vandaag of eerder moest"), (WEEK, "wat deze week moet"),
    (RED, "wat dringend is"), (PUT_OFF, "wat is weggelegd"),
)  # fmt: skip
NOBODY = "geen"
PAST = {"op", "tot en met"}  # a day that was, and is no term
TWO_YEARS = 730  # from here on nobody counts days


class Asked:
    """What an address asks of the signals of one membership."""

    def __init__(self, address: QueryDict, membership: Membership, day: date) -> None:
        self.address, self.membership, self.day = address, membership, day
        own = [rule for rule in RULES if membership.role in rule.roles]
        kinds = [(kind, label) for kind, label in KINDS.items() if any(rule.kind == kind for rule in own)]
        about = [(rule.number, f"‘{rule.what}’") for rule in own]
        self.when = Choice("wanneer", "Wanneer", "Toon", WHENS)
        self.kind = Choice("over", "Waarover", "over", (("", "alles"), *kinds, *about))

    def coach(self) -> Choice:
        """Whose caseload."""
        coaches = ((key, f"de caseload van {name}") for key, name in coaches_to_choose(self.membership))
        return Choice("coach", "Van wie", "van", (("", "iedereen"), *coaches, (NOBODY, "wie geen jobcoach heeft")))

    def _visible(self) -> SignalQuerySet:
        return Signal.objects.visible_to(self.membership)

    def found(self) -> SignalQuerySet:
        """The signals asked for: the serious first, then by their day."""
        when = self.when.chosen(self.address)
        signals = self._visible()
        signals = signals.put_off_on(self.day) if when == PUT_OFF else signals.asking_on(self.day)
        return in_order(_narrowed(signals, when, self.day).filter(self._about(), self._coached()), self.day)

    def _about(self) -> Q:
        chosen = self.kind.chosen(self.address)
        if not chosen:
            return Q()
        return Q(rule__in=[rule.number for rule in RULES if chosen in (rule.kind, rule.number)])

    def _coached(self) -> Q:
        asked = self.address.get("coach", "")
        if not asked or self.membership.role == "jobcoach":
            return Q()
        running = Caseload.objects.running_on(self.day).filter(employee=OuterRef("employee"))
        if asked == NOBODY:
            return ~Q(Exists(running))
        key = _key(asked)
        return Q(Exists(running.filter(coach__key=key))) if key else Q()

    def html(self) -> SafeString:
        """The sentence; everything in it that is not ours is escaped."""
        when, kind = (each.html(each.chosen(self.address)) for each in (self.when, self.kind))
        if self.membership.role == "jobcoach":
            whose = "in uw caseload"
        else:
            coach = self.coach()
            whose = coach.html(coach.chosen(self.address))
        return mark_safe(f"{when} {kind} {whose}.")  # noqa: S308

    def page(self) -> tuple[Pages, list[dict[str, Any]]]:
        found = self.found()
        page = pages(self.address, found.count())
        return page, [row(signal, self.day) for signal in found[page.rows]]


def _key(asked: str) -> UUID | None:
    try:
        return UUID(asked)
    except ValueError:
        return None


def _narrowed(signals: SignalQuerySet, when: str, day: date) -> SignalQuerySet:
    if when == RED:
        return signals.filter(serious(day))
    if when == NOW:
        return signals.filter(due_on__lte=day)
    return signals.filter(due_on__range=(day, week_end(day))) if when == WEEK else signals


def week_end(day: date) -> date:
    """The Sunday of this week."""
    return day + timedelta(days=6 - day.weekday())


def serious(day: date) -> Q:
    """Those that are red on `day`, as `Rule.level` says of one."""
    red = [Q(rule=rule.number, due_on__lte=day + timedelta(days=rule.red)) for rule in RULES if rule.red is not None]
    found = Q(pk=None)
    for each in red:
        found |= each
    return found


def in_order(signals: SignalQuerySet, day: date) -> SignalQuerySet:
    """The serious first, then by their day; with whom and with which coach, in one query."""
    coach = Caseload.objects.running_on(day).filter(employee=OuterRef("employee")).values("coach__name")[:1]
    loud = Case(When(serious(day), then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        signals.select_related("employee", "put_off_by")
        .annotate(coach=Subquery(coach, output_field=CharField()), loud=loud)
        .order_by("loud", "due_on", "employee__sort_name", "id")
    )


def rule_of(signal: Signal) -> Rule:
    return BY_NUMBER[signal.rule]


def row(signal: Signal, day: date) -> dict[str, Any]:
    rule = rule_of(signal)
    left = (signal.due_on - day).days
    return {
        "key": signal.key,
        "name": signal.employee.list_name,
        "person": signal.employee.key,
        "url": reverse("employee", args=[signal.employee.key]),
        "what": rule.what,
        "day": dutch.day(signal.due_on),
        "when": f"{rule.says} {dutch.day(signal.due_on)}",
        "left": _left(left, rule.says),
        "level": rule.level(signal.due_on, day),
        "coach": getattr(signal, "coach", None) or dutch.UNKNOWN,
        "put_off": f"tot en met {dutch.day(signal.put_off_until)}: {signal.put_off_because}"
        if signal.put_off_until and signal.put_off_until >= day else "",
        "put_off_by": signal.put_off_by,
    }  # fmt: skip


def _left(days: int, says: str) -> str:
    if days == 0:
        return "vandaag"
    if days > 0:
        return "morgen" if days == 1 else f"over {days} dagen"
    late = dutch.count(-days, "dag", "dagen") if days > -TWO_YEARS else f"{-days // 365} jaar"
    return f"al {late}" if says == "sinds" else f"{late} geleden" if says in PAST else f"{late} te laat"
