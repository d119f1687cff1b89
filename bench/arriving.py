"""From an event of a case to the message about it: in the app, and handed to the channel beside it.

One case after the other is reported as fast as one process can; a worker process does what follows, as in service. Times
are those the rows carry: of the event, of the message in the app, of the moment the channel had it.
"""

from __future__ import annotations

import signal
from datetime import datetime
from itertools import islice
from typing import Any

from anpei.audit.models import Event
from anpei.jobs import worker
from anpei.messages.models import Channel, Message, MessageState
from bench.alerts import wait, worker_process
from bench.report import forms, report

CASES = 300
TEMPLATE = "claim.received"
EVENT = "claim.reported"


def measure(count: int = CASES) -> dict[str, Any]:
    worker.drain()
    last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    beside = worker_process()
    try:
        claims = [report(form, f"arriving-{turn}").pk for turn, form in enumerate(islice(forms(), count))]
        sent = Message.objects.filter(pk__gt=last, template=TEMPLATE, subject="claim", subject_id__in=claims)
        outside = sent.exclude(channel=Channel.IN_APP)
        wait(lambda: outside.exists() and not outside.filter(state=MessageState.QUEUED).exists())
    finally:
        beside.send_signal(signal.SIGTERM)
        beside.wait()
    reported = dict(
        Event.objects.filter(subject="claim", subject_id__in=claims, type=EVENT).values_list(
            "subject_id", "at"
        )
    )
    return {
        "cases": count,
        "in_the_app": _seconds(reported, sent.filter(channel=Channel.IN_APP).values_list("subject_id", "created_at")),
        "with_the_channel": _seconds(reported, outside.values_list("subject_id", "sent_at")),
    }  # fmt: skip


def _seconds(reported: dict[int, datetime], reached: Any) -> dict[str, float]:
    """p50, p95 and the longest of the times since the event."""
    times = sorted((at - reported[claim]).total_seconds() for claim, at in reached)
    return {
        "messages": len(times),
        "p50_s": round(times[len(times) // 2], 3),
        "p95_s": round(times[int(len(times) * 0.95)], 3),
        "longest_s": round(times[-1], 3),
    }
