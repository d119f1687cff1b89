"""Receipts a hospital's system sends as data, without a picture: papers of the list like any other, a person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.audit.actions import record
from anpei.claims.actions import note_material
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid
from anpei.documents import events, numbers
from anpei.documents.actions.papers import refuse_when_closed
from anpei.documents.models import Origin, Paper, PaperPart, PaperState, PartField
from anpei.terms.papers import PaperKind

CERTAIN_BP = 10_000
"""Nothing was read by machine, so nothing can be misread; whether it is right, a person says."""


@dataclass(frozen=True)
class FedItem:
    item: str
    amount_fen: int
    insurance_class: str = ""


@dataclass(frozen=True)
class FedReceipt:
    """A receipt as the hospital's system holds it. Figures it does not have stay None."""

    kind: str
    code: str
    number: str
    payer_name: str
    hospital: str
    issued_on: date
    total_fen: int
    fund_paid_fen: int | None = None
    other_paid_fen: int | None = None
    account_paid_fen: int | None = None
    cash_paid_fen: int | None = None
    admitted_on: date | None = None
    discharged_on: date | None = None
    items: Sequence[FedItem] = field(default_factory=tuple)


@dataclass(frozen=True)
class Fed:
    """``known`` says that this receipt was on the case already: nothing was added."""

    part: PaperPart
    known: bool


def take_feed(claim: Claim, *, receipt: FedReceipt, source: str, by: Actor) -> Fed:
    """Put a receipt a hospital sent on the list of a case. The same number twice is one paper."""
    if receipt.kind not in (PaperKind.INPATIENT_RECEIPT, PaperKind.OUTPATIENT_RECEIPT):
        raise Invalid(fields={"kind": _("Please choose one of the papers shown.")})
    number_hash = numbers.hash_of({"code": receipt.code, "number": receipt.number})
    with transaction.atomic():
        claim = locked(claim.pk)
        refuse_when_closed(claim)
        known = PaperPart.objects.filter(
            paper__claim=claim, paper__state=PaperState.RECEIVED, number_hash=number_hash
        ).first()
        if known is not None:
            return Fed(known, known=True)
        item = claim.checklist.filter(kind=receipt.kind).first()
        now = clock.now()
        paper = Paper.objects.create(
            claim=claim,
            item=item,
            origin=Origin.FEED,
            note=source[:200],
            received_at=now,
            parts_proposed_at=now,
        )
        part = PaperPart.objects.create(
            paper=paper,
            item=item,
            position=0,
            read_kind=receipt.kind,
            kind=receipt.kind,
            kind_confidence_bp=CERTAIN_BP,
            number_hash=number_hash,
        )
        PartField.objects.bulk_create(_fields(part, receipt))
        note_material(claim, items=[item] if item else [], by=by)
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.PaperRead(paper=paper.pk, kinds=[receipt.kind], engine=source[:60]),
            by=by,
        )
    return Fed(part, known=False)


def _fields(part: PaperPart, receipt: FedReceipt) -> list[PartField]:
    head: list[tuple[str, str, object]] = [
        ("code", "text", receipt.code),
        ("number", "text", receipt.number),
        ("payer_name", "text", receipt.payer_name),
        ("hospital", "text", receipt.hospital),
        ("issued_on", "date", receipt.issued_on),
        ("admitted_on", "date", receipt.admitted_on),
        ("discharged_on", "date", receipt.discharged_on),
        ("total", "money", receipt.total_fen),
        ("fund_paid", "money", receipt.fund_paid_fen),
        ("other_paid", "money", receipt.other_paid_fen),
        ("account_paid", "money", receipt.account_paid_fen),
        ("cash_paid", "money", receipt.cash_paid_fen),
    ]
    rows: list[tuple[int | None, str, str, object]] = [(None, *one) for one in head]
    for row, item in enumerate(receipt.items):
        rows += [
            (row, "item", "text", item.item),
            (row, "class", "text", item.insurance_class),
            (row, "amount", "money", item.amount_fen),
        ]
    given = [(row, name, kind, str(value)) for row, name, kind, value in rows if value not in (None, "")]
    return [
        PartField(
            part=part,
            position=position,
            row=row,
            name=name,
            kind=kind,
            read_text=value,
            read_value=value,
            value=value,
            confidence_bp=CERTAIN_BP,
        )
        for position, (row, name, kind, value) in enumerate(given)
    ]
