"""Background work of the record."""

from __future__ import annotations

from datetime import timedelta

from anpei.audit import actions
from anpei.jobs import periodic


@periodic("audit.seal", every=timedelta(minutes=1))
def seal() -> None:
    """From then on a deleted case, or the deleted end of one, shows."""
    actions.seal()
