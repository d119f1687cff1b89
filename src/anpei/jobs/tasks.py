"""Background work of the queue itself."""

from __future__ import annotations

from datetime import timedelta

from anpei.jobs import actions
from anpei.jobs.registry import periodic


@periodic("jobs.purge", every=timedelta(days=1))
def purge() -> None:
    actions.purge()
