"""What of a medical benefit's base is paid: deductible, coinsurance tiers, class of hospital, ratio, caps of the claim.

Every share works on what the one before left and is rounded once (formulas: anpei.terms.medical); the terms say whether the
deductible comes before or after all of them.
"""

from __future__ import annotations

from itertools import pairwise

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    Apportion,
    Choose,
    Column,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Left,
    Less,
    Most,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.terms.base import Text
from anpei.terms.benefits import MedicalBenefit
from anpei.terms.medical import Cap, CoinsuranceTiers, Deductible, HospitalShares

_ZERO = Const(0)


def write_shares(draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref, base: Ref) -> Ref:
    """What is left of the receipts' base after deductible and shares, in the order the terms say."""
    terms = benefit.terms
    ratio = _ratio(draft, benefit, path, mine)
    deductible = terms.deductible
    visit = deductible is not None and deductible.per == "visit"
    amount: Ref = base if visit else Ref(f"{draft.prefix}.base")
    if terms.order == "deductible_first":
        if deductible is not None:
            amount = _deduct(draft, deductible, path, amount, mine)
        amount = _share_in_steps(draft, benefit, path, mine, base, amount)
        # The ratio is one for the benefit, so it is applied once to the whole: one figure, one rounding.
        total = draft.bind("after_visits", Fold(amount), _AFTER_DEDUCTIBLE) if visit else amount
        return _share(draft, benefit, total, ratio)
    amount = _share_in_steps(draft, benefit, path, mine, base, amount)
    share = _share_by_receipt if visit else _share
    amount = share(draft, benefit, amount, ratio)
    if deductible is None:
        return amount
    amount = _deduct(draft, deductible, path, amount, mine)
    return draft.bind("after_visits", Fold(amount), _AFTER_DEDUCTIBLE) if visit else amount


def _share_in_steps(
    draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref, base: Ref, amount: Ref
) -> Ref:
    """The amount (of the claim, or of each receipt with a deductible per visit) after tiers and class of hospital."""
    terms = benefit.terms
    if terms.tiers is not None:
        amount = _tiers(draft, terms.tiers, f"{path}.terms.tiers", amount)
    if terms.hospital is not None and set(terms.hospital.shares) != {10_000}:
        visit = terms.deductible is not None and terms.deductible.per == "visit"
        part = amount if visit else _receipt_part(draft, terms.hospital, amount, base)
        after = _by_hospital(draft, terms.hospital, f"{path}.terms.hospital", mine, part)
        label = Text(zh="医院等级比例后金额", en="Amount after the share of the hospital")
        amount = (
            after if visit else draft.bind("after_hospital", Fold(after), label, clause=terms.hospital.clause)
        )
    return amount


# -- coinsurance tiers


def _tiers(draft: Draft, tiers: CoinsuranceTiers, path: str, amount: Ref) -> Ref:
    paid = []
    for n, (below, above) in enumerate(pairwise([_ZERO, *_bounds(draft, tiers, path, amount)]), start=1):
        part = draft.bind(
            f"tier_{n}",
            Less(above, below),
            Text(zh=f"第 {n} 段金额", en=f"Amount in slice {n}"),
            show="nonzero",
            clause=tiers.clause,
        )
        share = Term(f"{path}.slices[{n - 1}].share_bp", tiers.slices[n - 1].share_bp)
        paid.append(
            draft.bind(
                f"tier_{n}_paid",
                Share(part, share, draft.product.calculation.rounding.mode.value),
                Text(zh=f"第 {n} 段按比例", en=f"Slice {n} after its share"),
                show="nonzero",
                clause=tiers.clause,
            )
        )
    after = draft.bind(
        "after_tiers",
        Add(tuple(paid)),
        Text(zh="分段比例后金额", en="Amount after the slices"),
        clause=tiers.clause,
    )
    draft.bind(
        "tier_own_share",
        Less(amount, after),
        Text(zh="分段比例以外的自担部分", en="Own share of the slices"),
        plain=Text(
            zh="费用分段计算，每段由您自己承担的部分", en="What you bear yourself of each slice of the cost"
        ),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=tiers.clause,
    )
    if tiers.accumulator is not None:
        name = draft.product.accumulator(tiers.accumulator).name
        draft.bind(
            "tiers_posted",
            amount,
            Text(zh=f"计入{name.zh}", en=f"Counted towards the {name.en.lower()}"),
            post=tiers.accumulator,
            clause=tiers.clause,
        )
    return after


def _bounds(draft: Draft, tiers: CoinsuranceTiers, path: str, amount: Ref) -> list[Expr]:
    """How much of the amount lies below the upper bound of each slice; all of it below the last."""
    below: list[Expr] = []
    for n, tier in enumerate(tiers.slices[:-1]):
        bound: Expr = Term(f"{path}.slices[{n}].up_to_fen", tier.up_to_fen or 0)
        if tiers.accumulator is not None:
            bound = draft.bind(
                f"tier_{n + 1}_left",
                Left(tiers.accumulator, bound),
                Text(zh=f"第 {n + 1} 段及以下剩余", en=f"Left up to the end of slice {n + 1}"),
                clause=tiers.clause,
            )
        below.append(Least((amount, bound)))
    return [*below, amount]


