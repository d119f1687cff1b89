from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from anpei.core import clock
from anpei.core import request as current
from anpei.core.errors import Refused
from anpei.core.randomness import seeded
from anpei.jobs import actions, queries, registry, worker
from anpei.jobs.models import Job, JobState, PeriodicRun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """The tasks of these tests, alone in the registry; what they did."""
    monkeypatch.setattr(registry, "_tasks", {})
    monkeypatch.setattr(registry, "_periodic", {})
    done: list[Any] = []

    @registry.task("note")
    def note(**ids: Any) -> None:
        done.append(ids)

    @registry.task("fail", max_attempts=3)
    def fail() -> None:
        raise ValueError("no such paper")

    @registry.task("wait")
    def wait() -> None:
        raise worker.Later(timedelta(minutes=10))

    @registry.task("chain")
    def chain() -> None:
        actions.enqueue(task="note", args={"n": 2})

    @registry.task("compute", lane=registry.READING)
    def compute() -> None:
        done.append("computed")

    @registry.task("who")
    def who() -> None:
        done.append(current.current_id())

    return done


def later(moment: timedelta) -> Any:
    return clock.at(clock.now() + moment)


def test_a_job_runs_with_its_ids_and_is_marked_done(calls: list[Any], frozen_clock: datetime) -> None:
    actions.enqueue(task="note", args={"claim_id": 5})
    assert worker.drain() == 1
    assert calls == [{"claim_id": 5}]
    job = Job.objects.get()
    assert (job.state, job.attempts, job.finished_at, job.lease_until) == (
        JobState.DONE,
        1,
        frozen_clock,
        None,
    )
    assert worker.drain() == 0


def test_a_job_of_a_transaction_that_is_undone_never_was(calls: list[Any]) -> None:
    with pytest.raises(Refused), transaction.atomic():
        actions.enqueue(task="note")
        raise Refused
    assert worker.drain() == 0


def test_a_key_is_enqueued_once_also_after_it_was_done(calls: list[Any]) -> None:
    for _ in range(2):
        actions.enqueue(task="note", args={"n": 1}, key="letter:1")
    worker.drain()
    actions.enqueue(task="note", args={"n": 1}, key="letter:1")
    actions.enqueue(task="note", args={"n": 2}, key="letter:2")
    worker.drain()
    assert calls == [{"n": 1}, {"n": 2}]


def test_jobs_run_in_order_of_their_time_and_not_before_it(calls: list[Any]) -> None:
    actions.enqueue(task="note", args={"n": 3}, run_at=clock.now() + timedelta(hours=2))
    actions.enqueue(task="note", args={"n": 2})
    actions.enqueue(task="note", args={"n": 1}, run_at=clock.now() - timedelta(hours=1))
    worker.drain()
    assert calls == [{"n": 1}, {"n": 2}]
    with later(timedelta(hours=2)):
        worker.drain()
    assert calls[-1] == {"n": 3}


def test_drain_runs_what_the_work_enqueues_and_stops_at_its_limit(calls: list[Any]) -> None:
    actions.enqueue(task="chain")
    assert worker.drain(limit=1) == 1
    assert calls == []
    assert worker.drain() == 1
    assert calls == [{"n": 2}]


def test_a_failing_job_waits_longer_each_time_and_is_then_parked_with_its_reason(calls: list[Any]) -> None:
    actions.enqueue(task="fail")
    actions.enqueue(task="note", args={"n": 1})
    waits = []
    moment = clock.now()
    for _ in range(2):
        with clock.at(moment), seeded(1):
            worker.drain()
        job = Job.objects.get(task="fail")
        waits.append(job.run_at - moment)
        moment = job.run_at
    with clock.at(moment):
        worker.drain()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PARKED, 3)
    assert "ValueError: no such paper" in job.last_error
    assert timedelta(seconds=2.5) <= waits[0] <= timedelta(seconds=7.5)
    assert waits[1] == 2 * waits[0]
    assert calls == [{"n": 1}]


def test_a_strict_drain_raises_after_writing_the_failure_down() -> None:
    actions.enqueue(task="fail")
    with pytest.raises(ValueError, match="no such paper"):
        worker.drain(strict=True)
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.QUEUED, 1)


def test_a_job_that_asks_for_later_has_not_failed(frozen_clock: datetime) -> None:
    actions.enqueue(task="wait")
    worker.drain()
    job = Job.objects.get()
    assert (job.state, job.attempts, job.run_at) == (JobState.QUEUED, 0, frozen_clock + timedelta(minutes=10))


def test_a_task_this_release_does_not_know_is_parked() -> None:
    actions.enqueue(task="gone")
    worker.drain()
    assert Job.objects.get().last_error == "There is no task 'gone' in this release."


def test_a_lease_that_ran_out_is_given_to_another_worker(calls: list[Any]) -> None:
    actions.enqueue(task="note", args={"n": 1})
    assert worker.claim() is not None
    assert worker.claim() is None
    assert worker.drain() == 0
    with later(timedelta(minutes=5, seconds=1)):
        assert worker.drain() == 1
    assert calls == [{"n": 1}]
    assert Job.objects.get().attempts == 2


