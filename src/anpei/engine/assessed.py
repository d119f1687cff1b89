"""What a person assesses on a case beyond receipts, injuries and the loss list: illnesses, the road accident, claimants, shares.

The shapes are those of ``CaseFacts``; one sheet holds all of them, whatever the product, and ``into`` puts them in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from anpei.engine.facts import BadFacts, Beneficiary, CaseFacts, Illness
from anpei.engine.facts_loss import LiabilityClaimant, LossCosts, LossFacts, OtherInsurer
from anpei.engine.facts_motor import MotorFacts


@dataclass(frozen=True, slots=True)
class AssessedFacts:
    """``costs`` are of liability benefits; ``beneficiaries`` empty: those the policy names. ``premium_paid_fen`` None: the
    premium of the policy.
    """

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)

    illnesses: tuple[Illness, ...] = ()
    pre_existing: bool | None = None
    earlier_grade: int = 0
    combined_grade: int = 0
    premium_paid_fen: int | None = None
    beneficiaries: tuple[Beneficiary, ...] = ()
    motor: MotorFacts | None = None
    claimants: tuple[LiabilityClaimant, ...] = ()
    insurers: tuple[OtherInsurer, ...] = ()
    costs: tuple[LossCosts, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """JSON-able form; ``from_json`` gives back equal facts."""
        dumped: dict[str, Any] = _ADAPTER.dump_python(self, mode="json", warnings=False)
        return dumped

    @staticmethod
    def from_json(data: object) -> AssessedFacts:
        """Facts of their JSON form. Raises BadFacts naming every place that is wrong."""
        try:
            return _ADAPTER.validate_json(json.dumps(data))
        except ValidationError as refusal:
            raise BadFacts(
                [(".".join(map(str, e["loc"])), e["msg"]) for e in refusal.errors(include_url=False)]
            ) from None

    def into(self, case: CaseFacts) -> CaseFacts:
        """The case with these facts in their places; what the case knows already stays."""
        event = replace(
            case.event,
            illnesses=self.illnesses,
            pre_existing=self.pre_existing,
            earlier_grade=self.earlier_grade,
            combined_grade=self.combined_grade,
        )
        policy = case.policy
        if self.premium_paid_fen is not None:
            policy = replace(policy, premium_paid_fen=self.premium_paid_fen)
        return replace(
            case,
            policy=policy,
            event=event,
            beneficiaries=self.beneficiaries or case.beneficiaries,
            motor=self.motor,
            loss=self._loss(case.loss),
        )

    def _loss(self, known: LossFacts | None) -> LossFacts | None:
        if not (self.claimants or self.insurers or self.costs):
            return known
        known = known or LossFacts()
        return replace(
            known,
            claimants=self.claimants,
            insurers=self.insurers,
            costs=(*known.costs, *self.costs),
        )


_ADAPTER: TypeAdapter[AssessedFacts] = TypeAdapter(AssessedFacts)


def schema() -> dict[str, Any]:
    """JSON Schema of the JSON form, without references to elsewhere."""
    made = _ADAPTER.json_schema(mode="serialization")
    parts = made.pop("$defs", {})
    inlined: dict[str, Any] = _inline(made, parts)
    return inlined


def _inline(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inline(one, parts) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inline(parts[node["$ref"].rpartition("/")[2]], parts)
    return {name: _inline(value, parts) for name, value in node.items()}
