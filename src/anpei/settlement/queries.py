"""Reads about decisions and what hangs from them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_all_units, visible_units
from anpei.claims.models import Claim
from anpei.claims.states import ClaimState
from anpei.core.errors import NotFound
from anpei.organisation.models import Unit
from anpei.organisation.queries import within
from anpei.products import queries as products
from anpei.settlement.models import (
    Advance,
    AdvanceState,
    AuthorityGrant,
    Decision,
    DecisionState,
    Objection,
    ObjectionState,
    WhatIf,
    WhatIfClaim,
)
from anpei.terms.benefits import PropertyBenefit


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


def what_ifs(*, staff: Staff | None = None, unit: Unit | None = None) -> QuerySet[WhatIf]:
    """Questions a person, or a client of a unit, may read, newest first; head office reads all."""
    found = WhatIf.objects.select_related("product_version__product", "unit")
    if staff is not None:
        return found if sees_all_units(staff) else found.filter(unit__in=within(staff.unit.path))
    assert unit is not None  # one of the two is given
    return found if unit.is_head_office else found.filter(unit__in=within(unit.path))


def what_if(found: QuerySet[WhatIf], what_if_id: int) -> WhatIf:
    """One of the questions a caller reaches. Raises NotFound."""
    asked = found.filter(pk=what_if_id).first()
    if asked is None:
        raise NotFound("what_if.unknown", _("There is no such question, or it belongs to another unit."))
    return asked


def movers(asked: WhatIf) -> QuerySet[WhatIfClaim]:
    """Claims that would move, the largest difference first."""
    return asked.moved.select_related("decision__claim")


def property_benefits(claim: Claim) -> list[PropertyBenefit]:
    """Benefits of the product the case is pinned to that indemnify things; none while the policy is unknown."""
    if claim.product_version is None:
        return []
    terms = products.terms(claim.product_version)
    return [benefit for benefit in terms.benefits if isinstance(benefit, PropertyBenefit)]
