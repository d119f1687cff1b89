"""What was understood of each photo, as the customer reads it: a card for each paper found, with a yes to give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from anpei.claims.models import ChecklistItem, Claim, ItemState
from anpei.claims.states import BEFORE_DECISION
from anpei.claims.wording import paper_name
from anpei.documents.models import FieldState, Origin, Paper, PartField, ReadState
from anpei.documents.understood import Understood, UnderstoodFile, UnderstoodPart
from anpei.documents.wording import field_name, noticed, shown, side_name
from anpei.portal.presenters import wording
from anpei.portal.presenters.journey import Tag
from anpei.recognition.reading import Level
from anpei.terms.papers import PaperKind as K

MOST_FIELDS = 4
MOST_PICKS = 5
# What a person can say yes to at a glance, by kind of paper; the first ones that were read are shown.
WORTH_SHOWING: dict[str, tuple[str, ...]] = {
    K.ID_CARD: ("name", "number", "authority", "valid_until"),
    K.BANK_CARD: ("number", "bank", "holder"),
    K.OUTPATIENT_RECEIPT: ("payer_name", "total", "fund_paid", "issued_on"),
    K.INPATIENT_RECEIPT: ("payer_name", "total", "fund_paid", "issued_on"),
    K.ITEMISED_BILL: ("name", "total", "admitted_on", "discharged_on"),
    K.DISCHARGE_SUMMARY: ("name", "admitted_on", "discharged_on", "diagnosis"),
    K.DIAGNOSIS: ("name", "diagnosis", "issued_on"),
    K.INVOICE: ("seller", "total", "issued_on"),
    K.REPAIR_LIST: ("plate", "total"),
    K.TRAFFIC_CERTIFICATE: ("happened_on", "place", "responsibility"),
    K.DEATH_CERTIFICATE: ("name", "died_on"),
    K.LOSS_LIST: ("claimant", "total"),
}
PRIVATE = ("identity", "account")
LIGHT: dict[str, tuple[str, Promise]] = {
    "picture.glare": ("sun", pgettext_lazy("portal", "Glare")),
    "picture.blurred": ("alert", pgettext_lazy("portal", "Blurred")),
    "picture.dark": ("sun", pgettext_lazy("portal", "Dark")),
    "picture.cut": ("alert", pgettext_lazy("portal", "Cut off")),
    "picture.unreadable": ("alert", pgettext_lazy("portal", "Hard to read")),
}


@dataclass(frozen=True)
class Line:
    """One thing read. ``told`` is what the customer says stands there instead."""

    key: str
    label: str
    text: str
    typed: str
    told: str = ""


@dataclass(frozen=True)
class Card:
    paper: int
    part: int
    title: str
    tag: Tag
    note: str
    at: datetime
    file: bool
    kind: str = ""
    item: str = ""
    working: bool = False
    unknown: bool = False
    again: bool = False
    agreed: bool = False
    may_tell: bool = False
    may_take_back: bool = False
    lines: list[Line] = field(default_factory=list)
    picks: list[tuple[str, str]] = field(default_factory=list)


def cards_of(claim: Claim, found: Understood) -> list[Card]:
    """A card for each paper found in each file, newest last, as they were taken."""
    items = list(claim.checklist.all())
    return [card for file in found.files for card in _cards(claim, file, items)]


def _cards(claim: Claim, file: UnderstoodFile, items: list[ChecklistItem]) -> Iterator[Card]:
    if not file.parts:
        yield _whole(claim, file, items)
        return
    for part in file.parts:
        yield _part(claim, file.paper, part, items)


def _whole(claim: Claim, file: UnderstoodFile, items: list[ChecklistItem]) -> Card:
    """A file nothing was read from: still waiting, given up, or not for a machine."""
    paper = file.paper
    item = paper.item
    title, note = _name(paper), ""
    if file.under_way:
        tag = Tag("us", "clock", pgettext("portal", "Reading"))
        note = _("We are reading it. A few seconds, often.")
    elif file.state == ReadState.PARKED:
        tag = Tag("us", "you", pgettext("portal", "A person looks"))
        note = _("Our machine could not read this one. A colleague looks at it; nothing for you to do.")
    elif file.state == ReadState.READ:
        return Card(
            **_common(claim, paper, item),
            part=0,
            title=_("What is this?"),
            tag=Tag("you", "you", pgettext("portal", "Tell us")),
            note=_("We do not know this paper. If it is one of these, please tap it."),
            unknown=True,
            may_tell=_open(claim, item),
            picks=_picks(items),
        )
    else:
        tag = _item_tag(item)
    return Card(
        **_common(claim, paper, item),
        part=0,
        title=paper_name(item.kind) if item else title,
        tag=tag,
        note=note,
        working=file.under_way,
    )


def _part(claim: Claim, paper: Paper, part: UnderstoodPart, items: list[ChecklistItem]) -> Card:
    item = part.row.item or paper.item
    spoilt = next((one for one in part.findings if one.code in LIGHT and one.level != Level.NOTE), None)
    may_tell = _open(claim, item) and part.row.confirmed_at is None
    common = _common(claim, paper, item) | {"part": part.row.pk, "kind": part.kind, "may_tell": may_tell}
    if not part.kind:
        return Card(
            **common,
            title=_("What is this?"),
            tag=Tag("you", "you", pgettext("portal", "Tell us")),
            note=_("It does not look like a paper of a claim. If it is one of these, please tap it."),
            unknown=True,
            again=spoilt is not None,
            picks=_picks(items),
        )
    title = paper_name(part.kind)
    if part.row.side:
        title = _("%(paper)s, %(side)s") % {"paper": title, "side": side_name(part.row.side)}
    lines = _lines(part)
    if part.row.confirmed_at is not None:
        tag, note = Tag("ok", "check", pgettext("portal", "In order")), _("We have checked it.")
    elif spoilt is not None:
        icon, word = LIGHT[spoilt.code]
        tag, note = Tag("you", icon, str(word)), noticed(spoilt)
    else:
        tag = Tag("ok", "check", pgettext("portal", "Clear"))
        note = _("We read this:") if lines else _("We know this paper; a colleague reads it.")
    return Card(
        **common,
        title=title,
        tag=tag,
        note=note,
        again=spoilt is not None and may_tell,
        agreed=part.row.told_at is not None,
        lines=lines,
    )


def _common(claim: Claim, paper: Paper, item: ChecklistItem | None) -> dict[str, Any]:
    return {
        "paper": paper.pk,
        "at": paper.received_at,
        "file": paper.file is not None and paper.origin != Origin.VOICE,
        "item": item.kind if item else "",
        "may_take_back": paper.file is not None
        and claim.state in ("reported", "supplement")
        and (item is None or item.state != ItemState.CONFIRMED),
    }


def _open(claim: Claim, item: ChecklistItem | None) -> bool:
    return claim.state in BEFORE_DECISION and (item is None or item.state != ItemState.CONFIRMED)


def _lines(part: UnderstoodPart) -> list[Line]:
    wanted = WORTH_SHOWING.get(part.kind) or tuple(one.name for one in part.head)
    by_name = {one.name: one for one in part.head if one.value or one.told_value}
    return [_line(by_name[name]) for name in wanted if name in by_name][:MOST_FIELDS]


def _line(one: PartField) -> Line:
    value = one.value if one.state != FieldState.PROPOSED else one.told_value or one.value
    private = one.kind in PRIVATE
    return Line(
        key=str(one.pk),
        label=field_name(one.name),
        text=_masked(value) if private else _readable(one.kind, value),
        typed="" if private else shown(one.kind, value),
        told=one.told_value if one.state == FieldState.PROPOSED else "",
    )


def _readable(kind: str, value: str) -> str:
    if kind == "money":
        return _("%(amount)s yuan") % {"amount": shown(kind, value)}
    if kind == "date":
        with suppress(ValueError):  # “long-term” on a card is no date
            return wording.day_year(date.fromisoformat(value))
    return shown(kind, value)


def _masked(value: str) -> str:
    return f"{'*' * 4} {value[-4:]}" if len(value) > 4 else value


def _picks(items: list[ChecklistItem]) -> list[tuple[str, str]]:
    """What it may be: the papers still missing first, then those that came."""
    order = {ItemState.NEEDS_FIX: 0, ItemState.WANTED: 0, ItemState.RECEIVED: 1}
    ranked = sorted(
        (item for item in items if item.state in order), key=lambda item: order[ItemState(item.state)]
    )
    return [(item.kind, paper_name(item.kind)) for item in ranked[:MOST_PICKS]]


def _name(paper: Paper) -> str:
    if paper.origin == Origin.VOICE:
        return _("Voice message")
    if paper.file is None:
        return _("The original on paper")
    return paper.filename or pgettext("portal", "File")


def _item_tag(item: ChecklistItem | None) -> Tag:
    if item is not None and item.state == ItemState.CONFIRMED:
        return Tag("ok", "check", pgettext("portal", "In order"))
    return Tag("us", "check", pgettext("portal", "Here"))
