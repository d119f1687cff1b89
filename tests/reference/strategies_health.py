"""Drawn medical and fixed products, and the claims of one person under them."""

from __future__ import annotations

import datetime
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

from anpei.engine.facts import (
    Beneficiary,
    CaseFacts,
    EventFacts,
    ExpenseLine,
    Illness,
    Injury,
    PolicyFacts,
    PriorPayment,
    Receipt,
    Stay,
)
from anpei.terms import Product
from anpei.terms.base import Category, HospitalClass, Nature, Setting, Severity

ACCUMULATORS = [
    accumulator("own_deductible", "policy_year"),
    accumulator("family_deductible", "family_year"),
    accumulator("slices", "policy_year"),
    accumulator("examinations", "policy_year"),
    accumulator("year_limit", "policy_year"),
    accumulator("life_limit", "lifetime"),
    accumulator("accident_limit", "accident"),
    accumulator("days", "policy_year", "days"),
]
ITEMS = ("X1", "X2")
LISTS = ("first_list", "second_list")


# -- terms

limits = st.lists(
    st.one_of(
        st.builds(lambda code, fen: {"accumulator": code, "amount_fen": fen, "clause": CLAUSE},
                  st.sampled_from(["year_limit", "life_limit", "accident_limit"]), amounts),
        st.just({"accumulator": "life_limit", "sum_insured": True, "clause": CLAUSE}),
    ),
    max_size=2, unique_by=lambda limit: limit["accumulator"],
)  # fmt: skip


@st.composite
def deductibles(draw: st.DrawFn, pers: list[str]) -> dict[str, Any]:
    per = draw(st.sampled_from(pers))
    family = {"amount_fen": draw(amounts), "accumulator": "family_deductible", "clause": CLAUSE}
    return {
        "amount_fen": draw(amounts),
        "per": per,
        "accumulator": "own_deductible" if per == "accumulator" else None,
        "family": family if per == "accumulator" and draw(flags) else None,
        "filled_by_other_payers": draw(flags),
        "clause": CLAUSE,
    }


@st.composite
def tiers(draw: st.DrawFn) -> dict[str, Any]:
    bounds = sorted(draw(st.sets(st.integers(1, 2_000_000), min_size=1, max_size=3)))
    return {
        "slices": [{"up_to_fen": bound, "share_bp": draw(shares)} for bound in [*bounds, None]],
        "accumulator": draw(maybe(st.just("slices"))),
        "clause": CLAUSE,
    }


@st.composite
def hospitals(draw: st.DrawFn) -> dict[str, Any]:
    classes = ("tertiary_bp", "secondary_bp", "primary_bp", "unrated_bp")
    given = {name: draw(shares) for name in classes} if draw(flags) else {}
    alone = set(given.values()) <= {10_000}
    return {"designated_only": alone or draw(flags), "clause": CLAUSE, **given}


@st.composite
def sub_limits(draw: st.DrawFn, code: str, pers: list[str]) -> dict[str, Any]:
    per = draw(st.sampled_from(pers))
    some = draw(st.sets(st.sampled_from([category.value for category in Category]), min_size=1))
    meant = (
        {"items": draw(st.sampled_from([["X1"], ["X1", "X2"]]))}
        if draw(flags)
        else {"categories": sorted(some)}
    )
    return {
        "code": code,
        "name": words(code),
        **meant,
        "limit_fen": draw(amounts),
        "per": per,
        "accumulator": "examinations" if per == "accumulator" else None,
        "clause": CLAUSE,
    }


