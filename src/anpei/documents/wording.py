"""How the fields of a paper are called, and what was noticed about it, in the current language."""

from __future__ import annotations

import unicodedata
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from anpei.recognition.reading import Finding
from anpei.recognition.wording import FINDINGS, REFUSALS, refusal, sentence
from anpei.values.money import MoneyError, format_yuan, parse_yuan

FIELDS: dict[str, str | Promise] = {
    "account": pgettext_lazy("field", "Account number"),
    "account_holder": pgettext_lazy("field", "Account holder"),
    "account_paid": pgettext_lazy("field", "Paid from the personal account"),
    "address": pgettext_lazy("field", "Address"),
    "admission_diagnosis": pgettext_lazy("field", "Diagnosis on admission"),
    "admitted_on": pgettext_lazy("field", "Admitted"),
    "advice": pgettext_lazy("field", "Advice"),
    "age": pgettext_lazy("field", "Age"),
    "amount": pgettext_lazy("field", "Amount"),
    "applicant": pgettext_lazy("field", "Applicant"),
    "appraised_on": pgettext_lazy("field", "Appraised"),
    "area": pgettext_lazy("field", "Floor area"),
    "authority": pgettext_lazy("field", "Issued by"),
    "bank": pgettext_lazy("field", "Bank"),
    "born_on": pgettext_lazy("field", "Born"),
    "bought_on": pgettext_lazy("field", "Bought"),
    "business_number": pgettext_lazy("field", "Transaction number"),
    "buyer": pgettext_lazy("field", "Buyer"),
    "cash_paid": pgettext_lazy("field", "Paid in cash"),
    "category": pgettext_lazy("field", "Category"),
    "cause": pgettext_lazy("field", "Cause"),
    "check_code": pgettext_lazy("field", "Check code"),
    "claimant": pgettext_lazy("field", "Claimant"),
    "class": pgettext_lazy("field", "Insurance class"),
    "client": pgettext_lazy("field", "Ordered by"),
    "code": pgettext_lazy("field", "Code"),
    "date": pgettext_lazy("field", "Date"),
    "days": pgettext_lazy("field", "Days in hospital"),
    "department": pgettext_lazy("field", "Department"),
    "diagnosis": pgettext_lazy("field", "Diagnosis"),
    "died_on": pgettext_lazy("field", "Died"),
    "discharged_on": pgettext_lazy("field", "Discharged"),
    "doctor": pgettext_lazy("field", "Doctor"),
    "drawer": pgettext_lazy("field", "Drawn by"),
    "engine_number": pgettext_lazy("field", "Engine number"),
    "file_number": pgettext_lazy("field", "File number"),
    "first_issued_on": pgettext_lazy("field", "First issued"),
    "fund_paid": pgettext_lazy("field", "Paid by the social insurance fund"),
    "grade": pgettext_lazy("field", "Grade"),
    "happened_on": pgettext_lazy("field", "Day of the event"),
    "holder": pgettext_lazy("field", "Card holder"),
    "hospital": pgettext_lazy("field", "Hospital"),
    "household_number": pgettext_lazy("field", "Household number"),
    "id_number": pgettext_lazy("field", "Identity number"),
    "institution": pgettext_lazy("field", "Institution"),
    "insurance_type": pgettext_lazy("field", "Kind of social insurance"),
    "insured": pgettext_lazy("field", "Insured"),
    "issued_on": pgettext_lazy("field", "Issued"),
    "item": pgettext_lazy("field", "Item"),
    "kind": pgettext_lazy("field", "Kind"),
    "model": pgettext_lazy("field", "Model"),
    "name": pgettext_lazy("field", "Name"),
    "nation": pgettext_lazy("field", "Ethnic group"),
    "nationality": pgettext_lazy("field", "Nationality"),
    "net": pgettext_lazy("field", "Net amount"),
    "note": pgettext_lazy("field", "Note"),
    "number": pgettext_lazy("field", "Number"),
    "other_name": pgettext_lazy("field", "Name of the relative"),
    "other_paid": pgettext_lazy("field", "Paid by others"),
    "own_cost": pgettext_lazy("field", "Outside social insurance"),
    "own_share": pgettext_lazy("field", "Own share"),
    "owner": pgettext_lazy("field", "Owner"),
    "party": pgettext_lazy("field", "Party"),
    "payer_id": pgettext_lazy("field", "Identity number of the payer"),
    "payer_name": pgettext_lazy("field", "Payer"),
    "phone": pgettext_lazy("field", "Phone"),
    "place": pgettext_lazy("field", "Place"),
    "plate": pgettext_lazy("field", "Number plate"),
    "policy_number": pgettext_lazy("field", "Policy number"),
    "prepaid": pgettext_lazy("field", "Paid in advance"),
    "price": pgettext_lazy("field", "Unit price"),
    "quantity": pgettext_lazy("field", "Quantity"),
    "rate": pgettext_lazy("field", "Tax rate"),
    "record_number": pgettext_lazy("field", "Hospital record number"),
    "registered_on": pgettext_lazy("field", "Registered"),
    "relation": pgettext_lazy("field", "Relation"),
    "repairer": pgettext_lazy("field", "Repaired by"),
    "responsibility": pgettext_lazy("field", "Responsibility"),
    "seller": pgettext_lazy("field", "Seller"),
    "settled_on": pgettext_lazy("field", "Settled"),
    "sex": pgettext_lazy("field", "Sex"),
    "shared": pgettext_lazy("field", "Shared ownership"),
    "signed_on": pgettext_lazy("field", "Signed"),
    "spec": pgettext_lazy("field", "Specification"),
    "tax": pgettext_lazy("field", "Tax"),
    "total": pgettext_lazy("field", "Total"),
    "total_words": pgettext_lazy("field", "Total in words"),
    "unit": pgettext_lazy("field", "Unit"),
    "unit_number": pgettext_lazy("field", "Property unit number"),
    "use": pgettext_lazy("field", "Use"),
    "valid_from": pgettext_lazy("field", "Valid from"),
    "valid_until": pgettext_lazy("field", "Valid until"),
    "vehicle_class": pgettext_lazy("field", "Vehicle class"),
    "vehicle_type": pgettext_lazy("field", "Vehicle type"),
    "vin": pgettext_lazy("field", "Vehicle identification number"),
    "visited_on": pgettext_lazy("field", "Visited"),
    "weather": pgettext_lazy("field", "Weather"),
}
SIDES: dict[str, str | Promise] = {
    "front": pgettext_lazy("side of a card", "front"),
    "back": pgettext_lazy("side of a card", "back"),
}


