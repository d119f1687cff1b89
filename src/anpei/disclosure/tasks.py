"""What time does to contracts: delivery is watched, the end of cover and a lapse are told."""

from __future__ import annotations

from datetime import timedelta

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.disclosure import actions, queries
from anpei.jobs import periodic, task
from anpei.policies.models import Policy, PolicyState

WATCH = Actor.system("contract-watch")
BATCH = 200
RECENT = timedelta(days=60)

subscribe("policy.issued", task="disclosure.watch_delivery")
subscribe("policy.lapsed", task="disclosure.tell_of_lapse")


@task("disclosure.watch_delivery")
def watch_delivery(*, event_id: int) -> None:
    """A contract entered long after it was issued comes from an earlier system: its delivery is not ours to watch."""
    policy = Policy.objects.select_related("unit").get(pk=Event.objects.get(pk=event_id).subject_id)
    if not policy.group and clock.today() - policy.issued_on <= RECENT and not hasattr(policy, "delivery"):
        actions.watch_delivery(policy)


@task("disclosure.tell_of_lapse")
def tell_of_lapse(*, event_id: int) -> None:
    _tell_of_lapse(Policy.objects.select_related("unit").get(pk=Event.objects.get(pk=event_id).subject_id))


@periodic("disclosure.tell_of_ends", every=timedelta(hours=6))
def tell_of_ends() -> None:
    """Every end of cover that was not told of yet, those another system recorded among them."""
    today = clock.today()
    for policy in queries.ending(today, today + queries.RENEWAL_TOLD_BEFORE)[:BATCH]:
        actions.watch_end(policy)
        actions.notice(policy, kind="renewal", by=WATCH)
    for policy in queries.lapsed()[:BATCH]:
        _tell_of_lapse(policy)


def _tell_of_lapse(policy: Policy) -> None:
    """The clock first, by itself: it runs on and rings when the message cannot be sent."""
    if policy.state == PolicyState.LAPSED:  # taken up again meanwhile: nothing to tell
        actions.watch_lapse(policy)
        actions.notice(policy, kind="lapse", by=WATCH)
