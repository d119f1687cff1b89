"""States of a clock and the moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClockState(TextChoices):
    """A clock that runs past its end stays running until somebody does what it waits for, then it is
    missed.
    """

    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("kept")
    MISSED = "missed", _("late")
    CANCELLED = "cancelled", _("no longer needed")


OPEN = (ClockState.RUNNING, ClockState.PAUSED)
FINAL = (ClockState.MET, ClockState.MISSED, ClockState.CANCELLED)

MOVES: dict[ClockState, tuple[ClockState, ...]] = {
    ClockState.RUNNING: (ClockState.PAUSED, *FINAL),
    ClockState.PAUSED: (ClockState.RUNNING, *FINAL),
    ClockState.MET: (),
    ClockState.MISSED: (),
    ClockState.CANCELLED: (),
}
