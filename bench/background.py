"""Jobs a second, sealed chains and verified events a second."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from anpei.audit import actions as audit
from anpei.audit.models import Event
from anpei.audit.verify import verify
from anpei.jobs import worker
from anpei.jobs.actions import New, enqueue_all
from anpei.jobs.models import Job, JobState

JOBS = 1_000


def measure() -> dict[str, Any]:
    # Of a message that does not exist there is nothing to deliver: what is measured is the queue alone.
    worker.drain()
    enqueue_all([New(task="messages.send_code", args={"code_id": -number}) for number in range(1, JOBS + 1)])
    jobs = _timed(worker.drain)
    if Job.objects.filter(state=JobState.QUEUED, task="messages.send_code").exists():
        raise RuntimeError("Some jobs were not done.")
    began = perf_counter()
    chains = audit.seal()
    sealing = perf_counter() - began
    events = Event.objects.count()
    began = perf_counter()
    report = verify()
    verifying = perf_counter() - began
    if report.findings:
        raise RuntimeError(f"The record does not verify: {report.findings[0]}")
    return {
        "jobs_per_second": round(JOBS / jobs, 0),
        "chains_sealed_per_second": round(chains / sealing, 0) if chains else None,
        "events": events,
        "events_verified_per_second": round(events / verifying, 0),
    }


def _timed(work: Any) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
