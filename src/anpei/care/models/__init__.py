"""Rows of care: services and follow-ups of a case, visits, gatherings, value-added services, and their budgets."""

from anpei.care.models.budgets import BudgetEntry, BudgetKind, CareBudget
from anpei.care.models.extras import ExtraOrder, ExtraQuota, ExtraState
from anpei.care.models.followups import Followup, FollowupState, FollowupTask
from anpei.care.models.gatherings import (
    Gathering,
    GatheringKind,
    GatheringPurpose,
    GatheringState,
    Guest,
    GuestState,
)
from anpei.care.models.services import Declared, ServiceOrigin, ServiceRequest, ServiceState
from anpei.care.models.visits import AskedBy, CareVisit, CareVisitState

__all__ = [
    "AskedBy",
    "BudgetEntry",
    "BudgetKind",
    "CareBudget",
    "CareVisit",
    "CareVisitState",
    "Declared",
    "ExtraOrder",
    "ExtraQuota",
    "ExtraState",
    "Followup",
    "FollowupState",
    "FollowupTask",
    "Gathering",
    "GatheringKind",
    "GatheringPurpose",
    "GatheringState",
    "Guest",
    "GuestState",
    "ServiceOrigin",
    "ServiceRequest",
    "ServiceState",
]
