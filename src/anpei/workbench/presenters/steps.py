"""What is missing for the next step of a case, and the one primary action of its page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.claims.models import ItemState
from anpei.claims.states import ClaimState as S
from anpei.settlement import sheets
from anpei.surveys.states import OPEN as SURVEY_OPEN

if TYPE_CHECKING:
    from anpei.workbench.desk import Desk


@dataclass(frozen=True)
class Missing:
    """One thing that is missing, the section that solves it and its key."""

    text: str
    section: str
    key: str = ""


@dataclass(frozen=True)
class Next:
    """The primary action: a command to post, or a section to go to. Off while something is missing."""

    label: str
    command: str = ""
    section: str = ""
    missing: list[Missing] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return not self.missing


def next_of(desk: Desk) -> Next | None:
    """None when the next step is somebody else's or nothing is left to do."""
    state = desk.claim.state
    if state in (S.REPORTED, S.SUPPLEMENT) and desk.offers("accept"):
        return Next(_("Accept"), command="accept", missing=_papers_missing(desk))
    if state == S.ACCEPTED and desk.offers("register"):
        missing = [] if desk.claim.member_id else [Missing(_("The policy is not known yet"), "policy", "3")]
        return Next(_("Register and review"), command="register", missing=missing)
    if state == S.ASSESSING and desk.offers("propose"):
        return Next(_("Propose a decision"), section="decision", missing=_review_missing(desk))
    if state in (S.PAYING, S.PAYMENT_RETURNED) and desk.offers("payee"):
        if not desk.claim.payees.filter(active=True).exists():
            return Next(
                _("Payment"), section="payment", missing=[Missing(_("No account yet"), "payment", "8")]
            )
        if state == S.PAYMENT_RETURNED:
            return Next(_("Correct the account"), section="payment")
    return None


def _papers_missing(desk: Desk) -> list[Missing]:
    states = list(desk.claim.checklist.values_list("state", flat=True))
    found = []
    if unseen := states.count(ItemState.RECEIVED):
        found.append(
            Missing(
                ngettext("%(count)d paper to look at", "%(count)d papers to look at", unseen)
                % {"count": unseen},
                "papers",
                "P",
            )
        )
    if wanted := states.count(ItemState.WANTED) + states.count(ItemState.NEEDS_FIX):
        found.append(
            Missing(
                ngettext("%(count)d paper missing", "%(count)d papers missing", wanted) % {"count": wanted},
                "papers",
                "P",
            )
        )
    if not found and desk.claim.first_material_at is None:
        found.append(Missing(_("Nothing has been handed in yet"), "papers", "P"))
    return found


def _review_missing(desk: Desk) -> list[Missing]:
    found = []
    review = desk.claim.coverage_reviews.first()
    if review is None:
        found.append(Missing(_("Coverage not checked yet"), "coverage", "C"))
    elif review.confirmed_at is None:
        found.append(Missing(_("Coverage not confirmed"), "coverage", "C"))
    if desk.claim.surveys.filter(state__in=SURVEY_OPEN).exists():
        found.append(Missing(_("A survey is still under way"), "survey"))
    if sheets.needed(desk.claim) and not desk.claim.fact_sheets.exists():
        found.append(Missing(_("The facts are not signed yet"), "facts", "F"))
    refusal_only = review is not None and review.outcome == "fail"
    if not refusal_only and not desk.claim.runs.exists():
        found.append(Missing(_("Not calculated yet"), "calculation", "L"))
    return found
