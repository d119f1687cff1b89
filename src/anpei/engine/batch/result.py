"""What comes out of a block: figures in columns, and findings with claim, code, level, place and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from anpei.engine.calculation import Finding
from anpei.engine.layout import FINDINGS
from anpei.engine.rows import Array, Ints

Keep = Literal["all", "payable"]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """``figures``: one row a claim, null where an error finding stands. ``findings``: claim, code, level, line, zh, en."""

    figures: pa.Table
    findings: pa.Table


@dataclass(slots=True)
class Notes:
    """Findings of the claims of a block, in the order they were made."""

    of: dict[int, list[Finding]] = field(default_factory=dict)
    """By claim."""
    shared: list[tuple[Ints, Finding]] = field(default_factory=list)
    """One and the same finding of many claims; they come after the others."""

    def add(self, row: int, finding: Finding) -> None:
        self.of.setdefault(row, []).append(finding)

    def table(self, claims: pa.ChunkedArray | None) -> pa.Table:
        """Sorted by claim, each claim's findings in their order."""
        findings = [finding for row in self.of for finding in self.of[row]]
        rows = [np.array([row for row in self.of for _ in self.of[row]], np.int64)]
        which = [np.arange(len(findings))]
        for shared, finding in self.shared:
            rows.append(shared)
            which.append(np.full(len(shared), len(findings)))
            findings.append(finding)
        row = np.concatenate(rows)
        order = np.argsort(row, kind="stable")
        words = pa.table(
            {
                "code": [one.code for one in findings],
                "level": [one.level for one in findings],
                "line": [one.line for one in findings],
                "zh": [one.text.zh for one in findings],
                "en": [one.text.en for one in findings],
            },
            schema=pa.schema([one for one in FINDINGS if one.name != "claim"]),
        ).take(pa.array(np.concatenate(which)[order]))
        names = (
            pa.nulls(len(row), pa.string()) if claims is None else _named(claims.take(pa.array(row[order])))
        )
        return words.add_column(0, FINDINGS.field("claim"), names)


def _named(claims: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    try:
        return claims.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        names = [None if one is None else str(one) for one in claims.to_pylist()]
        return pa.array(names, pa.string())


def column(
    kind: pa.DataType, values: Array | None, offsets: pa.Array | None, others: list[Any], places: pa.Array | None
) -> pa.Array:  # fmt: skip
    """One column: what was worked out in columns, then what was worked out one by one, put in the order of the claims."""
    parts = []
    if values is not None:
        flat = pa.array(values.view(np.int8) if values.dtype == np.bool_ else values)
        parts.append(flat if offsets is None else pa.ListArray.from_arrays(offsets, flat, type=kind))
    if others:
        parts.append(pa.array(others, kind))
    whole = parts[0] if len(parts) == 1 else pa.concat_arrays(parts) if parts else pa.array([], kind)
    return whole if places is None else whole.take(places)
