"""Motor terms: compulsory limits by date, fault shares, depreciation, and what each motor benefit may say.

Formulas stand at the models that hold their numbers; the engine writes them as named steps in the same words
(``anpei.engine.motor*``). Amounts in fen, shares in basis points, each figure rounded once as ``calculation.rounding``
says. Sharing anything over several rows is one primitive, ``allot`` (see ``CompulsoryTerms``).
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from anpei.terms.base import Bp, ClauseNumber, Code, Fen, Flag, LocalDate, Strict


class FaultLevel(StrEnum):
    """Share of fault in the words of the police certificate."""

    FULL = "full"
    MAIN = "main"
    EQUAL = "equal"
    SECONDARY = "secondary"
    NONE = "none"


class RecourseGround(StrEnum):
    """The compulsory cover pays the injured and takes it back from whoever did it (Regulation art. 22; Interpretation 15)."""

    UNLICENSED = "unlicensed"
    DRUNK = "drunk"
    DRUGS = "drugs"
    STOLEN = "stolen"
    INTENTIONAL = "intentional"


class VehicleClass(StrEnum):
    """Rows of the depreciation table. ``car``: fewer than 10 seats; ``bus``: 10 and more."""

    CAR = "car"
    BUS = "bus"
    MICRO_TRUCK = "micro_truck"
    TRAILER_TRUCK = "trailer_truck"
    SLOW = "slow"
    OTHER = "other"


class VehicleUse(StrEnum):
    FAMILY = "family"
    NON_BUSINESS = "non_business"
    RENTAL = "rental"
    BUSINESS = "business"


class Energy(StrEnum):
    FUEL = "fuel"
    ELECTRIC = "electric"
    HYBRID = "hybrid"
    FUEL_CELL = "fuel_cell"


class ItemLimits(Strict):
    """Limits of one vehicle for one accident, all victims together; one item never helps out another."""

    death_fen: Fen
    """Death and disability, with moral damages."""
    medical_fen: Fen
    property_fen: Fen


class CompulsoryPeriod(Strict):
    """Limits for accidents from ``from_on`` to ``to_on``, both days included. With fault: any share of fault above none."""

    from_on: LocalDate
    to_on: LocalDate | None = None
    with_fault: ItemLimits
    without_fault: ItemLimits
    source: str


class FaultShares(Strict):
    """One share for each level of fault. Every level must be given."""

    full_bp: Bp
    main_bp: Bp
    equal_bp: Bp
    secondary_bp: Bp
    none_bp: Bp
    clause: ClauseNumber

    def of(self, level: FaultLevel) -> int:
        shares: int = getattr(self, f"{level.value}_bp")
        return shares


class RegionalShares(Strict):
    """Shares against pedestrians and non-motor vehicles as a region's practice has them."""

    region: Code
    shares: FaultShares


class DepreciationRate(Strict):
    """Loss of value of a full month for one class, use and energy, for new prices from ``price_from_fen`` up to below
    ``price_below_fen`` (no bound: every price)."""

    vehicle_class: VehicleClass
    use: VehicleUse
    energy: Energy = Energy.FUEL
    price_from_fen: Fen = 0
    price_below_fen: Fen | None = None
    monthly_bp: Bp

    def fits(self, vehicle_class: str, use: str, energy: str, price_fen: int) -> bool:
        below = self.price_below_fen is None or price_fen < self.price_below_fen
        same = (self.vehicle_class, self.use, self.energy) == (vehicle_class, use, energy)
        return same and self.price_from_fen <= price_fen and below


class Depreciation(Strict):
    """``actual value = new price × max(floor_bp, 10,000 − full months × monthly_bp)``.

    Full months from first registration to the accident; a part month does not count (the 31st of January to the 28th of
    February is no full month, to the 1st of March it is one).
    """

    floor_bp: Bp = 2_000
    rates: Annotated[tuple[DepreciationRate, ...], Field(min_length=1)]
    clause: ClauseNumber


