"""Every write of advice."""

from anpei.advice.actions.entitlements import claim_too, look_for, not_wanted
from anpei.advice.actions.ideas import answer, answer_means, ask_person, show
from anpei.advice.actions.looks import look_at
from anpei.advice.actions.own_cover import claim_own_cover

__all__ = [
    "answer",
    "answer_means",
    "ask_person",
    "claim_own_cover",
    "claim_too",
    "look_at",
    "look_for",
    "not_wanted",
    "show",
]
