"""What somebody finds on the start page: their work today and this week, by role. The board begins at its dashboard."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from cases import dutch, todos, visits
from cases.expiring import Ending, Expiring
from cases.models import AbilityList, CoachChange, Correction, Handover, PersonMerge, PrivacyRequest, Signal
from cases.selection import DAYS_AHEAD, WITHOUT_WORK, behind
from cases.signals.asked import RED, WEEK, in_order, row, serious, week_end
from cases.signals.by_coach import by_coach
from cases.signals.rules import NAMED_IN_MY_WEEK, QUALITY, RULES
from municipalities.access import Permission
from municipalities.models import Acting, Membership, MembershipReview, today
from reports import calendar, production
from reports.models import Report, ReportState
from reports.periods import Period

SHOWN = 10
ASKED = SHOWN + 1  # one more tells that there are more


def page_for(membership: Membership) -> dict[str, Any]:
    """Cards and lists for the start page of this membership."""
    cards, sections = [], []
    if membership.role == "jobcoach":
        planned = visits.on(membership, today())
        cards.append(_card("Vandaag", "bezoeken gepland", "visits_today", count=len(planned)))
        first, *others = _visits(membership, planned)
        sections += [*_handed_over(membership), first, _todos(membership), *_late_actions(membership), *others]
    elif membership.may(Permission.TODO_CHANGE):
        sections.append(_todos(membership))
    if membership.may(Permission.EMPLOYEE_VIEW):
        cards += [*_signal_cards(membership), *_people_cards(membership)]
        sections += [_signals(membership), _endings(membership)]
    if membership.may(Permission.EMPLOYEE_CHANGE):
        sections.append(_team(membership))
    if membership.may(Permission.RESIDENCE_CHANGE):
        cards.append(_handover_card(membership))
        cards.append(_card("Mogelijk dubbel", "Wie er twee keer in lijkt te staan", "double_list"))
    if membership.may(Permission.MERGE_DECIDE):
        waiting = PersonMerge.objects.visible_to(membership).open().count()
        cards.append(_card("Samenvoegingen", "wachten op een tweede persoon", "merge_list", count=waiting))
    if membership.may(Permission.REPORT_PREPARE):
        sections.append(_report_work(membership))
    if membership.may(Permission.CALENDAR_CHANGE):
        sections.append(_calendar())
    if membership.may(Permission.DASHBOARD_VIEW):
        cards.append(_dashboard_card())
    if membership.may(Permission.PRIVACY_REQUESTS):
        cards.append(_requests_card(membership))
    if membership.may(Permission.LOG_VIEW):
        cards.append(_card("Logboek", "Wie keek in welk dossier, en wat opvalt", "log"))
    if membership.may(Permission.REPORT_VIEW):
        cards.append(_card("Rapportages", "Alle kwartaalrapporten", "report_list"))
    if membership.may(Permission.FINANCE_CHANGE):
        cards.append(_card("Financiën", "Begroting, realisatie, rijksvergoeding en sleutels", "finance"))
    if membership.may(Permission.PLACEMENT_CHANGE):
        cards.append(_card("Voorstellen", "Wie voor welk werk is voorgesteld", "proposal_list"))
    if membership.may(Permission.SICKNESS_CHANGE):
        cards.append(_card("Verzuim", "Wie ziek is, en welke stap volgt", "sick_list"))
    if membership.may(Permission.PAYROLL_CHANGE):
        cards.append(_card("Loon en register", "Waar uren verschillen", "payroll_list"))
    if membership.may(Permission.STAND_IN_CHANGE):
        cards.append(_card("Caseload", "Overdragen en waarnemen", "caseload_list"))
    if membership.may(Permission.JOB_SECURITY_VIEW):
        cards.append(_card("Baanzekerheid", "Had iemand een dag zonder werk?", "job_security"))
    if membership.may(Permission.DESTRUCTION_VIEW):
        cards.append(_card("Vernietiging", "Waarvan de bewaartermijn voorbij is", "destruction_lists"))
    if membership.may(Permission.ACCOUNT_MANAGE):
        cards.append(_card("Accounts", "Wie er in kan, en met welke rol", "user_list"))
    if membership.may(Permission.ABILITY_LIST_PUBLISH):
        cards.append(_abilities_card())
    if membership.may(Permission.MEMBERSHIP_CONFIRM):
        cards += _confirm_card(membership)
    if membership.may(Permission.ACTING_VIEW):
        cards.append(_card("Wie keek er mee?", "Beheerders die meekeken als een ander", "acting_list"))
    sections += looked_along(membership)
    if not cards:
        cards.append(_card("Hulp", f"Uw rol is {membership.role_label}. Hier staat wat u kunt doen.", "help"))
    return {"title": _title(membership), "cards": cards, "lists": sections}


def begins_at_dashboard(membership: Membership) -> bool:
    """A wethouder has figures to read and no work that waits."""
    return membership.role == "board_member"


def _title(membership: Membership) -> str:
    if membership.role == "jobcoach":
        return "Mijn week"
    return f"Mijn gemeente: {membership.municipality}" if membership.may(Permission.EMPLOYEE_VIEW) else "Start"


def _card(title: str, text: str, url: str, query: str = "", count: int | None = None) -> dict[str, Any]:
    return {"title": title, "text": text, "url": reverse(url) + query, "count": count}


def _list(title: str, rows: list[dict[str, Any]], empty: str, url: str = "") -> dict[str, Any]:
    """The first of `rows`, which were `ASKED` at most; `url` leads to all of them."""
    return {"title": title, "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "empty": empty, "all": url}


def _handover_card(membership: Membership) -> dict[str, Any]:
    asked = Handover.objects.open().filter(to_municipality=membership.municipality_id).count()
    return _card("Overdrachten", "wachten op uw antwoord", "handover_list", count=asked)


def _abilities_card() -> dict[str, Any]:
    drafts = AbilityList.objects.filter(published_on=None).count()
    about = "lijst in concept" if drafts else "Waarop iemand wordt beoordeeld"
    return _card("Werkvaardigheden", about, "ability_lists", count=drafts or None)


def _confirm_card(membership: Membership) -> list[dict[str, Any]]:
    mine = Membership.objects.current().confirmable_by(membership)
    asked = MembershipReview.objects.filter(confirmed_on=None, membership__in=mine).count()
    return [_card("Rollen bevestigen", "wachten op uw antwoord", "membership_review", count=asked)]


def looked_along(membership: Membership) -> list[dict[str, Any]]:
    """Who looked along as this person in the last three months; nothing when nobody did."""
    since = timezone.now() - timedelta(days=90)
    seen = Acting.objects.filter(membership__user=membership.user_id, starts_at__gt=since).select_related(
        "administrator"
    )[:ASKED]
    rows = [
        {
            "text": f"{each.administrator} keek mee met uw account",
            "sub": f"{timezone.localtime(each.starts_at):%d-%m-%Y om %H:%M}: {each.reason}",
        }
        for each in seen
    ]
    return [_list("Meegekeken", rows, "")] if rows else []


def _people_cards(membership: Membership) -> list[dict[str, Any]]:
    people = behind(membership, today())
    whose = "in uw caseload" if membership.role == "jobcoach" else f"van {membership.municipality}"
    everybody = people.narrowed({}).count()
    idle = people.narrowed({"form": WITHOUT_WORK}).count()
    return [
        _card("Medewerkers", f"in dienst, {whose}", "employee_list", count=everybody),
        _card("Zonder werk", "in dienst en nergens geplaatst", "employee_list", f"?form={WITHOUT_WORK}", count=idle),
    ]


def _handed_over(membership: Membership) -> list[dict[str, Any]]:
    """What of a caseload was handed to this coach, or went to another, in the last two weeks; nothing when nothing."""
    found = CoachChange.objects.told_to(membership.user_id, today() - timedelta(days=14))
    named = found.select_related("from_coach", "to_coach", "made_by").exclude(made_by=membership.user_id)[:ASKED]
    rows = [_handed(each, membership.user_id) for each in named]
    return [_list("Overgedragen", rows, "")] if rows else []


def _handed(change: CoachChange, coach: int) -> dict[str, Any]:
    to_me = change.to_coach_id == coach
    if change.is_for_a_while:
        said = f"U neemt waar voor {change.from_coach}" if to_me else f"{change.to_coach} neemt voor u waar"
    else:
        said = f"Nieuw in uw caseload, van {change.from_coach}" if to_me else f"Uw mensen gaan naar {change.to_coach}"
    undone = f"Ongedaan gemaakt op {dutch.day(change.undone_on)}" if change.undone_on else ""
    first = dutch.day(change.starts_on)
    period = f"{first} t/m {dutch.day(change.ends_on)}" if change.ends_on else f"vanaf {first}"
    return {
        "text": said,
        "sub": f"{undone or period} · vastgelegd door {change.made_by}",
        "url": reverse("employee_list") if to_me and not undone and change.starts_on <= today() else "",
        "tag": "" if undone else "nieuw",
        "level": "info",
    }


def _visits(membership: Membership, planned: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whom a coach sees today; whom they should have seen; who heard nothing for a long time (R68)."""
    day = today()
    now = [_visit(each, "vandaag", "info") for each in planned]
    late = [_visit(each, f"{each['day']:%d-%m-%Y}", "warn") for each in visits.overdue(membership, day, ASKED)]
    quiet = [_quiet(each) for each in visits.quiet(membership, day, ASKED)]
    return [
        {"title": "Vandaag", "rows": now, "empty": "Er is niets gepland voor vandaag."},
        _list("Afspraken die voorbij zijn", late, "Er staat geen afspraak meer open."),
        _list("Lang geen contact", quiet, "Met iedereen in uw caseload was op tijd contact."),
    ]


