"""One Parquet file of claims in, one of figures out, one of findings beside it. Row groups come and go: memory is bounded."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anpei.engine import batch
from anpei.engine.batch import Keep
from anpei.engine.batch.lists import one_array
from anpei.engine.batch.order import sharing
from anpei.engine.compiled import CompiledTerms
from anpei.engine.layout import FINDINGS

BUCKET = 500_000
"""Claims of one bucket of a book that is not sorted: it is sorted in memory."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What came of a book. ``refused``: claims with an error finding, of which nothing was calculated."""

    claims: int = 0
    refused: int = 0
    findings: int = 0
    payable_fen: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.claims + other.claims,
            self.refused + other.refused,
            self.findings + other.findings,
            self.payable_fen + other.payable_fen,
        )


def findings_beside(out: Path) -> Path:
    """Where the findings of one file go: ``out.parquet`` has ``out.findings.parquet`` beside it."""
    return out.with_name(f"{out.stem}.findings.parquet")


def adjudicate(
    compiled: CompiledTerms,
    book: Path,
    out: Path,
    *,
    findings: Path | None = None,
    keep: Keep = "all",
    workers: int = 1,
) -> Sums:
    """Adjudicate a file. Each result stands complete or not at all. pa.ArrowInvalid when it is no Parquet file."""
    with ExitStack() as files:
        pieces = files.enter_context(_pieces(book, out.parent))
        schema = batch.result_schema(compiled, _plain(pq.read_schema(book)), keep=keep)
        figures = files.enter_context(_written(out, schema))
        notes = files.enter_context(_written(findings or findings_beside(out), FINDINGS))
        sums = Sums()
        for result in batch.blocks(compiled, pieces, keep=keep, workers=workers):
            figures.write_table(result.figures.cast(schema))
            if len(result.findings):
                notes.write_table(result.findings)
            sums += _sums(result)
    return sums


def compare(
    compiled: CompiledTerms, book: Path, stored: Path, out: Path, *, reversed_claims: Sequence[str] = ()
) -> Sums:
    """Write what late and reversed claims of these members change. Sums of what moves; ``refused``: figures that cannot be
    told. batch.Contradiction when the files do not belong together.
    """
    table = pq.read_table(book)
    kind = table.schema.field("claim").type if "claim" in table.column_names else pa.string()
    names = pa.array(reversed_claims, pa.string()).cast(kind).to_pylist()
    found = batch.differences(compiled, table, pq.read_table(stored), reversed=names)
    with _written(out, found.rows.schema) as rows, _written(findings_beside(out), FINDINGS) as notes:
        rows.write_table(found.rows)
        notes.write_table(found.findings)
    total = found.rows.filter(pc.equal(found.rows["figure"], "total.payable"))["difference"]
    payable = pc.sum(total.cast(pa.decimal128(38))).as_py()
    claims = len(found.rows["claim"].unique())
    return Sums(claims, found.rows["now"].null_count, len(found.findings), int(payable or 0))


def _sums(result: batch.BatchResult) -> Sums:
    total = result.figures["total.payable"]
    payable = pc.sum(total.cast(pa.decimal128(38))).as_py()
    return Sums(len(total), total.null_count, len(result.findings), int(payable or 0))


def _plain(schema: pa.Schema) -> pa.Schema:
    """A file keeps the names of members as text: dictionaries differ from one row group to the next."""
    return pa.schema(
        [
            field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
            for field in schema
        ]
    )


@contextmanager
def _written(file: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    """A Parquet file that appears under its name once it is whole."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with pq.ParquetWriter(part, schema) as writer:
            yield writer
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _pieces(book: Path, folder: Path) -> Iterator[Iterable[pa.Table]]:
    """The book in pieces sorted by member; one that is not sorted goes through buckets of whole members on disk."""
    with pq.ParquetFile(book) as file:
        if _sorted(file):
            yield _row_groups(file)
            return
        with tempfile.TemporaryDirectory(prefix=".anpei-sort-", dir=folder) as buckets:
            yield _by_bucket(_buckets(file, Path(buckets)))


def _row_groups(file: pq.ParquetFile) -> Iterator[pa.Table]:
    for number in range(file.num_row_groups):
        yield file.read_row_group(number)


def _sorted(file: pq.ParquetFile) -> bool:
    """Whether each member's claims stand together, the members in rising order."""
    group = sharing(file.schema_arrow.names)
    if group is None:
        return True
    last = None
    for rows in file.iter_batches(batch_size=2 * batch.BLOCK, columns=[group]):
        column = _text_or_number(rows[group])
        if not len(column):
            continue
        falls = pc.less(column[1:], column[:-1]).fill_null(False)
        first = column[0].as_py()
        if pc.any(falls).as_py() or (last is not None and first is not None and first < last):
            return False
        last = column[-1].as_py()
    return True


def _text_or_number(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _buckets(file: pq.ParquetFile, folder: Path) -> list[Path]:
    """The book's claims by a number made of the member, each bucket small enough to be sorted in memory."""
    count = 1 + file.metadata.num_rows // BUCKET
    group = sharing(file.schema_arrow.names) or ""
    paths = [folder / f"{number}.parquet" for number in range(count)]
    schema = file.schema_arrow
    with ExitStack() as stack:
        writers = [stack.enter_context(pq.ParquetWriter(path, schema)) for path in paths]
        for table in _row_groups(file):
            members = one_array(table[group]).dictionary_encode()
            numbers = [zlib.crc32(str(one).encode()) % count for one in members.dictionary.to_pylist()]
            which = np.array([*numbers, 0])[members.indices.fill_null(len(numbers)).to_numpy()]
            for number in np.unique(which).tolist():
                writers[number].write_table(table.filter(pa.array(which == number)))
    return paths


def _by_bucket(paths: list[Path]) -> Iterator[pa.Table]:
    for path in paths:
        table = pq.read_table(path)
        if len(table):
            group = sharing(table.column_names) or ""
            yield table.take(pc.sort_indices(_text_or_number(one_array(table[group]))))


def members(file: Path) -> pa.Array:
    """The members (or families) of a book, each once."""
    group = sharing(pq.read_schema(file).names)
    if group is None:
        return pa.nulls(0)
    return pq.read_table(file, columns=[group])[group].unique().drop_null()
