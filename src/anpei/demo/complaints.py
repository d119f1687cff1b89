"""Complaints of the demo, by the real actions: one about a case in each state, and those about contracts over the year."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction

from anpei.claims.models import Claim
from anpei.complaints import actions
from anpei.complaints.actions import RemedyForm
from anpei.complaints.models import Channel
from anpei.core import clock
from anpei.core.randomness import seeded
from anpei.deadlines.watch import watch
from anpei.demo import complaint_year
from anpei.demo.complaint_telling import Story, Telling
from anpei.demo.house import House
from anpei.jobs.worker import drain
from anpei.messages import editing
from anpei.values.dates import local_date

DAY = timedelta(days=1)


def tell(
    house: House, *, claims: list[Claim], shown: dict[str, Claim], end: datetime, seed: int, usual: int
) -> None:
    """Play the stories in the order of time, as far as the demo's last moment. ``usual``: how many of the usual kind."""
    stories = [
        (name, story(Telling(house, end, f"complaint-{name}"), claim))
        for name, story, claim in _cast(claims, shown)
    ]
    stories += [
        (name, story(Telling(house, end, f"complaint-{name}")))
        for name, story in complaint_year.stories(end=end, usual=usual, seed=seed)
    ]
    order = count()
    heap: list[tuple[datetime, int, str, Story]] = []
    for name, story in stories:
        first = next(story, None)
        if first is not None:
            heapq.heappush(heap, (first, next(order), name, story))
    with transaction.atomic():
        while heap:
            moment, _, name, story = heapq.heappop(heap)
            if moment >= end:
                continue
            with clock.at(moment), seeded(f"{seed} {name} {moment.isoformat()}"):
                following = next(story, None)
                drain(strict=True)
            if following is not None:
                heapq.heappush(heap, (max(following, moment), next(order), name, story))
    with clock.at(end), seeded(f"{seed} complaints"):
        watch()
        drain(strict=True)


def _cast(
    claims: list[Claim], shown: dict[str, Claim]
) -> Iterator[tuple[str, Callable[[Telling, Claim], Story], Claim]]:
    """Which story is about which case; a story whose case is missing in a small demo is not told."""
    for name, story in (
        ("周桂芬", _looked_into),
        ("许国平", _reviewed),
        ("刘爱华", _settled),
        ("韩雪", _transferred),
        ("罗静", _taken_back),
    ):
        if name in shown:
            yield name, story, shown[name]
    ended = [claim for claim in claims if claim.decided_at and claim.insured and claim.insured.phone]
    others = [_longer, _to_be_signed, _not_taken_up, _many_people]
    for number, (story, claim) in enumerate(zip(others, ended, strict=False)):
        yield f"story-{number}", story, claim


