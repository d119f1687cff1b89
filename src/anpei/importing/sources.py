"""Files to rows, streaming: CSV in the encodings and separators met in practice, and Excel workbooks.

A sheet can be read more than once; only one row at a time is held.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from anpei.importing.cells import BadCell, Cell

CHUNK = 1024 * 1024
MOST_UNPACKED = 1024 * CHUNK  # a workbook larger than this when unpacked is refused before it is opened
MOST_SHARED_TEXT = 256 * CHUNK  # the part of a workbook that has to be held in memory
SEPARATORS = ",\t;"
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
Numbered = tuple[int, list[Cell]]


class BrokenTable(Exception):
    """Reading cannot go on at this row: nothing after it can be trusted."""

    def __init__(self, row: int, what: str) -> None:
        super().__init__(what)
        self.row, self.what = row, what


@dataclass(frozen=True)
class Sheet:
    """One table of a file: ``title`` is empty for CSV; ``rows`` start with the heading, blank rows left out."""

    path: Path
    file: str
    title: str
    encoding: str = ""

    def rows(self) -> Iterator[Numbered]:
        """(row number as a spreadsheet shows it, cells). Raises BrokenTable where a CSV breaks off."""
        return self._workbook_rows() if not self.encoding else self._text_rows()

    def _text_rows(self) -> Iterator[Numbered]:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            separator = _separator(stream.readline())
            stream.seek(0)
            number = 0
            table = csv.reader(stream, delimiter=separator, strict=True)
            while True:
                number += 1
                try:
                    values = next(table)
                except StopIteration:
                    return
                except (csv.Error, UnicodeDecodeError) as error:
                    raise BrokenTable(number, str(error)) from None
                if any(value.strip() for value in values):
                    yield number, [Cell(value) for value in values]

    def _workbook_rows(self) -> Iterator[Numbered]:
        book = load_workbook(self.path, read_only=True)
        try:
            sheet = book[self.title]
            sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
            for number, row in enumerate(sheet.iter_rows(), start=1):
                cells = [_cell(one, book.epoch) for one in row]
                if not all(cell.empty for cell in cells):
                    yield number, cells
        except (ParseError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BrokenTable(0, str(error)) from None
        finally:
            book.close()


def sheets(path: Path, name: str) -> list[Sheet]:
    """The tables of a file by its real content. Raises BadCell (code of a reason) when it is none we can read."""
    with path.open("rb") as stream:
        start = stream.read(8)
    if start.startswith(b"PK\x03\x04"):
        return _sheets_of_workbook(path, name)
    if not start or start.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):  # nothing, old Excel or a PDF
        raise BadCell("file_unreadable")
    return [Sheet(path, name, "", _encoding(path, start))]


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sheets_of_workbook(path: Path, name: str) -> list[Sheet]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            if sum(part.file_size for part in parts) > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
                raise BadCell("file_too_large", most=MOST_UNPACKED // CHUNK)
        book = load_workbook(path, read_only=True)
        try:
            return [
                Sheet(path, name, sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible"
            ]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError):
        raise BadCell("file_unreadable") from None


def _cell(one: Any, epoch: Any) -> Cell:
    """A spreadsheet cell; of a formula its text, never a value computed elsewhere at another time."""
    value, kind = one.value, getattr(one, "data_type", "n")
    if value is None:
        return Cell(None)
    if kind == "f":
        return Cell(str(getattr(value, "text", value)), formula=True)
    return Cell(value, one.number_format or "", broken=kind == "e", epoch=epoch)


def _encoding(path: Path, start: bytes) -> str:
    for mark, name in MARKS.items():
        if start.startswith(mark):
            return name if _decodes(path, name) else _none_fits()
    return next((name for name in ("utf-8", "gb18030") if _decodes(path, name)), None) or _none_fits()


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _none_fits() -> str:
    raise BadCell("encoding")


def _separator(heading: str) -> str:
    """The separator that divides the heading into the most columns; a comma when there is one column."""
    outside = "".join(heading.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def heading_of(sheet: Sheet) -> tuple[int, Sequence[Cell]] | None:
    """The first row that holds anything, with its number."""
    return next(iter(sheet.rows()), None)
