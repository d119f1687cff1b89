"""Receipts, their lines, stays and injuries of a block as tables of integers, and which claims' bills want a closer look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anpei.engine.batch.lists import Doubts, Flags, List, whole_numbers
from anpei.engine.checks import MAX_DAYS, MAX_ROWS
from anpei.engine.columns import FAR
from anpei.engine.expressions import Column
from anpei.engine.medical import CATEGORY_CODES, CLASS_CODES, HOSPITAL_CODES, SETTING_CODES, item_codes
from anpei.engine.rows import Ints, Rows
from anpei.terms.base import MAX_FEN
from anpei.terms.benefits import DisabilityBenefit, MedicalBenefit
from anpei.terms.product import Product

_CATEGORIES = {category.value: number for category, number in CATEGORY_CODES.items()}
_SETTINGS = {setting.value: number for setting, number in SETTING_CODES.items()}
_HOSPITALS = {"": 0, **{hospital.value: number for hospital, number in HOSPITAL_CODES.items()}}


@dataclass(slots=True)
class Bills:
    """The tables of a block, and what only the screens read of them: days and settings."""

    tables: dict[str, Rows]
    admitted: Ints
    service_on: Ints
    setting: Ints


def read_bills(product: Product, lists: dict[str, List], wanted: frozenset[Column], doubts: Doubts) -> Bills:
    """The four lists of a block."""
    return _Reader(product, lists, wanted, doubts).bills()


class _Reader:
    def __init__(
        self, product: Product, lists: dict[str, List], wanted: frozenset[Column], doubts: Doubts
    ) -> None:
        self.product, self.wanted, self.doubts = product, wanted, doubts
        self.receipts, self.lines = lists["receipts"], lists["lines"]
        self.stays, self.injuries = lists["stays"], lists["injuries"]

    def bills(self) -> Bills:
        for part in (self.receipts, self.lines):
            self.doubts.suspicious |= np.diff(part.offsets) > MAX_ROWS
        admitted, discharged = self.stays.days("admitted_on"), self.stays.days("discharged_on")
        stay = Rows(self.stays.offsets, {"days": self.stays.whole("days", 0, MAX_DAYS)})
        self._screen_stays(stay, admitted, discharged)
        grade = self.injuries.whole("grade", 1, 10, default=None)
        injury = Rows(self.injuries.offsets, {"grade": grade})
        self._screen_injuries(injury)
        receipt = self._receipts()
        line = self._lines(receipt)
        setting, service_on = self.lines.code("setting", _SETTINGS), self.lines.days("service_on")
        self._settings(receipt, line, setting)
        if {Column("line", "days_before_stay"), Column("line", "days_after_stay")} & self.wanted:
            before, after = _around_stays(line, service_on, stay, admitted, discharged)
            line.columns |= {"days_before_stay": before, "days_after_stay": after}
        tables = {"stay": stay, "injury": injury, "receipt": receipt, "line": line}
        return Bills(tables, admitted, service_on, setting)

    # -- receipts

    def _receipts(self) -> Rows:
        receipts = self.receipts
        columns = {
            "social": receipts.whole("social_fen", 0, MAX_FEN),
            "other": receipts.whole("other_fen", 0, MAX_FEN),
        }
        receipts.whole("personal_account_fen", 0, MAX_FEN)
        receipts.unique()
        receipt = Rows(receipts.offsets, columns)
        self._hospitals(receipt)
        self._settled(receipt)
        return receipt

    def _hospitals(self, receipt: Rows) -> None:
        graded = self.receipts.code("hospital_class", _HOSPITALS, default="")
        emergency = self.receipts.flag("emergency", False)
        designated = self.receipts.flag("designated", True)
        receipt.columns["hospital_class"] = graded
        if Column("receipt", "outside_hospital") in self.wanted:
            receipt.columns["outside_hospital"] = (~designated & ~emergency).astype(np.int64)
        hospitals = [b.terms.hospital for b in self.product.benefits if isinstance(b, MedicalBenefit)]
        if any(hospitals):
            unknown = designated != self.receipts.flag("designated", False)
            self._doubt(receipt, (graded == 0) | (unknown & ~emergency))

    def _settled(self, receipt: Rows) -> None:
        settled = (receipt.columns["social"] > 0) & self.receipts.flag("social_settled", True)
        receipt.columns["settled"] = settled.astype(np.int64)
        if Column("receipt", "settled_or_zero") in self.wanted:
            said_yes = self.receipts.flag("social_settled", False)
            receipt.columns["settled_or_zero"] = (settled | said_yes).astype(np.int64)

    # -- lines

    def _lines(self, receipt: Rows) -> Rows:
        lines = self.lines
        lines.unique()
        columns = {
            "amount": lines.whole("amount_fen", 0, MAX_FEN, default=None),
            "excluded": lines.whole("excluded_fen", 0, MAX_FEN),
            "first_pay_bp": lines.whole("first_pay_bp", 0, 10_000),
            "class": lines.code("nrdl_class", CLASS_CODES, default="A"),
            "category": lines.code("category", _CATEGORIES),
        }
        line = Rows(lines.offsets, columns, self._parents(), receipt.count, of=lines.of)
        self._named(line)
        self._screen_amounts(line)
        paid = receipt.columns["social"] + receipt.columns["other"]
        self._doubt(receipt, paid > line.bills.sum(columns["amount"]))
        return line

    def _parents(self) -> Ints:
        """The receipt of each line, among all receipts of the block. A line without one is looked at again."""
        receipts, lines = self.receipts, self.lines
        column = lines.column("receipt")
        if column is not None and pa.types.is_integer(column.type):
            place, bad = whole_numbers(column, 0, MAX_ROWS)
            missing = place >= np.diff(receipts.offsets).take(lines.of)
            if bad is not None:
                missing |= bad
            parent = receipts.offsets.take(lines.of)
            parent += place
        else:
            parent, missing = _find(receipts, lines)
        if missing.any():
            self.doubts.suspicious[lines.of[missing]] = True
            parent[missing] = 0
            np.minimum(parent, max(len(receipts.rows) - 1, 0), out=parent)
        return parent

    def _named(self, line: Rows) -> None:
        """Items and drug lists that the product names, by their place; items it does not name are 0."""
        lists = [one.code for one in self.product.calculation.drug_lists]
        for name, known in (("item_code", item_codes(self.product)), ("drug_list", lists)):
            codes = {"": 0, **{code: place for place, code in enumerate(known, start=1)}}
            given = name == "drug_list" and self.lines.column(name) is not None
            if Column("line", name) in self.wanted or given:
                line.columns[name] = self.lines.code(name, codes, default="", other=len(codes))
        if "drug_list" in line.columns:
            self._doubt(line, line.columns["drug_list"] > len(lists))

    def _settings(self, receipt: Rows, line: Rows, setting: Ints) -> None:
        """A receipt has the setting of its lines; one without lines is -1, and a warning."""
        own = np.full(receipt.count, -1, np.int64)
        if receipt.count and len(setting):
            bills = line.bills
            filled = bills.starts[1:] > bills.starts[:-1]
            first = bills.starts[:-1][filled]
            own[filled] = setting[first if bills.order is None else bills.order[first]]
            self._doubt(line, bills.spread(own) != setting)
        self._doubt(receipt, own < 0)
        receipt.columns["setting"] = own

    # -- screens

    def _doubt(self, table: Rows, rows: Flags) -> None:
        """Claims that have one of these rows are looked at one by one."""
        if rows.any():
            self.doubts.suspicious[table.claims.of[rows]] = True

    def _screen_amounts(self, line: Rows) -> None:
        amount, excluded = line.columns["amount"], line.columns["excluded"]
        if len(amount) and int(amount.max()) * int(np.diff(line.offsets).max()) > MAX_FEN:
            # Only a screen: the sums of a refused claim may be anything, so they are taken roughly here.
            rough = np.bincount(line.claims.of, amount, len(line.offsets) - 1)
            self.doubts.suspicious |= rough > 0.99 * MAX_FEN
        cut = np.flatnonzero(excluded)
        if len(cut):
            clauses = pa.array([clause.number for clause in self.product.clauses], pa.string())
            clause, reason = self.lines.text("excluded_clause", cut), self.lines.text("excluded_reason", cut)
            known = pc.is_in(clause, clauses).to_numpy(zero_copy_only=False)
            told = pc.not_equal(reason, "").to_numpy(zero_copy_only=False)
            wrong = (excluded[cut] > amount[cut]) | ~known | ~told
            self.doubts.suspicious[line.claims.of[cut[wrong]]] = True

    def _screen_stays(self, stay: Rows, admitted: Ints, discharged: Ints) -> None:
        self._doubt(stay, (discharged < admitted) | (stay.columns["days"] > discharged - admitted + 1))
        same = stay.claims.of[1:] == stay.claims.of[:-1]
        self.doubts.suspicious[stay.claims.of[1:][same & (admitted[1:] < discharged[:-1])]] = True

    def _screen_injuries(self, injury: Rows) -> None:
        self.doubts.suspicious |= np.diff(injury.offsets) > 1
        for benefit in self.product.benefits:
            if isinstance(benefit, DisabilityBenefit) and injury.count:
                standard = self.injuries.text("standard_code", np.arange(injury.count))
                other = pc.not_equal(standard, benefit.terms.standard_code).to_numpy(zero_copy_only=False)
                self._doubt(injury, other)


def _find(receipts: List, lines: List) -> tuple[Ints, Flags]:
    """The receipts of lines by their ids: both as numbers of one list of words, then by claim and number."""
    ids, wanted = receipts.column("id"), lines.column("receipt")
    if ids is None or wanted is None or not len(ids):
        return np.zeros(len(lines.of), np.int64), np.ones(len(lines.of), bool)
    words = (
        pa.chunked_array([ids.cast(pa.string()), wanted.cast(pa.string())])
        .combine_chunks()
        .dictionary_encode()
    )
    codes = words.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    width = len(words.dictionary) + 1
    own = receipts.of * width + codes[: len(ids)]
    sought = lines.of * width + codes[len(ids) :]
    order = np.argsort(own, kind="stable")
    place = np.minimum(np.searchsorted(own[order], sought), len(own) - 1)
    parent: Ints = order[place]
    return parent, (own[parent] != sought) | (codes[len(ids) :] < 0)


def _around_stays(
    line: Rows, service_on: Ints, stay: Rows, admitted: Ints, discharged: Ints
) -> tuple[Ints, Ints]:
    """Days from each service to the next admission and from the last discharge; both are 0 during a stay."""
    before, after = np.full(line.count, FAR, np.int64), np.full(line.count, FAR, np.int64)
    counts = np.diff(stay.offsets)
    for place in range(int(counts.max(initial=0))):
        rows = np.flatnonzero(line.claims.spread(counts > place))
        which = stay.offsets[:-1].take(line.claims.of[rows]) + place
        early, late = admitted[which] - service_on[rows], service_on[rows] - discharged[which]
        inside = (early <= 0) & (late <= 0)
        before[rows] = np.minimum(before[rows], np.where(inside, 0, np.where(early >= 0, early, FAR)))
        after[rows] = np.minimum(after[rows], np.where(inside, 0, np.where(late >= 0, late, FAR)))
    return before, after
