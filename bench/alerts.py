"""10,000 people told of one danger: how fast it is counted, written and handed on, and that a killed worker doubles nothing.

The people are the bench's own, inserted in bulk beside the demo insurer's book; channels are the sandbox, so that what
is measured is the product and not a provider.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from anpei.accounts.models import Staff
from anpei.alerts import actions, catalogue, wording
from anpei.alerts.actions import AlertForm
from anpei.alerts.models import Alert, AlertState, Reach
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.demo import people
from anpei.jobs import worker
from anpei.jobs.models import Job, JobState
from anpei.messages.models import Channel, Message, MessageState
from anpei.parties.models import Party
from anpei.parties.queries import name_hash, phone_hash
from anpei.policies.models import InsuredMember, Policy
from anpei.products.queries import published

PEOPLE = 10_000
AREA = "980101"  # 98…: no such province; nobody of the demo lives there
BENCH = Actor.system("bench")
PATIENCE_SECONDS = 900


def measure(count: int = PEOPLE) -> dict[str, Any]:
    """People a second of each phase in one process; then the same with a worker killed half-way."""
    _settle(count)
    worker.drain()
    alert = _drafted()
    counting = _timed(lambda: actions.count(alert, by=BENCH))
    alert = _on_its_way(alert)
    batches = Job.objects.filter(task="alerts.send", state=JobState.QUEUED)
    writing = _timed(lambda: _write_all(alert, batches))
    handing_on = _timed(worker.drain)
    _check(alert, count, unsent_at_most=0)
    killed = _with_a_killed_worker(count)
    return {
        "people": count,
        "counted_per_second": round(count / counting),
        "written_per_second": round(count / writing),
        "handed_on_per_second": round(count / handing_on),
        "all_out_in_s": round(writing + handing_on, 1),
        "per_second_in_all": round(count / (writing + handing_on)),
        **killed,
    }


def _settle(count: int) -> None:
    """Adults with an accident policy in force, all in one place."""
    version = published("qc_accident")
    unit = Staff.objects.get(username="ren").unit
    today = clock.today()
    numbers = range(2_000_000, 2_000_000 + count)
    parties = Party.objects.bulk_create(
        [
            Party(
                name=f"居民{number}",
                name_hash=name_hash(f"居民{number}"),
                phone=people.phone(number),
                phone_hash=phone_hash(people.phone(number)),
                birth_on=date(1980, 1, 1),
                region_code=AREA,
            )
            for number in numbers
        ],
        batch_size=2_000,
    )
    policies = Policy.objects.bulk_create(
        [
            Policy(
                number=f"BENCH{party.pk:010d}",
                product_version=version,
                policyholder=party,
                unit=unit,
                issued_on=today - timedelta(days=30),
                starts_on=today - timedelta(days=30),
                ends_on=today + timedelta(days=300),
                first_started_on=today - timedelta(days=30),
            )
            for party in parties
        ],
        batch_size=2_000,
    )
    InsuredMember.objects.bulk_create(
        [
            InsuredMember(
                policy=policy,
                party=policy.policyholder,
                joined_on=policy.starts_on,
                first_joined_on=policy.starts_on,
            )
            for policy in policies
        ],
        batch_size=2_000,
    )


def _drafted() -> Alert:
    """Red: it goes out at any hour and whatever was sent before."""
    peril = catalogue.peril("typhoon")
    assert peril is not None
    care = Staff.objects.get(username="ren")
    now = clock.now()
    form = AlertForm(
        peril=peril.code,
        level="red",
        areas=[AREA],
        starts_at=now,
        ends_at=now + timedelta(days=2),
        lines=["accident"],
        words=wording.from_library(peril, "red"),
    )
    return actions.draft(form, unit=care.unit, by=care.actor)


def _on_its_way(alert: Alert) -> Alert:
    alert = Alert.objects.select_related("unit").get(pk=alert.pk)
    alert = actions.approve(alert, by=Staff.objects.get(username="jia").actor)
    return actions.send(alert, by=Staff.objects.get(username="ren").actor)


def _write_all(alert: Alert, batches: Any) -> None:
    """The batches alone, one after the other; their messages wait for the next phase."""
    while (job := batches.order_by("id").first()) is not None:
        actions.send_batch(**job.args, by=BENCH)
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=clock.now())
    if Alert.objects.get(pk=alert.pk).state != AlertState.SENT:
        raise RuntimeError("The alert did not go out.")


def _with_a_killed_worker(count: int) -> dict[str, Any]:
    """A worker process is killed half-way and another one started: the time in all, and that nothing is doubled."""
    alert = _drafted()
    actions.count(alert, by=BENCH)
    alert = _on_its_way(alert)
    began = time.perf_counter()
    first = worker_process()
    wait(lambda: Reach.objects.filter(alert=alert).count() >= count // 2)
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = worker_process()
    try:
        # What the killed one held comes back when its lease ends: the batch in a minute, one message in five.
        wait(lambda: Alert.objects.get(pk=alert.pk).state == AlertState.SENT and _unsent(alert) <= 1)
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait()
    seconds = time.perf_counter() - began
    _check(alert, count, unsent_at_most=1)
    return {"with_a_killed_worker_s": round(seconds, 1), "told_twice": 0}


def worker_process() -> subprocess.Popen[bytes]:
    """A worker beside this process, as in service."""
    return subprocess.Popen(
        [sys.executable, "-m", "anpei.cli.main", "worker", "--lane", "main"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait(reached: Callable[[], bool]) -> None:
    """RuntimeError when it does not happen in a quarter of an hour."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise RuntimeError("It took too long.")
        time.sleep(0.2)


def _outgoing(alert: Alert) -> Any:
    return Message.objects.filter(subject="alert", subject_id=alert.pk).exclude(channel=Channel.IN_APP)


def _unsent(alert: Alert) -> int:
    return int(_outgoing(alert).exclude(state=MessageState.SENT).count())


def _check(alert: Alert, count: int, *, unsent_at_most: int) -> None:
    """Everybody once."""
    rows = _outgoing(alert)
    addressees = rows.values("recipient_id").distinct().count()
    told = Reach.objects.filter(alert=alert, left_out="").count()
    if not (rows.count() == addressees == told == count) or _unsent(alert) > unsent_at_most:
        raise RuntimeError(
            f"{told} told, {rows.count()} messages to {addressees}, {_unsent(alert)} not sent."
        )


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
