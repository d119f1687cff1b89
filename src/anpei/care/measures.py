"""What people answered when we asked how it was, as figures: each with what it is a share of and how sure it is.

Counted are follow-ups that ended in the period, by an answer, a no or the time; who may still answer is not counted yet.

* Response rate (应答率): answered ÷ asked. A call planned and never made is no question: it is named apart.
* Satisfaction (CSAT, 满意度): marks of 4 or 5 ÷ all marks of 1 to 5.
* Net promoter score (NPS, 净推荐值): share of 9 and 10 less share of 0 to 6, of all who gave 0 to 10; -100 to 100 points.

Intervals are at 95 %: Wilson for shares, Agresti and Min (adjusted Wald) for the NPS. Of fewer answers than
``settings.CARE_LEAST_ANSWERS`` there is no figure, only the counts. The database counts; no answer is read for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from anpei.care import catalogue
from anpei.care.models import Followup, FollowupState
from anpei.core.clock import LOCAL
from anpei.core.periods import Span
from anpei.organisation.models import Unit
from anpei.products.models import Product
from anpei.values import shares

WHOLE_BP = 10_000
SATISFIED_FROM = 4
PROMOTER_FROM, DETRACTOR_TO = 9, 6
PAGE = 30


@dataclass(frozen=True)
class Share:
    """Basis points, with the ends of the interval."""

    value_bp: int
    low_bp: int
    high_bp: int


@dataclass(frozen=True)
class Score:
    """Points from -100 to 100, with the ends of the interval."""

    value: int
    low: int
    high: int


@dataclass(frozen=True)
class Answers:
    """One group. ``code`` is what it is asked for by; a figure is None where too few answered to say."""

    code: str
    label: str
    ended: int
    asked: int
    answered: int
    declined: int
    rated: int  # gave a mark of 1 to 5
    satisfied: int
    scored: int  # gave 0 to 10
    promoters: int
    detractors: int

    @property
    def never_asked(self) -> int:
        """Planned calls that nobody made before their time was over."""
        return self.ended - self.asked

    @property
    def passives(self) -> int:
        return self.scored - self.promoters - self.detractors

    @property
    def response(self) -> Share | None:
        return _share(self.answered, self.asked)

    @property
    def csat(self) -> Share | None:
        return _share(self.satisfied, self.rated)

    @property
    def nps(self) -> Score | None:
        if few(self.scored):
            return None
        low, high = shares.net(self.promoters, self.detractors, self.scored)
        difference = self.promoters - self.detractors
        # Half up, as shares are: -2.5 points are -2.
        return Score(
            (difference * 200 + self.scored) // (2 * self.scored), round(low * 100), round(high * 100)
        )


@dataclass(frozen=True)
class Narrow:
    """What of the answers is looked at; empty: everything."""

    unit: Unit | None = None  # with the units below it
    product: str = ""


@dataclass(frozen=True)
class Figures:
    span: Span
    total: Answers
    by_occasion: list[
        Answers
    ]  # paid, refused and withdrawn apart; each occasion, also those without an answer
    by_unit: list[Answers]
    by_product: list[Answers]
    by_month: list[Answers]  # of the end; every month of the period


def few(answers: int) -> bool:
    """Too few to say: chance alone, or one person, could make the figure."""
    return answers < max(1, settings.CARE_LEAST_ANSWERS)


def total(units: Sequence[int], span: Span, narrow: Narrow = Narrow()) -> Answers:
    return _answers("", "", _ended(units, span, narrow).aggregate(**_COUNTED))


def figures(units: Sequence[int], span: Span, narrow: Narrow = Narrow()) -> Figures:
    """Of follow-ups that ended in these days in these units. Seven statements, however many there are."""
    rows = _ended(units, span, narrow)
    return Figures(
        span=span,
        total=_answers("", "", rows.aggregate(**_COUNTED)),
        by_occasion=_by_occasion(rows),
        by_unit=_by_unit(rows),
        by_product=_by_product(rows),
        by_month=_by_month(rows, span),
    )


def answers_behind(
    units: Sequence[int],
    span: Span,
    narrow: Narrow = Narrow(),
    *,
    occasion: str = "",
    before: tuple[datetime, int] | None = None,
) -> QuerySet[Followup]:
    """The follow-ups a figure is made of, the latest end first, from below ``before`` (end, id)."""
    rows = _ended(units, span, narrow)
    if occasion:
        rows = rows.filter(policy=occasion)
    if before is not None:
        rows = rows.filter(Q(ended_at__lt=before[0]) | Q(ended_at=before[0], pk__lt=before[1]))
    return rows.select_related(
        "claim__insured", "claim__unit", "claim__product_version__product", "caller"
    ).order_by("-ended_at", "-id")


def _ended(units: Sequence[int], span: Span, narrow: Narrow) -> QuerySet[Followup]:
    rows = Followup.objects.filter(span.of("ended_at"), claim__unit__in=units).order_by()
    if narrow.unit is not None:
        rows = rows.filter(claim__unit__path__startswith=narrow.unit.path)
    if narrow.product:
        rows = rows.filter(**{_PRODUCT: narrow.product})
    return rows


def _by_occasion(rows: QuerySet[Followup]) -> list[Answers]:
    found = {row["policy"]: row for row in rows.values("policy").annotate(**_COUNTED)}
    return [
        _answers(one.code, str(one.name), found.get(one.code, _NOBODY))
        for one in catalogue.followups().policies
    ]


def _by_unit(rows: QuerySet[Followup]) -> list[Answers]:
    found = list(rows.values("claim__unit").annotate(**_COUNTED).order_by("claim__unit__path"))
    units = Unit.objects.in_bulk([row["claim__unit"] for row in found])
    return [_answers(unit.code, unit.label, row) for row in found if (unit := units[row["claim__unit"]])]


def _by_product(rows: QuerySet[Followup]) -> list[Answers]:
    """By the product of the case; the last row is of cases without a contract that was found."""
    found = list(rows.values(_PRODUCT).annotate(**_COUNTED))
    named = {one.code: one.label for one in Product.objects.filter(code__in=[row[_PRODUCT] for row in found])}
    made = [
        _answers(row[_PRODUCT] or "", named.get(row[_PRODUCT], _("product not known")), row) for row in found
    ]
    return sorted(made, key=lambda one: (not one.code, -one.ended, one.code))


def _by_month(rows: QuerySet[Followup], span: Span) -> list[Answers]:
    counted = rows.annotate(month=TruncMonth("ended_at", tzinfo=LOCAL)).values("month").annotate(**_COUNTED)
    found = {f"{row['month']:%Y-%m}": row for row in counted}
    return [
        _answers(name, name, found.get(name, _NOBODY)) for name in (f"{day:%Y-%m}" for day in span.months)
    ]


def _answers(code: str, label: str, row: Mapping[str, Any]) -> Answers:
    return Answers(code, label, **{name: row[name] for name in _COUNTED})


def _share(part: int, whole: int) -> Share | None:
    if few(whole):
        return None
    low, high = shares.wilson(part, whole)
    value = (part * WHOLE_BP * 2 + whole) // (2 * whole)
    return Share(value, round(low * WHOLE_BP), round(high * WHOLE_BP))


_PRODUCT = "claim__product_version__product__code"
_SAID = (FollowupState.ANSWERED, FollowupState.DECLINED)
_COUNTED = {
    "ended": Count("id"),
    # Whoever answered was asked, also where the call was noted without having been taken first.
    "asked": Count("id", filter=Q(asked_at__isnull=False) | Q(state__in=_SAID)),
    "answered": Count("id", filter=Q(state=FollowupState.ANSWERED)),
    "declined": Count("id", filter=Q(state=FollowupState.DECLINED)),
    "rated": Count("id", filter=Q(satisfaction__isnull=False)),
    "satisfied": Count("id", filter=Q(satisfaction__gte=SATISFIED_FROM)),
    "scored": Count("id", filter=Q(nps__isnull=False)),
    "promoters": Count("id", filter=Q(nps__gte=PROMOTER_FROM)),
    "detractors": Count("id", filter=Q(nps__lte=DETRACTOR_TO)),
}
_NOBODY = dict.fromkeys(_COUNTED, 0)
