"""Medical expense benefits as named steps (regulations §5.2).

Order, which is the order of the list: lines, or their portions, belong to the first benefit whose setting and nature fit ·
excluded by a signed finding · outside the window around a stay · a hospital the contract does not name · outside the
catalogue · sub-limits · other payers, receipt by receipt (a bill outside cover never lets its reimbursement eat another
bill) · deductible and shares in the order the terms say (anpei.engine.sharing) · caps of the claim · limits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    Not,
    Ref,
    Share,
    Term,
    Times,
    When,
)
from anpei.engine.sharing import write_caps, write_shares
from anpei.terms.base import Category, HospitalClass, Setting, Text
from anpei.terms.benefits import Benefit, MedicalBenefit
from anpei.terms.calculation import Limit
from anpei.terms.medical import MedicalTerms, Portion, SubLimit
from anpei.terms.product import Product

ZERO = Const(0)
CLASS_CODES = {"A": 1, "B": 2, "C": 3}
CATEGORY_CODES = {category: position for position, category in enumerate(Category)}
SETTING_CODES = {setting: position for position, setting in enumerate(Setting)}
HOSPITAL_CODES = {hospital: position for position, hospital in enumerate(HospitalClass, start=1)}


@dataclass(frozen=True, slots=True)
class Bills:
    """What one benefit took of the bills, for the benefits after it."""

    terms: MedicalTerms
    mine: Ref
    lines: Ref
    social: Ref
    other: Ref

    def excludes(self, later: MedicalTerms) -> bool:
        """Whether a receipt of this benefit can be no receipt of a later one: they are about the same portion."""
        if Portion.WHOLE in (self.terms.portion, later.portion):
            return True
        same_lists = bool(set(self.terms.drug_lists) & set(later.drug_lists))
        return self.terms.portion is later.portion and (later.portion is not Portion.DRUG_LIST or same_lists)


def write_medical(
    draft: Draft, benefit: MedicalBenefit, path: str, *, taken: Sequence[Bills]
) -> tuple[Ref, Bills]:
    """Write the steps of one benefit. Gives back its payable amount and what it took of the bills."""
    terms = benefit.terms
    mine = _own_receipts(draft, benefit, [bills.mine for bills in taken if bills.excludes(terms)])
    claimed, covered = _covered_lines(draft, benefit, path, mine)
    covered = _sub_limits(draft, benefit, path, covered)
    cost = _receipt_cost(draft, benefit, covered)
    others = [bills for bills in taken if not bills.excludes(terms)]
    social, other, base = _after_other_payers(draft, benefit, mine, cost, others)
    shared = write_shares(draft, benefit, path, mine, base)
    capped = write_caps(draft, benefit, path, shared)
    payable = write_limits(draft, benefit, terms.limits, path, capped)
    return payable, Bills(terms, mine, claimed, social, other)


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


def _portion(draft: Draft, terms: MedicalTerms, amount: Column) -> Expr:
    """The part of a line's amount the benefit is about (Portion)."""
    if terms.portion is Portion.WHOLE:
        return amount
    if terms.portion is Portion.DRUG_LIST:
        return When(_listed(draft, terms.drug_lists), amount, ZERO)
    first_share = Share(amount, Column("line", "first_pay_bp"), draft.product.calculation.rounding.mode.value)
    outside: Expr = When(_IS_C, amount, When(_IS_B, first_share, ZERO))
    part = outside if terms.portion is Portion.OUTSIDE_CATALOGUE else Less(amount, outside)
    listed = drug_lists_apart(draft.product)
    return When(_listed(draft, listed), ZERO, part) if listed else part


def drug_lists_apart(product: Product) -> tuple[str, ...]:
    """Codes of the drug lists that have a benefit of their own."""
    terms = [benefit.terms for benefit in product.benefits if isinstance(benefit, MedicalBenefit)]
    return tuple(dict.fromkeys(code for one in terms for code in one.drug_lists))


def _listed(draft: Draft, lists: Sequence[str]) -> Expr:
    codes = [one.code for one in draft.product.calculation.drug_lists]
    on = Column("line", "drug_list")
    return AnyOf(tuple(Compare("==", on, Const(codes.index(code) + 1)) for code in lists))


