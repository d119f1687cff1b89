"""Sums within a paper and between a bill and its receipts, as the fields stand now: read, confirmed or corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from anpei.documents.checks.check import Check, equal_sums
from anpei.documents.models import PartField
from anpei.documents.understood import Understood, UnderstoodPart
from anpei.terms.papers import PaperKind

RECEIPTS = (PaperKind.INPATIENT_RECEIPT, PaperKind.OUTPATIENT_RECEIPT)
WITH_ITEMS = (*RECEIPTS, PaperKind.ITEMISED_BILL, PaperKind.REPAIR_LIST, PaperKind.LOSS_LIST)
PAYERS = ("fund_paid", "other_paid", "account_paid", "cash_paid")


def run(found: Understood) -> Iterator[Check]:
    for part in found.of_kind(*RECEIPTS):
        yield from _compared("sum.payers", part, ("total",), PAYERS, at_least=2)
        yield from _compared("sum.own", part, ("account_paid", "cash_paid"), ("own_share", "own_cost"))
    for part in found.of_kind(*WITH_ITEMS):
        yield from _items(part)
    yield from _bills(found)


def fen(field: PartField | None) -> int | None:
    return int(field.value) if field and field.kind == "money" and field.value.lstrip("-").isdigit() else None


def _compared(
    code: str, part: UnderstoodPart, whole: Sequence[str], pieces: Sequence[str], at_least: int = 0
) -> Iterator[Check]:
    """Nothing is said while a figure is missing: what is not printed is not zero."""
    wholes = [one for name in whole if (one := part.get(name)) and fen(one) is not None]
    parts = [one for name in pieces if (one := part.get(name)) and fen(one) is not None]
    if len(wholes) < len(whole) or len(parts) < (at_least or len(pieces)):
        return
    outcome, note = equal_sums(sum(fen(one) or 0 for one in parts), sum(fen(one) or 0 for one in wholes))
    yield Check(code, outcome, note, (part.row.pk,), tuple(one.pk for one in (*wholes, *parts)))


def _items(part: UnderstoodPart) -> Iterator[Check]:
    total = part.get("total")
    amounts = [one for line in part.lines for one in line if one.name == "amount" and fen(one) is not None]
    whole = fen(total)
    if total is None or whole is None or not amounts:
        return
    outcome, note = equal_sums(sum(fen(one) or 0 for one in amounts), whole)
    yield Check("sum.lines", outcome, note, (part.row.pk,), (total.pk, *(one.pk for one in amounts)))


def _bills(found: Understood) -> Iterator[Check]:
    """All bills together against all inpatient receipts: a hospital prints one bill a day as often as one a stay."""
    bills = [part for part in found.of_kind(PaperKind.ITEMISED_BILL) if fen(part.get("total")) is not None]
    receipts = [
        part for part in found.of_kind(PaperKind.INPATIENT_RECEIPT) if fen(part.get("total")) is not None
    ]
    if not bills or not receipts:
        return
    totals = [part.get("total") for part in (*bills, *receipts)]
    outcome, note = equal_sums(
        sum(fen(part.get("total")) or 0 for part in bills),
        sum(fen(part.get("total")) or 0 for part in receipts),
    )
    yield Check(
        "sum.bill",
        outcome,
        note,
        tuple(part.row.pk for part in (*bills, *receipts)),
        tuple(one.pk for one in totals if one),
    )
