"""Who may write, approve and send; what a level allows."""

from __future__ import annotations

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission
from anpei.accounts.rules import permits, require
from anpei.alerts import catalogue
from anpei.alerts.models import Alert
from anpei.core.actor import Actor


def needs_second_person(level: str) -> bool:
    return level in catalogue.rules().second_person


def require_hand(by: Actor | Staff) -> None:
    """Whoever writes alerts, and whoever approves them, may count and send an approved one."""
    if not permits(by, Permission.ALERT_APPROVE):
        require(by, Permission.ALERT_WRITE)


def may_approve(staff: Staff, alert: Alert) -> bool:
    """Their own only where the level asks for no second person."""
    if not needs_second_person(alert.level):
        return permits(staff, Permission.ALERT_WRITE) or permits(staff, Permission.ALERT_APPROVE)
    return permits(staff, Permission.ALERT_APPROVE) and alert.drafted_by_id != staff.pk


def at_any_hour(level: str) -> bool:
    return level in catalogue.rules().night
