"""The last week on the telephone: a roster round the clock, calls by day and by night, one missed and called back, messages
from outside. Told to the product as an exchange and a gateway tell it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from anpei.accounts import actions as accounts
from anpei.accounts.models import Shift, Staff
from anpei.claims import actions as claims
from anpei.claims.actions import ReportForm
from anpei.claims.models import CallRequest, Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.demo import people
from anpei.demo.house import House
from anpei.hotline import actions, beginnings
from anpei.hotline.beginnings import Beginning
from anpei.hotline.models import Call, Inbound
from anpei.jobs.worker import drain
from anpei.organisation.models import Unit
from anpei.parties.models import Party

EXCHANGE = Actor(kind="api", id="exchange", name="话务系统（示例）")
GATEWAY = Actor(kind="api", id="gateway", name="短信网关（示例）")
DAYS = 7
CALLS_A_DAY = 6
STRANGERS = 9_000_000  # numbers of the demo's own range that belong to nobody
# user name, from, to: three shifts round the clock
SHIFTS = (("hao", time(0), time(8)), ("tangyue", time(8), time(16)), ("su", time(16), time(0)))
STRANGE = {"sms": "m-701", "email": "<20261102.7@mail.example>"}
TOLD_BY_PHONE = "骑电动车下坡，躲一条狗摔了，肩膀疼得抬不起来，正在去医院。"
TOLD: dict[str, Any] = {
    "call": {"reporter_name": "晏先生", "nature": "injury", "event_place": "南坡路"},
    "sms": {
        "reporter_name": "祝女士",
        "reporter_relation": "child",
        "nature": "injury",
        "care": "outpatient",
    },
    "email": {"reporter_name": "童女士", "reporter_relation": "other", "nature": "water"},
}
CALLED = "接通了，先问了人好不好，讲清了要哪些材料、谁来办、什么时候再联系。"
Step = tuple[datetime, Callable[[], object]]


def play(*, shown: Sequence[Claim], house: House, end: datetime) -> None:
    """Everything in the order of time, the last step before ``end``."""
    last_day = end.astimezone(LOCAL).date()
    with clock.at(_at(last_day - timedelta(days=DAYS), 9)):
        _roster(house, last_day)
    week = _Week(shown, house, last_day)
    for moment, step in sorted(week.steps(), key=lambda one: one[0]):
        with clock.at(moment):
            step()


def _roster(house: House, last_day: date) -> None:
    """Last week and the next, round the clock, but for one night nobody has been found for yet."""
    planned: list[Shift] = []
    open_night = last_day + timedelta(days=5)
    for username, begins, ends in SHIFTS:
        spans = [(last_day - timedelta(days=DAYS), last_day + timedelta(days=DAYS))]
        if username == "hao":
            spans = [
                (spans[0][0], open_night - timedelta(days=1)),
                (open_night + timedelta(days=1), spans[0][1]),
            ]
        for from_on, until_on in spans:
            planned += accounts.plan_shifts(
                unit=house.units["QC-HOT"],
                person=house.staff[username],
                from_on=from_on,
                until_on=until_on,
                begins=begins,
                ends=ends,
                by=house.staff["jia"].actor,
            )
    ill = next(one for one in planned if one.starts_at == _at(last_day - timedelta(days=2), 0))
    accounts.substitute(
        ill, person=house.staff["kang"], reason="发烧，请康宁替一晚", by=house.staff["jia"].actor
    )


class _Week:
    def __init__(self, shown: Sequence[Claim], house: House, last_day: date) -> None:
        self.shown = [claim for claim in shown if claim.insured and claim.insured.phone]
        self.house, self.last_day = house, last_day
        self.unit: Unit = house.units["QC-HOT"]
        self.source = Random(f"calls {last_day}")
        self.serial = 0
        self.reported: dict[str, Claim] = {}

    def steps(self) -> list[Step]:
        found: list[Step] = []
        for ago in range(DAYS, 0, -1):
            day = self.last_day - timedelta(days=ago - 1)
            for number in range(CALLS_A_DAY):
                at = _at(day, 8 + 2 * number, self.source.randrange(60))
                found += self._answered(at, people.phone(STRANGERS + 10 * ago + number))
        found += self._night()
        found += self._called_back()
        found += self._known_callers()
        found += self._messages()
        found += self._reports()
        return [step for step in found if step[0] < _at(self.last_day, 23)]

    def _answered(
        self, at: datetime, number: str, *, seat: str = "", then: Callable[[Call], object] | None = None
    ) -> list[Step]:
        """A call from the ringing to its recording; one in nine rings longer than a caller likes."""
        call_id = self._next()
        waited = timedelta(seconds=self.source.randrange(4, 19) + (40 if self.source.random() < 0.11 else 0))
        lasted = timedelta(seconds=self.source.randrange(90, 480))
        person = self.house.staff[seat or seat_at(at)]

        def tell(kind: str, moment: datetime, **more: str) -> Callable[[], Call]:
            return lambda: self._tell(call_id, kind, moment, number, **more)

        def ended() -> None:
            call = self._tell(call_id, "hung_up", at + waited + lasted, number)
            self._tell(
                call_id,
                "recorded",
                at + waited + lasted,
                number,
                recording=f"https://pbx.example/{call_id}.wav",
            )
            if then is not None:
                then(call)

        return [
            (at, tell("ringing", at)),
            (at + waited, tell("answered", at + waited, answered_by=person.employee_no)),
            (at + waited + lasted, ended),
        ]

    def _night(self) -> list[Step]:
        """Somebody is there at half past two as well."""
        return self._answered(
            _at(self.last_day - timedelta(days=2), 2, 34), people.phone(STRANGERS + 500), seat="kang"
        )

    def _called_back(self) -> list[Step]:
        """Two gave up waiting: one was reached at the second try, the other is tried again next morning."""
        steps: list[Step] = []
        for number, day in ((600, self.last_day - timedelta(days=1)), (601, self.last_day)):
            at = _at(day, 18 if number == 601 else 10, 12)
            phone, call_id = people.phone(STRANGERS + number), self._next()
            gone = at + timedelta(seconds=52)
            steps += [
                (at, partial(self._tell, call_id, "ringing", at, phone)),
                (gone, partial(self._tell, call_id, "abandoned", gone, phone)),
            ]
            steps.append(
                (at + timedelta(minutes=20), partial(self._try, phone, reached=False, note="响了没人接"))
            )
            if number == 600:
                steps += [
                    (
                        at + timedelta(hours=2, minutes=25),
                        partial(
                            self._try,
                            phone,
                            reached=True,
                            note="想问定点医院怎么查，已经告诉她，短信也发了。",
                        ),
                    ),
                ]
        return steps

    def _known_callers(self) -> list[Step]:
        """Three customers with a case call; the operator asks who it is before the call stands in their conversation."""
        steps: list[Step] = []
        for number, claim in enumerate(self.shown[:3]):
            party = claim.insured
            assert party is not None
            at = _at(self.last_day - timedelta(days=number + 1), 9 + number, 41)
            steps += self._answered(at, party.phone, then=partial(self._link, party=party, claim=claim))
        return steps

    def _messages(self) -> list[Step]:
        """A text message answered within the hour, one that waits, and an e-mail nobody knows the sender of."""
        steps: list[Step] = []
        if len(self.shown) > 1:
            first, second = self.shown[0].insured, self.shown[1].insured
            assert first is not None and second is not None
            at = _at(self.last_day - timedelta(days=1), 14, 5)
            steps += [
                (at, lambda: self._text(first, "m-1", "你好，出院小结弄丢了，能补吗？")),
                (
                    at + timedelta(minutes=38),
                    lambda: actions.answer(
                        first,
                        text="能补的，到医院病案室拿身份证就行。不方便去，我们可以上门帮您取。",
                        by=self._handler(self.shown[0]).actor,
                    ),
                ),
                (_at(self.last_day, 21, 10), lambda: self._text(second, "m-2", "钱大概哪天能到？")),
            ]
        steps.append((_at(self.last_day, 15, 22), self._mail))
        return steps

    def _reports(self) -> list[Step]:
        """Strangers report what happened: in a call, by text message and by e-mail; each is called back inside the half hour."""
        at = _at(self.last_day - timedelta(days=1), 17, 24)
        steps = self._answered(
            at,
            people.phone(STRANGERS + 701),
            then=lambda call: self._report(beginnings.of_call(call), "call"),
        )
        steps.append((at + timedelta(minutes=19), partial(self._call_reporter, "call")))
        for key, day, hour, message in (
            ("sms", self.last_day - timedelta(days=2), 16, self._strangers_text),
            ("email", self.last_day, 9, self._strangers_mail),
        ):
            came = _at(day, hour, 41)
            steps += [
                (came, message),
                (came + timedelta(minutes=9), partial(self._report_written, key)),
                (came + timedelta(minutes=14), partial(self._call_reporter, key)),
            ]
        return steps

    def _report_written(self, key: str) -> None:
        self._report(beginnings.of_inbound(Inbound.objects.get(external_id=STRANGE[key])), key)

    def _report(self, begun: Beginning, key: str) -> None:
        self.reported[key] = actions.take_report(
            begun,
            form=ReportForm(story=begun.words or TOLD_BY_PHONE, **TOLD[key]),
            by=self._operator(seat_at(clock.now())).actor,
            key=f"demo-report-{key}",
            unit=self.house.units["YZ-C"],
        )
        drain(strict=True)

    def _call_reporter(self, key: str) -> None:
        claim = self.reported[key]
        who = claim.handler or self._operator(seat_at(clock.now()))
        claims.note_contact(claim, medium="call", text=CALLED, with_whom=claim.reporter_name, by=who.actor)

    def _strangers_text(self) -> None:
        actions.receive(
            channel="sms",
            sender=people.phone(STRANGERS + 702),
            text="我妈今天在菜场门口摔了，现在在市二院拍片子，她买过你们的意外险，要怎么办？",
            external_id=STRANGE["sms"],
            unit=self.unit,
            by=GATEWAY,
        )

    def _strangers_mail(self) -> None:
        actions.receive(
            channel="email",
            sender="童女士 <tong.y@mail.example>",
            title="报案",
            text="昨晚楼上水管爆了，我家客厅地板和墙都泡了，照片有。我是租客，房东让我先跟你们说一声。",
            external_id=STRANGE["email"],
            unit=self.unit,
            by=GATEWAY,
        )

    def _tell(self, call_id: str, kind: str, at: datetime, number: str, **more: str) -> Call:
        return actions.tell(
            call_id=call_id,
            kind=kind,
            at=at,
            number=number,
            unit=self.unit,
            by=EXCHANGE,
            **more,  # type: ignore[arg-type]
        )

    def _try(self, phone: str, *, reached: bool, note: str) -> None:
        request = next(
            one
            for one in CallRequest.objects.filter(done_at__isnull=True, origin="missed")
            if one.phone == phone
        )
        evening = clock.now() >= _at(self.last_day, 18)
        morning = _at(self.last_day + timedelta(days=1), 10) if evening and not reached else None
        actions.attempt(request, reached=reached, note=note, next_at=morning, by=self._operator("su").actor)

    def _link(self, call: Call, party: Party, claim: Claim) -> None:
        own = claim if claim.is_open else None
        actions.link(call, party=party, claim=own, known_by="id_last4", by=self._operator("tangyue").actor)

    def _text(self, party: Party, external_id: str, text: str) -> None:
        actions.receive(
            channel="sms", sender=party.phone, text=text, external_id=external_id, unit=self.unit, by=GATEWAY
        )

    def _mail(self) -> None:
        actions.receive(
            channel="email",
            sender="林先生 <lin.xs@mail.example>",
            title="补一张发票",
            text="你们好，上周说少一张门诊发票，已经找到了，怎么交给你们？编号我不记得了，投保人是我太太。",
            external_id="<20261101.1@mail.example>",
            unit=self.unit,
            by=GATEWAY,
        )

    def _handler(self, claim: Claim) -> Staff:
        """Whoever looks after the case answers what is written about it."""
        return claim.handler or self.house.staff["ren"]

    def _operator(self, username: str) -> Staff:
        return self.house.staff[username]

    def _next(self) -> str:
        self.serial += 1
        return f"demo-{self.serial:05d}"


def seat_at(at: datetime) -> str:
    """User name of who sits at the hotline at a moment, by the shifts."""
    hour = at.astimezone(LOCAL).hour
    return "hao" if hour < 8 else "tangyue" if hour < 16 else "su"


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LOCAL)
