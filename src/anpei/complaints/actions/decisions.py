"""The answer: proposed by the handler, signed by a second person, sent with its letter, and what it promises carried out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.complaints import events, notices
from anpei.complaints.actions.guards import choice_of, holder, move, must_be, note, text_of
from anpei.complaints.actions.time import sign_beside
from anpei.complaints.models import Complaint, Decision, DecisionState, Remedy, Verdict
from anpei.complaints.queries import SUBJECT, locked
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.settlement import actions as settlement
from anpei.values.money import format_yuan

CARRIES_OUT = Actor.system("complaints")


@dataclass(frozen=True)
class RemedyForm:
    kind: str
    text: str
    amount_fen: int | None = None


def propose_answer(
    complaint: Complaint, *, outcome: str, facts: str, basis: str, remedies: list[RemedyForm], by: Actor
) -> Decision:
    """What was found, what it rests on and what is done about it; every finding is judged before."""
    rules = complaint.rules
    outcome = choice_of(outcome, "outcome", (one.code for one in rules.outcomes))
    facts = text_of(facts, "facts", _("What was found? The complainant reads this."))
    basis = text_of(basis, "basis", _("Which clauses and rules does it rest on?"), longest=1000)
    with transaction.atomic():
        complaint = locked(complaint.pk)
        person = holder(complaint, by)
        must_be(complaint, ComplaintState.RECEIVED, ComplaintState.INVESTIGATING)
        if complaint.findings.filter(verdict=Verdict.OPEN).exists():
            raise Refused("complaint.findings_open", _("Some findings have not been judged yet."))
        checked = [_checked(complaint, one) for one in remedies]
        if len({one.kind for one in checked}) < len(checked):
            raise Invalid(fields={"remedies": _("Each remedy once, please.")})
        if outcome != "unjustified" and not checked:
            raise Invalid(fields={"remedies": _("What do we do about it? At least say sorry.")})
        if complaint.state == ComplaintState.RECEIVED:
            move(complaint, to=ComplaintState.INVESTIGATING)
        move(complaint, to=ComplaintState.SIGNING)
        decision = Decision.objects.create(
            complaint=complaint,
            outcome=outcome,
            facts=facts,
            basis=basis,
            made_by=person,
            made_at=clock.now(),
        )
        Remedy.objects.bulk_create(
            Remedy(decision=decision, kind=one.kind, text=one.text, amount_fen=one.amount_fen)
            for one in checked
        )
        proposed = events.DecisionProposed(decision=decision.pk, outcome=outcome, rule_set=complaint.rule_set)
        note(complaint, proposed, by)
    return decision


def return_answer(decision: Decision, *, comment: str, by: Actor) -> Decision:
    comment = text_of(comment, "comment", _("What should be worked over?"), longest=300)
    with transaction.atomic():
        complaint = _signable(decision, by)
        _settle(decision, to=DecisionState.RETURNED, comment=comment)
        move(complaint, to=ComplaintState.INVESTIGATING)
        note(complaint, events.DecisionReturned(decision=decision.pk, comment=comment), by)
        decision.refresh_from_db()
    return decision


def sign_answer(decision: Decision, *, by: Actor, comment: str = "") -> Decision:
    """The second signature sends the answer. What corrects the case goes to settlement, to somebody who did not decide."""
    with transaction.atomic():
        complaint = _signable(decision, by)
        now = clock.now()
        _settle(
            decision,
            to=DecisionState.SENT,
            comment=comment.strip()[:300],
            signed_by_id=int(by.id),
            signed_at=now,
        )
        decision.refresh_from_db()
        for rule in (*complaint.rules.step_clocks, *(one.clock for one in complaint.rules.replies)):
            deadlines.stop(rule=rule, subject=SUBJECT, subject_id=complaint.pk, at=now)
        deadlines.stop(
            rule=complaint.rules.first_call.clock,
            subject=SUBJECT,
            subject_id=complaint.pk,
            at=now,
            outcome="cancelled",
        )
        move(complaint, to=ComplaintState.ANSWERED, answered_at=now)
        window = deadlines.start(
            rule=complaint.rules.review.request, subject=SUBJECT, subject_id=complaint.pk, at=now,
            owner=decision.made_by_id, unit_path=complaint.unit.path,
        )  # fmt: skip
        answered = events.Answered(
            decision=decision.pk, outcome=decision.outcome, rule_set=complaint.rule_set
        )
        note(complaint, answered, by)
        for remedy in decision.remedies.all():
            _carry_out(complaint, remedy)
        decision.complaint = complaint
        notices.answered(decision, review_by=window.due_on)
    return decision


def mark_remedy_done(remedy: Remedy, *, what: str, by: Actor) -> Remedy:
    """Somebody who handles it notes that a promise was kept: the apology sent, the process changed."""
    what = text_of(what, "what", _("What was done, and when?"), longest=500)
    with transaction.atomic():
        complaint = locked(remedy.decision.complaint_id)
        person = holder(complaint, by)
        rule = complaint.rules.remedy(remedy.kind)
        if rule is not None and rule.carried_out == "settlement":
            raise Refused("complaint.by_settlement", _("This is done when the case is corrected."))
        if (
            Remedy.objects.filter(pk=remedy.pk, done_at__isnull=True).update(
                done_at=clock.now(), done_by=person
            )
            != 1
        ):
            raise Refused("complaint.remedy_done", _("This has been noted as done already."))
        remedy.refresh_from_db()
        remedy.done_note = what
        remedy.save(update_fields=["done_note"])
        note(complaint, events.RemedyDone(kind=remedy.kind, rule_set=complaint.rule_set), by)
    return remedy


def finish_corrections(objection_id: int, *, upheld: bool) -> None:
    """Settlement answered: where it upheld, the correction is on its way and the promise kept."""
    for remedy in Remedy.objects.filter(objection=objection_id, done_at__isnull=True).select_related(
        "decision"
    ):
        complaint = locked(remedy.decision.complaint_id)
        if not upheld:
            continue
        Remedy.objects.filter(pk=remedy.pk).update(done_at=clock.now())
        happened = events.RemedyDone(kind=remedy.kind, rule_set=complaint.rule_set)
        note(complaint, happened, CARRIES_OUT)


def _carry_out(complaint: Complaint, remedy: Remedy) -> None:
    """A correction or a payment never leaves from here: money always leaves through a decision of the case."""
    rule = complaint.rules.remedy(remedy.kind)
    if rule is None or rule.carried_out != "settlement" or complaint.claim is None:
        return
    words = [remedy.text, _("Complaint %(number)s") % {"number": complaint.number}]
    if remedy.amount_fen:
        words.insert(1, _("%(amount)s yuan") % {"amount": format_yuan(remedy.amount_fen)})
    objection = settlement.object_to(complaint.claim, text=" · ".join(words), by=CARRIES_OUT)
    Remedy.objects.filter(pk=remedy.pk).update(objection=objection)
    handed = events.RemedyHanded(kind=remedy.kind, rule_set=complaint.rule_set, claim=complaint.claim.number)
    note(complaint, handed, CARRIES_OUT)


def _checked(complaint: Complaint, form: RemedyForm) -> RemedyForm:
    rule = complaint.rules.remedy(form.kind)
    if rule is None:
        raise Invalid(fields={"remedies": _("Please choose one of the answers shown.")})
    if rule.carried_out == "settlement" and (
        complaint.claim is None or not complaint.claim.decisions.filter(state="approved").exists()
    ):
        raise Invalid(
            fields={"remedies": _("“%(remedy)s” needs a case with a decision.") % {"remedy": form.kind}}
        )
    if rule.money and not (form.amount_fen and form.amount_fen > 0):
        raise Invalid(fields={"amount_fen": _("How much?")})
    text = text_of(
        form.text, "remedies", _("Please say what we do, in a sentence the complainant reads."), longest=500
    )
    return RemedyForm(form.kind, text, form.amount_fen if rule.money else None)


def _signable(decision: Decision, by: Actor) -> Complaint:
    complaint = locked(decision.complaint_id)
    must_be(complaint, ComplaintState.SIGNING)
    rule = complaint.rules.decision
    sign_beside(complaint, rule.permission, above=rule.above, by=by)
    return complaint


def _settle(decision: Decision, *, to: DecisionState, **changes: object) -> None:
    waiting = Decision.objects.filter(pk=decision.pk, state=DecisionState.PROPOSED)
    if waiting.update(state=to, **changes) != 1:
        raise Refused("complaint.decision_settled", _("Somebody has settled this already."))
