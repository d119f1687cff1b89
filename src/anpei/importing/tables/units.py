"""机构: the house itself, top first whatever the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anpei.core.errors import Invalid, Refused
from anpei.importing import cells
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import Book, Table, apply
from anpei.organisation import actions, queries
from anpei.organisation.models import Unit

KINDS = {
    "head_office": ("总公司", "head office"),
    "branch": ("分公司", "branch office"),
    "sub_branch": ("支公司", "中心支公司", "sub-branch"),
    "team": ("营业部", "团队"),
}
PLAIN = ("name", "name_en", "region_code", "phone", "address")


class Units(Table):
    code, zh, also = "units", "机构", ("组织机构", "organisation")
    about = "Head office, branches and teams. Only head office imports them."
    whole_sheet = True
    columns = (
        Column(
            "code",
            "机构代码",
            cells.code(20),
            "text",
            "The unit's own code.",
            True,
            ("unit_code", "机构编码"),
        ),
        Column(
            "name", "机构名称", cells.text(80), "text", "Name as printed in letters.", True, ("unit_name",)
        ),
        Column("name_en", "英文名称", cells.text(120), "text", "English name."),
        Column(
            "unit_kind",
            "机构类型",
            cells.choice(KINDS),
            "one of",
            "What kind of unit it is.",
            True,
            ("机构级别",),
        ),
        Column(
            "parent",
            "上级机构",
            cells.code(20),
            "unit code",
            "The unit above; empty for head office.",
            also=("上级机构代码",),
        ),
        Column(
            "region_code", "行政区划代码", cells.region, "6 digits", "GB/T 2260 code.", True, ("地区代码",)
        ),
        Column("phone", "电话", cells.text(30), "text", "Telephone of the unit."),
        Column("address", "地址", cells.text(200), "text", "Address of the unit."),
    )

    def key(self, row: Row) -> str:
        return str(row.values["code"])

    def load(self, rows: Sequence[Row], book: Book) -> None:
        if book.units is not None:
            for row in rows:
                row.reject("code", "head_office_only")
            return
        waiting = list(rows)
        while waiting:
            ready = [row for row in waiting if "parent" not in row.values or book.unit(row.values["parent"])]
            if not ready:
                break
            for row in ready:
                _load_one(row, book)
            waiting = [row for row in waiting if row not in ready]
        for row in waiting:
            row.reject("parent", "unknown_unit", name=row.values["parent"])


def _load_one(row: Row, book: Book) -> None:
    parent = book.unit(row.values["parent"]) if "parent" in row.values else None
    if not _may_stand_there(row, parent):
        return
    known = Unit.objects.filter(code=row.values["code"]).first()
    try:
        if known is None:
            _open(row, parent, book)
        else:
            _change(row, known, parent, book)
    except Invalid as refused:
        row.reject("parent" if "parent" in refused.fields else "code", "rank")
    except Refused:
        row.reject("parent", "conflict")
    book.forget_units()


def _may_stand_there(row: Row, parent: Unit | None) -> bool:
    head = row.values["unit_kind"] == "head_office"
    if head and parent is not None:
        row.reject("parent", "parent_unwanted")
    elif not head and parent is None:
        row.reject("parent", "parent_missing")
    elif head and (other := queries.head_office()) and other.code != row.values["code"]:
        row.reject("unit_kind", "one_head_office", name=other.code)
    return not row.rejected


def _open(row: Row, parent: Unit | None, book: Book) -> None:
    values: dict[str, Any] = {name: row.values[name] for name in PLAIN if name in row.values}
    actions.create(code=row.values["code"], kind=row.values["unit_kind"], parent=parent, by=book.by, **values)
    row.outcome = "created"


def _change(row: Row, unit: Unit, parent: Unit | None, book: Book) -> None:
    if unit.kind != row.values["unit_kind"]:
        row.reject("unit_kind", "kind_fixed", current=unit.kind)
        return
    if parent is not None and unit.parent_id != parent.pk:
        before = unit.parent.code if unit.parent else ""
        unit = actions.move(unit=unit, parent=parent, by=book.by)
        row.changed("parent", old=before, new=parent.code)
    fields = apply(row, unit, {name: row.values[name] for name in PLAIN if name in row.values})
    if fields:
        unit.save(update_fields=fields)


UNITS = Units()
