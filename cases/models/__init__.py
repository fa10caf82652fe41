"""What: Wsw employees and all that is registered about their work, a file per noun."""

from cases.models.assessment import Ability, AbilityList, AbilityScore, Assessment
from cases.models.caseload import Caseload, CoachChange, StandIn
from cases.models.contact import Addendum, Appointment, Because, Contact, ContactKind, Present, Readers, Topic
from cases.models.contract import Contract, ContractKind, FeeUnit, HoursRule, Payer, Terms
from cases.models.correction import Correction, Reason, Verdict
from cases.models.document import Document, DocumentContent, DocumentKind, DocumentWords, Media, Scan, WordsState
from cases.models.door import Door
from cases.models.employee import Residence, ResidenceSource, Sex, WswEmployee
from cases.models.employment import (
    Cao,
    ContractHours,
    Employment,
    EmploymentKind,
    Leave,
    LeaveKind,
    OutflowReason,
    Scheme,
)
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
from cases.models.payroll import PayrollClosed, PayrollDifference, PayrollKind, PayrollUpload, PayrollVerdict
from cases.models.person_merge import MergeKind, MergeState, PersonMerge, Side
from cases.models.placement import Placement, PlacementForm
from cases.models.plan import (
    Domain,
    Evaluation,
    Goal,
    GoalAction,
    Owner,
    PlanApproval,
    PlanDecision,
    PlanState,
    Reached,
    SignedAs,
    SupportPlan,
)
from cases.models.privacy import Decision, IdentifiedBy, PrivacyRequest, RequestedBy, RequestKind
from cases.models.proposal import Proposal, ProposalReason, ProposalState
from cases.models.representative import Representative, RepresentativeKind
from cases.models.retention import (
    Certificate,
    Destroyed,
    DestructionItem,
    DestructionList,
    ListState,
    RecordKind,
    RetentionHold,
    RetentionTerm,
)
from cases.models.shelf import Digest, Pin, SavedView
from cases.models.sickness import PoortwachterStep, SickPercentage, SickSpell, StepKind
from cases.models.signal import Signal
from cases.models.supported import Adaptation, AdaptationKind, Loonwaarde, SubsidyUnit, SupportedContract
from cases.models.todo import Todo, TodoOwner
from cases.models.transfer import Transfer
from cases.models.two_people import TwoPeople
from cases.models.vacancy import Vacancy
from cases.models.waiting import WaitingEnd, WaitingSpell
from cases.models.warning import OverriddenWarning

__all__ = [
    "Ability",
    "AbilityList",
    "AbilityScore",
    "Adaptation",
    "AdaptationAdvice",
    "AdaptationKind",
    "Addendum",
    "Alternative",
    "AowAge",
    "Appointment",
    "Assessment",
    "Because",
    "Cao",
    "Caseload",
    "Category",
    "Certificate",
    "CoachChange",
    "Contact",
    "ContactKind",
    "Contract",
    "ContractHours",
    "ContractKind",
    "Correction",
    "Decision",
    "Destroyed",
    "DestructionItem",
    "DestructionList",
    "Digest",
    "DismissalAdvice",
    "Document",
    "DocumentContent",
    "DocumentKind",
    "DocumentWords",
    "Domain",
    "Door",
    "Employment",
    "EmploymentKind",
    "Evaluation",
    "FeeUnit",
    "Goal",
    "GoalAction",
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
    "Media",
    "MergeKind",
    "MergeState",
    "Nature",
    "Outcome",
    "OutflowReason",
    "OverriddenWarning",
    "Owner",
    "Parameter",
    "Payer",
    "PayrollClosed",
    "PayrollDifference",
    "PayrollKind",
    "PayrollUpload",
    "PayrollVerdict",
    "PersonMerge",
    "Pin",
    "Placement",
    "PlacementForm",
    "PlanApproval",
    "PlanDecision",
    "PlanState",
    "PoortwachterStep",
    "Present",
    "PrivacyRequest",
    "Proposal",
    "ProposalReason",
    "ProposalState",
    "Reached",
    "Readers",
    "Reason",
    "RecordKind",
    "Reindication",
    "ReindicationKind",
    "Representative",
    "RepresentativeKind",
    "RequestKind",
    "RequestedBy",
    "Residence",
    "ResidenceSource",
    "RetentionHold",
    "RetentionTerm",
    "SavedView",
    "Scan",
    "Scheme",
    "Sex",
    "SickPercentage",
    "SickSpell",
    "Side",
    "Signal",
    "SignedAs",
    "StandIn",
    "StepKind",
    "SubsidyUnit",
    "SupportPlan",
    "SupportedContract",
    "Terms",
    "Todo",
    "TodoOwner",
    "Topic",
    "Transfer",
    "TwoPeople",
    "Vacancy",
    "Verdict",
    "WaitingEnd",
    "WaitingSpell",
    "WithdrawalGround",
    "WordsState",
    "WswEmployee",
]
