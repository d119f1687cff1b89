"""What of cases belongs into a customer's conversation: calls wanted, talks noted, words of whoever reported."""

from __future__ import annotations

from django.db.models import Q

from anpei.claims.models import CallRequest, Claim, Contact, Medium
from anpei.messages.conversation import Mark, Said, Whose, of_message, older, source
from anpei.messages.models import Message
from anpei.messages.queries import SAID_ONCE


@source("callback")
def calls_wanted(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    """Of their own cases, and asked for from a phone they proved."""
    own = Q(claim__insured__in=whose.parties)
    if whose.phone_hash:
        own |= Q(phone_hash=whose.phone_hash)
    rows = older(
        CallRequest.objects.filter(own).exclude(claim__in=whose.without_claims),
        "created_at",
        "callback",
        before,
    )
    return [
        Said(
            at=row.created_at,
            kind="callback",
            id=row.pk,
            mine=not row.wanted_by_us,
            channel="phone",
            text=row.about,
            who=row.name,
            state="done" if row.done_at else "waiting",
            claim_id=row.claim_id,
        )
        for row in rows[:most]
    ]


@source("contact")
def talks(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    """Calls, visits and counter talks somebody noted. Internal notes are no conversation."""
    rows = older(
        Contact.objects.filter(claim__insured__in=whose.parties)
        .exclude(medium=Medium.NOTE)
        .exclude(claim__in=whose.without_claims)
        .select_related("by"),
        "at",
        "contact",
        before,
    )
    return [
        Said(
            at=row.at,
            kind="contact",
            id=row.pk,
            mine=False,
            channel=row.medium,
            text=row.text,
            who=row.by.display_name,
            claim_id=row.claim_id,
        )
        for row in rows[:most]
    ]


@source("reporter")
def as_reporter(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    """Words exchanged as the reporter of somebody else's case; nothing the system words: that may name the policy."""
    reported = Claim.objects.filter(reporter__in=whose.parties).exclude(pk__in=whose.without_claims)
    ids = [str(pk) for pk in reported.values_list("pk", flat=True)]
    rows = Message.objects.filter(SAID_ONCE, recipient_kind="reporter", recipient_id__in=ids, template="")
    return [of_message(row, "reporter") for row in older(rows, "created_at", "reporter", before)[:most]]
