"""What one product needs for its blocks, made once for each list of compiled terms."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa

from anpei.engine.adjudicate import mixed_settlement
from anpei.engine.batch.reads import Reads, reads, says_all
from anpei.engine.batch.result import Keep
from anpei.engine.bounds import Bounds
from anpei.engine.calculation import Finding
from anpei.engine.compiled import CompiledTerms
from anpei.engine.compiler import TOTAL, UNASSIGNED
from anpei.engine.numpy_backend import ColumnarTerms, generate
from anpei.terms.benefits import MedicalBenefit


class Plan:
    """The generated steps, what they read, what is kept of them and what may be remarked about it."""

    def __init__(self, compiled: CompiledTerms, keep: Keep) -> None:
        self.compiled = compiled
        self.product = compiled.product
        self.codes = [accumulator.code for accumulator in self.product.calculation.accumulators]
        self.posts = {
            code: [step.name for step in compiled.steps if step.post == code] for code in self.codes
        }
        self.whole = keep == "all"
        self.kept = self._kept()
        self.mixed: dict[str, Finding] = {
            benefit.code: mixed_settlement(benefit)
            for benefit in self.product.benefits
            if isinstance(benefit, MedicalBenefit) and benefit.terms.ratio.settled_bp != benefit.terms.ratio.not_settled_bp
        }  # fmt: skip
        self.says_all = says_all(compiled)
        self.in_columns = not compiled.plain_only and self.says_all
        self.terms: ColumnarTerms | None = self._generated() if self.in_columns else None
        self.reads: Reads = reads(compiled)
        self.bounds = Bounds(compiled.steps)

    def _kept(self) -> list[str]:
        if self.whole:
            return [step.name for step in self.compiled.steps]
        payable = [f"{benefit.code}.payable" for benefit in self.product.benefits]
        return [name for name in (f"{TOTAL}.payable", *payable) if name in self.compiled.by_name]

    def _generated(self) -> ColumnarTerms:
        steps = self.compiled.steps
        if self.whole:
            return generate(steps, self.codes)
        wanted = {*self.kept, f"{UNASSIGNED}.claimed"}
        for code in self.mixed:
            wanted |= {f"{code}.receipt_settled", f"{code}.mine"}
        return generate(steps, self.codes, wanted & set(self.compiled.by_name))

    def schema(self, claims: pa.Schema) -> pa.Schema:
        """Columns of the result for a book with this schema."""
        fields = [claims.field(name) for name in ("claim", "family", "member") if name in claims.names]
        fields += [pa.field(name, self._type_of(name)) for name in self.kept]
        if self.whole:
            fields += [pa.field(f"used.{code}", pa.int64()) for code in self.codes]
        fields += [pa.field(f"posted.{code}", pa.int64()) for code in self.codes]
        return pa.schema(fields)

    def _type_of(self, name: str) -> pa.DataType:
        flag = self.terms is not None and name in self.terms.flags
        one = pa.int8() if flag else pa.int64()
        return one if self.compiled.by_name[name].grain == "claim" else pa.list_(one)


@lru_cache(maxsize=64)
def _plan_once(keep: Keep, wrapped: _Wrapped) -> Plan:
    return Plan(wrapped.compiled, keep)


def plan(compiled: CompiledTerms, keep: Keep) -> Plan:
    return _plan_once(keep, _Wrapped(compiled))


class _Wrapped:
    """Lets the cache go by the very list that was compiled."""

    def __init__(self, compiled: CompiledTerms) -> None:
        self.compiled = compiled

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wrapped) and self.compiled is other.compiled

    def __hash__(self) -> int:
        return id(self.compiled)
