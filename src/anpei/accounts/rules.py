"""Who may, and in which units."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.roles import ROLES
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden
from anpei.organisation.models import Unit
from anpei.organisation.queries import within


def permits(who: Staff | Actor, permission: Permission) -> bool:
    """Whether a person, or the actor handed to an action, holds the permission.

    A named system job acts on the product's own rules and holds every permission; customers and API clients
    that sign for nobody hold none.
    """
    if isinstance(who, Actor):
        if who.kind == "system":
            return True
        if who.kind not in {"staff", "agent"}:
            return False
        role = ROLES.get(who.role)
        return role is not None and permission in role.permissions
    return permission in who.permissions


def require(who: Staff | Actor, permission: Permission) -> None:
    """Raise Forbidden, in words that name what is missing, unless ``who`` holds the permission."""
    if not permits(who, permission):
        raise Forbidden(
            "accounts.not_permitted",
            format_lazy(
                _("Your role does not include this: “{permission}”. Please ask your supervisor."),
                permission=permission.label,
            ),
        )


def sees_all_units(staff: Staff) -> bool:
    """Head office staff see every unit; agents of other firms never do, wherever they are filed."""
    return staff.unit.is_head_office and not staff.role_class.external


def visible_units(staff: Staff) -> list[int]:
    """Ids of the units whose rows the person may see: all for head office, else their own and those below.

    Agents get their own unit's subtree as well; access helpers limit them further to what they reported.
    """
    units = Unit.objects.order_by("path") if sees_all_units(staff) else within(staff.unit.path)
    return list(units.values_list("pk", flat=True))


def sees_unit(staff: Staff, unit: Unit) -> bool:
    return sees_all_units(staff) or staff.unit.contains(unit)


def signing(who: Staff | Actor) -> Staff:
    """The named person who signs; Forbidden for a customer, a system job, a client that signs for nobody."""
    if isinstance(who, Staff):
        return who
    if who.kind in {"staff", "agent"} and (person := Staff.objects.filter(pk=who.id, is_active=True).first()):
        return person
    raise Forbidden(
        "accounts.signature_needed", _("This is signed by a named person. Please log in as yourself.")
    )
