"""A client's own webhooks."""

from __future__ import annotations

from typing import Annotated

from ninja import Query

from anpei.accounts.scopes import Scope as S
from anpei.api import webhooks as actions
from anpei.api.access import Call
from anpei.api.models import Delivery, WebhookEndpoint
from anpei.api.operations import Operations
from anpei.api.schemas.base import MOST_ROWS, RowId, page_of, read_cursor
from anpei.api.schemas.webhooks import (
    DeliveriesOut,
    EndpointChangesIn,
    EndpointIn,
    EndpointOut,
    EndpointSecretOut,
    EventTypesOut,
    HookDeliveryOut,
)

webhooks = Operations("webhooks")


@webhooks.read("/event-types", S.WEBHOOKS_MANAGE, answer=EventTypesOut)
def list_event_types(call: Call) -> EventTypesOut:
    """List the types of events a webhook can hear of."""
    return EventTypesOut(types=list(actions.PUBLISHED))


@webhooks.post("/webhooks", S.WEBHOOKS_MANAGE, answer=EndpointSecretOut, status=201, signed=False)
def add_webhook(call: Call, data: EndpointIn) -> EndpointSecretOut:
    """Add a webhook. The answer shows, this once, the secret that signs its deliveries."""
    endpoint = actions.add(call.client, url=data.url, event_types=data.events, by=call.by)
    return EndpointSecretOut(**_endpoint(endpoint).model_dump(), secret=endpoint.secret)


@webhooks.read("/webhooks", S.WEBHOOKS_MANAGE, answer=list[EndpointOut])
def list_webhooks(call: Call) -> list[EndpointOut]:
    """List the client's webhooks."""
    return [_endpoint(one) for one in actions.of_client(call.client)]


@webhooks.read("/webhooks/{endpoint_id}", S.WEBHOOKS_MANAGE, answer=EndpointOut)
def get_webhook(call: Call, endpoint_id: RowId) -> EndpointOut:
    """Read one webhook."""
    return _endpoint(actions.get(call.client, endpoint_id))


@webhooks.change("PATCH", "/webhooks/{endpoint_id}", S.WEBHOOKS_MANAGE, answer=EndpointOut, signed=False)
def change_webhook(call: Call, endpoint_id: RowId, data: EndpointChangesIn) -> EndpointOut:
    """Change address or types of events, switch off or on."""
    endpoint = actions.get(call.client, endpoint_id)
    return _endpoint(
        actions.change(endpoint, url=data.url, event_types=data.events, active=data.active, by=call.by)
    )


@webhooks.change(
    "DELETE", "/webhooks/{endpoint_id}", S.WEBHOOKS_MANAGE, answer=None, status=204, signed=False
)
def remove_webhook(call: Call, endpoint_id: RowId) -> None:
    """Remove a webhook and its list of deliveries."""
    actions.remove(actions.get(call.client, endpoint_id), by=call.by)


@webhooks.read("/webhooks/{endpoint_id}/deliveries", S.WEBHOOKS_MANAGE, answer=DeliveriesOut)
def list_deliveries(
    call: Call,
    endpoint_id: RowId,
    cursor: Annotated[str, Query("", max_length=80)],
    size: Annotated[int, Query(50, ge=1, le=MOST_ROWS)],
) -> DeliveriesOut:
    """List what was sent to a webhook and what became of it, the latest first."""
    rows = actions.get(call.client, endpoint_id).deliveries.order_by("-pk")
    last = read_cursor(cursor)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    shown, following = page_of(list(rows[: size + 1]), size)
    return DeliveriesOut(deliveries=[_delivery(one) for one in shown], next=following)


def _endpoint(one: WebhookEndpoint) -> EndpointOut:
    return EndpointOut(
        id=one.pk, url=one.url, events=one.events, active=one.active, created_at=one.created_at
    )


def _delivery(one: Delivery) -> HookDeliveryOut:
    names = ("state", "attempts", "last_status", "last_error", "created_at", "delivered_at")
    return HookDeliveryOut(
        id=one.pk, event=one.event_id, type=one.event_type, **{name: getattr(one, name) for name in names}
    )
