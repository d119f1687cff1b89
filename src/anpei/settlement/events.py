"""What can happen to the money of a case, in both wordings. Amounts are fen."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.settlement.models import AuthorityKind, Outcome, ReserveOccasion
from anpei.values.money import format_yuan


@event("settlement.facts_assessed", audience=Audience.STAFF)
class FactsAssessed:
    sheet: int
    number: int

    def customer(self) -> str:
        return _("We wrote down what your papers say")

    def staff(self) -> str:
        return _("Facts assessed, sheet %(number)d") % {"number": self.number}


@event("settlement.registered", audience=Audience.CUSTOMER)
class CaseRegistered:
    reserve_fen: int

    def customer(self) -> str:
        return _("Your case is being looked at in detail")

    def staff(self) -> str:
        return _("Registered with an opening reserve of %(amount)s") % {
            "amount": format_yuan(self.reserve_fen)
        }


@event("settlement.reserve_changed", audience=Audience.STAFF)
class ReserveChanged:
    old_fen: int
    new_fen: int
    occasion: str
    reason: str = ""

    def customer(self) -> str:
        return _("We updated an internal figure")

    def staff(self) -> str:
        return _("Reserve %(old)s to %(new)s: %(reason)s") % {
            "old": format_yuan(self.old_fen), "new": format_yuan(self.new_fen),
            "reason": self.reason or ReserveOccasion(self.occasion).label,
        }  # fmt: skip


@event("settlement.receipt_entered", audience=Audience.STAFF)
class ReceiptEntered:
    receipt: int
    total_fen: int
    changed: bool = False

    def customer(self) -> str:
        return _("We entered a receipt")

    def staff(self) -> str:
        words = _("Receipt corrected: %(amount)s") if self.changed else _("Receipt entered: %(amount)s")
        return words % {"amount": format_yuan(self.total_fen)}


@event("settlement.injury_rated", audience=Audience.STAFF)
class InjuryRated:
    injury: int
    item: str
    grade: int

    def customer(self) -> str:
        return _("We entered the result of an appraisal")

    def staff(self) -> str:
        return _("Injury rated: item %(item)s, grade %(grade)d") % {"item": self.item, "grade": self.grade}


@event("settlement.injury_removed", audience=Audience.STAFF)
class InjuryRemoved:
    injury: int
    item: str
    grade: int
    reason: str

    def customer(self) -> str:
        return _("We took out the result of an appraisal")

    def staff(self) -> str:
        return _("Injury taken out: item %(item)s, grade %(grade)d: %(reason)s") % {
            "item": self.item, "grade": self.grade, "reason": self.reason
        }  # fmt: skip


@event("settlement.loss_item_entered", audience=Audience.STAFF)
class LossItemEntered:
    item: int
    name: str
    changed: bool = False

    def customer(self) -> str:
        return _("We wrote down what was damaged")

    def staff(self) -> str:
        words = _("Loss list corrected: %(name)s") if self.changed else _("On the loss list: %(name)s")
        return words % {"name": self.name}


@event("settlement.loss_item_removed", audience=Audience.STAFF)
class LossItemRemoved:
    item: int
    name: str
    reason: str

    def customer(self) -> str:
        return _("We corrected the list of what was damaged")

    def staff(self) -> str:
        return _("Off the loss list: %(name)s: %(reason)s") % {"name": self.name, "reason": self.reason}


@event("settlement.loss_excluded", audience=Audience.STAFF)
class LossExcluded:
    item: int
    excluded_fen: int
    clause: str
    reason: str

    def customer(self) -> str:
        return _("We looked at everything on the list")

    def staff(self) -> str:
        if not self.excluded_fen:
            return _("Item counts in full again: %(reason)s") % {"reason": self.reason}
        return _("%(amount)s not covered, clause %(clause)s: %(reason)s") % {
            "amount": format_yuan(self.excluded_fen), "clause": self.clause, "reason": self.reason
        }  # fmt: skip


@event("settlement.loss_costs_entered", audience=Audience.STAFF)
class LossCostsEntered:
    benefit: str
    total_fen: int

    def customer(self) -> str:
        return _("We wrote down what saving and clearing cost")

    def staff(self) -> str:
        return _("Costs beside the loss: %(amount)s") % {"amount": format_yuan(self.total_fen)}


@event("settlement.receipt_removed", audience=Audience.STAFF)
class ReceiptRemoved:
    receipt: int
    total_fen: int
    reason: str

    def customer(self) -> str:
        return _("We took out a receipt")

    def staff(self) -> str:
        return _("Receipt of %(amount)s taken out: %(reason)s") % {
            "amount": format_yuan(self.total_fen),
            "reason": self.reason,
        }


@event("settlement.line_excluded", audience=Audience.STAFF)
class LineExcluded:
    line: int
    excluded_fen: int
    clause: str
    reason: str

    def customer(self) -> str:
        return _("We looked at every item of your receipts")

    def staff(self) -> str:
        if not self.excluded_fen:
            return _("Item counts in full again: %(reason)s") % {"reason": self.reason}
        return _("%(amount)s not covered, clause %(clause)s: %(reason)s") % {
            "amount": format_yuan(self.excluded_fen), "clause": self.clause, "reason": self.reason
        }  # fmt: skip


@event("settlement.calculated", audience=Audience.STAFF)
class Calculated:
    run: int
    number: int
    payable_fen: int

    def customer(self) -> str:
        return _("We calculated the amount")

    def staff(self) -> str:
        return _("Calculation %(number)d: payable %(amount)s") % {
            "number": self.number,
            "amount": format_yuan(self.payable_fen),
        }


@event("settlement.proposed", audience=Audience.STAFF)
class DecisionProposed:
    decision: int
    outcome: str
    amount_fen: int

    def customer(self) -> str:
        return _("A colleague checks the result once more")

    def staff(self) -> str:
        return _("Proposed for approval: %(amount)s (%(outcome)s)") % {
            "amount": format_yuan(self.amount_fen),
            "outcome": Outcome(self.outcome).label,
        }


@event("settlement.signed", audience=Audience.STAFF)
class DecisionSigned:
    decision: int
    level: int
    missing: int

    def customer(self) -> str:
        return _("A colleague checks the result once more")

    def staff(self) -> str:
        return _("Signed at level %(level)d, %(missing)d more needed") % {
            "level": self.level,
            "missing": self.missing,
        }


@event("settlement.returned", audience=Audience.STAFF)
class DecisionReturned:
    decision: int
    comment: str

    def customer(self) -> str:
        return _("We look at one point again before we decide")

    def staff(self) -> str:
        return _("Sent back: %(comment)s") % {"comment": self.comment}


@event("settlement.approved", audience=Audience.CUSTOMER)
class DecisionApproved:
    decision: int
    outcome: str
    amount_fen: int
    agreement_needed: bool = False
    undisputed_fen: int = 0

    def customer(self) -> str:
        amount = {"amount": format_yuan(self.amount_fen)}
        if self.agreement_needed:
            return _("We offer %(amount)s yuan. Take your time to look at it") % amount
        return _("You get %(amount)s yuan") % amount

    def staff(self) -> str:
        return _("Approved: %(amount)s (%(outcome)s)") % {
            "amount": format_yuan(self.amount_fen),
            "outcome": Outcome(self.outcome).label,
        }


@event("settlement.refused", audience=Audience.CUSTOMER)
class ClaimRefused:
    decision: int
    clause: str

    def customer(self) -> str:
        return _("We cannot pay this time. Why, what would change it and how to object is in the letter")

    def staff(self) -> str:
        return _("Refused, clause %(clause)s") % {"clause": self.clause}


@event("settlement.agreed", audience=Audience.CUSTOMER)
class AmountAgreed:
    decision: int
    amount_fen: int

    def customer(self) -> str:
        return _("You agreed to %(amount)s yuan") % {"amount": format_yuan(self.amount_fen)}

    def staff(self) -> str:
        return _("Customer agreed: %(amount)s") % {"amount": format_yuan(self.amount_fen)}


@event("settlement.voided", audience=Audience.STAFF)
class ApprovalVoided:
    decision: int
    reason: str

    def customer(self) -> str:
        return _("We check the result once more before the money leaves. The amount stays reserved for you")

    def staff(self) -> str:
        return _("Approval no longer valid: %(reason)s") % {"reason": _(self.reason)}


@event("settlement.letter", audience=Audience.CUSTOMER)
class LetterWritten:
    decision: int
    sha256: str

    def customer(self) -> str:
        return _("The letter with every line of the result is ready")

    def staff(self) -> str:
        return _("Decision letter written")


@event("settlement.supplement_letter", audience=Audience.CUSTOMER)
class SupplementLetterWritten:
    sequence: int
    sha256: str

    def customer(self) -> str:
        return _("The letter with everything we ask for is ready")

    def staff(self) -> str:
        return _("Letter of supplement notice %(sequence)d written") % {"sequence": self.sequence}


@event("settlement.objected", audience=Audience.CUSTOMER)
class ObjectionRaised:
    objection: int
    reviewer: str
    due: str

    def customer(self) -> str:
        return _("You asked us to look again. Somebody who did not decide answers by %(due)s") % {
            "due": self.due
        }

    def staff(self) -> str:
        return _("Objection, given to %(reviewer)s, due %(due)s") % {
            "reviewer": self.reviewer or "–",
            "due": self.due,
        }


@event("settlement.objection_answered", audience=Audience.CUSTOMER)
class ObjectionAnswered:
    objection: int
    upheld: bool

    def customer(self) -> str:
        if self.upheld:
            return _("You were right to ask. We work it out again")
        return _("We looked again. The result stays, and these ways stay open to you")

    def staff(self) -> str:
        return _("Objection upheld") if self.upheld else _("Objection dismissed")


@event("settlement.advance_proposed", audience=Audience.STAFF)
class AdvanceProposed:
    advance: int
    amount_fen: int
    reason: str

    def customer(self) -> str:
        return _("We check whether a part can be paid already")

    def staff(self) -> str:
        return _("Advance of %(amount)s proposed: %(reason)s") % {
            "amount": format_yuan(self.amount_fen),
            "reason": self.reason,
        }


@event("settlement.advance_approved", audience=Audience.CUSTOMER)
class AdvanceApproved:
    advance: int
    amount_fen: int

    def customer(self) -> str:
        return _("%(amount)s yuan are paid already, the rest follows") % {
            "amount": format_yuan(self.amount_fen)
        }

    def staff(self) -> str:
        return _("Advance approved: %(amount)s") % {"amount": format_yuan(self.amount_fen)}


@event("settlement.advance_returned", audience=Audience.STAFF)
class AdvanceReturned:
    advance: int
    comment: str

    def customer(self) -> str:
        return _("We look at the result as a whole first")

    def staff(self) -> str:
        return _("Advance sent back: %(comment)s") % {"comment": self.comment}


@event("settlement.authority_granted", audience=Audience.STAFF)
class AuthorityGranted:
    staff_id: int
    kind: str
    level: int
    limit_fen: int

    def customer(self) -> str:
        return ""

    def staff(self) -> str:
        return _("Authority granted: %(kind)s, level %(level)d, up to %(limit)s") % {
            "kind": AuthorityKind(self.kind).label, "level": self.level, "limit": format_yuan(self.limit_fen)
        }  # fmt: skip


@event("settlement.authority_ended", audience=Audience.STAFF)
class AuthorityEnded:
    staff_id: int
    kind: str
    last_day: str

    def customer(self) -> str:
        return ""

    def staff(self) -> str:
        return _("Authority %(kind)s ends on %(day)s") % {
            "kind": AuthorityKind(self.kind).label,
            "day": self.last_day,
        }


@event("settlement.what_if_asked", audience=Audience.STAFF)
class WhatIfAsked:
    product: str
    changes: dict[str, Any]
    claims: int

    def staff(self) -> str:
        return _(
            "Asked what %(product)s would have paid on %(claims)d past decisions under changed terms"
        ) % {
            "product": self.product,
            "claims": self.claims,
        }
