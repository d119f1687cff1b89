"""Creates the demo insurer: the same seed and as-of date give the same insurer, whose last moment is the night before.

The recent cases and every open one are made by the real actions, run in the past by the one clock. The finished cases
of the earlier year are copies of finished real ones with their own people, contracts and dates (``demo.bulk``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command

from anpei.audit import actions as audit
from anpei.claims.models import Channel, Claim
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.clock import LOCAL
from anpei.core.randomness import seeded
from anpei.deadlines import actions as deadlines
from anpei.deadlines.catalogue import working_calendar
from anpei.demo import (
    acting,
    advising,
    alerts,
    book,
    bulk,
    complaints,
    contracts,
    helping,
    hotline,
    house,
    outreach,
    people,
    plans,
    showcase,
    stage,
    talks,
    ways,
    wordings,
)
from anpei.demo.book import Insured
from anpei.demo.course import Course
from anpei.demo.house import House
from anpei.demo.office import Office, moment_on, spread
from anpei.documents.reader import nothing_read
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.products.actions import publish_library
from anpei.products.models import ProductVersion

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

REAL_OPEN, REAL_ENDED, REAL_FINISHED, COPIED_NOW = 26, 7, 18, 230
CUSTOMERS = 1_200  # each copied case brings a person of its own: about 2,600 in all
RECENT_DAYS = 26  # of which every case is a real one
FINISHED_DAYS = 75  # the finished real ones were reported at most this long before
OLDEST_DAYS = 365
BUSY = "lin"
USUAL_COMPLAINTS = 24
HANDLER_LOAD = 90  # open cases of the handler whose log-in is printed
FOUNDED_BEFORE = timedelta(days=1_000)


@dataclass(frozen=True)
class Shares:
    """How many cases of a demo are what."""

    finished: int  # real, filed by now or on their way there
    open: int  # real, standing at a stage
    ended: int  # real, ended lately and not filed yet
    copied_now: int  # copies that stand where their original stands, today
    copied_before: int  # copies of filed cases, weeks and months earlier

    @classmethod
    def of(cls, claims: int) -> Shares:
        opened = min(REAL_OPEN, claims * 2 // 5)
        ended = min(REAL_ENDED, claims // 5)
        finished = min(REAL_FINISHED, claims - opened - ended)
        rest = claims - opened - ended - finished
        now = min(COPIED_NOW, rest // 5)
        return cls(finished, opened, ended, now, rest - now)


def create(*, seed: int, as_of: date | None, claims: int, progress: Progress) -> None:
    """Fill an empty, migrated database. ``claims`` counts all cases; a bar each for book, cases and copies."""
    last_day = as_of or clock.today()
    end = datetime.combine(last_day, time(0), LOCAL) - timedelta(minutes=1)
    shares = Shares.of(claims)
    stage.write_fast()
    try:
        maker = _Maker(seed, last_day, end, customers=min(CUSTOMERS, max(60, claims * 2)))
        maker.found(progress)
        with nothing_read():  # what is on the papers of a demo is known
            maker.play(shares, progress)
            maker.complain(shares)
            maker.copy(shares, progress)
        maker.talk()
    finally:
        stage.write_safely()
    _remember(seed, last_day, claims)


def refresh(*, progress: Progress) -> None:
    """Move the demo to today: it is made again with the same seed and size, and what was done in it is gone."""
    made = json.loads(_record().read_text())
    call_command("flush", interactive=False, verbosity=0)
    create(seed=made["seed"], as_of=None, claims=made["claims"], progress=progress)


def logins() -> list[tuple[str, str, str]]:
    """(role, user name or phone, password) of the people to look through; customers get a code on the page."""
    shown = [
        (f"{name} · {role}", username, house.PASSWORD)
        for username, name, role, _unit, show in house.STAFF
        if show
    ]
    return [*shown, *showcase.logins(), acting.LOGIN]


class _Maker:
    def __init__(self, seed: int, last_day: date, end: datetime, *, customers: int) -> None:
        self.seed, self.last_day, self.end, self.customers = seed, last_day, end, customers
        self.source = Random(f"{seed} {last_day}")
        self.opened = end - FOUNDED_BEFORE
        self.house: House
        self.insured: list[Insured] = []
        self.versions: list[ProductVersion] = []
        self.courses: list[Course] = []

    def found(self, progress: Progress) -> None:
        """The house, the products, the customers and their contracts."""
        bar = progress.add_task("客户与保单 customers", total=self.customers)
        with clock.at(self.opened), seeded(f"{self.seed} house"):
            deadlines.ensure_defaults()
            self.house = house.build(self.opened.date())
            self.versions = publish_library(by=house.FOUNDER)
            self._sell(progress, bar)

    def _sell(self, progress: Progress, bar: TaskID) -> None:
        from django.db import transaction

        groups = [version for version in self.versions if book.is_group(version)]
        units = [self.house.units[code] for code in house.SELLING]
        with transaction.atomic():
            adults: list[Party] = []
            for number in range(1, self.customers + 1):
                person = people.person(number)
                adult = book.is_adult(person, self.last_day - timedelta(days=OLDEST_DAYS))
                guardian = None if adult or not adults else adults[-1]
                party = book.register(person, guardian=guardian)
                if adult:
                    adults.append(party)
                self._contract(person, party, guardian, units)
                progress.advance(bar)
            if groups:
                self._sell_groups(groups, units)

    def _contract(
        self, person: people.Person, party: Party, guardian: Party | None, units: list[Unit]
    ) -> None:
        starts_on = self.last_day - timedelta(days=self.source.randrange(80, 440))
        version = book.choose_product(self.source, self.versions, person, starts_on)
        unit = units[person.number % len(units)]
        renewed = self.source.random() < 0.35
        member = book.issue(
            number=f"QC{starts_on:%Y%m}{person.number:08d}",
            version=version,
            holder=guardian or party,
            insured=party,
            unit=unit,
            starts_on=starts_on,
            source=self.source,
            renewed_since=starts_on.replace(day=1) - timedelta(days=365) if renewed else None,
        )
        if self.source.random() < 0.3 and guardian is None:
            book.name_beneficiary(member, self.source)
        self.insured.append(Insured(person, party, member))

    def _sell_groups(self, groups: list[ProductVersion], units: list[Unit]) -> None:
        per_group = max(8, min(60, self.customers // 40))
        adults = [one for one in self.insured if one.party.guardian is None]
        for serial, (name, unit) in enumerate(zip(book.COMPANIES, units * 2, strict=False), start=1):
            chosen = adults[serial * per_group : (serial + 1) * per_group]
            if not chosen:
                return
            starts_on = self.last_day - timedelta(days=320 + serial * 5)
            roster = book.group(
                number=f"QCG{starts_on:%Y%m}{serial:05d}",
                serial=serial,
                name=f"{name}（示例）有限公司",
                version=groups[0],
                unit=unit,
                starts_on=starts_on,
                members=[one.party for one in chosen],
                source=self.source,
            )
            known = {one.party.pk: one.person for one in chosen}
            self.insured += [
                Insured(known[member.party_id], member.party, member)
                for member in roster
                if member.left_on is None
            ]

    def play(self, shares: Shares, progress: Progress) -> None:
        """The cases made by the real actions."""
        self.office = Office(working_calendar())
        self._plan(shares)
        help_given = list(helping.deal(self.courses, end=self.end, seed=self.seed))
        bar = progress.add_task("真实动作的赔案 cases", total=len(self.courses) + len(help_given))
        stage.play(
            [*self.courses, *help_given], until=self.end, seed=self.seed, done=lambda: progress.advance(bar)
        )

    def _plan(self, shares: Shares) -> None:
        first = self.last_day - timedelta(days=FINISHED_DAYS)
        recent = self.last_day - timedelta(days=RECENT_DAYS)
        claimants = self._claimants(shares.finished + shares.open)
        for reported_at in spread(shares.finished, first, recent, self.source):
            self._add(plans.draw(next(claimants), reported_at, self.source))
        stops = _dealt(plans.STOPS, shares.open)
        mine = 0
        for stop in stops:
            plan = plans.draw(next(claimants), self._recent(stop), self.source, stop=stop)
            code = plan.insured.policy.unit.code
            if code == "JZ-C2" and mine < shares.open // 2:
                plan.handler, mine = BUSY, mine + 1
            self._add(plan)
        for ending in _dealt(plans.LATELY_ENDED, shares.ended):
            day = self.last_day - timedelta(days=self.source.randrange(18, 26))
            self._add(plans.draw(next(claimants), moment_on(day, self.source), self.source, ending=ending))
        self._repeat_one()
        with clock.at(self.opened):
            shown = showcase.plans(self.house, self.versions, self.last_day, self.source)
        for plan in shown:
            self._add(plan)

    def _repeat_one(self) -> None:
        """Somebody reports the same event a second time, by another way."""
        first = next(
            (
                course.plan
                for course in self.courses
                if course.plan.stop == "approval" and not course.plan.insured.party.guardian
            ),
            None,
        )
        if first is not None:
            again = replace(
                first,
                reported_at=first.reported_at + timedelta(days=1),
                channel=Channel.HOTLINE,
                stop="",
                ending="duplicate",
            )
            self._add(replace(again, extras=frozenset()))

    def _recent(self, stop: str) -> datetime:
        """When a case that now stands at this stage was reported: long enough ago to have got there."""
        needs = {
            "reported": 1,
            "papers": 3,
            "supplement": 4,
            "accepted": 6,
            "assessing": 5,
            "calculated": 6,
        }.get(stop, 11)
        # Most cases are where they should be; now and then one has been lying.
        lying = self.source.randrange(3, 9) if self.source.random() < 0.1 else self.source.randrange(2)
        day = self.last_day - timedelta(days=needs + lying)
        return moment_on(day, self.source)

    def _claimants(self, count: int):  # type: ignore[no-untyped-def]
        """Insured people whose contract was in force then; each but a few has one case. Health Team Two is the busiest."""
        able = [
            one
            for one in self.insured
            if one.policy.starts_on <= self.last_day - timedelta(days=FINISHED_DAYS + 60)
            and one.policy.ends_on >= self.last_day
        ]
        self.source.shuffle(able)
        team_two = [one for one in able if one.policy.unit.code == "JZ-C2"]
        others = [one for one in able if one.policy.unit.code != "JZ-C2"]
        busy = [each for pair in zip(team_two, others, strict=False) for each in pair] or able
        for index in range(count):
            yield busy[index % len(busy)]
        while True:
            yield busy[self.source.randrange(len(busy))]

    def _add(self, plan: plans.Plan) -> None:
        key = f"demo-{len(self.courses):06d}"
        self.courses.append(
            Course(plan, house=self.house, office=self.office, source=Random(f"{self.seed} {key}"), key=key)
        )

    def complain(self, shares: Shares) -> None:
        """Complaints about some of the cases, one in each state, and about contracts over the year."""
        made = [course for course in self.courses if hasattr(course, "claim")]
        for course in made:
            course.claim.refresh_from_db()
        shown = {course.plan.insured.person.name: course.claim for course in made if course.plan.shown}
        others = [course.claim for course in made if not course.plan.shown]
        usual = min(USUAL_COMPLAINTS, shares.copied_before // 40)
        complaints.tell(self.house, claims=others, shown=shown, end=self.end, seed=self.seed, usual=usual)
        outreach.play(house=self.house, claims=others, shown=shown, end=self.end, seed=self.seed)

    def copy(self, shares: Shares, progress: Progress) -> None:
        """More open cases beside the real ones, and the finished cases of the earlier year."""
        bar = progress.add_task("更多赔案 more cases", total=shares.copied_now + shares.copied_before)
        with clock.at(self.end):
            shown = [course.claim.pk for course in self.courses if course.plan.shown]
            real = (
                Claim.objects.select_related("insured__guardian", "policy", "member__policy")
                .order_by("pk")
                .exclude(pk__in=shown)
            )
            filed = bulk.patterns_of(real.filter(state=ClaimState.ARCHIVED))
            current = bulk.patterns_of(real.exclude(state=ClaimState.ARCHIVED))
            deltas = [(len(filed) + turn, 0) for turn in self._open_turns(current, shares.copied_now)]
            if filed:
                earliest = self.last_day - timedelta(days=OLDEST_DAYS)
                deltas += bulk.weeks_back(filed, shares.copied_before, earliest=earliest, seed=self.seed)
            bulk.copy_cases(
                [*filed, *current], deltas, seed=self.seed, done=lambda count: progress.advance(bar, count)
            )
            audit.seal()

    def talk(self) -> None:
        """What the shown customers asked and read; new contracts and the calls to their holders."""
        shown = [course.claim for course in self.courses if course.plan.shown and course.claim.insured]
        known = list({claim.insured_id: claim for claim in shown if not claim.died_on}.values())
        for claim in known:
            claim.refresh_from_db()
        holders = [claim.insured for claim in known if claim.insured and claim.insured.phone]
        by_name = {claim.insured.name: claim for claim in shown if claim.insured}
        with seeded(f"{self.seed} acting"):
            acting.play(shown=by_name, house=self.house, end=self.end)
        with seeded(f"{self.seed} advising"):
            others = [
                course.claim for course in self.courses if hasattr(course, "claim") and not course.plan.shown
            ]
            advising.play(
                shown=by_name,
                others=others,
                versions=self.versions,
                house=self.house,
                end=self.end,
                seed=self.seed,
            )
        with seeded(f"{self.seed} talks"):
            talks.play(shown=known, holders=holders, versions=self.versions, house=self.house, end=self.end)
        with seeded(f"{self.seed} calls"):
            hotline.play(shown=known, house=self.house, end=self.end)
        wordings.play(house=self.house, end=self.end)
        with seeded(f"{self.seed} ways"):
            ways.choose(insured=self.insured, opened=self.opened, seed=self.seed)
            ways.write(shown=by_name, end=self.end)
        with seeded(f"{self.seed} alerts"):
            alerts.play(house=self.house, shown=known, end=self.end, seed=self.seed)
        contracts.play(
            insured=self.insured, versions=self.versions, house=self.house, end=self.end, seed=self.seed
        )
        with clock.at(self.end):
            audit.seal()

    def _open_turns(self, standing: list[bulk.Pattern], count: int) -> list[int]:
        """Which open case each copy repeats: those of the handler whose log-in is printed until she has her load."""
        first = self.house.staff[BUSY].pk
        hers = [index for index, pattern in enumerate(standing) if pattern.claim.handler_id == first]
        others = [index for index in range(len(standing)) if index not in hers]
        wanted = max(0, min(count, HANDLER_LOAD - len(hers)))
        turns = [hers[turn % len(hers)] for turn in range(wanted)] if hers else []
        return turns + [others[turn % len(others)] for turn in range(count - len(turns))] if others else turns


def _dealt(shares: dict[str, int], count: int) -> list[str]:
    """``count`` names in the given proportions, each at least once when there is room, evenly mixed."""
    total = sum(shares.values())
    exact = [(name, max(1, round(count * weight / total))) for name, weight in shares.items()]
    dealt = [name for name, times in exact for _ in range(times)]
    return [dealt[index * len(dealt) // count] for index in range(count)] if count else []


def _record() -> Path:
    return Path(settings.DATA_DIR) / "demo-made.json"


def _remember(seed: int, last_day: date, claims: int) -> None:
    _record().write_text(json.dumps({"seed": seed, "as_of": last_day.isoformat(), "claims": claims}))
