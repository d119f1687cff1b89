"""What the processes of ``stage.Stage`` do: ``python -m tests.kill.scene <command> [argument]``; answers are JSON."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from PIL import Image

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from tests import cast as made  # noqa: E402
from tests.alerts.conftest import HERE, Town, form  # noqa: E402
from tests.kill.slow import SlowMessages, note  # noqa: E402

from anpei.accounts import actions as accounts  # noqa: E402
from anpei.accounts.scopes import Scope  # noqa: E402
from anpei.alerts import actions as alerts  # noqa: E402
from anpei.alerts import notices  # noqa: E402
from anpei.alerts.models import Alert, Reach  # noqa: E402
from anpei.audit.verify import verify  # noqa: E402
from anpei.claims.models import Claim  # noqa: E402
from anpei.core import clock  # noqa: E402
from anpei.deadlines import actions as deadlines  # noqa: E402
from anpei.documents import actions as documents  # noqa: E402
from anpei.documents import vault  # noqa: E402
from anpei.documents.models import FileReading, Paper  # noqa: E402
from anpei.jobs import worker  # noqa: E402
from anpei.jobs.models import Job, JobState  # noqa: E402
from anpei.messages import channels  # noqa: E402
from anpei.messages.models import Channel, Direction, Message, MessageState  # noqa: E402
from anpei.parties.models import Party  # noqa: E402
from anpei.payments.models import Instruction, InstructionState, SimulatedTransfer  # noqa: E402

OPENED = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
LEASES_OVER = timedelta(minutes=30)


def opened() -> made.Cast:
    with clock.at(OPENED - timedelta(days=400)):
        deadlines.ensure_defaults(by=made.SYSTEM)
        cast = made._staffed()
        made._people(cast)
        made._contracts(cast)
    return cast


def prepare(*, payable: int) -> dict[str, Any]:
    """An insurer with its cast, a partner's API client, and some approved cases whose payment waits for the worker."""
    cast = opened()
    _client, bearer = accounts.create_client(
        name="partner",
        scopes=[Scope.CLAIMS_REPORT, Scope.CLAIMS_READ, Scope.PAPERS_WRITE],
        unit=cast.head_office,
        by=made.SYSTEM,
    )
    with clock.at(OPENED):
        for number in range(payable):
            made.course_to(cast, "paying", key=f"payable-{number}")
    return {"bearer": bearer}


def work() -> None:
    channels.use(Channel.SMS, SlowMessages())
    worker.Worker(interval=0.02).run()


def hand_in_three() -> None:
    """A case with three pictures to read; the last one kills whoever reads it."""
    cast = opened()
    claim = made.course_to(cast, "reported")
    for spots in (1, 2, 0):
        picture = Image.new("RGB", (40, 30), (250, 250, 250))
        for spot in range(spots):
            picture.putpixel((spot, 0), (0, 0, 0))
        out = io.BytesIO()
        picture.save(out, "PNG")
        documents.hand_in(claim, content=out.getvalue(), filename="a.png", by=cast.customer.actor)


def readings() -> list[list[Any]]:
    """State, attempts and reason of every reading, in the order the files came."""
    return [[one.state, one.attempts, one.reason] for one in FileReading.objects.order_by("id")]


def prepare_alert(people: int) -> None:
    """A red alert that is to go out to so many people; nothing has been sent yet."""
    cast = opened()
    town = Town(cast)
    with clock.at(OPENED):
        town.settle_many(people, HERE)
        alert = alerts.draft(form(level="red"), unit=cast.branch, by=cast.staff["care"].actor)
        alert = alerts.count(alert, by=made.SYSTEM)
        alert = alerts.approve(alert, by=cast.supervisor.actor)
        alerts.send(alert, by=cast.staff["care"].actor)


