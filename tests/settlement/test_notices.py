"""Who hears how much is paid, and whose account is named: each reader what is theirs, nobody another's."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from tests.settlement import cast
from tests.settlement.test_entitlement import decided_crash

from anpei.claims import notices
from anpei.claims.models import Claim, Heir, HeirState
from anpei.core import clock
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.parties.models import Party
from anpei.payments import actions as payments
from anpei.payments import notices as payment_notices
from anpei.policies.models import InsuredMember
from anpei.settlement import actions
from anpei.settlement import notices as settlement_notices
from anpei.settlement.models import Decision

pytestmark = pytest.mark.django_db
REPORTER = "13800000066"
AMOUNT = "5,000.00"


def told() -> list[tuple[str, str]]:
    """(template, address) of what left the house about the result and the money, in order."""
    out = Message.objects.filter(channel="sms", template__regex="^(settlement|payment)").order_by("id")
    return [(one.template, one.address) for one in out]


def died(claim: Claim, **more: object) -> None:
    """The insured person is dead, and a neighbour reported it."""
    Claim.objects.filter(pk=claim.pk).update(nature="death", died_on=date(2026, 10, 13))
    claim.refresh_from_db()
    claim.reporter_phone, claim.reporter_relation = REPORTER, "other"
    claim.reporter_phone_hash = "neighbour"
    for name, value in more.items():
        setattr(claim, name, value)
    claim.save()


def heir(claim: Claim, house: cast.House, person: Party, state: str = HeirState.ACTIVE) -> Heir:
    checked = {"checked_by": house.supervisor, "checked_at": clock.now()} if state == HeirState.ACTIVE else {}
    return Heir.objects.create(
        claim=claim, person=person, capacity="heir", state=state, relation="子女", estate_because="not_named",
        proof="notary", document="继承公证书", recorded_by=house.handler, **checked,
    )  # fmt: skip


def tell_the_result(decision: Decision) -> None:
    """What the approval and the missing account tell, by themselves: the calculation was of a living person."""
    settlement_notices.approved(decision)
    payment_notices.account_wanted(decision.claim, amount_fen=decision.amount_fen, key="1")


def approve(decision: Decision, house: cast.House) -> Decision:
    return actions.approve(Decision.objects.get(pk=decision.pk), by=house.approver.actor)


def test_the_insured_person_hears_the_amount(house: cast.House, member: InsuredMember) -> None:
    approve(cast.proposed(house, member), house)
    assert told()[0] == ("settlement.approved", member.party.phone)
    assert AMOUNT in Message.objects.filter(template="settlement.approved").first().body  # type: ignore[union-attr]


def test_a_reporter_hears_no_amount_before_an_heir_is_accepted(
    house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    died(decision.claim)

    tell_the_result(decision)

    assert told() == [("settlement.for_others", REPORTER), ("payment.for_others", REPORTER)]
    assert all(AMOUNT not in one.body for one in Message.objects.all())


def test_an_heir_who_is_only_recorded_changes_nothing(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    died(decision.claim)
    son = cast.person("周小强", "110000199001010021", "13800000077")
    heir(decision.claim, house, son, HeirState.WAITING)

    settlement_notices.approved(decision)

    assert [address for _template, address in told()] == [REPORTER]


def test_an_accepted_heir_hears_the_amount_and_the_reporter_nothing(
    house: cast.House, member: InsuredMember
) -> None:
    decision = cast.proposed(house, member)
    died(decision.claim)
    son = cast.person("周小强", "110000199001010021", "13800000077")
    heir(decision.claim, house, son)

    settlement_notices.approved(decision)

    assert told() == [("settlement.approved", "13800000077")]


def test_of_several_heirs_nobody_hears_what_another_gets(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    died(decision.claim)
    for name, number, phone in (
        ("周小强", "110000199001010021", "13800000077"),
        ("周小美", "11000019900101003X", "13800000078"),
    ):
        heir(decision.claim, house, cast.person(name, number, phone))

    settlement_notices.approved(decision)  # a medical benefit: how they share it is not settled by the result

    assert told() == [("settlement.part_open", "13800000077"), ("settlement.part_open", "13800000078")]


def test_a_reporter_of_the_living_hears_no_amount_either(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    Party.objects.filter(pk=member.party.pk).update(phone="", phone_hash="")
    Claim.objects.filter(pk=decision.claim_id).update(
        reporter_phone=REPORTER, reporter_phone_hash="colleague", reporter_relation="employer"
    )

    approve(decision, house)

    assert told()[0] == ("settlement.for_others", REPORTER)


def test_the_same_is_said_once_however_many_steps_there_are(house: cast.House, member: InsuredMember) -> None:
    claim = cast.claim_of(house, member)
    died(claim)
    for key in ("1", "2"):
        notices.tell(
            claim, "settlement.advance", dedupe=key, variables={"number": "x", "amount": "1", "contact": "y"}
        )
    assert [template for template, _address in told()] == ["settlement.for_others"]


def test_whoever_reported_for_themself_and_is_not_found_yet_may_hear(member: InsuredMember) -> None:
    own = Claim(reporter_relation="self", reporter_phone=REPORTER)
    assert notices.may_hear_amounts(own, notices.recipient(own)) is True
    own.reporter_relation = "spouse"
    assert notices.may_hear_amounts(own, notices.recipient(own)) is False


def test_the_insured_reads_whose_the_parts_are(db: None, frozen_clock: datetime) -> None:
    house = cast.open_house("qc-motor-2026.yaml")

    actions.approve(decided_crash(house), by=house.approver.actor)

    body = Message.objects.filter(template="settlement.approved.shared", channel="sms").get().body
    assert "其中 行人 9,800.00 元，新Z00002 5,600.00 元，您 9,500.00 元，" in body.replace("、", "，")


def test_the_account_of_a_third_person_is_named_as_theirs(house: cast.House, member: InsuredMember) -> None:
    decision = cast.proposed(house, member)
    payments.set_payee(
        decision.claim, party=member.party, holder_name="周桂芬", account_number=cast.GOOD_ACCOUNT,
        bank_name="工商银行", by=member.party.actor,
    )  # fmt: skip
    approve(decision, house)
    victim = cast.person("行路人", "110000199001010021", "13800000077")
    decision.claim.payees.update(party=victim)

    drain(strict=True)

    row = Message.objects.get(template="payment.arrived.other", channel="sms")
    assert (row.address, "已经打到行路人名下尾号 0005 的卡" in row.body) == (member.party.phone, True)
    assert not Message.objects.filter(template="payment.arrived").exists()
