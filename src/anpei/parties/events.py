"""What can happen to a person's data, in both wordings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.parties.models import DataRequestKind


@event("party.registered", audience=Audience.STAFF)
class PartyRegistered:
    source: str

    def customer(self) -> str:
        return _("We noted who you are.")

    def staff(self) -> str:
        return _("Person registered (%(source)s)") % {"source": self.source}


@event("party.corrected", audience=Audience.CUSTOMER)
class PartyCorrected:
    fields: list[str]

    def customer(self) -> str:
        return _("We corrected your details.")

    def staff(self) -> str:
        return _("Details corrected: %(fields)s") % {"fields": ", ".join(self.fields)}


@event("consent.given", audience=Audience.CUSTOMER)
class ConsentGiven:
    purpose: str
    basis: str
    text_version: str

    def customer(self) -> str:
        return _("You agreed to how we use your data.")

    def staff(self) -> str:
        return _("Consent recorded: %(purpose)s, basis %(basis)s") % {
            "purpose": self.purpose,
            "basis": self.basis,
        }


@event("consent.withdrawn", audience=Audience.CUSTOMER)
class ConsentWithdrawn:
    purpose: str

    def customer(self) -> str:
        return _("You took back your agreement.")

    def staff(self) -> str:
        return _("Consent withdrawn: %(purpose)s") % {"purpose": self.purpose}


@event("data_request.made", audience=Audience.CUSTOMER)
class DataRequestMade:
    kind: str
    ref: str
    due_on: str

    def customer(self) -> str:
        return _("We received your request about your data. You hear from us by %(due)s.") % {
            "due": self.due_on
        }

    def staff(self) -> str:
        return _("Data request %(ref)s (%(kind)s), due %(due)s") % {
            "ref": self.ref,
            "kind": DataRequestKind(self.kind).label,
            "due": self.due_on,
        }


@event("data_request.answered", audience=Audience.CUSTOMER)
class DataRequestAnswered:
    ref: str

    def customer(self) -> str:
        return _("We answered your request about your data.")

    def staff(self) -> str:
        return _("Data request %(ref)s answered") % {"ref": self.ref}


@event("party.erased", audience=Audience.STAFF)
class PartyErased:
    reason: str

    def customer(self) -> str:
        return _("We erased your details.")

    def staff(self) -> str:
        return _("Details erased: %(reason)s") % {"reason": self.reason}
