"""A bank that books an order and then stands still before it answers, the first time it hears of one: time for a kill."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from tests.kill.slow import note

from anpei.payments.bank import Answer, Transfer
from anpei.payments.simulator import SimulatedBank

LONGER_THAN_THE_TEST_SECONDS = 600


class HangingBank(SimulatedBank):
    def send(self, transfer: Transfer) -> Sequence[Answer]:
        answers = super().send(transfer)
        heard = f"bank {transfer.key}" in Path(os.environ["STAGE_JOURNAL"]).read_text().splitlines()
        note("bank", transfer.key)
        if not heard:
            time.sleep(LONGER_THAN_THE_TEST_SECONDS)
        return answers
