"""Filing by itself, once nothing is expected any more."""

from __future__ import annotations

from datetime import timedelta

from anpei.archive.actions import ARCHIVABLE, archive
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Refused
from anpei.jobs import task
from anpei.jobs.actions import enqueue
from anpei.settlement.models import Outcome
from anpei.settlement.queries import valid_decision

ARCHIVE = Actor.system("archive")
# After anything less than a full payment people need time to object; filed cases can still be opened (company rule, mark C).
QUIET_DAYS = 30
SETTLING_DAYS = 3  # a bank may send money back within days of reporting success

for happened in ("payment.paid", "settlement.refused", "claim.closed"):
    subscribe(happened, task="archive.plan")


@task("archive.plan")
def plan(*, event_id: int) -> None:
    """Choose the day: a few days after a full payment, a month after anything else."""
    claim = Claim.objects.get(pk=Event.objects.get(pk=event_id).subject_id)
    decision = valid_decision(claim)
    full = decision is not None and decision.outcome == Outcome.PAY
    wait = timedelta(days=SETTLING_DAYS if full else QUIET_DAYS)
    enqueue(
        task="archive.file",
        args={"claim_id": claim.pk},
        run_at=clock.now() + wait,
        key=f"archive.file:{claim.pk}:{event_id}",
    )


@task("archive.file")
def file(*, claim_id: int) -> None:
    """File the case if it still is finished; a reopened one is planned again when it ends."""
    claim = Claim.objects.get(pk=claim_id)
    if claim.state not in ARCHIVABLE:
        return
    try:
        archive(claim, by=ARCHIVE)
    except Refused as refusal:
        if refusal.code != "archive.objection_open":
            raise
        # Asked again when the objection is answered and the quiet time is over.
        enqueue(
            task="archive.file", args={"claim_id": claim_id}, run_at=clock.now() + timedelta(days=QUIET_DAYS)
        )
