"""What happens to alerts, in words. Who was told stands in the rows of Reach, not in the record of each person."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.alerts import catalogue
from anpei.alerts.models import Level, Source
from anpei.audit.registry import Audience, event


@event("alerts.drafted", audience=Audience.STAFF)
class AlertDrafted:
    peril: str
    level: str
    source: str

    def staff(self) -> str:
        return _("Alert drafted: %(peril)s, %(level)s. Source: %(source)s") % {
            "peril": catalogue.peril_name(self.peril),
            "level": Level(self.level).label,
            "source": Source(self.source).label,
        }


@event("alerts.changed", audience=Audience.STAFF)
class AlertChanged:
    fields: list[str]

    def staff(self) -> str:
        return _("Alert changed; count and approval start again")


@event("alerts.counted", audience=Audience.STAFF)
class AlertCounted:
    reached: int
    left_out: int

    def staff(self) -> str:
        return _("Counted: %(reached)d would be told, %(left)d left out") % {
            "reached": self.reached, "left": self.left_out
        }  # fmt: skip


@event("alerts.approved", audience=Audience.STAFF)
class AlertApproved:
    name: str

    def staff(self) -> str:
        return _("%(name)s approved the alert") % {"name": self.name}


@event("alerts.sending", audience=Audience.STAFF)
class AlertSending:
    name: str

    def staff(self) -> str:
        return _("%(name)s had the alert sent") % {"name": self.name}


@event("alerts.sent", audience=Audience.STAFF)
class AlertSent:
    reached: int
    left_out: int

    def staff(self) -> str:
        return ngettext(
            "%(count)d person was told, %(left)d left out",
            "%(count)d people were told, %(left)d left out",
            self.reached,
        ) % {"count": self.reached, "left": self.left_out}


@event("alerts.withdrawn", audience=Audience.STAFF)
class AlertWithdrawn:
    because: str

    def staff(self) -> str:
        return _("Alert withdrawn: %(because)s") % {"because": self.because}


@event("alerts.chosen", audience=Audience.CUSTOMER)
class AlertsChosen:
    serious_only: bool

    def customer(self) -> str:
        if self.serious_only:
            return _("You want to hear of serious dangers only")
        return _("You want to hear of every danger")

    def staff(self) -> str:
        if self.serious_only:
            return _("Wants serious alerts only")
        return _("Wants all alerts")


@event("alerts.help_asked", audience=Audience.CUSTOMER)
class AlertHelpAsked:
    alert: int

    def customer(self) -> str:
        return _("You asked for help after an alert")

    def staff(self) -> str:
        return _("Asked for help after alert %(alert)d") % {"alert": self.alert}
