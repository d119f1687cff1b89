"""Itemised expenses: receipts with their payer split, their lines, and what a person found not covered."""

from __future__ import annotations

from dataclasses import fields, replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.claims.models import Claim
from anpei.claims.queries import locked
from anpei.claims.states import ClaimState
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.documents.checks.sums import RECEIPTS
from anpei.documents.models import PaperPart
from anpei.documents.understood import understood
from anpei.engine.questions import bills
from anpei.products import queries as products
from anpei.settlement import events
from anpei.settlement.from_papers import form_of
from anpei.settlement.models import ExpenseLine, Receipt
from anpei.settlement.receipt_form import ReceiptForm
from anpei.terms.base import HospitalClass
from anpei.values.money import MAX_FEN, Fen, format_yuan

CATEGORIES = ("drug", "material", "surgery", "exam", "treatment", "bed", "nursing", "other")
EDITABLE_IN = (ClaimState.ACCEPTED, ClaimState.ASSESSING)


def add_receipt(claim: Claim, *, form: ReceiptForm, by: Actor) -> Receipt:
    """Enter a receipt with its lines. Invalid names each field: totals must add up to the fen."""
    require(by, Permission.SETTLEMENT_ASSESS)
    _require_valid(claim, form)
    with transaction.atomic():
        claim = open_for_expenses(claim)
        receipt = _saved(Receipt(claim=claim), form)
        record_on(claim, events.ReceiptEntered(receipt=receipt.pk, total_fen=receipt.total_fen), by)
    return receipt


def enter_from_paper(claim: Claim, *, part: PaperPart, by: Actor) -> Receipt:
    """Enter a receipt as its confirmed fields say; each amount keeps its figure on the paper. Once for each paper."""
    known = claim.receipts.filter(part=part).first()
    if known is not None:
        return known
    if part.confirmed_at is None:
        raise Refused(
            code="receipt.not_confirmed", message=_("Please confirm the fields of this receipt first.")
        )
    found = next((one for one in understood(claim).parts if one.row.pk == part.pk), None)
    if found is None or found.kind not in RECEIPTS:
        raise Refused(code="receipt.no_receipt", message=_("This paper is no medical receipt."))
    return add_receipt(claim, form=form_of(found), by=by)


def update_receipt(receipt: Receipt, *, form: ReceiptForm, by: Actor) -> Receipt:
    """Replace what was entered. Lines are written anew, so a signed exclusion on them has to be signed again.

    What stays the same keeps its link to the figure on the paper.
    """
    require(by, Permission.SETTLEMENT_ASSESS)
    _require_valid(receipt.claim, form, own=receipt)
    with transaction.atomic():
        claim = open_for_expenses(receipt.claim)
        receipt = Receipt.objects.select_for_update().get(pk=receipt.pk)
        form = _still_linked(receipt, form)
        receipt.lines.all().delete()
        receipt = _saved(receipt, form)
        record_on(
            claim, events.ReceiptEntered(receipt=receipt.pk, total_fen=receipt.total_fen, changed=True), by
        )
    return receipt


def remove_receipt(receipt: Receipt, *, reason: str, by: Actor) -> None:
    require(by, Permission.SETTLEMENT_ASSESS)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the receipt is taken out.")})
    with transaction.atomic():
        claim = open_for_expenses(receipt.claim)
        happened = events.ReceiptRemoved(
            receipt=receipt.pk, total_fen=receipt.total_fen, reason=reason.strip()
        )
        receipt.delete()
        record_on(claim, happened, by)


def exclude_line(
    line: ExpenseLine, *, excluded_fen: Fen | None = None, clause: str, reason: str, by: Actor
) -> ExpenseLine:
    """Find an item not covered: a reduction, signed by a named person with clause and reason. None means the whole line."""
    require(by, Permission.SETTLEMENT_REFUSE)
    person = signing(by)
    amount = line.amount_fen if excluded_fen is None else excluded_fen
    errors = {}
    if not 0 < amount <= line.amount_fen:
        errors["excluded_fen"] = _("Between 0.01 and %(most)s yuan.") % {"most": format_yuan(line.amount_fen)}
    if not clause.strip():
        errors["clause"] = _("Which clause says so?")
    if not reason.strip():
        errors["reason"] = _("Please say why, in words the customer will read.")
    if errors:
        raise Invalid(fields=errors)
    return _set_exclusion(line, amount, clause.strip(), reason.strip(), person.pk, by)


def include_line(line: ExpenseLine, *, reason: str, by: Actor) -> ExpenseLine:
    """Take an exclusion back: the item counts in full again."""
    require(by, Permission.SETTLEMENT_ASSESS)
    return _set_exclusion(line, 0, "", reason.strip(), None, by)


def _set_exclusion(
    line: ExpenseLine, amount: Fen, clause: str, reason: str, person_id: int | None, by: Actor
) -> ExpenseLine:
    with transaction.atomic():
        claim = open_for_expenses(line.receipt.claim)
        ExpenseLine.objects.filter(pk=line.pk).update(
            excluded_fen=amount,
            excluded_clause=clause[:20],
            excluded_reason=reason[:200] if amount else "",
            excluded_by=person_id,
        )
        line.refresh_from_db()
        record_on(
            claim, events.LineExcluded(line=line.pk, excluded_fen=amount, clause=clause, reason=reason), by
        )
    return line


def open_for_expenses(claim: Claim) -> Claim:
    """The case, held, while what it cost may still change. Refused ("settlement.not_open") once a decision is proposed."""
    claim = locked(claim.pk)
    if claim.state not in EDITABLE_IN:
        raise Refused(
            code="settlement.not_open",
            message=_("Expenses can be changed while the case is under review. It stands at “%(state)s” now.")
            % {"state": ClaimState(claim.state).label},
        )
    return claim


