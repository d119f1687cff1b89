"""Drawn motor products, and accidents of up to four vehicles and four victims under them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from tests.reference.strategies import (
    ACCIDENT_ON,
    CLAUSE,
    ENDS,
    STARTS,
    amounts,
    confirmed,
    flags,
    maybe,
    near,
    product_of,
    roundings,
    shares,
)

from anpei.engine.facts import CaseFacts, EventFacts, PolicyFacts, PriorPayment
from anpei.engine.facts_motor import MotorFacts, OwnVehicleFacts, VehicleFacts, VictimFacts
from anpei.terms import Product
from anpei.terms.base import Nature
from anpei.terms.benefits import CompulsoryBenefit
from anpei.terms.motor import FaultLevel, RecourseGround, VehicleClass, VehicleUse

DAY_BEFORE = ACCIDENT_ON - datetime.timedelta(days=1)
CHEAP = 1_000_000
"""Where the price bands of the depreciation table meet."""
ITEMS = ("death_fen", "medical_fen", "property_fen")
generous = st.integers(1_000_000, 100_000_000)
seldom = st.sampled_from([False, False, False, True])


# -- rules


@st.composite
def limits_by_item(draw: st.DrawFn) -> dict[str, dict[str, int]]:
    """With and without fault; without it never more."""
    with_fault = {item: draw(amounts) for item in ITEMS}
    without = {
        item: draw(st.one_of(st.just(fen // 10), st.integers(0, fen))) for item, fen in with_fault.items()
    }
    return {"with_fault": with_fault, "without_fault": without}


@st.composite
def fault_tables(draw: st.DrawFn) -> dict[str, Any]:
    falling = draw(
        st.one_of(
            st.just([10_000, 7_000, 5_000, 3_000, 0]),
            st.lists(shares, min_size=5, max_size=5).map(lambda bp: sorted(bp, reverse=True)),
        )
    )
    return {f"{level.value}_bp": bp for level, bp in zip(FaultLevel, falling, strict=True)} | {
        "clause": CLAUSE
    }


@st.composite
def motor_rules(draw: st.DrawFn) -> dict[str, Any]:
    regions = [{"region": "here", "shares": draw(fault_tables())}] if draw(flags) else []
    rate = st.sampled_from([0, 60, 82, 333])
    band = {"vehicle_class": "car", "use": "family"}
    return {
        "compulsory": [
            {"from_on": STARTS, "to_on": DAY_BEFORE, "source": "drawn", **draw(limits_by_item())},
            {"from_on": ACCIDENT_ON, "source": "drawn", **draw(limits_by_item())},
        ],
        "compulsory_clause": CLAUSE,
        "fault_shares": draw(fault_tables()),
        "non_motor_shares": regions,
        "medical_scope": draw(st.sampled_from(["all", "catalogue"])),
        "depreciation": {
            "floor_bp": draw(st.one_of(st.just(2_000), shares)),
            "clause": CLAUSE,
            "rates": [
                {**band, "price_below_fen": CHEAP, "monthly_bp": draw(rate)},
                {**band, "price_from_fen": CHEAP, "monthly_bp": draw(rate)},
            ],
        },
    }


# -- benefits


@st.composite
def commercial(draw: st.DrawFn) -> dict[str, Any]:
    rates = draw(st.sampled_from([[], [500, 1_000], [3_333]]))
    return {
        "fault_deductible": draw(maybe(fault_tables())),
        "deductible_rates_bp": rates,
        "deductible_clause": CLAUSE if rates else None,
    }


@st.composite
def liability(draw: st.DrawFn, scope: str) -> dict[str, Any]:
    return {
        **draw(commercial()),
        "compulsory_clause": CLAUSE,
        "moral_damages": draw(flags),
        "moral_clause": CLAUSE,
        "medical_scope": scope,
        "scope_clause": CLAUSE,
        "limit_clause": CLAUSE,
    }


@st.composite
def compulsory(draw: st.DrawFn) -> dict[str, Any]:
    clauses = ("item", "sharing", "recourse", "intent", "agency", "rescue")
    return {
        **{f"{name}_clause": CLAUSE for name in clauses},
        "recourse_grounds": draw(
            st.sampled_from([["drunk"], [], [ground.value for ground in RecourseGround]])
        ),
        "self_settlement_clause": draw(maybe(st.just(CLAUSE))),
    }


@st.composite
def damage(draw: st.DrawFn) -> dict[str, Any]:
    terms = draw(commercial())
    not_found = draw(st.sampled_from([0, 3_000]))
    clauses = ("total_loss", "received", "salvage", "agreed_deductible", "limit", "rescue", "end")
    return {
        **terms,
        **{f"{name}_clause": CLAUSE for name in clauses},
        "total_loss": draw(st.sampled_from(["sum_insured", "actual_value"])),
        "rescue_bears_deductible": bool(terms["deductible_rates_bp"]) and draw(flags),
        "not_found_bp": not_found,
        "not_found_clause": CLAUSE if not_found else None,
    }


def _benefit(code: str, kind: str, terms: dict[str, Any]) -> dict[str, Any]:
    sum_insured = (
        {"source": "product", "amount_fen": 1} if kind == "motor_compulsory" else {"source": "policy"}
    )
    return {
        "code": code,
        "kind": kind,
        "event_date": "accident",
        "natures": ["collision"],
        "sum_insured": sum_insured,
        "terms": terms,
    }


@st.composite
def motor_products(draw: st.DrawFn) -> Product:
    """Any of the motor benefits; a rider only for victims whose cover leaves costs outside the list out."""
    wanted = draw(st.sets(st.sampled_from(["compulsory", "third", "seats", "damage"]), min_size=1))
    benefits: list[dict[str, Any]] = []
    open_to_a_rider: list[str] = []
    if "compulsory" in wanted:
        benefits.append(_benefit("compulsory", "motor_compulsory", draw(compulsory())))
    if "third" in wanted:
        scope = draw(st.sampled_from(["all", "catalogue"]))
        benefits.append(_benefit("third_party", "motor_third_party", draw(liability(scope))))
        open_to_a_rider += ["third_party"] if scope == "catalogue" else []
    if "seats" in wanted:
        for seats in draw(
            st.sampled_from([[["driver"]], [["driver"], ["passenger"]], [["driver", "passenger"]]])
        ):
            scope = draw(st.sampled_from(["all", "catalogue"]))
            terms = {**draw(liability(scope)), "seats": seats}
            benefits.append(_benefit("_".join(seats), "motor_occupants", terms))
            open_to_a_rider += seats if scope == "catalogue" else []
    if "damage" in wanted:
        benefits.append(_benefit("vehicle", "motor_damage", draw(damage())))
    riders = draw(st.sets(st.sampled_from(open_to_a_rider))) if open_to_a_rider else set()
    if "driver" in riders and "passenger" in open_to_a_rider:
        riders |= {"passenger"}  # one benefit may insure both seats
    if riders:
        terms = {**draw(commercial()), "victims": sorted(riders), "limit_clause": CLAUSE}
        benefits.append(_benefit("rider", "motor_outside_catalogue", terms))
    return product_of(
        line="motor",
        benefits=benefits,
        rounding={"mode": draw(roundings)},
        motor=draw(motor_rules()),
    )  # fmt: skip


# -- accidents


@st.composite
def faults(draw: st.DrawFn, sides: int) -> list[tuple[FaultLevel, int | None]]:
    """Levels that do not contradict each other, perhaps with the percentages a court fixed."""
    guilty = draw(st.sampled_from([0, *range(1, sides + 1), *range(1, sides + 1)]))
    first = [FaultLevel.FULL] if guilty == 1 else []
    levels = [draw(st.sampled_from([*first, FaultLevel.MAIN, FaultLevel.EQUAL, FaultLevel.SECONDARY]))] * (
        guilty > 0
    )
    for _ in range(1, guilty):
        levels.append(draw(st.sampled_from([FaultLevel.EQUAL, FaultLevel.SECONDARY])))
    levels += [FaultLevel.NONE] * (sides - guilty)
    fixed = draw(flags)
    found: list[tuple[FaultLevel, int | None]] = []
    for level in levels:
        most = 10_000 // max(1, guilty)
        bp = 0 if level is FaultLevel.NONE else draw(st.integers(1, most))
        found.append((level, bp if fixed else None))
    return list(draw(st.permutations(found)))  # fmt: skip


@st.composite
def vehicles(draw: st.DrawFn, money: st.SearchStrategy[int], own_insured: bool) -> tuple[VehicleFacts, ...]:
    """Up to three that drive, and trailers hooked to some of them. The first is the own one, or its trailer is."""
    found = []
    for n, (level, bp) in enumerate(draw(faults(draw(st.integers(1, 3))))):
        name = f"V{n}"
        found.append(VehicleFacts(name, level, bp, draw(flags) or (n == 0 and own_insured), "", draw(money)))
        if draw(seldom):
            own_level = draw(flags)
            trailer_level, trailer_bp = (level, bp) if own_level else (FaultLevel.NONE, None)
            found.append(VehicleFacts(f"T{n}", trailer_level, trailer_bp, True, name, draw(money)))
    return tuple(found)


@st.composite
def victims(draw: st.DrawFn, name: str, places: Sequence[str], money: st.SearchStrategy[int]) -> VictimFacts:
    place = draw(st.sampled_from(["", "", *places]))
    death, medical = draw(money), draw(money)
    some = st.sampled_from([0, 1])
    return VictimFacts(
        id=name,
        vehicle=place,
        non_motor=not place and draw(flags),
        death_fen=death,
        moral_fen=draw(st.one_of(st.just(death), st.integers(0, death))) * draw(some),
        moral_first=draw(flags),
        medical_fen=medical,
        outside_catalogue_fen=draw(st.one_of(st.just(medical), st.integers(0, medical))) * draw(some),
        rescue_fen=draw(st.integers(0, medical)) * draw(some),
        property_fen=draw(money),
        meant_it=draw(st.sampled_from([*[False] * 7, True])),
    )


@st.composite
def own_vehicles(draw: st.DrawFn, money: st.SearchStrategy[int]) -> OwnVehicleFacts:
    sometimes = st.one_of(st.just(0), st.just(0), money)
    return OwnVehicleFacts(
        vehicle_class=VehicleClass.CAR,
        use=VehicleUse.FAMILY,
        new_price_fen=draw(st.one_of(st.sampled_from([1, CHEAP - 1, CHEAP, 10 * CHEAP]), money.filter(bool), generous)),
        first_registered_on=draw(st.sampled_from([
            DAY_BEFORE, DAY_BEFORE - datetime.timedelta(days=31), datetime.date(2026, 5, 9), datetime.date(2026, 5, 10),
            datetime.date(2026, 1, 31), datetime.date(2024, 2, 29), datetime.date(2020, 5, 10), datetime.date(2000, 6, 9),
        ])),
        destroyed=draw(st.sampled_from([False, False, True])),
        received_fen=draw(sometimes),
        salvage_fen=draw(sometimes),
        agreed_deductible_fen=draw(sometimes),
        rescue_fen=draw(sometimes),
        other_rescued_fen=draw(sometimes),
        third_party_not_found=draw(flags),
    )  # fmt: skip


@st.composite
def road_accidents(draw: st.DrawFn, product: Product) -> CaseFacts:
    """One accident as the insurer of its first vehicle, or of that vehicle's trailer, sees it."""
    money = near(product)
    compulsory = any(isinstance(benefit, CompulsoryBenefit) for benefit in product.benefits)
    involved = draw(vehicles(money, compulsory))
    own = draw(st.sampled_from([one.id for one in involved if one.id == "V0" or one.hooked_to == "V0"]))
    names = [vehicle.id for vehicle in involved]
    hurt = [draw(victims(f"P{n}", names, money)) for n in range(draw(st.sampled_from([0, 0, 1, 2, 4])))]
    rates = {b.code: (0, *getattr(b.terms, "deductible_rates_bp", ())) for b in product.benefits}
    return CaseFacts(
        policy=PolicyFacts(STARTS, ENDS, {key: draw(st.one_of(money, generous)) for key in product.sum_insured_keys()}),
        event=EventFacts(
            natures=(Nature.COLLISION, Nature.INJURY),
            accident_on=draw(st.sampled_from([DAY_BEFORE, ACCIDENT_ON])),
        ),
        prior_payments=tuple(
            PriorPayment(benefit.code, draw(money)) for benefit in product.benefits if draw(seldom)
        ),
        benefits=draw(confirmed(product)),
        motor=MotorFacts(
            own=own,
            vehicles=involved,
            victims=tuple(hurt),
            own_vehicle=None if draw(seldom) else draw(own_vehicles(money)),
            recourse_grounds=tuple(draw(st.sampled_from([(), (), (RecourseGround.DRUNK,), (RecourseGround.STOLEN,)]))),
            self_settlement_agreed=draw(flags),
            region=draw(st.sampled_from(["", "here", "elsewhere"])),
            seats=draw(maybe(st.integers(1, 5))),
            absolute_deductible_bp={code: draw(st.sampled_from(of)) for code, of in rates.items() if draw(flags)},
        ),
    )  # fmt: skip
