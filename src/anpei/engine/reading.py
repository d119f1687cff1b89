"""Columns of a book as the integers the compiled terms read, block by block, and which of its claims want a closer look.

What ``anpei.engine.checks`` would find is not written twice. Screens over whole columns name every claim that might have a
finding; those claims are looked at one by one by the checks themselves, so that code, words and place are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from anpei.engine.checks import MAX_DAYS, MAX_ROWS
from anpei.engine.columns import FAR, claim_values
from anpei.engine.compiled import CompiledTerms
from anpei.engine.expressions import TERM, Column, Fact, leaves
from anpei.engine.facts import BadFacts, CaseFacts, EventFacts, PolicyFacts
from anpei.engine.layout import LISTS, case_of_json
from anpei.engine.medical import CATEGORY_CODES, CLASS_CODES, HOSPITAL_CODES, SETTING_CODES, item_codes
from anpei.engine.rows import Array, Ints, Rows
from anpei.terms.base import MAX_FEN, EventDate, Nature, Setting
from anpei.terms.calculation import Accumulator, Period
from anpei.terms.product import DeathBenefit, DisabilityBenefit, HospitalCashBenefit, MedicalBenefit, Product

Flags = NDArray[np.bool_]
_EPOCH = datetime.date(1970, 1, 1).toordinal()
NO_DAY = -(2**31)
"""A date that is not given."""

_TABLES = ("line", "receipt", "stay", "injury")
_FACTS = frozenset(
    {
        *("social_insured", "stays", "hospital_days", "injuries", "died", "had_accident", "pre_existing"),
        *("days_to_death", "days_to_death_of_policy", "days_to_death_covered"),
    }
)
_BLANK = frozenset({"earlier_grade", "combined_grade", "illnesses", "severe_paid", "premium_paid"})
"""Facts of what only ``case`` can say: what they are when it says nothing is right for every row of columns."""
_PREFIXES = ("nature.", "asked.", "sum_insured.", "prior.", "used.")
_COLUMNS = frozenset(
    {
        *((Column("line", n)) for n in ("amount", "excluded", "class", "first_pay_bp", "category")),
        *((Column("line", n)) for n in ("days_before_stay", "days_after_stay", "item_code", "drug_list")),
        *((Column("receipt", n)) for n in ("setting", "social", "other", "settled", "settled_or_zero")),
        *((Column("receipt", n)) for n in ("hospital_class", "outside_hospital")),
        Column("stay", "days"),
        Column("injury", "grade"),
    }
)


def says_all(compiled: CompiledTerms) -> bool:
    """Whether the columns say everything the product reads; if not, all its claims come in as ``case``."""
    return all(
        leaf in _COLUMNS or leaf.table not in _TABLES
        if isinstance(leaf, Column)
        else leaf.name in _FACTS | _BLANK or leaf.name.startswith((*_PREFIXES, TERM))
        for step in compiled.steps
        for leaf in leaves(step.expr)
        if isinstance(leaf, Fact | Column)
    )


@dataclass(slots=True)
class Block:
    """Whole members, each one's claims in order. ``groups``: whose claims come one after the other. ``keys``: by accumulator,
    which claims use it up together. ``suspicious``: may have a finding. ``malformed``: (claim, path) of what is not there.
    """

    table: pa.Table
    count: int
    groups: Ints
    facts: dict[str, Array]
    keys: dict[str, Ints]
    tables: dict[str, Rows]
    suspicious: Flags
    malformed: list[tuple[int, str]]
    cases: dict[int, CaseFacts]


@dataclass(frozen=True, slots=True)
class Reads:
    """What the steps read: ``columns`` of tables, and ``blank``, the facts no column says, with what they are then."""

    columns: frozenset[Column]
    tables: frozenset[str]
    blank: dict[str, int]


def reads(compiled: CompiledTerms) -> Reads:
    """What the steps of a product read."""
    found = [leaf for step in compiled.steps for leaf in leaves(step.expr)]
    day = datetime.date(2000, 1, 1)
    nothing = claim_values(compiled.product, CaseFacts(PolicyFacts(day, day), EventFacts(())))
    blank = {
        leaf.name: nothing[leaf.name] for leaf in found if isinstance(leaf, Fact) and leaf.name in nothing
    }
    grains = frozenset(step.grain for step in compiled.steps if step.grain != "claim")
    return Reads(frozenset(leaf for leaf in found if isinstance(leaf, Column)), grains, blank)


def read(product: Product, table: pa.Table, what: Reads) -> Block:
    """One block of a book: whole members, sorted (``anpei.engine.batch``)."""
    return _Reader(product, table, what).block()


class _Reader:
    def __init__(self, product: Product, table: pa.Table, what: Reads) -> None:
        self.product = product
        self.table = table
        self.what = what
        self.reads = what.columns
        self.count = len(table)
        self.names = set(table.column_names)
        self.suspicious = np.zeros(self.count, bool)
        self.malformed: list[tuple[int, str]] = []
        self.lists = {name: _List(self, name) for name in LISTS}
        self.in_columns = np.ones(self.count, bool)
        self.cases: dict[int, CaseFacts] = {}

    def block(self) -> Block:
        starts_on = self._day("policy_starts_on", needed=True)
        ends_on = self._day("policy_ends_on", needed=True)
        accident_on = self._day("accident_on")
        facts = self._facts(accident_on, starts_on)
        if "case" in self.names:
            self._read_cases(facts, starts_on, accident_on)
        tables = self._tables()
        facts["stays"], facts["injuries"] = (np.diff(tables[name].offsets) for name in ("stay", "injury"))
        facts["hospital_days"] = tables["stay"].claims.sum(tables["stay"].columns["days"])
        for name, value in self.what.blank.items():
            facts.setdefault(name, np.full(self.count, value, np.int64))
        self._screen_period(starts_on, ends_on, accident_on)
        self._screen_benefits(facts)
        self._given("claim")
        groups = self._groups()
        self.suspicious &= self.in_columns
        return Block(
            table=self.table,
            count=self.count,
            groups=groups,
            facts=facts,
            keys=self._keys(groups, starts_on, accident_on),
            tables=tables,
            suspicious=self.suspicious,
            malformed=self._kept_malformed(),
            cases=self.cases,
        )

    def _kept_malformed(self) -> list[tuple[int, str]]:
        """Of a row with a whole case, only what stands outside the case."""
        outside = ("claim", "happened_at", "case")
        return [
            (row, path) for row, path in self.malformed if self.in_columns[row] or path.startswith(outside)
        ]

    def _read_cases(self, facts: dict[str, Array], starts_on: Ints, accident_on: Ints) -> None:
        """Whole cases: their periods and opening balances stand with those of the others."""
        self.in_columns = self._array("case").is_null().to_numpy(zero_copy_only=False)
        used = [accumulator.code for accumulator in self.product.calculation.accumulators]
        for code in used:
            facts[f"used.{code}"] = facts[f"used.{code}"].copy()
        rows = np.flatnonzero(~self.in_columns)
        for row, text in zip(
            rows.tolist(), self._array("case").take(pa.array(rows)).to_pylist(), strict=True
        ):
            try:
                case = case_of_json(text)
            except BadFacts as refusal:
                self.malformed += [(row, f"case.{path}") for path, _ in refusal.places]
                continue
            self.cases[row] = case
            starts_on[row] = _day_number(case.policy.starts_on)
            accident_on[row] = _day_number(case.event.accident_on) if case.event.accident_on else NO_DAY
            for code in used:
                facts[f"used.{code}"][row] = _in_column(case.accumulators.get(code, 0))

    # -- one value a claim

    def _facts(self, accident_on: Ints, starts_on: Ints) -> dict[str, Array]:
        died_on = self._day("died_on")
        died, accident = died_on != NO_DAY, accident_on != NO_DAY
        facts: dict[str, Array] = {
            "social_insured": self._flag("social_insured", True),
            "died": died.astype(np.int64),
            "had_accident": accident.astype(np.int64),
            "days_to_death": np.where(died & accident, died_on - accident_on, FAR),
            "days_to_death_of_policy": np.where(died, died_on - starts_on, FAR),
            "days_to_death_covered": np.where(died, died_on - starts_on, FAR),
            "pre_existing": self._flag("pre_existing", False),
        }
        self.suspicious |= died & accident & (died_on < accident_on)
        natures = np.zeros(self.count, np.int64)
        for nature in Nature:
            name = f"nature.{nature.value}"
            facts[name] = self._flag(name, False)
            natures |= facts[name]
        self.suspicious |= natures == 0
        for benefit in self.product.benefits:
            facts[f"asked.{benefit.code}"] = self._flag(f"asked.{benefit.code}", True)
            facts[f"prior.{benefit.code}"] = self._amount(f"prior.{benefit.code}")
            key = f"sum_insured.{benefit.sum_insured_key}"
            needed = benefit.sum_insured.source == "policy"
            facts[key] = self._amount(key) if key in self.names else np.zeros(self.count, np.int64)
            if needed and key not in self.names:
                self.suspicious[:] = True
        for accumulator in self.product.calculation.accumulators:
            facts[f"used.{accumulator.code}"] = self._amount(f"used.{accumulator.code}")
        self._unknown_names(facts)
        return facts

    def _unknown_names(self, facts: Mapping[str, Array]) -> None:
        """Amounts under a name that this product does not have."""
        for name in sorted(self.names - set(facts)):
            if name.startswith(("prior.", "used.", "asked.", "sum_insured.")):
                column = self._array(name)
                given = column.is_valid().to_numpy(zero_copy_only=False)
                if name.startswith("asked."):
                    given &= ~pc.equal(column, False).fill_null(True).to_numpy(zero_copy_only=False)
                self.suspicious |= given

    def _amount(self, name: str) -> Ints:
        """An amount that may be left out for all claims, but not for one."""
        if name not in self.names:
            return np.zeros(self.count, np.int64)
        values, bad = _whole(self._array(name), 0, MAX_FEN)
        self._suspect(bad)
        return values

    def _flag(self, name: str, default: bool) -> Ints:
        if name not in self.names:
            return np.full(self.count, default, np.int64)
        column = self._array(name)
        if column.type != pa.bool_():
            self.malformed += [(row, name) for row in range(self.count)]
            return np.full(self.count, default, np.int64)
        flags: Ints = column.fill_null(default).to_numpy(zero_copy_only=False).astype(np.int64)
        return flags

    def _day(self, name: str, *, needed: bool = False) -> Ints:
        if name not in self.names:
            if needed:
                self.malformed += [(row, name) for row in range(self.count)]
            return np.full(self.count, NO_DAY, np.int64)
        days, missing, unreadable = _days(self._array(name))
        wrong = missing | unreadable if needed else unreadable
        self.malformed += [(int(row), name) for row in np.flatnonzero(wrong)]
        return days

    def _given(self, name: str) -> None:
        if name not in self.names:
            self.malformed += [(row, name) for row in range(self.count)]
        elif self.table[name].null_count:
            missing = self._array(name).is_null().to_numpy(zero_copy_only=False)
            self.malformed += [(int(row), name) for row in np.flatnonzero(missing)]

    def _groups(self) -> Ints:
        """Number of the family, else of the member, of each claim; claims without one stand alone."""
        group = sharing(self.names)
        if group is None:
            return np.arange(self.count)
        self._given("happened_at")
        changes = np.zeros(self.count, np.int64)
        changes[1:] = changes_of(self._array(group))
        return np.cumsum(changes)

    def _keys(self, groups: Ints, starts_on: Ints, accident_on: Ints) -> dict[str, Ints]:
        """For each accumulator, which claims use it up together: numbers from 0, in order of first claims."""
        persons = np.zeros(self.count, np.int64)
        if "family" in self.names and "member" in self.names:
            persons = _numbered(self._array("member"))
        keys = {}
        for accumulator in self.product.calculation.accumulators:
            whose = np.zeros(self.count, np.int64) if accumulator.per is Period.FAMILY_YEAR else persons
            keys[accumulator.code] = _together(
                groups, whose, self._period(accumulator, starts_on, accident_on)
            )
        return keys

    def _period(self, accumulator: Accumulator, starts_on: Ints, accident_on: Ints) -> Ints:
        name = f"period.{accumulator.code}"
        if name in self.names:
            return _numbered(self._array(name))
        match accumulator.per:
            case Period.POLICY_YEAR | Period.FAMILY_YEAR:
                return starts_on
            case Period.ACCIDENT:
                return accident_on
            case _:
                return np.zeros(self.count, np.int64)

    def _array(self, name: str) -> pa.Array:
        return one_array(self.table[name])

    # -- tables

    def _tables(self) -> dict[str, Rows]:
        receipts, lines = self.lists["receipts"], self.lists["lines"]
        stays, injuries = self.lists["stays"], self.lists["injuries"]
        for part in (receipts, lines):
            self.suspicious |= np.diff(part.offsets) > MAX_ROWS
        admitted, discharged = stays.days("admitted_on"), stays.days("discharged_on")
        days = stays.whole("days", 0, MAX_DAYS)
        stay = Rows(stays.offsets, {"days": days})
        self._screen_stays(stay, admitted, discharged)
        injury = Rows(injuries.offsets, {"grade": injuries.whole("grade", 1, 10, default=None)})
        self._screen_injuries(injuries, injury)
        receipt, line = self._bills(receipts, lines, stay, admitted, discharged)
        tables = {"stay": stay, "injury": injury, "receipt": receipt, "line": line}
        for name in self.what.tables - set(tables):  # only ``case`` can fill them
            own = (column.name for column in self.reads if column.table == name)
            nothing = np.zeros(0, np.int64)
            tables[name] = Rows(np.zeros(self.count + 1, np.int64), dict.fromkeys(own, nothing))
        return tables

    def _bills(
        self, receipts: _List, lines: _List, stay: Rows, admitted: Ints, discharged: Ints
    ) -> tuple[Rows, Rows]:
        social, other = (receipts.whole(name, 0, MAX_FEN) for name in ("social_fen", "other_fen"))
        receipts.whole("personal_account_fen", 0, MAX_FEN)
        receipts.unique()
        lines.unique()
        receipt = Rows(receipts.offsets, {"social": social, "other": other})
        self._hospitals(receipts, receipt)
        amount = lines.whole("amount_fen", 0, MAX_FEN, default=None)
        line = Rows(
            lines.offsets,
            {
                "amount": amount,
                "excluded": lines.whole("excluded_fen", 0, MAX_FEN),
                "first_pay_bp": lines.whole("first_pay_bp", 0, 10_000),
                "class": lines.code("nrdl_class", CLASS_CODES, default="A"),
                "category": lines.code("category", {c.value: n for c, n in CATEGORY_CODES.items()}),
            },
            self._parents(receipts, lines),
            receipt.count,
        )
        self._named(lines, line)
        setting = lines.code("setting", {s.value: n for s, n in SETTING_CODES.items()})
        service_on = lines.days("service_on")
        self._screen_lines(lines, line, setting, service_on)
        self._settings(receipt, line, setting)
        self._settled(receipts, receipt)
        paid = receipt.columns["social"] + receipt.columns["other"]
        self.suspicious[receipt.claims.of[paid > line.bills.sum(amount)]] = True
        if {Column("line", "days_before_stay"), Column("line", "days_after_stay")} & self.reads:
            before, after = _around_stays(line, service_on, stay, admitted, discharged)
            line.columns |= {"days_before_stay": before, "days_after_stay": after}
        return receipt, line

    def _parents(self, receipts: _List, lines: _List) -> Ints:
        """The receipt of each line, among all receipts of the block. A line without one is looked at again."""
        claim = np.repeat(np.arange(self.count), np.diff(lines.offsets))
        column = lines.column("receipt")
        if column is not None and pa.types.is_integer(column.type):
            place, bad = _whole(column, 0, MAX_ROWS)
            counts = np.diff(receipts.offsets)
            missing = place >= counts[claim]
            if bad is not None:
                missing |= bad
            parent = receipts.offsets[:-1].take(claim) + place
        else:
            parent, missing = _find(receipts, lines, claim, self.count)
        if missing.any():
            self.suspicious[claim[missing]] = True
            parent[missing] = 0
        inside: Ints = np.minimum(parent, max(len(receipts.rows) - 1, 0))
        return inside

    def _hospitals(self, receipts: _List, receipt: Rows) -> None:
        codes = {"": 0, **{hospital.value: n for hospital, n in HOSPITAL_CODES.items()}}
        graded = receipts.code("hospital_class", codes, default="")
        emergency = receipts.flag("emergency", False)
        outside = ~receipts.flag("designated", True) & ~emergency
        receipt.columns |= {"hospital_class": graded, "outside_hospital": outside.astype(np.int64)}
        hospitals = [b.terms.hospital for b in self.product.benefits if isinstance(b, MedicalBenefit)]
        if any(hospitals):
            unknown = receipts.flag("designated", True) != receipts.flag("designated", False)
            self.suspicious[receipt.claims.of[(graded == 0) | (unknown & ~emergency)]] = True

    def _named(self, lines: _List, line: Rows) -> None:
        """Items and drug lists that the product names, by their place; items it does not name are 0."""
        lists = [one.code for one in self.product.calculation.drug_lists]
        for name, known in (("item_code", item_codes(self.product)), ("drug_list", lists)):
            codes = {"": 0, **{code: place for place, code in enumerate(known, start=1)}}
            if Column("line", name) in self.reads or (name == "drug_list" and lines.column(name) is not None):
                line.columns[name] = lines.code(name, codes, default="", other=len(codes))
        if "drug_list" in line.columns:
            unknown = line.columns["drug_list"] > len(lists)
            self.suspicious[line.claims.of[unknown]] = True

    def _settings(self, receipt: Rows, line: Rows, setting: Ints) -> None:
        """A receipt has the setting of its lines; one without lines is -1, and a warning."""
        own = np.full(receipt.count, -1, np.int64)
        if receipt.count:
            own[line.bills.of] = setting
            self.suspicious[line.claims.of[own.take(line.bills.of) != setting]] = True
            self.suspicious[receipt.claims.of[own < 0]] = True
        receipt.columns["setting"] = own

    def _settled(self, receipts: _List, receipt: Rows) -> None:
        paid = receipt.columns["social"] > 0
        said_no, said_yes = ~receipts.flag("social_settled", True), receipts.flag("social_settled", False)
        receipt.columns["settled"] = (paid & ~said_no).astype(np.int64)
        receipt.columns["settled_or_zero"] = ((paid & ~said_no) | said_yes).astype(np.int64)

    # -- screens

    def _suspect(self, bad: Flags | None) -> None:
        if bad is not None:
            self.suspicious |= bad

    def _screen_lines(self, lines: _List, line: Rows, setting: Ints, service_on: Ints) -> None:
        amount, excluded = line.columns["amount"], line.columns["excluded"]
        if len(amount) and int(amount.max()) * int(np.diff(line.offsets).max()) > MAX_FEN:
            # Only a screen: the sums of a refused claim may be anything, so they are taken roughly here.
            self.suspicious |= np.bincount(line.claims.of, amount, self.count) > 0.99 * MAX_FEN
        cut = np.flatnonzero(excluded)
        if len(cut):
            clauses = pa.array([clause.number for clause in self.product.clauses], pa.string())
            clause, reason = lines.text("excluded_clause", cut), lines.text("excluded_reason", cut)
            known = pc.is_in(clause, clauses).to_numpy(zero_copy_only=False)
            told = pc.not_equal(reason, "").to_numpy(zero_copy_only=False)
            wrong = (excluded[cut] > amount[cut]) | ~known | ~told
            self.suspicious[line.claims.of[cut[wrong]]] = True
        self.service_on, self.setting, self.line = service_on, setting, line

    def _screen_stays(self, stay: Rows, admitted: Ints, discharged: Ints) -> None:
        wrong = (discharged < admitted) | (stay.columns["days"] > discharged - admitted + 1)
        self.suspicious[stay.claims.of[wrong]] = True
        same = stay.claims.of[1:] == stay.claims.of[:-1]
        self.suspicious[stay.claims.of[1:][same & (admitted[1:] < discharged[:-1])]] = True
        self.admitted, self.stay = admitted, stay

    def _screen_injuries(self, injuries: _List, injury: Rows) -> None:
        self.suspicious |= np.diff(injury.offsets) > 1
        for benefit in self.product.benefits:
            if isinstance(benefit, DisabilityBenefit) and injury.count:
                standard = injuries.text("standard_code", np.arange(injury.count))
                other = pc.not_equal(standard, benefit.terms.standard_code).to_numpy(zero_copy_only=False)
                self.suspicious[injury.claims.of[other]] = True

    def _screen_benefits(self, facts: Mapping[str, Array]) -> None:
        """What single terms need to know. Families that only ``case`` can describe are looked at claim by claim."""
        for benefit in self.product.benefits:
            match benefit:
                case MedicalBenefit():
                    if benefit.terms.ratio.pre_existing_bp is not None:
                        self.suspicious |= self._null("pre_existing")
                case DeathBenefit():
                    if benefit.terms.beneficiary_clause is not None:
                        self.suspicious |= facts["died"] > 0
                case HospitalCashBenefit() | DisabilityBenefit():
                    pass
                case _:
                    self.suspicious[:] = True

    def _null(self, name: str) -> Flags:
        if name not in self.names:
            return np.ones(self.count, bool)
        nulls: Flags = self._array(name).is_null().to_numpy(zero_copy_only=False)
        return nulls

    def _screen_period(self, starts_on: Ints, ends_on: Ints, accident_on: Ints) -> None:
        """The policy's dates, and events outside them."""
        self.suspicious |= ends_on < starts_on

        def outside(days: Ints) -> Flags:
            wrong: Flags = (days != NO_DAY) & ((days < starts_on) | (days > ends_on))
            return wrong

        kinds = {benefit.event_date for benefit in self.product.benefits}
        if EventDate.ACCIDENT in kinds:
            self.suspicious |= outside(accident_on)
        if EventDate.FIRST_DIAGNOSIS in kinds:
            self.suspicious |= outside(self._day("first_diagnosis_on"))
        rows: list[tuple[Rows, Ints, Iterable[Setting] | None]] = []
        if EventDate.ADMISSION in kinds:
            rows.append((self.stay, self.admitted, None))
        settings = {s for b in self.product.benefits if b.event_date is EventDate.SERVICE for s in b.settings}
        if EventDate.SERVICE in kinds:
            rows.append((self.line, self.service_on, settings))
        for table, days, among in rows:
            early = days < table.claims.spread(starts_on)
            wrong = early | (days > table.claims.spread(ends_on))
            if among is not None:
                wrong &= np.isin(self.setting, [SETTING_CODES[one] for one in among])
            self.suspicious[table.claims.of[wrong]] = True


