"""Every write about disclosure: what was shown and read, the policy handed over, the return visit, notices."""

from anpei.disclosure.actions.contract import (
    deliver,
    not_reached,
    notice,
    return_visit,
    solve,
    watch_delivery,
    watch_end,
    watch_lapse,
)
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
    "deliver",
    "keep_text",
    "led_to",
    "not_reached",
    "note_seconds",
    "notice",
    "return_visit",
    "solve",
    "watch_delivery",
    "watch_end",
    "watch_lapse",
]