def field_name(name: str) -> str:
    return str(FIELDS.get(name, name))


def side_name(side: str) -> str:
    return str(SIDES.get(side, ""))


def noticed(finding: Finding) -> str:
    """What the reading noticed, as a sentence for anybody: about the picture, never the person."""
    if finding.code not in FINDINGS:
        return finding.code
    return sentence(finding, _short_language())


def why_unread(reason: str) -> str:
    """Why a file could not be read, as a sentence for anybody, with what to do."""
    if reason in REFUSALS:
        return refusal(reason, _short_language())
    return _("We could not read this file by machine. A colleague looks at it.")


def shown(kind: str, value: str) -> str:
    """A value as people write it: fen as yuan, anything else as it is."""
    if kind == "money" and value.lstrip("-").isdigit():
        return format_yuan(int(value))
    return value


def understood_as(kind: str, typed: str) -> str | None:
    """What somebody typed, in the product's own form; None when it is none of this kind. Empty stays empty."""
    text = typed.strip()
    if not text:
        return ""
    if kind == "money":
        try:
            return str(parse_yuan(unicodedata.normalize("NFKC", text).replace(",", "")))
        except MoneyError:
            return None
    if kind == "date":
        return _as_date(text)
    if kind in ("identity", "account", "number"):
        return "".join(text.split()).upper()
    return text


def _as_date(text: str) -> str | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat()
    except ValueError:
        return None


def _short_language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
