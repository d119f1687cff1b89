"""How well people are reached: each figure with what it is a share of.

Answered rate (电话呼入人工接通率): calls answered by a person ÷ calls that asked for one; the fields are the regulator's
(regulations §6), the ratio itself is mark B. Time to a person: from asking for one, on any channel, to the first word of
one. Nobody who asked is left out: who still waits, or gave up, counts among those who asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from django.db.models import (
    Avg,
    Count,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models import Case as Choose
from django.db.models.functions import Coalesce, TruncDate, TruncWeek
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import sees_all_units
from anpei.claims.models import CallOrigin, CallRequest
from anpei.clocks.rules import Kind
from anpei.core.clock import LOCAL
from anpei.core.periods import Span
from anpei.deadlines.models import Clock
from anpei.deadlines.states import ClockState
from anpei.hotline.models import Attempt, Call, CallDirection
from anpei.hotline.queries import desk_units
from anpei.messages.actions import ANSWER_CLOCK
from anpei.organisation.models import Unit

WHOLE_BP = 10_000
QUICK = timedelta(seconds=20)  # company rule, mark C
QUESTION_CLOCK = "enquiry.answer"
By = Literal["day", "week", "unit"]
CHANNELS = {
    "call": _("Calls"),
    "callback": _("Calls back"),
    "message": _("Messages"),
    "enquiry": _("Questions handed to a person"),
}


@dataclass(frozen=True)
class Calls:
    """Incoming calls that asked for a person. Times in whole seconds, of the answered ones."""

    label: str
    offered: int
    answered: int
    abandoned: int
    quick: int  # answered within 20 seconds
    seconds: int | None  # mean time to answer
    slowest: int | None

    @property
    def answered_bp(self) -> int | None:
        return share_bp(self.answered, self.offered)

    @property
    def abandoned_bp(self) -> int | None:
        return share_bp(self.abandoned, self.offered)

    @property
    def quick_bp(self) -> int | None:
        return share_bp(self.quick, self.offered)


@dataclass(frozen=True)
class Human:
    """People who asked for a person on one channel, and how long it took those who got one."""

    channel: str
    asked: int
    got: int
    seconds: int | None
    slowest: int | None

    @property
    def got_bp(self) -> int | None:
        return share_bp(self.got, self.asked)


def calls(staff: Staff, span: Span) -> Calls:
    return _calls("", _offered(staff, span).aggregate(**_COUNTED))


def calls_by(staff: Staff, span: Span, by: By) -> list[Calls]:
    """One row a day, a week (its Monday) or a unit, in that order; days without a call have none."""
    rows = _offered(staff, span)
    if by == "unit":
        names = {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=desk_units(staff))}
        by_unit = rows.values("unit").annotate(**_COUNTED).order_by("unit__path")
        return [_calls(names[one["unit"]], dict(one)) for one in by_unit]
    part = TruncDate("queued_at", tzinfo=LOCAL) if by == "day" else TruncWeek("queued_at", tzinfo=LOCAL)
    found = rows.annotate(part=part).values("part").annotate(**_COUNTED).order_by("part")
    return [_calls(_day(one["part"]), dict(one)) for one in found]


def humans(staff: Staff, span: Span) -> list[Human]:
    """Time to a person by channel. One statement each."""
    return [
        _human("call", _offered(staff, span), F("answered_at"), F("queued_at")),
        _human("callback", _wanted(staff, span), F("human_at"), F("created_at")),
        _human("message", _clocks(staff, span, ANSWER_CLOCK), F("stopped_at"), F("started_at")),
        _human("enquiry", _clocks(staff, span, QUESTION_CLOCK), F("stopped_at"), F("started_at")),
    ]


def all_channels(rows: Iterable[Human]) -> Human:
    """The channels together: counts added, the mean weighted by who got a person."""
    rows = list(rows)
    got = sum(one.got for one in rows)
    spent = sum(one.seconds * one.got for one in rows if one.seconds is not None)
    return Human(
        channel="",
        asked=sum(one.asked for one in rows),
        got=got,
        seconds=(spent * 2 + got) // (2 * got) if got else None,
        slowest=max((one.slowest for one in rows if one.slowest is not None), default=None),
    )


def share_bp(part: int, whole: int) -> int | None:
    """A share in basis points, half up; None of nothing."""
    return (part * WHOLE_BP * 2 + whole) // (2 * whole) if whole else None


_WAIT = ExpressionWrapper(F("answered_at") - F("queued_at"), output_field=DurationField())
_GONE = Q(answered_at__isnull=True) & (Q(abandoned_at__isnull=False) | Q(ended_at__isnull=False))
_COUNTED: dict[str, Any] = {
    "offered": Count("id"),
    "answered": Count("id", filter=Q(answered_at__isnull=False)),
    "abandoned": Count("id", filter=_GONE),
    "quick": Count("id", filter=Q(answered_at__lte=F("queued_at") + QUICK)),
    "mean": Avg(_WAIT),
    "slowest": Max(_WAIT),
}


def _offered(staff: Staff, span: Span) -> QuerySet[Call]:
    rows = Call.objects.filter(span.of("queued_at"), direction=CallDirection.IN)
    return rows if sees_all_units(staff) else rows.filter(unit__in=desk_units(staff))


def _wanted(staff: Staff, span: Span) -> QuerySet[CallRequest]:
    """Calls that customers waited for, asked for or missed; what we promised by ourselves asks for nobody."""
    reached = Attempt.objects.filter(request=OuterRef("pk"), reached=True).order_by("at").values("at")[:1]
    tried = Attempt.objects.filter(request=OuterRef("pk"))
    rows = CallRequest.objects.filter(
        span.of("created_at"), origin__in=(CallOrigin.CUSTOMER, CallOrigin.MISSED)
    )
    if not sees_all_units(staff):
        rows = rows.filter(unit__in=desk_units(staff))
    by_the_case = Choose(When(~Exists(tried), then=F("done_at")), default=None, output_field=DateTimeField())
    return rows.annotate(human_at=Coalesce(Subquery(reached), by_the_case))


def _clocks(staff: Staff, span: Span, rule: str) -> QuerySet[Clock]:
    rows = Clock.objects.filter(
        span.of("started_at"), rule_id=rule, kind__in=(Kind.PROMISE, Kind.INTERNAL)
    ).exclude(state=ClockState.CANCELLED)
    return rows if sees_all_units(staff) else rows.filter(unit_path__startswith=staff.unit.path)


def _human(channel: str, rows: QuerySet[Any], got_at: Any, asked_at: Any) -> Human:
    wait = ExpressionWrapper(got_at - asked_at, output_field=DurationField())
    found = rows.aggregate(
        asked=Count("pk"),
        got=Count("pk", filter=Q(**{f"{got_at.name}__isnull": False})),
        mean=Avg(wait),
        most=Max(wait),
    )
    return Human(channel, found["asked"], found["got"], _seconds(found["mean"]), _seconds(found["most"]))


def _calls(label: str, found: dict[str, Any]) -> Calls:
    return Calls(
        label=label,
        offered=found["offered"],
        answered=found["answered"],
        abandoned=found["abandoned"],
        quick=found["quick"],
        seconds=_seconds(found["mean"]),
        slowest=_seconds(found["slowest"]),
    )


def _seconds(wait: timedelta | None) -> int | None:
    return None if wait is None else round(wait.total_seconds())


def _day(part: Any) -> str:
    return (part.date() if hasattr(part, "hour") else part).isoformat()
