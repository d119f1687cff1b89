"""The loss list of damaged or lost property (损失清单): items and the costs beside them, entered by a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.settlement import events
from anpei.settlement.actions.expenses import open_for_expenses, record_on
from anpei.settlement.models import LossCost, LossItem
from anpei.settlement.queries import property_benefits
from anpei.values.money import MAX_FEN, Fen, format_yuan

AMOUNTS = (
    "sum_insured_fen",
    "value_fen",
    "replacement_fen",
    "repair_fen",
    "loss_fen",
    "salvage_fen",
    "recovered_fen",
)
LONGEST_USE = 1_200  # months


@dataclass(frozen=True)
class LossItemForm:
    """One thing as the survey found it; meanings as ``anpei.engine.facts_loss.ItemLoss``. Amounts in fen, use in months."""

    benefit: str
    kind: str
    name: str
    sum_insured_fen: Fen | None = 0
    value_fen: Fen | None = None
    replacement_fen: Fen | None = None
    used_months: int | None = 0
    repair_fen: Fen | None = 0
    loss_fen: Fen | None = 0
    totally_lost: bool = False
    salvage_fen: Fen | None = 0
    salvage_kept: bool = True
    recovered_fen: Fen | None = 0


def enter_loss_item(
    claim: Claim, *, form: LossItemForm, by: Actor, replaces: LossItem | None = None
) -> LossItem:
    """Enter one item of the loss list, or correct one. Invalid names each field that the terms cannot work with."""
    require(by, Permission.SETTLEMENT_ASSESS)
    person = signing(by)
    with transaction.atomic():
        claim = open_for_expenses(claim)
        errors = _wrong_item(claim, form)
        if errors:
            raise Invalid(fields=errors)
        values = asdict(form) | {
            name: getattr(form, name) or 0
            for name in (
                "sum_insured_fen",
                "used_months",
                "repair_fen",
                "loss_fen",
                "salvage_fen",
                "recovered_fen",
            )
        }
        item = replaces or LossItem(claim=claim)
        for name, value in values.items():
            setattr(item, name, value)
        item.entered_by = person
        item.excluded_fen, item.excluded_clause, item.excluded_reason = 0, "", ""
        item.save()
        happened = events.LossItemEntered(item=item.pk, name=item.name, changed=replaces is not None)
        record_on(claim, happened, by)
    return item


def remove_loss_item(item: LossItem, *, reason: str, by: Actor) -> None:
    require(by, Permission.SETTLEMENT_ASSESS)
    signing(by)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why the item is taken out.")})
    with transaction.atomic():
        claim = open_for_expenses(item.claim)
        removed = events.LossItemRemoved(item=item.pk, name=item.name, reason=reason.strip())
        item.delete()
        record_on(claim, removed, by)


def exclude_loss(
    item: LossItem, *, excluded_fen: Fen | None, clause: str, reason: str, by: Actor
) -> LossItem:
    """Find part of an item's loss not covered, with clause and reason; 0 counts it in full again."""
    require(by, Permission.SETTLEMENT_REFUSE)
    signing(by)
    most = item.claimed_fen
    amount = most if excluded_fen is None else excluded_fen
    errors = {}
    if not 0 <= amount <= most:
        errors["excluded_fen"] = _("Between 0.00 and %(most)s yuan.") % {"most": format_yuan(most)}
    if amount and not clause.strip():
        errors["clause"] = _("Which clause says so?")
    if not reason.strip():
        errors["reason"] = _("Please say why, in words the customer will read.")
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = open_for_expenses(item.claim)
        item.excluded_fen = amount
        item.excluded_clause = clause.strip()[:20] if amount else ""
        item.excluded_reason = reason.strip()[:200] if amount else ""
        item.save(update_fields=["excluded_fen", "excluded_clause", "excluded_reason"])
        happened = events.LossExcluded(
            item=item.pk, excluded_fen=amount, clause=clause.strip(), reason=reason.strip()
        )
        record_on(claim, happened, by)
    return item


def set_loss_costs(
    claim: Claim,
    *,
    benefit: str,
    mitigation_fen: Fen | None,
    survey_fen: Fen | None,
    debris_fen: Fen | None,
    by: Actor,
) -> LossCost:
    """The costs beside the loss of one benefit; what is empty is 0 and replaces what stood there."""
    require(by, Permission.SETTLEMENT_ASSESS)
    person = signing(by)
    given = {
        "mitigation_fen": mitigation_fen or 0,
        "survey_fen": survey_fen or 0,
        "debris_fen": debris_fen or 0,
    }
    with transaction.atomic():
        claim = open_for_expenses(claim)
        errors = {name: _wrong_amount() for name, fen in given.items() if not 0 <= fen <= MAX_FEN}
        if benefit not in {one.code for one in property_benefits(claim)}:
            errors["benefit"] = _("Please choose a benefit of this policy that covers property.")
        if errors:
            raise Invalid(fields=errors)
        costs, _new = LossCost.objects.update_or_create(
            claim=claim, benefit=benefit, defaults={**given, "entered_by": person}
        )
        record_on(claim, events.LossCostsEntered(benefit=benefit, total_fen=sum(given.values())), by)
    return costs


def _wrong_item(claim: Claim, form: LossItemForm) -> dict[str, str]:
    offered = {benefit.code: benefit for benefit in property_benefits(claim)}
    if not offered:
        raise Refused(
            "settlement.no_property_cover",
            _("The policy of this case does not cover property, or is not known yet."),
        )
    errors = {name: _wrong_amount() for name in AMOUNTS if not 0 <= (getattr(form, name) or 0) <= MAX_FEN}
    if not form.name.strip():
        errors["name"] = _("What is it? A few words are enough.")
    if not 0 <= (form.used_months or 0) <= LONGEST_USE:
        errors["used_months"] = _("Whole months in use, at most 1,200.")
    benefit = offered.get(form.benefit)
    if benefit is None:
        errors["benefit"] = _("Please choose a benefit of this policy that covers property.")
        return errors
    if form.kind not in {kind.value for kind in benefit.terms.covers}:
        errors["kind"] = _("This benefit does not cover this kind of property.")
    needs = "replacement_fen" if benefit.terms.basis in ("actual_value", "replacement_cost") else "value_fen"
    if getattr(form, needs) is None:
        errors[needs] = _("The terms of this benefit work from this figure.")
    if not form.totally_lost and not (form.repair_fen or form.loss_fen):
        errors["repair_fen"] = _("The cost of repair, or what is lost beyond repair; or tick totally lost.")
    return errors


def _wrong_amount() -> str:
    return _("An amount in yuan, zero or more.")
