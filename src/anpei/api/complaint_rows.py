"""What the operations on complaints look up: the complaint as its signer may see it, its entries, people by user name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.queries import staff_by_username
from anpei.api.access import Call
from anpei.complaints import queries
from anpei.complaints.models import Complaint
from anpei.core.errors import Invalid, NotFound


def signer(call: Call) -> Staff:
    """The person the client signs for, of an operation declared as signed."""
    assert call.signer is not None  # the bearer was checked
    return call.signer


def complaint(call: Call, number: str) -> Complaint:
    return queries.get_for_staff(signer(call), number)


def entry(rows: Any, row_id: int) -> Any:
    """One entry of a complaint. NotFound where it is none of these rows."""
    found = rows.filter(pk=row_id).first()
    if found is None:
        raise NotFound("complaint.row", _("There is no such entry on this complaint."))
    return found


def person(username: str, field: str) -> Staff:
    """Somebody by user name. Invalid beside the field where there is nobody."""
    found = staff_by_username(username)
    if found is None:
        raise Invalid(fields={field: _("There is nobody of this name.")})
    return found