# -- class of hospital


def _receipt_part(draft: Draft, hospital: HospitalShares, amount: Ref, base: Ref) -> Ref:
    return draft.bind(
        "receipt_part",
        Apportion(amount, base),
        Text(zh="分到各票据的金额", en="Part of the receipt"),
        grain="receipt",
        clause=hospital.clause,
    )


def _by_hospital(draft: Draft, hospital: HospitalShares, path: str, mine: Ref, part: Ref) -> Ref:
    names = ("tertiary_bp", "secondary_bp", "primary_bp", "unrated_bp")
    shares = tuple(Term(f"{path}.{name}", bp) for name, bp in zip(names, hospital.shares, strict=True))
    grade = draft.bind(
        "receipt_hospital_class",
        When(mine, Column("receipt", "hospital_class"), _ZERO),
        Text(zh="医院等级", en="Class of the hospital"),
        grain="receipt",
        unit="count",
        clause=hospital.clause,
    )
    after = draft.bind(
        "receipt_after_hospital",
        Share(part, Choose(shares, grade), draft.product.calculation.rounding.mode.value),
        Text(zh="按医院等级比例", en="After the share of the hospital"),
        grain="receipt",
        clause=hospital.clause,
    )
    draft.bind(
        "hospital_own_share",
        Less(Fold(part), Fold(after)),
        Text(zh="医院等级比例以外的自担部分", en="Own share by class of hospital"),
        plain=Text(
            zh="按医院等级，由您自己承担的部分", en="What you bear yourself for this class of hospital"
        ),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=hospital.clause,
    )
    return after


# -- deductible


_AFTER_DEDUCTIBLE = Text(zh="免赔后金额", en="Amount after the deductible")
_DEDUCTIBLE = Text(zh="免赔额", en="Deductible")
_DEDUCTIBLE_PLAIN = Text(
    zh="免赔额（合同约定先由您自己承担的部分）", en="Deductible (the part the contract leaves with you first)"
)
_SHARE = Text(zh="赔付比例", en="Share paid")
_OWN_SHARE = Text(zh="赔付比例以外的自担部分", en="Own share")
_OWN_SHARE_PLAIN = Text(zh="按比例由您自己承担的部分", en="The share you bear yourself")


def _deduct(draft: Draft, deductible: Deductible, path: str, amount: Ref, mine: Ref) -> Ref:
    where = f"{path}.terms.deductible"
    term = Term(f"{where}.amount_fen", deductible.amount_fen)
    if deductible.per == "visit":
        return _deduct_by_visit(draft, deductible, term, amount, mine)
    left: Ref = draft.bind(
        "deductible_left",
        _available(draft, deductible, where, term),
        Text(zh="免赔额剩余", en="Deductible left"),
        plain=Text(zh="本次之前还没扣完的免赔额", en="Deductible not yet used"),
        clause=deductible.clause,
    )
    borne: list[Ref] = []
    if deductible.filled_by_other_payers:
        filled = draft.bind(
            "deductible_filled",
            Least((Ref(f"{draft.prefix}.other"), left)),
            Text(zh="其他途径已付抵充免赔额", en="Deductible filled by other payers"),
            plain=Text(
                zh="其他途径付的钱，已经替您抵了免赔额", en="Other payers' money filled your deductible"
            ),
            kind="info",
            show="nonzero",
            clause=deductible.clause,
            post=deductible.accumulator,
        )
        borne.append(filled)
        left = draft.bind(
            "deductible_due",
            Less(left, filled),
            Text(zh="抵充后免赔额", en="Deductible still due"),
            clause=deductible.clause,
        )
    taken = draft.bind(
        "deductible",
        Least((amount, left)),
        _DEDUCTIBLE,
        plain=_DEDUCTIBLE_PLAIN,
        kind="less",
        sign=-1,
        show="always",
        clause=deductible.clause,
        post=deductible.accumulator,
    )
    if deductible.family is not None:
        draft.bind(
            "family_deductible_posted",
            Add((*borne, taken)),
            Text(zh="计入家庭免赔额", en="Counted towards the family's deductible"),
            post=deductible.family.accumulator,
            clause=deductible.family.clause,
        )
    return draft.bind("after_deductible", Less(amount, taken), _AFTER_DEDUCTIBLE, clause=deductible.clause)


def _available(draft: Draft, deductible: Deductible, path: str, term: Term) -> Expr:
    """What the deductible still asks for: its amount, for each hospital day, or what its accumulators leave of it."""
    if deductible.per == "hospital_day":
        return Times(term, Fact("hospital_days"))
    if deductible.accumulator is None:
        return term
    draft.limits.setdefault(deductible.accumulator, term)
    own = Left(deductible.accumulator, term)
    family = deductible.family
    if family is None:
        return own
    whole = Term(f"{path}.family.amount_fen", family.amount_fen)
    draft.limits.setdefault(family.accumulator, whole)
    persons = draft.bind(
        "own_deductible_left",
        own,
        Text(zh="个人免赔额剩余", en="Own deductible left"),
        show="always",
        clause=deductible.clause,
    )
    together = draft.bind(
        "family_deductible_left",
        Left(family.accumulator, whole),
        Text(zh="家庭免赔额剩余", en="Family's deductible left"),
        plain=Text(zh="全家合起来还没扣完的免赔额", en="Deductible the family together has not used yet"),
        show="always",
        clause=family.clause,
    )
    return Least((persons, together))


