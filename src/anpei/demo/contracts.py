"""A year of contracts: received in the app, given back and kept, lapsed and told, told before the end and renewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from random import Random

from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.core.randomness import seeded
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.demo import book
from anpei.demo.book import Insured
from anpei.demo.house import House
from anpei.disclosure import actions as disclosure
from anpei.disclosure.catalogue import script
from anpei.disclosure.models import Delivery, ReturnVisit, VisitState
from anpei.disclosure.queries import DELIVERY, RENEWAL_TOLD_BEFORE
from anpei.disclosure.tasks import WATCH
from anpei.jobs.worker import drain
from anpei.policies import actions as policies
from anpei.policies.models import Policy, PolicyState
from anpei.products.models import ProductVersion
from anpei.values.dates import add_years, local_date

TERM = "qc_term_life"
YEARS, PREMIUM_FEN = 20, 2_400_00
KEPT = "改成按月交，压力小一些，愿意留下。"
WORDS = ("家里另有一份差不多的，想退。", "一次交清有点吃力。", "想再比较一下。")
TOLD_BEFORE = timedelta(days=24)  # of the last day covered
RENEWED, NOT_RENEWED, TOLD_ONLY = 4, 2, 3


def play(
    *,
    insured: Sequence[Insured],
    versions: Sequence[ProductVersion],
    house: House,
    end: datetime,
    seed: int,
) -> None:
    """``insured``: the book, from which holders of new contracts and contracts that end are drawn."""
    year = _Year(insured, next(one for one in versions if one.product.code == TERM), house, end, seed)
    year.given_back()
    year.kept()
    year.lapsed()
    year.renewals()
    year.last_days()


class _Year:
    def __init__(
        self, insured: Sequence[Insured], version: ProductVersion, house: House, end: datetime, seed: int
    ) -> None:
        self.version, self.house, self.seed = version, house, seed
        self.last_day = local_date(end)
        self.care = house.staff["ren"].actor
        adults = [one for one in insured if one.party.guardian is None and one.party.phone]
        self.holders = Random(f"{seed} contracts").sample(adults, 3)

    @contextmanager
    def day(self, day: date, hour: int = 10) -> Iterator[None]:
        """A moment of a day of the year; what it set going is done before it is over."""
        moment = datetime.combine(day, time(hour, 20), LOCAL)
        with clock.at(moment), seeded(f"{self.seed} contracts {moment.isoformat()}"):
            yield
            drain(strict=True)

    def given_back(self) -> None:
        """Received in the app, given back within days, paid back a week later."""
        policy = self._sold(self.holders[0], days_ago=118)
        self._received(policy, after=2)
        with self.day(policy.issued_on + timedelta(days=6), 20):
            asked = disclosure.change_mind(policy, words=WORDS[0], by=policy.policyholder.actor)
        with self.day(policy.issued_on + timedelta(days=7), 11):
            ended = disclosure.finish(asked, cost_fen=0, by=self.care)
        with self.day(policy.issued_on + timedelta(days=13), 15):
            disclosure.paid_back(ended, paid_on=clock.today(), by=self.care)

    def kept(self) -> None:
        policy = self._sold(self.holders[1], days_ago=74)
        self._received(policy, after=3)
        with self.day(policy.issued_on + timedelta(days=9), 19):
            asked = disclosure.change_mind(policy, words=WORDS[1], by=policy.policyholder.actor)
        with self.day(policy.issued_on + timedelta(days=10), 14):
            disclosure.keep(asked, note=KEPT, by=self.care)
        self._called(policy, policy.issued_on + timedelta(days=11))

    def lapsed(self) -> None:
        """Nobody paid the second premium: cover is suspended, and the holder told, from that day on."""
        policy = self._sold(self.holders[2], days_ago=210)
        self._received(policy, after=4)
        self._called(policy, policy.issued_on + timedelta(days=8))
        on = self.last_day - timedelta(days=31)
        with self.day(on, 9):
            policies.lapse(policy, on=on, by=book.IMPORT)

    def renewals(self) -> None:
        """Contracts of a year are told before they end. Some holders take the next year, some do not, some still think."""
        individual = Policy.objects.filter(state=PolicyState.IN_FORCE, group=False).order_by(
            "ends_on", "number"
        )
        over = list(individual.filter(ends_on__lt=self.last_day)[: RENEWED + NOT_RENEWED])
        coming = individual.filter(
            ends_on__gt=self.last_day, ends_on__lt=self.last_day + RENEWAL_TOLD_BEFORE - timedelta(days=8)
        )[:TOLD_ONLY]
        for policy in [*over, *coming]:
            with self.day(policy.ends_on - TOLD_BEFORE, 9):
                disclosure.watch_end(policy)
                disclosure.notice(policy, kind="renewal", by=WATCH)
        for policy in over[:RENEWED]:
            self._renewed(policy)

    def last_days(self) -> None:
        """One contract of the newest is received in the app; one holder changed their mind and waits for the call."""
        with self.day(self.last_day - timedelta(days=1), 8):
            pass  # what was sold in these days is watched from here on
        waiting = Clock.objects.filter(rule_id=DELIVERY, subject="policy", state=ClockState.RUNNING)
        newest = Policy.objects.filter(pk__in=waiting.values("subject_id"), product_version=self.version)
        visits = ReturnVisit.objects.filter(
            state=VisitState.DUE, policy__state=PolicyState.IN_FORCE, policy__product_version=self.version
        )
        with self.day(self.last_day - timedelta(days=1), 20):
            for policy in newest.order_by("-number")[:1]:
                disclosure.receive(policy, by=policy.policyholder.actor)
            for visit in visits.select_related("policy__policyholder").order_by("-policy__number")[:1]:
                by = visit.policy.policyholder.actor
                disclosure.change_mind(visit.policy, words=WORDS[2], by=by)

    def _sold(self, one: Insured, *, days_ago: int) -> Policy:
        """A contract of twenty years, watched on its way from the day it was issued."""
        issued_on = self.last_day - timedelta(days=days_ago)
        with self.day(issued_on):
            policy = policies.issue(
                number=f"QCT{issued_on:%Y%m%d}9{one.person.number:05d}",
                product_version=self.version,
                policyholder=one.party,
                unit=one.policy.unit,
                starts_on=issued_on + timedelta(days=1),
                ends_on=add_years(issued_on, YEARS),
                issued_on=issued_on,
                premium_fen=PREMIUM_FEN,
                by=book.IMPORT,
            )
            policies.add_member(
                policy=policy, party=one.party, sums_insured=book.sums_for(self.version), by=book.IMPORT
            )
        return policy

    def _received(self, policy: Policy, *, after: int) -> Delivery:
        with self.day(policy.issued_on + timedelta(days=after), 18):
            return disclosure.receive(policy, by=policy.policyholder.actor)

    def _called(self, policy: Policy, on: date) -> None:
        with self.day(on, 15):
            visit = ReturnVisit.objects.get(policy=policy)
            answers = dict.fromkeys(script().codes, "yes")
            disclosure.return_visit(visit, answers=answers, problem="", by=self.care)

    def _renewed(self, policy: Policy) -> None:
        """The next year, without a break: who was insured stays, and the waiting period is not counted again."""
        starts_on = policy.ends_on + timedelta(days=1)
        with self.day(policy.ends_on - timedelta(days=6), 16):
            following = policies.issue(
                number=f"{policy.number}-{starts_on.year % 100}",
                product_version=policy.product_version,
                policyholder=policy.policyholder,
                unit=policy.unit,
                starts_on=starts_on,
                ends_on=add_years(starts_on, 1) - timedelta(days=1),
                issued_on=clock.today(),
                first_started_on=policy.first_started_on,
                premium_fen=policy.premium_fen,
                by=book.IMPORT,
            )
            for member in policy.members.select_related("party").order_by("joined_on", "pk"):
                policies.add_member(
                    policy=following,
                    party=member.party,
                    first_joined_on=member.first_joined_on,
                    social_insured=member.social_insured,
                    sums_insured=member.sums_insured,
                    by=book.IMPORT,
                )
        with self.day(policy.ends_on - timedelta(days=3), 12):
            disclosure.deliver(following, way="courier", received_on=clock.today(), by=self.care)
