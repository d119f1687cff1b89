"""From the calculation to a decision that holds, and everybody who may not sign it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override
from tests.settlement import cast

from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines import queries as clocks
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.policies.models import AccumulatorEntry, InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.events import DecisionApproved
from anpei.settlement.models import AuthorityGrant, Decision
from anpei.settlement.rules import who_may_sign

REFUSAL = {"outcome": "refuse", "clause": "1.4", "reason": "在等待期内", "would_change": "意外引起的证明"}


def used(member: InsuredMember) -> dict[str, int]:
    totals: dict[str, int] = {}
    for entry in AccumulatorEntry.objects.filter(member=member):
        totals[entry.key] = totals.get(entry.key, 0) + entry.amount_fen
    return {key: fen for key, fen in sorted(totals.items()) if fen}


def refuse(house: cast.House, member: InsuredMember, **more: object) -> Decision:
    claim = settlement.register_case(cast.claim_of(house, member, **more), by=house.handler.actor)
    return settlement.propose(claim, by=house.handler.actor, **REFUSAL)


def test_calculation_stores_inputs_and_working(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    run = settlement.calculate(claim, by=house.handler.actor)
    # 20,000 less 5,000 from social insurance less the deductible of 10,000, settled: 100 %
    assert (run.number, run.claimed_fen, run.payable_fen) == (1, 2_000_000, 500_000)
    assert run.inputs["receipts"][0]["social_fen"] == 500_000
    assert run.result["total_fen"] == 500_000


def test_trying_out_stores_nothing(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    worked = settlement.try_out(claim, changes={"receipts.0.social_fen": 0, "receipts.0.other_fen": 500_000})
    # 15,000 less the 5,000 of the deductible that other insurers did not fill, 60 % without social insurance
    assert worked.payable_fen == 600_000
    assert claim.runs.count() == 0
    with pytest.raises(Invalid):
        settlement.try_out(claim, changes={"receipts.7.other_fen": 1})


def test_approval_pays_posts_limits_and_starts_the_payment_clock(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    claim = decision.claim
    claim.refresh_from_db()
    assert (decision.state, claim.state, claim.payable_fen, claim.reserve_fen) == (
        "approved",
        "paying",
        500_000,
        500_000,
    )
    assert used(member) == {"annual_deductible": 1_000_000, "annual_limit": 500_000}
    assert [row.rule_id for row in clocks.running("claim", claim.pk)] == ["any.payment"]
    assert set(Message.objects.values_list("template", flat=True)) == {"settlement.approved"}


def test_letter_is_written_in_the_background_once(house: cast.House, member: InsuredMember) -> None:
    decision = settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    drain(strict=True)
    decision.refresh_from_db()
    assert len(decision.letter_sha256) == 64


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("handler", "accounts.not_permitted"),
        ("payer", "accounts.not_permitted"),
        ("surveyor", "accounts.not_permitted"),
    ],
)
def test_people_without_the_permission_do_not_approve(
    house: cast.House, member: InsuredMember, who: str, code: str
) -> None:
    decision = cast.proposed(house, member)
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(decision, by=getattr(house, who).actor)
    assert refusal.value.code == code
    decision.refresh_from_db()
    assert decision.state == "proposed"


def test_maker_and_people_who_worked_on_the_case_do_not_approve(
    house: cast.House, member: InsuredMember
) -> None:
    cast.grant(house.supervisor, "pay", 3, 20_000_000)
    claim, _receipt = cast.assessed(house, member)
    run = settlement.calculate(claim, by=house.supervisor.actor)
    decision = settlement.propose(claim, run=run, outcome="pay", by=house.supervisor.actor)
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(decision, by=house.supervisor.actor)
    assert refusal.value.code == "settlement.own_work"
    claim.coverage_reviews.update(confirmed_by=house.approver)
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(decision, by=house.approver.actor)
    assert refusal.value.code == "settlement.own_work"
    assert who_may_sign(decision) == [house.second_approver]


@pytest.mark.parametrize(
    "change",
    [
        {"limit_fen": 499_999},
        {"valid_to": date(2026, 11, 15)},
        {"valid_from": date(2026, 11, 17)},
        {"line": "motor"},
        {"kind": "refuse"},
    ],
)
def test_authority_counts_amount_dates_line_and_kind(
    house: cast.House, member: InsuredMember, change: dict[str, object]
) -> None:
    decision = cast.proposed(house, member)
    AuthorityGrant.objects.filter(staff=house.approver).delete()
    cast.grant(house.approver, kind="pay", level=1, limit_fen=500_000)
    AuthorityGrant.objects.filter(staff=house.approver).update(**change)
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(decision, by=house.approver.actor)
    assert refusal.value.code == "settlement.authority"
    assert house.second_approver.display_name in str(refusal.value.message)


def test_authority_of_another_branch_does_not_reach(house: cast.House, member: InsuredMember) -> None:
    other = cast.unit("B2", "branch", "浙江分公司", house.head)
    stranger = cast.staff("he", "approver", other, "何一")
    cast.grant(stranger, "pay", 3, 20_000_000)
    with pytest.raises(Forbidden):
        settlement.approve(cast.proposed(house, member), by=stranger.actor)


def test_splitting_one_event_into_two_cases_does_not_go_around_a_limit(
    house: cast.House, member: InsuredMember
) -> None:
    AuthorityGrant.objects.filter(staff=house.approver, kind="pay").update(limit_fen=1_000_000)
    settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    second = cast.proposed(house, member, cast.stay(1_000_000, 0))
    assert second.amount_fen == 600_000
    with pytest.raises(Forbidden) as refusal:
        settlement.approve(second, by=house.approver.actor)
    assert refusal.value.code == "settlement.authority"


def test_the_largest_amounts_need_two_approvers(house: cast.House, member: InsuredMember) -> None:
    third = cast.staff("fang", "approver", house.head, "方岚")
    cast.grant(third, "pay", 4, 500_000_000)
    decision = cast.proposed(house, member, cast.stay(60_000_000, 0))
    decision = settlement.approve(decision, by=house.second_approver.actor)
    assert decision.state == "proposed"
    with pytest.raises(Refused) as refusal:
        settlement.approve(decision, by=house.second_approver.actor)
    assert refusal.value.code == "settlement.signed_already"
    assert settlement.approve(decision, by=third.actor).state == "approved"


def test_sent_back_goes_to_work_again_and_a_new_proposal_follows(
    house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    with pytest.raises(Invalid):
        settlement.send_back(decision, comment=" ", by=house.approver.actor)
    decision = settlement.send_back(decision, comment="陪护费为何扣两次？", by=house.approver.actor)
    assert (decision.state, decision.claim.runs.count()) == ("returned", 1)
    run = settlement.calculate(decision.claim, by=house.handler.actor)
    again = settlement.propose(decision.claim, run=run, outcome="pay", by=house.handler.actor)
    assert (again.number, settlement.approve(again, by=house.approver.actor).state) == (2, "approved")


def test_second_case_of_a_person_does_not_spend_the_same_deductible(
    house: cast.House, member: InsuredMember
) -> None:
    first = cast.proposed(house, member)
    second = cast.proposed(house, member, event_on=date(2026, 10, 13))
    assert first.amount_fen == second.amount_fen == 500_000
    settlement.approve(first, by=house.approver.actor)
    with pytest.raises(Refused) as refusal:
        settlement.approve(second, by=house.approver.actor)
    assert refusal.value.code == "settlement.inputs_changed"
    settlement.send_back(second, comment="请重新计算", by=house.approver.actor)
    run = settlement.calculate(second.claim, by=house.handler.actor)
    assert run.payable_fen == 1_500_000
    assert used(member) == {"annual_deductible": 1_000_000, "annual_limit": 500_000}


def test_zero_by_the_terms_is_a_refusal_and_still_fills_the_deductible(
    house: cast.House, member: InsuredMember
) -> None:
    claim, _receipt = cast.assessed(house, member, cast.stay(800_000, 200_000))
    run = settlement.calculate(claim, by=house.handler.actor)
    assert run.payable_fen == 0
    with pytest.raises(Refused) as refusal:
        settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    assert refusal.value.code == "settlement.zero_is_a_refusal"
    decision = settlement.propose(
        claim,
        run=run,
        outcome="refuse",
        clause="2.4.2",
        reason="还没有超过年免赔额",
        would_change="今年再有住院费用",
        by=house.handler.actor,
    )
    settlement.approve(decision, by=house.approver.actor)
    claim.refresh_from_db()
    assert claim.state == "refused"
    assert used(member) == {"annual_deductible": 600_000}


def test_refusal_needs_clause_reason_and_what_would_change_it(
    house: cast.House, member: InsuredMember
) -> None:
    claim = settlement.register_case(cast.claim_of(house, member), by=house.handler.actor)
    with pytest.raises(Invalid) as refusal:
        settlement.propose(claim, outcome="refuse", by=house.handler.actor)
    assert set(refusal.value.fields) == {"clause", "reason", "would_change"}
    assert Decision.objects.count() == 0


def test_refusal_starts_the_three_day_clock_that_the_letter_ends(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(refuse(house, member), by=house.approver.actor)
    claim = decision.claim
    assert "12378" in decision.appeal
    assert [row.rule_id for row in clocks.running("claim", claim.pk)] == ["any.denial_notice"]
    drain(strict=True)
    assert clocks.running("claim", claim.pk) == []


def test_reduction_cannot_be_proposed_as_a_plain_payment(house: cast.House, member: InsuredMember) -> None:
    claim, receipt = cast.assessed(house, member)
    settlement.exclude_line(
        receipt.lines.get(), excluded_fen=100, clause="2.5(4)", reason="陪护", by=house.handler.actor
    )
    run = settlement.calculate(claim, by=house.handler.actor)
    with pytest.raises(Refused) as refusal:
        settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    assert refusal.value.code == "settlement.reduction_needs_reason"


def test_cover_must_be_confirmed_and_pass(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    run = settlement.calculate(claim, by=house.handler.actor)
    cast.confirm_cover(claim, house, outcome="fail")
    with pytest.raises(Refused) as refusal:
        settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    assert refusal.value.code == "settlement.cover_open"
    claim.coverage_reviews.all().delete()
    with pytest.raises(Refused) as refusal:
        settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    assert refusal.value.code == "settlement.cover_not_confirmed"


def test_only_the_latest_run_is_proposed(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    old = settlement.calculate(claim, by=house.handler.actor)
    settlement.calculate(claim, by=house.handler.actor)
    with pytest.raises(Refused) as refusal:
        settlement.propose(claim, run=old, outcome="pay", by=house.handler.actor)
    assert refusal.value.code == "settlement.run_outdated"


def offer(house: cast.House, member: InsuredMember) -> Decision:
    claim, _receipt = cast.assessed(house, member)
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(
        claim,
        run=run,
        outcome="pay_agreed",
        amount_fen=600_000,
        undisputed_fen=500_000,
        reason="双方协商",
        by=house.handler.actor,
    )
    return settlement.approve(decision, by=house.approver.actor)


def test_an_agreed_amount_waits_for_the_yes(house: cast.House, member: InsuredMember) -> None:
    decision = offer(house, member)
    claim = decision.claim
    claim.refresh_from_db()
    assert claim.state == "agreement"
    assert [row.rule_id for row in clocks.running("claim", claim.pk)] == ["agreement.silence"]
    decision = settlement.agree(decision, by=member.party.actor)
    claim.refresh_from_db()
    assert (claim.state, decision.agreed_at) == ("paying", clock.now())
    assert settlement.agree(decision, by=member.party.actor) == decision


def test_objection_goes_to_somebody_who_did_not_decide(house: cast.House, member: InsuredMember) -> None:
    decision = settlement.approve(refuse(house, member), by=house.approver.actor)
    objection = settlement.object_to(decision.claim, text="我是意外摔的", by=member.party.actor)
    assert objection.reviewer == house.supervisor
    assert settlement.object_to(decision.claim, text="再说一次", by=member.party.actor) == objection
    for decider in (house.approver, house.handler):
        with pytest.raises(Forbidden):
            settlement.answer_objection(objection, upheld=False, answer="x", by=decider.actor)
    objection = settlement.answer_objection(
        objection, upheld=True, answer="病历写明是意外", by=house.supervisor.actor
    )
    decision.claim.refresh_from_db()
    assert (objection.state, decision.claim.state) == ("upheld", "assessing")


def test_dismissed_objection_leaves_the_decision_and_names_the_ways(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(refuse(house, member), by=house.approver.actor)
    objection = settlement.object_to(decision.claim, text="不认可", by=member.party.actor)
    with pytest.raises(Invalid):
        settlement.answer_objection(objection, upheld=False, answer="", by=house.supervisor.actor)
    settlement.answer_objection(objection, upheld=False, answer="病历里没有意外", by=house.supervisor.actor)
    decision.refresh_from_db()
    assert decision.state == "approved"
    body = Message.objects.filter(template="settlement.objection_dismissed").first().body
    assert "12378" in body
    with pytest.raises(Refused):
        settlement.answer_objection(objection, upheld=True, answer="又改了", by=house.supervisor.actor)


def test_a_later_decision_replaces_the_earlier_and_gives_its_use_back(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(refuse(house, member), by=house.approver.actor)
    objection = settlement.object_to(decision.claim, text="不认可", by=member.party.actor)
    settlement.answer_objection(objection, upheld=True, answer="同意", by=house.supervisor.actor)
    claim = decision.claim
    settlement.add_receipt(claim, form=cast.stay(), by=house.handler.actor)
    run = settlement.calculate(claim, by=house.handler.actor)
    later = settlement.approve(
        settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor),
        by=house.second_approver.actor,
    )
    decision.refresh_from_db()
    assert (decision.state, later.state) == ("superseded", "approved")
    assert used(member) == {"annual_deductible": 1_000_000, "annual_limit": 500_000}


def test_voiding_reverses_what_was_used_and_asks_for_a_new_signature(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    settlement.void_approval(decision, reason="账户变更", by=house.handler.actor)
    claim = decision.claim
    claim.refresh_from_db()
    assert (claim.state, used(member)) == ("approval", {})
    again = claim.decisions.get(state="proposed")
    settlement.approve(again, by=house.approver.actor)
    assert used(member) == {"annual_deductible": 1_000_000, "annual_limit": 500_000}


def test_advance_is_two_persons_and_comes_off_the_final_payment(
    house: cast.House, member: InsuredMember
) -> None:
    claim, _receipt = cast.assessed(house, member)
    advance = settlement.propose_advance(
        claim, amount_fen=200_000, reason="住院票据已核", by=house.handler.actor
    )
    with pytest.raises(Forbidden):
        settlement.approve_advance(advance, by=house.handler.actor)
    assert settlement.approve_advance(advance, by=house.approver.actor).state == "approved"


def test_nobody_grants_authority_to_themselves(house: cast.House) -> None:
    with pytest.raises(Forbidden):
        settlement.grant_authority(
            staff=house.manager, kind="pay", level=1, limit_fen=1, by=house.manager.actor
        )
    granted = settlement.grant_authority(
        staff=house.supervisor, kind="pay", level=1, limit_fen=1_000_000, by=house.manager.actor
    )
    ended = settlement.end_authority(granted, last_day=clock.today(), by=house.manager.actor)
    assert ended.valid_to == clock.today()


def test_timeline_names_the_outcome_in_words_not_in_code(house: cast.House, member: InsuredMember) -> None:
    approved = DecisionApproved(decision=1, outcome="pay_reduced", amount_fen=449_168)
    with override("zh-hans"):
        assert approved.staff() == "核赔通过：4,491.68（赔付，部分费用不计入）"
    with override("en"):
        assert approved.staff() == "Approved: 4,491.68 (Pay, with items not covered)"
