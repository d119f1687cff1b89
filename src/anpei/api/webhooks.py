"""Telling clients what happened: who wants to hear it, and one signed POST for each event and address."""

from __future__ import annotations

import json
import secrets
from typing import Any

import httpx
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from anpei.accounts.models import ApiClient
from anpei.accounts.scopes import Scope
from anpei.api import events
from anpei.api.access import claims_for
from anpei.api.addresses import ForbiddenAddress, checked_url, target_of
from anpei.api.models import Delivery, DeliveryState, WebhookEndpoint
from anpei.api.signatures import SIGNATURE, TIMESTAMP, sign
from anpei.audit.actions import record
from anpei.audit.models import Event
from anpei.audit.registry import Audience
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Invalid, NotFound, Refused
from anpei.jobs.actions import enqueue

# The contract: events of a case that concern its customer. Restricted and internal ones are never sent to anybody.
PUBLISHED = (
    "claim.reported",
    "claim.assigned",
    "claim.material",
    "claim.supplement_notice",
    "claim.supplement_answered",
    "claim.accepted",
    "claim.complex",
    "claim.delayed",
    "claim.closed",
    "claim.reopened",
    "settlement.registered",
    "settlement.approved",
    "settlement.refused",
    "settlement.agreed",
    "settlement.letter",
    "settlement.objected",
    "settlement.objection_answered",
    "settlement.advance_approved",
    "payment.payee_set",
    "payment.account_wanted",
    "payment.sent",
    "payment.arrived",
    "payment.paid",
    "payment.returned",
    "archive.archived",
)
MOST_ENDPOINTS = 20
MOST_ATTEMPTS = 12  # with the queue's growing pauses: about three hours
TIMEOUT_SECONDS = 10.0


class NotTaken(Exception):
    """The other side did not answer with success; the queue tries again."""


def add(client: ApiClient, *, url: str, event_types: list[str], by: Actor) -> WebhookEndpoint:
    """Register an address; its new secret is in the row and shown to the client once."""
    wanted = _checked_types(event_types)
    checked_url(url)
    with transaction.atomic():
        if of_client(client).count() >= MOST_ENDPOINTS:
            raise Refused(
                "webhook.too_many", _("A client has at most %(most)d webhooks.") % {"most": MOST_ENDPOINTS}
            )
        endpoint = WebhookEndpoint.objects.create(
            client=client, url=url, events=wanted, secret=f"whsec_{secrets.token_urlsafe(32)}"
        )
        record(
            subject="api_client",
            subject_id=client.pk,
            event=events.WebhookAdded(endpoint=endpoint.pk, url=url, events=wanted),
            by=by,
        )
    return endpoint


def change(
    endpoint: WebhookEndpoint,
    *,
    by: Actor,
    url: str | None = None,
    event_types: list[str] | None = None,
    active: bool | None = None,
) -> WebhookEndpoint:
    """Change what is given; None leaves as it is."""
    endpoint.url = endpoint.url if url is None else checked_url(url)
    endpoint.events = endpoint.events if event_types is None else _checked_types(event_types)
    endpoint.active = endpoint.active if active is None else active
    with transaction.atomic():
        endpoint.save(update_fields=["url", "events", "active"])
        changed = events.WebhookChanged(
            endpoint=endpoint.pk, url=endpoint.url, events=endpoint.events, active=endpoint.active
        )
        record(subject="api_client", subject_id=endpoint.client_id, event=changed, by=by)
    return endpoint


def remove(endpoint: WebhookEndpoint, *, by: Actor) -> None:
    with transaction.atomic():
        removed = events.WebhookRemoved(endpoint=endpoint.pk, url=endpoint.url)
        record(subject="api_client", subject_id=endpoint.client_id, event=removed, by=by)
        endpoint.delete()


def of_client(client: ApiClient) -> Any:
    return WebhookEndpoint.objects.filter(client=client).order_by("id")


def get(client: ApiClient, endpoint_id: int) -> WebhookEndpoint:
    found = of_client(client).filter(pk=endpoint_id).first()
    if found is None:
        raise NotFound("webhook.unknown", _("This client has no such webhook."))
    return found


