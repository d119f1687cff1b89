"""How a customer is reached, agreements and ideas as answers."""

from __future__ import annotations

from anpei.advice import wording
from anpei.advice.models import Idea
from anpei.alerts import queries as alerts
from anpei.api.schemas.customers import ConsentOut, ReachOut, ShownIdeaOut
from anpei.parties.models import Consent, Party


def reach(party: Party) -> ReachOut:
    return ReachOut(
        channel=party.preferred_channel,
        email_known=bool(party.email),
        language=party.language,
        at_night=party.write_at_night,
        quiet_from=party.quiet_from,
        quiet_until=party.quiet_until,
        serious_alerts_only=alerts.serious_only(party),
    )


def consent(row: Consent) -> ConsentOut:
    names = ("id", "purpose", "basis", "text_version", "channel", "given_at", "withdrawn_at")
    return ConsentOut(**{name: getattr(row, name) for name in names})


def idea(row: Idea) -> ShownIdeaOut:
    """As the customer reads it; of a rule that is no longer in the set only the code is left."""
    words = wording.idea(row) or {"title": row.code, "why": "", "advice": "", "product": None}
    return ShownIdeaOut(
        id=row.pk,
        code=row.code,
        kind=row.kind,
        title=words["title"],
        why=words["why"],
        advice=words["advice"],
        product=words["product"].code if words["product"] else None,
        state=row.state,
    )