def _visit(visit: dict[str, Any], tag: str, level: str) -> dict[str, Any]:
    said = " · ".join(part for part in (visit["kind"], visit["place"]) if part)
    url = reverse("employee", args=[visit["key"]])
    return {"key": visit["key"], "text": visit["name"], "sub": said, "url": url, "tag": tag, "level": level}


def _quiet(found: dict[str, Any]) -> dict[str, Any]:
    last = f"laatste contact {found['last']:%d-%m-%Y}" if found["last"] else "nog geen contact"
    url = reverse("employee", args=[found["key"]])
    tag = f"{found['days']} dagen"
    return {"key": found["key"], "text": found["name"], "sub": last, "url": url, "tag": tag, "level": "warn"}


def _todos(membership: Membership) -> dict[str, Any]:
    """What colleagues noted that must be done this week, and what of it is late; it can be ticked off here."""
    found = todos.of_week(membership, today(), ASKED)
    return _list(
        "Taken",
        [_todo(each) | {"done": reverse("todo_done", args=[each["key"], each["todo"]])} for each in found],
        "Er is deze week geen taak. U noteert er een in een dossier.",
        f"{reverse('expiring')}?wat=taak",
    )


def _todo(found: dict[str, Any]) -> dict[str, Any]:
    by = f" · genoteerd door {found['noted_by']}" if found["noted_by"] else ""
    return {
        "key": found["key"], "text": found["name"], "sub": f"{found['what']}{by}",
        "url": reverse("employee", args=[found["key"]]), "tag": found["left"], "level": found["level"],
    }  # fmt: skip


