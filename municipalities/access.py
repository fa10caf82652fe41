"""Who may what, readable aloud. A role belongs to a membership with a first and a last day, never to a user.

What rows somebody sees is another question (`visible_to` of each model); here stands what they may do with what they
see.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase

if TYPE_CHECKING:  # a membership knows its role from here
    from municipalities.models import Membership
    from municipalities.requests import PortalRequest


class Permission(enum.Enum):
    """The value is how the refusal says it."""

    EMPLOYEE_VIEW = "dossiers bekijken"
    EMPLOYEE_CHANGE = "persoonsgegevens wijzigen"
    RESIDENCE_CHANGE = "verhuizingen vastleggen en overdrachten aannemen"
    MERGE_DECIDE = "een voorstel om dossiers samen te voegen uitvoeren of afwijzen"
    BSN_VIEW = "het burgerservicenummer zien"
    PLACEMENT_CHANGE = "plaatsingen vastleggen"
    EMPLOYMENT_CHANGE = "dienstverbanden, uren en verlof vastleggen"
    INDICATION_CHANGE = "indicaties en herindicaties vastleggen"
    CASELOAD_CHANGE = "caseloads overdragen"
    STAND_IN_CHANGE = "waarneming regelen"
    PAYROLL_CHANGE = "uren van de salarisadministratie vergelijken met het register"
    SICKNESS_CHANGE = "verzuim vastleggen en zien wie er ziek is"
    CONTACT_CHANGE = "contacten lezen en vastleggen"
    REPRESENTATIVE_CHANGE = "vertegenwoordigers en noodnummers lezen en vastleggen"
    CALENDAR_LINK = "de eigen afspraken in een eigen agenda zetten"
    TODO_CHANGE = "taken noteren en afvinken"
    DOCUMENT_CHANGE = "documenten lezen en toevoegen"
    PLAN_VIEW = "begeleidingsplannen lezen"
    PLAN_CHANGE = "begeleidingsplannen schrijven"
    PLAN_APPROVE = "een begeleidingsplan van een ander goedkeuren"
    ABILITY_ASSESS = "werkvaardigheden beoordelen"
    ABILITY_LIST_CHANGE = "een lijst van werkvaardigheden schrijven"
    ABILITY_LIST_PUBLISH = "lijsten van werkvaardigheden bekijken, en die van een ander publiceren"
    PLAN_APPROVAL_SET = "instellen of een gemeente plannen laat goedkeuren"
    TRANSFER_VIEW = "overgangen naar een andere werkgever bekijken"
    TRANSFER_CHANGE = "overgangen naar een andere werkgever vastleggen"
    HIRER_VIEW = "inleners en contracten bekijken"
    HIRER_CHANGE = "inleners en contracten vastleggen"
    TERMS_RELEASE = "een vergoeding onder de ondergrens vrijgeven"
    JOB_SECURITY_VIEW = "nagaan of de baanzekerheid is gehouden"
    REPORT_PREPARE = "rapporten laten maken"
    REPORT_CHECK = "rapporten controleren"
    REPORT_RELEASE = "rapporten vrijgeven"
    REPORT_VIEW = "rapporten bekijken"
    REPORT_DRAFT_VIEW = "conceptrapporten bekijken"
    DASHBOARD_VIEW = "het dashboard bekijken"
    CALENDAR_VIEW = "de kalender bekijken"
    CALENDAR_CHANGE = "de kalender bijhouden"
    FINANCE_CHANGE = "financiële cijfers bekijken en vastleggen"
    DESTRUCTION_VIEW = "vernietigingslijsten bekijken"
    DESTRUCTION_PROPOSE = "dossiers voor vernietiging voorstellen"
    DESTRUCTION_AGREE = "akkoord geven op vernietiging"
    LOG_VIEW = "het logboek bekijken"
    ACCOUNT_MANAGE = "accounts en rollen beheren"
    ACT_AS = "meekijken als een ander"
    ACTING_VIEW = "zien wie er meekeek"
    MEMBERSHIP_CONFIRM = "rollen bevestigen"
    FACTOR_RESET = "een nieuwe tweede stap toestaan"
    ROLE_GRANT = "een nieuwe rol bevestigen die een ander aanvroeg"
    PRIVACY_REQUESTS = "privacyverzoeken behandelen"
    REQUEST_SEE = "een verzoek om inzage nakijken dat een ander registreerde"


@dataclass(frozen=True)
class Role:
    label: str
    description: str
    permissions: frozenset[Permission]
    second_factor: bool = True  # a code or passkey after the password; obligatory for who sees people or keeps accounts


P = Permission

CONSULENT = Role(
    label="consulent",
    description="Werkt bij een gemeente en houdt de dossiers van haar inwoners bij.",
    permissions=frozenset(
        {
            P.SICKNESS_CHANGE, P.INDICATION_CHANGE, P.CASELOAD_CHANGE, P.STAND_IN_CHANGE,
            P.EMPLOYEE_VIEW, P.EMPLOYEE_CHANGE, P.RESIDENCE_CHANGE, P.BSN_VIEW, P.PLACEMENT_CHANGE, P.EMPLOYMENT_CHANGE,
            P.REPORT_VIEW,
            P.DASHBOARD_VIEW, P.JOB_SECURITY_VIEW, P.HIRER_VIEW, P.HIRER_CHANGE, P.TERMS_RELEASE,
            P.TRANSFER_VIEW, P.TRANSFER_CHANGE, P.CONTACT_CHANGE, P.TODO_CHANGE, P.PLAN_VIEW, P.DOCUMENT_CHANGE,
            P.REPRESENTATIVE_CHANGE, P.PLAN_APPROVE, P.PAYROLL_CHANGE, P.MERGE_DECIDE, P.ABILITY_ASSESS,
        }
    ),
)  # fmt: skip

CONTROLLER = Role(
    label="controller",
    description="Werkt bij een gemeente. Leest dossiers, legt financiële cijfers vast, laat rapporten maken, "
    "controleert ze en geeft die van een ander vrij. Geeft namens de archivaris akkoord op vernietiging.",
    permissions=frozenset(
        {
            P.EMPLOYEE_VIEW, P.BSN_VIEW, P.REPORT_PREPARE, P.REPORT_CHECK, P.REPORT_RELEASE, P.REPORT_VIEW,
            P.REPORT_DRAFT_VIEW, P.DASHBOARD_VIEW, P.MEMBERSHIP_CONFIRM, P.DESTRUCTION_VIEW, P.DESTRUCTION_AGREE,
            P.JOB_SECURITY_VIEW, P.HIRER_VIEW, P.TERMS_RELEASE, P.TRANSFER_VIEW, P.FINANCE_CHANGE,
            P.CALENDAR_VIEW, P.CALENDAR_CHANGE, P.MERGE_DECIDE,
        }
    ),
)  # fmt: skip

JOBCOACH = Role(
    label="jobcoach",
    description="Begeleidt de mensen in de eigen caseload. Ziet geen burgerservicenummer.",
    permissions=frozenset(
        {
            P.EMPLOYEE_VIEW, P.PLACEMENT_CHANGE, P.HIRER_VIEW, P.HIRER_CHANGE, P.SICKNESS_CHANGE, P.STAND_IN_CHANGE,
            P.CONTACT_CHANGE, P.TODO_CHANGE, P.PLAN_VIEW, P.PLAN_CHANGE, P.DOCUMENT_CHANGE, P.REPRESENTATIVE_CHANGE,
            P.CALENDAR_LINK, P.ABILITY_ASSESS,
        }
    ),
)  # fmt: skip

BOARD_MEMBER = Role(
    label="lid Dagelijks Bestuur",
    description="Wethouder. Ziet vrijgegeven cijfers, geen namen.",
    permissions=frozenset({P.REPORT_VIEW, P.DASHBOARD_VIEW, P.CALENDAR_VIEW}),
    second_factor=False,  # sees nothing that is not published; may have one
)

ADMINISTRATOR = Role(
    label="functioneel beheerder",
    description="Beheert accounts en instellingen. Ziet geen dossiers.",
    permissions=frozenset(
        {
            P.ACCOUNT_MANAGE, P.ACT_AS, P.ACTING_VIEW, P.MEMBERSHIP_CONFIRM, P.FACTOR_RESET, P.ROLE_GRANT,
            P.REQUEST_SEE, P.PLAN_APPROVAL_SET, P.ABILITY_LIST_CHANGE, P.ABILITY_LIST_PUBLISH,
        }
    ),
)  # fmt: skip

PRIVACY_OFFICER = Role(
    label="privacy officer",
    description="Ziet in het logboek wie gegevens gebruikt, behandelt verzoeken en stelt vernietiging voor. "
    "Ziet geen dossiers.",
    permissions=frozenset(
        {
            P.LOG_VIEW, P.PRIVACY_REQUESTS, P.ACTING_VIEW, P.MEMBERSHIP_CONFIRM, P.FACTOR_RESET, P.ROLE_GRANT,
            P.REQUEST_SEE, P.DESTRUCTION_VIEW, P.DESTRUCTION_PROPOSE, P.ABILITY_LIST_PUBLISH,
        }
    ),
)  # fmt: skip

ROLES: dict[str, Role] = {
    "consulent": CONSULENT,
    "controller": CONTROLLER,
    "jobcoach": JOBCOACH,
    "board_member": BOARD_MEMBER,
    "administrator": ADMINISTRATOR,
    "privacy_officer": PRIVACY_OFFICER,
}
ROLE_CHOICES = [(code, role.label) for code, role in ROLES.items()]

WATCHES = {"administrator", "privacy_officer"}  # nobody looks along as one of these
MUNICIPAL = {"consulent", "controller", "board_member"}  # a role for one of the six municipalities

# Tasks and commands that see everybody's rows, for no role needs to. What they do is recorded under their name.
PROCESSES: dict[str, str] = {
    "import_register": "een register inlezen",
    "export_register": "het register uitvoeren",
    "demo": "een verzonnen register maken",
    "demo_report": "het rapport van de demo maken",
    "beforehand": "vooraf tonen wat een wijziging met de cijfers doet",
    "figures": "cijfers van een periode berekenen",
    "produce_report": "een rapport maken",
    "behind": "nagaan wie achter een cijfer van een rapport staan",
    "goal_progress": "berekenen hoever de doelen van een kwartaal kwamen",
    "schemes": "mensen per regeling tellen",
    "towns": "mensen per plaats van het werk tellen",
    "restate": "nagaan wat een rapport nu zou zeggen",
    "remake_report": "nagaan of een rapport opnieuw gemaakt hetzelfde wordt",
    "verify_editions": "bewaarde uitgaven van rapporten narekenen",
    "export_log_head": "de kop van het logboek buiten de database bewaren",
    "verify_log": "het logboek narekenen",
    "request_due_reports": "nagaan welk kwartaal nog geen rapport heeft",
    "deliver_reports": "laten weten dat een rapport klaarstaat, is vervangen of is ingetrokken",
    "index_documents": "documenten doorzoekbaar maken",
    "vernietiging": "dossiers vernietigen waarvan de termijn voorbij is",
    "close_idle_accounts": "accounts sluiten waarmee niemand meer inlogt",
    "review_memberships": "laten vervallen wat niemand bevestigt",
    "hand_over": "een verhuizing en de overdracht van een dossier vastleggen",
    "plan_appointments": "afspraken maken, en afsluiten wat niet meer kan",
    "inzage": "een brief aan iemand over zijn eigen gegevens maken",
    "forget_second_factor": "de tweede stap van een account weghalen",
    "give_role": "de eerste beheerder of privacy officer een rol geven",
    "signals": "signalen maken en sluiten",
    "digest": "de dagelijkse mail over signalen sturen",
    "baanzekerheid": "nagaan wie een dag zonder werk was",
    "import_limitations": "de aard van de beperking inlezen, voor de statistiek",
}

# Not allowed to know of it: these pages do not exist (404) for a role that has no dossiers at all.
ABOUT_PEOPLE = {
    P.SICKNESS_CHANGE, P.INDICATION_CHANGE, P.CASELOAD_CHANGE, P.STAND_IN_CHANGE,
    P.EMPLOYEE_CHANGE, P.RESIDENCE_CHANGE, P.PLACEMENT_CHANGE, P.BSN_VIEW, P.JOB_SECURITY_VIEW, P.HIRER_CHANGE,
    P.TERMS_RELEASE, P.TRANSFER_VIEW, P.TRANSFER_CHANGE, P.CONTACT_CHANGE, P.PLAN_VIEW, P.PLAN_CHANGE,
    P.DOCUMENT_CHANGE, P.EMPLOYMENT_CHANGE, P.TODO_CHANGE, P.REPRESENTATIVE_CHANGE, P.CALENDAR_LINK,
    P.PLAN_APPROVE, P.PAYROLL_CHANGE, P.MERGE_DECIDE, P.ABILITY_ASSESS,
}  # fmt: skip
HIDDEN_WITHOUT = {P.EMPLOYEE_VIEW, P.HIRER_VIEW, P.DASHBOARD_VIEW, P.DESTRUCTION_VIEW}


@dataclass(frozen=True)
class Right:
    """One line of the table of rights in the help: a permission, and per role whether it has it."""

    label: str
    roles: list[bool]


def rights() -> list[Right]:
    """The table of rights, in the order of ROLES."""
    return [
        Right(permission.value, [permission in role.permissions for role in ROLES.values()])
        for permission in Permission
    ]


View = Callable[..., HttpResponseBase]


def requires(permission: Permission) -> Callable[[View], View]:
    """Lets a view through for memberships with `permission`.

    Without it: 404 where the role may not know of the page, else 403 with the reason in words.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: "PortalRequest", *args: Any, **kwargs: Any) -> HttpResponseBase:
            demand(request.membership, permission)
            return view(request, *args, **kwargs)

        guarded.requires = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def demand(membership: "Membership", permission: Permission) -> None:
    """Raises Http404 or PermissionDenied when `membership` lacks `permission`."""
    if membership.may(permission):
        return
    if permission in HIDDEN_WITHOUT:
        raise Http404
    if permission in ABOUT_PEOPLE and not membership.may(P.EMPLOYEE_VIEW):
        raise Http404
    raise PermissionDenied(f"Uw rol is {membership.role_label}. Daarmee kunt u niet: {permission.value}.")
