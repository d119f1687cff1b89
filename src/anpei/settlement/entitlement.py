"""To whom a calculated amount belongs: victims, claimants and beneficiaries by the rows of the result, the rest to the insured.

A proposal to whoever records the payees: an insured person who has paid already may collect for those he paid.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.core.fields import keyed_hash
from anpei.engine import Calculation, CaseFacts
from anpei.engine.columns_motor import row_names
from anpei.products import queries as products
from anpei.settlement.models import CalculationRun, Decision
from anpei.settlement.queries import open_proposal, valid_decision
from anpei.terms.benefits import (
    MOTOR_BENEFITS,
    Benefit,
    CompulsoryBenefit,
    DeathBenefit,
    LiabilityBenefit,
    TermLifeBenefit,
    VehicleDamageBenefit,
)
from anpei.values.money import Fen, split_by_largest_remainder

INSURED = "insured"


@dataclass(frozen=True)
class Entitled:
    """One person's part. ``key`` tells parts apart: ``insured``, or a kind and a mark of the name, ``victim:…``."""

    key: str
    name: str
    amount_fen: Fen


def of_run(run: CalculationRun) -> list[Entitled]:
    """The parts of a calculation; they sum to what it pays."""
    calculation, facts = Calculation.from_json(run.result), CaseFacts.from_json(run.inputs)
    parts: dict[tuple[str, str], Fen] = {}
    for benefit in products.terms(run.product_version).benefits:
        payable = calculation.payable_fen.get(benefit.code, 0)
        given = _parts(benefit, payable, calculation, facts) if payable else {}
        for whom, fen in given.items():
            parts[whom] = parts.get(whom, 0) + fen
    found = [Entitled(key, name, fen) for (key, name), fen in parts.items() if fen]
    rest = run.payable_fen - sum(one.amount_fen for one in found)
    return [*found, *([Entitled(INSURED, _("The insured person"), rest)] if rest else [])]


def of_latest(claim: Claim) -> list[Entitled]:
    """The parts of the decision that holds or waits, else of the latest calculation."""
    decision = valid_decision(claim) or open_proposal(claim)
    if decision is not None and decision.run is not None:
        return of_decision(decision)
    run = claim.runs.first()
    return of_run(run) if run else []


def part_of(claim: Claim, name: str) -> Entitled | None:
    """The part of the beneficiary, heir or claimant of this name, where the result shares it out."""
    return next(
        (one for one in of_latest(claim) if one.key != INSURED and one.name.strip() == name.strip()), None
    )


def of_decision(decision: Decision) -> list[Entitled]:
    """The parts of what was decided; an agreed amount is shared in proportion, to the fen."""
    if decision.run is None or not decision.amount_fen:
        return []
    computed = of_run(decision.run)
    if not computed:
        return [Entitled(INSURED, _("The insured person"), decision.amount_fen)]
    shares = split_by_largest_remainder(decision.amount_fen, [one.amount_fen for one in computed])
    return [Entitled(one.key, one.name, fen) for one, fen in zip(computed, shares, strict=True)]


def _parts(
    benefit: Benefit, payable: Fen, calculation: Calculation, facts: CaseFacts
) -> dict[tuple[str, str], Fen]:
    if isinstance(benefit, DeathBenefit | TermLifeBenefit):
        rows = _rows(calculation, f"{benefit.code}.beneficiary_amount")
        who = [_person("beneficiary", one.id) for one in facts.beneficiaries]
        return dict(zip(who, rows, strict=False))
    if isinstance(benefit, LiabilityBenefit) and facts.loss is not None:
        rows = _rows(calculation, f"{benefit.code}.claimant_to_claimants")
        people = [_person("claimant", one.name or one.id) for one in facts.loss.claimants]
        return dict(zip(people, rows, strict=False))
    if isinstance(benefit, MOTOR_BENEFITS) and facts.motor is not None:
        if isinstance(benefit, VehicleDamageBenefit):
            return {}
        names = row_names(facts.motor, "victim")
        weights = _road_weights(benefit, calculation, len(names))
        due = sum(weights) if isinstance(benefit, CompulsoryBenefit) else payable
        shared = min(due, payable)
        if not any(weights):
            return {}
        fens = split_by_largest_remainder(shared, weights)
        return {
            _person("victim", name): fen
            for name, fen in zip(names, fens, strict=True)
            if name != facts.motor.own
        }
    return {}


def _person(kind: str, name: str) -> tuple[str, str]:
    """Key and name; the key holds no name, so that it may be kept and sent."""
    return f"{kind}:{keyed_hash('entitlement', name)[:16]}", name


def _road_weights(benefit: Benefit, calculation: Calculation, size: int) -> list[int]:
    """What each victim and vehicle is paid: by the compulsory cover its own rows, by the others its loss times the fault."""
    if isinstance(benefit, CompulsoryBenefit):
        barred = calculation.figures.get(f"{benefit.code}.barred", 0)
        items = ("death", "medical") if barred else ("death", "medical", "property")
        paid = [_rows(calculation, f"{benefit.code}.row_paid_{item}", size) for item in items]
        return [sum(row) for row in zip(*paid, strict=True)]
    if f"{benefit.code}.row_seat" in calculation.figures:
        return _rows(calculation, f"{benefit.code}.row_seat", size)
    motor, walkers = (_one(calculation, f"road.fault_share{end}") for end in ("", "_non_motor"))
    against = _rows(calculation, f"{benefit.code}.row_base_motor", size)
    others = _rows(calculation, f"{benefit.code}.row_base_non_motor", size)
    return [one * motor + other * walkers for one, other in zip(against, others, strict=True)]


def _rows(calculation: Calculation, name: str, size: int = 0) -> list[int]:
    value = calculation.figures.get(name)
    return value if isinstance(value, list) else [0] * size


def _one(calculation: Calculation, name: str) -> int:
    value = calculation.figures.get(name, 0)
    return value if isinstance(value, int) else 0
