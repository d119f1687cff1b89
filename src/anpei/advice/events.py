"""What happens in advice, in both wordings."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.advice import catalogue
from anpei.audit.registry import Audience, event


@event("advice.entitlement_found", audience=Audience.STAFF)
class EntitlementFound:
    policy: str
    claimed: bool

    def staff(self) -> str:
        if self.claimed:
            return _("Policy %(policy)s: the same event is claimed there already") % {"policy": self.policy}
        return _("Policy %(policy)s may pay for the same event as well") % {"policy": self.policy}


@event("advice.entitlements_told", audience=Audience.CUSTOMER)
class EntitlementsTold:
    policies: list[str]

    def customer(self) -> str:
        return _("We told you which other policies may pay as well")

    def staff(self) -> str:
        return _("The customer was told that these may pay as well: %(policies)s") % {
            "policies": ", ".join(self.policies)
        }


@event("advice.own_cover_claimed", audience=Audience.CUSTOMER)
class OwnCoverClaimed:
    benefit_zh: str
    benefit_en: str
    number: str

    def _name(self) -> str:
        return self.benefit_zh if (get_language() or "zh").startswith("zh") else self.benefit_en

    def customer(self) -> str:
        return _("You asked for this cover of your policy as well: %(benefit)s") % {"benefit": self._name()}

    def staff(self) -> str:
        return _("The customer asked for %(benefit)s as well, in case %(number)s") % {
            "benefit": self._name(), "number": self.number,
        }  # fmt: skip


@event("advice.claimed_too", audience=Audience.CUSTOMER)
class ClaimedToo:
    number: str
    policy: str
    papers: int

    def customer(self) -> str:
        return _("You claimed under another policy as well: case %(number)s") % {"number": self.number}

    def staff(self) -> str:
        return _("Claimed under policy %(policy)s as well: case %(number)s, %(papers)d papers carried over") % {
            "policy": self.policy, "number": self.number, "papers": self.papers
        }  # fmt: skip


@event("advice.entitlement_not_wanted", audience=Audience.CUSTOMER)
class EntitlementNotWanted:
    policy: str

    def customer(self) -> str:
        return _("You said that you do not want to claim under the other policy now")

    def staff(self) -> str:
        return _("The customer does not want to claim under policy %(policy)s") % {"policy": self.policy}


@event("advice.customer_looked", audience=Audience.CUSTOMER)
class CustomerLooked:
    look: int
    purpose: str
    unit: str

    def customer(self) -> str:
        return _("%(unit)s looked at your data: %(purpose)s") % {
            "unit": self.unit,
            "purpose": _purpose(self.purpose),
        }

    def staff(self) -> str:
        return _("Everything about the customer was opened: %(purpose)s") % {
            "purpose": _purpose(self.purpose)
        }


@event("advice.idea_shown", audience=Audience.CUSTOMER)
class IdeaShown:
    idea: int
    code: str
    kind: str

    def customer(self) -> str:
        return _("We showed you an idea: %(title)s") % {"title": _title(self.code)}

    def staff(self) -> str:
        return _("An idea was shown: %(title)s") % {"title": _title(self.code)}


@event("advice.idea_answered", audience=Audience.CUSTOMER)
class IdeaAnswered:
    idea: int
    code: str
    answer: str

    def customer(self) -> str:
        return _("You answered an idea: %(title)s") % {"title": _title(self.code)}

    def staff(self) -> str:
        said = {
            "dismissed": _("put away"),
            "not_interested": _("not interested"),
            "asked": _("asked for a person"),
        }[self.answer]
        return _("An idea was answered: %(title)s, %(answer)s") % {"title": _title(self.code), "answer": said}


@event("advice.means_answered", audience=Audience.CUSTOMER)
class MeansAnswered:
    answer: str

    def customer(self) -> str:
        return _("You told us whether another insurance fits your household")

    def staff(self) -> str:
        return _("The customer was asked whether another insurance fits the household, and answered")


def _purpose(code: str) -> str:
    known = catalogue.customer_view().purpose(code)
    return str(known.name) if known else code


def _title(code: str) -> str:
    known = catalogue.advice().suggestion(code)
    return str(known.title) if known else code
