"""Reads about alerts, always through who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anpei.accounts.models import Staff
from anpei.accounts.rules import visible_units
from anpei.alerts.models import Alert, AlertChoice, AlertState, Level, Reach
from anpei.core import clock
from anpei.core.errors import NotFound
from anpei.parties.models import Party

PAGE = 30
_RELATED = ("unit", "drafted_by", "approved_by", "replaced_by")


def for_staff(staff: Staff) -> QuerySet[Alert]:
    """Alerts of one's units and those below, the newest first."""
    return of_units(visible_units(staff))


def of_units(units: Iterable[int]) -> QuerySet[Alert]:
    return Alert.objects.filter(unit__in=list(units)).select_related(*_RELATED).order_by("-id")


def get_for_staff(staff: Staff, alert_id: int) -> Alert:
    return found(for_staff(staff).filter(pk=alert_id).first())


def found(alert: Alert | None) -> Alert:
    if alert is None:
        raise NotFound("alerts.unknown", _("There is no such alert, or it belongs to another unit."))
    return alert


def told(people: Iterable[Party]) -> QuerySet[Reach]:
    """What these people were told, the newest first; a guardian reads what concerns the child."""
    return (
        Reach.objects.filter(addressee__in=[one.pk for one in people], sent_at__isnull=False)
        .select_related("alert", "insured", "addressee", "call")
        .order_by("-sent_at", "-id")
    )


def gone_out(alert_id: int) -> Alert:
    """What anybody with the link may read: an alert that was sent, also when it is over. Drafts are nobody's."""
    alert = Alert.objects.filter(pk=alert_id, sending_at__isnull=False).first()
    if alert is None:
        raise NotFound("alerts.unknown", _("There is no such notice, or it was not sent to this phone."))
    return alert


def told_of(people: Iterable[Party], alert_id: int) -> list[Reach]:
    """One alert as these people got it; NotFound for everybody else."""
    rows = list(told(people).filter(alert=alert_id))
    if not rows:
        raise NotFound("alerts.unknown", _("There is no such notice, or it was not sent to this phone."))
    return rows


def current(people: Iterable[Party]) -> list[Reach]:
    """What holds now, each alert once, the most serious first."""
    rows = told(people).filter(alert__ends_at__gt=clock.now()).exclude(alert__state=AlertState.WITHDRAWN)
    by_alert = {one.alert_id: one for one in rows[:PAGE]}
    return sorted(by_alert.values(), key=lambda one: (-Level.values.index(one.alert.level), -one.pk))


def serious_only(party: Party) -> bool:
    return AlertChoice.objects.filter(party=party, serious_only=True).exists()


def to_compare(now: datetime) -> QuerySet[Alert]:
    """Sent alerts that are over and not compared since; the comparison itself knows whether claims had their time."""
    return (
        Alert.objects.filter(state=AlertState.SENT, ends_at__lte=now)
        .filter(Q(effect__isnull=True) | Q(effect__so_far=True))
        .select_related("unit")
        .order_by("ends_at", "id")
    )


@dataclass(frozen=True)
class Answers:
    """What people did with an alert."""

    told: int
    seen: int
    did_something: int
    asked_for_help: int


def answers(alert: Alert) -> Answers:
    counted = Reach.objects.filter(alert=alert, left_out="").aggregate(
        told=Count("id"),
        seen=Count("id", filter=Q(seen_at__isnull=False)),
        did_something=Count("id", filter=Q(done_at__isnull=False)),
        asked_for_help=Count("id", filter=Q(help_at__isnull=False)),
    )
    return Answers(**counted)


def left_out(alert: Alert) -> dict[str, int]:
    """How many of those concerned were not told, by reason."""
    rows = Reach.objects.filter(alert=alert).exclude(left_out="").values("left_out").annotate(n=Count("id"))
    return {row["left_out"]: row["n"] for row in rows.order_by("left_out")}
