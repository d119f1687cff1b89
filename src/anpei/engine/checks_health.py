"""Looks at the facts that only some terms of medical and fixed benefits ask for: hospitals, lists, illnesses, beneficiaries."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from anpei.engine.calculation import Finding
from anpei.engine.facts import CaseFacts, Override
from anpei.engine.findings import error, number, warning
from anpei.terms.benefits import (
    Benefit,
    CriticalIllnessBenefit,
    DeathBenefit,
    DisabilityBenefit,
    MedicalBenefit,
    TermLifeBenefit,
    Waiting,
)
from anpei.terms.product import Product

MAX_ORDER = 99
_MOST = {"bp": 10_000, "days": 36_500}
"""Greatest value of a term by the last part of its name; amounts go as far as any."""


def health_numbers(facts: CaseFacts) -> Iterator[Finding]:
    """Numbers that are none, or out of their range."""
    if facts.policy.premium_paid_fen is not None:
        yield from number(facts.policy.premium_paid_fen, "premium", "")
    for override in facts.policy.overrides:
        most = _MOST.get(override.path.rstrip("[]0123456789").rpartition("_")[2])
        limits = {"most": most} if most else {}
        yield from number(override.value, "override", override.path, **limits)
    yield from number(facts.event.earlier_grade, "earlier_grade", "", most=10)
    yield from number(facts.event.combined_grade, "combined_grade", "", most=10)
    for one in facts.beneficiaries:
        yield from number(one.share, "beneficiary_share", one.id)
        yield from number(one.order, "beneficiary_order", one.id, least=1, most=MAX_ORDER)


def health(product: Product, facts: CaseFacts, asked: Collection[Benefit]) -> Iterator[Finding]:
    """What the terms of the benefits asked for need to know and do not, or are told twice. Numbers are sound by now."""
    yield from _overrides(product, facts)
    yield from _drug_lists(product, facts)
    yield from _pre_existing(asked, facts)
    for benefit in asked:
        match benefit:
            case MedicalBenefit():
                yield from _medical(benefit, facts)
            case CriticalIllnessBenefit():
                yield from _illnesses(benefit, facts)
                days = [one.confirmed_on for one in facts.event.illnesses]
                if benefit.terms.waiting_return is not None:
                    yield from _premium(benefit, facts, days)
            case TermLifeBenefit():
                if benefit.terms.waiting_return is not None and facts.event.died_on:
                    yield from _premium(benefit, facts, [facts.event.died_on])
                yield from _beneficiaries(benefit, facts)
            case DeathBenefit():
                yield from _beneficiaries(benefit, facts)
            case DisabilityBenefit():
                yield from _earlier_disability(benefit, facts)


def _overrides(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    given: set[tuple[str, str]] = set()
    for override in facts.policy.overrides:
        if override.path not in product.negotiable:
            yield error(
                "override.term_unknown",
                "本产品不允许单独约定这一项",
                f"No negotiable term of this product (there are: {', '.join(product.negotiable) or 'none'})",
                override.path,
            )
        yield from _document(override)
        if (override.path, override.kind) in given:
            yield error(
                "override.given_twice",
                "同一类文件对同一项约定了两次",
                "Two documents of one kind say this term",
                override.path,
            )
        given.add((override.path, override.kind))


def _document(override: Override) -> Iterator[Finding]:
    if not override.document.strip():
        yield error(
            "override.document_missing",
            "没有写明是哪份批单或约定",
            "Which document says so is not named",
            override.path,
        )


def _drug_lists(product: Product, facts: CaseFacts) -> Iterator[Finding]:
    known = {one.code for one in product.calculation.drug_lists}
    for line in facts.lines:
        if line.drug_list and line.drug_list not in known:
            yield error(
                "line.drug_list_unknown",
                f"本产品没有药品目录 {line.drug_list}",
                f"There is no drug list {line.drug_list}",
                line.id,
            )


def _pre_existing(asked: Iterable[Benefit], facts: CaseFacts) -> Iterator[Finding]:
    settings = {line.setting for line in facts.lines}
    matters = any(
        isinstance(one, MedicalBenefit)
        and one.terms.ratio.pre_existing_bp is not None
        and settings & set(one.settings)
        for one in asked
    )
    if matters and facts.event.pre_existing is None:
        yield warning(
            "event.pre_existing_unknown",
            "还没有确认是不是既往症，先按不是计算",
            "Not known yet whether the condition existed before; worked out as if it did not",
        )


def _medical(benefit: MedicalBenefit, facts: CaseFacts) -> Iterator[Finding]:
    terms = benefit.terms
    billed = {line.receipt for line in facts.lines if line.setting in benefit.settings}
    if terms.hospital is None:
        return
    graded = len(set(terms.hospital.shares)) > 1
    for receipt in facts.receipts:
        if receipt.id not in billed:
            continue
        if graded and receipt.hospital_class is None:
            yield error(
                "receipt.hospital_class_missing",
                "赔付比例看医院等级，请先填写",
                "The share depends on the class of the hospital, which is missing",
                receipt.id,
            )
        if terms.hospital.designated_only and receipt.designated is None and not receipt.emergency:
            yield warning(
                "receipt.hospital_unknown",
                "还没有确认是不是约定的医院，先按是计算",
                "Not known yet whether the contract names this hospital; worked out as if it did",
                receipt.id,
            )


def _illnesses(benefit: CriticalIllnessBenefit, facts: CaseFacts) -> Iterator[Finding]:
    terms = {term.severity: term for term in benefit.terms.severities}
    for code, times in Counter(one.code for one in facts.event.illnesses).items():
        if times > 1:
            yield error("illness.given_twice", "同一疾病出现两次", "The same illness is given twice", code)
    latest = max((prior.confirmed_on for prior in facts.prior_illnesses), default=datetime.date.min)
    for one in facts.event.illnesses:
        term = terms.get(one.severity)
        if term is None:
            yield warning(
                "illness.severity_not_covered",
                "本产品不保这个程度的疾病",
                "This product does not cover an illness of this severity",
                one.code,
            )
        elif term.once_per_group and not one.group:
            yield error(
                "illness.group_missing",
                "缺少疾病分组，没有它算不出能不能再赔",
                "The group of the illness is missing; whether it may be paid again depends on it",
                one.code,
            )
        if one.confirmed_on < latest:
            yield error(
                "illness.before_earlier_payment",
                "确诊日期早于此前已赔的疾病",
                "Diagnosed before an illness that was already paid",
                one.code,
            )


def _premium(
    benefit: CriticalIllnessBenefit | TermLifeBenefit, facts: CaseFacts, days: Iterable[datetime.date]
) -> Iterator[Finding]:
    if facts.policy.premium_paid_fen is not None or benefit.waiting is None:
        return
    start = _waits_from(benefit.waiting, facts)
    if any((day - start).days < benefit.waiting.days for day in days):
        yield error(
            "policy.premium_missing",
            "等待期内出险要退还保险费，缺少已交保险费",
            "An event in the waiting period returns the premium, which is not known",
            benefit.code,
        )


def _waits_from(waiting: Waiting, facts: CaseFacts) -> datetime.date:
    first = facts.policy.first_started_on if waiting.waived_on_renewal else None
    return first or facts.policy.starts_on


def _beneficiaries(benefit: DeathBenefit | TermLifeBenefit, facts: CaseFacts) -> Iterator[Finding]:
    if benefit.terms.beneficiary_clause is None or facts.event.died_on is None:
        return
    for name, times in Counter(one.id for one in facts.beneficiaries).items():
        if times > 1:
            yield error(
                "beneficiary.given_twice", "同一受益人出现两次", "The same beneficiary is given twice", name
            )
    entitled = [one for one in facts.beneficiaries if one.entitled]
    if not entitled:
        yield warning(
            "beneficiary.none",
            "没有可以领取的受益人，作为被保险人的遗产给付",
            "Nobody named may receive it: it belongs to the estate of the insured",
            benefit.code,
        )
        return
    first = min(one.order for one in entitled)
    if not any(one.share for one in entitled if one.order == first):
        yield error(
            "beneficiary.no_share",
            "第一顺序受益人的份额都是零",
            "The beneficiaries of the first order have no share",
            benefit.code,
        )


def _earlier_disability(benefit: DisabilityBenefit, facts: CaseFacts) -> Iterator[Finding]:
    event = facts.event
    if benefit.terms.pre_existing is None or not event.earlier_grade:
        return
    if event.injuries and not event.combined_grade:
        yield error(
            "disability.combined_grade_missing",
            "原来有伤残，缺少合并评定的等级",
            "There was a disability before: the grade of both together is missing",
            benefit.code,
        )
    elif event.combined_grade > event.earlier_grade:
        yield error(
            "disability.combined_grade_milder",
            "合并评定不会比原来的等级更轻",
            "Both together cannot be milder than what was there before",
            benefit.code,
        )