class MotorRules(Strict):
    """What every motor benefit of a product reads: ``calculation.motor``.

    The *fault share* of the own vehicle is ``fault_bp`` of the facts where police or court fixed a percentage, otherwise
    ``fault_shares`` at its level; a trailer without a fault of its own has the percentage and the level of its tractor.
    Against a victim marked ``non_motor`` it is, when no percentage is fixed and the ``region`` of the facts stands in
    ``non_motor_shares``, that table at the same level.
    """

    compulsory: Annotated[tuple[CompulsoryPeriod, ...], Field(min_length=1)]
    compulsory_clause: ClauseNumber
    fault_shares: FaultShares
    non_motor_shares: tuple[RegionalShares, ...] = ()
    medical_scope: Literal["all", "catalogue"] = "all"
    """Whether the compulsory cover's medical item takes costs outside the medical insurance list (disputed: configurable)."""
    depreciation: Depreciation | None = None


class CompulsoryTerms(Strict):
    """What the compulsory cover of the own vehicle pays in one accident.

    Rows: every victim of the facts in order, then every vehicle in order as its own damage (item property). ``item`` is
    death, medical, property. A *unit* is a vehicle, or a tractor with the trailers hooked to it (a trailer without a fault
    of its own takes the tractor's; both, being equally limited, bear equal shares: Interpretation 18).

    ``limit(k, item)`` = the period's ``with_fault`` limit if vehicle k bears any fault, otherwise ``without_fault``.
    ``loss(r, item)`` = the row's loss, 0 when the victim meant it; medical less ``outside_catalogue_fen`` when
    ``medical_scope`` is catalogue.

    1. *No-fault group* (property only): ``pool`` = Σ ``without_fault.property_fen`` of the insured no-fault vehicles, spread
       evenly over the damages of the at-fault vehicles, none above its damage, the rest moving on:
       ``agency(r) = spread(pool, damage of at-fault vehicles)``. It is paid by the insurer of the damaged at-fault vehicle
       on their behalf, so ``agency`` of the own row is paid here when the own vehicle bears fault.
    2. ``allot`` per item over the insured vehicles of other units (property: those at fault, loss less ``agency``):
       in rounds, each row's remaining loss is split over its payers that have room left, by their limits; each vehicle
       takes what fits, and when it is offered more than its room, room × offered ÷ Σ offered; what it could not take goes
       to the next round, until every loss is met or no payer has room. Every split is by largest remainder, ties in row
       (vehicle) order. Weights stay the full limits. (Interpretation 18, 19; equal limits make equal shares.)
    3. ``paid(item)`` = Σ of the own vehicle's column; property is 0 when one of ``recourse_grounds`` holds (to ``over``).
    4. *Self settlement*: two or more units, all vehicles insured and at fault, nobody hurt and no other property, each
       damage within the own ``with_fault.property_fen``, everybody agrees, none of ``recourse_grounds`` holds → the payable
       amount is the own vehicle's damage.
    5. ``payable = Σ paid + agency(own) − prior`` where ``prior`` (earlier payments and rescue costs advanced to a hospital
       for this accident) takes at most what there is.

    Informing only: ``recourse`` = death + medical paid when a ground holds; ``recourse_uninsured`` = Σ paid less what would be
    paid if the uninsured vehicles were insured (never below 0); ``rescue_due`` = least of the rescue costs asked for and
    the own medical limit, less ``prior``.
    """

    item_clause: ClauseNumber
    sharing_clause: ClauseNumber
    recourse_grounds: tuple[RecourseGround, ...] = tuple(RecourseGround)
    recourse_clause: ClauseNumber
    intent_clause: ClauseNumber
    agency_clause: ClauseNumber
    self_settlement_clause: ClauseNumber | None = None
    """None: the product knows no self settlement."""
    rescue_clause: ClauseNumber


