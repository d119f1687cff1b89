"""Where the money goes: naming an account, and naming another one when the bank sent the money back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from anpei.claims import actions as claims
from anpei.claims.models import Channel, Claim, Nature
from anpei.claims.queries import Standing
from anpei.claims.states import FINAL, ClaimState
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.mandates.models import Power
from anpei.parties import actions as parties
from anpei.parties.models import ConsentPurpose, LegalBasis, Party
from anpei.parties.queries import has_consent
from anpei.payments import actions as payments
from anpei.payments import queries as paying
from anpei.payments.models import Instruction, InstructionState
from anpei.portal import forms
from anpei.portal.pages import customer_page, page
from anpei.portal.presenters import acting
from anpei.portal.presenters import clock as clock_cards
from anpei.portal.presenters.journey import case_name, journey
from anpei.portal.views.progress import own_case
from anpei.portal.visitor import Visitor
from anpei.settlement.entitlement import part_of

FIELDS = ("to", "holder_name", "number", "bank_name", "agree")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("number")
@customer_page
def account_page(request: HttpRequest, visitor: Visitor, number: str) -> HttpResponse:
    claim = own_case(visitor, number, Power.ACCOUNT)
    party, capacity, part = _payee_of(claim, visitor)
    context = {**_context(claim, party), **acting.shown_to(visitor.access(claim))}
    if part:
        context["current"] = next(iter(paying.active_payees(claim).filter(entitlement=part)), None)
    if request.method == "GET" or not context["can"] or party is None:
        return page(request, "portal/account.html", context)
    values = {name: request.POST.get(name, "") for name in FIELDS}
    by = visitor.actor_in(claim)
    try:
        if context["returned"] and values["to"] == "same":
            payments.try_again(claim, by=by)
            notes.success(request, _("Thank you. We send it to the same card once more."))
        elif values["to"] == "call":
            claims.ask_to_call(
                by=by,
                phone=party.phone or claim.reporter_phone,
                name=party.name,
                topic=_("Where the money should go"),
                claim=claim,
            )
            notes.success(request, _("We call you, and find a way together. The money is kept for you."))
        else:
            _set_account(claim, party, capacity, values, by, part=part)
            notes.success(
                request,
                _("Thank you. The money goes to the card ending %(last4)s.")
                % {"last4": values["number"].replace(" ", "")[-4:]},
            )
    except Refused as refused:
        context |= {
            "values": values,
            "errors": refused.fields,
            "refusal": "" if refused.fields else refused.message,
        }
        return page(request, "portal/account.html", context, status=refused.status)
    return redirect("portal:progress", number)


@transaction.atomic
def _set_account(
    claim: Claim, party: Party, capacity: str, values: dict[str, str], by: Actor, *, part: str
) -> None:
    if not has_consent(party, ConsentPurpose.BANK_DATA):
        if values["agree"] != forms.YES:
            raise Invalid(
                fields={
                    "agree": _("Please tick this, so that we may use the card. Or choose that we call you.")
                }
            )
        child = capacity == "guardian"
        parties.give_consent(
            party=party, purpose=ConsentPurpose.BANK_DATA, text_version=forms.PRIVACY_VERSION, channel=Channel.PORTAL, by=by,
            basis=LegalBasis.GUARDIAN_CONSENT if child else LegalBasis.SEPARATE_CONSENT,
            given_by=f"{by.name} · {by.for_name}" if by.for_name else "",
        )  # fmt: skip
    payments.set_payee(
        claim, party=party, holder_name=values["holder_name"], account_number=values["number"], bank_name=values["bank_name"],
        by=by, capacity=capacity, entitlement=part,
    )  # fmt: skip


def _payee_of(claim: Claim, visitor: Visitor) -> tuple[Party | None, str, str]:
    """Each collects their own, with whoever acts for them: the insured person, the guardian for a child, an heir their part."""
    access = visitor.access(claim)
    if access.heir is not None:
        part = part_of(claim, access.heir.person.name)
        return (access.heir.person, "beneficiary", part.key) if part else (None, "", "")
    if claim.insured is None or claim.nature == Nature.DEATH:
        return None, "", ""
    if access.standing is Standing.GUARDIAN:
        return claim.insured.guardian, "guardian", ""
    return claim.insured, "insured", ""


def _context(claim: Claim, party: Party | None) -> dict[str, Any]:
    way = journey(claim)
    back = paying.of_claim(claim).filter(state=InstructionState.RETURNED).last()
    return {
        "claim": claim,
        "full": True,
        "name": case_name(claim),
        "can": party is not None and claim.state not in FINAL,
        "returned": claim.state == ClaimState.PAYMENT_RETURNED,
        "back": back,
        "back_reason": _reason(back),
        "party": party,
        "current": next(iter(paying.active_payees(claim)), None),
        "needs_consent": party is not None and not has_consent(party, ConsentPurpose.BANK_DATA),
        "values": {"holder_name": party.name if party else "", "to": "other"},
        "next": way.next,
        "contact": way.contact,
        "face": way.contact[:1],
        "role": _("Your contact"),
        "clock": clock_cards.card(way.clocks),
    }


def _reason(instruction: Instruction | None) -> str:
    return instruction.return_reason if instruction else ""
