"""保单: contracts with their product version, holder and unit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from anpei.importing import cells
from anpei.importing.columns import Column, Row
from anpei.importing.tables.base import (
    Book,
    Table,
    apply,
    find_parties,
    find_policies,
    in_order,
    mask_reference,
    party_column,
)
from anpei.organisation.models import Unit
from anpei.parties.models import Party
from anpei.policies.models import Policy, PolicyState
from anpei.products.models import ProductVersion

STATES = {
    "in_force": ("有效", "在保"),
    "lapsed": ("失效", "中止"),
    "terminated": ("终止", "满期"),
    "surrendered": ("退保", "解约"),
}
UPDATABLE = (
    "state",
    "group",
    "issued_on",
    "starts_on",
    "ends_on",
    "terminated_on",
    "first_started_on",
    "premium_fen",
)
COLUMN_OF = {
    "state": "policy_state",
    "premium_fen": "premium",
    "policyholder_id": "policyholder",
    "unit_id": "unit",
}


class Policies(Table):
    code, zh, also = "policies", "保单", ("保单信息", "contracts")
    about = "Contracts. A row is recognised by its policy number."
    columns = (
        Column(
            "number",
            "保单号",
            cells.code(40, upper=True),
            "text",
            "Policy number.",
            True,
            ("policy_number", "policy", "保单号码", "保险单号"),
        ),
        Column(
            "product",
            "产品代码",
            cells.code(40),
            "text",
            "Code of a published product.",
            True,
            ("product_code", "险种代码"),
        ),
        Column(
            "version",
            "产品版本",
            cells.code(20),
            "text",
            "Product version; may be left out where only one is valid on the first day.",
            also=("product_version",),
        ),
        party_column(
            "policyholder",
            "投保人",
            "Who took out the policy.",
            required=True,
            also=("policyholder_ref", "投保人编号", "投保人证件号"),
        ),
        Column(
            "unit",
            "承保机构",
            cells.code(20),
            "unit code",
            "The unit that looks after the policy.",
            True,
            ("unit_code", "机构代码"),
        ),
        Column(
            "group",
            "是否团单",
            cells.yes_no,
            "yes or no",
            "Group policy with a roster; default no.",
            also=("团单", "团体保单"),
        ),
        Column(
            "policy_state", "保单状态", cells.choice(STATES), "one of", "Default: in force.", also=("state",)
        ),
        Column("issued_on", "签单日期", cells.day, "date", "Default: the first day.", also=("出单日期",)),
        Column(
            "starts_on",
            "起保日期",
            cells.day,
            "date",
            "First day covered.",
            True,
            ("保险起期", "生效日期", "start_date"),
        ),
        Column(
            "ends_on",
            "终保日期",
            cells.day,
            "date",
            "Last day covered.",
            True,
            ("保险止期", "满期日期", "end_date"),
        ),
        Column(
            "terminated_on",
            "终止日期",
            cells.day,
            "date",
            "First day no longer covered; needed when the policy has ended early.",
        ),
        Column(
            "first_started_on",
            "首次投保日期",
            cells.day,
            "date",
            "Start of unbroken cover through renewals; default the first day. The waiting period reads it.",
            also=("连续投保起期",),
        ),
        Column("premium", "保费", cells.fen, "yuan", "Premium.", also=("保险费",)),
    )

    def key(self, row: Row) -> str:
        return str(row.values["number"])

    def load(self, rows: Sequence[Row], book: Book) -> None:
        holders = find_parties(row.values["policyholder"] for row in rows)
        known = find_policies(row.values["number"] for row in rows)
        new: list[tuple[Row, Policy]] = []
        for row in rows:
            policy = known.get(row.values["number"])
            holder, unit = _holder(row, holders), _unit(row, book)
            version = _version(row, book, policy)
            if holder is None or unit is None or version is None:
                continue
            if policy is None:
                built = Policy(
                    number=row.values["number"],
                    product_version=version,
                    policyholder=holder,
                    unit=unit,
                    **_values(row, None),
                )
                if _dates_hold(row, built):
                    new.append((row, built))
            else:
                _change(row, policy, holder=holder, unit=unit, book=book)
        Policy.objects.bulk_create([policy for _row, policy in new])
        for row, _policy in new:
            row.outcome = "created"


def _holder(row: Row, holders: dict[str, Party]) -> Party | None:
    holder = holders.get(row.values["policyholder"])
    if holder is None:
        row.reject("policyholder", "unknown_party", name=mask_reference(row.values["policyholder"]))
    return holder


def _unit(row: Row, book: Book) -> Unit | None:
    unit = book.unit(row.values["unit"])
    if unit is None:
        row.reject("unit", "unknown_unit", name=row.values["unit"])
    elif not book.allows(unit.pk):
        row.reject("unit", "other_unit")
        return None
    return unit


def _version(row: Row, book: Book, policy: Policy | None) -> ProductVersion | None:
    """The version named; else the one of the policy as recorded, else the only one valid on the first day."""
    product, versions = row.values["product"], book.versions(row.values["product"])
    if not versions:
        row.reject("product", "unknown_product", name=product)
        return None
    if "version" in row.values:
        named = next((one for one in versions if one.version == row.values["version"]), None)
        if named is None:
            row.reject(
                "version",
                "unknown_version",
                name=product,
                version=row.values["version"],
                known=_names(versions),
            )
        return named
    if policy is not None and policy.product_version.product.code == product:
        return policy.product_version
    on: date = row.values["starts_on"]
    valid = [
        one for one in versions if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)
    ] or versions
    if len(valid) > 1:
        row.reject("version", "which_version", name=product, on=on.isoformat(), known=_names(valid))
        return None
    return valid[0]


def _values(row: Row, policy: Policy | None) -> dict[str, Any]:
    given = {
        name: row.values[COLUMN_OF.get(name, name)]
        for name in UPDATABLE
        if COLUMN_OF.get(name, name) in row.values
    }
    if policy is None:
        given.setdefault("issued_on", given["starts_on"])
        given.setdefault("first_started_on", given["starts_on"])
    return given


def _dates_hold(row: Row, policy: Policy) -> bool:
    in_order(
        row,
        ("first_started_on", policy.first_started_on),
        ("starts_on", policy.starts_on),
        ("ends_on", policy.ends_on),
    )
    in_order(row, ("starts_on", policy.starts_on), ("terminated_on", policy.terminated_on))
    if policy.state != PolicyState.IN_FORCE and policy.terminated_on is None:
        row.reject("terminated_on", "end_missing")
    return not row.rejected


def _change(row: Row, policy: Policy, *, holder: Party, unit: Unit, book: Book) -> None:
    if not book.allows(policy.unit_id):
        row.reject("unit", "other_unit")
        return
    version = _version(row, book, policy)
    if version is not None and version.pk != policy.product_version_id:
        row.reject(
            "version" if "version" in row.values else "product",
            "kind_fixed",
            current=str(policy.product_version),
        )
        return
    fields = apply(row, policy, _values(row, policy), columns=COLUMN_OF)
    if policy.unit_id != unit.pk:
        row.changed("unit", old=policy.unit.code, new=unit.code)
        policy.unit = unit
        fields.append("unit")
    if policy.policyholder_id != holder.pk:
        row.changed("policyholder", old="****", new=mask_reference(row.values["policyholder"]))
        policy.policyholder = holder
        fields.append("policyholder")
    if fields and _dates_hold(row, policy):
        policy.save(update_fields=fields)


def _names(versions: Sequence[ProductVersion]) -> str:
    return ", ".join(one.version for one in versions)


POLICIES = Policies()
