"""Before and after a sale: what a product covers and what not, and the receipt of a contract."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from anpei.accounts.permissions import Permission as P
from anpei.accounts.scopes import Scope as S
from anpei.api.access import Call
from anpei.api.operations import Operations
from anpei.api.schemas.base import Number
from anpei.api.schemas.disclosure import DeliveryIn, DeliveryOut, DisclosureOut
from anpei.disclosure import actions
from anpei.disclosure.composing import compose
from anpei.products.queries import published

disclosure = Operations("disclosure")


@disclosure.read(
    "/products/{code}/disclosure", S.POLICIES_READ, answer=DisclosureOut, permission=P.TERMS_VIEW
)
def read_disclosure(
    call: Call, code: Number, language: Literal["zh-hans", "en"] = "zh-hans"
) -> DisclosureOut:
    """Read the page shown before buying, in plain words and with the clauses, as it stands today."""
    shown = compose(published(code), language)
    return DisclosureOut.model_validate({**asdict(shown), "sha256": shown.sha256})


@disclosure.post(
    "/policies/{number}/delivery", S.IMPORTS_WRITE, answer=DeliveryOut, status=201, permission=P.CARE_DO
)
def record_delivery(call: Call, number: Number, data: DeliveryIn) -> DeliveryOut:
    """Record that the holder has received the contract: the cooling-off period and the call in it start."""
    policy = call.policy(number)
    made = actions.deliver(policy, way=data.way, received_on=data.received_on, by=call.by)
    return DeliveryOut(
        policy=policy.number,
        way=made.way,
        received_on=made.received_on,
        cooling_off_until=made.cooling_off_until,
    )
