"""An invented book of hospital claims in columns, as large as wanted: ``python -m bench.invented 100000 book.parquet``.

Members have one claim to twenty, over two policy years; a claim has one bill or two and one line to nine, five on average.
Drawn from a seed, so the same command gives the same book.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anpei.engine.rows import Ints
from anpei.terms import Product, loader
from anpei.terms.base import Category
from anpei.terms.benefits import MedicalBenefit

PLAN = Path(__file__).parent / "plan.yaml"
PIECE = 100_000
_DAY = 86_400 * 1_000_000
_FIRST = int(np.datetime64("2025-01-01").astype(int))
_SECOND = int(np.datetime64("2026-01-01").astype(int))
_NAMES = pa.dictionary(pa.int8(), pa.string())


def book(product: Product, claims: int, *, seed: int = 2026) -> pa.Table:
    """The whole book in memory, sorted by member and time."""
    return pa.concat_tables(pieces(product, claims, seed=seed)).combine_chunks()


def pieces(product: Product, claims: int, *, seed: int = 2026, size: int = PIECE) -> Iterator[pa.Table]:
    """The same book piece by piece; no member stands in two pieces."""
    for start in range(0, claims, size):
        rng = np.random.default_rng([seed, start])
        yield _piece(product, start, min(size, claims - start), rng)


def _piece(product: Product, start: int, claims: int, rng: np.random.Generator) -> pa.Table:
    member = np.sort(rng.integers(0, max(1, claims // 5), claims))
    day = rng.integers(0, 700, claims)
    order = np.lexsort((day, member))
    day = _FIRST + day[order]
    policy_starts = np.where(day >= _SECOND, _SECOND, _FIRST)
    stay_days = rng.integers(1, 15, claims)
    table: dict[str, pa.Array] = {
        "claim": pa.array(start + np.arange(claims)),
        "member": pa.array(start + member),
        "happened_at": pa.array(day * _DAY).cast(pa.timestamp("us")),
        "policy_starts_on": _dates(policy_starts),
        "policy_ends_on": _dates(policy_starts + 364),
        "social_insured": pa.array(rng.random(claims) < 0.9),
        "nature.illness": pa.array(np.ones(claims, bool)),
        "first_diagnosis_on": _dates(day),
    }
    for key in product.sum_insured_keys():
        table[f"sum_insured.{key}"] = pa.array(np.full(claims, 100_000_000))
    bills = rng.integers(1, 3, claims)
    lines, receipt = _lines(product, rng, bills, day)
    table["receipts"] = receipt
    table["lines"] = lines
    stays = {
        "admitted_on": _dates(day),
        "discharged_on": _dates(day + stay_days),
        "days": pa.array(stay_days),
    }
    table["stays"] = _list(np.ones(claims, np.int64), stays)
    return pa.table(table)


def _lines(product: Product, rng: np.random.Generator, bills: Ints, day: Ints) -> tuple[pa.Array, pa.Array]:
    """Lines and receipts of all claims. Social insurance paid half of most bills, others a little of some."""
    claims = len(bills)
    count = np.maximum(bills, rng.integers(1, 10, claims))
    of = np.repeat(np.arange(claims), count)
    place = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    receipt = np.minimum(place, bills[of] - 1)
    amount = np.minimum(rng.lognormal(11.5, 1.2, len(of)), 10**8).astype(np.int64)
    excluded = np.where(rng.random(len(of)) < 0.02, amount // 3, 0)
    nrdl_class = rng.choice(3, len(of), p=[0.5, 0.35, 0.15]).astype(np.int8)
    fields = {
        "receipt": pa.array(receipt.astype(np.int32)),
        "service_on": _dates(day[of] + 1),
        "setting": _words(np.zeros(len(of), np.int8), ["inpatient"]),
        "category": _words(rng.integers(0, len(Category), len(of)), [one.value for one in Category]),
        "amount_fen": pa.array(amount),
        "nrdl_class": _words(nrdl_class, ["A", "B", "C"]),
        "first_pay_bp": pa.array(np.where(nrdl_class == 1, 1_000, 0)),
        "excluded_fen": pa.array(excluded),
        "excluded_clause": _words(excluded > 0, ["", _clause(product)]),
        "excluded_reason": _words(excluded > 0, ["", "非医疗费用"]),
    }
    bill = (np.cumsum(bills) - bills)[of] + receipt
    total = np.bincount(bill, amount, int(bills.sum())).astype(np.int64)
    with_card = np.repeat(rng.random(claims) < 0.8, bills)
    settled = with_card ^ (rng.random(len(total)) < 0.002)
    paid = {
        "social_fen": pa.array(np.where(settled, total // 2, 0)),
        "other_fen": pa.array(np.where(rng.random(len(total)) < 0.1, total // 10, 0)),
    }
    return _list(count, fields), _list(bills, paid)


def _clause(product: Product) -> str:
    """A clause of this product that an exclusion may cite."""
    if product.exclusions:
        return product.exclusions[0].clause
    return next(one.clause for one in product.benefits if isinstance(one, MedicalBenefit))


def _dates(days: Ints) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())


def _words(places: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int8)), pa.array(words)).cast(_NAMES)


def _list(counts: Ints, fields: dict[str, pa.Array]) -> pa.Array:
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(offsets), pa.StructArray.from_arrays(fields.values(), fields.keys())
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.invented", description=__doc__)
    parser.add_argument("claims", type=int)
    parser.add_argument("file", type=Path, help="Parquet file to write")
    parser.add_argument("--product", type=Path, default=PLAN, help="product file with a hospital benefit")
    parser.add_argument("--seed", type=int, default=2026)
    options = parser.parse_args()
    writer: pq.ParquetWriter | None = None
    for piece in pieces(loader.load(options.product), options.claims, seed=options.seed):
        writer = writer or pq.ParquetWriter(options.file, piece.schema)
        writer.write_table(piece)
    if writer is not None:
        writer.close()


if __name__ == "__main__":
    main()