def _deduct_by_visit(draft: Draft, deductible: Deductible, term: Term, amount: Ref, mine: Ref) -> Ref:
    due: Expr = When(mine, term, _ZERO)
    if deductible.filled_by_other_payers:
        due = Most((Less(due, Ref(f"{draft.prefix}.receipt_other")), _ZERO))
    taken = draft.bind(
        "receipt_deductible",
        Least((amount, due)),
        Text(zh="每次免赔额", en="Deductible of the visit"),
        grain="receipt",
        clause=deductible.clause,
    )
    draft.bind(
        "deductible",
        Fold(taken),
        Text(zh="每次免赔额合计", en="Deductibles of all visits"),
        plain=Text(zh="每次就诊先由您承担的部分", en="What you bear first at each visit"),
        kind="less",
        sign=-1,
        show="always",
        clause=deductible.clause,
    )
    return draft.bind(
        "receipt_after_deductible",
        Less(amount, taken),
        _AFTER_DEDUCTIBLE,
        grain="receipt",
        clause=deductible.clause,
    )


# -- ratio


def _ratio(draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref) -> Ref:
    ratio = benefit.terms.ratio
    where = f"{path}.terms.ratio"
    settled_flag = "settled_or_zero" if ratio.zero_settlement_counts else "settled"
    receipts = draft.bind(
        "receipt_settled",
        AllOf((mine, Column("receipt", settled_flag))),
        Text(zh="已用医保结算的票据", en="Receipts settled with social insurance"),
        grain="receipt",
        unit="flag",
    )
    settled = draft.bind(
        "settled",
        Fold(receipts),
        Text(zh="已用医保结算的票据数", en="Receipts settled with social insurance"),
        unit="count",
    )
    share: Expr = When(
        Fact("social_insured"),
        When(
            settled,
            Term(f"{where}.settled_bp", ratio.settled_bp),
            Term(f"{where}.not_settled_bp", ratio.not_settled_bp),
        ),
        Term(f"{where}.no_social_insurance_bp", ratio.no_social_insurance_bp),
    )
    if ratio.pre_existing_bp is not None:
        before = Term(f"{where}.pre_existing_bp", ratio.pre_existing_bp)
        share = When(Fact("pre_existing"), before, share)
    return draft.bind(
        "ratio",
        share,
        _SHARE,
        kind="ratio",
        unit="bp",
        show="always",
        clause=ratio.clause,
    )


def _share(draft: Draft, benefit: MedicalBenefit, amount: Ref, ratio: Ref) -> Ref:
    clause = benefit.terms.ratio.clause
    shared = draft.bind(
        "shared",
        Share(amount, ratio, draft.product.calculation.rounding.mode.value),
        Text(zh="按比例计算", en="After the share"),
        clause=clause,
    )
    draft.bind(
        "own_share",
        Less(amount, shared),
        _OWN_SHARE,
        plain=_OWN_SHARE_PLAIN,
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    return shared


def _share_by_receipt(draft: Draft, benefit: MedicalBenefit, amount: Ref, ratio: Ref) -> Ref:
    clause = benefit.terms.ratio.clause
    shared = draft.bind(
        "receipt_shared",
        Share(amount, ratio, draft.product.calculation.rounding.mode.value),
        Text(zh="按比例计算", en="After the share"),
        grain="receipt",
        clause=clause,
    )
    draft.bind(
        "own_share",
        Less(Fold(amount), Fold(shared)),
        _OWN_SHARE,
        plain=_OWN_SHARE_PLAIN,
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    return shared


# -- caps of the claim


def write_caps(draft: Draft, benefit: MedicalBenefit, path: str, amount: Ref) -> Ref:
    """The amount within each cap of the claim, one after the other."""
    for position, cap in enumerate(benefit.terms.caps):
        amount = _cap(draft, cap, f"{path}.terms.caps[{position}]", amount)
    return amount


def _cap(draft: Draft, cap: Cap, path: str, amount: Ref) -> Ref:
    most: Expr = Term(f"{path}.amount_fen", cap.amount_fen)
    if cap.per == "hospital_day":
        most = Times(most, Fact("hospital_days"))
    cut = draft.bind(
        f"over_{cap.code}",
        Less(amount, Least((amount, most))),
        cap.name,
        plain=Text(zh=f"超过{cap.name.zh}、赔不到的部分", en=f"Above the {cap.name.en.lower()}"),
        kind="limit",
        sign=-1,
        show="always",
        clause=cap.clause,
    )
    return draft.bind(
        f"within_{cap.code}",
        Less(amount, cut),
        Text(zh=f"{cap.name.zh}以内", en=f"Within the {cap.name.en.lower()}"),
        clause=cap.clause,
    )
