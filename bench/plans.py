"""What PostgreSQL does for the statements of a page: which tables it reads from end to end, how many rows it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection

from bench.multiply import GROWING

SMALL = 5_000  # rows; a table this small is read from end to end because that is the quickest way


@dataclass
class Taken:
    """The statements of one page: SQL with parameters, and the time they took together."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    milliseconds: float = 0.0

    @property
    def reads(self) -> list[tuple[str, Any]]:
        return [(sql, params) for sql, params in self.statements if sql.startswith("SELECT")]


@contextmanager
def taken() -> Iterator[Taken]:
    """Note the statements sent inside the block."""
    seen = Taken()

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            seen.milliseconds += (perf_counter() - began) * 1_000
            seen.statements.append((sql, params))

    with connection.execute_wrapper(note):
        yield seen


@dataclass(frozen=True)
class Plan:
    """``full_scans``: growing tables read from end to end. ``rows``: rows looked at, also those thrown away."""

    sql: str
    full_scans: tuple[str, ...]
    rows: int
    text: Any


def explain(sql: str, params: Any) -> Plan:
    """Run the statement under EXPLAIN ANALYZE."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql, params)
        tree = cursor.fetchone()[0][0]["Plan"]
    nodes = list(_nodes(tree))
    small = _small_tables()
    full = tuple(
        sorted(
            {
                node["Relation Name"]
                for node in nodes
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING - small
            }
        )
    )
    return Plan(sql, full, sum(map(_touched, nodes)), tree)


def _small_tables() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples BETWEEN 0 AND %s", [SMALL]
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _touched(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"]:
        return 0
    kept, lost = node["Actual Rows"], node.get("Rows Removed by Filter", 0)
    return int((kept + lost) * node["Actual Loops"])
