"""What happens to calls and to what came in. Numbers and words stay in the rows, never in the timeline."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.claims.models import Channel as ReportedBy
from anpei.claims.wording import day_and_time


@event("call.missed", audience=Audience.STAFF)
class CallMissed:
    call: int

    def staff(self) -> str:
        return _("Missed call; somebody calls back")


@event("call.linked", audience=Audience.STAFF)
class CallLinked:
    call: int
    known_by: str

    def staff(self) -> str:
        return _("A call was put into the conversation of this customer")


@event("call.unlinked", audience=Audience.STAFF)
class CallUnlinked:
    call: int
    reason: str

    def staff(self) -> str:
        return _("A call was taken out of this conversation: %(reason)s") % {"reason": self.reason}


@event("call.listened", audience=Audience.STAFF)
class CallListened:
    call: int
    reason: str

    def staff(self) -> str:
        return _("Recording opened: %(reason)s") % {"reason": self.reason}


@event("call.attempted", audience=Audience.STAFF)
class CallAttempted:
    request: int
    reached: bool

    def staff(self) -> str:
        return _("Called back and reached") if self.reached else _("Called back, nobody answered")


@event("claim.first_contact", audience=Audience.STAFF)
class FirstContactKept:
    way: str
    at: datetime

    def staff(self) -> str:
        way = ReportedBy(self.way).label
        return _("Reported by: %(way)s; it reached us on %(at)s") % {"way": way, "at": day_and_time(self.at)}


@event("inbound.assigned", audience=Audience.STAFF)
class InboundAssigned:
    inbound: int
    channel: str

    def staff(self) -> str:
        return _("A message from an unknown sender was put into this conversation")


@event("inbound.set_aside", audience=Audience.STAFF)
class InboundSetAside:
    inbound: int
    reason: str

    def staff(self) -> str:
        return _("A message from an unknown sender was set aside: %(reason)s") % {"reason": self.reason}
