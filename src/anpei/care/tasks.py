"""Follow-ups by themselves: planned when something ends, asked in the morning, reminded once, ended."""

from __future__ import annotations

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.care import actions, catalogue
from anpei.care.models import Followup, FollowupState
from anpei.claims.models import Claim
from anpei.core.actor import Actor
from anpei.jobs import task

CARE = Actor.system("care")

for happened in {policy.event for policy in catalogue.followups().policies}:
    subscribe(happened, task="care.plan")


@task("care.plan")
def plan(*, event_id: int) -> None:
    """Every policy this event sets off, for the case it belongs to."""
    event = Event.objects.get(pk=event_id)
    claim = Claim.objects.get(pk=event.subject_id)
    for policy in catalogue.followups().policies:
        if policy.event == event.type and policy.close_reason in ("", claim.close_reason):
            actions.plan_followup(claim, policy=policy, by=CARE)


@task("care.ask")
def ask(*, followup_id: int) -> None:
    row = Followup.objects.select_related("claim").get(pk=followup_id)
    if row.state == FollowupState.PLANNED:
        actions.ask_now(row, by=CARE)


@task("care.remind")
def remind(*, followup_id: int) -> None:
    actions.remind(Followup.objects.select_related("claim").get(pk=followup_id))


@task("care.end")
def end(*, followup_id: int) -> None:
    actions.expire(Followup.objects.get(pk=followup_id), by=CARE)
