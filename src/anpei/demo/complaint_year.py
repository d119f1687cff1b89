"""Complaints about contracts over the demo's year: each end there is, and words that were changed because of two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from anpei.complaints import actions, queries
from anpei.complaints.models import Channel, Complaint, From, Remedy
from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.deadlines.watch import watch
from anpei.demo.complaint_telling import Story, Telling
from anpei.messages import editing
from anpei.policies.models import Policy
from anpei.values.dates import local_date

RENEWAL = "message:policy.renewal"
REMINDED = "续保短信看着像催我交钱，点进去才知道可以不续。"
CLOSES_AFTER = 40  # days: the time to ask for a review has gone by, holidays and all


@dataclass(frozen=True)
class Plain:
    """A complaint that takes the usual way: a call on the next day, the answer, and yes or nothing more."""

    kind: str
    channel: Channel
    text: str
    outcome: str
    found: str
    remedy: tuple[str, str]
    takes: int  # days to the answer
    accepts: bool = True


USUAL = (
    Plain("attitude", Channel.HOTLINE, "打电话问保障范围，接线的人念条款，我听不懂。", "justified",
          "录音里只念了条款，没有用白话讲。", ("explanation", "专人打电话，用白话讲了一遍。"), 4),
    Plain("papers", Channel.PORTAL, "改个手机号要我跑一趟网点，不能网上办吗？", "justified", "网上可以办，答复的人不知道。",
          ("apology", "书面致歉，手机号当天改好。"), 3),
    Plain("delay", Channel.HOTLINE, "说好三天寄到的保单，等了半个月。", "justified", "地址漏了门牌号，退回后没有人联系。",
          ("apology", "书面致歉，保单当天补寄。"), 5),
    Plain("amount", Channel.COUNTER, "今年保费怎么比去年贵了？", "unjustified", "按投保时约定的年龄档收费，投保单上有写。",
          ("explanation", "当面把年龄档的表讲了一遍。"), 6, accepts=False),
    Plain("privacy", Channel.PORTAL, "为什么别家公司的人知道我保单快到期了？", "unjustified",
          "查了全部查看记录，没有外传。", ("explanation", "把谁在什么时候看过资料告诉了他。"), 9, accepts=False),
    Plain("sales", Channel.HOTLINE, "买的时候没说有等待期。", "partly", "投保时读过，但只停留了几秒。",
          ("explanation", "把等待期重新讲清，书面发了一份。"), 7),
)  # fmt: skip


def stories(*, end: datetime, usual: int, seed: int) -> Iterator[tuple[str, Callable[[Telling], Story]]]:
    """Named stories, each about a contract of somebody without a case; fewer where a small demo has fewer people."""
    source = Random(f"{seed} complaint year")
    told: list[tuple[int, Callable[[Telling, Policy], Story]]] = [
        (320, _from_the_regulator),
        (285, _not_upheld),
        (250, _review_decided),
        (215, _takes_longer),
        (163, _reminded_again),
        (128, _mediated),
    ]
    for number in range(usual):
        told.append((345 - number * 310 // max(usual, 1), _usual(USUAL[number % len(USUAL)], source)))
    taken: set[int] = set()
    for number, (days, story) in enumerate(told):
        policy = _policy(local_date(end) - timedelta(days=days), taken)
        if policy is not None:
            taken.add(policy.policyholder_id)
            yield f"year-{number}", _about(policy, days, story)


def _about(
    policy: Policy, days: int, story: Callable[[Telling, Policy], Story]
) -> Callable[[Telling], Story]:
    def begun(tell: Telling) -> Story:
        yield tell.day(days)
        yield from story(tell, policy)

    return begun


def _policy(on: date, taken: set[int]) -> Policy | None:
    """A contract in force on that day, of a holder who can be called and has no case."""
    return (
        Policy.objects.filter(group=False, starts_on__lte=on, ends_on__gte=on, policyholder__guardian=None)
        .exclude(policyholder__phone_hash="")
        .exclude(policyholder__in=taken)
        .exclude(policyholder__claims__isnull=False)
        .select_related("policyholder", "unit")
        .order_by("number")
        .first()
    )


def _register(tell: Telling, policy: Policy, text: str, kind: str, **given: object) -> Complaint:
    person = policy.policyholder
    about = {
        "policy": policy,
        "complainant": person,
        "standing": From.HOLDER,
        "name": person.name,
        "phone": person.phone,
    }
    by = (
        person.actor
        if given.get("channel", Channel.PORTAL) == Channel.PORTAL
        else tell.staff("tangyue").actor
    )
    return tell.register(None, text, kind, **({"by": by} | about | given))


def _call(tell: Telling, complaint: Complaint, text: str) -> None:
    actions.note_contact(complaint, medium="call", text=text, by=tell.handler(complaint).actor)


def _after(days: int, hour: int = 15) -> datetime:
    """So many days after now, at an hour of the day."""
    return datetime.combine(clock.today() + timedelta(days=days), time(hour, 20), LOCAL)


def _usual(told: Plain, source: Random) -> Callable[[Telling, Policy], Story]:
    late = source.randrange(3)  # days

    def story(tell: Telling, policy: Policy) -> Story:
        complaint = _register(tell, policy, told.text, told.kind, channel=told.channel)
        yield _after(1)
        _call(tell, complaint, "打了电话，听客户讲了经过，答应书面答复。")
        yield _after(told.takes + late - 1)
        tell.answer(complaint, told.outcome, told.found, told.remedy)
        yield from _ends(tell, complaint, accepts=told.accepts)

    return story


def _ends(tell: Telling, complaint: Complaint, *, accepts: bool) -> Story:
    """The complainant says that it is settled, or says nothing until the time for a review has gone by."""
    if accepts:
        yield _after(2, 20)
        actions.accept_answer(complaint, by=tell.complainant(complaint))
        return
    yield _after(CLOSES_AFTER, 9)
    actions.close(complaint)


def _remedies(complaint: Complaint) -> list[Remedy]:
    answer = queries.answer(complaint)
    assert answer is not None
    return list(answer.remedies.all())


def _not_upheld(tell: Telling, policy: Policy) -> Story:
    complaint = _register(
        tell, policy, "退保只退这么一点，你们是不是扣多了？", "amount", channel=Channel.COUNTER
    )
    yield _after(1)
    _call(tell, complaint, "说明会把计算一步一步写给他。")
    yield _after(6)
    tell.answer(
        complaint, "unjustified", "按合同的现金价值表退，逐日核对没有差错；表在保单第二页，投保时读过。",
        ("explanation", "把现金价值表和计算过程当面讲了一遍。"),
    )  # fmt: skip
    yield from _ends(tell, complaint, accepts=False)


def _review_decided(tell: Telling, policy: Policy) -> Story:
    complaint = _register(tell, policy, "把我的保单情况告诉了我哥，谁让你们说的？", "privacy")
    yield _after(1)
    _call(tell, complaint, "道了歉，说明正在查是谁说的。")
    yield _after(7)
    tell.answer(
        complaint, "partly", "来电人答对了身份问题，接线员因此说了缴费日。", ("apology", "书面致歉。")
    )
    yield _after(3, 19)
    actions.ask_review(complaint, text="答对问题也不该说，请上级看看。", by=tell.complainant(complaint))
    yield _after(12)
    complaint.refresh_from_db()
    reviewer = queries.reviewer(complaint)
    assert reviewer is not None
    actions.decide_review(
        complaint, outcome="justified", facts="未经本人授权不应告知任何保单信息，答复有误，改为属实。",
        basis="《个人信息保护法》第十三条；公司服务承诺", by=reviewer.actor,
    )  # fmt: skip


def _mediated(tell: Telling, policy: Policy) -> Story:
    """The one answer that came too late: rung, apologised for, and counted; then somebody outside helped."""
    complaint = _register(tell, policy, "体检说没问题，投保时却说我没如实告知，要解除合同。", "refusal")
    yield _after(1)
    _call(tell, complaint, "听他讲了体检的经过，请他把报告拍给我们。")
    yield _after(24, 9)
    watch()
    yield _after(3)
    tell.answer(
        complaint, "partly", "询问的表述容易误会，不解除合同；加费一项双方看法不同。这封答复晚了几天，是我们的错。",
        ("explanation", "逐条讲清询问的意思。"),
    )  # fmt: skip
    by = tell.handler(complaint).actor
    body = "江州金融消费纠纷调解中心（示例）"
    day = clock.today() + timedelta(days=12)
    actions.note_mediation(complaint, organisation=body, held_on=day, outcome="planned", by=by)
    yield _after(12, 16)
    actions.note_mediation(
        complaint, organisation=body, held_on=day, outcome="agreed", text="不加费，合同继续。", by=by
    )
    yield from _ends(tell, complaint, accepts=True)


def _from_the_regulator(tell: Telling, policy: Policy) -> Story:
    """Upheld, sorry, reported back; those who sell were taught, and a second person has seen it."""
    complaint = _register(
        tell, policy, "推销时说是存款，到期才知道是保险。", "sales", channel=Channel.REGULATOR,
        regulator_case_no="12378-示例-0009", regulator_due_on=clock.today() + timedelta(days=14),
        by=tell.staff("you").actor,
    )  # fmt: skip
    yield _after(1)
    _call(tell, complaint, "道了歉，核对了投保时的录音和签字。")
    by = tell.handler(complaint).actor
    cause = actions.name_cause(
        complaint, kind="person", reference="role:agent", text="讲解时说成存款，没有讲等待期和退保损失。",
        action="代理人补训：产品性质和退保损失要当面讲完", owner=tell.staff("ren"), by=by,
    )  # fmt: skip
    yield _after(6)
    tell.answer(
        complaint, "justified", "录音里两次说“和存款一样”，属于误导。",
        ("apology", "当面致歉，讲清退保和继续各是什么结果。"),
    )  # fmt: skip
    yield _after(1)
    actions.report_to_regulator(complaint, by=by)
    yield from _ends(tell, complaint, accepts=True)
    yield _after(8)
    for remedy in _remedies(complaint):
        actions.mark_remedy_done(remedy, what="已当面道歉并讲清", by=by)
    actions.report_fix(cause, what="两家分公司的代理人都补训了，有签到和考核", by=tell.staff("ren").actor)
    yield _after(2)
    actions.verify_fix(cause, by=tell.staff("peng").actor)


def _takes_longer(tell: Telling, policy: Policy) -> Story:
    """More time twice, the second with the manager's signature, each before the end."""
    complaint = _register(
        tell,
        policy,
        "保单上的职业被改过，我没签过字。",
        "other",
        channel=Channel.LETTER,
        by=tell.staff("you").actor,
    )
    yield _after(1)
    by = tell.handler(complaint).actor
    _call(tell, complaint, "说明要调原始投保单。")
    yield _after(8)
    actions.ask_extension(complaint, reason="原始投保单在外地档案库，要调阅", by=by)
    yield _after(17)
    asked = actions.ask_extension(complaint, reason="签名要做笔迹鉴定，鉴定机构排期两周", by=by)
    yield _after(1)
    actions.grant_extension(asked, comment="同意，做完马上答复", by=tell.staff("jia").actor)
    yield _after(17)
    tell.answer(complaint, "justified", "鉴定认为不是本人签名，职业改回原来的。", ("apology", "书面致歉。"))
    yield from _ends(tell, complaint, accepts=True)


