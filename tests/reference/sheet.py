"""The sheet of paper one claim is worked out on: figures by name, what is used of each accumulator, rounding, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from anpei.engine.facts import CaseFacts
from anpei.terms.benefits import Benefit
from anpei.terms.calculation import Limit
from anpei.terms.product import Product

Figure = int | list[int]


@dataclass
class Sheet:
    """``used`` starts with what earlier claims used and grows; ``posted`` is what this claim added."""

    product: Product
    facts: CaseFacts
    used: dict[str, int] = field(default_factory=dict)
    posted: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    payable: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for accumulator in self.product.calculation.accumulators:
            self.used[accumulator.code] = self.facts.accumulators.get(accumulator.code, 0)

    def note(self, benefit: Benefit, **figures: Figure) -> None:
        """Write figures down under the benefit's code."""
        for name, value in figures.items():
            self.figures[f"{benefit.code}.{name}"] = value

    def shown(self, name: str) -> int | None:
        """A figure as the explanation shows it, rows brought together; None where nothing was written down."""
        figure = self.figures.get(name)
        return sum(figure) if isinstance(figure, list) else figure

    def left(self, accumulator: str, amount: int) -> int:
        """What the accumulator leaves of an amount."""
        return max(0, amount - self.used[accumulator])

    def post(self, accumulator: str, amount: int) -> None:
        self.used[accumulator] += amount
        self.posted[accumulator] = self.posted.get(accumulator, 0) + amount

    def round(self, value: Fraction | int) -> int:
        """To whole fen, as the product says."""
        mode = self.product.calculation.rounding.mode.value
        if mode == "down":
            return floor(value)
        if mode == "up":
            return ceil(value)
        return floor(Fraction(value) + Fraction(1, 2))

    def share(self, amount: int, bp: int) -> int:
        """amount × bp ÷ 10,000, rounded."""
        return self.round(Fraction(amount * bp, 10_000))

    def sum_insured(self, benefit: Benefit) -> int:
        own = benefit.sum_insured.amount_fen
        return own if own is not None else self.facts.policy.sum_insured_fen.get(benefit.sum_insured_key, 0)

    def applies(self, benefit: Benefit) -> bool:
        """Confirmed by the review of cover, and for what happened."""
        asked = self.facts.benefits is None or benefit.code in self.facts.benefits
        return asked and any(nature in self.facts.event.natures for nature in benefit.natures)

    def limited(self, benefit: Benefit, limits: Sequence[Limit], amount: int) -> int:
        """The amount within every limit, in their order. What remains is posted by ``use``."""
        for limit in limits:
            whole = self.sum_insured(benefit) if limit.amount_fen is None else limit.amount_fen
            left = self.left(limit.accumulator, whole)
            over = max(0, amount - left)
            amount -= over
            self.note(
                benefit,
                **{
                    f"{limit.accumulator}_left": left,
                    f"over_{limit.accumulator}": over,
                    f"within_{limit.accumulator}": amount,
                },
            )
        return amount

    def use(self, benefit: Benefit, limits: Sequence[Limit], amount: int) -> None:
        """What is paid counts towards every limit."""
        for limit in limits:
            self.post(limit.accumulator, amount)
            self.note(benefit, **{f"{limit.accumulator}_posted": amount})

    def pays(self, benefit: Benefit, amount: int) -> None:
        self.payable[benefit.code] = amount
        self.note(benefit, payable=amount)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """The total in proportion to the weights: whole fen down, the fen left over to the largest remainders, ties in order.

    Nothing for anybody where all weights are 0.
    """
    whole = sum(weights)
    if whole == 0:
        return [0 for _ in weights]
    exact = [Fraction(total * weight, whole) for weight in weights]
    parts = [floor(one) for one in exact]
    while sum(parts) < total:
        rest = [one - part for one, part in zip(exact, parts, strict=True)]
        parts[rest.index(max(rest))] += 1
    return parts
