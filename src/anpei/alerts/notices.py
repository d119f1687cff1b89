"""What people are told: the alert once, and that it is over once. Nothing of their contract is in it."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from anpei.alerts import rules, wording
from anpei.alerts.models import Alert, Level, Reach
from anpei.messages.actions import Recipient, send
from anpei.parties.models import Party

SHORT = 90  # characters of what is coming that fit into a text message; the page has all of it


def alert_to(alert: Alert, party: Party) -> None:
    said = wording.shown(alert.words, party.language)
    with translation.override(party.language):
        level = str(Level(alert.level).label)
    coming = said["coming"].replace("\n", " ")
    _tell(
        alert,
        party,
        "alert.sent",
        level=level,
        coming=coming if len(coming) <= SHORT else coming[: SHORT - 1] + "…",
        first=said["before"][0],
        link=urljoin(settings.PUBLIC_URL, reverse("portal:alert", args=[alert.pk])),
    )


def over_to(reach: Reach) -> None:
    _tell(reach.alert, reach.addressee, "alert.over")


def _tell(alert: Alert, party: Party, template: str, **facts: str) -> None:
    """A family that shares a phone gets one message: the number is part of what must not be sent twice."""
    channel, address = party.way
    send(
        template=template,
        to=Recipient(
            kind="party",
            id=str(party.pk),
            address=address,
            language=party.language,
            channel=channel,
            fallback=party.phone,
            night=party.write_at_night or rules.at_any_hour(alert.level),
        ),
        subject="alert",
        subject_id=alert.pk,
        dedupe=f"{template}:{alert.pk}:{party.phone_hash or party.pk}",
        variables={
            "title": wording.shown(alert.words, party.language)["title"],
            "hotline": settings.INSURER_HOTLINE,
            **facts,
        },
    )
