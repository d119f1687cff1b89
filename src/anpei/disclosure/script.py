"""What a return visit asks, as data: one question for each thing the rules want confirmed (regulations §2)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Asked:
    code: str
    text: str | Promise
    why: str | Promise


SCRIPT = (
    Asked(
        "person",
        _("Am I speaking with the person who took out this policy?"),
        _("Only the policyholder is asked."),
    ),
    Asked(
        "signed",
        _("Did you sign or confirm the application yourself?"),
        _("Nobody may sign for somebody else."),
    ),
    Asked(
        "product", _("Do you know that this is an insurance, and which one?"), _("Not savings, not a fund.")
    ),
    Asked(
        "read",
        _("Did you read what is covered and what is not?"),
        _("The exclusions were shown and explained."),
    ),
    Asked(
        "term", _("Do you know how long you pay and how long it covers?"), _("Term of payment and of cover.")
    ),
    Asked(
        "loss",
        _("Do you know that leaving later may cost you money?"),
        _("Loss when leaving after the cooling-off."),
    ),
    Asked(
        "cooling",
        _("Do you know until when you can change your mind?"),
        _("The cooling-off period and its last day."),
    ),
)
CODES = tuple(one.code for one in SCRIPT)
