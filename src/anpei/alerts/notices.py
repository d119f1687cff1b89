"""What people are told: the alert once, and that it is over once. Nothing of their contract is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from anpei.alerts import rules, wording
from anpei.alerts.models import Alert, Level
from anpei.messages.actions import Notice, Recipient, send_all
from anpei.parties.actions import LANGUAGES
from anpei.parties.models import Party
from anpei.parties.notices import recipient_of

SHORT = 90  # characters of what is coming that fit into a text message; the page has all of it


def alert_to(alert: Alert, people: Iterable[Party]) -> None:
    links = {"link": urljoin(settings.PUBLIC_URL, reverse("portal:alert", args=[alert.pk]))}
    facts = {language: _facts(alert, language) | links for language in LANGUAGES}
    _tell(alert, people, "alert.sent", lambda party: facts.get(party.language, facts["zh-hans"]))


def over_to(alert: Alert, people: Iterable[Party]) -> None:
    _tell(alert, people, "alert.over", lambda _party: {})


def _facts(alert: Alert, language: str) -> dict[str, str]:
    said = wording.shown(alert.words, language)
    coming = said["coming"].replace("\n", " ")
    with translation.override(language):
        return {
            "level": str(Level(alert.level).label),
            "coming": f"{coming if len(coming) <= SHORT else coming[: SHORT - 1] + '…'}{_source(alert)}",
            "first": said["before"][0],
        }


def _source(alert: Alert) -> str:
    """Whose word it is: what an insurer writes in the country's colours must not pass for an official warning."""
    if alert.issuer:
        return _(" (After the warning of %(issuer)s.)") % {"issuer": alert.issuer}
    return _(" (Our own notice, not an official warning.)")


def _tell(
    alert: Alert, people: Iterable[Party], template: str, facts: Callable[[Party], dict[str, str]]
) -> None:
    """A family that shares a phone gets one message: the number is part of what must not be sent twice."""
    send_all(
        template=template,
        notices=[
            Notice(
                to=_recipient(alert, party),
                dedupe=f"{template}:{alert.pk}:{party.phone_hash or party.pk}",
                variables={
                    "title": wording.shown(alert.words, party.language)["title"],
                    "hotline": settings.INSURER_HOTLINE,
                    **facts(party),
                },
            )
            for party in people
        ],
        subject="alert",
        subject_id=alert.pk,
    )


def _recipient(alert: Alert, party: Party) -> Recipient:
    to = recipient_of(party)
    return replace(to, night=to.night or rules.at_any_hour(alert.level))
