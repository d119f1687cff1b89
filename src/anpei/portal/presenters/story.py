"""What happened and what was said, for the customer's eyes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.audit import queries as audit
from anpei.audit.registry import Audience
from anpei.claims import notices
from anpei.claims import queries as claims
from anpei.claims.models import Claim
from anpei.enquiries.story import folded
from anpei.messages import queries as messages
from anpei.messages.models import Direction, Message
from anpei.portal.presenters import wording
from anpei.portal.presenters.journey import Journey

PAUSES = frozenset({"claim.supplement_notice", "payment.returned"})


@dataclass(frozen=True)
class Past:
    at: datetime
    text: str
    pause: bool


@dataclass(frozen=True)
class Coming:
    when: str
    text: str


@dataclass(frozen=True)
class Said:
    mine: bool
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class Delay:
    old_on: date
    new_on: date
    reason: str


def past(claim: Claim) -> tuple[list[Past], Delay | None]:
    """Customer events, newest first, and the last delay that was announced. One statement."""
    items = audit.timeline("claim", claim.pk, audience=Audience.CUSTOMER)
    rows = [Past(item.at, item.text, item.type in PAUSES) for item in reversed(folded(items))]
    delayed = next((item.data for item in reversed(items) if item.type == "claim.delayed"), None)
    delay = (
        Delay(date.fromisoformat(delayed["old"]), date.fromisoformat(delayed["new"]), delayed["reason"])
        if delayed
        else None
    )
    return rows, delay


def coming(journey: Journey) -> list[Coming]:
    """Nearest last, so that the line reads upwards into what comes. No money where none comes."""
    if journey.ended or all(stage.state == "done" for stage in journey.stages):
        return []
    rows = []
    if journey.money_may_come:
        rows.append(Coming(_("Within 10 days of the decision"), _("The money goes to the account on record")))
    if journey.next.on:
        rows.append(
            Coming(_("At the latest %(day)s") % {"day": wording.day_week(journey.next.on)}, journey.next.what)
        )
    elif journey.next.when_text:
        rows.append(Coming(journey.next.when_text, journey.next.what))
    return rows


def talk(claim: Claim, *, reporter: bool = False, templates: Sequence[str] | None = None) -> list[Said]:
    """The conversation, oldest first; for a reporter only what was said with them. One statement.

    ``templates``: of what the system worded only this, beside what people wrote to the insured's side and from there;
    None: everything. Whoever wrote on the customer's side in somebody's stead stands there by name.
    """
    own = "reporter" if reporter else notices.recipient(claim).kind
    rows = claims.talk_with_reporter(claim) if reporter else messages.conversation("claim", claim.pk)
    if templates is not None:
        rows = rows.filter(template__in=["", *templates], recipient_kind=own)
    own_names = {one.name for one in (claim.insured, claim.insured and claim.insured.guardian) if one}
    return [
        Said(
            mine=row.direction == Direction.IN and row.recipient_kind == own,
            who=_who(row, own, own_names if not reporter else set()),
            at=row.sent_at or row.created_at,
            text=row.body,
        )
        for row in rows
    ]


def _who(row: Message, own: str, own_names: set[str]) -> str:
    if row.direction != Direction.IN or row.recipient_kind != own:
        return row.sender_name or settings.INSURER_NAME
    in_their_stead = own_names and row.sender_name and row.sender_name not in own_names
    return row.sender_name if in_their_stead else pgettext("portal", "You")
