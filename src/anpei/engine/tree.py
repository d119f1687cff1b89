"""Builds the tree of shown steps from the compiled list and the figures of one run. No step writes its own explanation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from anpei.engine.calculation import Input, Step, TermRead
from anpei.engine.columns_motor import row_names
from anpei.engine.compiled import CompiledTerms, Figures, NamedStep
from anpei.engine.compiler import TOTAL, UNASSIGNED
from anpei.engine.expressions import (
    TERM,
    Choose,
    Column,
    Expr,
    Fact,
    Grain,
    Left,
    Ref,
    Term,
    children,
    leaves,
)
from anpei.engine.facts import CaseFacts, ExpenseLine
from anpei.engine.loss_names import COST_NAMES, LOSS_TABLES, loss_row_name, loss_rows
from anpei.engine.motor import ROAD
from anpei.engine.motor_names import MOTOR_FACTS, MOTOR_UNITS
from anpei.terms.base import Category, Text
from anpei.terms.benefits import CompulsoryBenefit, MedicalBenefit, VehicleDamageBenefit

CATEGORY_NAMES: dict[Category, Text] = {
    Category.DRUG: Text(zh="药品费", en="Drugs"),
    Category.MATERIAL: Text(zh="卫生材料费", en="Materials"),
    Category.SURGERY: Text(zh="手术费", en="Surgery"),
    Category.EXAM: Text(zh="检查化验费", en="Examinations"),
    Category.TREATMENT: Text(zh="治疗费", en="Treatment"),
    Category.BED: Text(zh="床位费", en="Bed"),
    Category.NURSING: Text(zh="护理费", en="Nursing"),
    Category.OTHER: Text(zh="其他费用", en="Other"),
}

FACT_NAMES: dict[str, Text] = {
    "social_insured": Text(zh="有医保身份投保", en="Insured with social insurance"),
    "hospital_days": Text(zh="住院日数", en="Days in hospital"),
    "stays": Text(zh="住院次数", en="Stays in hospital"),
    "injuries": Text(zh="伤残处数", en="Rated injuries"),
    "died": Text(zh="已身故", en="Died"),
    "had_accident": Text(zh="有意外事故", en="Had an accident"),
    "days_left": Text(zh="保险期间剩余日数", en="Days left of the policy"),
    "policy_days": Text(zh="保险期间日数", en="Days of the policy"),
    "days_to_death": Text(zh="事故至身故日数", en="Days from accident to death"),
    "pre_existing": Text(zh="既往症", en="Existed before"),
    "earlier_grade": Text(zh="原有伤残等级", en="Grade from before"),
    "combined_grade": Text(zh="合并评定等级", en="Grade of both together"),
    "illnesses": Text(zh="确诊疾病数", en="Illnesses diagnosed"),
    "severe_paid": Text(zh="重度疾病已赔过", en="A severe illness was paid before"),
    "premium_paid": Text(zh="已交保险费", en="Premium paid"),
    "days_to_death_covered": Text(zh="连续在保至身故日数", en="Days of unbroken cover to the death"),
    "days_to_death_of_policy": Text(zh="本保单起至身故日数", en="Days of this policy to the death"),
    **MOTOR_FACTS,
}
_FACT_UNITS = {
    "social_insured": "flag",
    "died": "flag",
    "had_accident": "flag",
    "stays": "count",
    "injuries": "count",
    "pre_existing": "flag",
    "earlier_grade": "grade",
    "combined_grade": "grade",
    "illnesses": "count",
    "severe_paid": "flag",
    "premium_paid": "fen",
    **MOTOR_UNITS,
}


def build(compiled: CompiledTerms, facts: CaseFacts, values: dict[str, int], figures: Figures) -> Step:
    """The tree of one calculation: total → benefits → figures → lines."""
    return _Builder(compiled, facts, values, figures).total()


@dataclass(slots=True)
class _Builder:
    compiled: CompiledTerms
    facts: CaseFacts
    values: dict[str, int]
    figures: Figures
    used_at: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.used_at = self._used_when_read()

    def total(self) -> Step:
        own = self.compiled.by_name[f"{TOTAL}.payable"]
        shown = tuple(self._benefit(prefix) for prefix in self._shown_benefits())
        inputs = tuple(Input(step.name, step.label, step.result) for step in shown)
        return Step(
            own.name, own.label, own.plain, "total", self._int(own.name), inputs=inputs, children=shown
        )

    def _shown_benefits(self) -> Iterator[str]:
        for benefit in self.compiled.product.benefits:
            asked = "claimed" if isinstance(benefit, MedicalBenefit) else "applies"
            if self._int(f"{benefit.code}.{asked}"):
                yield benefit.code
        if self._int(f"{UNASSIGNED}.claimed"):
            yield UNASSIGNED

    def _benefit(self, prefix: str) -> Step:
        named = [s for s in self.compiled.steps if s.name.startswith(f"{prefix}.") and s.grain == "claim"]
        own = self.compiled.by_name[f"{prefix}.payable"]
        below: list[Step] = [self._road(prefix)] if prefix == self._tells_the_road() else []
        for step in named:
            if step is own or step.show == "never" or (step.show == "nonzero" and not self._int(step.name)):
                continue
            below.append(self._shown(step, below))
        payable = self._int(own.name)
        return Step(
            own.name, own.label, own.plain, "benefit", payable, clause=own.clause, effect_fen=payable,
            inputs=_running(below), children=tuple(below),
        )  # fmt: skip

    def _shown(self, step: NamedStep, before: list[Step]) -> Step:
        value = self._int(step.name)
        lines = self._lines(step)
        clause = step.clause
        if step.name.endswith(".excluded"):
            cited = {line.clause for line in lines}
            clause = cited.pop() if len(cited) == 1 else ""
        return Step(
            name=step.name,
            label=step.label,
            plain=step.plain,
            kind=step.kind,
            result=value,
            unit=step.unit,
            clause=clause,
            effect_fen=step.sign * value if step.sign else None,
            inputs=_running(before) if step.kind == "subtotal" else tuple(self._inputs(step)),
            terms=tuple(
                TermRead(t.path, t.value, self._source(t.path)) for t in self._terms(step.expr, step)
            ),
            children=lines,
        )

    # -- a road accident: told once, under the first benefit that shares it out

    def _tells_the_road(self) -> str | None:
        product = self.compiled.product
        if product.calculation.motor is None:
            return None
        shown = set(self._shown_benefits())
        return next(
            (b.code for b in product.benefits if b.code in shown and not isinstance(b, VehicleDamageBenefit)),
            None,
        )

    def _road(self, prefix: str) -> Step:
        compulsory = isinstance(self.compiled.product.benefit(prefix), CompulsoryBenefit)
        other_reading = f"{ROAD}.ought_" if compulsory else f"{ROAD}.actual_"
        steps = [
            step
            for step in self.compiled.steps
            if step.name.startswith(f"{ROAD}.")
            and not step.name.startswith(other_reading)
            and (step.show == "always" or (step.show == "nonzero" and self._sum(step.name)))
        ]
        share = self.compiled.by_name[f"{ROAD}.fault_share"]
        label = Text(zh="事故责任与交强险分担", en="Fault, and what the compulsory covers bear")
        return Step(
            ROAD, label, label, "info", self._int(share.name), unit="bp", clause=share.clause,
            children=tuple(map(self._rows_of, steps)),
        )  # fmt: skip

    def _rows_of(self, step: NamedStep) -> Step:
        value = self.figures[step.name]
        lines = (
            tuple(
                Step(
                    f"{step.name}[{row}]", Text(zh=row, en=row), Text(zh=row, en=row), "line", one, step.unit
                )
                for row, one in zip(self._row_names(step.grain), value, strict=True)
                if one
            )
            if isinstance(value, list)
            else ()
        )
        return Step(
            step.name, step.label, step.plain, "info", self._sum(step.name), step.unit, step.clause,
            inputs=tuple(self._inputs(step)) if not lines else (),
            terms=tuple(
                TermRead(t.path, t.value, self._source(t.path)) for t in self._terms(step.expr, step)
            ),
            children=lines,
        )  # fmt: skip

    def _sum(self, name: str) -> int:
        value = self.figures[name]
        return value if isinstance(value, int) else sum(value)

    # -- lines of a bill under the figure they make up

    def _lines(self, step: NamedStep) -> tuple[Step, ...]:
        prefix, _, figure = step.name.rpartition(".")
        for table in LOSS_TABLES:
            if figure in ("claimed", "excluded") and f"{prefix}.{table}_{figure}" in self.figures:
                return tuple(self._loss_lines(step, prefix, table, figure))
        if figure == "claimed":
            return tuple(
                self._line(step, prefix, line, n) for n, line in self._rows(f"{prefix}.line_claimed")
            )
        if figure == "excluded":
            return tuple(self._excluded(step, line, n) for n, line in self._rows(f"{prefix}.line_excluded"))
        return ()

    def _rows(self, name: str) -> list[tuple[int, ExpenseLine]]:
        column = self._column(name)
        return [(n, line) for n, line in enumerate(self.facts.lines) if column[n]]

    def _line(self, step: NamedStep, prefix: str, line: ExpenseLine, n: int) -> Step:
        amount = self._column(f"{prefix}.line_claimed")[n]
        inputs = tuple(
            Input(f"{row.name}[{line.id}]", row.label, value[n])
            for row in self.compiled.steps
            if row.grain == "line"
            and row.name.startswith(f"{prefix}.line_")
            and isinstance(value := self.figures[row.name], list)
            and value[n]
        )
        label = _line_label(line)
        return Step(
            f"{step.name}[{line.id}]", label, label, "line", amount, effect_fen=amount,
            clause=line.excluded_clause, inputs=inputs, note=_reason(line),
        )  # fmt: skip

    def _loss_lines(self, step: NamedStep, prefix: str, table: str, figure: str) -> Iterator[Step]:
        """Items or claimants under what was claimed and what is outside cover, each with every figure of its own."""
        told = [
            s for s in self.compiled.steps if s.grain == table and s.name.startswith(f"{prefix}.{table}_")
        ]
        for n, row in enumerate(loss_rows(self.facts.loss, table)):
            amount = self._column(f"{prefix}.{table}_{figure}")[n]
            if not amount:
                continue
            inputs = tuple(
                Input(f"{one.name}[{row.id}]", one.label, self._column(one.name)[n], one.unit)
                for one in (told if figure == "claimed" else ())
                if self._column(one.name)[n]
            )
            label, reason = loss_row_name(row), row.excluded_reason.strip()
            yield Step(
                f"{step.name}[{row.id}]", label, label, "line", amount, effect_fen=amount,
                clause=row.excluded_clause, inputs=inputs,
                note=Text(zh=reason, en=reason) if reason else None,
            )  # fmt: skip

    def _excluded(self, step: NamedStep, line: ExpenseLine, n: int) -> Step:
        amount = self._column(f"{step.name.rpartition('.')[0]}.line_excluded")[n]
        label = _line_label(line)
        return Step(
            f"{step.name}[{line.id}]", label, label, "line", amount, effect_fen=amount,
            clause=line.excluded_clause, note=_reason(line),
        )  # fmt: skip

    # -- what a figure read

    def _inputs(self, step: NamedStep) -> Iterator[Input]:
        for leaf in self._leaves(step.expr):
            match leaf:
                case Fact(name) if not name.startswith(TERM):
                    yield self._fact(name)
                case Left(accumulator, _):
                    yield self._used(accumulator, self.used_at.get(self._reader(step, leaf), 0))
                case Ref(name):
                    yield from self._value(name)

    def _leaves(self, expr: Expr) -> list[Expr]:
        """Leaves, together with what stands behind the remaining part of a limit or deductible."""
        found: list[Expr] = []
        for leaf in leaves(expr):
            behind = self._behind(leaf.name) if isinstance(leaf, Ref) else []
            found += [one for one in (leaf, *behind) if one not in found and not isinstance(one, Column)]
        return found

    def _behind(self, name: str) -> list[Expr]:
        expr = self.compiled.by_name[name].expr
        return leaves(expr) if isinstance(expr, Left) else []

    def _value(self, name: str) -> Iterator[Input]:
        step = self.compiled.by_name[name]
        value = self.figures[name]
        if isinstance(value, int):
            if value or step.show != "nonzero":
                yield Input(name, step.label, value, step.unit)
            return
        for n, (row, one) in enumerate(zip(self._row_names(step.grain), value, strict=True)):
            if one:
                called = self._called(step.grain, row, n)
                label = Text(zh=f"{step.label.zh}：{called.zh}", en=f"{step.label.en}: {called.en}")
                yield Input(f"{name}[{row}]", label, one, step.unit)

    def _called(self, grain: Grain, row: str, position: int) -> Text:
        if grain in LOSS_TABLES:
            return loss_row_name(loss_rows(self.facts.loss, grain)[position])
        return _line_label(self.facts.lines[position]) if grain == "line" else row_name(row, position)

    def _row_names(self, grain: Grain) -> list[str]:
        match grain:
            case "line":
                return [line.id for line in self.facts.lines]
            case "receipt":
                return [receipt.id for receipt in self.facts.receipts]
            case "injury":
                return [injury.item for injury in self.facts.event.injuries]
            case "illness":
                return [illness.code for illness in self.facts.event.illnesses]
            case "beneficiary":
                return [one.id for one in self.facts.beneficiaries]
            case "illness":
                return [illness.code for illness in self.facts.event.illnesses]
            case "beneficiary":
                return [beneficiary.id for beneficiary in self.facts.beneficiaries]
            case "item" | "claimant":
                return [row.id for row in loss_rows(self.facts.loss, grain)]
            case "insurer":
                return [insurer.id for insurer in self.facts.loss.insurers] if self.facts.loss else []
            case "vehicle" | "victim" | "pair":
                return row_names(self.facts.motor, grain)
            case _:
                return [str(n + 1) for n in range(len(self.facts.event.stays))]

    def _fact(self, name: str) -> Input:
        head, _, tail = name.partition(".")
        value = self.values[name]
        if name in FACT_NAMES:
            unit = _FACT_UNITS.get(name, "days")
            return Input(name, FACT_NAMES[name], value, unit)  # type: ignore[arg-type]
        if head == "sum_insured":
            return Input(name, Text(zh="保险金额", en="Sum insured"), value)
        if head == "cost":
            return Input(name, COST_NAMES[tail.rpartition(".")[2]], value)
        if head == "losses":
            return Input(name, Text(zh="损失项数", en="Losses"), value, "count")
        if head == "prior":
            benefit = self.compiled.product.benefit(tail).name
            return Input(name, Text(zh=f"此前已付：{benefit.zh}", en=f"Paid before: {benefit.en}"), value)
        if head == "absolute":
            return Input(name, Text(zh="约定绝对免赔率", en="Absolute deductible chosen"), value, "bp")
        label = (
            Text(zh="申请本项责任", en="Benefit asked for")
            if head == "asked"
            else Text(zh="出险性质", en="Nature")
        )
        return Input(name, label, value, "flag")

    def _used(self, accumulator: str, used: int) -> Input:
        term = self.compiled.product.accumulator(accumulator)
        label = Text(zh=f"{term.name.zh}已用", en=f"{term.name.en} used")
        return Input(f"used.{accumulator}", label, used, term.unit)

    def _terms(self, expr: Expr, step: NamedStep, seen: set[str] | None = None) -> list[Term]:
        """Terms read by this figure, also through steps that are not shown. A choice names only the term chosen."""
        seen = seen if seen is not None else set()
        found: list[Term] = []
        if isinstance(expr, Term):
            found.append(expr)
        if isinstance(expr, Fact) and expr.name.startswith(TERM):
            found.append(Term(expr.name.removeprefix(TERM), self.values[expr.name]))
        if isinstance(expr, Choose):
            found += [expr.terms[place - 1] for place in self._positions(expr.position) if place]
        if isinstance(expr, Ref) and expr.name not in seen:
            seen.add(expr.name)
            below = self.compiled.by_name[expr.name]
            if below.show == "never":
                found += self._terms(below.expr, below, seen)
        for child in children(expr):
            found += [term for term in self._terms(child, step, seen) if term not in found]
        return found

    def _positions(self, expr: Expr) -> list[int]:
        """Places chosen from a list of terms: one, or each that some row chose."""
        match expr:
            case Ref(name):
                value = self.figures[name]
                return [value] if isinstance(value, int) else sorted(set(value))
            case Fact(name):
                return [self.values[name]]
        return []

    def _source(self, path: str) -> str:
        """The policy's own document that decides a negotiable term; empty where the product file does."""
        override = self.facts.policy.override(path)
        return override.document if override else ""

    # -- accumulators as they stood when a step read them

    def _used_when_read(self) -> dict[str, int]:
        used = {a.code: self.values[f"used.{a.code}"] for a in self.compiled.product.calculation.accumulators}
        found: dict[str, int] = {}
        for step in self.compiled.steps:
            for leaf in leaves(step.expr):
                if isinstance(leaf, Left):
                    found[f"{step.name}:{leaf.accumulator}"] = used[leaf.accumulator]
            if step.post is not None:
                used[step.post] += self._int(step.name)
        return found

    def _reader(self, step: NamedStep, left: Left) -> str:
        """Key of the step that holds this Left: the shown step itself or one it looks through."""
        for name in (step.name, *(leaf.name for leaf in self._leaves(step.expr) if isinstance(leaf, Ref))):
            if f"{name}:{left.accumulator}" in self.used_at:
                return f"{name}:{left.accumulator}"
        return ""

    def _int(self, name: str) -> int:
        value = self.figures[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} has one value a row")
        return value

    def _column(self, name: str) -> list[int]:
        value = self.figures[name]
        if isinstance(value, int):
            raise TypeError(f"{name} has one value for the claim")
        return value


def _running(steps: list[Step]) -> tuple[Input, ...]:
    """The shown figures that add and take away up to here."""
    return tuple(Input(s.name, s.label, s.effect_fen) for s in steps if s.effect_fen)


def row_name(name: str, position: int) -> Text:
    """What a row is called: its name, or its place in the table where the name is only a number somebody's system gave."""
    called = str(position + 1) if name.isdigit() else name
    return Text(zh=called, en=called)


def _line_label(line: ExpenseLine) -> Text:
    return Text(zh=line.item, en=line.item) if line.item.strip() else CATEGORY_NAMES[Category(line.category)]


def _reason(line: ExpenseLine) -> Text | None:
    reason = line.excluded_reason.strip()
    return Text(zh=reason, en=reason) if line.excluded_fen and reason else None
