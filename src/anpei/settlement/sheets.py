"""The fact sheet of a case: which questions the product asks, what the contract answers, what is wrong with an answer."""

from __future__ import annotations

from typing import Any

from anpei.claims.models import OF_OTHERS, Claim, Nature
from anpei.engine.assessed import AssessedFacts
from anpei.engine.calculation import Finding
from anpei.engine.checks import check
from anpei.engine.facts import Beneficiary, CaseFacts
from anpei.engine.questions import CONTRACT, Group, questions
from anpei.policies import queries as policies
from anpei.policies.models import InsuredMember, InsuredVehicle
from anpei.products import queries as products
from anpei.settlement.models import FactSheet
from anpei.terms.product import Product

# The field a finding is about, by what its code says after the first point.
FIELD_OF: dict[str, str] = {
    "moral_above_whole": "moral_fen",
    "outside_catalogue_above_whole": "outside_catalogue_fen",
    "rescue_above_whole": "rescue_fen",
    "victim_vehicle_unknown": "vehicle",
    "non_motor_in_vehicle": "non_motor",
    "two_drivers": "seat",
    "tractor_unknown": "hooked_to",
    "tractor_is_hooked": "hooked_to",
    "trailer_fault_differs": "fault",
    "fault_contradicts": "fault_bp",
    "fault_above_whole": "fault_bp",
    "full_fault_shared": "fault",
    "two_main_faults": "fault",
    "own_not_insured": "insured",
    "depreciation_unknown": "vehicle_class",
    "registered_after_accident": "first_registered_on",
    "excluded_above_claimed": "excluded_fen",
    "paid_above_claimed": "others_paid_fen",
    "exclusion_unexplained": "excluded_clause",
    "clause_unknown": "excluded_clause",
    "sum_insured_missing": "sum_insured_fen",
    "limit_missing": "limit_fen",
    "group_missing": "group",
    "before_earlier_payment": "confirmed_on",
    "severity_not_covered": "severity",
    "no_share": "share",
    "combined_grade_missing": "combined_grade",
    "combined_grade_milder": "combined_grade",
    "legal_not_in_terms": "legal_fen",
}


def latest(claim: Claim) -> FactSheet | None:
    return claim.fact_sheets.select_related("assessed_by").first()


def asked(claim: Claim) -> tuple[Group, ...]:
    """The questions of the product the case is pinned to; none while the policy is unknown."""
    if claim.product_version is None or claim.member is None:
        return ()
    known = policies.vehicle_of(claim.member) is not None
    return questions(products.terms(claim.product_version), contract_known=known)


def asks(claim: Claim) -> bool:
    """Whether the product has any question at all; reads no row."""
    return claim.product_version is not None and bool(questions(products.terms(claim.product_version)))


def needed(claim: Claim) -> bool:
    """Whether nothing can be calculated before the sheet: the losses of others, a listed illness."""
    return claim.nature in OF_OTHERS or any(group.path == "illnesses" for group in asked(claim))


def complete(member: InsuredMember, data: dict[str, Any]) -> dict[str, Any]:
    """Assessed facts (as JSON) with what the contract says of the vehicle, which nobody types."""
    motor, vehicle = data.get("motor"), policies.vehicle_of(member)
    if not isinstance(motor, dict) or vehicle is None:
        return data
    motor = motor | {
        "seats": vehicle.seats,
        "absolute_deductible_bp": {code: bp for code, bp in vehicle.absolute_deductible_bp.items() if bp},
    }
    if isinstance(motor.get("own_vehicle"), dict):
        motor["own_vehicle"] = motor["own_vehicle"] | _described(vehicle)
    return data | {"motor": motor}


def assessed(claim: Claim) -> AssessedFacts | None:
    """The latest sheet as facts, with the contract as it stands now; None where nothing was assessed."""
    sheet = latest(claim)
    if sheet is None or claim.member is None:
        return None
    return AssessedFacts.from_json(complete(claim.member, sheet.facts))


def suggested(claim: Claim) -> dict[str, Any]:
    """What the case and the policy know already, as the first page of the sheet; not complete, and nothing is stored."""
    if claim.member is None or claim.product_version is None:
        return {}
    paths = {group.path for group in asked(claim)}
    found: dict[str, Any] = {}
    if "motor.vehicles" in paths:
        vehicle = policies.vehicle_of(claim.member)
        found["motor"] = {"vehicles": [{"id": vehicle.plate if vehicle else ""}]}
        if vehicle is not None:
            found["motor"]["own_vehicle"] = {"new_price_fen": vehicle.new_price_fen}
    if "beneficiaries" in paths:
        found["beneficiaries"] = [
            {"id": one.id, "share": one.share, "order": one.order} for one in named_in_policy(claim.member)
        ]
    if "illnesses" in paths and claim.event_on and claim.nature == Nature.ILLNESS:
        found["illnesses"] = [{"confirmed_on": claim.event_on.isoformat()}]
    return found


def named_in_policy(member: InsuredMember) -> tuple[Beneficiary, ...]:
    rows = member.beneficiaries.order_by("order", "id")
    return tuple(Beneficiary(id=one.name, share=one.share_bp, order=one.order) for one in rows)


def problems(product: Product, case: CaseFacts, without: CaseFacts, language: str) -> dict[str, str]:
    """Path of a field of the sheet to what is wrong with it: what stands in the way with the sheet and not ``without`` it."""
    known = {(one.code, one.line) for one in check(product, without)}
    found: dict[str, str] = {}
    for one in check(product, case):
        if one.level == "error" and (one.code, one.line) not in known:
            found.setdefault(_place(one, case), one.text.in_(language))
    return found


def _place(finding: Finding, case: CaseFacts) -> str:
    family, _dot, what = finding.code.partition(".")
    field = FIELD_OF.get(what, f"{family}_fen" if what in ("negative", "too_large") else "id")
    if field in ("vehicle_class", "first_registered_on", "new_price_fen", "salvage_fen", "received_fen"):
        return f"motor.own_vehicle.{field}"
    row = _row(family, finding.line, case)
    return f"{row}.{field}" if row else field


def _row(family: str, name: str, case: CaseFacts) -> str:
    """Path of the row a finding names; where it names none, the first row of the table its code speaks of."""
    motor, loss = case.motor, case.loss
    tables: list[tuple[str, str, list[str]]] = [
        ("motor", "motor.vehicles", [one.id for one in motor.vehicles] if motor else []),
        ("motor", "motor.victims", [one.id for one in motor.victims] if motor else []),
        ("claimant", "claimants", [one.id for one in loss.claimants] if loss else []),
        ("insurer", "insurers", [one.id for one in loss.insurers] if loss else []),
        ("illness", "illnesses", [one.code for one in case.event.illnesses]),
        ("beneficiary", "beneficiaries", [one.id for one in case.beneficiaries]),
        ("cost", "costs", [one.benefit for one in loss.costs] if loss else []),
    ]
    for _family, path, names in sorted(tables, key=lambda table: table[0] != family):
        if name and name in names:
            return f"{path}.{len(names) - 1 - names[::-1].index(name)}"  # of two of one name the second is too many
    return next((f"{path}.0" for known, path, _names in tables if known == family), "")


def _described(vehicle: InsuredVehicle) -> dict[str, Any]:
    values = {name: getattr(vehicle, name) for name in CONTRACT["motor.own_vehicle"]}
    return values | {"first_registered_on": vehicle.first_registered_on.isoformat()}
