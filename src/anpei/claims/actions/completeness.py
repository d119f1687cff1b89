"""Whether everything that was asked for has come, counted from the moments it reached us, not from when we looked."""

from __future__ import annotations

from anpei.audit.actions import record
from anpei.claims import events
from anpei.claims.clocks import resume_determination, watch_compulsory
from anpei.claims.models import Claim, ItemState, SupplementNotice
from anpei.claims.states import BEFORE_DECISION, ClaimState
from anpei.core import clock
from anpei.core.actor import Actor

MISSING = (ItemState.WANTED, ItemState.NEEDS_FIX)


def is_missing_something(claim: Claim) -> bool:
    return claim.checklist.filter(state__in=MISSING).exists()


def waits_for_papers(claim: Claim) -> bool:
    """The next word is the customer's: something is missing and the case stands still for it."""
    return claim.state in (ClaimState.REPORTED, ClaimState.SUPPLEMENT) and is_missing_something(claim)


def note_completeness(claim: Claim) -> None:
    """Keep ``papers_complete_at``: the arrival that made the papers complete, empty while something is missing."""
    complete_at = None
    if claim.first_material_at is not None and not is_missing_something(claim):
        arrivals = [item.received_at for item in claim.checklist.all() if item.received_at]
        complete_at = claim.papers_complete_at or max(arrivals, default=clock.now())
    if claim.state in BEFORE_DECISION:
        watch_compulsory(claim, complete_at=complete_at)
    claim.papers_complete_at = complete_at
    Claim.objects.filter(pk=claim.pk).update(papers_complete_at=complete_at)


def answer_notices(claim: Claim, *, by: Actor) -> None:
    """Close the supplement notices whose papers have all come or been waived, and let the determination clock run.

    The time deducted ends with the last arrival (judicial interpretation II art. 15), not with our looking at it.
    """
    open_notices = list(claim.supplement_notices.filter(answered_at__isnull=True))
    items = {item.kind: item for item in claim.checklist.all()}
    answered = []
    for notice in open_notices:
        asked = [items[entry["kind"]] for entry in notice.items if entry["kind"] in items]
        if any(item.state in MISSING for item in asked):
            continue
        came = [item.received_at for item in asked if item.received_at and item.received_at >= notice.sent_at]
        notice.answered_at = max(came, default=clock.now())
        SupplementNotice.objects.filter(pk=notice.pk).update(answered_at=notice.answered_at)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.SupplementAnswered(sequence=notice.sequence),
            by=by,
        )
        answered.append(notice.answered_at)
    if answered and len(answered) == len(open_notices):
        resume_determination(claim, at=max(answered))