def _late_actions(membership: Membership) -> list[dict[str, Any]]:
    """What a plan agreed and nobody did by its day; nothing when all was done."""
    found = todos.late_actions(membership, today(), ASKED)
    rows = [_todo(each) | {"url": reverse("plan", args=[each["key"], each["plan"]])} for each in found]
    return [_list("Te late acties uit een plan", rows, "", f"{reverse('expiring')}?wat=actie")] if rows else []


def _signal_cards(membership: Membership) -> list[dict[str, Any]]:
    """How much must be done now, and this week; and for who watches over the figures, what is wrong in them."""
    day = today()
    asking = Signal.objects.visible_to(membership).asking_on(day)
    told = asking.aggregate(
        red=Count("pk", filter=serious(day)),
        now=Count("pk", filter=Q(due_on=day)),
        week=Count("pk", filter=Q(due_on__range=(day, week_end(day)))),
        wrong=Count("pk", filter=Q(rule__in=[rule.number for rule in RULES if rule.kind == QUALITY])),
    )
    week = f"moet deze week, waarvan {told['now']} vandaag"
    cards = [_card("Deze week", week, "signal_list", f"?wanneer={WEEK}", count=told["week"])]
    if membership.role == "controller":
        wrong = _card("Kwaliteit", "gegevens die niet kloppen", "signal_list", f"?over={QUALITY}", count=told["wrong"])
        return [wrong, *cards]
    return [_card("Dringend", "is te laat of bijna", "signal_list", f"?wanneer={RED}", count=told["red"]), *cards]


def _signals(membership: Membership) -> dict[str, Any]:
    """The most serious first."""
    day = today()
    asking = Signal.objects.visible_to(membership).asking_on(day).exclude(rule__in=NAMED_IN_MY_WEEK)
    found = in_order(asking, day)[:ASKED]
    return _list(
        "Wat moet er gebeuren?",
        [_signal(row(each, day)) for each in found],
        "Er is niets te doen. Hier komen termijnen, plaatsingen die eindigen en gegevens die ontbreken.",
        reverse("signal_list"),
    )


def _signal(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": told["person"], "text": told["name"], "sub": f"{told['what']}, {told['when']}", "url": told["url"],
        "tag": told["left"], "level": told["level"],
    }  # fmt: skip


