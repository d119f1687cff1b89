"""What ``plan.yaml`` comes to in a plain loop with Decimal, claim after claim: the way such a plan is usually programmed.

Written by hand and keeps every figure the engine keeps, so that both do the same work. It checks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

FEN = Decimal("0.01")
ZERO = Decimal(0)
HUNDRED = Decimal(100)
SUB_LIMITS = (
    ("drug_limit", "drug", Decimal(30_000)),
    ("material_limit", "material", Decimal(15_000)),
    ("bed_limit", "bed", Decimal(200)),
    ("nursing_limit", "nursing", Decimal(3_000)),
)
DEDUCTIBLE = Decimal(10_000)
TIERS = ((Decimal(20_000), Decimal("0.80")), (Decimal(100_000), Decimal("0.90")), (None, Decimal("0.95")))
LIFETIME = Decimal(3_000_000)

Claim = dict[str, Any]
Used = dict[tuple[Any, ...], Decimal]


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)


def run(claims: Iterable[Claim]) -> Iterator[dict[str, Any]]:
    """Figures of each claim, in order; the members' accumulators go from one claim to the next."""
    used: Used = {}
    for claim in claims:
        yield one(claim, used)


def one(claim: Claim, used: Used) -> dict[str, Any]:
    """Every named figure of one claim, in yuan; ``used`` goes on."""
    figures: dict[str, Any] = {}
    covered = _lines(claim, figures)
    covered = _sub_limits(claim, figures, covered)
    base = _receipts(claim, figures, covered)
    year = (claim["member"], claim["policy_starts_on"])
    shared = _shares(claim, figures, base, used, year)
    _limits(claim, figures, shared, used, year)
    return figures


def _lines(claim: Claim, figures: dict[str, Any]) -> list[Decimal]:
    lines = claim["lines"]
    applies = claim["illness"] or claim["injury"]
    claimed = [line["amount"] if applies else ZERO for line in lines]
    excluded = [line["excluded"] if applies else ZERO for line in lines]
    net = [amount - cut for amount, cut in zip(claimed, excluded, strict=True)]
    outside = []
    for line, amount in zip(lines, net, strict=True):
        if line["nrdl_class"] == "C":
            outside.append(amount)
        elif line["nrdl_class"] == "B":
            outside.append(rounded(amount * line["first_pay"]))
        else:
            outside.append(ZERO)
    covered = [amount - cut for amount, cut in zip(net, outside, strict=True)]
    figures["applies"] = applies
    figures["line_claimed"], figures["line_excluded"], figures["line_net"] = claimed, excluded, net
    figures["line_outside_catalogue"], figures["line_covered"] = outside, covered
    figures["claimed"], figures["excluded"] = sum(claimed, ZERO), sum(excluded, ZERO)
    figures["outside_catalogue"] = sum(outside, ZERO)
    rest = [line["amount"] - amount for line, amount in zip(lines, claimed, strict=True)]
    figures["unassigned_line"], figures["unassigned"] = rest, sum(rest, ZERO)
    return covered


def _sub_limits(claim: Claim, figures: dict[str, Any], covered: list[Decimal]) -> list[Decimal]:
    lines = claim["lines"]
    for code, category, amount in SUB_LIMITS:
        limit = amount * claim["stay_days"] if code == "bed_limit" else amount
        subject = [
            cost if line["category"] == category else ZERO for line, cost in zip(lines, covered, strict=True)
        ]
        left: dict[int, Decimal] = {}
        allowed = []
        for line, cost in zip(lines, subject, strict=True):
            group = line["receipt"] if code == "material_limit" else 0
            part = min(cost, left.get(group, limit))
            left[group] = left.get(group, limit) - part
            allowed.append(part)
        covered = [
            cost - (wanted - given) for cost, wanted, given in zip(covered, subject, allowed, strict=True)
        ]
        figures[f"line_{code}_subject"], figures[f"line_{code}_allowed"] = subject, allowed
        figures[f"line_after_{code}"], figures[f"{code}_available"] = covered, limit
        figures[code] = sum(subject, ZERO) - sum(allowed, ZERO)
    return covered


