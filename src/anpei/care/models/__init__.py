"""Rows of care: services people asked for or were offered, and follow-ups with their tasks."""

from anpei.care.models.followups import Followup, FollowupState, FollowupTask
from anpei.care.models.services import Declared, ServiceOrigin, ServiceRequest, ServiceState

__all__ = [
    "Declared",
    "Followup",
    "FollowupState",
    "FollowupTask",
    "ServiceOrigin",
    "ServiceRequest",
    "ServiceState",
]
