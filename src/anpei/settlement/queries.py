"""Reads about decisions and what hangs from them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.claims.models import Claim
from anpei.claims.states import ClaimState
from anpei.settlement.models import (
    Advance,
    AdvanceState,
    AuthorityGrant,
    Decision,
    DecisionState,
    Objection,
    ObjectionState,
)


def valid_decision(claim: Claim) -> Decision | None:
    """The approved decision that holds now."""
    return claim.decisions.filter(state=DecisionState.APPROVED).first()


def open_proposal(claim: Claim) -> Decision | None:
    return claim.decisions.filter(state=DecisionState.PROPOSED).first()


def waiting_for_approval(staff: Staff) -> QuerySet[Decision]:
    """Proposals of the units a person may see, nearest clock first."""
    return (
        Decision.objects.filter(
            state=DecisionState.PROPOSED,
            claim__state=ClaimState.APPROVAL,
            claim__unit__in=visible_units(staff),
        )
        .select_related(
            "claim__insured",
            "claim__unit",
            "claim__handler",
            "claim__product_version__product",
            "run",
            "made_by",
        )
        .order_by("claim__next_due_at", "id")
    )


def objections_to_answer(staff: Staff) -> QuerySet[Objection]:
    return (
        Objection.objects.filter(
            Q(reviewer=staff) | Q(reviewer__isnull=True, claim__unit__in=visible_units(staff)),
            state=ObjectionState.OPEN,
        )
        .select_related("claim__insured", "decision")
        .order_by("due_at", "id")
    )


def advances_waiting(staff: Staff) -> QuerySet[Advance]:
    return (
        Advance.objects.filter(state=AdvanceState.PROPOSED, claim__unit__in=visible_units(staff))
        .select_related("claim")
        .order_by("id")
    )


def authority_of(staff: Staff, on: date) -> QuerySet[AuthorityGrant]:
    """Grants that hold on a day."""
    return AuthorityGrant.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on), staff=staff, valid_from__lte=on
    ).order_by("kind", "line", "-level")


def posting_source(decision: Decision) -> str:
    """The source under which an approved decision's use of deductibles and limits stands in the accumulators."""
    return f"decision:{decision.pk}"


def reversal_source(decision: Decision) -> str:
    return f"reversal:{decision.pk}"
