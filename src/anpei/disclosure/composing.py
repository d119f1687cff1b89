"""A product file as a page for somebody who has not bought yet: what is covered, what is not, how to claim, what to keep."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from anpei.core.canonical import canonical_json
from anpei.engine import CompiledTerms, calculate
from anpei.engine.calculation import Step
from anpei.engine.explain import value_text
from anpei.engine.facts import CaseFacts
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms import Product
from anpei.terms.papers import Holder
from anpei.terms.product import Clause, Example
from anpei.values.money import format_yuan

SECTIONS = ("covered", "not_covered", "claim", "keep", "examples", "rights")
IMPORTANT = ("not_covered",)
EXAMPLES_SHOWN = 3  # where a product file marks none
WHOLE_BP = 10_000


@dataclass(frozen=True)
class Item:
    """One thing said: in plain words, with the clause it stands in. ``bold``: printed so that nobody overlooks it."""

    title: str
    plain: str
    clause: str = ""
    text: str = ""
    bold: bool = False
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    items: tuple[Item, ...]
    important: bool = False


@dataclass(frozen=True)
class Disclosure:
    product: str
    code: str
    version: str
    insurer: str
    language: str
    sections: tuple[Section, ...]

    def to_json(self) -> str:
        """The same words give the same text, so the hash of it names what was shown."""
        return canonical_json(asdict(self)).decode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Disclosure:
        data = json.loads(text)
        sections = tuple(
            Section(
                one["code"],
                one["title"],
                tuple(
                    Item(**item | {"rows": tuple(tuple(row) for row in item["rows"])})
                    for item in one["items"]
                ),
                one["important"],
            )
            for one in data["sections"]
        )
        return cls(**data | {"sections": sections})


def compose(version: ProductVersion, language: str) -> Disclosure:
    terms, compiled = products.terms(version), products.compiled(version)
    with translation.override(language):
        items = {
            "covered": _covered(terms, language),
            "not_covered": _not_covered(terms, language),
            "claim": _claim(),
            "keep": _keep(terms, language),
            "examples": tuple(_example(one, compiled, language) for one in shown_examples(terms)),
            "rights": (*_rights(), *_translated(language)),
        }
        return Disclosure(
            product=terms.name.in_(language),
            code=terms.code,
            version=terms.version,
            insurer=terms.insurer.in_(language),
            language=language,
            sections=tuple(
                Section(code, title(code), items[code], important=code in IMPORTANT) for code in SECTIONS
            ),
        )


def shown_examples(terms: Product) -> tuple[Example, ...]:
    """The examples a buyer reads: those the product file marks, else its first ones. The others test the engine."""
    marked = tuple(one for one in terms.examples if one.shown)
    return marked or terms.examples[:EXAMPLES_SHOWN]


def title(code: str) -> str:
    return {
        "covered": _("What is covered"),
        "not_covered": _("What is not covered, and what you bear yourself"),
        "claim": _("How to claim"),
        "keep": _("What to keep for a claim"),
        "examples": _("Worked examples"),
        "rights": _("Your rights"),
    }[code]


def worked(compiled: CompiledTerms, facts: dict[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """One case step by step in plain words, from the trace of the engine that calculates claims, then the sum."""
    calculation = calculate(compiled, CaseFacts.from_json(facts))
    if not calculation.ok or calculation.tree is None:
        return ((_("Result"), _("These numbers cannot be calculated")),)
    parts = calculation.tree.children
    rows = [row for part in parts for row in _told(part, language, named=len(parts) > 1)]
    return (*rows, (_("We pay, yuan"), format_yuan(calculation.tree.result)))


def _told(part: Step, language: str, *, named: bool) -> list[tuple[str, str]]:
    """What happens to the money in one part of the cover. ``named``: of several, so each ends with its own sum."""
    rows: list[tuple[str, str]] = []
    for step in part.children:
        figure = _figure(step, language)
        repeated = step.kind in ("subtotal", "info") and rows and rows[-1][1] == figure
        if _says_something(step) and not repeated:
            rows.append((step.plain.in_(language), figure))
    return [*rows, (part.plain.in_(language), format_yuan(part.result))] if named else rows


def _says_something(step: Step) -> bool:
    """What came in, what comes off and why; days and grades; not what changed nothing."""
    match step.kind:
        case "amount" | "subtotal":
            return True
        case "ratio":
            return step.result != WHOLE_BP
        case "less" | "limit":
            return bool(step.effect_fen)
        case _:
            return step.unit in ("days", "grade")


def _figure(step: Step, language: str) -> str:
    if step.kind in ("less", "limit") and step.effect_fen is not None:
        return format_yuan(step.effect_fen).replace("-", "−")
    return value_text(step.result, step.unit, language)


def _covered(terms: Product, language: str) -> tuple[Item, ...]:
    benefits = [
        _clause_item(terms.clause(one.clause), language, named=one.name.in_(language))
        for one in terms.benefits
    ]
    return tuple({item.clause: item for item in benefits}.values())


def _not_covered(terms: Product, language: str) -> tuple[Item, ...]:
    """Exclusions and every other clause that takes something away: Insurance Law art. 17 asks for each to be shown."""
    excluded = [terms.clause(one.clause) for one in terms.exclusions]
    other = [one for one in terms.clauses if one.highlight and one not in excluded]
    return tuple(_clause_item(one, language, bold=True) for one in (*other, *excluded))


def _claim() -> tuple[Item, ...]:
    return (
        Item(
            _("Report"),
            _("In the app, by phone, day and night, or through your adviser. Your own words are enough."),
        ),
        Item(
            _("Hand in papers"),
            _("Photos are enough, in parts is fine. What is missing is said once, all together."),
        ),
        Item(
            _("Hear the result"),
            _("Every date is shown, and who has your case. Every line of the sum can be opened."),
        ),
        Item(_("Be paid"), _("Within 10 days of agreement at the latest, to an account in your name.")),
    )


def _keep(terms: Product, language: str) -> tuple[Item, ...]:
    papers = [one for one in terms.papers if one.holder != Holder.INSURER]
    return tuple(Item(one.label.in_(language), one.why.in_(language), one.clause or "") for one in papers)


def _example(example: Example, compiled: CompiledTerms, language: str) -> Item:
    return Item(
        title=_("Example"),
        plain=example.why.in_(language),
        clause=example.name,
        rows=worked(compiled, example.facts, language),
    )


def _rights() -> tuple[Item, ...]:
    return (
        Item(_("Ask first"), _("Ask anything here or a person; what you ask and what you hear is kept.")),
        Item(
            _("Change your mind"),
            _(
                "A contract of more than a year has a cooling-off period from the day you receive it; we call you inside it."
            ),
        ),
        Item(
            _("Tell only what you are asked"),
            _(
                "Answer our questions truly; what we did not ask you need not tell. If something that matters was kept back"
                " on purpose, we may end the contract, pay nothing for what happened before and keep the premium; if it"
                " was gross carelessness and had a serious influence on what happened, we may end it and not pay either,"
                " but the premium is returned (Insurance Law art. 16)."
            ),
        ),
        Item(_("Complain"), _("To us or to the regulator's line 12378. It never touches your money.")),
    )


def _translated(language: str) -> tuple[Item, ...]:
    """Whoever does not read the Chinese wording learns that it is the contract."""
    if not language.startswith("en"):
        return ()
    return (
        Item(
            _("The Chinese wording is the contract"),
            _(
                "Titles and explanations in English are our translation. Where they differ, the Chinese wording prevails."
            ),
        ),
    )


def _clause_item(clause: Clause, language: str, *, named: str = "", bold: bool = False) -> Item:
    return Item(
        named or clause.title_in(language), clause.plain.in_(language), clause.number, clause.text, bold
    )
