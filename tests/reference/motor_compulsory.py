"""The compulsory cover of the own vehicle, victim by victim (regulations §3.1–§3.3; anpei.terms.motor.CompulsoryTerms)."""

from __future__ import annotations

from tests.reference.motor_road import ITEMS, Accident, Covers
from tests.reference.motor_settle import less_prior
from tests.reference.sheet import Sheet

from anpei.terms.benefits import CompulsoryBenefit


def compulsory(sheet: Sheet, benefit: CompulsoryBenefit, accident: Accident) -> None:
    """What is paid item by item, on behalf of the faultless, and to the own vehicle where each repairs its own."""
    ground = any(one in benefit.terms.recourse_grounds for one in accident.motor.recourse_grounds)
    alone = _each_its_own(benefit, accident) and not ground
    mine = [not alone and row.unit != accident.own_unit for row in accident.rows]
    covers = accident.covers(False)
    paid = {item: _item(sheet, benefit, accident, covers, mine, item) for item in ITEMS}
    barred = paid["property"] if ground else 0
    agency = 0 if alone else covers.agency[accident.rows.index(accident.own_row())]
    own_damage = accident.own.damage_fen if alone else 0
    sheet.note(
        benefit,
        recourse_ground=int(ground),
        self_settled=int(alone),
        barred=barred,
        agency=agency,
        own_damage=own_damage,
        recourse=paid["death"] + paid["medical"] if ground else 0,
    )
    less_prior(sheet, benefit, sum(paid.values()) - barred + agency + own_damage)
    _uninsured(sheet, benefit, accident, mine, paid, ground)
    _rescue(sheet, benefit, accident, mine)


def _each_its_own(benefit: CompulsoryBenefit, accident: Accident) -> bool:
    """互碰自赔: two sides or more, all insured and at fault, vehicles only, each damage within the limit, all agree."""
    motor = accident.motor
    hurt = any(victim.death_fen or victim.medical_fen or victim.property_fen for victim in motor.victims)
    small = all(vehicle.damage_fen <= accident.with_fault.property_fen for vehicle in motor.vehicles)
    return (
        benefit.terms.self_settlement_clause is not None
        and motor.self_settlement_agreed
        and len({accident.unit(vehicle.id) for vehicle in motor.vehicles}) >= 2
        and all(vehicle.insured and accident.at_fault(vehicle) for vehicle in motor.vehicles)
        and small
        and not hurt
    )


def _item(
    sheet: Sheet,
    benefit: CompulsoryBenefit,
    accident: Accident,
    covers: Covers,
    mine: list[bool],
    item: str,
) -> int:
    """One of the three limits: what was lost, less what is not owed, what others bear, what lies above."""
    loss = intent = outside = others = paid = 0
    whole, own = covers.part(item), covers.of_own(item)
    for row, is_mine, of_all, of_own in zip(accident.rows, mine, whole, own, strict=True):
        if not is_mine:
            continue
        loss += row.loss(item)
        if row.victim.meant_it:
            intent += row.loss(item)
        elif item == "medical" and accident.rules.medical_scope == "catalogue":
            outside += row.victim.outside_catalogue_fen
        others += of_all - of_own
        paid += of_own
    sheet.note(
        benefit,
        **{
            f"loss_{item}": loss,
            f"intent_{item}": intent,
            f"outside_catalogue_{item}": outside,
            f"others_{item}": others,
            f"paid_{item}": paid,
            f"over_{item}": loss - intent - outside - others - paid,
        },
    )
    return paid


def _uninsured(
    sheet: Sheet,
    benefit: CompulsoryBenefit,
    accident: Accident,
    mine: list[bool],
    paid: dict[str, int],
    ground: bool,
) -> None:
    """What is paid here only because another vehicle has no cover, to be had back from it (Interpretation 18)."""
    covers, more = accident.covers(True), 0
    for item in ITEMS:
        if item == "property" and ground:
            continue
        ought = sum(own for own, is_mine in zip(covers.of_own(item), mine, strict=True) if is_mine)
        more += paid[item] - ought
    sheet.note(benefit, recourse_uninsured=max(0, more))


def _rescue(sheet: Sheet, benefit: CompulsoryBenefit, accident: Accident, mine: list[bool]) -> None:
    """Rescue costs a hospital may be advanced: within the own medical limit, less what was advanced before."""
    asked = sum(
        row.victim.rescue_fen
        for row, is_mine in zip(accident.rows, mine, strict=True)
        if is_mine and not row.victim.meant_it
    )
    before = sum(one.amount_fen for one in sheet.facts.prior_payments if one.benefit == benefit.code)
    most = accident.limit(accident.own, "medical")
    sheet.note(benefit, rescue_due=max(0, min(asked, most) - before))
