"""Reads of papers, through the case they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.claims import queries as claims
from anpei.claims.models import Claim, SupplementNotice
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import NotFound
from anpei.documents.models import (
    FileReading,
    Guide,
    Paper,
    PaperPart,
    PaperState,
    PartField,
    StoredFile,
    Upload,
)


def papers_of(claim: Claim) -> QuerySet[Paper]:
    """What counts now: not replaced, not taken back."""
    return claim.papers.filter(state=PaperState.RECEIVED).select_related("file", "item", "received_by")


def get_paper(claim: Claim, paper_id: int) -> Paper:
    """A paper of this case; the caller already had to be allowed to see the case."""
    paper = claim.papers.select_related("file", "item").filter(pk=paper_id).first()
    if paper is None:
        raise NotFound(code="paper.unknown", message=_("There is no such paper on this case."))
    return paper


def turned(paper: Paper, page: int) -> int:
    """How many degrees clockwise a page has to be turned to stand upright, as far as it was read; else 0."""
    reading = FileReading.objects.filter(file=paper.file_id).order_by("-id").defer("result").first()
    pages = reading.pages if reading else []
    return int(pages[page]["turned"]) if 0 <= page < len(pages) else 0


def stored(sha256: str) -> StoredFile | None:
    """A file of the vault by its hash, for what keeps no more than that of it."""
    return StoredFile.objects.filter(sha256=sha256).first() if sha256 else None


def get_upload(claim: Claim, token: str, *, by: Actor) -> Upload:
    """An upload of this sender that can go on, or that is done."""
    found = (
        claim.uploads.select_related("claim", "item", "replaces")
        .filter(token=token, sender=f"{by.kind}:{by.id}", expires_at__gt=clock.now())
        .first()
    )
    if found is None:
        raise NotFound(
            code="upload.unknown", message=_("There is no such upload. Please send the file again.")
        )
    return found


def parts_of(claim: Claim) -> QuerySet[PaperPart]:
    """The papers found in the files of a case that count now, in the order they came."""
    return (
        PaperPart.objects.filter(paper__claim=claim, paper__state=PaperState.RECEIVED)
        .select_related("paper__file", "item", "reading")
        .order_by("paper_id", "position")
    )


def get_part(claim: Claim, part_id: int) -> PaperPart:
    part = parts_of(claim).filter(pk=part_id).first()
    if part is None:
        raise NotFound(code="part.unknown", message=_("There is no such paper on this case."))
    return part


def get_field(claim: Claim, field_id: int) -> PartField:
    field = (
        PartField.objects.filter(part__in=parts_of(claim), pk=field_id).select_related("part__paper").first()
    )
    if field is None:
        raise NotFound(code="field.unknown", message=_("There is no such field on this case."))
    return field


def guide_of(claim: Claim) -> Guide | None:
    """Only a complex case has one; the others cost no statement."""
    return Guide.objects.filter(claim=claim).select_related("staff").first() if claim.complex_at else None


def guided_by(staff: Staff, number: str) -> Claim | None:
    """The case with this number, if this person is its guide; with what a customer's page needs."""
    return (
        Claim.objects.filter(number=number, guide__staff=staff)
        .select_related("insured", "insured__guardian", "reporter")
        .first()
    )


@dataclass(frozen=True)
class FirstTime:
    """Of the cases accepted since a moment, how many were never asked for anything a second time."""

    accepted: int
    complete: int

    @property
    def percent(self) -> int:
        return self.complete * 100 // self.accepted if self.accepted else 0


def complete_at_first(staff: Staff, since: datetime) -> FirstTime:
    """Papers complete at first submission: accepted without a supplement notice, in the units this person sees."""
    asked = SupplementNotice.objects.filter(claim=OuterRef("pk"))
    found = (
        claims.for_staff(staff)
        .filter(accepted_at__gte=since)
        .order_by()
        .aggregate(accepted=Count("pk"), complete=Count("pk", filter=~Exists(asked)))
    )
    return FirstTime(**found)
