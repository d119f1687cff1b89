"""The bridge to the engine: rows become facts, a calculation becomes what is stored and posted.

Nothing here writes. ``inputs_of`` is deterministic for the same rows, so two calculations rest on the same facts
exactly when their inputs are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anpei.claims import cover
from anpei.claims.models import OF_OTHERS, Claim
from anpei.core.errors import Invalid, Refused
from anpei.engine import Calculation, CaseFacts, calculate
from anpei.engine.assessed import AssessedFacts
from anpei.engine.facts import EventFacts, ExpenseLine, Injury, PriorPayment, Receipt, Stay
from anpei.engine.facts_loss import ItemLoss, LossCosts, LossFacts
from anpei.policies.models import AccumulatorEntry
from anpei.policies.queries import policy_year_start
from anpei.products import queries as products
from anpei.settlement import contracts, sheets
from anpei.settlement.models import Decision, DecisionState, LossItem, Outcome
from anpei.settlement.models import Receipt as ReceiptRow
from anpei.settlement.queries import posting_source, reversal_source
from anpei.terms.base import Category, HospitalClass, Setting
from anpei.terms.base import Nature as EventNature
from anpei.terms.benefits import limits_of
from anpei.terms.calculation import Period
from anpei.terms.product import Product
from anpei.terms.property import PropertyKind
from anpei.values.money import Fen, split_by_largest_remainder


@dataclass(frozen=True)
class Worked:
    """One calculation, made and not (yet) stored. ``result`` is the JSON of ``anpei.engine.Calculation``."""

    engine_version: str
    result: dict[str, Any]
    claimed_fen: Fen
    payable_fen: Fen

    @property
    def calculation(self) -> Calculation:
        return Calculation.from_json(self.result)


def inputs_of(claim: Claim) -> dict[str, Any]:
    """The case as the engine takes it (JSON of CaseFacts): receipts, contract, event, and what others used before."""
    return facts_of(claim).to_json()


def facts_of(claim: Claim, *, assessed: AssessedFacts | None = None) -> CaseFacts:
    """The whole case; with ``assessed`` instead of its latest fact sheet, to look at one before it is signed."""
    known = _known(claim)
    read = sheets.assessed(claim) if assessed is None else assessed
    return read.into(known) if read else known


def _known(claim: Claim) -> CaseFacts:
    """What rows of their own say: contract, event, receipts, injuries, loss list, and what was used before."""
    member, policy = claim.member, claim.policy
    assert (
        member is not None and policy is not None and claim.event_on is not None
    )  # checked before calculating
    assert claim.product_version is not None
    terms = products.terms(claim.product_version)
    # What others are owed is assessed victim by victim; their bills are no expenses of the insured person.
    receipts = [] if claim.nature in OF_OTHERS else list(claim.receipts.prefetch_related("lines"))
    contract = contracts.facts_of(claim, member, terms)
    return CaseFacts(
        policy=contract,
        event=_event(claim, receipts),
        lines=tuple(_line(row, line) for row in receipts for line in row.lines.all()),
        receipts=tuple(_receipt(row) for row in receipts),
        accumulators=used_by_others(claim),
        prior_payments=_prior_payments(claim),
        prior_illnesses=contracts.illnesses_paid(claim),
        beneficiaries=contracts.beneficiaries(member, terms),
        benefits=contracts.bought(terms, contract.sum_insured_fen),
        loss=_loss(claim),
    )


def run(claim: Claim, inputs: dict[str, Any]) -> Worked:
    """Calculate with the terms the case is pinned to. Refused with the findings when nothing can be calculated."""
    assert claim.product_version is not None
    calculation = calculate(products.compiled(claim.product_version), CaseFacts.from_json(inputs))
    if calculation.total_fen is None:
        errors = [
            finding.text.in_(get_language() or "zh-hans")
            for finding in calculation.findings
            if finding.level == "error"
        ]
        raise Refused(
            "settlement.cannot_calculate",
            _("This has to be put right first: %(what)s") % {"what": " ".join(errors)},
        )
    return Worked(
        engine_version=calculation.engine_version,
        result=calculation.to_json(),
        claimed_fen=calculation.claimed_fen or 0,
        payable_fen=calculation.total_fen,
    )


def change(inputs: dict[str, Any], path: str, value: Any) -> None:
    """Set one value of the inputs by its dotted path, e.g. ``receipts.0.other_fen``. Invalid when it names nothing."""
    *way, last = path.split(".")
    node: Any = inputs
    try:
        for part in way:
            node = node[int(part)] if isinstance(node, list) else node[part]
        key: Any = int(last) if isinstance(node, list) else last
        open_ended = way[-1:] in (["accumulators"], ["sum_insured_fen"])
        if not open_ended:
            node[key]
        node[key] = value
    except (KeyError, IndexError, ValueError, TypeError):
        raise Invalid(fields={path: _("There is no such value in this calculation.")}) from None


def use_of(decision: Decision) -> list[tuple[str, date | None, int]]:
    """What to post when the decision takes effect: (accumulator, first day of its period, fen or days).

    A payment as the terms compute posts what the calculation used. An agreed amount differs from it, so:

    - limits count what is paid: the amount is shared out over the benefits as the calculation paid them, and each limit
      takes the shares of its benefits, never more than it had left;
    - deductibles and days keep the calculated use: what the customer bore and how long the stay lasted is not agreed on;
    - where the terms come to nothing the payment is goodwill, outside every benefit, and uses no limit.
    """
    assert decision.run is not None
    claim = decision.claim
    assert claim.product_version is not None
    calculation = Calculation.from_json(decision.run.result)
    used = {change.key: change.delta for change in calculation.accumulators}
    if decision.outcome == Outcome.PAY_AGREED:
        used |= _limits_used(products.terms(claim.product_version), calculation, granted_by_benefit(decision))
    periods = _period_starts(claim)
    return [(key, periods.get(key), amount) for key, amount in used.items() if amount]


def granted_by_benefit(decision: Decision) -> dict[str, Fen]:
    """The decided amount by benefit; an agreed amount is shared out in proportion, to the fen (largest remainder)."""
    assert decision.run is not None
    computed = Calculation.from_json(decision.run.result).payable_fen
    if decision.outcome != Outcome.PAY_AGREED:
        return computed
    paying = {benefit: fen for benefit, fen in computed.items() if fen}
    if not paying:
        return {}
    shares = split_by_largest_remainder(decision.amount_fen, list(paying.values()))
    return dict(zip(paying, shares, strict=True))


def _limits_used(terms: Product, calculation: Calculation, granted: dict[str, Fen]) -> dict[str, int]:
    """Accumulator code of every limit to what the granted amounts use of it."""
    paid: dict[str, int] = {}
    for benefit in terms.benefits:
        for limit in limits_of(benefit):
            paid[limit.accumulator] = paid.get(limit.accumulator, 0) + granted.get(benefit.code, 0)
    return {
        change.key: paid[change.key]
        if change.limit is None
        else min(paid[change.key], max(change.limit - change.before, 0))
        for change in calculation.accumulators
        if change.key in paid
    }


def used_by_others(claim: Claim) -> dict[str, int]:
    """Used of each accumulator in its own period, leaving out what this case itself posted for an earlier decision.

    What a family uses up together counts everybody insured under the policy.
    """
    assert claim.product_version is not None
    periods = _period_starts(claim)
    family = products.terms(claim.product_version).family_accumulators
    counted = Q(member=claim.member_id) | Q(member__policy=claim.policy_id, key__in=family)
    own = [
        source
        for decision in claim.decisions.all()
        for source in (posting_source(decision), reversal_source(decision))
    ]
    rows = (
        AccumulatorEntry.objects.filter(counted, key__in=periods)
        .exclude(source__in=own)
        .values("key", "period_start")
        .annotate(used=Sum("amount_fen"))
    )
    return {
        row["key"]: row["used"]
        for row in sorted(rows, key=lambda row: row["key"])
        if row["period_start"] == periods[row["key"]]
    }


def pays_without_receipts(claim: Claim) -> bool:
    """A death and a rated injury are paid by the terms, whatever was spent; the rest by loss list or fact sheet."""
    return (
        cover.died(claim)
        or claim.injuries.exists()
        or claim.loss_items.exists()
        or claim.fact_sheets.exists()
    )


def _period_starts(claim: Claim) -> dict[str, date | None]:
    """First day of the period each accumulator of the product remembers; None for a lifetime."""
    assert claim.policy is not None and claim.event_on is not None and claim.product_version is not None
    year = policy_year_start(claim.policy, claim.event_on)
    starts = {
        Period.POLICY_YEAR: year,
        Period.FAMILY_YEAR: year,
        Period.ACCIDENT: claim.event_on,
        Period.LIFETIME: None,
    }
    return {
        item.code: starts[item.per] for item in products.terms(claim.product_version).calculation.accumulators
    }


def _event(claim: Claim, receipts: list[ReceiptRow]) -> EventFacts:
    natures = cover.natures_of(claim)
    accident = EventNature.INJURY in natures or claim.non_life
    return EventFacts(
        natures=natures,
        accident_on=claim.event_on if accident else None,
        first_diagnosis_on=None if accident else claim.event_on,
        died_on=claim.died_on if EventNature.DEATH in natures else None,
        stays=tuple(
            Stay(admitted_on=admitted, discharged_on=discharged, days=(discharged - admitted).days)
            for admitted, discharged in _stays(receipts)
        ),
        injuries=tuple(
            Injury(item=row.item, grade=row.grade, standard_code=row.standard_code)
            for row in claim.injuries.all()
        ),
    )


def _stays(receipts: list[ReceiptRow]) -> list[tuple[date, date]]:
    """Each stay once, (admitted, discharged): interim and final receipts of one stay overlap or begin on one day."""
    known = sorted(
        (row.admitted_on, row.discharged_on)
        for row in receipts
        if row.setting == "inpatient" and row.admitted_on and row.discharged_on
    )
    stays: list[tuple[date, date]] = []
    for admitted, discharged in known:
        if stays and (admitted < stays[-1][1] or admitted == stays[-1][0]):
            stays[-1] = (stays[-1][0], max(stays[-1][1], discharged))
        else:
            stays.append((admitted, discharged))
    return stays


def _receipt(row: ReceiptRow) -> Receipt:
    return Receipt(
        id=str(row.pk),
        social_fen=row.social_fen,
        other_fen=row.other_fen,
        personal_account_fen=row.account_fen,
        social_settled=row.social_settled,
        hospital_class=HospitalClass(row.hospital_class) if row.hospital_class else None,
        designated=row.designated,
        emergency=row.emergency,
    )


def _line(row: ReceiptRow, line: Any) -> ExpenseLine:
    return ExpenseLine(
        id=str(line.pk),
        receipt=str(row.pk),
        service_on=row.admitted_on or row.issued_on,
        setting=Setting(row.setting),
        category=Category(line.category),
        amount_fen=line.amount_fen,
        nrdl_class=line.nrdl_class,
        first_pay_bp=line.first_pay_bp,
        excluded_fen=line.excluded_fen,
        excluded_clause=line.excluded_clause,
        excluded_reason=line.excluded_reason,
        item=line.item,
        item_code=line.item_code,
        drug_list=line.drug_list,
    )


def _loss(claim: Claim) -> LossFacts | None:
    """The loss list with the costs beside it; None where nothing was entered."""
    items = tuple(_item(row) for row in claim.loss_items.all())
    costs = tuple(
        LossCosts(
            benefit=row.benefit,
            mitigation_fen=row.mitigation_fen,
            survey_fen=row.survey_fen,
            debris_fen=row.debris_fen,
        )
        for row in claim.loss_costs.all()
    )
    return LossFacts(items=items, costs=costs) if items or costs else None


def _item(row: LossItem) -> ItemLoss:
    return ItemLoss(
        id=str(row.pk),
        benefit=row.benefit,
        kind=PropertyKind(row.kind),
        name=row.name,
        sum_insured_fen=row.sum_insured_fen,
        value_fen=row.value_fen,
        replacement_fen=row.replacement_fen,
        used_months=row.used_months,
        repair_fen=row.repair_fen,
        loss_fen=row.loss_fen,
        totally_lost=row.totally_lost,
        salvage_fen=row.salvage_fen,
        salvage_kept=row.salvage_kept,
        recovered_fen=row.recovered_fen,
        excluded_fen=row.excluded_fen,
        excluded_clause=row.excluded_clause,
        excluded_reason=row.excluded_reason,
    )


def _prior_payments(claim: Claim) -> tuple[PriorPayment, ...]:
    """Paid for the same accident under this membership by other cases, by benefit."""
    if EventNature.INJURY not in cover.natures_of(claim):
        return ()
    earlier = Decision.objects.filter(
        claim__member=claim.member_id,
        claim__event_on=claim.event_on,
        state=DecisionState.APPROVED,
        run__isnull=False,
        amount_fen__gt=0,
    ).exclude(claim=claim.pk)
    totals: dict[str, int] = {}
    for decision in earlier.select_related("run"):
        for benefit, fen in granted_by_benefit(decision).items():
            totals[benefit] = totals.get(benefit, 0) + fen
    return tuple(
        PriorPayment(benefit=benefit, amount_fen=fen) for benefit, fen in sorted(totals.items()) if fen
    )
