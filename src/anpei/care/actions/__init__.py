"""Every write of care."""

from anpei.care.actions.followups import (
    answer,
    ask_now,
    close_task,
    decline_followup,
    expire,
    plan_followup,
    remind,
    start_call,
)
from anpei.care.actions.services import (
    accept_offer,
    ask_for,
    decline,
    finish,
    judge,
    not_wanted,
    offer,
    plan,
)

__all__ = [
    "accept_offer",
    "answer",
    "ask_for",
    "ask_now",
    "close_task",
    "decline",
    "decline_followup",
    "expire",
    "finish",
    "judge",
    "not_wanted",
    "offer",
    "plan",
    "plan_followup",
    "remind",
    "start_call",
]
