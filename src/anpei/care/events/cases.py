"""Services and follow-ups of a case, in both wordings."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event
from anpei.care import catalogue


def _name(kind: str) -> str:
    return str(catalogue.service(kind).name)


def spoken(at: datetime) -> str:
    """Day and hour, as a timeline shows them."""
    return date_format(localtime(at), "Y-m-d H:i")


@event("care.service_asked", audience=Audience.CUSTOMER)
class ServiceAsked:
    service: int
    kind: str

    def customer(self) -> str:
        return _("You asked for: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Service asked for: %(what)s") % {"what": _name(self.kind)}


@event("care.service_offered", audience=Audience.CUSTOMER)
class ServiceOffered:
    service: int
    kind: str

    def customer(self) -> str:
        return _("We offered you: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Service offered: %(what)s") % {"what": _name(self.kind)}


@event("care.service_planned", audience=Audience.CUSTOMER)
class ServicePlanned:
    service: int
    kind: str
    person: str
    appointment_at: datetime | None

    def customer(self) -> str:
        if self.appointment_at is None:
            return _("%(what)s: %(person)s takes care of it") % {
                "what": _name(self.kind), "person": self.person
            }  # fmt: skip
        return _("%(what)s: %(person)s, %(at)s") % {
            "what": _name(self.kind), "person": self.person, "at": spoken(self.appointment_at)
        }  # fmt: skip

    def staff(self) -> str:
        return self.customer()


@event("care.service_done", audience=Audience.CUSTOMER)
class ServiceDone:
    service: int
    kind: str

    def customer(self) -> str:
        return _("Done: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Service done: %(what)s") % {"what": _name(self.kind)}


@event("care.service_declined", audience=Audience.CUSTOMER)
class ServiceDeclined:
    service: int
    kind: str
    reason: str

    def customer(self) -> str:
        return _("%(what)s is not possible this time: %(reason)s") % {
            "what": _name(self.kind), "reason": self.reason
        }  # fmt: skip

    def staff(self) -> str:
        return self.customer()


@event("care.service_not_wanted", audience=Audience.CUSTOMER)
class ServiceNotWanted:
    service: int
    kind: str

    def customer(self) -> str:
        return _("You do not need it: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Service not wanted: %(what)s") % {"what": _name(self.kind)}


@event("care.service_judged", audience=Audience.STAFF)
class ServiceJudged:
    service: int
    satisfaction: int

    def staff(self) -> str:
        return _("Service judged: %(score)d of 5") % {"score": self.satisfaction}


@event("care.followup_planned", audience=Audience.STAFF)
class FollowupPlanned:
    followup: int
    policy: str
    ask_at: datetime

    def staff(self) -> str:
        return _("Follow-up planned for %(at)s: %(policy)s") % {
            "at": spoken(self.ask_at), "policy": str(catalogue.policy(self.policy).name)
        }  # fmt: skip


@event("care.followup_asked", audience=Audience.CUSTOMER)
class FollowupAsked:
    followup: int

    def customer(self) -> str:
        return _("We asked you how it was")

    def staff(self) -> str:
        return _("Follow-up: the customer was asked")


@event("care.followup_answered", audience=Audience.CUSTOMER)
class FollowupAnswered:
    followup: int

    def customer(self) -> str:
        return _("You told us how it was. Thank you")

    def staff(self) -> str:
        return _("Follow-up: the customer answered")


@event("care.followup_ended", audience=Audience.STAFF)
class FollowupEnded:
    followup: int
    state: str

    def staff(self) -> str:
        return (
            _("Follow-up: the customer does not want to answer")
            if self.state == "declined"
            else _("Follow-up: no answer")
        )


@event("care.low_score", audience=Audience.STAFF)
class LowScore:
    followup: int
    owner: str
    due: datetime

    def staff(self) -> str:
        return _("A bad answer: %(name)s calls or writes before %(due)s") % {
            "name": self.owner, "due": spoken(self.due)
        }  # fmt: skip


@event("care.low_score_answered", audience=Audience.CUSTOMER)
class LowScoreAnswered:
    followup: int
    name: str

    def customer(self) -> str:
        return _("%(name)s answered what you told us") % {"name": self.name}

    def staff(self) -> str:
        return _("%(name)s answered a bad answer") % {"name": self.name}
