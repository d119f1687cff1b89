"""The product file as an object: identity, clauses, benefits, exclusions, papers, examples."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr

from anpei.terms.base import ClauseNumber, Code, Fen, Flag, LocalDate, Nature, Strict, Text, Words
from anpei.terms.benefits import COMMERCIAL_BENEFITS, AnyBenefit, Benefit, LiabilityBenefit
from anpei.terms.calculation import Accumulator, Period, Rounding
from anpei.terms.medical import DrugList
from anpei.terms.motor import MotorRules
from anpei.terms.papers import RequiredPaper, required


class Clause(Strict):
    """Numbered wording of the contract. ``highlight``: printed in bold, as Insurance Law art. 17 asks.

    ``title_en``: a translation of the title for readers of English; the Chinese wording prevails.
    """

    number: ClauseNumber
    title: Words
    title_en: Words | None = None
    text: Words
    plain: Text
    highlight: Flag = False

    def title_in(self, language: str) -> str:
        """Chinese where nobody translated it."""
        return self.title_en if language.startswith("en") and self.title_en else self.title


class Definition(Strict):
    term: Text
    clause: ClauseNumber
    meaning: Text


class Exclusion(Strict):
    """A ground on which nothing is paid. ``fact`` names the answer a handler gives to ``question``.

    ``first_years``: the ground counts only in so many years from the contract's formation or reinstatement, as suicide
    does in the first two (Insurance Law art. 44).
    """

    code: Code
    clause: ClauseNumber
    name: Text
    question: Text
    fact: Code
    natures: tuple[Nature, ...] = ()
    benefits: tuple[Code, ...] = ()
    asks: Literal["handler", "surveyor", "claimant"] = "handler"
    first_years: Annotated[int, Field(strict=True, ge=1, le=99)] | None = None


class Entry(Strict):
    """Whom the product takes on anew: full years of age on the first day, both ends included."""

    from_age: Annotated[int, Field(strict=True, ge=0, le=120)] = 0
    to_age: Annotated[int, Field(strict=True, ge=0, le=120)]

    def takes(self, age: int) -> bool:
        return self.from_age <= age <= self.to_age


class AuthorityHint(Strict):
    """From which amount a claim should be looked at with more care; who may sign is the insurer's own grant."""

    from_fen: Fen
    level: Annotated[int, Field(strict=True, ge=1, le=9)]
    note: Text


class StraightThrough(Strict):
    """Up to this amount the product lends itself to payment without a second pair of eyes."""

    max_fen: Fen


class Example(Strict):
    """A worked example: facts (the JSON of CaseFacts), expected fen by step name, and why.

    ``shown``: easy to follow, so buyers read it before they buy; the others hold edges of the rules.
    """

    name: Code
    why: Text
    facts: dict[str, Any]
    expect: Annotated[dict[str, Annotated[int, Field(strict=True)]], Field(min_length=1)]
    findings: tuple[str, ...] = ()
    shown: Flag = False


TermPath = Annotated[str, Field(strict=True, pattern=r"^benefits\[\d+\](\.[a-z_]+(\[\d+\])?)+$")]


class Calculation(Strict):
    rounding: Rounding = Field(default_factory=Rounding)
    accumulators: tuple[Accumulator, ...] = ()
    motor: MotorRules | None = None
    drug_lists: tuple[DrugList, ...] = ()


class Product(Strict):
    """One version of one product. Amounts in fen, shares in basis points, dates local (Asia/Shanghai)."""

    schema_version: Literal[1] = Field(alias="schema")
    code: Code
    version: Annotated[str, Field(strict=True, pattern=r"^\d+\.\d+$")]
    name: Text
    insurer: Text
    line: Literal["health", "accident", "group_health", "life", "property", "liability", "motor"]
    valid_from: LocalDate
    valid_to: LocalDate | None = None
    entry: Entry | None = None
    """Ages taken on anew; a product for people without it is recommended to nobody."""
    clauses: Annotated[tuple[Clause, ...], Field(min_length=1)]
    definitions: tuple[Definition, ...] = ()
    benefits: Annotated[tuple[AnyBenefit, ...], Field(min_length=1)]
    exclusions: tuple[Exclusion, ...] = ()
    papers: Annotated[tuple[RequiredPaper, ...], Field(min_length=1)]
    calculation: Calculation
    negotiable: tuple[TermPath, ...] = ()
    """Terms one policy may have other values for, by their path: a number in ``benefits``, not a benefit's grade table."""
    straight_through: StraightThrough | None = None
    authority: tuple[AuthorityHint, ...] = ()
    examples: Annotated[tuple[Example, ...], Field(min_length=1)]
    _sha256: str = PrivateAttr(default="")

    @property
    def sha256(self) -> str:
        """Hash of what the file says (keys sorted, comments and layout aside)."""
        return self._sha256

    @property
    def name_zh(self) -> str:
        return self.name.zh

    @property
    def name_en(self) -> str:
        return self.name.en

    def clause(self, number: str) -> Clause:
        """The clause with this number. KeyError when the file has none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)

    def benefit(self, code: str) -> Benefit:
        """The benefit with this code. KeyError when the file has none."""
        for benefit in self.benefits:
            if benefit.code == code:
                return benefit
        raise KeyError(code)

    def accumulator(self, code: str) -> Accumulator:
        """The accumulator with this code. KeyError when the file has none."""
        for accumulator in self.calculation.accumulators:
            if accumulator.code == code:
                return accumulator
        raise KeyError(code)

    @property
    def family_accumulators(self) -> tuple[str, ...]:
        """Codes of the accumulators that everybody insured under a policy uses up together."""
        return tuple(a.code for a in self.calculation.accumulators if a.per is Period.FAMILY_YEAR)

    def number(self, path: str) -> int:
        """The number at a path such as ``benefits[0].terms.ratio.settled_bp``. KeyError when there is none."""
        node: Any = self
        for name, position in re.findall(r"([a-z_]+)|\[(\d+)\]", path):
            if name:
                node = getattr(node, name, None)
            else:
                node = node[int(position)] if isinstance(node, tuple) and int(position) < len(node) else None
        if type(node) is not int:
            raise KeyError(path)
        return node

    def sum_insured_keys(self) -> tuple[str, ...]:
        """Keys a policy of this product must carry an amount for, in file order."""
        keys: list[str] = []
        for benefit in self.benefits:
            keys += [benefit.sum_insured_key] if benefit.sum_insured.source == "policy" else []
            keys += benefit.terms.policy_keys() if isinstance(benefit, LiabilityBenefit) else ()
        return tuple(dict.fromkeys(keys))

    def required_papers(
        self, *, nature: str | Collection[str], settings: Collection[str] = (), amount_fen: int = 0
    ) -> list[RequiredPaper]:
        """See anpei.terms.papers.required."""
        return required(self.papers, nature=nature, settings=settings, amount_fen=amount_fen)


def deductible_rates(product: Product) -> dict[str, tuple[int, ...]]:
    """Benefit code to the absolute deductibles a policy may choose, in basis points."""
    return {
        benefit.code: benefit.terms.deductible_rates_bp
        for benefit in product.benefits
        if isinstance(benefit, COMMERCIAL_BENEFITS) and benefit.terms.deductible_rates_bp
    }
