"""行政区划: codes of GB/T 2260 with the names people know."""

from __future__ import annotations

from collections.abc import Sequence

from anpei.importing import cells
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import Book, Table, apply, in_order
from anpei.organisation import actions
from anpei.organisation.models import Division

PLAIN = ("name", "name_en", "valid_from", "valid_until")


class Divisions(Table):
    code, zh, also = "divisions", "行政区划", ("行政区划代码表", "administrative divisions")
    about = (
        "Names of administrative divisions; the code alone says the level and what lies above (330106 in 330100 in 330000). "
        "The Ministry of Civil Affairs publishes the official table; none is shipped. A code without a row here is shown "
        "as it is. Only head office imports them."
    )
    columns = (
        Column(
            "code", "行政区划代码", cells.region, "6 digits", "GB/T 2260 code.", True, ("区划代码", "代码")
        ),
        Column(
            "name",
            "行政区划名称",
            cells.text(60),
            "text",
            "Name of this level alone.",
            True,
            ("单位名称", "区划名称", "名称"),
        ),
        Column("name_en", "英文名称", cells.text(120), "text", "English name."),
        Column("valid_from", "启用日期", cells.day, "date", "First day of the code."),
        Column("valid_until", "停用日期", cells.day, "date", "Last day of the code; empty: in use."),
    )

    def key(self, row: Row) -> str:
        return str(row.values["code"])

    def load(self, rows: Sequence[Row], book: Book) -> None:
        if book.units is not None:
            for row in rows:
                row.reject("code", "house_only")
            return
        known = {one.code: one for one in Division.objects.filter(code__in=[self.key(row) for row in rows])}
        kept = [one for row in rows if (one := _read(row, known)) is not None]
        actions.keep_divisions(kept, by=book.by)


def _read(row: Row, known: dict[str, Division]) -> Division | None:
    """The division as this row says it, where that is new; None where there is nothing to write."""
    division = known.get(row.values["code"])
    values = {name: row.values[name] for name in PLAIN if name in row.values}
    begins = values.get("valid_from", division.valid_from if division else None)
    ends = values.get("valid_until", division.valid_until if division else None)
    if not in_order(row, ("valid_from", begins), ("valid_until", ends)):
        return None
    if division is None:
        row.outcome = "created"
        return Division(code=row.values["code"], **values)
    return division if apply(row, division, values) else None


DIVISIONS = Divisions()
