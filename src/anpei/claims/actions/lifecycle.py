"""Where a case stands and who holds it. Every transition passes through ``move``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_unit, signing
from anpei.audit.actions import record
from anpei.claims import events, notices
from anpei.claims.actions.completeness import answer_notices, waits_for_papers
from anpei.claims.clocks import (
    DETERMINATION,
    pause_determination,
    restart_queue_clock,
    start_advance,
    start_determination,
    start_formal_check,
    stop_working_clocks,
    watch_silence,
)
from anpei.claims.models import Claim, CloseReason, ItemState, ReferralKind, RestrictedReferral
from anpei.claims.queries import RESTRICTED_SUBJECT, locked
from anpei.claims.states import ALLOWED, BEFORE_DECISION, OPEN, REOPENING, ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.deadlines import queries as running_clocks
from anpei.deadlines.models import Clock


def move(
    claim: Claim, *, to: str, by: Actor, event: object | None = None, reopening: bool = False, **changes: Any
) -> Claim:
    """Take a case to its next state, if it still stands where the caller saw it; exactly one row changes.

    Must run inside the caller's transaction. Raises Refused("claim.state") for a move the table does not know or
    when somebody else was faster.
    """
    origin, target = ClaimState(claim.state), ClaimState(to)
    if target not in ALLOWED[origin] or ((origin, target) in REOPENING and not reopening):
        raise Refused(
            code="claim.state",
            message=_("A case that is “%(state)s” cannot become “%(target)s”.")
            % {"state": origin.label, "target": target.label},
        )
    is_open = target in OPEN
    changed = Claim.objects.filter(pk=claim.pk, state=origin).update(
        state=target, is_open=is_open, version=claim.version + 1, **changes
    )
    if changed != 1:
        raise Refused(
            code="claim.state",
            message=_("Somebody else has just moved this case on. Please look at it again."),
        )
    claim.refresh_from_db()
    if event is not None:
        record(subject="claim", subject_id=claim.pk, event=event, by=by)
    restart_queue_clock(claim)
    return claim


def accept(claim: Claim, *, by: Actor) -> Claim:
    """Formal check passed: every paper on the list is in order, held by us or waived (受理)."""
    with transaction.atomic():
        claim = locked(claim.pk)
        missing = claim.checklist.exclude(
            state__in=[ItemState.CONFIRMED, ItemState.WAIVED, ItemState.HELD]
        ).count()
        if missing:
            raise Refused(
                code="claim.papers_missing",
                message=_(
                    "%(count)d papers are not in order yet. Confirm or waive them, or send the one supplement notice."
                )
                % {"count": missing},
            )
        if claim.first_material_at is None:
            raise Refused(code="claim.no_material", message=_("Nothing has been handed in yet."))
        if claim.product_version_id is None:
            raise Refused(
                code="claim.no_policy",
                message=_(
                    "The policy is not known yet. Find it first: its terms say which papers are needed."
                ),
            )
        answer_notices(claim, by=by)
        now = clock.now()
        complete_at = claim.papers_complete_at or now
        claim = move(
            claim,
            to=ClaimState.ACCEPTED,
            by=by,
            event=events.ClaimAccepted(first_submission=not claim.supplement_notices.exists()),
            accepted_at=now,
            papers_complete_at=complete_at,
        )
        deadlines.stop(
            rule="any.supplement_notice", subject="claim", subject_id=claim.pk, at=now, outcome="met"
        )
        deadlines.stop(rule="papers.silence", subject="claim", subject_id=claim.pk, at=now, outcome="met")
        start_advance(claim, at=complete_at)
        restart_queue_clock(claim)
        notices.accepted(claim)
    return claim


def withdraw(claim: Claim, *, by: Actor, note: str = "") -> Claim:
    """The customer takes the report back, before a decision; it can be taken up again."""
    return _close(claim, reason=CloseReason.WITHDRAWN, note=note or _("Withdrawn"), by=by)


def close(claim: Claim, *, reason: str, note: str, by: Actor, merged_into: Claim | None = None) -> Claim:
    """Close a duplicate or misdirected case, with the reason. Anything else that ends unpaid is a refusal."""
    if reason not in (CloseReason.DUPLICATE, CloseReason.MISDIRECTED):
        raise Refused(
            code="claim.close_reason",
            message=_(
                "Only a duplicate or a misdirected case is closed. Anything else that ends unpaid is a refusal."
            ),
        )
    if not note.strip():
        raise Invalid(fields={"note": _("Please say why, in words the customer will read.")})
    if reason == CloseReason.DUPLICATE:
        _check_survivor(claim, merged_into)
    return _close(claim, reason=reason, note=note, by=by, merged_into=merged_into)


def reopen(claim: Claim, *, reason: str, by: Actor) -> Claim:
    """Take a closed, refused, paid or archived case up again, at the stage it had reached."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the case is opened again.")})
    with transaction.atomic():
        claim = locked(claim.pk)
        target = _stage_reached(claim)
        claim = move(
            claim,
            to=target,
            by=by,
            event=events.ClaimReopened(reason=reason),
            reopening=True,
            close_reason="",
            close_note="",
            merged_into=None,
            closed_at=None,
            archived_at=None,
            decided_at=None,
        )
        _start_again(claim, at=clock.now())
        restart_queue_clock(claim)
        notices.reopened(claim)
    return claim


