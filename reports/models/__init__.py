"""What reports keep: editions and how they are made, and what the controller enters about money."""

from reports.models.calendar import DoneTask, Meeting
from reports.models.comment import Comment
from reports.models.delivery import Delivery, Reading
from reports.models.finance import (
    Amount,
    AmountKind,
    KeyPurpose,
    KeySet,
    KeyShare,
    Measure,
    Post,
    Published,
    Settled,
    StateRate,
    YearBudget,
)
from reports.models.finding import AcceptedFinding
from reports.models.goal_progress import GoalProgress
from reports.models.money_change import MoneyChange
from reports.models.report import (
    FrozenStand,
    Production,
    ProductionState,
    Report,
    ReportContent,
    ReportFile,
    ReportState,
)
from reports.models.restatement import Restatement, RestatementContent
from reports.models.withdrawal import Withdrawal

__all__ = [
    "AcceptedFinding",
    "Amount",
    "AmountKind",
    "Comment",
    "Delivery",
    "DoneTask",
    "FrozenStand",
    "GoalProgress",
    "KeyPurpose",
    "KeySet",
    "KeyShare",
    "Measure",
    "Meeting",
    "MoneyChange",
    "Post",
    "Production",
    "ProductionState",
    "Published",
    "Reading",
    "Report",
    "ReportContent",
    "ReportFile",
    "ReportState",
    "Restatement",
    "RestatementContent",
    "Settled",
    "StateRate",
    "Withdrawal",
    "YearBudget",
]
