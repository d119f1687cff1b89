"""Looked for at every new fact of a case; forgotten when a person is erased."""

from __future__ import annotations

from django.db import transaction

from anpei.advice import actions
from anpei.advice.models import CustomerLook, Idea, Means
from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.jobs import task

ADVICE = Actor.system("advice")

for happened in (
    "claim.reported",
    "claim.identified",
    "claim.completed",
    "claim.accepted",
    "settlement.approved",
    "settlement.refused",
):
    subscribe(happened, task="advice.look_for_entitlements")
subscribe("party.erased", task="advice.forget_person")


@task("advice.look_for_entitlements")
def look_for_entitlements(*, event_id: int) -> None:
    event = Event.objects.get(pk=event_id)
    actions.look_for(Claim.objects.get(pk=event.subject_id), by=ADVICE)


@task("advice.forget_person")
def forget_person(*, event_id: int) -> None:
    """Ideas and answers go; that somebody looked, and when, stays without the words."""
    party_id = Event.objects.get(pk=event_id).subject_id
    with transaction.atomic():
        Idea.objects.filter(party=party_id).delete()
        Means.objects.filter(party=party_id).delete()
        for look in CustomerLook.objects.filter(party=party_id, claim__isnull=True):
            look.words = ""
            look.save(update_fields=["words"])
