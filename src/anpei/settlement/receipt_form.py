"""A receipt as it is entered: typed by a person, or taken from a confirmed paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from anpei.documents.models import Paper, PaperPart, PartField
from anpei.values.money import Fen


@dataclass(frozen=True)
class LineForm:
    """One expense item. ``first_pay_bp`` is the share of a class B item the patient pays first, in basis points."""

    item: str
    category: str
    amount_fen: Fen
    nrdl_class: str = "A"
    first_pay_bp: int = 0
    item_code: str = ""
    drug_list: str = ""
    field: PartField | None = None


@dataclass(frozen=True)
class ReceiptForm:
    """One receipt. ``total_fen`` = lines; social fund + other payers stay at or below it; the personal account is own money."""

    setting: str  # inpatient | outpatient
    issued_on: date | None
    total_fen: Fen
    lines: Sequence[LineForm] = field(default_factory=tuple)
    code: str = ""
    number: str = ""
    hospital: str = ""
    admitted_on: date | None = None
    discharged_on: date | None = None
    social_fen: Fen = 0
    other_fen: Fen = 0
    account_fen: Fen = 0
    social_settled: bool = True
    hospital_class: str = ""
    designated: bool | None = None
    emergency: bool = False
    paper: Paper | None = None
    part: PaperPart | None = None
