"""Medical expense benefits as named steps (regulations §5.2).

Order, which is the order of the list: lines belong to the first benefit whose setting and nature fit · excluded by a signed
finding · outside the window around a stay · outside the catalogue · category sub-limits · other payers, receipt by receipt (a
bill outside cover never lets its reimbursement eat another bill) · deductible and share in the order the terms say · limits.
"""

from __future__ import annotations

from collections.abc import Sequence

from anpei.engine.compiled import Draft
from anpei.engine.expressions import (
    Add,
    AllOf,
    AllowInOrder,
    AnyOf,
    Column,
    Compare,
    Const,
    Expr,
    Fact,
    Fold,
    Least,
    Left,
    Less,
    Most,
    Not,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.terms.base import Category, Setting, Text
from anpei.terms.calculation import Limit
from anpei.terms.medical import Deductible, SubLimit
from anpei.terms.product import Benefit, MedicalBenefit

ZERO = Const(0)
CLASS_CODES = {"A": 1, "B": 2, "C": 3}
CATEGORY_CODES = {category: position for position, category in enumerate(Category)}
SETTING_CODES = {setting: position for position, setting in enumerate(Setting)}


def write_medical(
    draft: Draft, benefit: MedicalBenefit, path: str, *, taken: Sequence[Ref]
) -> tuple[Ref, Ref]:
    """Write the steps of one benefit. Gives back its payable amount and which receipts are its own."""
    mine = _own_receipts(draft, benefit, taken)
    covered = _covered_lines(draft, benefit, path, mine)
    covered = _sub_limits(draft, benefit, path, covered)
    cost = _receipt_cost(draft, benefit, covered)
    base = _after_other_payers(draft, benefit, mine, cost)
    shared = _deductible_and_share(draft, benefit, path, mine, base)
    return write_limits(draft, benefit, benefit.terms.limits, path, shared), mine


def applies(draft: Draft, benefit: Benefit, also: Expr | None = None) -> Ref:
    """1 when the benefit is asked for and the event has a nature it covers."""
    natures = AnyOf(tuple(Fact(f"nature.{nature.value}") for nature in benefit.natures))
    parts = (Fact(f"asked.{benefit.code}"), natures, *((also,) if also else ()))
    label = Text(zh="属于本项责任", en="The benefit applies")
    return draft.bind("applies", AllOf(parts), label, unit="flag", clause=benefit.clause)


def _own_receipts(draft: Draft, benefit: MedicalBenefit, taken: Sequence[Ref]) -> Ref:
    fits = AnyOf(
        tuple(
            Compare("==", Column("receipt", "setting"), Const(SETTING_CODES[setting]))
            for setting in benefit.settings
        )
    )
    free = tuple(Not(other) for other in taken)
    label = Text(zh="归属本责任的票据", en="Receipts of this benefit")
    return draft.bind(
        "mine", AllOf((applies(draft, benefit), fits, *free)), label, grain="receipt", unit="flag"
    )


def _covered_lines(draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref) -> Ref:
    terms = benefit.terms
    claimed = draft.bind(
        "line_claimed",
        When(mine, Column("line", "amount"), ZERO),
        Text(zh="费用项金额", en="Amount of the line"),
        grain="line",
    )
    excluded = draft.bind(
        "line_excluded",
        When(mine, Column("line", "excluded"), ZERO),
        Text(zh="其中责任外", en="Of which outside cover"),
        grain="line",
    )
    left = Less(claimed, excluded)
    window = _outside_window(draft, benefit, path, left)
    net = draft.bind(
        "line_net",
        Less(left, window) if window else left,
        Text(zh="扣除后费用", en="Amount after exclusions"),
        grain="line",
    )
    draft.bind(
        "claimed",
        Fold(claimed),
        Text(zh="票据费用合计", en="Total of the receipts"),
        plain=Text(zh="您申请的费用", en="What you claimed"),
        kind="amount",
        sign=1,
        show="always",
    )
    draft.bind(
        "excluded",
        Fold(excluded),
        Text(zh="责任外费用", en="Costs outside cover"),
        plain=Text(zh="合同不保的费用", en="Costs the contract does not cover"),
        kind="less",
        sign=-1,
        show="nonzero",
    )
    if window and terms.window:
        draft.bind(
            "outside_window",
            Fold(window),
            Text(zh="住院前后期限以外的费用", en="Outside the days around the stay"),
            plain=Text(
                zh="不在住院前后约定天数内的费用", en="Visits outside the agreed days around the stay"
            ),
            kind="less",
            sign=-1,
            show="nonzero",
            clause=terms.window.clause,
        )
    if terms.scope == "all" or _share_rounded_by_receipt(draft, benefit):
        return net
    return _inside_catalogue(draft, benefit, net)


def _outside_window(draft: Draft, benefit: MedicalBenefit, path: str, left: Expr) -> Ref | None:
    window = benefit.terms.window
    if window is None:
        return None
    where = f"{path}.terms.window"
    before = Term(f"{where}.days_before_admission", window.days_before_admission)
    after = Term(f"{where}.days_after_discharge", window.days_after_discharge)
    inside = AnyOf(
        (
            Compare("<=", Column("line", "days_before_stay"), before),
            Compare("<=", Column("line", "days_after_stay"), after),
        )
    )
    return draft.bind(
        "line_outside_window",
        When(inside, ZERO, left),
        Text(zh="期限以外", en="Outside the window"),
        grain="line",
        clause=window.clause,
    )


_OUTSIDE_CATALOGUE = Text(
    zh="医保目录外及乙类先行自付", en="Outside the catalogue, and first share of class B"
)
_OUTSIDE_CATALOGUE_PLAIN = Text(
    zh="医保目录外的自费部分，和乙类项目要自己先付的部分",
    en="Items outside the social insurance list, and the first share of class B items",
)
_IS_B = Compare("==", Column("line", "class"), Const(CLASS_CODES["B"]))
_IS_C = Compare("==", Column("line", "class"), Const(CLASS_CODES["C"]))


def _inside_catalogue(draft: Draft, benefit: MedicalBenefit, net: Ref) -> Ref:
    """Class C is the person's own; of class B the first share is; what is left is inside the catalogue."""
    clause = benefit.terms.scope_clause
    own_share = Share(net, Column("line", "first_pay_bp"), draft.product.calculation.rounding.mode.value)
    outside = draft.bind(
        "line_outside_catalogue",
        When(_IS_C, net, When(_IS_B, own_share, ZERO)),
        _OUTSIDE_CATALOGUE,
        grain="line",
        clause=clause,
    )
    _show_outside_catalogue(draft, outside, clause)
    return draft.bind(
        "line_covered",
        Less(net, outside),
        Text(zh="责任内费用", en="Covered cost"),
        grain="line",
        clause=clause,
    )


def _show_outside_catalogue(draft: Draft, outside: Ref, clause: str) -> None:
    draft.bind(
        "outside_catalogue",
        Fold(outside),
        _OUTSIDE_CATALOGUE,
        plain=_OUTSIDE_CATALOGUE_PLAIN,
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )


def _share_rounded_by_receipt(draft: Draft, benefit: MedicalBenefit) -> bool:
    rounding = draft.product.calculation.rounding
    return benefit.terms.scope == "catalogue" and rounding.catalogue_share_at == "receipt"


def _receipt_cost(draft: Draft, benefit: MedicalBenefit, covered: Ref) -> Ref:
    """Covered cost of each receipt, its lines together."""
    label = Text(zh="票据责任内费用", en="Covered cost of the receipt")
    if not _share_rounded_by_receipt(draft, benefit):
        return draft.bind("receipt_covered", Fold(covered, into="receipt"), label, grain="receipt")
    net = draft.bind("receipt_net", Fold(covered, into="receipt"), label, grain="receipt")
    outside = _outside_catalogue_by_receipt(draft, benefit, covered)
    return draft.bind("receipt_covered", Less(net, outside), label, grain="receipt")


def _outside_catalogue_by_receipt(draft: Draft, benefit: MedicalBenefit, net: Ref) -> Ref:
    """Class C as it stands, and the class B shares added up exactly and rounded once."""
    clause = benefit.terms.scope_clause
    own = Text(zh="目录外费用", en="Outside the catalogue")
    share = Text(zh="乙类先自付（万分之一分）", en="First share of class B (1/10,000 fen)")
    line_c = draft.bind("line_class_c", When(_IS_C, net, ZERO), own, grain="line", clause=clause)
    whole = When(_IS_B, Times(net, Column("line", "first_pay_bp")), ZERO)
    line_b = draft.bind("line_class_b_share", whole, share, grain="line", unit="count", clause=clause)
    class_c = draft.bind("receipt_class_c", Fold(line_c, into="receipt"), own, grain="receipt", clause=clause)
    class_b = draft.bind(
        "receipt_class_b_share",
        Fold(line_b, into="receipt"),
        share,
        grain="receipt",
        unit="count",
        clause=clause,
    )
    rounded = Share(class_b, Const(1), draft.product.calculation.rounding.mode.value)
    outside = draft.bind(
        "receipt_outside_catalogue",
        Add((class_c, rounded)),
        _OUTSIDE_CATALOGUE,
        grain="receipt",
        clause=clause,
    )
    _show_outside_catalogue(draft, outside, clause)
    return outside


def _sub_limits(draft: Draft, benefit: MedicalBenefit, path: str, covered: Ref) -> Ref:
    for position, sub_limit in enumerate(benefit.terms.sub_limits):
        covered = _sub_limit(draft, sub_limit, f"{path}.terms.sub_limits[{position}]", covered)
    return covered


def _sub_limit(draft: Draft, sub_limit: SubLimit, path: str, covered: Ref) -> Ref:
    code, clause = sub_limit.code, sub_limit.clause
    within = AnyOf(
        tuple(
            Compare("==", Column("line", "category"), Const(CATEGORY_CODES[category]))
            for category in sub_limit.categories
        )
    )
    subject = draft.bind(
        f"line_{code}_subject",
        When(within, covered, ZERO),
        Text(zh=f"{sub_limit.name.zh}：费用", en=f"{sub_limit.name.en}: cost"),
        grain="line",
        clause=clause,
    )
    limit: Expr = Term(f"{path}.limit_fen", sub_limit.limit_fen)
    if sub_limit.per == "hospital_day":
        limit = Times(limit, Fact("hospital_days"))
    elif sub_limit.accumulator is not None:
        draft.limits.setdefault(sub_limit.accumulator, limit)
        limit = Left(sub_limit.accumulator, limit)
    if sub_limit.per != "visit":
        limit = draft.bind(
            f"{code}_available",
            limit,
            Text(zh=f"{sub_limit.name.zh}：可用", en=f"{sub_limit.name.en}: available"),
            clause=clause,
        )
    allowed = draft.bind(
        f"line_{code}_allowed",
        AllowInOrder(subject, limit, by="receipt" if sub_limit.per == "visit" else "claim"),
        Text(zh=f"{sub_limit.name.zh}：限额内", en=f"{sub_limit.name.en}: within the limit"),
        grain="line",
        clause=clause,
    )
    draft.bind(
        code,
        Less(Fold(subject), Fold(allowed)),
        Text(zh=f"超过{sub_limit.name.zh}", en=f"Above the {sub_limit.name.en.lower()}"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    if sub_limit.accumulator is not None:
        draft.bind(
            f"{code}_posted",
            Fold(allowed),
            Text(zh=f"计入{sub_limit.name.zh}", en=f"Counted towards the {sub_limit.name.en.lower()}"),
            post=sub_limit.accumulator,
            clause=clause,
        )
    return draft.bind(
        f"line_after_{code}",
        Less(covered, Less(subject, allowed)),
        Text(zh="限额后费用", en="Cost after the limit"),
        grain="line",
        clause=clause,
    )


def _after_other_payers(draft: Draft, benefit: MedicalBenefit, mine: Ref, cost: Ref) -> Ref:
    """The base of each receipt: covered cost less what others paid, never below zero."""
    terms = benefit.terms
    clause = terms.compensation_clause
    social = draft.bind(
        "receipt_social",
        Least((When(mine, Column("receipt", "social"), ZERO), cost)) if terms.deduct_social else ZERO,
        Text(zh="医保已付", en="Paid by social insurance"),
        grain="receipt",
        clause=clause,
    )
    other = draft.bind(
        "receipt_other",
        Least((When(mine, Column("receipt", "other"), ZERO), Less(cost, social)))
        if terms.deduct_other
        else ZERO,
        Text(zh="其他途径已付", en="Paid by others"),
        grain="receipt",
        clause=clause,
    )
    draft.bind(
        "social",
        Fold(social),
        Text(zh="已获补偿：医保与大病", en="Already paid: social insurance"),
        plain=Text(zh="医保和大病保险已经付的", en="Already paid by social insurance"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    draft.bind(
        "other",
        Fold(other),
        Text(zh="已获补偿：其他途径", en="Already paid: other payers"),
        plain=Text(zh="其他途径已经付给您的", en="Already paid to you by others"),
        kind="less",
        sign=-1,
        show="nonzero",
        clause=clause,
    )
    base = draft.bind(
        "receipt_base",
        Less(Less(cost, social), other),
        Text(zh="票据补偿基数", en="Base of the receipt"),
        grain="receipt",
        clause=clause,
    )
    draft.bind(
        "base",
        Fold(base),
        Text(zh="补偿基数", en="Base of indemnity"),
        plain=Text(zh="可以计算赔款的费用", en="Cost the payment is worked out from"),
        kind="subtotal",
        show="always",
        clause=clause,
    )
    return base


def _deductible_and_share(draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref, base: Ref) -> Ref:
    """What is left of the receipts' base after deductible and share, in the order the terms say."""
    ratio = _ratio(draft, benefit, path, mine)
    deductible = benefit.terms.deductible
    visit = deductible is not None and deductible.per == "visit"
    amount: Ref = base if visit else Ref(f"{draft.prefix}.base")
    if benefit.terms.order == "deductible_first":
        if deductible is not None:
            amount = _deduct(draft, deductible, path, amount, mine)
        # The ratio is one for the benefit, so it is applied once to the whole: one figure, one rounding.
        total = draft.bind("after_visits", Fold(amount), _AFTER_DEDUCTIBLE) if visit else amount
        return _share(draft, benefit, total, ratio)
    share = _share_by_receipt if visit else _share
    amount = share(draft, benefit, amount, ratio)
    if deductible is None:
        return amount
    amount = _deduct(draft, deductible, path, amount, mine)
    return draft.bind("after_visits", Fold(amount), _AFTER_DEDUCTIBLE) if visit else amount


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
    available: Expr = term
    if deductible.accumulator is not None:
        draft.limits.setdefault(deductible.accumulator, term)
        available = Left(deductible.accumulator, term)
    left: Ref = draft.bind(
        "deductible_left",
        available,
        Text(zh="免赔额剩余", en="Deductible left"),
        plain=Text(zh="本次之前还没扣完的免赔额", en="Deductible not yet used"),
        clause=deductible.clause,
    )
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
    return draft.bind("after_deductible", Less(amount, taken), _AFTER_DEDUCTIBLE, clause=deductible.clause)


def _deduct_by_visit(draft: Draft, deductible: Deductible, term: Term, amount: Ref, mine: Ref) -> Ref:
    due: Expr = When(mine, term, ZERO)
    if deductible.filled_by_other_payers:
        due = Most((Less(due, Ref(f"{draft.prefix}.receipt_other")), ZERO))
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
    return draft.bind(
        "ratio",
        When(
            Fact("social_insured"),
            When(
                settled,
                Term(f"{where}.settled_bp", ratio.settled_bp),
                Term(f"{where}.not_settled_bp", ratio.not_settled_bp),
            ),
            Term(f"{where}.no_social_insurance_bp", ratio.no_social_insurance_bp),
        ),
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


def write_limits(draft: Draft, benefit: Benefit, limits: Sequence[Limit], path: str, amount: Ref) -> Ref:
    """Cap the amount by each limit in turn, bind it as payable, and only then post it: a limit never holds more than was paid."""
    for position, limit in enumerate(limits):
        amount = _limit(draft, benefit, limit, f"{path}.terms.limits[{position}]", amount)
    payable = draft.bind(
        "payable", Add((amount,)), benefit.name, kind="benefit", show="always", clause=benefit.clause
    )
    for limit in limits:
        name = draft.product.accumulator(limit.accumulator).name
        draft.bind(
            f"{limit.accumulator}_posted",
            payable,
            Text(zh=f"计入{name.zh}", en=f"Counted towards the {name.en.lower()}"),
            post=limit.accumulator,
            clause=limit.clause,
        )
    return payable


def _limit(draft: Draft, benefit: Benefit, limit: Limit, path: str, amount: Ref) -> Ref:
    code = limit.accumulator
    name = draft.product.accumulator(code).name
    cap: Expr
    if limit.amount_fen is None:
        cap = sum_insured(benefit, path.split(".terms")[0])
    else:
        cap = Term(f"{path}.amount_fen", limit.amount_fen)
    draft.limits.setdefault(code, cap)
    left = draft.bind(
        f"{code}_left",
        Left(code, cap),
        Text(zh=f"{name.zh}剩余", en=f"{name.en} left"),
        clause=limit.clause,
    )
    cut = draft.bind(
        f"over_{code}",
        Less(amount, Least((amount, left))),
        name,
        plain=Text(zh=f"超过{name.zh}、赔不到的部分", en=f"Above the {name.en.lower()}"),
        kind="limit",
        sign=-1,
        show="always",
        clause=limit.clause,
    )
    return draft.bind(
        f"within_{code}",
        Less(amount, cut),
        Text(zh=f"{name.zh}以内", en=f"Within the {name.en.lower()}"),
        clause=limit.clause,
    )


def sum_insured(benefit: Benefit, path: str) -> Expr:
    """The sum insured of a benefit: a fact of the policy, or a term of the product."""
    if benefit.sum_insured.amount_fen is not None:
        return Term(f"{path}.sum_insured.amount_fen", benefit.sum_insured.amount_fen)
    return Fact(f"sum_insured.{benefit.sum_insured_key}")
