"""The checklist of a case: what is needed and why, what came, and the one supplement notice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.audit.actions import record
from anpei.claims import events, needs, notices
from anpei.claims.actions.completeness import MISSING, answer_notices, note_completeness, waits_for_papers
from anpei.claims.actions.lifecycle import move
from anpei.claims.clocks import (
    pause_determination,
    restart_queue_clock,
    start_determination,
    start_formal_check,
    watch_silence,
)
from anpei.claims.models import ChecklistItem, Claim, ItemState, SupplementNotice
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION, ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.terms.papers import PaperKind

UNTOUCHED = (ItemState.WANTED, ItemState.HELD)  # nobody has handed in or decided anything yet
LONGEST_REASON = 200
LONGEST_CLAUSE = 20


def rebuild_checklist(claim: Claim, *, by: Actor, first: bool = False) -> list[ChecklistItem]:
    """The list for what is known now. Papers that came stay; only what nobody has handed in is replaced."""
    wanted = needs.for_claim(claim)
    if first:
        items = [_item(claim, need, position) for position, need in enumerate(wanted)]
        return ChecklistItem.objects.bulk_create(items)
    kept = {item.kind: item for item in claim.checklist.all()}
    needed = {need.kind for need in wanted}
    for kind, item in kept.items():
        if kind not in needed and item.state in UNTOUCHED and item.source != "added":
            item.delete()
    for position, need in enumerate(wanted):
        fresh = _item(claim, need, position)
        if need.kind in kept:
            here = kept[need.kind]
            ChecklistItem.objects.filter(pk=here.pk).update(
                state=fresh.state if here.state in UNTOUCHED else here.state,
                why_zh=fresh.why_zh,
                why_en=fresh.why_en,
                clause=fresh.clause,
                source=fresh.source,
                position=position,
            )
        else:
            fresh.save(force_insert=True)
    note_completeness(claim)
    return list(claim.checklist.all())


def add_item(claim: Claim, *, kind: str, why: str, by: Actor, clause: str = "") -> ChecklistItem:
    """A handler needs one more paper, and says why."""
    errors = too_long(why=(why, LONGEST_REASON), clause=(clause, LONGEST_CLAUSE))
    if not why.strip():
        errors["why"] = _("Please say why this paper is needed. The customer reads it.")
    if kind not in set(PaperKind):
        errors["kind"] = _("Please choose one of the papers shown.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_after_decision(claim)
        if claim.checklist.filter(kind=kind).exists():
            raise Refused(code="item.known", message=_("This paper is on the list already."))
        item = ChecklistItem.objects.create(
            claim=claim,
            kind=kind,
            why_zh=why,
            why_en=why,
            clause=clause,
            source="added",
            position=claim.checklist.count(),
        )
        note_completeness(claim)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(subject="claim", subject_id=claim.pk, event=events.PaperAdded(kind=kind, why=why), by=by)
    return item


def waive_item(item: ChecklistItem, *, reason: str, by: Actor) -> ChecklistItem:
    """This paper is not needed after all, or the claimant cannot provide it (Insurance Law art. 22)."""
    errors = too_long(reason=(reason, LONGEST_REASON))
    if not reason.strip():
        errors["reason"] = _("Please say why it is not needed.")
    if errors:
        raise Invalid(fields=errors)
    return _check(item, state=ItemState.WAIVED, problem=reason, fix="", by=by)


def check_item(
    item: ChecklistItem, *, in_order: bool, by: Actor, problem: str = "", fix: str = ""
) -> ChecklistItem:
    """A handler looked at what came: in order, or what is wrong with the picture and how to put it right."""
    if item.state == ItemState.WANTED:
        raise Refused(code="item.nothing_came", message=_("Nothing has come for this paper yet."))
    if in_order:
        return _check(item, state=ItemState.CONFIRMED, problem="", fix="", by=by)
    errors = too_long(problem=(problem, LONGEST_REASON), fix=(fix, LONGEST_REASON))
    if not problem.strip():
        errors["problem"] = _("What is wrong with it? Speak of the picture, not of the person.")
    if not fix.strip():
        errors["fix"] = _("How can it be put right, or what will do instead?")
    if errors:
        raise Invalid(fields=errors)
    return _check(item, state=ItemState.NEEDS_FIX, problem=problem, fix=fix, by=by)


def note_material(
    claim: Claim, *, items: Iterable[ChecklistItem], by: Actor, at: datetime | None = None
) -> Claim:
    """Papers arrived at ``at`` (now). The first material starts the statutory clock; the last one asked for resumes it."""
    with transaction.atomic():
        claim = locked(claim.pk)
        now = at or clock.now()
        came = list(items)
        ChecklistItem.objects.filter(
            pk__in=[item.pk for item in came], state__in=[*MISSING, ItemState.RECEIVED]
        ).update(state=ItemState.RECEIVED, problem="", fix="", received_at=now)
        first = claim.first_material_at is None
        if first:
            claim.first_material_at = now
            start_determination(claim, at=now)
            start_formal_check(claim, at=now)
        Claim.objects.filter(pk=claim.pk).update(
            first_material_at=claim.first_material_at, version=claim.version + 1
        )
        note_completeness(claim)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.MaterialReceived(kinds=[item.kind for item in came], first=first),
            by=by,
        )
        answer_notices(claim, by=by)
        watch_silence(claim, at=clock.now(), waiting=waits_for_papers(claim))
        restart_queue_clock(claim)
        claim.refresh_from_db()
    return claim


def note_taken_back(item: ChecklistItem) -> None:
    """Nothing is left of what came for this item, and nobody has relied on it: it is wanted again."""
    changed = ChecklistItem.objects.filter(pk=item.pk, state=ItemState.RECEIVED).update(
        state=ItemState.WANTED, received_at=None
    )
    if changed:
        claim = locked(item.claim_id)
        note_completeness(claim)
        watch_silence(claim, at=clock.now(), waiting=waits_for_papers(claim))
        restart_queue_clock(claim)


def send_supplement_notice(
    claim: Claim, *, by: Actor, new_fact: str = "", signed_by: Staff | None = None
) -> SupplementNotice:
    """Ask for everything that is missing, once (Insurance Law art. 22); the determination clock pauses on delivery.

    A second notice needs a fact that was not visible at the first one and a supervisor who is not the sender.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_after_decision(claim)
        if claim.product_version_id is None:
            raise Refused(
                code="claim.no_policy",
                message=_(
                    "The policy is not known yet. Find it first: its terms say which papers are needed."
                ),
            )
        items = list(claim.checklist.filter(state__in=MISSING))
        if not items:
            raise Refused(
                code="supplement.nothing", message=_("Nothing is missing. There is nothing to ask for.")
            )
        if claim.first_material_at is None:
            raise Refused(
                code="supplement.too_early",
                message=_("Nothing has come yet. The list in the report tells the customer what to send."),
            )
        if claim.checklist.filter(state=ItemState.RECEIVED).exists():
            raise Refused(
                code="supplement.unchecked",
                message=_("Look at every paper that came first: the notice has to list everything at once."),
            )
        sent_before = claim.supplement_notices.count()
        if sent_before:
            _check_second(new_fact=new_fact, signed_by=signed_by, by=by)
        now = clock.now()
        listed = [
            {
                "kind": item.kind,
                "reason_zh": item.problem or item.why_zh,
                "reason_en": item.problem or item.why_en,
                "clause": item.clause,
                "fix": item.fix,
            }
            for item in items
        ]
        notice = SupplementNotice.objects.create(
            claim=claim,
            sequence=sent_before + 1,
            items=listed,
            fingerprint=hashlib.sha256(json.dumps(sorted(item.kind for item in items)).encode()).hexdigest(),
            new_fact=new_fact,
            signed_by=signed_by,
            sent_by_id=int(by.id),
            sent_at=now,
            delivered_at=now,  # the message is in the customer's app at this moment
        )
        happened = events.SupplementNoticeSent(
            sequence=notice.sequence, kinds=[item.kind for item in items], new_fact=new_fact
        )
        if claim.state == ClaimState.SUPPLEMENT:
            record(subject="claim", subject_id=claim.pk, event=happened, by=by)
        else:
            claim = move(claim, to=ClaimState.SUPPLEMENT, by=by, event=happened)
        deadlines.stop(
            rule="any.supplement_notice", subject="claim", subject_id=claim.pk, at=now, outcome="met"
        )
        pause_determination(claim, at=now)
        watch_silence(claim, at=now, waiting=True)
        restart_queue_clock(claim)
        notices.supplement(claim, notice)
    return notice