def _looked_into(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 2 * DAY - timedelta(hours=9)
    complaint = tell.register(claim, "材料早就交齐了，问了两次都说再等等，也没人说到底等什么。", "delay")
    yield tell.end - DAY - timedelta(hours=13)
    by = tell.handler(complaint).actor
    actions.note_contact(complaint, medium="call", text="道了歉，说明由我来查，周五前告诉她进展。", by=by)
    actions.add_finding(
        complaint, text="两次来电的通话记录里都没有说清在等哪一步", basis="公司服务承诺", by=by
    )
    if claim.handler is not None:
        actions.ask_staff(complaint, person=claim.handler, question="客户两次来电时，您是怎么说明的？", by=by)


def _reviewed(tell: Telling, claim: Claim) -> Story:
    yield (claim.decided_at or tell.end) + timedelta(hours=20)
    complaint = tell.register(
        claim, "骑的是电动车改的，凭什么说是摩托车就不赔？通知书上也看不明白。", "refusal"
    )
    yield clock.now() + DAY
    by = tell.handler(complaint).actor
    actions.note_contact(complaint, medium="call", text="听他讲了经过，解释了条款，答应书面答复。", by=by)
    yield clock.now() + DAY
    tell.answer(
        complaint, "partly", "拒赔的依据没有错；通知书只引了条款，没有讲清为什么适用，这一点我们没有做好。",
        ("explanation", "请主管当面讲清条款和依据。"), ("apology", "为说明不清向您道歉。"),
    )  # fmt: skip
    yield clock.now() + DAY
    actions.ask_review(complaint, text="车的性质没有查清楚，请上级再看。", by=tell.complainant(complaint))


def _settled(tell: Telling, claim: Claim) -> Story:
    yield (claim.decided_at or tell.end) + timedelta(hours=30)
    complaint = tell.register(
        claim, "扣掉的那一项，事先没有人告诉我要医嘱。", "papers", wish="以后早点说清楚"
    )
    yield clock.now() + DAY
    by = tell.handler(complaint).actor
    actions.note_contact(complaint, medium="call", text="承认补充通知没有写到医嘱，当面道歉。", by=by)
    actions.name_cause(
        complaint, kind="letter", reference="message:claim.supplement", text="模板的护理费一栏没有提医嘱。",
        action="补充通知写明每一样要什么样的，中英文同改", owner=tell.staff("chen"), by=by,
    )  # fmt: skip
    yield clock.now() + DAY
    tell.answer(
        complaint,
        "justified",
        "第一次补充通知没有列出医嘱，应当一次说全。",
        ("apology", "书面道歉。"),
        ("process", "修改补充通知模板。"),
    )
    yield clock.now() + timedelta(hours=28)
    actions.accept_answer(complaint, by=tell.complainant(complaint))
    yield clock.now() + DAY
    row = editing.draft(
        template="claim.supplement",
        texts={
            "zh-hans": "编号 {number}，还需要 {count} 样：{papers}。每一样要什么样的，页面上都写着。就这些，"
            "同一件事不会再要第二次。拍照就行，缺哪样可以找我们帮忙。",
            "en": "Case {number} still needs {count} papers: {papers}. The page says what each must show. That is all; we never "
            "ask for the same thing twice. A photo is enough, and we help with anything you cannot get.",
        },
        reason="投诉说没有写到医嘱", by=tell.staff("ren").actor,
    )  # fmt: skip
    yield clock.now() + timedelta(hours=3)
    editing.publish(
        row, by=tell.staff("peng").actor
    )  # and a second person has yet to look whether it is enough


def _transferred(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 4 * DAY - timedelta(hours=10)
    complaint = tell.register(
        claim, "说是打了款，卡里一直没有，电话里每次说法都不一样。", "delay", channel=Channel.REGULATOR,
        regulator_case_no="12378-示例-0017", regulator_due_on=local_date(tell.end) + 6 * DAY, by=tell.staff("you").actor,
    )  # fmt: skip
    yield tell.end - 3 * DAY - timedelta(hours=8)
    by = tell.handler(complaint).actor
    actions.note_contact(complaint, medium="call", text="核对了户名，银行退回的原因讲清楚了。", by=by)
    actions.tell_progress(complaint, text="钱因为户名不符被银行退回，我们留着，补好账户当天重付。", by=by)


def _taken_back(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 6 * DAY - timedelta(hours=12)
    complaint = tell.register(claim, "协商的金额是不是少算了误工？", "amount")
    yield tell.end - 5 * DAY - timedelta(hours=9)
    actions.note_contact(
        complaint, medium="call", text="一行一行讲了怎么算的。", by=tell.handler(complaint).actor
    )
    yield tell.end - 5 * DAY - timedelta(hours=4)
    actions.withdraw(
        complaint, words="讲明白了，不投诉了，我再想想要不要同意。", by=tell.complainant(complaint)
    )


def _longer(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 14 * DAY - timedelta(hours=13)
    complaint = tell.register(
        claim,
        "医院说可以报，你们说不可以，到底听谁的？",
        "amount",
        channel=Channel.HOTLINE,
        by=tell.staff("tangyue").actor,
    )
    yield tell.end - 13 * DAY - timedelta(hours=10)
    by = tell.handler(complaint).actor
    actions.note_contact(complaint, medium="call", text="说明要向医院核对，请她放心。", by=by)
    yield tell.end - 8 * DAY - timedelta(hours=10)
    actions.ask_extension(complaint, reason="要向医院调取费用清单核对", by=by)
    yield tell.end - 7 * DAY - timedelta(hours=9)
    again = Telling(tell.house, tell.end, f"{tell.key}-again").register(
        claim, "上次说的事怎么样了？", "amount", channel=Channel.COUNTER, by=tell.staff("ren").actor
    )
    yield tell.end - 7 * DAY - timedelta(hours=7)
    actions.merge(again, into=complaint, by=tell.handler(again).actor)
    yield tell.end - DAY - timedelta(hours=8)
    actions.ask_extension(complaint, reason="医院的清单还没有寄到，鉴定意见要等清单", by=by)


def _to_be_signed(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 5 * DAY - timedelta(hours=14)
    complaint = tell.register(claim, "承诺的回电没有打，害我请了半天假等。", "attitude")
    yield tell.end - 4 * DAY - timedelta(hours=14)
    actions.note_contact(
        complaint, medium="call", text="先道了歉，说明这几天书面答复。", by=tell.handler(complaint).actor
    )
    yield tell.end - DAY - timedelta(hours=12)
    tell.judge(complaint)
    actions.propose_answer(
        complaint, outcome="justified", facts="承诺了回电没有打，系统有记录。", basis="公司服务承诺",
        remedies=[RemedyForm("apology", "主管电话道歉，并书面致歉。")], by=tell.handler(complaint).actor,
    )  # fmt: skip


def _not_taken_up(tell: Telling, claim: Claim) -> Story:
    yield tell.end - 9 * DAY - timedelta(hours=11)
    complaint = tell.register(
        claim,
        "法院那边也在说这件事，你们先给我个说法。",
        "refusal",
        channel=Channel.LETTER,
        by=tell.staff("you").actor,
    )
    yield tell.end - 8 * DAY - timedelta(hours=11)
    actions.decline(
        complaint, code="court", note_to="法院已经受理同一件事，按法院的结果办。判决前您有新的情况，随时告诉我们。",
        by=tell.handler(complaint).actor,
    )  # fmt: skip


def _many_people(tell: Telling, claim: Claim) -> Story:
    yield tell.end - timedelta(hours=14)
    complaint = tell.register(
        claim, "我们厂里二十六个人，都说体检费不该扣，一起来问个说法。", "amount", people=26,
        channel=Channel.COUNTER, by=tell.staff("ren").actor,
    )  # fmt: skip
    yield tell.end - timedelta(hours=12)
    lead = tell.staff("peng")
    actions.declare_major(complaint, criteria=["group"], lead=lead, by=tell.handler(complaint).actor)
    yield tell.end - timedelta(hours=11)
    actions.log_situation(
        complaint, text="到场 26 人，选出 5 名代表，已请到会议室，情绪平稳。", by=lead.actor
    )
