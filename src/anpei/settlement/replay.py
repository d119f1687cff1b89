"""Past calculations once more: stored inputs and the pinned terms through the current engine, compared step by step.

Nothing is written: the stored tree stays the record, whatever the current engine says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from anpei import engine
from anpei.products import queries as products
from anpei.settlement.models import CalculationRun

CHUNK = 200  # runs held in memory at a time

# Wording may be bettered without changing a result; it is no difference.
WORDING = frozenset({"label", "plain", "note"})
# Compared by their own names, or different on purpose.
APART = frozenset({"engine_version", "inputs", "figures", "tree", "findings", "accumulators", "payable_fen"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that does not come out again. ``stored`` or ``now`` is None where only the other side has it.

    ``step`` is the name of the step; a part of it that is no result stands behind a dot in brackets: the clause,
    a term read, an input.
    """

    claim: str
    run: int
    step: str
    stored: Any
    now: Any
    stored_engine: str
    engine: str


@dataclass(slots=True)
class Replayed:
    """What came of one run."""

    claim: str
    run: int
    differences: list[Difference] = field(default_factory=list)


def runs(*, product: str = "", claim: str = "") -> QuerySet[CalculationRun]:
    """Stored calculations, all or of one product (code) or one case (number), oldest first."""
    found = CalculationRun.objects.select_related("claim", "product_version").order_by("pk")
    if product:
        found = found.filter(product_version__product__code=product)
    if claim:
        found = found.filter(claim__number=claim)
    return found


def replay(found: QuerySet[CalculationRun]) -> Iterator[Replayed]:
    """Recompute each run and compare, a few in memory at a time."""
    for run in found.iterator(chunk_size=CHUNK):
        yield Replayed(run.claim.number, run.number, list(differences(run)))


def differences(run: CalculationRun) -> Iterator[Difference]:
    """Where the current engine comes to something else than the stored result of this run."""
    now = engine.replay(run.inputs, products.terms(run.product_version)).to_json()
    before, after = _values(run.result), _values(now)
    before["recorded.payable_fen"], after["recorded.payable_fen"] = run.payable_fen, now["total_fen"]
    for step in {**before, **after}:
        if step not in before or step not in after or before[step] != after[step]:
            yield Difference(
                run.claim.number, run.number, step, before.get(step), after.get(step),
                run.engine_version, now["engine_version"],
            )  # fmt: skip


def _values(result: dict[str, Any]) -> dict[str, Any]:
    """Every value of a result by the name of its step, in the order of the calculation."""
    values: dict[str, Any] = {f"figure {name}": value for name, value in result["figures"].items()}
    if result["tree"] is not None:
        values |= _shown(result["tree"])
    values |= {f"payable.{benefit}": fen for benefit, fen in result["payable_fen"].items()}
    for change in result["accumulators"]:
        values |= {
            f"accumulator.{change['key']}.{part}": change[part] for part in ("before", "delta", "limit")
        }
    values["findings"] = sorted((found["code"], found["line"]) for found in result["findings"])
    return values | {name: value for name, value in result.items() if name not in APART}


def _shown(step: dict[str, Any]) -> dict[str, Any]:
    name = step["name"]
    values = {name: step["result"]}
    for part, value in step.items():
        if part in WORDING or part in ("name", "result", "children", "inputs", "terms"):
            continue
        values[f"{name} ({part})"] = value
    values |= {f"{name} (input {one['source']})": one["value"] for one in step["inputs"]}
    values |= {f"{name} (term {one['path']})": one["value"] for one in step["terms"]}
    for child in step["children"]:
        values |= _shown(child)
    return values
