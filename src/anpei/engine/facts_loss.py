"""What a case under property or liability insurance brings: damaged things, other insurers, claimants, costs beside the loss.

Amounts are fen, shares basis points. The formulas that read them: anpei.terms.property, anpei.terms.liability.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ConfigDict

from anpei.terms.liability import DamageHead
from anpei.terms.property import PropertyKind

_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class ItemLoss:
    """One insured thing of the policy's schedule and what happened to it; an undamaged one has no loss (a blanket sum
    and average count it all the same).

    ``sum_insured_fen`` stands at the time of the loss. ``excluded_fen`` is what a named person found outside cover, with
    clause and reason: of the replacement cost (or value) where totally lost, of repair and loss otherwise.
    """

    __pydantic_config__ = _STRICT

    id: str
    benefit: str
    kind: PropertyKind
    sum_insured_fen: int = 0
    value_fen: int | None = None
    """Insurable value at the loss (``stated_value``), or the value agreed in the policy (``agreed_value``)."""
    replacement_fen: int | None = None
    """Cost of the same thing new, at the loss (``actual_value``, ``replacement_cost``)."""
    sound_value_fen: int | None = None
    """Market value undamaged, against which a partial loss of an agreed value is measured."""
    used_months: int = 0
    depreciation_bp: int | None = None
    """Share lost in each period as found at the survey; None: the rate of the terms for this kind."""
    repair_fen: int = 0
    """Cost of making good what can be repaired."""
    loss_fen: int = 0
    """What is gone and cannot be repaired, of a thing not totally lost."""
    totally_lost: bool = False
    salvage_fen: int = 0
    salvage_kept: bool = True
    """The insured keeps the salvage, and its value is deducted; False: it goes to the insurer (art. 59)."""
    recovered_fen: int = 0
    """Already received from a liable third party (art. 60)."""
    excluded_fen: int = 0
    excluded_clause: str = ""
    excluded_reason: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class OtherInsurer:
    """Another policy on the same property, peril and time (art. 56). ``limit_fen``: what it alone would pay."""

    __pydantic_config__ = _STRICT

    id: str
    benefit: str
    sum_insured_fen: int = 0
    limit_fen: int = 0
    stands_before: bool = False
    """Pays before this policy, where policies pay in sequence."""


@dataclass(frozen=True, slots=True)
class LiabilityClaimant:
    """One person the insured is liable to. Amounts by head of damage; a head not given is 0."""

    __pydantic_config__ = _STRICT

    id: str
    benefit: str
    claimed_fen: dict[DamageHead, int]
    fault_bp: int = 10_000
    """The insured's share of the fault towards this claimant."""
    excluded_fen: dict[DamageHead, int] = field(default_factory=dict)
    excluded_clause: str = ""
    excluded_reason: str = ""
    others_paid_fen: dict[DamageHead, int] = field(default_factory=dict)
    """Paid by others for the same damage: work injury insurance, compulsory insurance."""
    paid_by_insured_fen: int = 0
    """Already paid to the claimant by the insured himself (art. 65)."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class LossCosts:
    """Costs beside the loss under one benefit. Property: mitigation, survey, debris; liability: legal.

    ``saved_total_fen`` 0: nothing but insured property was saved.
    """

    __pydantic_config__ = _STRICT

    benefit: str
    mitigation_fen: int = 0
    saved_insured_fen: int = 0
    saved_total_fen: int = 0
    survey_fen: int = 0
    debris_fen: int = 0
    legal_fen: int = 0


@dataclass(frozen=True, slots=True)
class LossFacts:
    """Rows in the order of the loss list; each names the benefit of the policy it comes under."""

    __pydantic_config__ = _STRICT

    items: tuple[ItemLoss, ...] = ()
    insurers: tuple[OtherInsurer, ...] = ()
    claimants: tuple[LiabilityClaimant, ...] = ()
    costs: tuple[LossCosts, ...] = ()

    def rows_under(self, benefit: str) -> tuple[str, ...]:
        """Names of the items and claimants under a benefit, and the benefit itself where it has costs."""
        items = [item.id for item in self.items if item.benefit == benefit]
        claimants = [one.id for one in self.claimants if one.benefit == benefit]
        return (*items, *claimants, *(cost.benefit for cost in self.costs if cost.benefit == benefit))
