"""What has to be asked of the claimant again, computed from list, reading and comparisons; a person looks and sends.

Only what the claimant can mend is proposed, in the claimant's language and about the picture or the paper, never the
person. What other cases hold is evidence for staff and is never asked about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.wording import paper_name
from anpei.documents import wording
from anpei.documents.checks import Check, Outcome
from anpei.documents.models import PaperState, ReadState
from anpei.documents.understood import Understood, UnderstoodFile, UnderstoodPart
from anpei.recognition.reading import Level
from anpei.terms.papers import PaperKind

LOW_BP = 8_500
PICTURE = "picture."
LONGEST = 200


@dataclass(frozen=True)
class Ask:
    """One item that came and does not do yet: what is wrong and how to mend it."""

    item: ChecklistItem
    problem: str
    fix: str


def proposals(claim: Claim, found: Understood, compared: list[Check]) -> list[Ask]:
    """At most one for each item that came and nobody has decided on, in the order of the list."""
    with translation.override(language_of(claim)):
        return [
            Ask(item, problem[:LONGEST], fix[:LONGEST])
            for item in claim.checklist.filter(state=ItemState.RECEIVED)
            if (said := next(_problems(item, found, compared), None))
            for problem, fix in (said,)
        ]


def language_of(claim: Claim) -> str:
    """The language of whoever reads the notice."""
    reader = claim.reporter or claim.insured
    return reader.language if reader else "zh-hans"


def _problems(item: ChecklistItem, found: Understood, compared: list[Check]) -> Iterator[tuple[str, str]]:
    files = [file for file in found.files if file.paper.item_id == item.pk]
    parts = [part for part in found.of_kind(item.kind) if part.row.paper.state == PaperState.RECEIVED]
    yield from _unread(item, files)
    if not parts:
        yield from _other_paper(item, files)
        return
    for part in parts:
        yield from _unclear(part)
    if item.kind == PaperKind.ID_CARD:
        yield from _sides(parts)
    mine = {part.row.pk for part in parts}
    yield from _failed([check for check in compared if mine & set(check.parts)])


def _unread(item: ChecklistItem, files: list[UnderstoodFile]) -> Iterator[tuple[str, str]]:
    for file in files:
        if file.state == ReadState.PARKED and file.reason.startswith("file."):
            yield (
                wording.why_unread(file.reason),
                _("Please send %(paper)s once more.") % {"paper": paper_name(item.kind)},
            )


def _other_paper(item: ChecklistItem, files: list[UnderstoodFile]) -> Iterator[tuple[str, str]]:
    """The file was handed in for this item and surely is something else."""
    for part in (part for file in files for part in file.parts):
        if part.kind and part.kind != item.kind:
            yield (
                _("What came is: %(other)s.") % {"other": paper_name(part.kind)},
                _("Please send %(paper)s.") % {"paper": paper_name(item.kind)},
            )


def _unclear(part: UnderstoodPart) -> Iterator[tuple[str, str]]:
    """A picture that cannot be used; a small flaw alone is none while everything on it can be read."""
    missing = any(one.code == "field.missing" for one in part.findings)
    unsure = missing or any(one.confidence_bp < LOW_BP for one in part.head)
    for one in part.findings:
        if one.level == Level.ERROR or (one.code.startswith(PICTURE) and unsure):
            yield (
                wording.noticed(one),
                _("A new picture of %(paper)s is enough.") % {"paper": paper_name(part.kind)},
            )


def _sides(parts: list[UnderstoodPart]) -> Iterator[tuple[str, str]]:
    sides = {part.row.side for part in parts if part.row.side}
    if len(sides) == 1:
        other = "back" if "front" in sides else "front"
        yield (
            _("Only one side of the identity card came."),
            _("Please send the %(side)s as well.") % {"side": wording.side_name(other)},
        )


def _failed(compared: list[Check]) -> Iterator[tuple[str, str]]:
    mend = {
        "date.valid": (
            _("This document had expired on the day of the event."),
            _("If there is a newer one, please send that."),
        ),
        "person.name": (
            _("This paper names somebody else than the insured."),
            _("Please send the paper of the insured, or tell us how the two belong together."),
        ),
        "sum.bill": (
            _("The itemised bill does not come to the receipts; pages may be missing."),
            _("Please send all pages of the bill. The hospital prints it again on request."),
        ),
    }
    for check in compared:
        if check.outcome == Outcome.FAIL and check.code in mend:
            problem, fix = mend[check.code]
            yield (f"{problem} {check.note}" if check.code == "sum.bill" else problem), fix