class CommercialTerms(Strict):
    """What every commercial cover shares.

    ``fault_deductible`` (policies before the 2020 clauses: 20, 15, 10, 5, 0 %) and the absolute deductible rider chosen in
    the policy (``absolute_deductible_bp`` of the facts, one of ``deductible_rates_bp``) come after the limit, each its own
    figure: ``main × (10,000 − fault_deductible) × (10,000 − rider)``.
    """

    fault_deductible: FaultShares | None = None
    deductible_rates_bp: tuple[Bp, ...] = ()
    deductible_clause: ClauseNumber | None = None


class LiabilityTerms(CommercialTerms):
    """Of what commercial liability (third party) and occupants cover share.

    For each row concerned, ``part(item)`` is what all compulsory covers of the accident pay it, every vehicle counted as
    insured (a cover that ought to be there is deducted even if it is not). Then

    - ``moral part`` = least(moral, part(death)) if the victim asked for moral damages first (Interpretation 13), otherwise
      max(0, part(death) − (death − moral));
    - death base = (death − moral) − (part(death) − moral part); plus moral − moral part when ``moral_damages``;
    - medical base = max(0, medical − outside catalogue − part(medical)); plus what of the outside costs part(medical) did
      not take when ``medical_scope`` is all;
    - property base = property − part(property) (third party only; agency counts into the part).
    """

    compulsory_clause: ClauseNumber
    moral_damages: Flag = False
    moral_clause: ClauseNumber
    medical_scope: Literal["all", "catalogue"] = "catalogue"
    scope_clause: ClauseNumber


class ThirdPartyTerms(LiabilityTerms):
    """Rows: every victim not in the own unit and not with intent, every vehicle of another unit.

    ``x = Σ base × fault share`` (two figures: against motor, against non-motor); ``main = min(x, sum insured)``.
    """

    limit_clause: ClauseNumber


class OccupantsTerms(LiabilityTerms):
    """Rows: every victim in the own unit in one of ``seats``, death and medical only.

    ``seat(r) = min(base × fault share, sum insured of one seat)``; ``main = Σ seat``.
    """

    seats: Annotated[tuple[Literal["driver", "passenger"], ...], Field(min_length=1)]
    limit_clause: ClauseNumber


class OutsideCatalogueTerms(CommercialTerms):
    """The rider for medical costs outside the list, of the third parties, the occupants or both.

    ``base(r) = outside catalogue − max(0, part(medical) − (medical − outside catalogue))`` (nothing of the compulsory part
    when its scope is catalogue); ``x = Σ base × fault share``; ``main = min(x, sum insured)``.
    """

    victims: Annotated[tuple[Literal["third_party", "driver", "passenger"], ...], Field(min_length=1)]
    limit_clause: ClauseNumber


class VehicleDamageTerms(CommercialTerms):
    """Damage of the own vehicle (``damage_fen`` of it in the facts is the approved repair cost).

    ``total`` = destroyed, or repair > actual value (constructive total loss). ``loss`` = repair; when total, the sum insured
    (``total_loss`` = "sum_insured") or the least of it and the actual value ("actual_value", older clauses).
    ``main = min(loss − received − salvage − agreed deductible, sum insured)``, each deduction at most what is left, in this
    order. ``not_found_bp`` (older clauses: 30 %) is a share borne first, before ``fault_deductible``, when the third party
    who did it could not be found. Rescue costs stand beside: ``min(rescue × actual value ÷ (actual value + value of other
    property rescued), sum insured)``; the rider's share is taken from them only if ``rescue_bears_deductible``.
    ``cover_ends`` = 1 (informing only) when main > 0 and main + agreed deductible taken ≥ sum insured.
    """

    total_loss: Literal["sum_insured", "actual_value"] = "sum_insured"
    total_loss_clause: ClauseNumber
    received_clause: ClauseNumber
    salvage_clause: ClauseNumber
    agreed_deductible_clause: ClauseNumber
    limit_clause: ClauseNumber
    rescue_clause: ClauseNumber
    rescue_bears_deductible: Flag = False
    not_found_bp: Bp = 0
    not_found_clause: ClauseNumber | None = None
    end_clause: ClauseNumber


