"""Figures of complaints: how many beside what they are measured against, how many in time, who complains again, and why.

Every figure is counted from rows; one without its denominator stays a count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.clocks.rules import Kind
from anpei.complaints.models import Cause, Complaint
from anpei.complaints.queries import SUBJECT
from anpei.complaints.ruleset import RuleSet, in_force
from anpei.complaints.states import ComplaintState
from anpei.core import clock
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.policies.models import Policy
from anpei.values.dates import day_end, day_start

PER_POLICIES = 10_000
PER_PREMIUM_FEN = 100_000_000 * 100  # one hundred million yuan


@dataclass(frozen=True)
class Row:
    """One line of a breakdown; rates are in hundredths, None where nothing is known to divide by."""

    code: str
    label: str
    count: int
    policies: int | None = None
    premium_fen: int | None = None

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


def figures(staff: Staff, *, from_on: date, to_on: date) -> Figures:
    """Of the units a person may see, by the day of receipt. Joined complaints count once, under the number that stays."""
    units = visible_units(staff)
    rules = in_force(to_on)
    received = Complaint.objects.filter(
        unit__in=units, received_at__gte=day_start(from_on), received_at__lte=day_end(to_on)
    ).exclude(state=ComplaintState.MERGED)
    book = Policy.objects.filter(unit__in=units, starts_on__lte=to_on, ends_on__gte=to_on)
    held = book.aggregate(count=Count("id"), premium=Sum("premium_fen"))
    return Figures(
        from_on=from_on,
        to_on=to_on,
        total=Row("", "", received.count(), held["count"], held["premium"]),
        by_kind=_counted(received, "kind"),
        by_product=_measured(
            received, book, "policy__product_version__product__code", "product_version__product__code"
        ),
        by_unit=_measured(received, book, "unit__code", "unit__code"),
        by_channel=_counted(received, "channel"),
        by_month=_months(received),
        in_time=_in_time(received.model.objects.filter(unit__in=units), rules, from_on, to_on),
        repeats=_repeats(units, rules, to_on),
        repeat_days=rules.repeat_within_days,
        causes=_causes(received),
    )


def _counted(received: QuerySet[Complaint], field: str) -> list[Row]:
    rows = received.order_by().values_list(field).annotate(n=Count("id")).order_by("-n", field)
    return [Row(code or "", code or "", count) for code, count in rows]


def _measured(received: QuerySet[Complaint], book: QuerySet[Policy], field: str, of_book: str) -> list[Row]:
    held = {
        code: (count, premium)
        for code, count, premium in book.order_by()
        .values_list(of_book)
        .annotate(n=Count("id"), premium=Sum("premium_fen"))
    }
    return [
        Row(row.code, row.label, row.count, *held.get(row.code, (None, None)))
        for row in _counted(received, field)
    ]


def _months(received: QuerySet[Complaint]) -> list[Row]:
    rows = (
        received.order_by()
        .annotate(month=TruncMonth("received_at", tzinfo=clock.LOCAL))
        .values_list("month")
        .annotate(n=Count("id"))
        .order_by("month")
    )
    return [Row(f"{month:%Y-%m}", f"{month:%Y-%m}", count) for month, count in rows]


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


Label = Callable[[str], str]


def labelled(rows: list[Row], label: Label) -> list[Row]:
    """The same rows with words for their codes."""
    return [Row(row.code, label(row.code), row.count, row.policies, row.premium_fen) for row in rows]
