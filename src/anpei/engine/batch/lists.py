"""Columns and lists of records as arrays of integers; what is none makes its claim one to look at, or one that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from anpei.engine.layout import LISTS
from anpei.engine.rows import Ints

Flags = NDArray[np.bool_]
NO_DAY = -(2**31)
"""A date that is not given."""


@dataclass(slots=True)
class Doubts:
    """Claims that may have a finding, and (claim, path) of what cannot be read."""

    suspicious: Flags
    malformed: list[tuple[int, str]] = field(default_factory=list)


class List:
    """One list column: its records, whose they are, and their fields as arrays."""

    def __init__(self, name: str, column: pa.Array | None, claims: int, doubts: Doubts) -> None:
        self.name = name
        self.doubts = doubts
        self.offsets = np.zeros(claims + 1, np.int64)
        self.rows: pa.StructArray = pa.array([], pa.struct([]))
        if column is None:
            return
        if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            if column.null_count < len(column):
                doubts.malformed += [(row, name) for row in range(claims)]
            return
        if column.null_count:
            lengths = pc.list_value_length(column).fill_null(0)
            np.cumsum(lengths.to_numpy(zero_copy_only=False), out=self.offsets[1:])
        else:
            offsets = column.offsets.to_numpy()
            np.subtract(offsets, offsets[0], out=self.offsets)
        self.rows = column.flatten()

    @cached_property
    def of(self) -> Ints:
        """The claim of each row."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def column(self, name: str) -> pa.Array | None:
        if not pa.types.is_struct(self.rows.type) or self.rows.type.get_field_index(name) < 0:
            return None
        field = self.rows.field(name)
        return pc.struct_field(self.rows, name) if self.rows.null_count else field

    def claims(self, rows: Flags) -> Ints:
        """Which claim each of these rows belongs to."""
        found: Ints = np.searchsorted(self.offsets, np.flatnonzero(rows), side="right") - 1
        return found

    def malformed_rows(self, wrong: Flags, name: str) -> None:
        claims = self.claims(wrong)
        places = np.flatnonzero(wrong) - self.offsets[claims]
        paths = [(int(c), f"{self.name}[{p}].{name}") for c, p in zip(claims, places, strict=True)]
        self.doubts.malformed += paths

    def whole(self, name: str, least: int, most: int, default: int | None = 0) -> Ints:
        """Whole numbers; what is none, or out of bounds, makes its claim suspicious."""
        column = self.column(name)
        if column is None and default is not None:
            return np.full(len(self.rows), default, np.int64)
        values, bad = whole_numbers(column if column is not None else pa.nulls(len(self.rows)), least, most)
        if bad is not None:
            self.doubts.suspicious[self.claims(bad)] = True
        return values

    def days(self, name: str) -> Ints:
        column = self.column(name)
        found, missing, unreadable = day_numbers(
            column if column is not None else pa.nulls(len(self.rows), pa.date32())
        )
        if (wrong := missing | unreadable).any():
            self.malformed_rows(wrong, name)
        return found

    def flag(self, name: str, default: bool) -> Flags:
        """Yes or no, and what null means."""
        column = self.column(name)
        if column is None or pa.types.is_null(column.type):
            return np.full(len(self.rows), default, bool)
        if column.type != pa.bool_():
            self.malformed_rows(np.ones(len(self.rows), bool), name)
            return np.full(len(self.rows), default, bool)
        flags: Flags = column.fill_null(default).to_numpy(zero_copy_only=False)
        return flags

    def code(self, name: str, codes: Mapping[str, int], default: str | None = None, other: int = -1) -> Ints:
        """Words of a short list as their numbers. Another word, or none where there is no default, cannot be read."""
        column = self.column(name)
        if column is None:
            if default is None and len(self.rows):
                self.malformed_rows(np.ones(len(self.rows), bool), name)
            return np.full(len(self.rows), codes.get(default or "", 0), np.int64)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        numbers = [codes.get(str(word), other) for word in column.dictionary.to_pylist()]
        numbers.append(codes.get("", -1))  # null
        places = column.indices
        if places.null_count:
            places = places.cast(pa.int32()).fill_null(len(numbers) - 1)
        found: Ints = np.array(numbers, np.int64).take(places.to_numpy(zero_copy_only=False))
        if (wrong := found < 0).any():
            self.malformed_rows(wrong, name)
            found[wrong] = 0
        return found

    def text(self, name: str, rows: Ints) -> pa.Array:
        column = self.column(name)
        if column is None:
            default = next(one.default for one in LISTS[self.name] if one.name == name)
            return pa.array([default] * len(rows), pa.string())
        return column.take(pa.array(rows)).cast(pa.string()).fill_null("")

    def unique(self) -> None:
        """Two rows of one claim under one id make it suspicious. Ids in rising order need one look only."""
        column = self.column("id")
        if column is None or len(column) < 2:
            return
        if column.null_count:
            self.doubts.suspicious[self.claims(column.is_null().to_numpy(zero_copy_only=False))] = True
            column = column.fill_null(
                column.type.to_pandas_dtype()(0) if pa.types.is_integer(column.type) else ""
            )
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        claim = self.of
        rising = pc.less(column[:-1], column[1:]).to_numpy(zero_copy_only=False)
        if (rising | (claim[1:] != claim[:-1])).all():
            return
        ids = column.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.lexsort((ids, claim))
        twice = (np.diff(ids[order]) == 0) & (np.diff(claim[order]) == 0)
        self.doubts.suspicious[claim[order][1:][twice]] = True


def without_views(table: pa.Table) -> pa.Table:
    """Polars hands text over as views, which Arrow can neither sort nor take: as plain text."""
    schema = pa.schema([field.with_type(_without_views(field.type)) for field in table.schema])
    return table if schema.equals(table.schema) else table.cast(schema)


def _without_views(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_string_view(kind):
        return pa.large_string()
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        inner = kind.value_field.with_type(_without_views(kind.value_type))
        return pa.large_list(inner) if pa.types.is_large_list(kind) else pa.list_(inner)
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_without_views(field.type)) for field in kind])
    if pa.types.is_dictionary(kind):
        return pa.dictionary(kind.index_type, _without_views(kind.value_type), kind.ordered)
    return kind


def one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def whole_numbers(column: pa.Array, least: int, most: int) -> tuple[Ints, Flags | None]:
    """Values, and which are none or out of bounds (and then 0). A column of floats has no whole number in it."""
    if not pa.types.is_integer(column.type):
        return np.zeros(len(column), np.int64), np.ones(len(column), bool) if len(column) else None
    bad = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
    if column.null_count:
        column = column.fill_null(0)
    raw = column.to_numpy(zero_copy_only=False)
    if not len(raw) or (bad is None and raw.min() >= least and raw.max() <= most):
        return raw.astype(np.int64, copy=False), bad
    wrong = (raw < least) | (raw > most)
    if bad is not None:
        wrong |= bad
    return np.where(wrong, 0, raw).astype(np.int64), wrong if wrong.any() else None


def day_numbers(column: pa.Array) -> tuple[Ints, Flags, Flags]:
    """Days since 1970, which are missing, and which are no dates."""
    none = np.zeros(len(column), bool)
    missing = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else none
    if not pa.types.is_date32(column.type):
        try:
            column = column.cast(pa.date32())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return np.full(len(column), NO_DAY, np.int64), missing, ~missing
    numbers = column.cast(pa.int32())
    if column.null_count:
        numbers = numbers.fill_null(NO_DAY)
    return numbers.to_numpy(zero_copy_only=False).astype(np.int64), missing, none