def _endings(membership: Membership) -> dict[str, Any]:
    """What ends first and has nothing after it."""
    first = Expiring(QueryDict("vervolg=zonder"), membership, today()).first(ASKED)
    return _list(
        "Loopt af",
        [_ending(each) for each in first],
        f"De komende {DAYS_AHEAD} dagen loopt er niets af zonder vervolg.",
        reverse("expiring"),
    )


def _ending(ending: Ending) -> dict[str, Any]:
    days = ending.days
    what = f"{ending.kind}: {ending.detail}" if ending.detail else ending.kind
    return {
        "key": ending.key,
        "text": ending.name,
        "sub": f"{what}, t/m {dutch.day(ending.last_day)}",
        "url": reverse("employee", args=[ending.key]),
        "tag": "vandaag" if days == 0 else "morgen" if days == 1 else f"over {days} dagen",
        "level": "bad" if days <= 14 else "warn" if days <= 30 else "info",
    }


def _team(membership: Membership) -> dict[str, Any]:
    """The coaches about whose people of this municipality most asks for attention."""
    rows = [
        {
            "text": each.name,
            "sub": dutch.count(each.people, "medewerker", "medewerkers"),
            "url": f"{reverse('signal_list')}?coach={each.key}",
            "tag": dutch.count(each.open, "signaal", "signalen"),
        }
        for each in by_coach(membership, today(), ASKED)
    ]
    return _list("Mijn team", rows, "Bij geen enkele jobcoach staat een signaal open.")


def _report_work(membership: Membership) -> dict[str, Any]:
    """What has to happen with reports: make, check, release; and judge what was corrected in a closed year (R77)."""
    url = reverse("report_list")
    rows = [
        {"text": f"Laat het rapport over het {period.label} maken", "url": url, "tag": "maken", "level": "warn"}
        for period in production.due(today())
    ]
    doing = {ReportState.CONCEPT: "controleren", ReportState.GECONTROLEERD: "vrijgeven"}
    for report in Report.objects.filter(state__in=doing).defer("shown"):
        rows.append(
            {
                "text": f"Rapport over het {Period.parse(report.period).label}, uitgave {report.edition}",
                "url": reverse("report", args=[report.key]),
                "tag": doing[ReportState(report.state)],
                "level": "warn",
            }
        )
    if waiting := Correction.objects.visible_to(membership).waiting().count():
        said = dutch.count(waiting, "correctie", "correcties")
        row = {"text": f"{said} in een afgesloten jaar", "url": reverse("correction_list"), "tag": "oordelen"}
        rows.append(row | {"level": "warn"})
    return {"title": "Rapporten", "rows": rows, "empty": "Er is niets te maken, te controleren of vrij te geven."}


def _calendar() -> dict[str, Any]:
    """The next three tasks of the P&C calendar, after a line that says how many are too late."""
    day, url = today(), reverse("calendar")
    late, coming = calendar.open_tasks(day)
    rows = [_task(task, day) for task in coming[:3]]
    if late:
        said = dutch.count(len(late), "taak is te laat", "taken zijn te laat")
        first = f"{late[0].what}, uiterlijk {late[0].due.last_day:%d-%m-%Y}"
        rows.insert(0, {"text": said, "sub": first, "url": url, "tag": "te laat", "level": "bad"})
    return {"title": "P&C-kalender", "rows": rows, "empty": "Er komt geen taak aan.", "all": url}


def _task(task: calendar.Task, day: date) -> dict[str, Any]:
    tag, level = calendar.in_words(task, day)
    url = f"{reverse('calendar')}?jaar={task.due.day.year}"
    sub = f"uiterlijk {task.due.last_day:%d-%m-%Y} · {task.rule.source}"
    return {"text": task.what, "sub": sub, "url": url, "tag": tag, "level": level}


def _requests_card(membership: Membership) -> dict[str, Any]:
    """How many requests wait for an answer, and how many of them too long."""
    waiting = list(PrivacyRequest.objects.visible_to(membership).open())
    late = sum(each.due_on < today() for each in waiting)
    text = f"wachten op antwoord, waarvan {late} te laat" if late else "wachten op antwoord"
    return _card("Verzoeken", text, "privacy_requests", count=len(waiting))


def _dashboard_card() -> dict[str, Any]:
    newest = Report.objects.released().order_by("-period").values_list("period", flat=True).first()
    text = f"De getallen van het {Period.parse(newest).label}" if newest else "Er is nog geen rapport vrijgegeven"
    return _card("Dashboard", text, "dashboard")
