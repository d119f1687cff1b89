"""Looks at the facts of a case before any arithmetic: everything wrong is a finding with code, text and place, never a crash."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from anpei.engine.calculation import Finding
from anpei.engine.checks_health import health, health_numbers
from anpei.engine.checks_loss import check_loss
from anpei.engine.checks_motor import motor_accident, motor_numbers
from anpei.engine.facts import CaseFacts, ExpenseLine, Receipt, Stay
from anpei.engine.findings import error, number, warning
from anpei.terms.base import EventDate
from anpei.terms.benefits import Benefit, DisabilityBenefit
from anpei.terms.product import Product

MAX_FEN = 10**15
MAX_DAYS = 36_500
MAX_ROWS = 100_000


def check(product: Product, facts: CaseFacts) -> tuple[Finding, ...]:
    """Findings about the facts; any of level error means that nothing may be calculated."""
    return tuple(_all(product, facts))


def _all(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    if max(len(facts.lines), len(facts.receipts)) > MAX_ROWS:
        yield error("claim.too_many_lines", f"费用项超过 {MAX_ROWS} 行", f"More than {MAX_ROWS} lines")
        return
    numbers_sound = True
    for finding in _numbers(facts):
        numbers_sound = False
        yield finding
    if numbers_sound:
        yield from _lines(product, facts)
        yield from _receipts(facts)
        yield from health(product, facts, list(_asked(product, facts)))
        yield from motor_accident(product, facts, _asked(product, facts))
    yield from check_loss(product, facts)
    yield from _event(facts)
    yield from _injuries(product, facts)
    yield from _names(product, facts)
    yield from _policy(product, facts)


def _numbers(facts: CaseFacts) -> Iterator[Finding]:
    for line in facts.lines:
        yield from number(line.amount_fen, "amount", line.id)
        yield from number(line.excluded_fen, "excluded", line.id)
        yield from number(line.first_pay_bp, "first_pay", line.id, most=10_000)
    for receipt in facts.receipts:
        for name in ("social_fen", "other_fen", "personal_account_fen"):
            yield from number(getattr(receipt, name), name.removesuffix("_fen"), receipt.id)
    for key, value in facts.policy.sum_insured_fen.items():
        yield from number(value, "sum_insured", key)
    for key, value in facts.accumulators.items():
        yield from number(value, "accumulator", key)
    for prior in facts.prior_payments:
        yield from number(prior.amount_fen, "prior_payment", prior.benefit)
    for position, stay in enumerate(facts.event.stays):
        yield from number(stay.days, "stay_days", f"stay {position + 1}", most=MAX_DAYS)
    for injury in facts.event.injuries:
        yield from number(injury.grade, "grade", injury.item, least=1, most=10)
    yield from health_numbers(facts)
    yield from motor_numbers(facts)


def _lines(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    known = {receipt.id for receipt in facts.receipts}
    clauses = {clause.number for clause in product.clauses}
    for twice in _repeated([line.id for line in facts.lines]):
        yield error("line.given_twice", "同一费用项出现两次", "The same line is given twice", twice)
    for line in facts.lines:
        if line.receipt not in known:
            yield error("line.receipt_unknown", "没有对应的票据", "There is no such receipt", line.id)
        yield from _exclusion(line, clauses)
    if sum(line.amount_fen for line in facts.lines) > MAX_FEN:
        yield error("claim.too_large", "费用合计超过上限", "The lines add up to more than can be", "")


def _exclusion(line: ExpenseLine, clauses: set[str]) -> Iterator[Finding]:
    if line.excluded_fen > line.amount_fen:
        yield error(
            "line.excluded_above_amount", "责任外金额大于费用", "More is excluded than was charged", line.id
        )
    if line.excluded_fen and not (line.excluded_clause and line.excluded_reason):
        yield error(
            "line.exclusion_unexplained",
            "扣减要写明条款和理由",
            "An exclusion needs its clause and reason",
            line.id,
        )
    elif line.excluded_fen and line.excluded_clause not in clauses:
        clause = line.excluded_clause
        yield error(
            "line.clause_unknown", f"本产品没有条款 {clause}", f"There is no clause {clause}", line.id
        )


def _receipts(facts: CaseFacts) -> Iterator[Finding]:
    for twice in _repeated([receipt.id for receipt in facts.receipts]):
        yield error("receipt.given_twice", "同一票据出现两次", "The same receipt is given twice", twice)
    lines: dict[str, list[ExpenseLine]] = {}
    for line in facts.lines:
        lines.setdefault(line.receipt, []).append(line)
    for receipt in facts.receipts:
        yield from _receipt(receipt, lines.get(receipt.id, []))


def _receipt(receipt: Receipt, lines: list[ExpenseLine]) -> Iterator[Finding]:
    if not lines:
        yield warning("receipt.without_lines", "票据没有费用项，未计入", "No lines: not counted", receipt.id)
        return
    if len({line.setting for line in lines}) > 1:
        yield error(
            "receipt.two_settings",
            "同一票据既有住院又有门诊",
            "One receipt cannot be inpatient and outpatient",
            receipt.id,
        )
    paid = receipt.social_fen + receipt.other_fen
    total = sum(line.amount_fen for line in lines)
    if paid > total:
        yield error(
            "receipt.paid_above_total", "已付金额大于票据合计", "Others paid more than the total", receipt.id
        )


def _event(facts: CaseFacts) -> Iterator[Finding]:
    event = facts.event
    if not event.natures:
        yield error("event.nature_missing", "还没有确定出险性质", "The nature of the loss is not known yet")
    if event.died_on and event.accident_on and event.died_on < event.accident_on:
        yield error("event.death_before_accident", "身故日期早于事故日期", "Death lies before the accident")
    for position, stay in enumerate(event.stays):
        yield from _stay(stay, f"stay {position + 1}")
    ordered = sorted(event.stays, key=lambda stay: stay.admitted_on)
    for earlier, later in pairwise(ordered):
        if later.admitted_on < earlier.discharged_on:
            yield error("stay.overlap", "两次住院的日期重叠", "Two stays overlap")


def _stay(stay: Stay, place: str) -> Iterator[Finding]:
    if stay.discharged_on < stay.admitted_on:
        yield error("stay.ends_before_start", "出院早于入院", "Discharge lies before admission", place)
    elif type(stay.days) is int and stay.days > (stay.discharged_on - stay.admitted_on).days + 1:
        yield error("stay.too_many_days", "住院日数多于起止日期", "More days than the dates allow", place)


def _injuries(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    for twice in _repeated([injury.item for injury in facts.event.injuries]):
        yield error("injury.item_twice", "同一条目不能评两次", "One item may be rated once", twice)
    for benefit in product.benefits:
        if isinstance(benefit, DisabilityBenefit):
            wanted = benefit.terms.standard_code
            for injury in facts.event.injuries:
                if injury.standard_code != wanted:
                    yield error(
                        "injury.other_standard",
                        f"应按 {wanted} 评定",
                        f"To be rated by {wanted}",
                        injury.item,
                    )


def _names(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    benefits = {benefit.code for benefit in product.benefits}
    accumulators = {accumulator.code for accumulator in product.calculation.accumulators}
    named = (
        ("benefit.unknown", "本产品没有这项责任", "There is no such benefit", facts.benefits or (), benefits),
        (
            "prior_payment.benefit_unknown",
            "此前给付的责任不在本产品内",
            "An earlier payment names no benefit of this product",
            [prior.benefit for prior in facts.prior_payments],
            benefits,
        ),
        (
            "accumulator.unknown",
            "本产品没有这个累计额",
            "There is no such accumulator",
            facts.accumulators,
            accumulators,
        ),
    )
    for code, zh, en, given, known in named:
        for name in given:
            if name not in known:
                yield error(code, zh, en, name)


def _policy(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    if facts.policy.ends_on < facts.policy.starts_on:
        yield error("policy.ends_before_start", "保险期间终止早于起始", "The policy ends before it starts")
        return
    for benefit in _asked(product, facts):
        if (
            benefit.sum_insured.source == "policy"
            and benefit.sum_insured_key not in facts.policy.sum_insured_fen
        ):
            yield error(
                "policy.sum_insured_missing", f"缺少保险金额：{benefit.name.zh}", f"No sum insured: {benefit.name.en}",
                benefit.sum_insured_key,
            )  # fmt: skip
        for happened in event_dates(benefit, facts):
            if not facts.policy.starts_on <= happened <= facts.policy.ends_on:
                yield warning(
                    "event.outside_policy", f"{benefit.name.zh}：{happened} 不在保险期间内",
                    f"{benefit.name.en}: {happened} lies outside the policy period", benefit.code,
                )  # fmt: skip


def _asked(product: Product, facts: CaseFacts) -> Iterator[Benefit]:
    for benefit in product.benefits:
        if (facts.benefits is None or benefit.code in facts.benefits) and set(benefit.natures) & set(
            facts.event.natures
        ):
            yield benefit


def event_dates(benefit: Benefit, facts: CaseFacts) -> list[datetime.date]:
    """The date or dates that are the event of this benefit, as far as they are known."""
    event = facts.event
    match benefit.event_date:
        case EventDate.ACCIDENT:
            return [event.accident_on] if event.accident_on else []
        case EventDate.FIRST_DIAGNOSIS:
            return [event.first_diagnosis_on] if event.first_diagnosis_on else []
        case EventDate.DEATH:
            return [event.died_on] if event.died_on else []
        case EventDate.ADMISSION:
            return [stay.admitted_on for stay in event.stays]
        case EventDate.SERVICE:
            return sorted({line.service_on for line in facts.lines if line.setting in benefit.settings})


def _repeated(names: list[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
