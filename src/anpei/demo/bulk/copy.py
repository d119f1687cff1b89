"""What makes one copy different from its pattern."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from anpei.core.fields import EncryptedTextField
from anpei.demo.people import Person


@dataclass(frozen=True)
class Copy:
    """What makes one copy different from its pattern."""

    person: Person
    reporter: Person
    claim_number: str
    policy_number: str
    days: int
    jitter: timedelta
    ids: dict[type[Model], int]  # the first id of each kind of row
    words: dict[str, str]  # the pattern's words to this copy's


Op = Callable[[Copy], Any]


@dataclass
class RowPattern:
    """One row: its values as the database takes them, and what to change in which column."""

    values: list[Any]
    changes: list[tuple[int, Op]] = field(default_factory=list)

    def made(self, copy: Copy) -> list[Any]:
        values = self.values.copy()
        for column, op in self.changes:
            values[column] = op(copy)
        return values


def prepared(fld: Any, value: Any) -> Any:
    """A value as the database takes it: encrypted, as JSON, in UTC."""
    if (
        value is None
        or type(value) is int
        or (type(value) is str and not isinstance(fld, EncryptedTextField))
    ):
        return value  # most columns; asking the field costs more than all the rest of a copy
    return fld.get_db_prep_save(value, connection)
