"""Visits, gatherings and value-added services of the demo: a course held, one to come, people seen, services used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from random import Random

from anpei.care import actions
from anpei.care.actions import GatheringForm
from anpei.care.models import BudgetKind, CareVisit, CareVisitState, ExtraOrder, Gathering, GuestState
from anpei.care.queries import extras, gatherings
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.randomness import seeded
from anpei.demo.house import House
from anpei.jobs.worker import drain
from anpei.organisation.models import Unit
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, Party
from anpei.values.dates import local_date

PLACES, INVITED = 10, 40
LEARNT = {
    "bereaved": "情绪平稳了一些。子女在外地，平时一个人，邻居常来看看。",
    "serious_injury": "伤口恢复得不错，家里有女儿照顾。担心明年取钢板的费用，已请理赔员打电话说明。",
    "serious_illness": "治疗还顺利，精神不错。想知道下一次化疗的费用怎么交，已请理赔员打电话说明。",
    "long_stay": "还在病房，家人轮流陪着。聊了一会儿，主要是想找人说说话。",
}
OTHERWISE = "聊了一会儿，家里都安顿好了，暂时没有需要帮忙的。"
OF_THINGS = ("马国庆", "洪雅琴")  # whose contracts bring a lawyer and no doctor
WISHES = {
    "health_call": "想问问复查要看哪个科。",
    "health_plan": "血压一直偏高，想有人帮着管一管。",
    "legal_call": "租房的押金房东不退，想问问怎么办。",
    "legal_consult": "有份装修合同看不明白，想请律师看看。",
}
RESULTS = {
    "health_call": "已电话沟通，客户的问题都答了。",
    "health_plan": "看了体检报告，定了三个月的饮食和运动计划，每月回访一次。",
    "second_opinion": "专家看过病历，出具了书面意见。",
    "legal_call": "律师电话里讲了押金的规定和要留的证据。",
    "legal_consult": "律师看了合同，指出三处要改的地方，意见已寄给客户。",
    "roadside": "已到场搭电，车能开了。",
}
OPINIONS = ("动手练过就不怕了。", "希望多讲讲老人噎住怎么办。", "", "")


class _Outreach:
    def __init__(self, house: House, end: datetime, seed: int) -> None:
        self.house, self.end, self.seed = house, end, seed
        self.care: Actor = house.staff["ren"].actor
        self.manager: Actor = house.staff["jia"].actor
        self.source = Random(f"{seed} outreach")

    @contextmanager
    def day(self, days: int, hour: int = 10) -> Iterator[None]:
        """So many days before the demo ends, at an hour; what the day set going is done before it is over."""
        moment = datetime.combine(local_date(self.end) - timedelta(days=days), time(hour), LOCAL)
        with clock.at(moment), seeded(f"{self.seed} outreach {moment.isoformat()}"):
            yield
            drain(strict=True)

    def budgets(self) -> None:
        with self.day(120):
            for unit, visits_fen, gatherings_fen in (
                ("QC", 5_000_000, 8_000_000),
                ("YZ", 2_000_000, 3_000_000),
            ):
                for year in (clock.today().year, clock.today().year + 1):
                    for kind, fen in (
                        (BudgetKind.VISITS, visits_fen),
                        (BudgetKind.GATHERINGS, gatherings_fen),
                    ):
                        actions.set_budget(
                            self.house.units[unit], kind=kind, year=year, amount_fen=fen, by=self.manager
                        )

    def course_held(self) -> None:
        """A first-aid course five weeks ago: full, two moved up, nine came, most said how it was."""
        begins = datetime.combine(local_date(self.end) - timedelta(days=35), time(14), LOCAL)
        with self.day(55):
            row = self._opened(
                self.house.units["QC"],
                GatheringForm(
                    title="家庭急救课", about="噎住了、烫伤了怎么办，心肺复苏怎么做，老师带着每个人动手练。",
                    kind="first_aid", purpose="service", place="江州分公司三楼活动室", starts_at=begins,
                    ends_at=begins + timedelta(hours=2),
                    sign_up_until=begins - timedelta(days=2), capacity=PLACES, planned_fen=300_000, age_from=18,
                ),
            )  # fmt: skip
            actions.invite(row, by=self.care, most=INVITED)
        with self.day(50, 19):
            for guest in list(gatherings.guests(row).order_by("id")[: PLACES + 3]):
                actions.sign_up(row, person=guest.party, by=guest.party.actor)
        with self.day(42, 20):
            for guest in list(row.guests.filter(state=GuestState.COMING).order_by("id")[:2]):
                actions.leave(guest, by=guest.party.actor)
        with self.day(36, 11):
            pass  # the reminder of the day before goes out
        with self.day(35, 14):
            for place, guest in enumerate(row.guests.filter(state=GuestState.COMING).order_by("id")):
                actions.note_attendance(guest, came=place > 0, by=self.care)
        with self.day(35, 17):
            actions.hold(
                row,
                cost_fen=268_000,
                result="大家问得很细，老人噎食这一段讲了两遍。下次多备两个假人。",
                by=self.care,
            )
        with self.day(34, 20):
            for guest in list(row.guests.filter(state=GuestState.ATTENDED).order_by("id")[:6]):
                given = {
                    "satisfaction": self.source.choice((5, 5, 4)),
                    "useful": "yes",
                    "words": self.source.choice(OPINIONS),
                }
                actions.answer_gathering(guest, answers=given, by=guest.party.actor)

    def to_come(self) -> None:
        """One open, nearly full; one cancelled; one being prepared that presents insurance."""
        first = local_date(self.end)

        def at(days: int, hour: int) -> datetime:
            return datetime.combine(first + timedelta(days=days), time(hour), LOCAL)

        with self.day(9):
            salon = self._opened(
                self.house.units["QC"],
                GatheringForm(
                    title="银发健康沙龙：骨头怎么养", about="骨科医生讲怎么防跌倒、怎么补钙，现场量步态，喝茶聊天。",
                    kind="salon", purpose="service", place="江州分公司一楼茶室", starts_at=at(9, 9), ends_at=at(9, 11),
                    sign_up_until=at(7, 18),
                    capacity=6, planned_fen=180_000, age_from=55,
                ),
            )  # fmt: skip
            actions.invite(salon, by=self.care, most=INVITED)
            lecture = self._opened(
                self.house.units["YZ"],
                GatheringForm(
                    title="出行安全讲座", about="雨雪天怎么开车，出了事故先做什么。", kind="lecture", purpose="service",
                    place="云洲分公司会议室", starts_at=at(4, 14), ends_at=at(4, 16), sign_up_until=at(3, 18), capacity=40,
                    planned_fen=50_000,
                ),
            )  # fmt: skip
        with self.day(7, 19):
            for guest in list(gatherings.guests(salon).order_by("id")[:5]):
                actions.sign_up(salon, person=guest.party, by=guest.party.actor)
        with self.day(3):
            actions.cancel_gathering(lecture, reason="讲课的老师临时出差。", by=self.care)
            form = GatheringForm(
                title="养老规划茶话会", about="养老钱怎么准备，听听几种办法。会介绍保险，买不买都行。", kind="salon",
                purpose="marketing", place="江州分公司一楼茶室", starts_at=at(30, 14), ends_at=at(30, 16),
                sign_up_until=at(27, 18), capacity=20, planned_fen=100_000, age_from=30, age_to=60,
            )  # fmt: skip
            actions.prepare(self.house.units["QC"], form=form, by=self.care)

    def visits(self, shown: dict[str, Claim]) -> None:
        """What the rules proposed is asked, agreed to, put off, declined; one of the shown people is asked."""
        with self.day(12):
            reported = CareVisit.objects.filter(claim__reported_at__lt=clock.now())
        proposed = list(reported.filter(state=CareVisitState.PROPOSED).order_by("id")[:6])
        answers = ("yes", "yes", "later", "no", "yes")
        done = []
        with self.day(12):
            for visit in proposed[:5]:
                actions.ask(visit, by=self.care)
        with self.day(11, 18):
            for visit, said in zip(proposed[:5], answers, strict=False):
                visit = actions.answer_visit(visit, answer=said, by=self._customer(visit))
                if said == "yes":
                    done.append(visit)
        with self.day(10):
            for visit in done:
                goes = visit.claim.handler or self.house.staff["ren"]
                actions.plan_visit(
                    visit, person=goes, appointment_at=clock.now() + timedelta(days=3), place="客户家里", gift="水果",
                    gift_fen=20_000, by=self.care,
                )  # fmt: skip
        with self.day(7, 11):
            for visit in done:
                learnt = LEARNT.get(visit.occasion, OTHERWISE)
                actions.finish_visit(
                    visit, learnt=learnt, gift_fen=self.source.choice((16_800, 20_000)), by=self.care
                )
        if claim := shown.get("周桂芬"):
            with self.day(1, 15):
                if not claim.care_visits.exists():
                    actions.propose(claim, why="一个人住，右手不方便，去看看有什么能帮的。", by=self.care)
                for visit in claim.care_visits.filter(state=CareVisitState.PROPOSED):
                    actions.ask(visit, by=self.care)

    def services(self, people: Sequence[Party], shown: dict[str, Claim]) -> None:
        """A few use what their contracts bring: done and judged, with the provider, still to be handed on."""
        of_things = [person for name in OF_THINGS if name in shown and (person := shown[name].insured)]
        users = [*people[:8], *of_things]
        with self.day(20, 19):
            made = [row for turn, person in enumerate(users) if (row := self._order(person, turn))]
        with self.day(19):
            for row in made:
                actions.arrange(row, appointment_at=clock.now() + timedelta(days=1), by=self.care)
        with self.day(18, 16):
            for row in made:
                actions.finish_extra(
                    row,
                    result=RESULTS[row.kind],
                    cost_fen=self.source.choice((6_000, 8_000)),
                    by=self.care,
                )
        with self.day(17, 20):
            for row in made[:5]:
                actions.judge_extra(
                    row, satisfaction=self.source.choice((5, 4, 5)), by=row.member.party.actor
                )
        with self.day(1, 16):
            late = [row for turn, person in enumerate(people[8:11]) if (row := self._order(person, turn))]
            for row in late[:1]:
                actions.arrange(row, appointment_at=clock.now() + timedelta(days=2), by=self.care)

    def _order(self, person: Party, turn: int) -> ExtraOrder | None:
        """What the person's contracts bring, each in its turn."""
        rights = [one for one in extras.rights([person]) if not one.hindrance and one.extra.kind in RESULTS]
        if not rights:
            return None
        right = rights[turn % len(rights)]
        words = WISHES.get(right.extra.kind, "")
        return actions.order(
            right.member, kind=right.extra.kind, words=words, consent=right.extra.health_data, by=person.actor
        )

    def _opened(self, unit: Unit, form: GatheringForm) -> Gathering:
        return actions.open_gathering(actions.prepare(unit, form=form, by=self.care), by=self.care)

    def _customer(self, visit: CareVisit) -> Actor:
        person = visit.claim.reporter or visit.claim.insured
        return person.actor if person else Actor(kind="customer", id=f"visit:{visit.pk}", name="")


def play(*, house: House, claims: Sequence[Claim], shown: dict[str, Claim], end: datetime, seed: int) -> None:
    """In the order of the calendar, as far as the demo's last moment."""
    told = _Outreach(house, end, seed)
    told.budgets()
    told.course_held()
    people = [
        claim.insured
        for claim in claims
        if claim.insured and claim.insured.phone and not claim.insured.guardian_id
    ]
    told.services(list({one.pk: one for one in people}.values()), shown)
    told.visits(shown)
    told.to_come()
    with clock.at(end - timedelta(hours=8)), seeded(f"{seed} outreach consents"):
        for claim in shown.values():
            if claim.insured is not None and claim.insured.name == "罗静":
                parties.give_consent(
                    party=claim.insured, purpose=ConsentPurpose.MARKETING, text_version="offers-1", channel="portal",
                    by=claim.insured.actor,
                )  # fmt: skip
