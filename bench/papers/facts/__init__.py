"""Invented facts for one paper of each kind. Numbers pass their check digits; their regions are issued to nobody."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from anpei.values.money import rmb_words
from bench.papers.facts import identity, medical, personal, property, vehicles


class Facts(dict[str, Any]):
    """Facts that remember which of them a layout printed: only those are asked of the reader."""

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.printed: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.printed.add(name)
        return super().__getitem__(name)


MAKERS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "id_card/front": identity.id_front,
    "id_card/back": identity.id_back,
    "bank_card": identity.card,
    "outpatient_receipt": medical.outpatient,
    "inpatient_receipt": medical.inpatient,
    "itemised_bill": medical.bill,
    "discharge_summary": medical.summary,
    "diagnosis": medical.diagnosis,
    "invoice": property.invoice,
    "driving_licence": vehicles.driving,
    "vehicle_licence": vehicles.vehicle,
    "traffic_certificate": vehicles.traffic,
    "fire_certificate": property.fire,
    "repair_list": vehicles.repair,
    "disability_appraisal": personal.appraisal,
    "death_certificate": personal.death,
    "relationship_proof": personal.relationship,
    "loss_list": property.losses,
    "ownership_proof": property.ownership,
    "claim_form": personal.claim,
}


def facts(kind: str, chance: random.Random) -> Facts:
    return Facts(MAKERS[kind](chance))


def words(amount: int) -> str:
    return rmb_words(amount)
