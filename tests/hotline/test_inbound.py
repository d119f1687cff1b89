"""What comes in by text message and e-mail: one conversation, nothing twice, nobody guessed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from tests.cast import Cast

from anpei.accounts import actions as accounts
from anpei.audit.models import Audience
from anpei.audit.queries import timeline
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.deadlines.models import Clock
from anpei.hotline import actions, queries
from anpei.hotline.models import Inbound
from anpei.jobs.worker import drain
from anpei.messages.models import Message
from anpei.parties import actions as parties
from anpei.parties.models import Party

GATEWAY = Actor(kind="api", id="gateway", name="短信网关")


def receive(cast: Cast, text: str = "还差什么材料？", **changed: object) -> Inbound:
    given = {
        "channel": "sms",
        "sender": cast.customer.phone,
        "external_id": "m-1",
        "unit": cast.branch,
        "by": GATEWAY,
        **changed,
    }
    return actions.receive(text=text, **given)  # type: ignore[arg-type]


def test_a_text_message_lands_in_the_open_case_once(cast: Cast, reported_claim: Claim):
    receive(cast)
    row = receive(cast)

    said = Message.objects.get(direction="in")
    assert (said.subject, said.subject_id, said.channel, said.body) == (
        "claim", reported_claim.pk, "sms", "还差什么材料？",
    )  # fmt: skip
    assert (row.party, Inbound.objects.count()) == (cast.customer, 1)


def test_without_an_open_case_it_stands_with_the_customer(cast: Cast):
    receive(cast)

    said = Message.objects.get(direction="in")
    assert (said.subject, said.subject_id, said.recipient_id) == (
        "party",
        cast.customer.pk,
        str(cast.customer.pk),
    )
    assert Clock.objects.get(rule_id="message.answer").unit_path == cast.branch.path


def test_an_e_mail_is_known_by_its_address_whatever_its_case(cast: Cast, reported_claim: Claim):
    parties.correct(cast.customer, by=cast.customer.actor, email="zhou@example.com")

    row = receive(cast, channel="email", sender="Zhou <ZHOU@Example.com>", title="材料", text="附件里是发票")

    assert row.party == cast.customer
    assert Message.objects.get(direction="in").body == "材料\n附件里是发票"


def test_a_long_letter_is_kept_whole_in_parts(cast: Cast, reported_claim: Claim):
    receive(cast, text="长" * 4_500)

    assert [len(one.body) for one in Message.objects.filter(direction="in").order_by("id")] == [
        2000,
        2000,
        500,
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sender": "shop"}, "sender"),
        ({"channel": "email", "sender": "nobody"}, "sender"),
        ({"text": "  "}, "text"),
        ({"text": "长" * 20_001}, "text"),
    ],
)
def test_what_is_no_message_is_refused(cast: Cast, changed: dict[str, str], field: str):
    with pytest.raises(Invalid) as refused:
        receive(cast, **changed)

    assert list(refused.value.fields) == [field]
    assert not Inbound.objects.exists()


def test_the_same_id_with_other_words_is_refused(cast: Cast):
    receive(cast)

    with pytest.raises(Refused) as refused:
        receive(cast, "别的话")

    assert refused.value.code == "inbound.differs"


def test_an_unknown_sender_waits_until_somebody_finds_out(cast: Cast, reported_claim: Claim):
    row = receive(cast, sender="13900000000", received_at=clock.now() - timedelta(minutes=20))
    assert (row.party, Message.objects.filter(direction="in").count()) == (None, 0)
    assert list(queries.unassigned(cast.handler)) == [row]
    assert list(queries.unassigned(cast.other_handler)) == []
    with pytest.raises(Forbidden):
        actions.assign(row, party=cast.customer, by=cast.staff["auditor"].actor)

    actions.assign(row, party=cast.customer, by=cast.handler.actor)

    said = Message.objects.get(direction="in")
    assert (said.subject_id, said.created_at) == (reported_claim.pk, clock.now() - timedelta(minutes=20))
    assert list(queries.unassigned(cast.handler)) == []
    with pytest.raises(Refused):
        actions.assign(row, party=cast.relative, by=cast.handler.actor)


def test_a_number_several_people_share_is_nobodys_by_itself(cast: Cast):
    parties.register(name="周小宝", phone=cast.customer.phone, source="tests", by=Actor.system("tests"))

    assert receive(cast).party is None
    assert len(queries.senders("sms", cast.customer.phone)) == 2


def from_wechat(cast: Cast, text: str, minutes: int, **changed: object) -> Inbound:
    at = clock.now() - timedelta(minutes=minutes)
    given = {
        "channel": "wechat",
        "sender": "openid-9",
        "external_id": f"w-{text}",
        "received_at": at,
        **changed,
    }
    return receive(cast, text, **given)


def said_by(person: Party) -> list[tuple[str, str, datetime]]:
    rows = Message.objects.filter(direction="in", recipient_id=str(person.pk)).order_by("created_at", "id")
    return [(one.channel, one.body, one.created_at) for one in rows]


def test_what_a_follower_wrote_before_they_said_who_they_are_is_placed_in_order_once(cast: Cast):
    now = clock.now()
    from_wechat(cast, "在吗", 30)
    from_wechat(cast, "我想问下理赔", 20)
    from_wechat(cast, "别人的", 25, sender="openid-8")
    aside = from_wechat(cast, "买表吗", 10)
    actions.set_aside(aside, reason="广告", by=cast.supervisor.actor)

    parties.know_on_wechat(cast.customer, openid="openid-9", by=cast.customer.actor)
    drain(strict=True)
    drain(strict=True)
    parties.know_on_wechat(cast.customer, openid="openid-9", by=cast.customer.actor)
    drain(strict=True)

    assert said_by(cast.customer) == [
        ("wechat", "在吗", now - timedelta(minutes=30)),
        ("wechat", "我想问下理赔", now - timedelta(minutes=20)),
    ]
    told = [
        one
        for one in timeline("party", cast.customer.pk, audience=Audience.STAFF)
        if one.type == "inbound.assigned"
    ]
    assert [(one.data["channel"], one.actor_kind) for one in told] == [("wechat", "system")] * 2
    assert Inbound.objects.filter(placed_at__isnull=True).count() == 2
    assert not Message.objects.filter(template="hotline.out_of_hours").exists()


def test_whoever_is_known_from_a_message_is_known_from_the_earlier_ones(cast: Cast):
    now = clock.now()
    from_wechat(cast, "在吗", 30)
    last = from_wechat(cast, "我是周桂芬", 10)
    from_wechat(cast, "别人的", 25, sender="openid-8")

    row = actions.assign(last, party=cast.customer, by=cast.handler.actor)

    assert row.placed_at == now
    assert said_by(cast.customer) == [
        ("wechat", "在吗", now - timedelta(minutes=30)),
        ("wechat", "我是周桂芬", now - timedelta(minutes=10)),
    ]
    assert {one.assigned_by for one in Inbound.objects.filter(party=cast.customer)} == {cast.handler}
    cast.customer.refresh_from_db()
    assert cast.customer.wechat_openid == ""  # only the person themself binds the account


def test_of_a_number_a_family_may_share_only_the_message_named_is_placed(cast: Cast):
    receive(cast, "在吗", sender="13900000000", external_id="m-1")
    second = receive(cast, "我是周桂芬", sender="13900000000", external_id="m-2")

    actions.assign(second, party=cast.customer, by=cast.handler.actor)

    assert [words for _way, words, _at in said_by(cast.customer)] == ["我是周桂芬"]
    assert Inbound.objects.filter(placed_at__isnull=True).count() == 1


def test_an_advertisement_is_set_aside_with_the_reason(cast: Cast):
    row = receive(cast, sender="13900000000")
    with pytest.raises(Invalid):
        actions.set_aside(row, reason="", by=cast.handler.actor)

    actions.set_aside(row, reason="广告", by=cast.handler.actor)

    assert list(queries.unassigned(cast.handler)) == []
    with pytest.raises(Refused):
        actions.assign(row, party=cast.customer, by=cast.handler.actor)


def test_the_answer_goes_out_by_the_way_they_wrote_in_and_ends_the_wait(cast: Cast, reported_claim: Claim):
    parties.correct(cast.customer, by=cast.customer.actor, email="zhou@example.com", preferred_channel="sms")
    cast.customer.refresh_from_db()
    receive(cast, channel="email", sender="zhou@example.com")
    assert Clock.objects.get(rule_id="message.answer").state == "running"

    actions.answer(cast.customer, text="还差一张发票。", by=cast.handler.actor)

    out = Message.objects.exclude(channel="in_app").get(direction="out", template="")
    assert (out.channel, out.address, out.fallback) == ("email", "zhou@example.com", cast.customer.phone)
    assert Clock.objects.get(rule_id="message.answer").state == "met"
    assert (out.subject, out.subject_id) == ("claim", reported_claim.pk)


def test_without_words_from_them_it_goes_by_the_way_they_prefer(cast: Cast):
    actions.answer(cast.customer, text="您好", by=cast.handler.actor)

    assert Message.objects.get(channel="sms").address == cast.customer.phone


def test_when_nobody_sits_there_they_hear_at_once_when_somebody_does(cast: Cast):
    accounts.plan_shifts(
        unit=cast.branch, person=cast.handler, from_on=date(2026, 11, 17), until_on=date(2026, 11, 17),
        begins=time(8, 30), ends=time(17), by=cast.supervisor.actor,
    )  # fmt: skip
    with clock.at(clock.now().replace(hour=15)):  # 23:00 in Shanghai
        receive(cast)
        receive(cast, "在吗", external_id="m-2")

    told = Message.objects.get(template="hotline.out_of_hours", channel="sms")
    assert "08:30" in told.body
    assert told.send_after is None


def test_while_somebody_sits_there_no_machine_answers(cast: Cast):
    accounts.plan_shifts(
        unit=cast.branch, person=cast.handler, from_on=date(2026, 11, 16), until_on=date(2026, 11, 16),
        begins=time(8), ends=time(17), by=cast.supervisor.actor,
    )  # fmt: skip
    receive(cast)

    assert not Message.objects.filter(template="hotline.out_of_hours").exists()


def test_what_another_unit_talks_about_is_not_answered_from_here(cast: Cast, reported_claim: Claim):
    Claim.objects.filter(pk=reported_claim.pk).update(unit=cast.other_branch)
    receive(cast)

    said = actions.answer(cast.customer, text="您好", by=cast.handler.actor)

    assert (said.subject, said.subject_id) == ("party", cast.customer.pk)
    assert Clock.objects.get(rule_id="message.answer").state == "running"
