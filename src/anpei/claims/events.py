"""Everything that can happen to a case, with the words for the customer and for staff.

Personal details are not in the payload: a timeline is read by many, the case file by few.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.audit.registry import Audience, event, personal
from anpei.claims.models import CallOrigin, Capacity, Channel, CloseReason, ItemState, Medium, ReferralKind
from anpei.claims.wording import day, day_and_time, field_names, outcome_label, paper_names


@event("claim.reported", audience=Audience.CUSTOMER)
class ClaimReported:
    number: str
    channel: str

    def customer(self) -> str:
        return _("Your report arrived")

    def staff(self) -> str:
        return _("Reported through %(channel)s") % {"channel": Channel(self.channel).label}


@event("claim.identified", audience=Audience.STAFF)
class ClaimIdentified:
    policy: str
    product_version: str

    def customer(self) -> str:
        return _("We found your policy")

    def staff(self) -> str:
        return _("Insured and policy found: %(policy)s, product version %(version)s") % {
            "policy": self.policy,
            "version": self.product_version,
        }


@event("claim.completed", audience=Audience.STAFF)
class ReportCompleted:
    fields: list[str]

    def customer(self) -> str:
        return _("The report was completed")

    def staff(self) -> str:
        return _("Report completed: %(fields)s") % {"fields": field_names(self.fields)}


@event("claim.assigned", audience=Audience.CUSTOMER)
class ClaimAssigned:
    handler: str
    reason: str = ""

    def customer(self) -> str:
        return _("%(name)s looks after your case") % {"name": self.handler}

    def staff(self) -> str:
        if not self.reason:
            return _("Assigned to %(name)s") % {"name": self.handler}
        return _("Handed over to %(name)s: %(reason)s") % {"name": self.handler, "reason": self.reason}


@event("claim.material", audience=Audience.CUSTOMER)
class MaterialReceived:
    kinds: list[str]
    first: bool

    def customer(self) -> str:
        if self.first:
            return _("Your first papers arrived. The time limit runs from now")
        return _("Papers arrived: %(papers)s") % {"papers": paper_names(self.kinds)}

    def staff(self) -> str:
        names = paper_names(self.kinds)
        return (_("First material: %(papers)s") if self.first else _("Material: %(papers)s")) % {
            "papers": names
        }


@event("claim.paper_added", audience=Audience.CUSTOMER)
class PaperAdded:
    kind: str
    why: str

    def customer(self) -> str:
        return _("One more paper is needed: %(paper)s. %(why)s") % {
            "paper": paper_names([self.kind]),
            "why": self.why,
        }

    def staff(self) -> str:
        return self.customer()


@event("claim.paper_checked", audience=Audience.STAFF)
class PaperChecked:
    kind: str
    outcome: str
    problem: str = ""

    def customer(self) -> str:
        return _("We looked at a paper")

    def staff(self) -> str:
        return _("%(paper)s: %(outcome)s %(problem)s") % {
            "paper": paper_names([self.kind]),
            "outcome": ItemState(self.outcome).label,
            "problem": self.problem,
        }


@event("claim.supplement_notice", audience=Audience.CUSTOMER)
class SupplementNoticeSent:
    sequence: int
    kinds: list[str]
    new_fact: str = ""

    def customer(self) -> str:
        return _("We asked you for %(count)d papers, all at once. The time limit pauses") % {
            "count": len(self.kinds)
        }

    def staff(self) -> str:
        return _("Supplement notice %(sequence)d: %(papers)s") % {
            "sequence": self.sequence,
            "papers": paper_names(self.kinds),
        }


@event("claim.supplement_answered", audience=Audience.CUSTOMER)
class SupplementAnswered:
    sequence: int

    def customer(self) -> str:
        return _("Everything we asked for has arrived. The time limit runs again")

    def staff(self) -> str:
        return _("Supplement notice %(sequence)d answered in full") % {"sequence": self.sequence}


@event("claim.accepted", audience=Audience.CUSTOMER)
class ClaimAccepted:
    first_submission: bool

    def customer(self) -> str:
        return _("Your papers are complete")

    def staff(self) -> str:
        return (
            _("Accepted, complete at first submission")
            if self.first_submission
            else _("Accepted after supplement")
        )


@event("claim.coverage_checked", audience=Audience.STAFF)
class CoverageChecked:
    number: int
    outcome: str

    def customer(self) -> str:
        return _("We checked your cover")

    def staff(self) -> str:
        return _("Coverage check %(number)d: %(outcome)s") % {
            "number": self.number,
            "outcome": outcome_label(self.outcome),
        }


@event("claim.condition_overridden", audience=Audience.STAFF)
class ConditionOverridden:
    condition: str
    outcome: str
    reason: str

    def customer(self) -> str:
        return _("We checked your cover")

    def staff(self) -> str:
        return _("%(condition)s set to %(outcome)s: %(reason)s") % {
            "condition": self.condition,
            "outcome": outcome_label(self.outcome),
            "reason": self.reason,
        }


@event("claim.coverage_confirmed", audience=Audience.STAFF)
class CoverageConfirmed:
    number: int
    outcome: str

    def customer(self) -> str:
        return _("We checked your cover")

    def staff(self) -> str:
        return _("Coverage check %(number)d confirmed: %(outcome)s") % {
            "number": self.number,
            "outcome": outcome_label(self.outcome),
        }


@event("claim.complex", audience=Audience.CUSTOMER)
class DeclaredComplex:
    reason: str

    def customer(self) -> str:
        return _("Your case needs a closer look. The longer legal time limit applies: %(reason)s") % {
            "reason": self.reason
        }

    def staff(self) -> str:
        return _("Declared complex: %(reason)s") % {"reason": self.reason}


@event("claim.delayed", audience=Audience.CUSTOMER)
class DelayAnnounced:
    old: date
    new: date
    reason: str

    def customer(self) -> str:
        return _("We need longer, until %(new)s: %(reason)s") % {"new": day(self.new), "reason": self.reason}

    def staff(self) -> str:
        return _("Delay announced, %(old)s to %(new)s: %(reason)s") % {
            "old": day(self.old),
            "new": day(self.new),
            "reason": self.reason,
        }


@event("claim.closed", audience=Audience.CUSTOMER)
class ClaimClosed:
    reason: str
    note: str

    def customer(self) -> str:
        if self.reason == "withdrawn":
            return _("You withdrew this report. You can take it up again at any time")
        return _("This case was closed: %(note)s. It can be opened again") % {"note": self.note}

    def staff(self) -> str:
        return _("Closed (%(reason)s): %(note)s") % {
            "reason": CloseReason(self.reason).label,
            "note": self.note,
        }


@event("claim.reopened", audience=Audience.CUSTOMER)
class ClaimReopened:
    reason: str

    def customer(self) -> str:
        return _("Your case is open again")

    def staff(self) -> str:
        return _("Reopened: %(reason)s") % {"reason": _(self.reason)}


@event("claim.call_requested", audience=Audience.CUSTOMER)
class CallRequested:
    due: datetime
    origin: str

    def customer(self) -> str:
        return _("We call you by %(due)s") % {"due": day_and_time(self.due)}

    def staff(self) -> str:
        return _("Call wanted by %(due)s (%(origin)s)") % {
            "due": day_and_time(self.due),
            "origin": CallOrigin(self.origin).label,
        }


@event("claim.called", audience=Audience.CUSTOMER)
class CallMade:
    name: str
    outcome: str = personal()

    def customer(self) -> str:
        return _("%(name)s called you") % {"name": self.name}

    def staff(self) -> str:
        return _("Called by %(name)s: %(outcome)s") % {"name": self.name, "outcome": self.outcome}


@event("claim.contact", audience=Audience.STAFF)
class ContactNoted:
    medium: str

    def customer(self) -> str:
        return _("We spoke with you")

    def staff(self) -> str:
        return _("Contact noted (%(medium)s)") % {"medium": Medium(self.medium).label}


@event("claim.message", audience=Audience.STAFF)
class MessageExchanged:
    direction: str

    def customer(self) -> str:
        return _("Wrote to us") if self.direction == "in" else _("We wrote to you")

    def staff(self) -> str:
        return _("Message from the customer") if self.direction == "in" else _("Message to the customer")


@event("claim.restricted_referral", audience=Audience.RESTRICTED)
class Referred:
    kind: str

    def customer(self) -> str:
        return ""

    def staff(self) -> str:
        return _("Restricted referral: %(kind)s") % {"kind": ReferralKind(self.kind).label}


@event("claim.heir_recorded", audience=Audience.STAFF)
class HeirRecorded:
    heir: int
    capacity: str
    name: str = personal()

    def staff(self) -> str:
        return _("%(capacity)s recorded: %(name)s") % {
            "capacity": Capacity(self.capacity).label, "name": self.name
        }  # fmt: skip


@event("claim.heir_accepted", audience=Audience.CUSTOMER)
class HeirAccepted:
    heir: int
    capacity: str
    name: str = personal()

    def customer(self) -> str:
        return _("We checked who receives: %(name)s") % {"name": self.name}

    def staff(self) -> str:
        return _("%(capacity)s accepted: %(name)s") % {
            "capacity": Capacity(self.capacity).label, "name": self.name
        }  # fmt: skip


@event("claim.heir_refused", audience=Audience.STAFF)
class HeirRefused:
    """Not accepted, or no longer."""

    heir: int
    capacity: str
    reason: str
    name: str = personal()

    def staff(self) -> str:
        return _("%(name)s does not receive as %(capacity)s: %(reason)s") % {
            "name": self.name, "capacity": Capacity(self.capacity).label, "reason": self.reason
        }  # fmt: skip


SILENT_ABOUT = {
    "papers": gettext_lazy("papers"),
    "agreement": gettext_lazy("the offer"),
    "account": gettext_lazy("the bank account"),
}


@event("claim.nobody_to_write_to", audience=Audience.STAFF)
class NobodyToWriteTo:
    """After a death, and nobody who receives or reported it can be reached; ``template`` stays in the app."""

    template: str

    def customer(self) -> str:
        return _("A message could not be delivered")

    def staff(self) -> str:
        return _("After the death there is nobody we could write to; a person calls")


@event("claim.silence_reminder", audience=Audience.CUSTOMER)
class SilenceReminder:
    """``about`` is one of SILENT_ABOUT."""

    about: str

    def customer(self) -> str:
        return _("We reminded you, in case it slipped your mind. There is no rush")

    def staff(self) -> str:
        return _("Reminder sent: %(about)s") % {"about": SILENT_ABOUT[self.about]}
