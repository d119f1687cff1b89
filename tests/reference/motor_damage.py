"""Damage of the own vehicle (regulations §3.4; anpei.terms.motor.VehicleDamageTerms)."""

from __future__ import annotations

import datetime
from fractions import Fraction

from tests.reference.motor_road import Accident
from tests.reference.motor_settle import after_deductibles, after_rider, borne, less_prior
from tests.reference.sheet import Sheet

from anpei.engine.facts_motor import OwnVehicleFacts
from anpei.terms.benefits import VehicleDamageBenefit
from anpei.terms.motor import MotorRules


def vehicle_damage(sheet: Sheet, benefit: VehicleDamageBenefit, accident: Accident) -> None:
    """Repair or total loss, less what comes off, within the sum insured; rescue costs beside it."""
    terms, own = benefit.terms, accident.motor.own_vehicle
    if own is None:
        less_prior(sheet, benefit, 0)
        return
    insured, actual = sheet.sum_insured(benefit), _actual_value(sheet, benefit, accident, own)
    total = own.destroyed or accident.own.damage_fen > actual
    left = accident.own.damage_fen
    if total:
        left = insured if terms.total_loss == "sum_insured" else min(insured, actual)
    sheet.note(benefit, total_loss=int(total), loss=left)
    taken = {}
    for name in ("received", "salvage", "agreed_deductible"):
        taken[name] = min(left, getattr(own, f"{name}_fen"))
        left -= taken[name]
    main = min(left, insured)
    ends = main > 0 and main + taken["agreed_deductible"] >= insured
    sheet.note(benefit, **taken, over_sum_insured=left - main, cover_ends=int(ends))
    if terms.not_found_bp:
        bp = terms.not_found_bp if own.third_party_not_found else 0
        main = borne(sheet, benefit, "not_found_deductible", main, bp)
    main = after_deductibles(sheet, benefit, terms, accident, main)
    less_prior(sheet, benefit, main + _rescue(sheet, benefit, accident, own, actual, insured))


def _actual_value(
    sheet: Sheet, benefit: VehicleDamageBenefit, accident: Accident, own: OwnVehicleFacts
) -> int:
    """The price of a new one less so much for each full month, never below the floor."""
    table, day = accident.rules.depreciation, accident.day
    assert table is not None and day is not None
    months = _full_months(own.first_registered_on, day)
    kept = max(table.floor_bp, 10_000 - months * _monthly_rate(accident.rules, own))
    value = sheet.share(own.new_price_fen, kept)
    sheet.note(benefit, months=months, value_kept=kept, actual_value=value)
    return value


def _monthly_rate(rules: MotorRules, own: OwnVehicleFacts) -> int:
    """The rate of the vehicle's class, use and energy, for its price when new."""
    assert rules.depreciation is not None
    for rate in rules.depreciation.rates:
        same = (rate.vehicle_class, rate.use, rate.energy) == (own.vehicle_class, own.use, own.energy)
        above = own.new_price_fen >= rate.price_from_fen
        below = rate.price_below_fen is None or own.new_price_fen < rate.price_below_fen
        if same and above and below:
            return rate.monthly_bp
    raise LookupError("no rate for this vehicle")


def _full_months(since: datetime.date, until: datetime.date) -> int:
    """How many times a month passes in full: month after month, on the same day of it."""
    months, year, month = 0, since.year, since.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if (year, month, since.day) > (until.year, until.month, until.day):
            return months
        months += 1


def _rescue(
    sheet: Sheet,
    benefit: VehicleDamageBenefit,
    accident: Accident,
    own: OwnVehicleFacts,
    actual: int,
    insured: int,
) -> int:
    """Beside the damage: the vehicle's part by value, up to the sum insured once more."""
    cost = of_own = own.rescue_fen
    if own.other_rescued_fen:
        of_own = sheet.round(Fraction(cost * actual, actual + own.other_rescued_fen))
    within = min(of_own, insured)
    sheet.note(benefit, rescue=cost, rescue_of_others=cost - of_own, over_rescue_limit=of_own - within)
    if benefit.terms.rescue_bears_deductible:
        return after_rider(sheet, benefit, benefit.terms, accident, within, "rescue_deductible")
    return within
