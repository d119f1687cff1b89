from __future__ import annotations

from pathlib import Path

from anpei.importing import guide
from anpei.importing.columns import heading_key
from anpei.importing.tables import TABLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "import.md"


def test_the_documented_columns_are_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == guide.text(), "run: anpei import --columns > docs/import.md"


def test_no_heading_means_two_columns_of_one_table() -> None:
    for table in TABLES:
        known: dict[str, str] = {}
        for column in table.columns:
            for name in {heading_key(one) for one in (column.name, column.zh, *column.also)}:
                assert known.setdefault(name, column.name) == column.name, (table.code, name)
