"""From a figure of a calculation to its place on the paper it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from anpei.claims.models import Claim
from anpei.documents.models import PartField
from anpei.documents.wording import field_name
from anpei.engine.calculation import Step
from anpei.settlement.models import Receipt

HEAD = {
    "total_fen": "total",
    "social_fen": "fund_paid",
    "other_fen": "other_paid",
    "account_fen": "account_paid",
}
"""Column of a receipt to the field of the paper it was entered from."""
FIGURE = re.compile(r"(?:^|[._])(line|receipt)_\w+\[(\d+)\]$")
LISTED = re.compile(r"\[(\d+)\]$")


@dataclass(frozen=True)
class Origin:
    """A link to the confirm page with one box in view."""

    label: str
    url: str


Origins = Mapping[str, Origin]
"""``line:7`` for the amount of an expense item, ``receipt:3:social_fen`` for a figure of a receipt's head."""


def of_receipts(claim: Claim, receipts: Iterable[Receipt]) -> dict[str, Origin]:
    """One statement, however many receipts."""
    rows = [(receipt, receipt.part_id) for receipt in receipts if receipt.part_id]
    if not rows:
        return {}
    fields = PartField.objects.filter(part__in=[part for _row, part in rows], row__isnull=True)
    by_name = {(one.part_id, one.name): one.pk for one in fields.only("part_id", "name")}
    found: dict[str, Origin] = {}
    for row, part in rows:
        for column, name in HEAD.items():
            if (field := by_name.get((part, name))) is not None:
                found[f"receipt:{row.pk}:{column}"] = Origin(field_name(name), _url(claim, part, field))
        for line in row.lines.all():
            if line.field_id:
                found[f"line:{line.pk}"] = Origin(line.item, _url(claim, part, line.field_id))
    return found


def figures(on_paper: Origins, receipt: Receipt) -> dict[str, Origin]:
    """The links of one receipt by column, and by the number of each of its lines."""
    head = {column: found for column in HEAD if (found := on_paper.get(f"receipt:{receipt.pk}:{column}"))}
    lines = {
        str(line.pk): found for line in receipt.lines.all() if (found := on_paper.get(f"line:{line.pk}"))
    }
    return head | lines


def of_step(step: Step, on_paper: Origins) -> tuple[Origin, ...]:
    """The places of what a step read: the item it lists, or the receipts and items among its inputs."""
    names = [one.source for one in step.inputs]
    found = []
    if step.kind == "line" and (listed := LISTED.search(step.name)):
        found.append(on_paper.get(f"line:{listed[1]}"))
    for name in names:
        if read := FIGURE.search(name):
            kind, number = read.groups()
            found += [
                origin
                for key, origin in on_paper.items()
                if key == f"{kind}:{number}" or key == f"{kind}:{number}:{_column(name)}"
            ]
    return tuple(dict.fromkeys(one for one in found if one))


def _column(name: str) -> str:
    """Which figure of a receipt a value of the engine speaks of, by its name."""
    return next(
        (column for word, column in (("social", "social_fen"), ("other", "other_fen")) if word in name),
        "total_fen",
    )


def _url(claim: Claim, part: int, field: int) -> str:
    return f"{reverse('workbench:confirm', args=[claim.number, part])}?at={field}#f-{field}"
