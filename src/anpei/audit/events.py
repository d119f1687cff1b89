"""What happens to the record itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.audit.registry import Audience, event

PERSONAL_ERASED = "audit.personal_erased"


@event(PERSONAL_ERASED, audience=Audience.STAFF)
class PersonalErased:
    """Personal payloads were erased lawfully; ``seqs`` are the places of their events in this chain."""

    seqs: list[int]
    reason: str

    def customer(self) -> str:
        return _("Personal details were erased as asked")

    def staff(self) -> str:
        count = len(self.seqs)
        return ngettext(
            "Personal details of %(count)d entry erased: %(reason)s",
            "Personal details of %(count)d entries erased: %(reason)s",
            count,
        ) % {"count": count, "reason": self.reason}
