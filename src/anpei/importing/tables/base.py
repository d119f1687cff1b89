"""What every table of a book has, and what its loader knows: who imports, into which units, and looked-up rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, ClassVar

from django.db.models import Model

from anpei.core import clock
from anpei.core.actor import Actor
from anpei.importing import cells
from anpei.importing.columns import Column, Family, Mask, Row
from anpei.organisation.models import Unit
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.policies.models import InsuredMember, Policy
from anpei.policies.queries import policy_year_start
from anpei.products import queries as products
from anpei.products.models import ProductVersion
from anpei.terms import Product as Terms
from anpei.values import identifiers
from anpei.values.dates import add_years, local_date

LONGEST_ID = 15  # from here on a number may be an identity number and is masked


def mask_reference(value: str) -> str:
    """A customer number stays readable; what could be an identity number does not."""
    return identifiers.mask_id(value) if len(value) >= LONGEST_ID else value


PARTY_KIND = "customer number, or ID number"


def party_column(
    name: str, zh: str, about: str, *, required: bool = False, also: tuple[str, ...] = ()
) -> Column:
    return Column(name, zh, cells.code(40), PARTY_KIND, about, required, also, mask_reference)


def policy_column() -> Column:
    return Column(
        "policy",
        "保单号",
        cells.code(40, upper=True),
        "text",
        "The policy this row belongs to.",
        True,
        ("policy_number", "保单号码", "保险单号"),
    )


INSURED = party_column(
    "insured",
    "被保险人",
    "The insured person.",
    required=True,
    also=("insured_ref", "被保险人编号", "被保险人证件号", "被保险人证件号码"),
)
JOINED = Column(
    "joined_on",
    "加入日期",
    cells.day,
    "date",
    "Joining day, needed only where the person joined more than once.",
    also=("入保日期", "生效日期"),
)


@dataclass
class Book:
    """What the loaders of one import share. ``units`` None means the whole house."""

    by: Actor
    units: frozenset[int] | None = None
    seen: dict[str, set[str]] = field(default_factory=dict)  # per table: groups already closed
    _units: dict[str, Unit] = field(default_factory=dict)
    _versions: dict[str, list[ProductVersion]] = field(default_factory=dict)

    def allows(self, unit_id: int) -> bool:
        return self.units is None or unit_id in self.units

    def unit(self, code: str) -> Unit | None:
        if code not in self._units:
            found = Unit.objects.filter(code=code).first()
            if found is None:
                return None
            self._units[code] = found
        return self._units[code]

    def forget_units(self) -> None:
        self._units.clear()

    def versions(self, product: str) -> list[ProductVersion]:
        if product not in self._versions:
            rows = ProductVersion.objects.filter(product__code=product).select_related("product")
            self._versions[product] = list(rows.order_by("valid_from", "id"))
        return self._versions[product]

    def terms(self, policy: Policy) -> Terms:
        versions = self.versions(policy.product_version.product.code)
        return products.terms(next(one for one in versions if one.pk == policy.product_version_id))


class Table(ABC):
    """One kind of row. ``key`` is what makes two rows the same entry; ``load`` writes a batch and marks each row.

    ``load`` runs inside a transaction that may be rolled back and run again row by row; it keeps nothing of a
    batch on the table itself.
    """

    code: ClassVar[str]
    zh: ClassVar[str]
    also: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    families: ClassVar[tuple[Family, ...]] = ()
    whole_sheet: ClassVar[bool] = False  # small tables whose rows refer to each other are loaded at once

    @abstractmethod
    def key(self, row: Row) -> str: ...

    def group(self, row: Row) -> str:
        """Rows with the same group that stand together are loaded in one batch; empty for single rows."""
        return ""

    def wants(self, row: Row) -> bool:
        """Whether this reading of the sheet has anything to do for the row."""
        return True

    @abstractmethod
    def load(self, rows: Sequence[Row], book: Book) -> None: ...

    def column(self, name: str) -> Column | None:
        return next((one for one in self.columns if one.name == name), None)


def in_order(row: Row, *dates: tuple[str, date | None]) -> bool:
    """Whether the given dates (column, day) follow each other; the first that does not is rejected."""
    known = [(name, day) for name, day in dates if day is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            row.reject(later, "order", later=later, earlier=earlier)
            return False
    return True


def find_parties(written: Iterable[str]) -> dict[str, Party]:
    """Customers by what a row calls them: customer number first, else ID number."""
    wanted = {one for one in written if one}
    found = {party.external_ref: party for party in Party.objects.filter(external_ref__in=wanted)}
    hashes = {parties.id_hash(one): one for one in wanted if one not in found}
    for party in Party.objects.filter(id_hash__in=hashes):
        found[hashes[str(party.id_hash)]] = party
    return {str(name): party for name, party in found.items()}


def find_policies(numbers: Iterable[str]) -> dict[str, Policy]:
    rows = Policy.objects.filter(number__in=set(numbers)).select_related("product_version__product", "unit")
    return {policy.number: policy for policy in rows}


@dataclass(frozen=True)
class Insured:
    """What rows about insured persons need, looked up for a whole batch at once."""

    policies: dict[str, Policy]
    parties: dict[str, Party]
    members: dict[tuple[int, int], list[InsuredMember]]

    @classmethod
    def of(cls, rows: Sequence[Row], *further: str) -> Insured:
        """``further`` names more columns that hold a customer."""
        found = find_parties(
            row.values[name] for row in rows for name in ("insured", *further) if name in row.values
        )
        contracts = find_policies(row.values["policy"] for row in rows if "policy" in row.values)
        known: dict[tuple[int, int], list[InsuredMember]] = {}
        wanted = InsuredMember.objects.filter(policy__in=contracts.values(), party__in=found.values())
        for member in wanted.order_by("joined_on", "id"):
            known.setdefault((member.policy_id, member.party_id), []).append(member)
        return cls(contracts, found, known)

    def policy(self, row: Row, book: Book) -> Policy | None:
        policy = self.policies.get(row.values["policy"])
        if policy is None:
            row.reject("policy", "unknown_policy", name=row.values["policy"])
        elif not book.allows(policy.unit_id):
            row.reject("policy", "other_unit")
            return None
        return policy

    def party(self, row: Row, column: str) -> Party | None:
        party = self.parties.get(row.values[column])
        if party is None:
            row.reject(column, "unknown_party", name=mask_reference(row.values[column]))
        return party

    def member(self, row: Row, book: Book) -> tuple[Policy, InsuredMember] | None:
        """The membership a row is about, or None with the row rejected. With several, the joining day decides."""
        policy, party = self.policy(row, book), self.party(row, "insured")
        if policy is None or party is None:
            return None
        joined = row.get("joined_on")
        fitting = [
            one
            for one in self.members.get((policy.pk, party.pk), [])
            if joined is None or one.joined_on == joined
        ]
        if len(fitting) == 1:
            return policy, fitting[0]
        if fitting:
            row.reject("joined_on", "which_member", known=_days(one.joined_on for one in fitting))
        else:
            row.reject("insured", "unknown_member", name=row.written["insured"], policy=policy.number)
        return None


def apply(
    row: Row,
    target: Model,
    wanted: Mapping[str, Any],
    *,
    columns: Mapping[str, str] | None = None,
    mask: Mapping[str, Mask] | None = None,
    silent: Collection[str] = (),
) -> list[str]:
    """Set the fields of ``target`` that a row names and that differ, and report each; gives their names.

    ``columns``: field to column where they differ; ``mask``: field to how its values are shown; ``silent``: fields
    that follow from another one and are not reported by themselves.
    """
    fields = []
    for name, value in wanted.items():
        before = getattr(target, name)
        if before == value:
            continue
        if name not in silent:
            show = (mask or {}).get(name, str)
            as_text = _yuan if name.endswith("_fen") else _plain
            row.changed((columns or {}).get(name, name), old=show(as_text(before)), new=show(as_text(value)))
        setattr(target, name, value)
        fields.append(name)
    return fields


def _yuan(value: int | None) -> str:
    return "" if value is None else cells.yuan(value)


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local_date(value).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def policy_years(policy: Policy) -> list[date]:
    """First days of the policy years up to the end of the contract or today, whichever is earlier."""
    last = policy_year_start(policy, max(policy.starts_on, min(policy.ends_on, clock.today())))
    starts, years = [policy.starts_on], 1
    while (following := add_years(policy.starts_on, years)) <= last:
        starts.append(following)
        years += 1
    return starts


def _days(days: Iterable[date]) -> str:
    return ", ".join(day.isoformat() for day in days)
