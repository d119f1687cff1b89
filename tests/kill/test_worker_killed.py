"""kill -9 of the worker while messages and payments leave: each leaves, none twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.kill.stage import Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = int(os.environ.get("ANPEI_KILLS", "3"))
PAYABLE = 2 if KILLS < 4 else 3  # the contract they share has cover for three


def test_a_worker_killed_again_and_again_pays_everybody_once_and_tells_everybody_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.ask("prepare", str(PAYABLE))
    for turn in range(1, KILLS + 1):
        worker = stage.start_worker()
        stage.wait_until(lambda target=turn + 1: len(stage.journal.read_text().splitlines()) >= target)
        kill(worker)
    stage.ask("finish")
    result = stage.ask("money")
    assert result["cases"] == result["orders"] == result["orders_paid"] == result["booked"] == PAYABLE
    assert result["payable_fen"] == result["booked_fen"] > 0
    assert (result["unpaid"], result["unsent"], result["jobs_left"]) == (0, 0, 0)
    # A provider may be asked twice for one message, always under the same key: it sends each key once.
    assert set(stage.journalled("sms")) == set(result["keys"])
    assert len(set(stage.journalled("bank"))) == PAYABLE
    assert stage.ask("record") == []
