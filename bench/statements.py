"""The statements of one real command, taken down once and sent again without the product around them.

What the database gave out (ids) and what has to be unique (case number, idempotency keys) is different in each replay;
everything else is sent as it was. Before taking down, the sequences are moved to ranges of their own, so that an id is
recognised wherever it stands, also inside texts.
"""

from __future__ import annotations

import itertools
import re
import uuid
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.json import Jsonb

TABLES = (
    "claims_claim",
    "audit_event",
    "audit_chain",
    "messaging_message",
    "deadlines_clock",
    "core_idempotencykey",
)
BASE, RANGE = 900_000_000, 10_000_000
_ID = re.compile(r"(?<![0-9a-zA-Z])9\d{8}(?!\d)")
_RETURNING = re.compile(r'^INSERT INTO "(\w+)".* RETURNING ', re.DOTALL)
KEY_TABLE = "core_idempotencykey"  # its row is read back after the insert
_serial = itertools.count()


@dataclass(frozen=True)
class Statement:
    sql: str
    params: Any
    moving: bool  # whether something in the parameters is new each time
    gives: int | None  # the table whose fresh ids the answer holds


@dataclass(frozen=True)
class Script:
    """The statements of one command, in order, between BEGIN and COMMIT; ``words`` are new in each replay."""

    statements: list[Statement]
    words: tuple[str, ...]


def mark_sequences() -> None:
    """Let each table's ids go on in a range of its own."""
    with connection.cursor() as cursor:
        for place, table in enumerate(TABLES):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, (SELECT max(id) FROM {table})))",
                [table, BASE + place * RANGE],
            )


def take_down(command: Callable[[], tuple[str, ...]]) -> Script:
    """Run the command for real; it answers the words that have to be unique."""
    seen: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    first = _next_ids()
    with connection.execute_wrapper(note):
        words = command()
    return Script([_statement(sql, params, words, first) for sql, params in seen], words)


def _next_ids() -> list[int]:
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute("SELECT last_value FROM " + table + "_id_seq")
            found.append(cursor.fetchone()[0] + 1)
    return found


def _statement(sql: str, params: Any, words: tuple[str, ...], first: list[int]) -> Statement:
    returning = _RETURNING.match(sql)
    table = returning.group(1) if returning else KEY_TABLE if f'FROM "{KEY_TABLE}"' in sql else None
    relative = _changed(params, _relative(first))
    moving = _changed(relative, _Fresh(dict.fromkeys(words, ""), _Any())) != relative
    return Statement(sql, relative, moving, TABLES.index(table) if table in TABLES else None)


class _Any(dict):  # type: ignore[type-arg]
    def __missing__(self, _table: int) -> Any:
        return defaultdict(lambda: -1)


def _relative(first: list[int]) -> Callable[[Any], Any]:
    """Ids counted from the first one this command took: BASE + place × RANGE + how many came before."""

    def change(value: Any) -> Any:
        if isinstance(value, str):
            return _ID.sub(lambda match: str(change(int(match.group()))), value)
        place = (value - BASE) // RANGE
        return (
            value - first[place] + BASE + place * RANGE
            if 0 <= place < len(TABLES) and value >= first[place]
            else value
        )

    return change


class _Fresh:
    """Puts the ids of this replay and new words in the place of those taken down."""

    def __init__(self, words: dict[str, str], ids: Any) -> None:
        self.words, self.ids = words, ids

    def __call__(self, value: Any) -> Any:
        if isinstance(value, str):
            for old, new in self.words.items():
                value = value.replace(old, new)
            return _ID.sub(lambda match: str(self(int(match.group()))), value)
        place, turn = divmod(value - BASE, RANGE)
        return self.ids[place][turn] if 0 <= place < len(TABLES) and turn < 1_000 else value


def _changed(value: Any, change: Callable[[Any], Any]) -> Any:
    match value:
        case bool() | None:
            return value
        case int() | str():
            return change(value)
        case list() | tuple():
            return type(value)(_changed(one, change) for one in value)
        case dict():
            return {name: _changed(one, change) for name, one in value.items()}
        case Jsonb():
            return Jsonb(_changed(value.obj, change))
        case _:
            return value


def replayer() -> Callable[[Script], None]:
    """A database connection that sends scripts; bound by the driver on the client, as Django does."""
    given = connection.get_connection_params()
    given |= {"cursor_factory": psycopg.ClientCursor}
    raw = psycopg.connect(**given)

    def send(script: Script) -> None:
        tag = f"{uuid.uuid4().hex[:10]}{next(_serial)}"
        words = {word: f"{tag}-{place}"[:24] for place, word in enumerate(script.words)}
        ids: dict[int, list[int]] = defaultdict(list)
        fresh = _Fresh(words, ids)
        cursor = raw.cursor()
        for statement in script.statements:
            params = _changed(statement.params, fresh) if statement.moving else statement.params
            cursor.execute(statement.sql, params)
            with suppress(psycopg.ProgrammingError):  # nothing to fetch
                rows = cursor.fetchall()
                if statement.gives is not None:
                    ids[statement.gives] += [row[0] for row in rows]
        raw.commit()

    return send
