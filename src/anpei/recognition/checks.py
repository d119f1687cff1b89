"""Checks within one paper: what must agree, agrees. Agreement supports the fields; disagreement becomes a finding.

Each check is named in the description of a kind with the fields it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from anpei.recognition.codes import invoice_code
from anpei.recognition.extraction import Draft
from anpei.recognition.reading import Finding, Level, Value

ROUNDING_FEN = 1


@dataclass
class Paper:
    fields: dict[str, Draft]
    rows: Sequence[Sequence[Draft]]
    codes: Sequence[str]
    today: date | None

    def value(self, name: str) -> Value | None:
        draft = self.fields.get(name)
        return draft.value if draft else None

    def fen(self, name: str) -> int | None:
        value = self.value(name)
        return value if isinstance(value, int) else None

    def day(self, name: str) -> date | None:
        value = self.value(name)
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None

    def support(self, *names: str) -> None:
        for name in names:
            if name in self.fields:
                self.fields[name].supported = True

    def doubt(self, *names: str) -> None:
        for name in names:
            if name in self.fields:
                self.fields[name].doubted = True


def run(checks: dict[str, Any], paper: Paper) -> list[Finding]:
    findings = [one for name, about in checks.items() for one in CHECKS[name](paper, about)]
    return findings + _check_digits(paper) + _impossible_dates(paper)


def _check_digits(paper: Paper) -> list[Finding]:
    findings = []
    for name, draft in paper.fields.items():
        if draft.proven:
            draft.supported = True
        elif draft.proven is False:
            draft.doubted = True
            if draft.form == "resident_id":
                findings.append(Finding("check_digit.resident_id", Level.WARNING, (name,)))
    return findings


def _impossible_dates(paper: Paper) -> list[Finding]:
    findings = []
    for name, draft in paper.fields.items():
        if draft.form != "date" or name.endswith("until"):
            continue
        day = paper.day(name)
        if day and paper.today and day > paper.today:
            draft.doubted = True
            findings.append(Finding("date.future", Level.WARNING, (name,), {"date": day.isoformat()}))
    return findings


def _identity(paper: Paper, about: dict[str, str]) -> list[Finding]:
    number = paper.value(about["number"])
    draft = paper.fields.get(about["number"])
    if not isinstance(number, str) or draft is None or len(number) != 18 or draft.proven is False:
        return []
    findings = []
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = "男" if number[16] in "13579" else "女"
    for name, expected in ((about.get("born_on", ""), born), (about.get("sex", ""), sex)):
        if paper.value(name) == expected:
            paper.support(name, about["number"])
        elif paper.value(name) is not None:
            paper.doubt(name)
            findings.append(
                Finding("identity.differs", Level.WARNING, (name, about["number"]), {"expected": expected})
            )
    return findings


def _order(paper: Paper, names: list[str]) -> list[Finding]:
    days = [(name, day) for name in names if (day := paper.day(name))]
    for (earlier, one), (later, other) in pairwise(days):
        if one > other:
            paper.doubt(earlier, later)
            detail: dict[str, Value] = {"earlier": one.isoformat(), "later": other.isoformat()}
            return [Finding("date.order", Level.WARNING, (earlier, later), detail)]
    return []


def _valid(paper: Paper, about: dict[str, str]) -> list[Finding]:
    day = paper.day(about["until"])
    if day and paper.today and day < paper.today:
        return [Finding("paper.expired", Level.WARNING, (about["until"],), {"date": day.isoformat()})]
    return []


def _words(paper: Paper, about: dict[str, str]) -> list[Finding]:
    digits, words = paper.fen(about["total"]), paper.fen(about["words"])
    if digits is None or words is None:
        return []
    if digits == words:
        paper.support(about["total"], about["words"])
        return []
    paper.doubt(about["total"], about["words"])
    return [
        Finding(
            "sum.words", Level.WARNING, (about["total"], about["words"]), {"digits": digits, "words": words}
        )
    ]


def _lines(paper: Paper, about: dict[str, str]) -> list[Finding]:
    total = paper.fen(about["total"])
    cells = [draft for row in paper.rows for draft in row if draft.name == about["column"]]
    amounts = [draft.value for draft in cells if isinstance(draft.value, int)]
    if total is None or not amounts:
        return []
    added = sum(amounts)
    if added == total:
        paper.support(about["total"])
        for draft in cells:
            draft.supported = True
        return []
    paper.doubt(about["total"])
    detail: dict[str, Value] = {"lines": added, "total": total}
    return [Finding("sum.lines", Level.WARNING, (about["total"],), detail)]


def _split(paper: Paper, about: list[dict[str, Any]]) -> list[Finding]:
    findings = []
    for one in about:
        whole = [one["total"]] if isinstance(one["total"], str) else list(one["total"])
        parts = list(one["parts"])
        totals = [fen for name in whole if (fen := paper.fen(name)) is not None]
        amounts = [fen for name in parts if (fen := paper.fen(name)) is not None]
        if len(totals) < len(whole) or len(amounts) < min(len(parts), 2):
            continue
        if sum(totals) == sum(amounts):
            paper.support(*whole, *parts)
        elif len(amounts) == len(parts):
            paper.doubt(*parts)
            detail: dict[str, Value] = {"parts": sum(amounts), "total": sum(totals)}
            findings.append(Finding("sum.split", Level.WARNING, (*whole, *parts), detail))
    return findings


def _rows(paper: Paper, about: dict[str, str]) -> list[Finding]:
    """Quantity times price is the amount of a row, to a fen of rounding."""
    findings = []
    for number, row in enumerate(paper.rows):
        cells = {draft.name: draft for draft in row}
        price, quantity = (_decimal(cells.get(about[name])) for name in ("price", "quantity"))
        amount = cells.get(about["amount"])
        if price is None or quantity is None or amount is None or not isinstance(amount.value, int):
            continue
        if abs(price * quantity * 100 - amount.value) <= ROUNDING_FEN:
            for name in ("price", "quantity", "amount"):
                cells[about[name]].supported = True
        else:
            amount.doubted = True
            findings.append(Finding("sum.row", Level.NOTE, (about["amount"],), {"row": number + 1}))
    return findings


def _decimal(draft: Draft | None) -> Decimal | None:
    if draft is None or not isinstance(draft.value, str):
        return None
    try:
        return Decimal(draft.value)
    except InvalidOperation:
        return None


def _days(paper: Paper, about: dict[str, str]) -> list[Finding]:
    first, last, days = paper.day(about["from"]), paper.day(about["to"]), paper.value(about["days"])
    if first is None or last is None or not isinstance(days, int):
        return []
    stay = (last - first).days
    if days in (stay, stay + 1, max(stay, 1)):
        paper.support(about["from"], about["to"], about["days"])
        return []
    paper.doubt(about["days"])
    return [Finding("date.days", Level.WARNING, tuple(about.values()), {"stay": stay, "days": days})]


def _invoice_code(paper: Paper, about: dict[str, str]) -> list[Finding]:
    """The invoice's own code says its number, day and amount again."""
    said = next((code for text in paper.codes if (code := invoice_code(text))), None)
    if said is None:
        return []
    findings = []
    amounts = {paper.fen(about["total"]): about["total"], paper.fen(about["net"]): about["net"]}
    for name, value in (
        (about["number"], said.number),
        (about["issued_on"], said.issued_on),
        (about["code"], said.code),
    ):
        if not value or paper.value(name) is None:
            continue
        if paper.value(name) == value:
            paper.support(name)
        else:
            paper.doubt(name)
            findings.append(Finding("code.differs", Level.WARNING, (name,), {"code": value}))
    if said.amount_fen is not None and amounts.get(said.amount_fen):
        paper.support(amounts[said.amount_fen])
    return findings


def _uscc(paper: Paper, names: list[str]) -> list[Finding]:
    failed = [name for name in names if name in paper.fields and paper.fields[name].proven is False]
    return [Finding("check_digit.uscc", Level.WARNING, (name,)) for name in failed]


def _vin(paper: Paper, names: list[str]) -> list[Finding]:
    failed = [name for name in names if name in paper.fields and paper.fields[name].proven is False]
    return [Finding("check_digit.vin", Level.NOTE, (name,)) for name in failed]


def _luhn(paper: Paper, names: list[str]) -> list[Finding]:
    failed = [name for name in names if name in paper.fields and paper.fields[name].proven is False]
    return [Finding("check_digit.bank_card", Level.WARNING, (name,)) for name in failed]


CHECKS: dict[str, Callable[[Paper, Any], list[Finding]]] = {
    "identity": _identity,
    "order": _order,
    "valid": _valid,
    "words": _words,
    "lines": _lines,
    "split": _split,
    "rows": _rows,
    "days": _days,
    "invoice_code": _invoice_code,
    "uscc": _uscc,
    "vin": _vin,
    "luhn": _luhn,
}
