"""What happens to units, as events on subject ``unit``, and to the table of administrative divisions."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from anpei.audit.registry import Audience, event


class StaffOnly:
    """No customer page ever lists these; the empty wording says so."""

    def customer(self) -> str:
        return ""


@event("unit.created", audience=Audience.STAFF)
class UnitCreated(StaffOnly):
    code: str
    name: str
    parent_code: str = ""

    def staff(self) -> str:
        return str(format_lazy(_("Unit {code} {name} created"), code=self.code, name=self.name))


@event("unit.moved", audience=Audience.STAFF)
class UnitMoved(StaffOnly):
    code: str
    old_parent: str
    new_parent: str

    def staff(self) -> str:
        return str(
            format_lazy(
                _("Unit {code} moved from {old} to {new}"),
                code=self.code,
                old=self.old_parent,
                new=self.new_parent,
            )
        )


@event("divisions.kept", audience=Audience.STAFF)
class DivisionsKept(StaffOnly):
    count: int

    def staff(self) -> str:
        return ngettext(
            "Name of %(count)d administrative division kept",
            "Names of %(count)d administrative divisions kept",
            self.count,
        ) % {"count": self.count}
