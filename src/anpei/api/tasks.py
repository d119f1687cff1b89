"""Background work of webhooks."""

from __future__ import annotations

from datetime import timedelta

from anpei.api import webhooks
from anpei.api.models import Delivery
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.jobs import task

for happened in webhooks.PUBLISHED:
    subscribe(happened, task="api.announce")


@task("api.announce")
def announce(*, event_id: int) -> None:
    webhooks.announce(Event.objects.get(pk=event_id))


@task("api.deliver", max_attempts=webhooks.MOST_ATTEMPTS, lease=timedelta(minutes=1))
def deliver(*, delivery_id: int) -> None:
    delivery = Delivery.objects.select_related("endpoint").filter(pk=delivery_id).first()
    if delivery is not None:  # removed with its webhook
        webhooks.deliver(delivery)
