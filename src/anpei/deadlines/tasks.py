"""Background work of the clocks."""

from __future__ import annotations

from datetime import timedelta

from anpei.deadlines import actions
from anpei.deadlines.watch import watch
from anpei.jobs import periodic, task


@periodic("deadlines.watch", every=timedelta(minutes=1))
def watch_clocks() -> None:
    """Raise what is due: warnings, delay notices still to be given, ends that passed."""
    watch()


@task("deadlines.recompute_provisional")
def recompute_provisional() -> None:
    """After an import of holidays."""
    actions.recompute_provisional()
