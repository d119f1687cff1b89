"""受益人: who receives a death benefit; the rows of one insured person are one entry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from anpei.importing import cells
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import INSURED, JOINED, Book, Insured, Table, party_column, policy_column
from anpei.policies.models import Beneficiary, InsuredMember
from anpei.values import identifiers

WHOLE_BP = 10_000
RELATIONS = {
    "spouse": ("配偶",),
    "child": ("子女",),
    "parent": ("父母",),
    "relative": ("其他亲属", "亲属"),
    "self": ("本人",),
    "other": ("其他",),
}
Line = tuple[str, str, int, int, int | None]  # name, relationship, order, share in basis points, customer


class Beneficiaries(Table):
    code, zh, also = "beneficiaries", "受益人", ("受益人信息",)
    about = (
        "Named beneficiaries. The rows of one insured person stand together; they replace what is recorded for that person, "
        "and the shares of each order make 100 %."
    )
    columns = (
        policy_column(),
        INSURED,
        JOINED,
        Column(
            "name",
            "受益人姓名",
            cells.text(120),
            "text",
            "Name of the beneficiary.",
            True,
            ("beneficiary", "受益人"),
            identifiers.mask_name,
        ),
        Column(
            "relationship",
            "与被保险人关系",
            cells.choice(RELATIONS),
            "one of",
            "Relation to the insured person.",
            True,
            ("关系",),
        ),
        Column(
            "order",
            "受益顺序",
            cells.whole(20),
            "whole number",
            "1 (default) is served first.",
            also=("顺位", "受益顺位"),
        ),
        Column(
            "share",
            "受益比例",
            cells.share_bp,
            "percent",
            "Share within the order, as 60% or 60.",
            True,
            ("受益份额", "比例"),
        ),
        party_column(
            "person",
            "受益人客户号",
            "The beneficiary as a customer, where they are one.",
            also=("受益人证件号",),
        ),
    )

    def key(self, row: Row) -> str:
        return f"{self.group(row)} {row.values['name']} {row.get('order', 1)} {row.values['relationship']}"

    def group(self, row: Row) -> str:
        return f"{row.values['policy']} {row.values['insured']} {row.get('joined_on') or ''}"

    def load(self, rows: Sequence[Row], book: Book) -> None:
        known = Insured.of(rows, "person")
        for _name, grouped in groupby(rows, self.group):
            together = list(grouped)
            lines = [_line(row, known) for row in together]
            places = [known.member(row, book) for row in together]
            place = places[0]
            if place is None or None in lines or not _whole(together):
                _refuse_together(together)
                continue
            _replace(together, place[1], [line for line in lines if line is not None])


def _line(row: Row, known: Insured) -> Line | None:
    person = None
    if "person" in row.values:
        party = known.party(row, "person")
        if party is None:
            return None
        person = party.pk
    return row.values["name"], row.values["relationship"], row.get("order", 1), row.values["share"], person


def _whole(rows: Sequence[Row]) -> bool:
    sums: dict[int, int] = {}
    for row in rows:
        sums[row.get("order", 1)] = sums.get(row.get("order", 1), 0) + row.values["share"]
    for order, total in sums.items():
        if total != WHOLE_BP:
            last = [row for row in rows if row.get("order", 1) == order][-1]
            last.reject("share", "shares_whole", order=order, sum=cells.yuan(total))
    return all(total == WHOLE_BP for total in sums.values())


def _refuse_together(rows: Sequence[Row]) -> None:
    for row in rows:
        if not row.rejected:
            row.reject("", "group_refused")


def _replace(rows: Sequence[Row], member: InsuredMember, lines: list[Line]) -> None:
    """Make the recorded beneficiaries those of the rows; what is the same already stays untouched."""
    before = {_as_line(one): one for one in member.beneficiaries.all()}
    gone = [one.pk for line, one in before.items() if line not in lines]
    for row, line in zip(rows, lines, strict=True):
        if line not in before:
            row.outcome = "created"
    if gone:
        member.beneficiaries.filter(pk__in=gone).delete()
        rows[0].changed("name", old=_names(list(before)), new=_names(lines))
    Beneficiary.objects.bulk_create([_row_of(member, line) for line in lines if line not in before])


def _as_line(one: Beneficiary) -> Line:
    return one.name, one.relationship, one.order, one.share_bp, one.party_id


def _row_of(member: InsuredMember, line: Line) -> Beneficiary:
    name, relationship, order, share_bp, party_id = line
    values: dict[str, Any] = {
        "name": name,
        "relationship": relationship,
        "order": order,
        "share_bp": share_bp,
        "party_id": party_id,
    }
    return Beneficiary(member=member, **values)


def _names(lines: Sequence[Line]) -> str:
    return ", ".join(identifiers.mask_name(line[0]) for line in lines)


BENEFICIARIES = Beneficiaries()
