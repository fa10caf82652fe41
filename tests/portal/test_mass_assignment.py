"""A form changes what it shows and nothing else, whatever is posted with it (Q12).

Every page of every role is opened, each form on it filled in as a person would, and posted with the name of every
field of every model beside it, with ids of others. What then differs in the database is held against the list of what
that address may change. A form without a line in the list may change nothing: a new one is covered by itself.
"""

import functools
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, resolve

from cases.forms import EmployeeForm
from cases.models import WswEmployee
from municipalities.asker import tell_database
from municipalities.models import today
from tests import turns
from tests.portal.canaries import FORM
from tests.portal.test_urls import address, patterns, undone
from tests.portal.url_table import PEOPLE
from tests.situations import Portal, make_portal

ROOMS = ("municipalities", "cases", "reports", "soweco_portal")
Row = dict[str, Any]
Wanted = Callable[[str, str], bool]  # whether a form is posted, by the name of its address and of its fields
# What a form may change: `table.column`, or `table:new`. What the database notes by itself is no form's.
MAY_CHANGE: dict[str, str] = {
    "employee_edit": """cases_wswemployee.first_name cases_wswemployee.prefix cases_wswemployee.last_name
        cases_wswemployee.sort_name cases_wswemployee.name_sound cases_wswemployee.birth_date cases_wswemployee.sex
        cases_wswemployee.died_on cases_wswemployee.bsn_encrypted cases_wswemployee.bsn_hash""",
    "placement_new": "cases_placement:new cases_placement.ends_on cases_placement.end_reason",  # of what it replaces
    "placement_end": "cases_placement.ends_on cases_placement.end_reason",
    "placement_correct": """cases_placement.form cases_placement.contract_id cases_placement.hours
        cases_placement.hirer_id cases_placement.location cases_placement.function cases_placement.starts_on
        cases_placement.ends_on cases_placement.end_reason""",
    "employment_end": """cases_employment.ends_on cases_employment.outflow_reason cases_contracthours.ends_on
        cases_placement.ends_on cases_placement.end_reason cases_leave.ends_on cases_door:new cases_door:gone""",
    "employment_new": "cases_employment:new cases_contracthours:new cases_door:new cases_door:gone",
    "employment_correct": """cases_employment.kind cases_employment.employer_id cases_employment.executor_id
        cases_employment.cao cases_employment.starts_on cases_contracthours.starts_on cases_door:new cases_door:gone""",
    "hours_change": """cases_contracthours:new cases_contracthours.ends_on cases_placement:new cases_placement.ends_on
        cases_placement.end_reason""",
    "hours_correct": "cases_contracthours.hours cases_contracthours.starts_on cases_contracthours.ends_on",
    "leave_new": "cases_leave:new",
    "leave_end": "cases_leave.ends_on",
    "leave_correct": "cases_leave.kind cases_leave.starts_on cases_leave.ends_on cases_leave:gone",
    "person_coach": """cases_caseload:new cases_caseload.ends_on cases_caseload:gone cases_door:new
        cases_door:gone""",
    "caseload_hand_over": "",
    "caseload_stand_in": "",
    "caseload_undo": "cases_coachchange.undone_on cases_standin.ends_on",
    "indication_new": """cases_indication:new cases_adaptationadvice:new cases_reindication.outcome
        cases_reindication.decided_on""",
    "indication_withdraw": "cases_indication.withdrawn_on cases_indication.withdrawal_ground",
    "indication_copy": "cases_indication.uwv_copy_on",
    "reindication_new": "cases_reindication:new",
    "reindication_step": "cases_reindication.received_on",
    "dismissal_advice": "cases_dismissaladvice:new",
    "sick_partly": "cases_sickpercentage:new",
    "sick_recovered": "cases_sickspell.recovered_on",
    "sick_correct": """cases_sickspell.starts_on cases_sickspell.recovered_on cases_sickspell.vangnet
        cases_sickspell:gone cases_sickpercentage:gone""",
    "sick_step": "cases_poortwachterstep:new",
    "contact_record": "cases_contact:new cases_appointment:new cases_todo:new",
    "contact": "cases_addendum:new",
    "contact_mend": """cases_contact.kind cases_contact.minutes cases_contact.text cases_contact.held_on
        cases_contact.readers cases_contact.topics cases_contact.present""",
    "representative_new": "cases_representative:new",
    "representative": """cases_representative.kind cases_representative.name cases_representative.phone
        cases_representative.email cases_representative.starts_on cases_representative.ends_on""",
    "waiting_new": "cases_waitingspell:new",
    "waiting": """cases_waitingspell.scheme cases_waitingspell.starts_on cases_waitingspell.ends_on
        cases_waitingspell.ended_by cases_waitingspell.advice_asked_on cases_waitingspell.advised_on
        cases_waitingspell:gone""",
    "double_apart": "cases_twopeople:new",
    "double_merge": "cases_personmerge:new",
    "merge_withdraw": "cases_personmerge.state cases_personmerge.decided_by_id cases_personmerge.decided_on",
    "merge_refuse": """cases_personmerge.state cases_personmerge.decided_by_id cases_personmerge.decided_on
        cases_personmerge.refusal""",
    "merge_carry_out": """cases_personmerge.state cases_personmerge.decided_by_id cases_personmerge.decided_on
        cases_personmerge.moved cases_personmerge.dropped cases_personmerge.carried_at cases_personmerge.in_force
        cases_residence:gone cases_indication:gone cases_door:new cases_door:gone cases_wswemployee.bsn_hash
        cases_wswemployee.bsn_encrypted""",
    "double_take_back": "cases_twopeople:gone",
    "todo_list": "cases_todo:new",
    "todo": "cases_todo.what cases_todo.owner cases_todo.due_on",
    "todo_done": "cases_todo.done_on",
    "proposal_new": "cases_proposal:new",
    "proposal_trial": "cases_placement:new cases_proposal.state cases_proposal.trial_id",
    "proposal_place": "cases_placement:new cases_proposal.state cases_proposal.placement_id cases_proposal.settled_on",
    "proposal_keep": "",  # nobody is on trial
    "proposal_stop": "",
    "proposal_close": "cases_proposal.state cases_proposal.settled_on cases_proposal.reason",
    "proposal_reopen": "",
    "payroll_import": "",  # a file, and this one sends none
    "payroll_difference": """cases_payrolldifference.verdict cases_payrolldifference.note
        cases_payrolldifference.decided_by_id cases_payrolldifference.decided_on""",
    "document_drop": "cases_document:gone cases_documentcontent:gone",
    "documents": "cases_document:new cases_documentcontent:new",
    "letter_new": "cases_document:new cases_documentcontent:new",
    "plan_new": "cases_supportplan:new cases_goal:new cases_goalaction:new",
    "plan_edit": """cases_supportplan.starts_on cases_supportplan.ends_on cases_supportplan.abilities
        cases_supportplan.wishes cases_supportplan.domains cases_supportplan.domains_text
        cases_supportplan.advice_text""",
    "goal_new": "cases_goal:new",
    "goal": "cases_goal.what cases_goal.result cases_goal.due_on cases_goal.step cases_goalaction:new",
    "goal_drop": "cases_goal:gone cases_goalaction:gone",
    "action_done": "cases_goalaction.done_on",
    "plan_step": "cases_supportplan.state",
    "plan_sign": """cases_supportplan.state cases_supportplan.ends_on cases_supportplan.employee_signed_on
        cases_supportplan.employee_signed_as cases_supportplan.coach_signed_on cases_supportplan.coach_signed_by_id
        cases_supportplan.employer_signed_on cases_appointment:new cases_supportplan:others""",
    "assessment_new": "cases_assessment:new cases_abilityscore:new cases_overriddenwarning:new",
    "assessment_correct": "cases_assessment:new cases_abilityscore:new cases_overriddenwarning:new",
    "ability_list_new": "cases_abilitylist:new cases_ability:new",
    "ability_list_edit": """cases_abilitylist.starts_on cases_abilitylist.steps cases_abilitylist.why
        cases_ability.carries""",
    "ability_list_drop": "cases_abilitylist:gone cases_ability:gone",
    "ability_list": "cases_abilitylist.published_by_id cases_abilitylist.published_on",
    "ability_new": "cases_ability:new",
    "ability": """cases_ability.name cases_ability.meaning cases_ability.former_id cases_ability.carries
        cases_ability.because""",
    "ability_drop": "cases_ability:gone cases_ability.number cases_ability:others",
    "plan_decide": """cases_plandecision:new cases_supportplan.state cases_supportplan.ends_on cases_todo.done_on
        cases_todo:new cases_appointment:new""",
    "plan_approval": "cases_planapproval:new",
    "calendar_link_make": "municipalities_calendarlink:new municipalities_calendarlink.revoked_on",
    "calendar_link_revoke": "municipalities_calendarlink.revoked_on",
    "plan_evaluate": """cases_evaluation:new cases_goal.reached cases_goal.reached_text cases_supportplan.state
        cases_appointment:new cases_appointment:gone""",
    "plan_close": "cases_supportplan.state cases_supportplan.ends_on cases_appointment:gone",
    "hirer_new": "cases_hirer:new",
    "hirer_edit": """cases_hirer.name cases_hirer.kvk cases_hirer.city cases_hirer.sbi cases_hirer.in_region
        cases_hirer.banenafspraak cases_hirer.controlled""",
    "hirer_merge": "cases_hirer.merged_into_id",
    "site_new": "cases_hirersite:new",
    "site_edit": """cases_hirersite.name cases_hirersite.number cases_hirersite.street cases_hirersite.postcode
        cases_hirersite.city""",
    "contact_new": "cases_hirercontact:new",
    "contact_edit": """cases_hirercontact.name cases_hirercontact.function cases_hirercontact.site_id
        cases_hirercontact.phone cases_hirercontact.email cases_hirercontact.ends_on""",
    "vacancy_new": "cases_vacancy:new",
    "vacancy_edit": """cases_vacancy.function cases_vacancy.form cases_vacancy.site_id cases_vacancy.municipality_id
        cases_vacancy.hours cases_vacancy.wanted cases_vacancy.offers cases_vacancy.starts_on cases_vacancy.ends_on""",
    "vacancy_withdraw": "cases_vacancy.withdrawn_on",
    "contract_new": "cases_contract:new cases_terms:new",
    "contract_edit": """cases_contract.number cases_contract.kind cases_contract.site_id cases_contract.lender_id
        cases_contract.function cases_contract.starts_on cases_contract.notice_months cases_contract.foreman
        cases_contract.vat cases_contract.rie_on cases_contract.signed_on cases_contract.travel
        cases_contract.equipment cases_contract.waadi_on cases_contract.wka""",
    "contract_terms": "cases_terms:new cases_terms.ends_on",
    "contract_index": "cases_terms:new cases_terms.ends_on",
    "contract_release": "cases_terms.released_by_id cases_terms.released_on",
    "contract_end": "cases_contract.ends_on cases_placement.ends_on cases_placement.end_reason",
    "contract_people": "cases_placement.contract_id cases_placement.ends_on cases_placement.end_reason",
    "supported_new": "cases_supportedcontract:new cases_supportedcontract.ends_on",
    "supported_end": "cases_supportedcontract.ends_on",
    "loonwaarde_new": "cases_loonwaarde:new",
    "adaptation_new": "cases_adaptation:new",
    "adaptation_edit": """cases_adaptation.kind cases_adaptation.what cases_adaptation.agreed_on
        cases_adaptation.delivered_on cases_adaptation.cost cases_adaptation.payer cases_adaptation.ends_on""",
    "transfer_new": """cases_transfer:new cases_employment:new cases_employment.ends_on cases_employment.outflow_reason
        cases_contracthours:new cases_contracthours.ends_on cases_placement:new cases_placement.ends_on
        cases_placement.end_reason cases_door:new cases_door:gone""",
    "transfer_undo": """cases_transfer.undone_by_id cases_transfer.undone_on cases_employment:gone
        cases_employment.ends_on cases_employment.outflow_reason cases_contracthours:gone cases_contracthours.ends_on
        cases_placement:gone cases_placement.ends_on cases_placement.end_reason cases_door:new cases_door:gone""",
    "report_request": "reports_production:new",
    "report_comment": "reports_comment:new reports_comment.text",
    "report_check": "reports_report.state reports_report.checked_by_id reports_report.checked_at",
    "report_release": """reports_report.state reports_report.released_by_id reports_report.released_at
        reports_reportfile:new reports_delivery:new""",
    "login": "municipalities_user.last_login",
    "handover_withdraw": "cases_handover.state cases_handover.decided_on cases_handover.decided_by_id",
    "handover_accept": """cases_handover.state cases_handover.decided_on cases_handover.decided_by_id
        cases_residence.ends_on cases_residence:new cases_door:new cases_door:gone""",
    "employee_death": """cases_wswemployee.died_on cases_employment.ends_on cases_employment.outflow_reason
        cases_contracthours.ends_on cases_placement.ends_on cases_placement.end_reason cases_leave.ends_on
        cases_caseload.ends_on cases_reindication.outcome cases_reindication.decided_on
        cases_supportedcontract.ends_on cases_waitingspell.ends_on cases_waitingspell.ended_by
        cases_door:new cases_door:gone""",
    "employee_keep": "cases_retentionhold:new",
    "employee_let_go": "cases_retentionhold.ends_on",
    "destruction_propose": """cases_destructionlist.state cases_destructionlist.proposed_by_id
        cases_destructionlist.proposed_at cases_destructionlist.fingerprint""",
    "destruction_agree": """cases_destructionlist.state cases_destructionlist.agreed_by_id
        cases_destructionlist.agreed_at""",
    "view_list": "cases_savedview:new",
    "view_drop": "cases_savedview:gone",
    "view_move": "cases_savedview.position",
    "view_start": "cases_savedview.is_start",
    "employee_pin": "cases_pin:new",
    "digest_switch": "cases_digest:new",
    "signal_put_off": "cases_signal.put_off_until cases_signal.put_off_because cases_signal.put_off_by_id",
    "user_close": "municipalities_user.is_active municipalities_user.password",
    "membership_end": "municipalities_membership.ends_on",
    "privacy_request_letter": """cases_privacyrequest.decision cases_privacyrequest.decided_on
        cases_privacyrequest.decided_by_id""",
}
OWN_DOING = re.compile(
    r"history|_log|^django_|recorded_(by|at)|processing|audit|session|task|chain|bucket|portal_cache|sentform"
    r"|cases_signal(:new|.closed_on)"
)


