"""What of questions belongs into a customer's conversation: what was asked, and what a person answered."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from anpei.enquiries.answering import Answer
from anpei.enquiries.models import Enquiry
from anpei.messages.conversation import Mark, Said, Whose, older, source


@source("enquiry")
def asked(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    rows = older(_of(whose), "created_at", "enquiry", before)
    return [
        Said(
            at=row.created_at,
            kind="enquiry",
            id=row.pk,
            mine=True,
            channel=row.channel,
            text=row.question,
            state=row.state,
            answer=Answer.from_json(row.answer).lead,
            claim_id=row.claim_id,
        )
        for row in rows[:most]
    ]


@source("reply", instead_of="enquiry")
def replied(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    rows = _of(whose).filter(replied_at__isnull=False).select_related("replied_by")
    return [
        Said(
            at=row.replied_at,
            kind="reply",
            id=row.pk,
            mine=False,
            channel=row.channel,
            text=row.reply,
            who=row.replied_by.display_name if row.replied_by else "",
            claim_id=row.claim_id,
        )
        for row in older(rows, "replied_at", "reply", before)[:most]
        if row.replied_at is not None
    ]


def _of(whose: Whose) -> QuerySet[Enquiry]:
    own = Q(party__in=whose.parties)
    if whose.phone_hash:
        own |= Q(phone_hash=whose.phone_hash)
    return Enquiry.objects.filter(own).exclude(claim__in=whose.without_claims)
