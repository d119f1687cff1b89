"""``anpei adjudicate --batch``: a whole book of claims in Parquet files (docs/batch.md). No settings, no database."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NoReturn

import click
import pyarrow as pa

from anpei.books import parquet
from anpei.books.memory import keep_freed_memory
from anpei.cli.adjudicate import CALCULATED, NOT_CALCULATED, load_file, refuse
from anpei.engine.batch import Contradiction
from anpei.engine.compiler import compile
from anpei.values.money import format_yuan

if TYPE_CHECKING:
    from anpei.engine.batch import Keep
    from anpei.engine.compiled import CompiledTerms

MANUAL = "docs/batch.md shows the columns."


@dataclass(frozen=True, slots=True)
class BookOptions:
    """How a book is worked out; ``stored``: compare with what was posted before."""

    keep: Keep
    workers: int
    cluster: str | None
    stored: Path | None
    reversed_claims: tuple[str, ...]


def adjudicate_book(book: Path, out: Path, product_file: Path | None, how: BookOptions) -> NoReturn:
    """Adjudicate a file, or a folder of parts, and end the command with what came of it."""
    if product_file is None:
        raise click.UsageError("A book needs --product FILE.")
    if book.is_dir() != bool(how.cluster):
        raise click.UsageError("A folder of parts goes with --cluster, a file without.")
    if out.resolve() in {book.resolve(), how.stored and how.stored.resolve()}:
        raise click.UsageError("OUT would replace what is read.")
    if how.stored and how.cluster:
        raise click.UsageError("--against compares one file: give the members concerned, without --cluster.")
    if how.reversed_claims and not how.stored:
        raise click.UsageError("--reverse needs --against STORED: a reversal takes back what is stored.")
    product = load_file(product_file)
    out.parent.mkdir(parents=True, exist_ok=True)
    keep_freed_memory()
    try:
        if how.stored:
            _compare(compile(product), book, how.stored, out, how.reversed_claims)
        began = perf_counter()
        if how.cluster:
            sums = _parts(how.cluster, product_file.read_text(encoding="utf-8"), book, out, how.keep)
        else:
            sums = parquet.adjudicate(compile(product), book, out, keep=how.keep, workers=how.workers)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as refusal:
        refuse([f"{book}: not a book of claims: {refusal}", MANUAL])
    click.echo(
        f"{sums.claims:,} claims, {sums.claims - sums.refused:,} calculated, {sums.refused:,} with errors, "
        f"{sums.findings:,} findings, {format_yuan(sums.payable_fen)} payable, {perf_counter() - began:.1f} s."
    )
    sys.exit(NOT_CALCULATED if sums.refused else CALCULATED)


def _compare(
    compiled: CompiledTerms, book: Path, stored: Path, out: Path, reversed_claims: tuple[str, ...]
) -> NoReturn:
    try:
        sums = parquet.compare(compiled, book, stored, out, reversed_claims=reversed_claims)
    except Contradiction as contradiction:
        refuse([f"{contradiction}.", MANUAL])
    click.echo(
        f"{sums.claims:,} claims move, {format_yuan(sums.payable_fen)} to post, {sums.refused:,} figures cannot be told, "
        f"{sums.findings:,} findings."
    )
    sys.exit(NOT_CALCULATED if sums.refused else CALCULATED)


def _parts(address: str, product_text: str, book: Path, out: Path, keep: Keep) -> parquet.Sums:
    from anpei.books import cluster

    if not any(book.glob("*.parquet")):
        refuse([f"{book}: no *.parquet in this folder.", MANUAL])
    try:
        with cluster.client(address) as client:
            return cluster.adjudicate(client, product_text, book.resolve(), out.resolve(), keep=keep)
    except cluster.SplitMember as split:
        refuse(
            [
                f"{book}: member {split} stands in two parts. All claims of a member belong into one part.",
                MANUAL,
            ]
        )
    except (OSError, ValueError) as refusal:
        refuse([f"--cluster {address}: {refusal}", "local:4 starts four processes on this machine."])
