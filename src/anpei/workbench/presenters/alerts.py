"""Risk alerts as the desk reads them: where they stand, whom they reach, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.alerts import catalogue, effect, queries, rules, wording
from anpei.alerts.effect import Comparison
from anpei.alerts.models import Alert, AlertState, LeftOut, Level
from anpei.alerts.states import EDITABLE, GONE_OUT
from anpei.organisation import divisions
from anpei.organisation.divisions import Place

TAGS = {Level.BLUE: "acc", Level.YELLOW: "warn", Level.ORANGE: "orange", Level.RED: "danger"}
DOTS = {
    AlertState.SENDING: "run",
    AlertState.SENT: "done",
    AlertState.APPROVED: "run",
    AlertState.WITHDRAWN: "wait",
}


@dataclass(frozen=True)
class Row:
    alert: Alert
    title: str
    peril: str
    level: str
    tag: str
    dot: str
    places: str


@dataclass(frozen=True)
class Compared:
    """A group beside the alerted, in words. Shares and differences are percentages with their interval."""

    label: str
    alerted: str
    others: str
    difference: str
    verdict: str


def rows(alerts: Sequence[Alert]) -> list[Row]:
    """Alerts with the names of their areas, in one look into the table of divisions."""
    known = divisions.places(code for one in alerts for code in one.areas)
    return [_row(one, known) for one in alerts]


def _row(alert: Alert, known: Mapping[str, Place]) -> Row:
    return Row(
        alert=alert,
        title=wording.shown(alert.words)["title"],
        peril=catalogue.peril_name(alert.peril),
        level=str(Level(alert.level).label),
        tag=TAGS[Level(alert.level)],
        dot=DOTS.get(AlertState(alert.state), ""),
        places=" · ".join(str(known[code]) for code in alert.areas) or _("everywhere"),
    )


def steps(alert: Alert, staff: Staff) -> list[str]:
    """What this person can do with the alert where it stands, the next step first."""
    writes, approves = permits(staff, P.ALERT_WRITE), permits(staff, P.ALERT_APPROVE)
    state = AlertState(alert.state)
    possible = {
        "approve": state == AlertState.PREVIEWED and rules.may_approve(staff, alert),
        "send": state == AlertState.APPROVED and (writes or approves),
        "count": state in (AlertState.DRAFT, AlertState.PREVIEWED)
        and (writes or approves)
        and not alert.counting,
        "change": state in EDITABLE and writes,
        "compare": state in GONE_OUT and (writes or approves),
        "withdraw": state != AlertState.WITHDRAWN and writes,
    }
    return [name for name, holds in possible.items() if holds]


def reasons(counted: dict[str, int]) -> list[tuple[str, int]]:
    return [(str(LeftOut(reason).label), number) for reason, number in counted.items()]


def left_out(alert: Alert) -> list[tuple[str, int]]:
    """By reason: as counted beforehand, or as it came."""
    if alert.state in EDITABLE:
        return reasons((alert.counted or {}).get("left_out", {}))
    return reasons(queries.left_out(alert))


def compared(alert: Alert) -> list[Compared]:
    return [_compared(one) for one in effect.comparisons(alert)]


def _compared(one: Comparison) -> Compared:
    labels = {
        "neighbours": _("Neighbours who were not told"),
        "year_before": _("The same place a year before"),
    }
    return Compared(
        label=labels[one.with_whom],
        alerted=_share(one.alerted),
        others=_share(one.others),
        difference=_difference(one),
        verdict=_verdict(one),
    )


def _share(group: effect.Group) -> str:
    low, high = group.interval
    return _("%(part)d of %(whole)d: %(share)s (%(low)s to %(high)s)") % {
        "part": group.with_claim,
        "whole": group.contracts,
        "share": f"{group.share:.2%}",
        "low": f"{low:.2%}",
        "high": f"{high:.2%}",
    }


def _difference(one: Comparison) -> str:
    if one.difference is None:
        return "–"
    middle, low, high = (f"{100 * value:+.2f}".replace("-", "−") for value in one.difference)
    return _("%(middle)s points (%(low)s to %(high)s)") % {"middle": middle, "low": low, "high": high}


def _verdict(one: Comparison) -> str:
    if one.few:
        return _("Too few contracts or claims: chance alone can make such a difference.")
    if not one.shows_difference or one.difference is None:
        return _("No difference beyond what chance alone makes.")
    if one.difference[0] < 0:
        return _("Fewer of the alerted had a claim, beyond what chance alone makes.")
    return _("More of the alerted had a claim, beyond what chance alone makes.")
