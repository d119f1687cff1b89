"""What time does to contracts: delivery is watched, the end of cover and a lapse are told."""

from __future__ import annotations

from datetime import timedelta

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.deadlines import actions as deadlines
from anpei.disclosure import actions, queries
from anpei.jobs import periodic, task
from anpei.policies.models import Policy

WATCH = Actor.system("contract-watch")
BEFORE_THE_END = timedelta(days=30)
BATCH = 200
RECENT = timedelta(days=60)

subscribe("policy.issued", task="disclosure.watch_delivery")


@task("disclosure.watch_delivery")
def watch_delivery(*, event_id: int) -> None:
    """A contract entered long after it was issued comes from an earlier system: its delivery is not ours to watch."""
    policy = Policy.objects.select_related("unit").get(pk=Event.objects.get(pk=event_id).subject_id)
    if not policy.group and clock.today() - policy.issued_on <= RECENT and not hasattr(policy, "delivery"):
        actions.watch_delivery(policy)


@periodic("disclosure.tell_of_ends", every=timedelta(hours=6))
def tell_of_ends() -> None:
    today = clock.today()
    for policy in queries.ending(today, today + BEFORE_THE_END)[:BATCH]:
        actions.notice(policy, kind="renewal", by=WATCH)
    for policy in queries.lapsed()[:BATCH]:
        deadlines.start(
            rule="policy.lapse_notice", subject="policy", subject_id=policy.pk, unit_path=policy.unit.path
        )
        actions.notice(policy, kind="lapse", by=WATCH)
