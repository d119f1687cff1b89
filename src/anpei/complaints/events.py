"""What can happen to a complaint, in both wordings. What people said stands in the complaint, not in the timeline."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.claims.wording import day
from anpei.complaints.wording import named, step_name


@event("complaint.received", audience=Audience.CUSTOMER)
class Received:
    number: str
    channel: str
    answer_by: str
    followup: int = 0  # id of the follow-up whose answer it was said in

    def customer(self) -> str:
        return _("Your complaint arrived. You get a written answer by %(day)s") % {
            "day": _day(self.answer_by)
        }

    def staff(self) -> str:
        return _("Complaint registered and acknowledged, answer promised by %(day)s") % {
            "day": self.answer_by
        }


@event("complaint.assigned", audience=Audience.CUSTOMER)
class Assigned:
    handler: str
    reason: str = ""

    def customer(self) -> str:
        return _("%(name)s, who had nothing to do with your case, looks after it") % {"name": self.handler}

    def staff(self) -> str:
        if not self.reason:
            return _("Given to %(name)s, free of conflict") % {"name": self.handler}
        return _("Given to %(name)s: %(reason)s") % {"name": self.handler, "reason": self.reason}


@event("complaint.nobody_free", audience=Audience.STAFF)
class NobodyFree:
    def customer(self) -> str:
        return _("We look for somebody who had nothing to do with your case")

    def staff(self) -> str:
        return _("Nobody who handles complaints is free of conflict; the head office finds somebody")


@event("complaint.recused", audience=Audience.STAFF)
class Recused:
    people: list[str]

    def customer(self) -> str:
        return _("People who had to do with your case stand aside")

    def staff(self) -> str:
        return _("Stand aside: %(people)s") % {"people": _(", ").join(self.people)}


@event("complaint.words_added", audience=Audience.CUSTOMER)
class WordsAdded:
    def customer(self) -> str:
        return _("You told us more")

    def staff(self) -> str:
        return _("The complainant wrote")


@event("complaint.contact", audience=Audience.CUSTOMER)
class ContactMade:
    medium: str
    name: str

    def customer(self) -> str:
        return _("%(name)s spoke with you") % {"name": self.name}

    def staff(self) -> str:
        return _("%(name)s spoke with the complainant") % {"name": self.name}


@event("complaint.asked", audience=Audience.CUSTOMER)
class Asked:
    papers: int

    def customer(self) -> str:
        return _("We asked you for something we do not have")

    def staff(self) -> str:
        return _("Asked the complainant; checked that nothing of it is on file")


@event("complaint.staff_asked", audience=Audience.STAFF)
class StaffAsked:
    name: str

    def customer(self) -> str:
        return _("We ask those concerned")

    def staff(self) -> str:
        return _("%(name)s was asked for their view") % {"name": self.name}


@event("complaint.staff_stated", audience=Audience.STAFF)
class StaffStated:
    name: str

    def customer(self) -> str:
        return _("Those concerned gave their view")

    def staff(self) -> str:
        return _("%(name)s gave their view") % {"name": self.name}


@event("complaint.finding_added", audience=Audience.STAFF)
class FindingAdded:
    finding: int

    def customer(self) -> str:
        return _("We noted what we found")

    def staff(self) -> str:
        return _("Finding %(n)d written down") % {"n": self.finding}


@event("complaint.finding_judged", audience=Audience.STAFF)
class FindingJudged:
    finding: int
    verdict: str

    def customer(self) -> str:
        return _("We looked into one point")

    def staff(self) -> str:
        if self.verdict == "true":
            return _("Finding %(n)d judged: true") % {"n": self.finding}
        return _("Finding %(n)d judged: not true") % {"n": self.finding}


@event("complaint.evidence", audience=Audience.STAFF)
class EvidenceAdded:
    sha256: str

    def customer(self) -> str:
        return _("A file was added")

    def staff(self) -> str:
        return _("Evidence added")


@event("complaint.progress", audience=Audience.CUSTOMER)
class ProgressTold:
    def customer(self) -> str:
        return _("We told you how far we are")

    def staff(self) -> str:
        return _("The complainant was told how far we are")


@event("complaint.extension_asked", audience=Audience.STAFF)
class ExtensionAsked:
    step: str
    rule_set: str

    def customer(self) -> str:
        return _("We may need more time")

    def staff(self) -> str:
        return _("More time asked for: %(step)s") % {"step": step_name(self.rule_set, self.step)}


@event("complaint.extension_refused", audience=Audience.STAFF)
class ExtensionRefused:
    comment: str

    def customer(self) -> str:
        return _("The date stays as it is")

    def staff(self) -> str:
        return _("More time not granted: %(comment)s") % {"comment": self.comment}


@event("complaint.extended", audience=Audience.CUSTOMER)
class Extended:
    step: str
    rule_set: str
    old: str
    new: str

    def customer(self) -> str:
        return _("We need longer: you hear from us by %(new)s instead of %(old)s") % {
            "new": _day(self.new), "old": _day(self.old)
        }  # fmt: skip

    def staff(self) -> str:
        return _("%(step)s: %(old)s → %(new)s, complainant told") % {
            "step": step_name(self.rule_set, self.step), "old": self.old, "new": self.new
        }  # fmt: skip


@event("complaint.decision_proposed", audience=Audience.STAFF)
class DecisionProposed:
    decision: int
    outcome: str
    rule_set: str

    def customer(self) -> str:
        return _("The answer is being checked by a second person")

    def staff(self) -> str:
        return _("Answer proposed: %(outcome)s") % {"outcome": named(self.rule_set, "outcomes", self.outcome)}


@event("complaint.decision_returned", audience=Audience.STAFF)
class DecisionReturned:
    decision: int
    comment: str

    def customer(self) -> str:
        return _("The answer is being worked over")

    def staff(self) -> str:
        return _("Answer sent back: %(comment)s") % {"comment": self.comment}


@event("complaint.answered", audience=Audience.CUSTOMER)
class Answered:
    decision: int
    outcome: str
    rule_set: str

    def customer(self) -> str:
        return _("Our answer: %(outcome)s") % {"outcome": named(self.rule_set, "outcomes", self.outcome)}

    def staff(self) -> str:
        return _("Answered: %(outcome)s") % {"outcome": named(self.rule_set, "outcomes", self.outcome)}


@event("complaint.letter", audience=Audience.CUSTOMER)
class LetterWritten:
    decision: int
    sha256: str

    def customer(self) -> str:
        return _("The letter is ready")

    def staff(self) -> str:
        return _("Letter written and kept")


@event("complaint.remedy_done", audience=Audience.CUSTOMER)
class RemedyDone:
    kind: str
    rule_set: str

    def customer(self) -> str:
        return _("Done: %(remedy)s") % {"remedy": named(self.rule_set, "remedies", self.kind)}

    def staff(self) -> str:
        return _("Done: %(remedy)s") % {"remedy": named(self.rule_set, "remedies", self.kind)}


@event("complaint.remedy_handed", audience=Audience.STAFF)
class RemedyHanded:
    kind: str
    rule_set: str
    claim: str

    def customer(self) -> str:
        return _("Somebody who did not decide looks at your case again")

    def staff(self) -> str:
        return _("%(remedy)s: to the reviewers of case %(claim)s") % {
            "remedy": named(self.rule_set, "remedies", self.kind), "claim": self.claim
        }  # fmt: skip


@event("complaint.accepted", audience=Audience.CUSTOMER)
class Accepted:
    def customer(self) -> str:
        return _("You said that this settles it. Thank you")

    def staff(self) -> str:
        return _("The complainant accepts the answer")


@event("complaint.review_asked", audience=Audience.CUSTOMER)
class ReviewAsked:
    reviewer: str
    due: str

    def customer(self) -> str:
        return _("The unit above looks at it again and decides by %(day)s") % {"day": _day(self.due)}

    def staff(self) -> str:
        return _("Review by the unit above, due %(day)s; reviewer: %(name)s") % {
            "day": self.due, "name": self.reviewer or _("nobody yet")
        }  # fmt: skip


@event("complaint.mediation", audience=Audience.CUSTOMER)
class MediationNoted:
    organisation: str
    outcome: str

    def customer(self) -> str:
        return _("Mediation at %(name)s") % {"name": self.organisation}

    def staff(self) -> str:
        return _("Mediation at %(name)s: %(outcome)s") % {"name": self.organisation, "outcome": self.outcome}


@event("complaint.regulator_told", audience=Audience.STAFF)
class RegulatorTold:
    case_no: str

    def customer(self) -> str:
        return _("We reported to the regulator")

    def staff(self) -> str:
        return _("Reported back to the regulator, %(case)s") % {"case": self.case_no}


@event("complaint.withdrawn", audience=Audience.CUSTOMER)
class Withdrawn:
    def customer(self) -> str:
        return _("You took the complaint back")

    def staff(self) -> str:
        return _("Withdrawn by the complainant, in their own words")


@event("complaint.declined", audience=Audience.CUSTOMER)
class Declined:
    code: str
    rule_set: str

    def customer(self) -> str:
        return _("We cannot take this up: %(reason)s") % {
            "reason": named(self.rule_set, "declines", self.code)
        }

    def staff(self) -> str:
        return _("Not taken up: %(reason)s") % {"reason": named(self.rule_set, "declines", self.code)}


@event("complaint.merged", audience=Audience.CUSTOMER)
class Merged:
    into: str

    def customer(self) -> str:
        return _("Goes on together with %(number)s; nothing you said is lost") % {"number": self.into}

    def staff(self) -> str:
        return _("Goes on under %(number)s") % {"number": self.into}


@event("complaint.closed", audience=Audience.CUSTOMER)
class Closed:
    def customer(self) -> str:
        return _("The complaint is finished")

    def staff(self) -> str:
        return _("Closed")


@event("complaint.reopened", audience=Audience.CUSTOMER)
class Reopened:
    reason: str

    def customer(self) -> str:
        return _("We look at it again")

    def staff(self) -> str:
        return _("Reopened: %(reason)s") % {"reason": self.reason}


@event("complaint.major", audience=Audience.STAFF)
class DeclaredMajor:
    criteria: list[str]
    rule_set: str
    lead: str

    def customer(self) -> str:
        return _("The head office looks after it")

    def staff(self) -> str:
        reasons = _(", ").join(named(self.rule_set, "criteria", code) for code in self.criteria)
        return _("Major complaint (%(reasons)s), led by %(name)s") % {"reasons": reasons, "name": self.lead}


@event("complaint.situation", audience=Audience.STAFF)
class SituationNoted:
    def customer(self) -> str:
        return _("We noted where it stands")

    def staff(self) -> str:
        return _("Entry in the situation log")


@event("complaint.major_reported", audience=Audience.STAFF)
class MajorReported:
    def customer(self) -> str:
        return _("We reported it upwards")

    def staff(self) -> str:
        return _("Reported to the board and the regulator")


@event("complaint.cause_named", audience=Audience.STAFF)
class CauseNamed:
    cause: int
    kind: str
    rule_set: str
    owner: str

    def customer(self) -> str:
        return _("We look for the cause, so that it does not happen again")

    def staff(self) -> str:
        return _("Cause named (%(kind)s); %(name)s changes it") % {
            "kind": named(self.rule_set, "causes", self.kind), "name": self.owner
        }  # fmt: skip


@event("complaint.cause_changed", audience=Audience.STAFF)
class CauseChanged:
    cause: int
    verified: bool

    def customer(self) -> str:
        return _("Something was changed because of what you told us")

    def staff(self) -> str:
        if self.verified:
            return _("Corrective action %(n)d verified by a second person") % {"n": self.cause}
        return _("Corrective action %(n)d reported as done") % {"n": self.cause}


@event("complaint.cause_not_changed", audience=Audience.STAFF)
class CauseNotChanged:
    cause: int
    reason: str

    def customer(self) -> str:
        return _("A change was looked at again")

    def staff(self) -> str:
        return _("Corrective action %(n)d goes on: %(reason)s") % {"n": self.cause, "reason": self.reason}


def _day(stored: str) -> str:
    """A stored date as the reader's language writes it."""
    return day(date.fromisoformat(stored))
