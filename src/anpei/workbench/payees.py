"""Recording a payee from the case page: the person is the insured, the guardian, or somebody found by ID number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, Refused
from anpei.parties import actions as party_actions
from anpei.parties import queries as parties
from anpei.parties.models import Party
from anpei.payments import actions as payments
from anpei.payments.models import Payee


def record(claim: Claim, values: dict[str, Any], *, by: Actor) -> Payee:
    """Set the payee as typed. Raises what ``payments.actions.set_payee`` raises, with this form's field names."""
    try:
        return payments.set_payee(
            claim,
            party=_person(claim, values, by),
            holder_name=values["holder_name"],
            account_number=values["number"],
            bank_name=values["bank_name"],
            capacity=values["capacity"],
            authority_reason=values["authority_reason"],
            entitlement=values.get("entitlement", ""),
            by=by,
        )
    except Refused as refused:
        if "account_number" in refused.fields:
            refused.fields["number"] = refused.fields.pop("account_number")
        raise


def _person(claim: Claim, values: dict[str, Any], by: Actor) -> Party:
    if values["capacity"] == "insured":
        if claim.insured is None:
            raise Invalid(
                fields={"capacity": _("The insured person is not known yet. Please find the policy first.")}
            )
        return claim.insured
    if values["capacity"] == "guardian":
        if claim.insured is None or claim.insured.guardian is None:
            raise Invalid(fields={"capacity": _("No guardian is recorded for the insured person.")})
        return claim.insured.guardian
    if not values["id_number"]:
        raise Invalid(
            fields={"id_number": _("Please enter the ID number, so that we know exactly who is paid.")}
        )
    return parties.by_id_number(values["id_number"]) or party_actions.register(
        name=values["holder_name"],
        id_type="resident_id",
        id_number=values["id_number"],
        by=by,
        source="payee",
    )
