"""Papers as they come: handing in, sorting, replacing, taking back."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.audit.actions import record
from anpei.claims.actions import note_material, note_taken_back
from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents import events, vault
from anpei.documents.actions.readings import want_reading
from anpei.documents.models import Origin, Paper, PaperState

MOST_PAPERS = 200
LONGEST_TRACKING = 60
LONGEST_NOTE = 200
MENDABLE = (ItemState.RECEIVED, ItemState.NEEDS_FIX, ItemState.WANTED)


@dataclass(frozen=True)
class Handed:
    """``known`` says that this very file was on the case already: nothing was added."""

    paper: Paper
    known: bool


def hand_in(
    claim: Claim,
    *,
    content: bytes,
    filename: str,
    by: Actor,
    origin: str = Origin.PORTAL,
    item: ChecklistItem | None = None,
    replaces: Paper | None = None,
) -> Handed:
    """Keep one file for a case. The file is on disk before any row names it; the same file twice is one paper.

    Raises Invalid next to ``file`` for what cannot be read. With ``replaces``, the older paper steps back.
    """
    _refuse_other_case(claim, *(row for row in (item, replaces) if row is not None))
    stored = vault.receive(content, sound=origin == Origin.VOICE)
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_when_closed(claim)
        known = claim.papers.filter(file=stored, state=PaperState.RECEIVED).first()
        if known is not None:
            return Handed(_sorted_into(known, item, by=by), known=True)
        if claim.papers.filter(state=PaperState.RECEIVED).count() >= MOST_PAPERS:
            raise Invalid(
                fields={
                    "file": _(
                        "This case has %(most)d files already. Please call us; we look through them with you."
                    )
                    % {"most": MOST_PAPERS}
                }
            )
        target = item or (replaces.item if replaces else None)
        paper = Paper.objects.create(
            claim=claim,
            item=target,
            file=stored,
            filename=filename[-160:],
            origin=origin,
            received_at=clock.now(),
            received_by=_staff(by),
        )
        if replaces is not None:
            Paper.objects.filter(pk=replaces.pk, claim=claim, state=PaperState.RECEIVED).update(
                state=PaperState.REPLACED, replaced_by=paper
            )
        if (
            origin != Origin.VOICE
        ):  # a voice message tells the story; it is no material that starts the statutory clock
            note_material(claim, items=[target] if target else [], by=by)
        want_reading(paper)
    return Handed(paper, known=False)


def reuse(claim: Claim, *, source: Claim, by: Actor) -> list[Paper]:
    """What was handed in for another case of the same person counts here as well: the same files, by reference.

    Only papers this case asks for are taken; nobody hands in anything twice. Read again, because what they are told to
    be belongs to each case. Refused when the cases are of different people.
    """
    if claim.insured_id is None or claim.insured_id != source.insured_id:
        raise Refused("paper.other_person", _("These papers belong to a case of somebody else."))
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_when_closed(claim)
        wanted = {item.kind: item for item in claim.checklist.all()}
        there = set(claim.papers.filter(state=PaperState.RECEIVED).values_list("file", flat=True))
        taken = [
            Paper.objects.create(
                claim=claim,
                item=wanted[paper.item.kind],
                file=paper.file,
                filename=paper.filename,
                origin=paper.origin,
                note=source.number,
                received_at=clock.now(),
                received_by=_staff(by),
            )
            for paper in source.papers.filter(state=PaperState.RECEIVED, file__isnull=False).select_related(
                "item", "file"
            )
            if paper.item is not None and paper.item.kind in wanted and paper.file_id not in there
        ]
        if taken:
            note_material(claim, items=[paper.item for paper in taken if paper.item], by=by)
        for paper in taken:
            want_reading(paper)
    return taken


def receive_original(
    claim: Claim, *, items: list[ChecklistItem], origin: str, by: Actor, tracking: str = "", note: str = ""
) -> list[Paper]:
    """Originals on paper arrived at the counter, by courier or by home pick-up; staff record what came."""
    errors = {}
    if not items:
        errors["items"] = _("Which papers came? Please tick them.")
    if origin not in (Origin.COUNTER, Origin.COURIER, Origin.PICKUP):
        errors["origin"] = _("How did they come? Please choose.")
    for field, text, most in (("tracking", tracking, LONGEST_TRACKING), ("note", note, LONGEST_NOTE)):
        if len(text) > most:
            errors[field] = _("This is longer than %(most)d characters. Please shorten it a little.") % {
                "most": most
            }
    if errors:
        raise Invalid(fields=errors)
    _refuse_other_case(claim, *items)
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_when_closed(claim)
        papers = [
            Paper.objects.create(
                claim=claim,
                item=item,
                origin=origin,
                tracking=tracking,
                note=note,
                received_at=clock.now(),
                received_by=_staff(by),
            )
            for item in items
        ]
        note_material(claim, items=items, by=by)
    return papers


def sort_into(paper: Paper, *, item: ChecklistItem, by: Actor) -> Paper:
    """Say what a paper is: it counts for that item of the list."""
    with transaction.atomic():
        claim = locked(paper.claim_id)
        refuse_when_closed(claim)
        _refuse_other_case(claim, item)
        paper = Paper.objects.select_related("item").get(pk=paper.pk)
        if paper.state != PaperState.RECEIVED:
            raise Refused(
                code="paper.gone",
                message=_("This file was replaced or taken back. Please choose another one."),
            )
        return _sorted_into(paper, item, by=by)


def take_back(paper: Paper, *, by: Actor) -> Paper:
    """The customer takes a file back before anyone has relied on it; the original stays in the vault as evidence of it."""
    with transaction.atomic():
        claim = locked(paper.claim_id)
        paper = Paper.objects.select_related("item").get(pk=paper.pk)
        items = [item for item in (paper.item, *_items_of_parts(paper)) if item]
        if claim.state not in (ClaimState.REPORTED, ClaimState.SUPPLEMENT) or any(
            item.state == ItemState.CONFIRMED for item in items
        ):
            raise Refused(
                code="paper.relied_on",
                message=_("This paper has been checked already. You can send a better one, or call us."),
            )
        changed = Paper.objects.filter(pk=paper.pk, state=PaperState.RECEIVED).update(
            state=PaperState.WITHDRAWN
        )
        if changed:
            _vacate(*items)
            Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
            record(subject="claim", subject_id=claim.pk, event=events.PaperTakenBack(paper=paper.pk), by=by)
        paper.refresh_from_db()
    return paper


def note_viewed(paper: Paper, *, by: Actor) -> None:
    """Somebody opened an original: who, when, which."""
    with transaction.atomic():
        record(subject="claim", subject_id=paper.claim_id, event=events.PaperViewed(paper=paper.pk), by=by)


def _sorted_into(paper: Paper, item: ChecklistItem | None, *, by: Actor) -> Paper:
    if item is None or paper.item_id == item.pk:
        return paper
    before = paper.item
    Paper.objects.filter(pk=paper.pk).update(item=item)
    paper.item = item
    if before is not None:
        _vacate(before)
    if item.state in MENDABLE:
        # It reached us when it was handed in, not when somebody found out what it is.
        note_material(paper.claim, items=[item], by=by, at=paper.received_at)
    return paper


def _vacate(*items: ChecklistItem) -> None:
    """An item is wanted again when nothing stands on it any more: no file, and no part of one."""
    for item in items:
        parts = item.parts.filter(paper__state=PaperState.RECEIVED)
        if not item.papers.filter(state=PaperState.RECEIVED).exists() and not parts.exists():
            note_taken_back(item)


def _items_of_parts(paper: Paper) -> list[ChecklistItem]:
    return [part.item for part in paper.parts.select_related("item") if part.item]


def _refuse_other_case(claim: Claim, *rows: ChecklistItem | Paper) -> None:
    if any(row.claim_id != claim.pk for row in rows):
        raise Refused(code="paper.other_case", message=_("This item belongs to another case."))


def refuse_when_closed(claim: Claim) -> None:
    if claim.state in (ClaimState.CLOSED, ClaimState.ARCHIVED):
        raise Refused(
            code="claim.closed",
            message=_("This case is closed. Tell us that you want to go on, and we open it again."),
        )


def _staff(by: Actor) -> Staff | None:
    return Staff.objects.get(pk=int(by.id)) if by.kind in ("staff", "agent") else None
