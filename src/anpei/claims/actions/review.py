"""Review of cover: the condition tree as computed, confirmed or overridden by a named person with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.audit.actions import record
from anpei.claims import cover, events
from anpei.claims.models import Claim, CoverageReview
from anpei.claims.queries import locked
from anpei.claims.states import BEFORE_DECISION
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.engine.coverage import Answer

OUTCOMES = ("pass", "fail", "unknown", "cut")


def review_coverage(claim: Claim, *, answers: dict[str, Answer], by: Actor) -> CoverageReview:
    """Compute the condition tree from the case and the handler's answers.

    ``answers`` maps the fact name of an exclusion to yes (it applies), no, part or unknown. Overrides of the review
    before carry over.
    """
    with transaction.atomic():
        claim = locked(claim.pk)
        _refuse_unless_reviewable(claim)
        facts = cover.facts_of(claim, answers)
        before = claim.coverage_reviews.first()
        review = CoverageReview.objects.create(
            claim=claim,
            number=(before.number if before else 0) + 1,
            facts=facts.to_json(),
            tree=cover.check(claim, facts),
            overrides=dict(before.overrides) if before else {},
            outcome="unknown",
        )
        review.outcome = cover.outcome(review.tree, review.overrides)
        review.save(update_fields=["outcome"])
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.CoverageChecked(number=review.number, outcome=review.outcome),
            by=by,
        )
    return review


def override_condition(
    review: CoverageReview, *, condition: str, outcome: str, reason: str, by: Actor
) -> CoverageReview:
    """A person knows better than the machine, and signs with the reason."""
    errors = {}
    if outcome not in OUTCOMES:
        errors["outcome"] = _("Please choose one of the answers shown.")
    if not reason.strip():
        errors["reason"] = _("Please say why. It stays on the case under your name.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(review.claim_id)
        _refuse_unless_reviewable(claim)
        review = CoverageReview.objects.get(pk=review.pk)
        if condition not in cover.leaf_names(review.tree):
            raise Refused(
                code="coverage.no_such_condition",
                message=_("This check is not part of the review. Please look at it again."),
            )
        review.overrides = {
            **review.overrides,
            condition: {
                "outcome": outcome,
                "reason": reason.strip(),
                "by": by.name,
                "by_id": by.id,
                "at": clock.now().isoformat(),
            },
        }
        review.outcome = cover.outcome(review.tree, review.overrides)
        review.confirmed_by, review.confirmed_at = None, None
        review.save(update_fields=["overrides", "outcome", "confirmed_by", "confirmed_at"])
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.ConditionOverridden(condition=condition, outcome=outcome, reason=reason.strip()),
            by=by,
        )
    return review


def confirm_coverage(review: CoverageReview, *, by: Actor) -> CoverageReview:
    """The handler stands behind the review; nothing may be left unknown."""
    with transaction.atomic():
        claim = locked(review.claim_id)
        _refuse_unless_reviewable(claim)
        review = CoverageReview.objects.get(pk=review.pk)
        if review.outcome == "unknown":
            raise Refused(
                code="coverage.unknown",
                message=_("Some checks are still open. Answer them, or say who will find out."),
            )
        review.confirmed_by_id, review.confirmed_at = int(by.id), clock.now()
        review.save(update_fields=["confirmed_by", "confirmed_at"])
        Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.CoverageConfirmed(number=review.number, outcome=review.outcome),
            by=by,
        )
    return review


def _refuse_unless_reviewable(claim: Claim) -> None:
    if claim.state not in BEFORE_DECISION:
        raise Refused(code="claim.decided", message=_("This case has been decided already."))
    if claim.member_id is None or claim.product_version_id is None:
        raise Refused(code="claim.no_policy", message=_("The policy is not known yet. Find it first."))