def _check_second(*, new_fact: str, signed_by: Staff | None, by: Actor) -> None:
    errors = {}
    if not new_fact.strip():
        errors["new_fact"] = _(
            "A second list needs a fact that could not be seen at the first one. What is it?"
        )
    if (
        signed_by is None
        or str(signed_by.pk) == by.id
        or Permission.SUPPLEMENT_SECOND not in signed_by.permissions
    ):
        errors["signed_by"] = _("A supervisor who is not you has to sign a second list.")
    if errors:
        raise Invalid(fields=errors)


def _check(item: ChecklistItem, *, state: str, problem: str, fix: str, by: Actor) -> ChecklistItem:
    with transaction.atomic():
        claim = locked(item.claim_id)
        refuse_after_decision(claim)
        ChecklistItem.objects.filter(pk=item.pk).update(
            state=state,
            problem=problem,
            fix=fix,
            checked_by_id=int(by.id),
            checked_at=clock.now(),
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PaperChecked(kind=item.kind, outcome=state, problem=problem),
            by=by,
        )
        note_completeness(claim)
        answer_notices(claim, by=by)
        restart_queue_clock(claim)
        item.refresh_from_db()
    return item


def too_long(**texts: tuple[str, int]) -> dict[str, str]:
    """A sentence for each field whose text is longer than its column: field to (text, most characters)."""
    return {
        field: _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": most}
        for field, (text, most) in texts.items()
        if len(text) > most
    }


def refuse_after_decision(claim: Claim) -> None:
    if claim.state not in BEFORE_DECISION:
        raise Refused(
            code="claim.decided",
            message=_("This case is decided or closed. Open it again to work on its papers."),
        )


def _item(claim: Claim, need: needs.Need, position: int) -> ChecklistItem:
    return ChecklistItem(
        claim=claim,
        kind=need.kind,
        why_zh=need.why_zh,
        why_en=need.why_en,
        clause=need.clause,
        source=need.source,
        state=ItemState.HELD if need.held_by_insurer else ItemState.WANTED,
        position=position,
    )
