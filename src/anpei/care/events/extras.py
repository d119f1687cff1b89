"""What happens to a value-added service: on a chain of its own. What was passed on is named, never quoted."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anpei.audit.registry import Audience, event
from anpei.care import programme

PASSED = {
    "name": gettext_lazy("their name"),
    "phone": gettext_lazy("mobile number"),
    "words": gettext_lazy("what the person wrote"),
}


def _name(kind: str) -> str:
    return str(programme.extra(kind).name)


@event("care.extra_ordered", audience=Audience.CUSTOMER)
class ExtraOrdered:
    kind: str

    def customer(self) -> str:
        return _("You ordered: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Ordered: %(what)s") % {"what": _name(self.kind)}


@event("care.extra_passed", audience=Audience.CUSTOMER)
class ExtraPassed:
    """Personal Information Protection Law art. 23: who received what."""

    kind: str
    provider: str
    fields: list[str]

    def customer(self) -> str:
        return _("%(provider)s has your order, with: %(what)s") % {
            "provider": str(programme.provider(self.provider).name),
            "what": _(", ").join(str(PASSED[name]) for name in self.fields),
        }

    def staff(self) -> str:
        return self.customer()


@event("care.extra_done", audience=Audience.CUSTOMER)
class ExtraDone:
    kind: str

    def customer(self) -> str:
        return _("Done: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return self.customer()


@event("care.extra_declined", audience=Audience.CUSTOMER)
class ExtraDeclined:
    kind: str
    reason: str

    def customer(self) -> str:
        return _("%(what)s is not possible this time: %(reason)s") % {
            "what": _name(self.kind), "reason": self.reason
        }  # fmt: skip

    def staff(self) -> str:
        return self.customer()


@event("care.extra_cancelled", audience=Audience.CUSTOMER)
class ExtraCancelled:
    kind: str

    def customer(self) -> str:
        return _("You do not need it: %(what)s") % {"what": _name(self.kind)}

    def staff(self) -> str:
        return _("Service not wanted: %(what)s") % {"what": _name(self.kind)}


@event("care.extra_judged", audience=Audience.STAFF)
class ExtraJudged:
    satisfaction: int

    def staff(self) -> str:
        return _("Service judged: %(score)d of 5") % {"score": self.satisfaction}