@pytest.fixture(scope="module")
def portal(for_all_tests: None) -> Portal:
    return make_portal()


class Forms(HTMLParser):
    """The forms of a page that post: where to, and what a person would send."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.found, self.inside = url, list[tuple[str, dict[str, str]]](), False
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = its.get("method", "").lower() == "post"
            if self.inside:
                self.found.append((its.get("action") or self.url, {}))
        elif self.inside and "name" in its:
            self._field(tag, its)
        elif self.inside and tag == "option" and self.select and its.get("value"):
            chosen = its["value"] if "selected" in its else self.found[-1][1].get(self.select)
            self.found[-1][1][self.select] = chosen or its["value"]

    def _field(self, tag: str, its: dict[str, str]) -> None:
        data, name, kind = self.found[-1][1], its["name"], its.get("type", "text")
        self.select = name if tag == "select" else None
        if tag == "select":
            data.setdefault(name, "")
        elif tag == "button" or kind in {"submit", "file"}:
            return
        elif kind in {"checkbox", "radio"}:
            data[name] = its.get("value", "on")
        else:
            data[name] = its.get("value", "") or _something(name, kind)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def _something(name: str, kind: str) -> str:
    if kind == "date":
        return "" if name in {"died_on", "ends_on"} else today().isoformat()
    return {"email": "x@voorbeeld.example", "number": "1"}.get(kind, "1" if name == "hours" else "")


def extras() -> dict[str, str]:
    """Every field of every model with a value that would be seen, foreign ids of others among them."""
    made = dict.fromkeys(
        "is_staff is_superuser is_admin version role user owner created_by csrf id pk _method".split(), "1"
    )
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.Field):
                made |= {name: _value(field) for name in (field.name, field.attname)}
    return made


def _value(field: models.Field) -> str:
    if isinstance(field, models.ForeignKey | models.OneToOneField):
        last = field.related_model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        return str(last or 1)
    if field.choices:
        return str(field.choices[-1][0])  # type: ignore[index]
    if isinstance(field, models.DateTimeField):
        return "2001-01-01 00:00"
    if isinstance(field, models.DateField):
        return "2001-01-01"
    if isinstance(field, models.UUIDField):
        return str(uuid.uuid4())
    numeric = models.IntegerField | models.DecimalField | models.BooleanField
    return "1" if isinstance(field, numeric) else "geplant"


def everything() -> dict[str, dict[Any, Row]]:
    """Every row of every table of ours, as a process sees them that sees all."""
    tables = {}
    tell_database("export_register")
    for model in (one for one in apps.get_models() if not OWN_DOING.search(one._meta.db_table)):
        rows = model._base_manager.values(*[field.attname for field in model._meta.concrete_fields])
        tables[model._meta.db_table] = {row[model._meta.pk.attname]: _plain(row) for row in rows}
    return tables


def _plain(row: Row) -> Row:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def changes(before: dict[str, dict[Any, Row]], after: dict[str, dict[Any, Row]]) -> set[str]:
    """`table.column`, `table:new` and `table:gone`; and `table:others` when more than one row changed."""
    told = set()
    for table, rows in after.items():
        others = [key for key, row in rows.items() if before[table].get(key, row) != row]
        told |= {f"{table}:others"} if len(others) > 1 else set()
        for key, row in rows.items():
            old = before[table].get(key)
            told |= {f"{table}:new"} if old is None else {f"{table}.{n}" for n in row if row[n] != old[n]}
        told |= {f"{table}:gone" for key in before[table] if key not in rows}
    return {change for change in told if not OWN_DOING.search(change)}


@functools.cache
def forms_of(portal: Portal, who: str) -> dict[tuple[str, str], dict[str, str]]:
    """By address and names of its fields: what `who` would post there."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for url in dict.fromkeys(addresses(portal)):
        response = portal.client(who).get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            page = Forms(url)
            page.feed(response.content.decode())
            found |= {(action, " ".join(sorted(data))): data for action, data in page.found}
    return found


