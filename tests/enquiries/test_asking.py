"""Questions as they are kept, handed over, answered by people, and kept for the next who asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation
from tests.cast import Cast, course_to

from anpei.audit.models import Event
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.errors import Forbidden, Invalid, NotFound, Refused
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.enquiries import actions, queries
from anpei.enquiries.actions import About
from anpei.enquiries.answering import Answer
from anpei.enquiries.knowledge import Entry
from anpei.enquiries.models import Enquiry, EnquiryState, KnowledgeEntry
from anpei.messages.models import Message
from anpei.parties.retention import holds

pytestmark = pytest.mark.django_db


def ask(cast: Cast, question: str, claim: Claim | None = None, *, full: bool = True) -> Enquiry:
    about = About(
        claim=claim,
        full=full,
        policy=cast.policy,
        party=cast.customer,
        phone_hash=cast.customer.phone_hash,
    )
    return actions.ask(question, about=about, by=cast.customer.actor, unit=cast.branch, language="zh-hans")


def said(enquiry: Enquiry) -> Answer:
    return Answer.from_json(enquiry.answer)


def test_a_question_is_answered_from_the_version_the_contract_is_pinned_to(cast: Cast) -> None:
    asked = ask(cast, "没用医保赔几成")

    assert (asked.state, asked.person, asked.product_version) == (
        EnquiryState.ANSWERED,
        None,
        cast.policy.product_version,
    )
    assert said(asked).citations[0].ref == "2.3.3"
    assert said(asked).lead == "用医保结算过的赔百分之九十，没用的赔百分之八十。"


@pytest.mark.parametrize(
    ("question", "lead", "label"),
    [
        ("我的案子到哪了", "正在核对您的材料", "您的案子：审核中"),
        ("谁在处理我的理赔", "您的案子由handler甲负责。", "您的案子：handler甲"),
        ("还缺啥材料", "材料齐了，您现在不用做什么。", "您的案子：材料已齐"),
        ("钱到账了没", "还没有付款。", "您的案子：还没付款"),
    ],
)
def test_the_case_answers_for_itself(cast: Cast, question: str, lead: str, label: str) -> None:
    asked = ask(cast, question, course_to(cast, "assessed"))

    assert (said(asked).lead, said(asked).citations[0].label) == (lead, label)
    assert said(asked).citations[0].kind == "case"


def test_the_papers_still_to_come_are_named(cast: Cast, reported_claim: Claim) -> None:
    found = said(ask(cast, "还缺啥材料", reported_claim))

    assert found.lead.startswith("还差：身份证、银行卡、")


def test_an_amount_is_never_named_before_it_is_decided(cast: Cast, proposed_claim: Claim) -> None:
    found = said(ask(cast, "我这笔赔了多少怎么算的", proposed_claim))

    assert found.lead == "结果还没出来，谁也不能先说数。"
    assert "元" not in found.text


def test_a_decided_amount_comes_with_its_lines_and_clauses(cast: Cast, paying_claim: Claim) -> None:
    found = said(ask(cast, "我这笔赔了多少怎么算的", paying_claim))

    assert found.lead == "结果是 7,849.98 元。"
    assert any("条款 2.3.2" in line.text for line in found.lines)


def test_a_clause_is_told_beside_what_it_did_in_the_case(cast: Cast, paying_claim: Claim) -> None:
    found = said(ask(cast, "意外医疗免赔一百是一年一次吗", paying_claim))

    assert [one.kind for one in found.citations][:2] == ["clause", "case"]
    assert found.lines[-1].text == "您这件案子里：免赔额 100.00 元。"


def test_a_reporter_who_is_not_the_insured_hears_no_amount_and_no_clause(
    cast: Cast, paying_claim: Claim
) -> None:
    about = About(claim=paying_claim, full=False)
    amount = actions.answer("我这笔赔了多少怎么算的", about=about, language="zh-hans")
    clause = actions.answer("意外医疗免赔一百是一年一次吗", about=about, language="zh-hans")

    assert "7,849.98" not in amount.text + "".join(one.text for one in amount.citations)
    assert all(one.kind != "clause" for one in clause.citations)


def test_what_is_not_known_goes_to_the_handler_with_a_date_and_a_clock(
    cast: Cast, reported_claim: Claim
) -> None:
    asked = ask(cast, "明年元宵节几号", reported_claim)

    assert (asked.state, asked.reason, asked.person) == (EnquiryState.WAITING, "unsure", cast.handler)
    running = Clock.objects.get(subject="enquiry", subject_id=asked.pk)
    assert (running.rule_id, running.owner_id, running.due_at) == (
        "enquiry.answer",
        cast.handler.pk,
        asked.due_at,
    )
    assert asked.due_at is not None
    assert clock.now() < asked.due_at < clock.now() + timedelta(days=2)
    event = Event.objects.filter(type="enquiry.handed_over").get()
    assert (event.subject, event.subject_id) == ("claim", reported_claim.pk)
    assert (event.data["reason"], event.data["due_at"]) == ("unsure", asked.due_at.isoformat())


def test_who_may_harm_themselves_is_called_within_half_an_hour(cast: Cast, reported_claim: Claim) -> None:
    asked = ask(cast, "活着没意思", reported_claim)

    assert (asked.state, asked.reason, asked.person) == (EnquiryState.WAITING, "urgent", cast.handler)
    assert asked.due_at == clock.now() + timedelta(minutes=30)
    assert Clock.objects.get(subject="enquiry", subject_id=asked.pk).rule_id == "enquiry.urgent"
    actions.reply(asked, text="电话里说过了，家人陪着。", by=cast.handler.actor)
    assert Clock.objects.get(subject="enquiry", subject_id=asked.pk).state == ClockState.MET


def test_an_exclusion_is_not_held_against_an_open_case_by_a_machine(
    cast: Cast, reported_claim: Claim
) -> None:
    asked = ask(cast, "酒驾出事赔吗", reported_claim)

    assert (asked.state, asked.reason) == (EnquiryState.WAITING, "decision")
    assert said(asked).lead == "这个我不能决定，也不能保证。"
    assert said(asked).citations[0].ref == "2.4(3)"


def test_what_this_contract_does_not_say_another_of_the_same_person_may(cast: Cast) -> None:
    other = cast.versions["qc_hospital_cash"]
    question = "住院津贴一天多少钱"
    alone = About(policy=cast.policy, party=cast.customer)
    with_both = About(policy=cast.policy, others=(other,), party=cast.customer)

    assert not actions.answer(question, about=alone, language="zh-hans").answered
    found = actions.answer(question, about=with_both, language="zh-hans")
    assert found.answered
    assert found.citations[0].source.startswith(other.product.name)


def test_the_date_of_the_result_is_not_said_as_the_date_of_the_money(
    cast: Cast, accepted_claim: Claim
) -> None:
    found = said(ask(cast, "我什么时候能拿到钱", accepted_claim))

    assert found.lead == "还没有付款。"
    assert [line.text for line in found.lines][1:] == [
        "赔多少定下来以后，10 天之内付到。",
        "请先在案子里填好收款卡，到时候不用再等。",
    ]
    assert found.lines[0].text.startswith("先出结果，最晚")


def test_without_a_case_a_care_officer_of_the_unit_answers(cast: Cast) -> None:
    assert ask(cast, "我要找人工").person == cast.staff["care"]


def test_who_is_away_is_not_given_a_question(cast: Cast, reported_claim: Claim) -> None:
    cast.handler.on_leave_until = clock.today() + timedelta(days=3)
    cast.handler.save()
    reported_claim.refresh_from_db()

    assert ask(cast, "我要找人工", reported_claim).person == cast.staff["care"]


def test_what_has_nothing_to_do_with_insurance_waits_for_a_tap(cast: Cast) -> None:
    asked = ask(cast, "讲个笑话")
    assert (asked.state, asked.reason, asked.person) == (EnquiryState.ANSWERED, "outside", None)

    handed = actions.hand_over(asked, by=cast.customer.actor)
    assert (handed.state, handed.person) == (EnquiryState.WAITING, cast.staff["care"])


def test_a_question_handed_over_twice_is_one_with_what_was_added(cast: Cast) -> None:
    asked = ask(cast, "我要找人工")
    again = actions.hand_over(asked, more="是关于钢板的", by=cast.customer.actor)

    assert (again.question, again.due_at) == ("我要找人工\n是关于钢板的", asked.due_at)
    assert Clock.objects.filter(subject="enquiry").count() == 1


def test_a_reply_reaches_the_phone_once_and_stops_the_clock(cast: Cast, frozen_clock: datetime) -> None:
    asked = ask(cast, "我要找人工")
    with clock.at(frozen_clock + timedelta(hours=3)):
        replied = actions.reply(asked, text="可以的，您放心。", by=cast.staff["care"].actor)

    assert (replied.state, replied.reply, replied.replied_by) == (
        EnquiryState.REPLIED,
        "可以的，您放心。",
        cast.staff["care"],
    )
    assert Clock.objects.get(subject="enquiry").state == ClockState.MET
    sent = Message.objects.filter(template="enquiry.replied")
    assert sorted(sent.values_list("channel", flat=True)) == ["in_app", "sms"]
    assert "可以的，您放心。" in sent[0].body
    with pytest.raises(Refused):
        actions.reply(replied, text="再答一次", by=cast.staff["care"].actor)
    assert Message.objects.filter(template="enquiry.replied").count() == 2


@pytest.mark.parametrize("text", ["", "   ", "长" * 1001])
def test_an_empty_or_endless_reply_is_refused_and_changes_nothing(cast: Cast, text: str) -> None:
    asked = ask(cast, "我要找人工")
    with pytest.raises(Invalid) as refused:
        actions.reply(asked, text=text, by=cast.staff["care"].actor)

    assert set(refused.value.fields) == {"text"}
    asked.refresh_from_db()
    assert (asked.state, asked.reply) == (EnquiryState.WAITING, "")


def test_only_who_may_write_to_customers_replies(cast: Cast) -> None:
    asked = ask(cast, "我要找人工")
    with pytest.raises(Forbidden):
        actions.reply(asked, text="好", by=cast.staff["auditor"].actor)
    with pytest.raises(Forbidden):
        actions.reply(asked, text="好", by=cast.customer.actor)


def test_a_question_passed_on_keeps_its_date(cast: Cast) -> None:
    asked = ask(cast, "我要找人工")
    passed = actions.pass_on(asked, to=cast.handler, by=cast.staff["care"].actor)

    assert (passed.person, passed.due_at) == (cast.handler, asked.due_at)
    assert Clock.objects.get(subject="enquiry").owner_id == cast.handler.pk
    with pytest.raises(Invalid):
        actions.pass_on(passed, to=cast.staff["auditor"], by=cast.staff["care"].actor)


def test_a_question_taken_back_needs_nobody(cast: Cast) -> None:
    asked = actions.withdraw(ask(cast, "我要找人工"), by=cast.customer.actor)

    assert asked.state == EnquiryState.WITHDRAWN
    assert Clock.objects.get(subject="enquiry").state == ClockState.CANCELLED
    with pytest.raises(Refused):
        actions.withdraw(asked, by=cast.customer.actor)


@pytest.mark.parametrize("question", ["", "  \n", "问" * 501])
def test_a_question_without_words_or_without_end_is_refused(cast: Cast, question: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(cast, question)

    assert set(refused.value.fields) == {"question"}
    assert Enquiry.objects.count() == 0


def test_strangers_and_other_units_reach_no_question(cast: Cast) -> None:
    asked = ask(cast, "我要找人工")

    with pytest.raises(NotFound):
        queries.get_for_visitor(cast.stranger.phone_hash, asked.pk)
    with pytest.raises(NotFound):
        queries.get_for_visitor("", asked.pk)
    with pytest.raises(NotFound):
        queries.get_for_staff(cast.other_handler, asked.pk)
    assert queries.get_for_staff(cast.handler, asked.pk) == asked


def promote(cast: Cast, asked: Enquiry, **changes: str) -> KnowledgeEntry:
    given = {
        "title": "取钢板的手术",
        "plain_zh": "取钢板看那天有没有保障，先打给我们。",
        "plain_en": "Taking the plate out: call us first.",
        "asks": "取钢板还赔吗\n手里的钢板明年要取",
        **changes,
    }
    return actions.promote(asked, by=cast.staff["care"].actor, **given)


def test_a_promoted_answer_answers_the_next_who_asks_and_a_retired_one_does_not(cast: Cast) -> None:
    asked = actions.reply(ask(cast, "我要找人工"), text="看那天有没有保障。", by=cast.staff["care"].actor)
    entry = promote(cast, asked)

    found = said(ask(cast, "取钢板还赔吗"))
    assert found.citations[0].ref == entry.code
    assert found.lead == "取钢板看那天有没有保障，先打给我们。"

    actions.retire(entry, reason="条款改了", by=cast.staff["care"].actor)
    assert all(one.ref != entry.code for one in said(ask(cast, "取钢板还赔吗")).citations)
    with pytest.raises(Refused):
        actions.retire(entry, reason="再来一次", by=cast.staff["care"].actor)


def test_only_a_person_s_answer_is_promoted_once_and_by_whoever_keeps_the_knowledge(cast: Cast) -> None:
    asked = ask(cast, "没用医保赔几成")
    with pytest.raises(Refused):
        promote(cast, asked)
    replied = actions.reply(ask(cast, "我要找人工"), text="好的", by=cast.staff["care"].actor)
    with pytest.raises(Invalid) as refused:
        promote(cast, replied, plain_zh=" ")
    assert set(refused.value.fields) == {"plain_zh"}
    with pytest.raises(Forbidden):
        actions.promote(replied, title="x", plain_zh="x", plain_en="x", asks="x", by=cast.handler.actor)
    promote(cast, replied)
    with pytest.raises(Refused):
        promote(cast, replied)
    assert KnowledgeEntry.objects.count() == 1


def test_an_import_says_nothing_twice_and_replaces_what_changed(cast: Cast) -> None:
    by = cast.staff["care"].actor
    entry = Entry.model_validate(
        {
            "id": "import.rules.n001",
            "kind": "clause",
            "title": {"zh": "代办", "en": "Acting"},
            "plain": {"zh": "可以代办。", "en": "Somebody may act."},
            "checked_on": clock.today(),
        }
    )
    first = actions.keep_imported(entry, by=by)
    again = actions.keep_imported(entry, by=by)
    changed = actions.keep_imported(entry.model_copy(update={"text": "新的"}), by=by)

    assert (first.pk, again.pk, changed.pk) == (first.pk,) * 3
    assert changed.content["text"] == "新的"
    assert Event.objects.filter(type="knowledge.kept").count() == 2


def test_a_waiting_question_keeps_the_person_without_an_end(cast: Cast) -> None:
    asked = ask(cast, "我要找人工")
    with translation.override("zh-hans"):
        assert "一个等待回答的问题" in [str(one.why) for one in holds(cast.customer)]
    actions.withdraw(asked, by=cast.customer.actor)
    assert any(one.until and one.until.year == 2036 for one in holds(cast.customer))
