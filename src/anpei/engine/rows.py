"""Rows of a table over a block of claims: which claim or bill each row belongs to, and what may be done by group.

Sums go by differences of one running total. int64 wraps, and the difference of two wrapped totals is still exact as long as
the group's own sum fits, which ``anpei.engine.bounds`` makes sure of.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Array = NDArray[Any]
"""int64, or bool for a condition."""


class Groups:
    """Rows in groups. ``of`` holds the group of each row; rows of one group need not stand together.

    Sums are kept for as long as the groups are: steps often add up the same figure.
    """

    def __init__(self, of: Ints, count: int, starts: Ints | None = None) -> None:
        self.of = of
        self.count = count
        self.order: Array | None = None
        if starts is None:
            if len(of) > 1 and bool((of[1:] < of[:-1]).any()):
                self.order = np.argsort(of, kind="stable")
            starts = np.concatenate(([0], np.cumsum(np.bincount(of, minlength=count)))).astype(np.int64)
        self.starts = starts
        """Where each group starts once the rows are in order, and the end: one more than there are groups."""
        self._sums: dict[int, tuple[Array, Ints]] = {}

    def sum(self, values: Array) -> Ints:
        """One sum for each group, 0 where it has no rows."""
        known = self._sums.get(id(values))
        if known is not None:
            return known[1]
        totals = self._totals(self._ordered(values))[self.starts]
        sums: Ints = totals[1:] - totals[:-1]
        self._sums[id(values)] = (values, sums)  # the values are kept too, so that their id stays theirs
        return sums

    def least(self, values: Array) -> Ints:
        """The least value of each group, 0 where it has no rows."""
        return self._one_of(values, np.minimum)

    def greatest(self, values: Array) -> Ints:
        """The greatest value of each group, 0 where it has no rows."""
        return self._one_of(values, np.maximum)

    def _one_of(self, values: Array, chosen: np.ufunc) -> Ints:
        found = np.zeros(self.count, np.int64)
        filled = np.flatnonzero(self.starts[1:] > self.starts[:-1])
        if len(filled):
            found[filled] = chosen.reduceat(self._ordered(values), self.starts[filled])
        return found

    def spread(self, values: Array) -> Array:
        """The value of its group for each row."""
        return values.take(self.of)

    def before_here(self, values: Ints) -> Ints:
        """Running sum of the earlier rows of the group, in the order of the rows."""
        totals = self._totals(self._ordered(values))
        before = totals[self.starts[:-1]]
        if self.order is None:
            running: Ints = totals[:-1] - before.take(self.of)
            return running
        running = np.empty(len(values), np.int64)
        running[self.order] = totals[:-1]
        return running - before.take(self.of)

    def allow_in_order(self, values: Ints, limit: Ints | int) -> Ints:
        """Each row what earlier rows of its group left of the limit (one for each group). Values are never negative.

        Nearly all groups stay below their limit, and where all do, what is allowed is the values themselves.
        """
        sums = self.sum(values)
        over = np.flatnonzero(sums > limit)
        if not len(over):
            return values
        rows, ends = self._rows_in(over)
        cut = values[rows]
        running = np.cumsum(cut)
        running -= np.repeat(np.concatenate(([0], running[ends[:-1] - 1])), np.diff(ends, prepend=0))
        most = limit if isinstance(limit, int) else np.repeat(limit[over], np.diff(ends, prepend=0))
        allowed: Ints = values.copy()
        allowed[rows] = np.minimum(running, most) - np.minimum(running - cut, most)
        self._sums[id(allowed)] = (allowed, np.minimum(sums, limit))
        return allowed

    def _rows_in(self, groups: Ints) -> tuple[Ints, Ints]:
        """Places of the rows of some groups, group after group, and where each group ends among them. None is empty."""
        starts = self.starts[groups]
        counts = self.starts[groups + 1] - starts
        ends = np.cumsum(counts)
        places = np.arange(int(ends[-1])) + np.repeat(starts - ends + counts, counts)
        return (places if self.order is None else self.order[places]), ends

    def apportion(self, whole: Ints, weights: Ints) -> Ints:
        """Each group's amount split by weight to the fen: largest remainder, ties in order; nothing where all weigh 0."""
        size = np.abs(whole)
        weight = self.sum(weights)
        divisor = self.spread(np.maximum(weight, 1))
        product = self.spread(size) * weights
        parts: Ints = product // divisor
        missing = self.spread(np.where(weight > 0, size - self.sum(parts), 0))
        order = np.lexsort((-(product % divisor), self.of))
        place = np.empty(len(parts), np.int64)
        place[order] = np.arange(len(parts)) - self.starts.take(self.of[order])
        parts += place < missing
        return np.where(self.spread(whole) < 0, -parts, parts)

    def _ordered(self, values: Array) -> Array:
        return values if self.order is None else values[self.order]

    @staticmethod
    def _totals(values: Array) -> Ints:
        totals = np.empty(len(values) + 1, np.int64)
        totals[0] = 0
        np.cumsum(values, dtype=np.int64, out=totals[1:])
        return totals


class Rows:
    """One table of a block: columns with the rows of each claim together, ``offsets`` where each claim starts, and the end.

    ``parent`` (lines only) is the row of the line's receipt among all ``receipts`` of the block; ``of`` the claim of each row,
    where it is known already.
    """

    def __init__(
        self,
        offsets: Ints,
        columns: dict[str, Array],
        parent: Ints | None = None,
        receipts: int = 0,
        of: Ints | None = None,
    ) -> None:
        self.offsets = offsets
        self._of = of
        self.columns = columns
        self.parent = parent
        self.receipts = receipts

    @property
    def count(self) -> int:
        return int(self.offsets[-1])

    @cached_property
    def claims(self) -> Groups:
        claims = len(self.offsets) - 1
        of = self._of if self._of is not None else np.repeat(np.arange(claims), np.diff(self.offsets))
        return Groups(of, claims, self.offsets)

    @cached_property
    def bills(self) -> Groups:
        """Lines by their receipt."""
        if self.parent is None:
            raise TypeError("only lines belong to receipts")
        return Groups(self.parent, self.receipts)

    def rows_of(self, claims: Array) -> Ints:
        """Positions of the rows of these claims, claim after claim."""
        starts, counts = self.offsets[claims], np.diff(self.offsets)[claims]
        ends = np.cumsum(counts)
        rows: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
        return rows

    def take(self, claims: Array, receipts: Rows | None = None) -> Rows:
        """The rows of some claims, in their order. Lines need the receipts they belong to, before these are taken."""
        rows = self.rows_of(claims)
        counts = np.diff(self.offsets)[claims]
        offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
        columns = {name: column[rows] for name, column in self.columns.items()}
        if self.parent is None or receipts is None:
            return Rows(offsets, columns)
        theirs = np.diff(receipts.offsets)[claims]
        shifted = np.concatenate(([0], np.cumsum(theirs))).astype(np.int64)
        moved = np.repeat(shifted[:-1] - receipts.offsets[claims], counts)
        return Rows(offsets, columns, self.parent[rows] + moved, int(shifted[-1]))

    def part(self, first: int, end: int, receipts: Rows | None = None) -> Rows:
        """The rows of the claims from ``first`` up to ``end``, as views."""
        low, high = int(self.offsets[first]), int(self.offsets[end])
        columns = {name: column[low:high] for name, column in self.columns.items()}
        offsets = self.offsets[first : end + 1] - low
        if self.parent is None or receipts is None:
            return Rows(offsets, columns)
        start, stop = int(receipts.offsets[first]), int(receipts.offsets[end])
        return Rows(offsets, columns, self.parent[low:high] - start, stop - start)
