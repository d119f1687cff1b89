"""What of calls belongs into a customer's conversation: those a person put there."""

from __future__ import annotations

from anpei.hotline.models import Call, CallDirection
from anpei.messages.conversation import Mark, Said, Whose, older, source


@source("call")
def calls(whose: Whose, before: Mark | None, most: int) -> list[Said]:
    rows = Call.objects.filter(party__in=whose.parties).exclude(claim__in=whose.without_claims)
    rows = older(rows.select_related("answered_by"), "began_at", "call", before)
    return [
        Said(
            at=row.began_at,
            kind="call",
            id=row.pk,
            mine=row.direction == CallDirection.IN,
            channel="phone",
            who=row.answered_by.display_name if row.answered_by else "",
            state=row.state,
            claim_id=row.claim_id,
        )
        for row in rows[:most]
    ]
