"""Where a complaint can stand and where it may go."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ComplaintState(models.TextChoices):
    RECEIVED = "received", _("Received")
    INVESTIGATING = "investigating", _("Being looked into")
    SIGNING = "signing", _("Waiting for the second signature")
    ANSWERED = "answered", _("Answer sent")
    REVIEW = "review", _("In review by the unit above")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DECLINED = "declined", _("Not taken up")
    MERGED = "merged", _("Goes on under another number")


S = ComplaintState

ALLOWED: dict[ComplaintState, frozenset[ComplaintState]] = {
    S.RECEIVED: frozenset({S.INVESTIGATING, S.WITHDRAWN, S.DECLINED, S.MERGED}),
    S.INVESTIGATING: frozenset({S.SIGNING, S.WITHDRAWN, S.DECLINED, S.MERGED}),
    S.SIGNING: frozenset({S.INVESTIGATING, S.ANSWERED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.REVIEW, S.CLOSED, S.INVESTIGATING}),
    S.REVIEW: frozenset({S.CLOSED, S.WITHDRAWN}),
    S.CLOSED: frozenset({S.INVESTIGATING}),
    S.WITHDRAWN: frozenset({S.INVESTIGATING}),
    S.DECLINED: frozenset({S.INVESTIGATING}),
    S.MERGED: frozenset(),
}
AT_WORK = (S.RECEIVED, S.INVESTIGATING, S.SIGNING)  # no decision has been sent yet
OPEN = (*AT_WORK, S.ANSWERED, S.REVIEW)
REOPENED_FROM = (S.ANSWERED, S.CLOSED, S.WITHDRAWN, S.DECLINED)
