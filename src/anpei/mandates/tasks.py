"""Mandates by themselves: warned of a week before, ended after the last day, every act told to whom it was done for."""

from __future__ import annotations

from anpei.audit.models import Event
from anpei.audit.registry import Audience, subscribe, watch_acts
from anpei.core.actor import Actor
from anpei.jobs import task
from anpei.mandates import actions, notices
from anpei.mandates.models import Mandate
from anpei.parties.models import Party

FORGET = Actor.system("erasure")
# Told by message as well; what else was done stands on the person's page.
IMPORTANT = frozenset(
    {
        "payment.payee_set",
        "settlement.agreed",
        "settlement.objected",
        "complaint.received",
    }
)

subscribe("party.erased", task="mandates.forget")
watch_acts(task="mandates.tell")


@task("mandates.end")
def end(*, mandate_id: int) -> None:
    actions.expire(Mandate.objects.select_related("principal", "agent").get(pk=mandate_id))


@task("mandates.warn")
def warn(*, mandate_id: int) -> None:
    actions.warn(Mandate.objects.select_related("principal", "agent").get(pk=mandate_id))


@task("mandates.tell")
def tell(*, event_id: int) -> None:
    """An important thing was done for somebody: they hear of it at once."""
    event = Event.objects.get(pk=event_id)
    principal = Party.objects.filter(pk=int(event.for_id), erased_at__isnull=True).first()
    if principal is not None and event.type in IMPORTANT and event.audience == Audience.CUSTOMER:
        notices.done(event, principal)


@task("mandates.forget")
def forget(*, event_id: int) -> None:
    actions.forget(Party.objects.get(pk=Event.objects.get(pk=event_id).subject_id), by=FORGET)
