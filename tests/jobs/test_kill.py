"""kill -9 in the middle of the work: every job is done at least once, every effect happens exactly once."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from tests.jobs.processes import PATIENCE_SECONDS, Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

JOBS = 40


def test_workers_killed_in_the_middle_lose_nothing_and_repeat_no_effect(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.run("enqueue", str(JOBS))
    for reached in (4, 12, 20):
        worker = stage.start("work")
        stage.wait_until(lambda target=reached: len(stage.lines("started")) >= target)
        kill(worker)
    interrupted = set(stage.lines("started")) - set(stage.lines("ended"))
    others = [stage.start("finish") for _ in range(2)]
    for other in others:
        stage.output(other)
    assert set(stage.lines("ended")) == set(range(JOBS))
    assert stage.run("effects") == str(JOBS)
    assert stage.run("verify") == "[]"
    assert interrupted <= {number for number in range(JOBS) if stage.lines("started").count(number) > 1}


def test_a_worker_asked_to_stop_ends_its_job_first(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.run("enqueue", str(JOBS))
    worker = stage.start("work")
    stage.wait_until(lambda: len(stage.lines("started")) >= 3)
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=PATIENCE_SECONDS)
    assert worker.returncode == 0
    assert stage.lines("started") == stage.lines("ended")
    assert len(stage.lines("ended")) < JOBS
