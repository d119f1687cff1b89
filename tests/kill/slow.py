"""A bank and a text message service that note what reaches them, and take long enough to be interrupted."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence

from anpei.payments.bank import Answer, Transfer
from anpei.payments.simulator import SimulatedBank

PAUSE_SECONDS = 0.03


class SlowBank(SimulatedBank):
    def send(self, transfer: Transfer) -> Sequence[Answer]:
        note("bank", transfer.key)
        time.sleep(PAUSE_SECONDS)
        answers = super().send(transfer)
        time.sleep(PAUSE_SECONDS)
        return answers


class SlowMessages:
    def deliver(self, *, key: str, address: str, text: str) -> str:
        note("sms", key)
        time.sleep(PAUSE_SECONDS)
        return f"slow:{key}"


def note(who: str, key: str) -> None:
    with open(os.environ["STAGE_JOURNAL"], "a") as journal:  # noqa: PTH123  one write, appended whole
        journal.write(f"{who} {key}\n")