class _List:
    """One list column: its records, whose they are, and their fields as arrays."""

    def __init__(self, reader: _Reader, name: str) -> None:
        self.reader = reader
        self.name = name
        self.offsets = np.zeros(reader.count + 1, np.int64)
        self.rows: pa.StructArray = pa.array([], pa.struct([]))
        if name not in reader.names:
            return
        column = one_array(reader.table[name])
        if not (pa.types.is_list(column.type) or pa.types.is_large_list(column.type)):
            if column.null_count < len(column):
                reader.malformed += [(row, name) for row in range(reader.count)]
            return
        lengths = pc.list_value_length(column)
        if column.null_count:
            lengths = lengths.fill_null(0)
        np.cumsum(lengths.to_numpy(zero_copy_only=False), out=self.offsets[1:])
        self.rows = column.flatten()

    def column(self, name: str) -> pa.Array | None:
        if not pa.types.is_struct(self.rows.type) or self.rows.type.get_field_index(name) < 0:
            return None
        field = self.rows.field(name)
        return pc.struct_field(self.rows, name) if self.rows.null_count else field

    def claims(self, rows: Flags) -> Ints:
        """Which claim each of these rows belongs to."""
        found: Ints = np.searchsorted(self.offsets, np.flatnonzero(rows), side="right") - 1
        return found

    def malformed_rows(self, wrong: Flags, name: str) -> None:
        claims = self.claims(wrong)
        places = np.flatnonzero(wrong) - self.offsets[claims]
        paths = [(int(c), f"{self.name}[{p}].{name}") for c, p in zip(claims, places, strict=True)]
        self.reader.malformed += paths

    def whole(self, name: str, least: int, most: int, default: int | None = 0) -> Ints:
        """Whole numbers; what is none, or out of bounds, makes its claim suspicious."""
        column = self.column(name)
        if column is None and default is not None:
            return np.full(len(self.rows), default, np.int64)
        values, bad = _whole(column if column is not None else pa.nulls(len(self.rows)), least, most)
        if bad is not None:
            self.reader.suspicious[self.claims(bad)] = True
        return values

    def days(self, name: str) -> Ints:
        column = self.column(name)
        days, missing, unreadable = _days(
            column if column is not None else pa.nulls(len(self.rows), pa.date32())
        )
        if (wrong := missing | unreadable).any():
            self.malformed_rows(wrong, name)
        return days

    def flag(self, name: str, default: bool) -> Flags:
        """Yes or no, and what null means."""
        column = self.column(name)
        if column is None or pa.types.is_null(column.type):
            return np.full(len(self.rows), default, bool)
        if column.type != pa.bool_():
            self.malformed_rows(np.ones(len(self.rows), bool), name)
            return np.full(len(self.rows), default, bool)
        flags: Flags = column.fill_null(default).to_numpy(zero_copy_only=False)
        return flags

    def code(self, name: str, codes: Mapping[str, int], default: str | None = None, other: int = -1) -> Ints:
        """Words of a short list as their numbers. Another word, or none where there is no default, cannot be read."""
        column = self.column(name)
        if column is None:
            if default is None and len(self.rows):
                self.malformed_rows(np.ones(len(self.rows), bool), name)
            return np.full(len(self.rows), codes.get(default or "", 0), np.int64)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        numbers = [codes.get(str(word), other) for word in column.dictionary.to_pylist()]
        numbers.append(codes.get("", -1))  # null
        places = column.indices
        if places.null_count:
            places = places.cast(pa.int32()).fill_null(len(numbers) - 1)
        found: Ints = np.array(numbers, np.int64).take(places.to_numpy(zero_copy_only=False))
        if (wrong := found < 0).any():
            self.malformed_rows(wrong, name)
            found[wrong] = 0
        return found

    def text(self, name: str, rows: Ints) -> pa.Array:
        column = self.column(name)
        if column is None:
            default = next(one.default for one in LISTS[self.name] if one.name == name)
            return pa.array([default] * len(rows), pa.string())
        return column.take(pa.array(rows)).cast(pa.string()).fill_null("")

    def unique(self) -> None:
        """Two rows of one claim under one id make it suspicious. Ids in rising order need one look only."""
        column = self.column("id")
        if column is None or len(column) < 2:
            return
        if column.null_count:
            self.reader.suspicious[self.claims(column.is_null().to_numpy(zero_copy_only=False))] = True
            column = column.fill_null(
                column.type.to_pandas_dtype()(0) if pa.types.is_integer(column.type) else ""
            )
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        claim = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        rising = pc.less(column[:-1], column[1:]).to_numpy(zero_copy_only=False)
        if (rising | (claim[1:] != claim[:-1])).all():
            return
        ids = column.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
        order = np.lexsort((ids, claim))
        twice = (np.diff(ids[order]) == 0) & (np.diff(claim[order]) == 0)
        self.reader.suspicious[claim[order][1:][twice]] = True


