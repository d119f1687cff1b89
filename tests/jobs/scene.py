"""What the processes of ``processes.Stage`` do: ``python -m tests.jobs.scene <command> [argument]``."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from anpei.audit.actions import record  # noqa: E402
from anpei.audit.models import Event  # noqa: E402
from anpei.audit.registry import Audience, event  # noqa: E402
from anpei.audit.verify import verify  # noqa: E402
from anpei.core.actor import Actor  # noqa: E402
from anpei.core.idempotency import once  # noqa: E402
from anpei.jobs import task, worker  # noqa: E402
from anpei.jobs.actions import New, enqueue_all  # noqa: E402
from anpei.jobs.models import Job, JobState  # noqa: E402

PAYER = Actor.system("payer")


@event("scene.paid", audience=Audience.STAFF)
class Paid:
    number: int

    def staff(self) -> str:
        return f"Paid {self.number}"


@task("scene.pay", lease=timedelta(seconds=2))
def pay(*, number: int) -> None:
    """An effect that must happen once, with a pause before and after it for the killer."""
    note("started", number)
    time.sleep(0.02)
    pay_once(str(number), subject_id=number)
    time.sleep(0.02)
    note("ended", number)


def pay_once(key: str, *, subject_id: int) -> str:
    with once(scope="scene.pay", key=key, fingerprint=key) as slot:
        if slot.result is not None:
            return slot.result
        time.sleep(0.01)
        paid = record(subject="scene", subject_id=subject_id, event=Paid(number=subject_id), by=PAYER)
        slot.keep(paid.hash)
        return paid.hash


def note(word: str, number: int) -> None:
    with open(os.environ["STAGE_JOURNAL"], "a") as journal:  # noqa: PTH123  one write, appended whole
        journal.write(f"{word} {number}\n")


def finish() -> None:
    while Job.objects.exclude(state=JobState.DONE).exists():
        if not worker.run_one():
            time.sleep(0.05)


def main(command: str, *arguments: str) -> None:
    match command:
        case "prepare":
            for app in ("core", "jobs", "audit"):
                call_command("migrate", app, verbosity=0)
        case "enqueue":
            enqueue_all(
                [New(task="scene.pay", args={"number": number}) for number in range(int(arguments[0]))]
            )
        case "work":
            worker.Worker(interval=0.02).run()
        case "finish":
            finish()
        case "race":
            print(pay_once(arguments[0], subject_id=1))
        case "effects":
            print(Event.objects.filter(type="scene.paid").count())
        case "verify":
            print([finding.row for finding in verify().findings])
        case _:
            raise SystemExit(f"unknown command {command}")


main(*sys.argv[1:])