def announce(event: Event) -> int:
    """Queue the event for every address that wants it and may know the case; gives how many. Safe to repeat."""
    if event.type not in PUBLISHED or event.audience != Audience.CUSTOMER or event.subject != "claim":
        return 0
    queued = 0
    for endpoint in WebhookEndpoint.objects.filter(active=True, client__active=True).select_related(
        "client__unit", "client__signs_for__unit"
    ):
        if event.type in endpoint.events and _may_know(endpoint.client, event.subject_id):
            with transaction.atomic():
                delivery, _fresh = Delivery.objects.get_or_create(
                    endpoint=endpoint, event_id=event.pk, defaults={"event_type": event.type}
                )
                enqueue(
                    task="api.deliver", args={"delivery_id": delivery.pk}, key=f"api.deliver:{delivery.pk}"
                )
            queued += 1
    return queued


def deliver(delivery: Delivery) -> None:
    """Send once. Raises NotTaken while it is worth trying again; after the last attempt the delivery is given up."""
    if delivery.state != DeliveryState.WAITING or not delivery.endpoint.active:
        return
    status, trouble = _post(delivery)
    taken = status is not None and 200 <= status < 300
    state = (
        DeliveryState.DELIVERED
        if taken
        else DeliveryState.WAITING
        if delivery.attempts + 1 < MOST_ATTEMPTS
        else DeliveryState.GIVEN_UP
    )
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=F("attempts") + 1,
        state=state,
        last_status=status,
        last_error=trouble[:200],
        delivered_at=clock.now() if taken else None,
    )
    if state == DeliveryState.WAITING:
        raise NotTaken(trouble or f"status {status}")


def payload(delivery: Delivery) -> dict[str, Any]:
    """What is sent: which event, of which case, and its plain fields. No personal data: the case is read with a GET."""
    event = Event.objects.get(pk=delivery.event_id)
    return {
        "id": f"evt_{event.pk}",
        "type": event.type,
        "at": event.at.isoformat(),
        "claim": Claim.objects.values_list("number", flat=True).get(pk=event.subject_id),
        "seq": event.seq,
        "data": event.data,
    }


def _post(delivery: Delivery) -> tuple[int | None, str]:
    body = json.dumps(payload(delivery), ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "anpei-webhooks/1",
        "Anpei-Event": delivery.event_type,
        "Anpei-Delivery": str(delivery.pk),
        TIMESTAMP: timestamp,
        SIGNATURE: sign(delivery.endpoint.secret, timestamp, body),
    }
    try:
        return _send(delivery.endpoint.url, body, headers), ""
    except ForbiddenAddress as refusal:
        return None, str(refusal)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return None, f"{type(error).__name__}: {error}"


def _send(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Status of the answer. Only addresses that were checked are called, one after the other until one can be reached."""
    target = target_of(url)
    for ip in target.ips[:-1]:
        try:
            return _send_to(ip, target.host, httpx.URL(url), body, headers)
        except httpx.ConnectError:
            continue
    return _send_to(target.ips[-1], target.host, httpx.URL(url), body, headers)


def _send_to(ip: str, host: str, address: httpx.URL, body: bytes, headers: dict[str, str]) -> int:
    """Under the name the address was checked for; redirects are not followed and the answer's body is not read."""
    with (
        httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream(
            "POST",
            address.copy_with(host=ip),
            content=body,
            headers={**headers, "Host": address.netloc.decode()},
            extensions={"sni_hostname": host},
        ) as response,
    ):
        return response.status_code


def _may_know(client: ApiClient, claim_id: int) -> bool:
    return client.allows(Scope.WEBHOOKS_MANAGE) and claims_for(client).filter(pk=claim_id).exists()


def _checked_types(event_types: list[str]) -> list[str]:
    unknown = sorted(set(event_types) - set(PUBLISHED))
    if unknown:
        raise Invalid(
            fields={"events": _("There is no such type of event: %(type)s.") % {"type": unknown[0]}}
        )
    return sorted(set(event_types))
