"""Every write about disclosure: what was shown and read, the policy handed over or given back, the return visit, notices."""

from anpei.disclosure.actions.contract import (
    deliver,
    not_reached,
    notice,
    receive,
    return_visit,
    solve,
    watch_delivery,
    watch_end,
    watch_lapse,
)
from anpei.disclosure.actions.mind import change_mind, finish, keep, keep_after_all, paid_back
from anpei.disclosure.actions.reading import (
    EXCLUSIONS,
    acknowledge,
    ask,
    begin,
    keep_text,
    led_to,
    note_seconds,
)

__all__ = [
    "EXCLUSIONS",
    "acknowledge",
    "ask",
    "begin",
    "change_mind",
    "deliver",
    "finish",
    "keep",
    "keep_after_all",
    "keep_text",
    "led_to",
    "not_reached",
    "note_seconds",
    "notice",
    "paid_back",
    "receive",
    "return_visit",
    "solve",
    "watch_delivery",
    "watch_end",
    "watch_lapse",
]
