"""The year of the demo's contracts: received, given back, kept, lapsed, told before the end and renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.demo.conftest import AS_OF

from anpei.audit.models import Event
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.disclosure.models import ChangeOfMind, Delivery, MindState, PolicyNotice, ReturnVisit, VisitState
from anpei.messages.models import Message
from anpei.policies.models import Policy, PolicyState

pytestmark = pytest.mark.django_db


def told(policy: Policy, template: str) -> int:
    return Message.objects.filter(template=template, subject_id=policy.pk, channel="in_app").count()


def test_receipts_were_confirmed_by_the_holders_themselves(demo: None) -> None:
    tapped = Delivery.objects.filter(confirmed_at__isnull=False).select_related("policy__policyholder")
    assert len(tapped) == 4
    for one in tapped:
        event = Event.objects.get(type="policy.delivered", subject_id=one.policy_id)
        assert (event.at, event.actor_id) == (one.confirmed_at, str(one.policy.policyholder_id))


def test_one_contract_was_given_back_with_the_whole_premium(demo: None) -> None:
    row = ChangeOfMind.objects.select_related("policy").get(state=MindState.PAID)
    assert (row.policy.state, row.cost_fen, row.refund_fen) == (
        PolicyState.SURRENDERED,
        0,
        row.policy.premium_fen,
    )
    assert row.paid_on is not None and row.refund_by is not None and row.paid_on <= row.refund_by
    assert ReturnVisit.objects.get(policy=row.policy).state == VisitState.NO_NEED
    for template in ("policy.mind_changed", "policy.mind_ended", "policy.mind_paid"):
        assert told(row.policy, template) == 1


def test_one_was_kept_after_a_talk_and_one_holder_waits_for_the_call(demo: None) -> None:
    kept = ChangeOfMind.objects.select_related("policy").get(state=MindState.KEPT)
    assert (kept.policy.state, bool(kept.note), told(kept.policy, "policy.mind_kept")) == (
        PolicyState.IN_FORCE,
        True,
        1,
    )
    asked = ChangeOfMind.objects.get(state=MindState.ASKED)
    assert asked.person is not None
    rules = Clock.objects.filter(subject="policy", subject_id=asked.policy_id, state=ClockState.RUNNING)
    assert {"policy.change_of_mind", "policy.refund"} <= {one.rule_id for one in rules}


def test_one_lapsed_for_its_premium_and_was_told_in_time(demo: None) -> None:
    policy = Policy.objects.get(state=PolicyState.LAPSED)
    assert policy.terminated_on == AS_OF - timedelta(days=32)
    assert told(policy, "policy.lapse") == 1
    assert Clock.objects.get(rule_id="policy.lapse_notice", subject_id=policy.pk).state == ClockState.MET


def test_ends_were_told_and_some_contracts_went_on_without_a_break(demo: None) -> None:
    notices = PolicyNotice.objects.filter(kind="renewal").select_related("policy")
    assert len(notices) == 9
    for one in notices:
        assert told(one.policy, "policy.renewal") == 1
        assert one.created_at.date() < one.about_on
    following = {one.number.rsplit("-", 1)[0]: one for one in Policy.objects.filter(number__contains="-")}
    renewed = [one.policy for one in notices if one.policy.number in following]
    assert len(renewed) == 4
    for policy in renewed:
        new = following[policy.number]
        assert (new.starts_on, new.first_started_on, new.policyholder_id) == (
            policy.ends_on + timedelta(days=1),
            policy.first_started_on,
            policy.policyholder_id,
        )
        assert [one.party_id for one in new.members.all()] == [one.party_id for one in policy.members.all()]
        assert new.delivery.received_on < new.starts_on
