"""What happens around a gathering: on its own chain. Whom it concerns is named by number only."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.care.models import GuestState


@event("care.gathering_prepared", audience=Audience.STAFF)
class GatheringPrepared:
    title: str

    def staff(self) -> str:
        return _("Gathering prepared: %(title)s") % {"title": self.title}


@event("care.gathering_opened", audience=Audience.STAFF)
class GatheringOpened:
    planned_fen: int

    def staff(self) -> str:
        return _("Open for sign-up")


@event("care.gathering_invited", audience=Audience.STAFF)
class GatheringInvited:
    invited: int
    protected: int

    def staff(self) -> str:
        return _("%(invited)d people invited, %(protected)d left in peace") % {
            "invited": self.invited, "protected": self.protected
        }  # fmt: skip


@event("care.guest_moved", audience=Audience.STAFF)
class GuestMoved:
    """Somebody signed up, was put on the waiting list, moved up, or will not come."""

    party: int
    state: str

    def staff(self) -> str:
        return _("Guest %(number)d: %(state)s") % {
            "number": self.party, "state": GuestState(self.state).label
        }  # fmt: skip


@event("care.gathering_capacity", audience=Audience.STAFF)
class CapacityChanged:
    before: int
    after: int

    def staff(self) -> str:
        return _("Places changed from %(before)d to %(after)d") % {
            "before": self.before, "after": self.after
        }  # fmt: skip


@event("care.gathering_held", audience=Audience.STAFF)
class GatheringHeld:
    attended: int
    cost_fen: int

    def staff(self) -> str:
        return _("Held, %(count)d people were there") % {"count": self.attended}


@event("care.gathering_cancelled", audience=Audience.STAFF)
class GatheringCancelled:
    reason: str

    def staff(self) -> str:
        return _("Cancelled: %(reason)s") % {"reason": self.reason}


@event("care.guest_answered", audience=Audience.STAFF)
class GuestAnswered:
    party: int

    def staff(self) -> str:
        return _("Guest %(number)d said how it was") % {"number": self.party}
