"""Calls out of a file a telephone exchange writes: CSV, one call a line. A wrong line is a finding; the others are taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.errors import Refused
from anpei.hotline import actions
from anpei.hotline.actions.calls import MAIN
from anpei.hotline.models import Call, CallDirection, CallEventKind
from anpei.organisation.models import Unit
from anpei.values.identifiers import mask_phone

LARGEST = 64 * 1024 * 1024
# Column by its heading in English and in Chinese; moments are local and read like 2026-11-16 09:00:12.
COLUMNS = {
    "call_id": "通话编号",  # Chinese is meant: a heading of the file
    "direction": "方向",  # Chinese is meant: a heading of the file
    "number": "号码",  # Chinese is meant: a heading of the file
    "began": "开始时间",  # Chinese is meant: a heading of the file
    "queued": "转人工时间",  # Chinese is meant: a heading of the file
    "answered": "接通时间",  # Chinese is meant: a heading of the file
    "abandoned": "放弃时间",  # Chinese is meant: a heading of the file
    "ended": "结束时间",  # Chinese is meant: a heading of the file
    "answered_by": "工号",  # Chinese is meant: a heading of the file
    "recording": "录音",  # Chinese is meant: a heading of the file
}
NEEDED = ("call_id", "number", "began", "ended")
DIRECTIONS = {
    "": CallDirection.IN,
    "in": CallDirection.IN,
    "out": CallDirection.OUT,
    "呼入": CallDirection.IN,  # Chinese is meant: a value of the file
    "呼出": CallDirection.OUT,  # Chinese is meant: a value of the file
}
MOMENTS = {
    "began": CallEventKind.RINGING,
    "queued": CallEventKind.QUEUED,
    "answered": CallEventKind.ANSWERED,
    "abandoned": CallEventKind.ABANDONED,
    "ended": CallEventKind.HUNG_UP,
}


@dataclass(frozen=True)
class Finding:
    """What is wrong with a line; ``row`` counts the heading as 1, ``value`` is as written, a number masked."""

    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = _("row %(row)d, %(column)s “%(value)s”") % {
            "row": self.row, "column": self.column or "–", "value": self.value
        }  # fmt: skip
        return f"{place}: {self.reason}"


@dataclass
class Taken:
    """What became of a file."""

    new: int = 0
    known: int = 0
    findings: tuple[Finding, ...] = ()


Line = dict[str, str]


def take(path: Path, *, unit: Unit, by: Actor, exchange: str = MAIN) -> Taken:
    """Every call of the file, each line in a transaction of its own; the same file again changes nothing."""
    taken = Taken()
    findings: list[Finding] = []
    lines = list(_lines(path, findings))
    asks_in_menu = bool(lines) and "queued" in lines[0][1]
    for row, line in lines:
        before = Call.objects.filter(exchange=exchange, exchange_id=line.get("call_id", "")).exists()
        found = _take_line(row, line, unit=unit, by=by, exchange=exchange, menu=asks_in_menu)
        if found:
            findings += found
        elif before:
            taken.known += 1
        else:
            taken.new += 1
    taken.findings = tuple(findings)
    return taken


def _take_line(row: int, line: Line, *, unit: Unit, by: Actor, exchange: str, menu: bool) -> list[Finding]:
    def wrong(column: str, reason: object) -> Finding:
        value = line.get(column, "")
        return Finding(row, column, mask_phone(value) if column == "number" else value[:60], str(reason))

    missing = [column for column in ("call_id", "began") if not line.get(column)]
    if missing:
        return [wrong(column, _("This cell is empty. Please fill it in.")) for column in missing]
    if len(line["call_id"]) > 64:
        return [wrong("call_id", _("Longer than %(most)s characters.") % {"most": 64})]
    direction = DIRECTIONS.get(line.get("direction", "").lower())
    if direction is None:
        return [wrong("direction", _("Please write in or out."))]
    moments: dict[str, datetime] = {}
    for column in MOMENTS:
        if text := line.get(column, ""):
            try:
                moments[column] = _moment(text)
            except ValueError:
                return [wrong(column, _("This is no moment such as 2026-11-16 09:00:12."))]
    if "answered" not in moments and line.get("answered_by"):
        return [wrong("answered", _("Somebody answered, but when? Please give the moment."))]
    said = {"call_id": line["call_id"], "unit": unit, "by": by, "exchange": exchange, "direction": direction,
            "number": line.get("number", "")}  # fmt: skip
    told = ""
    try:
        with transaction.atomic():
            for column, at in moments.items():
                told = column
                extra = {"answered_by": line.get("answered_by", "")} if column == "answered" else {}
                extra |= {"menu": menu} if column == "began" else {}  # type: ignore[dict-item]
                actions.tell(kind=MOMENTS[column], at=at, **said, **extra)  # type: ignore[arg-type]
            if line.get("recording"):
                told = "recording"
                at = max(moments.values())
                actions.tell(kind=CallEventKind.RECORDED, at=at, recording=line["recording"], **said)  # type: ignore[arg-type]
    except Refused as refused:
        fields = refused.fields or {told: refused.message}
        return [wrong(told if name == "at" else name, reason) for name, reason in fields.items()]
    return []


def _lines(path: Path, findings: list[Finding]) -> Iterator[tuple[int, Line]]:
    if path.stat().st_size > LARGEST:
        findings.append(
            Finding(
                0,
                "",
                path.name,
                _("This file is larger than %(most)s MB. Please split it.") % {"most": LARGEST >> 20},
            )
        )
        return
    text = _decoded(path.read_bytes())
    if text is None:
        reason = _("The text is neither UTF-8 nor GB18030. Save it as CSV (UTF-8) and send it again.")
        findings.append(Finding(0, "", path.name, reason))
        return
    table = csv.reader(io.StringIO(text, newline=""))
    english = {zh: en for en, zh in COLUMNS.items()} | {en: en for en in COLUMNS}
    heading = [english.get(cell.strip().lower(), "") for cell in next(table, [])]
    lacking = [column for column in NEEDED if column not in heading]
    if lacking:
        reason = _("These columns are missing: %(missing)s.") % {
            "missing": ", ".join(f"{one} ({COLUMNS[one]})" for one in lacking)
        }
        findings.append(Finding(1, "", path.name, reason))
        return
    try:
        for row, cells in enumerate(table, start=2):
            if any(cell.strip() for cell in cells):
                yield row, {name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name}
    except csv.Error as broken:
        reason = _(
            "The table breaks off here: %(what)s. What follows was not read; please look for a quotation mark too many."
        )
        findings.append(Finding(table.line_num, "", path.name, reason % {"what": broken}))


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _moment(text: str) -> datetime:
    """A local moment; one with its own offset keeps it."""
    moment = datetime.fromisoformat(text.replace("/", "-"))
    return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
