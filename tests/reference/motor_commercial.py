"""Commercial motor covers, victim by victim (regulations §3.3, §3.4; anpei.terms.motor)."""

from __future__ import annotations

from tests.reference.motor_road import ITEMS, Accident, Covers, Row
from tests.reference.motor_settle import after_deductibles, less_prior
from tests.reference.sheet import Sheet

from anpei.terms.benefits import OccupantsBenefit, OutsideCatalogueBenefit, ThirdPartyBenefit
from anpei.terms.motor import LiabilityTerms


def third_party(sheet: Sheet, benefit: ThirdPartyBenefit, accident: Accident) -> None:
    """Everybody and every vehicle outside the own one, by share of fault, within the sum insured."""
    rows = [row for row in accident.rows if row.unit != accident.own_unit]
    bases = _bases(sheet, benefit, accident, rows, ITEMS, "third_party")
    _within_sum_insured(sheet, benefit, accident, rows, bases)


def occupants(sheet: Sheet, benefit: OccupantsBenefit, accident: Accident) -> None:
    """People in the own vehicle, each in his seat's limit."""
    seats = benefit.terms.seats
    rows = [
        row
        for row in accident.rows
        if row.unit == accident.own_unit and row.damage_of is None and row.victim.seat in seats
    ]
    rider = "driver" if "driver" in seats else "passenger"
    bases = _bases(sheet, benefit, accident, rows, ("death", "medical"), rider)
    limit, share = sheet.sum_insured(benefit), accident.fault_share()
    shared = [sheet.share(base, share) for base in bases]
    within = sum(min(one, limit) for one in shared)
    sheet.note(
        benefit,
        ratio=share,
        shared=sum(shared),
        others_share=sum(bases) - sum(shared),
        seat_limit=limit,
        over_seat=sum(shared) - within,
    )
    less_prior(sheet, benefit, after_deductibles(sheet, benefit, benefit.terms, accident, within))


def outside_catalogue(sheet: Sheet, benefit: OutsideCatalogueBenefit, accident: Accident) -> None:
    """The rider for costs outside the list, as far as no compulsory cover bears them."""
    covers = accident.covers(True)
    rows = [
        row
        for row in accident.rows
        if ("third_party" if row.unit != accident.own_unit else row.victim.seat) in benefit.terms.victims
    ]
    bases, intent, compulsory = [], 0, 0
    for row in rows:
        part = 0 if row.victim.meant_it else _outside_borne(accident, covers, row)
        compulsory += part
        intent += row.victim.outside_catalogue_fen if row.victim.meant_it else 0
        bases.append(0 if row.victim.meant_it else row.victim.outside_catalogue_fen - part)
    sheet.note(
        benefit,
        loss_outside=sum(row.victim.outside_catalogue_fen for row in rows),
        intent=intent,
        compulsory=compulsory,
        subtotal=sum(bases),
    )
    _within_sum_insured(sheet, benefit, accident, rows, bases)


def _outside_borne(accident: Accident, covers: Covers, row: Row) -> int:
    """What the compulsory covers take of a victim's costs outside the list: the costs inside it come first."""
    if accident.rules.medical_scope == "catalogue":
        return 0
    return max(
        0,
        covers.part("medical")[accident.rows.index(row)]
        - (row.victim.medical_fen - row.victim.outside_catalogue_fen),
    )


def _bases(
    sheet: Sheet,
    benefit: ThirdPartyBenefit | OccupantsBenefit,
    accident: Accident,
    rows: list[Row],
    items: tuple[str, ...],
    rider: str,
) -> list[int]:
    """What is left of each victim's loss beyond the compulsory covers and what these terms leave out."""
    terms = benefit.terms
    covers = accident.covers(True)
    ridden = terms.medical_scope == "catalogue" and _has_rider(sheet, rider)
    figures = dict.fromkeys(("intent", "moral", "outside_catalogue", "compulsory"), 0)
    losses = dict.fromkeys(items, 0)
    bases = []
    for row in rows:
        # Costs outside the list that a rider pays are the rider's: they are counted there and not here.
        lost = {item: row.loss(item) for item in items}
        if ridden:
            lost["medical"] -= row.victim.outside_catalogue_fen
        for item in items:
            losses[item] += lost[item]
        if row.victim.meant_it:
            figures["intent"] += sum(lost.values())
            bases.append(0)
            continue
        part = {item: covers.part(item)[accident.rows.index(row)] for item in items}
        outside_borne = _outside_borne(accident, covers, row)
        moral_left = row.victim.moral_fen - _moral_borne(row, part["death"])
        outside_left = row.victim.outside_catalogue_fen - outside_borne
        base = _base(terms, row, part, outside_borne, moral_left, outside_left)
        figures["moral"] += 0 if terms.moral_damages else moral_left
        if terms.medical_scope == "catalogue" and not ridden:
            figures["outside_catalogue"] += outside_left
        figures["compulsory"] += sum(part.values()) - (outside_borne if ridden else 0)
        bases.append(base)
    sheet.note(benefit, **figures, **{f"loss_{item}": loss for item, loss in losses.items()})
    sheet.note(benefit, subtotal=sum(bases))
    return bases


def _base(
    terms: LiabilityTerms,
    row: Row,
    part: dict[str, int],
    outside_borne: int,
    moral_left: int,
    outside_left: int,
) -> int:
    """Item by item, as anpei.terms.motor.LiabilityTerms writes it."""
    moral = row.victim.moral_fen
    death = (row.victim.death_fen - moral) - (part["death"] - (moral - moral_left))
    if terms.moral_damages:
        death += moral_left
    medical = (row.victim.medical_fen - row.victim.outside_catalogue_fen) - (part["medical"] - outside_borne)
    if terms.medical_scope == "all":
        medical += outside_left
    return death + medical + (row.loss("property") - part["property"] if "property" in part else 0)


def _moral_borne(row: Row, part: int) -> int:
    """Of the compulsory part for death and disability, what goes to moral damages: first if asked, otherwise last."""
    moral = row.victim.moral_fen
    if row.victim.moral_first:
        return min(moral, part)
    return max(0, part - (row.victim.death_fen - moral))


def _has_rider(sheet: Sheet, victims: str) -> bool:
    return any(
        isinstance(one, OutsideCatalogueBenefit) and sheet.applies(one) and victims in one.terms.victims
        for one in sheet.product.benefits
    )


def _within_sum_insured(
    sheet: Sheet,
    benefit: ThirdPartyBenefit | OutsideCatalogueBenefit,
    accident: Accident,
    rows: list[Row],
    bases: list[int],
) -> None:
    """By share of fault, against motor and against non-motor victims; within the sum insured; deductibles; paid before."""
    against = {False: 0, True: 0}
    for row, base in zip(rows, bases, strict=True):
        against[row.victim.non_motor] += base
    shared = sum(sheet.share(base, accident.fault_share(non_motor)) for non_motor, base in against.items())
    over = max(0, shared - sheet.sum_insured(benefit))
    sheet.note(
        benefit,
        base=sum(bases),
        ratio=accident.fault_share(),
        shared=shared,
        others_share=sum(bases) - shared,
        over_sum_insured=over,
    )
    less_prior(sheet, benefit, after_deductibles(sheet, benefit, benefit.terms, accident, shared - over))
