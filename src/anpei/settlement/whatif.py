"""What if a term had been different: every past decision through other terms, in the order the decisions were made.

How it is done:

- Only decisions that hold and rest on a calculation count, each from the inputs stored with it. A refusal for another
  reason than the arithmetic stays a refusal and is left out. An agreed amount counts as the terms compute it.
- Both sides are computed by the current engine, from the same stored inputs, so that only the terms differ. Where the
  current engine comes to another amount than was recorded, the claim is counted as ``drifted``: see ``replay``.
- A person's decisions are taken in the order in which they took effect. What one would use more or less of a deductible
  or limit, or pay more or less on the same accident, is carried into the person's later ones. A decision that was
  replaced later counts while it held.
- Decisions outside the chosen days keep what they were: nothing is carried from or to them.
- Waiting periods, exclusions and other questions of cover are not asked again; neither is what an advance or a person's
  own reading of the terms would have done.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from anpei.engine import CaseFacts, CompiledTerms
from anpei.engine.compiled import Figures
from anpei.engine.facts import PriorPayment
from anpei.engine.figures import Bench, one
from anpei.organisation.models import Unit
from anpei.organisation.queries import within
from anpei.policies.queries import year_start
from anpei.products.models import ProductVersion
from anpei.settlement.models import Decision, DecisionState, Outcome
from anpei.terms.calculation import Period
from anpei.values.money import Fen

CHUNK = 1_000  # decisions read from the database at a time

Place = tuple[str, str, date | None]
"""What is carried: ("used", accumulator, first day of its period) or ("paid", benefit, day of the accident)."""


def decisions(
    version: ProductVersion,
    *,
    unit: Unit | None = None,
    from_on: date | None = None,
    to_on: date | None = None,
) -> QuerySet[Decision]:
    """Decisions that took effect under a product version, person by person, in the order they did."""
    found = Decision.objects.filter(
        run__product_version=version,
        state__in=(DecisionState.APPROVED, DecisionState.SUPERSEDED),
        approved_at__isnull=False,
    )
    if unit is not None and not unit.is_head_office:
        found = found.filter(claim__unit__in=within(unit.path))
    if from_on is not None:
        found = found.filter(approved_at__gte=_midnight(from_on))
    if to_on is not None:
        found = found.filter(approved_at__lt=_midnight(to_on + timedelta(days=1)))
    return found.order_by("claim__member_id", "approved_at", "pk")


@dataclass(frozen=True, slots=True)
class Answer:
    """One claim under both terms. ``after`` is None where the other terms cannot be calculated on its facts."""

    decision: int
    recorded_fen: Fen
    before_fen: Fen
    after_fen: Fen | None
    step: str = ""
    """Name of the first shown step, in order, whose figure changes; empty where nothing does."""
    step_before: int | None = None
    step_after: int | None = None
    carried: dict[str, Any] = field(default_factory=dict)

    @property
    def moves(self) -> bool:
        return self.after_fen != self.before_fen


@dataclass(slots=True)
class Question:
    """Two sets of compiled terms and the decisions to put to them."""

    before: CompiledTerms
    after: CompiledTerms
    _before: Bench = field(init=False)
    _after: Bench = field(init=False)

    def __post_init__(self) -> None:
        self._before, self._after = Bench.of(self.before), Bench.of(self.after)

    def answers(self, found: QuerySet[Decision]) -> Iterator[Answer]:
        """The answer for every decision that still holds; memory is bounded by one person's decisions."""
        rows = found.values_list(
            "claim__member_id", "pk", "claim_id", "state", "outcome", "claim__event_on", "claim__policy__starts_on",
            "run__payable_fen", "run__inputs",
        ).iterator(chunk_size=CHUNK)  # fmt: skip
        for _member, own in groupby(rows, key=lambda row: row[0]):
            person = _Person(self._before, self._after)
            for _member, *row in own:
                answer = person.decided(_Decided(*row))
                if answer is not None:
                    yield answer


