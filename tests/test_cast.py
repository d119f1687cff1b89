"""The standing cast itself: each claim fixture stands where its name says."""

from __future__ import annotations

from tests.cast import Cast, course_to

from anpei.audit.verify import verify
from anpei.claims.models import Claim
from anpei.policies.queries import members_in_force


def test_each_stage_stands_where_its_name_says(cast: Cast) -> None:
    states = [
        course_to(cast, stage, key=stage).state
        for stage in ("reported", "handed_in", "accepted", "assessed", "proposed", "paying")
    ]

    assert states == ["reported", "reported", "accepted", "assessing", "approval", "paying"]
    assert verify().sound


def test_the_claim_of_the_cast_belongs_to_its_customer_and_handler(reported_claim: Claim, cast: Cast) -> None:
    assert (reported_claim.insured, reported_claim.handler, reported_claim.policy) == (
        cast.customer,
        cast.handler,
        cast.policy,
    )


def test_the_cast_is_insured_on_the_frozen_day(cast: Cast, frozen_clock) -> None:
    today = frozen_clock.date()

    assert [member.policy.number for member in members_in_force(cast.customer, today)] == ["P2026000001"]
    assert [member.policy.number for member in members_in_force(cast.child, today)] == ["P2026000002"]
    assert [member.policy.number for member in members_in_force(cast.employee, today)] == ["G2026000001"]
