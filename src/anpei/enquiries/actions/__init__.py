"""Every write about questions and the knowledge base."""

from anpei.enquiries.actions.asking import (
    About,
    answer,
    ask,
    hand_over,
    pass_on,
    reply,
    understood,
    withdraw,
)
from anpei.enquiries.actions.keeping import keep_imported, promote, retire

__all__ = [
    "About",
    "answer",
    "ask",
    "hand_over",
    "keep_imported",
    "pass_on",
    "promote",
    "reply",
    "retire",
    "understood",
    "withdraw",
]