def _reminded_again(tell: Telling, policy: Policy) -> Story:
    """The same person twice within months, about the same words, until they were changed."""
    first = _register(tell, policy, REMINDED, "attitude")
    yield from _reminded(tell, first)
    yield tell.day(97)
    again = Telling(tell.house, tell.end, f"{tell.key}-again")
    second = _register(again, policy, "上次说过的短信又来了，还是像催款。", "attitude")
    yield from _reminded(tell, second)
    yield tell.day(91)
    row = editing.draft(
        template="policy.renewal",
        texts={
            "zh-hans": "您的保单 {number} 保到 {day}。不续也可以，什么都不用做。想续，或者想问清楚，打开问答或者打给我们。",
            "en": "Your policy {number} runs until {day}. If you do not renew, nothing is needed. To renew or to ask, open "
            "questions and answers or call us.",
        },
        reason="两次投诉说像催款", by=tell.staff("ren").actor,
    )  # fmt: skip
    yield tell.day(90)
    editing.publish(row, by=tell.staff("peng").actor)
    yield tell.day(86)
    for cause in queries.open_causes(tell.staff("jia")).filter(reference=RENEWAL):
        actions.verify_fix(cause, by=tell.staff("jia").actor)


def _reminded(tell: Telling, complaint: Complaint) -> Story:
    yield _after(1)
    _call(tell, complaint, "说明可以不续，答应把短信改一改。")
    actions.name_cause(
        complaint, kind="letter", reference=RENEWAL, text="没有写明不续也可以。",
        action="短信先写不续也可以，中英文同改", owner=tell.staff("ren"), by=tell.handler(complaint).actor,
        due_on=clock.today() + timedelta(days=75),
    )  # fmt: skip
    yield _after(3)
    tell.answer(
        complaint,
        "justified",
        "短信没有写不续也可以，容易误会。",
        ("apology", "书面致歉。"),
        ("process", "修改续保短信。"),
    )
    yield from _ends(tell, complaint, accepts=True)
