"""What ``plan.yaml`` comes to in a public rules engine (zen-engine): one decision of expression nodes, claim after claim.

Amounts are fen. Each expression is a figure, as a business analyst would name it; a claim has two bills here, the second
perhaps without lines. A decision keeps nothing, so a member's accumulators are carried from claim to claim in Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import zen

from bench.decimal_loop import Claim

_FIRST_SHARE = "floor((#.net * #.first_pay_bp + 5000) / 10000)"
_OUTSIDE = f'#.nrdl_class == "C" ? #.net : #.nrdl_class == "B" ? {_FIRST_SHARE} : 0'
_FIELDS = "category: #.category, nrdl_class: #.nrdl_class, first_pay_bp: #.first_pay_bp"
_KINDS = ("drug", "material", "bed", "nursing")
_OTHERS = " and ".join(f'#.category != "{kind}"' for kind in _KINDS)

BILL = {
    "claimed": "sum(map(lines, #.amount))",
    "excluded": "sum(map(lines, #.excluded))",
    "net": f"map(lines, {{{_FIELDS}, net: #.amount - #.excluded}})",
    "priced": f"map($.net, {{category: #.category, net: #.net, outside: {_OUTSIDE}}})",
    "outside_catalogue": "sum(map($.priced, #.outside))",
    "covered": "map($.priced, {category: #.category, cost: #.net - #.outside})",
    **{f"{kind}_subject": f'sum(map(filter($.covered, #.category == "{kind}"), #.cost))' for kind in _KINDS},
    "rest": f"sum(map(filter($.covered, {_OTHERS}), #.cost))",
    "material_allowed": "min([$.material_subject, 1500000])",
    "social": "social",
    "other": "other",
}
CLAIM = {
    "claimed": "sum(map(bills, #.claimed))",
    "excluded": "sum(map(bills, #.excluded))",
    "outside_catalogue": "sum(map(bills, #.outside_catalogue))",
    "drug_1": "min([bills[0].drug_subject, 3000000])",
    "drug_2": "min([bills[1].drug_subject, 3000000 - $.drug_1])",
    "drug_limit": "bills[0].drug_subject + bills[1].drug_subject - $.drug_1 - $.drug_2",
    "material_limit": "sum(map(bills, #.material_subject - #.material_allowed))",
    "bed_available": "20000 * stay_days",
    "bed_1": "min([bills[0].bed_subject, $.bed_available])",
    "bed_2": "min([bills[1].bed_subject, $.bed_available - $.bed_1])",
    "bed_limit": "bills[0].bed_subject + bills[1].bed_subject - $.bed_1 - $.bed_2",
    "nursing_1": "min([bills[0].nursing_subject, 300000])",
    "nursing_2": "min([bills[1].nursing_subject, 300000 - $.nursing_1])",
    "nursing_limit": "bills[0].nursing_subject + bills[1].nursing_subject - $.nursing_1 - $.nursing_2",
    "covered_1": "bills[0].rest + $.drug_1 + bills[0].material_allowed + $.bed_1 + $.nursing_1",
    "covered_2": "bills[1].rest + $.drug_2 + bills[1].material_allowed + $.bed_2 + $.nursing_2",
    "social_1": "min([bills[0].social, $.covered_1])",
    "social_2": "min([bills[1].social, $.covered_2])",
    "other_1": "min([bills[0].other, $.covered_1 - $.social_1])",
    "other_2": "min([bills[1].other, $.covered_2 - $.social_2])",
    "social": "$.social_1 + $.social_2",
    "other": "$.other_1 + $.other_2",
    "base": "$.covered_1 + $.covered_2 - $.social - $.other",
    "settled": "count(bills, #.social > 0)",
    "deductible_left": "max([0, 1000000 - used_deductible])",
    "deductible_filled": "min([$.other, $.deductible_left])",
    "deductible_due": "$.deductible_left - $.deductible_filled",
    "deductible": "min([$.base, $.deductible_due])",
    "after_deductible": "$.base - $.deductible",
    "tier_1": "min([$.after_deductible, 2000000])",
    "tier_1_paid": "floor(($.tier_1 * 8000 + 5000) / 10000)",
    "tier_2": "min([$.after_deductible, 10000000]) - $.tier_1",
    "tier_2_paid": "floor(($.tier_2 * 9000 + 5000) / 10000)",
    "tier_3": "$.after_deductible - $.tier_1 - $.tier_2",
    "tier_3_paid": "floor(($.tier_3 * 9500 + 5000) / 10000)",
    "after_tiers": "$.tier_1_paid + $.tier_2_paid + $.tier_3_paid",
    "tier_own_share": "$.after_deductible - $.after_tiers",
    "ratio": "social_insured ? ($.settled > 0 ? 10000 : 6000) : 9000",
    "shared": "floor(($.after_tiers * $.ratio + 5000) / 10000)",
    "own_share": "$.after_tiers - $.shared",
    "annual_left": "max([0, sum_insured - used_annual])",
    "over_annual": "$.shared - min([$.shared, $.annual_left])",
    "within_annual": "$.shared - $.over_annual",
    "lifetime_left": "max([0, 300000000 - used_lifetime])",
    "over_lifetime": "$.within_annual - min([$.within_annual, $.lifetime_left])",
    "payable": "$.within_annual - $.over_lifetime",
}


def decision() -> zen.ZenDecision:
    """The plan as a decision, made once and asked for every claim."""
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        _expressions("bills", BILL, {"inputField": "bills", "outputPath": "bills", "executionMode": "loop", "passThrough": True}),
        _expressions("claim", CLAIM, {"inputField": None, "outputPath": None, "executionMode": "single", "passThrough": False}),
        {"id": "out", "name": "out", "type": "outputNode"},
    ]  # fmt: skip
    ways = [("in", "bills"), ("bills", "claim"), ("claim", "out")]
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in ways
    ]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _expressions(name: str, figures: dict[str, str], how: dict[str, Any]) -> dict[str, Any]:
    rows = [{"id": key, "key": key, "value": value} for key, value in figures.items()]
    return {"id": name, "name": name, "type": "expressionNode", "content": {"expressions": rows, **how}}


def run(rules: zen.ZenDecision, claims: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Figures of each claim, in order."""
    used: dict[tuple[Any, ...], int] = {}
    for claim in claims:
        year = (claim["member"], claim["year"])
        keys = {name: (name, *year) for name in ("deductible", "annual")}
        keys["lifetime"] = ("lifetime", claim["member"])
        given = {f"used_{name}": used.get(key, 0) for name, key in keys.items()}
        figures = rules.evaluate({**claim, **given})["result"]
        posted = {"annual": figures["payable"], "lifetime": figures["payable"]}
        posted["deductible"] = figures["deductible_filled"] + figures["deductible"]
        for name, key in keys.items():
            used[key] = used.get(key, 0) + int(posted[name])
        yield figures


def claims_of(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """The claims of the Decimal loop as the decision reads them."""
    return [_claim(claim) for claim in claims]


def _claim(claim: Claim) -> dict[str, Any]:
    bills: list[dict[str, Any]] = [
        {"social": int(one["social"] * 100), "other": int(one["other"] * 100), "lines": []}
        for one in claim["receipts"]
    ]
    for line in claim["lines"]:
        bills[line["receipt"]]["lines"].append(
            {
                "category": line["category"],
                "nrdl_class": line["nrdl_class"],
                "amount": int(line["amount"] * 100),
                "excluded": int(line["excluded"] * 100),
                "first_pay_bp": int(line["first_pay"] * 10_000),
            }
        )
    while len(bills) < 2:
        bills.append({"social": 0, "other": 0, "lines": []})
    return {
        "member": claim["member"],
        "year": str(claim["policy_starts_on"]),
        "social_insured": claim["social_insured"],
        "sum_insured": int(claim["sum_insured"] * 100),
        "stay_days": claim["stay_days"],
        "bills": bills,
    }
