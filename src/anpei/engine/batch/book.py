"""A whole book: taken apart into blocks of whole members, worked out, put together again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import pyarrow as pa

from anpei.engine.batch import order
from anpei.engine.batch.block import work
from anpei.engine.batch.lists import without_views
from anpei.engine.batch.plan import Plan, plan
from anpei.engine.batch.result import BatchResult, Keep
from anpei.engine.compiled import CompiledTerms

BLOCK = 32_768
"""Claims worked out at once: large enough to forget the cost of a call, small enough for the processor's cache."""
BLOCK_BESIDE_OTHERS = 4 * BLOCK
"""Claims of a block when several are worked out at once: between two operations on arrays threads wait for each other, so
the operations are longer and fewer."""


def calculate(compiled: CompiledTerms, claims: Any, *, keep: Keep = "all", workers: int = 1) -> BatchResult:
    """Adjudicate a book: anything Arrow understands (pyarrow, Polars, DuckDB) in the layout of ``anpei.engine.layout``.

    The rows of the result are in the order of the book. ``keep``: every named figure, or what is payable and what was posted.
    ``workers``: blocks worked out at the same time, one core each.
    """
    table = without_views(pa.table(claims))
    sorting = order.order(table)
    book = [table if sorting is None else table.take(sorting)]
    results = list(blocks(compiled, book, keep=keep, workers=workers))
    figures = pa.concat_tables([one.figures for one in results])
    findings = pa.concat_tables([one.findings for one in results])
    if sorting is not None:
        figures = figures.take(pa.array(np.argsort(sorting.to_numpy(), kind="stable")))
    return BatchResult(figures, findings)


def blocks(
    compiled: CompiledTerms,
    tables: Iterable[pa.Table],
    *,
    keep: Keep = "all",
    size: int | None = None,
    workers: int = 1,
) -> Iterator[BatchResult]:
    """The same for a book in pieces that come sorted by member (or family): one result for each block of whole members.

    The rows are in order of member, time and claim. Never holds more than a piece, the largest member, and a block for
    each worker. ``size``: claims of a block, unless given ``BLOCK``, or ``BLOCK_BESIDE_OTHERS`` for several workers.
    """
    made = plan(compiled, keep)
    size = size or (BLOCK if workers == 1 else BLOCK_BESIDE_OTHERS)
    members = order.whole_members((without_views(table) for table in tables), size)
    if workers == 1:
        yield from (_one(made, block) for block in members)
        return
    with ThreadPoolExecutor(workers) as pool:
        waiting: deque[Future[BatchResult]] = deque()
        for block in members:
            waiting.append(pool.submit(_one, made, block))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _one(made: Plan, block: pa.Table) -> BatchResult:
    sorting = order.order(block)
    return work(made, block if sorting is None else block.take(sorting))


def result_schema(compiled: CompiledTerms, claims: pa.Schema, *, keep: Keep = "all") -> pa.Schema:
    """Columns of the result for a book with this schema."""
    return plan(compiled, keep).schema(claims)
