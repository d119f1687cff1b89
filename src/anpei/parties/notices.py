"""What people are told about their own data."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.messages.actions import Recipient, send
from anpei.messages.models import Channel
from anpei.parties.models import Party


def way_changed(party: Party, *, by: Actor) -> None:
    """How we reach them was set by staff: always by text message, so that nobody turns letters aside unseen."""
    with translation.override(party.language):
        way = str(Channel(party.preferred_channel).label)
    send(
        template="party.way_changed",
        to=Recipient(
            kind="party",
            id=str(party.pk),
            address=party.phone,
            language=party.language,
            night=party.write_at_night,
            quiet=party.quiet_hours,
        ),
        subject="party",
        subject_id=party.pk,
        dedupe=f"party.way_changed:{party.pk}:{clock.now().isoformat()}",
        variables={"way": way, "name": by.name, "hotline": settings.INSURER_HOTLINE},
    )
