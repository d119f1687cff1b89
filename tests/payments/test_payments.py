"""Money out: the right person, once, whatever the bank does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.settlement import cast

from anpei.audit.models import Event
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, NotFound, Refused
from anpei.jobs.worker import drain
from anpei.mandates import actions as mandates
from anpei.mandates.rules import Terms
from anpei.messages import templates
from anpei.messages.models import Message
from anpei.payments import actions as payments
from anpei.payments import tasks
from anpei.payments.bank import Answer
from anpei.payments.models import BankAnswer, Instruction, Payee, SimulatedTransfer
from anpei.payments.rules import same_name
from anpei.payments.simulator import SimulatedBank
from anpei.policies.models import InsuredMember
from anpei.settlement import actions as settlement
from anpei.settlement.models import Decision


def account(claim: Claim, member: InsuredMember, number: str = cast.GOOD_ACCOUNT, **more: Any) -> Payee:
    values = {
        "party": member.party,
        "holder_name": "周桂芬",
        "account_number": number,
        "bank_name": "工商银行",
        "by": member.party.actor,
    }
    return payments.set_payee(claim, **{**values, **more})


def decided(
    house: cast.House, member: InsuredMember, number: str = cast.GOOD_ACCOUNT, **more: Any
) -> Decision:
    decision = cast.proposed(house, member, **more)
    account(decision.claim, member, number)
    return settlement.approve(decision, by=house.approver.actor)


def state_of(decision: Decision) -> str:
    return Claim.objects.values_list("state", flat=True).get(pk=decision.claim_id)


def sent_money() -> int:
    return sum(SimulatedTransfer.objects.values_list("amount_fen", flat=True))


def test_approved_money_leaves_and_the_case_is_paid(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member)
    drain(strict=True)
    claim = Claim.objects.get(pk=decision.claim_id)
    assert (claim.state, claim.paid_fen, claim.reserve_fen, claim.is_open) == ("paid", 500_000, 0, False)
    assert [(row.state, row.part, row.amount_fen) for row in Instruction.objects.all()] == [
        ("paid", "full", 500_000)
    ]
    assert Message.objects.filter(template="payment.arrived").exists()


def test_money_after_a_death_comes_with_condolences_to_whom_it_is_paid(
    house: cast.House, member: InsuredMember
) -> None:
    decision = decided(house, member)
    widow = cast.person("沈素芬", "110000199001010021", "13800000077")
    Payee.objects.update(party=widow)
    Claim.objects.update(nature="death", died_on=date(2026, 10, 13))
    drain(strict=True)

    told = Message.objects.get(template="payment.arrived.death", channel="sms")
    number = Claim.objects.get(pk=decision.claim_id).number
    assert told.address == "13800000077"
    assert told.body == (
        f"编号 {number}，请您节哀。5,000.00 元已经打到您尾号 0005 的卡。"
        "没看到，或者有什么难处，打 林晓棠 95000，我们都在。"
    )
    assert not Message.objects.filter(template="payment.arrived").exists()


def test_nobody_is_wished_a_recovery_for_a_burst_pipe() -> None:
    for words in templates.shipped("payment.arrived").values():
        assert "康复" not in words and "wish" not in words


def test_without_an_account_the_customer_is_asked_and_paid_on_naming_one(
    house: cast.House, member: InsuredMember
) -> None:
    decision = settlement.approve(cast.proposed(house, member), by=house.approver.actor)
    drain(strict=True)
    assert Message.objects.filter(template="payment.account_wanted").exists()
    assert Instruction.objects.count() == 0
    account(decision.claim, member)
    drain(strict=True)
    assert state_of(decision) == "paid"


def test_name_must_match(house: cast.House, member: InsuredMember) -> None:
    claim = cast.claim_of(house, member)
    with pytest.raises(Refused) as refusal:
        account(claim, member, holder_name="周桂芳")
    assert refusal.value.code == "payee.name_mismatch"
    assert Payee.objects.count() == 0
    assert (
        same_name("买买提·艾力", "买买提 · 艾力") and same_name("ＺＨＯＵ", "zhou") and not same_name("", "")
    )


def test_customer_needs_to_agree_to_the_use_of_the_account(house: cast.House) -> None:
    member = cast.insure(house, cast.person("许国平", "110000198502020012", "13800000002"))
    member.party.consents.all().delete()
    claim = cast.claim_of(house, member)
    with pytest.raises(Refused) as refusal:
        account(claim, member, holder_name="许国平")
    assert refusal.value.code == "payee.consent"
    account(claim, member, holder_name="许国平", by=house.handler.actor)
    assert member.party.consents.get().basis == "contract"


def test_a_stranger_cannot_choose_the_account(house: cast.House, member: InsuredMember) -> None:
    stranger = cast.person("何一", "110000198502020012", "13800000003")
    with pytest.raises(Forbidden):
        account(cast.claim_of(house, member), member, by=stranger.actor)


def test_somebody_else_is_paid_only_with_a_reason_and_a_check_by_a_person(
    house: cast.House, member: InsuredMember
) -> None:
    other = cast.person("何一", "110000198502020012", "13800000003")
    decision = cast.proposed(house, member)
    values = {"party": other, "holder_name": "何一", "capacity": "authorised", "by": house.handler.actor}
    with pytest.raises(Refused) as refused:
        account(decision.claim, member, authority_reason="公证委托书", **values)
    assert refused.value.code == "payee.no_power"
    paper = mandates.record_paper(
        member.party, terms=Terms("何一", other.phone, "family", ("collect",), clock.today(), clock.today()),
        document="公证委托书", agent=other, by=house.handler.actor,
    )  # fmt: skip
    mandates.accept_paper(paper, by=house.supervisor.actor)
    payee = account(decision.claim, member, **values)
    assert payee.authority_reason == f"{paper.ref} · 公证委托书"
    assert payee.verified_at is None
    settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    assert Instruction.objects.count() == 0
    payments.verify_payee(payee, identity_checked="身份证原件", relation="女儿", by=house.payer.actor)
    drain(strict=True)
    assert state_of(decision) == "paid"


def test_changing_the_account_after_approval_voids_the_approval(
    house: cast.House, member: InsuredMember
) -> None:
    decision = decided(house, member)
    tasks.instruct(event_id=_event(decision, "settlement.approved"))
    account(decision.claim, member, "6200000000000021")
    decision.refresh_from_db()
    assert (decision.state, state_of(decision)) == ("void", "approval")
    assert Instruction.objects.get().state == "cancelled"
    settlement.approve(decision.claim.decisions.get(state="proposed"), by=house.approver.actor)
    drain(strict=True)
    assert state_of(decision) == "paid"
    assert [row.last4 for row in SimulatedTransfer.objects.all()] == ["0021"]


def test_the_account_cannot_change_while_money_is_in_flight(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member, "6200000000000903")  # paid a day later
    drain(strict=True)
    with pytest.raises(Refused) as refusal:
        account(decision.claim, member)
    assert refusal.value.code == "payee.in_flight"
    with clock.at(clock.now() + timedelta(days=1)):
        tasks.poll()
    assert state_of(decision) == "paid"


def test_returned_money_waits_for_a_new_account_and_a_new_signature(
    house: cast.House, member: InsuredMember
) -> None:
    decision = decided(house, member, "6200000000000901")
    drain(strict=True)
    assert state_of(decision) == "payment_returned"
    assert Message.objects.filter(template="payment.returned", body__isnull=False).exists()
    assert CallRequest.objects.get().topic == "payment_returned"
    account(decision.claim, member)
    assert state_of(decision) == "approval"
    settlement.approve(decision.claim.decisions.get(state="proposed"), by=house.approver.actor)
    drain(strict=True)
    claim = Claim.objects.get(pk=decision.claim_id)
    assert (claim.state, claim.paid_fen) == ("paid", 500_000)
    first, second = Instruction.objects.order_by("id")
    assert (first.state, second.state, second.replaces) == ("returned", "paid", first)


def test_returned_money_can_be_sent_to_the_same_account_again(
    house: cast.House, member: InsuredMember
) -> None:
    decision = decided(house, member, "6200000000000901")
    drain(strict=True)
    payments.try_again(decision.claim, by=house.handler.actor)
    assert state_of(decision) == "paying"
    assert Instruction.objects.filter(state="ready").count() == 1
    drain(strict=True)
    assert state_of(decision) == "payment_returned"
    assert Claim.objects.get(pk=decision.claim_id).paid_fen == 0


def test_money_sent_back_after_success_opens_the_case_again(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member, "6200000000000908")
    drain(strict=True)
    assert state_of(decision) == "paid"
    with clock.at(clock.now() + timedelta(days=1)):
        tasks.poll()
    claim = Claim.objects.get(pk=decision.claim_id)
    assert (claim.state, claim.paid_fen, claim.is_open) == ("payment_returned", 0, True)


@pytest.mark.parametrize("number", ["6200000000000904", "6200000000000905"])
def test_a_bank_that_answers_twice_pays_once(house: cast.House, member: InsuredMember, number: str) -> None:
    decision = decided(house, member, number)
    drain(strict=True)
    tasks.poll()
    claim = Claim.objects.get(pk=decision.claim_id)
    assert (claim.state, claim.paid_fen, sent_money()) == ("paid", 500_000, 500_000)
    assert Message.objects.filter(template="payment.arrived", channel="in_app").count() == 1


@pytest.mark.parametrize(("number", "rounds"), [("6200000000000906", 2), ("6200000000000907", 1)])
def test_a_bank_that_cannot_be_reached_is_asked_again_under_the_same_key(
    house: cast.House, member: InsuredMember, number: str, rounds: int
) -> None:
    decision = decided(house, member, number)
    drain(strict=True)
    assert state_of(decision) == "paying"
    for minute in range(1, rounds + 1):
        with clock.at(clock.now() + timedelta(minutes=2 * minute)):
            tasks.poll()
    assert (state_of(decision), sent_money(), Instruction.objects.count()) == ("paid", 500_000, 1)


def test_killed_between_sending_and_recording_pays_once(
    house: cast.House, member: InsuredMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decided(house, member)
    payments.instruct(decision.claim)
    instruction = Instruction.objects.get()

    def die(_answer: Answer) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(payments, "take_answer", die)
        with pytest.raises(KeyboardInterrupt):
            tasks.send(instruction_id=instruction.pk)
    instruction.refresh_from_db()
    assert (instruction.state, instruction.acknowledged_at, sent_money()) == ("sent", None, 500_000)
    tasks.send(instruction_id=instruction.pk)
    assert (state_of(decision), sent_money(), SimulatedTransfer.objects.count()) == ("paid", 500_000, 1)


def test_killed_before_the_bank_was_called_is_sent_by_the_next_worker(
    house: cast.House, member: InsuredMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decided(house, member)
    payments.instruct(decision.claim)

    def die(_self: object, _transfer: object) -> list[Answer]:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(SimulatedBank, "send", die)
        with pytest.raises(KeyboardInterrupt):
            tasks.send(instruction_id=Instruction.objects.get().pk)
    assert sent_money() == 0
    with clock.at(clock.now() + timedelta(minutes=2)):
        tasks.poll()
    assert (state_of(decision), sent_money()) == ("paid", 500_000)


def test_running_every_step_twice_changes_nothing(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member)
    event_id = _event(decision, "settlement.approved")
    tasks.instruct(event_id=event_id)
    tasks.instruct(event_id=event_id)
    instruction = Instruction.objects.get()
    tasks.send(instruction_id=instruction.pk)
    tasks.send(instruction_id=instruction.pk)
    tasks.instruct(event_id=event_id)
    assert (Instruction.objects.count(), sent_money()) == (1, 500_000)


def test_the_same_answer_twice_is_booked_once_and_unknown_keys_are_refused(
    house: cast.House, member: InsuredMember
) -> None:
    decision = decided(house, member)
    payments.instruct(decision.claim)
    instruction = Instruction.objects.get()
    payments.mark_sent(instruction)
    answer = Answer(message_id="m1", key=instruction.key, status="paid", at=clock.now(), bank_ref="B1")
    assert payments.take_answer(answer) is True
    assert payments.take_answer(answer) is False
    assert BankAnswer.objects.count() == 1
    with pytest.raises(NotFound):
        payments.take_answer(Answer(message_id="m2", key="nobody", status="paid", at=clock.now()))


def test_paid_after_returned_is_reported_and_not_booked(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member, "6200000000000901")
    drain(strict=True)
    instruction = Instruction.objects.get()
    payments.take_answer(Answer(message_id="late", key=instruction.key, status="paid", at=clock.now()))
    instruction.refresh_from_db()
    assert (instruction.state, state_of(decision)) == ("returned", "payment_returned")
    assert _event(decision, "payment.contradiction")


def test_large_payments_wait_for_a_payments_officer_who_did_not_approve(
    house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member, cast.stay(10_000_000, 0))
    account(decision.claim, member)
    settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    instruction = Instruction.objects.get()
    assert (instruction.state, instruction.needs_release, sent_money()) == ("ready", True, 0)
    for who in (house.approver, house.handler, house.supervisor):
        with pytest.raises(Forbidden):
            payments.release(instruction, by=who.actor)
    payments.release(instruction, by=house.payer.actor)
    with pytest.raises(Refused):
        payments.release(instruction, by=house.payer.actor)
    drain(strict=True)
    assert (state_of(decision), sent_money()) == ("paid", 5_400_000)


def test_undisputed_part_is_paid_while_the_rest_is_agreed(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    account(claim, member)
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
    decision = settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    assert (state_of(decision), sent_money()) == ("agreement", 500_000)
    settlement.agree(decision, by=member.party.actor)
    drain(strict=True)
    assert (state_of(decision), sent_money()) == ("paid", 600_000)
    assert [row.part for row in Instruction.objects.order_by("id")] == ["undisputed", "rest"]


def test_advance_is_paid_and_comes_off_the_final_amount(house: cast.House, member: InsuredMember) -> None:
    claim, _receipt = cast.assessed(house, member)
    account(claim, member)
    advance = settlement.propose_advance(
        claim, amount_fen=200_000, reason="住院票据已核", by=house.handler.actor
    )
    settlement.approve_advance(advance, by=house.approver.actor)
    drain(strict=True)
    assert sent_money() == 200_000
    run = settlement.calculate(claim, by=house.handler.actor)
    decision = settlement.propose(claim, run=run, outcome="pay", by=house.handler.actor)
    settlement.approve(decision, by=house.approver.actor)
    drain(strict=True)
    assert (state_of(decision), sent_money()) == ("paid", 500_000)


def test_upheld_objection_pays_the_difference_only(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member)
    drain(strict=True)
    objection = settlement.object_to(decision.claim, text="还有一张票据", by=member.party.actor)
    settlement.answer_objection(objection, upheld=True, answer="补上", by=house.supervisor.actor)
    settlement.add_receipt(decision.claim, form=cast.stay(101_000, 1_000), by=house.handler.actor)
    run = settlement.calculate(decision.claim, by=house.handler.actor)
    assert run.payable_fen == 600_000
    later = settlement.propose(decision.claim, run=run, outcome="pay", by=house.handler.actor)
    settlement.approve(later, by=house.second_approver.actor)
    drain(strict=True)
    assert (state_of(decision), sent_money()) == ("paid", 600_000)
    assert Claim.objects.get(pk=decision.claim_id).paid_fen == 600_000


def test_the_database_refuses_a_second_living_transfer(house: cast.House, member: InsuredMember) -> None:
    decision = decided(house, member)
    payments.instruct(decision.claim)
    first = Instruction.objects.get()
    copy = {
        "claim": first.claim,
        "decision": first.decision,
        "payee": first.payee,
        "amount_fen": 1,
        "released_at": clock.now(),
    }
    broken: list[tuple[str, dict[str, Any]]] = [
        ("one_living_transfer_per_part", {**copy, "key": "k1"}),
        ("key", {**copy, "key": first.key, "part": "rest"}),
        ("instruction_pays_something", {**copy, "key": "k2", "part": "rest", "amount_fen": 0}),
        ("instruction_of_one_decision_or_advance", {**copy, "key": "k3", "part": "rest", "decision": None}),
        ("only_released_money_leaves", {**copy, "key": "k4", "part": "rest", "state": "sent"}),
        ("large_payment_released_by_person", {**copy, "key": "k5", "part": "rest", "needs_release": True}),
    ]
    for _name, values in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            Instruction.objects.create(**values)
    payee = {
        "claim": first.claim,
        "party": member.party,
        "account": first.payee.account,
        "capacity": "insured",
    }
    for change in (
        {"name_matches": False, "active": False},
        {"name_matches": True},
        {"name_matches": True, "active": False, "share_bp": 0},
        {"name_matches": True, "active": False, "capacity": "authorised"},
        {"name_matches": True, "active": False, "verified_how": "person", "verified_at": clock.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Payee.objects.create(**{**payee, **change})
    assert Instruction.objects.count() == 1


def _event(decision: Decision, event_type: str) -> int:
    return (
        Event.objects.filter(subject="claim", subject_id=decision.claim_id, type=event_type).latest("seq").pk
    )
