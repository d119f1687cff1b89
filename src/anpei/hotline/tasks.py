"""What the hotline does by itself."""

from __future__ import annotations

from anpei.core.actor import Actor
from anpei.hotline import actions
from anpei.hotline.models import Call
from anpei.jobs import task

HOTLINE = Actor.system("hotline")


@task("hotline.queue_missed")
def queue_missed(*, call_id: int) -> None:
    """A caller is gone and no "answered" came after all."""
    actions.queue_missed(Call.objects.select_related("unit").get(pk=call_id), by=HOTLINE)
