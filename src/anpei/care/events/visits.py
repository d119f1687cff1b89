"""What happens around a visit: on the chain of the case, in words the customer may read."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.care import programme
from anpei.care.events.cases import spoken
from anpei.values.money import format_yuan


@event("care.visit_proposed", audience=Audience.STAFF)
class VisitProposed:
    visit: int
    occasion: str

    def staff(self) -> str:
        return _("Care visit proposed: %(why)s") % {"why": str(programme.occasion(self.occasion).name)}


@event("care.visit_asked", audience=Audience.CUSTOMER)
class VisitAsked:
    visit: int

    def customer(self) -> str:
        return _("We asked whether we may come and see you")

    def staff(self) -> str:
        return _("Care visit: the customer is asked")


@event("care.visit_answered", audience=Audience.CUSTOMER)
class VisitAnswered:
    visit: int
    answer: str

    def customer(self) -> str:
        return {
            "yes": _("You said we may come and see you"),
            "later": _("You said we may ask again later about a visit"),
        }.get(self.answer, _("You said you would rather not have a visit"))

    def staff(self) -> str:
        return {
            "yes": _("Care visit: the customer says yes"),
            "later": _("Care visit: the customer says later"),
        }.get(self.answer, _("Care visit: the customer says no"))


@event("care.visit_planned", audience=Audience.CUSTOMER)
class VisitPlanned:
    visit: int
    person: str
    appointment_at: datetime

    def customer(self) -> str:
        return _("%(person)s comes to see you, %(at)s") % {
            "person": self.person, "at": spoken(self.appointment_at)
        }  # fmt: skip

    def staff(self) -> str:
        return _("Care visit planned: %(person)s, %(at)s") % {
            "person": self.person, "at": spoken(self.appointment_at)
        }  # fmt: skip


@event("care.visit_done", audience=Audience.CUSTOMER)
class VisitDone:
    visit: int
    person: str

    def customer(self) -> str:
        return _("%(person)s came to see you") % {"person": self.person}

    def staff(self) -> str:
        return _("Care visit done by %(person)s") % {"person": self.person}


@event("care.visit_cancelled", audience=Audience.CUSTOMER)
class VisitCancelled:
    visit: int

    def customer(self) -> str:
        return _("You cancelled the visit")

    def staff(self) -> str:
        return _("Care visit cancelled by the customer")


@event("care.visit_dropped", audience=Audience.STAFF)
class VisitDropped:
    visit: int
    reason: str

    def staff(self) -> str:
        return _("Care visit not done: %(reason)s") % {"reason": self.reason}


@event("care.product_page_sent", audience=Audience.CUSTOMER)
class ProductPageSent:
    visit: int
    product: str

    def customer(self) -> str:
        return _("You asked about an insurance, and we sent you its page")

    def staff(self) -> str:
        return _("The page of %(product)s was sent, as asked for") % {"product": self.product}


@event("care.budget_set", audience=Audience.STAFF)
class BudgetSet:
    kind: str
    year: int
    before_fen: int
    amount_fen: int

    def staff(self) -> str:
        return _("Budget %(year)d set to %(new)s yuan, before: %(old)s yuan") % {
            "year": self.year, "new": format_yuan(self.amount_fen), "old": format_yuan(self.before_fen)
        }  # fmt: skip
