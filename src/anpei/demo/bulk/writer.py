"""Writes rows straight to the tables: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from anpei.demo.bulk.copy import prepared


class Writer:
    """Gives out ids and writes batches of rows."""

    def __init__(self) -> None:
        self._next: dict[type[Model], int] = {}
        self._rows: dict[type[Model], list[list[Any]]] = defaultdict(list)
        self._touched: set[type[Model]] = set()

    def take(self, model: type[Model], count: int) -> int:
        """The first of ``count`` fresh ids."""
        if model not in self._next:
            self._next[model] = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1
        first = self._next[model]
        self._next[model] += count
        return first

    def add(self, model: type[Model], values: list[Any]) -> None:
        self._rows[model].append(values)
        self._touched.add(model)

    def add_row(self, row: Model) -> None:
        model = type(row)
        if row.pk is None:
            row.pk = self.take(model, 1)
        self.add(model, [prepared(fld, getattr(row, fld.attname)) for fld in model._meta.concrete_fields])

    def flush(self) -> None:
        """Write everything in one transaction; foreign keys are checked at its end."""
        with transaction.atomic():
            for model in self._rows:
                _write(model, self._rows[model])
        self._rows.clear()

    def finish(self) -> None:
        """Let the database count on from the ids given out."""
        self.flush()
        statements = connection.ops.sequence_reset_sql(
            no_style(), sorted(self._touched, key=lambda model: model._meta.db_table)
        )
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def _write(model: type[Model], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(fld.column)) for fld in model._meta.concrete_fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(model._meta.concrete_fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
