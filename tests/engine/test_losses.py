"""Losses of property and liabilities: bad facts are findings that name their place, and odd terms come to hand-worked figures."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tests.engine.accidents import (
    ACCIDENT_ON,
    HOUSEHOLD,
    LIABILITY,
    YEAR,
    codes,
    figures,
    fire,
    injured,
    kitchen,
)
from tests.engine.cases import PRODUCTS, varied

from anpei.engine.facts import BadFacts, CaseFacts, EventFacts, PolicyFacts
from anpei.engine.facts_loss import LiabilityClaimant, LossCosts, LossFacts, OtherInsurer
from anpei.terms.base import Nature
from anpei.terms.liability import DamageHead
from anpei.terms.property import PropertyKind

NAN: Any = float("nan")
CARGO = PRODUCTS["qc-cargo-2026"]
EXCLUDED = {"excluded_fen": 1, "excluded_clause": "3.1(1)", "excluded_reason": "drawn"}
SUMS = {
    "public": 500_000_000,
    "public_person": 50_000_000,
    "public_occurrence": 200_000_000,
    "employers": 1_000_000_000,
    "employee_death": 80_000_000,
    "employee_medical": 10_000_000,
}


def liable(*claimants: LiabilityClaimant, **changed: Any) -> CaseFacts:
    """Somebody was hurt at the place of the liability product."""
    costs = changed.pop("costs", ())
    return CaseFacts(**{
        "policy": PolicyFacts(*YEAR, SUMS),
        "event": EventFacts((Nature.INJURY,), ACCIDENT_ON),
        "loss": LossFacts(claimants=claimants or (injured(),), costs=costs),
        **changed,
    })  # fmt: skip


def insurer(**changed: Any) -> OtherInsurer:
    return OtherInsurer(**{"id": "other", "benefit": "building", "sum_insured_fen": 1, **changed})


ITEMS = [
    (fire(kitchen(repair_fen=-1)), "item.repair.negative", "i1"),
    (fire(kitchen(repair_fen=10**18)), "item.repair.too_large", "i1"),
    (fire(kitchen(replacement_fen=NAN)), "item.replacement.not_a_whole_number", "i1"),
    (fire(kitchen(used_months=2_401)), "item.used_months.too_large", "i1"),
    (fire(kitchen(depreciation_bp=10_001)), "item.depreciation.too_large", "i1"),
    (fire(kitchen(), kitchen()), "item.given_twice", "i1"),
    (fire(kitchen(benefit="garden")), "item.benefit_unknown", "i1"),
    (fire(kitchen(kind=PropertyKind.CARGO)), "item.kind_not_covered", "i1"),
    (fire(kitchen(replacement_fen=None)), "item.replacement_missing", "i1"),
    (fire(kitchen(replacement_fen=0)), "item.replacement_zero", "i1"),
    (fire(kitchen(totally_lost=True)), "item.total_and_partial", "i1"),
    (fire(kitchen(**{**EXCLUDED, "excluded_fen": 1_000_001})), "item.excluded_above_loss", "i1"),
    (fire(kitchen(**{**EXCLUDED, "excluded_reason": ""})), "item.exclusion_unexplained", "i1"),
    (fire(kitchen(**{**EXCLUDED, "excluded_clause": "9.9"})), "item.clause_unknown", "i1"),
    (fire(kitchen(salvage_fen=10_000_001)), "item.salvage_above_value", "i1"),
    (fire(kitchen(sum_insured_fen=0)), "item.sum_insured_missing", "i1"),
    (fire(kitchen(sum_insured_fen=100_000_001)), "item.sums_above_policy", "building"),
    (fire(policy=PolicyFacts(*YEAR, {"contents": 1})), "policy.sum_insured_missing", "building"),
]
BESIDE = [
    (fire(insurers=(insurer(sum_insured_fen=-1),)), "insurer.sum_insured.negative", "other"),
    (fire(insurers=(insurer(), insurer())), "insurer.given_twice", "other"),
    (fire(insurers=(insurer(benefit="garden"),)), "insurer.benefit_unknown", "other"),
    (fire(insurers=(insurer(sum_insured_fen=0, limit_fen=1),)), "insurer.sum_insured_missing", "other"),
    (fire(insurers=(insurer(benefit="contents"),)), "insurer.limit_missing", "other"),
    (fire(costs=(LossCosts("building", survey_fen=-1),)), "cost.survey.negative", "building"),
    (fire(costs=(LossCosts("garden"),)), "cost.benefit_unknown", "garden"),
    (fire(costs=(LossCosts("building", legal_fen=1),)), "cost.legal_not_in_terms", "building"),
    (fire(costs=(LossCosts("contents", debris_fen=1),)), "cost.debris_not_in_terms", "contents"),
    (
        fire(costs=(LossCosts("building", saved_insured_fen=2, saved_total_fen=1),)),
        "cost.saved_above_total",
        "building",
    ),
]


@pytest.mark.parametrize(("facts", "code", "line"), [*ITEMS, *BESIDE])
def test_bad_loss_is_a_finding_that_names_its_place_and_nothing_is_calculated(facts, code, line):
    assert codes(HOUSEHOLD, facts)[code] == line


def test_part_of_an_agreed_value_needs_what_the_sound_thing_was_worth():
    item = kitchen(benefit="cargo", kind=PropertyKind.CARGO, replacement_fen=None, value_fen=10_000_000)
    facts = fire(item, policy=PolicyFacts(*YEAR, {"cargo": 10_000_000}))

    assert codes(CARGO, facts) == {"item.sound_value_missing": "i1"}


MEDICAL, WHOLE = DamageHead.MEDICAL, {DamageHead.MEDICAL: 1_000_000}
CLAIMANTS = [
    (liable(injured(claimed_fen={MEDICAL: -1})), "claimant.claimed.negative", "c1"),
    (liable(injured(claimed_fen={MEDICAL: 10**18})), "claimant.claimed.too_large", "c1"),
    (liable(injured(claimed_fen={MEDICAL: NAN})), "claimant.claimed.not_a_whole_number", "c1"),
    (liable(injured(fault_bp=10_001)), "claimant.fault.too_large", "c1"),
    (liable(injured(paid_by_insured_fen=-1)), "claimant.paid_by_insured.negative", "c1"),
    (liable(injured(), injured()), "claimant.given_twice", "c1"),
    (liable(injured(benefit="products")), "claimant.benefit_unknown", "c1"),
    (
        liable(injured(excluded_fen={MEDICAL: 1_000_001}, excluded_clause="3.1(2)", excluded_reason="fine")),
        "claimant.excluded_above_claimed",
        "c1",
    ),
    (liable(injured(excluded_fen={MEDICAL: 1})), "claimant.exclusion_unexplained", "c1"),
    (
        liable(injured(excluded_fen={MEDICAL: 1}, excluded_clause="9.9", excluded_reason="fine")),
        "claimant.clause_unknown",
        "c1",
    ),
    (
        liable(injured(others_paid_fen={DamageHead.PROPERTY: 1})),
        "claimant.paid_above_claimed",
        "c1",
    ),
    (liable(costs=(LossCosts("public", survey_fen=1),)), "cost.survey_not_in_terms", "public"),
    (liable(policy=PolicyFacts(*YEAR, {"public": 1})), "policy.limit_missing", "employee_medical"),
]


@pytest.mark.parametrize(("facts", "code", "line"), CLAIMANTS)
def test_bad_liability_is_a_finding_that_names_its_place_and_nothing_is_calculated(facts, code, line):
    assert codes(LIABILITY, facts)[code] == line


def test_loss_that_lacks_a_field_is_told_by_its_place():
    facts = fire().to_json()
    del facts["loss"]["items"][0]["kind"]
    facts["loss"]["items"][0]["repair_fen"] = 1.5

    with pytest.raises(BadFacts) as caught:
        CaseFacts.from_json(facts)

    assert [place for place, _ in caught.value.places] == ["loss.items.0.kind", "loss.items.0.repair_fen"]


def test_loss_outside_the_policy_or_the_benefit_is_a_warning_and_still_calculated():
    late = fire(event=EventFacts((Nature.FIRE,), datetime.date(2027, 1, 1)))
    stolen = fire(event=EventFacts((Nature.THEFT,), ACCIDENT_ON))

    assert codes(HOUSEHOLD, late)["event.outside_policy"] == "contents"
    assert figures(HOUSEHOLD, late).total_fen == 900_000
    assert codes(HOUSEHOLD, stolen)["loss.benefit_does_not_apply"] == "i1"
    assert figures(HOUSEHOLD, stolen).total_fen == 0


def test_nothing_claimed_is_zero_and_not_refused():
    nobody = CaseFacts(PolicyFacts(*YEAR, SUMS), EventFacts((Nature.INJURY,), ACCIDENT_ON))

    assert figures(LIABILITY, nobody).total_fen == 0


# -- terms no shipped product has, by hand


def test_legal_cost_within_an_occurrence_that_no_other_limit_holds():
    free = varied(LIABILITY, 0, {"limits": []})
    facts = liable(
        injured(claimed_fen={MEDICAL: 10_000_000}), costs=(LossCosts("public", legal_fen=300_000_000),)
    )

    calc = figures(free, facts)

    # 100,000.00 less 5 % is paid; legal cost fills up the 2,000,000.00 of the occurrence.
    assert calc.figures["public.indemnity"] == 9_500_000
    assert calc.figures["public.legal_over_limit"] == 300_000_000 - 190_500_000
    assert calc.total_fen == 200_000_000


def test_legal_cost_looks_at_the_limit_of_its_own_benefit_where_two_share_an_aggregate():
    shared = [{"accumulator": "public_aggregate", "amount_fen": 20_000, "clause": "2.5"}]
    within = {"placed": "within", "clause": "2.1.3"}
    together = varied(LIABILITY, 1, {"limits": shared, "legal_costs": within})
    costs = (LossCosts("employers", legal_fen=50_000),)

    calc = figures(together, liable(injured(claimed_fen={MEDICAL: 0}), costs=costs))

    assert calc.payable_fen == {"public": 0, "employers": 20_000}


def test_several_claimants_get_what_is_left_to_the_fen_and_the_insured_only_what_he_paid():
    paid = (0, 400_000, 1)
    three = [injured(id=f"c{n}", claimed_fen=WHOLE, paid_by_insured_fen=fen) for n, fen in enumerate(paid)]
    facts = liable(*three, accumulators={"public_aggregate": 499_000_000})

    calc = figures(LIABILITY, facts)

    assert calc.figures["public.claimant_part"] == [333_334, 333_333, 333_333]
    assert calc.figures["public.claimant_to_insured"] == [0, 333_333, 1]
    assert calc.figures["public.to_claimants"] == 666_666
    assert calc.deltas == {"public_aggregate": 1_000_000}
