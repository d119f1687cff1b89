"""Personal data on a page: in clear only where both the role and the purpose of the page need it.

``view(staff, Purpose.CASE)`` gives one object per request; pages pass every personal value through it.
Whoever needs more reveals one field at a time (``accounts.actions.reveal``), which is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission, PersonalField
from anpei.values import identifiers

# 省 (or a municipality), then 市, 州 or 盟: enough to route a case, not enough to find a door
_ADDRESS_HEAD = 6


class Purpose(models.TextChoices):
    LIST = "list", _("A list or search result")
    CASE = "case", _("Work on one claim")
    CONTACT = "contact", _("Calling or writing to the customer")
    VISIT = "visit", _("Visiting the customer")
    PAYMENT = "payment", _("Paying the customer")


NEEDED: dict[Purpose, frozenset[PersonalField]] = {
    Purpose.LIST: frozenset({PersonalField.NAME}),
    Purpose.CASE: frozenset({PersonalField.NAME}),
    Purpose.CONTACT: frozenset({PersonalField.NAME, PersonalField.PHONE}),
    Purpose.VISIT: frozenset({PersonalField.NAME, PersonalField.PHONE, PersonalField.ADDRESS}),
    Purpose.PAYMENT: frozenset({PersonalField.NAME, PersonalField.ACCOUNT}),
}


def mask_address(address: str) -> str:
    """The first characters, which name province and city: 四川省成都市****."""
    return f"{address[:_ADDRESS_HEAD]}****" if address else ""


MASKS: dict[PersonalField, Callable[[str], str]] = {
    PersonalField.NAME: identifiers.mask_name,
    PersonalField.PHONE: identifiers.mask_phone,
    PersonalField.IDENTITY: identifiers.mask_id,
    PersonalField.ACCOUNT: identifiers.mask_card,
    PersonalField.ADDRESS: mask_address,
}


@dataclass(frozen=True)
class View:
    """What one person sees on one page."""

    clear: frozenset[PersonalField]
    health: bool  # diagnoses and medical papers may be shown
    may_reveal: bool

    def show(self, field: PersonalField, value: str) -> str:
        return value if field in self.clear else MASKS[field](value)

    def name(self, value: str) -> str:
        return self.show(PersonalField.NAME, value)

    def phone(self, value: str) -> str:
        return self.show(PersonalField.PHONE, value)

    def identity(self, value: str) -> str:
        return self.show(PersonalField.IDENTITY, value)

    def account(self, value: str) -> str:
        return self.show(PersonalField.ACCOUNT, value)

    def address(self, value: str) -> str:
        return self.show(PersonalField.ADDRESS, value)


def view(staff: Staff, purpose: Purpose) -> View:
    clear = staff.role_class.clear if staff.is_active else frozenset()
    return View(
        clear=clear & NEEDED[purpose],
        health=Permission.HEALTH_VIEW in staff.permissions,
        may_reveal=Permission.PERSONAL_REVEAL in staff.permissions,
    )
