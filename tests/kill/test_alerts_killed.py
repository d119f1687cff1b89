"""kill -9 of the worker while an alert goes out: everybody concerned is told, nobody twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.kill.stage import Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("ANPEI_KILLS", "3"))
PEOPLE = int(os.environ.get("ANPEI_KILL_ALERTS", "220"))
MIDDLE = 50  # messages into a batch of a hundred: written, and not committed


def test_a_worker_killed_in_the_middle_of_batches_tells_everybody_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.ask("prepare-alert", str(PEOPLE))
    for turn in range(1, KILLS + 1):
        # Every second worker gets through a batch and dies in the next one.
        further = len(stage.journalled("told")) + MIDDLE + (100 if turn % 2 == 0 else 0)
        worker = stage.start("send-alert", str(turn))
        stage.wait_until(lambda target=further: len(stage.journalled("told")) >= target)
        kill(worker)
    assert stage.ask("alerted")["state"] == "sending"

    stage.ask("finish-alert", str(KILLS + 1))

    result = stage.ask("alerted")
    assert result["state"] == "sent"
    assert result["told"] == result["people"] == result["messages"] == result["addressees"] == PEOPLE
    assert result["unsent"] == 0
    # A provider may be asked twice for one message, always under the same key: it sends each key once.
    assert set(stage.journalled("sms")) == set(result["keys"])
    assert len(stage.journalled("told")) > PEOPLE  # the killed did work that had to be done again
    assert stage.ask("record") == []
