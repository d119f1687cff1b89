"""被保险人名单: who is insured under a policy, who joined and who left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from anpei.importing import cells
from anpei.importing.columns import Column, Family, Row
from anpei.importing.tables.base import INSURED, Book, Insured, Table, apply, in_order, policy_column
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy

PLAIN = ("plan", "left_on", "first_joined_on", "social_insured", "place_code")


class Roster(Table):
    code, zh, also = "roster", "被保险人名单", ("被保险人", "人员清单", "members", "insured")
    about = (
        "Insured persons. A row is recognised by policy, person and joining day. A row with a leaving day and no joining day "
        "ends the membership that is there."
    )
    columns = (
        policy_column(),
        INSURED,
        Column(
            "joined_on",
            "加入日期",
            cells.day,
            "date",
            "First day insured; default the first day of the policy.",
            also=("入保日期", "生效日期", "join_date"),
        ),
        Column(
            "left_on",
            "退出日期",
            cells.day,
            "date",
            "First day no longer insured.",
            also=("减员日期", "退保日期", "leave_date"),
        ),
        Column(
            "first_joined_on",
            "首次加入日期",
            cells.day,
            "date",
            "Start of unbroken membership; the waiting period reads it.",
        ),
        Column("plan", "保障计划", cells.text(20), "text", "Plan of a group policy.", also=("计划", "方案")),
        Column(
            "social_insured",
            "有无社保",
            cells.yes_no,
            "yes or no",
            "Has social medical insurance; default yes.",
            also=("社保", "是否有社保"),
        ),
        Column(
            "place_code",
            "标的所在地区划代码",
            cells.region,
            "6 digits",
            "GB/T 2260 code of where a house, a stock or a plant lies; default where the person lives.",
            also=("标的所在地", "坐落地区划代码"),
        ),
    )
    families = (
        Family(
            "sum",
            ("sum", "保额", "保险金额"),
            cells.fen,
            "yuan",
            "One column for each sum insured of the product, named after it: `sum:medical`, `保额:medical`.",
        ),
    )

    def key(self, row: Row) -> str:
        joined = row.get("joined_on")
        return f"{row.values['policy']} {row.values['insured']} {joined or ''}"

    def load(self, rows: Sequence[Row], book: Book) -> None:
        known = Insured.of(rows)
        new: dict[tuple[int, int, date], tuple[Row, InsuredMember]] = {}
        for row in rows:
            policy, party = known.policy(row, book), known.party(row, "insured")
            if policy is None or party is None or not _sums_known(row, policy, book):
                continue
            member = _existing(row, policy, known.members.get((policy.pk, party.pk), []))
            if row.rejected:
                continue
            if member is not None:
                _change(row, member, policy)
                continue
            built = _new(row, policy, party, book)
            if built is None:
                continue
            mark = (policy.pk, party.pk, built.joined_on)
            if mark in new:  # one row calls the person by customer number, the other by ID number
                row.reject("insured", "twice_in_file", row=new[mark][0].number)
            else:
                new[mark] = (row, built)
        InsuredMember.objects.bulk_create([member for _row, member in new.values()])
        for row, _member in new.values():
            row.outcome = "created"


def _existing(row: Row, policy: Policy, members: list[InsuredMember]) -> InsuredMember | None:
    joined = row.get("joined_on")
    if joined is not None:
        return next((one for one in members if one.joined_on == joined), None)
    if len(members) <= 1:
        return members[0] if members else None
    still_in = [one for one in members if one.left_on is None or one.left_on == row.get("left_on")]
    if len(still_in) == 1:
        return still_in[0]
    row.reject("joined_on", "which_member", known=", ".join(one.joined_on.isoformat() for one in members))
    return None


def _sums_known(row: Row, policy: Policy, book: Book) -> bool:
    keys = book.terms(policy).sum_insured_keys()
    for key in row.get("sum", {}):
        if key not in keys:
            row.reject(f"sum:{key}", "unknown_sum", known=", ".join(keys))
    return not row.rejected


def _new(row: Row, policy: Policy, party: Party, book: Book) -> InsuredMember | None:
    keys = book.terms(policy).sum_insured_keys()
    if keys and not row.get("sum"):
        row.reject("sum", "sums_missing", known=", ".join(keys))
        return None
    joined = row.get("joined_on", policy.starts_on)
    values: dict[str, Any] = {name: row.values[name] for name in PLAIN if name in row.values}
    values.setdefault("first_joined_on", policy.first_started_on if joined == policy.starts_on else joined)
    member = InsuredMember(
        policy=policy, party=party, joined_on=joined, sums_insured=row.get("sum", {}), **values
    )
    return member if _dates_hold(row, member, policy) else None


def _dates_hold(row: Row, member: InsuredMember, policy: Policy) -> bool:
    if not policy.starts_on <= member.joined_on <= policy.ends_on:
        row.reject(
            "joined_on",
            "outside_policy",
            starts=policy.starts_on.isoformat(),
            ends=policy.ends_on.isoformat(),
        )
        return False
    return in_order(
        row,
        ("first_joined_on", member.first_joined_on),
        ("joined_on", member.joined_on),
        ("left_on", member.left_on),
    )


def _change(row: Row, member: InsuredMember, policy: Policy) -> None:
    fields = apply(row, member, {name: row.values[name] for name in PLAIN if name in row.values})
    sums = {**member.sums_insured, **row.get("sum", {})}
    for key, fen in row.get("sum", {}).items():
        before = member.sums_insured.get(key)
        if before != fen:
            row.changed(f"sum:{key}", old="" if before is None else cells.yuan(before), new=cells.yuan(fen))
    if sums != member.sums_insured:
        member.sums_insured = sums
        fields.append("sums_insured")
    if fields and _dates_hold(row, member, policy):
        member.save(update_fields=fields)


ROSTER = Roster()