def _receipts(claim: Claim, figures: dict[str, Any], covered: list[Decimal]) -> Decimal:
    cost = [ZERO] * len(claim["receipts"])
    for line, amount in zip(claim["lines"], covered, strict=True):
        cost[line["receipt"]] += amount
    social = [min(one["social"], amount) for one, amount in zip(claim["receipts"], cost, strict=True)]
    other = [
        min(one["other"], amount - paid)
        for one, amount, paid in zip(claim["receipts"], cost, social, strict=True)
    ]
    base = [amount - paid - more for amount, paid, more in zip(cost, social, other, strict=True)]
    settled = [one["social"] > 0 for one in claim["receipts"]]
    figures["receipt_covered"], figures["receipt_social"] = cost, social
    figures["receipt_other"], figures["receipt_base"], figures["receipt_settled"] = other, base, settled
    figures["social"], figures["other"], figures["base"] = (
        sum(social, ZERO),
        sum(other, ZERO),
        sum(base, ZERO),
    )
    figures["settled"] = sum(settled)
    return figures["base"]


def _shares(
    claim: Claim, figures: dict[str, Any], base: Decimal, used: Used, year: tuple[Any, ...]
) -> Decimal:
    key = ("deductible", *year)
    left = max(ZERO, DEDUCTIBLE - used.get(key, ZERO))
    filled = min(figures["other"], left)
    due = left - filled
    deductible = min(base, due)
    used[key] = used.get(key, ZERO) + filled + deductible
    amount = base - deductible
    figures["deductible_left"], figures["deductible_filled"], figures["deductible_due"] = left, filled, due
    figures["deductible"], figures["after_deductible"] = deductible, amount
    below, paid = ZERO, ZERO
    for n, (bound, share) in enumerate(TIERS, start=1):
        up_to = amount if bound is None else min(amount, bound)
        part = up_to - below
        below = up_to
        figures[f"tier_{n}"], figures[f"tier_{n}_paid"] = part, rounded(part * share)
        paid += figures[f"tier_{n}_paid"]
    ratio = Decimal("0.9")
    if claim["social_insured"]:
        ratio = Decimal(1) if figures["settled"] else Decimal("0.6")
    shared = rounded(paid * ratio)
    figures["after_tiers"], figures["tier_own_share"] = paid, amount - paid
    figures["ratio"], figures["shared"], figures["own_share"] = ratio, shared, paid - shared
    return shared


def _limits(
    claim: Claim, figures: dict[str, Any], shared: Decimal, used: Used, year: tuple[Any, ...]
) -> None:
    amount = shared
    keys = (("annual", *year), ("lifetime", claim["member"]))
    for key, limit in zip(keys, (claim["sum_insured"], LIFETIME), strict=True):
        left = max(ZERO, limit - used.get(key, ZERO))
        over = amount - min(amount, left)
        amount -= over
        figures[f"{key[0]}_left"], figures[f"over_{key[0]}"], figures[f"within_{key[0]}"] = left, over, amount
    for key in keys:
        used[key] = used.get(key, ZERO) + amount
        figures[f"{key[0]}_posted"] = amount
    figures["payable"] = figures["total"] = amount


def claims_of(rows: Iterable[dict[str, Any]]) -> list[Claim]:
    """The rows of a book (``anpei.engine.layout``, from ``to_pylist``) as this loop reads them."""
    return [
        {
            "member": row["member"],
            "policy_starts_on": row["policy_starts_on"],
            "illness": row["nature.illness"],
            "injury": False,
            "social_insured": row["social_insured"],
            "sum_insured": Decimal(row["sum_insured.medical"]) / HUNDRED,
            "stay_days": sum(stay["days"] for stay in row["stays"]),
            "receipts": [
                {"social": Decimal(one["social_fen"]) / HUNDRED, "other": Decimal(one["other_fen"]) / HUNDRED}
                for one in row["receipts"]
            ],
            "lines": [
                {
                    "receipt": line["receipt"],
                    "category": line["category"],
                    "nrdl_class": line["nrdl_class"],
                    "amount": Decimal(line["amount_fen"]) / HUNDRED,
                    "excluded": Decimal(line["excluded_fen"]) / HUNDRED,
                    "first_pay": Decimal(line["first_pay_bp"]) / 10_000,
                }
                for line in row["lines"]
            ],
        }
        for row in rows
    ]
