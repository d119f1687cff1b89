"""The order of a book: by member, time and claim; and where it may be cut, which is only between members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anpei.engine.batch.lists import Flags, one_array


def sharing(names: Collection[str]) -> str | None:
    """The column whose claims use up accumulators together."""
    return next((name for name in ("family", "member") if name in names), None)


def order(table: pa.Table) -> pa.Array | None:
    """How to sort the rows by who shares accumulators, time and claim; None when they are in order."""
    group = sharing(table.column_names)
    if group is None or len(table) < 2 or not {"happened_at", "claim"} <= set(table.column_names):
        return None
    keys = [(group, "ascending"), ("happened_at", "ascending"), ("claim", "ascending")]
    columns = pa.table({name: _sortable(table[name]) for name, _ in keys})
    if _in_order(columns, [name for name, _ in keys]):
        return None
    return pc.sort_indices(columns, sort_keys=keys)


def _in_order(columns: pa.Table, names: list[str]) -> bool:
    tied: Flags | None = None
    for name in names:
        column = one_array(columns[name])
        before, after = column[:-1], column[1:]
        falls = pc.greater(before, after).fill_null(True).to_numpy(zero_copy_only=False)
        if bool((falls if tied is None else tied & falls).any()):
            return False
        same = pc.equal(before, after).fill_null(False).to_numpy(zero_copy_only=False)
        tied = same if tied is None else tied & same
        if not tied.any():
            return True
    return True


def _sortable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def whole_members(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """Pieces cut anew so that no member stands in two. An empty book is one empty piece."""
    left: pa.Table | None = None
    came = False
    for piece in tables:
        table = piece if left is None or not len(left) else pa.concat_tables([left, piece])
        cuts = _cuts(table, size)
        for start, end in pairwise(cuts):
            came = True
            yield table.slice(start, end - start)
        left = table.slice(cuts[-1])
    if left is not None and (len(left) or not came):
        yield left


def _cuts(table: pa.Table, size: int) -> list[int]:
    """Where blocks of about this size may start: always between two members."""
    group = sharing(table.column_names)
    ends = (
        np.arange(1, len(table)) if group is None else 1 + np.flatnonzero(changes_of(one_array(table[group])))
    )
    cuts = [0]
    while len(table) - cuts[-1] >= size:
        place = int(np.searchsorted(ends, cuts[-1] + size, side="right")) - 1
        if place < 0 or ends[place] <= cuts[-1]:
            place += 1  # one member larger than a block
        if place >= len(ends):
            break
        cuts.append(int(ends[place]))
    return cuts


def changes_of(members: pa.Array) -> Flags:
    """Where the member differs from the one before, from the second row on. Nobody is the same as nobody else."""
    changes: Flags = pc.not_equal(members[1:], members[:-1]).fill_null(True).to_numpy(zero_copy_only=False)
    return changes
