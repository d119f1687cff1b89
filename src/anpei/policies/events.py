"""What can happen to a contract, in both wordings. Persons are named by their row, never in the payload."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event


@event("policy.issued", audience=Audience.CUSTOMER)
class PolicyIssued:
    number: str
    product_version: str
    starts_on: date
    ends_on: date

    def customer(self) -> str:
        return _("Your policy %(number)s covers you from %(start)s to %(end)s") % self._facts()

    def staff(self) -> str:
        return _("Policy %(number)s entered: %(version)s, %(start)s to %(end)s") % self._facts()

    def _facts(self) -> dict[str, str]:
        return {
            "number": self.number,
            "version": self.product_version,
            "start": self.starts_on.isoformat(),
            "end": self.ends_on.isoformat(),
        }


@event("policy.lapsed", audience=Audience.CUSTOMER)
class PolicyLapsed:
    on: date

    def customer(self) -> str:
        return _("Your cover is suspended from %(day)s") % {"day": self.on.isoformat()}

    def staff(self) -> str:
        return _("Cover suspended from %(day)s, the premium is open") % {"day": self.on.isoformat()}


@event("policy.surrendered", audience=Audience.CUSTOMER)
class PolicySurrendered:
    on: date

    def customer(self) -> str:
        return _("Your contract has ended; it does not cover from %(day)s on") % {"day": self.on.isoformat()}

    def staff(self) -> str:
        return _("Contract ended by its holder, not covered from %(day)s") % {"day": self.on.isoformat()}


@event("policy.member_joined", audience=Audience.STAFF)
class MemberJoined:
    member: int
    joined_on: date
    left_on: date | None = None

    def customer(self) -> str:
        return _("A person is insured from %(day)s") % {"day": self.joined_on.isoformat()}

    def staff(self) -> str:
        facts = {"member": self.member, "start": self.joined_on.isoformat()}
        if self.left_on is None:
            return _("Insured person %(member)d from %(start)s") % facts
        return _("Insured person %(member)d from %(start)s, no longer from %(end)s") % {
            **facts,
            "end": self.left_on.isoformat(),
        }


@event("policy.member_left", audience=Audience.STAFF)
class MemberLeft:
    member: int
    left_on: date

    def customer(self) -> str:
        return _("A person is no longer insured from %(day)s") % {"day": self.left_on.isoformat()}

    def staff(self) -> str:
        return _("Insured person %(member)d no longer insured from %(day)s") % {
            "member": self.member,
            "day": self.left_on.isoformat(),
        }


@event("policy.endorsed", audience=Audience.CUSTOMER)
class PolicyEndorsed:
    number: str
    effective_on: date
    summary: str

    def customer(self) -> str:
        return _("Your policy was changed from %(day)s: %(summary)s") % {
            "day": self.effective_on.isoformat(),
            "summary": self.summary,
        }

    def staff(self) -> str:
        return _("Endorsement %(number)s from %(day)s: %(summary)s") % {
            "number": self.number,
            "day": self.effective_on.isoformat(),
            "summary": self.summary,
        }


@event("policy.vehicle_insured", audience=Audience.STAFF)
class VehicleInsured:
    member: int
    vehicle_class: str
    use: str

    def customer(self) -> str:
        return _("Your vehicle was entered")

    def staff(self) -> str:
        return _("Vehicle of insured person %(member)d entered: %(vehicle_class)s, %(use)s") % {
            "member": self.member,
            "vehicle_class": self.vehicle_class,
            "use": self.use,
        }


@event("policy.beneficiaries_named", audience=Audience.STAFF)
class BeneficiariesNamed:
    member: int
    count: int

    def customer(self) -> str:
        return _("The beneficiaries were named")

    def staff(self) -> str:
        return _("Beneficiaries of insured person %(member)d: %(count)d") % {
            "member": self.member,
            "count": self.count,
        }
