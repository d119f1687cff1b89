"""What can happen to a survey, in both wordings. What was found is in the survey, not in the timeline."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.audit.registry import Audience, event


@event("survey.ordered", audience=Audience.CUSTOMER)
class SurveyOrdered:
    """The reason stays in the survey: the customer sees this event."""

    survey: int
    kind: str
    assignee: str
    due: str

    def customer(self) -> str:
        return _("%(name)s looks at what happened on the spot, by %(due)s. Your legal time limit runs on") % {
            "name": self.assignee, "due": self.due
        }  # fmt: skip

    def staff(self) -> str:
        return _("Survey ordered from %(name)s, due %(due)s") % {"name": self.assignee, "due": self.due}


@event("survey.investigation_ordered", audience=Audience.STAFF)
class InvestigationOrdered:
    survey: int
    assignee: str
    due: str
    reason: str

    def customer(self) -> str:
        return _("We look into one point more closely. Your legal time limit runs on")

    def staff(self) -> str:
        return _("Investigation ordered from %(name)s, due %(due)s; internal targets pause: %(reason)s") % {
            "name": self.assignee, "due": self.due, "reason": self.reason
        }  # fmt: skip


@event("survey.started", audience=Audience.STAFF)
class SurveyStarted:
    survey: int

    def customer(self) -> str:
        return _("A colleague is on the way")

    def staff(self) -> str:
        return _("Survey under way")


@event("survey.photo", audience=Audience.STAFF)
class PhotoAdded:
    survey: int
    sha256: str

    def customer(self) -> str:
        return _("A photo was added")

    def staff(self) -> str:
        return _("Survey photo added")


@event("survey.photo_viewed", audience=Audience.STAFF)
class PhotoViewed:
    survey: int
    photo: int

    def customer(self) -> str:
        return _("We looked at a photo")

    def staff(self) -> str:
        return _("Survey photo %(photo)d opened") % {"photo": self.photo}


@event("survey.statement", audience=Audience.STAFF)
class StatementTaken:
    survey: int
    role: str

    def customer(self) -> str:
        return _("Somebody told us what they saw")

    def staff(self) -> str:
        return _("Statement taken (%(role)s)") % {"role": self.role}


@event("survey.reported", audience=Audience.STAFF)
class SurveyReported:
    survey: int
    conclusion: str

    def customer(self) -> str:
        return _("The visit is done")

    def staff(self) -> str:
        return _("Survey report handed in: %(conclusion)s") % {"conclusion": self.conclusion}


@event("survey.cancelled", audience=Audience.STAFF)
class SurveyCancelled:
    survey: int
    reason: str

    def customer(self) -> str:
        return _("The visit is not needed any more")

    def staff(self) -> str:
        return _("Survey cancelled: %(reason)s") % {"reason": self.reason}
