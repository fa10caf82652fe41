"""What: Wsw employees and all that is registered about their work, a file per noun."""

from cases.models.caseload import Caseload, CoachChange, StandIn
from cases.models.contract import Contract, ContractKind, FeeUnit, HoursRule, Terms
from cases.models.correction import Correction
from cases.models.door import Door
from cases.models.employee import Residence, ResidenceSource, Sex, WswEmployee
from cases.models.employment import Cao, ContractHours, Employment, EmploymentKind, Leave, LeaveKind, OutflowReason
from cases.models.handover import Handover, HandoverState
from cases.models.hirer import Hirer, HirerContact, HirerSite
from cases.models.indication import (
    AdaptationAdvice,
    Alternative,
    Category,
    DismissalAdvice,
    Indication,
    Outcome,
    Reindication,
    ReindicationKind,
    WithdrawalGround,
)
from cases.models.limitation import Limitation, Nature
from cases.models.parameters import AowAge, Parameter
from cases.models.placement import Placement, PlacementForm
from cases.models.privacy import Decision, IdentifiedBy, PrivacyRequest, RequestedBy, RequestKind
from cases.models.retention import (
    Certificate,
    Destroyed,
    DestructionItem,
    DestructionList,
    ListState,
    RetentionHold,
    RetentionTerm,
)
from cases.models.sickness import PoortwachterStep, SickPercentage, SickSpell, StepKind
from cases.models.signal import Signal
from cases.models.supported import Adaptation, AdaptationKind, Loonwaarde, SubsidyUnit, SupportedContract
from cases.models.transfer import Transfer
from cases.models.warning import OverriddenWarning

__all__ = [
    "Adaptation",
    "AdaptationAdvice",
    "AdaptationKind",
    "Alternative",
    "AowAge",
    "Cao",
    "Caseload",
    "Category",
    "Certificate",
    "CoachChange",
    "Contract",
    "ContractHours",
    "ContractKind",
    "Correction",
    "Decision",
    "Destroyed",
    "DestructionItem",
    "DestructionList",
    "DismissalAdvice",
    "Door",
    "Employment",
    "EmploymentKind",
    "FeeUnit",
    "Handover",
    "HandoverState",
    "Hirer",
    "HirerContact",
    "HirerSite",
    "HoursRule",
    "IdentifiedBy",
    "Indication",
    "Leave",
    "LeaveKind",
    "Limitation",
    "ListState",
    "Loonwaarde",
    "Nature",
    "Outcome",
    "OutflowReason",
    "OverriddenWarning",
    "Parameter",
    "Placement",
    "PlacementForm",
    "PoortwachterStep",
    "PrivacyRequest",
    "Reindication",
    "ReindicationKind",
    "RequestKind",
    "RequestedBy",
    "Residence",
    "ResidenceSource",
    "RetentionHold",
    "RetentionTerm",
    "Sex",
    "SickPercentage",
    "SickSpell",
    "Signal",
    "StandIn",
    "StepKind",
    "SubsidyUnit",
    "SupportedContract",
    "Terms",
    "Transfer",
    "WithdrawalGround",
    "WswEmployee",
]
