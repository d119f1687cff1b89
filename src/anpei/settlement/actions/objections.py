"""The customer disagrees: somebody who did not decide looks again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.queries import staff_with
from anpei.accounts.rules import require, sees_unit, signing
from anpei.audit.actions import record
from anpei.claims import actions as claims
from anpei.claims.clocks import restart_queue_clock
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import FINAL, ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.settlement import events, notices
from anpei.settlement.actions.approval import void_approval
from anpei.settlement.models import Decision, DecisionState, Objection, ObjectionState
from anpei.settlement.rules import did_not_decide
from anpei.values.dates import local_date

LONGEST_TEXT = 4000


def object_to(claim: Claim, *, text: str, by: Actor) -> Objection:
    """Record an objection to the valid decision; it goes to somebody who neither made nor approved it.

    What is not disputed is paid all the same, and nothing the customer says here costs anything.
    """
    if not text.strip():
        raise Invalid(fields={"text": _("Please tell us in a sentence what we should look at.")})
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            fields={
                "text": _("This is longer than %(most)d characters. Please send the rest as a paper.")
                % {"most": LONGEST_TEXT}
            }
        )
    with transaction.atomic():
        claim = locked(claim.pk)
        decision = claim.decisions.filter(state=DecisionState.APPROVED).first()
        if decision is None:
            raise Refused(
                code="settlement.nothing_decided",
                message=_("Nothing has been decided yet. Please tell your contact what worries you."),
            )
        if open_one := decision.objections.filter(state=ObjectionState.OPEN).first():
            return open_one
        now = clock.now()
        reviewer = choose_reviewer(decision)
        due_at = deadlines.due_for(rule="objection.answer", at=now)
        objection = Objection.objects.create(
            claim=claim, decision=decision, text=text.strip(), raised_at=now, reviewer=reviewer, due_at=due_at
        )
        deadlines.start(
            rule="objection.answer", subject="claim", subject_id=claim.pk, at=now,
            owner=reviewer.pk if reviewer else None, unit_path=claim.unit.path,
        )  # fmt: skip
        deadlines.stop(rule="agreement.silence", subject="claim", subject_id=claim.pk, at=now, outcome="met")
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ObjectionRaised(
                objection=objection.pk,
                reviewer=reviewer.display_name if reviewer else "",
                due=local_date(due_at).isoformat(),
            ),
            by=by,
        )
        restart_queue_clock(claim)
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        notices.objection_received(objection)
    return objection


def answer_objection(objection: Objection, *, upheld: bool, answer: str, by: Actor) -> Objection:
    """Answer with reasons. Upheld takes the case up again; dismissed names the ways that stay open.

    By somebody who did not decide (Forbidden otherwise).
    """
    require(by, Permission.OBJECTION_REVIEW)
    person = signing(by)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Please give the reasons. The customer reads them.")})
    if not did_not_decide(person, objection.decision):
        raise Forbidden(
            "settlement.own_decision",
            _("You took part in this decision. Somebody else answers the objection."),
        )
    with transaction.atomic():
        claim = locked(objection.claim_id)
        now = clock.now()
        changed = Objection.objects.filter(pk=objection.pk, state=ObjectionState.OPEN).update(
            state=ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED,
            answered_by=person,
            answered_at=now,
            reviewer=person,
        )
        if changed != 1:
            raise Refused(
                code="settlement.objection_answered", message=_("This objection has been answered already.")
            )
        objection.refresh_from_db()
        objection.answer = answer.strip()
        objection.save(update_fields=["answer"])
        deadlines.stop(rule="objection.answer", subject="claim", subject_id=claim.pk, at=now, outcome="met")
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ObjectionAnswered(objection=objection.pk, upheld=upheld),
            by=by,
        )
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        if upheld:
            take_up_again(objection, by=by)
        elif claim.state == ClaimState.AGREEMENT:
            deadlines.start(
                rule="agreement.silence",
                subject="claim",
                subject_id=claim.pk,
                at=now,
                owner=claim.handler_id,
                unit_path=claim.unit.path,
            )
        notices.objection_answered(objection)
    return objection


def take_up_again(objection: Objection, *, by: Actor) -> None:
    """Bring an upheld case back to work. While money is on its way it waits: ``payment.paid`` calls this again."""
    claim = locked(objection.claim_id)
    reason = gettext_noop("Objection upheld")  # stored as it stands, worded for whoever reads it
    if claim.state in FINAL:
        claims.reopen(claim, reason=reason, by=by)
    elif claim.state == ClaimState.AGREEMENT:
        void_approval(objection.decision, reason=reason, by=by, sign_again=False)


def choose_reviewer(decision: Decision) -> Staff | None:
    """Who may answer and has the fewest open objections; the claim's own branch first."""
    claim = decision.claim
    people = staff_with(Permission.OBJECTION_REVIEW).annotate(
        open_objections=Count("objections_reviewed", filter=Q(objections_reviewed__state=ObjectionState.OPEN))
    )
    able = [person for person in people if sees_unit(person, claim.unit) and did_not_decide(person, decision)]
    able = [person for person in able if not person.on_leave(clock.today())]
    # A longer path is a unit nearer to the case.
    able.sort(key=lambda person: (-len(person.unit.path), person.open_objections, person.pk))
    return able[0] if able else None
