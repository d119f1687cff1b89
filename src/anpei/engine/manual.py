"""The manual page of a product: what is covered and what is not, how it is worked out step by step, papers, worked examples.

Everything comes from the product file and the compiled steps; the figures of the examples are worked out when the page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from anpei.engine.adjudicate import calculate
from anpei.engine.batch.reads import says_all
from anpei.engine.compiled import CompiledTerms, NamedStep
from anpei.engine.compiler import UNASSIGNED, compile
from anpei.engine.coverage import LOSS_WORDS
from anpei.engine.explain import Row, render, value_text
from anpei.engine.facts import CaseFacts
from anpei.engine.formulas import GRAINS, formula, limit_words
from anpei.engine.pages import Block, Bullets, Heading, Paragraph, Table
from anpei.terms.base import Text
from anpei.terms.benefits import BenefitBase
from anpei.terms.calculation import Accumulator, Period
from anpei.terms.papers import Holder, RequiredPaper
from anpei.terms.product import Clause, Example, Exclusion, Product

_PERIODS: dict[Period, Text] = {
    Period.POLICY_YEAR: Text(zh="一个保单年度", en="a policy year"),
    Period.FAMILY_YEAR: Text(zh="一个保单年度，全家合计", en="a policy year, the whole family together"),
    Period.ACCIDENT: Text(zh="同一次事故", en="one accident"),
    Period.LIFETIME: Text(zh="终身", en="a lifetime"),
}
_HOLDERS = {
    Holder.CLAIMANT: Text(zh="申请人提供", en="from the claimant"),
    Holder.INSURER: Text(zh="保险人自有，不用提供", en="held by the insurer, not asked for"),
}


def page(product: Product, lang: str) -> list[Block]:
    """The whole page in one language."""
    return list(_Manual(compile(product), lang).blocks())


class _Manual:
    def __init__(self, compiled: CompiledTerms, lang: str) -> None:
        self.compiled = compiled
        self.product = compiled.product
        self.lang = lang

    def blocks(self) -> Iterator[Block]:
        yield Heading(1, f"{self._in(self.product.name)} {self.product.version}")
        yield from self._identity()
        yield from self._covered()
        yield from self._not_covered()
        yield from self._highlighted()
        yield from self._worked_out()
        yield from self._limits()
        yield from self._papers()
        yield from self._definitions()
        yield from self._examples()

    def _identity(self) -> Iterator[Block]:
        product = self.product
        until = f" – {product.valid_to}" if product.valid_to else ""
        yield Table(
            (self._say("项目", "item"), self._say("内容", "content")),
            (
                (self._say("保险人", "insurer"), self._in(product.insurer)),
                (self._say("代码与版本", "code and version"), f"{product.code} {product.version}"),
                (self._say("销售期间", "on sale"), f"{product.valid_from}{until}"),
                (self._say("整批计算", "a whole book at once"), self._in_batches()),
            ),
        )

    def _in_batches(self) -> str:
        if not self.compiled.plain_only and says_all(self.compiled):
            return self._say("可以，按列计算", "yes, in columns")
        return self._say(
            "可以，但逐案计算：结果相同，较慢", "yes, but one by one: the same result, more slowly"
        )

    def _covered(self) -> Iterator[Block]:
        yield Heading(2, self._say("保什么", "What is covered"))
        for benefit in self.product.benefits:
            clause = self.product.clause(benefit.clause)
            yield Heading(3, f"{self._in(benefit.name)} [{clause.number}]")
            yield Paragraph(self._in(clause.plain))
            yield Paragraph(self._quoted(clause))
            yield Bullets(tuple(self._conditions(benefit)))

    def _conditions(self, benefit: BenefitBase) -> Iterator[str]:
        natures = self._listed(LOSS_WORDS[nature] for nature in benefit.natures)
        yield self._say("出险性质：{}", "nature of the loss: {}", natures)
        if benefit.settings:
            settings = self._listed(LOSS_WORDS[setting] for setting in benefit.settings)
            yield self._say("就医方式：{}", "setting: {}", settings)
        amount = benefit.sum_insured.amount_fen
        if amount is not None:
            yield self._say(
                "保险金额：{}，产品约定",
                "sum insured: {}, set by the product",
                value_text(amount, "fen", self.lang),
            )
        else:
            yield self._say(
                "保险金额：由保单载明（{}）",
                "sum insured: written in the policy ({})",
                benefit.sum_insured_key,
            )
        if benefit.waiting is not None:
            waiting = benefit.waiting
            yield self._say(
                "等待期：{} 日 [{}]", "waiting period: {} days [{}]", waiting.days, waiting.clause
            )

    def _not_covered(self) -> Iterator[Block]:
        yield Heading(2, self._say("不保什么", "What is not covered"))
        if not self.product.exclusions:
            yield Paragraph(self._say("没有单列的责任免除。", "No exclusions of its own."))
        for exclusion in self.product.exclusions:
            clause = self.product.clause(exclusion.clause)
            yield Paragraph(self._quoted(clause), strong=clause.highlight)
            yield Paragraph(self._in(clause.plain) + self._only_for(exclusion))

    def _only_for(self, exclusion: Exclusion) -> str:
        if not exclusion.benefits:
            return ""
        names = self._listed(self.product.benefit(code).name for code in exclusion.benefits)
        return self._say("（只用于：{}）", " (only for: {})", names)

    def _highlighted(self) -> Iterator[Block]:
        told = {exclusion.clause for exclusion in self.product.exclusions}
        others = [c for c in self.product.clauses if c.highlight and c.number not in told]
        if others:
            yield Heading(2, self._say("减轻赔付的约定", "Terms that lessen what is paid"))
        for clause in others:
            yield Paragraph(self._quoted(clause), strong=True)
            yield Paragraph(self._in(clause.plain))

    def _worked_out(self) -> Iterator[Block]:
        yield Heading(2, self._say("怎么算，一步一步", "How it is worked out, step by step"))
        yield Paragraph(
            self._say(
                "步骤按执行顺序排列，由产品文件编译而来；方括号里是条款，“”里是前面的步骤。",
                "The steps stand in the order in which they run, compiled from the product file; clauses are in brackets, "
                "earlier steps in “ ”.",
            )
        )
        names = {benefit.code: self._in(benefit.name) for benefit in self.product.benefits}
        for prefix in dict.fromkeys(step.name.partition(".")[0] for step in self.compiled.steps):
            if prefix != UNASSIGNED:
                yield Heading(3, names.get(prefix) or self._say("合计", "Total"))
                yield self._steps([s for s in self.compiled.steps if s.name.partition(".")[0] == prefix])

    def _steps(self, steps: list[NamedStep]) -> Table:
        head = self._say("步骤|对象|怎么算|条款|名称", "step|for|how|clause|name").split("|")
        rows = [
            (
                f"{number}. {self._in(step.label)}",
                self._in(GRAINS[step.grain]),
                formula(step, self.compiled, self.lang),
                step.clause,
                step.name,
            )
            for number, step in enumerate(steps, start=1)
        ]
        return Table(tuple(head), tuple(rows))

    def _limits(self) -> Iterator[Block]:
        accumulators = self.product.calculation.accumulators
        if not accumulators:
            return
        yield Heading(2, self._say("限额与累计", "Limits and what they remember"))
        head = self._say("名称|最多|按什么累计|条款", "name|at most|counted over|clause").split("|")
        yield Table(tuple(head), tuple(self._limit(one) for one in accumulators))

    def _limit(self, accumulator: Accumulator) -> tuple[str, ...]:
        return (
            self._in(accumulator.name),
            limit_words(accumulator.code, self.compiled, self.lang),
            self._in(_PERIODS[accumulator.per]),
            accumulator.clause,
        )

    def _papers(self) -> Iterator[Block]:
        yield Heading(2, self._say("要交哪些材料", "Which papers are needed"))
        head = self._say("材料|为什么|什么时候要|由谁提供|条款", "paper|why|when|who has it|clause")
        yield Table(tuple(head.split("|")), tuple(self._paper(paper) for paper in self.product.papers))

    def _paper(self, paper: RequiredPaper) -> tuple[str, ...]:
        return (
            self._in(paper.label),
            self._in(paper.why),
            self._when(paper),
            self._in(_HOLDERS[paper.holder]),
            paper.clause or "",
        )

    def _when(self, paper: RequiredPaper) -> str:
        when = paper.when
        parts = [
            self._listed(LOSS_WORDS[nature] for nature in when.natures),
            self._listed(LOSS_WORDS[setting] for setting in when.settings),
        ]
        if when.min_amount_fen:
            amount = value_text(when.min_amount_fen, "fen", self.lang)
            parts.append(self._say("申请金额至少 {}", "from {} claimed", amount))
        return self._say("，", ", ").join(part for part in parts if part) or self._say("都要", "always")

    def _definitions(self) -> Iterator[Block]:
        if self.product.definitions:
            yield Heading(2, self._say("名词", "Words"))
            told = (
                f"{self._in(one.term)} [{one.clause}]: {self._in(one.meaning)}"
                for one in self.product.definitions
            )
            yield Bullets(tuple(told))

    def _examples(self) -> Iterator[Block]:
        yield Heading(2, self._say("算例", "Worked examples"))
        for example in self.product.examples:
            yield from self._example(example)

    def _example(self, example: Example) -> Iterator[Block]:
        calc = calculate(self.compiled, CaseFacts.from_json(example.facts))
        yield Heading(3, example.name)
        yield Paragraph(self._in(example.why))
        tree: Row | None = render(calc, self.lang, "staff", "tree")
        if tree is not None:
            head = self._say("步骤|金额|条款", "step|amount|clause").split("|")
            yield Table(tuple(head), tuple(_shown(tree)))
        if calc.findings:
            yield Bullets(tuple(finding.text.in_(self.lang) for finding in calc.findings))

    def _quoted(self, clause: Clause) -> str:
        return f"{clause.number} {clause.title}：{clause.text}"

    def _listed(self, words: Iterable[Text]) -> str:
        return self._say("、", ", ").join(self._in(one) for one in words)

    def _say(self, zh: str, en: str, *parts: object) -> str:
        return (en if self.lang.startswith("en") else zh).format(*parts)

    def _in(self, text: Text) -> str:
        return text.in_(self.lang)


def _shown(row: Row) -> Iterator[tuple[str, str, str]]:
    """The steps of an example down to the figures; the lines of the bills stay out. The total comes last."""
    for child in row.children:
        if child.kind != "line":
            yield (f"{child.number} {child.label}", child.amount, child.clause)
            yield from (
                (f"{one.number} {one.label}", one.amount, one.clause)
                for one in child.children
                if one.kind != "line"
            )
    yield (row.label, row.amount, row.clause)
