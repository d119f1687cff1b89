"""批单: changes of a contract after it was issued."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from anpei.importing import cells
from anpei.importing.cells import BadCell, Cell
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import Book, Table, apply, find_policies, policy_column
from anpei.policies.models import Endorsement, Policy
from anpei.policies.queries import SUM_INSURED

KINDS = {
    "endorsement": ("批单",),
    "special_agreement": ("特别约定",),
    "rider": ("附加险", "附加条款"),
}
TERM = re.compile(r"\s*([a-z][a-z0-9_.\[\]]*)\s*=\s*(.+?)\s*")


def _terms(cell: Cell) -> dict[str, int | str]:
    """``calculation.deductible_fen=500000; plan=B`` as a dict; whole numbers become numbers."""
    read: dict[str, int | str] = {}
    for part in filter(str.strip, re.split(r"[;；\n]", cells.text(2000)(cell))):
        found = TERM.fullmatch(part)
        if found is None:
            raise BadCell("term")
        value = found[2]
        read[found[1]] = int(value) if re.fullmatch(r"-?[0-9]{1,15}", value) else value
    return read


class Endorsements(Table):
    code, zh, also = "endorsements", "批单", ("批改", "批单信息")
    about = "Changes of a contract. A row is recognised by its endorsement number. Joins and leaves go into the roster."
    columns = (
        Column(
            "number",
            "批单号",
            cells.code(40, upper=True),
            "text",
            "Endorsement number.",
            True,
            ("endorsement_number", "批单号码"),
        ),
        policy_column(),
        Column(
            "effective_on", "批改生效日期", cells.day, "date", "First day of the change.", True, ("批改日期",)
        ),
        Column(
            "summary",
            "批改内容",
            cells.text(200),
            "text",
            "What changed, as a person reads it.",
            True,
            ("批改摘要",),
        ),
        Column(
            "kind",
            "文件类型",
            cells.choice(KINDS),
            "one of",
            "Which document says so; default endorsement, which goes before the others.",
        ),
        Column(
            "terms",
            "变更条款",
            _terms,
            "name=value; …",
            "Sums insured (`sum_insured.medical=50000000`, fen) and terms the product calls negotiable, by their path.",
        ),
    )

    def key(self, row: Row) -> str:
        return str(row.values["number"])

    def load(self, rows: Sequence[Row], book: Book) -> None:
        policies = find_policies(row.values["policy"] for row in rows)
        known = {
            one.number: one
            for one in Endorsement.objects.filter(
                number__in=[row.values["number"] for row in rows]
            ).select_related("policy")
        }
        new: list[tuple[Row, Endorsement]] = []
        for row in rows:
            policy = policies.get(row.values["policy"])
            if policy is None:
                row.reject("policy", "unknown_policy", name=row.values["policy"])
                continue
            if not book.allows(policy.unit_id):
                row.reject("policy", "other_unit")
                continue
            if not _possible(row, policy, book):
                continue
            values: dict[str, Any] = {
                name: row.values[name]
                for name in ("effective_on", "summary", "kind", "terms")
                if name in row.values
            }
            endorsement = known.get(row.values["number"])
            if endorsement is None:
                new.append((row, Endorsement(policy=policy, number=row.values["number"], **values)))
            elif endorsement.policy_id != policy.pk:
                row.reject("number", "endorsement_elsewhere", name=endorsement.policy.number)
            elif fields := apply(row, endorsement, values):
                endorsement.save(update_fields=fields)
        Endorsement.objects.bulk_create([one for _row, one in new])
        for row, _one in new:
            row.outcome = "created"


def _possible(row: Row, policy: Policy, book: Book) -> bool:
    """Only sums insured and negotiable terms can be another for one policy, and only by a whole number."""
    terms = book.terms(policy)
    allowed = [SUM_INSURED + key for key in terms.sum_insured_keys()] + list(terms.negotiable)
    for path, value in row.get("terms", {}).items():
        if path not in allowed or type(value) is not int or value < 0:
            row.reject("terms", "unknown_term", name=path, known=", ".join(allowed) or "–")
            return False
    return True


ENDORSEMENTS = Endorsements()
