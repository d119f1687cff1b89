"""What happens to staff, second factors, reveals and API clients, as events. None is shown to customers."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anpei.audit.registry import Audience, event


class StaffOnly:
    """No customer page ever lists these; the empty wording says so."""

    def customer(self) -> str:
        return ""


@event("staff.created", audience=Audience.STAFF)
class StaffCreated(StaffOnly):
    username: str
    role: str
    unit_code: str

    def staff(self) -> str:
        return str(
            format_lazy(
                _("Account {username} created: role {role}, unit {unit}"),
                username=self.username,
                role=self.role,
                unit=self.unit_code,
            )
        )


@event("staff.reassigned", audience=Audience.STAFF)
class StaffReassigned(StaffOnly):
    old_role: str
    new_role: str
    old_unit: str
    new_unit: str

    def staff(self) -> str:
        return str(
            format_lazy(
                _("Role {old_role} became {new_role}, unit {old_unit} became {new_unit}"),
                old_role=self.old_role,
                new_role=self.new_role,
                old_unit=self.old_unit,
                new_unit=self.new_unit,
            )
        )


@event("staff.deactivated", audience=Audience.STAFF)
class StaffDeactivated(StaffOnly):
    reason: str

    def staff(self) -> str:
        return str(format_lazy(_("Account closed: {reason}"), reason=self.reason))


@event("staff.leave_set", audience=Audience.STAFF)
class LeaveSet(StaffOnly):
    until: str  # ISO date of the last day away; empty when back
    delegate: str  # user name; empty without one

    def staff(self) -> str:
        if not self.until:
            return str(_("Back at work"))
        return str(
            format_lazy(_("Away until {until}, stand-in {who}"), until=self.until, who=self.delegate or "–")
        )


@event("staff.password_changed", audience=Audience.STAFF)
class PasswordChanged(StaffOnly):
    def staff(self) -> str:
        return str(_("Password changed"))


@event("staff.totp_enrolled", audience=Audience.STAFF)
class TotpEnrolled(StaffOnly):
    def staff(self) -> str:
        return str(_("Second factor switched on"))


@event("staff.totp_disabled", audience=Audience.STAFF)
class TotpDisabled(StaffOnly):
    reason: str

    def staff(self) -> str:
        return str(format_lazy(_("Second factor switched off: {reason}"), reason=self.reason))


@event("personal.revealed", audience=Audience.STAFF)
class PersonalRevealed(StaffOnly):
    """Who looked at which masked field and why; the value itself is not kept."""

    field: str
    reason: str

    def staff(self) -> str:
        return str(format_lazy(_("{field} revealed: {reason}"), field=self.field, reason=self.reason))


@event("api_client.created", audience=Audience.STAFF)
class ApiClientCreated(StaffOnly):
    key_id: str
    name: str
    scopes: list[str]
    signs_for: str = ""

    def staff(self) -> str:
        return str(
            format_lazy(
                _("API client {name} created: {scopes}"), name=self.name, scopes=", ".join(self.scopes)
            )
        )


@event("api_client.revoked", audience=Audience.STAFF)
class ApiClientRevoked(StaffOnly):
    key_id: str
    reason: str

    def staff(self) -> str:
        return str(format_lazy(_("API client {key} revoked: {reason}"), key=self.key_id, reason=self.reason))


@event("roster.planned", audience=Audience.STAFF)
class ShiftsPlanned(StaffOnly):
    person: str
    count: int
    first: str
    last: str

    def staff(self) -> str:
        return str(
            format_lazy(_("{count} shifts planned for {person}"), count=self.count, person=self.person)
        )


@event("roster.substituted", audience=Audience.STAFF)
class ShiftSubstituted(StaffOnly):
    person: str
    substitute: str
    starts: str
    reason: str

    def staff(self) -> str:
        return str(
            format_lazy(
                _("{substitute} stands in for {person}: {reason}"),
                substitute=self.substitute,
                person=self.person,
                reason=self.reason,
            )
        )


@event("roster.cancelled", audience=Audience.STAFF)
class ShiftCancelled(StaffOnly):
    person: str
    starts: str
    reason: str

    def staff(self) -> str:
        return str(
            format_lazy(_("Shift of {person} taken out: {reason}"), person=self.person, reason=self.reason)
        )