def addresses(portal: Portal) -> Iterator[str]:
    for pattern in patterns():
        for what in ("", "draft", "released"):
            with suppress(NoReverseMatch):
                yield address(portal, pattern.name or "", what)


def planted(portal: Portal, who: str, wanted: Wanted) -> tuple[int, dict[str, set[str]]]:
    """How many of the forms that are wanted were posted by `who`, and what changed that may not, by name of address."""
    more, told, posted = extras(), dict[str, set[str]](), 0
    forms = forms_of(portal, who)  # before all is counted: who looks for forms reads reports, and that is noted
    with undone():
        before = everything()  # and so again after each form: it is undone
    for (action, fields), data in forms.items():
        name = resolve(action.partition("?")[0]).url_name or action
        if not wanted(name, fields):
            continue
        with undone():
            portal.client(who).post(action, urlencode(more | data), content_type=FORM)
            changed = changes(before, everything())
        posted += 1
        wrong = changed - set(MAY_CHANGE.get(name, "").split())
        if wrong:
            told[name] = told.get(name, set()) | wrong
    return posted, told


WRITERS = ["bram", "anouk", "hans", "gerda"]  # they have most forms; the others are asked at length


@pytest.fixture(scope="module")
def posted_by() -> dict[tuple[str, str], str]:
    """Of each form who posted it first."""
    return {}


