"""Drawn property and liability products, and losses under them."""

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
    accumulator,
    amounts,
    confirmed,
    flags,
    maybe,
    near,
    product_of,
    roundings,
    shares,
    words,
)

from anpei.engine.facts import CaseFacts, EventFacts, PolicyFacts
from anpei.engine.facts_loss import ItemLoss, LiabilityClaimant, LossCosts, LossFacts, OtherInsurer
from anpei.terms import Product
from anpei.terms.base import Nature
from anpei.terms.benefits import LiabilityBenefit, PropertyBenefit
from anpei.terms.liability import DamageHead

ACCUMULATORS = [accumulator("sum_left", "policy_year"), accumulator("year_limit", "policy_year")]
KINDS = ("building", "stock", "contents")
HEADS = tuple(head.value for head in DamageHead)

some_kinds = st.sets(st.sampled_from(KINDS), min_size=1).map(sorted)
generous = st.one_of(amounts, *[st.integers(100_000, 50_000_000)] * 2)
year_limits = st.builds(
    lambda fen: [{"accumulator": "year_limit", "amount_fen": fen, "clause": CLAUSE}], generous
)
own_shares = st.builds(lambda bp: {"bp": bp, "clause": CLAUSE}, shares)


@st.composite
def loss_deductibles(draw: st.DrawFn, pers: Sequence[str]) -> dict[str, Any]:
    franchise = draw(flags)
    fen = draw(amounts.filter(bool)) if franchise else draw(amounts)
    bp = 0 if franchise else draw(shares.filter(bool)) if fen == 0 else draw(shares)
    return {
        "rule": "franchise" if franchise else "absolute",
        "amount_fen": fen,
        "bp": bp,
        "per": draw(st.sampled_from(pers)),
        "clause": CLAUSE,
    }


@st.composite
def averages(draw: st.DrawFn) -> dict[str, Any]:
    rule = draw(st.sampled_from(["first_loss", "full", "required_share"]))
    return {
        "rule": rule,
        "required_bp": draw(st.sampled_from([8_000, 1, 3_333, 10_000])) if rule == "required_share" else None,
        "waived_up_to_fen": 0 if rule == "first_loss" else draw(amounts),
        "clause": CLAUSE,
    }


@st.composite
def depreciations(draw: st.DrawFn, kinds: list[str]) -> dict[str, Any]:
    return {
        "per": draw(st.sampled_from(["month", "year"])),
        "rates": [{"kind": kind, "bp": draw(st.sampled_from([0, 7, 60, 500, 3_333]))} for kind in kinds],
        "floor_bp": draw(shares),
        "clause": CLAUSE,
    }


@st.composite
def property_terms(draw: st.DrawFn) -> dict[str, Any]:
    kinds = draw(some_kinds)
    basis = draw(st.sampled_from(["actual_value", "replacement_cost", "stated_value", "agreed_value"]))
    deductible, share = draw(maybe(loss_deductibles(["item", "event"]))), draw(maybe(own_shares))
    reinstated = draw(flags)
    used_up = [{"accumulator": "sum_left", "sum_insured": True, "clause": CLAUSE}]
    rules = ["by_sum_insured", "by_limit", "in_sequence", "equal_shares"]
    return {
        "covers": kinds,
        "basis": basis,
        "basis_clause": CLAUSE,
        "depreciation": draw(depreciations(kinds)) if basis == "actual_value" else None,
        "sum_insured_over": draw(st.sampled_from(["item", "benefit"])),
        "average": draw(averages()),
        "salvage_clause": CLAUSE,
        "deductible": deductible,
        "paid_share": share,
        "order": draw(
            st.sampled_from(["deductible_first", "share_first"] if deductible and share else ["deductible_first"])
        ),
        "contribution": {"rule": draw(st.sampled_from(rules)), "clause": CLAUSE},
        "recoveries": {"rule": draw(st.sampled_from(["from_loss", "from_payment"])), "clause": CLAUSE},
        "mitigation": {"by_average": draw(flags), "clause": CLAUSE},
        "survey_clause": CLAUSE,
        "debris": draw(maybe(st.builds(lambda bp: {"limit_bp": bp, "clause": CLAUSE}, shares))),
        "reinstatement": {"premium_bp": draw(shares), "clause": CLAUSE} if reinstated else None,
        "limits": ([] if reinstated else used_up) + draw(st.one_of(st.just([]), year_limits)),
    }  # fmt: skip


def _benefit(code: str, kind: str, natures: list[str], terms: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind,
        "event_date": "accident",
        "natures": natures,
        "sum_insured": {"source": "policy", "key": code},
        "terms": terms,
    }


