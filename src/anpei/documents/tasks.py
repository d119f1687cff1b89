"""Background work on papers."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims.actions import note_material
from anpei.claims.models import Claim, CloseReason
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core.actor import Actor
from anpei.documents.actions import read_paper, verify_part, want_reading
from anpei.documents.actions.readings import LEASE, MOST_ATTEMPTS
from anpei.documents.actions.uploads import forget_uploads as forget_expired
from anpei.documents.models import Paper, PaperPart, PaperState
from anpei.jobs import periodic, task
from anpei.jobs.registry import READING

MERGE = Actor.system("merge")

subscribe("claim.closed", task="documents.take_along")


@task(
    "documents.read",
    lane=READING,
    lease=LEASE,
    max_attempts=MOST_ATTEMPTS + 1,  # the last one parks the file, it does not read
)
def read(*, paper: int) -> None:
    found = Paper.objects.select_related("file").filter(pk=paper, state=PaperState.RECEIVED).first()
    if found is not None:
        read_paper(found)


@task("documents.verify")
def verify(*, part: int) -> None:
    found = PaperPart.objects.select_related("paper").filter(pk=part).first()
    if found is not None:
        verify_part(found)


@periodic("documents.forget_uploads", every=timedelta(hours=1))
def forget_uploads() -> None:
    """What was never finished is dropped after some days."""
    forget_expired()


@task("documents.take_along")
def take_along(*, event_id: int) -> None:
    """A duplicate was closed: what was handed in for it counts for the case that goes on, from the day it came.

    The closed case keeps its own papers; a file the other case has already is not added again.
    """
    event = Event.objects.get(pk=event_id)
    with transaction.atomic():
        closed = Claim.objects.get(pk=event.subject_id)
        if closed.close_reason != CloseReason.DUPLICATE or closed.merged_into_id is None:
            return
        survivor = locked(closed.merged_into_id)
        if survivor.state not in BEFORE_DECISION:
            return
        known = set(survivor.papers.values_list("file_id", flat=True))
        wanted = {item.kind: item for item in survivor.checklist.all()}
        came = closed.papers.filter(state=PaperState.RECEIVED, file__isnull=False).exclude(file_id__in=known)
        for paper in came.select_related("item").order_by("received_at", "id"):
            item = wanted.get(paper.item.kind) if paper.item else None
            taken = Paper.objects.create(
                claim=survivor,
                item=item,
                file=paper.file,
                filename=paper.filename,
                origin=paper.origin,
                note=closed.number,
                received_at=paper.received_at,
                received_by=paper.received_by,
            )
            note_material(survivor, items=[item] if item else [], by=MERGE, at=paper.received_at)
            want_reading(taken)
