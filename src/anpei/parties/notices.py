"""How a person is reached, and what they are told about their own data."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils import translation

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.messages.actions import Recipient, send
from anpei.messages.models import Channel
from anpei.parties.models import Party


def recipient_of(person: Party, *, through: Party | None = None) -> Recipient:
    """A person by the way they prefer, or by the way of whoever reads for them; without an address only in the app."""
    reached = through or person
    channel, address = reached.way
    return Recipient(
        kind="party",
        id=str(person.pk),
        address=address,
        language=reached.language,
        channel=channel,
        fallback=reached.phone,
        night=reached.write_at_night,
        quiet=reached.quiet_hours,
    )


def way_changed(party: Party, *, by: Actor) -> None:
    """How we reach them was set by staff: always by text message, so that nobody turns letters aside unseen."""
    with translation.override(party.language):
        way = str(Channel(party.preferred_channel).label)
    send(
        template="party.way_changed",
        to=replace(recipient_of(party), channel=Channel.SMS, address=party.phone, fallback=""),
        subject="party",
        subject_id=party.pk,
        dedupe=f"party.way_changed:{party.pk}:{clock.now().isoformat()}",
        variables={"way": way, "name": by.name, "hotline": settings.INSURER_HOTLINE},
    )
