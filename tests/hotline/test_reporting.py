"""A report taken out of a call or a message: dated when it reached us, linked both ways, answered by the way it came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import Cast
from tests.hotline.test_calls import BEGAN, missed, tell
from tests.hotline.test_inbound import receive

from anpei.accounts.models import Staff
from anpei.audit.models import Event
from anpei.claims.actions import ReportForm
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.deadlines.models import Clock
from anpei.hotline import actions, beginnings, queries
from anpei.hotline.models import Call, FirstContact, Inbound
from anpei.messages.models import Message

STRANGER = "19900008888"


def take(cast: Cast, kind: str, row_id: int, *, key: str = "take-1", **told: Any) -> Claim:
    begun = beginnings.beginning(cast.handler, kind, row_id)
    form = ReportForm(**{"story": "摔了一跤", **told})
    return actions.take_report(begun, form=form, by=cast.handler.actor, key=key, unit=cast.branch)


def answered_call(cast: Cast, **more: object) -> Call:
    tell(cast, "ringing", **more)
    return tell(cast, "answered", 12, **more)


def test_a_report_in_a_call_counts_from_when_somebody_picked_up(cast: Cast):
    call = answered_call(cast, number=STRANGER)
    tell(cast, "hung_up", 300, number=STRANGER)

    with clock.at(BEGAN + timedelta(hours=2)):
        claim = take(cast, "call", call.pk)

    picked_up = BEGAN + timedelta(seconds=12)
    assert (claim.channel, claim.reported_at, claim.reporter_phone) == ("hotline", picked_up, STRANGER)
    promise = Clock.objects.get(rule_id="report.response", subject="claim", subject_id=claim.pk)
    assert (promise.started_at, promise.due_at) == (picked_up, picked_up + timedelta(minutes=30))
    assert not Clock.objects.filter(subject_id=claim.pk, rule_id__contains="determination").exists()


def test_call_and_case_know_of_each_other(cast: Cast):
    call = answered_call(cast, number=STRANGER)

    one, two = take(cast, "call", call.pk), take(cast, "call", call.pk, key="take-2")

    assert queries.reported_in(call) == [one, two]
    first = queries.first_contact(one)
    assert first is not None and (first.call, first.message) == (call, None)
    assert queries.calls_of(two) == [call]
    assert Event.objects.filter(type="claim.first_contact").count() == 2


def test_a_caller_who_was_identified_reports_for_themself(cast: Cast):
    call = answered_call(cast)
    call = actions.link(call, party=cast.customer, known_by="id_last4", by=cast.handler.actor)

    claim = take(cast, "call", call.pk)

    call.refresh_from_db()
    assert (claim.insured, claim.reporter, claim.reporter_name) == (
        cast.customer,
        cast.customer,
        cast.customer.name,
    )
    assert (claim.policy, call.claim) == (cast.policy, claim)


def test_an_identified_caller_may_report_for_somebody_else(cast: Cast):
    call = answered_call(cast)
    call = actions.link(call, party=cast.customer, known_by="id_last4", by=cast.handler.actor)

    claim = take(cast, "call", call.pk, insured_name="王五", reporter_relation="relative")

    call.refresh_from_db()
    assert (claim.insured, claim.reporter, call.claim) == (None, cast.customer, claim)


def test_nobody_reports_in_a_call_nobody_picked_up(cast: Cast):
    call = missed(cast)

    with pytest.raises(Refused) as refused:
        take(cast, "call", call.pk)
    assert refused.value.code == "call.nobody_talked"


def test_a_call_that_is_ringing_can_be_reported_in_while_the_exchange_is_late(cast: Cast):
    call = tell(cast, "ringing", number=STRANGER)

    claim = take(cast, "call", call.pk)

    assert claim.reported_at == clock.now()


def test_a_landline_does_not_fill_the_mobile_number(cast: Cast):
    call = answered_call(cast, number="02886001234")

    with pytest.raises(Invalid) as refused:
        take(cast, "call", call.pk)

    assert set(refused.value.fields) == {"reporter_phone"}
    assert Claim.objects.count() == 0


def test_a_strangers_text_message_becomes_a_case_with_its_words(cast: Cast):
    row = receive(cast, "我爸在工地摔了，腿断了", sender=STRANGER)
    came = row.received_at

    with clock.at(came + timedelta(hours=3)):
        claim = take(cast, "inbound", row.pk, story="我爸在工地摔了，腿断了", reporter_relation="child")

    row.refresh_from_db()
    assert (claim.channel, claim.reported_at, claim.reporter_phone) == ("sms", came, STRANGER)
    assert (row.claim, row.party, list(queries.unassigned(cast.handler))) == (claim, None, [])
    said = Message.objects.get(direction="in")
    assert (said.subject, said.subject_id, said.body, said.created_at) == (
        "claim",
        claim.pk,
        "我爸在工地摔了，腿断了",
        came,
    )
    assert FirstContact.objects.get().message == said


def test_an_e_mail_is_answered_by_e_mail_though_no_number_is_known(cast: Cast):
    row = receive(cast, "昨天在超市摔倒", channel="email", sender="Lin <lin@mail.example>", title="报案")

    claim = take(cast, "inbound", row.pk)

    assert (claim.channel, claim.reporter_phone, claim.reply_address) == ("email", "", "lin@mail.example")
    out = Message.objects.filter(direction="out", template="claim.received").exclude(channel="in_app").get()
    assert (out.channel, out.address, out.recipient_kind) == ("email", "lin@mail.example", "reporter")
    assert queries.written_to_reporter(claim) == [out]


def test_after_a_road_accident_the_papers_are_named_by_the_same_way(cast: Cast):
    row = receive(cast, "路口追尾", channel="email", sender="lin@mail.example")

    claim = take(cast, "inbound", row.pk, nature="collision")

    sent = Message.objects.filter(direction="out").exclude(channel="in_app").order_by("id")
    assert [(one.template, one.channel) for one in sent] == [
        ("claim.received", "email"),
        ("claim.papers", "email"),
    ]
    assert queries.written_to_reporter(claim) == list(sent)


def test_a_message_is_reported_once_and_the_same_key_gives_the_same_case(cast: Cast):
    row = receive(cast, "摔了", sender=STRANGER)

    claim = take(cast, "inbound", row.pk)

    assert take(cast, "inbound", row.pk) == claim
    with pytest.raises(Refused) as refused:
        take(cast, "inbound", row.pk, key="take-2")
    assert refused.value.code == "inbound.done"
    assert Claim.objects.count() == 1


def test_a_message_somebody_placed_meanwhile_is_reported_from_its_conversation(cast: Cast):
    row = receive(cast, "摔了", sender=STRANGER)
    actions.assign(row, party=cast.customer, by=cast.handler.actor)

    claim = take(cast, "inbound", row.pk)

    said = Message.objects.get(direction="in")
    assert (claim.insured, FirstContact.objects.get().message) == (cast.customer, said)
    assert queries.reported_in_messages([said.pk]) == {said.pk: claim.number}


def test_what_a_customer_wrote_without_a_case_becomes_one(cast: Cast):
    receive(cast, "我昨天摔伤了")
    said = Message.objects.get(direction="in")

    with clock.at(said.created_at + timedelta(minutes=20)):
        claim = take(cast, "message", said.pk)

    assert (claim.channel, claim.reported_at, claim.insured) == ("sms", said.created_at, cast.customer)
    promise = Clock.objects.get(rule_id="report.response", subject_id=claim.pk)
    assert promise.due_at == said.created_at + timedelta(minutes=30)


def test_who_may_not_write_to_customers_takes_no_report_from_them(cast: Cast):
    row = receive(cast, "摔了", sender=STRANGER)
    begun = beginnings.of_inbound(row)
    clerk = Staff.objects.create(
        username="clerk", display_name="精算员", role="actuary", unit=cast.branch, employee_no="T-s"
    )

    with pytest.raises(Forbidden):
        actions.take_report(begun, form=ReportForm(), by=clerk.actor, key="k")


@pytest.mark.parametrize("kind", ["call", "inbound", "message", "letter"])
def test_what_is_not_there_is_not_found(cast: Cast, kind: str):
    with pytest.raises(NotFound):
        beginnings.beginning(cast.handler, kind, 987654)


def test_what_we_wrote_ourselves_is_no_beginning(cast: Cast, reported_claim: Claim):
    ours = Message.objects.filter(direction="out").first()
    assert ours is not None
    with pytest.raises(NotFound):
        beginnings.beginning(cast.handler, "message", ours.pk)


def test_a_message_waits_until_it_has_a_person_or_a_case(cast: Cast):
    row = receive(cast, "摔了", sender=STRANGER)
    claim = take(cast, "inbound", row.pk)

    assert Inbound.objects.get(claim=claim).placed_at == clock.now()
