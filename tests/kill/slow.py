"""A bank, a text message service and a reader that note what reaches them, and take long enough to be interrupted."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import time
from collections.abc import Sequence

from PIL import Image

from anpei.payments.bank import Answer, Transfer
from anpei.payments.simulator import SimulatedBank
from anpei.recognition.reading import Reading

PAUSE_SECONDS = 0.03
READING_SECONDS = 0.5


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


class SlowReader:
    """Reads nothing, slowly. A picture that is one colour all over kills the process that reads it."""

    engine = "slow 1"

    def read(self, content: bytes, media_type: str) -> Reading:
        note("read", hashlib.sha256(content).hexdigest())
        with Image.open(io.BytesIO(content)) as picture:
            if len(picture.convert("RGB").getcolors() or ()) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(READING_SECONDS)
        return Reading(parts=(), pages=(), engine=self.engine)


def note(who: str, key: str) -> None:
    with open(os.environ["STAGE_JOURNAL"], "a") as journal:  # noqa: PTH123  one write, appended whole
        journal.write(f"{who} {key}\n")