def test_a_job_that_kills_every_worker_is_parked() -> None:
    actions.enqueue(task="fail")
    moment = clock.now()
    for _ in range(3):
        with clock.at(moment):
            worker.release_expired()
            assert worker.claim() is not None
        moment += timedelta(minutes=6)
    with clock.at(moment):
        worker.release_expired()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.PARKED, 3)
    assert job.last_error.startswith("The worker stopped in the middle")


def test_a_worker_that_lost_its_lease_does_not_mark_the_job_done() -> None:
    actions.enqueue(task="note")
    slow = worker.claim()
    assert slow
    with later(timedelta(minutes=6)):
        worker.release_expired()
        quick = worker.claim()
        worker._finish(slow, state=JobState.DONE)
    job = Job.objects.get()
    assert quick
    assert (job.state, job.lease_token) == (JobState.RUNNING, quick.lease_token)


def test_a_job_tells_its_events_which_job_it_was(calls: list[Any]) -> None:
    actions.enqueue(task="who")
    worker.drain()
    assert calls == [f"job-{Job.objects.get().pk}"]


def test_a_parked_job_can_be_started_again_once() -> None:
    actions.enqueue(task="gone")
    worker.drain()
    job = queries.parked().get()
    actions.retry(job)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    with pytest.raises(Refused, match=r"jobs\.not_parked"):
        actions.retry(job)


def test_health_tells_the_oldest_wait_and_the_parked(django_assert_num_queries: Any) -> None:
    assert queries.health() == queries.Health(oldest_waiting=timedelta(0), parked=0)
    actions.enqueue(task="gone")
    worker.drain()
    actions.enqueue(task="note", run_at=clock.now() - timedelta(minutes=3))
    with django_assert_num_queries(2):
        assert queries.health() == queries.Health(oldest_waiting=timedelta(minutes=3), parked=1)


def test_a_periodic_task_is_enqueued_once_in_each_turn(calls: list[Any]) -> None:
    @registry.periodic("tick", every=timedelta(minutes=1))
    def tick() -> None:
        calls.append("tick")

    assert actions.enqueue_periodic() == 1
    assert actions.enqueue_periodic() == 0
    worker.drain()
    with later(timedelta(seconds=59)):
        assert actions.enqueue_periodic() == 0
    with later(timedelta(seconds=60)):
        assert actions.enqueue_periodic() == 1
        worker.drain()
    assert calls == ["tick", "tick"]


def test_of_two_workers_one_takes_the_turn() -> None:
    now = clock.now()
    assert actions._take_slot("tick", None, now)
    assert not actions._take_slot("tick", None, now)
    soon = now + timedelta(minutes=1)
    assert actions._take_slot("tick", now, soon)
    assert not actions._take_slot("tick", now, soon)
    assert PeriodicRun.objects.get().last_at == soon


def test_a_periodic_task_still_waiting_does_not_pile_up() -> None:
    registry.periodic("tick", every=timedelta(minutes=1))(lambda: None)
    actions.enqueue_periodic()
    with later(timedelta(minutes=2)):
        assert actions.enqueue_periodic() == 0
    assert Job.objects.count() == 1


def test_done_jobs_are_forgotten_after_two_weeks_and_parked_ones_never(settings: Any) -> None:
    actions.enqueue(task="note")
    actions.enqueue(task="gone")
    worker.drain()
    with later(timedelta(days=14)):
        assert actions.purge() == 0
    with later(timedelta(days=14, seconds=1)):
        assert actions.purge() == 1
    assert Job.objects.get().state == JobState.PARKED


def test_claiming_costs_the_same_whatever_the_length_of_the_queue(django_assert_num_queries: Any) -> None:
    for _ in range(30):
        actions.enqueue(task="note")
    with django_assert_num_queries(6):  # expired leases, savepoint, take, update, release; done
        worker.run_one()


def test_a_worker_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    loop = worker.Worker(interval=0)

    def away(**_lanes: Any) -> bool:
        tries.append(1)
        if len(tries) == 3:
            loop.stop()
        raise OperationalError("connection refused")

    monkeypatch.setattr(worker, "run_one", away)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(connection, "close", lambda: None)
    loop.run(handle_signals=False)
    assert len(tries) == 3


def test_two_tasks_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="called 'note'"):
        registry.task("note")(lambda: None)


def test_a_lane_is_worked_alone_and_draining_takes_all(calls: list[Any]) -> None:
    actions.enqueue(task="compute")
    actions.enqueue(task="note", args={"n": 1})
    assert worker.run_one(lanes=[registry.READING])
    assert calls == ["computed"]
    assert worker.run_one(lanes=[registry.READING]) is False
    assert worker.drain() == 1
    assert calls == ["computed", {"n": 1}]


def test_a_task_of_an_unknown_lane_is_refused() -> None:
    with pytest.raises(ValueError, match="no lane 'fast'"):
        registry.task("hurry", lane="fast")
