"""What can happen around a disclosure and a new contract."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.values.money import format_yuan


@event("disclosure.shown", audience=Audience.CUSTOMER)
class DisclosureShown:
    reading: int
    sha256: str
    version: str

    def customer(self) -> str:
        return _("You were shown what %(version)s covers and what not") % {"version": self.version}

    def staff(self) -> str:
        return _("Disclosure of %(version)s shown, text %(hash)s") % {
            "version": self.version,
            "hash": self.sha256[:12],
        }


@event("disclosure.acknowledged", audience=Audience.CUSTOMER)
class DisclosureAcknowledged:
    reading: int
    sha256: str
    seconds: dict[str, int]

    def customer(self) -> str:
        return _("You confirmed that you read it and understood what is not covered")

    def staff(self) -> str:
        if not self.seconds.get("not_covered"):
            return _(
                "Disclosure acknowledged, asked once more as what is not covered was not in view; text %(hash)s"
            ) % {"hash": self.sha256[:12]}
        return _("Disclosure acknowledged after %(seconds)d seconds, text %(hash)s") % {
            "seconds": sum(self.seconds.values()),
            "hash": self.sha256[:12],
        }


@event("disclosure.led_to", audience=Audience.STAFF)
class DisclosureLedTo:
    reading: int
    policy: str

    def staff(self) -> str:
        return _("Contract %(policy)s was bought after this reading") % {"policy": self.policy}


@event("policy.delivered", audience=Audience.CUSTOMER)
class PolicyDelivered:
    way: str
    received_on: date

    def customer(self) -> str:
        return _("You received your contract on %(day)s") % {"day": self.received_on.isoformat()}

    def staff(self) -> str:
        return _("Contract received on %(day)s (%(way)s)") % {
            "day": self.received_on.isoformat(),
            "way": self.way,
        }


@event("policy.return_visit_tried", audience=Audience.STAFF)
class ReturnVisitTried:
    attempt: int

    def customer(self) -> str:
        return _("We tried to call you")

    def staff(self) -> str:
        return _("Return visit: nobody answered (%(count)d)") % {"count": self.attempt}


@event("policy.return_visit_made", audience=Audience.CUSTOMER)
class ReturnVisitMade:
    person: str
    problem: bool

    def customer(self) -> str:
        return _("%(name)s called you about your new contract") % {"name": self.person}

    def staff(self) -> str:
        if self.problem:
            return _("Return visit by %(name)s: a problem was found") % {"name": self.person}
        return _("Return visit by %(name)s: all clear") % {"name": self.person}


@event("policy.return_visit_solved", audience=Audience.CUSTOMER)
class ReturnVisitSolved:
    person: str

    def customer(self) -> str:
        return _("%(name)s put right what you told us") % {"name": self.person}

    def staff(self) -> str:
        return _("Problem of the return visit solved by %(name)s") % {"name": self.person}


@event("policy.mind_changed", audience=Audience.CUSTOMER)
class MindChanged:
    change: int
    person: str
    due_on: date

    def customer(self) -> str:
        return _("You told us that you changed your mind; %(name)s sees to it by %(day)s") % self._facts()

    def staff(self) -> str:
        return _("Holder changed their mind; %(name)s sees to it by %(day)s") % self._facts()

    def _facts(self) -> dict[str, str]:
        return {"name": self.person or _("a colleague"), "day": self.due_on.isoformat()}


@event("policy.mind_withdrawn", audience=Audience.CUSTOMER)
class MindWithdrawn:
    change: int

    def customer(self) -> str:
        return _("You keep your contract after all")

    def staff(self) -> str:
        return _("Holder keeps the contract after all")


@event("policy.mind_kept", audience=Audience.CUSTOMER)
class MindKept:
    change: int
    person: str

    def customer(self) -> str:
        return _("You talked with %(name)s and keep your contract") % {"name": self.person}

    def staff(self) -> str:
        return _("Contract kept after a talk with %(name)s") % {"name": self.person}


@event("policy.mind_ended", audience=Audience.CUSTOMER)
class MindEnded:
    change: int
    ended_on: date
    refund_fen: int
    cost_fen: int
    refund_by: date

    def customer(self) -> str:
        return _("Your contract ended on %(day)s; %(refund)s yuan go back to you by %(by)s") % self._facts()

    def staff(self) -> str:
        return (
            _(
                "Contract ended inside the cooling-off period on %(day)s: %(refund)s yuan back by %(by)s, cost %(cost)s"
            )
            % self._facts()
        )

    def _facts(self) -> dict[str, str]:
        return {
            "day": self.ended_on.isoformat(),
            "refund": format_yuan(self.refund_fen),
            "cost": format_yuan(self.cost_fen),
            "by": self.refund_by.isoformat(),
        }


@event("policy.mind_paid", audience=Audience.CUSTOMER)
class MindPaid:
    change: int
    refund_fen: int
    paid_on: date
    person: str

    def customer(self) -> str:
        return _("We paid %(refund)s yuan back to you on %(day)s") % self._facts()

    def staff(self) -> str:
        return _("Premium of %(refund)s yuan paid back on %(day)s, noted by %(name)s") % self._facts()

    def _facts(self) -> dict[str, str]:
        return {"refund": format_yuan(self.refund_fen), "day": self.paid_on.isoformat(), "name": self.person}


@event("policy.notice_sent", audience=Audience.CUSTOMER)
class PolicyNoticeSent:
    kind: str
    about_on: date

    def customer(self) -> str:
        if self.kind == "lapse":
            return _("We told you that your cover is suspended from %(day)s") % {
                "day": self.about_on.isoformat()
            }
        return _("We told you that your cover ends on %(day)s") % {"day": self.about_on.isoformat()}

    def staff(self) -> str:
        if self.kind == "lapse":
            return _("Lapse notice sent, not covered from %(day)s") % {"day": self.about_on.isoformat()}
        return _("Renewal notice sent, last day of cover %(day)s") % {"day": self.about_on.isoformat()}