@pytest.mark.parametrize("who", WRITERS)
def test_a_form_changes_what_it_shows_and_nothing_else(
    portal: Portal, posted_by: dict[tuple[str, str], str], who: str
) -> None:
    """Each form by the first who has it, on one of two days; by everybody who has it at length."""

    def their_turn(*form: str) -> bool:
        first = posted_by.setdefault(form, who) == who
        return first and (list(posted_by).index(form) + turns.NOW) % 2 == 0

    posted, told = planted(portal, who, their_turn)
    assert not told, told
    assert posted >= 1


@pytest.mark.drill
@pytest.mark.parametrize("who", PEOPLE)
def test_a_form_changes_nothing_else_whoever_posts_it(portal: Portal, who: str) -> None:
    posted, told = planted(portal, who, lambda *form: True)
    assert not told, told
    assert posted >= 1 or who == "olga"


def test_a_form_with_every_field_is_found(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault, in the form with personal data."""

    class Greedy(EmployeeForm):
        class Meta:
            model = WswEmployee
            fields = "__all__"

    monkeypatch.setattr("cases.views.employees.EmployeeForm", Greedy)
    told = planted(portal, "bram", lambda name, _: name == "employee_edit")[1]
    assert "cases_wswemployee.personnel_number" in told["employee_edit"]
    assert greedy([Greedy]) == ["Greedy"]


def test_the_forms_do_change_what_they_may(portal: Portal) -> None:
    """Else the test above would say that all is well of forms that were refused."""
    with undone():
        before = everything()
        data = dict.fromkeys("first_name prefix last_name birth_date sex died_on bsn".split(), "")
        data |= {"first_name": "Anders", "last_name": "Fictief", "birth_date": "1971-01-01"}
        url = address(portal, "employee_edit")
        assert portal.client("bram").post(url, extras() | data).status_code == 302
        changed = changes(before, everything())
    assert "cases_wswemployee.first_name" in changed
    assert changed <= set(MAY_CHANGE["employee_edit"].split())


def greedy(found: list[type[forms.BaseForm]]) -> list[str]:
    """Forms over a model that take every field, or all but some: a new field would be open before anybody looked."""
    models_ = [form for form in found if issubclass(form, forms.BaseModelForm)]
    return [form.__name__ for form in models_ if form._meta.fields is None or form._meta.exclude]


def forms_in_code() -> list[type[forms.BaseForm]]:
    for room in ROOMS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in module.name and ".management" not in module.name:
                import_module(module.name)
    waiting, found = [forms.BaseForm], set[type[forms.BaseForm]]()
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            found |= {form} if form.__module__.split(".")[0] in ROOMS else set()
    return sorted(found, key=lambda form: form.__qualname__)


def test_every_form_names_its_fields() -> None:
    found = forms_in_code()
    assert len(found) >= 5
    assert greedy(found) == []
