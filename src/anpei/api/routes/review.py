"""Review: the coverage check, what a person overrides, and who stands behind it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.presenters import claims as show
from anpei.api.schemas.base import Number
from anpei.api.schemas.claims import OverrideIn, ReviewIn, ReviewOut
from anpei.claims import actions
from anpei.claims.models import Claim, CoverageReview
from anpei.core.errors import NotFound

review = Operations("review")


@review.read(
    "/claims/{number}/coverage", S.CLAIMS_READ, answer=ReviewOut, permission=P.HEALTH_VIEW, signed=True
)
def get_coverage_review(call: Call, number: Number) -> ReviewOut:
    """Read the latest coverage check: each condition with its outcome and clause."""
    return show.review(_latest(call.claim(number)))


@review.post(
    "/claims/{number}/coverage", S.CLAIMS_HANDLE, answer=ReviewOut, status=201, permission=P.CLAIM_HANDLE
)
def review_coverage(call: Call, number: Number, data: ReviewIn) -> ReviewOut:
    """Check coverage from the case and the answers to the questions of the exclusions."""
    return show.review(actions.review_coverage(call.claim(number), answers=dict(data.answers), by=call.by))


@review.change(
    "PUT",
    "/claims/{number}/coverage/conditions/{condition}",
    S.CLAIMS_HANDLE,
    answer=ReviewOut,
    permission=P.CLAIM_HANDLE,
)
def override_condition(call: Call, number: Number, condition: str, data: OverrideIn) -> ReviewOut:
    """Put the outcome of one condition right, with the reason, under the name of the person who signs."""
    latest = _latest(call.claim(number))
    return show.review(
        actions.override_condition(
            latest, condition=condition, outcome=data.outcome, reason=data.reason, by=call.by
        )
    )


@review.post(
    "/claims/{number}/coverage/confirm", S.CLAIMS_HANDLE, answer=ReviewOut, permission=P.CLAIM_HANDLE
)
def confirm_coverage(call: Call, number: Number) -> ReviewOut:
    """Stand behind the review; nothing may be left unknown."""
    return show.review(actions.confirm_coverage(_latest(call.claim(number)), by=call.by))


def _latest(claim: Claim) -> CoverageReview:
    latest = claim.coverage_reviews.first()
    if latest is None:
        raise NotFound("coverage.none", _("Coverage has not been checked yet."))
    return latest
