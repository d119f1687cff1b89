"""Every write of alerts."""

from anpei.alerts.actions.answering import choose, did, needs_help, saw
from anpei.alerts.actions.drafting import (
    AlertForm,
    approve,
    ask_to_count,
    change,
    count,
    draft,
    draft_season,
)
from anpei.alerts.actions.feed import Taken, take_in
from anpei.alerts.actions.sending import ask_to_compare, send, send_batch, tell_over_batch, withdraw

__all__ = [
    "AlertForm",
    "Taken",
    "approve",
    "ask_to_compare",
    "ask_to_count",
    "change",
    "choose",
    "count",
    "did",
    "draft",
    "draft_season",
    "needs_help",
    "saw",
    "send",
    "send_batch",
    "take_in",
    "tell_over_batch",
    "withdraw",
]