def one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def changes_of(members: pa.Array) -> Flags:
    """Where the member differs from the one before, from the second row on. Nobody is the same as nobody else."""
    changes: Flags = pc.not_equal(members[1:], members[:-1]).fill_null(True).to_numpy(zero_copy_only=False)
    return changes


def sharing(names: Collection[str]) -> str | None:
    """The column whose claims use up accumulators together."""
    return next((name for name in ("family", "member") if name in names), None)


def _day_number(day: datetime.date) -> int:
    return day.toordinal() - _EPOCH


def _in_column(value: object) -> int:
    """A number the checks have yet to look at, as far as a column can hold it."""
    return max(-1, min(value, 2**62)) if type(value) is int else -1


def _numbered(column: pa.Array) -> Ints:
    numbers: Ints = (
        column.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    )
    return numbers


def _together(groups: Ints, *parts: Ints) -> Ints:
    """Numbers for equal combinations. Nearly always a group has one period, and its own number is enough."""
    same = groups[1:] == groups[:-1]
    if all(bool((part[1:] == part[:-1])[same].all()) for part in parts):
        return groups
    order = np.lexsort((*parts, groups))
    differs = np.zeros(len(groups), np.int64)
    for part in (groups, *parts):
        differs[1:] |= part[order][1:] != part[order][:-1]
    keys = np.empty(len(groups), np.int64)
    keys[order] = np.cumsum(differs)
    return keys