@st.composite
def property_products(draw: st.DrawFn) -> Product:
    """One or two sections of a property policy."""
    sections = ["first", "second"][: draw(st.integers(1, 2))]
    benefits = [_benefit(code, "property", ["fire", "theft"], draw(property_terms())) for code in sections]
    mode = draw(roundings)
    return product_of(line="property", benefits=benefits, accumulators=ACCUMULATORS, rounding={"mode": mode})


@st.composite
def limit_amounts(draw: st.DrawFn, key: str) -> dict[str, Any]:
    return draw(st.one_of(st.just({"key": key}), st.builds(lambda fen: {"amount_fen": fen}, generous)))


@st.composite
def liability_terms(draw: st.DrawFn) -> dict[str, Any]:
    covers = sorted(draw(st.sets(st.sampled_from(HEADS), min_size=1)))
    limited = draw(st.sampled_from([[], [covers], [[head] for head in covers], [covers[:1]]]))
    in_addition = draw(flags)
    aggregate = [{"accumulator": "sum_left", "sum_insured": True, "clause": CLAUSE}]
    return {
        "covers": covers,
        "compensation_clause": CLAUSE,
        "person_limits": [
            {
                "code": f"person_{n}",
                "name": words(f"person {n}"),
                "heads": heads,
                "limit": draw(limit_amounts(f"one_person_{n}")),
                "clause": CLAUSE,
            }
            for n, heads in enumerate(limited)
        ],
        "deductible": draw(maybe(loss_deductibles(["event"]))),
        "occurrence": {"limit": draw(limit_amounts("occurrence")), "clause": CLAUSE},
        "legal_costs": {
            "placed": "in_addition" if in_addition else "within",
            "limit_bp": draw(shares) if in_addition else None,
            "clause": CLAUSE,
        },
        "limits": draw(st.sampled_from([[], aggregate])) + draw(st.one_of(st.just([]), year_limits)),
    }


@st.composite
def liability_products(draw: st.DrawFn) -> Product:
    """One or two liability benefits; both may use up one aggregate."""
    codes = ["first", "second"][: draw(st.integers(1, 2))]
    benefits = [_benefit(code, "liability", ["damage", "fire"], draw(liability_terms())) for code in codes]
    mode = draw(roundings)
    return product_of(line="liability", benefits=benefits, accumulators=ACCUMULATORS, rounding={"mode": mode})


# -- losses


def _parts(draw: st.DrawFn, whole: int) -> int:
    """Mostly nothing, else all or some of an amount."""
    return draw(st.one_of(st.just(0), st.just(0), st.sampled_from([0, whole]), st.integers(0, whole)))


