"""What a case brings to a calculation. Plain immutable values with a JSON form; nothing is looked up from here.

Amounts are fen, shares basis points, dates local (Asia/Shanghai), both ends of a stay included where days are counted.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from anpei.engine.facts_loss import LossFacts
from anpei.engine.facts_motor import MotorFacts
from anpei.terms.base import Category, HospitalClass, Nature, Setting, Severity

_STRICT = ConfigDict(extra="forbid", strict=True)


PRECEDENCE: tuple[str, ...] = ("endorsement", "special_agreement", "rider")


@dataclass(frozen=True, slots=True)
class Override:
    """Another value of one negotiable term (Product.negotiable) for this policy, and the document that says so.

    Precedence: endorsement before special agreement before rider before the product file itself.
    """

    __pydantic_config__ = _STRICT

    path: str
    value: int
    kind: Literal["endorsement", "special_agreement", "rider"]
    document: str


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """``sum_insured_fen`` by the key the product names (Product.sum_insured_keys)."""

    __pydantic_config__ = _STRICT

    starts_on: datetime.date
    ends_on: datetime.date
    sum_insured_fen: dict[str, int] = field(default_factory=dict)
    social_insured: bool = True
    """Insured as a person with social medical insurance."""
    first_started_on: datetime.date | None = None
    """Start of unbroken cover (renewals carry it); None: this policy is the first."""
    premium_paid_fen: int | None = None
    """Premium paid so far, where a benefit may return it."""
    overrides: tuple[Override, ...] = ()

    def override(self, path: str) -> Override | None:
        """The document that decides this term, by precedence; None: the product file does."""
        given = [one for one in self.overrides if one.path == path]
        return min(given, key=lambda one: PRECEDENCE.index(one.kind), default=None)


@dataclass(frozen=True, slots=True)
class Stay:
    """``days`` in hospital as the discharge record counts them (normally discharge less admission)."""

    __pydantic_config__ = _STRICT

    admitted_on: datetime.date
    discharged_on: datetime.date
    days: int


@dataclass(frozen=True, slots=True)
class Injury:
    """One rated injury: grade 1 (worst) to 10, and the item of the standard, which may count once."""

    __pydantic_config__ = _STRICT

    item: str
    grade: int
    standard_code: str = "JR/T 0083-2013"


@dataclass(frozen=True, slots=True)
class Illness:
    """One diagnosed illness of the insurer's list: its code, severity, group ("" where the list has none), day of diagnosis."""

    __pydantic_config__ = _STRICT

    code: str
    severity: Severity
    confirmed_on: datetime.date
    group: str = ""


@dataclass(frozen=True, slots=True)
class EventFacts:
    """``pre_existing``: the condition was there before the first policy; None: nobody has looked yet.
    ``earlier_grade``: grade of a disability from before the accident (0: none); ``combined_grade``: of both together.
    """

    __pydantic_config__ = _STRICT

    natures: tuple[Nature, ...]
    accident_on: datetime.date | None = None
    first_diagnosis_on: datetime.date | None = None
    died_on: datetime.date | None = None
    stays: tuple[Stay, ...] = ()
    injuries: tuple[Injury, ...] = ()
    illnesses: tuple[Illness, ...] = ()
    pre_existing: bool | None = None
    earlier_grade: int = 0
    combined_grade: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """Who already paid. Money from the personal social-insurance account is the person's own and reduces nothing."""

    __pydantic_config__ = _STRICT

    id: str
    social_fen: int = 0
    other_fen: int = 0
    personal_account_fen: int = 0
    social_settled: bool | None = None
    """None: settled when social insurance paid anything."""
    hospital_class: HospitalClass | None = None
    designated: bool | None = None
    """Whether the contract names this hospital; None: nobody has looked yet."""
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """One line of a bill. ``excluded_fen`` is what a named person found outside cover, with clause and reason."""

    __pydantic_config__ = _STRICT

    id: str
    receipt: str
    service_on: datetime.date
    setting: Setting
    category: Category
    amount_fen: int
    nrdl_class: Literal["A", "B", "C"] = "A"
    first_pay_bp: int = 0
    excluded_fen: int = 0
    excluded_clause: str = ""
    excluded_reason: str = ""
    item: str = ""
    item_code: str = ""
    drug_list: str = ""
    """Code of the product's drug list the item is on; empty: none."""


@dataclass(frozen=True, slots=True)
class PriorPayment:
    """Paid before for the same accident."""

    __pydantic_config__ = _STRICT

    benefit: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """Someone named to receive a death benefit. ``order`` 1 comes first; ``share`` is a weight (basis points as written).
    ``entitled`` False: died before, gave up or lost the right.
    """

    __pydantic_config__ = _STRICT

    id: str
    share: int
    order: int = 1
    entitled: bool = True


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One claim. ``accumulators`` holds what is already used, by accumulator code; a code not given has used nothing.
    ``benefits`` narrows the calculation to those confirmed by the coverage review; None means all that apply.
    """

    __pydantic_config__ = _STRICT

    policy: PolicyFacts
    event: EventFacts
    lines: tuple[ExpenseLine, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    accumulators: dict[str, int] = field(default_factory=dict)
    prior_payments: tuple[PriorPayment, ...] = ()
    prior_illnesses: tuple[Illness, ...] = ()
    """Illnesses paid for before under the critical illness benefits of this contract."""
    beneficiaries: tuple[Beneficiary, ...] = ()
    benefits: tuple[str, ...] | None = None
    motor: MotorFacts | None = None
    loss: LossFacts | None = None

    def to_json(self) -> dict[str, Any]:
        """JSON-able form; ``from_json`` gives back equal facts."""
        dumped: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", warnings=False)
        return dumped

    @staticmethod
    def from_json(data: object) -> CaseFacts:
        """Facts of their JSON form. Raises BadFacts naming every place that is wrong."""
        try:
            return _ADAPTER.validate_json(json.dumps(data, default=_iso))
        except ValidationError as refusal:
            raise BadFacts(
                [(".".join(map(str, e["loc"])), e["msg"]) for e in refusal.errors(include_url=False)]
            ) from None
        except (TypeError, ValueError, RecursionError) as refusal:
            raise BadFacts([("", str(refusal))]) from None


class BadFacts(ValueError):
    """The JSON is not a case: ``places`` lists (path, what is wrong)."""

    def __init__(self, places: list[tuple[str, str]]) -> None:
        self.places = places
        super().__init__("; ".join(f"{path or '(case)'}: {message}" for path, message in places))


def _iso(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a case")


_ADAPTER: TypeAdapter[CaseFacts] = TypeAdapter(CaseFacts)
