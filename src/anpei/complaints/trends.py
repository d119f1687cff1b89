"""Figures of complaints: how many beside what they are measured against, how soon and how they were answered, who
complains again, and what they point at, before and after it was changed.

Every figure is counted from rows; one without its denominator stays a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.clocks.rules import Kind
from anpei.complaints import references
from anpei.complaints.models import Cause, Complaint, Decision, DecisionState, PointsAt
from anpei.complaints.queries import SUBJECT
from anpei.complaints.ruleset import RuleSet, in_force
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.policies.models import Policy
from anpei.values.dates import day_end, day_start, local_date

PER_POLICIES = 10_000
TENTH_OF_A_DAY = timedelta(days=1) / 10
UNJUSTIFIED = "unjustified"
MOST_MONTHS = 60  # shown
PER_PREMIUM_FEN = 100_000_000 * 100  # one hundred million yuan


@dataclass(frozen=True)
class Row:
    """One line of a breakdown; rates are in hundredths, None where nothing is known to divide by."""

    code: str
    label: str
    count: int
    policies: int | None = None
    premium_fen: int | None = None
    answered: int = 0
    upheld: int = 0  # of those answered: wholly or partly justified
    days: int = 0  # from receipt to the answer, of all answered together, in tenths

    @property
    def upheld_bp(self) -> int | None:
        return self.upheld * 10_000 // self.answered if self.answered else None

    @property
    def days_to_answer(self) -> int | None:
        """Mean days from receipt to the answer, in tenths."""
        return self.days // self.answered if self.answered else None

    @property
    def per_policies(self) -> int | None:
        """Complaints per 10,000 policies, in hundredths."""
        return self.count * PER_POLICIES * 100 // self.policies if self.policies else None

    @property
    def per_premium(self) -> int | None:
        """Complaints per 100 million yuan of premium, in hundredths."""
        return self.count * PER_PREMIUM_FEN * 100 // self.premium_fen if self.premium_fen else None


@dataclass(frozen=True)
class InTime:
    """Answers whose last day fell into the period: given in time, given late, and not given although the day has passed."""

    met: int
    late: int
    overdue: int

    @property
    def due(self) -> int:
        return self.met + self.late + self.overdue

    @property
    def rate_bp(self) -> int | None:
        return self.met * 10_000 // self.due if self.due else None


@dataclass(frozen=True)
class Repeats:
    """People who complained at least twice within the days of the rule set, and how many complaints that makes."""

    people: int
    complaints: int


@dataclass(frozen=True)
class Pointed:
    """One thing that causes point at: in how many complaints, before and from its change on, and what is still open."""

    points_at: str
    reference: str
    title: str
    count: int
    open: int
    changed_at: datetime | None
    before: int
    after: int


@dataclass(frozen=True)
class Figures:
    from_on: date
    to_on: date
    total: Row
    by_kind: list[Row]
    by_product: list[Row]
    by_unit: list[Row]
    by_channel: list[Row]
    by_month: list[Row]
    in_time: InTime
    repeats: Repeats
    repeat_days: int
    causes: list[tuple[str, int, int]]  # kind, named, changed and verified
    pointed: list[Pointed]


def figures(staff: Staff, *, from_on: date, to_on: date) -> Figures:
    """Of the units a person may see, by the day of receipt. Joined complaints count once, under the number that stays."""
    units = visible_units(staff)
    rules = in_force(to_on)
    received = Complaint.objects.filter(
        unit__in=units, received_at__gte=day_start(from_on), received_at__lte=day_end(to_on)
    ).exclude(state=ComplaintState.MERGED)
    book = Policy.objects.filter(unit__in=units, starts_on__lte=to_on, ends_on__gte=to_on)
    held = book.aggregate(count=Count("id"), premium=Sum("premium_fen"))
    taken = _taken(received)
    total = next(iter(_counted(taken, lambda _one: "")), Row("", "", 0))
    return Figures(
        from_on=from_on,
        to_on=to_on,
        total=replace(total, policies=held["count"], premium_fen=held["premium"]),
        by_kind=_counted(taken, lambda one: one.kind),
        by_product=_measured(
            _counted(taken, lambda one: one.product), book, "product_version__product__code"
        ),
        by_unit=_measured(_counted(taken, lambda one: one.unit), book, "unit__code"),
        by_channel=_counted(taken, lambda one: one.channel),
        by_month=_months(taken, from_on, min(to_on, clock.today())),
        in_time=_in_time(received.model.objects.filter(unit__in=units), rules, from_on, to_on),
        repeats=_repeats(units, rules, to_on),
        repeat_days=rules.repeat_within_days,
        causes=_causes(received),
        pointed=_pointed(received),
    )


@dataclass(frozen=True)
class _One:
    """What is counted of one complaint. ``days`` to its answer in tenths, None while it has none."""

    kind: str
    product: str
    unit: str
    channel: str
    month: str
    days: int | None
    upheld: bool


def _taken(received: QuerySet[Complaint]) -> list[_One]:
    """Every complaint of the period with its last answer, in one statement."""
    last = Decision.objects.filter(complaint=OuterRef("pk"), state=DecisionState.SENT).order_by("-id")
    rows = received.order_by().values_list(
        "kind", "policy__product_version__product__code", "unit__code", "channel", "received_at", "answered_at",
        Subquery(last.values("outcome")[:1]),
    )  # fmt: skip
    return [
        _One(
            kind,
            product or "",
            unit,
            channel,
            f"{local_date(got):%Y-%m}",
            (answered - got) // TENTH_OF_A_DAY if answered else None,
            answered is not None and outcome != UNJUSTIFIED,
        )
        for kind, product, unit, channel, got, answered, outcome in rows
    ]


def _counted(taken: list[_One], key: Callable[[_One], str]) -> list[Row]:
    groups: dict[str, list[_One]] = defaultdict(list)
    for one in taken:
        groups[key(one)].append(one)
    rows = [_row(code, some) for code, some in groups.items()]
    return sorted(rows, key=lambda row: (-row.count, row.code))


def _row(code: str, some: list[_One]) -> Row:
    answered = [one for one in some if one.days is not None]
    return Row(
        code,
        code,
        len(some),
        answered=len(answered),
        upheld=sum(one.upheld for one in answered),
        days=sum(one.days or 0 for one in answered),
    )


def _measured(rows: list[Row], book: QuerySet[Policy], of_book: str) -> list[Row]:
    held = {
        code: (count, premium)
        for code, count, premium in book.order_by()
        .values_list(of_book)
        .annotate(n=Count("id"), premium=Sum("premium_fen"))
    }
    return [
        replace(row, policies=policies, premium_fen=premium)
        for row in rows
        for policies, premium in (held.get(row.code, (None, None)),)
    ]


def _months(taken: list[_One], from_on: date, to_on: date) -> list[Row]:
    """Every month of the period, the empty ones too, up to the last that has begun."""
    by_month = {row.code: row for row in _counted(taken, lambda one: one.month)}
    months: list[str] = []
    day = to_on.replace(day=1)
    while f"{day:%Y-%m}" >= f"{from_on:%Y-%m}" and len(months) < MOST_MONTHS:
        months.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return [by_month.get(month, Row(month, month, 0)) for month in reversed(months)]


def _in_time(complaints: QuerySet[Complaint], rules: RuleSet, from_on: date, to_on: date) -> InTime:
    last = min(to_on, clock.today())
    ended = Clock.objects.filter(
        subject=SUBJECT, kind=Kind.LAW, rule_id__in=rules.step_clocks, due_on__gte=from_on, due_on__lte=last,
        subject_id__in=complaints.order_by().values("pk"),
    )  # fmt: skip
    counts = ended.aggregate(
        met=Count("id", filter=Q(state=ClockState.MET)),
        late=Count("id", filter=Q(state=ClockState.MISSED)),
        overdue=Count("id", filter=Q(state=ClockState.RUNNING, due_at__lt=clock.now())),
    )
    return InTime(**counts)


def _repeats(units: list[int], rules: RuleSet, to_on: date) -> Repeats:
    since = to_on - timedelta(days=rules.repeat_within_days)
    again = (
        Complaint.objects.filter(
            unit__in=units, received_at__gt=day_end(since), received_at__lte=day_end(to_on)
        )
        .exclude(Q(phone_hash="") | Q(state=ComplaintState.MERGED))
        .order_by()
        .values("phone_hash")
        .annotate(n=Count("id"))
        .filter(n__gte=2)
    )
    counts = [row["n"] for row in again]
    return Repeats(len(counts), sum(counts))


def _causes(received: QuerySet[Complaint]) -> list[tuple[str, int, int]]:
    rows = (
        Cause.objects.filter(complaint__in=received.order_by().values("pk"))
        .order_by()
        .values_list("kind")
        .annotate(named=Count("id"), changed=Count("id", filter=Q(verified_at__isnull=False)))
        .order_by(F("named").desc(), "kind")
    )
    return list(rows)


def _pointed(received: QuerySet[Complaint]) -> list[Pointed]:
    """What causes most complaints, people left out: those are for their own superiors, not for a list."""
    named = (
        Cause.objects.filter(complaint__in=received.order_by().values("pk"))
        .exclude(points_at__in=("", PointsAt.PERSON))
        .select_related("complaint")
        .order_by("id")
    )
    by_thing: dict[tuple[str, str], list[Cause]] = defaultdict(list)
    for cause in named:
        by_thing[cause.points_at, cause.reference].append(cause)
    titles = references.targets(by_thing)
    changes = references.changes(named)
    rows = [
        _pointed_at(titles[thing], thing[0], causes, _changed_at(causes, changes))
        for thing, causes in by_thing.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, row.points_at, row.reference))


def _changed_at(causes: list[Cause], changes: dict[int, references.Change]) -> datetime | None:
    """When the thing was first changed after a complaint pointed at it."""
    known = [changes[one.pk].at for one in causes if one.pk in changes]
    seen = [one.done_at for one in causes if one.verified_at]
    return min((at for at in (*known, *seen) if at is not None), default=None)


def _pointed_at(
    target: references.Target, points_at: str, causes: list[Cause], changed_at: datetime | None
) -> Pointed:
    complaints = {one.complaint_id: one.complaint.received_at for one in causes}
    before = sum(changed_at is None or at < changed_at for at in complaints.values())
    return Pointed(
        points_at=points_at,
        reference=target.key,
        title=target.title,
        count=len(complaints),
        open=sum(one.verified_at is None for one in causes),
        changed_at=changed_at,
        before=before,
        after=len(complaints) - before,
    )


Label = Callable[[str], str]


def labelled(rows: list[Row], label: Label) -> list[Row]:
    """The same rows with words for their codes."""
    return [replace(row, label=label(row.code)) for row in rows]
