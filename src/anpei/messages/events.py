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


@event("wording.written", audience=Audience.STAFF)
class WordingWritten:
    template: str
    version: int
    reason: str

    def customer(self) -> str:
        return _("The words of a message are being changed")

    def staff(self) -> str:
        return _("New words for %(template)s, version %(version)d: %(reason)s") % {
            "template": self.template,
            "version": self.version,
            "reason": self.reason,
        }


@event("wording.published", audience=Audience.STAFF)
class WordingPublished:
    template: str
    version: int

    def customer(self) -> str:
        return _("The words of a message were changed")

    def staff(self) -> str:
        return _("Words of %(template)s, version %(version)d, are in use") % {
            "template": self.template,
            "version": self.version,
        }


@event("wording.discarded", audience=Audience.STAFF)
class WordingDiscarded:
    template: str
    version: int

    def customer(self) -> str:
        return _("The words of a message stay as they are")

    def staff(self) -> str:
        return _("Draft of %(template)s, version %(version)d, taken back") % {
            "template": self.template,
            "version": self.version,
        }
