"""A move of an alert: one conditional update, exactly one row."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anpei.alerts.models import Alert, AlertState
from anpei.alerts.states import MOVES
from anpei.core.errors import Refused


def move(alert: Alert, *, to: AlertState, **changes: object) -> Alert:
    """To a state the present one allows, and only while nobody changed the alert since it was read."""
    origins = [origin for origin, targets in MOVES.items() if to in targets]
    changed = Alert.objects.filter(pk=alert.pk, version=alert.version, state__in=origins).update(
        state=to, version=alert.version + 1, **changes
    )
    if changed != 1:
        raise Refused("alerts.state", _("This alert stands somewhere else by now. Please look at it again."))
    return fresh(alert)


def fresh(alert: Alert) -> Alert:
    return Alert.objects.select_related("unit", "drafted_by", "approved_by", "replaced_by").get(pk=alert.pk)