def assign(claim: Claim, *, handler: Staff, by: Actor, reason: str = "") -> Claim:
    """Give the case to another person; the customer sees the new name."""
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.handler_id == handler.pk:
            return claim
        if not handler.is_active:
            raise Refused(
                code="claim.handler_gone",
                message=_("%(name)s does not work here any more. Please choose somebody else.")
                % {"name": handler.display_name},
            )
        if not sees_unit(handler, claim.unit):
            raise Refused(
                code="claim.other_unit",
                message=_("%(name)s works in another unit and cannot see this case.")
                % {"name": handler.display_name},
            )
        Claim.objects.filter(pk=claim.pk).update(handler=handler, version=claim.version + 1)
        claim.refresh_from_db()
        deadlines.hand_over(subject="claim", subject_id=claim.pk, owner=handler.pk)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ClaimAssigned(handler=handler.display_name, reason=reason),
            by=by,
        )
    return claim


def declare_complex(claim: Claim, *, reason: str, by: Actor) -> Claim:
    """A named person says why the case needs the longer period (Insurance Law art. 23), before the simple one ends."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why. The customer reads this sentence.")})
    signer = signing(by)
    with transaction.atomic():
        claim = locked(claim.pk)
        if claim.complex_at:
            raise Refused(
                code="claim.complex_already", message=_("This case has been declared complex already.")
            )
        if claim.non_life:
            raise Refused(
                code="claim.thirty_days_already",
                message=_(
                    "A loss of property, motor or liability has thirty days from the start; there is nothing to declare."
                ),
            )
        simple = running_clocks.find(rule="life.determination.simple", subject="claim", subject_id=claim.pk)
        now = clock.now()
        if simple is None:
            raise Refused(
                code="claim.no_determination",
                message=_("The determination period has not begun, or the case is decided."),
            )
        deadlines.replace(simple, rule="any.determination.complex", at=now, reason=reason)
        Claim.objects.filter(pk=claim.pk).update(
            complex_at=now,
            complex_by=signer,
            complex_reason=reason.strip()[:300],
            version=claim.version + 1,
        )
        claim.refresh_from_db()
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.DeclaredComplex(reason=claim.complex_reason),
            by=by,
        )
        restart_queue_clock(claim)
        notices.declared_complex(claim)
    return claim


def announce_delay(claim: Claim, *, new_date: date, reason: str, by: Actor) -> Claim:
    """Tell the customer, before the promised date passes, that it will be later: reason and new date.

    The period of the law does not move. Where it cannot be kept, an honest later date is better than silence.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please give the reason in one sentence. The customer reads it.")})
    with transaction.atomic():
        claim = locked(claim.pk)
        clock_row = running_clocks.promised(subject="claim", subject_id=claim.pk)
        if clock_row is None:
            raise Refused(code="claim.no_clock", message=_("There is no running promise to move."))
        old = running_clocks.promised_on(clock_row)
        if new_date <= max(old, clock.today()):
            raise Invalid(
                fields={
                    "new_date": _("The new date must lie after %(old)s.") % {"old": max(old, clock.today())}
                }
            )
        if _could_be_declared_complex(clock_row) and new_date > clock_row.due_on and by.kind != "system":
            raise Invalid(
                fields={
                    "new_date": _(
                        "The law ends this period on %(due)s. For a later date, declare the case complex first."
                    )
                    % {"due": clock_row.due_on}
                }
            )
        deadlines.promise(clock_row, on=new_date, reason=reason, by=by)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        claim.refresh_from_db()
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.DelayAnnounced(old=old, new=new_date, reason=reason),
            by=by,
        )
        restart_queue_clock(claim)
        notices.delayed(claim, old=old, new=new_date, reason=reason)
    return claim


