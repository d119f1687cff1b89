"""A medical receipt as it is typed: the head from a form, the items from repeated fields of the same POST."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.core.errors import Invalid
from anpei.engine.questions import BillMarks, bills
from anpei.products import queries as products
from anpei.settlement.actions import LineForm, ReceiptForm
from anpei.values.money import MoneyError, format_yuan, parse_yuan

if TYPE_CHECKING:
    from anpei.settlement.models import Receipt
    from anpei.workbench.desk import Desk
    from anpei.workbench.forms import WorkbenchForm

FIELDS = ("item", "category", "nrdl_class", "first_pay", "amount", "mark")
EMPTY_ROWS = 3


@dataclass(frozen=True)
class TypedLine:
    """One row of the item table as typed, with what is wrong beside it."""

    item: str = ""
    category: str = "drug"
    nrdl_class: str = "A"
    first_pay: str = ""
    amount: str = ""
    mark: str = ""  # list:<code> or item:<code>
    errors: tuple[str, ...] = ()


def typed_lines(raw: QueryDict) -> list[TypedLine]:
    """Rows of the POST, empty ones left out."""
    columns = [raw.getlist(f"line_{name}") for name in FIELDS]
    typed = zip_longest(*columns, fillvalue="")
    rows = [
        TypedLine(item, category, nrdl_class, share, amount, mark)
        for item, category, nrdl_class, share, amount, mark in typed
    ]
    return [row for row in rows if row.item.strip() or row.amount.strip()]


def read(values: dict[str, Any], raw: QueryDict) -> ReceiptForm:
    """The receipt as plain values. Raises Invalid for an amount or share that is no number, beside its row."""
    errors: dict[str, Any] = {}
    lines = []
    for position, row in enumerate(typed_lines(raw)):
        lines.append(
            LineForm(
                item=row.item,
                category=row.category,
                nrdl_class=row.nrdl_class or "A",
                item_code=_marked(row.mark, "item"),
                drug_list=_marked(row.mark, "list"),
                amount_fen=_fen(row.amount, f"lines.{position}.amount_fen", errors),
                first_pay_bp=_fen(
                    row.first_pay.strip().removesuffix("%") or "0", f"lines.{position}.first_pay_bp", errors
                ),
            )
        )
    if errors:
        raise Invalid(fields=errors)
    amounts: dict[str, Any] = {
        name: values[name] or 0 for name in ("total_fen", "social_fen", "other_fen", "account_fen")
    }
    rest: dict[str, Any] = {name: value for name, value in values.items() if name not in amounts}
    return ReceiptForm(lines=tuple(lines), **amounts, **rest)


def rows_to_show(form: WorkbenchForm, receipt: Receipt | None) -> list[TypedLine]:
    """What was typed with its errors, else the items as stored; always a few empty rows at the end."""
    if form.is_bound:
        wrong: dict[int, list[str]] = {}
        for name, words in form.line_errors.items():
            wrong.setdefault(int(name.split(".")[1]), []).append(words)
        rows = [
            TypedLine(
                row.item,
                row.category,
                row.nrdl_class,
                row.first_pay,
                row.amount,
                row.mark,
                tuple(wrong.get(position, ())),
            )
            for position, row in enumerate(typed_lines(form.data))  # type: ignore[arg-type]
        ]
    else:
        rows = [
            TypedLine(
                line.item,
                line.category,
                line.nrdl_class,
                format_yuan(line.first_pay_bp) if line.first_pay_bp else "",
                format_yuan(line.amount_fen),
                f"list:{line.drug_list}"
                if line.drug_list
                else f"item:{line.item_code}"
                if line.item_code
                else "",
            )
            for line in (receipt.lines.all() if receipt else ())
        ]
    return rows + [TypedLine()] * (EMPTY_ROWS if not rows else 1)


def initial(desk: Desk, target: str) -> dict[str, Any]:
    receipt = desk.claim.receipts.filter(pk=target).first() if target.isdigit() else None
    if receipt is None:
        return {
            "hospital": desk.claim.hospital,
            "setting": desk.claim.care if desk.claim.care in ("inpatient", "outpatient") else "inpatient",
        }
    names = ("setting", "code", "number", "hospital", "issued_on", "admitted_on", "discharged_on")
    money = ("total_fen", "social_fen", "other_fen", "account_fen", "social_settled")
    hospital = ("hospital_class", "designated", "emergency")
    return {name: getattr(receipt, name) for name in (*names, *money, *hospital)}


def ask_what_counts(desk: Desk, form: WorkbenchForm) -> None:
    """The hospital is asked for only where a term of the product reads it."""
    if not _marks(desk).hospital:
        for name in ("hospital_class", "designated", "emergency"):
            del form.fields[name]


def marks_to_choose(desk: Desk) -> list[tuple[str, str]]:
    """Drug lists of the product, and items its terms name; empty where it knows neither."""
    language = get_language() or "zh-hans"
    asked = _marks(desk)
    lists = [(f"list:{code}", name.in_(language)) for code, name in asked.lists]
    return lists + [(f"item:{code}", f"{name.in_(language)} {code}") for code, name in asked.items]


def _marks(desk: Desk) -> BillMarks:
    version = desk.claim.product_version
    return bills(products.terms(version)) if version else BillMarks(False, (), ())


def _marked(mark: str, kind: str) -> str:
    found, _colon, code = mark.partition(":")
    return code if found == kind else ""


def _fen(text: str, name: str, errors: dict[str, Any]) -> int:
    """Hundredths of what was typed: fen of an amount, basis points of a percentage."""
    try:
        return parse_yuan(text)
    except MoneyError:
        errors[name] = _("Please write a number such as 1234.50.")
        return 0