@dataclass(frozen=True, slots=True)
class _Decided:
    pk: int
    claim: int
    state: str
    outcome: str
    event_on: date
    starts_on: date
    recorded_fen: Fen
    inputs: dict[str, Any]

    @property
    def refused_on_the_merits(self) -> bool:
        """Not because the terms come to nothing: it pays and uses nothing, whatever the terms compute."""
        return self.outcome == Outcome.REFUSE and self.recorded_fen > 0


@dataclass(slots=True)
class _Person:
    """One insured person's decisions in order, and what each leaves for the later ones."""

    before: Bench
    after: Bench
    left: dict[int, dict[Place, int]] = field(default_factory=dict)
    """By claim: what its decision that holds uses and pays more than it did."""

    def decided(self, row: _Decided) -> Answer | None:
        if row.refused_on_the_merits:
            self.left.pop(row.claim, None)
            return None
        facts = CaseFacts.from_json(row.inputs)
        carried = self._carried(row, facts)
        other_facts = carry(facts, carried) if carried else facts
        before, after = self.before.figures(facts), self.after.figures(other_facts)
        if before is None:  # a finding of the current engine: replay names it
            return None
        self.left[row.claim] = self._differences(row, facts, before, after) if after is not None else {}
        if row.state != DecisionState.APPROVED:
            return None
        return self._answer(row, carried, before, after)

    def _answer(
        self, row: _Decided, carried: dict[str, Any], before: Figures, after: Figures | None
    ) -> Answer:
        before_fen = self.before.total_fen(before)
        if after is None:
            return Answer(row.pk, row.recorded_fen, before_fen, None, carried=carried)
        after_fen = self.after.total_fen(after)
        if after_fen == before_fen:
            return Answer(row.pk, row.recorded_fen, before_fen, after_fen, carried=carried)
        step = self.after.first_difference(before, after)
        assert step is not None  # the total is a shown step
        was = before.get(step.name)
        return Answer(
            row.pk, row.recorded_fen, before_fen, after_fen, step.name,
            was if isinstance(was, int) else None, one(after, step.name), carried,
        )  # fmt: skip

    def _carried(self, row: _Decided, facts: CaseFacts) -> dict[str, Any]:
        """What the person's other claims left, where this one reads it: {"used": {…}, "paid": {…}}."""
        places = self._places(row, facts)
        carried: dict[str, Any] = {}
        for claim, left in self.left.items():
            for place, amount in left.items() if claim != row.claim else ():
                kind, key, _ = place
                if place in places:
                    one_kind = carried.setdefault(kind, {})
                    one_kind[key] = one_kind.get(key, 0) + amount
        return carried

    def _places(self, row: _Decided, facts: CaseFacts) -> set[Place]:
        places: set[Place] = {
            ("used", term.code, _period(term.per, row))
            for term in self.after.compiled.product.calculation.accumulators
        }
        if facts.event.accident_on is not None:
            places |= {("paid", b.code, row.event_on) for b in self.after.compiled.product.benefits}
        return places

    def _differences(
        self, row: _Decided, facts: CaseFacts, before: Figures, after: Figures
    ) -> dict[Place, int]:
        left: dict[Place, int] = {}
        used, used_now = self.before.posted(before), self.after.posted(after)
        for term in self.after.compiled.product.calculation.accumulators:
            more = used_now.get(term.code, 0) - used.get(term.code, 0)
            if more:
                left["used", term.code, _period(term.per, row)] = more
        if facts.event.accident_on is not None:
            paid = self.before.payable_fen(before)
            for benefit, fen in self.after.payable_fen(after).items():
                if fen != paid.get(benefit, 0):
                    left["paid", benefit, row.event_on] = fen - paid.get(benefit, 0)
        return left


def carry(facts: CaseFacts, carried: dict[str, Any]) -> CaseFacts:
    """The facts as they would have been had the person's earlier claims been decided under the other terms."""
    used = dict(facts.accumulators)
    for code, more in carried.get("used", {}).items():
        used[code] = max(0, used.get(code, 0) + more)
    paid = {prior.benefit: prior.amount_fen for prior in facts.prior_payments}
    for benefit, more in carried.get("paid", {}).items():
        paid[benefit] = max(0, paid.get(benefit, 0) + more)
    return replace(
        facts,
        accumulators=used,
        prior_payments=tuple(PriorPayment(benefit, fen) for benefit, fen in paid.items() if fen),
    )