def _still_linked(receipt: Receipt, form: ReceiptForm) -> ReceiptForm:
    known = {(line.item, line.amount_fen): line.field for line in receipt.lines.select_related("field")}
    lines = [
        replace(line, field=line.field or known.get((line.item, line.amount_fen))) for line in form.lines
    ]
    return replace(form, lines=lines, paper=form.paper or receipt.paper, part=form.part or receipt.part)


def _saved(receipt: Receipt, form: ReceiptForm) -> Receipt:
    for one in fields(form):
        if one.name != "lines":
            setattr(receipt, one.name, getattr(form, one.name))
    try:
        with transaction.atomic():
            receipt.save()
    except IntegrityError:
        raise Invalid(fields={"number": _("This receipt has been entered for this case already.")}) from None
    for line in form.lines:
        ExpenseLine.objects.create(
            receipt=receipt, **{one.name: getattr(line, one.name) for one in fields(line)}
        )
    return receipt


def record_on(claim: Claim, happened: object, by: Actor) -> None:
    """Note the event on the case and let open pages see that something changed."""
    record(subject="claim", subject_id=claim.pk, event=happened, by=by)
    Claim.objects.filter(pk=claim.pk).update(version=claim.version + 1)


def _require_valid(claim: Claim, form: ReceiptForm, own: Receipt | None = None) -> None:
    errors = {
        **_wrong_dates(claim, form),
        **_wrong_amounts(form),
        **_wrong_lines(form),
        **_wrong_marks(claim, form),
    }
    if form.number and not errors.get("number") and (known := _used_elsewhere(form, own)):
        errors["number"] = _("This receipt is already part of case %(number)s.") % {"number": known}
    if errors:
        raise Invalid(fields=errors)


def _used_elsewhere(form: ReceiptForm, own: Receipt | None) -> str:
    """One receipt is paid once: number of another case that holds it, unless that case ended without paying."""
    rows = Receipt.objects.filter(code=form.code, number=form.number).exclude(claim__state=ClaimState.CLOSED)
    if own is not None:
        rows = rows.exclude(pk=own.pk)
    return rows.values_list("claim__number", flat=True).first() or ""


def _wrong_dates(claim: Claim, form: ReceiptForm) -> dict[str, str]:
    errors: dict[str, str] = {}
    if form.setting not in {"inpatient", "outpatient"}:
        errors["setting"] = _("Stayed in hospital, or outpatient?")
    if form.issued_on is None:
        errors["issued_on"] = _("The date printed on the receipt.")
    elif form.issued_on > clock.today():
        errors["issued_on"] = _("This date lies in the future.")
    if (
        form.setting == "inpatient"
        and form.admitted_on
        and form.discharged_on
        and form.discharged_on < form.admitted_on
    ):
        errors["discharged_on"] = _("The day of discharge lies before the admission.")
    if form.paper is not None and form.paper.claim_id != claim.pk:
        errors["paper"] = _("This paper belongs to another case.")
    return errors


def _wrong_amounts(form: ReceiptForm) -> dict[str, str]:
    errors: dict[str, str] = {}
    for name in ("total_fen", "social_fen", "other_fen", "account_fen"):
        if not 0 <= getattr(form, name) <= MAX_FEN:
            errors[name] = _("Please enter an amount of zero or more.")
    if errors:
        return errors
    if form.total_fen == 0:
        errors["total_fen"] = _("The total of the receipt.")
    if form.social_fen + form.other_fen + form.account_fen > form.total_fen:
        errors["social_fen"] = _("The payers together come to %(sum)s, more than the total of %(total)s.") % {
            "sum": format_yuan(form.social_fen + form.other_fen + form.account_fen),
            "total": format_yuan(form.total_fen),
        }
    return errors


def _wrong_marks(claim: Claim, form: ReceiptForm) -> dict[str, str]:
    """Hospital, list and item as the terms of the case know them."""
    errors: dict[str, str] = {}
    if form.hospital_class not in {"", *HospitalClass}:
        errors["hospital_class"] = _("Tertiary, secondary, primary or not rated?")
    if claim.product_version is None:
        return errors
    asked = bills(products.terms(claim.product_version))
    lists, items = {code for code, _name in asked.lists}, {code for code, _name in asked.items}
    for position, line in enumerate(form.lines):
        if line.drug_list and line.drug_list not in lists:
            errors[f"lines.{position}.drug_list"] = _("This product has no such list.")
        if line.item_code and line.item_code not in items:
            errors[f"lines.{position}.item_code"] = _("No term of this product names such an item.")
    return errors


def _wrong_lines(form: ReceiptForm) -> dict[str, str]:
    errors: dict[str, str] = {}
    for position, line in enumerate(form.lines):
        if not line.item.strip():
            errors[f"lines.{position}.item"] = _("The name printed on the receipt.")
        if line.category not in CATEGORIES:
            errors[f"lines.{position}.category"] = _("Please choose a category.")
        if line.nrdl_class not in {"A", "B", "C"}:
            errors[f"lines.{position}.nrdl_class"] = _("A, B or C.")
        if not 0 <= line.first_pay_bp <= 10_000:
            errors[f"lines.{position}.first_pay_bp"] = _("Between 0 and 100 %.")
        if line.amount_fen < 0:
            errors[f"lines.{position}.amount_fen"] = _("Please enter an amount of zero or more.")
    listed = sum(line.amount_fen for line in form.lines)
    if not form.lines:
        errors["lines"] = _("At least one item is needed.")
    elif listed != form.total_fen:
        errors["lines"] = _("The items add up to %(sum)s, the receipt says %(total)s.") % {
            "sum": format_yuan(listed),
            "total": format_yuan(form.total_fen),
        }
    return errors
