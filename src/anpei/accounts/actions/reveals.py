"""Looking at one masked field: allowed by role, logged with the reason."""

from __future__ import annotations

from django.db import transaction

from anpei.accounts import events, rules
from anpei.accounts.actions.guards import require_reason
from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission, PersonalField
from anpei.audit.actions import record
from anpei.core.actor import Actor


@transaction.atomic
def reveal(
    *, staff: Staff, subject: str, subject_id: int, field: PersonalField | str, reason: str, by: Actor
) -> None:
    """Log that ``staff`` looks at one masked field of a row; the caller shows the value afterwards.

    Raises Forbidden without personal.reveal, Invalid without a reason. The Personal Information Protection
    Law, art. 51, asks for limited operating permissions; the record shows that they are used for work.
    """
    rules.require(staff, Permission.PERSONAL_REVEAL)
    require_reason(reason)
    record(
        subject=subject,
        subject_id=subject_id,
        event=events.PersonalRevealed(field=str(field), reason=reason),
        by=by,
    )
