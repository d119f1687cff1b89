"""What people corrected, as evidence to teach a reader with: the place, what was read, what is right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F

from anpei.documents.models import FieldState, PaperPart, PartField


def corrections() -> Iterator[dict[str, Any]]:
    """One record for each corrected field and each paper whose kind a person changed, oldest first."""
    fields = PartField.objects.filter(state=FieldState.CORRECTED, part__paper__file__isnull=False)
    for one in fields.select_related("part__paper__file", "part__reading").order_by("pk").iterator(500):
        yield {
            "what": "field",
            **_place(one.part),
            "field": one.name,
            "row": one.row,
            "box": one.box,
            "read": one.read_text,
            "read_value": one.read_value,
            "value": one.value,
            "confidence_bp": one.confidence_bp,
        }
    parts = PaperPart.objects.filter(kind_said_by__isnull=False, paper__file__isnull=False)
    for part in parts.exclude(kind=F("read_kind")).select_related("paper__file", "reading").order_by("pk"):
        yield {
            "what": "kind",
            **_place(part),
            "read": part.read_kind,
            "value": part.kind,
            "confidence_bp": part.kind_confidence_bp,
        }


def _place(part: PaperPart) -> dict[str, Any]:
    file = part.paper.file
    return {
        "sha256": file.sha256 if file else "",
        "engine": part.reading.engine if part.reading else "",
        "kind": part.kind,
        "pages": [part.first_page, part.last_page],
        "region": part.region,
    }