def refer(claim: Claim, *, kind: str, text: str, by: Actor) -> RestrictedReferral:
    """Report a suspicion to compliance. Nobody outside the restricted audience can see that it exists."""
    errors = {}
    if not text.strip():
        errors["text"] = _("Please write what you noticed.")
    if kind not in ReferralKind.values:
        errors["kind"] = _("Please choose one of the answers shown.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        referral = RestrictedReferral.objects.create(
            claim=claim, kind=kind, text=text, by=signing(by), at=clock.now()
        )
        # A chain of its own: a gap in the numbers of the case's events would give the referral away.
        record(subject=RESTRICTED_SUBJECT, subject_id=claim.pk, event=events.Referred(kind=kind), by=by)
    return referral


def _close(claim: Claim, *, reason: str, note: str, by: Actor, merged_into: Claim | None = None) -> Claim:
    with transaction.atomic():
        claim = locked(claim.pk)
        _refuse_to_close_late(claim)
        now: datetime = clock.now()
        claim = move(
            claim,
            to=ClaimState.CLOSED,
            by=by,
            event=events.ClaimClosed(reason=reason, note=note),
            close_reason=reason,
            close_note=note[:300],
            merged_into=merged_into,
            closed_at=now,
        )
        stop_working_clocks(claim, at=now, outcome="cancelled")
        notices.closed(claim)
    return claim


def _refuse_to_close_late(claim: Claim) -> None:
    """Closing is no way around a decision or the money it gives."""
    if claim.state == ClaimState.APPROVAL:
        raise Refused(
            code="claim.in_approval",
            message=_("The result is being checked by a second person. It has to come back first."),
        )
    if claim.state not in BEFORE_DECISION:
        raise Refused(
            code="claim.decided",
            message=_(
                "This case has been decided already. You can tell us if you disagree with the decision."
            ),
        )


def _check_survivor(claim: Claim, survivor: Claim | None) -> None:
    if survivor is None or survivor.pk == claim.pk:
        raise Invalid(fields={"merged_into": _("Which case goes on? Please choose it.")})
    if survivor.state == ClaimState.CLOSED:
        raise Invalid(
            fields={"merged_into": _("That case is closed itself. Please choose the one that goes on.")}
        )
    if claim.insured_id and survivor.insured_id and claim.insured_id != survivor.insured_id:
        raise Invalid(fields={"merged_into": _("That case is about another person.")})


def _stage_reached(claim: Claim) -> ClaimState:
    """Where a case goes on: the furthest stage it had reached that the table allows from here."""
    reached = [
        (ClaimState.ASSESSING, claim.registered_at is not None),
        (ClaimState.ACCEPTED, claim.accepted_at is not None),
        (ClaimState.SUPPLEMENT, claim.supplement_notices.filter(answered_at__isnull=True).exists()),
        (ClaimState.REPORTED, True),
    ]
    allowed = ALLOWED[ClaimState(claim.state)]
    return next((stage for stage, there in reached if there and stage in allowed), ClaimState.ASSESSING)


def _start_again(claim: Claim, *, at: datetime) -> None:
    """The clocks of the stage a reopened case goes on from, all from the reopening."""
    if claim.first_material_at:
        start_determination(claim, at=at)
        if claim.state == ClaimState.REPORTED:
            start_formal_check(claim, at=at)
        if claim.state == ClaimState.SUPPLEMENT:  # the papers asked for are still out
            pause_determination(claim, at=at)
        if claim.state in (ClaimState.ACCEPTED, ClaimState.ASSESSING):
            start_advance(claim, at=at)
    watch_silence(claim, at=at, waiting=waits_for_papers(claim))


def _could_be_declared_complex(row: Clock) -> bool:
    return row.rule_id == DETERMINATION[0] and row.due_at >= clock.now()
