"""Asking how it was: planned by an event, asked once, reminded once, ended by an answer, a no or the time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, signing
from anpei.audit.actions import record
from anpei.care import catalogue, events, notices, queries, rules
from anpei.care.actions.guards import LONGEST, move, too_long, touched
from anpei.care.answers import checked
from anpei.care.catalogue import Policy
from anpei.care.models import Followup, FollowupState, FollowupTask
from anpei.care.states import FOLLOWUP_MOVES
from anpei.claims.models import Claim, Nature
from anpei.claims.queries import locked
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.clock import LOCAL
from anpei.core.errors import Invalid, Refused
from anpei.deadlines import actions as deadlines
from anpei.jobs.actions import enqueue
from anpei.values.dates import local_date

TASK = "care.low_score"
ASKING_HOUR = time(10, 0)
WHOLE_BP = 10_000
LONGEST_REPLY = 1_000


def plan_followup(claim: Claim, *, policy: Policy, by: Actor) -> Followup | None:
    """Plan to ask about this case, if it is drawn; None when it is not, or was planned already.

    Which cases are drawn follows from their number alone, so that a sample can be drawn again and checked.
    """
    channel = _channel(claim, policy)
    if channel is None or not drawn(claim.number, policy):
        return None
    ask_at = _morning(policy.after_days)
    with transaction.atomic():
        row, made = Followup.objects.get_or_create(
            claim=claim,
            policy=policy.code,
            defaults={
                "policy_set": catalogue.followups().set,
                "questionnaire": policy.questionnaire,
                "channel": channel,
                "ask_at": ask_at,
                "ends_at": ask_at + timedelta(days=policy.open_days),
            },
        )
        if not made:
            return None
        if channel == "portal":
            enqueue(task="care.ask", args={"followup_id": row.pk}, run_at=ask_at, key=f"care.ask:{row.pk}")
        enqueue(task="care.end", args={"followup_id": row.pk}, run_at=row.ends_at, key=f"care.end:{row.pk}")
        planned = events.FollowupPlanned(followup=row.pk, policy=policy.code, ask_at=ask_at)
        record(subject="claim", subject_id=claim.pk, event=planned, by=by)
    return row


def drawn(number: str, policy: Policy) -> bool:
    """Whether a case belongs to the sample of a policy."""
    digest = hashlib.sha256(f"{policy.code} {number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % WHOLE_BP < policy.sample_bp


def ask_now(row: Followup, *, by: Actor) -> Followup:
    """The question goes out in the app and by message, with one reminder planned."""
    with transaction.atomic():
        row = _move(row, to=FollowupState.ASKED, asked_at=clock.now())
        remind_at = row.ask_at + timedelta(days=catalogue.policy(row.policy).remind_days)
        enqueue(
            task="care.remind", args={"followup_id": row.pk}, run_at=remind_at, key=f"care.remind:{row.pk}"
        )
        record(
            subject="claim",
            subject_id=row.claim_id,
            event=events.FollowupAsked(followup=row.pk),
            by=by,
        )
        notices.followup_asked(row)
    return row


def remind(row: Followup) -> Followup:
    """Once; whoever answered or said no in the meantime is left alone."""
    with transaction.atomic():
        waiting = Followup.objects.filter(
            pk=row.pk, state=FollowupState.ASKED, reminded_at__isnull=True
        ).update(reminded_at=clock.now())
        row.refresh_from_db()
        if waiting:
            notices.followup_reminded(row)
    return row


def start_call(row: Followup, *, by: Actor) -> Followup:
    """Somebody takes this call; a second person finds it taken. Never the handler of the case."""
    require(by, Permission.CARE_DO)
    person = signing(by)
    if row.claim.handler_id == person.pk:
        raise Refused("care.own_case", _("You looked after this case. Somebody else asks how it was."))
    with transaction.atomic():
        taken = (
            Followup.objects.filter(pk=row.pk, channel="phone", state=FollowupState.PLANNED)
            .filter(caller__isnull=True)
            .update(caller=person, state=FollowupState.ASKED, asked_at=clock.now())
        )
        row.refresh_from_db()
        if not taken and row.caller_id != person.pk:
            raise Refused("care.taken", _("Somebody else has taken this call."))
        if taken:
            record(
                subject="claim",
                subject_id=row.claim_id,
                event=events.FollowupAsked(followup=row.pk),
                by=by,
            )
    return row


def answer(row: Followup, *, answers: Mapping[str, Any], by: Actor) -> Followup:
    """What the customer says, by the page or on the phone. A bad answer opens a task for a named person."""
    said = checked(catalogue.questionnaire(row.questionnaire), answers)
    with transaction.atomic():
        claim = locked(row.claim_id)
        row = _move(
            row,
            to=FollowupState.ANSWERED,
            ended_at=clock.now(),
            satisfaction=said.get("satisfaction"),
            nps=said.get("nps"),
        )
        row.answers = json.dumps(said, ensure_ascii=False)
        row.save(update_fields=["answers"])
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.FollowupAnswered(followup=row.pk),
            by=by,
        )
        if reasons := rules.low_reasons(catalogue.followups().low, said):
            _open_task(row, claim, reasons, by=by)
        touched(claim)
    return row


def decline_followup(row: Followup, *, by: Actor) -> Followup:
    """The person does not want to answer, and is not asked again."""
    with transaction.atomic():
        row = _move(row, to=FollowupState.DECLINED, ended_at=clock.now())
        record(
            subject="claim",
            subject_id=row.claim_id,
            event=events.FollowupEnded(followup=row.pk, state=row.state),
            by=by,
        )
    return row


def expire(row: Followup, *, by: Actor) -> Followup:
    """The time is over; whoever answered before is left as they are."""
    if row.state not in (FollowupState.PLANNED, FollowupState.ASKED):
        return row
    with transaction.atomic():
        row = _move(row, to=FollowupState.EXPIRED, ended_at=clock.now())
        record(
            subject="claim",
            subject_id=row.claim_id,
            event=events.FollowupEnded(followup=row.pk, state=row.state),
            by=by,
        )
    return row


def close_task(task: FollowupTask, *, reply: str, by: Actor, change: str = "") -> FollowupTask:
    """The customer has been answered: what was said to them, and what we do differently."""
    require(by, Permission.CARE_DO)
    person = signing(by)
    errors = {}
    if not reply.strip():
        errors["reply"] = _("What did you tell the customer? They read it here, too.")
    if len(reply.strip()) > LONGEST_REPLY:
        errors["reply"] = too_long(LONGEST_REPLY)
    if len(change.strip()) > LONGEST:
        errors["change"] = too_long(LONGEST)
    if errors:
        raise Invalid(fields=errors)
    with transaction.atomic():
        claim = locked(task.followup.claim_id)
        changed = FollowupTask.objects.filter(pk=task.pk, done_at__isnull=True).update(
            done_at=clock.now(), done_by=person, change=change.strip()
        )
        if not changed:
            raise Refused("care.task_done", _("Somebody has answered this already."))
        task.refresh_from_db()
        task.reply = reply.strip()
        task.save(update_fields=["reply"])
        deadlines.stop(rule=TASK, subject="followup", subject_id=task.followup_id, outcome="met")
        record(
            subject="claim",
            subject_id=claim.pk,
            event=events.LowScoreAnswered(followup=task.followup_id, name=person.display_name),
            by=by,
        )
        notices.low_score_answered(task)
        touched(claim)
    return task


def _channel(claim: Claim, policy: Policy) -> str | None:
    """How this person is asked; None: not at all."""
    if claim.nature != Nature.DEATH or policy.death == "ask":
        return policy.channel
    return "phone" if policy.death == "phone" else None


def _morning(days: int) -> datetime:
    """Ten in the morning, so many days on: nobody is asked at night."""
    return datetime.combine(local_date(clock.now()) + timedelta(days=days), ASKING_HOUR, LOCAL)


def _open_task(row: Followup, claim: Claim, reasons: list[str], *, by: Actor) -> None:
    owner = queries.carer_for(claim)
    running = deadlines.start(
        rule=TASK,
        subject="followup",
        subject_id=row.pk,
        at=clock.now(),
        owner=owner.pk if owner else None,
        unit_path=claim.unit.path,
    )
    task = FollowupTask.objects.create(followup=row, reasons=reasons, owner=owner, due_at=running.due_at)
    record(
        subject="claim",
        subject_id=claim.pk,
        event=events.LowScore(followup=row.pk, owner=owner.display_name if owner else "", due=running.due_at),
        by=by,
    )
    notices.low_score(task)


def _move(row: Followup, *, to: FollowupState, **changes: object) -> Followup:
    over = Refused("care.followup_over", _("This has been answered or is over. Thank you all the same."))
    return move(row, FOLLOWUP_MOVES, over, to=to, **changes)