def send_alert(turn: int, *, to_the_end: bool = False) -> None:
    """Work at a time when the leases of the killed have run out; the journal gets a line for each message written."""
    channels.use(Channel.SMS, SlowMessages())
    written = notices.alert_to

    def noted(alert: Alert, people: list[Party]) -> None:
        """One at a time, so that there is something to be killed in the middle of."""
        for party in people:
            note("told", party.pk)
            written(alert, [party])

    notices.alert_to = noted
    with clock.at(OPENED + turn * LEASES_OVER):
        if to_the_end:
            worker.drain()
        else:
            worker.Worker(interval=0.02).run()


def alerted() -> dict[str, Any]:
    """Whom the alert reached, and what left the house about it."""
    outgoing = Message.objects.filter(subject="alert").exclude(channel=Channel.IN_APP)
    return {
        "state": Alert.objects.get().state,
        "told": Reach.objects.filter(left_out="").count(),
        "people": Reach.objects.values("insured").distinct().count(),
        "messages": outgoing.count(),
        "addressees": outgoing.values("recipient_id").distinct().count(),
        "keys": [f"message-{pk}" for pk in outgoing.values_list("pk", flat=True)],
        "unsent": outgoing.exclude(state=MessageState.SENT).count(),
    }


def finish(turn: int = 1) -> None:
    """Do what is left, at a time when the leases of the killed have run out; ``turn`` after turn."""
    channels.use(Channel.SMS, SlowMessages())
    with clock.at(clock.now() + turn * LEASES_OVER):
        worker.drain()


def arrived() -> dict[str, Any]:
    """What the cases reported through the API hold, by case number: hashes of their papers, texts of the customer."""
    cases = Claim.objects.filter(channel="api")
    return {
        claim.number: {
            "papers": [hashlib.sha256(_content(paper)).hexdigest() for paper in claim.papers.order_by("id")],
            "messages": [
                message.body
                for message in Message.objects.filter(
                    subject="claim", subject_id=claim.pk, direction=Direction.IN
                ).order_by("id")
            ],
        }
        for claim in cases
    }


def money() -> dict[str, Any]:
    """What was approved, ordered, booked by the bank and counted as paid, in fen; and how the outgoing messages stand."""
    paying = Claim.objects.filter(payable_fen__gt=0)
    outgoing = Message.objects.filter(direction=Direction.OUT).exclude(channel=Channel.IN_APP)
    return {
        "cases": paying.count(),
        "unpaid": paying.exclude(paid_fen=F("payable_fen")).count(),
        "payable_fen": sum(paying.values_list("payable_fen", flat=True)),
        "orders": Instruction.objects.count(),
        "orders_paid": Instruction.objects.filter(state=InstructionState.PAID).count(),
        "booked_fen": sum(SimulatedTransfer.objects.values_list("amount_fen", flat=True)),
        "booked": SimulatedTransfer.objects.count(),
        "keys": [f"message-{pk}" for pk in outgoing.order_by("id").values_list("pk", flat=True)],
        "unsent": outgoing.exclude(state=MessageState.SENT).count(),
        "jobs_left": Job.objects.exclude(state=JobState.DONE).filter(run_at__lte=clock.now()).count(),
    }


def record() -> list[str]:
    return [finding.row for finding in verify().findings]


def _content(paper: Paper) -> bytes:
    assert paper.file is not None
    return vault.read(paper.file)


def main(command: str, *arguments: str) -> None:
    match command:
        case "migrate":
            call_command("migrate", verbosity=0)
        case "prepare":
            print(json.dumps(prepare(payable=int(arguments[0]))))
        case "work":
            work()
        case "finish":
            finish(*map(int, arguments))
        case "hand-in-three":
            hand_in_three()
        case "readings":
            print(json.dumps(readings()))
        case "arrived":
            print(json.dumps(arrived()))
        case "money":
            print(json.dumps(money()))
        case "prepare-alert":
            prepare_alert(int(arguments[0]))
        case "send-alert":
            send_alert(int(arguments[0]))
        case "finish-alert":
            send_alert(int(arguments[0]), to_the_end=True)
        case "alerted":
            print(json.dumps(alerted()))
        case "record":
            print(json.dumps(record()))
        case _:
            raise SystemExit(f"unknown command {command}")


main(*sys.argv[1:])
