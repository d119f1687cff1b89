"""A confirmed receipt as an expense entry: nothing is typed twice, and each amount keeps the figure it comes from."""

from __future__ import annotations

from anpei.claims.models import Claim
from anpei.documents.checks.dates import day
from anpei.documents.checks.sums import RECEIPTS, fen
from anpei.documents.models import PartField
from anpei.documents.understood import UnderstoodPart, understood
from anpei.settlement.receipt_form import LineForm, ReceiptForm
from anpei.terms.papers import LABELS, PaperKind

# What the items of a medical receipt are called, by what they are to the terms.
CATEGORIES = {
    "surgery": "手术 麻醉",  # Chinese is meant: printed on receipts
    "bed": "床位",  # Chinese is meant: as above
    "nursing": "护理 陪护",  # Chinese is meant: as above
    "material": "材料 耗材 器械",  # Chinese is meant: as above
    "exam": "检查 化验 检验 放射 超声 影像 病理",  # Chinese is meant: as above
    "treatment": "治疗 康复 理疗 输血 输氧 诊疗 诊察 挂号",  # Chinese is meant: as above
    "drug": "药",  # Chinese is meant: as above
}
CLASSES = {"甲": "A", "乙": "B", "丙": "C"}  # Chinese is meant: classes of the social insurance catalogue


def waiting(claim: Claim) -> list[UnderstoodPart]:
    """Confirmed receipts of a case that are not among its expenses yet."""
    entered = set(claim.receipts.values_list("part", flat=True))
    numbers = set(claim.receipts.values_list("code", "number"))
    return [
        part
        for part in understood(claim).of_kind(*RECEIPTS)
        if part.row.confirmed_at
        and part.row.pk not in entered
        and (part.value("code"), part.value("number")) not in numbers
    ]


def form_of(part: UnderstoodPart) -> ReceiptForm:
    """The receipt as its confirmed fields say. What is not printed stays empty: a person fills it in."""
    fund = part.get("fund_paid")
    total = fen(part.get("total")) or 0
    return ReceiptForm(
        setting="inpatient" if part.kind == PaperKind.INPATIENT_RECEIPT else "outpatient",
        issued_on=day(part.get("issued_on")),
        admitted_on=day(part.get("admitted_on")),
        discharged_on=day(part.get("discharged_on")),
        code=part.value("code"),
        number=part.value("number"),
        hospital=part.value("hospital"),
        total_fen=total,
        social_fen=fen(fund) or 0,
        other_fen=fen(part.get("other_paid")) or 0,
        account_fen=fen(part.get("account_paid")) or 0,
        social_settled=fund is None or bool(fen(fund)),
        lines=_lines(part, total),
        paper=part.row.paper,
        part=part.row,
    )


def category_of(item: str) -> str:
    return next(
        (code for code, words in CATEGORIES.items() if any(word in item for word in words.split())), "other"
    )


def _lines(part: UnderstoodPart, total_fen: int) -> list[LineForm]:
    rows = [_line(line) for line in part.lines]
    found = [row for row in rows if row is not None]
    if found:
        return found
    # A receipt without items printed on it is one item of its own.
    return [
        LineForm(
            item=LABELS[PaperKind(part.kind)].zh,
            category="other",
            amount_fen=total_fen,
            field=part.get("total"),
        )
    ]


def _line(line: tuple[PartField, ...]) -> LineForm | None:
    cells = {one.name: one for one in line}
    amount = fen(cells.get("amount"))
    if amount is None or "item" not in cells:
        return None
    item = cells["item"].value
    said = cells["class"].value if "class" in cells else cells["note"].value if "note" in cells else ""
    return LineForm(
        item=item,
        category=category_of(item),
        amount_fen=amount,
        nrdl_class=next((code for sign, code in CLASSES.items() if sign in said), "A"),
        field=cells["amount"],
    )
