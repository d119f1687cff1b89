"""Columns of a book as the integers the compiled terms read, block by block, and which of its claims want a closer look.

What ``anpei.engine.checks`` would find is not written twice. Screens over whole columns name every claim that might have a
finding; those claims are looked at one by one by the checks themselves, so that code, words and place are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anpei.engine.batch.bills import Bills, read_bills
from anpei.engine.batch.lists import NO_DAY, Doubts, Flags, List, day_numbers, one_array, whole_numbers
from anpei.engine.batch.order import changes_of, sharing
from anpei.engine.batch.reads import Reads
from anpei.engine.columns import FAR
from anpei.engine.facts import BadFacts, CaseFacts
from anpei.engine.layout import LISTS, case_of_json
from anpei.engine.medical import SETTING_CODES
from anpei.engine.rows import Array, Ints, Rows
from anpei.terms.base import MAX_FEN, EventDate, Nature, Setting
from anpei.terms.benefits import DeathBenefit, DisabilityBenefit, HospitalCashBenefit, MedicalBenefit
from anpei.terms.calculation import Accumulator, Period
from anpei.terms.product import Product

_EPOCH = datetime.date(1970, 1, 1).toordinal()


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


def read(product: Product, table: pa.Table, what: Reads) -> Block:
    """One block of a book: whole members, sorted (``anpei.engine.batch.order``)."""
    return _Reader(product, table, what).block()


class _Reader:
    def __init__(self, product: Product, table: pa.Table, what: Reads) -> None:
        self.product, self.table, self.what = product, table, what
        self.count = len(table)
        self.names = set(table.column_names)
        self.doubts = Doubts(np.zeros(self.count, bool))
        self.in_columns = np.ones(self.count, bool)
        self.cases: dict[int, CaseFacts] = {}

    def block(self) -> Block:
        starts_on = self._day("policy_starts_on", needed=True)
        ends_on = self._day("policy_ends_on", needed=True)
        accident_on = self._day("accident_on")
        facts = self._facts(accident_on, starts_on)
        if "case" in self.names:
            self._read_cases(facts, starts_on, accident_on)
        bills = read_bills(self.product, self._lists(), self.what.columns, self.doubts)
        tables = bills.tables
        facts["stays"], facts["injuries"] = (np.diff(tables[name].offsets) for name in ("stay", "injury"))
        facts["hospital_days"] = tables["stay"].claims.sum(tables["stay"].columns["days"])
        for name, value in self.what.blank.items():
            if name not in facts:
                facts[name] = np.full(self.count, value, np.int64)
        self._screen_period(starts_on, ends_on, accident_on, bills)
        self._screen_benefits(facts)
        self._given("claim")
        groups = self._groups()
        return Block(
            table=self.table,
            count=self.count,
            groups=groups,
            facts=facts,
            keys=self._keys(groups, starts_on, accident_on),
            tables=self._with_empty(tables),
            suspicious=self.doubts.suspicious & self.in_columns,
            malformed=self._kept_malformed(),
            cases=self.cases,
        )

    def _lists(self) -> dict[str, List]:
        for name in sorted(self.what.lists - self.names):
            self.doubts.malformed += [(row, name) for row in range(self.count)]
        return {
            name: List(name, self._array(name) if name in self.names else None, self.count, self.doubts)
            for name in LISTS
        }

    def _with_empty(self, tables: dict[str, Rows]) -> dict[str, Rows]:
        """Tables that only ``case`` can fill have no rows here."""
        for name in self.what.tables - set(tables):
            own = (column.name for column in self.what.columns if column.table == name)
            nothing = np.zeros(0, np.int64)
            tables[name] = Rows(np.zeros(self.count + 1, np.int64), dict.fromkeys(own, nothing))
        return tables

    def _kept_malformed(self) -> list[tuple[int, str]]:
        """Of a row with a whole case, only what stands outside the case."""
        outside = ("claim", "happened_at", "case")
        return [
            (row, path)
            for row, path in self.doubts.malformed
            if self.in_columns[row] or path.startswith(outside)
        ]

    def _read_cases(self, facts: dict[str, Array], starts_on: Ints, accident_on: Ints) -> None:
        """Whole cases: their periods and opening balances stand with those of the others."""
        self.in_columns = self._array("case").is_null().to_numpy(zero_copy_only=False)
        used = [accumulator.code for accumulator in self.product.calculation.accumulators]
        for code in used:
            facts[f"used.{code}"] = facts[f"used.{code}"].copy()
        rows = np.flatnonzero(~self.in_columns)
        texts = self._array("case").take(pa.array(rows)).to_pylist()
        for row, text in zip(rows.tolist(), texts, strict=True):
            try:
                case = case_of_json(text)
            except BadFacts as refusal:
                self.doubts.malformed += [(row, f"case.{path}") for path, _ in refusal.places]
                continue
            self.cases[row] = case
            starts_on[row] = _day_number(case.policy.starts_on)
            accident_on[row] = _day_number(case.event.accident_on) if case.event.accident_on else NO_DAY
            for code in used:
                facts[f"used.{code}"][row] = _in_column(case.accumulators.get(code, 0))

    # -- one value a claim

    def _facts(self, accident_on: Ints, starts_on: Ints) -> dict[str, Array]:
        suspicious = self.doubts.suspicious
        facts: dict[str, Array] = {
            "social_insured": self._flag("social_insured", True),
            "pre_existing": self._flag("pre_existing", False),
            **self._death(accident_on, starts_on),
        }
        natures = np.zeros(self.count, np.int64)
        for nature in Nature:
            name = f"nature.{nature.value}"
            facts[name] = self._flag(name, False)
            natures |= facts[name]
        suspicious |= natures == 0
        for benefit in self.product.benefits:
            facts[f"asked.{benefit.code}"] = self._flag(f"asked.{benefit.code}", True)
            facts[f"prior.{benefit.code}"] = self._amount(f"prior.{benefit.code}")
            key = f"sum_insured.{benefit.sum_insured_key}"
            if key not in facts:
                facts[key] = self._amount(key)
            if benefit.sum_insured.source == "policy" and key not in self.names:
                suspicious[:] = True
        for accumulator in self.product.calculation.accumulators:
            facts[f"used.{accumulator.code}"] = self._amount(f"used.{accumulator.code}")
        self._unknown_names(facts)
        return facts

    def _death(self, accident_on: Ints, starts_on: Ints) -> dict[str, Array]:
        accident = accident_on != NO_DAY
        facts = {"had_accident": accident.astype(np.int64)}
        if "died_on" not in self.names:
            far = np.full(self.count, FAR, np.int64)
            names = ("days_to_death", "days_to_death_of_policy", "days_to_death_covered")
            return {**facts, "died": np.zeros(self.count, np.int64), **dict.fromkeys(names, far)}
        died_on = self._day("died_on")
        died = died_on != NO_DAY
        self.doubts.suspicious |= died & accident & (died_on < accident_on)
        of_policy = np.where(died, died_on - starts_on, FAR)
        return {
            **facts,
            "died": died.astype(np.int64),
            "days_to_death": np.where(died & accident, died_on - accident_on, FAR),
            "days_to_death_of_policy": of_policy,
            "days_to_death_covered": of_policy,
        }

    def _unknown_names(self, facts: Mapping[str, Array]) -> None:
        """Amounts under a name that this product does not have."""
        for name in sorted(self.names - set(facts)):
            if name.startswith(("prior.", "used.", "asked.", "sum_insured.")):
                column = self._array(name)
                given = column.is_valid().to_numpy(zero_copy_only=False)
                if name.startswith("asked."):
                    given &= ~pc.equal(column, False).fill_null(True).to_numpy(zero_copy_only=False)
                self.doubts.suspicious |= given

    def _amount(self, name: str) -> Ints:
        """An amount that may be left out for all claims, but not for one."""
        if name not in self.names:
            return np.zeros(self.count, np.int64)
        values, bad = whole_numbers(self._array(name), 0, MAX_FEN)
        if bad is not None:
            self.doubts.suspicious |= bad
        return values

    def _flag(self, name: str, default: bool) -> Ints:
        if name not in self.names:
            return np.full(self.count, default, np.int64)
        column = self._array(name)
        if column.type != pa.bool_():
            self.doubts.malformed += [(row, name) for row in range(self.count)]
            return np.full(self.count, default, np.int64)
        flags: Ints = column.fill_null(default).to_numpy(zero_copy_only=False).astype(np.int64)
        return flags

    def _day(self, name: str, *, needed: bool = False) -> Ints:
        if name not in self.names:
            if needed:
                self.doubts.malformed += [(row, name) for row in range(self.count)]
            return np.full(self.count, NO_DAY, np.int64)
        days, missing, unreadable = day_numbers(self._array(name))
        wrong = missing | unreadable if needed else unreadable
        if wrong.any():
            self.doubts.malformed += [(int(row), name) for row in np.flatnonzero(wrong)]
        return days

    def _given(self, name: str) -> None:
        if name not in self.names:
            self.doubts.malformed += [(row, name) for row in range(self.count)]
        elif self.table[name].null_count:
            missing = self._array(name).is_null().to_numpy(zero_copy_only=False)
            self.doubts.malformed += [(int(row), name) for row in np.flatnonzero(missing)]

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
        """For each accumulator, which claims use it up together. Accumulators of one kind share one array."""
        family = "family" in self.names and "member" in self.names
        persons = _numbered(self._array("member")) if family else None
        kinds: dict[tuple[Period, str], Ints] = {}
        keys = {}
        for accumulator in self.product.calculation.accumulators:
            named = f"period.{accumulator.code}"
            kind = (accumulator.per, named if named in self.names else "")
            if kind not in kinds:
                whose = None if accumulator.per is Period.FAMILY_YEAR else persons
                period = self._period(accumulator, starts_on, accident_on)
                kinds[kind] = _together(groups, *(one for one in (whose, period) if one is not None))
            keys[accumulator.code] = kinds[kind]
        return keys

    def _period(self, accumulator: Accumulator, starts_on: Ints, accident_on: Ints) -> Ints | None:
        name = f"period.{accumulator.code}"
        if name in self.names:
            return _numbered(self._array(name))
        match accumulator.per:
            case Period.POLICY_YEAR | Period.FAMILY_YEAR:
                return starts_on
            case Period.ACCIDENT:
                return accident_on
            case _:
                return None

    def _array(self, name: str) -> pa.Array:
        return one_array(self.table[name])

    # -- screens

    def _screen_benefits(self, facts: Mapping[str, Array]) -> None:
        """What single terms need to know. Families that only ``case`` can describe are looked at claim by claim."""
        suspicious = self.doubts.suspicious
        for benefit in self.product.benefits:
            match benefit:
                case MedicalBenefit():
                    if benefit.terms.ratio.pre_existing_bp is not None:
                        suspicious |= self._null("pre_existing")
                case DeathBenefit():
                    if benefit.terms.beneficiary_clause is not None:
                        suspicious |= facts["died"] > 0
                case HospitalCashBenefit() | DisabilityBenefit():
                    pass
                case _:
                    suspicious[:] = True

    def _null(self, name: str) -> Flags:
        if name not in self.names:
            return np.ones(self.count, bool)
        nulls: Flags = self._array(name).is_null().to_numpy(zero_copy_only=False)
        return nulls

    def _screen_period(self, starts_on: Ints, ends_on: Ints, accident_on: Ints, bills: Bills) -> None:
        """The policy's dates, and events outside them."""
        suspicious = self.doubts.suspicious
        suspicious |= ends_on < starts_on

        def outside(days: Ints) -> Flags:
            wrong: Flags = (days != NO_DAY) & ((days < starts_on) | (days > ends_on))
            return wrong

        kinds = {benefit.event_date for benefit in self.product.benefits}
        if EventDate.ACCIDENT in kinds:
            suspicious |= outside(accident_on)
        if EventDate.FIRST_DIAGNOSIS in kinds:
            suspicious |= outside(self._day("first_diagnosis_on"))
        rows: list[tuple[Rows, Ints, Iterable[Setting] | None]] = []
        if EventDate.ADMISSION in kinds:
            rows.append((bills.tables["stay"], bills.admitted, None))
        settings = {s for b in self.product.benefits if b.event_date is EventDate.SERVICE for s in b.settings}
        if EventDate.SERVICE in kinds:
            rows.append((bills.tables["line"], bills.service_on, settings))
        for table, days, among in rows:
            early = days < table.claims.spread(starts_on)
            wrong = early | (days > table.claims.spread(ends_on))
            if among is not None:
                wrong &= np.isin(bills.setting, [SETTING_CODES[one] for one in among])
            suspicious[table.claims.of[wrong]] = True


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
    """Numbers for equal combinations. Nearly always they follow each other inside a group: then nothing is sorted."""
    before = groups[1:] == groups[:-1]
    follow = all(bool((~before | (part[1:] >= part[:-1])).all()) for part in parts)
    if len(parts) == 1 and follow:
        differs = ~before | (parts[0][1:] != parts[0][:-1])
        keys = np.zeros(len(groups), np.int64)
        np.cumsum(differs, out=keys[1:])
        return keys
    if not parts:
        return groups
    order = np.lexsort((*parts, groups))
    apart = np.zeros(len(groups), np.int64)
    for part in (groups, *parts):
        apart[1:] |= part[order][1:] != part[order][:-1]
    keys = np.empty(len(groups), np.int64)
    keys[order] = np.cumsum(apart)
    return keys