@st.composite
def medical_terms(
    draw: st.DrawFn, setting: tuple[str, ...], portion: str, by_receipt: bool
) -> dict[str, Any]:
    pers = ["visit", "claim", "accumulator", *(["hospital_day"] if "inpatient" in setting else [])]
    deductible = draw(maybe(deductibles(pers)))
    by_visit = deductible is not None and deductible["per"] == "visit"
    window = {"days_before_admission": 7, "days_after_discharge": 30, "clause": CLAUSE}
    caps = [
        {"code": f"cap_{n}", "name": words("cap"), "amount_fen": draw(amounts),
         "per": draw(st.sampled_from(sorted({"claim", pers[-1]} - {"accumulator"}))), "clause": CLAUSE}
        for n in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    return {
        "portion": portion,
        "scope": draw(st.sampled_from(["all", "catalogue"])) if portion == "whole" else "all",
        "scope_clause": CLAUSE,
        "window": window if setting == ("outpatient",) and draw(flags) else None,
        "hospital": draw(maybe(hospitals())),
        "sub_limits": []
        if by_receipt
        else [draw(sub_limits(f"sub_{n}", pers)) for n in range(draw(st.integers(0, 2)))],
        "deduct_social": draw(flags),
        "deduct_other": draw(flags),
        "compensation_clause": CLAUSE,
        "deductible": deductible,
        "tiers": None if by_visit else draw(maybe(tiers())),
        "ratio": {
            "settled_bp": draw(shares),
            "not_settled_bp": draw(shares),
            "no_social_insurance_bp": draw(shares),
            "pre_existing_bp": draw(maybe(shares)),
            "zero_settlement_counts": draw(flags),
            "clause": CLAUSE,
        },
        "order": draw(st.sampled_from(["deductible_first", "coinsurance_first"])),
        "caps": caps,
        "limits": draw(limits),
    }


def _medical(code: str, settings: tuple[str, ...], terms: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "kind": "medical_expense",
        "event_date": "service",
        "natures": ["injury", "illness"],
        "settings": list(settings),
        "sum_insured": {"source": "policy", "key": "medical"},
        "priced_net_of_social_insurance": True,
        "terms": terms,
    }


@st.composite
def medical_products(draw: st.DrawFn, shapes: tuple[str, ...] = ("one", "settings", "portions")) -> Product:
    """One benefit for everything, one for each setting, or several portions of the same receipts."""
    both = ("inpatient", "outpatient")
    shape = draw(st.sampled_from(shapes))
    by_receipt = shape != "portions" and draw(flags)
    if shape == "one":
        terms = draw(medical_terms(both, "whole", by_receipt))
        benefits = [_medical("whole", both, terms)]
    elif shape == "settings":
        benefits = [
            _medical(name, (name,), draw(medical_terms((name,), "whole", by_receipt)))
            for name in draw(st.permutations(both))
        ]
    else:
        parts = draw(st.permutations(["inside_catalogue", "outside_catalogue", *LISTS]))
        benefits = []
        for part in parts[: draw(st.integers(2, 4))]:
            portion = "drug_list" if part in LISTS else part
            terms = draw(medical_terms(both, portion, False))
            benefits.append(_medical(part, both, {**terms, "drug_lists": [part] if part in LISTS else []}))
    named = [name for benefit in benefits for name in benefit["terms"].get("drug_lists", ())]
    return product_of(
        line="health",
        benefits=benefits,
        accumulators=ACCUMULATORS,
        rounding={"mode": draw(roundings), "catalogue_share_at": "receipt" if by_receipt else "line"},
        drug_lists=[{"code": name, "name": words(name), "clause": CLAUSE} for name in named],
    )


def _once(
    code: str, kind: str, natures: list[str], event_date: str, terms: dict[str, Any], **more: Any
) -> dict[str, Any]:
    return {
        "code": code,
        "kind": kind,
        "event_date": event_date,
        "natures": natures,
        "sum_insured": {"source": "policy", "key": "person"},
        "terms": terms,
        **more,
    }


@st.composite
def hospital_cash(draw: st.DrawFn) -> dict[str, Any]:
    terms = {
        "deductible_days": draw(st.integers(0, 5)),
        "max_days_per_stay": draw(st.integers(0, 12)),
        "days_accumulator": "days",
        "max_days_in_period": draw(st.integers(0, 20)),
        "clause": CLAUSE,
    }
    more = {"settings": ["inpatient"], "sum_insured": {"source": "policy", "key": "one_day"}}
    return _once("hospital_cash", "hospital_cash", ["injury", "illness"], "admission", terms, **more)


@st.composite
def disability(draw: st.DrawFn) -> dict[str, Any]:
    return _once("disability", "disability", ["injury"], "accident", {
        "grade_bp": draw(st.one_of(
            st.just([10_000 - 1_000 * n for n in range(10)]),
            st.lists(shares, min_size=10, max_size=10).map(lambda bp: sorted(bp, reverse=True)),
        )),
        "several_injuries": draw(st.sampled_from(["worst_raised_once", "worst"])),
        "grade_clause": CLAUSE,
        "pre_existing": draw(maybe(st.just({"clause": CLAUSE}))),
        "less_prior_from": draw(st.sampled_from([[], ["disability"]])),
        "prior_clause": CLAUSE,
        "limits": draw(limits),
    })  # fmt: skip


@st.composite
def accident_death(draw: st.DrawFn, earlier: list[str]) -> dict[str, Any]:
    return _once("accident_death", "accident_death", ["death"], "accident", {
        "within_days": draw(st.sampled_from([0, 30, 180])),
        "within_clause": CLAUSE,
        "less_prior_from": draw(st.sampled_from([[], earlier])),
        "prior_clause": CLAUSE,
        "beneficiary_clause": draw(maybe(st.just(CLAUSE))),
        "limits": draw(limits),
    })  # fmt: skip


waitings = st.builds(
    lambda days, renewal, accident: {
        "days": days, "waived_on_renewal": renewal, "waived_for_accident": accident, "clause": CLAUSE,
    },
    st.sampled_from([0, 1, 30, 90, 160, 161]), flags, flags,
)  # fmt: skip
returns = st.builds(
    lambda bp: {"share_bp": bp, "clause": CLAUSE}, st.one_of(st.sampled_from([10_000, 5_000]), shares)
)


@st.composite
def term_life(draw: st.DrawFn, earlier: list[str]) -> dict[str, Any]:
    waiting = draw(maybe(waitings))
    terms = {
        "waiting_return": draw(maybe(returns)) if waiting else None,
        "less_prior_from": draw(st.sampled_from([[], earlier])),
        "prior_clause": CLAUSE,
        "beneficiary_clause": draw(maybe(st.just(CLAUSE))),
        "limits": draw(limits),
    }
    return _once("term_life", "term_life", ["death"], "death", terms, waiting=waiting)


@st.composite
def critical_illness(draw: st.DrawFn) -> dict[str, Any]:
    severe = draw(shares)
    share = {"severe": severe, "moderate": draw(shares), "mild": draw(st.integers(0, severe * 3 // 10))}
    severities = [
        {
            "severity": severity,
            "share_bp": share[severity],
            "max_times": draw(st.integers(1, 3)),
            "interval_days": draw(st.sampled_from([0, 90, 180])),
            "once_per_group": draw(flags),
            "ends_after_severe": severity != "severe" and draw(flags),
            "clause": CLAUSE,
        }
        for severity in draw(
            st.sampled_from([["severe"], ["severe", "mild"], ["mild", "moderate", "severe"]])
        )
    ]
    waiting = draw(maybe(waitings))
    terms = {
        "severities": severities,
        "waiting_return": draw(maybe(returns)) if waiting else None,
        "limits": draw(limits),
    }
    natures = ["illness", "injury"]
    return _once("critical_illness", "critical_illness", natures, "first_diagnosis", terms, waiting=waiting)


@st.composite
def fixed_products(draw: st.DrawFn) -> Product:
    """Some of the fixed benefits, in their usual order."""
    benefits: list[dict[str, Any]] = []
    wanted = draw(st.sets(st.sampled_from(["cash", "illness", "disability", "accident", "life"]), min_size=1))
    if "cash" in wanted:
        benefits.append(draw(hospital_cash()))
    if "illness" in wanted:
        benefits.append(draw(critical_illness()))
    if "disability" in wanted:
        benefits.append(draw(disability()))
    if "accident" in wanted:
        benefits.append(draw(accident_death([b["code"] for b in benefits])))
    if "life" in wanted:
        benefits.append(draw(term_life([b["code"] for b in benefits])))
    return product_of(
        line="life", benefits=benefits, accumulators=ACCUMULATORS, rounding={"mode": draw(roundings)}
    )


# -- claims


@st.composite
def health_claims(draw: st.DrawFn, product: Product, policy: PolicyFacts | None = None) -> CaseFacts:
    """A sound claim with up to four bills of up to three lines, and whatever else a person may suffer."""
    money = near(product)
    lists = [one.code for one in product.calculation.drug_lists]
    receipts, lines = [], []
    for n in range(draw(st.integers(0, 4))):
        bill = [
            draw(expense_lines(f"r{n}", f"r{n}l{m}", money, lists)) for m in range(draw(st.integers(1, 3)))
        ]
        lines += draw(st.sampled_from([[_at(one, setting) for one in bill] for setting in Setting]))
        total = sum(one.amount_fen for one in bill)
        social = draw(st.one_of(st.sampled_from([0, total]), st.integers(0, total)))
        other = draw(st.one_of(st.sampled_from([0, total - social]), st.integers(0, total - social)))
        receipts.append(
            Receipt(
                id=f"r{n}",
                social_fen=social,
                other_fen=other,
                personal_account_fen=draw(amounts),
                social_settled=draw(st.sampled_from([None, True, False])),
                hospital_class=draw(st.sampled_from(list(HospitalClass))),
                designated=draw(st.sampled_from([None, True, False])),
                emergency=draw(flags),
            )
        )
    paid_before = draw(st.lists(illnesses(BEFORE), max_size=2))
    return CaseFacts(
        policy=policy or draw(policies(product)),
        event=draw(events(bool(paid_before))),
        lines=tuple(lines),
        receipts=tuple(receipts),
        prior_payments=tuple(
            PriorPayment(b.code, draw(money)) for b in product.benefits if draw(st.integers(0, 3)) == 0
        ),
        prior_illnesses=tuple(paid_before),
        beneficiaries=tuple(
            Beneficiary(f"b{n}", draw(st.integers(1, 10_000)), draw(st.integers(1, 2)), draw(flags))
            for n in range(draw(st.integers(0, 3)))
        ),
        accumulators={a.code: draw(money) for a in product.calculation.accumulators if draw(flags)},
        benefits=draw(confirmed(product)),
    )


@st.composite
def policies(draw: st.DrawFn, product: Product) -> PolicyFacts:
    sums = st.one_of(near(product), st.just(200_000_000))
    return PolicyFacts(
        starts_on=STARTS,
        ends_on=ENDS,
        sum_insured_fen={key: draw(sums) for key in product.sum_insured_keys()},
        social_insured=draw(flags),
        first_started_on=draw(st.sampled_from([None, STARTS, datetime.date(2024, 1, 1)])),
        premium_paid_fen=draw(amounts),
    )


@st.composite
def events(draw: st.DrawFn, paid_before: bool) -> EventFacts:
    natures = draw(st.sets(st.sampled_from([Nature.INJURY, Nature.ILLNESS, Nature.DEATH]), min_size=1))
    later = st.sampled_from([0, 1, 29, 30, 31, 179, 180, 181])
    grades = draw(st.lists(st.integers(1, 10), max_size=3))
    earlier = draw(st.integers(0, 10))
    return EventFacts(
        natures=tuple(sorted(natures)),
        accident_on=ACCIDENT_ON,
        first_diagnosis_on=ACCIDENT_ON,
        died_on=_after(draw(later)) if Nature.DEATH in natures else None,
        stays=tuple(draw(st.sampled_from([
            (), (Stay(ACCIDENT_ON, _after(7), 7),), (Stay(_after(1), _after(2), 1), Stay(_after(20), _after(35), 15)),
        ]))),
        injuries=tuple(Injury(f"i{n}", grade) for n, grade in enumerate(grades)),
        illnesses=tuple(draw(st.lists(illnesses(AGAIN if paid_before else FIRST), max_size=3, unique_by=lambda one: one.code))),
        pre_existing=draw(st.sampled_from([None, True, False])),
        earlier_grade=earlier,
        combined_grade=draw(st.integers(1, earlier)) if earlier else 0,
    )  # fmt: skip


# Days of diagnosis around the ends of waiting periods and of the intervals between payments.
FIRST = (-160, -131, -130, -71, -70, -1, 0, 1)
BEFORE = (-181, -180, -179, -91, -90, -89)
AGAIN = (-1, 0, 1)


@st.composite
def illnesses(draw: st.DrawFn, days: tuple[int, ...]) -> Illness:
    return Illness(
        code=draw(st.sampled_from(["c1", "c2", "c3", "c4"])),
        severity=draw(st.sampled_from(list(Severity))),
        confirmed_on=_after(draw(st.sampled_from(days))),
        group=draw(st.sampled_from(["g1", "g2"])),
    )


def _after(days: int) -> datetime.date:
    return ACCIDENT_ON + datetime.timedelta(days=days)


@st.composite
def expense_lines(
    draw: st.DrawFn, receipt: str, name: str, money: st.SearchStrategy[int], lists: list[str]
) -> ExpenseLine:
    amount = draw(money)
    excluded = draw(st.one_of(st.just(0), st.sampled_from([0, amount]), st.integers(0, amount)))
    return ExpenseLine(
        id=name,
        receipt=receipt,
        service_on=_after(draw(st.sampled_from([-8, -7, 0, 3, 37, 38, 65, 66]))),
        setting=Setting.INPATIENT,
        category=draw(st.sampled_from(list(Category))),
        amount_fen=amount,
        nrdl_class=draw(st.sampled_from(["A", "B", "C"])),
        first_pay_bp=draw(shares),
        excluded_fen=excluded,
        excluded_clause=CLAUSE if excluded else "",
        excluded_reason="drawn" if excluded else "",
        item_code=draw(st.sampled_from(["", *ITEMS])),
        drug_list=draw(st.sampled_from(["", *lists])),
    )


def _at(one: ExpenseLine, setting: Setting) -> ExpenseLine:
    given = {name: getattr(one, name) for name in ExpenseLine.__dataclass_fields__}
    return ExpenseLine(**{**given, "setting": setting})