@st.composite
def items(draw: st.DrawFn, benefit: PropertyBenefit, name: str, money: st.SearchStrategy[int]) -> ItemLoss:
    terms = benefit.terms
    worth = draw(st.one_of(money, *[st.integers(1, 5_000_000)] * 3))
    happened = draw(st.sampled_from(["part", "part", "total", "nothing"])) if worth else "nothing"
    repair, gone = (draw(money), draw(money)) if happened == "part" else (0, 0)
    gross = worth if happened == "total" else repair + gone
    excluded = _parts(draw, gross)
    by_replacement = terms.basis in ("actual_value", "replacement_cost")
    whole = draw(st.one_of(st.sampled_from([worth, worth * 4 // 5, worth * 4 // 5 - 1, worth // 2]), money))
    return ItemLoss(
        id=name,
        benefit=benefit.code,
        kind=draw(st.sampled_from(terms.covers)),
        sum_insured_fen=max(1, whole),
        value_fen=None if by_replacement else worth,
        replacement_fen=worth if by_replacement else None,
        sound_value_fen=draw(st.integers(1, 2 * worth + 1)) if terms.basis == "agreed_value" else None,
        used_months=draw(st.sampled_from([0, 1, 11, 12, 13, 60, 2_400])),
        depreciation_bp=draw(maybe(shares)),
        repair_fen=repair,
        loss_fen=gone,
        totally_lost=happened == "total",
        salvage_fen=_parts(draw, worth),
        salvage_kept=draw(flags),
        recovered_fen=_parts(draw, draw(money)),
        excluded_fen=excluded,
        excluded_clause=CLAUSE if excluded else "",
        excluded_reason="drawn" if excluded else "",
    )


@st.composite
def insurers(draw: st.DrawFn, benefit: str, name: str, money: st.SearchStrategy[int]) -> OtherInsurer:
    some = st.one_of(money, st.integers(1, 5_000_000)).map(lambda fen: max(1, fen))
    return OtherInsurer(name, benefit, draw(some), draw(some), draw(flags))


@st.composite
def costs(draw: st.DrawFn, benefit: PropertyBenefit, money: st.SearchStrategy[int]) -> LossCosts:
    saved = draw(money)
    return LossCosts(
        benefit.code,
        mitigation_fen=draw(money),
        saved_insured_fen=_parts(draw, saved),
        saved_total_fen=saved,
        survey_fen=draw(money),
        debris_fen=draw(money) if benefit.terms.debris else 0,
    )


DAYS = (ACCIDENT_ON, STARTS, ENDS, ENDS + datetime.timedelta(days=1))


@st.composite
def property_claims(draw: st.DrawFn, product: Product) -> CaseFacts:
    """Some things of each section damaged, others' policies on them, costs of saving them."""
    money = near(product)
    rows: list[ItemLoss] = []
    others: list[OtherInsurer] = []
    beside: list[LossCosts] = []
    sums: dict[str, int] = {}
    for benefit in product.benefits:
        assert isinstance(benefit, PropertyBenefit)
        code = benefit.code
        own = [
            draw(items(benefit, f"{code} {n}", money)) for n in range(draw(st.sampled_from([0, 1, 1, 2, 3])))
        ]
        rows += own
        others += [
            draw(insurers(code, f"{code} {n}", money)) for n in range(draw(st.sampled_from([0, 0, 1, 3])))
        ]
        beside += draw(st.lists(costs(benefit, money), max_size=1))
        together = sum(item.sum_insured_fen for item in own)
        least = together if benefit.terms.sum_insured_over == "item" else 0
        more = st.one_of(st.sampled_from([0, 1]), money)
        sums[code] = max(least, draw(st.sampled_from([least, together * 4 // 5, together]))) + draw(more)
    return _case(
        draw, product, sums, LossFacts(tuple(draw(st.permutations(rows))), tuple(others), (), tuple(beside))
    )


def _case(draw: st.DrawFn, product: Product, sums: dict[str, int], loss: LossFacts) -> CaseFacts:
    money = near(product)
    natures = draw(
        st.sampled_from([(Nature.FIRE,), (Nature.DAMAGE, Nature.FIRE), (Nature.DAMAGE, Nature.THEFT)])
    )
    return CaseFacts(
        policy=PolicyFacts(STARTS, ENDS, sums),
        event=EventFacts(natures=natures, accident_on=draw(st.sampled_from(DAYS))),
        accumulators={a.code: _parts(draw, draw(money)) for a in product.calculation.accumulators},
        benefits=draw(confirmed(product)),
        loss=draw(st.sampled_from([*[loss] * 9, None])),
    )


@st.composite
def claimants(
    draw: st.DrawFn, benefit: LiabilityBenefit, name: str, money: st.SearchStrategy[int]
) -> LiabilityClaimant:
    claimed = {head: draw(money) for head in draw(st.sets(st.sampled_from(list(DamageHead))))}
    claimed = {head: claimed[head] for head in DamageHead if head in claimed}
    excluded = {head: _parts(draw, fen) for head, fen in claimed.items()}
    out = any(excluded.values())
    return LiabilityClaimant(
        id=name,
        benefit=benefit.code,
        claimed_fen=claimed,
        fault_bp=draw(st.one_of(shares, st.just(10_000))),
        excluded_fen=excluded,
        excluded_clause=CLAUSE if out else "",
        excluded_reason="drawn" if out else "",
        others_paid_fen={head: _parts(draw, fen) for head, fen in claimed.items()},
        paid_by_insured_fen=draw(st.one_of(st.just(0), money, generous)),
    )


@st.composite
def liability_claims(draw: st.DrawFn, product: Product) -> CaseFacts:
    """Several claimants, what they had from elsewhere and from the insured, and the cost of the law."""
    money = near(product)
    rows: list[LiabilityClaimant] = []
    beside: list[LossCosts] = []
    for benefit in product.benefits:
        assert isinstance(benefit, LiabilityBenefit)
        code = benefit.code
        rows += [draw(claimants(benefit, f"{code} {n}", money)) for n in range(draw(st.integers(0, 4)))]
        if draw(flags):
            beside.append(LossCosts(code, legal_fen=draw(money)))
    sums = {key: draw(st.one_of(money, generous)) for key in product.sum_insured_keys()}
    return _case(draw, product, sums, LossFacts((), (), tuple(draw(st.permutations(rows))), tuple(beside)))
