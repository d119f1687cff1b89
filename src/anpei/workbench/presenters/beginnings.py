"""What a report begins with, as whoever takes it reads it, and what of it stands in the form already."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anpei.accounts.masking import Purpose, view
from anpei.accounts.models import Staff
from anpei.claims.models import Care, Casualty, Nature
from anpei.hotline.beginnings import Beginning, Kind
from anpei.messages.models import Channel

NOTHING_KNOWN = {"nature": Nature.UNKNOWN, "care": Care.UNKNOWN, "casualty": Casualty.UNKNOWN}


def typed(begun: Beginning | None, staff: Staff) -> dict[str, str]:
    """The form as it opens. What the reader may not see in clear stays empty: it is filled in when the report is taken."""
    if begun is None:
        return dict(NOTHING_KNOWN)
    seen = view(staff, Purpose.CONTACT)
    name = begun.party.name if begun.party else ""
    return {
        **NOTHING_KNOWN,
        "story": begun.words,
        "reporter_name": name if name == seen.name(name) else "",
        "reporter_phone": begun.phone if begun.phone == seen.phone(begun.phone) else "",
    }


def beginning(begun: Beginning, staff: Staff) -> dict[str, Any]:
    seen = view(staff, Purpose.CONTACT)
    written = begun.kind != Kind.CALL
    channel = begun.source.channel if written else ""  # type: ignore[union-attr]  # a call has none
    return {
        "key": f"{begun.kind}-{begun.source.pk}",
        "kind": begun.kind,
        "id": begun.source.pk,
        "at": begun.at,
        "written": written,
        "way": Channel(channel).label if written else _("Call"),
        "sender": begun.sender
        if channel == Channel.EMAIL
        else ""
        if channel == Channel.WECHAT
        else seen.phone(begun.sender),
        "who": seen.name(begun.party.name) if begun.party else "",
        "party": begun.party,
        "talking": begun.kind == Kind.CALL and begun.source.ended_at is None,  # type: ignore[union-attr]
    }
