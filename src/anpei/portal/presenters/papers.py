"""The list of papers as a customer reads it: what is here, what is missing, and why each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.wording import paper_name
from anpei.portal.presenters import wording
from anpei.portal.presenters.capture import Guide, guide_of
from anpei.portal.presenters.journey import Tag
from anpei.portal.presenters.reported import ICONS

MISSING = (ItemState.WANTED, ItemState.NEEDS_FIX)


@dataclass(frozen=True)
class Need:
    kind: str
    name: str
    why: str
    clause: str
    how: str
    icon: str
    state: str
    tag: Tag
    button: str
    segment: str
    guide: Guide


def needs_of(claim: Claim) -> list[Need]:
    """Every item that concerns the customer."""
    return [_need(item) for item in claim.checklist.all()]


def counts(needs: list[Need]) -> dict[str, Any]:
    """How many of the papers the customer brings are here, in one sentence."""
    own = [need for need in needs if need.state not in (ItemState.HELD, ItemState.WAIVED)]
    here = [need for need in own if need.state in (ItemState.RECEIVED, ItemState.CONFIRMED)]
    again = sum(need.state == ItemState.NEEDS_FIX for need in own)
    missing = sum(need.state == ItemState.WANTED for need in own)
    words = []
    if again:
        words.append(
            ngettext("%(count)d please send again", "%(count)d please send again", again) % {"count": again}
        )
    if missing:
        words.append(
            ngettext("%(count)d not here yet", "%(count)d not here yet", missing) % {"count": missing}
        )
    return {
        "total": len(own),
        "here": len(here),
        "words": _("; ").join(words) or _("All here. Thank you."),
        "own": own,
    }


def _need(item: ChecklistItem) -> Need:
    again = item.state == ItemState.NEEDS_FIX
    name = paper_name(item.kind)
    why = item.why_zh if wording.chinese() else item.why_en
    return Need(
        kind=item.kind,
        name=name,
        why=item.problem if item.problem and item.state in (ItemState.NEEDS_FIX, ItemState.WAIVED) else why,
        clause=item.clause,
        how=item.fix,
        icon=ICONS.get(item.kind, "doc"),
        state=item.state,
        tag=_tag(item.state),
        button=_("Take it again") if again else _("Photo or file"),
        segment={ItemState.CONFIRMED: "ok", ItemState.RECEIVED: "on", ItemState.NEEDS_FIX: "you"}.get(
            ItemState(item.state), ""
        ),
        guide=guide_of(item.kind),
    )


def _tag(state: str) -> Tag:
    return {
        ItemState.WANTED: Tag("you", "you", _("Not yet")),
        ItemState.RECEIVED: Tag("us", "check", pgettext("portal", "Here")),
        ItemState.CONFIRMED: Tag("ok", "check", pgettext("portal", "In order")),
        ItemState.NEEDS_FIX: Tag("you", "redo", pgettext("portal", "Again")),
        ItemState.WAIVED: Tag("ok", "check", pgettext("portal", "Not needed")),
        ItemState.HELD: Tag("ok", "check", _("We have it")),
    }[ItemState(state)]
