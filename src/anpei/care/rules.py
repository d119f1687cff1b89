"""Who is entitled to which service, and whether an answer calls for a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from anpei.care.catalogue import Low, Service
from anpei.claims.models import Care, Claim, Nature
from anpei.values.dates import age_on


@dataclass(frozen=True)
class Situation:
    """What is known of a person and their case that services are given by."""

    age: int | None
    bereaved: bool
    cost_fen: int
    in_hospital: bool


def situation(claim: Claim, *, on: date) -> Situation:
    insured = claim.insured
    return Situation(
        age=age_on(insured.birth_on, on) if insured and insured.birth_on else None,
        bereaved=claim.nature == Nature.DEATH,
        cost_fen=claim.claimed_fen or 0,
        in_hospital=claim.care == Care.INPATIENT,
    )


def entitled_by(service: Service, *, known: Situation, declared: Collection[str]) -> list[str]:
    """Which rules of the catalogue give the right, by name; none: a person may still grant it with a reason."""
    rule = service.entitled
    found = []
    if rule.aged is not None and known.age is not None and known.age >= rule.aged:
        found.append("aged")
    if rule.bereaved and known.bereaved:
        found.append("bereaved")
    if rule.serious_fen is not None and known.in_hospital and known.cost_fen >= rule.serious_fen:
        found.append("serious")
    return found + [code for code in rule.declared if code in declared]


def low_reasons(low: Low, answers: Mapping[str, Any]) -> list[str]:
    """Why these answers want a person: satisfaction, nps, words. Empty when they do not."""
    found = []
    if (satisfaction := answers.get("satisfaction")) is not None and satisfaction <= low.satisfaction_at_most:
        found.append("satisfaction")
    if (nps := answers.get("nps")) is not None and nps <= low.nps_at_most:
        found.append("nps")
    text = str(answers.get("words", "")).lower()
    if any(word in text for word in low.words):
        found.append("words")
    return found
