"""What can happen to a question. What was asked stays in the question, not in the timeline."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.claims.wording import day_and_time
from anpei.enquiries.models import Reason


@event("enquiry.answered", audience=Audience.CUSTOMER)
class EnquiryAnswered:
    enquiry: int
    sure_bp: int
    cited: list[str]

    def customer(self) -> str:
        return _("You asked, and the answer was found")

    def staff(self) -> str:
        return _("Question %(id)d answered automatically from %(cited)s") % {
            "id": self.enquiry,
            "cited": _(", ").join(self.cited),
        }


@event("enquiry.handed_over", audience=Audience.CUSTOMER)
class EnquiryHandedOver:
    enquiry: int
    person: str
    reason: str  # a Reason
    due_at: str  # ISO, UTC

    def customer(self) -> str:
        return _("%(name)s answers your question by %(due)s") % {"name": self.person, "due": self._due()}

    def staff(self) -> str:
        return _("Question %(id)d given to %(name)s, due %(due)s (%(reason)s)") % {
            "id": self.enquiry, "name": self.person, "due": self._due(), "reason": Reason(self.reason).label
        }  # fmt: skip

    def _due(self) -> str:
        return day_and_time(datetime.fromisoformat(self.due_at))


@event("enquiry.replied", audience=Audience.CUSTOMER)
class EnquiryReplied:
    enquiry: int
    person: str

    def customer(self) -> str:
        return _("%(name)s has answered your question") % {"name": self.person}

    def staff(self) -> str:
        return _("Question %(id)d answered by %(name)s") % {"id": self.enquiry, "name": self.person}


@event("enquiry.withdrawn", audience=Audience.CUSTOMER)
class EnquiryWithdrawn:
    enquiry: int

    def customer(self) -> str:
        return _("You took your question back")

    def staff(self) -> str:
        return _("Question %(id)d taken back") % {"id": self.enquiry}


@event("knowledge.kept", audience=Audience.STAFF)
class KnowledgeKept:
    code: str
    origin: str

    def customer(self) -> str:
        return _("We wrote down what we learned")

    def staff(self) -> str:
        return _("Entry %(code)s added to the knowledge base (%(origin)s)") % {
            "code": self.code,
            "origin": self.origin,
        }


@event("knowledge.retired", audience=Audience.STAFF)
class KnowledgeRetired:
    code: str
    reason: str

    def customer(self) -> str:
        return _("We corrected what we knew")

    def staff(self) -> str:
        return _("Entry %(code)s taken out of the knowledge base: %(reason)s") % {
            "code": self.code,
            "reason": self.reason,
        }
