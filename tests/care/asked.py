"""Many follow-ups that ended, each of a case of its own, without playing each case."""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta

from anpei.care.models import Followup, FollowupState
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.organisation.models import Unit
from anpei.products.models import ProductVersion


def ended(
    claim: Claim,
    count: int = 1,
    *,
    at: datetime | None = None,
    policy: str = "paid",
    state: str = FollowupState.ANSWERED,
    satisfaction: int | None = None,
    nps: int | None = None,
    asked: bool = True,
    unit: Unit | None = None,
    product: ProductVersion | None = None,
) -> None:
    """So many people more, each with a case like this one, whose follow-up ended (now, or at a moment)."""
    moment = at or clock.now()
    for _ in range(count):
        case = copy(claim)
        case.pk, case._state.adding = None, True
        case.number = f"AP20260101-{Claim.objects.count():06d}"
        case.unit = unit or claim.unit
        case.product_version = product or claim.product_version
        case.save()
        Followup.objects.create(
            claim=case,
            policy=policy,
            policy_set="cn-default",
            questionnaire="result",
            channel="portal",
            state=state,
            ask_at=moment - timedelta(days=3),
            asked_at=moment - timedelta(days=3) if asked else None,
            ends_at=moment + timedelta(days=11),
            ended_at=moment,
            satisfaction=satisfaction,
            nps=nps,
        )
