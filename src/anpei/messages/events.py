"""What the outbox itself has to say about a subject."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.messages.models import Channel


@event("message.undeliverable", audience=Audience.STAFF)
class NoticeUndeliverable:
    message: int
    template: str
    channel: str
    problem: str

    def customer(self) -> str:
        return _("A message could not be delivered")

    def staff(self) -> str:
        return _("Legal notice could not be delivered by %(channel)s: %(problem)s") % {
            "channel": Channel(self.channel).label,
            "problem": self.problem,
        }
