"""Rows as a CSV file a spreadsheet opens as it should: UTF-8 is seen, and no cell runs as a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The rows one at a time, the first being the head; numbers stay numbers, ``name`` is without its ending."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    mark = "\ufeff"  # lets a spreadsheet see UTF-8
    for row in rows:
        yield mark + writer.writerow([_harmless(cell) for cell in row])
        mark = ""


def _harmless(cell: Any) -> Any:
    """A text that a spreadsheet would run as a formula is marked as text; a number below zero is none."""
    if not isinstance(cell, str) or _NUMBER.fullmatch(cell) or not cell.startswith(FORMULA_STARTS):
        return cell
    return f"'{cell}"


class _Echo:
    """A file that hands back what is written to it, so that rows can be streamed."""

    def write(self, value: str) -> str:
        return value
