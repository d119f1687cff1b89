"""kill -9 of the worker when the bank has booked an order and we have not noted it: the worst moment there is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from tests.kill.stage import Stage, kill

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAYABLE = 3


def test_a_worker_killed_between_the_bank_and_the_record_pays_every_order_once(tmp_path: Path) -> None:
    stage = Stage(tmp_path, settings_module="tests.payments.kill_settings")
    stage.ask("prepare", str(PAYABLE))
    for killed in range(1, PAYABLE + 1):
        worker = stage.start_worker()
        stage.wait_until(lambda target=killed: len(stage.journalled("bank")) >= target)
        kill(worker)
    before = stage.ask("money")
    assert (before["booked"], before["orders_paid"]) == (PAYABLE, 0)
    stage.ask("finish")
    after = stage.ask("money")
    assert after["orders"] == after["orders_paid"] == after["booked"] == PAYABLE
    assert after["booked_fen"] == after["payable_fen"] > 0
    assert (after["unpaid"], after["jobs_left"]) == (0, 0)
    # Every order is told again under its own key; the bank has booked it once.
    assert min(Counter(stage.journalled("bank")).values()) >= 2
    assert stage.ask("record") == []
