"""Which parts of a customer open: those the stated purpose needs, as far as the viewer's own permissions reach."""

from __future__ import annotations

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.advice.catalogue import Purpose, SectionCode

PERMISSIONS: dict[SectionCode, P] = {
    "person": P.CUSTOMER_VIEW,
    "policies": P.POLICY_VIEW,
    "cases": P.CLAIM_VIEW,
    "entitlements": P.POLICY_VIEW,
    "payments": P.PAYMENT_VIEW,
    "messages": P.CLAIM_VIEW,
    "questions": P.MESSAGE_SEND,
    "complaints": P.COMPLAINT_VIEW,
    "care": P.CLAIM_VIEW,
    "mandates": P.PARTY_VIEW,
    "consents": P.PARTY_VIEW,
    "ideas": P.CUSTOMER_VIEW,
    "looks": P.DATA_REQUEST_ANSWER,
}
"""Part of a customer to what is asked beside the permission that opens the customer, in the order of the page."""


def opened(purpose: Purpose, staff: Staff) -> list[SectionCode]:
    return [
        code
        for code, permission in PERMISSIONS.items()
        if code in purpose.sections and permits(staff, permission)
    ]
