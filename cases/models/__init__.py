"""What: Wsw employees and all that is registered about their work, a file per noun."""

from cases.models.caseload import Caseload
from cases.models.door import Door
from cases.models.employee import Residence, ResidenceSource, Sex, WswEmployee
from cases.models.employment import Cao, ContractHours, Employment, EmploymentKind, Leave, LeaveKind, OutflowReason
from cases.models.handover import Handover, HandoverState
from cases.models.indication import Category, Indication
from cases.models.parameters import AowAge, Parameter
from cases.models.placement import Hirer, Placement, PlacementForm
from cases.models.sickness import SickPercentage, SickSpell

__all__ = [
    "AowAge",
    "Cao",
    "Caseload",
    "Category",
    "ContractHours",
    "Door",
    "Employment",
    "EmploymentKind",
    "Handover",
    "HandoverState",
    "Hirer",
    "Indication",
    "Leave",
    "LeaveKind",
    "OutflowReason",
    "Parameter",
    "Placement",
    "PlacementForm",
    "Residence",
    "ResidenceSource",
    "Sex",
    "SickPercentage",
    "SickSpell",
    "WswEmployee",
]
