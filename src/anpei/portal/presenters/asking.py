"""A question and its answer as the customer reads them: plain words, and a chip that opens what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anpei.claims.models import Claim
from anpei.core import clock
from anpei.enquiries.answering import Answer, Citation
from anpei.enquiries.models import Enquiry, EnquiryState
from anpei.portal.presenters import wording
from anpei.values.dates import local_datetime

ICONS = {"clause": "doc", "law": "law", "case": "folder", "knowledge": "list"}


@dataclass(frozen=True)
class Chip:
    number: int
    icon: str
    label: str
    text: str
    source: str
    chinese: bool  # the text is the contract's own, whatever the language of the page


@dataclass(frozen=True)
class Turn:
    """One question: what was said, what it rests on, and who answers where the machine does not."""

    id: int
    question: str
    at: datetime
    answer: Answer
    chips: list[Chip]
    waiting: bool
    replied: bool
    open_to_person: bool  # nobody was asked yet
    person: str
    face: str
    due_at: datetime | None
    until: str
    late: bool
    reply: str
    replied_by: str
    replied_at: datetime | None
    understood: bool | None


def turns(rows: Iterable[Enquiry]) -> list[Turn]:
    return [_turn(row) for row in rows]


def suggestions(claim: Claim | None) -> list[str]:
    """Questions that one tap asks; each is answered from the case or the knowledge base."""
    if claim is None:
        return [
            _("How do I report a claim?"),
            _("Do I have to send original receipts?"),
            _("How long until there is a result?"),
            _("Can I do it for my family?"),
        ]
    if claim.decided_at is None:
        return [
            _("Where is my case?"),
            _("What is still missing?"),
            _("By when do I get the result?"),
            _("Which account is the money paid to?"),
        ]
    return [
        _("How was my amount calculated?"),
        _("Has my money been paid?"),
        _("What if I disagree with the result?"),
        _("Where is the letter?"),
    ]


def _turn(row: Enquiry) -> Turn:
    answer = Answer.from_json(row.answer)
    name = row.person.display_name if row.person else ""
    return Turn(
        id=row.pk,
        question=row.question,
        at=row.created_at,
        answer=answer,
        chips=[_chip(at, one) for at, one in enumerate(answer.citations, start=1)],
        waiting=row.state == EnquiryState.WAITING,
        replied=row.state == EnquiryState.REPLIED,
        open_to_person=row.state == EnquiryState.ANSWERED,
        person=name,
        face=wording.face(name),
        due_at=row.due_at,
        until=_until(row.due_at),
        late=row.state == EnquiryState.WAITING and row.due_at is not None and row.due_at < clock.now(),
        reply=row.reply,
        replied_by=row.replied_by.display_name if row.replied_by else "",
        replied_at=row.replied_at,
        understood=row.understood,
    )


def _chip(number: int, one: Citation) -> Chip:
    return Chip(number, ICONS[one.kind], one.label, one.text, one.source, chinese=one.kind == "clause")


def _until(due_at: datetime | None) -> str:
    """ "At the latest" alone for the end of a day, with the time otherwise."""
    if due_at is None:
        return ""
    at = local_datetime(due_at)
    if (at.hour, at.minute) in ((23, 59), (0, 0)):
        return pgettext("portal", "At the latest")
    return _("At the latest, before %(time)s") % {"time": f"{at:%H:%M}"}
