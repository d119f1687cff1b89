"""What happens to papers, beside the arrival itself (``claim.material``)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event, personal
from anpei.claims.wording import paper_name
from anpei.documents.models import Verification
from anpei.documents.wording import field_name


@event("paper.taken_back", audience=Audience.CUSTOMER)
class PaperTakenBack:
    paper: int

    def customer(self) -> str:
        return _("You took a paper back")

    def staff(self) -> str:
        return _("Paper %(paper)d taken back by the customer") % {"paper": self.paper}


@event("paper.told", audience=Audience.CUSTOMER)
class PaperTold:
    paper: int
    kind: str
    fields: list[str]

    def customer(self) -> str:
        return _("You looked at what we read in a paper")

    def staff(self) -> str:
        kind = paper_name(self.kind) if self.kind else _("Paper of no known kind")
        if not self.fields:
            return _("The customer says of paper %(paper)d: %(kind)s, read correctly") % {
                "paper": self.paper,
                "kind": kind,
            }
        return _("The customer says of paper %(paper)d: %(kind)s, different: %(fields)s") % {
            "paper": self.paper,
            "kind": kind,
            "fields": ", ".join(field_name(name) for name in self.fields),
        }


@event("paper.viewed", audience=Audience.STAFF)
class PaperViewed:
    paper: int

    def customer(self) -> str:
        return _("We looked at a paper")

    def staff(self) -> str:
        return _("Paper %(paper)d opened") % {"paper": self.paper}


@event("paper.read", audience=Audience.STAFF)
class PaperRead:
    paper: int
    kinds: list[str]
    engine: str

    def staff(self) -> str:
        return _("Paper %(paper)d read: %(kinds)s") % {
            "paper": self.paper,
            "kinds": ", ".join(paper_name(kind) for kind in self.kinds if kind) or _("nothing known"),
        }


@event("paper.fields_confirmed", audience=Audience.STAFF)
class FieldsConfirmed:
    paper: int
    kind: str
    fields: int
    left: int

    def staff(self) -> str:
        return _("%(kind)s (paper %(paper)d): %(fields)d fields confirmed, %(left)d left") % {
            "kind": paper_name(self.kind) if self.kind else _("Paper of no known kind"),
            "paper": self.paper,
            "fields": self.fields,
            "left": self.left,
        }


@event("paper.field_corrected", audience=Audience.STAFF)
class FieldCorrected:
    paper: int
    name: str
    before: str = personal()
    after: str = personal()

    def staff(self) -> str:
        return _("Paper %(paper)d, %(field)s corrected: %(before)s → %(after)s") % {
            "paper": self.paper,
            "field": field_name(self.name),
            "before": self.before or "–",
            "after": self.after or "–",
        }


@event("paper.kind_said", audience=Audience.STAFF)
class PaperKindSaid:
    paper: int
    kind: str
    read_kind: str

    def staff(self) -> str:
        return _("Paper %(paper)d is: %(kind)s") % {
            "paper": self.paper,
            "kind": paper_name(self.kind) if self.kind else _("no paper of a claim"),
        }


@event("paper.verified", audience=Audience.STAFF)
class PaperVerified:
    paper: int
    answer: str

    def staff(self) -> str:
        return _("Paper %(paper)d, the issuer asked: %(answer)s") % {
            "paper": self.paper,
            "answer": Verification(self.answer).label,
        }


@event("claim.guide_assigned", audience=Audience.CUSTOMER)
class GuideAssigned:
    guide: str

    def customer(self) -> str:
        return _("%(name)s accompanies you through this case") % {"name": self.guide}

    def staff(self) -> str:
        return _("Guide of the customer: %(name)s") % {"name": self.guide}


@event("claim.seen_as_customer", audience=Audience.STAFF)
class SeenAsCustomer:
    page: str

    def staff(self) -> str:
        return _("Looked at the customer's page %(page)s as their guide") % {"page": self.page}
