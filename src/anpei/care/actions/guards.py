"""What every write of care shares: texts that fit, a move that happens once, a case that is seen to have changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.core.errors import Invalid, Refused

LONGEST = 300

Moving = TypeVar("Moving", bound=models.Model)


def too_long(most: int) -> str:
    return _("This is longer than %(most)d characters. Please shorten it a little.") % {"most": most}


def refuse_long(**texts: str) -> None:
    """Raise Invalid beside each field that is longer than its column."""
    errors = {name: too_long(LONGEST) for name, text in texts.items() if len(text.strip()) > LONGEST}
    if errors:
        raise Invalid(fields=errors)


def elsewhere() -> Refused:
    """Somebody else was quicker."""
    return Refused("care.state", _("This stands somewhere else by now. Please look at it again."))


def move(
    row: Moving,
    allowed: Mapping[Any, frozenset[Any]],
    refusal: Refused | None = None,
    /,
    *,
    to: str,
    **changes: object,
) -> Moving:
    """Only from where ``allowed`` lets it go there, and only once, whoever else is at it."""
    origins = [origin for origin, targets in allowed.items() if to in targets]
    rows = type(row)._default_manager.filter(pk=row.pk, state__in=origins)
    if rows.update(state=to, **changes) != 1:
        raise refusal or elsewhere()
    row.refresh_from_db()
    return row


def touched(claim: Claim) -> None:
    """Whoever looks at the case sees that it changed."""
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)
