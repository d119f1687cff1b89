"""The result in plain words: who pays what, and every line of the calculation as the engine recorded it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.engine import Calculation
from anpei.engine.calculation import Step
from anpei.payments.models import Payee
from anpei.portal.presenters import wording
from anpei.products import queries as products
from anpei.settlement.entitlement import INSURED, of_decision
from anpei.settlement.models import Decision, Outcome
from anpei.values.money import Fen, format_yuan


@dataclass(frozen=True)
class Line:
    label: str
    value: str
    kind: str  # why | sub
    hint: str = ""
    text: str = ""
    clause_no: str = ""
    clause_text: str = ""
    signed_by: str = ""
    would_change: str = ""
    open: bool = False


@dataclass(frozen=True)
class Group:
    name: str
    payable: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Split:
    """Who carries the bills: shares add up to the total."""

    total_fen: Fen
    parts: list[dict[str, Any]]
    extra_fen: Fen  # paid without a bill, such as an allowance for each day in hospital


def split(claim: Claim, decision: Decision) -> Split | None:
    """Social insurance, others, us, and the person; None where no bill stands behind the amount."""
    receipts = list(claim.receipts.all())
    total = sum(row.total_fen for row in receipts)
    if not total or decision.run is None:
        return None
    social, others = sum(row.social_fen for row in receipts), sum(row.other_fen for row in receipts)
    bills = min(_paid_on_bills(decision), decision.amount_fen)
    own = total - social - others - bills
    if own < 0:
        return None
    parts = [
        (_("Social insurance has paid"), social, "c-si"),
        (_("Others have paid"), others, "c-p2"),
        (_("We pay you"), bills, "c-us"),
        (_("You carry yourself"), own, "c-me"),
    ]
    shown = [
        {"label": label, "fen": fen, "style": style, "flex": max(fen * 1000 // total, 1)}
        for label, fen, style in parts
        if fen
    ]
    return Split(total, shown, decision.amount_fen - bills)


def groups(claim: Claim, decision: Decision) -> list[Group]:
    """One group for each benefit of the stored calculation, in the order and words the engine recorded."""
    if decision.run is None:
        return []
    calculation = Calculation.from_json(decision.run.result)
    benefits = calculation.tree.children if calculation.tree else ()
    made = [_group(claim, decision, step) for step in benefits if _touched(step)]
    computed = sum(step.result for step in calculation.tree.children) if calculation.tree else 0
    if computed != decision.amount_fen:
        made.append(_agreed(decision, decision.amount_fen - computed))
    return made


def parts(decision: Decision) -> list[dict[str, Any]]:
    """Whose the money is, where others than the insured person have a part of it."""
    found = of_decision(decision)
    if all(one.key == INSURED for one in found):
        return []
    return [
        {
            "name": pgettext("portal", "You") if one.key == INSURED else one.name,
            "fen": one.amount_fen,
            "own": one.key == INSURED,
        }
        for one in found
    ]


def accounts(payees: Iterable[Payee], readers_id: int | None) -> list[dict[str, Any]]:
    """Where the money goes; ``whose`` is empty for the reader's own account."""
    return [
        {"last4": one.account.last4, "whose": "" if one.party_id == readers_id else one.party.name}
        for one in payees
    ]


def _touched(benefit: Step) -> bool:
    """Whether a cover has anything to do with this event: one that was bought and not needed is left out."""
    return bool(benefit.result) or any(
        child.kind in ("amount", "less") and child.result for child in benefit.children
    )


def clause_text(claim: Claim, number: str) -> str:
    if not number or claim.product_version is None:
        return ""
    try:
        return products.terms(claim.product_version).clause(number).text
    except KeyError:
        return ""


def clause_plain(claim: Claim, number: str) -> str:
    if not number or claim.product_version is None:
        return ""
    try:
        return products.terms(claim.product_version).clause(number).plain.in_(_language())
    except KeyError:
        return ""


def signers(decision: Decision) -> list[dict[str, Any]]:
    """Who decided: the maker and the one who looked again, with their days."""
    rows = [
        {
            "name": decision.made_by.display_name,
            "what": _("looked at everything and wrote down the reason"),
            "at": decision.made_at,
        }
    ]
    if decision.approved_by is not None:
        rows.append(
            {
                "name": decision.approved_by.display_name,
                "what": _("looked at it again and signed"),
                "at": decision.approved_at,
            }
        )
    return rows


def _paid_on_bills(decision: Decision) -> Fen:
    """What medical benefits pay; an allowance or a death benefit stands on no bill."""
    assert decision.run is not None
    tree = Calculation.from_json(decision.run.result).tree
    return sum(
        step.result
        for step in (tree.children if tree else ())
        if any(child.name.endswith(".claimed") for child in step.children)
    )


def _group(claim: Claim, decision: Decision, step: Step) -> Group:
    return Group(
        step.label.in_(_language()), format_yuan(step.result), list(_lines(claim, decision, step.children))
    )


def _agreed(decision: Decision, difference_fen: Fen) -> Group:
    """What an agreed amount adds to or takes from the calculation, so that the lines add up on the page."""
    sign = "−" if difference_fen < 0 else "+"
    shown = f"{sign}{format_yuan(abs(difference_fen))}"
    return Group(
        _("Agreed with you"),
        shown,
        [Line(_("Difference to the calculation"), shown, "why", text=decision.reason, open=True)],
    )


def _lines(claim: Claim, decision: Decision, steps: tuple[Step, ...]) -> Iterator[Line]:
    for step in steps:
        label = step.label.in_(_language())
        if step.kind == "subtotal":
            yield Line(label, _value(step), "sub")
            continue
        reduced = step.name.endswith(".excluded") and decision.outcome == Outcome.PAY_REDUCED
        text = step.plain.in_(_language())
        notes = _("; ").join(_note(child) for child in step.children if child.note) if reduced else ""
        yield Line(
            label=_("less: %(what)s") % {"what": label}
            if step.effect_fen is not None and step.effect_fen < 0
            else label,
            value=_value(step),
            kind="why",
            text=f"{text} {notes}".strip() if text != label else notes,
            clause_no=step.clause,
            clause_text=clause_text(claim, step.clause),
            signed_by=_signed(decision) if reduced else "",
            would_change=decision.would_change if reduced else "",
            open=reduced,
        )


def _note(step: Step) -> str:
    return _("%(name)s: %(reason)s") % {
        "name": step.label.in_(_language()),
        "reason": step.note.in_(_language()) if step.note else "",
    }


def _signed(decision: Decision) -> str:
    person = decision.approved_by or decision.made_by
    at = decision.approved_at or decision.made_at
    return f"{person.display_name}, {wording.day(at)}"


def _value(step: Step) -> str:
    if step.unit == "bp":
        whole, rest = divmod(step.result, 100)
        return f"{whole}.{rest:02d}%" if rest else f"{whole}%"
    if step.unit == "days":
        return _("%(count)d days") % {"count": step.result}
    if step.unit != "fen":
        return str(step.result)
    if step.kind == "limit" and not step.effect_fen:
        return _("not reached")
    if step.effect_fen is None:
        return format_yuan(step.result)
    return f"{'−' if step.effect_fen < 0 else '+' if step.kind != 'amount' else ''}{format_yuan(abs(step.effect_fen))}"


def _language() -> str:
    return get_language() or "zh-hans"
