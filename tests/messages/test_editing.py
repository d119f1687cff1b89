"""The insurer's own words: tried on real cases, kept as a draft, published by somebody else, used from then on."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from tests.cast import Cast, course_to

from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.messages import editing, queries, templates
from anpei.messages.models import Message, Wording, WordingState

NAME = "claim.reopened"
ZH = "编号 {number} 又办起来了。有事找 {contact}，您先歇着。"
EN = "Case {number} is open again. {contact} looks after it; you can rest."
TEXTS = {"zh-hans": ZH, "en": EN}


def draft(cast: Cast, texts: dict[str, str] = TEXTS, reason: str = "更短") -> Wording:
    return editing.draft(template=NAME, texts=texts, reason=reason, by=cast.staff["care"].actor)


def published(cast: Cast, texts: dict[str, str] = TEXTS) -> Wording:
    return editing.publish(draft(cast, texts), by=cast.staff["compliance"].actor)


def wrong(cast: Cast, texts: dict[str, str], reason: str = "更短") -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        draft(cast, texts, reason)
    assert not Wording.objects.exists()
    return {name: str(words) for name, words in refused.value.fields.items()}


def last_to_customer(claim: Claim, template: str) -> str:
    return Message.objects.filter(subject_id=claim.pk, template=template, channel="in_app").latest("id").body


def test_published_words_are_used_from_the_next_message_on(cast: Cast) -> None:
    before = course_to(cast, "reported", key="before")
    texts = {
        "zh-hans": "报案收到了，编号 {number}。别着急，有事找 {contact}。",
        "en": "We have it: {number}. Your contact is {contact}.",
    }
    row = editing.draft(template="claim.received", texts=texts, reason="更短", by=cast.staff["care"].actor)
    still = course_to(cast, "reported", key="still")
    editing.publish(row, by=cast.staff["compliance"].actor)
    after = course_to(cast, "reported", key="after")
    assert last_to_customer(before, "claim.received").startswith("我们收到您的报案了")
    assert last_to_customer(still, "claim.received").startswith("我们收到您的报案了")
    assert last_to_customer(after, "claim.received").startswith(
        f"报案收到了，编号 {after.number}。别着急，有事找"
    )


def test_versions_follow_each_other_and_every_one_is_kept(cast: Cast) -> None:
    first = published(cast)
    second = published(cast, {"zh-hans": ZH + "不急。", "en": EN + " No hurry."})
    first.refresh_from_db()
    assert (first.version, first.state) == (1, WordingState.REPLACED)
    assert (second.version, second.state) == (2, WordingState.IN_USE)
    assert queries.words_in_use(NAME) == second.texts
    assert [one.type for one in Event.objects.filter(subject="wording").order_by("pk")] == [
        "wording.written",
        "wording.published",
    ] * 2


def test_a_second_draft_takes_the_place_of_the_first(cast: Cast) -> None:
    first, second = draft(cast), draft(cast, {"zh-hans": ZH + "不急。", "en": EN})
    first.refresh_from_db()
    assert (first.state, second.state) == (WordingState.DISCARDED, WordingState.DRAFT)


def test_a_draft_taken_back_is_not_published(cast: Cast) -> None:
    row = editing.discard(draft(cast), by=cast.staff["care"].actor)
    assert row.state == WordingState.DISCARDED
    with pytest.raises(Refused) as refused:
        editing.publish(row, by=cast.staff["compliance"].actor)
    assert refused.value.code == "wording.not_open"
    assert queries.words_in_use(NAME) is None


def test_nobody_publishes_what_they_wrote(cast: Cast) -> None:
    own = editing.draft(template=NAME, texts=TEXTS, reason="更短", by=cast.staff["compliance"].actor)
    with pytest.raises(Refused) as refused:
        editing.publish(own, by=cast.staff["compliance"].actor)
    assert refused.value.code == "wording.own"
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=own.pk).update(state=WordingState.IN_USE, published_by=own.written_by)


def test_a_handler_neither_writes_nor_publishes(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        editing.draft(template=NAME, texts=TEXTS, reason="更短", by=cast.handler.actor)
    with pytest.raises(Forbidden):
        editing.publish(draft(cast), by=cast.handler.actor)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "请写上"),
        ("编号 {number}，找 {contact}，{amount} 元。", "{amount}"),
        ("编号 {number}。", "{contact}"),
        ("编号 {number} {contact。", "花括号"),
        ("编号 {number} {contact} {}。", "{}"),
        ("编号 {number.__class__} {contact}。", "{number.__class__}"),
        ("编号 {number!r} {contact}。", "{number}"),
        ("编号 {number:>99999999} {contact}。", "{number}"),
        ("编号 {number} {contact}。" + "好" * 600, "600"),
    ],
)
def test_words_that_cannot_be_filled_are_refused_beside_their_text(cast: Cast, text: str, said: str) -> None:
    found = wrong(cast, {"zh-hans": text, "en": EN})
    assert set(found) == {"text-zh-hans"}
    assert said in found["text-zh-hans"]


def test_a_reason_is_wanted_and_the_words_in_use_are_no_change(cast: Cast) -> None:
    assert set(wrong(cast, TEXTS, reason=" ")) == {"reason"}
    assert set(wrong(cast, templates.shipped(NAME))) == {"reason"}


def test_new_words_are_tried_on_the_last_real_messages(cast: Cast) -> None:
    claims = [course_to(cast, "reported", key=f"real-{number}") for number in range(3)]
    text = {"zh-hans": "编号 {number}，找 {contact}。", "en": "Case {number}: {contact}."}
    zh, en = editing.check("claim.received", text)
    assert [one.message.subject_id for one in zh.tried] == [one.pk for one in reversed(claims)]
    assert zh.tried[0].text.startswith(f"编号 {claims[-1].number}，找 ")
    assert (zh.errors, zh.most_parts, en.tried) == ((), 1, ())


def test_a_real_case_shows_what_a_sample_does_not(cast: Cast, reported_claim: Claim) -> None:
    said = {"number": reported_claim.number, "contact": ""}
    row = Message.objects.filter(template="claim.received", channel="in_app").get()
    row.values = json.dumps(said)
    row.save()
    zh, _en = editing.check(
        "claim.received", {"zh-hans": "编号 {number}，找（{contact}）。" + "好。" * 150, "en": EN}
    )
    assert [one.code for one in zh.remarks] == ["gap", "parts"]
    assert zh.most_parts == 5


def test_what_is_written_by_the_code_of_a_log_in_can_be_changed_too(cast: Cast) -> None:
    name = "accounts.one_time_code"
    texts = {"zh-hans": "验证码 {code}，别告诉别人。", "en": "Your code is {code}. Tell nobody."}
    row = editing.draft(template=name, texts=texts, reason="更短", by=cast.staff["care"].actor)
    editing.publish(row, by=cast.staff["compliance"].actor)
    assert templates.render(name, "en", {"code": "123456"}, queries.words_in_use(name)) == (
        "Your code is 123456. Tell nobody."
    )