def _covered_lines(draft: Draft, benefit: MedicalBenefit, path: str, mine: Ref) -> tuple[Ref, Ref]:
    """What is claimed of each line, and what of it is covered."""
    terms = benefit.terms
    claimed = draft.bind(
        "line_claimed",
        When(mine, _portion(draft, terms, Column("line", "amount")), ZERO),
        Text(zh="费用项金额", en="Amount of the line"),
        grain="line",
    )
    excluded = draft.bind(
        "line_excluded",
        When(mine, _portion(draft, terms, Column("line", "excluded")), ZERO),
        Text(zh="其中责任外", en="Of which outside cover"),
        grain="line",
    )
    left: Expr = Less(claimed, excluded)
    window = _outside_window(draft, benefit, path, left)
    left = Less(left, window) if window else left
    hospital = _outside_hospital(draft, benefit, left)
    net = draft.bind(
        "line_net",
        Less(left, hospital) if hospital else left,
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
    if hospital and terms.hospital:
        draft.bind(
            "outside_hospital",
            Fold(hospital),
            Text(zh="约定医院以外的费用", en="Hospitals the contract does not name"),
            plain=Text(
                zh="不在合同约定医院发生、也不是急诊的费用",
                en="Costs at a hospital the contract does not name, not in an emergency",
            ),
            kind="less",
            sign=-1,
            show="nonzero",
            clause=terms.hospital.clause,
        )
    if terms.scope == "all" or _share_rounded_by_receipt(draft, benefit):
        return claimed, net
    return claimed, _inside_catalogue(draft, benefit, net)


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


def _outside_hospital(draft: Draft, benefit: MedicalBenefit, left: Expr) -> Ref | None:
    """Supreme Court, Interpretation III of the Insurance Law, art. 20: an emergency is covered wherever it was."""
    hospital = benefit.terms.hospital
    if hospital is None or not hospital.designated_only:
        return None
    return draft.bind(
        "line_outside_hospital",
        When(Column("receipt", "outside_hospital"), left, ZERO),
        Text(zh="约定医院以外", en="Hospital not named"),
        grain="line",
        clause=hospital.clause,
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
    codes = item_codes(draft.product)
    meant = [(Column("line", "category"), CATEGORY_CODES[category]) for category in sub_limit.categories]
    meant += [(Column("line", "item_code"), codes.index(item) + 1) for item in sub_limit.items]
    within = AnyOf(tuple(Compare("==", column, Const(code)) for column, code in meant))
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


def item_codes(product: Product) -> tuple[str, ...]:
    """Codes of the items some sub-limit of the product names, each once: an item is known by its place here, from 1."""
    terms = [benefit.terms for benefit in product.benefits if isinstance(benefit, MedicalBenefit)]
    return tuple(dict.fromkeys(item for one in terms for limit in one.sub_limits for item in limit.items))


def _after_other_payers(
    draft: Draft, benefit: MedicalBenefit, mine: Ref, cost: Ref, before: Sequence[Bills]
) -> tuple[Ref, Ref, Ref]:
    """(social, other, base) of each receipt: covered cost less what others paid, never below zero.

    What a benefit of another portion of the same receipt already took off is not taken off again.
    """
    terms = benefit.terms
    clause = terms.compensation_clause
    social_left = _left_of("social", [bills.social for bills in before])
    other_left = _left_of("other", [bills.other for bills in before])
    social = draft.bind(
        "receipt_social",
        Least((When(mine, social_left, ZERO), cost)) if terms.deduct_social else ZERO,
        Text(zh="医保已付", en="Paid by social insurance"),
        grain="receipt",
        clause=clause,
    )
    other = draft.bind(
        "receipt_other",
        Least((When(mine, other_left, ZERO), Less(cost, social))) if terms.deduct_other else ZERO,
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
    return social, other, base


def _left_of(payer: str, taken: Sequence[Ref]) -> Expr:
    paid = Column("receipt", payer)
    return Less(paid, Add(tuple(taken))) if taken else paid


def write_limits(draft: Draft, benefit: Benefit, limits: Sequence[Limit], path: str, amount: Ref) -> Ref:
    """Cap the amount by each limit in turn, bind it as payable, and only then post it: a limit never holds more than was paid."""
    amount = within_limits(draft, benefit, limits, path, amount)
    payable = draft.bind(
        "payable", Add((amount,)), benefit.name, kind="benefit", show="always", clause=benefit.clause
    )
    post_to_limits(draft, limits, payable)
    return payable


def within_limits(draft: Draft, benefit: Benefit, limits: Sequence[Limit], path: str, amount: Ref) -> Ref:
    """What is left of the amount under each limit in turn."""
    for position, limit in enumerate(limits):
        amount = _limit(draft, benefit, limit, f"{path}.terms.limits[{position}]", amount)
    return amount


def post_to_limits(draft: Draft, limits: Sequence[Limit], paid: Ref, name: str = "") -> None:
    """Count what is paid towards every limit; ``name`` tells a second amount of one benefit apart."""
    for limit in limits:
        counted = draft.product.accumulator(limit.accumulator).name
        draft.bind(
            f"{limit.accumulator}_{name}_posted" if name else f"{limit.accumulator}_posted",
            paid,
            Text(zh=f"计入{counted.zh}", en=f"Counted towards the {counted.en.lower()}"),
            post=limit.accumulator,
            clause=limit.clause,
        )


def _limit(draft: Draft, benefit: Benefit, limit: Limit, path: str, amount: Ref) -> Ref:
    code = limit.accumulator
    name = draft.product.accumulator(code).name
    cap = limit_amount(benefit, limit, path)
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


def limit_amount(benefit: Benefit, limit: Limit, path: str) -> Expr:
    """What a limit of a benefit holds in all: its amount, or the sum insured. ``path`` leads to the limit."""
    if limit.amount_fen is None:
        return sum_insured(benefit, path.split(".terms")[0])
    return Term(f"{path}.amount_fen", limit.amount_fen)


def sum_insured(benefit: Benefit, path: str) -> Expr:
    """The sum insured of a benefit: a fact of the policy, or a term of the product."""
    if benefit.sum_insured.amount_fen is not None:
        return Term(f"{path}.sum_insured.amount_fen", benefit.sum_insured.amount_fen)
    return Fact(f"sum_insured.{benefit.sum_insured_key}")
