"""Q28, at the pages about indication, sickness, begeleid werken, plans, contacts, caseload, signals and lists.

Who comes second sees what changed meanwhile, and loses nothing. The last part goes over all forms there are.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from cases.actions import caseloads
from cases.models import (
    Caseload,
    Contact,
    ContractHours,
    Goal,
    Indication,
    Placement,
    PoortwachterStep,
    Reindication,
    SickSpell,
    Signal,
    SupportedContract,
    WswEmployee,
)
from municipalities.models import User, today
from municipalities.versioned import Versioned
from tests import people, processes
from tests.cases.destroying import drafted, make_leaver, propose
from tests.opened import fields, opened, send, text

TODAY = today()
DAY = timedelta(days=1)
Opened = tuple[str, dict[str, Any], Any]


@pytest.fixture
def clients(bram: User, anouk: User, truus: WswEmployee) -> dict[str, Client]:
    made = {}
    for name, user in (("bram", bram), ("anouk", anouk)):
        made[name] = Client()
        made[name].force_login(user)
    return made


def ask(truus: WswEmployee) -> Opened:
    typed = {"kind": "gewoon", "asked_on": TODAY.isoformat()}
    return reverse("reindication_new", args=[truus.key]), typed, Indication.objects.filter(employee=truus)


def decide(truus: WswEmployee) -> Opened:
    people.make_request(truus, on=TODAY - 30 * DAY)
    typed = {
        "decided_on": TODAY.isoformat(), "starts_on": TODAY.isoformat(), "category": "ernstig",
        "valid_until": TODAY.replace(year=TODAY.year + 5, day=1).isoformat(),
    }  # fmt: skip
    return reverse("indication_new", args=[truus.key]), typed, Reindication.objects.filter(employee=truus)


def report_sick(truus: WswEmployee) -> Opened:
    people.make_sick(truus, since=TODAY - 60 * DAY, recovered_on=TODAY - 40 * DAY)
    return reverse("sick_new", args=[truus.key]), {"on": TODAY.isoformat()}, SickSpell.objects.filter(employee=truus)


def take_step(truus: WswEmployee) -> Opened:
    spell = people.make_sick(truus, since=TODAY - 60 * DAY)
    PoortwachterStep.objects.create(spell=spell, kind="melding", done_on=TODAY - 59 * DAY)
    url = reverse("sick_step", args=[truus.key, "melding"])
    return url, {"on": (TODAY - 50 * DAY).isoformat()}, PoortwachterStep.objects.all()


def hold_talk(truus: WswEmployee) -> Opened:
    spell = people.make_sick(truus, since=TODAY - 60 * DAY)
    PoortwachterStep.objects.create(spell=spell, kind="voortgang", done_on=TODAY - 20 * DAY)
    return (
        reverse("sick_step", args=[truus.key, "voortgang"]),
        {"on": TODAY.isoformat()},
        PoortwachterStep.objects.all(),
    )


def supported(truus: WswEmployee) -> Opened:
    Placement.objects.update(hours=20)
    ContractHours.objects.update(hours=20)  # begeleid werken fits beside it (R40)
    agreed = people.make_supported(truus, "Bakkerij Bedacht", starts_on=TODAY - 90 * DAY, hours=10)
    typed = {"hirer": "Bakkerij Bedacht", "starts_on": TODAY.isoformat(), "hours": "12"}
    return reverse("supported_new", args=[truus.key]), typed, SupportedContract.objects.filter(pk=agreed.pk)


def add_action(truus: WswEmployee) -> Opened:
    goal = people.make_plan(truus).goals.get()
    typed = {"action": "Oefenen met de lijst", "owner": "jobcoach", "action_due": goal.due_on.isoformat(), "hours": ""}
    return reverse("goal", args=[truus.key, goal.key]), typed, Goal.objects.filter(pk=goal.pk)


def add_to_contact(truus: WswEmployee) -> Opened:
    noted = people.make_contact(truus)
    url = reverse("contact", args=[truus.key, noted.key])
    return url, {"text": "Wil graag meer uren."}, Contact.objects.filter(pk=noted.pk)


# The form, who fills it in, and what somebody else changes meanwhile
CHANGES: dict[Any, tuple[str, dict[str, Any]]] = {
    ask: ("bram", {"uwv_copy_on": TODAY - DAY}),
    decide: ("bram", {"report_on": TODAY - 40 * DAY}),
    report_sick: ("bram", {"recovered_on": TODAY - 30 * DAY}),
    take_step: ("bram", {"done_on": TODAY - 55 * DAY}),
    hold_talk: ("bram", {"done_on": TODAY - 21 * DAY}),
    supported: ("bram", {"cao": "Bakkers"}),
    add_action: ("anouk", {"result": "Het lukt zonder hulp."}),
    add_to_contact: ("anouk", {"minutes": 45}),
}


@pytest.mark.parametrize("form", CHANGES, ids=lambda form: form.__name__)
def test_every_form_of_care_knows_what_it_was_opened_with(
    clients: dict[str, Client], truus: WswEmployee, form: Any
) -> None:
    who, changed = CHANGES[form]
    url, typed, rows = form(truus)
    people.meanwhile()
    sent = opened(clients[who], url) | typed
    rows.update(**changed)
    people.meanwhile()
    refused = send(clients[who], url, sent)
    assert refused.status_code == 409
    assert "heeft dit gewijzigd op" in text(refused)
    again = fields(refused.content.decode()) | typed
    assert send(clients[who], url, again).status_code == 302


def test_a_step_that_another_took_meanwhile_is_not_taken_twice(clients: dict[str, Client], truus: WswEmployee) -> None:
    spell = people.make_sick(truus, since=TODAY - 60 * DAY)
    url = reverse("sick_step", args=[truus.key, "melding"])
    sent = opened(clients["bram"], url) | {"on": TODAY.isoformat()}
    PoortwachterStep.objects.create(spell=spell, kind="melding", done_on=TODAY - 59 * DAY)
    people.meanwhile()
    refused = send(clients["bram"], url, sent)
    assert refused.status_code == 409
    assert f"Nu staat er: {TODAY - 59 * DAY:%d-%m-%Y}" in text(refused)


def test_an_indication_that_was_asked_for_meanwhile_is_seen(clients: dict[str, Client], truus: WswEmployee) -> None:
    url, typed, _ = ask(truus)
    sent = opened(clients["bram"], url) | typed
    people.make_request(truus, on=TODAY)
    people.meanwhile()
    assert send(clients["bram"], url, sent).status_code == 409
    assert Reindication.objects.count() == 1


def test_a_caseload_goes_over_as_it_was_shown(clients: dict[str, Client], truus: WswEmployee, anouk: User) -> None:
    other = people.make_user("Cor Voorbeeld")
    people.make_membership(other, "jobcoach")
    asked = {"coach": str(anouk.key), "to": str(other.key), "on": TODAY.isoformat()}
    url = reverse("caseload_hand_over")
    sent = fields(clients["bram"].get(url, asked).content.decode()) | asked | {"person": str(truus.key)}
    assert sent["versie"]
    people.meanwhile()
    Caseload.objects.filter(employee=truus).update(ends_on=TODAY + 30 * DAY)
    people.meanwhile()
    refused = send(clients["bram"], url, sent)
    assert refused.status_code == 409
    assert "laatste dag was leeg" in text(refused)
    assert not Caseload.objects.filter(coach=other).exists()
    again = fields(refused.content.decode()) | asked | {"person": str(truus.key)}
    assert send(clients["bram"], url, again).status_code == 302


def test_a_signal_that_another_put_off_is_not_put_off_over_it(client: Client, bram: User, truus: WswEmployee) -> None:
    signal = Signal.objects.create(employee=truus, rule="S9", due_on=TODAY, roles=["consulent"], made_on=TODAY)
    client.force_login(bram)
    url = reverse("signal_put_off", args=[signal.key])
    sent = fields(client.get(url).content.decode())
    sent |= {"put_off_until": (TODAY + DAY).isoformat(), "put_off_because": "Komt morgen."}
    colleague = people.make_user("Bea Voorbeeld")
    Signal.objects.update(put_off_until=TODAY + 9 * DAY, put_off_because="Volgende week overleg.", put_off_by=colleague)
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "Bea Voorbeeld legde dit signaal intussen weg" in text(refused)
    assert "Volgende week overleg." in text(refused)
    again = fields(refused.content.decode()) | {"put_off_because": "Komt morgen."}
    assert client.post(url, again).status_code == 302
    signal.refresh_from_db()
    assert signal.put_off_because == "Komt morgen."


def test_a_list_that_was_proposed_anew_is_not_given_back_from_an_old_tab(
    client: Client, hans: User, ellen: User
) -> None:
    make_leaver("Otto Verzonnen")
    (found,) = drafted()
    propose(found, hans)
    client.force_login(ellen)
    url = reverse("destruction_give_back", args=[found.key])
    old = found.fingerprint
    client.post(url, {"because": "nog een zaak", "shown": old})
    make_leaver("Pia Fictief")
    drafted()
    propose(found, hans)
    told = client.post(url, {"because": "nog een zaak", "shown": old}, follow=True)
    assert "De lijst is veranderd nadat u haar opende." in told.content.decode()
    found.refresh_from_db()
    assert found.state == "voorgesteld"


# All forms there are

NEW = "Alleen een nieuwe rij: er is niets dat een ander intussen kon veranderen."
ASKS = "Vraagt alleen iets op (GET), of hoe: het bewaart niets."
OWN = "Gaat alleen over een eigen rij."
OWN_ACCOUNT = "municipalities.forms"  # passwords, codes and passkeys of who sends them
PART = "Deel van andere formulieren; zelf nergens in gebruik."
WITHOUT = {
    "cases.brp_forms.LookUpForm": ASKS,  # what is taken over goes by the forms there are
    "cases.caseload_forms.HandOverForm": ASKS,  # ChosenForm beside it knows whose people they are
    "cases.caseload_forms.StandInForm": ASKS,
    "cases.contact_forms._ContactFields": PART,
    "cases.contact_forms.ContactForm": "Een nieuw contact. Het komt ook zonder verbinding binnen, later: het mag nooit"
    " worden geweigerd om wat er intussen veranderde.",
    "cases.contract_forms.TermsFields": PART,
    "cases.document_forms.DocumentForm": "Een nieuw document. Wat het vervangt, verandert niet; is het intussen"
    " vervangen, dan staat het niet meer in de lijst, en de database laat het geen tweede keer toe.",
    "cases.document_forms.LetterForm": NEW,
    "cases.forms.KeepForm": "Een nieuwe reden om te bewaren. Op een lijst staat de regel vast onder het slot van de"
    " lijst: wat al is uitgezonderd of voorgesteld, wordt geweigerd.",
    "cases.forms.SignForm": "Draagt de vingerafdruk van wat was te zien; dat is zijn versie.",
    "cases.forms.AgreeForm": "Draagt de vingerafdruk van wat was te zien; dat is zijn versie.",
    "cases.forms.GiveBackForm": "Draagt de vingerafdruk van wat was te zien; dat is zijn versie.",
    "cases.forms.DeclineForm": "Wat is voorgesteld, verandert niet (de database weigert het); is er intussen over"
    " besloten, dan zegt de pagina dat.",
    "cases.merge_forms.SaysWhy": PART,
    "cases.merge_forms.RefuseMergeForm": "Wat is voorgesteld, verandert niet (de database weigert het); is er intussen"
    " over besloten, dan zegt de pagina dat.",
    "cases.forms.PurposeForm": "Zegt waarvoor iemand een dossier opent: een regel in het logboek.",
    "cases.free_text.WatchesHealth": PART,
    "cases.indication_forms.NotInFuture": PART,
    "cases.payroll_forms.PayrollFileForm": "Een bestand; elke regel wordt vergeleken met wat er staat, om de beurt.",
    "cases.period_form.PeriodForm": ASKS,
    "cases.reason.AsksWhy": PART,
    "cases.request_forms.NewRequestForm": NEW,
    "cases.signal_forms.PutOffForm": "Een signaal is afgeleid en heeft geen versies; het formulier zegt zelf hoe het"
    " stond (`seen`).",
    "cases.supported_forms.LoonwaardeForm": NEW,
    "cases.transfer_forms.TransferForm": ASKS,  # ChosenForm beside it knows all that was shown
    "cases.view_forms.SavedViewForm": OWN,
    "cases.views.dossier.AsOfForm": ASKS,
    "cases.views.job_security.JobSecurityForm": ASKS,
    "cases.views.log.FindForm": ASKS,
    "municipalities.desk.forms.ActForm": NEW,
    "municipalities.desk.forms.FindForm": ASKS,
    "municipalities.desk.forms.MembershipForm": NEW,
    "municipalities.desk.forms.UserForm": NEW,
    "reports.views.ladder.BetweenForm": ASKS,
    "reports.views.schemes.DayForm": ASKS,
    "reports.views.reports.RequestForm": NEW,
    "reports.finance_forms.MoneyVerdictForm": "Een oordeel is eenmalig: is er intussen geoordeeld, dan zegt de pagina"
    " dat, en de database laat geen tweede toe.",
    "reports.finance_forms.WhyForm": PART,
    "reports.views.statistics.ReturnForm": ASKS,  # it lays a file beside what is there
    "reports.finance_forms.FileForm": "Een bestand; elke rij ervan wordt vergeleken met wat er staat en eerst getoond.",
}


def all_forms() -> Iterator[type[forms.BaseForm]]:
    """Every form class of the project; its pages are imported, so all are there."""
    assert get_resolver().url_patterns
    rooms, seen, waiting = ("cases", "reports", "municipalities", "soweco_portal"), set(), [forms.BaseForm]
    while waiting:
        found = waiting.pop()
        waiting += [each for each in found.__subclasses__() if each not in seen]
        seen.update(found.__subclasses__())
        if found.__module__.split(".")[0] in rooms and found is not Versioned:
            yield found


def test_every_form_carries_a_version_or_says_why_not() -> None:
    without = {
        f"{each.__module__}.{each.__qualname__}"
        for each in all_forms()
        if not issubclass(each, Versioned) and each.__module__ != OWN_ACCOUNT
    }
    assert without == set(WITHOUT)


def test_every_versioned_form_names_a_row() -> None:
    """A form that is versioned and says of no row that it fills it in or shows it, checks nothing."""
    silent = [
        each.__qualname__
        for each in all_forms()
        if issubclass(each, Versioned)
        and not issubclass(each, forms.ModelForm)
        and not each.__subclasses__()
        and each.edited is Versioned.edited
        and each.relied_on is Versioned.relied_on
    ]
    assert silent == []


def test_two_give_somebody_a_coach_at_the_same_moment_and_the_second_is_told(committed: None) -> None:
    """The first is not saved yet when the second sends; both saw that there was none."""
    truus, bram = people.make_employee(), people.make_user("Bram Voorbeeld")
    role = people.make_membership(bram, "consulent", "Almelo")
    kees, otto = (people.make_user(name) for name in ("Kees Voorbeeld", "Otto Voorbeeld"))
    for coach in (kees, otto):
        people.make_membership(coach, "jobcoach")
    client, answers = Client(), list[Any]()
    client.force_login(bram)

    def second() -> None:
        url = reverse("person_coach", args=[truus.key])
        answers.append(client.post(url, {"coach": str(otto.key), "on": TODAY.isoformat()}))
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        caseloads.assign(person=truus, coach=kees, on=TODAY, by=role)
        thread.start()
        processes.until(lambda: processes.somebody_waits() or not thread.is_alive(), 20, "nobody waited")
    thread.join(timeout=60)
    assert answers[0].status_code == 422
    assert "Op deze dagen staat al een andere jobcoach." in text(answers[0])
    assert truus.caseloads.get().coach == kees
