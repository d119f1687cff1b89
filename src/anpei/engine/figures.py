"""The figures of a case without their explanation: for whole books, where a tree is built only for what is shown."""

from __future__ import annotations

from dataclasses import dataclass

from anpei.engine.checks import check
from anpei.engine.columns import claim_values, tables
from anpei.engine.compiled import CompiledTerms, Figures, NamedStep
from anpei.engine.compiler import TOTAL
from anpei.engine.facts import CaseFacts


@dataclass(frozen=True)
class Bench:
    """One product's compiled terms made ready for many cases."""

    compiled: CompiledTerms
    shown: tuple[NamedStep, ...]
    """Steps of one figure a claim that the tree may show, in order."""
    posts: tuple[tuple[str, str], ...]
    """(accumulator code, step whose figure is added to it)."""

    @classmethod
    def of(cls, compiled: CompiledTerms) -> Bench:
        return cls(
            compiled=compiled,
            shown=tuple(step for step in compiled.steps if step.grain == "claim" and step.show != "never"),
            posts=tuple((step.post, step.name) for step in compiled.steps if step.post is not None),
        )

    def figures(self, facts: CaseFacts) -> Figures | None:
        """Every named figure of the case; None where an error finding stands and nothing may be calculated."""
        product = self.compiled.product
        if any(finding.level == "error" for finding in check(product, facts)):
            return None
        return self.compiled.run(claim_values(product, facts), tables(product, facts))

    def total_fen(self, figures: Figures) -> int:
        return one(figures, f"{TOTAL}.payable")

    def payable_fen(self, figures: Figures) -> dict[str, int]:
        """Payable by benefit code."""
        return {
            benefit.code: one(figures, f"{benefit.code}.payable")
            for benefit in self.compiled.product.benefits
        }

    def posted(self, figures: Figures) -> dict[str, int]:
        """What the case uses of each accumulator, by code, in fen or days."""
        used: dict[str, int] = {}
        for accumulator, step in self.posts:
            used[accumulator] = used.get(accumulator, 0) + one(figures, step)
        return used

    def first_difference(self, before: Figures, after: Figures) -> NamedStep | None:
        """The first shown step, in order, whose figure is not the same in ``before`` (figures of other terms)."""
        return next((step for step in self.shown if before.get(step.name) != after[step.name]), None)


def one(figures: Figures, name: str) -> int:
    """A figure of the whole claim. TypeError where it has one value a row."""
    value = figures[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} has one value a row")
    return value
