"""Every write of the hotline."""

from anpei.hotline.actions.callbacks import attempt, give_up
from anpei.hotline.actions.calls import link, open_recording, queue_missed, tell, unlink
from anpei.hotline.actions.inbound import answer, assign, place_earlier, receive, set_aside, write
from anpei.hotline.actions.reporting import take_report

__all__ = [
    "answer",
    "assign",
    "attempt",
    "give_up",
    "link",
    "open_recording",
    "place_earlier",
    "queue_missed",
    "receive",
    "set_aside",
    "take_report",
    "tell",
    "unlink",
    "write",
]
