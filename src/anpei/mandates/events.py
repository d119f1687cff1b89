"""What happens to a mandate, in both wordings. They stand in the record of the person represented."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event, personal
from anpei.mandates.models import EndReason, Power


def _powers(codes: list[str]) -> str:
    return _(", ").join(str(one.label) for one in Power if one in codes)


@event("mandate.asked", audience=Audience.STAFF)
class MandateAsked:
    mandate: int
    ref: str
    how: str
    powers: list[str]
    until_on: str
    agent: str = personal()

    def staff(self) -> str:
        return _("Mandate %(ref)s for %(agent)s asked for: %(powers)s, until %(until)s") % {
            "ref": self.ref, "agent": self.agent, "powers": _powers(self.powers), "until": self.until_on
        }  # fmt: skip


@event("mandate.given", audience=Audience.CUSTOMER)
class MandateGiven:
    mandate: int
    ref: str
    powers: list[str]
    until_on: str
    agent: str = personal()

    def customer(self) -> str:
        return _("%(agent)s may act for you until %(until)s: %(powers)s") % {
            "agent": self.agent, "until": self.until_on, "powers": _powers(self.powers)
        }  # fmt: skip

    def staff(self) -> str:
        return _("Mandate %(ref)s in force: %(agent)s, %(powers)s, until %(until)s") % {
            "ref": self.ref, "agent": self.agent, "powers": _powers(self.powers), "until": self.until_on
        }  # fmt: skip


@event("mandate.refused", audience=Audience.CUSTOMER)
class MandateRefused:
    mandate: int
    ref: str
    reason: str

    def customer(self) -> str:
        return _("We could not accept the power of attorney: %(reason)s") % {"reason": self.reason}

    def staff(self) -> str:
        return _("Mandate %(ref)s not accepted: %(reason)s") % {"ref": self.ref, "reason": self.reason}


@event("mandate.ended", audience=Audience.CUSTOMER)
class MandateEnded:
    mandate: int
    ref: str
    reason: str
    agent: str = personal()

    def customer(self) -> str:
        return _("%(agent)s does not act for you any more: %(reason)s") % {
            "agent": self.agent, "reason": EndReason(self.reason).label
        }  # fmt: skip

    def staff(self) -> str:
        return _("Mandate %(ref)s ended: %(reason)s") % {
            "ref": self.ref, "reason": EndReason(self.reason).label
        }  # fmt: skip


@event("mandate.looked", audience=Audience.CUSTOMER)
class MandateLooked:
    """Somebody read for the person; once a day for each thing."""

    mandate: int
    what: str

    def customer(self) -> str:
        return _("Looked at: %(what)s") % {"what": Power(self.what).label}

    def staff(self) -> str:
        return self.customer()
