"""What the hotline does by itself."""

from __future__ import annotations

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.core.actor import Actor
from anpei.hotline import actions
from anpei.hotline.models import Call
from anpei.jobs import task
from anpei.parties.models import Party

HOTLINE = Actor.system("hotline")

subscribe("party.corrected", task="hotline.place_earlier")


@task("hotline.queue_missed")
def queue_missed(*, call_id: int) -> None:
    """A caller is gone and no "answered" came after all."""
    actions.queue_missed(Call.objects.select_related("unit").get(pk=call_id), by=HOTLINE)


@task("hotline.place_earlier")
def place_earlier(*, event_id: int) -> None:
    """Somebody may have become known on our official account: what they wrote there before is theirs."""
    party = Party.objects.filter(pk=Event.objects.get(pk=event_id).subject_id, erased_at__isnull=True).first()
    if party is not None:
        actions.place_earlier(party, by=HOTLINE)
