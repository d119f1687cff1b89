"""Reads of papers, through the case they belong to."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.claims.models import Claim
from anpei.core.errors import NotFound
from anpei.documents.models import Paper, PaperState


def papers_of(claim: Claim) -> QuerySet[Paper]:
    """What counts now: not replaced, not taken back."""
    return claim.papers.filter(state=PaperState.RECEIVED).select_related("file", "item", "received_by")


def get_paper(claim: Claim, paper_id: int) -> Paper:
    """A paper of this case; the caller already had to be allowed to see the case."""
    paper = claim.papers.select_related("file", "item").filter(pk=paper_id).first()
    if paper is None:
        raise NotFound(code="paper.unknown", message=_("There is no such paper on this case."))
    return paper
