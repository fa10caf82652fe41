"""What reports keep: editions and how they are made, and what the controller enters about money."""

from reports.models.comment import Comment
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
from reports.models.report import FrozenStand, Production, ProductionState, Report, ReportFile, ReportState
from reports.models.restatement import Restatement

__all__ = [
    "Amount",
    "AmountKind",
    "Comment",
    "FrozenStand",
    "KeyPurpose",
    "KeySet",
    "KeyShare",
    "Measure",
    "Post",
    "Production",
    "ProductionState",
    "Published",
    "Report",
    "ReportFile",
    "ReportState",
    "Restatement",
    "Settled",
    "StateRate",
    "YearBudget",
]