def _period(per: Period, row: _Decided) -> date | None:
    if per == Period.LIFETIME:
        return None
    return row.event_on if per == Period.ACCIDENT else year_start(row.starts_on, row.event_on)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# Where a bar of the distribution begins, in fen: the same steps on either side of nothing.
_STEPS = tuple(
    figure * 10**power for power in range(4, 10) for figure in (1, 2, 5)
)  # 100 yuan to 50,000,000 yuan
EDGES = (*(-step for step in reversed(_STEPS)), 0, *_STEPS)


@dataclass(slots=True)
class Tally:
    """The sums of an answer, taken one claim at a time."""

    claims: int = 0
    moved: int = 0
    up: int = 0
    down: int = 0
    carried: int = 0
    drifted: int = 0
    not_calculable: int = 0
    before_fen: Fen = 0
    after_fen: Fen = 0
    by_step: dict[str, list[int]] = field(default_factory=dict)
    bars: dict[int, list[int]] = field(default_factory=dict)

    def take(self, answer: Answer) -> None:
        self.claims += 1
        self.drifted += answer.recorded_fen != answer.before_fen
        self.before_fen += answer.before_fen
        if answer.after_fen is None:
            self.not_calculable += 1
            self.after_fen += answer.before_fen
            return
        self.after_fen += answer.after_fen
        if not answer.moves:
            return
        difference = answer.after_fen - answer.before_fen
        self.moved += 1
        self.up += difference > 0
        self.down += difference < 0
        self.carried += bool(answer.carried)
        _add(self.by_step, answer.step, difference)
        _add(self.bars, _bar(difference), difference)

    def to_json(self, compiled: CompiledTerms, seconds: float) -> dict[str, Any]:
        """Sums in fen; ``by_step`` largest first; ``distribution`` from the largest decrease to the largest increase.

        A bar holds differences of ``from_fen`` up to, not including, ``to_fen`` (the other way round below nothing);
        the outermost bars have no outer end.
        """
        counts = (
            "claims",
            "moved",
            "up",
            "down",
            "carried",
            "drifted",
            "not_calculable",
            "before_fen",
            "after_fen",
        )
        return {
            **{name: getattr(self, name) for name in counts},
            "difference_fen": self.after_fen - self.before_fen,
            "seconds": round(seconds, 3),
            "runs": 2 * self.claims,
            "runs_per_second": round(2 * self.claims / seconds) if seconds else 0,
            "by_step": [
                {
                    "step": name,
                    "label": compiled.by_name[name].label.model_dump(),
                    "benefit": _benefit(compiled, name),
                    "unit": compiled.by_name[name].unit,
                    "clause": compiled.by_name[name].clause,
                    "claims": claims,
                    "difference_fen": fen,
                }
                for name, (claims, fen) in sorted(self.by_step.items(), key=lambda entry: -abs(entry[1][1]))
            ],
            "distribution": [
                {"from_fen": _edge(bar), "to_fen": _edge(bar + 1), "claims": claims, "difference_fen": fen}
                for bar, (claims, fen) in sorted(self.bars.items())
            ],
        }


def _add(sums: dict[Any, list[int]], key: Any, fen: Fen) -> None:
    entry = sums.setdefault(key, [0, 0])
    entry[0] += 1
    entry[1] += fen


def _bar(difference: Fen) -> int:
    """Which bar a difference stands in; an increase of exactly an edge in the higher, a decrease in the lower one."""
    return (
        bisect_right(EDGES, difference) - 1
        if difference > 0
        else -bisect_right(EDGES, -difference) + len(EDGES) - 1
    )


def _edge(position: int) -> Fen | None:
    return EDGES[position] if 0 <= position < len(EDGES) else None


def _benefit(compiled: CompiledTerms, step: str) -> dict[str, str] | None:
    code = step.split(".")[0]
    return next((b.name.model_dump() for b in compiled.product.benefits if b.code == code), None)
