"""Background work on complaints: letters, corrections that were answered, what time closes, new findings."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.complaints import actions, events, letters, queries
from anpei.complaints.actions.decisions import finish_corrections
from anpei.complaints.actions.guards import note
from anpei.complaints.models import Complaint, Decision
from anpei.complaints.queries import locked
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines.models import Clock
from anpei.documents import vault
from anpei.jobs import periodic, task

LETTERS = Actor.system("letters")
BATCH = 200

subscribe("complaint.answered", task="complaints.letter")
subscribe("settlement.objection_answered", task="complaints.correction")


@task("complaints.letter")
def write_letter(*, event_id: int) -> None:
    """Build and keep the letter of an answer, once."""
    event = Event.objects.get(pk=event_id)
    decision = Decision.objects.select_related("complaint").get(pk=event.data["decision"])
    if decision.letter_sha256:
        return
    file = vault.store(letters.answer(decision), "application/pdf")
    with transaction.atomic():
        complaint = locked(decision.complaint_id)
        if Decision.objects.filter(pk=decision.pk, letter_sha256="").update(letter_sha256=file.sha256):
            note(complaint, events.LetterWritten(decision=decision.pk, sha256=file.sha256), LETTERS)


@task("complaints.correction")
def after_objection(*, event_id: int) -> None:
    """Settlement answered what a complaint asked it to correct."""
    event = Event.objects.get(pk=event_id)
    with transaction.atomic():
        finish_corrections(event.data["objection"], upheld=event.data["upheld"])


@periodic("complaints.close", every=timedelta(hours=1))
def close_answered() -> None:
    """Nobody asked for a review in time."""
    over = Clock.objects.filter(subject=queries.SUBJECT, due_at__lt=clock.now(), state="running")
    answered = Complaint.objects.filter(
        state=ComplaintState.ANSWERED, pk__in=over.order_by().values("subject_id")
    )
    for complaint in answered.order_by("pk")[:BATCH]:
        window = queries.review_clock(complaint)
        if queries.closable(complaint) and window is not None and window.due_at < clock.now():
            actions.close(complaint)
