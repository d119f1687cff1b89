"""A FHIR R4 Claim, with the Coverage and Encounters it points to, as the facts of a case.

One Claim is one receipt. What FHIR has no place for comes by extension (anpei.fhir.names).
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fhir.resources.R4B.claim import Claim, ClaimItem
from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.condition import Condition
from fhir.resources.R4B.coverage import Coverage
from fhir.resources.R4B.encounter import Encounter
from pydantic import ValidationError

from anpei.engine.facts import CaseFacts, EventFacts, ExpenseLine, PolicyFacts, Receipt, Stay
from anpei.fhir import names
from anpei.fhir.money import fen_of, fen_of_yuan
from anpei.fhir.refusals import Issue, Refused
from anpei.terms.base import Category, Nature, Setting
from anpei.values.dates import SHANGHAI

_READ: dict[str, Any] = {
    "Claim": Claim,
    "ClaimResponse": ClaimResponse,
    "Condition": Condition,
    "Coverage": Coverage,
    "Encounter": Encounter,
}


@dataclass(slots=True)
class Message:
    """The resources of a message that matter here. ``named`` finds them by fullUrl, and by Type/id."""

    claims: list[Claim] = field(default_factory=list)
    named: dict[str, Any] = field(default_factory=dict)

    def find(self, reference: Any, kind: type) -> Any:
        """The resource a reference points to, None when it is not in the message or of another type."""
        found = self.named.get(reference.reference or "") if reference is not None else None
        return found if isinstance(found, kind) else None


def read(text: str) -> Message:
    """The message of a JSON text: a Bundle, or one Claim. Refused with every fault."""
    if "\\u0000" in text or "\x00" in text:
        raise Refused([Issue("structure", "A string holds no control characters.")])
    try:
        data = json.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, RecursionError) as refusal:
        raise Refused([Issue("structure", f"Not valid JSON: {refusal}.")]) from None
    kind = data.get("resourceType") if isinstance(data, dict) else None
    if kind == "Claim":
        entries: Any = [{"resource": data}]
    elif kind == "Bundle":
        entries = data.get("entry") or []
    else:
        raise Refused([Issue("structure", "A Bundle with a Claim, or a Claim, is expected.", "resourceType")])
    message = Message()
    for position, entry in enumerate(entries if isinstance(entries, list) else []):
        _take(message, entry, f"Bundle.entry[{position}].resource" if kind == "Bundle" else "Claim")
    if not message.claims:
        raise Refused([Issue("required", "The Bundle holds no Claim.", "Bundle.entry")])
    return message


def _take(message: Message, entry: Any, where: str) -> None:
    given = entry.get("resource") if isinstance(entry, dict) else None
    kind = given.get("resourceType") if isinstance(given, dict) else None
    if kind not in _READ:
        return
    try:
        resource = _READ[kind].model_validate(given)
    except ValidationError as refusal:
        raise Refused(
            [
                Issue("structure", error["msg"], ".".join([where, *map(str, error["loc"])]))
                for error in refusal.errors(include_url=False)
            ]
        ) from None
    for name in (entry.get("fullUrl"), f"{kind}/{resource.id}" if resource.id else None):
        if name:
            message.named[name] = resource
    if isinstance(resource, Claim):
        message.claims.append(resource)


def facts_of(claim: Claim, message: Message) -> CaseFacts:
    """The facts of one Claim. Refused with every fault that can be told apart."""
    coverage = _coverage(claim, message)
    lines = _lines(claim, message)
    return CaseFacts(
        policy=_policy(coverage),
        event=_event(claim, message, lines),
        lines=lines,
        receipts=(_receipt(claim, message),),
        accumulators=dict(_used(coverage)),
    )


def _coverage(claim: Claim, message: Message) -> Coverage:
    focal = [one for one in claim.insurance if one.focal]
    found = message.find(focal[0].coverage, Coverage) if len(focal) == 1 else None
    if found is None:
        text = "One focal insurance points to a Coverage in this Bundle: the policy."
        raise Refused([Issue("required", text, "Claim.insurance.coverage")])
    coverage: Coverage = found
    return coverage


def _policy(coverage: Coverage) -> PolicyFacts:
    sums = {
        _text(parts, "key"): fen_of(_part(parts, "amount").valueMoney, "Coverage.extension")
        for parts in _extended(coverage, names.SUM_INSURED)
    }
    social = _extension(coverage, names.SOCIAL_INSURED)
    period = _whole_period(coverage.period)
    if period is None:
        raise Refused([Issue("required", "The policy has a first and a last day.", "Coverage.period")])
    return PolicyFacts(
        starts_on=period[0],
        ends_on=period[1],
        sum_insured_fen=sums,
        social_insured=True if social is None else bool(social.valueBoolean),
    )


def _used(coverage: Coverage) -> Iterator[tuple[str, int]]:
    for parts in _extended(coverage, names.USED):
        amount = parts.get("amount")
        value = (
            fen_of(amount.valueMoney, "Coverage.extension") if amount else _part(parts, "days").valueInteger
        )
        yield _text(parts, "accumulator"), int(value or 0)


def _event(claim: Claim, message: Message, lines: tuple[ExpenseLine, ...]) -> EventFacts:
    accident = _day(claim.accident.date) if claim.accident and claim.accident.date else None
    stays = [_whole_period(one.period) for one in _encounters(claim, message) if _is_stay(one)]
    return EventFacts(
        natures=(Nature.INJURY,) if accident else (Nature.ILLNESS,),
        accident_on=accident,
        first_diagnosis_on=min(_diagnosed(claim, message), default=None),
        stays=tuple(Stay(start, end, (end - start).days) for start, end in filter(None, stays)),
    )


def _diagnosed(claim: Claim, message: Message) -> Iterator[datetime.date]:
    for diagnosis in claim.diagnosis or []:
        condition = message.find(diagnosis.diagnosisReference, Condition)
        when = (condition.onsetDateTime or condition.recordedDate) if condition else None
        if when is not None:
            yield _day(when)


def _lines(claim: Claim, message: Message) -> tuple[ExpenseLine, ...]:
    amounts = _amounts(claim)
    issues: list[Issue] = []
    lines = []
    for position, item in enumerate(claim.item or []):
        if amounts[position]:
            try:
                lines.append(_line(claim, message, item, position, amounts[position]))
            except Refused as refused:
                issues += refused.issues
    if issues:
        raise Refused(issues)
    return tuple(lines)


def _line(claim: Claim, message: Message, item: ClaimItem, position: int, amount: int) -> ExpenseLine:
    where = f"Claim.item[{position}]"
    nrdl_class = _extension(item, names.NRDL_CLASS)
    first_pay = _extension(item, names.FIRST_PAY)
    listed = nrdl_class.valueCode if nrdl_class else "A"
    if listed not in ("A", "B", "C"):
        raise Refused([Issue("code-invalid", "The class is A, B or C.", f"{where}.extension")])
    return ExpenseLine(
        id=str(item.sequence),
        receipt=_receipt_id(claim),
        service_on=_service_day(claim, item, message, where),
        setting=_item_setting(item, message),
        category=_category(item),
        amount_fen=amount,
        nrdl_class=listed,  # type: ignore[arg-type]
        first_pay_bp=first_pay.valueInteger if first_pay else 0,
        item=_item_name(item),
    )


def _amounts(claim: Claim) -> list[int]:
    """Fen of each item: its net, or quantity × unit price; one item without either takes what the total leaves."""
    items = claim.item or []
    known = [_own_amount(item, f"Claim.item[{n}]") for n, item in enumerate(items)]
    open_items = [n for n, amount in enumerate(known) if amount is None]
    total = fen_of(claim.total, "Claim.total") if claim.total else None
    given = sum(amount for amount in known if amount is not None)
    if len(open_items) > 1 or (open_items and total is None):
        text = "Each item has a net, or one of them takes what Claim.total leaves."
        raise Refused([Issue("required", text, f"Claim.item[{open_items[-1]}].net")])
    left = 0 if total is None else total - given
    if left < 0 or (total is not None and not open_items and left):
        raise Refused([Issue("value", "The items do not add up to Claim.total.", "Claim.total")])
    return [left if amount is None else amount for amount in known]


def _own_amount(item: ClaimItem, where: str) -> int | None:
    if item.net is not None:
        return fen_of(item.net, f"{where}.net")
    if item.unitPrice is None:
        return None
    quantity = item.quantity.value if item.quantity and item.quantity.value is not None else Decimal(1)
    fen = fen_of(item.unitPrice, f"{where}.unitPrice") * quantity
    return fen_of_yuan(fen / 100, f"{where}.unitPrice")


def _receipt(claim: Claim, message: Message) -> Receipt:
    settled = _extension(claim, names.SOCIAL_SETTLED)
    paid = {True: 0, False: 0}
    for position, insurance in enumerate(claim.insurance):
        response = message.find(insurance.claimResponse, ClaimResponse)
        if response is not None and response.payment is not None and not insurance.focal:
            coverage = message.find(insurance.coverage, Coverage)
            paid[_is_public(coverage)] += fen_of(
                response.payment.amount, f"Claim.insurance[{position}].claimResponse"
            )
    return Receipt(
        _receipt_id(claim),
        social_fen=paid[True],
        other_fen=paid[False],
        social_settled=settled.valueBoolean if settled else None,
    )


def _receipt_id(claim: Claim) -> str:
    numbers = [one.value for one in claim.identifier or [] if one.value]
    return numbers[0] if numbers else claim.id or "claim"


def _is_public(coverage: Coverage | None) -> bool:
    codings = coverage.type.coding or [] if coverage and coverage.type else []
    return any(coding.code in names.PUBLIC_COVERAGE for coding in codings)


def _encounters(claim: Claim, message: Message) -> list[Encounter]:
    references = [reference for item in claim.item or [] for reference in item.encounter or []]
    found = {id(one): one for r in references if (one := message.find(r, Encounter)) is not None}
    return list(found.values())


def _item_setting(item: ClaimItem, message: Message) -> Setting:
    for reference in item.encounter or []:
        encounter = message.find(reference, Encounter)
        if encounter is not None:
            return _setting(encounter)
    codings = item.locationCodeableConcept.coding or [] if item.locationCodeableConcept else []
    inpatient = any(coding.code in ("21", *names.INPATIENT_CLASSES) for coding in codings)
    return Setting.INPATIENT if inpatient else Setting.OUTPATIENT


def _setting(encounter: Encounter) -> Setting:
    return Setting.INPATIENT if _is_stay(encounter) else Setting.OUTPATIENT


def _is_stay(encounter: Encounter) -> bool:
    return bool(encounter.class_fhir) and encounter.class_fhir.code in names.INPATIENT_CLASSES


def _whole_period(period: Any) -> tuple[datetime.date, datetime.date] | None:
    """First and last local day; None where either is open."""
    if period is None or period.start is None or period.end is None:
        return None
    return _day(period.start), _day(period.end)


def _category(item: ClaimItem) -> Category:
    for coding in (item.category.coding or []) if item.category else []:
        if coding.system == names.EXPENSE_CATEGORY and coding.code in list(Category):
            return Category(coding.code)
    return Category.OTHER


def _item_name(item: ClaimItem) -> str:
    concept = item.productOrService
    shown = [coding.display for coding in concept.coding or [] if coding.display]
    return (concept.text or next(iter(shown), ""))[:80]


def _service_day(claim: Claim, item: ClaimItem, message: Message, where: str) -> datetime.date:
    when = item.servicedDate or (item.servicedPeriod.start if item.servicedPeriod else None)
    for reference in item.encounter or []:
        encounter = message.find(reference, Encounter)
        when = when or (encounter.period.start if encounter is not None and encounter.period else None)
    when = when or (claim.billablePeriod.start if claim.billablePeriod else None)
    if when is None:
        raise Refused([Issue("required", "There is no day of service.", f"{where}.serviced")])
    return _day(when)


def _day(when: datetime.date) -> datetime.date:
    """The local day of a date or a moment."""
    if isinstance(when, datetime.datetime):
        return when.astimezone(SHANGHAI).date() if when.tzinfo else when.date()
    return when


def _extension(element: Any, url: str) -> Any:
    return next((one for one in element.extension or [] if one.url == url), None)


def _extended(element: Any, url: str) -> Iterator[dict[str, Any]]:
    """The parts of every extension with this address, by name."""
    for one in element.extension or []:
        if one.url == url:
            yield {part.url: part for part in one.extension or []}


def _part(parts: dict[str, Any], name: str) -> Any:
    if name not in parts:
        raise Refused([Issue("required", f"The extension has no part {name!r}.", "Coverage.extension")])
    return parts[name]


def _text(parts: dict[str, Any], name: str) -> str:
    return str(_part(parts, name).valueString or "")
