"""What happens to papers, beside the arrival itself (``claim.material``)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event


@event("paper.taken_back", audience=Audience.CUSTOMER)
class PaperTakenBack:
    paper: int

    def customer(self) -> str:
        return _("You took a paper back")

    def staff(self) -> str:
        return _("Paper %(paper)d taken back by the customer") % {"paper": self.paper}


@event("paper.viewed", audience=Audience.STAFF)
class PaperViewed:
    paper: int

    def customer(self) -> str:
        return _("We looked at a paper")

    def staff(self) -> str:
        return _("Paper %(paper)d opened") % {"paper": self.paper}
