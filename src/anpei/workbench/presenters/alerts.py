"""Risk alerts as the desk reads them: where they stand, whom they reach, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anpei.accounts.models import Staff
from anpei.accounts.permissions import Permission as P
from anpei.accounts.rules import permits
from anpei.alerts import catalogue, effect, queries, rules, wording
from anpei.alerts.effect import Comparison, Stratum
from anpei.alerts.models import Alert, AlertState, LeftOut, Level
from anpei.alerts.states import EDITABLE, GONE_OUT
from anpei.messages import queries as messages
from anpei.messages.models import Channel, MessageState
from anpei.organisation import divisions
from anpei.organisation.divisions import Place
from anpei.products.models import Product

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
    alone: list[str]


def rows(alerts: Sequence[Alert]) -> list[Row]:
    """Alerts with the names of their areas, in one look into the table of divisions."""
    known = divisions.places(code for one in alerts for code in one.areas)
    return [_row(one, known) for one in alerts]


def _row(alert: Alert, known: Mapping[str, Place]) -> Row:
    return Row(
        alert=alert,
        title=wording.shown(alert.words)["title"],
        peril=catalogue.peril_name(alert.peril) or _("Danger not known yet"),
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
        and bool(alert.peril)
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


def by_way(alert: Alert) -> list[tuple[str, str, str, int]]:
    """By which way its messages went and how far they got: way, state in words, whether it failed, number."""
    return [
        (
            str(Channel(channel).label),
            str(MessageState(state).label),
            "bad" if state == MessageState.FAILED else "",
            number,
        )
        for channel, state, number in messages.by_way("alert", alert.pk)
    ]


def compared(alert: Alert) -> list[Compared]:
    found = effect.comparisons(alert)
    codes = {each.product for one in found for each in one.alone}
    products = {one.code: one.label for one in Product.objects.filter(code__in=codes)} if codes else {}
    return [_compared(one, products) for one in found]


def _compared(one: Comparison, products: Mapping[str, str]) -> Compared:
    labels = {
        "neighbours": _("Neighbours who were not told"),
        "year_before": _("The same place a year before"),
    }
    return Compared(
        label=labels[one.with_whom],
        alerted=_share(one.alerted),
        others=_weighted(one),
        difference=_difference(one),
        verdict=_verdict(one),
        alone=[_alone(each, products) for each in one.alone],
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


def _weighted(one: Comparison) -> str:
    """The share of the others as if products and ages were mixed among them as among the alerted."""
    if one.difference is None:
        return "–"
    low, high = one.others_interval
    return _("%(part)d of %(whole)d: mixed alike %(share)s (%(low)s to %(high)s)") % {
        "part": one.others.with_claim,
        "whole": one.others.contracts,
        "share": f"{one.others_share:.2%}",
        "low": f"{low:.2%}",
        "high": f"{high:.2%}",
    }


def _alone(one: Stratum, products: Mapping[str, str]) -> str:
    return ngettext(
        "%(product)s, %(ages)s: %(count)d contract",
        "%(product)s, %(ages)s: %(count)d contracts",
        one.alerted.contracts,
    ) % {
        "product": products.get(one.product, one.product),
        "ages": _ages(one.ages),
        "count": one.alerted.contracts,
    }


def _ages(band: str) -> str:
    since, _dash, until = band.partition("-")
    if not band:
        return _("age not known")
    if not until:
        return _("%(since)s and older") % {"since": since}
    return _("%(since)s to %(until)s years") % {"since": since, "until": until}


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