Found = tuple[str, str, tuple[str, ...]]
"""Path below ``calculation.motor``, message, allowed names (anpei.terms.problems.Problem)."""


def rule_problems(rules: MotorRules) -> Iterator[Found]:
    """Nonsense in the rules: periods that overlap or leave gaps, shares that fall, bands that overlap."""
    yield from _period_problems(rules.compulsory)
    yield from _share_problems(rules.fault_shares, "fault_shares")
    regions: list[str] = []
    for position, regional in enumerate(rules.non_motor_shares):
        where = f"non_motor_shares[{position}]"
        yield from _share_problems(regional.shares, f"{where}.shares")
        if regional.region in regions:
            yield f"{where}.region", f"{regional.region!r} is given twice.", ()
        regions.append(regional.region)
    if rules.depreciation is not None:
        yield from _depreciation_problems(rules.depreciation.rates)


def term_problems(terms: CommercialTerms, path: str) -> Iterator[Found]:
    """Nonsense in what one commercial cover says. ``path`` leads to its terms."""
    rates = terms.deductible_rates_bp
    if any(not 0 < rate < 10_000 for rate in rates) or len(set(rates)) < len(rates):
        yield f"{path}.deductible_rates_bp", "Each rate once, above 0 and below 10000.", ()
    if bool(rates) != (terms.deductible_clause is not None):
        yield f"{path}.deductible_clause", "A clause belongs here exactly when there are rates.", ()
    if terms.fault_deductible is not None:
        yield from _share_problems(terms.fault_deductible, f"{path}.fault_deductible")
    if isinstance(terms, VehicleDamageTerms):
        if bool(terms.not_found_bp) != (terms.not_found_clause is not None):
            yield f"{path}.not_found_clause", "A clause belongs here exactly when a share is borne.", ()
        if terms.rescue_bears_deductible and not rates:
            yield (
                f"{path}.rescue_bears_deductible",
                "There is no rider that rescue costs could bear.",
                ("false",),
            )


def _period_problems(periods: tuple[CompulsoryPeriod, ...]) -> Iterator[Found]:
    for position, period in enumerate(periods):
        if period.to_on is not None and period.to_on < period.from_on:
            yield f"compulsory[{position}].to_on", "The last day lies before the first.", ()
        for item in ("death_fen", "medical_fen", "property_fen"):
            if getattr(period.without_fault, item) > getattr(period.with_fault, item):
                where = f"compulsory[{position}].without_fault.{item}"
                yield where, "The limit without fault is above the one with fault.", ()
    for position, (earlier, later) in enumerate(pairwise(periods), start=1):
        if earlier.to_on is None or later.from_on <= earlier.to_on:
            yield f"compulsory[{position}].from_on", "The periods overlap, or do not stand in order.", ()
        elif (later.from_on - earlier.to_on).days > 1:
            yield f"compulsory[{position}].from_on", "Days between the periods have no limits.", ()


def _share_problems(shares: FaultShares, where: str) -> Iterator[Found]:
    levels = [(level, shares.of(level)) for level in FaultLevel]
    for (_, more), (level, less) in pairwise(levels):
        if less > more:
            yield f"{where}.{level.value}_bp", "Less fault cannot mean a larger share.", ()


def _depreciation_problems(rates: tuple[DepreciationRate, ...]) -> Iterator[Found]:
    for position, rate in enumerate(rates):
        where = f"depreciation.rates[{position}]"
        if rate.price_below_fen is not None and rate.price_below_fen <= rate.price_from_fen:
            yield f"{where}.price_below_fen", "The band holds no price.", ()
        for other in rates[:position]:
            if _overlap(rate, other):
                yield where, "Another rate already holds for this class, use, energy and price.", ()
                break


def _overlap(one: DepreciationRate, other: DepreciationRate) -> bool:
    if (one.vehicle_class, one.use, one.energy) != (other.vehicle_class, other.use, other.energy):
        return False
    first, second = sorted((one, other), key=lambda rate: rate.price_from_fen)
    return first.price_below_fen is None or second.price_from_fen < first.price_below_fen
