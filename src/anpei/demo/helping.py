"""Help on the way, of every kind: asked for or offered, arranged with a person and an hour, done and judged, or not.

Each runs beside the course of its case, which it neither delays nor changes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from anpei.accounts.models import Staff
from anpei.care import actions, catalogue
from anpei.care.models import ServiceRequest
from anpei.core.clock import local_date
from anpei.demo.case import Case
from anpei.demo.course import Course
from anpei.values.dates import age_on

UNFIT = ("duplicate", "misdirected", "withdrawn")


@dataclass(frozen=True)
class Scene:
    """One wish, or one offer, and what became of it."""

    kind: str
    words: str  # of the customer; of an offer, why it is made
    declared: tuple[str, ...] = ()
    offered: bool = False
    ending: str = "done"  # done | not_wanted | declined | open
    answer: str = ""  # why it is granted without a rule, or why it is not possible and what we do instead
    place: str = ""
    result: str = ""
    cost_fen: int = 0
    marks: tuple[int, ...] = (5, 5, 4)
    comment: str = ""


SCENES = (
    Scene(
        "pickup", "我一个人住，腿脚不方便，能来家里取吗？", ("alone",), place="客户家里",
        result="上门取走票据和病历，当面清点，留了清单。", cost_fen=3_000, comment="小伙子很有礼貌，还帮我把票按日期排好了。",
    ),
    Scene(
        "expedite", "住院把积蓄用完了，盼着这笔钱。", ("hardship",), result="案子排到最前面，当天审完材料。",
        comment="真的快，谢谢。",
    ),
    Scene(
        "accompany", "要去做伤情鉴定，我走路不稳，心里没底。", ("disability",), place="云洲市第一人民医院门诊大厅",
        result="陪同挂号、拍片、取报告，送客户上了出租车。", cost_fen=8_600, comment="有人陪着，心里踏实多了。",
    ),
    Scene(
        "interpreter", "普通话听不太懂，能不能讲青屏话？", ("language",), place="电话里",
        result="由会青屏话的同事逐条讲了要交的材料，客户复述无误。", cost_fen=0, comment="听懂了，早这样讲就好。",
    ),
    Scene(
        "large_print", "字太小，拿放大镜都看得吃力。", ("sight",),
        result="通知书按大字版重新打印寄出，并教家人把手机页面调成大字。",
        cost_fen=1_200, comment="这回看得清了。",
    ),
    Scene(
        "read_aloud", "眼睛不好，信看不清，能念给我听吗？", ("reading",), place="电话里",
        result="电话里把通知念了一遍，三处不明白的地方解释清楚了。", cost_fen=0, comment="念得慢，听得清。",
    ),
    Scene(
        "accompany", "客户一个人在外地住院，没有家人陪，主动问问。", offered=True, answer="独自在外地就医，予以照顾",
        place="云洲市第二人民医院住院部", result="陪同办理出院结算，取齐发票和病历复印件。", cost_fen=6_400,
        comment="没想到你们会主动来。",
    ),
    Scene("large_print", "客户来电说信上的字看着费劲，主动提供大字版。", offered=True, ending="not_wanted"),
    Scene(
        "pickup", "能来单位取一下材料吗？我懒得跑。", ending="declined",
        answer="上门的同事要先照顾出不了门的客户，这次排不过来，对不住。已经给您寄了到付快递单，寄来不花钱；拍照上传也可以。"
        "要是您出门不方便，请告诉我们，我们一定上门。",
    ),
    Scene("pickup", "刚出院，下楼不方便，想请你们来取材料。", ("alone",), ending="open", place="客户家里"),
    Scene("interpreter", "我听力不好，能不能请会手语的人来讲？", ("hearing",), ending="open"),
)  # fmt: skip


class Helping(Case):
    """One scene in one case."""

    def __init__(self, course: Course, scene: Scene, *, begins_at: datetime, number: int, seed: int) -> None:
        key = f"helping {number}"
        source = Random(f"{seed} {key}")
        super().__init__(course.plan, house=course.house, office=course.office, source=source, key=key)
        self.course, self.scene, self.now = course, scene, begins_at

    def run(self) -> Generator[datetime, None, None]:
        yield self._at_home(2)
        if not hasattr(self.course, "claim"):
            return
        self.claim = self.course.claim
        if not self._fresh().is_open or self._fresh().services.filter(kind=self.scene.kind).exists():
            return
        row = yield from self._begun()
        if row is None:
            return
        yield self._at_desk(3)
        if self.scene.ending == "declined":
            actions.decline(row, reason=self.scene.answer, by=self._carer().actor)
            return
        row = self._arranged(row)
        yield self._wait((row.appointment_at or self.now) + timedelta(hours=2))
        row = actions.finish(
            row, result=self.scene.result, cost_fen=self.scene.cost_fen, by=self._carer().actor
        )
        yield self._at_home(5)
        mark = self.source.choice(self.scene.marks)
        actions.judge(row, satisfaction=mark, comment=self.scene.comment, by=self._customer())

    def _begun(self) -> Generator[datetime, None, ServiceRequest | None]:
        """Asked for, or offered and answered; None when an offer is not wanted."""
        scene = self.scene
        if not scene.offered:
            return actions.ask_for(
                self.claim, kind=scene.kind, declared=scene.declared, words=scene.words, by=self._customer()
            )
        row = actions.offer(self.claim, kind=scene.kind, reason=scene.words, by=self._carer().actor)
        yield self._at_home(4)
        if scene.ending == "not_wanted":
            actions.not_wanted(row, by=self._customer())
            return None
        return actions.accept_offer(row, by=self._customer())

    def _arranged(self, row: ServiceRequest) -> ServiceRequest:
        appointment = (
            self.office.next_desk(self.now, self.source, hours=20)
            if catalogue.service(row.kind).appointment
            else None
        )
        return actions.plan(
            row,
            person=self._handler(),
            appointment_at=appointment,
            place=self.scene.place,
            granted_because=self.scene.answer if not row.entitled_by else "",
            by=self._carer().actor,
        )

    def _carer(self) -> Staff:
        return self.house.of_role("care")[0]


def deal(courses: Sequence[Course], *, end: datetime, seed: int) -> Iterator[Helping]:
    """The scenes to cases they fit: each at least once, and one for each case whose plan has a wish.

    Those that are over go to cases that ended, those that still wait to cases under way.
    """
    fit = [
        one
        for one in courses
        if not one.plan.shown and one.plan.stop != "reported" and one.plan.ending not in UNFIT
    ]
    ended = sorted((one for one in fit if not one.plan.stop), key=lambda one: "wish" not in one.plan.extras)
    wishes = sum("wish" in one.plan.extras for one in ended)
    over = [one for one in SCENES if one.ending != "open"]
    helped: set[str] = set()
    for number in range(max(len(over), wishes)):
        scene = over[number % len(over)]
        cases = [one for one in ended if scene.ending != "declined" or _has_no_right(one)]
        course = next((one for one in cases if one.key not in helped), next(iter(cases), None))
        if course is not None:
            helped.add(course.key)
            yield Helping(course, scene, begins_at=course.plan.reported_at, number=number, seed=seed)
    running = sorted((one for one in fit if one.plan.stop), key=_is_copied)
    waiting = [one for one in SCENES if one.ending == "open"]
    for number, (course, scene) in enumerate(zip(running, waiting, strict=False), start=len(courses)):
        yield Helping(course, scene, begins_at=end - timedelta(hours=30), number=number, seed=seed)


def _has_no_right(course: Course) -> bool:
    """No rule of the catalogue gives this person help at home: neither old nor badly hurt."""
    plan = course.plan
    age = age_on(plan.insured.person.born_on, local_date(plan.reported_at))
    return age < 60 and plan.died_on is None and plan.cost_fen < 1_500_000


def _is_copied(course: Course) -> bool:
    """Whether the bulk of the demo copies this case: one wish that waits would become many of the same."""
    return not (course.plan.insured.policy.group or course.plan.insured.party.guardian)
