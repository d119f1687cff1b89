"""Readings, comparisons and proposals as schemas."""

from __future__ import annotations

from anpei.api.schemas.readings import AskOut, CheckOut, FeedIn, FieldOut, NoticedOut, PartOut, ReadingOut
from anpei.documents import wording
from anpei.documents.actions import FedItem, FedReceipt
from anpei.documents.checks import Check
from anpei.documents.models import PartField, ReadState
from anpei.documents.supplement import Ask
from anpei.documents.understood import UnderstoodFile, UnderstoodPart


def file(one: UnderstoodFile) -> ReadingOut:
    return ReadingOut(
        paper=one.paper.pk,
        state=one.state,  # type: ignore[arg-type]
        why=wording.why_unread(one.reason) if one.state == ReadState.PARKED else "",
        engine=one.engine,
        parts=[part(found) for found in one.parts],
    )


def part(one: UnderstoodPart) -> PartOut:
    return PartOut(
        id=one.row.pk,
        kind=one.kind or None,
        side=one.row.side,  # type: ignore[arg-type]
        confidence_bp=one.row.kind_confidence_bp,
        pages=(one.row.first_page, one.row.last_page),
        confirmed_at=one.row.confirmed_at,
        fields=[field(found) for found in one.fields],
        noticed=[
            NoticedOut(code=found.code, level=found.level.value, text=wording.noticed(found))
            for found in one.findings
        ],
    )


def field(one: PartField) -> FieldOut:
    return FieldOut(
        id=one.pk,
        name=one.name,
        row=one.row,
        kind=one.kind,  # type: ignore[arg-type]
        read=one.read_text,
        value=one.value,
        confidence_bp=one.confidence_bp,
        state=one.state,  # type: ignore[arg-type]
        box=one.box,
    )


def check(one: Check) -> CheckOut:
    return CheckOut(
        code=one.code,
        outcome=one.outcome.value,
        text=one.label,
        note=one.note,
        parts=list(one.parts),
        fields=list(one.fields),
        cases=list(one.cases),
    )


def ask(one: Ask) -> AskOut:
    return AskOut(kind=one.item.kind, problem=one.problem, fix=one.fix)


def fed(data: FeedIn) -> FedReceipt:
    values = data.model_dump(exclude={"source", "items"})
    return FedReceipt(items=[FedItem(**one.model_dump()) for one in data.items], **values)
