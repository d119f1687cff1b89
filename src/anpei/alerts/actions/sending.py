"""An alert on its way: batch after batch, each one transaction, so that a worker killed in the middle doubles nothing."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anpei.accounts.permissions import Permission
from anpei.accounts.rules import require, sees_unit, signing
from anpei.alerts import events, notices, rules, targeting
from anpei.alerts.actions.moving import move
from anpei.alerts.models import Alert, AlertState, Reach
from anpei.alerts.states import GONE_OUT
from anpei.audit.actions import record
from anpei.core import clock
from anpei.core.actor import Actor
from anpei.core.errors import Forbidden, Invalid, Refused
from anpei.jobs.actions import enqueue

LONGEST_REASON = 300


def send(alert: Alert, *, by: Actor) -> Alert:
    """Have an approved alert go out; the workers take it from here."""
    rules.require_hand(by)
    person = signing(by)
    if not sees_unit(person, alert.unit):
        raise Forbidden("alerts.unit", _("This alert belongs to another unit."))
    if alert.ends_at <= clock.now():
        raise Refused("alerts.over", _("Its time is over. Please change the period first."))
    with transaction.atomic():
        alert = move(alert, to=AlertState.SENDING, sending_at=clock.now())
        record(subject="alert", subject_id=alert.pk, event=events.AlertSending(person.display_name), by=by)
        _enqueue_batch(alert.pk, after=0)
    return alert


def send_batch(*, alert_id: int, after: int, by: Actor) -> None:
    """Decide on the next persons and write their messages. The row says how far it got: a repeated job finds that.

    Withdrawing waits for the batch that is being written and stops those after it.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alert_id)
        if alert.state != AlertState.SENDING or alert.sent_up_to != after:
            return
        now = clock.now()
        ids = list(targeting.persons(alert, after=after)[: targeting.BATCH])
        decided = targeting.decide(alert, ids)
        Reach.objects.bulk_create(
            Reach(
                alert=alert,
                insured=one.insured,
                addressee=one.addressee,
                left_out=one.left_out,
                sent_at=None if one.left_out else now,
            )
            for one in decided
        )
        notices.alert_to(alert, [one.addressee for one in decided if not one.left_out])
        if len(ids) == targeting.BATCH:
            Alert.objects.filter(pk=alert.pk).update(sent_up_to=ids[-1])
            _enqueue_batch(alert.pk, after=ids[-1])
            return
        Alert.objects.filter(pk=alert.pk).update(
            state=AlertState.SENT,
            sent_at=now,
            sent_up_to=ids[-1] if ids else after,
            version=alert.version + 1,
        )
        told = Reach.objects.filter(alert=alert, left_out="").count()
        left = Reach.objects.filter(alert=alert).exclude(left_out="").count()
        record(subject="alert", subject_id=alert.pk, event=events.AlertSent(told, left), by=by)


def withdraw(alert: Alert, *, because: str, by: Actor, replaced_by: Alert | None = None) -> Alert:
    """Take an alert back. Whoever was told hears that it is over, unless another alert takes its place."""
    if not because.strip():
        raise Invalid(fields={"because": _("Why? One sentence; it stays on record.")})
    if len(because.strip()) > LONGEST_REASON:
        raise Invalid(
            fields={
                "because": _("This is longer than %(most)d characters. Please shorten it a little.")
                % {"most": LONGEST_REASON}
            }
        )
    if by.kind != "system":
        require(by, Permission.ALERT_WRITE)
        if not sees_unit(signing(by), alert.unit):
            raise Forbidden("alerts.unit", _("This alert belongs to another unit."))
    with transaction.atomic():
        # The lock makes a batch being sent and this wait for each other.
        alert = Alert.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alert.pk)
        gone_out = alert.state in GONE_OUT
        alert = move(
            alert,
            to=AlertState.WITHDRAWN,
            withdrawn_at=clock.now(),
            withdrawn_because=because.strip(),
            replaced_by=replaced_by,
        )
        withdrawn = events.AlertWithdrawn(because=because.strip())
        record(subject="alert", subject_id=alert.pk, event=withdrawn, by=by)
        if gone_out and replaced_by is None and alert.ends_at > clock.now():
            _enqueue_over(alert.pk, after=0)
    return alert


def tell_over_batch(*, alert_id: int, after: int) -> None:
    """Tell the next of those who were told that it is over; in batches as the alert itself."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update(of=("self",)).select_related("unit").get(pk=alert_id)
        if alert.over_told_up_to != after:
            return
        rows = list(
            Reach.objects.filter(alert=alert, left_out="", pk__gt=after, addressee__erased_at__isnull=True)
            .select_related("addressee")
            .order_by("pk")[: targeting.BATCH]
        )
        notices.over_to(alert, [one.addressee for one in rows])
        if rows:
            Alert.objects.filter(pk=alert.pk).update(over_told_up_to=rows[-1].pk)
            _enqueue_over(alert.pk, after=rows[-1].pk)


def ask_to_compare(alert: Alert, *, by: Actor) -> None:
    """Work out what came of it now, in the background; by itself it happens once claims had their time."""
    rules.require_hand(by)
    if alert.state not in GONE_OUT:
        raise Refused("alerts.state", _("This alert stands somewhere else by now. Please look at it again."))
    enqueue(task="alerts.compare_one", args={"alert_id": alert.pk})


def _enqueue_batch(alert_id: int, *, after: int) -> None:
    enqueue(
        task="alerts.send",
        args={"alert_id": alert_id, "after": after},
        key=f"alerts.send:{alert_id}:{after}",
    )


def _enqueue_over(alert_id: int, *, after: int) -> None:
    enqueue(
        task="alerts.tell_over",
        args={"alert_id": alert_id, "after": after},
        key=f"alerts.tell_over:{alert_id}:{after}",
    )
