"""Rows of advice: looks at customers, ideas shown to them, entitlements found for them."""

from anpei.advice.models.entitlements import Entitlement, EntitlementState
from anpei.advice.models.ideas import Idea, IdeaState, Means, MeansAnswer
from anpei.advice.models.looks import CustomerLook

__all__ = [
    "CustomerLook",
    "Entitlement",
    "EntitlementState",
    "Idea",
    "IdeaState",
    "Means",
    "MeansAnswer",
]
