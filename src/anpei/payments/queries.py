"""Reads about payments."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Sum

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.claims.models import Claim
from anpei.parties.models import Party
from anpei.payments.models import Instruction, InstructionState, Payee
from anpei.settlement.models import Decision
from anpei.values.money import Fen


def active_payees(claim: Claim) -> QuerySet[Payee]:
    return claim.payees.filter(active=True).select_related("party", "account").order_by("id")


def payee_of(claim: Claim, person: Party, entitlement: str) -> Payee | None:
    """The account that takes this part of the result, or, where the result names no parts, the person's own."""
    payees = active_payees(claim)
    own = Q(entitlement=entitlement) if entitlement else Q(party=person)
    return payees.filter(own).first()


def paid_to(payee: Payee, decision: Decision) -> Fen:
    """What of the decision goes or went to this payee, in fen; without what came back or was taken back."""
    living = payee.instructions.filter(decision=decision).exclude(
        state__in=(InstructionState.RETURNED, InstructionState.CANCELLED)
    )
    return Fen(living.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


def for_staff(staff: Staff) -> QuerySet[Instruction]:
    """Transfers of the units this person may see, newest first."""
    return (
        Instruction.objects.filter(claim__unit__in=visible_units(staff))
        .select_related("claim", "payee__account", "payee__party", "decision")
        .order_by("-id")
    )


def waiting_for_release(staff: Staff) -> QuerySet[Instruction]:
    return for_staff(staff).filter(state=InstructionState.READY, released_at__isnull=True).order_by("id")


def payees_to_verify(staff: Staff) -> QuerySet[Payee]:
    return (
        Payee.objects.filter(
            claim__unit__in=visible_units(staff), active=True, verified_at__isnull=True, claim__is_open=True
        )
        .select_related("claim", "party", "account")
        .order_by("id")
    )


def of_claim(claim: Claim) -> QuerySet[Instruction]:
    return claim.instructions.select_related("payee__account").prefetch_related("answers").order_by("id")
