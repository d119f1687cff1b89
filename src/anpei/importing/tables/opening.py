"""期初累计: deductibles and limits used before the book came here. Without them the first calculation is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anpei.importing import cells
from anpei.importing.cells import Cell
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import INSURED, JOINED, Book, Insured, Table, policy_column, policy_years
from anpei.policies.models import AccumulatorEntry, InsuredMember, Policy
from anpei.terms.calculation import Accumulator, Period
from anpei.values.money import FEN_PER_YUAN, format_yuan

SOURCE = "opening"


def _amount(cell: Cell) -> int:
    """Yuan as fen; where the product counts days, ``_posted`` turns the number back into days."""
    return int(cells.fen(cell))


class Opening(Table):
    code, zh, also = "opening", "期初累计", ("累计额", "已用额度", "accumulators", "used")
    about = (
        "What an insured person has used of each deductible and limit. A row is recognised by insured person, name of the amount "
        "and period; a later import replaces the figure."
    )
    columns = (
        policy_column(),
        INSURED,
        JOINED,
        Column(
            "accumulator",
            "累计项",
            cells.code(60),
            "text",
            "Name of the deductible or limit in the product file, for example annual_deductible.",
            True,
            ("累计项代码", "key"),
        ),
        Column(
            "period_start",
            "期间起始日",
            cells.day,
            "date",
            "First day of the policy year, or the day of the accident; empty for a lifetime.",
            also=("保单年度起期",),
        ),
        Column(
            "used",
            "已用额",
            _amount,
            "yuan or days",
            "Used so far.",
            True,
            ("已用金额", "累计已用", "amount"),
        ),
    )

    def key(self, row: Row) -> str:
        return " ".join(
            str(row.get(name, ""))
            for name in ("policy", "insured", "joined_on", "accumulator", "period_start")
        )

    def load(self, rows: Sequence[Row], book: Book) -> None:
        known = Insured.of(rows)
        wanted: dict[tuple[int, str, date | None], tuple[Row, int, str]] = {}
        for row in rows:
            place = known.member(row, book)
            if place is None:
                continue
            entry = _entry(row, *place, book)
            if entry is not None:
                mark, amount, unit = entry
                if mark in wanted:
                    row.reject("accumulator", "twice_in_file", row=wanted[mark][0].number)
                else:
                    wanted[mark] = (row, amount, unit)
        _post(wanted)


Mark = tuple[int, str, date | None]


def _entry(row: Row, policy: Policy, member: InsuredMember, book: Book) -> tuple[Mark, int, str] | None:
    kept = {one.code: one for one in book.terms(policy).calculation.accumulators}
    item = kept.get(row.values["accumulator"])
    if item is None:
        row.reject("accumulator", "unknown_accumulator", known=", ".join(kept) or "–")
        return None
    amount = row.values["used"]
    if item.unit == "days":
        if amount % FEN_PER_YUAN:
            row.reject("used", "whole_days")
            return None
        amount //= FEN_PER_YUAN
    if not _period_holds(row, item, policy):
        return None
    return (member.pk, item.code, row.get("period_start")), amount, item.unit


def _period_holds(row: Row, item: Accumulator, policy: Policy) -> bool:
    start = row.get("period_start")
    if item.per == Period.LIFETIME:
        if start is not None:
            row.reject("period_start", "lifetime")
        return start is None
    years = policy_years(policy)
    known = ", ".join(day.isoformat() for day in years[-5:])
    if start is None:
        row.reject("period_start", "period_missing", known=known)
    elif item.per in (Period.POLICY_YEAR, Period.FAMILY_YEAR) and start not in years:
        row.reject("period_start", "not_a_year_start", known=known)
    elif not policy.starts_on <= start <= policy.ends_on:
        row.reject(
            "period_start",
            "outside_policy",
            starts=policy.starts_on.isoformat(),
            ends=policy.ends_on.isoformat(),
        )
    return not row.rejected


def _post(wanted: dict[Mark, tuple[Row, int, str]]) -> None:
    """One entry for each; a zero is recorded only in place of another figure."""
    rows = AccumulatorEntry.objects.filter(source=SOURCE, member__in={mark[0] for mark in wanted})
    before = {(one.member_id, one.key, one.period_start): one for one in rows}
    new: list[AccumulatorEntry] = []
    for (member, key, start), (row, amount, unit) in wanted.items():
        entry = before.get((member, key, start))
        if entry is None and amount:
            new.append(
                AccumulatorEntry(
                    member_id=member, key=key, period_start=start, source=SOURCE, amount_fen=amount
                )
            )
            row.outcome = "created"
        elif entry is not None and entry.amount_fen != amount:
            show = str if unit == "days" else format_yuan
            row.changed("used", old=show(entry.amount_fen), new=show(amount))
            entry.amount_fen = amount
            entry.save(update_fields=["amount_fen"])
    AccumulatorEntry.objects.bulk_create(new)


OPENING = Opening()
