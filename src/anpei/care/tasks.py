"""Care by itself: follow-ups planned, asked, reminded and ended; visits proposed and asked again; guests reminded."""

from __future__ import annotations

from anpei.audit.models import Event
from anpei.audit.registry import subscribe
from anpei.care import actions, catalogue
from anpei.care.models import (
    CareVisit,
    CareVisitState,
    ExtraOrder,
    Followup,
    FollowupState,
    Gathering,
    Guest,
)
from anpei.claims.models import Claim
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.jobs import task

CARE = Actor.system("care")

for happened in {policy.event for policy in catalogue.followups().policies}:
    subscribe(happened, task="care.plan")
for happened in ("claim.reported", "claim.completed", "settlement.receipt_entered"):
    subscribe(happened, task="care.propose_visit")
subscribe("party.erased", task="care.forget_person")


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


@task("care.propose_visit")
def propose_visit(*, event_id: int) -> None:
    """The case has become one of those where somebody should go: a proposal, once."""
    event = Event.objects.get(pk=event_id)
    actions.propose_by_rule(Claim.objects.get(pk=event.subject_id), by=CARE)


@task("care.visit_again")
def visit_again(*, visit_id: int) -> None:
    """Not now, they said: the question once more, unless something happened since."""
    visit = CareVisit.objects.select_related("claim").get(pk=visit_id)
    due = visit.ask_again_at is not None and visit.ask_again_at <= clock.now()
    if visit.state == CareVisitState.LATER and due:
        actions.ask(visit, by=CARE)


@task("care.gathering_remind")
def gathering_remind(*, gathering_id: int) -> None:
    actions.remind_guests(Gathering.objects.get(pk=gathering_id))


@task("care.forget_person")
def forget_person(*, event_id: int) -> None:
    """A person was erased: what they wrote about gatherings and services goes; dates, states and figures stay."""
    person = Event.objects.get(pk=event_id).subject_id
    Guest.objects.filter(party=person).update(answers="", signed_up_by="")
    ExtraOrder.objects.filter(member__party=person).update(words="", result="", comment="", ordered_by="")
    CareVisit.objects.filter(claim__insured=person).update(why="", place="", learnt="", answered_by="")