def _whole(column: pa.Array, least: int, most: int) -> tuple[Ints, Flags | None]:
    """Values, and which are none or out of bounds (and then 0). A column of floats has no whole number in it."""
    if not pa.types.is_integer(column.type):
        return np.zeros(len(column), np.int64), np.ones(len(column), bool) if len(column) else None
    bad = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else None
    if column.null_count:
        column = column.fill_null(0)
    raw = column.to_numpy(zero_copy_only=False)
    if not len(raw) or (bad is None and raw.min() >= least and raw.max() <= most):
        return raw.astype(np.int64, copy=False), bad
    wrong = (raw < least) | (raw > most)
    if bad is not None:
        wrong |= bad
    return np.where(wrong, 0, raw).astype(np.int64), wrong if wrong.any() else None


def _days(column: pa.Array) -> tuple[Ints, Flags, Flags]:
    """Days since 1970, which are missing, and which are no dates."""
    none = np.zeros(len(column), bool)
    missing = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else none
    if not pa.types.is_date32(column.type):
        try:
            column = column.cast(pa.date32())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return np.full(len(column), NO_DAY, np.int64), missing, ~missing
    numbers = column.cast(pa.int32())
    if column.null_count:
        numbers = numbers.fill_null(NO_DAY)
    return numbers.to_numpy(zero_copy_only=False).astype(np.int64), missing, none


def _find(receipts: _List, lines: _List, claim: Ints, claims: int) -> tuple[Ints, Flags]:
    """The receipts of lines by their ids: both as numbers of one list of words, then by claim and number."""
    ids, wanted = receipts.column("id"), lines.column("receipt")
    count = len(claim)
    if ids is None or wanted is None or not len(ids):
        return np.zeros(count, np.int64), np.ones(count, bool)
    words = (
        pa.chunked_array([ids.cast(pa.string()), wanted.cast(pa.string())])
        .combine_chunks()
        .dictionary_encode()
    )
    codes = words.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    width = len(words.dictionary) + 1
    own = np.repeat(np.arange(claims), np.diff(receipts.offsets)) * width + codes[: len(ids)]
    sought = claim * width + codes[len(ids) :]
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
