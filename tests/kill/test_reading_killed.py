"""kill -9 in the middle of reading: it is read again; a file that kills its reader is parked and stops nobody."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from tests.kill.stage import Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_interrupted_reading_is_repeated_and_a_deadly_file_is_parked(tmp_path: Path) -> None:
    stage = Stage(tmp_path, settings_module="tests.kill.reading_settings")
    stage.ask("hand-in-three")
    worker = stage.start_worker()
    stage.wait_until(lambda: bool(stage.journalled("read")))
    kill(worker)
    assert [state for state, _attempts, _reason in stage.ask("readings")] == ["reading", "queued", "queued"]
    ended = [stage.attempt("finish", str(turn)) for turn in range(1, 6)]
    assert ended.count(-signal.SIGKILL) == 3
    assert stage.ask("readings") == [
        ["read", 2, ""],
        ["read", 1, ""],
        ["parked", 3, "The reader stopped in the middle."],
    ]
    assert stage.ask("record") == []
