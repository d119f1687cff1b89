"""Alerts as a customer reads them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from anpei.alerts import catalogue, wording
from anpei.alerts.models import Alert, AlertState, Level, Reach
from anpei.alerts.seasons import Advice
from anpei.core import clock
from anpei.organisation import divisions
from anpei.portal.presenters import wording as words

TAGS = {Level.BLUE: "set", Level.YELLOW: "you", Level.ORANGE: "orange", Level.RED: "red"}


@dataclass(frozen=True)
class Row:
    alert_id: int
    title: str
    level: str
    tag: str
    until: datetime
    holds: bool


@dataclass(frozen=True)
class Step:
    number: int
    text: str
    done: bool


@dataclass(frozen=True)
class Shown:
    row: Row
    issuer: str
    coming: str
    before: list[Step]
    during: list[str]
    after: list[str]
    report: str
    withdrawn: bool
    since: datetime
    where: list[str]


@dataclass(frozen=True)
class SeasonCard:
    code: str
    name: str
    first: str
    contracts: list[str]
    reasons: list[str]
    pressing: bool


def row(alert: Alert) -> Row:
    return Row(
        alert_id=alert.pk,
        title=wording.shown(alert.words)["title"],
        level=str(Level(alert.level).label),
        tag=TAGS[Level(alert.level)],
        until=alert.ends_at,
        holds=alert.state != AlertState.WITHDRAWN and alert.ends_at > clock.now(),
    )


def shown(alert: Alert, *, done: Collection[int]) -> Shown:
    said = wording.shown(alert.words)
    return Shown(
        row=row(alert),
        issuer=alert.issuer,
        coming=said["coming"],
        before=[Step(number, text, number in done) for number, text in enumerate(said["before"])],
        during=said["during"],
        after=said["after"],
        report=said["report"],
        withdrawn=alert.state == AlertState.WITHDRAWN,
        since=alert.starts_at,
        where=[one.name or one.code for one in divisions.places(alert.areas).values()],
    )


def for_whom(reaches: Iterable[Reach]) -> list[str]:
    """Names of those it concerns, where somebody is written to for another person."""
    rows = sorted(reaches, key=lambda one: one.insured_id)
    return (
        [one.insured.name for one in rows] if any(one.insured_id != one.addressee_id for one in rows) else []
    )


def season(one: Advice) -> SeasonCard:
    several = len({member.party_id for member in one.members}) > 1
    names = [
        (f"{member.party.name} · " if several else "")
        + words.product_name(member.policy.product_version.product)
        for member in one.members
    ]
    return SeasonCard(
        code=one.peril.code,
        name=catalogue.peril_name(one.peril.code),
        first=one.peril.before.shown[0],
        contracts=list(dict.fromkeys(names)),
        reasons=[reason.words for reason in one.reasons],
        pressing=one.pressing,
    )


def rules() -> dict[str, object]:
    """What a person should know before choosing: which levels always come, and how many at most of the others."""
    known = catalogue.rules()
    return {
        "always": _levels(known.always),
        "night": _levels(known.night),
        "most": known.budget.most,
        "days": known.budget.days,
    }


def _levels(codes: Iterable[str]) -> str:
    return gettext(", ").join(str(Level(code).label) for code in codes)
