"""What to post when a claim comes late or is taken back: the member's later claims worked out again, against what is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anpei.engine.batch import order
from anpei.engine.batch.book import calculate
from anpei.engine.batch.lists import Flags, one_array, without_views
from anpei.engine.batch.result import BatchResult
from anpei.engine.compiled import CompiledTerms
from anpei.engine.rows import Ints

_WHY = ("late", "reversed", "rerun")
_KEYS = frozenset({"claim", "family", "member"})


@dataclass(frozen=True, slots=True)
class Differences:
    """``rows``: claim, why (late, reversed, rerun), figure, stored, now, difference. ``now`` and ``difference`` are null where
    an error finding stands: nothing is posted there until it is mended. ``findings``: of the claims worked out again.
    """

    rows: pa.Table
    findings: pa.Table


class Contradiction(ValueError):
    """The book and what is stored do not belong together: the message says which claim or column."""


def differences(
    compiled: CompiledTerms, book: Any, stored: Any, *, reversed: Collection[Any] = ()
) -> Differences:
    """Differences to post of what is payable and of each accumulator, in order of member and time.

    ``book``: the claims as they are now, late ones among them. ``stored``: what was posted before, one row a claim under the
    names of an earlier result. A claim of the book that is not stored is late. A ``reversed`` claim counts as if it had
    never been: its stored figures are taken back as they stand, not worked out again.
    """
    claims, before = without_views(pa.table(book)), without_views(pa.table(stored))
    sorting = order.order(claims)
    claims = claims if sorting is None else claims.take(sorting)
    place = _where(claims["claim"], before["claim"])
    gone = pc.is_in(one_array(claims["claim"]), pa.array(list(reversed), claims["claim"].type))
    gone = gone.to_numpy(zero_copy_only=False)
    _refuse_contradictions(claims, before, place, reversed)
    again, members = _touched(claims, (place < 0) | gone)
    now = calculate(compiled, claims.filter(pa.array(members & ~gone)), keep="payable")
    wanted = [name for name in now.figures.column_names if name not in _KEYS]
    if lacking := [name for name in wanted if name not in before.column_names]:
        raise Contradiction(f"What is stored has no column {', '.join(lacking)}")
    touched = _Touched(claims["claim"], np.flatnonzero(again), place, gone, np.cumsum(members & ~gone) - 1)
    tables = [touched.rows(name, before[name], now.figures[name]) for name in wanted]
    rows = pa.concat_tables(tables).sort_by([("place", "ascending")]).drop_columns("place")
    return Differences(rows, _findings(now, claims["claim"].filter(pa.array(again))))


@dataclass(frozen=True, slots=True)
class _Touched:
    """The claims from the first late or reversed one of their member on. ``at``: where each stands in the book;
    ``stored`` and ``now``: where every claim of the book stands in either.
    """

    claims: pa.ChunkedArray
    at: Ints
    stored: Ints
    gone: Flags
    now: Ints

    def rows(self, name: str, stored: pa.ChunkedArray, now: pa.ChunkedArray) -> pa.Table:
        """Those for whom this figure moves, or cannot be told."""
        late, gone = self.stored[self.at] < 0, self.gone[self.at]
        before = stored.take(pa.array(self.stored[self.at], mask=late)).fill_null(0)
        after = pc.if_else(pa.array(gone), 0, now.take(pa.array(self.now[self.at], mask=gone)))
        moved = pc.subtract(after, before)
        why = pa.array(_WHY).take(pa.array(np.where(gone, 1, np.where(late, 0, 2))))
        table = pa.table(
            {
                "place": pa.array(self.at),
                "claim": self.claims.take(pa.array(self.at)),
                "why": why,
                "figure": pa.array([name] * len(self.at), pa.string()),
                "stored": before,
                "now": after,
                "difference": moved,
            }
        )
        return table.filter(pc.not_equal(moved, 0).fill_null(True))


def _where(wanted: pa.ChunkedArray, among: pa.ChunkedArray) -> Ints:
    """Where each claim stands among others; -1: nowhere."""
    try:
        found = pc.index_in(wanted, among.cast(wanted.type))
    except pa.ArrowInvalid:
        raise Contradiction("The book and what is stored name claims in different ways") from None
    places: Ints = found.combine_chunks().fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return places


def _refuse_contradictions(
    claims: pa.Table, before: pa.Table, place: Ints, reversed: Collection[Any]
) -> None:
    """Every stored claim of these members is in the book, and what is to be reversed was stored."""
    known = set(before["claim"].to_pylist()) if reversed else set()
    for claim in reversed:
        if claim not in known:
            raise Contradiction(f"Claim {claim} was never stored: there is nothing to take back")
    absent = np.ones(len(before), bool)
    absent[place[place >= 0]] = False
    group = order.sharing(claims.column_names)
    if group is not None and group in before.column_names:
        theirs = pc.is_in(before[group].cast(claims[group].type), one_array(claims[group]))
        absent &= theirs.to_numpy()
    if absent.any():
        claim = before["claim"][int(np.flatnonzero(absent)[0])].as_py()
        raise Contradiction(f"Claim {claim} is stored and missing from the book")


def _touched(claims: pa.Table, changed: Flags) -> tuple[Flags, Flags]:
    """The claims from the first changed one of their member on, and all claims of these members."""
    group = order.sharing(claims.column_names)
    starts = np.ones(len(claims), bool)
    if group is not None and len(claims):
        starts[1:] = order.changes_of(one_array(claims[group]))
    member = np.cumsum(starts) - 1
    first = np.full(int(starts.sum()), len(claims))
    at = np.flatnonzero(changed)
    np.minimum.at(first, member[at], at)
    return np.arange(len(claims)) >= first[member], first[member] < len(claims)


def _findings(now: BatchResult, claims: pa.ChunkedArray) -> pa.Table:
    return now.findings.filter(pc.is_in(now.findings["claim"], claims.cast(pa.string()).combine_chunks()))
