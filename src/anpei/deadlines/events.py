"""What happens to clocks by themselves or by a named person.

Starting and stopping is told by the action that does it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.audit.registry import Audience, event
from anpei.deadlines.catalogue import rule_name


@event("clock.warned", audience=Audience.STAFF)
class ClockWarned:
    """A period is nearly used up. `due` is an ISO date."""

    clock_id: int
    rule_id: str
    due: str

    def staff(self) -> str:
        return _("%(clock)s ends on %(due)s") % {"clock": rule_name(self.rule_id), "due": self.due}


@event("clock.missed", audience=Audience.STAFF)
class ClockMissed:
    """A period ended and what it waits for has not been done."""

    clock_id: int
    rule_id: str
    due: str

    def staff(self) -> str:
        return _("%(clock)s ended on %(due)s and is not done; passed on to the supervisor") % {
            "clock": rule_name(self.rule_id),
            "due": self.due,
        }


@event("clock.delay_due", audience=Audience.STAFF)
class DelayDue:
    """The date told to the customer is about to pass.

    A reason and a new date have to reach the customer before it does.
    """

    clock_id: int
    rule_id: str
    promised: str

    def staff(self) -> str:
        return _(
            "%(clock)s: if it will be later than %(promised)s, tell the customer why and the new date now"
        ) % {
            "clock": rule_name(self.rule_id),
            "promised": self.promised,
        }


@event("clock.reminder_due", audience=Audience.STAFF)
class ReminderDue:
    """The customer has been silent for a while: a friendly reminder."""

    clock_id: int
    rule_id: str

    def staff(self) -> str:
        return _("%(clock)s: time for a friendly reminder") % {"clock": rule_name(self.rule_id)}


@event("clock.call_due", audience=Audience.STAFF)
class CallDue:
    """The customer is still silent: a person calls. Nothing is closed."""

    clock_id: int
    rule_id: str

    def staff(self) -> str:
        return _("%(clock)s: please call the customer") % {"clock": rule_name(self.rule_id)}


@event("clock.extended", audience=Audience.STAFF)
class ClockExtended:
    """A named person moved the end of a promise or an internal target. Dates are ISO."""

    clock_id: int
    rule_id: str
    old: str
    new: str
    reason: str

    def staff(self) -> str:
        return _("%(clock)s moved from %(old)s to %(new)s: %(reason)s") % {
            "clock": rule_name(self.rule_id),
            "old": self.old,
            "new": self.new,
            "reason": self.reason,
        }


@event("clock.promised", audience=Audience.STAFF)
class DatePromised:
    """A new date was promised to the customer; the period itself did not move. Dates are ISO."""

    clock_id: int
    rule_id: str
    old: str
    new: str
    reason: str

    def staff(self) -> str:
        return _("%(clock)s: the customer was told %(new)s instead of %(old)s: %(reason)s") % {
            "clock": rule_name(self.rule_id),
            "old": self.old,
            "new": self.new,
            "reason": self.reason,
        }


@event("clock.confirmed", audience=Audience.STAFF)
class DateConfirmed:
    """The holidays of the year became known and the provisional date moved. Dates are ISO."""

    clock_id: int
    rule_id: str
    old: str
    new: str

    def staff(self) -> str:
        return _("%(clock)s moved from %(old)s to %(new)s: the public holidays are known now") % {
            "clock": rule_name(self.rule_id),
            "old": self.old,
            "new": self.new,
        }


@event("calendar.imported", audience=Audience.STAFF)
class HolidaysImported:
    """The holiday table of some years was replaced."""

    years: list[int]
    days: int

    def staff(self) -> str:
        return ngettext(
            "%(days)d special day imported for %(years)s",
            "%(days)d special days imported for %(years)s",
            self.days,
        ) % {"days": self.days, "years": ", ".join(str(year) for year in self.years)}
